"""An export without a row of column names: its first row is somebody's record, and nothing of it may be shown."""

from __future__ import annotations

import pytest

from datastation.bronnen.koppen import Kolomvraag, zoek_kolommen
from datastation.fouten import BronFout


def test_een_rij_van_iemand_wordt_niet_getoond() -> None:
    """Also not where a value happens to look like the name of a column."""
    vraag = Kolomvraag(frozenset({"achternaam", "woonplaats"}))
    with pytest.raises(BronFout) as fout:
        zoek_kolommen(["Achternaamsma", "Woonplaatse", "999990019"], vraag, "clienten.csv, rij 1")
    for waarde in ("Achternaamsma", "Woonplaatse", "999990019"):
        assert waarde not in str(fout.value)


def test_andere_hoofdletters_worden_wel_genoemd() -> None:
    """The commonest mistake in a header is still named."""
    with pytest.raises(BronFout, match="Achternaam lijkt op achternaam"):
        zoek_kolommen(["Achternaam"], Kolomvraag(frozenset({"achternaam"})), "clienten.csv, rij 1")
