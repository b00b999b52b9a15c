"""The log: append, read (which is itself an entry), sign, prove, prune."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from datastation.fouten import GebruiksFout, Geweigerd
from datastation.logboek import boom, opslag
from datastation.logboek.bewijs import Insluitbewijs, Samenhangbewijs, Zaakbewijs, Zaakregel
from datastation.logboek.hoofd import Boomhoofd, Ondertekenaar, teken
from datastation.logboek.inhoud import als_grens, als_tijd, canoniek, ontleed
from datastation.logboek.nummers import eis_geen_nummers
from datastation.logboek.regel import Betrokken, Gebeurtenis, Gebruiker, Kort, Logbron, Logregel, Vastgelegd

BEWAARTERMIJN = 5  # years: the legal term of an access log (trust.md 5.1)
HOOFD_NA_REGELS, HOOFD_NA_SECONDEN = 1000, 3600  # trust.md 5.4


class Leesfilter(BaseModel):
    """Which entries a reader asks for. What is left out does not count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zaaknummer: Kort | None = None
    gebeurtenis: Gebeurtenis | None = None
    gebruiker: Kort | None = Field(default=None, description="Id van een gebruiker die erbij betrokken was.")
    van: AwareDatetime | None = Field(default=None, description="Vanaf dit moment.")
    tot: AwareDatetime | None = Field(default=None, description="Tot dit moment.")
    vanaf: int = Field(default=0, ge=0, description="Vanaf dit volgnummer.")
    hoogstens: int | None = Field(default=None, ge=1, description="Hoogstens zoveel regels, de laatste.")


