"""A snapshot in which a question can do harm: rings to walk, numbers to multiply, names that nobody may see."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from datastation.vocabulaire import GRAAF_IDENTIFICATIE, RDFS, XSD


@pytest.fixture(scope="session")
def winkel(tmp_path_factory):
    """600 nodes with a number each, in a ring of rdfs:subClassOf and one of <urn:q>."""
    pad = tmp_path_factory.mktemp("poort") / "store"
    regels = []
    for i in range(600):
        regels.append(f'<urn:s{i}> <urn:p> "{i}"^^<{XSD}integer> .')
        regels.append(f"<urn:s{i}> <urn:q> <urn:s{i * 7 % 600}> .")
        regels.append(f"<urn:s{i}> <{RDFS}subClassOf> <urn:s{(i + 1) % 600}> .")
    regels.append(f'<urn:s1> <urn:naam> "Proef" <{GRAAF_IDENTIFICATIE}> .')
    store = ox.Store(str(pad))
    store.bulk_load("\n".join(regels).encode(), ox.RdfFormat.N_QUADS)
    store.optimize()
    del store
    return pad
