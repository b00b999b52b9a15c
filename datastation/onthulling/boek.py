"""The ledger of earlier decisions: what left and what was held back, to whomever. One SQLite file (0600).

Contributors stand in it as keyed HMACs of their pseudonyms, in exact sets: whoever has the file without the key cannot look anybody up, and
whoever has the key needs the pseudonyms too. A decision counts as released from the moment it is made, before anybody has sent it: a crash in
between leaves the ledger too full, never too empty.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from datastation import besloten
from datastation.fouten import Geweigerd, InstellingenFout
from datastation.onthulling.beschermen import EerdereGroep, beoordeel
from datastation.onthulling.beslissing import Beslissing, als_json, uit_json
from datastation.onthulling.regels import Geen, Regels
from datastation.onthulling.tabel import Tabel
from datastation.onthulling.verschillen import VERZONNEN
from datastation.sleutel import LENGTE, vingerafdruk

BESTANDSNAAM = "vrijgaveboek.sqlite"
_VINGER = 16  # bytes of an HMAC: 128 bits, as pseudonyms have (decision 4)
_LENGTE_LID = 1 + _VINGER
_WACHTTIJD = 30.0  # seconds that one process waits for another to finish its decision
_TERUGZETTEN = "Zet de reservekopie terug. Begin geen nieuw boek: dan is niet meer na te gaan wat al naar buiten is."

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS boek (sleutel TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS beslissing (zaak TEXT PRIMARY KEY, inhoud TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS groep (zaak TEXT NOT NULL REFERENCES beslissing, maat TEXT NOT NULL, vrij INTEGER NOT NULL,
        leden BLOB NOT NULL, UNIQUE (zaak, maat, vrij, leden))""",
)


