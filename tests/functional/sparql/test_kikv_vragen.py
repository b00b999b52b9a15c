"""The official KIK-V questions, as published: the guard lets them pass with the rewrites they need, and the engine reads them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from datastation.model.term import Iri, Literaal, term_van
from datastation.sparql.bind import plaats
from datastation.sparql.lees import lees
from datastation.sparql.wacht import keur, leest_rdflib

MAP = Path(__file__).resolve().parents[4] / "shared/kikv/queries"
VRAGEN = sorted(MAP.glob("*/*.rq"))
HERSCHREVEN = {"1.1.1.rq": {"alias-in-aggregaat"}, "3.1.rq": {"alias-in-aggregaat"}, "4.1.rq": {"datum-plus-duur", "voorloopnul"},
               "1.1.rq": {"datum-plus-duur"}, "9.1.rq": {"datum-plus-duur"}}  # fmt: skip
WAARDEN = {
    "jaar": [term_van(2024)],
    "kwartaal": [Literaal("Q3")],
    "peildatum": [term_van(date(2024, 7, 1))],
    "zorgkantoor": [Iri("http://purl.org/ozo/onz-org#ZorgkantoorMenzis")],
}
pytestmark = [pytest.mark.gedeeld, pytest.mark.skipif(not VRAGEN, reason="../shared/kikv/queries ontbreekt")]


def gevuld(pad: Path) -> str:
    tekst = pad.read_text(encoding="utf-8")
    kop = re.search(r"# Parameters: (.*)", tekst)
    namen = re.findall(r"\?(\w+)", kop[1])
    return plaats(tekst, {naam: WAARDEN[naam] for naam in namen})


@pytest.mark.parametrize("pad", VRAGEN, ids=lambda p: p.name)
@pytest.mark.moet("K5")
def test_officiele_vraag_komt_door_de_wacht(pad):
    """Unchanged, and with its parameters, each published question passes with exactly the rewrites that the measurements ask for."""
    tekst = pad.read_text(encoding="utf-8")
    keuring = keur(tekst)
    verwacht = HERSCHREVEN.get(pad.name, set())
    assert {r for r in keuring.regels if r in ("alias-in-aggregaat", "datum-plus-duur", "voorloopnul")} == verwacht
    met = keur(gevuld(pad))
    assert [v.value for v in ox.Store().query(met.tekst).variables] == list(met.variabelen)
    assert leest_rdflib(met.tekst) == ""
    assert not re.search(r"\?(jaar|kwartaal|peildatum|zorgkantoor) krijgt nergens", " ".join(met.waarschuwingen))


@pytest.mark.parametrize("pad", VRAGEN, ids=lambda p: p.name)
def test_parameter_staat_in_de_select_die_hem_gebruikt(pad):
    """Each parameter of the header is placed; the published text itself stays as it is around it."""
    uit = gevuld(pad)
    toegevoegd = re.sub(r" BIND\((?:\"[^\"]*\"(?:\^\^<[^>]*>)?|<[^>]*>) AS \?\w+\)(?= )", "", uit)
    assert re.sub(r"\s+", "", toegevoegd) == re.sub(r"\s+", "", pad.read_text(encoding="utf-8"))
    assert len(lees(uit).tokens) > len(lees(pad.read_text(encoding="utf-8")).tokens)


def test_jaarverantwoording_rekent_goed():
    """VWS 4.1 over two carers, one the whole of 2024 and one from 15 March to 10 September: 12 + 7 months, mean 19/12."""
    e = "urn:t:"
    g, p = "http://purl.org/ozo/onz-g#", "http://purl.org/ozo/onz-pers#"
    rijen = []
    for wie, begin, einde in (("a", "2023-01-01", None), ("b", "2024-03-15", "2024-09-10")):
        rijen += [
            f"<{e}ov{wie}> a <{p}ArbeidsOvereenkomst> ; <{p}heeftOpdrachtnemer> <{e}{wie}> ; <{g}hasPart> <{e}af{wie}> .",
            f'<{e}af{wie}> a <{p}WerkOvereenkomstAfspraak> ; <{g}isAbout> <{e}f> ; <{g}startDatum> "{begin}"^^<http://www.w3.org/2001/XMLSchema#date> .',
        ]
        rijen += [f'<{e}af{wie}> <{g}eindDatum> "{einde}"^^<http://www.w3.org/2001/XMLSchema#date> .'] if einde else []
    rijen.append(f"<{e}f> a <{p}ZorgverlenerFunctie> .")
    store = ox.Store()
    store.load("\n".join(rijen).encode(), ox.RdfFormat.TURTLE)
    pad = MAP / "vws-jaarverantwoording-1.1.1/4.1.rq"
    (goed,) = list(store.query(keur(gevuld(pad)).tekst))
    assert int(goed["Teller"].value) == 12 + 7
    assert float(goed["Indicator"].value) == pytest.approx(19 / 12)
    (fout,) = list(store.query(gevuld(pad)))
    assert fout["Teller"].value == "0"


def test_werkvoorbeeld_van_de_zorgkantoren():
    """The published worked example of ZK 1.1: half a quarter of contract, half of that as carer, gives 0.25, 0.25 and 0.5."""
    from datetime import timedelta

    g, p, o = (f"http://purl.org/ozo/onz-{x}#" for x in ("g", "pers", "org"))
    kop = f"@prefix g: <{g}> . @prefix p: <{p}> . @prefix o: <{o}> . @prefix : <urn:t:> . @prefix time: <http://www.w3.org/2006/time#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    vest = """:loc a g:StationaryArtifact ; g:partOf :vest .
