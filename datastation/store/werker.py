"""Questions run here: in a process of their own, under limits, against an immutable snapshot (decisions 3 and 10).

`Werker` keeps one warm process. A question that passes a limit costs that process its life (SIGKILL); the caller gets
`GrensBereikt` and the next question is answered by a fresh one. Every text goes through `sparql.wacht.keur` first.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

from datastation.fouten import Geweigerd, GrensBereikt, MotorFout
from datastation.instellingen import Werker as Instelling
from datastation.model.term import Iri, Knoop, Literaal, Term
from datastation.sparql import wacht

# Opening reads a directory of millions of triples in milliseconds; a copy in memory takes longer.
OPENTIJD, OPENTIJD_GEHEUGEN = 30.0, 600.0

_HERSTEL = {
    "wandtijd": "Maak de vraag kleiner (een kortere periode, minder patronen), of verhoog wandtijd in station.toml.",
    "cpu": "Maak de vraag kleiner, of verhoog cpu in station.toml.",
    "geheugen": "Laat ORDER BY, DISTINCT of GROUP BY over minder rijen lopen, of verhoog geheugen in station.toml.",
    "rijen": "Tel in de vraag in plaats van rijen op te halen, of verhoog rijen in station.toml.",
    "bytes": "Haal minder kolommen of rijen op, of verhoog bytes in station.toml.",
}


@dataclass(frozen=True)
class Grenzen:
    """Limits of one question.

    Attributes:
        wandtijd: seconds by the clock. cpu: seconds of processor time. geheugen: bytes that the question may take beyond what the
            open store needs. rijen: rows of the answer. bytes: size of the answer as it comes through the pipe.
    """

    wandtijd: float = 30.0
    cpu: float = 60.0
    geheugen: int = 2 * 1024**3
    rijen: int = 100_000
    bytes: int = 64 * 1024**2

    @classmethod
    def uit(cls, instelling: Instelling) -> Grenzen:
        """The limits of `[werker]` in station.toml."""
        return cls(**instelling.model_dump())

    def hooguit(self, plafond: Grenzen) -> Grenzen:
        """These limits, none above those of the ceiling."""
        return Grenzen(
            min(self.wandtijd, plafond.wandtijd),
            min(self.cpu, plafond.cpu),
            min(self.geheugen, plafond.geheugen),
            min(self.rijen, plafond.rijen),
            min(self.bytes, plafond.bytes),
        )


@dataclass(frozen=True)
class Tabelantwoord:
    """What the engine answered.

    Attributes:
        variabelen: column names; for ASK ``antwoord``, for CONSTRUCT ``subject``, ``predicate``, ``object``.
        rijen: one tuple of terms per solution, in the order of the engine; None = unbound.
        soort: ``SELECT``, ``ASK`` or ``CONSTRUCT``.
        herschrijvingen, waarschuwingen: what the guard changed and what it warns for, Dutch.
        seconden: time by the clock inside the worker, the way there and back included.
    """

    variabelen: tuple[str, ...]
    rijen: list[tuple[Term | None, ...]]
    soort: str = "SELECT"
    herschrijvingen: tuple[str, ...] = ()
    waarschuwingen: tuple[str, ...] = ()
    seconden: float = 0.0

    @property
    def waar(self) -> bool:
        """The answer to an ASK."""
        return self.soort == "ASK" and self.rijen[0][0] == Literaal("true", "http://www.w3.org/2001/XMLSchema#boolean")

    def ntriples(self) -> str:
        """The triples of a CONSTRUCT as sorted N-Triples lines."""
        regels = sorted({" ".join(term.sparql for term in rij if term is not None) + " ." for rij in self.rijen})
        return "".join(f"{regel}\n" for regel in regels)


class _Afgebroken(Exception):
    def __init__(self, te_laat: bool) -> None:
        self.te_laat = te_laat


class _Proces:
    """One child process and its pipe."""

    def __init__(self, pad: Path | None, grenzen: Grenzen, *, in_geheugen: bool) -> None:
        self.proces = subprocess.Popen(
            [sys.executable, "-I", "-m", "datastation.store.werker_proces"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            close_fds=True,
            start_new_session=True,
        )
        try:
            self.stuur({"pad": None if pad is None else str(pad.resolve()), "geheugen": grenzen.geheugen, "in_geheugen": in_geheugen})
            begin = self.ontvang(time.monotonic() + (OPENTIJD_GEHEUGEN if in_geheugen else OPENTIJD), 1 << 20)
        except _Afgebroken:
            self.dood()
            raise MotorFout(
                "Het werkproces start niet.", waar=str(pad), herstel="Draai `datastation dokter`; bouw zo nodig een nieuwe momentopname."
            ) from None
        except BaseException:
            self.dood()
            raise
        if "klaar" not in begin:
            self.dood()
            raise MotorFout(
                "De momentopname kan niet geopend worden.",
                waar=f"{pad}: {begin.get('tekst', '')}",
                herstel="Zet een andere momentopname terug, of ververs opnieuw.",
            )
        self.afscherming: tuple[str, ...] = tuple(begin["afscherming"])

    def stuur(self, bericht: dict[str, Any]) -> None:
        assert self.proces.stdin is not None
        inhoud = json.dumps(bericht, ensure_ascii=False).encode()
        try:
            self.proces.stdin.write(struct.pack(">I", len(inhoud)) + inhoud)
            self.proces.stdin.flush()
        except (BrokenPipeError, OSError):
            raise _Afgebroken(te_laat=False) from None

    def ontvang(self, tot: float, grootste: int) -> dict[str, Any]:
        (lengte,) = struct.unpack(">I", self._precies(4, tot))
        if lengte > grootste:
            raise _Afgebroken(te_laat=False)
        bericht: dict[str, Any] = json.loads(self._precies(lengte, tot).decode("utf-8", "surrogatepass"))
        return bericht

    def _precies(self, aantal: int, tot: float) -> bytes:
        assert self.proces.stdout is not None
        bron, delen = self.proces.stdout.fileno(), []
        while aantal:
            rest = tot - time.monotonic()
            if rest <= 0 or not select.select([bron], [], [], rest)[0]:
                raise _Afgebroken(te_laat=True)
            deel = os.read(bron, min(aantal, 1 << 20))
            if not deel:
                raise _Afgebroken(te_laat=False)
            delen.append(deel)
            aantal -= len(deel)
        return b"".join(delen)

    def dood(self) -> int:
        """Kill, wait, close; the return code (negative: the signal)."""
        with contextlib.suppress(ProcessLookupError):
            self.proces.kill()
        code = self.proces.wait()
        for pijp in (self.proces.stdin, self.proces.stdout):
            if pijp is not None:
                with contextlib.suppress(OSError):
                    pijp.close()
        return code

    def einde_code(self) -> int:
        """Return code of a process that ended by itself: waits a moment for it, then makes sure."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.proces.wait(timeout=1)
        eigen = self.proces.returncode
        code = self.dood()
        return code if eigen is None else eigen


