"""Registered questions: the only texts that the station will ever run for somebody else. Frozen; found by profile, version and hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from datastation.model.antwoord import Kolomklasse
from datastation.model.term import Knoop, Term

_NAAM = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def sha256_van(inhoud: str | bytes) -> str:
    """Hash of a text as it is sent (UTF-8), in hex."""
    return hashlib.sha256(inhoud.encode("utf-8", "surrogatepass") if isinstance(inhoud, str) else inhoud).hexdigest()


@dataclass(frozen=True)
class Parameter:
    """What an asker fills in; always from a closed list (trust.md 6.3).

    Attributes:
        naam: SPARQL variable, without its question mark.
        voorbeeld: a value of the right kind; registration places it to see that the question takes it.
        domein: the values that it may have; or
        lijst: the name of a list that the station keeps (known vestigingen), handed to the decision.
        verplicht: without a value the request is refused; else all values of the list are meant.
        meervoud: more than one value at a time.

    Raises:
        ValueError: no variable name; no list or two; the example is not on the list; a blank node.
    """

    naam: str
    voorbeeld: Term
    domein: tuple[Term, ...] = ()
    lijst: str = ""
    verplicht: bool = True
    meervoud: bool = False

    def __post_init__(self) -> None:
        if not _NAAM.fullmatch(self.naam):
            raise ValueError("de naam van een parameter heeft letters, cijfers en _, zonder vraagteken")
        if bool(self.domein) == bool(self.lijst):
            raise ValueError("een parameter heeft een gesloten domein, of de naam van een lijst van het station")
        if any(isinstance(t, Knoop) for t in (self.voorbeeld, *self.domein)):
            raise ValueError("een parameter is een IRI of een waarde")
        if self.domein and self.voorbeeld not in self.domein:
            raise ValueError("het voorbeeld staat niet in het domein")

    @property
    def proef(self) -> tuple[Term, ...]:
        """Values to try the question with: two where it takes more than one."""
        if not self.meervoud:
            return (self.voorbeeld,)
        ander = next((t for t in self.domein if t != self.voorbeeld), self.voorbeeld)
        return (self.voorbeeld, ander)


@dataclass(frozen=True)
class Profielversie:
    """The facts of a profile version that the gate needs; its file belongs to `uitwisselprofiel`.

    Attributes:
        geldig_van, geldig_tot: first and last day, Dutch local time; None = no end.
        onthulling: name of its disclosure rule; ``geen`` = exact figures.
        vrijgave: who releases at least.
        construct_mag: the profile allows questions that make a graph.
        grafen: named graphs that its questions may read.
    """

    id: str
    versie: str
    geldig_van: date
    geldig_tot: date | None = None
    onthulling: str = "geen"
    vrijgave: Literal["mens", "automatisch"] = "mens"
    construct_mag: bool = False
    grafen: frozenset[str] = frozenset()

    @property
    def naam(self) -> str:
        """``id@versie``."""
        return f"{self.id}@{self.versie}"


@dataclass(frozen=True)
class Registratie:
    """A question that passed the gate.

    Attributes:
        tekst: exactly as published; what runs is this with typed parameters placed in it.
        sha256: of that text. parameters_sha256: of the published description of its parameters (SHACL or other bytes).
        kolommen: per column of the answer its class.
        bevindingen: what the lint warns for, Dutch, with line and column.
        ingetrokken_op: from this moment on it is refused.
    """

    profiel: Profielversie
    nr: str
    tekst: str
    sha256: str
    parameters: tuple[Parameter, ...]
    parameters_sha256: str
    kolommen: Mapping[str, Kolomklasse]
    bevindingen: tuple[str, ...] = ()
    ingetrokken_op: datetime | None = None

    def __post_init__(self) -> None:
        if sha256_van(self.tekst) != self.sha256:
            raise ValueError("het controlegetal hoort niet bij deze tekst")


@dataclass(frozen=True)
class Register:
    """All registrations of a station.

    Raises:
        ValueError: two registrations of one question, or two descriptions of one profile version.
    """

    registraties: tuple[Registratie, ...] = ()

    def __post_init__(self) -> None:
        sleutels = [(r.profiel.naam, r.sha256) for r in self.registraties] + [(r.profiel.naam, r.nr) for r in self.registraties]
        if len(set(sleutels)) != len(sleutels):
            raise ValueError("een vraag staat twee keer in het register")
        if len({r.profiel.naam for r in self.registraties}) != len({r.profiel for r in self.registraties}):
            raise ValueError("een profielversie staat met twee beschrijvingen in het register")

    def versie(self, profiel: str, versie: str) -> Profielversie | None:
        """A profile version of which a question is registered."""
        return next((r.profiel for r in self.registraties if (r.profiel.id, r.profiel.versie) == (profiel, versie)), None)

    def vind(self, profiel: str, versie: str, sha256: str) -> Registratie | None:
        """The registered question with exactly this hash in exactly this version."""
        gezocht = (profiel, versie, sha256)
        return next((r for r in self.registraties if (r.profiel.id, r.profiel.versie, r.sha256) == gezocht), None)
