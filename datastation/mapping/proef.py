"""The first rows of a source as triples, for the person who writes a mapping. Values are shown: it is their own terminal."""

from __future__ import annotations

from collections.abc import Mapping as Tabellen
from dataclasses import dataclass
from itertools import islice

import numpy as np

from datastation.mapping.model import Context, Mapping
from datastation.mapping.tabelverwerker import Oudertabellen, Rijen, Tabelverwerker
from datastation.mapping.uitvoeren import controleer_tabellen, maak_ouders
from datastation.model.tabel import Blok, Tabel


@dataclass(frozen=True)
class Proefrij:
    """What becomes of one row.

    Attributes:
        lot: ``gemapt``, ``geweigerd`` or ``buiten_bereik``.
        verliezen: (column, kind, reason) of everything that was lost on this row.
        quads: its N-Quads lines, without line ends.
    """

    tabel: str
    bestand: str
    rij: int
    lot: str
    verliezen: tuple[tuple[str, str, str], ...]
    quads: tuple[str, ...]


def proef(mapping: Mapping, tabellen: Tabellen[str, Tabel], context: Context, n: int = 5) -> tuple[Proefrij, ...]:
    """Map the first ``n`` rows of each table; parents of joins are looked up in the whole source.

    Raises:
        MappingFout: the source lacks a table or column that the mapping names.
    """
    aanwezige = controleer_tabellen(mapping, tabellen)
    ouders = maak_ouders(mapping, tabellen, context)
    return tuple(rij for naam in aanwezige for rij in _tabel(mapping, tabellen[naam], context, ouders, n))


def _tabel(mapping: Mapping, tabel: Tabel, context: Context, ouders: Oudertabellen, n: int) -> list[Proefrij]:
    verwerker = Tabelverwerker(mapping, tabel.naam, context, ouders)
    uit: list[Proefrij] = []
    # One row a block: the fate, the losses and the lines of that block are then those of the row.
    rijen = (
        Blok(blok.bestand, blok.eerste_rij + nummer, blok.rijen.slice(nummer, 1))
        for blok in tabel.lees()
        for nummer in range(min(n, blok.rijen.num_rows))
    )
    for blok in islice(rijen, n):
        uit.extend(_rij(tabel.naam, blok, stuk) for stuk in verwerker.verwerk(blok))
    return uit


def _rij(tabel: str, blok: Blok, stuk: Rijen) -> Proefrij:
    verliezen = [(lot.kolom, lot.soort, lot.reden) for lot in stuk.loten]
    verliezen += [(fout.kolom, "rij", fout.reden) for fout in stuk.weigeringen]
    verliezen += [(fout.kolom, "eigenschap", fout.reden) for fout in stuk.eigenschappen]
    buiten = any(soort == "buiten_bereik" for _, soort, _ in verliezen)
    gemapt = bool(np.any(stuk.gemapt))
    tekst = bytes(stuk.bouwer.tekst(stuk.gemapt)[0]).decode()
    lot = "buiten_bereik" if buiten else "gemapt" if gemapt else "geweigerd"
    return Proefrij(
        tabel, blok.bestand, blok.eerste_rij, lot, tuple(verliezen), tuple(tekst.removesuffix("\n").split("\n")) if tekst else ()
    )
