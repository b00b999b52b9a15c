"""A small snapshot on disk, made once."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from datastation.vocabulaire import GRAAF_IDENTIFICATIE


@pytest.fixture(scope="session")
def winkel(tmp_path_factory):
    """A store directory: 600 nodes in a ring with numbers; a name in the graph of identification, one in another graph."""
    pad = tmp_path_factory.mktemp("werker") / "store"
    regels = []
    for i in range(600):
        regels.append(f'<urn:s{i}> <urn:p> "{i}"^^<http://www.w3.org/2001/XMLSchema#integer> .')
        regels.append(f"<urn:s{i}> <urn:q> <urn:s{(i + 1) % 600}> .")
        regels.append(f"<urn:s{i}> <urn:q> <urn:s{i * 7 % 600}> .")
    regels.append(f'<urn:s1> <urn:naam> "Proef" <{GRAAF_IDENTIFICATIE}> .')
    regels.append('<urn:s1> <urn:naam> "Elders" <urn:g2> .')
    store = ox.Store(str(pad))
    store.bulk_load("\n".join(regels).encode(), ox.RdfFormat.N_QUADS)
    store.optimize()
    del store
    return pad
