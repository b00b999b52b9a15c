"""`draagt.toml` says what a shape cannot carry; the mappings themselves are the proof."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from datastation.mapping import lees_mapping
from datastation.mapping.model import Samenvoeging
from datastation.mapping.nalopen import kolommen_van
from datastation.vocabulaire import PREFIXEN, RDF

WORTEL = Path(__file__).resolve().parents[3]
VAN_ONS = ("https://w3id.org/datastation/fhir/", "https://w3id.org/datastation/def/naamgeving/")


def kort(iri: str) -> str:
    return next(f"{prefix}:{iri.removeprefix(basis)}" for prefix, basis in PREFIXEN.items() if iri.startswith(basis))


def draagt(naam: str) -> dict:
    return tomllib.loads((WORTEL / "mappings" / naam / "draagt.toml").read_text(encoding="utf-8"))


def eigenschappen(naam: str, *, met_extensies: bool = True) -> set[str]:
    """Properties that a mapping can write; without our own extensions and identifiers where asked."""
    gevonden: set[str] = set()
    for luik in lees_mapping(naam, WORTEL).luiken:
        kop = [luik.onderwerp.waarde, *luik.voorwaarden]
        for eigenschap in luik.eigenschappen:
            uit = [] if isinstance(eigenschap.object, Samenvoeging) else [eigenschap.object.waarde]
            kolommen = [kolom for deel in (*kop, *uit) for kolom in kolommen_van(deel)]
            if met_extensies or not _hangt_aan_ons(kolommen, str(kop)):
                gevonden |= {kort(predicaat) for predicaat in eigenschap.predicaten}
    return gevonden - {kort(f"{RDF}type")}


def _hangt_aan_ons(kolommen: list[str], kop: str) -> bool:
    return any(kolom.count(stam) for kolom in kolommen for stam in VAN_ONS) or "'moment'" in kop


@pytest.mark.parametrize("naam", ["ons", "fhir-zib2020", "fhir-zib2017"])
def test_wat_een_vorm_niet_draagt(naam):
    """Exactly the properties that csv-nl writes and this mapping does not."""
    genoemd = {regel["eigenschap"] for regel in draagt(naam)["draagt_niet"]}
    assert genoemd == eigenschappen("csv-nl") - eigenschappen(naam)
    assert bool(genoemd) == (naam == "fhir-zib2017")


def test_wat_zib_2020_zonder_extensies_niet_draagt():
    """Exactly the properties that hang on something of ours."""
    genoemd = {regel["eigenschap"] for regel in draagt("fhir-zib2020")["zonder_extensies"]}
    assert genoemd == eigenschappen("csv-nl") - eigenschappen("fhir-zib2020", met_extensies=False)


def test_elke_regel_heeft_een_reden():
    """And the columns named are columns of the answer with which a delivery leaves."""
    profiel = tomllib.loads((WORTEL / "uitwisselprofielen" / "igj-wzd-registraties" / "1.0.0.toml").read_text(encoding="utf-8"))
    kolommen = {kolom["naam"] for vraag in profiel["vragen"] for kolom in vraag["kolommen"] if kolom["klasse"] != "koppel"}
    for naam in ("ons", "fhir-zib2020", "fhir-zib2017"):
        for regels in (draagt(naam)["draagt_niet"], draagt(naam).get("zonder_extensies", [])):
            for regel in regels:
                assert set(regel) == {"eigenschap", "kolommen", "reden"}
                assert regel["reden"].endswith(".")
                assert set(regel["kolommen"]) <= kolommen
