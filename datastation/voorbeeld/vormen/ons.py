"""The organisation as NDJSON shaped after the public Nedap Ons API (reference/wzd.md 1.4 and 3.1).

Field names are those of the public API where it has one; ``mappings/ons/README.md`` lists the ones that are ours. The traps of that
API are written on purpose: frequency units from 0 in a plan entry, durations in hours beside minutes, law numbers 0..3, several
locations at once, clock times in UTC (so that a local day begins the evening before), a step that a person overrode, and rows that are
no care at all (a request for a title, a waiting list).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datastation.voorbeeld.organisatie import Organisatie
from datastation.voorbeeld.vormen.uitvoer import (
    Rij,
    begin_van_dag,
    einde_van_dag,
    in_utc,
    moment,
    rijen,
    schrijf_regels,
    tekst,
    zonder_leeg,
)

# Dossier numbers of the laws (0 is the old Bopz). In the export API 3 means something else: see the README of the mapping.
WZD, WVGGZ, WZD_FZ = 1, 2, 3
_STATUS = {"actief": "active", "gearchiveerd": "archived", "concept": "draft"}
_ZORG = {"1": "scheduled", "2": "as_needed", "3": "incidental"}
_OORDEEL = {"in-voorbereiding": 0, "niet-akkoord": 1, "akkoord": 2}
_INSTEMMING = {"1": "client_no", "2": "client_yes", "3": "representative_no", "4": "representative_yes"}
_REDEN_EINDE = {"afgebouwd": "phased_out", "vervangen": "replaced", "client-weg": "client_left", "overig": "other"}
_GESLACHT = {"M": "MALE", "V": "FEMALE", "O": "UNDIFFERENTIATED"}
_VERTEGENWOORDIGING = {"6": "guardianship", "7": "administration", "8": "mentorship", "9": "curatorship", "10": "unauthorized_agency"}
_TITEL = {
    "OPM": "Artikel 21 Wzd-indicatie",
    "VRIJWILLIG": "Vrijwillige opname",
    "WFZ": "Wfz 2.3",
    "VM": "Voortgezette machtiging",
    "IBS-V": "Voortzetting IBS",
}
_REDEN = {
    "121491000146107": "prevent_crisis",
    "121481000146105": "prevent_detriment",
    "121651000146102": "stabilize_general",
    "385891009": "stabilize_decision_making",
    "121581000146106": "stabilize_physical_health",
}
# The form as Ons shows it: a SNOMED expression, code and term in one text.
VORMEN = {
    "37041007": "geforceerd toedienen van voeding bij patiënt",
    "29211000146105": "gedwongen toedienen van medicatie",
    "123881000146109": "gedwongen handeling",
    "225212001": "vasthouden",
    "68894007": "aanbrengen van middel voor fysieke beperking",
    "225210009": "geslotendeurprocedure",  # snomed
    "130201000146105": "met dwang beperken van bewegingsvrijheid",
    "124061000146109": "separeren in separeerverblijf",
    "124071000146103": "separeren in afzonderingsruimte",
    "124051000146106": "separeren in verblijfsruimte van patiënt",
    "90278001": "separeren van patiënt",
    "121411000146104": "constante supervisie met camera",
    "121451000146100": "constante supervisie met elektronisch traceringsmiddel",
    "225309002": "constante supervisie",  # snomed
    "121631000146108": "onderzoek aan kleding en/of lichaam",
    "62407006": "opsporen van gevaarlijk object",
    "121621000146106": "controle op aanwezigheid van gedragsbeïnvloedende middelen",
    "121471000146108": "beperken van gebruik van communicatiemiddelen",
    "121461000146102": "handelingen met betrekking tot het beperken van inrichten van eigen leven",
    "121601000146103": "beperken van recht op ontvangen van bezoek",
}


def schrijf_ons(organisatie: Organisatie, map: Path) -> None:
    """Write the organisation as files ``<table>.ndjson`` in ``map``; registrations stream."""
    map.mkdir(parents=True, exist_ok=True)
    forensisch = {rij["clientnummer"] for rij in rijen(organisatie, "titels") if rij["status"] == "WFZ"}
    tabellen = {
        "locations": _locaties(organisatie),
        "clients": _clienten(organisatie),
        "client_bsn": _identiteit(organisatie),
        "location_assignments": _plaatsingen(organisatie),
        "legal_statuses": _titels(organisatie),
        "legal_representatives": _vertegenwoordigers(organisatie),
        "care_plan_entries": _zorgplanregels(organisatie, forensisch),
        "registrations": _registraties(organisatie, forensisch),
    }
    for naam, regels in tabellen.items():
        schrijf_regels(map / f"{naam}.ndjson", regels)


def _locaties(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "locaties"):
        yield {
            "id": rij["locatiecode"],
            "name": rij["naam"],
            "parentObjectId": rij["bovenliggend"],
            "registeredLocationNumber": rij["vestigingsnummer"],
            "registeredLocationName": rij["vestiging_naam"],
            "accommodation": rij["accommodatie"],
            "intramuralLocation": rij["intramuraal"],
            "beginDate": in_utc(rij["begindatum"]),
            "endDate": in_utc(rij["einddatum"]),
        }


def _clienten(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "clienten"):
        toewijzing = {"begin": in_utc(rij["in_zorg_vanaf"]), "end": in_utc(rij["uit_zorg_per"])}
        yield {
            "id": rij["clientnummer"],
            "identificationNo": rij["clientnummer"],
            "firstName": rij["voornamen"],
            "birthNamePrefix": rij["voorvoegsel"],
            "birthName": rij["achternaam"],
            "dateOfBirth": in_utc(rij["geboortedatum"]),
            "deathDate": in_utc(rij["overlijdensdatum"]),
            "gender": _GESLACHT.get(rij["geslacht"], rij["geslacht"]),
            "careAllocations": [zonder_leeg(toewijzing)],
        }


def _identiteit(organisatie: Organisatie) -> Iterator[Rij]:
    """Our own small table: the public client of Ons holds no BSN, address or country of birth."""
    for rij in rijen(organisatie, "clienten"):
        yield {
            "clientId": rij["clientnummer"],
            "bsn": rij["bsn"],
            "street": rij["straat"],
            "houseNumber": rij["huisnummer"],
            "postalCode": rij["postcode"],
            "city": rij["woonplaats"],
            "country": rij["land"],
            "countryOfBirth": rij["geboorteland"],
        }


def _plaatsingen(organisatie: Organisatie) -> Iterator[Rij]:
    for nummer, rij in enumerate(rijen(organisatie, "plaatsingen")):
        plaatsing = {
            "id": rij["plaatsingnummer"],
            "clientObjectId": rij["clientnummer"],
            "locationObjectId": rij["locatiecode"],
            "type": "MAIN" if rij["soort"] == "hoofd" else "STANDARD",
            "begin": begin_van_dag(rij["begindatum"]),
            "end": einde_van_dag(rij["einddatum"]),
        }
        yield plaatsing
        if nummer % 10 == 0:  # an assignment that says nothing about where somebody stays
            yield plaatsing | {"id": f"{rij['plaatsingnummer']}-W", "type": "WAITING_LIST"}


def _titels(organisatie: Organisatie) -> Iterator[Rij]:
    for nummer, rij in enumerate(rijen(organisatie, "titels")):
        titel = {
            "id": rij["titelnummer"],
            "clientId": rij["clientnummer"],
            "status": _TITEL.get(rij["status"], rij["status"]),
            "beginDate": in_utc(rij["begindatum"]),
            "endDate": in_utc(rij["einddatum"]),
            "expirationDate": in_utc(rij["geldig_tot"]),
            "request": False,
            "archived": False,
        }
        yield titel
        if nummer % 10 == 0:  # the request that came before the title: no title itself
            yield titel | {"id": f"{rij['titelnummer']}-A", "request": True}


def _vertegenwoordigers(organisatie: Organisatie) -> Iterator[Rij]:
    for rij in rijen(organisatie, "vertegenwoordigers"):
        yield {
            "id": rij["nummer"],
            "clientId": rij["clientnummer"],
            "type": _VERTEGENWOORDIGING.get(str(rij["soort"]), str(rij["soort"])),
            "beginDate": in_utc(rij["begindatum"]),
            "endDate": in_utc(rij["einddatum"]),
        }


def _registraties(organisatie: Organisatie, forensisch: set[str]) -> Iterator[Rij]:
    for rij in rijen(organisatie, "registraties"):
        yield {
            "id": rij["registratienummer"],
            "restrictiveMeasureEntryId": rij["maatregelnummer"],
            "clientExternalId": rij["clientnummer"],
            "law": _wet(rij, forensisch),
            "startTime": in_utc(rij["begintijd"] or rij["datum"]),
            "endTime": in_utc(rij["eindtijd"]),
            "durationMinutesAmount": rij["duur_minuten"],
            "amount": rij["aantal"],
            "locationId": rij["locatiecode"],
            "ambulatory": rij["ambulant"],
            "narrative": rij["toelichting"],
        }


def _zorgplanregels(organisatie: Organisatie, forensisch: set[str]) -> Iterator[Rij]:
    """One line per plan and per set of facts that Ons keeps on the line, not on the measure; measures without a plan stand alone."""
    evaluaties: dict[str, list[Rij]] = defaultdict(list)
    for rij in rijen(organisatie, "evaluaties"):
        evaluaties[rij["plannummer"]].append({"id": rij["evaluatienummer"], "date": in_utc(rij["datum"])})
    maatregelen: dict[str, list[Rij]] = defaultdict(list)
    for rij in rijen(organisatie, "maatregelen"):
        if rij["plannummer"] is None:
            yield _onvoorzien(rij, forensisch)
        else:
            maatregelen[rij["plannummer"]].append(rij)
    for nummer, plan in enumerate(rijen(organisatie, "zorgplannen")):
        plannummer = plan["plannummer"]
        kop = _kop(plan, nummer, evaluaties.get(plannummer, []))
        yield from _regels_van_plan(kop, maatregelen.pop(plannummer, []), forensisch)
    for plannummer, verweesd in maatregelen.items():  # measures that name a plan that is not there
        for rij in verweesd:
            yield _onvoorzien(rij, forensisch) | {"situation": "careplan", "carePlanId": plannummer}


def _kop(plan: Rij, nummer: int, evaluaties: list[Rij]) -> Rij:
    stap = plan["stap"]
    verzet_de_hand = stap is not None and nummer % 7 == 0  # the system counted one step less, a person put it right
    oordeel = plan["oordeel_functionaris"]
    return {
        "id": plan["plannummer"],
        "carePlanId": plan["plannummer"],
        "clientId": plan["clientnummer"],
        "situation": "careplan",
        "status": "archived" if plan["einddatum"] else "active",
        "law": WZD,
        "beginDate": in_utc(plan["begindatum"]),
        "endDate": in_utc(plan["einddatum"]),
        "step": max(int(stap) - 1, 1) if verzet_de_hand else stap,
        "manualStep": stap if verzet_de_hand else None,
        "physicianAgrees": plan["arts_akkoord"],
        "judgements": [{"status": _OORDEEL[oordeel]}] if oordeel else [],
        "restrictiveMeasureEvaluations": evaluaties,
    }


def _regels_van_plan(kop: Rij, maatregelen: list[Rij], forensisch: set[str]) -> Iterator[Rij]:
    groepen: dict[tuple[Any, ...], list[Rij]] = defaultdict(list)
    for rij in maatregelen:
        groepen[tuple(_regelfeiten(rij, forensisch).items())].append(rij)
    # The line that carries the plan itself must be in force under the Wzd, also where the plan holds nothing but drafts.
    if not any(_telt(rij) for rij in maatregelen):
        yield kop
    volgorde = sorted(groepen.values(), key=lambda groep: not _telt(groep[0]))
    for nummer, groep in enumerate(volgorde):
        regel = kop | _regelvelden(groep[0], forensisch) | {"restrictiveMeasureEntries": [_maatregel(rij) for rij in groep]}
        if nummer or not _telt(groep[0]):
            regel |= {"id": f"{kop['id']}-{nummer + 1}", "judgements": [], "restrictiveMeasureEvaluations": []}
        yield regel


def _onvoorzien(rij: Rij, forensisch: set[str]) -> Rij:
    return {
        "id": f"U-{rij['maatregelnummer']}",
        "clientId": rij["clientnummer"],
        "situation": "unexpected",
        **_regelvelden(rij, forensisch),
        "restrictiveMeasureEntries": [_maatregel(rij)],
    }


def _telt(rij: Rij) -> bool:
    return bool(rij["wet"] == "Wzd" and rij["status"] != "concept")


def _wet(rij: Rij, forensisch: set[str]) -> int:
    if rij["wet"] != "Wzd":
        return WVGGZ
    return WZD_FZ if rij["clientnummer"] in forensisch else WZD


def _regelfeiten(rij: Rij, forensisch: set[str]) -> dict[str, Any]:
    """What Ons keeps on the line and our organisation on the measure."""
    return {
        "clientId": rij["clientnummer"],
        "law": _wet(rij, forensisch),
        "status": _STATUS[rij["status"]],
        "typeCompetent": rij["wilsbekwaam"],
        "ambulatory": rij["ambulant"],
        "decidedAt": rij["besluit_op"],
        "nadeel": rij["ernstig_nadeel"],
        "reden": rij["reden"],
    }


def _regelvelden(rij: Rij, forensisch: set[str]) -> Rij:
    feiten = _regelfeiten(rij, forensisch)
    nadeel, reden = feiten.pop("nadeel"), feiten.pop("reden")
    return feiten | {
        "decidedAt": in_utc(feiten["decidedAt"]),
        "nature": _aard(rij),
        "problemNarratives": [{"tag": nadeel}] if nadeel else [],
        "reasons": [{"tag": _REDEN.get(reden, reden)}] if reden else [],
    }


def _aard(rij: Rij) -> str:
    if rij["plannummer"] is None:
        return "emergency"
    if rij["verzet_client"] or rij["verzet_vertegenwoordiger"]:
        return "involuntary"
    naar_instemming = {"2": "agreement_client", "4": "agreement_representative"}
    return naar_instemming.get(str(rij["instemming"]), "voluntary_plan" if rij["verzet_client"] is False else "unknown")


def _maatregel(rij: Rij) -> Rij:
    code, soort, eenheid = tekst(rij["interventie"]), tekst(rij["soort_zorg"]), rij["frequentie_eenheid"]
    verzet = {"client": rij["verzet_client"], "representative": rij["verzet_vertegenwoordiger"]}
    return zonder_leeg(
        {
            "id": rij["maatregelnummer"],
            "snomedExpressionValue": f"{code} | {VORMEN[code]} |" if code in VORMEN else code,
            # An unforeseen measure outside any plan needs no frequency word: its line says `unexpected`.
            "frequency": None if soort == "3" and rij["plannummer"] is None else _ZORG.get(soort or "", "unknown"),
            "frequencyAmount": rij["frequentie_aantal"],
            "frequencyUnit": None if eenheid is None else int(eenheid) - 1,
            **_duur(rij["duur_minuten"]),
            "typeAgreement": _INSTEMMING.get(str(rij["instemming"])),
            "typeResistant": zonder_leeg(verzet),
            "beginDate": in_utc(moment(rij["begindatum"], rij["begin"])),
            "endDate": in_utc(moment(rij["einddatum"], rij["einde"])),
            "locationId": rij["locatiecode"],
            "replacesEntryId": rij["vervangt"],
            "endReason": _REDEN_EINDE.get(rij["reden_einde"], rij["reden_einde"]),
        }
    )


def _duur(minuten: int | None) -> Rij:
    """Whole hours stand in ``durationAmount`` alone; anything else in minutes, with the rounded hours beside it."""
    if minuten is None:
        return {}
    if minuten and minuten % 60 == 0:
        return {"durationAmount": minuten // 60}
    return {"durationMinutesAmount": minuten, "durationAmount": round(minuten / 60)}
