"""The fate of rows, decided before any triple: out of scope, a required value absent, a key seen before."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datastation.mapping.gezien import Gezien, aaneen
from datastation.mapping.kolom import Masker, aanwezig, kaal, masker
from datastation.mapping.model import BuitenBereik, Tabelregels
from datastation.mapping.rekenen import Blokrekenaar


@dataclass(frozen=True)
class Lot:
    """Rows of a block with the same fate."""

    rijen: Masker
    soort: str
    reden: str
    kolom: str
    herstel: str = ""


@dataclass
class Loten:
    """Decides over the rows of one table; remembers keys between blocks."""

    regels: Tabelregels
    gezien: Gezien = field(default_factory=Gezien)

    def beslis(self, reken: Blokrekenaar) -> tuple[Masker, list[Lot]]:
        """The rows that go on, and what happened to the others. The first rule that matches a row decides."""
        door = np.ones(reken.aantal, np.bool_)
        loten = []
        for regel in self.regels.buiten_bereik:
            raak = door & _raakt(regel, reken)
            loten.append(Lot(raak, "buiten_bereik", regel.reden, regel.kolom, regel.herstel))
            door = door & ~raak
        for kolom in self.regels.verplicht:
            weg = door & ~aanwezig(reken.kolom(kolom))
            loten.append(Lot(weg, "rij", "ontbreekt", kolom))
            door = door & ~weg
        if self.regels.uniek:
            weg = self._dubbel(reken, door)
            loten.append(Lot(weg, "rij", "dubbele_sleutel", ", ".join(self.regels.uniek)))
            door = door & ~weg
        return door, [lot for lot in loten if lot.rijen.any()]

    def _dubbel(self, reken: Blokrekenaar, door: Masker) -> Masker:
        sleutel = aaneen([reken.kolom(kolom) for kolom in self.regels.uniek])
        plaatsen = np.flatnonzero(door & aanwezig(sleutel))
        uit = np.zeros(reken.aantal, np.bool_)
        uit[plaatsen] = self.gezien.eerder(sleutel.take(pa.array(plaatsen)))
        return uit


def _raakt(regel: BuitenBereik, reken: Blokrekenaar) -> Masker:
    kolom = reken.kolom(regel.kolom)
    if regel.afwezig:
        return ~aanwezig(kolom)
    woorden = regel.een_van if regel.een_van is not None else regel.niet_een_van
    bij = masker(pc.is_in(kaal(kolom), value_set=pa.array(list(woorden or ()), pa.string())))
    return bij if regel.een_van is not None else aanwezig(kolom) & ~bij
