"""Steps *vraag verifiëren*, *antwoord samenstellen* and *vrijgave*: what the station does by itself with a case, one step at a time.

Each step begins from what is on disk and ends with a transition on disk: a crash in between repeats the step, with the same outcome.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from datastation import vrijgave
from datastation.beantwoorden import beantwoord
from datastation.fouten import GebruiksFout, Geweigerd, GrensBereikt, InstellingenFout, MotorFout
from datastation.instellingen import TIJDZONE
from datastation.invullen import LIJST_VESTIGINGEN, vul_in
from datastation.model.term import Literaal
from datastation.poort import Aanvraag, Beleid, Besluit, Credentialfeit, Stand, Tokenfeit, Uitkomst, Verbruik, Vraagverwijzing, beslis
from datastation.staat import zaken
from datastation.staat.rijen import Zaak
from datastation.store import momentopname
from datastation.store.schijf import schijf_in_woorden
from datastation.uitwisselen import antwoorden
from datastation.uitwisselen.afschermen import Afgeschermd, NietAfTeSchermen, scherm_af, verzamel
from datastation.uitwisselen.feiten import ALLES, Verzoekfeiten, Vraagfeit, feiten_van, notitie
from datastation.uitwisselen.inrichting import Inrichting
from datastation.uitwisselprofiel import Profiel
from datastation.vrijgave import Reden, Toestand, Weigering

SAMENSTELLEN = "antwoord samenstellen"
POORT, WERKER = vrijgave.station("poort"), vrijgave.station("werker")
HOOGSTENS = 5  # a step on which the station stopped so often is not tried again: it would stop on it for ever
BEZET = timedelta(hours=1)  # longer than all questions of a profile may take together; after a crash the next process takes it up at once
PAUZE = timedelta(minutes=1)  # before a step that failed is tried again
_AAN_DE_BEURT = (Toestand.ONTVANGEN, Toestand.GEVERIFIEERD, Toestand.TOEGELATEN)


def behandel_een(inr: Inrichting) -> bool:
    """Take up the case that waits longest and do its next step. False where nothing waits.

    Raises:
        DatastationFout: the station cannot work (no policy, no disk); the case waits and is taken up again.
    """
    for toestand in reversed(_AAN_DE_BEURT):  # what is nearly done first
        nu = inr.nu()
        zaak = vrijgave.neem_op(inr.staat, toestand, nu=nu, tot=nu + BEZET)
        if zaak is not None:
            _stap(inr, zaak)
            return True
    return False


def _stap(inr: Inrichting, zaak: Zaak) -> None:
    try:
        if zaak.pogingen > HOOGSTENS:
            _wijs_af(inr, zaak, "fout", "Het station kan deze vraag niet beantwoorden.")
        elif zaak.toestand == Toestand.ONTVANGEN:
            _verifieer(inr, zaak)
        elif zaak.toestand == Toestand.GEVERIFIEERD:
            _laat_toe(inr, zaak)
        else:
            _antwoord(inr, zaak)
    except Weigering as fout:
        # The requester withdrew, or the term passed, while we were at it: the state says so already, or will.
        if fout.reden not in (Reden.TOESTAND, Reden.TERMIJN):
            raise
    except Exception as fout:
        # No policy, no snapshot, no disk: then the station cannot work, and the try does not count. What stays wrong in a case ends it.
        telt = not isinstance(fout, GebruiksFout | GrensBereikt)
        vrijgave.leg_neer(inr.staat, zaak.zaaknummer, opnieuw=inr.nu() + PAUZE, telt=telt)
        raise


def _verifieer(inr: Inrichting, zaak: Zaak) -> None:
    """The presentation was verified when the message came in; here that becomes a state."""
    feiten = feiten_van(zaak)
    if feiten.weigering:
        _wijs_af(inr, zaak, feiten.weigering, feiten.weigering_zin, stap=feiten.stap)
        return
    vrijgave.verifieer(inr.staat, zaak.zaaknummer, wie=POORT, nu=inr.nu(), notitie=notitie({"stap": "presentatie verifiëren"}))


def _laat_toe(inr: Inrichting, zaak: Zaak) -> None:
    """The gate, for each text that is asked; all of them pass, or the case does not."""
    feiten = feiten_van(zaak)
    beleid = inr.beleid()
    opname = momentopname.huidige(inr.station.momentopnamen)
    lijsten = {LIJST_VESTIGINGEN: tuple(Literaal(nummer) for nummer in inr.werkers.vestigingen(opname))}
    with inr.slot:  # whoever counts admits before the next one counts
        besluiten: list[Besluit] = []
        nu = inr.nu()  # one moment for counting and judging: a quota looks back from it
        verbruik = _verbruik(inr, zaak, beleid, nu)
        for vraag in feiten.vragen:
            aanvraag = aanvraag_van(inr, zaak, feiten, vraag)
            besluit = beslis(aanvraag, inr.register, beleid, nu=nu, verbruik=verbruik, lijsten=lijsten)
            if verbruik is not None:  # all questions at once count as each of them by itself
                verbruik = Verbruik(verbruik.sinds, verbruik.vragen + 1, verbruik.stellingen | {aanvraag.stelling})
            besluiten.append(besluit)
            if besluit.uitkomst is Uitkomst.WEIGEREN:
                _wijs_af(inr, zaak, besluit.reden.value, besluit.reden.zin, stap="vraag verifiëren", besluit=besluit)
                return
        mens = any(b.uitkomst is Uitkomst.MENS for b in besluiten)
        vrijgave.laat_toe(
            inr.staat,
            zaak.zaaknummer,
            beleid="mens" if mens else "automatisch",
            vier_ogen=any(b.vier_ogen for b in besluiten),
            wie=POORT,
            nu=inr.nu(),
            notitie=notitie({"stap": "vraag verifiëren", **_van_besluit(besluiten[0]), "mens_omdat": _samen(besluiten)}),
        )


def aanvraag_van(inr: Inrichting, zaak: Zaak, feiten: Verzoekfeiten, vraag: Vraagfeit) -> Aanvraag:
    """What the gate judges: the facts that were verified when the case came in, the question by its hash, the parameters as terms."""
    brief = vraag.brief
    credential = None
    if brief is not None:
        soorten = frozenset({brief.soort})
        # The verifier passed it: signature, audience, issuer on the list for this type, subject, status list at the moment of receipt.
        credential = Credentialfeit(
            presentatie_goed=True,
            houder=feiten.houder,
            onderwerpen=frozenset({feiten.houder}),
            soorten=soorten,
            uitgever=brief.uitgever,
            vertrouwd_voor=soorten,
            geldig_tot=brief.geldig_tot,
            status="goed",
            status_op=feiten.ontvangen,
        )
    token = Tokenfeit(actief=True, voor_ons=feiten.aan == inr.did, houder=feiten.houder)
    verwijzing = Vraagverwijzing(zaak.profiel, zaak.profielversie, vraag.sha256, vraag.parameters_sha256)
    profiel = inr.profielen.get((zaak.profiel, zaak.profielversie))
    if profiel is None or all(v.nr != vraag.nr for v in profiel.vragen):
        return Aanvraag(zaak.afnemer, token, credential, verwijzing)
    invulling = vul_in(profiel, vraag.nr, parameters_van(zaak))
    return Aanvraag(zaak.afnemer, token, credential, verwijzing, invulling.parameters, invulling.periode)


def parameters_van(zaak: Zaak) -> Mapping[str, str]:
    """The parameters of a case as they were typed."""
    return {str(naam): str(waarde) for naam, waarde in json.loads(zaak.parameters).items()}


def _verbruik(inr: Inrichting, zaak: Zaak, beleid: Beleid, nu: datetime) -> Verbruik | None:
    """What this requester asked of this profile before; counted from the state, so that a restart forgets nothing."""
    afnemer = beleid.afnemer(zaak.afnemer)
    regel = afnemer.regel(zaak.profiel, zaak.profielversie) if afnemer else None
    if regel is None or regel.quotum is None:
        return None
    sinds = regel.quotum.begin(nu)
    with inr.staat.lezen() as t:
        eerder = zaken.toegelaten_sinds(t, zaak.afnemer, zaak.profiel, sinds)
    gevraagd = [aanvraag_van(inr, oud, feiten, vraag) for oud in eerder for feiten in [feiten_van(oud)] for vraag in feiten.vragen]
    return Verbruik(sinds=sinds, vragen=len(gevraagd), stellingen=frozenset(a.stelling for a in gevraagd))


def _antwoord(inr: Inrichting, zaak: Zaak) -> None:
    """Answer, store, and release where nobody needs to look at it."""
    profiel = inr.profielen.get((zaak.profiel, zaak.profielversie))
    if profiel is None:
        _wijs_af(inr, zaak, "versie-onbekend", "Deze versie van het uitwisselprofiel is er niet meer.", stap=SAMENSTELLEN)
        return
    opname, begin = momentopname.huidige(inr.station.momentopnamen), time.monotonic()
    dag = inr.nu().astimezone(ZoneInfo(TIJDZONE)).date()
    afgeschermd = _bereken(inr, zaak, profiel, opname, dag)
    if afgeschermd is None:
        return
    bewaard = antwoorden.maak(afgeschermd, zaak.vraag_nr)
    # First the pin and the bytes, then the state: a state that names what is not there would be worse than bytes that nobody names.
    with schijf_in_woorden(inr.station.momentopnamen, "De vraag wacht op ruimte."):
        momentopname.zet_vast(inr.station.momentopnamen, opname.id, profiel.na_te_rekenen_tot(dag))
        naam = antwoorden.leg_weg(inr, zaak.zaaknummer, bewaard, afgeschermd.scherm)
    if not opname.map.is_dir():
        # It was removed, or rebuilt without a person who is erased, while we were computing: then what was computed is not kept either.
        inr.kluis.wis(naam)
        vrijgave.leg_neer(inr.staat, zaak.zaaknummer, opnieuw=inr.nu(), telt=True)
        return
    zaak = vrijgave.leg_antwoord_vast(
        inr.staat,
        zaak.zaaknummer,
        momentopname=opname.id,
        antwoord_sha256=bewaard.sha256,
        antwoord_pad=naam,
        wie=WERKER,
        nu=inr.nu(),
        notitie=_over(afgeschermd, bewaard, round((time.monotonic() - begin) * 1000)),
    )
    geef_zelf_vrij(inr, zaak, bewaard)


def _bereken(inr: Inrichting, zaak: Zaak, profiel: Profiel, opname: momentopname.Momentopname, dag: date) -> Afgeschermd | None:
    """What may leave of the answer; None where the question cannot be answered, and then the case is refused.

    Which cells may leave is decided, and stands in the ledger, before anything of the answer is kept.
    """
    teksten, vraag = parameters_van(zaak), None if zaak.vraag_nr == ALLES else zaak.vraag_nr
    vestigingen = inr.werkers.vestigingen(opname)
    try:
        with inr.werkers.leen(opname, profiel) as werker:
            uitkomst = beantwoord(inr.station, profiel.naam, teksten, vandaag=dag, vraag=vraag, opname=opname, werker=werker)
            tabellen = verzamel(profiel, uitkomst, inr.boek, teksten=teksten, opname=opname, werker=werker, vestigingen=vestigingen)
        return scherm_af(profiel, uitkomst, inr.boek, tabellen)
    except NietAfTeSchermen:
        _wijs_af(inr, zaak, "onthulling", "De regels voor onthulling laten geen antwoord op deze vraag toe.", stap="vrijgave")
    except GrensBereikt as fout:
        if fout.grens == "schijf":
            raise
        _wijs_af(inr, zaak, "grens", fout.wat, stap=SAMENSTELLEN)
    except InstellingenFout:
        raise  # ours, not the requester's
    except GebruiksFout as fout:
        _wijs_af(inr, zaak, "parameter-buiten-domein", fout.wat, stap=SAMENSTELLEN)
    except Geweigerd:
        _wijs_af(inr, zaak, "fout", "Het station kan deze vraag niet beantwoorden.", stap=SAMENSTELLEN)
    return None


def _over(afgeschermd: Afgeschermd, bewaard: antwoorden.Bewaard, duur_ms: int) -> str:
    """What the log keeps of an answer: numbers about it, nothing of it."""
    return notitie(
        {
            "stap": SAMENSTELLEN,
            "rijen": sum(len(r.rijen) for r in bewaard.antwoord.resultaten.values()),
            "cellen": afgeschermd.vrijgegeven,
            "onderdrukt": None if afgeschermd.scherm is None else afgeschermd.onderdrukt,
            "regels": list(afgeschermd.regels),
            "mens_omdat": list(afgeschermd.mens_omdat),
            "duur_ms": duur_ms,
            "status": bewaard.herkomst.status,
        }
    )


def geef_zelf_vrij(inr: Inrichting, zaak: Zaak, bewaard: antwoorden.Bewaard) -> bool:
    """Release without a person, where the policy says so and neither a blocked record (decision 2) nor disclosure control asks for one.

    Neither where the rules of the release want a person after all: a correction stands beside it, or it replaces an answer that is not the latest.
    """
    if (
        zaak.toestand != Toestand.BEANTWOORD
        or zaak.beleid != "automatisch"
        or bewaard.herkomst.status != "definitief"
        or bewaard.mens_omdat
    ):
        return False
    try:
        vrijgave.geef_vrij(
            inr.staat, zaak.zaaknummer, wie=vrijgave.station("vrijgave"), nu=inr.nu(), reden="automatisch, volgens het beleid"
        )
    except Weigering:
        return False
    return True


def haal_in(inr: Inrichting) -> int:
    """Answers that the policy releases by itself and that a crash, or an error of the station, left waiting; gives how many.

    Raises:
        MotorFout: an answer is gone or damaged; the others were released.
    """
    with inr.staat.lezen() as t:
        wachtend = [z for z in zaken.lijst(t, toestanden=(Toestand.BEANTWOORD,)) if z.beleid == "automatisch"]
    gedaan, stuk = 0, []
    for zaak in wachtend:
        try:
            gedaan += geef_zelf_vrij(inr, zaak, antwoorden.haal(inr, zaak))
        except MotorFout as fout:
            stuk.append(fout)
    if stuk:
        raise stuk[0]
    return gedaan


def _wijs_af(inr: Inrichting, zaak: Zaak, code: str, zin: str, *, stap: str = "", besluit: Besluit | None = None) -> None:
    velden = {"stap": stap, "code": code, "zin": zin, **(_van_besluit(besluit) if besluit else {})}
    vrijgave.wijs_af(inr.staat, zaak.zaaknummer, wie=POORT, nu=inr.nu(), reden=code, notitie=notitie(velden))


def _van_besluit(besluit: Besluit) -> dict[str, object]:
    controles = [[s.naam, s.stand.value, s.reden.value if s.reden else ""] for s in besluit.stappen if s.stand is not Stand.NIET_BEOORDEELD]
    return {"controles": controles, "beleid": besluit.beleid}


def _samen(besluiten: list[Besluit]) -> list[str]:
    return list(dict.fromkeys(zin for b in besluiten for zin in b.mens_omdat))
