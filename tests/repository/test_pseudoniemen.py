"""Decision 4: what identifies a client in a source stands in no IRI of the default graph, but as a keyed pseudonym."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
_CLIENT = re.compile(r'ds:pseudoniem\(soort="client", sleutel=\$\(([^()]+)\)\)')
_KOLOM = re.compile(r"\$\(([^()]+)\)")


def clientnummer_in_iri(mapping: dict[str, object]) -> list[str]:
    """Templates of IRIs with a column in them that is somewhere in the same table the key of a client."""
    luiken = mapping["mappings"]
    sleutels: dict[str, set[str]] = {}
    for luik in luiken.values():  # type: ignore[attr-defined]
        for (tabel,) in luik["sources"]:
            sleutels.setdefault(tabel, set()).update(_CLIENT.findall(repr(luik)))
    fout = []
    for luik in luiken.values():  # type: ignore[attr-defined]
        for (tabel,) in luik["sources"]:
            sjablonen = [tekst for tekst in _teksten(luik) if tekst.startswith("id:")]
            fout += [tekst for tekst in sjablonen if set(_KOLOM.findall(tekst)) & sleutels[tabel]]
    return fout


def _teksten(knoop: object) -> list[str]:
    if isinstance(knoop, str):
        return [knoop]
    delen = knoop.values() if isinstance(knoop, dict) else knoop if isinstance(knoop, list) else ()
    return [tekst for deel in delen for tekst in _teksten(deel)]


@pytest.mark.parametrize("pad", sorted(MAPPINGS.glob("*/mapping.yml")), ids=lambda p: p.parent.name)
def test_geen_clientnummer_in_een_iri(pad: Path) -> None:
    """No shipped mapping writes the number of a client into an IRI, also not where a record is keyed by its client."""
    assert clientnummer_in_iri(yaml.safe_load(pad.read_text(encoding="utf-8"))) == []


def test_de_toets_ziet_een_clientnummer() -> None:
    """The check above is no empty one: a title keyed by its patient is found."""
    client = 'ds:pseudoniem(soort="client", sleutel=$(nr))'
    luik = {"sources": [["t"]], "s": "id:$(_kvk)/titel/$(_ruimte).$(nr)", "po": [{"p": "wzd:client", "o": {"function": client}}]}
    assert clientnummer_in_iri({"mappings": {"titels": luik}}) == ["id:$(_kvk)/titel/$(_ruimte).$(nr)"]