@dataclass(frozen=True)
class Zaak:
    """What a decision is about. The same three give the same decision again, whoever asks: no second look, no averaging.

    Attributes:
        vraag: profile, version and question with their hash.
        parameters: as bound; order does not matter.
        momentopname: id of the snapshot.
    """

    vraag: str
    parameters: Mapping[str, str]
    momentopname: str

    @property
    def naam(self) -> str:
        """Fixed name of these three: a hash, so that parameters stand nowhere in the ledger."""
        tekst = json.dumps([self.vraag, dict(self.parameters), self.momentopname], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(tekst.encode()).hexdigest()[:32]


class Vrijgaveboek:
    """The ledger of one station.

    Args:
        map: folder where the file stands or comes to stand.
        sleutel: 32 bytes (`datastation.sleutel`). Another key than the ledger was made with is refused: it would recognise nobody.

    Raises:
        InstellingenFout: the wrong key, or others than the owner may read the file.
        Geweigerd: the file cannot be read. Without its ledger a station cannot tell what its answers give away, so it decides nothing.
    """

    def __init__(self, map: Path, sleutel: bytes) -> None:
        if len(sleutel) != LENGTE:
            raise InstellingenFout("De sleutel van het vrijgaveboek heeft niet de juiste lengte.", herstel="Zet de reservekopie terug.")
        besloten.maak_map(map)
        self._pad, self._sleutel = map / BESTANDSNAAM, sleutel
        _eis_besloten(self._pad)
        with self._open() as boek:
            for opdracht in _SCHEMA:
                boek.execute(opdracht)
            afdruk = vingerafdruk(b"onthulling|" + sleutel)
            bekend = [rij[0] for rij in boek.execute("SELECT sleutel FROM boek")]
            if not bekend:
                boek.execute("INSERT INTO boek VALUES (?)", (afdruk,))
            elif bekend != [afdruk]:
                raise InstellingenFout(
                    "Het vrijgaveboek is met een andere sleutel gemaakt.",
                    waar=str(self._pad),
                    herstel="Zet de sleutel terug waarmee het boek is gemaakt.",
                )

    def beslis(self, zaak: Zaak, tabel: Tabel, regels: Regels | Geen) -> Beslissing:
        """The stored decision of this case, or a new one that is stored in the same transaction.

        A profile that declares ``geen`` gives exact figures on a legal ground; its groups do not count as released, since nobody could
        be given anything else afterwards.

        Raises:
            Geweigerd: the ledger cannot be read or written; nothing is decided.
        """
        with self._open() as boek:
            if rij := boek.execute("SELECT inhoud FROM beslissing WHERE zaak = ?", (zaak.naam,)).fetchone():
                return uit_json(rij[0])
            eigen = self._met_vingers(tabel)
            oordeel = beoordeel(eigen, regels, () if isinstance(regels, Geen) else _eerder(boek))
            boek.execute("INSERT INTO beslissing VALUES (?, ?)", (zaak.naam, als_json(oordeel.beslissing)))
            if not isinstance(regels, Geen):
                rijen = [
                    (zaak.naam, maat, vrij, _leden(groep)) for vrij, deel in ((1, oordeel.vrij), (0, oordeel.dicht)) for maat, groep in deel
                ]
                boek.executemany("INSERT OR IGNORE INTO groep VALUES (?, ?, ?, ?)", rijen)
            return oordeel.beslissing

    def laat_vervallen(self, zaak: Zaak) -> bool:
        """Forget a decision that never left (a person refused it, the question was withdrawn); whether there was one.

        Only for an answer of which it is certain that nothing of it was sent: from here on it does not count any more.
        """
        with self._open() as boek:
            boek.execute("DELETE FROM groep WHERE zaak = ?", (zaak.naam,))
            return boek.execute("DELETE FROM beslissing WHERE zaak = ?", (zaak.naam,)).rowcount > 0

    def _met_vingers(self, tabel: Tabel) -> Tabel:
        vinger: dict[str, str] = {}
        for cel in tabel.cellen.values():
            for lid in cel.inzenders:
                if lid not in vinger:
                    vinger[lid] = hmac.digest(self._sleutel, b"onthulling|" + lid.encode(), "sha256")[:_VINGER].hex()
        return replace(tabel, cellen={p: replace(c, inzenders=frozenset(vinger[i] for i in c.inzenders)) for p, c in tabel.cellen.items()})

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One writer at a time, from the first read on: two questions at once may not each miss the other's groups."""
        try:
            with closing(sqlite3.connect(self._pad, timeout=_WACHTTIJD, isolation_level=None)) as boek:
                boek.execute("PRAGMA synchronous = FULL")
                boek.execute("PRAGMA foreign_keys = ON")
                boek.execute("BEGIN IMMEDIATE")
                try:
                    yield boek
                except BaseException:
                    boek.execute("ROLLBACK")
                    raise
                boek.execute("COMMIT")
        except sqlite3.Error as fout:
            raise Geweigerd(
                f"Het vrijgaveboek is niet te lezen of te schrijven ({type(fout).__name__}).", waar=str(self._pad), herstel=_TERUGZETTEN
            ) from None


def _eis_besloten(pad: Path) -> None:
    """Make the file for its owner alone before SQLite opens it; its journal takes the same rights."""
    try:
        os.close(os.open(pad, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    except OSError as fout:
        raise Geweigerd(
            f"Het vrijgaveboek is niet te openen ({fout.strerror}).", waar=str(pad), herstel="Herstel het bestand of zijn rechten."
        ) from None
    rechten = stat.S_IMODE(pad.stat().st_mode)
    if rechten & besloten.ANDEREN:
        raise InstellingenFout(
            "Anderen kunnen het vrijgaveboek lezen.", waar=f"{pad} (rechten {rechten:o})", herstel=f"Voer uit: chmod 600 {pad}"
        )


def _eerder(boek: sqlite3.Connection) -> Iterator[EerdereGroep]:
    for zaak, maat, vrij, leden in boek.execute("SELECT zaak, maat, vrij, leden FROM groep ORDER BY rowid"):
        if len(leden) % _LENGTE_LID:
            raise Geweigerd("Het vrijgaveboek is beschadigd.", waar=f"beslissing {zaak[:12]}", herstel=_TERUGZETTEN)
        groep = frozenset(_lid(leden[i : i + _LENGTE_LID]) for i in range(0, len(leden), _LENGTE_LID))
        yield EerdereGroep(maat, groep, bool(vrij), zaak[:12])


def _leden(groep: frozenset[str]) -> bytes:
    """Sorted; one byte before each member says whether it is one or is imagined."""
    return b"".join(sorted(bytes([lid.startswith(VERZONNEN)]) + bytes.fromhex(lid.removeprefix(VERZONNEN)) for lid in groep))


def _lid(ruw: bytes) -> str:
    return (VERZONNEN if ruw[0] else "") + ruw[1:].hex()
