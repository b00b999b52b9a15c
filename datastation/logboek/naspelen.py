"""The replay: read the whole log again and say what is not as it was written, entry by entry.

What is found without any key: a changed, missing, inserted or moved entry; a changed leaf, node or link; contents that went without being
pruned; a trigger that was dropped. Who rewrites an entry *and* all that comes after it is found by a signed head that is older than that: one
in the log, under its key, or better one that left the machine. What came after the last head can be cut off unseen: hence a head with
each answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from datastation.logboek import boom, opslag
from datastation.logboek.boek import BEWAARTERMIJN, jaren_eerder
from datastation.logboek.hoofd import Boomhoofd, Sleutels, klopt_hoofd
from datastation.logboek.inhoud import lees_json
from datastation.logboek.regel import Gebeurtenis

MEESTE_GATEN = 10_000  # missing leaves; the report is full long before
HOOGSTENS = 1000  # faults that a report names; a log that is wholly broken needs no longer list


@dataclass(frozen=True)
class Gebrek:
    """Something that does not fit. `volgnummer` is the entry it is about; None where it is about the file or a head as such."""

    volgnummer: int | None
    wat: str


@dataclass(frozen=True)
class Verslag:
    """What a replay found. `onbekend` are the names of keys under heads that could not be checked, as nobody gave them."""

    grootte: int
    wortel: str
    gesnoeid: int
    hoofden: int
    onbekend: tuple[str, ...]
    gebreken: tuple[Gebrek, ...]

    @property
    def goed(self) -> bool:
        """Nothing was found."""
        return not self.gebreken


@dataclass(frozen=True)
class _Snoei:
    regel: int
    tot: int
    grens: str
    wortel: str
    tijd: str


class _Zoeker:
    """One replay: what it has seen so far."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.toppen = boom.Toppen()
        self.gebreken: list[Gebrek] = []
        self.wortels: dict[int, bytes] = {0: boom.LEEG}
        self.fout_tot_en_met = -1  # the last entry that is known to be wrong: what lies above it in the tree says nothing new
        self.snoei: list[_Snoei] = []
        self.gesnoeid = 0
        self.knopen = 0
        self.gemist = 0

    def meld(self, volgnummer: int | None, wat: str) -> None:
        if len(self.gebreken) < HOOGSTENS:
            self.gebreken.append(Gebrek(volgnummer, wat))

    def loop(self, op_grootte: set[int]) -> None:
        """Every leaf with its entry, in order."""
        vraag = """SELECT k.positie, k.hash, r.volgnummer, r.zaaknummer, r.gebeurtenis, r.tijd, CAST(r.inhoud AS BLOB), typeof(r.inhoud)
            FROM knoop k LEFT JOIN regel r ON r.volgnummer = k.positie
            WHERE k.niveau = 0 AND typeof(k.positie) = 'integer' AND k.positie >= 0 ORDER BY k.positie"""
        vorige: bytes | None = None
        for positie, blad, *regel in self.db.execute(vraag):
            self.gemist += max(0, positie - self.toppen.grootte)
            if self.gemist > MEESTE_GATEN:
                # A leaf can be put as far away as 2^63: naming all that is missing before it would never end.
                self._fout(self.toppen.grootte, f"er ontbreken in totaal meer dan {MEESTE_GATEN} regels; vanaf hier is niet verder gekeken")
                return
            while self.toppen.grootte < positie:
                vorige = self._gat(self.toppen.grootte)
                self._groei(vorige, op_grootte)
            self._regel(positie, blad, vorige, regel)
            # A leaf that is no hash at all cannot go on into the tree; that it is wrong was said.
            vorige = blad if isinstance(blad, bytes) and len(blad) == 32 else bytes(32)
            self._groei(vorige, op_grootte)

    def _gat(self, positie: int) -> bytes:
        rij = self.db.execute("SELECT CAST(inhoud AS BLOB) FROM regel WHERE volgnummer = ?", (positie,)).fetchone()
        self.meld(positie, "de hash van de regel ontbreekt" if rij else "de regel ontbreekt")
        self.fout_tot_en_met = positie
        return boom.bladhash(rij[0]) if rij else bytes(32)

    def _groei(self, blad: bytes, op_grootte: set[int]) -> None:
        laatste = self.toppen.grootte
        for niveau, positie, hash in self.toppen.voeg_toe(blad)[1:]:
            self.knopen += 1
            rij = self.db.execute("SELECT hash FROM knoop WHERE niveau = ? AND positie = ?", (niveau, positie)).fetchone()
            begin = positie << niveau
            if (rij is None or rij[0] != hash) and self.fout_tot_en_met < begin:
                self.meld(laatste, f"de boom past niet bij de regels {begin} tot en met {laatste}")
        if self.toppen.grootte in op_grootte:
            self.wortels[self.toppen.grootte] = self.toppen.wortel()

    def _regel(self, nummer: int, blad: bytes, vorige: bytes | None, regel: Sequence[Any]) -> None:
        volgnummer, zaaknummer, gebeurtenis, tijd, inhoud, soort = regel
        if volgnummer is None:
            if nummer < self.gesnoeid:
                return
            self._fout(nummer, "de inhoud van de regel ontbreekt")
            return
        if nummer < self.gesnoeid:
            self._fout(nummer, "de regel is gesnoeid, maar haar inhoud staat er nog")
        if soort != "blob" or boom.bladhash(inhoud) != blad:
            self._fout(nummer, "de regel is veranderd: haar inhoud past niet bij haar hash")
            return
        velden = lees_json(inhoud)
        if velden is None:
            self._fout(nummer, "de inhoud is geen regel van dit logboek")
            return
        if velden.get("volgnummer") != nummer:
            self._fout(nummer, "de regel staat op een andere plaats dan waar zij geschreven is")
        if velden.get("vorige") != (vorige.hex() if vorige else None) and self.fout_tot_en_met < nummer - 1:
            self._fout(nummer - 1 if nummer else 0, f"de regel is niet die waar regel {nummer} op volgt")
        binnen = velden.get("regel")
        binnen = binnen if isinstance(binnen, dict) else {}
        if (binnen.get("zaaknummer"), binnen.get("gebeurtenis"), velden.get("tijd")) != (zaaknummer, gebeurtenis, tijd):
            self._fout(nummer, "zaaknummer, gebeurtenis of tijd waarop gezocht wordt, past niet bij de inhoud")

    def _fout(self, nummer: int, wat: str) -> None:
        self.meld(nummer, wat)
        self.fout_tot_en_met = max(self.fout_tot_en_met, nummer)

    def zoek_snoei(self) -> None:
        """What was pruned, as the entries about it say. Those entries are checked like every other when the walk comes by."""
        vraag = "SELECT volgnummer, CAST(inhoud AS BLOB) FROM regel WHERE gebeurtenis = ? ORDER BY volgnummer"
        for nummer, inhoud in self.db.execute(vraag, (Gebeurtenis.LOGBOEK_GESNOEID.value,)):
            velden = lees_json(inhoud) or {}
            try:
                details = velden["regel"]["betrokken"][0]["details"]
                gevonden = _Snoei(nummer, int(details["tot"]), details["grens"], details["wortel"], velden["tijd"])
                te_jong = gevonden.grens > jaren_eerder(gevonden.tijd, BEWAARTERMIJN)  # a limit that is no text: TypeError
            except (KeyError, IndexError, TypeError, ValueError):
                self.meld(nummer, "de regel over het snoeien zegt niet wat er gesnoeid is")
                continue
            if not 0 < gevonden.tot <= nummer or te_jong:
                self.meld(nummer, f"er is gesnoeid wat nog geen {BEWAARTERMIJN} jaar oud was")
                continue
            self.snoei.append(gevonden)
        self.gesnoeid = max((s.tot for s in self.snoei), default=0)
        # An earlier pruning may be pruned by a later one: what still counts is what the entries that are there say.
        for tot, regel in self.db.execute("SELECT tot, regel FROM snoei"):
            if not (isinstance(tot, int) and isinstance(regel, int)):
                self.meld(None, "een toestemming om te snoeien is beschadigd")
            elif tot > self.gesnoeid or (regel >= self.gesnoeid and not any((s.tot, s.regel) == (tot, regel) for s in self.snoei)):
                self.meld(None, f"er is toestemming om tot regel {tot} te snoeien, zonder regel die dat zegt")

    def sluit_af(self) -> None:
        """What only the whole shows: entries and nodes too many, and what was pruned."""
        for (nummer,) in self.db.execute(
            "SELECT volgnummer FROM regel WHERE volgnummer NOT IN (SELECT positie FROM knoop WHERE niveau = 0) ORDER BY volgnummer"
        ):
            if nummer >= self.toppen.grootte or nummer < 0:
                self.meld(nummer, "de regel is ingevoegd: zij staat niet in de boom")
        grootte = self.toppen.grootte
        (geteld,) = self.db.execute(
            "SELECT count(*) FROM knoop WHERE niveau <> 0 OR positie < 0 OR typeof(positie) <> 'integer'"
        ).fetchone()
        if geteld != self.knopen and not self.gebreken:
            self.meld(None, "de boom heeft knopen te veel of te weinig")
        for s in self.snoei:
            if s.tot <= grootte and self.wortels[s.tot].hex() != s.wortel:
                self.meld(s.regel, f"wat er gesnoeid is (tot regel {s.tot}), is niet wat er stond")


