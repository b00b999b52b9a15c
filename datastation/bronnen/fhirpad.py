"""Column paths over FHIR resources: a small part of FHIRPath, compiled once. The page ``docs/bronnen.md`` shows it to users.

    pad       ::= '^'* ( '@id' | '@bestand' | '@index' | '@waarde' | stap ('.' stap)* ('#id' | '#soort' | '#alle')? )
    stap      ::= naam ( '[' nummer ']' | '[' naam ('.' naam)* '=' tekst ']' )*

Every element is looked at as a list, so a path is the same for one and for many, and for R4 JSON and XML. A column is the
first hit in document order; with `#alle` it is all hits, with a space between them (the given names of a person).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, cast

from datastation.fouten import MappingFout

# A primitive with its `_name` companion (id and extensions), or a complex element with None.
Knoop = tuple[Any, Any]

_STAP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\[[^\]]*\])*)")
_HAAK = re.compile(r"\[([^\]]*)\]")
_ALGEMEEN: Any = object()
_ALLEEN_UITBREIDING = frozenset({"extension", "id"})


@dataclass(frozen=True, slots=True)
class Rij:
    """One row: an element with its place among its siblings, the row it stands in, and the resource's surroundings.

    Attributes:
        urls: fullUrl → (resource type, id) of the bundle that the resource came in.
    """

    knoop: Knoop
    plaats: int
    bestand: str
    urls: Mapping[str, tuple[str, str]]
    sleutel: str | None = None
    ouder: Rij | None = None


@dataclass(frozen=True, slots=True)
class Stap:
    """One step: a name, and what narrows its elements: a place or a (path, value)."""

    naam: str
    filters: Filters = ()


Filters = tuple[int | tuple[tuple[Stap, ...], str], ...]


def splits(tekst: str, teken: str) -> list[str]:
    """Split outside square brackets: the URL in a filter holds dots, slashes and hashes of its own."""
    delen, begin, diepte = [], 0, 0
    for plaats, letter in enumerate(tekst):
        diepte += (letter == "[") - (letter == "]")
        if letter == teken and diepte == 0:
            delen.append(tekst[begin:plaats])
            begin = plaats + 1
    return [*delen, tekst[begin:]]


def ontleed(tekst: str) -> tuple[Stap, ...]:
    """Compile the steps of a path.

    Raises:
        MappingFout: not a path of the grammar above.
    """
    stappen = []
    for deel in splits(tekst, "."):
        gevonden = _STAP.fullmatch(deel)
        if gevonden is None:
            raise MappingFout(
                f"{tekst} is geen pad dat een FHIR-bron kent.", waar=f"bij {deel!r}", herstel="Zie docs/bronnen.md, onder fhir."
            )
        stappen.append(Stap(gevonden[1], tuple(_filter(haak, tekst) for haak in _HAAK.findall(gevonden[2]))))
    return tuple(stappen)


def _filter(haak: str, pad: str) -> int | tuple[tuple[Stap, ...], str]:
    if haak.isdecimal():
        return int(haak)
    veld, is_, waarde = haak.partition("=")
    if not is_ or not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", veld):
        raise MappingFout(
            f"{pad} is geen pad dat een FHIR-bron kent.", waar=f"bij [{haak}]", herstel="Tussen haken staat een nummer, of veld=waarde."
        )
    return tuple(Stap(naam) for naam in veld.split(".")), waarde.strip("'\"")


def treffers(knoop: Knoop, stappen: tuple[Stap, ...], vanaf: int = 0) -> Iterator[Knoop]:
    """All elements at the end of a path, in document order."""
    if vanaf == len(stappen):
        yield knoop
        return
    for kind in _kinderen(knoop, stappen[vanaf]):
        yield from treffers(kind, stappen, vanaf + 1)


def _kinderen(knoop: Knoop, stap: Stap) -> list[Knoop]:
    houder = knoop[0] if isinstance(knoop[0], dict) else knoop[1]
    if not isinstance(houder, dict):
        return []
    waarde, schaduw = houder.get(stap.naam), houder.get(f"_{stap.naam}")
    waarden = waarde if isinstance(waarde, list) else [waarde]
    schaduwen = schaduw if isinstance(schaduw, list) else [schaduw]
    kinderen = list(zip_longest(waarden, schaduwen))
    kinderen = [kind for kind in kinderen if kind[0] is not None or kind[1] is not None]
    for eis in stap.filters:
        kinderen = kinderen[eis : eis + 1] if isinstance(eis, int) else [kind for kind in kinderen if _voldoet(kind, *eis)]
    return kinderen


def _voldoet(knoop: Knoop, veld: tuple[Stap, ...], waarde: str) -> bool:
    if len(veld) == 1 and type(knoop[0]) is dict and type(hier := knoop[0].get(veld[0].naam)) is str:
        return hier == waarde
    return any(_enkel(hit) == waarde for hit in treffers(knoop, veld))


def _enkel(knoop: Knoop) -> Any:
    return ("true" if knoop[0] else "false") if isinstance(knoop[0], bool) else knoop[0]


class Kolom:
    """One column of a FHIR table.

    Args:
        naam: the path as the mapping writes it.

    Raises:
        MappingFout: not a path.
    """

    def __init__(self, naam: str) -> None:
        self.naam = naam
        kaal = naam.lstrip("^")
        self._omhoog = len(naam) - len(kaal)
        self._speciaal = kaal if kaal in {"@id", "@bestand", "@index", "@waarde"} else None
        pad, *achter = splits(kaal, "#")
        if len(achter) > 1 or (achter and achter[0] not in {"id", "soort", "alle"}):
            raise MappingFout(
                f"{naam} is geen pad dat een FHIR-bron kent.", waar=f"bij #{achter[0]}", herstel="Achter # staat id, soort of alle."
            )
        self._achter = achter[0] if achter else None
        self._stappen = () if self._speciaal else ontleed(pad)
        # Beside a primitive `naam` JSON keeps its id and extensions under `_naam`.
        self._plan = tuple((stap.naam, f"_{stap.naam}", stap.filters) for stap in self._stappen)
        self._lengte = len(self._plan)

    def waarde(self, rij: Rij) -> str | None:
        """The first value that the path meets in a row; None where it meets none.

        Raises:
            MappingFout: the path ends at a composite element.
        """
        hier: Rij | None = rij
        for _ in range(self._omhoog):
            hier = hier.ouder if hier is not None else None
        if hier is None:
            return None
        if self._speciaal is not None:
            return self._bijzonder(hier)
        if self._achter == "alle":
            return " ".join(filter(None, map(self._tekst, treffers(hier.knoop, self._stappen)))) or None
        tekst = self._eerste(hier.knoop)
        if tekst is None or self._achter is None:
            return tekst
        soort, sleutel = verwijzing(tekst, hier.urls)
        return sleutel if self._achter == "id" else soort

    def _bijzonder(self, rij: Rij) -> str | None:
        match self._speciaal:
            case "@id":
                while rij.ouder is not None:
                    rij = rij.ouder
                return rij.sleutel
            case "@bestand":
                return rij.bestand
            case "@index":
                return str(rij.plaats)
        return self._tekst(rij.knoop)

    def _eerste(self, knoop: Knoop) -> str | None:
        """First text at the end of the path. Plain elements are walked at once; a `_name` companion takes the general way."""
        if isinstance(knoop[0], dict):
            gevonden = self._zoek(knoop[0], 0)
            if gevonden is not _ALGEMEEN:
                return cast("str | None", gevonden)
        for hit in treffers(knoop, self._stappen):
            if (tekst := self._tekst(hit)) is not None:
                return tekst
        return None

    def _zoek(self, houder: dict[str, Any], vanaf: int) -> Any:
        while True:
            naam, ernaast, filters = self._plan[vanaf]
            if ernaast in houder:
                return _ALGEMEEN
            hier = houder.get(naam)
            if hier is None:
                return None
            vanaf += 1
            verder = vanaf < self._lengte
            if type(hier) is list or filters:
                return self._zoek_in(hier if type(hier) is list else [hier], filters, vanaf)
            if not verder:
                return self._tekst((hier, None))
            if type(hier) is not dict:
                return None
            houder = hier

    def _zoek_in(self, delen: list[Any], filters: Filters, vanaf: int) -> Any:
        for eis in filters:
            delen = delen[eis : eis + 1] if isinstance(eis, int) else [deel for deel in delen if _voldoet((deel, None), *eis)]
        for deel in delen:
            gevonden = None
            if vanaf == self._lengte:
                gevonden = self._tekst((deel, None))
            elif type(deel) is dict:
                gevonden = self._zoek(deel, vanaf)
            if gevonden is not None:
                return gevonden
        return None

    def _tekst(self, knoop: Knoop) -> str | None:
        waarde = knoop[0]
        if waarde is None or type(waarde) is str:
            return waarde or None
        if isinstance(waarde, bool):
            return "true" if waarde else "false"
        if isinstance(waarde, dict) and _ALLEEN_UITBREIDING.issuperset(waarde):
            return None  # a primitive without value, with the reason of its absence as extension
        raise MappingFout(
            f"Pad {self.naam} eindigt bij een samengesteld element.",
            waar=f"bevat: {', '.join(sorted(waarde)[:8])}" if isinstance(waarde, dict) else "",
            herstel="Maak het pad langer, tot aan een enkele waarde.",
        )


def verwijzing(tekst: str, urls: Mapping[str, tuple[str, str]]) -> tuple[str | None, str | None]:
    """Resource type and id of a literal reference: ``Patient/1``, an absolute URL, ``…/_history/2`` or ``urn:uuid:…``.

    A reference inside its own resource (``#p``) or by search (``Patient?…``) has neither.
    """
    if tekst in urls:
        return urls[tekst]
    if tekst.startswith("#") or "?" in tekst:
        return None, None
    if tekst.startswith("urn:"):
        return None, tekst.rsplit(":", 1)[-1] or None
    delen = tekst.partition("/_history/")[0].rstrip("/").split("/")
    return (delen[-2] if len(delen) > 1 else None), delen[-1] or None
