"""Registrations of single moments of care, drawn column by column: a million of them pass in blocks, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from datastation.voorbeeld import keuzes
from datastation.voorbeeld.rijen import SCHEMAS, Maatregel
from datastation.voorbeeld.toeval import Toeval

BLOK = 50_000
_TERUG = timedelta(days=4 * 365)  # registrations older than four years are no longer exported
_UUR_GEWICHTEN = (1, 1, 1, 1, 1, 2, 4, 7, 8, 8, 7, 7, 7, 6, 6, 6, 7, 9, 10, 9, 8, 6, 4, 2)
_DAG_MINUTEN = 1440
_SPELING = 97  # one in so many rows falls on the last minute of a half-year, one in as many on a day on which the clock is changed
_EPOCHE = date(1970, 1, 1)
Getallen = NDArray[np.int64]


def _dagnummer(dag: date) -> int:
    return (dag - _EPOCHE).days


def laatste_zondag(jaar: int, maand: int) -> date:
    """The day on which the clock changes, for March and October."""
    einde = date(jaar, maand, 31)
    return einde - timedelta(days=einde.isoweekday() % 7)


@dataclass(frozen=True)
class Momentenplan:
    """How many registrations each measure gets, and between which days: all that is needed to stream them, again and again.

    Attributes:
        maatregelen: those that are given at moments, in order.
        einden: running total of the number of registrations per measure.
        zonder, verweesd: row numbers (from 0) that lose their measure, or point at one that was deleted.
    """

    seed: int
    maatregelen: tuple[Maatregel, ...]
    eerste: Getallen
    dagen: Getallen
    einden: Getallen
    locaties: tuple[str | None, ...]
    zonder: Getallen = field(default_factory=lambda: np.empty(0, np.int64))
    verweesd: Getallen = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def totaal(self) -> int:
        """The number of registrations."""
        return int(self.einden[-1]) if len(self.einden) else 0


def maak_momentenplan(
    seed: int, maatregelen: list[Maatregel], locaties: dict[str, str], registraties: int, peildatum: date
) -> Momentenplan:
    """Divide ``registraties`` over the measures of kind 2 and 3: at least one each, the rest by length of window.

    With fewer registrations than measures the last measures get none.
    """
    gekozen = tuple(m for m in maatregelen if m.soort_zorg in (2, 3) or m.wet == "Wvggz")
    vensters = [(max(m.venster[0], peildatum - _TERUG), m.venster[1]) for m in gekozen]
    # A measure that ended longer ago keeps its own window: it must have had moments.
    vensters = [v if v[0] <= v[1] else m.venster for v, m in zip(vensters, gekozen, strict=True)]
    eerste = np.array([_dagnummer(v[0]) for v in vensters], np.int64)
    dagen = np.array([(v[1] - v[0]).days + 1 for v in vensters], np.int64)
    minimum = min(registraties, len(gekozen))
    aantallen = np.zeros(len(gekozen), np.int64)
    aantallen[:minimum] = 1
    gewicht = np.array([_gewicht(m) for m in gekozen], np.int64) * dagen
    rest, som = registraties - minimum, int(gewicht.sum())
    if rest and som:
        aantallen += rest * gewicht // som
        tekort = registraties - int(aantallen.sum())
        aantallen[np.flatnonzero(gewicht)[:tekort]] += 1
        aantallen[np.flatnonzero(gewicht)[0]] += registraties - int(aantallen.sum())
    return Momentenplan(seed, gekozen, eerste, dagen, np.cumsum(aantallen), tuple(locaties.get(m.clientnummer) for m in gekozen))


def _gewicht(maatregel: Maatregel) -> int:
    """How busy a measure is for its days. Unforeseen care stays rare however many registrations are asked for, the other law too."""
    if maatregel.soort_zorg == 3:
        return 0
    return 1 if maatregel.wet == "Wvggz" else 8 * (1 + int(maatregel.maatregelnummer[1:]) % 5)


def stroom(plan: Momentenplan) -> Iterator[pa.RecordBatch]:
    """All registrations in order of measure, in blocks of at most BLOK rows; every call gives the same rows."""
    for blok, begin in enumerate(range(0, plan.totaal, BLOK)):
        yield _blok(plan, Toeval(plan.seed, "momenten", blok), begin, min(begin + BLOK, plan.totaal))


def _blok(plan: Momentenplan, toeval: Toeval, begin: int, einde: int) -> pa.RecordBatch:
    rij = np.arange(begin, einde, dtype=np.int64)
    wie = np.searchsorted(plan.einden, rij, side="right")
    n = len(rij)
    dag = plan.eerste[wie] + toeval.gehelen(n, plan.dagen[wie])
    minuut = np.repeat(np.arange(24), _UUR_GEWICHTEN)[toeval.gehelen(n, sum(_UUR_GEWICHTEN))] * 60 + toeval.gehelen(n, 60)
    dag, minuut = _randen(plan, rij, wie, dag, minuut)
    duur = np.array(keuzes.DUREN_MOMENT)[toeval.gehelen(n, len(keuzes.DUREN_MOMENT))]
    zomer = np.isin(dag, _wisseldagen(dag, 3))
    winter = np.isin(dag, _wisseldagen(dag, 10))
    # On the spring day 02:00-02:59 does not exist; near a change of clock an end time would not agree with the duration.
    minuut = np.where(zomer & (minuut >= 120) & (minuut < 180), minuut + 60, minuut)
    rond_wissel = (zomer | winter) & (minuut < 240)
    samengevat = toeval.kansen(n, 0.04)
    zonder_einde = toeval.kansen(n, 0.15) | samengevat | rond_wissel
    # An end after midnight on the eve of the spring day would land in the missing hour.
    zonder_einde |= np.isin(dag + 1, _wisseldagen(dag + 1, 3)) & (minuut + duur >= _DAG_MINUTEN)
    begintijd = (dag * _DAG_MINUTEN + minuut) * 60
    kolommen: dict[str, pa.Array] = {
        "registratienummer": pc.binary_join_element_wise("R", pc.utf8_lpad(pc.cast(pa.array(rij + 1), pa.string()), 8, "0"), ""),
        **_van_maatregel(plan, toeval, rij, wie),
        "datum": pa.array(dag.astype("datetime64[D]")).cast(pa.date32()),
        "begintijd": pa.array(begintijd.astype("datetime64[s]")),
        "eindtijd": pa.array((begintijd + duur * 60).astype("datetime64[s]"), mask=zonder_einde),
        "duur_minuten": pa.array(duur.astype(np.int32), mask=toeval.kansen(n, 0.1) | samengevat),
        "aantal": pa.array(np.where(samengevat, 2 + toeval.gehelen(n, 4), 1).astype(np.int32)),
        "toelichting": _keuze(keuzes.TOELICHTINGEN, toeval.gehelen(n, len(keuzes.TOELICHTINGEN)), toeval.kansen(n, 0.3)),
    }
    schema = SCHEMAS["registraties"]
    return pa.RecordBatch.from_arrays([kolommen[naam] for naam in schema.names], schema=schema)


def _van_maatregel(plan: Momentenplan, toeval: Toeval, rij: Getallen, wie: Getallen) -> dict[str, pa.Array]:
    """The columns that follow from the measure: client, measure, law, and for a third of the rows place and setting."""
    n, maatregelen = len(rij), plan.maatregelen
    eerste, laatste = int(wie[0]), int(wie[-1]) + 1
    plek = wie - eerste
    uitsnede = maatregelen[eerste:laatste]
    nummer = _keuze([m.maatregelnummer for m in uitsnede], plek, np.isin(rij, plan.zonder))
    verweesd = pa.array(np.isin(rij, plan.verweesd))
    return {
        "clientnummer": _keuze([m.clientnummer for m in uitsnede], plek),
        "maatregelnummer": pc.if_else(verweesd, pc.replace_substring(nummer, "M", "MX"), nummer),
        "wet": _keuze([m.wet for m in uitsnede], plek),
        "locatiecode": _keuze(plan.locaties[eerste:laatste], plek, ~toeval.kansen(n, 0.3)),
        "ambulant": pc.if_else(
            pa.array(toeval.kansen(n, 0.3)),
            pc.take(pa.array([m.ambulant for m in uitsnede], pa.bool_()), pa.array(plek)),
            pa.scalar(None, pa.bool_()),
        ),
    }


def _keuze(
    waarden: tuple[str | None, ...] | list[str] | list[str | None], plek: Getallen, leeg: NDArray[np.bool_] | None = None
) -> pa.Array:
    return pc.take(pa.array(waarden, pa.string()), pa.array(plek, mask=leeg))


def _wisseldagen(dagen: Getallen, maand: int) -> Getallen:
    jaren = range(_EPOCHE.year + int(dagen.min()) // 366, _EPOCHE.year + 2 + int(dagen.max()) // 365)
    return np.array([_dagnummer(laatste_zondag(jaar, maand)) for jaar in jaren], np.int64)


def _randen(plan: Momentenplan, rij: Getallen, wie: Getallen, dag: Getallen, minuut: Getallen) -> tuple[Getallen, Getallen]:
    """Move some rows to the borders where software goes wrong, where the measure's window allows it."""
    eerste, laatste = plan.eerste[wie], plan.eerste[wie] + plan.dagen[wie] - 1
    jaar = dag.astype("datetime64[D]").astype("datetime64[Y]")
    half = np.where(
        rij % 2 == 0, (jaar + np.timedelta64(6, "M").astype("timedelta64[M]")).astype("datetime64[D]"), (jaar + 1).astype("datetime64[D]")
    )
    rand = half.astype(np.int64) - 1
    op_rand = (rij % _SPELING == 0) & (rand >= eerste) & (rand <= laatste)
    dag, minuut = np.where(op_rand, rand, dag), np.where(op_rand, _DAG_MINUTEN - 1, minuut)
    wissels = np.sort(np.concatenate([_wisseldagen(dag, 3), _wisseldagen(dag, 10)]))
    wissel = wissels[np.minimum(np.searchsorted(wissels, dag), len(wissels) - 1)]
    op_wissel = (rij % _SPELING == 1) & (wissel >= eerste) & (wissel <= laatste)
    dag = np.where(op_wissel, wissel, dag)
    return dag, np.where(op_wissel, np.array([119, 150, 180])[rij % 3], minuut)
