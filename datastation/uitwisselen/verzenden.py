"""Step *verzenden*: replies leave the outbox, at least once, and every attempt sends the same bytes.

The bytes of a reply are made at the first attempt and kept as long as it waits: signed, with where the answer comes from, what people
corrected, and a signed head of the log as receipt. Whoever gets it twice sees by the message id that it is the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
import rfc8785

from datastation import berichten, vrijgave
from datastation.berichten import Antwoordkader, Generatie
from datastation.fouten import DatastationFout
from datastation.staat.rijen import Bericht, Correctie, Zaak
from datastation.uitwisselen import antwoorden
from datastation.uitwisselen.boekhouden import schrijf_bij
from datastation.uitwisselen.feiten import ALLES, Verzoekfeiten, feiten_van
from datastation.uitwisselen.inrichting import Inrichting
from datastation.vertrouwen import Afgewezen, lees_object, teken_jws, web_adres
from datastation.vertrouwen import Reden as Trouwreden
from datastation.vrijgave import Dossier, Toestand

BEZORGER = vrijgave.station("bezorgen")
BEZET = timedelta(minutes=1)  # longer than an attempt may take
OPGEVEN = timedelta(days=3)  # after this the reply is not sent any more; it can still be fetched
DIENST = "didcomm-service-kikv"
ANTWOORDTYPE = "datastation-antwoord+json"  # `typ` of the signed answer
_GOED = range(200, 300)


def verzend_een(inr: Inrichting) -> bool:
    """Send the reply whose turn it is. False where none waits.

    Raises:
        DatastationFout: the station itself cannot make the reply (a lost answer, a full disk); it is tried again later.
    """
    nu = inr.nu()
    bericht = vrijgave.neem_bericht(inr.staat, nu=nu, tot=nu + BEZET)
    if bericht is None:
        return False
    try:
        koppen, inhoud = _inhoud(inr, bericht)
        status = inr.ophaler.stuur(
            _adres(inr, bericht.adres),
            inhoud,
            media=koppen.pop("Content-Type"),
            koppen=koppen,
            anders=Trouwreden.DID_ONBEREIKBAAR,
        )
    except Afgewezen as fout:
        _mislukt(inr, bericht, fout.reden.value)
        return True
    except DatastationFout:
        _mislukt(inr, bericht, "fout")
        raise
    if status in _GOED:
        vrijgave.bezorgd(inr.staat, bericht.bericht, nu=inr.nu())
    else:
        _mislukt(inr, bericht, f"status-{status}")
    return True


def _mislukt(inr: Inrichting, bericht: Bericht, code: str) -> None:
    nu = inr.nu()
    opgegeven = nu - bericht.aangemaakt >= OPGEVEN
    vrijgave.mislukt(inr.staat, bericht.bericht, fout=code, opnieuw=None if opgegeven else later(nu, bericht.pogingen))


def later(nu: datetime, poging: int) -> datetime:
    """When a reply is tried again: after 5 seconds, and each time twice as long, up to an hour."""
    return nu + min(timedelta(seconds=5 << min(max(poging - 1, 0), 12)), timedelta(hours=1))


def _adres(inr: Inrichting, adres: str) -> str:
    """The URL of a reply address: as it stands, or out of the DID document of the requester (``did:…?service=…``, DID Core 3.2)."""
    did, vraag, dienst = adres.partition("?service=")
    if not vraag or not did.startswith("did:"):
        return adres
    document = _document(inr, did)
    diensten = document.get("service", [])
    for deel in diensten if isinstance(diensten, list) else []:
        if isinstance(deel, dict) and deel.get("type") == dienst:
            punt = deel.get("serviceEndpoint")
            if isinstance(punt, dict):
                punt = punt.get("uri")
            if isinstance(punt, str):
                return punt
    raise Afgewezen(Trouwreden.ADRES, waar="service")


def _document(inr: Inrichting, did: str) -> Mapping[str, Any]:
    if did.startswith("did:web:"):
        document: Mapping[str, Any] = lees_object(inr.ophaler.haal(web_adres(did), anders=Trouwreden.DID_ONBEREIKBAAR), waar="DID-document")
        return document
    if did.startswith("did:nuts:") and inr.knoop is not None:
        return inr.knoop.did_document(did)
    raise Afgewezen(Trouwreden.ADRES, waar="service")


def _inhoud(inr: Inrichting, bericht: Bericht) -> tuple[dict[str, str], bytes]:
    """Headers and body of a reply: those of the first attempt, or new ones."""
    naam = kluisnaam(bericht)
    if (bewaard := inr.kluis.lees(naam)) is not None:
        return _gelezen(bewaard)
    # What was decided stands in the log before it leaves, so that the receipt in the reply covers it.
    schrijf_bij(inr)
    dossier = vrijgave.lees(inr.staat, bericht.zaaknummer, wie=BEZORGER)
    koppen, inhoud = maak_reactie(inr, dossier, bericht.bericht)
    return _gelezen(inr.kluis.bewaar_eerste(naam, orjson.dumps(koppen) + b"\n" + inhoud))


def _gelezen(bewaard: bytes) -> tuple[dict[str, str], bytes]:
    kop, _, inhoud = bewaard.partition(b"\n")
    return orjson.loads(kop), inhoud


def kluisnaam(bericht: Bericht) -> str:
    """Under which name the bytes of a reply stand in the vault."""
    return f"{bericht.zaaknummer}.bericht-{bericht.bericht[:8]}"


def maak_reactie(inr: Inrichting, dossier: Dossier, bericht_id: str) -> tuple[dict[str, str], bytes]:
    """The reply of a case that was decided: headers and body, in the generation in which it was asked."""
    zaak, feiten = dossier.zaak, feiten_van(dossier.zaak)
    afgewezen = zaak.uitslag == Toestand.AFGEWEZEN
    if feiten.kanaal == "api":
        if afgewezen:
            code, zin = waarom(dossier)
            return {"Content-Type": "application/problem+json"}, orjson.dumps(
                {"type": f"{inr.basis}/problemen/{code}", "title": zin, "zaaknummer": zaak.zaaknummer, "id": bericht_id}
            )
        return {"Content-Type": "application/jose"}, getekend(inr, dossier)[0].encode()
    kader = Antwoordkader(Generatie(feiten.kanaal), feiten.bericht, zaak.gesprek, inr.did, zaak.afnemer, bericht_id, inr.nu())
    koppen = berichten.koppen_van(kader)
    if afgewezen:
        code, zin = waarom(dossier)
        return koppen, berichten.schrijf_foutmelding(kader, code, f"{zin} (zaak {zaak.zaaknummer})")
    jws, inhoud = getekend(inr, dossier)
    return koppen, berichten.schrijf_antwoord(kader, jws, {"resultset": inhoud["resultset"]})


def waarom(dossier: Dossier) -> tuple[str, str]:
    """Code and sentence of a refusal, as the requester may read them: what a person wrote stays inside."""
    stap = next(o for o in reversed(dossier.overgangen) if o.naar == Toestand.AFGEWEZEN)
    if stap.door_rol != "station":
        return "afgewezen", "De organisatie geeft dit antwoord niet vrij."
    velden = orjson.loads(stap.notitie) if stap.notitie else {}
    return stap.reden, str(velden.get("zin") or "De vraag is geweigerd.")


def getekend(inr: Inrichting, dossier: Dossier) -> tuple[str, dict[str, Any]]:
    """The answer of a released case as a compact JWS, and what stands in it."""
    zaak, feiten = dossier.zaak, feiten_van(dossier.zaak)
    bewaard = antwoorden.haal(inr, zaak)
    hoofd = inr.logboek.onderteken()
    inhoud: dict[str, Any] = {
        **berichten.resultset(_delen(bewaard, zaak, feiten)),
        "zaak": zaak.zaaknummer,
        "profiel": f"{zaak.profiel}@{zaak.profielversie}",
        "organisatie": {"naam": bewaard.antwoord.organisatie, "kvk": bewaard.antwoord.kvk},
        "periode": {"begin": bewaard.antwoord.begin.isoformat(), "einde": bewaard.antwoord.einde.isoformat()},
        "gegevens_tot": bewaard.antwoord.gegevens_tot.isoformat(),
        "antwoord_sha256": bewaard.sha256,
        "herkomst": _herkomst(bewaard),
        "uitgesloten": dict(bewaard.antwoord.uitgesloten),
        "vrijgave": _vrijgave(dossier),
        "ontvangstbewijs": hoofd.model_dump(mode="json"),
    }
    if geldig := correcties(dossier):
        inhoud["correcties"] = geldig
    if zaak.vervangt:
        inhoud["vervangt"] = zaak.vervangt
    return teken_jws(rfc8785.dumps(inhoud), inr.sleutels.tekent, ANTWOORDTYPE), inhoud


def _delen(bewaard: antwoorden.Bewaard, zaak: Zaak, feiten: Verzoekfeiten) -> list[tuple[str, Mapping[str, Any]]]:
    uit: list[tuple[str, Mapping[str, Any]]] = []
    for nr, resultaat in bewaard.antwoord.resultaten.items():
        vraag_id = nr if zaak.vraag_nr == ALLES else feiten.vraag_id
        naam = f"{feiten.bericht}#{vraag_id}" if feiten.kanaal == "api" else _resultaat_id(feiten, vraag_id)
        uit.append((naam, berichten.sparql_json(resultaat)))
    return uit


def _resultaat_id(feiten: Verzoekfeiten, vraag_id: str) -> str:
    return berichten.resultaat_id(Generatie(feiten.kanaal), feiten.bericht, vraag_id)


def _herkomst(bewaard: antwoorden.Bewaard) -> dict[str, Any]:
    h = bewaard.herkomst
    return {
        "profiel": h.profiel,
        "profiel_sha256": h.profiel_sha256,
        "vragen": dict(h.vragen),
        "parameters": dict(h.parameters),
        "momentopname": h.momentopname,
        "momentopname_sha256": h.momentopname_sha256,
        "ontologie": h.ontologie,
        "software": h.software,
        "motor": h.motor,
        "gemaakt_op": h.gemaakt_op,
        "herschrijvingen": list(h.herschrijvingen),
        "onvolledig": h.onvolledig,
    }


def _vrijgave(dossier: Dossier) -> dict[str, Any]:
    stap = next(o for o in reversed(dossier.overgangen) if o.naar == Toestand.VRIJGEGEVEN)
    return {"door": "het beleid" if stap.door_rol == "station" else stap.door_rol, "op": stap.op.isoformat(timespec="seconds")}


def correcties(dossier: Dossier) -> list[dict[str, str]]:
    """Per cell the correction that holds, beside the computed value, which stays in the answer."""
    geldig: dict[str, Correctie] = {c.cel: c for c in dossier.correcties if c.antwoord_sha256 == dossier.zaak.antwoord_sha256}
    return [{"cel": c.cel, "berekend": c.berekend, "waarde": c.waarde, "reden": c.reden} for c in geldig.values()]
