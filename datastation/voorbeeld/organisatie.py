"""A care organisation that does not exist, the same for the same seed on every machine: the source of every demo and of many tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from datastation.fouten import GebruiksFout
from datastation.voorbeeld import bewoners, momenten, plannen
from datastation.voorbeeld.bak import Bak
from datastation.voorbeeld.gebouw import maak_gebouw
from datastation.voorbeeld.maatregelen import maak_maatregelen
from datastation.voorbeeld.planten import plant
from datastation.voorbeeld.rijen import tabel
from datastation.voorbeeld.toeval import Toeval

NAAM, KVK = "Zorggroep Voorbeeldhof (verzonnen)", "99990001"
PEILDATUM = date(2026, 7, 5)
VROEGSTE_PEILDATUM = date(2024, 1, 1)  # four years under the Wzd, so that every construct has room
MINSTE_CLIENTEN, MEESTE_CLIENTEN, MEESTE_REGISTRATIES = 30, 20_000, 1_000_000
_REGISTRATIES_PER_CLIENT = 8


@dataclass(frozen=True)
class Organisatie:
    """The tables of one synthetic organisation.

    Attributes:
        naam, kvk: plainly fictitious.
        peildatum: the last day that the records cover (``gegevens_tot``).
        geplant: data-quality error (``<rule of wzd.md section 4>:<kind>``, 00 = ours) to the keys of the records that have it.
    """

    naam: str
    kvk: str
    peildatum: date
    seed: int
    vestigingen: pa.Table
    locaties: pa.Table
    clienten: pa.Table
    plaatsingen: pa.Table
    zorgplannen: pa.Table
    evaluaties: pa.Table
    maatregelen: pa.Table
    titels: pa.Table
    vertegenwoordigers: pa.Table
    geplant: Mapping[str, tuple[str, ...]]
    momentenplan: momenten.Momentenplan

    @property
    def aantal_registraties(self) -> int:
        """How many rows `registraties` gives."""
        return self.momentenplan.totaal

    def registraties(self) -> Iterator[pa.RecordBatch]:
        """The registrations in blocks; each call starts again and gives the same rows."""
        return momenten.stroom(self.momentenplan)


def maak_organisatie(
    clienten: int = 60, registraties: int | None = None, seed: int = 1, peildatum: date = PEILDATUM, fouten: float = 0.02
) -> Organisatie:
    """Make an organisation.

    Args:
        clienten: 30 .. 20,000.
        registraties: number of registered moments, up to 1,000,000; by default eight per client.
        seed: the same seed gives the same organisation.
        peildatum: last day that the records cover, from 2024 on.
        fouten: share of records, 0 .. 0.1, that gets a data-quality error, for each rule anew; above 0 every kind occurs at least once.

    Raises:
        GebruiksFout: a size or share outside these.
    """
    aantal = clienten * _REGISTRATIES_PER_CLIENT if registraties is None else registraties
    _controleer(clienten, aantal, peildatum, fouten)
    gebouw = maak_gebouw(clienten)
    mensen = bewoners.maak_clienten(Toeval(seed, "clienten"), clienten, gebouw, peildatum)
    plaatsingen = bewoners.maak_plaatsingen(Toeval(seed, "plaatsingen"), mensen, gebouw, peildatum)
    titels = bewoners.maak_titels(Toeval(seed, "titels"), mensen, gebouw, peildatum)
    vertegenwoordigers = bewoners.maak_vertegenwoordigers(Toeval(seed, "vertegenwoordigers"), mensen)
    zorgplannen = plannen.maak_zorgplannen(Toeval(seed, "plannen"), mensen, peildatum)
    evaluaties = plannen.maak_evaluaties(Toeval(seed, "evaluaties"), zorgplannen, peildatum)
    maatregelen = maak_maatregelen(Toeval(seed, "maatregelen"), mensen, zorgplannen, peildatum, alleen_structureel=fouten > 0)
    # Where each client lives all the time, for registrations that name the place.
    thuis = {c.clientnummer: c.hoofd[0].locatiecode for c in mensen if c.verhuist_naar is None}
    momentenplan = momenten.maak_momentenplan(seed, maatregelen, thuis, aantal, peildatum)
    bak = Bak(gebouw, mensen, plaatsingen, zorgplannen, evaluaties, maatregelen, titels, momentenplan, peildatum)
    geplant, momentenplan = plant(Toeval(seed, "fouten"), bak, fouten)
    return Organisatie(
        NAAM, KVK, peildatum, seed, tabel("vestigingen", gebouw.vestigingen), tabel("locaties", gebouw.locaties),
        tabel("clienten", mensen), tabel("plaatsingen", plaatsingen), tabel("zorgplannen", zorgplannen),
        tabel("evaluaties", bak.evaluaties), tabel("maatregelen", maatregelen), tabel("titels", titels),
        tabel("vertegenwoordigers", vertegenwoordigers), geplant, momentenplan,
    )  # fmt: skip


def _controleer(clienten: int, registraties: int, peildatum: date, fouten: float) -> None:
    if not MINSTE_CLIENTEN <= clienten <= MEESTE_CLIENTEN:
        raise GebruiksFout(
            f"Een verzonnen organisatie met {clienten} cliënten kan niet.", waar="--clienten",
            herstel=f"Kies een aantal van {MINSTE_CLIENTEN} tot en met {MEESTE_CLIENTEN}.",
        )  # fmt: skip
    if not 0 <= registraties <= MEESTE_REGISTRATIES:
        raise GebruiksFout(
            f"Een verzonnen organisatie met {registraties} registraties kan niet.", waar="--registraties",
            herstel=f"Kies een aantal van 0 tot en met {MEESTE_REGISTRATIES}.",
        )  # fmt: skip
    if peildatum < VROEGSTE_PEILDATUM:
        raise GebruiksFout(
            "Zo vroeg kan een verzonnen organisatie niet zijn.", waar="peildatum", herstel=f"Kies een dag vanaf {VROEGSTE_PEILDATUM}."
        )
    if not 0 <= fouten <= 0.1:
        raise GebruiksFout("Het aandeel fouten kan zo niet.", waar="fouten", herstel="Kies een aandeel van 0 tot en met 0,1.")
