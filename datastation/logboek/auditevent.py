"""An entry as FHIR R4 AuditEvent, with the patterns of IHE Basic Audit Log Patterns (BALP) where one fits.

A question that was answered is a `rest` / `search` event of BALP's *Query*: client, server, the query itself, never its results. The
profile is only claimed where all that it asks is known (both network addresses). An aggregate is about nobody: there is no patient entity, so
that BALP's *Disclosure*, which asks for one, is followed in its codes for what was sent, and not claimed.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import rfc8785

from datastation.logboek.regel import Gebeurtenis, Gebruiker, Logregel, Uitkomst, Vastgelegd

BALP_QUERY = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.Query"
_BALP_ENTITEIT = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"
_DCM = "http://dicom.nema.org/resources/ontology/DCM"
_SOORT = "http://terminology.hl7.org/CodeSystem/audit-event-type"
_REST = "http://hl7.org/fhir/restful-interaction"
_LEVENSLOOP = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
_DEELNAME = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_OBJECT = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_OBJECTROL = "http://terminology.hl7.org/CodeSystem/object-role"
_BRONSOORT = "http://terminology.hl7.org/CodeSystem/security-source-type"
_EIGEN = "https://w3id.org/datastation/def/logboek#"

# (type, subtype) per event; all else is an application activity with our own word for it.
_TYPEN: dict[Gebeurtenis, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    Gebeurtenis.BEANTWOORD: ((_SOORT, "rest", "Restful Operation"), (_REST, "search", "search")),
    Gebeurtenis.VERZONDEN: ((_DCM, "110106", "Export"), (_LEVENSLOOP, "disclose", "Disclose")),
    Gebeurtenis.LOGBOEK_GELEZEN: ((_DCM, "110101", "Audit Log Used"), (_EIGEN, "logboek_gelezen", "logboek gelezen")),
    Gebeurtenis.GEWIST: ((_SOORT, "object", "Audit Event"), (_LEVENSLOOP, "destroy", "Destroy/Delete")),
    Gebeurtenis.NOODTOEGANG: ((_DCM, "110113", "Security Alert"), (_DCM, "110127", "Emergency Override Started")),
    Gebeurtenis.GEWEIGERD: ((_DCM, "110113", "Security Alert"), (_EIGEN, "geweigerd", "geweigerd")),
    Gebeurtenis.INSTELLING_GEWIJZIGD: ((_DCM, "110113", "Security Alert"), (_DCM, "110129", "Security Configuration")),
}


def als_auditevent(vastgelegd: Vastgelegd) -> dict[str, Any]:
    """An entry as a FHIR R4 AuditEvent (JSON value). Its hash in the log stands as identifier, so that a copy can be traced back."""
    regel = vastgelegd.regel
    soort, subsoort = _TYPEN.get(
        regel.gebeurtenis,
        ((_DCM, "110100", "Application Activity"), (_EIGEN, regel.gebeurtenis.value, regel.gebeurtenis.value.replace("_", " "))),
    )
    bron = regel.bron
    uit: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "id": vastgelegd.hash,
        "type": _code(*soort),
        "subtype": [_code(*subsoort)],
        "action": regel.gebeurtenis.handeling,
        "recorded": vastgelegd.tijd,
        "outcome": str(int(regel.uitkomst)),
        "outcomeDesc": regel.reden or regel.omschrijving,
        "agent": [*_systemen(regel), *(_mens(g, regel) for g in regel.gebruikers)],
        "source": {
            "site": bron.organisatie,
            "observer": {"identifier": {"value": bron.id}, "display": bron.id},
            "type": [{"system": _BRONSOORT, "code": bron.soort}],
        },
        "entity": list(_entiteiten(vastgelegd)),
    }
    if _is_balp_query(regel):
        uit["meta"] = {"profile": [BALP_QUERY]}
    return {naam: schoon for naam, waarde in uit.items() if (schoon := _zonder_lege(waarde)) not in (None, [], {})}


def als_bundel(regels: Iterable[Vastgelegd]) -> dict[str, Any]:
    """Entries as a FHIR Bundle of type collection."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": als_auditevent(r)} for r in regels]}


def _aanvrager(regel: Logregel) -> Gebruiker:
    return next((g for g in regel.gebruikers if g.is_aanvrager), regel.gebruikers[0])


def _is_balp_query(regel: Logregel) -> bool:
    gelukt = regel.gebeurtenis is Gebeurtenis.BEANTWOORD and regel.uitkomst is Uitkomst.GELUKT
    return gelukt and regel.vraag is not None and _aanvrager(regel).netwerkpunt is not None and regel.bron.netwerkpunt is not None


