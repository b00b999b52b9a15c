"""Canonical N-Quads (RDFC-1.0), within limits.

Naming blank nodes is exponential in the worst case, and no library stops by itself: a graph of a few hundred bytes can keep a core busy for
ever. So a graph is small (500 quads, 50 blank nodes), and where more than a few of its blank nodes look alike at first sight, the only case
that costs time, the work is done in a process of its own that is killed after two seconds.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from datastation.vertrouwen.redenen import Afgewezen, Reden

MAX_QUADS = 500
MAX_LEGE_KNOPEN = 50
TERMIJN = 2.0
_WEINIG = 4

Quads = Sequence[ox.Quad]


def uit_triples(triples: Mapping[str, Iterable[Mapping[str, Mapping[str, str]]]]) -> list[ox.Quad]:
    """Quads of the dataset that pyld makes: graph name → triples. ``RELATIEVE_IRI`` where a term is no IRI."""
    try:
        return [
            ox.Quad(_knoop(t["subject"]), ox.NamedNode(t["predicate"]["value"]), _term(t["object"]), _graaf(graaf))
            for graaf, leden in triples.items()
            for t in leden
        ]
    except ValueError:
        raise Afgewezen(Reden.RELATIEVE_IRI) from None


def canoniek(quads: Quads) -> bytes:
    """Canonical N-Quads: UTF-8, one line per quad, sorted by code point.

    Raises:
        Afgewezen: ``GRAAF_TE_GROOT``, or ``GRAAF_TE_ZWAAR`` where it would take more than two seconds.
    """
    knopen = {k for q in quads for k in _leeg(q)}
    if len(quads) > MAX_QUADS or len(knopen) > MAX_LEGE_KNOPEN:
        raise Afgewezen(Reden.GRAAF_TE_GROOT)
    if _gelijkend(quads, knopen) > _WEINIG:
        return _in_kind(quads)
    graaf = ox.Dataset(quads)
    graaf.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return regels(graaf)


def regels(graaf: ox.Dataset) -> bytes:
    """The lines of a dataset, sorted; code point order is byte order in UTF-8."""
    return b"".join(sorted(f"{quad} .\n".encode() for quad in graaf))


def _in_kind(quads: Quads) -> bytes:
    try:
        klaar = subprocess.run(
            [sys.executable, "-I", "-c", _PROGRAMMA],
            input=ox.serialize(quads, format=ox.RdfFormat.N_QUADS),
            capture_output=True,
            timeout=TERMIJN,
            check=True,
            env={"LANG": "C.UTF-8"},
            cwd="/",
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise Afgewezen(Reden.GRAAF_TE_ZWAAR) from None
    return klaar.stdout


# The child imports pyoxigraph alone: it starts in a few hundredths of a second, and has nothing in memory that it does not need.
_PROGRAMMA = """
import resource, sys
import pyoxigraph as ox
resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
graaf = ox.Dataset(ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.N_QUADS))
graaf.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
sys.stdout.buffer.write(b"".join(sorted(f"{q} .\\n".encode() for q in graaf)))
"""


def _gelijkend(quads: Quads, knopen: set[ox.BlankNode]) -> int:
    """How many blank nodes share their first-degree description (RDFC-1.0 §4.6) with another: those are what permutations are tried for."""
    beeld: dict[ox.BlankNode, list[str]] = {k: [] for k in knopen}
    for quad in quads:
        for knoop in set(_leeg(quad)):
            delen = (quad.subject, quad.predicate, quad.object, quad.graph_name)
            beeld[knoop].append(" ".join(("_:a" if d == knoop else "_:z") if isinstance(d, ox.BlankNode) else str(d) for d in delen))
    soorten = Counter("\n".join(sorted(regels_)) for regels_ in beeld.values())
    return sum(aantal for aantal in soorten.values() if aantal > 1)


def _leeg(quad: ox.Quad) -> list[ox.BlankNode]:
    return [d for d in (quad.subject, quad.object, quad.graph_name) if isinstance(d, ox.BlankNode)]


def _knoop(term: Mapping[str, str]) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(term["value"].removeprefix("_:")) if term["type"] == "blank node" else ox.NamedNode(term["value"])


def _term(term: Mapping[str, str]) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term["type"] != "literal":
        return _knoop(term)
    if "language" in term:
        return ox.Literal(term["value"], language=term["language"])
    return ox.Literal(term["value"], datatype=ox.NamedNode(term["datatype"]))


def _graaf(naam: str) -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph:
    if naam == "@default":
        return ox.DefaultGraph()
    return ox.BlankNode(naam.removeprefix("_:")) if naam.startswith("_:") else ox.NamedNode(naam)
