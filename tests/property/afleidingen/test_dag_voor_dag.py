"""SPARQL thinks in change points; a plain loop over every day of the period must come to the same stays, zorgdelen and places of moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from hulp.graaf import PLAATSEN, bouw, interventie, moment, plaatsing, rijen
from hypothesis import given, settings
from hypothesis import strategies as st

EERSTE = date(2024, 2, 20)
DAGEN = [EERSTE + timedelta(days=n) for n in range(24)]  # over the leap day
VERDER = timedelta(days=1)
VESTIGING = {"A": "1", "A1": "1", "A2": "1", "AE": "1", "B": "2", "B1": "2", "X": None}
INTRAMURAAL = {locatie: locatie != "AE" for locatie in VESTIGING}


@dataclass(frozen=True)
class Plaatsing:
    soort: str
    locatie: str
    van: date
    tot: date | None

    def geldt(self, dag: date) -> bool:
        return self.van <= dag and (self.tot is None or dag <= self.tot)


@dataclass(frozen=True)
class Maatregel:
    van: date
    tot: date | None
    locatie: str | None
    ambulant: bool | None

    def geldt(self, dag: date) -> bool:
        return self.van <= dag and (self.tot is None or dag <= self.tot)


dagen = st.integers(0, 19).map(lambda n: DAGEN[n + 1])
eindes = st.none() | dagen
locaties = st.sampled_from(sorted(VESTIGING))
plaatsingen = st.lists(st.builds(Plaatsing, st.sampled_from(["hoofd", "hoofd", "standaard"]), locaties, dagen, eindes), max_size=5)
maatregelen = st.builds(Maatregel, dagen, eindes, st.none() | st.none() | locaties, st.none() | st.booleans())
momenten = st.lists(st.tuples(dagen, st.none() | locaties, st.none() | st.booleans()), max_size=3)


def verblijf(lijst: list[Plaatsing], dag: date) -> str | None:
    """The deciding location of one day: main before standard, none where the best ones are at different vestigingen."""
    geldig = [p for p in lijst if p.geldt(dag)]
    besten = [p for p in geldig if p.soort == "hoofd"] or geldig
    if len({VESTIGING[p.locatie] for p in besten}) != 1:
        return None
    return min(p.locatie for p in besten)


def staat(lijst: list[Plaatsing], m: Maatregel, dag: date) -> tuple[str | None, bool] | None:
    """Vestiging and ambulant of planned care on one day, or nothing."""
    if not m.geldt(dag) or (m.tot is not None and m.tot < m.van):
        return None
    waar = m.locatie or verblijf(lijst, dag)
    if waar is None or VESTIGING[waar] is None:
        return None
    return VESTIGING[waar], (not INTRAMURAAL[waar]) if m.ambulant is None else m.ambulant


def stukken(waarden: list) -> list[tuple[object, date, date | None]]:
    """Runs of equal values over the days; what holds on the last day of all runs on, since every date lies before it."""
    runs, plek = [], 0
    for waarde, groep in groupby(waarden):
        lengte = len(list(groep))
        if waarde is not None:
            runs.append((waarde, DAGEN[plek], None if plek + lengte == len(DAGEN) else DAGEN[plek + lengte - 1]))
        plek += lengte
    return runs


def tekst(dag: date | None) -> str | None:
    return dag.isoformat() if dag else None


@settings(max_examples=300, deadline=None)
@given(plaatsingen, st.lists(maatregelen, max_size=2), momenten)
def test_dag_voor_dag(lijst: list[Plaatsing], gepland: list[Maatregel], keren: list[tuple[date, str | None, bool | None]]) -> None:
    """Stays, zorgdelen and places of moments equal those of a day-by-day reference."""
    feiten = PLAATSEN + "\n".join(plaatsing(nr, p.soort, p.locatie, p.van.isoformat(), tekst(p.tot)) for nr, p in enumerate(lijst))
    for nr, m in enumerate(gepland):
        for soort, naam in ((1, f"P{nr}"), (2, f"N{nr}")):
            feiten += "\n" + interventie(
                naam, soort, m.van.isoformat(), tekst(m.tot), _rest(m.locatie, m.ambulant) or "wzd:verzetClient true"
            )
        for keer, (dag, locatie, ambulant) in enumerate(keren):
            feiten += "\n" + moment(f"R{nr}-{keer}", f"N{nr}", dag.isoformat(), _rest(locatie, ambulant))
    store = bouw(feiten)
    assert _verblijven(store) == {(w, tekst(van), tekst(tot)) for w, van, tot in stukken([verblijf(lijst, d) for d in DAGEN])}
    for nr, m in enumerate(gepland):
        assert _zorgdelen(store, f"P{nr}") == _verwachte_delen(lijst, m)
        for keer, (dag, locatie, ambulant) in enumerate(keren):
            assert _plek(store, f"R{nr}-{keer}") == _verwachte_plek(lijst, m, dag, locatie, ambulant)


def _rest(locatie: str | None, ambulant: bool | None) -> str:
    delen = [f"wzd:locatie l:{locatie}"] if locatie else []
    return " ; ".join([*delen, f"wzd:ambulant {str(ambulant).lower()}"] if ambulant is not None else delen)


def _verblijven(store) -> set:
    return rijen(
        store, "SELECT ?l ?v ?t WHERE { ?s a wzd:Verblijf ; wzd:locatie ?l ; onz-g:startDatum ?v OPTIONAL { ?s onz-g:eindDatum ?t } }"
    )


def _zorgdelen(store, naam: str) -> set:
    gevonden = rijen(
        store,
        "SELECT ?i ?l ?a ?v ?t WHERE { ?z a wzd:Zorgdeel ; wzd:vanInterventie ?i ; wzd:locatie ?l ; wzd:ambulant ?a ; onz-g:startDatum ?v "
        "OPTIONAL { ?z onz-g:eindDatum ?t } }",
    )
    return {rij[1:] for rij in gevonden if rij[0] == naam}


def _verwachte_delen(lijst: list[Plaatsing], m: Maatregel) -> set:
    delen = stukken([staat(lijst, m, d) for d in DAGEN])
    return {(m.locatie or verblijf(lijst, van), str(ambulant).lower(), tekst(van), tekst(tot)) for (_, ambulant), van, tot in delen}


def _plek(store, naam: str) -> tuple:
    gevonden = rijen(store, "SELECT ?m ?l ?a WHERE { ?m a wzd:Moment OPTIONAL { ?m wzd:locatie ?l } OPTIONAL { ?m wzd:ambulant ?a } }")
    (rij,) = [r[1:] for r in gevonden if r[0] == naam]
    return rij


def _verwachte_plek(lijst: list[Plaatsing], m: Maatregel, dag: date, locatie: str | None, ambulant: bool | None) -> tuple:
    waar = verblijf(lijst, dag)
    elders = any(p.geldt(dag) and INTRAMURAAL[p.locatie] for p in lijst)
    binnen = elders if waar is None else INTRAMURAAL[waar]
    vlag = next((v for v in (ambulant, m.ambulant) if v is not None), not binnen)
    return locatie or m.locatie or waar, str(vlag).lower()
