"""The journal of one enquiry: a folder with lines that are only added, each on disk before anything depends on it.

    uitvraag-<id>/dagboek.ndjson    one JSON object per line
                  vragen/           the credentials that were asked with
                  post/             replies as they came, by their sha256
                  resultaat/        tables, made again at the end of each run

An interrupted run goes on from these files: the same message ids, so that no station answers twice; the same replies, so that none counts twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from datastation import besloten
from datastation.fouten import GebruiksFout, MotorFout
from datastation.uitvragen.stand import Regel, Stand

NAAM = "dagboek.ndjson"
_KOP_MAX = 64 * 1024


class Dagboek:
    """The open journal; one process at a time.

    Raises:
        GebruiksFout: no enquiry in this folder, or another process works on it. MotorFout: the journal is damaged.
    """

    def __init__(self, map: Path) -> None:
        self.map, self._slot = map, threading.Lock()
        pad = map / NAAM
        if not pad.is_file():
            raise GebruiksFout("Hier staat geen uitvraag.", waar=str(map), herstel="Wijs de map van een uitvraag aan.")
        self._bestand = besloten.open_erbij(pad)
        try:
            fcntl.flock(self._bestand, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._bestand.close()
            raise GebruiksFout("Aan deze uitvraag werkt al iemand.", waar=str(map), herstel="Wacht tot die klaar is.") from None
        try:
            self.stand = self._speel_af(pad)
        except BaseException:
            self._bestand.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self._bestand.close()

    def _speel_af(self, pad: Path) -> Stand:
        ruw = pad.read_bytes()
        heel = ruw.rfind(b"\n") + 1
        if heel != len(ruw):
            os.truncate(pad, heel)  # a crash in the middle of a line: nothing depended on it yet
        try:
            regels = [orjson.loads(regel) for regel in ruw[:heel].splitlines()]
            stand = Stand.uit(regels[0])
            for regel in regels[1:]:
                stand.neem(regel)
        except (orjson.JSONDecodeError, LookupError, TypeError, ValueError):
            raise MotorFout("Het dagboek van deze uitvraag is beschadigd.", waar=str(pad), herstel="Begin een nieuwe uitvraag.") from None
        return stand

    def schrijf(self, soort: str, station: int, **velden: Any) -> None:
        """Add a line about a station, and take it into the state. On disk when this returns."""
        regel: Regel = {"soort": soort, "station": station, **velden}
        with self._slot:
            _op_schijf(self._bestand, regel)
            self.stand.neem(regel)

    def bewaar_post(self, station: int, deel: Path, sha256: str, grootte: int) -> None:
        """Keep a reply that stands in a temporary file of the folder `post`. On disk when this returns."""
        deel.replace(self.post(sha256))
        _sync_map(self.map / "post")
        self.schrijf("post", station, sha256=sha256, grootte=grootte)

    def post(self, sha256: str) -> Path:
        """File of a reply."""
        return self.map / "post" / f"{sha256}.bericht"

    def lees_post(self, sha256: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of a reply.

        Raises:
            MotorFout: it is gone, or not what came in.
        """
        try:
            ruw = self.post(sha256).read_bytes()
        except OSError:
            ruw = b""
        if hashlib.sha256(ruw).hexdigest() != sha256:
            raise MotorFout("Een bewaard antwoord is weg of veranderd.", waar=str(self.post(sha256)), herstel="Zet de map terug.")
        kop, _, inhoud = ruw.partition(b"\n")
        return orjson.loads(kop), inhoud


def kop_van_post(koppen: Mapping[str, str]) -> bytes:
    """First line of the file of a reply: the headers that say something about the message."""
    houd = {"content-type", "message-id", "subject", "from", "to", "references", "in-reply-to"}
    return orjson.dumps({n: w for n, w in koppen.items() if n.lower() in houd})[:_KOP_MAX] + b"\n"


def begin(map: Path, eerste: Regel, vragen: Mapping[str, bytes]) -> None:
    """Make the folder of a new enquiry; whole, or without a journal.

    Args:
        vragen: file name → credential.

    Raises:
        GebruiksFout: the folder exists already.
    """
    if map.exists():
        raise GebruiksFout("Deze map bestaat al.", waar=str(map), herstel="Kies een andere map, of ga verder met --hervat.")
    for onder in ("post", "vragen", "resultaat"):
        besloten.maak_map(map / onder)
    for naam, inhoud in vragen.items():
        besloten.schrijf(map / "vragen" / naam, inhoud)
    with besloten.open_erbij(map / f"{NAAM}.deel") as bestand:
        _op_schijf(bestand, {"soort": "begin", **eerste})
    (map / f"{NAAM}.deel").replace(map / NAAM)
    _sync_map(map)


def _op_schijf(bestand: Any, regel: Regel) -> None:
    bestand.write(orjson.dumps(regel, option=orjson.OPT_APPEND_NEWLINE))
    bestand.flush()
    os.fsync(bestand.fileno())


def _sync_map(map: Path) -> None:
    greep = os.open(map, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(greep)
    finally:
        os.close(greep)
