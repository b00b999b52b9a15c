"""Pieces for the shapes: nothing lost, nothing twice, and no subject cut in two, whatever the size of a piece."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from datastation.kwaliteit.stukken import stukken
from datastation.vocabulaire import GRAAF_IDENTIFICATIE

ID = "https://w3id.org/datastation/id/12345678"
objecten = st.sampled_from(
    ['"a"', '"een lange tekst <met> \\"alles\\" . er in"', f"<{ID}/moment/ecd.1>", '"ë€𝄞"', f'"<{GRAAF_IDENTIFICATIE}> ."']
)
grafen = st.sampled_from(["", "", f" <{GRAAF_IDENTIFICATIE}>"])
anders = st.tuples(
    st.sampled_from(["client/1", "client/2", "locatie/ecd.1", "interventie/ecd.moment"]), st.integers(0, 3), objecten, grafen
)
# Only at the end of a line, after the object: a literal may hold the same text.
_ZONDER_GRAAF = re.compile(rf" <{re.escape(GRAAF_IDENTIFICATIE)}> \.$")
bestand = st.lists(anders, max_size=30)


def _regel(onderwerp: str, nummer: int, waarde: str, graaf: str) -> str:
    return f"<{ID}/{onderwerp}> <http://example.org/p{nummer}> {waarde}{graaf} .\n"


@settings(max_examples=200, deadline=None)
@given(st.lists(bestand, max_size=3), st.lists(st.integers(1, 6), max_size=20), st.integers(60, 2000))
def test_stukken(bestanden: list[list[tuple]], momenten: list[int], omvang: int) -> None:
    """All lines come out once, graph names left out, and each subject is in one piece only."""
    with tempfile.TemporaryDirectory() as map:
        paden, verwacht = [], Counter[str]()
        teksten = ["".join(_regel(*rij) for rij in rijen) for rijen in bestanden]
        # All triples of a moment stand together, as a mapping writes them.
        teksten.append("".join(_regel(f"moment/ecd.{nr}", p, '"x"', "") for nr, aantal in enumerate(momenten) for p in range(aantal)))
        for nr, tekst in enumerate(teksten):
            pad = Path(map) / f"{nr}.nq"
            pad.write_text(tekst, encoding="utf-8")
            paden.append(pad)
            verwacht.update(_ZONDER_GRAAF.sub(" .", regel) for regel in tekst.splitlines())
        gekregen, plek = Counter[str](), {}
        for nr, stuk in enumerate(stukken(paden, omvang)):
            for regel in stuk.decode().split("\n")[:-1]:
                gekregen[regel] += 1
                assert plek.setdefault(regel.split(" ")[0], nr) == nr, "a subject stands in two pieces"
        assert gekregen == verwacht