def speel_na(map: Path, sleutels: Sleutels | None = None, bekend: Sequence[Boomhoofd] = ()) -> Verslag:
    """Check a whole log. It is only read; other processes may go on appending.

    Args:
        sleutels: public keys by name (`kid`), for the heads: all of them, or none. Without any only the roots are compared.
        bekend: heads that were kept elsewhere, for instance from answers.

    Raises:
        GebruiksFout: there is no log.
    """
    with opslag.alleen_lezen(map) as db:
        zoeker = _Zoeker(db)
        hoofden: list[Boomhoofd] = []
        onbekend: set[str] = set()
        try:
            _bestand(zoeker)
            zoeker.zoek_snoei()
            hoofden = list(_hoofden(zoeker))
            zoeker.loop({h.grootte for h in (*hoofden, *bekend)} | {s.tot for s in zoeker.snoei})
            zoeker.sluit_af()
            onbekend = _toets_hoofden(zoeker, hoofden, sleutels or {}, "in het logboek") | _toets_hoofden(
                zoeker, sorted(bekend, key=lambda h: h.grootte), sleutels or {}, "van elders", los=True
            )
        except opslag.STUK as fout:
            # `loop` stops where a page cannot be read: the entry that would have come next.
            zoeker.meld(zoeker.toppen.grootte, f"het bestand is vanaf hier niet te lezen ({getattr(fout, 'sqlite_errorname', 'onbekend')})")
    return Verslag(
        grootte=zoeker.toppen.grootte,
        wortel=zoeker.toppen.wortel().hex(),
        gesnoeid=zoeker.gesnoeid,
        hoofden=len(hoofden),
        onbekend=tuple(sorted(onbekend)),
        gebreken=tuple(sorted(zoeker.gebreken, key=lambda g: (g.volgnummer is not None, g.volgnummer or 0))),
    )


