"""Questions, their typed parameters and their answers, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

# What a cell of an answer can be once it has left the engine. An absent binding is None.
Waarde = str | int | Decimal | bool | date | None

Kolomklasse = Literal["sleutel", "telling", "grootte", "verhouding", "kenmerk", "persoonsgegeven", "koppel"]

Kolomsoort = Literal["tekst", "geheel", "decimaal", "datum", "waarheid"]


@dataclass(frozen=True)
class Kolom:
    """A column of a question's answer.

    Attributes:
        naam: the SPARQL variable, also the column name in every delivery.
        klasse: ``sleutel`` (identifies the row), ``telling`` (a count), ``grootte`` (a magnitude), ``verhouding`` (a ratio),
            ``kenmerk`` (any other fact), ``persoonsgegeven`` (identifies a person), or ``koppel``: joins the questions of one
            answer together inside the station and is never delivered (it may hold a pseudonym, decision 1).
        soort: type of the cells.
        titel: heading for people, Dutch.
    """

    naam: str
    klasse: Kolomklasse
    soort: Kolomsoort = "tekst"
    titel: str = ""


def sorteersleutel(rij: Sequence[Waarde]) -> tuple[tuple[int, object], ...]:
    """A total order on rows: absent first, then numbers and truths, then text by code point, then dates."""
    return tuple(_sorteercel(waarde) for waarde in rij)


def _sorteercel(waarde: Waarde) -> tuple[int, object]:
    if waarde is None:
        return (0, 0)
    if isinstance(waarde, str):
        return (2, waarde)
    if isinstance(waarde, date):
        return (3, waarde)
    return (1, waarde)


@dataclass(frozen=True)
class Resultaat:
    """The rows of one question, sorted on the delivered columns (then on ``koppel`` columns)."""

    vraag: str
    titel: str
    kolommen: tuple[Kolom, ...]
    rijen: tuple[tuple[Waarde, ...], ...]

    @property
    def geleverd(self) -> tuple[int, ...]:
        """Positions of the columns that leave the station."""
        return tuple(i for i, k in enumerate(self.kolommen) if k.klasse != "koppel")

    def gesorteerd(self) -> Resultaat:
        """The same rows in their one order. The ``koppel`` columns come last: another pseudonym key may not change the order."""
        volgorde = (*self.geleverd, *(i for i, k in enumerate(self.kolommen) if k.klasse == "koppel"))
        return replace(self, rijen=tuple(sorted(self.rijen, key=lambda rij: sorteersleutel([rij[i] for i in volgorde]))))


@dataclass(frozen=True)
class Antwoord:
    """A pure function of question text, parameters, facts and ``gegevens_tot`` (decision 1): everything a delivery form may use.

    Attributes:
        profiel, versie, titel, afnemer: of the exchange profile.
        organisatie, kvk: who answers.
        parameters: the values as given, in profile order, e.g. ``{"periode": "2026-H1"}``.
        begin, einde: the period asked about.
        gegevens_tot: the last day that the facts cover.
        resultaten: one per question, in profile order, by question number.
        uitgesloten: blocked records left out, per rule id, counted among the records that this answer would otherwise hold.
    """

    profiel: str
    versie: str
    titel: str
    afnemer: str
    organisatie: str
    kvk: str
    parameters: Mapping[str, str]
    begin: date
    einde: date
    gegevens_tot: date
    resultaten: Mapping[str, Resultaat]
    uitgesloten: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Bestand:
    """One file of a delivery: a name without folder, and its bytes."""

    naam: str
    inhoud: bytes


@dataclass(frozen=True)
class Herkomst:
    """Where an answer comes from; stands beside it in ``<name>.herkomst.json``, never in it."""

    profiel: str
    profiel_sha256: str
    vragen: Mapping[str, str]
    parameters: Mapping[str, str]
    momentopname: str
    momentopname_sha256: str
    ontologie: str
    software: str
    motor: str
    status: Literal["concept", "definitief"]
    gemaakt_op: str
    herschrijvingen: Sequence[str] = ()
    onvolledig: bool = False
    vervangt: str = ""
