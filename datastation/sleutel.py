"""Secret keys of a station, that behind pseudonyms first: made once, kept outside the snapshots, readable by their owner only (decision 4)."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from datastation import besloten
from datastation.fouten import InstellingenFout

LENGTE = 32
PSEUDONIEMEN = "pseudoniemen"


def maak_sleutel(pad: Path, *, waarvoor: str = PSEUDONIEMEN) -> None:
    """Make a new key file (0600). An existing one is never overwritten: what was made with it could not be read or matched any more.

    Raises:
        InstellingenFout: there is one already.
    """
    besloten.maak_map(pad.parent)
    try:
        greep = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InstellingenFout(
            f"Er is al een sleutel voor {waarvoor}.",
            waar=str(pad),
            herstel="Laat deze staan: met een andere sleutel krijgt elke cliënt een ander pseudoniem."
            if waarvoor == PSEUDONIEMEN
            else "Laat deze staan: wat ermee gemaakt is, is met een andere sleutel niet meer te lezen.",
        ) from None
    with os.fdopen(greep, "w") as uit:
        uit.write(secrets.token_hex(LENGTE) + "\n")


def lees_sleutel(pad: Path, *, waarvoor: str = PSEUDONIEMEN) -> bytes:
    """Read a key: 32 bytes.

    Raises:
        InstellingenFout: missing, not 64 hexadecimal digits, or readable by others than its owner.
    """
    try:
        rechten = stat.S_IMODE(pad.stat().st_mode)
        tekst = pad.read_text(encoding="ascii").strip()
        sleutel = bytes.fromhex(tekst)
    except FileNotFoundError:
        raise InstellingenFout(
            f"De sleutel voor {waarvoor} ontbreekt.",
            waar=str(pad),
            herstel="Zet de sleutel terug uit de reservekopie. Nieuw station: `datastation nieuw MAP` maakt er een."
            if waarvoor == PSEUDONIEMEN
            else "Zet de sleutel terug uit de reservekopie.",
        ) from None
    except ValueError:
        raise InstellingenFout(f"De sleutel voor {waarvoor} is beschadigd.", waar=str(pad), herstel="Zet de reservekopie terug.") from None
    if len(sleutel) != LENGTE:
        raise InstellingenFout(
            f"De sleutel voor {waarvoor} heeft niet de juiste lengte.", waar=str(pad), herstel="Zet de reservekopie terug."
        )
    if rechten & 0o077:
        raise InstellingenFout(
            f"Anderen kunnen de sleutel voor {waarvoor} lezen.", waar=f"{pad} (rechten {rechten:o})", herstel=f"Voer uit: chmod 600 {pad}"
        )
    return sleutel


def vingerafdruk(sleutel: bytes) -> str:
    """A short name of a key that does not give it away; stands in every manifest."""
    return hashlib.sha256(b"datastation-vingerafdruk|" + sleutel).hexdigest()[:16]