class Werker:
    """A warm process beside an open snapshot. One question at a time; threads wait for each other.

    Args:
        pad: the store directory of a snapshot (opened read-only; a snapshot never changes), or None for an empty store.
        grenzen: limits of each question.
        in_geheugen: copy the store into memory first: faster answers, slower start, about 340 bytes a triple.
    """

    def __init__(self, pad: Path | None, grenzen: Grenzen | None = None, *, in_geheugen: bool = False) -> None:
        self.pad, self.grenzen, self.in_geheugen = pad, grenzen or Grenzen(), in_geheugen
        self._slot = threading.Lock()
        self._proces: _Proces | None = None
        self._gesloten = False

    def __enter__(self) -> Self:
        with self._slot:
            self._levend()
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self.sluit()

    def sluit(self) -> None:
        """End the process. A closed worker answers nothing more."""
        with self._slot:
            self._gesloten = True
            self._weg()

    @property
    def afscherming(self) -> tuple[str, ...]:
        """Walls around the process: ``geen-netwerk`` (own network namespace), ``geen-sockets`` (seccomp), ``geen-core``,
        ``geen-bestanden``, ``geheugen``, ``cpu``. A wall that this kernel does not allow is absent."""
        with self._slot:
            return self._levend().afscherming

    @property
    def pid(self) -> int | None:
        """Process id of the child that is warm now, if any."""
        proces = self._proces
        return None if proces is None else proces.proces.pid

    def vraag(
        self, tekst: str, grafen: Sequence[str] = (), *, grenzen: Grenzen | None = None, verhul: tuple[str, bytes] | None = None
    ) -> Tabelantwoord:
        """Guard and run one SPARQL query.

        Args:
            tekst: SELECT, ASK or CONSTRUCT; parameters already placed (`sparql.bind.plaats`).
            grafen: IRIs of named graphs that ``GRAPH`` may see; the default graph is always there.
            grenzen: lower limits for this question alone (memory: that of the worker).
            verhul: a column of a SELECT and a key: the values of that column leave the process as HMAC-SHA256 under the key (128 bits, hex) only.

        Raises:
            Geweigerd: the guard or the engine's parser refuses the text.
            GrensBereikt: a limit was reached; ``grens`` names it.
            MotorFout: the engine fails, or the snapshot cannot be opened.
        """
        keuring = wacht.keur(tekst)
        deze = self.grenzen if grenzen is None else grenzen.hooguit(self.grenzen)
        with self._slot:
            begin = time.monotonic()
            antwoord = self._stel(keuring.tekst, tuple(Iri(g).waarde for g in grafen), deze, verhul)
            return replace(
                antwoord,
                herschrijvingen=keuring.herschrijvingen,
                waarschuwingen=keuring.waarschuwingen,
                seconden=time.monotonic() - begin,
            )

    def _stel(self, tekst: str, grafen: tuple[str, ...], grenzen: Grenzen, verhul: tuple[str, bytes] | None) -> Tabelantwoord:
        proces = self._levend()
        tot = time.monotonic() + grenzen.wandtijd
        try:
            bericht = {"vraag": tekst, "grafen": grafen, "cpu": grenzen.cpu, "rijen": grenzen.rijen, "bytes": grenzen.bytes}
            proces.stuur(bericht | ({} if verhul is None else {"verhul": [verhul[0], verhul[1].hex()]}))
            return _verzamel(proces, tot, grenzen)
        except _Afgebroken as afgebroken:
            self._proces = None
            code = proces.dood() if afgebroken.te_laat else proces.einde_code()
            _meld("wandtijd" if afgebroken.te_laat else _grens_van(code), grenzen)
        except (Geweigerd, GrensBereikt, MotorFout):
            raise
        except BaseException:
            # An interrupt leaves half an answer in the pipe: this process cannot be used again.
            self._weg()
            raise

    def _levend(self) -> _Proces:
        if self._gesloten:
            raise RuntimeError("this worker was closed")
        if self._proces is not None and self._proces.proces.poll() is not None:
            self._weg()
        if self._proces is None:
            self._proces = _Proces(self.pad, self.grenzen, in_geheugen=self.in_geheugen)
        return self._proces

    def _weg(self) -> None:
        if self._proces is not None:
            self._proces.dood()
            self._proces = None


