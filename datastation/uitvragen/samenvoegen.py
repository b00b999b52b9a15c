"""One table out of many answers: per question all rows of all stations, with who said it; and beside it what came of each station."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from datastation import besloten
from datastation.aflevering import als_tekst, met_apostrof
from datastation.model.antwoord import Kolomsoort, Waarde
from datastation.uitvragen.nazien import Tabel
from datastation.uitvragen.stand import Stand, Stationstand, Status
from datastation.uitwisselprofiel import Profiel

VORMEN = ("csv", "json", "parquet")
VOORAF = ("station", "kvk")
_ARROW: dict[Kolomsoort, pa.DataType] = {
    "tekst": pa.string(),
    "geheel": pa.int64(),
    "decimaal": pa.decimal128(38, 10),
    "datum": pa.date32(),
    "waarheid": pa.bool_(),
}


@dataclass(frozen=True)
class Kop:
    """A column of a merged table."""

    naam: str
    soort: Kolomsoort


@dataclass(frozen=True)
class Stationregel:
    """What came of one station, for the table of statuses."""

    station: str
    did: str
    kvk: str
    status: Status
    vragen: str
    code: str
    reden: str
    zaken: str
    gegevens_tot: str
    onvolledig: bool
    uitgesloten: int
    correcties: int


def stationregels(stand: Stand, nu: datetime) -> tuple[Stationregel, ...]:
    """One line per station, in the order of the list."""
    return tuple(_regel(s, nu, stand.vervalt) for s in stand.stations)


def _regel(s: Stationstand, nu: datetime, vervalt: datetime) -> Stationregel:
    status, code, zin = s.status(nu, vervalt)
    goed = [v.antwoord for v in s.vragen.values() if v.antwoord is not None]
    return Stationregel(
        station=s.naam,
        did=s.did,
        kvk=goed[0]["kvk"] if goed else s.kvk,
        status=status,
        vragen=f"{len(goed)} van {len(s.vragen)}",
        code=code,
        reden=zin,
        zaken=" ".join(s.zaken),
        gegevens_tot=min((a["gegevens_tot"] for a in goed), default=""),
        onvolledig=any(a["onvolledig"] for a in goed),
        uitgesloten=max((a["uitgesloten"] for a in goed), default=0),
        correcties=sum(len(a["correcties"]) for a in goed),
    )


def voeg_samen(
    stand: Stand, profiel: Profiel, lees: Callable[[int, str, str], Tabel]
) -> dict[str, tuple[tuple[Kop, ...], list[tuple[Waarde, ...]]]]:
    """Per question number its columns and rows; only of valid answers, in the order of the list.

    Args:
        lees: gives the table of a station (its place in the list), a question and the sha256 of the reply.
    """
    uit: dict[str, tuple[tuple[Kop, ...], list[tuple[Waarde, ...]]]] = {}
    for gevraagd in stand.begin["vragen"]:
        vraag = profiel.vraag(gevraagd["nr"])
        koppen = (*(Kop(n, "tekst") for n in VOORAF), *(Kop(k.naam, k.soort) for k in vraag.kolommen if k.klasse != "koppel"))
        rijen: list[tuple[Waarde, ...]] = []
        for s in stand.stations:
            if (antwoord := s.vragen[vraag.nr].antwoord) is not None:
                rijen += [(s.naam, antwoord["kvk"], *rij) for rij in lees(s.volg, vraag.nr, antwoord["sha256"]).rijen]
        uit[vraag.nr] = (koppen, rijen)
    return uit


def schrijf(
    map: Path, stand: Stand, profiel: Profiel, lees: Callable[[int, str, str], Tabel], *, vormen: Sequence[str], nu: datetime
) -> tuple[Path, ...]:
    """Write the tables and the statuses; each file whole or not at all."""
    tabellen = voeg_samen(stand, profiel, lees)
    regels = stationregels(stand, nu)
    statuskoppen = tuple(Kop(n, _soort_van(t)) for n, t in Stationregel.__annotations__.items())
    alles = {
        **{f"vraag-{nr}": inhoud for nr, inhoud in tabellen.items()},
        "stations": (statuskoppen, [tuple(_waarde(getattr(r, k.naam)) for k in statuskoppen) for r in regels]),
    }
    correcties = list(_correcties(stand))
    if correcties:
        koppen = tuple(Kop(n, "tekst") for n in ("station", "kvk", "vraag", "cel", "berekend", "waarde", "reden"))
        alles["correcties"] = (koppen, correcties)
    paden = []
    for naam, (koppen, rijen) in alles.items():
        for vorm in vormen:
            pad = map / f"{naam}.{vorm}"
            besloten.schrijf(tijdelijk := pad.with_name(f".{pad.name}.deel"), _MAAK[vorm](koppen, rijen))
            tijdelijk.replace(pad)
            paden.append(pad)
    return tuple(paden)


def _correcties(stand: Stand) -> Iterator[tuple[Waarde, ...]]:
    for s in stand.stations:
        for nr, vraag in s.vragen.items():
            for c in vraag.antwoord["correcties"] if vraag.antwoord else ():
                yield (s.naam, vraag.antwoord["kvk"] if vraag.antwoord else "", nr, c["cel"], c["berekend"], c["waarde"], c["reden"])


def _soort_van(type_: Any) -> Kolomsoort:
    soorten: dict[str, Kolomsoort] = {"bool": "waarheid", "int": "geheel"}
    return soorten.get(str(type_), "tekst")


def _waarde(waarde: Any) -> Waarde:
    return waarde.value if isinstance(waarde, Status) else waarde


def _csv(koppen: Sequence[Kop], rijen: Sequence[Sequence[Waarde]]) -> bytes:
    """RFC 4180; a text that a spreadsheet would run as a formula gets an apostrophe, as in every delivery of ours."""
    uit = io.StringIO(newline="")
    schrijver = csv.writer(uit, lineterminator="\r\n")
    schrijver.writerow([k.naam for k in koppen])
    schrijver.writerows([met_apostrof(w) if isinstance(w, str) else als_tekst(w) for w in rij] for rij in rijen)
    return uit.getvalue().encode()


def _json(koppen: Sequence[Kop], rijen: Sequence[Sequence[Waarde]]) -> bytes:
    inhoud = [{k.naam: _json_cel(w) for k, w in zip(koppen, rij, strict=True)} for rij in rijen]
    return orjson.dumps(inhoud, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _json_cel(waarde: Waarde) -> Any:
    if isinstance(waarde, Decimal):
        return str(waarde)  # a float would change it
    return waarde.isoformat() if isinstance(waarde, date) else waarde


def _parquet(koppen: Sequence[Kop], rijen: Sequence[Sequence[Waarde]]) -> bytes:
    """Typed as the profile says; a column in which some station wrote text instead of a value is text as a whole."""
    kolommen = []
    for i, kop in enumerate(koppen):
        waarden = [rij[i] for rij in rijen]
        tekst = kop.soort != "tekst" and any(isinstance(w, str) for w in waarden)
        try:
            kolommen.append(_als_tekst(waarden) if tekst else pa.array(waarden, _ARROW[kop.soort]))
        except (pa.ArrowInvalid, OverflowError):  # a number with more digits than fit
            kolommen.append(_als_tekst(waarden))
    uit = io.BytesIO()
    pq.write_table(pa.table(kolommen, names=[k.naam for k in koppen]), uit, compression="zstd")
    return uit.getvalue()


def _als_tekst(waarden: Sequence[Waarde]) -> pa.Array:
    return pa.array([None if w is None else als_tekst(w) for w in waarden], pa.string())


_MAAK = {"csv": _csv, "json": _json, "parquet": _parquet}
