"""Answers at rest: each in a file of its own, encrypted, kept apart from state and log (trust.md 5.3).

AES-256-GCM under a key of the station; the name of the file is part of what is authenticated, so that one answer cannot be put in the place of
another. A file is whole or not there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datastation import besloten, sleutel
from datastation.fouten import MotorFout

_NAAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_NONCE = 12
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
        self._map, self._aes = map, AESGCM(sleutel.lees_sleutel(sleutelpad, waarvoor=WAARVOOR))

    def bewaar(self, naam: str, inhoud: bytes) -> None:
        """Store bytes under a name; on disk when this returns. What stood there is replaced as a whole."""
        pad = self._pad(naam)
        nonce = os.urandom(_NONCE)
        tijdelijk = pad.with_name(f".{naam}.{os.urandom(6).hex()}")
        with os.fdopen(os.open(tijdelijk, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as uit:
            uit.write(nonce + self._aes.encrypt(nonce, inhoud, naam.encode()))
            uit.flush()
            os.fsync(uit.fileno())
        tijdelijk.replace(pad)
        greep = os.open(self._map, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(greep)
        finally:
            os.close(greep)

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