def _verzamel(proces: _Proces, tot: float, grenzen: Grenzen) -> Tabelantwoord:
    """Frames to one answer."""
    kop: dict[str, Any] = {}
    rijen: list[tuple[Term | None, ...]] = []
    lezer = _Cellen()
    while True:
        bericht = proces.ontvang(tot, 2 * grenzen.bytes + (1 << 20))
        if "rijen" in bericht:
            rijen += [tuple([None if cel is None else lezer.term(cel) for cel in rij]) for rij in bericht["rijen"]]
        elif "kop" in bericht:
            kop = bericht["kop"]
        elif "einde" in bericht:
            return Tabelantwoord(tuple(kop["variabelen"]), rijen, kop["soort"])
        elif bericht["fout"] == "grens":
            _meld(bericht["tekst"], grenzen)
        elif bericht["fout"] == "syntaxis":
            raise Geweigerd("De motor kan deze vraag niet lezen.", waar=bericht["tekst"], herstel="Herstel de vraag op deze plaats.")
        else:
            raise MotorFout("De motor kon deze vraag niet beantwoorden.", waar=bericht["tekst"], herstel="Draai `datastation dokter`.")


class _Cellen:
    """Cells to terms. Most cells of an answer come back many times, and a term is immutable: each is made once."""

    def __init__(self) -> None:
        self._tekst: dict[str, Term] = {}
        self._getypt: dict[tuple[str, ...], Term] = {}

    def term(self, cel: str | list[str]) -> Term:
        if isinstance(cel, str):
            term = self._tekst.get(cel)
            if term is None:
                soort, waarde = cel[0], cel[1:]
                term = self._tekst[cel] = Literaal(waarde) if soort == '"' else Iri(waarde) if soort == "<" else Knoop(waarde)
            return term
        sleutel = tuple(cel)
        term = self._getypt.get(sleutel)
        if term is None:
            term = self._getypt[sleutel] = Literaal(cel[0], taal=cel[2]) if len(cel) == 3 else Literaal(cel[0], cel[1])
        return term


