"""Controls run in two lanes; an error in one of them is an error of the refresh."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp.opdracht import VANDAAG

from datastation import kwaliteit
from datastation.instellingen import lees_station
from datastation.store.bouwen import Bouwplaats
from datastation.store.volgorde import loopt_momenten_af
from datastation.verversen import ververs


@pytest.mark.parametrize("zwaar", [True, False])
def test_een_fout_in_een_controle_gaat_niet_verloren(station: Path, monkeypatch: pytest.MonkeyPatch, zwaar: bool) -> None:
    """An IndexError inside a control, in either lane, ends the refresh: it is never taken for an empty queue."""
    stuk = next(c for c in kwaliteit.controles() if loopt_momenten_af(c.sparql) is zwaar)
    echt = Bouwplaats.vraag

    def vraag(zelf: Bouwplaats, tekst: str, grafen: tuple[str, ...] = ()) -> object:
        if tekst == stuk.sparql:
            raise IndexError("planted")
        return echt(zelf, tekst, grafen)

    monkeypatch.setattr(Bouwplaats, "vraag", vraag)
    with pytest.raises(IndexError, match="planted"):
        ververs(lees_station(station), vandaag=VANDAAG)


def test_er_zijn_lichte_en_zware_controles() -> None:
    """The two lanes both have work; the heavy ones are those that read each moment's intervention."""
    zwaar = {c.regel.id for c in kwaliteit.controles() if loopt_momenten_af(c.sparql)}
    assert {"dubbel-moment", "vestiging-onbepaald"} <= zwaar
    assert "client-onbekend" not in zwaar