def _bestand(zoeker: _Zoeker) -> None:
    """The file itself: what SQLite thinks of it, and whether what guards it is still there."""
    if zoeker.db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        zoeker.meld(None, "het bestand zelf is beschadigd")
    if zoeker.db.execute("PRAGMA user_version").fetchone()[0] != opslag.VERSIE:
        zoeker.meld(None, "het bestand noemt een andere versie")
    staat: dict[str, str] = dict(zoeker.db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    for naam, tekst in opslag.SCHEMA.items():
        if staat.get(naam) != tekst:
            wat = "de beveiliging" if naam in opslag.TRIGGERS else "de tabel of index"
            zoeker.meld(None, f"{wat} {naam} is weg of veranderd")
    if vreemd := len(staat.keys() - opslag.SCHEMA.keys()):
        zoeker.meld(None, f"er staan {vreemd} dingen in het bestand die niet van het logboek zijn")


def _hoofden(zoeker: _Zoeker) -> Iterator[Boomhoofd]:
    vorige: Boomhoofd | None = None
    for verwacht, (nummer, grootte, inhoud) in enumerate(zoeker.db.execute("SELECT nummer, grootte, inhoud FROM hoofd ORDER BY nummer")):
        try:
            hoofd = Boomhoofd.model_validate_json(inhoud)
        except ValidationError:
            zoeker.meld(None, f"hoofd {nummer} is geen hoofd meer")
            continue
        if hoofd.canoniek != inhoud:
            zoeker.meld(None, f"hoofd {nummer} staat er anders dan het geschreven is")
        if nummer != verwacht or hoofd.grootte != grootte:
            zoeker.meld(None, f"hoofd {nummer} staat op een andere plaats dan waar het geschreven is")
        if hoofd.vorige != (vorige.vingerafdruk if vorige else None) or (vorige and vorige.grootte >= hoofd.grootte):
            zoeker.meld(None, f"hoofd {nummer} volgt niet op het hoofd ervoor")
        vorige = hoofd
        yield hoofd


def _toets_hoofden(zoeker: _Zoeker, hoofden: Sequence[Boomhoofd], sleutels: Sleutels, waar: str, *, los: bool = False) -> set[str]:
    """Signature and root of each head. Where a root differs, the change lies after the last head that still fits."""
    onbekend, goed_tot = set(), 0
    for nummer, hoofd in enumerate(hoofden):
        naam = f"het hoofd {waar} over {hoofd.grootte} regels" if los else f"hoofd {nummer} {waar} (over {hoofd.grootte} regels)"
        if hoofd.kid not in sleutels:
            onbekend.add(hoofd.kid)
            if sleutels:
                # Who brings keys wants every signature checked: a name that was changed must not make one go unseen.
                zoeker.meld(None, f"de handtekening onder {naam} is niet na te kijken: de sleutel {hoofd.kid} is niet gegeven")
        elif not klopt_hoofd(hoofd, sleutels[hoofd.kid]):
            zoeker.meld(None, f"de handtekening onder {naam} klopt niet")
            continue
        if hoofd.grootte > zoeker.toppen.grootte:
            zoeker.meld(zoeker.toppen.grootte, f"hier houdt het logboek op, maar {naam} telt verder: er zijn regels weg")
        elif zoeker.wortels[hoofd.grootte].hex() != hoofd.wortel:
            zoeker.meld(goed_tot, f"vanaf hier, en voor regel {hoofd.grootte}, is iets anders dan onder {naam} getekend is")
        else:
            goed_tot = hoofd.grootte
    return onbekend
