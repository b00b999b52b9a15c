"""Any text survives the way through a literal or a template."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
from hulp.kaart import schrijf_mapping, tabel, voer
from hypothesis import example, given, settings
from hypothesis import strategies as st

MAPPING = r"""
mappings:
  m:
    sources: [[t]]
    s: urn:x:$(nr)/$(w)
    po:
      - [rdf:value, $(w)]
      - [rdfs:label, "a\\\\$(w)\"$(w)z", en-GB~lang]
"""


@settings(max_examples=100, deadline=None)
@example(['"\\\n\r\t\x00\x1f\x7f\x85\u2028\ufeff\U0010ffff', "%41 é/?#[]", ".."])
@given(st.lists(st.text(min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=5))
def test_tekst_komt_heel_terug(teksten: list[str]) -> None:
    """Oxigraph's strict N-Quads parser reads back every literal and every percent-encoded key."""
    with tempfile.TemporaryDirectory() as folder:
        mapping = schrijf_mapping(Path(folder), MAPPING)
        uitslag = voer(Path(folder), mapping, {"t": tabel("t", [{"nr": str(i), "w": w} for i, w in enumerate(teksten)])})
        assert uitslag.regels == ()
        terug = list(ox.parse(uitslag.delen[0].pad.read_bytes(), format=ox.RdfFormat.N_QUADS))
    assert len(terug) == 2 * len(teksten)
    for quad in terug:
        nummer, sleutel = quad.subject.value.removeprefix("urn:x:").split("/")
        tekst = teksten[int(nummer)]
        assert unquote(sleutel, errors="strict") == tekst
        assert quad.object.value == (tekst if quad.predicate.value.endswith("value") else f'a\\{tekst}"{tekst}z')