:vest a o:Vestiging ; g:identifiedBy :nr ; g:hasLocalizableArea :gebied .
:nr a o:Vestigingsnummer ; g:hasDataValue "000011112222" .
:gebied g:identifiedBy :a . :a g:hasPart :b . :b g:hasPart <http://example.org/pc/7411AB> .
:pc g:identifiedBy <http://example.org/pc/7411> ; g:partOf :regio . :regio a o:ZorgkantoorRegio . o:ZorgkantoorMenzis g:hasOperatingRange :regio .
:f1 a g:OccupationalPositionRole, p:ZorgverlenerFunctie . :f2 a g:OccupationalPositionRole .
:ov a p:ArbeidsOvereenkomst ; p:heeftOpdrachtnemer :p1 ; g:hasPart :a1, :a2 ; g:startDatum "2024-07-01"^^xsd:date ; g:eindDatum "2024-08-15"^^xsd:date .
:a1 a p:WerkOvereenkomstAfspraak ; g:startDatum "2024-07-01"^^xsd:date ; g:eindDatum "2024-07-23"^^xsd:date ; g:isAbout :f1, :loc .
:a2 a p:WerkOvereenkomstAfspraak ; g:startDatum "2024-07-24"^^xsd:date ; g:eindDatum "2024-08-15"^^xsd:date ; g:isAbout :f2, :loc .
"""
    dagen = [date(2024, 7, 1) + timedelta(i) for i in range(92)]
    kalender = "".join(
        f':d{i} a time:Instant ; time:inXSDDate "{d}"^^xsd:date ; time:inTemporalPosition :t{i} . :t{i} time:numericPosition {45474 + i} .\n'
        for i, d in enumerate(dagen)
    )
    store = ox.Store()
    store.load((kop + vest + kalender).encode(), ox.RdfFormat.TURTLE)
    rijen = list(store.query(keur(gevuld(MAP / "zorgkantoren-1.3.5/1.1.rq")).tekst))
    assert len(rijen) == 2
    for rij in rijen:
        assert [float(rij[k].value) for k in ("Zorg", "Niet_zorg", "Totaal")] == [0.25, 0.25, 0.5]