def _systemen(regel: Logregel) -> list[dict[str, Any]]:
    """For a question: the client that asked (DICOM's source) and the station that answered (its destination); BALP's order of roles."""
    if regel.gebeurtenis not in (Gebeurtenis.BEANTWOORD, Gebeurtenis.VERZONDEN):
        return []
    wie = _aanvrager(regel)
    vrager = {"who": _wie(wie.id, wie.naam), "requestor": False, "network": _netwerk(wie.netwerkpunt, wie.netwerkpunt_soort)}
    station = {"who": _wie(regel.bron.id, None), "requestor": False, "network": _netwerk(regel.bron.netwerkpunt, "1")}
    bron, doel = (vrager, station) if regel.gebeurtenis is Gebeurtenis.BEANTWOORD else (station, vrager)
    return [
        {"type": _begrip(_DCM, "110153", "Source Role ID"), **bron},
        {"type": _begrip(_DCM, "110152", "Destination Role ID"), **doel},
    ]


def _mens(g: Gebruiker, regel: Logregel) -> dict[str, Any]:
    """A user. The one who asked is BALP's *user*, who has no network address of its own where client and server are named."""
    vraag = regel.gebeurtenis is Gebeurtenis.BEANTWOORD
    return {
        "type": _begrip(_DEELNAME, "IRCP", "information recipient") if vraag and g is _aanvrager(regel) else None,
        "role": [{"text": g.rol}] if g.rol else None,
        "who": _wie(g.id, None),
        "altId": g.ander_id,
        "name": g.naam,
        "requestor": g is _aanvrager(regel),
        "policy": [regel.beleid] if regel.beleid and ":" in regel.beleid else None,
        "network": None if vraag else _netwerk(g.netwerkpunt, g.netwerkpunt_soort),
        "purposeOfUse": [{"text": g.doel}] if g.doel else None,
    }


def _entiteiten(vastgelegd: Vastgelegd) -> Iterable[dict[str, Any]]:
    regel = vastgelegd.regel
    if regel.vraag is not None:
        vraag = regel.vraag.model_dump(mode="json", exclude_none=True)
        yield {
            "type": {"system": _OBJECT, "code": "2", "display": "System Object"},
            "role": {"system": _OBJECTROL, "code": "24", "display": "Query"},
            "description": " ".join(d for d in (regel.vraag.profiel, regel.vraag.versie, regel.vraag.id) if d) or None,
            "query": base64.b64encode(rfc8785.dumps(vraag)).decode(),
        }
    if regel.verzoek is not None and regel.verzoek.bericht is not None:
        yield {
            "what": {"identifier": {"value": regel.verzoek.bericht}},
            "type": {"system": _BALP_ENTITEIT, "code": "XrequestId"},
        }
    for b in regel.betrokken:
        yield {
            "what": {"identifier": {"value": b.id, "type": {"text": b.id_soort} if b.id_soort else None}},
            "type": {"system": _OBJECT, "code": b.soort},
            "role": {"system": _OBJECTROL, "code": b.rol} if b.rol else None,
            "name": b.naam,
            "description": b.omschrijving,
            "detail": [{"type": naam, "valueString": waarde} for naam, waarde in b.details.items()],
        }
    if regel.zaaknummer is not None:
        yield {
            "what": {"identifier": {"value": regel.zaaknummer}},
            "type": {"system": _OBJECT, "code": "4", "display": "Other"},
            "role": {"system": _OBJECTROL, "code": "20", "display": "Job"},
            "name": "zaaknummer",
            "detail": [
                {"type": "volgnummer", "valueString": str(vastgelegd.volgnummer)},
                *({"type": f"controle {c.naam}", "valueString": _uitslag(c.geslaagd, c.reden)} for c in regel.controles),
            ],
        }


def _uitslag(geslaagd: bool, reden: str | None) -> str:
    return ("geslaagd" if geslaagd else "niet geslaagd") + (f": {reden}" if reden else "")


def _wie(id: str, naam: str | None) -> dict[str, Any]:
    return {"identifier": {"value": id}, "display": naam}


def _netwerk(adres: str | None, soort: str | None) -> dict[str, Any] | None:
    return {"address": adres, "type": soort} if adres else None


def _code(stelsel: str, code: str, naam: str) -> dict[str, Any]:
    return {"system": stelsel, "code": code, "display": naam}


def _begrip(stelsel: str, code: str, naam: str) -> dict[str, Any]:
    return {"coding": [_code(stelsel, code, naam)]}


def _zonder_lege(waarde: Any) -> Any:
    """FHIR knows no null and no empty lists or objects."""
    if isinstance(waarde, dict):
        return {n: w for n, v in waarde.items() if (w := _zonder_lege(v)) not in (None, [], {})}
    if isinstance(waarde, list):
        return [_zonder_lege(v) for v in waarde]
    return waarde
