"""Shapes are checked on the lines that a mapping wrote, before the load: the store rewrites literals (decision 13)."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from datastation.fouten import MotorFout
from datastation.kwaliteit.stukken import STUK, stukken
from datastation.kwaliteit.vormen import regel_van_vorm, vormen
from datastation.model.bevinding import Bevinding

if TYPE_CHECKING:
    import shacl

# What an engine gives: focus node, path, shape, nearest named shape around it; IRIs without brackets, "" where there is none.
Vondst = tuple[str, str, str, str]
Motor = Callable[[bytes], Iterator[Vondst]]

_IRI = re.compile(r"<([^>]*)>")


def toets_vormen(bestanden: Iterable[Path], motor: Motor | None = None, omvang: int = STUK) -> Iterator[Bevinding]:
    """Check the shapes on generated N-Quads; one finding per record, rule and property.

    Args:
        bestanden: N-Quads files, a statement a line.
        motor: which SHACL engine; else the fast one where it is installed, else pySHACL.
        omvang: bytes that are in memory at a time, about.
    """
    vind = motor or standaardmotor()
    for stuk in stukken(bestanden, omvang):
        gezien = set[Bevinding]()
        for record, pad, vorm, omvattend in vind(stuk):
            bevinding = Bevinding(regel_van_vorm(vorm, omvattend), record, pad)
            if bevinding not in gezien:
                gezien.add(bevinding)
                yield bevinding


def standaardmotor() -> Motor:
    """The Rust ``shacl`` package; pySHACL, a hundred times slower, where that one has no build for the machine."""
    return motor_shacl if importlib.util.find_spec("shacl") else motor_pyshacl


@lru_cache(maxsize=1)
def _vertaald() -> shacl.Shapes:
    import shacl  # noqa: PLC0415 - there may be none

    return shacl.Shapes.from_turtle(vormen())


def motor_shacl(drietallen: bytes) -> Iterator[Vondst]:
    """Check N-Triples with the Rust package."""
    for r in _vertaald().validate_text(drietallen.decode(), format="ntriples").results:
        yield _iri(r.focus_node), _iri(r.path), _iri(r.source_shape), _iri(r.root_shape)


def motor_pyshacl(drietallen: bytes) -> Iterator[Vondst]:
    """Check N-Triples with pySHACL: the referee of the tests, and the way out where there is no other."""
    import rdflib  # noqa: PLC0415

    try:
        import pyshacl  # noqa: PLC0415 - a development dependency
    except ImportError:
        raise MotorFout(
            "Er is geen SHACL-motor om de vormen te toetsen.",
            waar="pakket shacl",
            herstel="Installeer het pakket shacl, of anders pyshacl.",
        ) from None

    data = rdflib.Graph().parse(data=drietallen, format="nt")
    grond = rdflib.Graph().parse(data=vormen(), format="turtle")
    _, uitslag, _ = pyshacl.validate(data, shacl_graph=grond, inference="none", allow_infos=False, allow_warnings=False)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    for vondst in uitslag.subjects(rdflib.RDF.type, sh.ValidationResult):
        vorm = uitslag.value(vondst, sh.sourceShape)
        pad = uitslag.value(vondst, sh.resultPath)
        yield str(uitslag.value(vondst, sh.focusNode)), str(pad or ""), str(vorm), str(vorm)


def _iri(tekst: str | None) -> str:
    """The IRI of a term or of a path that is one predicate."""
    treffer = _IRI.fullmatch(tekst or "")
    return treffer[1] if treffer else (tekst or "")
