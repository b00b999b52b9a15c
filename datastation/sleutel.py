"""The key behind pseudonyms: made once per station, kept outside the snapshots, readable by its owner only (decision 4)."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from datastation import besloten
from datastation.fouten import InstellingenFout

LENGTE = 32


def maak_sleutel(pad: Path) -> None:
    """Make a new key file (0600). An existing one is never overwritten: pseudonyms would change.

    Raises:
        InstellingenFout: there is one already.
    """
    besloten.maak_map(pad.parent)
    try:
        greep = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InstellingenFout(
            "Er is al een sleutel voor pseudoniemen.",
            waar=str(pad),
            herstel="Laat deze staan: met een andere sleutel krijgt elke cliënt een ander pseudoniem.",
        ) from None
    with os.fdopen(greep, "w") as uit:
        uit.write(secrets.token_hex(LENGTE) + "\n")


def lees_sleutel(pad: Path) -> bytes:
    """Read the key: 32 bytes.

    Raises:
        InstellingenFout: missing, not 64 hexadecimal digits, or readable by others than its owner.
    """
    try:
        rechten = stat.S_IMODE(pad.stat().st_mode)
        tekst = pad.read_text(encoding="ascii").strip()
        sleutel = bytes.fromhex(tekst)
    except FileNotFoundError:
        raise InstellingenFout(
            "De sleutel voor pseudoniemen ontbreekt.",
            waar=str(pad),
            herstel="Zet de sleutel terug uit de reservekopie. Nieuw station: `datastation nieuw MAP` maakt er een.",
        ) from None
    except ValueError:
        raise InstellingenFout("De sleutel voor pseudoniemen is beschadigd.", waar=str(pad), herstel="Zet de reservekopie terug.") from None
    if len(sleutel) != LENGTE:
        raise InstellingenFout(
            "De sleutel voor pseudoniemen heeft niet de juiste lengte.", waar=str(pad), herstel="Zet de reservekopie terug."
        )
    if rechten & 0o077:
        raise InstellingenFout(
            "Anderen kunnen de sleutel voor pseudoniemen lezen.", waar=f"{pad} (rechten {rechten:o})", herstel=f"Voer uit: chmod 600 {pad}"
        )
    return sleutel


def vingerafdruk(sleutel: bytes) -> str:
    """A short name of a key that does not give it away; stands in every manifest."""
    return hashlib.sha256(b"datastation-vingerafdruk|" + sleutel).hexdigest()[:16]
