"""A fixed organisation keeps its answers: whoever changes a question, a derivation or the mapping sees here what that does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from gouden_antwoorden import GEGEVENS_TOT, HIER, PAGINAS, bron, pagina
from hulp.proefstation import Proefstation, Snelstation
from hulp.vergelijk import maak_naief, verschillen


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proefstation]:
    with Proefstation(tmp_path_factory.mktemp("goud"), bron(), GEGEVENS_TOT) as echt:
        yield echt


@pytest.mark.parametrize("naam", PAGINAS)
def test_antwoord_is_ongewijzigd(station: Proefstation, naam: str) -> None:
    """The answer, the whole way, is the page that was agreed on."""
    assert pagina(station, naam) == (HIER / "verwacht" / f"{naam}.txt").read_text(encoding="utf-8")


def test_goud_klopt_met_de_naieve() -> None:
    """The pages are not only what we answered once: plain Python says the same."""
    station = Snelstation(bron(), GEGEVENS_TOT)
    naief = maak_naief(bron(), station)
    assert [v for profiel, teksten in PAGINAS.values() for v in verschillen(bron(), station, naief, {profiel: teksten})] == []
