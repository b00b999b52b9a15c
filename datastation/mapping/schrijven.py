"""Columns → N-Quads text: all triples of a row in one join of constants and columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datastation.mapping.kolom import Masker, Vector, zonder
from datastation.mapping.model import Constante, Context, Extern, Sjabloon, Termkaart
from datastation.mapping.rekenen import Blokrekenaar
from datastation.mapping.samenvoegen import uitvouwen
from datastation.mapping.tekst import literal_tekst, vlucht_literal
from datastation.vocabulaire import XSD

Deel: TypeAlias = str | pa.StringArray


def samen(delen: list[Deel], *, sla_over: bool = False) -> pa.StringArray:
    """Join constants and columns row by row; a null gives a null, or nothing where ``sla_over``."""
    # Arrow drops a row of which every part is skipped: the empty text at the end keeps it.
    korter: list[Deel] = []
    for deel in delen:
        if isinstance(deel, str) and korter and isinstance(korter[-1], str):
            korter[-1] += deel
        else:
            korter.append(deel)
    return pc.binary_join_element_wise(*korter, *([""] if sla_over else []), "", null_handling="skip" if sla_over else "emit_null")


def termdelen(kaart: Termkaart, reken: Blokrekenaar, context: Context) -> list[Deel]:
    """The N-Quads text of a term as constants and columns."""
    waarde = kaart.waarde
    if kaart.soort == "iri":
        if isinstance(waarde, Constante):
            return [f"<{waarde.waarde}>"]
        return ["<", *(reken.delen(waarde) if isinstance(waarde, Sjabloon) else [reken.reeks(waarde).waarden]), ">"]
    soort = f"^^<{kaart.datatype}>" if kaart.datatype not in ("", f"{XSD}string") else ""
    einde = f'"@{kaart.taal}' if kaart.taal else f'"{soort}'
    if isinstance(waarde, Constante | Extern):
        return ['"', vlucht_literal(waarde.waarde if isinstance(waarde, Constante) else context.waarde(waarde.naam)), einde]
    delen = reken.delen(waarde) if isinstance(waarde, Sjabloon) else [reken.reeks(waarde).waarden]
    return ['"', *(vlucht_literal(deel) if isinstance(deel, str) else literal_tekst(deel) for deel in delen), einde]


@dataclass
class Regelbouwer:
    """Collects the lines of each row of a block.

    Attributes:
        delen: constants and columns that make up the text of a row.
        aantal: quads per row so far.
    """

    rijen: int
    delen: list[Deel] = field(default_factory=list)
    aantal: Vector = field(init=False)

    def __post_init__(self) -> None:
        self.aantal = np.zeros(self.rijen, np.int64)

    def voeg_toe(
        self, onderwerp: pa.StringArray, predicaten: tuple[str, ...], object_: list[Deel], grafen: tuple[str, ...], wel: Masker
    ) -> None:
        """One object under its predicates and graphs, on the rows of ``wel``."""
        if not wel.any():
            return
        overal = bool(wel.all())
        for staart in _staarten(grafen):
            for predicaat in predicaten:
                regel: list[Deel] = ["<", onderwerp if overal else zonder(onderwerp, ~wel), f"> <{predicaat}> ", *object_, staart]
                self.delen += regel if overal else [samen(regel)]
                self.aantal += wel

    def voeg_reeks_toe(
        self,
        onderwerp: pa.StringArray,
        predicaten: tuple[str, ...],
        plaatsen: tuple[Vector, Vector],
        ouders: pa.StringArray,
        grafen: tuple[str, ...],
    ) -> None:
        """A join in which a row has several parents: ``plaatsen`` are the first position and the number of each row's parents."""
        kind, ouder, grens = uitvouwen(*plaatsen)
        links, rechts = onderwerp.take(pa.array(kind)), ouders.take(pa.array(ouder))
        for staart in _staarten(grafen):
            for predicaat in predicaten:
                plat = samen(["<", links, f"> <{predicaat}> <", rechts, f">{staart}"])
                self.delen.append(pc.binary_join(pa.ListArray.from_arrays(pa.array(grens, pa.int32()), plat), ""))
                self.aantal += plaatsen[1]

    def tekst(self, wel: Masker) -> tuple[memoryview, int]:
        """UTF-8 text of the rows of ``wel``, and its number of quads."""
        if not self.delen or not wel.any():
            return memoryview(b""), 0
        if all(isinstance(deel, str) for deel in self.delen):
            raise AssertionError("a row without a subject")
        tekst = samen(self.delen, sla_over=True)
        if not wel.all():
            tekst = tekst.filter(pa.array(wel))
        start = np.frombuffer(tekst.buffers()[1], np.int32)[tekst.offset : tekst.offset + len(tekst) + 1]
        return memoryview(tekst.buffers()[2])[int(start[0]) : int(start[-1])], int(self.aantal[wel].sum())


def _staarten(grafen: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" <{graaf}> .\n" for graaf in grafen) or (" .\n",)
