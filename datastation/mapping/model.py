"""A mapping as frozen values: what RML says, and the fate of rows. No rows, no files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from datastation.instellingen import TIJDZONE
from datastation.mapping.codelijst import Codelijst
from datastation.mapping.knopen import Plek

BijFout: TypeAlias = Literal["eigenschap", "rij"]
_NERGENS = Plek("")


@dataclass(frozen=True)
class Constante:
    """The same text for each row."""

    waarde: str


@dataclass(frozen=True)
class Extern:
    """A value that the station fills in: ``_kvk``, ``_ruimte`` or ``_bron``, or one of the file's own ``external``."""

    naam: str


@dataclass(frozen=True)
class Verwijzing:
    """The value of a column."""

    kolom: str
    plek: Plek = field(default=_NERGENS, compare=False)


@dataclass(frozen=True)
class Sjabloon:
    """Text with references in it; absent where one of them is. In an IRI the values are percent-encoded."""

    delen: tuple[str | Verwijzing | Extern, ...]
    iri: bool


@dataclass(frozen=True)
class Aanroep:
    """A function of docs/mapping.md with its arguments, every declared parameter filled in."""

    functie: str
    argumenten: tuple[tuple[str, Uitdrukking], ...]
    plek: Plek = field(default=_NERGENS, compare=False)


Uitdrukking: TypeAlias = Constante | Extern | Verwijzing | Sjabloon | Aanroep


@dataclass(frozen=True)
class Termkaart:
    """An expression and the kind of RDF term that it becomes."""

    waarde: Uitdrukking
    soort: Literal["iri", "literal"]
    datatype: str = ""
    taal: str = ""


@dataclass(frozen=True)
class Samenvoeging:
    """The subject of another mapping, found by equal values.

    Attributes:
        ouder: name of the other mapping.
        paren: (column here, column there); empty = the same row of the same table.
    """

    ouder: str
    paren: tuple[tuple[str, str], ...]
    plek: Plek = field(default=_NERGENS, compare=False)


@dataclass(frozen=True)
class Eigenschap:
    """One object under one or more predicates."""

    predicaten: tuple[str, ...]
    object: Termkaart | Samenvoeging
    voorwaarden: tuple[Uitdrukking, ...] = ()
    bij_fout: BijFout = "eigenschap"
    grafen: tuple[str, ...] = ()
    plek: Plek = field(default=_NERGENS, compare=False)


@dataclass(frozen=True)
class Drieluik:
    """A triples map over one table."""

    naam: str
    tabel: str
    onderwerp: Termkaart
    voorwaarden: tuple[Uitdrukking, ...] = ()
    bij_fout: BijFout = "eigenschap"
    grafen: tuple[str, ...] = ()
    eigenschappen: tuple[Eigenschap, ...] = ()
    plek: Plek = field(default=_NERGENS, compare=False)


@dataclass(frozen=True)
class BuitenBereik:
    """A row that matches is not meant for us. Exactly one of the three tests is set; an absent value matches ``afwezig`` only."""

    reden: str
    kolom: str
    een_van: tuple[str, ...] | None = None
    niet_een_van: tuple[str, ...] | None = None
    afwezig: bool = False
    herstel: str = ""


@dataclass(frozen=True)
class Tabelregels:
    """What is decided about a row of a table before any triple (``x-tabellen``)."""

    tabel: str
    buiten_bereik: tuple[BuitenBereik, ...] = ()
    verplicht: tuple[str, ...] = ()
    uniek: tuple[str, ...] = ()
    optioneel: frozenset[str] = frozenset()
    afwezig_mag: bool = False
    plek: Plek = field(default=_NERGENS, compare=False)


@dataclass(frozen=True)
class Mapping:
    """A mapping that was read and found right.

    Attributes:
        naam: as asked for: a folder under ``mappings/`` or a path.
        map: the folder.
        bestand: path of ``mapping.yml``, for messages.
        gevraagd: table → columns that the mapping refers to; a table or column may be absent only where
            ``tabellen[t].afwezig_mag`` or ``tabellen[t].optioneel`` says so.
    """

    naam: str
    map: Path
    bestand: str
    prefixen: dict[str, str]
    extern: dict[str, str]
    luiken: tuple[Drieluik, ...]
    tabellen: dict[str, Tabelregels]
    codelijsten: dict[str, Codelijst]
    gevraagd: dict[str, frozenset[str]]

    def luik(self, naam: str, tabel: str | None = None) -> Drieluik:
        """The triples map of that name (and table, where it reads several)."""
        return next(k for k in self.luiken if k.naam == naam and tabel in (None, k.tabel))

    def luiken_van(self, tabel: str) -> tuple[Drieluik, ...]:
        """Triples maps over a table; those with the same subject stand beside each other, so that its triples do too."""
        eigen = [k for k in self.luiken if k.tabel == tabel]
        volgorde = {k.onderwerp: i for i, k in reversed(list(enumerate(eigen)))}
        return tuple(sorted(eigen, key=lambda k: volgorde[k.onderwerp]))


@dataclass(frozen=True)
class Context:
    """What the station tells a mapping.

    Attributes:
        kvk: first KvK number of the organisation; stands in IRIs.
        ruimte: identity space of the source's keys.
        bron: name of the source.
        sleutel: key of the pseudonyms; never printed.
        tijdzone: IANA name of the zone of local times in the source.
    """

    kvk: str
    ruimte: str
    bron: str
    sleutel: bytes = field(repr=False)
    tijdzone: str = TIJDZONE

    def waarde(self, naam: str) -> str:
        """Value of an external reference without its underscore."""
        return {"kvk": self.kvk, "ruimte": self.ruimte, "bron": self.bron}[naam]


EXTERN = ("kvk", "ruimte", "bron")
