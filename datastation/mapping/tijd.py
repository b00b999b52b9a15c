"""Dates and times of a source, parsed column-wise by fixed layouts (`tijdformaten`).

A whole block is looked at as one matrix of bytes; only values of another width (``1-2-2026``) go one by one, each distinct
value once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from datastation.mapping.kolom import Masker, Vector, bytes_van
from datastation.mapping.tijdformaten import Formaat, Indeling

GEEN_ZONE = -(10**6)


@dataclass
class Momenten:
    """Parsed values of a block, one element a row; meaningless where ``goed`` is false.

    Attributes:
        dag: days since 1970-01-01 (0 for a format without a date).
        seconde: seconds since midnight.
        zone: minutes east of UTC, or GEEN_ZONE.
        alleen_datum: the value is a date without a time.
    """

    dag: Vector
    seconde: Vector
    zone: Vector
    alleen_datum: Masker
    goed: Masker


_NAMEN = ("jaar", "maand", "dag", "uur", "minuut", "seconde", "zone_uur", "zone_minuut")


@dataclass
class _Velden:
    aantal: int
    velden: dict[str, Vector] = field(init=False)

    def __post_init__(self) -> None:
        self.velden = {naam: np.zeros(self.aantal, np.int64) for naam in _NAMEN}
        self.velden["jaar"][:], self.velden["maand"][:], self.velden["dag"][:] = 1970, 1, 1
        self.teken = np.zeros(self.aantal, np.int64)
        self.alleen_datum = np.zeros(self.aantal, np.bool_)
        self.goed = np.zeros(self.aantal, np.bool_)


def ontleed(kolom: pa.StringArray, formaten: tuple[Formaat, ...]) -> Momenten:
    """Parse a column; an absent value is not ``goed``.

    A value takes the first format of which each part has its full width, else the first that fits with a day, month
    or hour of one digit. White space around a value does not count.
    """
    uit = _Velden(len(kolom))
    start, data = bytes_van(kolom)
    lengte = np.diff(start)
    aanwezig = kolom.is_valid().to_numpy(zero_copy_only=False)
    for formaat in formaten:
        for indeling in formaat.indelingen:
            rijen = np.flatnonzero(aanwezig & ~uit.goed & (lengte == indeling.breedte))
            if rijen.size:
                _matrix(uit, rijen, data[start[:-1][rijen][:, None] + np.arange(indeling.breedte)], indeling, formaat)
    over = np.flatnonzero(aanwezig & ~uit.goed)
    if over.size:
        _een_voor_een(uit, kolom, over, formaten)
    velden = uit.velden
    maand = ((velden["jaar"] - 1970) * 12 + velden["maand"] - 1).astype("M8[M]")
    dag = maand.astype("M8[D]").astype(np.int64) + velden["dag"] - 1
    seconde = velden["uur"] * 3600 + velden["minuut"] * 60 + velden["seconde"]
    zone = np.where(uit.teken == 0, GEEN_ZONE, np.sign(uit.teken) * (velden["zone_uur"] * 60 + velden["zone_minuut"]))
    return Momenten(dag, seconde, zone, uit.alleen_datum, uit.goed)


def _bestaat(velden: dict[str, Vector]) -> Masker:
    """Which rows are a day and a time that the calendar and the clock have."""
    jaar, maand = velden["jaar"], velden["maand"]
    goed = (jaar >= 1) & (maand >= 1) & (maand <= 12)
    eerste = ((np.where(goed, jaar, 1970) - 1970) * 12 + np.where(goed, maand, 1) - 1).astype("M8[M]")
    dagen = ((eerste + 1).astype("M8[D]") - eerste.astype("M8[D]")).astype(np.int64)
    goed &= (velden["dag"] >= 1) & (velden["dag"] <= dagen)
    goed &= (velden["uur"] < 24) & (velden["minuut"] < 60) & (velden["seconde"] < 60)
    uitkomst: Masker = goed & (velden["zone_uur"] <= 14) & (velden["zone_minuut"] < 60)
    return uitkomst


def _matrix(uit: _Velden, rijen: npt.NDArray[np.intp], tekens: npt.NDArray[np.uint8], indeling: Indeling, formaat: Formaat) -> None:
    goed = np.ones(len(rijen), np.bool_)
    for plaats, toegestaan in indeling.vast:
        goed &= np.isin(tekens[:, plaats], np.frombuffer(toegestaan, np.uint8))
    velden = {naam: np.zeros(len(rijen), np.int64) for naam in _NAMEN}
    velden["jaar"] += 1970
    velden["maand"] += 1
    velden["dag"] += 1
    for naam, begin, breedte in indeling.velden:
        cijfers = tekens[:, begin : begin + breedte] - np.uint8(48)
        goed &= (cijfers <= 9).all(axis=1)
        waarde = np.zeros(len(rijen), np.int64)
        for kolom in range(breedte):
            waarde = waarde * 10 + cijfers[:, kolom]
        velden[naam] = waarde
    goed &= _bestaat(velden)
    doel = rijen[goed]
    for naam in _NAMEN:
        uit.velden[naam][doel] = velden[naam][goed]
    if indeling.zone >= 0:
        uit.teken[doel] = np.where(tekens[goed, indeling.zone] == ord("-"), -1, 1)
    elif indeling.breedte == 20 and formaat.tekst == "iso":
        uit.teken[doel] = 1
    uit.alleen_datum[doel] = not any(naam == "uur" for naam, _, _ in indeling.velden)
    uit.goed[doel] = True


def _een_voor_een(uit: _Velden, kolom: pa.StringArray, over: npt.NDArray[np.intp], formaten: tuple[Formaat, ...]) -> None:
    woordenboek = kolom.take(pa.array(over)).dictionary_encode()
    gevonden = [ontleed_waarde(waarde.strip(), formaten) for waarde in woordenboek.dictionary.to_pylist()]
    tabel = np.array([g if g is not None else (0,) * 10 for g in gevonden], np.int64).reshape(-1, 10)
    rijen = tabel[woordenboek.indices.to_numpy()]
    goed = rijen[:, 9] == 1
    doel = over[goed]
    for nummer, naam in enumerate(_NAMEN):
        uit.velden[naam][doel] = rijen[goed, nummer]
    uit.teken[doel] = np.where(rijen[goed, 8] >> 1, np.where(rijen[goed, 8] & 1, -1, 1), 0)
    uit.alleen_datum[doel] = (rijen[goed, 8] >> 2) & 1
    uit.goed[doel] = True


def ontleed_waarde(waarde: str, formaten: tuple[Formaat, ...]) -> tuple[int, ...] | None:
    """One value: the eight fields, flags (4 only a date, 2 has a zone, 1 west of UTC), and 1; or None."""
    for patroon in [f.precies for f in formaten] + [f.ruim for f in formaten]:
        treffer = patroon.fullmatch(waarde)
        if not treffer:
            continue
        deel = treffer.groupdict()
        velden = [int(deel.get(naam) or (1970 if naam == "jaar" else naam in ("maand", "dag"))) for naam in _NAMEN[:6]]
        zone, vlaggen = deel.get("zone"), 0 if deel.get("uur") else 4
        if zone:
            cijfers = zone.replace(":", "")
            velden += [0, 0] if zone in "Zz" else [int(cijfers[1:3]), int(cijfers[3:5])]
            vlaggen |= 2 | (zone[0] == "-")
        else:
            velden += [0, 0]
        if _bestaat({naam: np.array([v], np.int64) for naam, v in zip(_NAMEN, velden, strict=True)})[0]:
            return (*velden, vlaggen, 1)
    return None
