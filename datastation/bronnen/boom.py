"""Tables and columns out of nested JSON records.

A table ``clients.careAllocations`` has one row per element of that list; each list on the way is one level, and ``^`` at the
head of a column goes one level up. A column is a dotted path of keys, with a number for a place in a list (``a.0.b``), or
``@index`` (place in the list, from 0), or ``@waarde`` (the element itself, where the list holds plain values).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from datastation.bronnen.koppen import Kolomvraag, lijkt_op
from datastation.fouten import BronFout

_ONTHOUD = 200  # keys kept to suggest a name from


@dataclass(frozen=True, slots=True)
class Rij:
    """One row of a table: the element, its place in its list, and the row of the list it stands in."""

    inhoud: Any
    plaats: int
    ouder: Rij | None = None


@dataclass
class Zicht:
    """Whether a name was ever met in a stream; JSON has no header, so absence shows only at the end."""

    naam: str
    gezien: bool = False
    sleutels: set[str] = field(default_factory=set)

    def mis(self, houder: dict[str, Any]) -> None:
        """Remember where the name was not, to suggest another one."""
        if len(self.sleutels) < _ONTHOUD:
            self.sleutels.update(houder)


def rijen(record: Any, plaats: int, pad: Sequence[str], zicht: Zicht) -> Iterator[Rij]:
    """The rows that one record gives to the table at ``pad`` (empty: the record itself)."""
    yield from _af(Rij(record, plaats), record, pad, zicht)


def _af(ouder: Rij, knoop: Any, pad: Sequence[str], zicht: Zicht) -> Iterator[Rij]:
    if not pad:
        zicht.gezien = True
        yield ouder
        return
    if not isinstance(knoop, dict) or pad[0] not in knoop:
        if isinstance(knoop, dict):
            zicht.mis(knoop)
        return
    kind = knoop[pad[0]]
    zicht.gezien = zicht.gezien or len(pad) == 1 or kind is None
    if isinstance(kind, list):
        for plaats, element in enumerate(kind):
            yield from _af(Rij(element, plaats, ouder), element, pad[1:], zicht)
    elif isinstance(kind, dict):
        # A single object where a list could stand is a list of one; on the way it is just a step.
        yield from _af(Rij(kind, 0, ouder) if len(pad) == 1 else ouder, kind, pad[1:], zicht)


class Kolom:
    """One column path, compiled once; remembers whether the path was ever there.

    Args:
        naam: the path as the mapping writes it.
    """

    def __init__(self, naam: str) -> None:
        self.naam, self.zicht = naam, Zicht(naam)
        kaal = naam.lstrip("^")
        self._omhoog = len(naam) - len(kaal)
        self._speciaal = kaal if kaal in {"@index", "@waarde"} else None
        self._pad = tuple(int(stap) if stap.isdecimal() else stap for stap in kaal.split("."))

    @property
    def met_plaats(self) -> bool:
        """Whether the column needs to know where a row stands, and not only what stands in it."""
        return self._speciaal is not None or self._omhoog > 0

    def waarden(self, inhoud: Sequence[Any], rijen: Sequence[Rij] | None, *, objecten: bool) -> list[Any]:
        """The value of this column in each row; None where the path leads nowhere.

        Args:
            inhoud: what stands in each row.
            rijen: the same with what stands around it; needed where :attr:`met_plaats`.
            objecten: True where everything in ``inhoud`` is a dict.
        """
        if self.met_plaats:
            assert rijen is not None
            return [self._waarde(rij) for rij in rijen]
        sleutel = self._pad[0]
        if len(self._pad) > 1 or not objecten or isinstance(sleutel, int):
            return [self._volg(deel) for deel in inhoud]
        zicht = self.zicht
        if not zicht.gezien:
            zicht.gezien = any(sleutel in deel for deel in inhoud)
            if not zicht.gezien:
                zicht.mis(inhoud[0])
        return [deel.get(sleutel) for deel in inhoud]

    def _waarde(self, rij: Rij) -> Any:
        hier: Rij | None = rij
        for _ in range(self._omhoog):
            hier = hier.ouder if hier is not None else None
        if hier is None:
            return None
        if self._speciaal is not None:
            self.zicht.gezien = True
            return hier.plaats if self._speciaal == "@index" else hier.inhoud
        return self._volg(hier.inhoud)

    def _volg(self, knoop: Any) -> Any:
        for diepte, stap in enumerate(self._pad):
            if isinstance(stap, str) and isinstance(knoop, dict):
                if stap not in knoop:
                    self.zicht.mis(knoop)
                    return None
                knoop = knoop[stap]
            elif isinstance(stap, int) and isinstance(knoop, list):
                if stap >= len(knoop):
                    self.zicht.gezien = True  # a shorter list is no misspelling
                    return None
                knoop = knoop[stap]
            else:
                self.zicht.gezien = self.zicht.gezien or (knoop is None and diepte > 0)
                return None
        self.zicht.gezien = True
        return knoop


def eis_gezien(kolommen: Sequence[Kolom], vraag: Kolomvraag, waar: str) -> None:
    """After the last row of a table that has rows: refuse a required column that no record has.

    Raises:
        BronFout: names the column and the key that looks like it.
    """
    for kolom in kolommen:
        zicht = kolom.zicht
        if not zicht.gezien and zicht.naam in vraag.verplicht:
            laatste = zicht.naam.lstrip("^").rsplit(".", 1)[-1]
            lijkt = lijkt_op(laatste, sorted(zicht.sleutels))
            herstel = f"{lijkt} lijkt erop. " if lijkt else ""
            raise BronFout(
                f"Geen enkel gegeven heeft veld {zicht.naam}.",
                waar=waar,
                herstel=f"{herstel}Neem het veld op in de export (mag null zijn), of pas de mapping aan.",
            )
