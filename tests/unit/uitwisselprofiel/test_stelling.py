"""Parameters of a profile: what a person types becomes typed terms, or an error that says what to type instead."""

from __future__ import annotations

from datetime import date

import pytest

from datastation.fouten import GebruiksFout
from datastation.model.term import Literaal, term_van
from datastation.uitwisselprofiel import Profiel, stel, zoek

DAG = date(2026, 8, 1)
VESTIGINGEN = ("000099990002", "000099990001")


@pytest.fixture(scope="module")
def aantallen() -> Profiel:
    """A half-year, and perhaps a vestiging."""
    return zoek("igj-wzd-aantallen", DAG)


def test_halfjaar_wordt_begin_einde_en_het_vorige(aantallen: Profiel) -> None:
    """One text fills six variables, in dates and names of half-years; both ends belong to the period (decision 5)."""
    stelling = stel(aantallen, {"periode": "2026-H1"}, gegevens_tot=date(2026, 6, 30), vestigingen=VESTIGINGEN)
    assert stelling.waarden["begin"] == (term_van(date(2026, 1, 1)),)
    assert stelling.waarden["einde"] == (term_van(date(2026, 6, 30)),)
    assert stelling.waarden["halfjaar"] == (Literaal("2026-H1"),)
    assert stelling.waarden["begin_vorig"] == (term_van(date(2025, 7, 1)),)
    assert stelling.waarden["einde_vorig"] == (term_van(date(2025, 12, 31)),)
    assert stelling.waarden["halfjaar_vorig"] == (Literaal("2025-H2"),)
    assert stelling.teksten == {"periode": "2026-H1"}
    assert not stelling.onvolledig


def test_jaar_telt_twee_halfjaren() -> None:
    """A year spans two half-years, and so does the year before."""
    stelling = stel(zoek("igj-wzd-analyse", DAG), {"jaar": "2025"}, gegevens_tot=date(2026, 7, 5), vestigingen=VESTIGINGEN)
    assert stelling.waarden["halfjaar"] == (Literaal("2025-H1"), Literaal("2025-H2"))
    assert stelling.waarden["halfjaar_vorig"] == (Literaal("2024-H1"), Literaal("2024-H2"))


def test_zonder_vestiging_zijn_het_ze_allemaal(aantallen: Profiel) -> None:
    """An absent vestiging is bound to every known one, in order; a given one to itself. No variable is ever left unbound."""
    alle = stel(aantallen, {"periode": "2025-H2"}, gegevens_tot=DAG, vestigingen=VESTIGINGEN)
    een = stel(aantallen, {"periode": "2025-H2", "vestiging": VESTIGINGEN[0]}, gegevens_tot=DAG, vestigingen=VESTIGINGEN)
    assert alle.waarden["vestigingsnummer"] == (Literaal("000099990001"), Literaal("000099990002"))
    assert een.waarden["vestigingsnummer"] == (Literaal("000099990002"),)


@pytest.mark.parametrize(
    ("teksten", "waar", "woorden"),
    [
        ({}, "--param periode", "ontbreekt"),
        ({"periode": "2026-H1", "kleur": "rood"}, "--param kleur", "kent geen parameter"),
        ({"periode": "2026"}, "--param periode", "geen halfjaar"),
        ({"periode": "2026-H3"}, "--param periode", "geen halfjaar"),
        ({"periode": "2026-H1", "vestiging": "99990001"}, "--param vestiging", "geen vestigingsnummer"),
        ({"periode": "2026-H1", "vestiging": "000099990009"}, "--param vestiging", "staat niet in de gegevens"),
        ({"periode": "2026-H2"}, "periode 2026-H2", "lopen tot en met"),
        ({"periode": "2027-H1"}, "periode 2027-H1", "lopen tot en met"),
    ],
)
def test_wat_niet_kan_zegt_waar_en_wat_dan(aantallen: Profiel, teksten: dict[str, str], waar: str, woorden: str) -> None:
    """Each refusal names the parameter and gives a next step."""
    with pytest.raises(GebruiksFout, match=woorden) as fout:
        stel(aantallen, teksten, gegevens_tot=date(2026, 7, 5), vestigingen=VESTIGINGEN)
    assert fout.value.waar == waar
    assert fout.value.herstel


def test_een_lopende_periode_kan_onvolledig(aantallen: Profiel) -> None:
    """With leave a period that the facts do not reach the end of is answered, marked; one that has not begun is not."""
    deel = stel(aantallen, {"periode": "2026-H2"}, gegevens_tot=date(2026, 7, 5), vestigingen=VESTIGINGEN, onvolledig_mag=True)
    assert deel.onvolledig
    with pytest.raises(GebruiksFout):
        stel(aantallen, {"periode": "2027-H1"}, gegevens_tot=date(2026, 7, 5), vestigingen=VESTIGINGEN, onvolledig_mag=True)
