"""How far an enquiry is: what the journal tells, read line by line. Live and after a restart the same lines give the same state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Regel = dict[str, Any]


class Status(StrEnum):
    """What came of one station, or of one question to it; as people read it."""

    BEANTWOORD = "beantwoord"
    WACHT = "wacht op vrijgave"
    GEWEIGERD = "geweigerd"
    ONBEREIKBAAR = "niet bereikbaar"
    ONGELDIG = "ongeldig antwoord"
    TE_LAAT = "te laat"
    OPEN = "nog niet gevraagd"


# What a station is as a whole, where its questions differ: the first of these that one of them has.
_ZWAARSTE = (Status.ONGELDIG, Status.GEWEIGERD, Status.ONBEREIKBAAR, Status.TE_LAAT, Status.WACHT, Status.OPEN, Status.BEANTWOORD)


@dataclass
class Vraagstand:
    """One question to one station. `antwoord`: the line of the journal about its valid answer."""

    antwoord: Regel | None = None
    weigering: Regel | None = None
    ongeldig: Regel | None = None


@dataclass
class Stationstand:
    """One station.

    Attributes:
        volg: its place in the list. bericht, gesprek: of the request, the same at each attempt. sleutel: last part of its own reply address.
        aangenomen: the station took the message. zaken: its case numbers, in the order of the questions, as far as it gave them.
        bezwaar: why it could not be reached, or what was wrong with its answer to the call; None once it took the message.
        post: sha256 of the replies that came in, with their size. hoofden: size of its log → root, as signed.
    """

    volg: int
    naam: str
    did: str
    basis: str
    kvk: str
    bericht: str
    gesprek: str
    sleutel: str
    vragen: dict[str, Vraagstand]
    aangenomen: bool = False
    zaken: tuple[str, ...] = ()
    bezwaar: Regel | None = None
    post: dict[str, int] = field(default_factory=dict)
    beoordeeld: set[str] = field(default_factory=set)
    hoofden: dict[int, str] = field(default_factory=dict)

    def status_van(self, nr: str, nu: datetime, vervalt: datetime) -> tuple[Status, str, str]:
        """Status of a question, with code and sentence where there is something to say. A valid answer counts whatever else came."""
        vraag = self.vragen[nr]
        if vraag.antwoord is not None:
            return Status.BEANTWOORD, "", ""
        if vraag.ongeldig is not None:
            return Status.ONGELDIG, vraag.ongeldig["code"], vraag.ongeldig["zin"]
        if vraag.weigering is not None:
            return Status.GEWEIGERD, vraag.weigering["code"], vraag.weigering["zin"]
        if self.bezwaar is not None:
            return Status(self.bezwaar["status"]), self.bezwaar["code"], self.bezwaar["zin"]
        if nu >= vervalt:
            return Status.TE_LAAT, "termijn", "De termijn van de vraag is voorbij."
        return (Status.WACHT if self.aangenomen else Status.OPEN), "", ""

    def status(self, nu: datetime, vervalt: datetime) -> tuple[Status, str, str]:
        """Status of the station as a whole."""
        alle = [self.status_van(nr, nu, vervalt) for nr in self.vragen]
        return min(alle, key=lambda s: _ZWAARSTE.index(s[0]))

    @property
    def klaar(self) -> bool:
        """Nothing more is expected: every question was answered, or refused by a station that took it."""
        return all(v.antwoord is not None or v.weigering is not None for v in self.vragen.values())


@dataclass
class Stand:
    """The whole enquiry: its first line, and a state per station."""

    begin: Regel
    stations: list[Stationstand]
    per_bericht: dict[str, Stationstand] = field(default_factory=dict)
    per_sleutel: dict[str, Stationstand] = field(default_factory=dict)

    @classmethod
    def uit(cls, begin: Regel) -> Stand:
        """From the first line of a journal."""
        nrs = [v["nr"] for v in begin["vragen"]]
        stations = [
            Stationstand(volg=volg, vragen={nr: Vraagstand() for nr in nrs}, **_velden(s)) for volg, s in enumerate(begin["stations"])
        ]
        return cls(begin, stations, {s.bericht: s for s in stations}, {s.sleutel: s for s in stations})

    @property
    def vervalt(self) -> datetime:
        """When the request lapses."""
        return datetime.fromisoformat(self.begin["vervalt"])

    @property
    def vragen(self) -> dict[str, str]:
        """Per id of a question its number."""
        return {v["id"]: v["nr"] for v in self.begin["vragen"]}

    def neem(self, regel: Regel) -> None:
        """Take in one line."""
        soort = regel["soort"]
        if soort not in _DOE:
            return  # a newer version wrote something that this one need not know
        _DOE[soort](self.stations[regel["station"]], regel)


def _velden(station: Mapping[str, Any]) -> dict[str, Any]:
    return {n: station[n] for n in ("naam", "did", "basis", "kvk", "bericht", "gesprek", "sleutel")}


def _aangenomen(s: Stationstand, regel: Regel) -> None:
    s.aangenomen, s.bezwaar, s.zaken = True, None, tuple(regel["zaken"]) or s.zaken


def _bezwaar(s: Stationstand, regel: Regel) -> None:
    s.bezwaar = None if s.aangenomen else regel


def _post(s: Stationstand, regel: Regel) -> None:
    s.post[regel["sha256"]] = regel["grootte"]


def _antwoord(s: Stationstand, regel: Regel) -> None:
    s.beoordeeld.add(regel["sha256"])
    vraag = s.vragen[regel["vraag"]]
    vraag.antwoord = vraag.antwoord or regel
    s.hoofden.setdefault(regel["hoofd"]["grootte"], regel["hoofd"]["wortel"])
    s.aangenomen, s.bezwaar = True, None


def _weigering(s: Stationstand, regel: Regel) -> None:
    s.beoordeeld.add(regel["sha256"])
    for vraag in [s.vragen[regel["vraag"]]] if regel["vraag"] else s.vragen.values():
        vraag.weigering = vraag.weigering or regel


def _ongeldig(s: Stationstand, regel: Regel) -> None:
    s.beoordeeld.add(regel["sha256"])
    for vraag in [s.vragen[regel["vraag"]]] if regel["vraag"] else s.vragen.values():
        vraag.ongeldig = vraag.ongeldig or regel


_DOE = {
    "aangenomen": _aangenomen,
    "bezwaar": _bezwaar,
    "post": _post,
    "antwoord": _antwoord,
    "weigering": _weigering,
    "ongeldig": _ongeldig,
}
