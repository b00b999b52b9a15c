"""The policy file: TOML that a person wrote, or somebody who should not have. Input: the bytes of the file."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from datastation.fouten import InstellingenFout
from datastation.poort import lees_beleid
from fuzz.gemeen import ZADEN, Doel, eis
from fuzz.muteren import bytes_erin, woorden_anders

_MAP = Path(tempfile.mkdtemp(prefix="fuzz-beleid-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))  # noqa: S108 - in memory where that can be
atexit.register(shutil.rmtree, _MAP, ignore_errors=True)
NU = datetime(2026, 7, 5, tzinfo=UTC)
_PAD = _MAP / "beleid.toml"


def proef(data: bytes) -> None:
    """A policy in which no requester and no version of a profile has two rules, or a refusal that names file and place."""
    _PAD.write_bytes(data)
    try:
        beleid = lees_beleid(_PAD)
    except InstellingenFout as fout:
        eis(fout.wat and str(_PAD) in fout.waar, "een weigering die het bestand niet noemt")
        return
    eis(beleid.versie and len({a.did for a in beleid.afnemers}) == len(beleid.afnemers), "twee regels voor een afnemer")
    for afnemer in beleid.afnemers:
        for regel in afnemer.profielen:
            eis(regel.besluit != "automatisch" or regel.quotum is not None, "automatisch zonder quotum")
            if regel.quotum is not None:
                regel.quotum.begin(NU)
            eis(all(afnemer.regel(regel.profiel, versie) is regel for versie in regel.versies), "twee regels voor een versie")


_WOORDEN = (
    *tuple(
        w.encode()
        for w in [
            "versie",
            "credentials",
            "status_uren",
            "afnemers",
            "did",
            "naam",
            "alleen_credentialsubject",
            "profielen",
            "profiel",
            "versies",
            "besluit",
            "weigeren",
            "mens",
            "automatisch",
            "onthulling",
            "vanaf",
            "tot",
            "periode_vanaf",
            "periode_tot",
            "quotum",
            "dagen",
            "vragen",
            "stellingen",
            "vier_ogen",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "24",
            "25",
            "1e5",
            "inf",
            "nan",
            "0x1F",
            "1979-05-27",
            "2026-01-01",
            "0001-01-01",
            "9999-12-31",
            "07:32:00",
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            "=",
            ".",
            ",",
            '"',
            "'''",
            '"""',
            "#",
            "[[afnemers]]",
            "[[afnemers.profielen]]",
            "did:web:a.example",
            "sha256",
            '"\\u0000"',
            "99999999999999999999",
        ]
    ),
    b"\n",
    b"\r\n",
    b"[" * 60,
    b"a=" + b"[" * 1500,
    b"a." * 40,
    b"{a=" * 500,
    b"1" * 5000,
    b"\xef\xbb\xbf",
    b"\x00",
)


def muteer(data: bytes, rng: random.Random) -> bytes:
    """Words, or bytes."""
    return bytes_erin(data, rng, _WOORDEN) if rng.random() < 0.3 else woorden_anders(data, rng, _WOORDEN, zaden())


def zaden() -> list[bytes]:
    """One policy with everything in it, and small ones."""
    heel = (ZADEN / "beleid.toml").read_bytes()
    return [
        heel,
        b'versie = "1"\n',
        b'versie = "1"\nafnemers = []\ncredentials = ["ValidQueryCredential"]\nstatus_uren = 12\n',
        b"a = " + b"[" * 20 + b"]" * 20,
    ]


DOEL = Doel("beleid", proef, muteer, zaden, ("datastation.poort", "datastation.instellingen"), 6000)
