"""Who waits for whom while a snapshot is built: read from the text of derivations and controls."""

from __future__ import annotations

import re
from collections.abc import Mapping

from datastation.fouten import MotorFout

_NAAM = re.compile(r"<[^>\s]*>|\b[a-z][\w-]*:[A-Za-z]\w*")
_MAAKT = re.compile(r"^CONSTRUCT\s*\{(.*?)\}\s*WHERE", re.DOTALL | re.MULTILINE)
_ELK_MOMENT = re.compile(r"SELECT \?(\w+) \?(\w+) WHERE \{ \?\1 wzd:vanInterventie \?\2 (?:\}|MINUS)")


def wacht_op(afleidingen: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Which derivations each derivation waits for, in the order of their names. Two that do not wait for each other read nothing that the other makes.

    Args:
        afleidingen: name (``30-verblijf``) to text. A head line ``# Na: 10 30`` names the numbers that go before; without one: all lower numbers.

    Raises:
        MotorFout: a head names a number that no derivation has.
    """
    nummers = {naam: naam.partition("-")[0] for naam in sorted(afleidingen)}
    na = {}
    for naam, nummer in nummers.items():
        kop = re.search(r"^# Na:(.*)$", afleidingen[naam], re.MULTILINE)
        eerder = set(kop[1].split()) if kop else {ander for ander in nummers.values() if ander < nummer}
        if onbekend := eerder - set(nummers.values()):
            raise MotorFout(
                f"Een afleiding wacht op {', '.join(sorted(onbekend))}, die er niet is.",
                waar=naam,
                herstel="Meld dit: een kop in queries/afleidingen klopt niet.",
            )
        na[naam] = frozenset(ander for ander, van in nummers.items() if van in eerder)
    return na


def afleidingen_voor(vraag: str, afleidingen: Mapping[str, str]) -> frozenset[str]:
    """The derivations of which a query names a class or property that they make: it has to wait for these, and for no others.

    Args:
        vraag: a SELECT that names every property and class it reads.
        afleidingen: name to text, a CONSTRUCT.
    """
    genoemd = set(_NAAM.findall("\n".join(regel for regel in vraag.splitlines() if not regel.startswith(("#", "PREFIX")))))
    return frozenset(naam for naam, tekst in afleidingen.items() if maakt(tekst) & genoemd)


def maakt(afleiding: str) -> frozenset[str]:
    """The classes and properties in the template of a derivation, as they are written there.

    Raises:
        MotorFout: it has no template.
    """
    sjabloon = _MAAKT.search(afleiding)
    if sjabloon is None:
        raise MotorFout("Een afleiding heeft geen CONSTRUCT.", waar=afleiding.splitlines()[0], herstel="Meld dit.")
    return frozenset(_NAAM.findall(sjabloon[1]))


def loopt_momenten_af(vraag: str) -> bool:
    """Whether a query reads the intervention of every moment: then it holds a row of each in memory. Says when it runs, not what it finds."""
    return bool(_ELK_MOMENT.search(vraag))
