"""The organisation as FHIR R4 JSON bundles in the nl-core profiles of zib 2020, paged over many files.

What those profiles cannot say (kind of care, frequency, duration, ambulant, resistance, the decision of art. 15 Wzd, the plan's step
and judgement, the vestiging) stands in our own extensions, published under ``mappings/fhir-zib2020/extensies``. A measure that runs
on is ``in-progress``: without an end a ``completed`` Procedure is a point in time (reference/wzd.md 2.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from datastation.voorbeeld.organisatie import Organisatie
from datastation.voorbeeld.vormen.uitvoer import Rij, in_porties, met_zone, moment, rijen, tekst, zonder_leeg

PER_PAGINA = 1_000
EXTENSIES = "https://w3id.org/datastation/fhir/StructureDefinition/"
CODES = "https://w3id.org/datastation/fhir/CodeSystem/"
NAAMGEVING = "https://w3id.org/datastation/def/naamgeving/"

_NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
_HL7 = "http://hl7.org/fhir/StructureDefinition/"
_SNOMED = "http://snomed.info/sct"
_ZIB = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4."
_ADRES_SOORT = "http://terminology.hl7.org/CodeSystem/v3-AddressUse"
_GESLACHT_ZIB = "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender"
_GESLACHT = {"M": ("male", "M"), "V": ("female", "F"), "O": ("other", "UN")}
_EENHEID = {"1": "d", "2": "wk", "3": "mo", "4": "a"}  # UCUM
_STATUS_ZONDER_ZIB = {"VRIJWILLIG", "IBS-V", "WFZ"}  # no zib code: reference/wzd.md 2.3


def schrijf_fhir(organisatie: Organisatie, map: Path) -> None:
    """Write searchset bundles ``<Resource>-<soort>-<page>.json`` in ``map``; registrations stream page by page."""
    map.mkdir(parents=True, exist_ok=True)
    reeksen = {
        "Location": _locaties(organisatie),
        "Patient": _clienten(organisatie),
        "EpisodeOfCare": _zorgperioden(organisatie),
        "Encounter": _plaatsingen(organisatie),
        "CarePlan": _zorgplannen(organisatie),
        "ClinicalImpression": _evaluaties(organisatie),
        "Condition-juridische-status": _titels(organisatie),
        "Condition-vertegenwoordiging": _vertegenwoordigers(organisatie),
        "Procedure-maatregel": _maatregelen(organisatie),
        "Procedure-moment": _momenten(organisatie),
    }
    for naam, reeks in reeksen.items():
        _schrijf_paginas(map, naam, reeks)


def _schrijf_paginas(map: Path, naam: str, reeks: Iterator[Rij]) -> None:
    for nummer, portie in enumerate(in_porties(reeks, PER_PAGINA), start=1):
        ingangen = [{"fullUrl": f"urn:datastation:voorbeeld:{r['resourceType']}:{r['id']}", "resource": zonder_leeg(r)} for r in portie]
        bundel = {"resourceType": "Bundle", "type": "searchset", "entry": ingangen}
        (map / f"{naam}-{nummer:05}.json").write_bytes(orjson.dumps(bundel, option=orjson.OPT_APPEND_NEWLINE))


def _uitbreiding(naam: str, soort: str, waarde: Any) -> list[Rij]:
    """An extension of ours as a list of one, or of none where there is no value."""
    return [] if waarde is None else [{"url": EXTENSIES + naam, f"value{soort}": waarde}]


def _concept(stelsel: str, code: str) -> Rij:
    return {"coding": [{"system": stelsel, "code": code}]}


def _verwijzing(soort: str, sleutel: str | None) -> Rij | None:
    return None if sleutel is None else {"reference": f"{soort}/{sleutel}"}


def _profiel(naam: str) -> Rij:
    return {"profile": [_NICTIZ + naam]}


def _periode(begin: object, einde: object) -> Rij:
    return zonder_leeg({"start": met_zone(begin), "end": met_zone(einde)})  # type: ignore[arg-type]


def _locaties(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "locaties"):
        nummer = rij["vestigingsnummer"]
        periode = _periode(rij["begindatum"], rij["einddatum"])
        yield {
            "resourceType": "Location",
            "id": rij["locatiecode"],
            "meta": _profiel("nl-core-HealthcareProvider"),
            "extension": _uitbreiding("intramuraal", "Boolean", rij["intramuraal"])
            + _uitbreiding("accommodatie", "Boolean", rij["accommodatie"])
            + _uitbreiding("vestigingsnaam", "String", rij["vestiging_naam"])
            + _uitbreiding("geldigheid", "Period", periode or None),
            "identifier": [{"system": NAAMGEVING + "vestigingsnummer", "value": nummer}] if nummer else [],
            "name": rij["naam"],
            "partOf": _verwijzing("Location", rij["bovenliggend"]),
        }


def _clienten(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "clienten"):
        geslacht, code = _GESLACHT.get(rij["geslacht"], ("unknown", "UNK"))
        geboren = {"url": _HL7 + "patient-birthPlace", "valueAddress": {"country": rij["geboorteland"]}}
        nummers = [{"system": NAAMGEVING + "clientnummer", "value": rij["clientnummer"]}]
        if rij["bsn"]:
            nummers.append({"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": rij["bsn"]})
        yield {
            "resourceType": "Patient",
            "id": rij["clientnummer"],
            "meta": _profiel("nl-core-Patient"),
            "extension": [geboren] if rij["geboorteland"] else [],
            "identifier": nummers,
            "name": [naam] if (naam := _naam(rij)) else [],
            "gender": geslacht,
            "_gender": {"extension": [_codering("ext-CodeSpecification", _GESLACHT_ZIB, code)]},
            "birthDate": met_zone(rij["geboortedatum"]),
            "deceasedDateTime": met_zone(rij["overlijdensdatum"]),
            "address": [adres] if (adres := _adres(rij)) else [],
        }


def _codering(naam: str, stelsel: str, code: str) -> Rij:
    return {"url": _NICTIZ + naam, "valueCodeableConcept": _concept(stelsel, code)}


def _naam(rij: Rij) -> Rij:
    voorvoegsel, achternaam, voornamen = rij["voorvoegsel"], rij["achternaam"], rij["voornamen"]
    delen = [("humanname-own-prefix", voorvoegsel), ("humanname-own-name", achternaam)]
    merk = [{"extension": [{"url": _HL7 + "iso21090-EN-qualifier", "valueCode": "BR"}]}]
    naam = {
        "family": " ".join(deel for _, deel in delen if deel),
        "_family": _delen(delen),
        "given": [voornamen] if voornamen else [],
        "_given": merk if voornamen else [],
    }
    gevuld = zonder_leeg(naam)
    return {"use": "official", **gevuld} if gevuld else {}


def _adres(rij: Rij) -> Rij:
    delen = [("iso21090-ADXP-streetName", rij["straat"]), ("iso21090-ADXP-houseNumber", rij["huisnummer"])]
    regel = " ".join(deel for _, deel in delen if deel)
    adres = {
        "line": [regel] if regel else [],
        "_line": [_delen(delen)] if regel else [],
        "city": rij["woonplaats"],
        "postalCode": rij["postcode"],
        "country": rij["land"],
    }
    gevuld = zonder_leeg(adres)
    soort = _codering("ext-AddressInformation.AddressType", _ADRES_SOORT, "HP")
    return {"extension": [soort], "use": "home", **gevuld} if gevuld else {}


def _delen(delen: list[tuple[str, str | None]]) -> Rij:
    """The parts of a name or an address line, as the extensions that HL7 has for them."""
    gevonden = [{"url": _HL7 + naam, "valueString": waarde} for naam, waarde in delen if waarde]
    return {"extension": gevonden} if gevonden else {}


def _zorgperioden(organisatie: Organisatie) -> Iterator[Rij]:
    """The period in care; the zib Patient has none, so an EpisodeOfCare with the client's number as its id."""
    for rij in rijen(organisatie, "clienten"):
        yield {
            "resourceType": "EpisodeOfCare",
            "id": rij["clientnummer"],
            "status": "finished" if rij["uit_zorg_per"] else "active",
            "patient": _verwijzing("Patient", rij["clientnummer"]),
            "period": _periode(rij["in_zorg_vanaf"], rij["uit_zorg_per"]),
        }