class Logboek:
    """An append-only log in a folder. Safe for threads, and for several processes at once; close it, or use it with `with`.

    Args:
        map: folder of `logboek.sqlite`; both are made for their owner alone.
        bron: what stands as source in the entries that the log writes about itself.
        ondertekenaar: signs a head at the first entry, then at least each 1,000 entries and each hour in which something happens.
        maak: make the log where it is not there.
        klok: nanoseconds since 1970; `klokbron` is its name in each entry.

    Raises:
        GebruiksFout: there is no log and `maak` is off.
        MotorFout: the file is damaged, or not a log.
    """

    def __init__(
        self,
        map: Path,
        bron: Logbron,
        *,
        ondertekenaar: Ondertekenaar | None = None,
        maak: bool = True,
        klok: Callable[[], int] = time.time_ns,
        klokbron: str = "systeem",
    ) -> None:
        self._bron, self._ondertekenaar, self._klok, self._klokbron = bron, ondertekenaar, klok, klokbron
        self._opslag = opslag.Opslag(map, maak=maak)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self.sluit()

    def sluit(self) -> None:
        """Close the file."""
        self._opslag.sluit()

    def schrijf(self, regel: Logregel) -> Vastgelegd:
        """Append an entry. When this returns, it is on disk and in the tree.

        Raises:
            Geweigerd: a field holds a number that can be a BSN.
            GrensBereikt: the disk is full, or another process held the log for 30 seconds.
        """
        eis_geen_nummers(regel.model_dump(mode="json"))
        with self._opslag.transactie() as db:
            return self._voeg_toe(db, regel)

    def _voeg_toe(self, db: sqlite3.Connection, regel: Logregel) -> Vastgelegd:
        nummer = opslag.grootte(db)
        lees = partial(opslag.lees_knoop, db)
        vorige = lees(0, nummer - 1).hex() if nummer else None
        tijd, klok = als_tijd(self._klok()), self._klokbron
        eerder = db.execute("SELECT tijd FROM regel WHERE volgnummer = ?", (nummer - 1,)).fetchone()
        if eerder and eerder[0] > tijd:
            klok += " (loopt achter op de vorige regel)"
        inhoud = canoniek(regel, volgnummer=nummer, tijd=tijd, klok=klok, vorige=vorige)
        db.execute("INSERT INTO regel VALUES (?, ?, ?, ?, ?)", (nummer, regel.zaaknummer, regel.gebeurtenis.value, tijd, inhoud))
        for knoop in boom.nieuwe_knopen(nummer, boom.bladhash(inhoud), lees):
            db.execute("INSERT INTO knoop VALUES (?, ?, ?)", knoop)
        if self._ondertekenaar is not None:
            self._teken_als_het_tijd_is(db, self._ondertekenaar, nummer + 1, tijd)
        return Vastgelegd(volgnummer=nummer, tijd=tijd, klok=klok, vorige=vorige, hash=boom.bladhash(inhoud).hex(), regel=regel)

    def _teken_als_het_tijd_is(self, db: sqlite3.Connection, ondertekenaar: Ondertekenaar, grootte: int, tijd: str) -> None:
        laatste = _laatste_hoofd(db)
        if laatste is None or grootte - laatste.grootte >= HOOFD_NA_REGELS or _seconden(laatste.tijd, tijd) >= HOOFD_NA_SECONDEN:
            _leg_hoofd_vast(db, ondertekenaar, grootte, tijd, laatste)

    def onderteken(self) -> Boomhoofd:
        """The signed head over all that is in the log now: the receipt for an answer. A new one only where something was added since.

        Raises:
            GebruiksFout: the log is empty, or was opened without a key.
        """
        if self._ondertekenaar is None:
            raise GebruiksFout("Het logboek is geopend zonder sleutel.", herstel="Geef een sleutel om mee te ondertekenen.")
        with self._opslag.transactie() as db:
            grootte, laatste = opslag.grootte(db), _laatste_hoofd(db)
            if grootte == 0:
                raise GebruiksFout("Een leeg logboek heeft geen hoofd.", herstel="Leg eerst iets vast.")
            if laatste is not None and laatste.grootte == grootte:
                return laatste
            return _leg_hoofd_vast(db, self._ondertekenaar, grootte, als_tijd(self._klok()), laatste)

    def hoofden(self) -> tuple[Boomhoofd, ...]:
        """All signed heads, oldest first."""
        with self._opslag.transactie() as db:
            return tuple(Boomhoofd.model_validate_json(r[0]) for r in db.execute("SELECT inhoud FROM hoofd ORDER BY nummer"))

    def lees(self, filter: Leesfilter, lezer: Gebruiker) -> tuple[Vastgelegd, ...]:
        """Read entries, oldest first. That this was read, by whom and what was asked for, is an entry itself, written before anything is given.

        Raises:
            Geweigerd: the filter or the reader holds a number that can be a BSN.
        """
        with self._opslag.transactie() as db:
            gelezen = self._meld_lezen(db, filter, lezer, "regels")
            return tuple(r for _, r in _zoek(db, filter, gelezen.volgnummer))

    def _meld_lezen(self, db: sqlite3.Connection, filter: Leesfilter, lezer: Gebruiker, wat: str) -> Vastgelegd:
        details = {naam: str(waarde) for naam, waarde in filter.model_dump(mode="json", exclude_none=True).items()}
        regel = Logregel(
            gebeurtenis=Gebeurtenis.LOGBOEK_GELEZEN,
            gebruikers=(lezer.model_copy(update={"is_aanvrager": True}),),
            betrokken=(Betrokken(soort="2", rol="13", id=wat, details=details),),
            bron=self._bron,
        )
        eis_geen_nummers(regel.model_dump(mode="json"))
        return self._voeg_toe(db, regel)

    def heeft_stap(self, zaaknummer: str, naam: str, waarde: str) -> bool:
        """Whether an entry of this case has a detail with this name and value; for the writer itself, who may have been stopped half-way.

        Not reading in the sense of `lees`: nothing of an entry is given.
        """
        with self._opslag.transactie() as db:
            rijen = db.execute("SELECT inhoud FROM regel WHERE zaaknummer = ?", (zaaknummer,)).fetchall()
        return any(b.details.get(naam) == waarde for (inhoud,) in rijen for b in ontleed(inhoud).regel.betrokken)

    def insluiting(self, volgnummer: int, grootte: int | None = None) -> Insluitbewijs:
        """Proof that an entry stands in the log of this size (now, where none is given). Holds hashes only; works for pruned entries too.

        Raises:
            GebruiksFout: there is no such entry, or the log is smaller.
        """
        with self._opslag.transactie() as db:
            grootte = _eis_grootte(db, grootte)
            if not 0 <= volgnummer < grootte:
                raise GebruiksFout("Die regel staat niet in een logboek van deze grootte.", herstel=f"Kies een nummer onder {grootte}.")
            return _insluiting(db, volgnummer, grootte)

    def samenhang(self, oud: int, nieuw: int | None = None) -> Samenhangbewijs:
        """Proof that the log of `oud` entries is the beginning of that of `nieuw` entries (now, where none is given).

        Raises:
            GebruiksFout: the log is smaller, or `oud` is more than `nieuw`.
        """
        with self._opslag.transactie() as db:
            nieuw = _eis_grootte(db, nieuw)
            if not 0 <= oud <= nieuw:
                raise GebruiksFout("Het oude hoofd is groter dan het nieuwe.", herstel="Draai ze om.")
            pad = boom.samenhangpad(oud, nieuw, partial(opslag.lees_knoop, db))
            return Samenhangbewijs(oud=oud, nieuw=nieuw, pad=tuple(p.hex() for p in pad))

    def zaak(self, zaaknummer: str, lezer: Gebruiker) -> Zaakbewijs:
        """All entries of one case with their proofs, under the last signed head (a new one where there is a key). Reading is an entry.

        Raises:
            GebruiksFout: no head was ever signed.
        """
        filter = Leesfilter(zaaknummer=zaaknummer)
        with self._opslag.transactie() as db:
            gelezen = self._meld_lezen(db, filter, lezer, "bewijs")
            hoofd, tot = _laatste_hoofd(db), gelezen.volgnummer + 1
            if self._ondertekenaar is not None and (hoofd is None or hoofd.grootte < tot):
                hoofd = _leg_hoofd_vast(db, self._ondertekenaar, tot, gelezen.tijd, hoofd)
            if hoofd is None:
                raise GebruiksFout("Er is nog geen ondertekend hoofd.", herstel="Start het datastation met een sleutel voor het logboek.")
            gevonden = _zoek(db, filter, gelezen.volgnummer)
            onder = [(inhoud, r) for inhoud, r in gevonden if r.volgnummer < hoofd.grootte]
            regels = tuple(Zaakregel(inhoud=inhoud.decode(), bewijs=_insluiting(db, r.volgnummer, hoofd.grootte)) for inhoud, r in onder)
            return Zaakbewijs(zaaknummer=zaaknummer, hoofd=hoofd, regels=regels, nog_zonder_hoofd=len(gevonden) - len(regels))

    def snoei(self, door: Gebruiker, *, jaren: int = BEWAARTERMIJN) -> Vastgelegd | None:
        """Let go of the contents of the oldest entries, all older than so many years; hashes stay, and with them every proof of the rest.

        What went is an entry itself: up to which number, the limit in time, and the root over what went.

        Returns:
            That entry; None where nothing is old enough.

        Raises:
            Geweigerd: less than five years.
        """
        if jaren < BEWAARTERMIJN:
            raise Geweigerd("Het logboek wordt vijf jaar bewaard.", waar=f"{jaren} jaar", herstel="Kies vijf jaar of meer.")
        with self._opslag.transactie() as db:
            nu = self._klok()
            grens = jaren_eerder(als_tijd(nu), jaren)
            eerste = db.execute("SELECT min(volgnummer) FROM regel").fetchone()[0]
            # The beginning only: where the clock was once put back, what comes after a younger entry waits for it.
            tot = db.execute("SELECT min(volgnummer) FROM regel WHERE tijd >= ?", (grens,)).fetchone()[0]
            tot = opslag.grootte(db) if tot is None else tot
            if eerste is None or tot <= eerste:
                return None
            regel = self._voeg_toe(db, self._snoeiregel(door, tot, grens, boom.wortel(tot, partial(opslag.lees_knoop, db))))
            db.execute("INSERT INTO snoei VALUES (?, ?)", (tot, regel.volgnummer))
            db.execute("DELETE FROM regel WHERE volgnummer < ?", (tot,))
        self._opslag.veeg()
        return regel

    def _snoeiregel(self, door: Gebruiker, tot: int, grens: str, wortel: bytes) -> Logregel:
        regel = Logregel(
            gebeurtenis=Gebeurtenis.LOGBOEK_GESNOEID,
            gebruikers=(door,),
            betrokken=(Betrokken(soort="2", rol="13", id="regels", details={"tot": str(tot), "grens": grens, "wortel": wortel.hex()}),),
            bron=self._bron,
        )
        eis_geen_nummers(door.model_dump(mode="json"), "gebruikers[0]")
        return regel


