"""Published questions at the gate: our own profiles, and KIK-V's as they stand on its site, are registered without a change."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from datastation.beantwoorden import parameters_van
from datastation.model.term import Iri, Literaal, term_van
from datastation.poort import Lezersproces, Parameter, Profielversie, registreer
from datastation.sparql.wacht import keur
from datastation.uitwisselprofiel import alle_profielen
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, ONZ_ORG

KIKV = sorted((Path(__file__).resolve().parents[4] / "shared/kikv/queries").glob("*/*.rq"))
WAARDEN = {
    "begin": term_van(date(2026, 1, 1)),
    "einde": term_van(date(2026, 6, 30)),
    "halfjaar": Literaal("2026-H1"),
    "vestigingsnummer": Literaal("000011112222"),
    "begin_vorig": term_van(date(2025, 7, 1)),
    "einde_vorig": term_van(date(2025, 12, 31)),
    "halfjaar_vorig": Literaal("2025-H2"),
    "jaar": term_van(2024),
    "kwartaal": Literaal("Q3"),
    "peildatum": term_van(date(2024, 7, 1)),
    "zorgkantoor": Iri(ONZ_ORG + "ZorgkantoorMenzis"),
}
MEER = frozenset(("halfjaar", "halfjaar_vorig", "vestigingsnummer"))


@pytest.fixture(scope="module")
def lezers():
    with Lezersproces() as proces:
        yield proces


def parameters(tekst):
    return [Parameter(naam, WAARDEN[naam], lijst=naam, meervoud=naam in MEER) for naam in parameters_van(tekst)]


@pytest.mark.parametrize("profiel", alle_profielen(), ids=lambda p: p.naam)
def test_eigen_profielen(profiel, lezers):
    """Every question of every profile that we publish passes, with the hash and the column classes of its profile."""
    grafen = frozenset({GRAAF_IDENTIFICATIE}) if profiel.grafen else frozenset()
    versie = Profielversie(
        profiel.id, profiel.versie, profiel.geldig_van, profiel.geldig_tot, profiel.onthulling, profiel.vrijgave, grafen=grafen
    )
    for vraag in profiel.vragen:
        tekst = profiel.tekst(vraag)
        verslag = registreer(
            tekst.encode(),
            profiel=versie,
            nr=vraag.nr,
            parameters=parameters(tekst),
            kolommen={k.naam: k.klasse for k in vraag.kolommen},
            parametervorm=b"",
            lezers=lezers,
        )
        assert verslag.aangenomen, verslag.tekst()
        assert verslag.sha256 == vraag.sha256


@pytest.mark.gedeeld
@pytest.mark.skipif(not KIKV, reason="../shared/kikv/queries ontbreekt")
@pytest.mark.parametrize("pad", KIKV, ids=lambda p: p.name)
def test_vragen_van_kikv(pad, lezers):
    """Every question that KIK-V published passes; its rewrites are told, and its text stays as it is."""
    ruw = pad.read_bytes()
    tekst = ruw.decode()
    verslag = registreer(
        ruw,
        profiel=Profielversie(re.sub(r"[^a-z0-9-]", "-", pad.parent.name), "1.0.0", date(2024, 1, 1)),
        nr=pad.stem,
        parameters=parameters(tekst),
        kolommen=dict.fromkeys(keur(tekst).variabelen, "telling"),
        parametervorm=b"",
        lezers=lezers,
    )
    assert verslag.aangenomen, verslag.tekst()
    assert verslag.registratie is not None
    assert verslag.registratie.tekst.encode() == ruw