def _plaatsingen(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "plaatsingen"):
        klaar = rij["einddatum"] is not None
        periode = _periode(rij["begindatum"], rij["einddatum"])
        yield {
            "resourceType": "Encounter",
            "id": rij["plaatsingnummer"],
            "extension": _uitbreiding("plaatsingSoort", "Code", rij["soort"]),
            "status": "finished" if klaar else "in-progress",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
            "subject": _verwijzing("Patient", rij["clientnummer"]),
            "period": periode,
            "location": [{"location": _verwijzing("Location", rij["locatiecode"]), "period": periode}],
        }


def _zorgplannen(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "zorgplannen"):
        yield {
            "resourceType": "CarePlan",
            "id": rij["plannummer"],
            "extension": _uitbreiding("stap", "Code", tekst(rij["stap"]))
            + _uitbreiding("oordeelFunctionaris", "Code", rij["oordeel_functionaris"])
            + _uitbreiding("artsAkkoord", "Boolean", rij["arts_akkoord"]),
            "status": "completed" if rij["einddatum"] else "active",
            "intent": "plan",
            "category": [_concept(CODES + "soort-plan", "wzd")],
            "subject": _verwijzing("Patient", rij["clientnummer"]),
            "period": _periode(rij["begindatum"], rij["einddatum"]),
        }


