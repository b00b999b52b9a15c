"""Makes ``zaden/logboek.*`` anew: a small log, pruned once and signed three times, with a key that is thrown away. ``PYTHONPATH=tests:. python -m fuzz.maak_logboek``."""

from __future__ import annotations

import gzip
import json
import sqlite3
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hulp.logboek import AUDITOR, BRON, DAG, Klok, Sleutel, regel

from datastation.logboek import Logboek, speel_na
from fuzz.gemeen import ZADEN, lijkt_op_bsn


def _maak(map: Path) -> None:
    sleutel, klok = Sleutel(), Klok()
    with Logboek(map, BRON, ondertekenaar=sleutel, klok=klok) as boek:
        for n in range(9):
            boek.schrijf(regel(f"Z-{n % 3}", omschrijving=f"stap {n}"))
            klok.nu += DAG * (400 if n == 3 else 1)
        boek.onderteken()
        klok.nu += DAG * 365 * 5
        boek.snoei(AUDITOR)
        for n in range(4):
            boek.schrijf(regel(f"Z-{n}", omschrijving="later"))
        boek.onderteken()
    assert speel_na(map, sleutel.bekend).goed
    db = sqlite3.connect(map / "logboek.sqlite", isolation_level=None)
    db.execute("PRAGMA journal_mode = DELETE")
    waarden = [r[0].decode() for t in ("regel", "hoofd") for r in db.execute(f"SELECT inhoud FROM {t}")]  # noqa: S608 - our own table
    db.close()
    pem = sleutel.publiek.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    beeld = (map / "logboek.sqlite").read_bytes()
    assert not lijkt_op_bsn(beeld)
    (ZADEN / "logboek.sqlite.gz").write_bytes(gzip.compress(beeld, mtime=0))
    (ZADEN / "logboek.json").write_text(
        json.dumps({"kid": sleutel.kid, "sleutel": pem, "waarden": ["x'" + w for w in waarden]}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as t:
        _maak(Path(t))
