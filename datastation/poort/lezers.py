"""The process in which other people's parsers read a question: rdflib, and the engine's own. Started by `lezersproces`, killed when it must.

One JSON text a line in, one a line out. Nothing is evaluated here. A text that kills the parser kills this process, not the station.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from datastation.fouten import Geweigerd
from datastation.sparql import wacht
from datastation.store.werker_proces import zonder_netwerk

VORMEN = {"SelectQuery": "SELECT", "AskQuery": "ASK", "ConstructQuery": "CONSTRUCT", "DescribeQuery": "DESCRIBE"}
# What rdflib calls the things that no registered question may hold.
VERBODEN = frozenset(
    ("ServiceGraphPattern", "DatasetClause", "Builtin_NOW", "Builtin_RAND", "Builtin_UUID", "Builtin_STRUUID", "Builtin_BNODE")
)


def beoordeel(tekst: str, gevuld: Iterable[str]) -> dict[str, Any]:
    """Let both parsers read a question.

    Args:
        tekst: as it is to be registered. gevuld: the same with trial values placed, as it will run.

    Returns:
        ``{"fout"}`` with which reader refuses and why; or ``{"vorm", "namen", "variabelen"}`` as rdflib sees them, and
        ``{"herschrijvingen"}`` of the guard.
    """
    try:
        boom = parseQuery(tekst)
        # Before the translation, which adds variables of its own to the tree.
        namen, variabelen = _inhoud(boom)
        translateQuery(boom)
    except Exception as fout:  # noqa: BLE001 - rdflib raises what its parser happens to meet
        return {"fout": f"rdflib leest dit niet ({type(fout).__name__})"}
    herschrijvingen: list[str] = []
    for vorm in gevuld:
        try:
            herschrijvingen += wacht.keur(vorm).herschrijvingen
        except Geweigerd as fout:
            return {"fout": f"de motor leest dit niet: {fout.wat} {fout.waar}"}
        if klacht := wacht.leest_rdflib(vorm):
            return {"fout": f"rdflib leest de ingevulde vraag niet ({klacht.partition(':')[0]})"}
    (soort,) = namen & set(VORMEN)
    return {
        "vorm": VORMEN[soort],
        "verboden": sorted(namen & VERBODEN),
        "variabelen": sorted(variabelen),
        "herschrijvingen": list(dict.fromkeys(herschrijvingen)),
    }


def _inhoud(boom: Any) -> tuple[set[str], set[str]]:
    """Names of all constructs and of all variables in a parse tree of rdflib."""
    namen: set[str] = set()
    variabelen: set[str] = set()
    stapel: list[Any] = [boom]
    while stapel:
        deze = stapel.pop()
        if isinstance(deze, Variable):
            variabelen.add(str(deze))
        elif isinstance(deze, CompValue):
            namen.add(deze.name)
            stapel.extend(deze.values())
        elif not isinstance(deze, str) and isinstance(deze, Iterable):
            stapel.extend(list(deze))
    return namen, variabelen


def hoofd(invoer: TextIO, uitvoer: TextIO, afscherming: Sequence[str] = ()) -> None:
    """Say which walls stand, then answer line by line until the other side closes."""
    uitvoer.write(json.dumps({"klaar": True, "afscherming": list(afscherming)}) + "\n")
    uitvoer.flush()
    for regel in invoer:
        bericht = json.loads(regel)
        uitvoer.write(json.dumps(beoordeel(bericht["tekst"], bericht["gevuld"])) + "\n")
        uitvoer.flush()


if __name__ == "__main__":  # pragma: no cover - runs in the child; `hoofd` is tested by itself
    # rdflib reads a block of patterns by recursion, some ten frames a pattern; a text that goes too deep costs this process only.
    sys.setrecursionlimit(20_000)
    hoofd(sys.stdin, sys.stdout, zonder_netwerk())
