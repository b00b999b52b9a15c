"""Excel and OpenDocument workbooks: every sheet a table, typed cells as text. A sheet is held in memory, as text columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, load_workbook

from datastation.bronnen.bestanden import Bestand, bestanden_per_patroon, bestanden_van, leesbaar, tabel_ontbreekt, twee_bestanden
from datastation.bronnen.blokken import RIJEN, maak_blokken
from datastation.bronnen.formules import eis_uitkomsten, eis_zip
from datastation.bronnen.koppen import Kolomplan, Kolomvraag, zoek_kolommen
from datastation.bronnen.waarden import tekst_van, teksten
from datastation.fouten import BronFout
from datastation.instellingen import Bron
from datastation.model.tabel import Blok, Tabel


@dataclass(frozen=True)
class _Werkmap:
    """One workbook; it is opened when the first sheet is wanted."""

    bestand: Bestand

    @cached_property
    def boek(self) -> CalamineWorkbook:
        eis_zip(self.bestand)
        with leesbaar(self.bestand.naam):
            try:
                return load_workbook(str(self.bestand.pad))
            except PasswordError:
                raise BronFout(
                    "De werkmap is beveiligd met een wachtwoord.", waar=self.bestand.naam, herstel="Sla hem op zonder wachtwoord."
                ) from None
            except CalamineError:
                raise BronFout(
                    "Dit is geen (hele) Excel-werkmap.",
                    waar=self.bestand.naam,
                    herstel="Open hem in Excel en sla hem opnieuw op als .xlsx.",
                ) from None

    def bladen(self) -> list[str]:
        return list(self.boek.sheet_names)


@dataclass(frozen=True)
class _Bladkeuze:
    werkmap: _Werkmap
    blad: str

    @property
    def waar(self) -> str:
        return f"{self.werkmap.bestand.naam}, blad {self.blad}"


def open_excel(bron: Bron, map: Path, gevraagd: Mapping[str, frozenset[str]], optioneel: Mapping[str, frozenset[str]]) -> dict[str, Tabel]:
    """Tables of a workbook source.

    A table is a sheet of that name; or the whole file of that name where it has one sheet or ``blad`` is set.

    Raises:
        BronFout: no workbook, a sheet or column is missing, a table is found twice, a formula has no saved result.
    """
    per_tabel = _keuzes(bron, map, frozenset(gevraagd), frozenset(optioneel))
    for tabel in sorted(gevraagd):
        if tabel not in per_tabel:
            raise tabel_ontbreekt(tabel, _namen(bron, map), bron, map)
    return {
        naam: _tabel(naam, keuzes, bron.koprij, Kolomvraag(gevraagd.get(naam, frozenset()), optioneel.get(naam, frozenset())))
        for naam, keuzes in per_tabel.items()
    }


def _keuzes(bron: Bron, map: Path, gevraagd: frozenset[str], optioneel: frozenset[str]) -> dict[str, list[_Bladkeuze]]:
    gewenst = gevraagd | optioneel
    if bron.bestanden:
        patronen = bestanden_per_patroon(bron, map)
        return {t: [_enig_blad(_Werkmap(b), bron, t) for b in bestanden] for t, bestanden in patronen.items() if t in gewenst}
    werkmappen = [_Werkmap(bestand) for bestand in bestanden_van(bron, map)]
    if len(gevraagd) == 1 and len(werkmappen) == 1 and (bron.blad or len(werkmappen[0].bladen()) == 1):
        tabel = next(iter(gevraagd))
        return {tabel: [_enig_blad(werkmappen[0], bron, tabel)]}
    uit: dict[str, list[_Bladkeuze]] = {}
    for werkmap in werkmappen:
        for naam, keuze in _namen_in(werkmap, bron).items():
            if naam in gewenst:
                if naam in uit:
                    raise twee_bestanden(naam, uit[naam][0].waar, keuze.waar)
                uit[naam] = [keuze]
    return uit


def _namen_in(werkmap: _Werkmap, bron: Bron) -> dict[str, _Bladkeuze]:
    bladen = werkmap.bladen()
    uit = {blad: _Bladkeuze(werkmap, blad) for blad in bladen if bron.blad in (None, blad)}
    if len(uit) == 1:
        uit[werkmap.bestand.stam] = next(iter(uit.values()))
    return uit


def _namen(bron: Bron, map: Path) -> dict[str, object]:
    return {naam: None for bestand in bestanden_van(bron, map) for naam in _namen_in(_Werkmap(bestand), bron)}


def _enig_blad(werkmap: _Werkmap, bron: Bron, tabel: str) -> _Bladkeuze:
    bladen = werkmap.bladen()
    blad = bron.blad or (bladen[0] if len(bladen) == 1 else tabel)
    if blad not in bladen:
        raise BronFout(
            f"De werkmap heeft geen blad {blad}.",
            waar=f"{werkmap.bestand.naam}; bladen: {', '.join(bladen)}",
            herstel="Noem het blad met `blad` bij deze bron in station.toml.",
        )
    return _Bladkeuze(werkmap, blad)


def _tabel(naam: str, keuzes: list[_Bladkeuze], koprij: int, vraag: Kolomvraag) -> Tabel:
    blokken: list[Blok] = []
    namen: tuple[str, ...] | None = None
    for keuze in keuzes:
        plan, nieuw = _lees_blad(keuze, koprij, vraag)
        if namen is not None and plan.namen != namen:
            raise BronFout(
                f"De bestanden van tabel {naam} hebben niet dezelfde kolommen.",
                waar=f"{keuzes[0].waar} en {keuze.waar}",
                herstel="Geef alle bestanden van een tabel dezelfde kolommen in dezelfde volgorde.",
            )
        namen = plan.namen
        blokken += nieuw
    assert namen is not None
    return Tabel(naam, namen, lambda: iter(blokken))


def _lees_blad(keuze: _Bladkeuze, koprij: int, vraag: Kolomvraag) -> tuple[Kolomplan, list[Blok]]:
    rijen = _rijen(keuze)
    kop = next(islice(rijen, koprij - 1, koprij), [])
    waar = f"{keuze.waar}, rij {koprij}"
    if not any(cel != "" for cel in kop):
        raise BronFout(
            "De rij met kolomnamen is leeg.", waar=waar, herstel="Zet de kolomnamen op deze rij, of verander `koprij` in station.toml."
        )
    plan = zoek_kolommen([tekst_van(cel) or "" for cel in kop], vraag, waar)
    gekozen = [plaats for plaats in plan.plaatsen if plaats is not None]
    eis_uitkomsten(keuze.werkmap.bestand, keuze.blad, koprij, {plaats: str(kop[plaats]).strip() for plaats in gekozen})
    eigen = Kolomplan(plan.namen, tuple(None if p is None else gekozen.index(p) for p in plan.plaatsen))
    stukken = list(_stukken(rijen, gekozen, keuze, koprij + 1))
    _maak_tijden_gelijk(stukken, len(gekozen))
    return plan, [
        blok for stuk in stukken for blok in maak_blokken(stuk.kolommen, eigen, keuze.werkmap.bestand.naam, stuk.eerste_rij, leeg=stuk.leeg)
    ]


def _rijen(keuze: _Bladkeuze) -> Iterator[list[object]]:
    """All rows from row 1 and column A on, also where the sheet begins lower."""
    try:
        blad: CalamineSheet = keuze.werkmap.boek.get_sheet_by_name(keuze.blad)
        if blad.start is None:
            return iter(())
        links: list[object] = [""] * blad.start[1]  # the reader fills up the rows above the first cell, not the columns before it
        return ([*links, *rij] for rij in blad.iter_rows())
    except CalamineError:
        raise BronFout("Dit blad is niet te lezen.", waar=keuze.waar, herstel="Open de werkmap in Excel en sla hem opnieuw op.") from None


@dataclass
class _Stuk:
    eerste_rij: int
    kolommen: list[pa.Array]
    leeg: pa.Array
    met_tijd: list[bool]
    met_dag: list[bool]


def _stukken(rijen: Iterator[list[object]], gekozen: list[int], keuze: _Bladkeuze, eerste: int) -> Iterator[_Stuk]:
    while stuk := list(islice(rijen, RIJEN)):

        def plek(plaats: int, begin: int = eerste) -> str:
            return f"{keuze.waar}, rij {begin + plaats}"

        leeg = pa.array(np.fromiter((not any(cel != "" for cel in rij) for rij in stuk), bool, len(stuk)))
        ruw = [[rij[plaats] if plaats < len(rij) else "" for rij in stuk] for plaats in gekozen]
        soorten = [set(map(type, kolom)) for kolom in ruw]
        kolommen = [teksten(kolom, plek) for kolom in ruw]
        yield _Stuk(eerste, kolommen, leeg, [datetime in s for s in soorten], [date in s for s in soorten])
        eerste += len(stuk)


def _maak_tijden_gelijk(stukken: list[_Stuk], kolommen: int) -> None:
    """Midnight in a column of date-times comes from Excel as a bare date; give it its time back."""
    for plaats in range(kolommen):
        if any(s.met_tijd[plaats] for s in stukken) and any(s.met_dag[plaats] for s in stukken):
            for stuk in stukken:
                kolom = stuk.kolommen[plaats]
                stuk.kolommen[plaats] = pc.replace_substring_regex(kolom, r"^(\d{4}-\d\d-\d\d)$", r"\1T00:00:00")