def jaren_eerder(tijd: str, jaren: int) -> str:
    """The same moment some years before; 28 February where 29 February is not there."""
    jaar, rest = int(tijd[:4]) - jaren, tijd[4:]
    if rest.startswith("-02-29") and not (jaar % 4 == 0 and (jaar % 100 != 0 or jaar % 400 == 0)):
        rest = "-02-28" + rest[6:]
    return f"{jaar:04d}{rest}"


def _seconden(van: str, tot: str) -> float:
    return (datetime.fromisoformat(tot) - datetime.fromisoformat(van)).total_seconds()


def _laatste_hoofd(db: sqlite3.Connection) -> Boomhoofd | None:
    rij = db.execute("SELECT inhoud FROM hoofd ORDER BY nummer DESC LIMIT 1").fetchone()
    return Boomhoofd.model_validate_json(rij[0]) if rij else None


def _leg_hoofd_vast(db: sqlite3.Connection, sleutel: Ondertekenaar, grootte: int, tijd: str, laatste: Boomhoofd | None) -> Boomhoofd:
    nieuw = teken(sleutel, grootte=grootte, wortel=boom.wortel(grootte, partial(opslag.lees_knoop, db)), tijd=tijd, vorige=laatste)
    db.execute("INSERT INTO hoofd SELECT coalesce(max(nummer) + 1, 0), ?, ? FROM hoofd", (grootte, nieuw.canoniek))
    return nieuw


