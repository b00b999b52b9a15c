"""What tests of the log share: keys in memory, a clock that can be set, entries, and a process that appends."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from datastation.logboek import Gebeurtenis, Gebruiker, Logboek, Logbron, Logregel

BRON = Logbron(organisatie="12345678", id="station-1", netwerkpunt="station.example")
IGJ = Gebruiker(id="did:web:igj.example", is_aanvrager=True, rol="afnemer", netwerkpunt="192.0.2.7", netwerkpunt_soort="2")
AUDITOR = Gebruiker(id="auditor-1", rol="auditor")
DAG = 86_400 * 10**9
NIEUWJAAR_2020 = 1_577_836_800 * 10**9


class Sleutel:
    """A signing key in memory: Ed25519 or P-256."""

    def __init__(self, alg: str = "EdDSA", kid: str = "station#1") -> None:
        self.alg, self.kid = alg, kid
        self._geheim = Ed25519PrivateKey.generate() if alg == "EdDSA" else generate_private_key(SECP256R1())

    def sign(self, data: bytes, /) -> bytes:
        if isinstance(self._geheim, EllipticCurvePrivateKey):
            r, s = decode_dss_signature(self._geheim.sign(data, ECDSA(SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self._geheim.sign(data)

    @property
    def publiek(self):
        return self._geheim.public_key()

    @property
    def bekend(self):
        return {self.kid: self.publiek}


class Klok:
    """A clock that stands still until it is set; nanoseconds since 1970."""

    def __init__(self, nu: int = NIEUWJAAR_2020) -> None:
        self.nu = nu

    def __call__(self) -> int:
        return self.nu


def regel(zaak: str | None = "Z-1", gebeurtenis: Gebeurtenis = Gebeurtenis.ONTVANGEN, **velden) -> Logregel:
    """An entry with what every entry needs."""
    return Logregel(gebeurtenis=gebeurtenis, zaaknummer=zaak, **{"gebruikers": (IGJ,), "bron": BRON, **velden})


def vul(map: Path, aantal: int, **opties) -> None:
    """A log with so many entries, in three cases that take turns."""
    with Logboek(map, BRON, **opties) as boek:
        for n in range(aantal):
            boek.schrijf(regel(f"Z-{n % 3}", omschrijving=f"stap {n}"))


def inbreker(map: Path) -> sqlite3.Connection:
    """A connection of somebody who can write the file and has dropped everything that guards it; put back with `herstel`."""
    db = sqlite3.connect(map / "logboek.sqlite", isolation_level=None)
    for (naam,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {naam}")
    return db


def herstel(db: sqlite3.Connection) -> None:
    """Put the triggers back as if nothing had happened, and leave."""
    from datastation.logboek.opslag import TRIGGERS

    for tekst in TRIGGERS.values():
        db.execute(tekst)
    db.close()


def schrijf_maar_door(map: Path, naam: str, aantal: int) -> None:
    """Append, and name each entry on stdout once it is acknowledged."""
    with Logboek(map, BRON) as boek:
        for n in range(aantal):
            gegeven = boek.schrijf(regel(f"{naam}-{n}"))
            sys.stdout.write(f"{gegeven.volgnummer} {gegeven.hash}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    schrijf_maar_door(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
