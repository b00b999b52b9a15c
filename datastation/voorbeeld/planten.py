"""Plants data-quality errors: of every kind that wzd.md section 4 knows a chosen share, and writes down which records have them.

Each kind is one row of a table below: its rule and name, who may get it, what is done. A record gets one error of its own at most,
so that a finding can be traced to its cause. The scarce records are served first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from datastation.voorbeeld import keuzes
from datastation.voorbeeld.bewoners import in_accommodatie
from datastation.voorbeeld.bsn import ongeldige_bsns
from datastation.voorbeeld.gebouw import ALLEEN_STRUCTUREEL, KLEINSCHALIG, OPENING, SLUITING, Gebouw
from datastation.voorbeeld.momenten import Momentenplan
from datastation.voorbeeld.rijen import Client, Evaluatie, Locatie, Maatregel, Plaatsing, Titel, Zorgplan
from datastation.voorbeeld.toeval import Toeval

Geplant = dict[str, tuple[str, ...]]
_ZONDER_NULLEN, _KVK = "99990099", "99990001"


@dataclass
class Bak:
    """Everything that can get an error."""

    gebouw: Gebouw
    clienten: list[Client]
    plaatsingen: list[Plaatsing]
    zorgplannen: list[Zorgplan]
    evaluaties: list[Evaluatie]
    maatregelen: list[Maatregel]
    titels: list[Titel]
    momentenplan: Momentenplan
    peildatum: date
    per_client: dict[str, Client] = field(init=False)
    van_plan: dict[str, list[Maatregel]] = field(init=False)
    van_client: dict[str, list[Maatregel]] = field(init=False)
    op_slot: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.per_client = {c.clientnummer: c for c in self.clienten}
        self.van_plan, self.van_client, self.op_slot = {}, {}, set()
        for m in self.maatregelen:
            if m.plannummer is not None and m.status != "concept":
                self.van_plan.setdefault(m.plannummer, []).append(m)
            if m.aard == "onvrijwillig":
                self.van_client.setdefault(m.clientnummer, []).append(m)

    def lopend(self, maatregelen: list[Maatregel]) -> list[Maatregel]:
        """The structural measures among these that have no end and no error yet."""
        return [m for m in maatregelen if m.soort_zorg == 1 and m.einddatum is None and m.maatregelnummer not in self.op_slot]


Kies = Callable[[Bak, Maatregel], bool]
Doe = Callable[[Bak, Maatregel], None]


def _zet(**waarden: object) -> Doe:
    def doe(_bak: Bak, m: Maatregel) -> None:
        for naam, waarde in waarden.items():
            setattr(m, naam, waarde)

    return doe


def _soort(*soorten: int) -> Kies:
    return lambda _bak, m: m.soort_zorg in soorten


def _client(bak: Bak, m: Maatregel) -> Client:
    return bak.per_client[m.clientnummer]


def _begin_op(bepaal: Callable[[Bak, Maatregel], date], dagen: int | None = None) -> Doe:
    """Let the measure begin on another day, and end ``dagen`` later (None: leave the end as it is)."""

    def doe(bak: Bak, m: Maatregel) -> None:
        m.begindatum, m.begin, m.einde = bepaal(bak, m), None, None
        if dagen is not None:
            m.einddatum = m.begindatum + timedelta(days=dagen)

    return doe


def _einde_voor_begin(_bak: Bak, m: Maatregel) -> None:
    assert m.begindatum is not None
    m.einddatum, m.einde, m.status, m.reden_einde = m.begindatum - timedelta(days=5), None, "gearchiveerd", "overig"


def _besluit_te_laat(_bak: Bak, m: Maatregel) -> None:
    assert m.begin is not None
    m.besluit_op = m.begin + timedelta(days=3)


def _termijn_te_lang(_bak: Bak, m: Maatregel) -> None:
    assert m.begin is not None
    m.einde = m.begin + timedelta(days=16)
    m.einddatum = m.einde.date()


def _blijft_open(_bak: Bak, m: Maatregel) -> None:
    m.einddatum, m.einde, m.reden_einde, m.status = None, None, None, "actief"


def _te_lang(_bak: Bak, m: Maatregel) -> None:
    m.frequentie_eenheid, m.frequentie_aantal, m.duur_minuten = 1, 3, 600


def _is_dood(bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and _client(bak, m).overlijdensdatum is not None


def _is_weg(bak: Bak, m: Maatregel) -> bool:
    client = _client(bak, m)
    return m.soort_zorg == 1 and client.overlijdensdatum is None and client.uit_zorg_per is not None and m.einddatum is not None


def _is_minderjarig(bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and _client(bak, m).doelgroep == "kind"


def _woont_in_accommodatie(bak: Bak, m: Maatregel) -> bool:
    client = _client(bak, m)
    return m.soort_zorg == 1 and client.verhuist_naar is None and bool(in_accommodatie(client, bak.gebouw))


def _na_sluiting(_bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and m.begindatum is not None and m.begindatum > SLUITING


def _loopt(bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and m.einddatum is None and _client(bak, m).uit_zorg_per is None


_GEPLAND = _soort(1)
# Rule and kind, who may get it, what is done to it. Scarce records first.
MAATREGELFOUTEN: tuple[tuple[str, Kies, Doe], ...] = (
    ("03:onvoorzien-zonder-besluit", _soort(3), _zet(besluit_op=None)),
    ("03:besluit-te-laat", _soort(3), _besluit_te_laat),
    ("03:termijn-te-lang", _soort(3), _termijn_te_lang),
    ("10:verkeerde-persoon", _is_minderjarig, _zet(instemming=1, verzet_client=True, verzet_vertegenwoordiger=None)),
    ("02:begin-na-overlijden", _is_dood, _begin_op(lambda bak, m: (_client(bak, m).overlijdensdatum or date.min) + timedelta(days=1), 1)),
    ("08:client-overleden", _is_dood, _blijft_open),
    ("08:client-uit-zorg", _is_weg, _blijft_open),
    ("03:zonodig-zonder-plan", _soort(2), _zet(plannummer=None)),
    ("12:ambulant-in-accommodatie", _woont_in_accommodatie, _zet(ambulant=True)),
    ("02:begin-in-toekomst", _loopt, _begin_op(lambda bak, _m: bak.peildatum + timedelta(days=20))),
    ("02:begin-voor-geboorte", _loopt, _begin_op(lambda bak, m: _client(bak, m).geboren - timedelta(days=30))),
    ("05:locatie-gesloten", _na_sluiting, lambda bak, m: setattr(m, "locatiecode", bak.gebouw.gesloten)),
    ("05:locatie-onbekend", _GEPLAND, _zet(locatiecode="L99-ONBEKEND")),
    ("01:wvggz-code", _GEPLAND, _zet(interventie=keuzes.WVGGZ_OPNAME)),
    ("01:onbekende-code", _GEPLAND, _zet(interventie=keuzes.BUITEN_DE_LIJST[0])),
    ("01:code-zonder-doel", _GEPLAND, _zet(interventie=keuzes.BUITEN_DE_LIJST[1])),
    ("02:begin-ontbreekt", _GEPLAND, _zet(begindatum=None, begin=None)),
    ("02:einde-voor-begin", _GEPLAND, _einde_voor_begin),
    ("03:soort-zorg-ontbreekt", _GEPLAND, _zet(soort_zorg=None)),
    ("03:gepland-zonder-frequentie", _GEPLAND, _zet(frequentie_aantal=None, frequentie_eenheid=None)),
    ("03:gepland-zonder-plan", _GEPLAND, _zet(plannummer=None)),
    ("03:zonodig-zonder-momenten", _GEPLAND, _zet(soort_zorg=2, frequentie_aantal=None, frequentie_eenheid=None)),
    ("04:aantal-zonder-eenheid", _GEPLAND, _zet(frequentie_eenheid=None)),
    ("04:eenheid-zonder-aantal", _GEPLAND, _zet(frequentie_aantal=None)),
    ("04:aantal-nul", _GEPLAND, _zet(frequentie_aantal=0)),
    ("16:duur-nul", _GEPLAND, _zet(duur_minuten=0)),
    ("16:duur-negatief", _GEPLAND, _zet(duur_minuten=-15)),
    ("16:duur-langer-dan-interval", _GEPLAND, _te_lang),
)


def plant(toeval: Toeval, bak: Bak, aandeel: float) -> tuple[Mapping[str, tuple[str, ...]], Momentenplan]:
    """Plant every kind of error in the records of ``bak``; return which keys have which, and the registrations with theirs.

    ``09:artikel-2-lid-2`` and ``17:andere-wet`` are no errors: they list what a delivery must leave out.
    """
    geplant: Geplant = {
        "09:artikel-2-lid-2": tuple(m.maatregelnummer for m in bak.maatregelen if m.aard == "art2lid2"),
        "17:andere-wet": tuple(m.maatregelnummer for m in bak.maatregelen if m.wet == "Wvggz"),
    }
    if aandeel == 0:
        return geplant, bak.momentenplan
    _plant_clienten(toeval, bak, aandeel, geplant)
    _plant_plannen(toeval, bak, aandeel, geplant)
    _plant_titels(toeval, bak, aandeel, geplant)
    for naam, kies, doe in MAATREGELFOUTEN:
        for m in _grijp(toeval, bak, naam, aandeel, kies):
            doe(bak, m)
            geplant[naam] = (*geplant.get(naam, ()), m.maatregelnummer)
    _plant_nummers(toeval, bak, geplant)
    _plant_dubbele(toeval, bak, aandeel, geplant)
    geplant["15:geen-ongeplande-registraties"] = (bak.gebouw.vestigingen[ALLEEN_STRUCTUREEL].vestigingsnummer,)
    momentenplan = _plant_registraties(toeval, bak.momentenplan, aandeel, geplant)
    return dict(sorted(geplant.items())), momentenplan


def _aantal(naam: str, aandeel: float, records: int) -> int:
    """The share of a rule divided over its kinds; at least one."""
    soorten = sum(ander[:2] == naam[:2] for ander, _, _ in MAATREGELFOUTEN) or 1
    return max(1, int(aandeel * records / soorten))


def _vrij(bak: Bak, m: Maatregel) -> bool:
    return m.aard == "onvrijwillig" and not m.vast and m.maatregelnummer not in bak.op_slot


def _grijp(toeval: Toeval, bak: Bak, naam: str, aandeel: float, kies: Kies) -> list[Maatregel]:
    geschikt = [m for m in bak.maatregelen if _vrij(bak, m) and kies(bak, m)]
    # Never more than a quarter of what is left: the kinds after this one need some too.
    aantal = max(1, min(_aantal(naam, aandeel, len(bak.maatregelen)), len(geschikt) // 4))
    gegrepen = toeval.greep(geschikt, aantal)
    bak.op_slot.update(m.maatregelnummer for m in gegrepen)
    return gegrepen


def _plant_clienten(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
    """Identity: a BSN that fails, nobody to be found at all, no date of birth; and two main assignments at once."""
    vrij = [c for c in bak.clienten if c.bsn and c.verhuist_naar is None and c.uit_zorg_per is None and bak.van_client.get(c.clientnummer)]
    vrij = [c for c in vrij if c.doelgroep in ("vg", "ouderen")]
    aantal = max(1, int(aandeel * len(bak.clienten) / 3))
    slachtoffers = toeval.greep(vrij, 3 * aantal)
    slechte = ongeldige_bsns()
    for plek, client in enumerate(slachtoffers):
        naam = ("06:bsn-elfproef", "06:bsn-en-adres-ontbreken", "06:geboortedatum-ontbreekt")[plek % 3]
        geplant[naam] = (*geplant.get(naam, ()), client.clientnummer)
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
    _plant_twee_hoofdplaatsingen(toeval, bak, [c for c in vrij if c not in slachtoffers], aantal, geplant)


def _plant_twee_hoofdplaatsingen(toeval: Toeval, bak: Bak, vrij: list[Client], aantal: int, geplant: Geplant) -> None:
    """Two main assignments on the same days in two vestigingen: where the care is counted cannot be said."""

    def zonder_plek(client: Client) -> list[Maatregel]:
        eigen = [m for m in bak.van_client[client.clientnummer] if m.soort_zorg == 1 and not m.vast]
        return eigen if eigen and all(m.locatiecode is None for m in eigen) else []

    for client in toeval.greep([c for c in vrij if zonder_plek(c)], aantal):
        client.hoofd[0].soort = "hoofd"
        ander = bak.gebouw.kamers[0 if client.vestiging else 1][0]
        bak.plaatsingen.append(replace(client.hoofd[0], plaatsingnummer=f"P{len(bak.plaatsingen) + 1:06d}", locatiecode=ander))
        nummers = tuple(m.maatregelnummer for m in zonder_plek(client))
        bak.op_slot.update(nummers)
        geplant["00:twee-hoofdplaatsingen"] = (*geplant.get("00:twee-hoofdplaatsingen", ()), *nummers)


def _plant_plannen(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
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
    geplant["08:plantermijn-verlopen"] = tuple(nr for p in verlopen for nr in met(p, lang_open))
    geplant["08:evaluatie-te-oud"] = tuple(nr for p in laat for nr in met(p, lang_open))
    geplant["13:arts-akkoord-ontbreekt"] = tuple(nr for p in zonder_arts for nr in met(p, arts))
    geplant["14:oordeel-ontbreekt"] = tuple(p.plannummer for p in zonder_oordeel)


def _plant_titels(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
    """A title that ran out under a measure that goes on, and a title without an accommodatie."""
    aantal = max(1, int(aandeel * len(bak.clienten) / 4))
    laatste = {t.clientnummer: t for t in bak.titels}
    met = [
        (t, lopend)
        for t in laatste.values()
        if t.begindatum and t.begindatum < bak.peildatum - timedelta(days=250) and t.geldig_tot and bak.per_client[t.clientnummer].uit_zorg_per is None
        and (lopend := bak.lopend(bak.van_client.get(t.clientnummer, [])))
    ]  # fmt: skip
    for titel, lopend in toeval.greep(met, aantal):
        titel.geldig_tot = titel.einddatum = bak.peildatum - timedelta(days=100)
        bak.op_slot.update(m.maatregelnummer for m in lopend)
        geplant["11:titel-verlopen"] = (*geplant.get("11:titel-verlopen", ()), *(m.maatregelnummer for m in lopend))
    klein = [
        (t, bak.van_client.get(t.clientnummer, [])) for t in laatste.values() if bak.per_client[t.clientnummer].vestiging == KLEINSCHALIG
    ]
    for titel, eigen in toeval.greep([(t, e) for t, e in klein if any(m.soort_zorg == 1 for m in e)], aantal):
        titel.status, titel.geldig_tot = "RM", bak.peildatum + timedelta(days=29)
        nummers = tuple(m.maatregelnummer for m in eigen if m.soort_zorg == 1)
        bak.op_slot.update(nummers)
        geplant["11:titel-zonder-accommodatie"] = (*geplant.get("11:titel-zonder-accommodatie", ()), *nummers)


def _plant_nummers(toeval: Toeval, bak: Bak, geplant: Geplant) -> None:
    """Two registered locations whose number is none: one lost its leading zeros in a spreadsheet, one holds a KvK number."""
    for naam, code, nummer in (("vestigingsnummer-zonder-nullen", "L90", _ZONDER_NULLEN), ("kvk-als-vestigingsnummer", "L91", _KVK)):
        titel = f"Dependance {code}"
        bak.gebouw.locaties.append(Locatie(code, titel, None, nummer, titel, True, True, OPENING))
        geschikt = [m for m in bak.maatregelen if _vrij(bak, m) and m.soort_zorg == 1]
        for m in toeval.greep(geschikt, 1):
            m.locatiecode = code
            bak.op_slot.add(m.maatregelnummer)
        geplant[f"05:{naam}"] = (code,)


def _plant_dubbele(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
    """The same measure written down twice, under two numbers."""
    tweede_nummers: list[str] = []
    for m in _grijp(toeval, bak, "07:dubbel", aandeel, _GEPLAND):
        tweede = replace(m, maatregelnummer=f"M{len(bak.maatregelen) + 1:06d}", vast=True)
        bak.maatregelen.append(tweede)
        tweede_nummers.append(tweede.maatregelnummer)
    geplant["07:dubbel"] = tuple(tweede_nummers)


def _plant_registraties(toeval: Toeval, plan: Momentenplan, aandeel: float, geplant: Geplant) -> Momentenplan:
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