def _evaluaties(organisatie: Organisatie) -> Iterator[Rij]:
    clienten = {rij["plannummer"]: rij["clientnummer"] for rij in rijen(organisatie, "zorgplannen")}
    for rij in rijen(organisatie, "evaluaties"):
        yield {
            "resourceType": "ClinicalImpression",
            "id": rij["evaluatienummer"],
            "extension": _uitbreiding("vanPlan", "Reference", _verwijzing("CarePlan", rij["plannummer"])),
            "status": "completed",
            "description": "Evaluatie van het zorgplan",
            "subject": _verwijzing("Patient", clienten.get(rij["plannummer"])),
            "date": met_zone(rij["datum"]),
        }


def _titels(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "titels"):
        stelsel = CODES + "juridische-status" if rij["status"] in _STATUS_ZONDER_ZIB else _ZIB + "23.2"
        yield {
            "resourceType": "Condition",
            "id": rij["titelnummer"],
            "meta": _profiel("nl-core-LegalSituation-LegalStatus"),
            "extension": _uitbreiding("geldigTot", "Date", met_zone(rij["geldig_tot"])),
            "category": [_concept(_SNOMED, "303186005")],
            "code": _concept(stelsel, rij["status"]),
            "subject": _verwijzing("Patient", rij["clientnummer"]),
            "onsetDateTime": met_zone(rij["begindatum"]),
            "abatementDateTime": met_zone(rij["einddatum"]),
        }


def _vertegenwoordigers(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "vertegenwoordigers"):
        yield {
            "resourceType": "Condition",
            "id": rij["nummer"],
            "meta": _profiel("nl-core-LegalSituation-Representation"),
            "category": [_concept(_SNOMED, "151701000146105")],
            "code": _concept(_ZIB + "23.3", str(rij["soort"])),
            "subject": _verwijzing("Patient", rij["clientnummer"]),
            "onsetDateTime": met_zone(rij["begindatum"]),
            "abatementDateTime": met_zone(rij["einddatum"]),
        }


