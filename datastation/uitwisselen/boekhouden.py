"""Step *loggen*: every transition of every case becomes an entry in the log, once, in order."""

from __future__ import annotations

import hashlib
import threading
from typing import Any

import orjson

from datastation import __version__, vrijgave
from datastation.logboek import (
    Betrokken,
    Controle,
    Gebeurtenis,
    Gebruiker,
    Logregel,
    Parameter,
    Resultaat,
    Uitkomst,
    Verzoek,
    Vraagstuk,
    bevat_nummer,
)
from datastation.staat import zaken
from datastation.staat.rijen import Overgang, Zaak
from datastation.uitwisselen.feiten import feiten_van
from datastation.uitwisselen.inrichting import STATION, Inrichting
from datastation.vrijgave import Toestand

# One who refuses is not the other: the station by a rule, a bestuurder by judgement.
_GEBEURTENIS = {toestand: Gebeurtenis(toestand.value) for toestand in Toestand}
STAP = "stap"
WEGGELATEN = "(weggelaten: er staat een nummer in dat een BSN kan zijn)"
_KORT, _TEKST = 300, 2000  # characters that a field of the log takes
_SLOT = threading.Lock()


def schrijf_bij(inr: Inrichting) -> int:
    """Write all that the log does not have yet; gives how many entries."""
    totaal = 0
    with _SLOT:  # the clock and every sender call this: two at once would both find the same step missing
        while aantal := vrijgave.werk_logboek_bij(inr.staat, lambda overgang: _schrijf(inr, overgang)):
            totaal += aantal
    return totaal


def logbaar(tekst: str, hoogstens: int = _KORT) -> str:
    """A text that somebody else chose, as a field of the log takes it. The log may refuse no step, or no reply would leave the station any more.

    What can be a BSN is left out; what is too long keeps its beginning and its sha256.
    """
    past = tekst if len(tekst) <= hoogstens else f"{tekst[: hoogstens - 80]}… sha256:{hashlib.sha256(tekst.encode()).hexdigest()}"
    return WEGGELATEN if bevat_nummer(tekst) or bevat_nummer(past) else past or "(leeg)"


def _of_niets(tekst: str) -> str | None:
    return logbaar(tekst) if tekst else None


def _schrijf(inr: Inrichting, overgang: Overgang) -> None:
    if inr.logboek.heeft_stap(overgang.zaaknummer, STAP, str(overgang.volg)):
        return  # a crash came between the entry and the note that it was written
    with inr.staat.lezen() as t:
        zaak = zaken.zaak(t, overgang.zaaknummer)
    assert zaak is not None, "a transition has a case (foreign key)"
    inr.logboek.schrijf(regel_van(inr, zaak, overgang))


def regel_van(inr: Inrichting, zaak: Zaak, overgang: Overgang) -> Logregel:
    """One transition as an entry (trust.md 5.3): who, which question, which checks, what came out in numbers."""
    velden: dict[str, Any] = orjson.loads(overgang.notitie) if overgang.notitie else {}
    geweigerd = overgang.naar == Toestand.AFGEWEZEN and overgang.door_rol == STATION
    gebeurtenis = Gebeurtenis.GEWEIGERD if geweigerd else _GEBEURTENIS[Toestand(overgang.naar)]
    mens = overgang.door_rol not in (STATION, "afnemer")
    reden = str(velden.get("code") or (overgang.reden if not mens else ""))
    return Logregel(
        gebeurtenis=gebeurtenis,
        uitkomst=Uitkomst.KLEINE_FOUT if geweigerd else Uitkomst.GELUKT,
        reden=_of_niets(reden) if geweigerd else None,
        omschrijving=_omschrijving(overgang, velden, mens=mens),
        zaaknummer=zaak.zaaknummer,
        gesprek=_of_niets(zaak.gesprek),
        gebruikers=_gebruikers(zaak, overgang),
        betrokken=(Betrokken(soort="2", rol="24", id=zaak.zaaknummer, details={STAP: str(overgang.volg)}),),
        controles=tuple(Controle(naam=n, geslaagd=stand == "geslaagd", reden=r or None) for n, stand, r in velden.get("controles", [])),
        verzoek=_verzoek(zaak) if overgang.naar == Toestand.ONTVANGEN else None,
        vraag=_vraag(zaak, overgang),
        resultaat=_resultaat(zaak, velden) if overgang.naar == Toestand.BEANTWOORD else None,
        goedkeurder=logbaar(overgang.door_id) if overgang.naar in (Toestand.VRIJGEGEVEN, Toestand.AFGEWEZEN) and mens else None,
        programma=__version__,
        beleid=_of_niets(velden.get("beleid", "")),
        bron=inr.bron,
    )


def _omschrijving(overgang: Overgang, velden: dict[str, Any], *, mens: bool) -> str | None:
    stap = velden.get("stap", "")
    uitleg = overgang.reden if mens else "; ".join(velden.get("mens_omdat", []))
    tekst = ": ".join(filter(None, (stap, uitleg)))
    return logbaar(tekst, _TEKST) if tekst else None


def _gebruikers(zaak: Zaak, overgang: Overgang) -> tuple[Gebruiker, ...]:
    wie = Gebruiker(id=logbaar(overgang.door_id), rol=overgang.door_rol, is_aanvrager=overgang.door_rol == "afnemer")
    if overgang.door_rol == "afnemer":
        return (wie,)
    return (wie, Gebruiker(id=logbaar(zaak.afnemer), rol="afnemer", is_aanvrager=True))


def _verzoek(zaak: Zaak) -> Verzoek:
    feiten = feiten_van(zaak)
    brieven = [v.brief for v in feiten.vragen if v.brief is not None]
    return Verzoek(
        afnemer=logbaar(zaak.afnemer),
        houder=logbaar(feiten.houder),
        uitgevers=tuple(dict.fromkeys(logbaar(b.uitgever) for b in brieven)),
        verklaringen=tuple(dict.fromkeys(logbaar(b.id) for b in brieven)),
        token_jti=_of_niets(feiten.token),
        bericht=logbaar(feiten.bericht),
    )


def _vraag(zaak: Zaak, overgang: Overgang) -> Vraagstuk:
    parameters: dict[str, tuple[Parameter, ...]] = {}
    for naam, waarde in orjson.loads(zaak.parameters).items():
        kort = logbaar(naam)  # two names may become one
        parameters[kort] = (*parameters.get(kort, ()), Parameter(waarde=logbaar(str(waarde), _TEKST)))
    opname = zaak.momentopname if overgang.naar in (Toestand.BEANTWOORD, Toestand.VRIJGEGEVEN, Toestand.VERZONDEN) else None
    return Vraagstuk(
        id=logbaar(zaak.vraag_nr),
        profiel=logbaar(zaak.profiel),
        versie=logbaar(zaak.profielversie),
        sha256=zaak.vraag_sha256,
        parameters=parameters if overgang.naar == Toestand.ONTVANGEN else {},
        momentopname=opname,
    )


def _resultaat(zaak: Zaak, velden: dict[str, Any]) -> Resultaat:
    return Resultaat(
        rijen=velden.get("rijen"),
        cellen_vrijgegeven=velden.get("cellen"),
        cellen_onderdrukt=velden.get("onderdrukt"),
        regels=tuple(velden.get("regels", ())),
        sha256=zaak.antwoord_sha256,
        duur_ms=velden.get("duur_ms"),
    )
