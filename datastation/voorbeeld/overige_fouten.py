"""Errors outside a single measure: clients, stays, plans, titles, location numbers, doubled measures, registrations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from datastation.voorbeeld import keuzes
from datastation.voorbeeld.bak import Bak, Geplant
from datastation.voorbeeld.bsn import ongeldige_bsns
from datastation.voorbeeld.gebouw import KLEINSCHALIG, OPENING
from datastation.voorbeeld.momenten import Momentenplan
from datastation.voorbeeld.rijen import Client, Locatie, Maatregel, Zorgplan
from datastation.voorbeeld.toeval import Toeval

_ZONDER_NULLEN, _KVK = "99990099", "99990001"


def plant_clienten(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
    """Identity: a BSN that fails, nobody to be found at all, no date of birth; and two main assignments at once."""
    vrij = [c for c in bak.clienten if c.bsn and c.verhuist_naar is None and c.uit_zorg_per is None and bak.van_client.get(c.clientnummer)]
    vrij = [c for c in vrij if c.doelgroep in ("vg", "ouderen")]
    aantal = max(1, int(aandeel * len(bak.clienten) / 3))
    dubbel = _plant_twee_hoofdplaatsingen(toeval, bak, vrij, aantal, geplant)
    slachtoffers = toeval.greep([c for c in vrij if c.clientnummer not in dubbel], 3 * aantal)
    slechte = ongeldige_bsns()
    for plek, client in enumerate(slachtoffers):
        naam = ("06:bsn-elfproef", "06:bsn-en-adres-ontbreken", "06:geboortedatum-ontbreekt")[plek % 3]
        bak.noteer(geplant, naam, client.clientnummer)
        if plek % 3 == 0:
            client.bsn = next(slechte)
        elif plek % 3 == 1:
            for veld in (
                "bsn",
                "voornamen",
                "voorvoegsel",
                "achternaam",
                "straat",
                "huisnummer",
                "postcode",
                "woonplaats",
                "land",
                "geboorteland",
            ):
                setattr(client, veld, None)
        else:
            client.geboortedatum = None


def _plant_twee_hoofdplaatsingen(toeval: Toeval, bak: Bak, vrij: list[Client], aantal: int, geplant: Geplant) -> set[str]:
    """Two main assignments on the same days in two vestigingen: where the care is counted cannot be said.

    Not where moments hang on it (they would all be lost and drown the rest), and only where no measure names its own place.
    """
    geschikt = [c for c in vrij if all(m.soort_zorg == 1 and m.maatregelnummer not in bak.op_slot for m in bak.van_client[c.clientnummer])]
    gekozen = toeval.greep(geschikt, aantal)
    for client in gekozen:
        client.hoofd[0].soort = "hoofd"
        ander = bak.gebouw.kamers[0 if client.vestiging else 1][0]
        bak.plaatsingen.append(replace(client.hoofd[0], plaatsingnummer=f"P{len(bak.plaatsingen) + 1:06d}", locatiecode=ander))
        for m in bak.van_client[client.clientnummer]:
            m.locatiecode = None
            bak.op_slot.add(m.maatregelnummer)
            bak.noteer(geplant, "00:twee-hoofdplaatsingen", m.maatregelnummer)
    return {client.clientnummer for client in gekozen}


def plant_plannen(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
    """A term that passed, a late evaluation, no judgement, no doctor: a plan gets one of them, and its measures nothing more."""

    def grijp(goed: Callable[[Zorgplan], bool]) -> list[Zorgplan]:
        vrij = [
            p for p in bak.zorgplannen if not any(m.maatregelnummer in bak.op_slot for m in bak.van_plan.get(p.plannummer, [])) and goed(p)
        ]
        vrij = [p for p in vrij if bak.per_client[p.clientnummer].doelgroep in ("vg", "ouderen")]
        gegrepen = toeval.greep(vrij, max(1, int(aandeel * len(bak.zorgplannen) / 2)))
        bak.op_slot.update(m.maatregelnummer for p in gegrepen for m in bak.van_plan[p.plannummer])
        return gegrepen

    def met(plan: Zorgplan, goed: Callable[[Maatregel], bool]) -> tuple[str, ...]:
        eigen = bak.van_plan.get(plan.plannummer, [])
        return tuple(m.maatregelnummer for m in eigen if m.aard == "onvrijwillig" and goed(m))

    def lang_open(m: Maatregel) -> bool:
        return m.soort_zorg == 1 and m.einddatum is None and m.begindatum is not None and m.begindatum < bak.peildatum - timedelta(days=200)

    def open_structureel(m: Maatregel) -> bool:
        return m.soort_zorg == 1 and m.einddatum is None

    def arts(m: Maatregel) -> bool:
        return m.interventie is not None and keuzes.vraagt_arts(m.interventie)

    def loopt(plan: Zorgplan) -> bool:
        return plan.einddatum is None and plan.begindatum < bak.peildatum - timedelta(days=400) and bool(met(plan, lang_open))

    verlopen, laat = grijp(loopt), grijp(loopt)
    for plan in verlopen:
        plan.einddatum = bak.peildatum - timedelta(days=40)
    nummers, sinds = {p.plannummer for p in laat}, bak.peildatum - timedelta(days=200)
    bak.evaluaties = [e for e in bak.evaluaties if e.plannummer not in nummers or e.datum < sinds]
    zonder_oordeel, zonder_arts = grijp(lambda p: bool(met(p, lambda _: True))), grijp(lambda p: bool(met(p, arts)))
    for plan in zonder_oordeel:
        plan.oordeel_functionaris = None
    for plan in zonder_arts:
        plan.arts_akkoord = False
    geplant["08:plantermijn-verlopen"] = tuple(nr for p in verlopen for nr in met(p, open_structureel))
    geplant["08:evaluatie-te-oud"] = tuple(nr for p in laat for nr in met(p, open_structureel))
    geplant["13:arts-akkoord-ontbreekt"] = tuple(nr for p in zonder_arts for nr in met(p, arts))
    geplant["14:oordeel-ontbreekt"] = tuple(p.plannummer for p in zonder_oordeel)


def plant_titels(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
    """A title that ran out under a measure that goes on, and a title without an accommodatie."""
    aantal = max(1, int(aandeel * len(bak.clienten) / 4))
    laatste = {t.clientnummer: t for t in bak.titels}
    verlopen_op = bak.peildatum - timedelta(days=100)
    met = [
        (t, lopend)
        for t in laatste.values()
        if (t.begindatum or date.min) < bak.peildatum - timedelta(days=250) and bak.per_client[t.clientnummer].uit_zorg_per is None
        and bak.per_client[t.clientnummer].vestiging != KLEINSCHALIG and (lopend := bak.na(bak.van_client.get(t.clientnummer, []), verlopen_op))
    ]  # fmt: skip
    for titel, lopend in toeval.greep(met, aantal):
        titel.geldig_tot = titel.einddatum = verlopen_op
        bak.op_slot.update(m.maatregelnummer for m in lopend)
        bak.noteer(geplant, "11:titel-verlopen", *(m.maatregelnummer for m in lopend))
    klein = [
        (t, bak.van_client.get(t.clientnummer, [])) for t in laatste.values() if bak.per_client[t.clientnummer].vestiging == KLEINSCHALIG
    ]
    for titel, eigen in toeval.greep([(t, e) for t, e in klein if any(m.soort_zorg == 1 for m in e)], aantal):
        titel.status, titel.geldig_tot = "RM", bak.peildatum + timedelta(days=29)
        nummers = tuple(m.maatregelnummer for m in eigen if m.soort_zorg == 1)
        bak.op_slot.update(nummers)
        bak.noteer(geplant, "11:titel-zonder-accommodatie", *nummers)


def plant_nummers(toeval: Toeval, bak: Bak, geplant: Geplant) -> None:
    """Two registered locations whose number is none: one lost its zeros in a spreadsheet, one holds a KvK number. One measure at each."""
    for naam, code, nummer in (("vestigingsnummer-zonder-nullen", "L90", _ZONDER_NULLEN), ("kvk-als-vestigingsnummer", "L91", _KVK)):
        titel = f"Dependance {code}"
        bak.gebouw.locaties.append(Locatie(code, titel, None, nummer, titel, True, True, OPENING))
        geschikt = [m for m in bak.maatregelen if bak.vrij(m) and m.soort_zorg == 1]
        for m in toeval.greep(geschikt, 1):
            m.locatiecode = code
            bak.op_slot.add(m.maatregelnummer)
            bak.noteer(geplant, "05:maatregel-zonder-vestiging", m.maatregelnummer)
        geplant[f"05:{naam}"] = (code,)


def plant_registraties(toeval: Toeval, plan: Momentenplan, aandeel: float, geplant: Geplant) -> Momentenplan:
    """Registrations without a measure, and of a measure that was deleted; each measure keeps its first registration."""
    eerste_rijen = np.concatenate([np.zeros(1, np.int64), plan.einden[:-1]])
    kandidaten = np.setdiff1d(np.arange(plan.totaal, dtype=np.int64), eerste_rijen)
    if not len(kandidaten):
        return plan
    aantal = max(1, int(aandeel * plan.totaal / 2))
    rijen = np.unique(kandidaten[toeval.gehelen(2 * aantal, len(kandidaten))])
    zonder, verweesd = rijen[::2], rijen[1::2]
    geplant["00:registratie-zonder-maatregel"] = tuple(f"R{rij + 1:08d}" for rij in zonder.tolist())
    geplant["00:registratie-van-verwijderde-maatregel"] = tuple(f"R{rij + 1:08d}" for rij in verweesd.tolist())
    return replace(plan, zonder=zonder, verweesd=verweesd)
