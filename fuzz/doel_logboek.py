"""The log: an entry from bytes, and the replay of a file that somebody changed.

Input: ``o`` and the bytes of an entry; ``b`` and lines ``place:hex`` that are written over the file (both in hexadecimal; the length of the file stays);
or ``s`` and a JSON list of ``[table, column, row, value]`` that are put in with every trigger gone. A replay that finds nothing found nothing changed.
"""

from __future__ import annotations

import atexit
import gzip
import json
import random
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_public_key

from datastation.fouten import MotorFout
from datastation.logboek import speel_na
from datastation.logboek.inhoud import ontleed
from datastation.logboek.opslag import BESTAND, TRIGGERS
from fuzz.gemeen import ZADEN, Doel, eis
from fuzz.muteren import bytes_erin, json_anders

_Z: dict[str, Any] = json.loads((ZADEN / "logboek.json").read_text(encoding="utf-8"))
_BEELD = gzip.decompress((ZADEN / "logboek.sqlite.gz").read_bytes())
_SLEUTELS: Any = {_Z["kid"]: load_pem_public_key(_Z["sleutel"].encode())}
_MAP = Path(tempfile.mkdtemp(prefix="fuzz-logboek-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))  # noqa: S108 - in memory where that can be
atexit.register(shutil.rmtree, _MAP, ignore_errors=True)
_PAD = _MAP / BESTAND
_TABELLEN = {"regel": ("volgnummer", "zaaknummer", "gebeurtenis", "tijd", "inhoud"), "knoop": ("niveau", "positie", "hash"),
             "hoofd": ("nummer", "grootte", "inhoud"), "snoei": ("tot", "regel")}  # fmt: skip


def _inhoud() -> Any:
    """Everything that the log says, row by row; None where it cannot be read."""
    db = sqlite3.connect(_PAD)
    db.text_factory = bytes
    try:
        return {t: db.execute(f"SELECT {', '.join(k)} FROM {t} ORDER BY 1, 2").fetchall() for t, k in _TABELLEN.items()}  # noqa: S608 - our own table
    except sqlite3.Error:
        return None
    finally:
        db.close()


def _schrijf(beeld: bytes) -> None:
    for pad in _MAP.iterdir():
        pad.unlink()
    _PAD.write_bytes(beeld)


_schrijf(_BEELD)
_HEEL = _inhoud()


def _ontleed(data: bytes) -> None:
    try:
        gelezen = ontleed(data)
    except MotorFout:
        return
    eis(gelezen.volgnummer >= 0 and gelezen.regel.gebruikers, "een regel zonder nummer of gebruiker")


def _bestand(data: bytes) -> None:
    beeld = bytearray(_BEELD)
    for regel in data.split(b"\n")[:20]:
        plek, _, nieuw = regel.partition(b":")
        try:
            begin, ruw = int(plek or b"0", 16) % len(beeld), bytes.fromhex(nieuw.decode())[:64]
        except ValueError:
            continue
        beeld[begin : begin + len(ruw)] = ruw[: len(beeld) - begin]
    _schrijf(bytes(beeld))
    _speel()


def _rijen(data: bytes) -> None:
    try:
        wensen = json.loads(data)
    except (ValueError, RecursionError):
        return
    _schrijf(_BEELD)
    db = sqlite3.connect(_PAD, isolation_level=None)
    try:
        for naam in TRIGGERS:
            db.execute(f"DROP TRIGGER {naam}")
        db.execute("PRAGMA ignore_check_constraints = ON")
        for wens in wensen[:10] if isinstance(wensen, list) else []:
            _wens(db, wens)
        for tekst in TRIGGERS.values():
            db.execute(tekst)
    finally:
        db.close()
    _speel()


def _wens(db: sqlite3.Connection, wens: Any) -> None:
    if not isinstance(wens, list) or len(wens) != 4 or wens[0] not in tuple(_TABELLEN) or not isinstance(wens[2], int):
        return
    tabel, kolom, rij, waarde = wens
    if kolom not in _TABELLEN[tabel]:
        return
    if isinstance(waarde, str) and waarde.startswith("x'"):
        waarde = waarde[2:].encode("utf-8", "replace")
    sleutel = " AND ".join(f"{k} IS ?" for k in _TABELLEN[tabel])
    try:
        alle = db.execute(f"SELECT {', '.join(_TABELLEN[tabel])} FROM {tabel}").fetchall()  # noqa: S608 - our own table
        if alle:
            db.execute(f"UPDATE {tabel} SET {kolom} = ? WHERE {sleutel}", (waarde, *alle[rij % len(alle)]))  # noqa: S608
    except (sqlite3.Error, OverflowError, UnicodeEncodeError):
        return


def _speel() -> None:
    verslag = speel_na(_PAD.parent, _SLEUTELS)
    eis(len(verslag.gebreken) <= 1000, "een verslag zonder einde")
    if verslag.goed:
        # `snoei` only says what may be deleted: less than the entries say is no lie about what happened; more is.
        nu = _inhoud()
        eis(nu is not None and all(nu[t] == _HEEL[t] for t in ("regel", "knoop", "hoofd")), "een verandering die het naspelen niet ziet")
        eis(all(tot <= max(t for t, _ in _HEEL["snoei"]) for tot, _ in nu["snoei"]), "een ruimere toestemming die het naspelen niet ziet")


def proef(data: bytes) -> None:
    """Only the error of a damaged log comes out, and no change goes unseen."""
    soort = data[:1]
    if soort == b"o":
        _ontleed(data[1:])
    elif soort == b"b":
        _bestand(data[1:])
    elif soort == b"s":
        _rijen(data[1:])


_NAMEN = ("regel", "knoop", "hoofd", "snoei", "volgnummer", "zaaknummer", "gebeurtenis", "tijd", "inhoud", "niveau", "positie", "hash", "nummer", "grootte",
          "tot", "vorige", "schema", "klok", "handeling", "gebruikers", "bron", "logboek_gesnoeid", "betrokken", "details", "grens", "wortel", "kid", "alg",
          "handtekening", "x'00", "x'")  # fmt: skip


def muteer(data: bytes, rng: random.Random) -> bytes:
    """Of each kind its own change."""
    soort, rest = data[:1], data[1:]
    if soort == b"b":
        regels = [r for r in rest.split(b"\n") if r]
        if regels and rng.random() < 0.4:
            del regels[rng.randrange(len(regels))]
        else:
            plek = rng.randrange(len(_BEELD)) if rng.random() < 0.7 else rng.randrange(200)
            nieuw = bytes(
                rng.choice((0, 1, 2, 0x7F, 0x80, 0xFF, _BEELD[plek] ^ 1 << rng.randrange(8), rng.randrange(256)))
                for _ in range(rng.choice((1, 1, 2, 4, 9)))
            )
            regels.append(b"%x:%s" % (plek, nieuw.hex().encode()))
        return b"b" + b"\n".join(regels[-12:])
    if soort == b"s":
        try:
            wensen = json.loads(rest)
        except ValueError:
            wensen = []
        if not isinstance(wensen, list) or rng.random() < 0.3:
            return b"s" + (json_anders(rest, rng, _NAMEN) or b"[]")
        tabel = rng.choice(list(_TABELLEN))
        oud = rng.choice(_Z["waarden"])
        if oud.startswith("x'{") and rng.random() < 0.5:  # an entry or a head that was written again, in its one form
            anders = json_anders(oud[2:].encode(), rng, _NAMEN) or b"{}"
            tekst = json.dumps(json.loads(anders), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            return b"s" + json.dumps([*wensen[-6:], [rng.choice(("regel", "hoofd")), "inhoud", rng.randrange(8), f"x'{tekst}"]]).encode(
                "utf-8", "replace"
            )
        waarde = rng.choice(
            (None, 0, 1, 5, 12, 13, -1, 2**31, 2**62, 1.5, "", "x'00", "x'" + "0" * 32, "logboek_gesnoeid", oud, oud.replace("0", "1", 1))
        )
        return b"s" + json.dumps([*wensen[-6:], [tabel, rng.choice(_TABELLEN[tabel]), rng.randrange(30), waarde]]).encode()
    anders = json_anders(rest, rng, _NAMEN, [w.removeprefix("x'").encode() for w in _Z["waarden"]])
    if anders is not None and rng.random() < 0.7:  # canonical again, or it goes no deeper than that
        return b"o" + json.dumps(json.loads(anders), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
    return rng.choice((b"o", b"o", b"b", b"s")) + (anders if anders is not None else bytes_erin(rest, rng, [n.encode() for n in _NAMEN]))


def zaden() -> list[bytes]:
    """Entries and heads of the log, and small changes of it."""
    uit = [b"o" + w.removeprefix("x'").encode() for w in _Z["waarden"]]
    return [
        *uit,
        b"b",
        b"b1000:ff",
        b"b64:00\n2000:80",
        b"s[]",
        b's[["regel","zaaknummer",3,"Z-9"]]',
        b's[["knoop","positie",12,13]]',
        b's[["hoofd","grootte",0,7]]',
    ]


DOEL = Doel("logboek", proef, muteer, zaden, ("datastation.logboek",), 4096)
