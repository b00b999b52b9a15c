"""Answers at rest: each in a file of its own, encrypted, kept apart from state and log (trust.md 5.3).

AES-256-GCM under a key of the station; the name of the file is part of what is authenticated, so that one answer cannot be put in the place of
another. A file is whole or not there.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datastation import besloten, sleutel
from datastation.fouten import MotorFout
from datastation.store import momentopname
from datastation.store.schijf import schijf_in_woorden

_NAAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_NONCE = 12
_REST = 3600  # seconds after which nobody is writing a file any more
WAARVOOR = "antwoorden"


class Kluis:
    """A folder of encrypted answers.

    Args:
        map: where the files stand; made for its owner alone.
        sleutelpad: file of the key; made where there is neither a key nor an answer yet.

    Raises:
        InstellingenFout: answers stand here and the key is gone, or others may read it.
    """

    def __init__(self, map: Path, sleutelpad: Path) -> None:
        besloten.maak_map(map)
        if not sleutelpad.exists() and not any(map.iterdir()):
            sleutel.maak_sleutel(sleutelpad, waarvoor=WAARVOOR)
        for rest in map.glob(".*"):  # of a process that was killed while it wrote
            with suppress(FileNotFoundError):
                if rest.stat().st_mtime < time.time() - _REST:
                    rest.unlink()
        self._map, self._aes = map, AESGCM(sleutel.lees_sleutel(sleutelpad, waarvoor=WAARVOOR))

    def bewaar(self, naam: str, inhoud: bytes) -> None:
        """Store bytes under a name; on disk when this returns. What stood there is replaced as a whole.

        Raises:
            GrensBereikt: the disk is full; what stood there stands there still.
        """
        self._leg(naam, inhoud, Path.replace)

    def bewaar_eerste(self, naam: str, inhoud: bytes) -> bytes:
        """Store bytes under a name where nothing stands; gives what stands there, whoever stored it. Raises as `bewaar` and `lees`."""
        self._leg(naam, inhoud, _als_eerste)
        gevonden = self.lees(naam)
        assert gevonden is not None, "nobody removes what is wanted"
        return gevonden

    def _leg(self, naam: str, inhoud: bytes, zet: Callable[[Path, Path], object]) -> None:
        pad = self._pad(naam)
        nonce = os.urandom(_NONCE)
        tijdelijk = pad.with_name(f".{naam}.{os.urandom(6).hex()}")
        with schijf_in_woorden(self._map, "Er is niets half bewaard."):
            try:
                with os.fdopen(os.open(tijdelijk, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as uit:
                    uit.write(nonce + self._aes.encrypt(nonce, inhoud, naam.encode()))
                    uit.flush()
                    os.fsync(uit.fileno())
                zet(tijdelijk, pad)
            finally:
                tijdelijk.unlink(missing_ok=True)
            momentopname.leg_vast(self._map)

    def lees(self, naam: str) -> bytes | None:
        """What stands under a name; None where nothing does.

        Raises:
            MotorFout: it was changed, or encrypted under another key.
        """
        try:
            ruw = self._pad(naam).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return self._aes.decrypt(ruw[:_NONCE], ruw[_NONCE:], naam.encode())
        except (InvalidTag, ValueError):
            raise MotorFout(
                "Een bewaard antwoord is veranderd, of hoort bij een andere sleutel.",
                waar=f"{self._map.name}/{naam}",
                herstel="Zet antwoord en sleutel terug uit dezelfde reservekopie, of laat de vraag opnieuw beantwoorden.",
            ) from None

    def wis(self, naam: str) -> bool:
        """Remove what stands under a name; False where nothing did."""
        try:
            self._pad(naam).unlink()
        except FileNotFoundError:
            return False
        return True

    def namen(self) -> tuple[str, ...]:
        """Names under which something stands."""
        return tuple(sorted(p.name for p in self._map.iterdir() if not p.name.startswith(".")))

    def _pad(self, naam: str) -> Path:
        assert _NAAM.fullmatch(naam), "names are made by the station, never by a message"
        return self._map / naam


def _als_eerste(tijdelijk: Path, pad: Path) -> None:
    with suppress(FileExistsError):
        os.link(tijdelijk, pad)
