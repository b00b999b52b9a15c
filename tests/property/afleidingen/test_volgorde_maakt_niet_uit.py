"""Derivations that do not wait for each other may run in any order, and a control may run as soon as those it names have."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
from hulp.graaf import PLAATSEN, afleidingen, bouw, interventie, moment, plaatsing
from hypothesis import given, settings
from hypothesis import strategies as st
from test_dag_voor_dag import Maatregel, Plaatsing, maatregelen, momenten, plaatsingen, tekst

from datastation import kwaliteit
from datastation.instellingen import middelen
from datastation.sparql import wacht
from datastation.store.volgorde import afleidingen_voor, wacht_op
from datastation.vocabulaire import GRAAF_IDENTIFICATIE

TEKSTEN = {naam.removesuffix(".rq"): goedgekeurd for naam, goedgekeurd in afleidingen()}
RUW = {pad.stem: pad.read_text(encoding="utf-8") for pad in (middelen("queries") / "afleidingen").glob("*.rq")}
NA = wacht_op(RUW)


def _feiten(lijst: list[Plaatsing], gepland: list[Maatregel], keren: list) -> str:
    feiten = PLAATSEN + "\n".join(plaatsing(nr, p.soort, p.locatie, p.van.isoformat(), tekst(p.tot)) for nr, p in enumerate(lijst))
    for nr, m in enumerate(gepland):
        rest = [f"wzd:locatie l:{m.locatie}"] if m.locatie else []
        rest += [f"wzd:ambulant {str(m.ambulant).lower()}"] if m.ambulant is not None else []
        for soort, naam in ((1, f"P{nr}"), (2, f"N{nr}")):
            feiten += "\n" + interventie(naam, soort, m.van.isoformat(), tekst(m.tot), " ; ".join(rest) or "wzd:verzetClient true")
        for keer, (dag, locatie, ambulant) in enumerate(keren):
            bij = [f"wzd:locatie l:{locatie}"] if locatie else []
            bij += [f"wzd:ambulant {str(ambulant).lower()}"] if ambulant is not None else []
            feiten += "\n" + moment(f"R{nr}-{keer}", f"N{nr}", dag.isoformat(), " ; ".join(bij))
    return feiten


def _voer_uit(store: ox.Store, namen: Sequence[str]) -> None:
    for naam in namen:
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in list(store.query(TEKSTEN[naam])))


def _op_volgorde(voorkeur: Sequence[str], nodig: frozenset[str] = frozenset(TEKSTEN)) -> list[str]:
    """Always the first of ``voorkeur`` that may start: each order that the plan allows can come out of this."""
    uit: list[str] = []
    while rest := [naam for naam in voorkeur if naam in nodig and naam not in uit and NA[naam] <= set(uit)]:
        uit.append(rest[0])
    return uit


def _met_voorgangers(namen: frozenset[str]) -> frozenset[str]:
    ruimer = namen.union(*(NA[naam] for naam in namen))
    return namen if ruimer == namen else _met_voorgangers(ruimer)


@settings(max_examples=100, deadline=None)
@given(plaatsingen, st.lists(maatregelen, min_size=1, max_size=2), momenten, st.permutations(sorted(TEKSTEN)))
def test_elke_toegestane_volgorde_geeft_dezelfde_graaf(lijst: list, gepland: list, keren: list, voorkeur: list[str]) -> None:
    """Whatever order the plan comes to, the graph is the one of running them by number."""
    feiten = _feiten(lijst, gepland, keren)
    gewoon, anders = bouw(feiten), bouw(feiten, afleiden=False)
    volgorde = _op_volgorde(voorkeur)
    assert sorted(volgorde) == sorted(TEKSTEN)
    _voer_uit(anders, volgorde)
    assert set(anders) == set(gewoon)


@settings(max_examples=15, deadline=None)
@given(plaatsingen, st.lists(maatregelen, min_size=1, max_size=2), momenten)
def test_een_controle_mag_beginnen_zodra_haar_afleidingen_klaar_zijn(lijst: list, gepland: list, keren: list) -> None:
    """A control finds the same where only the derivations that it waits for have run as where all have."""
    feiten = _feiten(lijst, gepland, keren)
    alles = bouw(feiten)
    winkels: dict[frozenset[str], ox.Store] = {}
    for controle in kwaliteit.controles():
        nodig = _met_voorgangers(afleidingen_voor(controle.sparql, RUW))
        if nodig not in winkels:
            winkels[nodig] = bouw(feiten, afleiden=False)
            _voer_uit(winkels[nodig], _op_volgorde(sorted(TEKSTEN), nodig))
        assert _vindt(winkels[nodig], controle) == _vindt(alles, controle), controle.regel.id


def _vindt(store: ox.Store, controle: kwaliteit.Controle) -> set[tuple[str, str]]:
    antwoord = store.query(
        wacht.keur(controle.sparql).tekst,
        default_graph=ox.DefaultGraph(),
        named_graphs=[ox.NamedNode(GRAAF_IDENTIFICATIE)] if controle.grafen else [],
    )
    return {(str(rij["record"]), str(rij["eigenschap"])) for rij in antwoord}
