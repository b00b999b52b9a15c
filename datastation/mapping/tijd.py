"""Dates and times of a source, parsed column-wise by fixed layouts.

``strptime`` of the usual libraries takes 31-02, digits of other scripts and a locale's month names. Here a format is a list of
byte positions: a whole block is looked at as one matrix of bytes, and only values of another width (``1-2-2026``) go one
by one, each distinct value once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from datastation.mapping.kolom import Masker, Vector, bytes_van

# Directive → (field, width).
_VELDEN = {"d": ("dag", 2), "m": ("maand", 2), "Y": ("jaar", 4), "H": ("uur", 2), "M": ("minuut", 2), "S": ("seconde", 2)}
_EENCIJFERIG = ("dag", "maand", "uur")
GEEN_ZONE = -(10**6)

_ISO = re.compile(
    r"(?P<jaar>[0-9]{4})-(?P<maand>[0-9]{2})-(?P<dag>[0-9]{2})"
    r"(?:[Tt ](?P<uur>[0-9]{2}):(?P<minuut>[0-9]{2})(?::(?P<seconde>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@dataclass(frozen=True)
class Indeling:
    """A layout of fixed width: which bytes are digits of which field, which are constants."""

    breedte: int
    velden: tuple[tuple[str, int, int], ...]
    vast: tuple[tuple[int, bytes], ...]
    zone: int = -1


@dataclass(frozen=True)
class Formaat:
    """One format: its fixed layouts for whole blocks, its pattern for single values."""

    tekst: str
    indelingen: tuple[Indeling, ...]
    precies: re.Pattern[str]
    ruim: re.Pattern[str]
    heeft_datum: bool
    heeft_tijd: bool


def _iso() -> Formaat:
    datum = (("jaar", 0, 4), ("maand", 5, 2), ("dag", 8, 2))
    minuut = (*datum, ("uur", 11, 2), ("minuut", 14, 2))
    seconde = (*minuut, ("seconde", 17, 2))
    streep, uren, seconden = ((4, b"-"), (7, b"-")), ((10, b"Tt "), (13, b":")), ((16, b":"),)
    tot_seconde = (*streep, *uren, *seconden)
    return Formaat(
        "iso",
        (
            Indeling(10, datum, streep),
            Indeling(16, minuut, (*streep, *uren)),
            Indeling(19, seconde, tot_seconde),
            Indeling(20, seconde, (*tot_seconde, (19, b"Zz"))),
            Indeling(25, (*seconde, ("zone_uur", 20, 2), ("zone_minuut", 23, 2)), (*tot_seconde, (19, b"+-"), (22, b":")), 19),
        ),
        _ISO,
        _ISO,
        heeft_datum=True,
        heeft_tijd=True,
    )


def _formaat(tekst: str) -> Formaat:
    if tekst == "iso":
        return _iso()
    velden, vast, precies, ruim, plaats, gezien = [], [], "", "", 0, set()
    stukken = re.findall(r"%.?|[^%]", tekst, re.DOTALL)
    for nummer, stuk in enumerate(stukken):
        if len(stuk) == 2 and stuk[1] in _VELDEN:
            naam, breedte = _VELDEN[stuk[1]]
            if naam in gezien:
                raise ValueError(f"{stuk} staat er twee keer in")
            gezien.add(naam)
            velden.append((naam, plaats, breedte))
            buren = [
                s for s in (stukken[nummer - 1 : nummer] if nummer else []) + stukken[nummer + 1 : nummer + 2] if s[0] in "%0123456789"
            ]
            precies += f"(?P<{naam}>[0-9]{{{breedte}}})"
            # 1-2-2026 is a date, 122026 is a riddle: a single digit only where a separator stands on both sides.
            ruim += f"(?P<{naam}>[0-9]{{{'1,2' if naam in _EENCIJFERIG and not buren else breedte}}})"
            plaats += breedte
            continue
        if stuk[0] == "%" and stuk != "%%":
            raise ValueError(f"{stuk} is niet bekend; kies uit %d %m %Y %H %M %S of iso")
        for byte in stuk[-1].encode():
            vast.append((plaats, bytes([byte])))
            plaats += 1
        precies += re.escape(stuk[-1])
        ruim += re.escape(stuk[-1])
    datum, tijd = {"jaar", "maand", "dag"} & gezien, {"uur", "minuut", "seconde"} & gezien
    if datum and len(datum) < 3:
        raise ValueError("een datum heeft %d, %m en %Y")
    if ("minuut" in tijd and "uur" not in tijd) or ("seconde" in tijd and "minuut" not in tijd) or (tijd == {"uur"}):
        raise ValueError("een tijd heeft %H en %M, en soms %S")
    if not gezien:
        raise ValueError("er staat geen datum of tijd in")
    return Formaat(tekst, (Indeling(plaats, tuple(velden), tuple(vast)),), re.compile(precies), re.compile(ruim), bool(datum), bool(tijd))


@lru_cache(maxsize=256)
def lees_formaten(tekst: str, functie: str) -> tuple[Formaat, ...]:
    """Formats separated by ``|``, checked against what the function needs.

    Raises:
        ValueError: an unknown directive, or no date or time where the function needs one; the message is Dutch.
    """
    formaten = tuple(_formaat(stuk) for stuk in tekst.split("|"))
    for formaat in formaten:
        if functie == "minuten_tussen":
            if not formaat.heeft_tijd:
                raise ValueError("er staat geen tijd in")
        elif not formaat.heeft_datum:
            raise ValueError("er staat geen datum in")
        elif functie in ("tijdstip", "tijdstip_van") and not formaat.heeft_tijd:
            raise ValueError("er staat geen tijd in")
    if len({f.heeft_datum for f in formaten}) > 1:
        raise ValueError("het ene formaat heeft een datum en het andere niet")
    return formaten


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


def _cijfers(waarde: Vector, breedte: int) -> npt.NDArray[np.uint8]:
    delers = 10 ** np.arange(breedte - 1, -1, -1, dtype=np.int64)
    return ((waarde[:, None] // delers) % 10 + 48).astype(np.uint8)


def _datumvelden(dag: Vector) -> tuple[Vector, Vector, Vector]:
    dagen = dag.astype("M8[D]")
    maanden = dagen.astype("M8[M]")
    maand = maanden.astype(np.int64)
    return maand // 12 + 1970, maand % 12 + 1, (dagen - maanden.astype("M8[D]")).astype(np.int64) + 1


def _tekst(tekens: npt.NDArray[np.uint8], goed: Masker) -> pa.StringArray:
    """A matrix of ASCII bytes, one value a row; null where not ``goed``."""
    aantal, breedte = tekens.shape
    geldig = None if goed.all() else pa.py_buffer(np.packbits(goed, bitorder="little"))
    start = np.arange(aantal + 1, dtype=np.int32) * np.int32(breedte)
    return pa.Array.from_buffers(pa.string(), aantal, [geldig, pa.py_buffer(start), pa.py_buffer(np.ascontiguousarray(tekens))])


def schrijf_datum(dag: Vector, goed: Masker) -> pa.StringArray:
    """``2026-01-31``."""
    tekens = np.full((len(dag), 10), ord("-"), np.uint8)
    jaar, maand, dagnummer = _datumvelden(np.where(goed, dag, 0))
    tekens[:, 0:4], tekens[:, 5:7], tekens[:, 8:10] = _cijfers(jaar, 4), _cijfers(maand, 2), _cijfers(dagnummer, 2)
    return _tekst(tekens, goed)


def schrijf_halfjaar(dag: Vector, goed: Masker) -> pa.StringArray:
    """``2026-H1``."""
    tekens = np.tile(np.frombuffer(b"0000-H1", np.uint8), (len(dag), 1))
    jaar, maand, _ = _datumvelden(np.where(goed, dag, 0))
    tekens[:, 0:4], tekens[:, 6] = _cijfers(jaar, 4), np.where(maand <= 6, ord("1"), ord("2"))
    return _tekst(tekens, goed)


def schrijf_tijdstip(dag: Vector, seconde: Vector, afstand: Vector, goed: Masker) -> pa.StringArray:
    """``2026-01-31T10:00:00+01:00``; ``afstand`` in minutes east of UTC."""
    tekens = np.tile(np.frombuffer(b"0000-00-00T00:00:00+00:00", np.uint8), (len(dag), 1))
    jaar, maand, dagnummer = _datumvelden(np.where(goed, dag, 0))
    tekens[:, 0:4], tekens[:, 5:7], tekens[:, 8:10] = _cijfers(jaar, 4), _cijfers(maand, 2), _cijfers(dagnummer, 2)
    tekens[:, 11:13], tekens[:, 14:16], tekens[:, 17:19] = (
        _cijfers(seconde // 3600, 2),
        _cijfers(seconde // 60 % 60, 2),
        _cijfers(seconde % 60, 2),
    )
    tekens[:, 19] = np.where(afstand < 0, ord("-"), ord("+"))
    tekens[:, 20:22], tekens[:, 23:25] = _cijfers(np.abs(afstand) // 60, 2), _cijfers(np.abs(afstand) % 60, 2)
    return _tekst(tekens, goed)