def _grens_van(code: int) -> str:
    """Which limit ends a process like this. An abort is Rust's answer to refused memory; a kill that is not ours is the kernel's."""
    return "cpu" if code == -signal.SIGXCPU else "geheugen"


def _meld(grens: str, grenzen: Grenzen) -> NoReturn:
    zinnen = {
        "wandtijd": f"De vraag duurde langer dan {grenzen.wandtijd:g} seconden en is gestopt.",
        "cpu": f"De vraag gebruikte meer dan {grenzen.cpu:g} seconden rekentijd en is gestopt.",
        "geheugen": f"De vraag wilde meer dan {grenzen.geheugen / 1024**2:.0f} MiB geheugen en is gestopt.",
        "rijen": f"Het antwoord heeft meer dan {grenzen.rijen} rijen; de vraag is gestopt.",
        "bytes": f"Het antwoord is groter dan {grenzen.bytes / 1024**2:.3g} MiB; de vraag is gestopt.",
    }
    raise GrensBereikt(zinnen[grens], grens=grens, waar="de vraag", herstel=_HERSTEL[grens])


class Werkpool:
    """Some workers on one snapshot. A question takes a free one, or waits for it."""

    def __init__(self, pad: Path | None, aantal: int, grenzen: Grenzen | None = None, *, in_geheugen: bool = False) -> None:
        if aantal < 1:
            raise ValueError("een pool heeft ten minste één werker")
        self._alle = tuple(Werker(pad, grenzen, in_geheugen=in_geheugen) for _ in range(aantal))
        self._vrij: queue.SimpleQueue[Werker] = queue.SimpleQueue()
        for werker in self._alle:
            self._vrij.put(werker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        for werker in self._alle:
            werker.sluit()

    @contextlib.contextmanager
    def leen(self) -> Iterator[Werker]:
        """A worker for several questions in a row."""
        werker = self._vrij.get()
        try:
            yield werker
        finally:
            self._vrij.put(werker)

    def vraag(self, tekst: str, grafen: Sequence[str] = (), *, grenzen: Grenzen | None = None) -> Tabelantwoord:
        """As `Werker.vraag`, by the first free worker."""
        with self.leen() as werker:
            return werker.vraag(tekst, grafen, grenzen=grenzen)
