"""One table of a source: the fate of each row, its losses, its subjects and its triples, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Tabellen
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datastation.mapping.functies import FUNCTIES
from datastation.mapping.gezien import aaneen
from datastation.mapping.kolom import Masker, Vector, aanwezig, zonder
from datastation.mapping.loten import Lot, Loten
from datastation.mapping.model import Aanroep, BijFout, Context, Drieluik, Eigenschap, Mapping, Samenvoeging, Termkaart, Verwijzing
from datastation.mapping.nalopen import kolommen_van
from datastation.mapping.rekenen import Blokrekenaar, Fout, Geheugen
from datastation.mapping.samenvoegen import Ouders, zonder_ouder
from datastation.mapping.schrijven import Regelbouwer, termdelen
from datastation.mapping.tekst import ongeldige_iri
from datastation.model.tabel import Blok

# Text of one join must stay below the 2 GB of an Arrow string column, whatever a cell holds.
_RIJEN, _BYTES = 8_192, 8 * 1024**2

Oudertabellen = Tabellen[Samenvoeging, Ouders]


@dataclass
class Rijen:
    """What became of the rows of a block.

    Attributes:
        nummers: row numbers as a person counts them, of all rows.
        loten: fates decided before any triple, over all rows.
        binnen: the rows that got past those, as positions in ``nummers``; everything below is over these.
        geweigerd: rows refused by a value that failed.
        weigeringen, eigenschappen: the losses of rows and of properties.
        onderwerp: primary subject of each row.
    """

    nummers: Vector
    loten: list[Lot]
    binnen: Vector
    geweigerd: Masker
    weigeringen: list[Fout]
    eigenschappen: list[Fout]
    onderwerp: pa.StringArray
    bouwer: Regelbouwer
    reken: Blokrekenaar

    @property
    def gemapt(self) -> Masker:
        """The rows that gave a record."""
        return ~self.geweigerd


@dataclass
class _Luik:
    luik: Drieluik
    onderwerp: pa.StringArray
    wel: Masker
    eigenschappen: list[tuple[Eigenschap, Masker]] = field(default_factory=list)


class Tabelverwerker:
    """Works through the blocks of one table in order."""

    def __init__(self, mapping: Mapping, tabel: str, context: Context, ouders: Oudertabellen | None) -> None:
        """``ouders``: every join that starts here; None = only subjects are asked, joins are left alone."""
        self.mapping, self.context, self.ouders = mapping, context, ouders
        self.luiken = mapping.luiken_van(tabel)
        self.loten = Loten(mapping.tabellen[tabel])
        self.geheugen = Geheugen()
        self.kolommen = sorted(mapping.gevraagd[tabel])

    def verwerk(self, blok: Blok) -> Iterator[Rijen]:
        """The block in pieces of bounded size."""
        namen = [naam for naam in self.kolommen if naam in blok.rijen.schema.names]
        for begin, rijen in _stukken(blok.rijen.select(namen) if namen else blok.rijen):
            yield self._stuk(rijen, np.arange(rijen.num_rows, dtype=np.int64) + blok.eerste_rij + begin)

    def _stuk(self, rijen: pa.RecordBatch, nummers: Vector) -> Rijen:
        reken = Blokrekenaar(rijen, self.mapping, self.context, self.geheugen)
        door, loten = self.loten.beslis(reken)
        if not door.all():
            reken = Blokrekenaar(rijen.filter(pa.array(door)), self.mapping, self.context, self.geheugen)
        uit = Rijen(
            nummers=nummers,
            loten=loten,
            binnen=np.flatnonzero(door),
            geweigerd=np.zeros(reken.aantal, np.bool_),
            weigeringen=[],
            eigenschappen=[],
            onderwerp=pa.nulls(reken.aantal, pa.string()),
            bouwer=Regelbouwer(reken.aantal),
            reken=reken,
        )
        if reken.aantal:
            beoordeeld = [self._beoordeel(uit, luik) for luik in self.luiken]
            self._primair(uit, beoordeeld)
            uit.eigenschappen = _per_cel(uit.eigenschappen, uit.gemapt)
            if self.ouders is not None:
                for deel in beoordeeld:
                    self._schrijf(uit, deel)
        return uit

    def _primair(self, uit: Rijen, beoordeeld: list[_Luik]) -> None:
        """The first subject of each row in the order of the mapping file; a row without any is refused."""
        volgorde = sorted(beoordeeld, key=lambda deel: self.mapping.luiken.index(deel.luik))
        uit.onderwerp = pc.coalesce(*(pc.if_else(pa.array(deel.wel), deel.onderwerp, pa.scalar(None, pa.string())) for deel in volgorde))
        self._weiger(uit, Fout(~aanwezig(uit.onderwerp), "geen_onderwerp", ", ".join(kolommen_van(volgorde[0].luik.onderwerp.waarde))))

    def _weiger(self, uit: Rijen, fout: Fout) -> None:
        nieuw = fout.rijen & ~uit.geweigerd
        if nieuw.any():
            uit.weigeringen.append(replace(fout, rijen=nieuw))
            uit.geweigerd |= nieuw

    def _noteer(self, uit: Rijen, fouten: tuple[Fout, ...], wel: Masker, bij_fout: BijFout) -> None:
        """A row has one fate and one reason; a property has as many losses as there are reasons."""
        for fout in fouten:
            raak = replace(fout, rijen=fout.rijen & wel)
            if bij_fout == "rij":
                self._weiger(uit, raak)
            elif raak.rijen.any():
                uit.eigenschappen.append(raak)

    def _beoordeel(self, uit: Rijen, luik: Drieluik) -> _Luik:
        """Where a triples map and each of its properties apply; the losses on the way."""
        reken = uit.reken
        wel = np.ones(reken.aantal, np.bool_)
        for voorwaarde in luik.voorwaarden:
            waar, fouten = reken.waar(voorwaarde)
            self._noteer(uit, fouten, wel, luik.bij_fout)
            wel = wel & waar
        onderwerp, geldig, fouten = self._iri(reken, luik.onderwerp)
        self._noteer(uit, fouten, wel, luik.bij_fout)
        deel = _Luik(luik, onderwerp, wel & geldig)
        for eigenschap in luik.eigenschappen:
            deel.eigenschappen.append((eigenschap, self._beoordeel_eigenschap(uit, deel, eigenschap)))
        return deel

    def _beoordeel_eigenschap(self, uit: Rijen, deel: _Luik, eigenschap: Eigenschap) -> Masker:
        reken, wel = uit.reken, deel.wel
        for voorwaarde in eigenschap.voorwaarden:
            waar, fouten = reken.waar(voorwaarde)
            self._noteer(uit, fouten, wel, eigenschap.bij_fout)
            wel = wel & waar
        if isinstance(eigenschap.object, Samenvoeging):
            return self._beoordeel_samenvoeging(uit, wel, eigenschap, eigenschap.object)
        geldig, fouten = self._object(reken, eigenschap.object)
        self._noteer(uit, fouten, wel, eigenschap.bij_fout)
        uitkomst: Masker = wel & geldig
        return uitkomst

    def _beoordeel_samenvoeging(self, uit: Rijen, wel: Masker, eigenschap: Eigenschap, doel: Samenvoeging) -> Masker:
        if not doel.paren:
            return wel & self._iri(uit.reken, self.mapping.luik(doel.ouder).onderwerp)[1] & self._ouder_wel(uit.reken, doel)
        if self.ouders is None:
            return wel
        sleutel = self._sleutel(uit.reken, doel)
        _, _, aantal = self.ouders[doel].zoek(sleutel)
        fout = Fout(zonder_ouder(sleutel, aantal), "geen_ouder", ", ".join(hier for hier, _ in doel.paren))
        self._noteer(uit, (fout,), wel, eigenschap.bij_fout)
        return wel & (aantal > 0)

    def onderwerp_van(self, rijen: Rijen, luik: Drieluik) -> pa.StringArray:
        """Subjects of a triples map on the rows that were not refused; null elsewhere."""
        if not rijen.reken.aantal:
            return pa.array([], pa.string())
        wel = rijen.gemapt
        for voorwaarde in luik.voorwaarden:
            wel = wel & rijen.reken.waar(voorwaarde)[0]
        onderwerp, geldig, _ = self._iri(rijen.reken, luik.onderwerp)
        return zonder(onderwerp, ~(wel & geldig))

    def _ouder_wel(self, reken: Blokrekenaar, doel: Samenvoeging) -> Masker:
        wel = np.ones(reken.aantal, np.bool_)
        for voorwaarde in self.mapping.luik(doel.ouder).voorwaarden:
            wel = wel & reken.waar(voorwaarde)[0]
        return wel

    def _sleutel(self, reken: Blokrekenaar, doel: Samenvoeging) -> pa.StringArray:
        return aaneen([reken.kolom(hier) for hier, _ in doel.paren])

    def _object(self, reken: Blokrekenaar, kaart: Termkaart) -> tuple[Masker, tuple[Fout, ...]]:
        if kaart.soort == "iri":
            _, geldig, fouten = self._iri(reken, kaart)
            return geldig, fouten
        reeks = reken.reeks(kaart.waarde)
        return aanwezig(reeks.waarden), reeks.fouten

    def _iri(self, reken: Blokrekenaar, kaart: Termkaart) -> tuple[pa.StringArray, Masker, tuple[Fout, ...]]:
        """The IRIs of a term map without brackets, where they are usable, and the losses."""
        reeks = reken.reeks(kaart.waarde)
        geldig = aanwezig(reeks.waarden)
        if isinstance(kaart.waarde, Verwijzing) or (isinstance(kaart.waarde, Aanroep) and FUNCTIES[kaart.waarde.functie].geeft != "iri"):
            slecht = ongeldige_iri(reeks.waarden)
            if slecht.any():
                fout = Fout(slecht, "ongeldige_iri", ", ".join(kolommen_van(kaart.waarde)))
                return reeks.waarden, geldig & ~slecht, (*reeks.fouten, fout)
        return reeks.waarden, geldig, reeks.fouten

    def _schrijf(self, uit: Rijen, deel: _Luik) -> None:
        """Add the lines of a triples map; on a refused row they are made too, and dropped at the end."""
        for eigenschap, wel in deel.eigenschappen:
            grafen = tuple(dict.fromkeys((*deel.luik.grafen, *eigenschap.grafen)))
            doel = eigenschap.object
            if isinstance(doel, Termkaart):
                uit.bouwer.voeg_toe(deel.onderwerp, eigenschap.predicaten, termdelen(doel, uit.reken, self.context), grafen, wel)
            elif not doel.paren:
                ander = self._iri(uit.reken, self.mapping.luik(doel.ouder).onderwerp)[0]
                uit.bouwer.voeg_toe(deel.onderwerp, eigenschap.predicaten, ["<", ander, ">"], grafen, wel)
            else:
                assert self.ouders is not None
                enkel, begin, aantal = self.ouders[doel].zoek(self._sleutel(uit.reken, doel))
                if enkel is not None:
                    uit.bouwer.voeg_toe(deel.onderwerp, eigenschap.predicaten, ["<", enkel, ">"], grafen, wel)
                else:
                    plaatsen = begin, np.where(wel, aantal, 0)
                    uit.bouwer.voeg_reeks_toe(deel.onderwerp, eigenschap.predicaten, plaatsen, self.ouders[doel].onderwerpen, grafen)


def _per_cel(fouten: list[Fout], gemapt: Masker) -> list[Fout]:
    """Losses of rows that were mapped; a cell that feeds several properties is lost once for each reason."""
    rijen: dict[tuple[str, str], Fout] = {}
    for fout in fouten:
        eerder = rijen.get(sleutel := (fout.reden, fout.kolom))
        rijen[sleutel] = replace(eerder, rijen=eerder.rijen | fout.rijen) if eerder else fout
    return [replace(fout, rijen=raak) for fout in rijen.values() if (raak := fout.rijen & gemapt).any()]


def _stukken(rijen: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Pieces of at most _RIJEN rows and about _BYTES bytes; a single row may be larger."""
    wachtrij = [(begin, rijen.slice(begin, _RIJEN)) for begin in range(0, rijen.num_rows, _RIJEN)]
    while wachtrij:
        begin, stuk = wachtrij.pop(0)
        if stuk.num_rows > 1 and stuk.nbytes > _BYTES:
            half = stuk.num_rows // 2
            wachtrij[:0] = [(begin, stuk.slice(0, half)), (begin + half, stuk.slice(half))]
            continue
        yield begin, stuk