def _eis_grootte(db: sqlite3.Connection, grootte: int | None) -> int:
    nu = opslag.grootte(db)
    if grootte is not None and grootte > nu:
        raise GebruiksFout("Zo groot is het logboek niet.", herstel=f"Het heeft {nu} regels.")
    return nu if grootte is None else grootte


def _insluiting(db: sqlite3.Connection, volgnummer: int, grootte: int) -> Insluitbewijs:
    lees = partial(opslag.lees_knoop, db)
    pad = boom.insluitpad(volgnummer, grootte, lees)
    return Insluitbewijs(volgnummer=volgnummer, grootte=grootte, blad=lees(0, volgnummer).hex(), pad=tuple(p.hex() for p in pad))


def _zoek(db: sqlite3.Connection, filter: Leesfilter, voor: int) -> list[tuple[bytes, Vastgelegd]]:
    """Entries before number `voor` that fit the filter, oldest first."""
    eisen: list[tuple[str, object]] = [("volgnummer < ?", voor), ("volgnummer >= ?", filter.vanaf)]
    if filter.zaaknummer is not None:
        eisen.append(("zaaknummer = ?", filter.zaaknummer))
    if filter.gebeurtenis is not None:
        eisen.append(("gebeurtenis = ?", filter.gebeurtenis.value))
    if filter.van is not None:
        eisen.append(("tijd >= ?", als_grens(filter.van)))
    if filter.tot is not None:
        eisen.append(("tijd < ?", als_grens(filter.tot)))
    vraag = "SELECT inhoud FROM regel WHERE " + " AND ".join(e for e, _ in eisen) + " ORDER BY volgnummer DESC"  # noqa: S608 - joined of the texts above
    uit: list[tuple[bytes, Vastgelegd]] = []
    for (inhoud,) in db.execute(vraag, [w for _, w in eisen]):
        gelezen = ontleed(inhoud)
        if filter.gebruiker is None or any(filter.gebruiker in (g.id, g.ander_id, g.namens) for g in gelezen.regel.gebruikers):
            uit.append((inhoud, gelezen))
            if len(uit) == filter.hoogstens:
                break
    return uit[::-1]
