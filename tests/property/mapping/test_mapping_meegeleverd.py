"""The mappings that we ship, over their example sources: engine and row-by-row referee agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp.kaart import CONTEXT, quads, voer
from mapping_naief import Naief

from datastation.instellingen import Bron, middelen
from datastation.mapping import lees_mapping
from datastation.verversen import open_tabellen

SOORTEN = {"csv-nl": "csv", "ons": "ndjson", "fhir-zib2017": "fhir", "fhir-zib2020": "fhir"}


@pytest.mark.parametrize("naam", sorted(SOORTEN))
def test_meegeleverde_mapping_volgens_de_scheidsrechter(tmp_path: Path, naam: str) -> None:
    """Quads, ledger and balances of the example source, two ways."""
    mapping = lees_mapping(naam, tmp_path)
    bron = Bron(naam="ecd", soort=SOORTEN[naam], pad="voorbeeld", mapping=naam)  # type: ignore[arg-type]
    tabellen = open_tabellen(bron, middelen("mappings") / naam, mapping)
    rijen = {naam: [rij for blok in t.lees() for rij in blok.rijen.to_pylist()] for naam, t in tabellen.items()}
    uitslag = voer(tmp_path, mapping, tabellen)
    verwacht, boek, balans = Naief(mapping, CONTEXT).alles({luik.tabel: rijen.get(luik.tabel, []) for luik in mapping.luiken})
    assert quads(uitslag) == verwacht
    gevonden: dict[tuple[str, ...], int] = {}
    for regel in uitslag.regels:
        sleutel = (regel.tabel, regel.kolom, regel.soort, regel.reden)
        gevonden[sleutel] = gevonden.get(sleutel, 0) + regel.aantal
    assert gevonden == {sleutel: len(nummers) for sleutel, nummers in boek.items()}
    assert {b.tabel: (b.gelezen, b.gemapt, b.geweigerd, b.buiten_bereik) for b in uitslag.balansen}.items() <= balans.items()
    assert sum(verwacht.values()) > 10