def _maatregelen(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "maatregelen"):
        reden = rij["reden"]
        yield {
            "resourceType": "Procedure",
            "id": rij["maatregelnummer"],
            "meta": _profiel("nl-core-FreedomRestrictingIntervention"),
            "extension": _zib_uitbreidingen(rij) + _eigen_uitbreidingen(rij),
            "basedOn": [_verwijzing("CarePlan", rij["plannummer"])] if rij["plannummer"] else [],
            "status": _status(rij),
            "category": _concept(_SNOMED, "225317005"),
            "code": _vorm(rij["interventie"]),
            "subject": _verwijzing("Patient", rij["clientnummer"]),
            "performedPeriod": _periode(moment(rij["begindatum"], rij["begin"]), moment(rij["einddatum"], rij["einde"])),
            "location": _verwijzing("Location", rij["locatiecode"]),
            "reasonCode": [_concept(_SNOMED, str(reden))] if reden else [],
        }


def _vorm(code: str | None) -> Rij | None:
    """A code of digits is SNOMED's; anything else is the house's own."""
    if code is None:
        return None
    return _concept(_SNOMED if code.isdigit() else CODES + "lokale-interventie", code)


def _status(rij: Rij) -> str:
    if rij["status"] == "concept":
        return "preparation"
    return "completed" if rij["einddatum"] else "in-progress"


def _zib_uitbreidingen(rij: Rij) -> list[Rij]:
    gevonden: list[Rij] = []
    if rij["wilsbekwaam"] is not None:
        deel = {"url": "legallyCapable", "valueBoolean": rij["wilsbekwaam"]}
        gevonden.append({"url": _NICTIZ + "ext-FreedomRestrictingIntervention.LegallyCapable", "extension": [deel]})
    if rij["instemming"] is not None:
        gevonden.append(_codering("ext-FreedomRestrictingIntervention.Assent", _ZIB + "6.1", str(rij["instemming"])))
    return gevonden


def _eigen_uitbreidingen(rij: Rij) -> list[Rij]:
    eenheid = tekst(rij["frequentie_eenheid"])
    return (
        _uitbreiding("wet", "Code", rij["wet"])
        + _uitbreiding("soortZorg", "Code", tekst(rij["soort_zorg"]))
        + _uitbreiding("frequentieAantal", "PositiveInt", rij["frequentie_aantal"])
        + _uitbreiding("frequentieEenheid", "Code", _EENHEID.get(eenheid or "", eenheid))
        + _uitbreiding("duurMinuten", "Integer", rij["duur_minuten"])
        + _uitbreiding("ambulant", "Boolean", rij["ambulant"])
        + _uitbreiding("verzetClient", "Boolean", rij["verzet_client"])
        + _uitbreiding("verzetVertegenwoordiger", "Boolean", rij["verzet_vertegenwoordiger"])
        + _uitbreiding("ernstigNadeel", "Code", rij["ernstig_nadeel"])
        + _uitbreiding("besluitOp", "DateTime", met_zone(rij["besluit_op"]))
        + _uitbreiding("vervangt", "Reference", _verwijzing("Procedure", rij["vervangt"]))
        + _uitbreiding("redenEinde", "Code", rij["reden_einde"])
    )


def _momenten(organisatie: Organisatie) -> Iterator[Rij]:
    """Each time that care was given: part of its measure, told apart by our own category."""
    for rij in rijen(organisatie, "registraties"):
        begin, einde = rij["begintijd"] or rij["datum"], rij["eindtijd"]
        yield {
            "resourceType": "Procedure",
            "id": rij["registratienummer"],
            "extension": _uitbreiding("wet", "Code", rij["wet"])
            + _uitbreiding("duurMinuten", "Integer", rij["duur_minuten"])
            + _uitbreiding("aantal", "PositiveInt", rij["aantal"])
            + _uitbreiding("ambulant", "Boolean", rij["ambulant"]),
            "partOf": [_verwijzing("Procedure", rij["maatregelnummer"])] if rij["maatregelnummer"] else [],
            "status": "completed",
            "category": _concept(CODES + "soort-procedure", "moment"),
            "subject": _verwijzing("Patient", rij["clientnummer"]),
            **({"performedPeriod": _periode(begin, einde)} if einde else {"performedDateTime": met_zone(begin)}),
            "location": _verwijzing("Location", rij["locatiecode"]),
        }
