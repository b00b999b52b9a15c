"""Immutable snapshots and the one pointer that says which of them serves (``momentopnamen/current``)."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO

from datastation import besloten
from datastation.fouten import GebruiksFout, MotorFout
from datastation.store.manifest import BESTANDSNAAM, Manifest, lees_manifest

WIJZER = "current"
NAAMVORM = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_TIJD = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Momentopname:
    """A snapshot on disk: ``store/``, ``delen/``, ``herkomst/``, ``bevindingen.parquet`` and ``manifest.json``."""

    map: Path

    @property
    def id(self) -> str:
        """Name of the folder; sorts by time."""
        return self.map.name

    @property
    def store(self) -> Path:
        """Folder of the Oxigraph store."""
        return self.map / "store"

    @property
    def bevindingen(self) -> Path:
        """File with the findings of the quality rules."""
        return self.map / "bevindingen.parquet"

    @cached_property
    def manifest(self) -> Manifest:
        """What it holds, read once."""
        return lees_manifest(self.map)


def lijst(momentopnamen: Path) -> tuple[Momentopname, ...]:
    """All complete snapshots, oldest first."""
    if not momentopnamen.is_dir():
        return ()
    # A link to a folder elsewhere is not ours: it would be answered from, and removed when its time has come.
    mappen = (m for m in momentopnamen.iterdir() if NAAMVORM.fullmatch(m.name) and not m.is_symlink() and (m / BESTANDSNAAM).is_file())
    return tuple(Momentopname(m) for m in sorted(mappen, key=lambda m: m.name))


def huidige(momentopnamen: Path) -> Momentopname:
    """The snapshot that serves.

    Raises:
        GebruiksFout: nothing has been refreshed yet, or the pointer leads nowhere.
    """
    wijzer = momentopnamen / WIJZER
    if not dienende(momentopnamen):
        if lijst(momentopnamen):
            raise GebruiksFout(
                "Geen van de momentopnamen is aangewezen om te antwoorden.",
                waar=str(wijzer),
                herstel="Ververs opnieuw, of kies er een met `datastation momentopnamen terug ID`.",
            )
        raise GebruiksFout("Er is nog geen momentopname.", waar=str(momentopnamen), herstel="Maak er een met `datastation ververs`.")
    return Momentopname(momentopnamen / wijzer.readlink())


def dienende(momentopnamen: Path) -> str:
    """Id of the snapshot that serves; "" where none does, or where the pointer names anything but a snapshot beside it."""
    wijzer = momentopnamen / WIJZER
    naam = str(wijzer.readlink()) if wijzer.is_symlink() else ""
    return naam if naam in {opname.id for opname in lijst(momentopnamen)} else ""


def neem_slot(momentopnamen: Path) -> IO[str]:
    """The one lock on the set of snapshots and the pointer; it lasts until the file is closed, also where the process is killed.

    Raises:
        GebruiksFout: another process is refreshing this station.
    """
    slot = (momentopnamen / ".slot").open("w")
    try:
        fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        slot.close()
        raise GebruiksFout(
            "Dit station wordt al ververst.", waar=str(momentopnamen), herstel="Wacht tot dat klaar is en probeer het dan weer."
        ) from None
    return slot


def nieuwe_naam(momentopnamen: Path, nu: datetime, inhoud: str) -> str:
    """``<UTC>-<hash8>`` for a snapshot made now: later than every name that is there, since names are the order of snapshots.

    Where a second has one already, or the clock was put back, the name takes the second after the newest; when it was really made
    stands in the manifest.

    Args:
        nu: time in UTC. inhoud: sha256 of what the snapshot holds.
    """
    tijden = [datetime.strptime(m.name[:16], _TIJD).replace(tzinfo=UTC) for m in momentopnamen.iterdir() if NAAMVORM.fullmatch(m.name)]
    tijd = max([nu.replace(microsecond=0), *(t + timedelta(seconds=1) for t in tijden)])
    return f"{tijd:{_TIJD}}-{inhoud[:8]}"


def zoek(momentopnamen: Path, id: str) -> Momentopname:
    """A snapshot by its id, or by a beginning of it that only one has.

    Raises:
        GebruiksFout: none, or more than one.
    """
    passend = [m for m in lijst(momentopnamen) if m.id.startswith(id) or m.id.split("-")[1] == id]
    if len(passend) == 1:
        return passend[0]
    raise GebruiksFout(
        f"Geen momentopname heet {id}." if not passend else f"{id} past op {len(passend)} momentopnamen.",
        waar=str(momentopnamen),
        herstel="Kijk met `datastation momentopnamen` welke er zijn.",
    )


def opvolger(momentopnamen: Path, id: str) -> Momentopname | None:
    """The snapshot that came in place of one that is gone, because a person was erased from it; None where there is none."""
    for opname in lijst(momentopnamen):
        with suppress(MotorFout):  # another one, damaged: not what is asked for
            if any(wissing.was == id for wissing in opname.manifest.gewist):
                return opname
    return None


def vervang(momentopnamen: Path, was: str, door: str) -> None:
    """Let a snapshot take the place of another, which is removed: its pin first, then the pointer. For the holder of the lock.

    Killed at any moment, the old one serves as before or the new one does, and doing it again finishes it.
    """
    pin = momentopnamen / "vastgezet" / was
    if pin.exists():
        zet_vast(momentopnamen, door, _tot(pin))
        leg_vast(pin.parent)
    if dienende(momentopnamen) == was:
        zet_wijzer(momentopnamen, door)
    pin.unlink(missing_ok=True)
    if (momentopnamen / was).exists():
        verwijder(momentopnamen / was)
    leg_vast(momentopnamen)


def zet_wijzer(momentopnamen: Path, id: str) -> None:
    """Let `id` serve: one atomic replacement of the pointer, so a reader sees the old one or the new one."""
    tijdelijk = momentopnamen / f".wijzer-{uuid.uuid4().hex}"
    tijdelijk.symlink_to(id, target_is_directory=True)
    tijdelijk.replace(momentopnamen / WIJZER)
    leg_vast(momentopnamen)


def ruim_op(momentopnamen: Path, bewaar: int, op: date) -> tuple[str, ...]:
    """Remove all but the newest `bewaar` snapshots; the serving one and those pinned on the day `op` always stay.

    Returns:
        The ids that were removed.
    """
    houd = {huidige(momentopnamen).id, *vastgezet(momentopnamen, op)}
    alle = [m.id for m in lijst(momentopnamen)]
    weg = [id for id in alle[: max(0, len(alle) - bewaar)] if id not in houd]
    for id in weg:
        verwijder(momentopnamen / id)
    return tuple(weg)


def verwijder(map: Path) -> None:
    """Remove a snapshot folder: first out of sight by a rename, so that no reader finds half of one."""
    weg = map.with_name(f".weg-{uuid.uuid4().hex}")
    map.rename(weg)
    shutil.rmtree(weg)


def vastgezet(momentopnamen: Path, op: date) -> tuple[str, ...]:
    """Ids that retention may not remove on the day `op`: ``momentopnamen/vastgezet/<id>`` holds the last day of each pin."""
    map = momentopnamen / "vastgezet"
    return tuple(sorted(p.name for p in map.iterdir() if _tot(p) >= op)) if map.is_dir() else ()


def zet_vast(momentopnamen: Path, id: str, tot: date) -> None:
    """Pin a snapshot that a delivery names, for the term of its profile (decision 7). A pin is never shortened."""
    map = momentopnamen / "vastgezet"
    besloten.maak_map(map)
    pad = map / id
    besloten.schrijf(pad, f"{max(tot, _tot(pad)).isoformat()}\n".encode())


def _tot(pad: Path) -> date:
    """Last day of a pin. One that cannot be read holds for ever: better a folder too many than a proof too few."""
    if not pad.exists():
        return date.min
    try:
        return date.fromisoformat(pad.read_text(encoding="ascii").strip())
    except ValueError:
        return date.max


def leg_vast(map: Path) -> None:
    """What was renamed, linked or removed in a folder stays so after a power cut."""
    greep = os.open(map, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(greep)
    finally:
        os.close(greep)
