"""One run of an enquiry: ask whoever was not asked yet, take in what comes, judge it, until all is there or the time is up.

Each station is on its own: what it does wrong, or does not do, ends as its status and takes one place among many, for a bounded time.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import ssl
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from datastation.berichten import (
    Antwoordbericht,
    BerichtFout,
    Foutbericht,
    Generatie,
    Verzoek,
    koppen_van,
    lees_reactie,
    schrijf_verzoek,
)
from datastation.fouten import InstellingenFout
from datastation.uitvragen.bode import Bezwaar, Bode, Netwerk, schoon
from datastation.uitvragen.dagboek import Dagboek
from datastation.uitvragen.lijst import Lijst
from datastation.uitvragen.nazien import Goedgekeurd, Ongeldig, Tabel, Verwacht, keur_antwoord, keur_weigering, lees_tabel, nr_volgens
from datastation.uitvragen.postbus import PAD, Bus, Zending
from datastation.uitvragen.stand import Stationstand, Status
from datastation.uitvragen.vragen import Gevalideerd, vorm_van
from datastation.uitwisselprofiel import Profiel
from datastation.vertrouwen import Contexten, Resolver, Sleutelbos, did_document, maak_presentatie

KEURDERS = 4
ZWAAR = 4 << 20  # bytes; of replies larger than this one is judged at a time, so that memory stays bounded
_AFGEWEZEN = {
    "afgewezen": ("afgewezen", "De vraag is geweigerd."),
    "ingetrokken": ("ingetrokken-verzoek", "De vraag is ingetrokken."),
    "verlopen": ("zaak-verlopen", "De vraag is verlopen zonder antwoord."),
}
Meld = Callable[[str], None]


class Ronde:
    """The work on an open journal.

    Args:
        sleutels: of the requester, with its DID. klok: this moment, UTC. meld: told now and then how far it is.
    """

    def __init__(
        self,
        dagboek: Dagboek,
        lijst: Lijst,
        profiel: Profiel,
        vragen: tuple[Gevalideerd, ...],
        sleutels: Sleutelbos,
        *,
        klok: Callable[[], datetime],
        meld: Meld,
    ) -> None:
        self._dagboek, self._lijst, self._profiel, self._vragen, self._klok, self._meld = dagboek, lijst, profiel, vragen, klok, meld
        self._stand, self._sleutels = dagboek.stand, sleutels
        self._generatie = Generatie(self._stand.begin["generatie"])
        self._parameters: Mapping[str, str] = self._stand.begin["parameters"]
        self._net = Netwerk(tls=_tls(lijst), lokaal=lijst.verbinding.lokaal)
        self._resolver, self._contexten = Resolver(ophaler=self._net), Contexten()
        self._boden: dict[int, Bode] = {}
        self._pogingen: dict[int, int] = {}
        self._wek, self._zwaar = threading.Condition(), threading.Semaphore(1)
        self._slot, self._oordeel = threading.Lock(), threading.Lock()
        self._agenda: list[tuple[float, int]] = []  # when, which station
        self._bezig: set[int] = set()
        self._te_keuren = 0
        self._fout: BaseException | None = None

    def voer(self, wacht: float) -> None:
        """Do what can be done in so many seconds.

        Raises:
            InstellingenFout: the mailbox cannot open. DatastationFout: the requester's own disk or keys fail.
        """
        einde = time.monotonic() + wacht
        with ExitStack() as stapel:
            self._vraagpool = stapel.enter_context(ThreadPoolExecutor(self._lijst.grenzen.verbindingen, "uitvragen"))
            self._keurpool = stapel.enter_context(ThreadPoolExecutor(KEURDERS, "keuren"))
            if self._lijst.postbus is not None:
                stapel.enter_context(
                    Bus(self._lijst, self._dagboek.map / "post", ken=self._ken, neem=self._neem, document=self._document())
                )
            # What is still waiting when this ends is not begun any more.
            stapel.callback(self._vraagpool.shutdown, wait=True, cancel_futures=True)
            self._begin()
            self._wacht(einde)
        if self._fout is not None:
            raise self._fout

    def _begin(self) -> None:
        for s in self._stand.stations:
            for sha256 in s.post.keys() - s.beoordeeld:
                self._laat_keuren(s, sha256)
            if not s.klaar and not (s.aangenomen and not s.zaken) and not _geweigerd(s):
                heapq.heappush(self._agenda, (0.0, s.volg))

    def _wacht(self, einde: float) -> None:
        gemeld = -1
        while True:
            with self._wek:
                nu = time.monotonic()
                while self._agenda and self._agenda[0][0] <= nu:
                    _, volg = heapq.heappop(self._agenda)
                    self._bezig.add(volg)
                    self._vraagpool.submit(self._doe, self._stand.stations[volg])
                klaar = sum(s.klaar for s in self._stand.stations)
                if nu >= einde or self._fout is not None or self._niets_te_verwachten():
                    return
                volgende = min(einde, self._agenda[0][0] if self._agenda else einde, nu + 1.0)
                if klaar != gemeld:
                    gemeld = klaar
                    self._meld(f"{klaar} van {len(self._stand.stations)} stations hebben geantwoord")
                self._wek.wait(max(0.01, volgende - nu))

    def _niets_te_verwachten(self) -> bool:
        """No call under way or planned, nothing to judge, and nobody who took the message and still owes an answer."""
        if self._bezig or self._te_keuren or any(not _rustig(self._stand.stations[v]) for _, v in self._agenda):
            return False
        return not any(s.aangenomen and not _rustig(s) for s in self._stand.stations) or self._klok() >= self._stand.vervalt

    def _doe(self, s: Stationstand) -> None:
        """One step with one station: ask, or look how far it is."""
        later: float | None = None
        try:
            later = self._kijk(s) if s.aangenomen else self._vraag(s)
        except BaseException as fout:  # noqa: BLE001 - nobody waits for the outcome of a thread: it is raised where the run is waited for
            self._fout = fout
        with self._wek:
            self._bezig.discard(s.volg)
            if later is not None:
                heapq.heappush(self._agenda, (time.monotonic() + later, s.volg))
            self._wek.notify_all()

    # Asking

    def _bode(self, s: Stationstand) -> Bode:
        if s.volg not in self._boden:
            stukken = [self._vragen[0].verklaring]
            self._boden[s.volg] = Bode(self._net, self._lijst, self._sleutels.tekent, stukken, s.did, s.basis, self._klok)
        return self._boden[s.volg]

    def _vraag(self, s: Stationstand) -> float | None:
        """Ask; gives the seconds after which there is something to do again."""
        poging = self._pogingen[s.volg] = self._pogingen.get(s.volg, 0) + 1
        if self._klok() >= self._stand.vervalt:
            return None
        try:
            zaken = self._bode(s).stuur(lambda: self._bericht(s))
        except Bezwaar as fout:
            self._dagboek.schrijf("bezwaar", s.volg, status=fout.status.value, code=fout.code, zin=fout.zin)
            if fout.later is None or poging >= self._lijst.grenzen.pogingen:
                return None
            return max(fout.later, self._lijst.grenzen.rust * 2.0 ** (poging - 1))
        self._dagboek.schrijf("aangenomen", s.volg, zaken=list(zaken))
        return self._lijst.grenzen.peiling if zaken and self._lijst.postbus is None else None

    def _bericht(self, s: Stationstand) -> tuple[bytes, Mapping[str, str]]:
        """The request: the same id at each attempt, a fresh presentation."""
        nu = self._klok()
        vorm = vorm_van(self._vragen, self._generatie)
        presentatie = maak_presentatie(
            [v.verklaring for v in self._vragen],
            sleutel=self._sleutels.tekent,
            publiek=s.did,
            eenmalig=str(uuid.uuid4()),
            nu=nu,
            vorm=vorm,
            contexten=self._contexten,
        )
        postbus = self._lijst.postbus
        verzoek = self._verzoek(s)
        tijden = {} if self._generatie is Generatie.NUTS_2022 else {"gemaakt": nu, "vervalt": self._stand.vervalt}
        # Without a mailbox the older generations still want an address; nobody listens there, and the answer is fetched.
        adres = (
            f"{postbus.basis}{PAD}/{s.sleutel}"
            if postbus
            else ""
            if self._generatie is Generatie.KIKV_1
            else f"https://postbus.invalid/{s.sleutel}"
        )
        velden: dict[str, Any] = {**vars(verzoek), **tijden, "presentatie": presentatie, "antwoordadres": adres}
        vol = Verzoek(**velden)
        return schrijf_verzoek(vol), koppen_van(vol)

    def _verzoek(self, s: Stationstand) -> Verzoek:
        return Verzoek(self._generatie, s.bericht, s.gesprek, self._lijst.afnemer.did, (s.did,), parameters=self._parameters)

    # Looking

    def _kijk(self, s: Stationstand) -> float | None:
        """Look at each case that is open, and fetch what was released."""
        nrs = list(s.vragen)
        open_ = [
            (zaak, nrs[i] if len(s.zaken) == len(nrs) else "")
            for i, zaak in enumerate(s.zaken)
            if not (len(s.zaken) == len(nrs) and _af(s, nrs[i]))
        ]
        for zaak, nr in open_:
            try:
                self._kijk_naar(s, zaak, nr)
            except Bezwaar as fout:
                if fout.later is None:  # a station without this door; what it has to say, it sends
                    return None
        return self._lijst.grenzen.peiling if self._lijst.postbus is None and not _rustig(s) else None

    def _kijk_naar(self, s: Stationstand, zaak: str, nr: str) -> None:
        bode = self._bode(s)
        velden = bode.kijk(zaak)
        uitslag, toestand = velden.get("uitslag"), velden.get("toestand")
        eind = uitslag if uitslag == "afgewezen" else toestand
        if eind in _AFGEWEZEN:
            reden = velden.get("reden")
            code, zin = _AFGEWEZEN[eind]
            if isinstance(reden, dict):
                code, zin = schoon(reden.get("code"), 60) or code, schoon(reden.get("zin")) or zin
            self._dagboek.schrijf("weigering", s.volg, vraag=nr, code=code, zin=zin, zaak=zaak, sha256="")
        elif uitslag == "vrijgegeven" and toestand in ("vrijgegeven", "verzonden"):
            self._bewaar_opgehaald(s, zaak, bode.haal(zaak))

    def _bewaar_opgehaald(self, s: Stationstand, zaak: str, jws: bytes) -> None:
        ruw = orjson.dumps({"opgehaald": zaak}) + b"\n" + jws
        greep, naam = tempfile.mkstemp(prefix=".deel-", dir=self._dagboek.map / "post")
        deel = Path(naam)
        try:
            with os.fdopen(greep, "wb") as uit:
                uit.write(ruw)
                uit.flush()
                os.fsync(uit.fileno())
            self._neem_aan(s, Zending(s.sleutel, deel, hashlib.sha256(ruw).hexdigest(), len(jws)))
        finally:
            deel.unlink(missing_ok=True)

    # Taking in

    def _ken(self, sleutel: str) -> int | None:
        """Room of an address of the mailbox, in bytes."""
        groot = self._lijst.grenzen.bytes
        if not sleutel:
            return groot
        s = self._stand.per_sleutel.get(sleutel)
        return None if s is None else self._ruimte(s)

    def _ruimte(self, s: Stationstand) -> int:
        """A station may send each answer three times over, and not more bytes than all its answers and one more."""
        groot, aantal = self._lijst.grenzen.bytes, len(s.vragen)
        return 0 if len(s.post) >= 3 * aantal + 3 else max(0, min(groot, (aantal + 1) * groot - sum(s.post.values())))

    def _neem(self, zending: Zending) -> int:
        """A reply that came in: whose it is, and whether it is new. Gives the status for the station."""
        try:
            s = self._van_wie(zending)
            return 404 if s is None else self._neem_aan(s, zending)
        except (BerichtFout, ValueError):
            return 400
        except OSError as fout:
            self._fout = fout
            return 503

    def _van_wie(self, zending: Zending) -> Stationstand | None:
        if zending.sleutel:
            return self._stand.per_sleutel[zending.sleutel]
        kop, _, inhoud = zending.deel.read_bytes().partition(b"\n")
        with self._zwaar:
            reactie = lees_reactie(inhoud, koppen=orjson.loads(kop))
        return self._stand.per_bericht.get(reactie.verzoek_id or reactie.gesprek)

    def _neem_aan(self, s: Stationstand, zending: Zending) -> int:
        with self._slot:
            if zending.sha256 in s.post or all(v.antwoord is not None for v in s.vragen.values()):
                return 200
            if self._ruimte(s) < zending.grootte:
                return 429
            self._dagboek.bewaar_post(s.volg, zending.deel, zending.sha256, zending.grootte)
        self._laat_keuren(s, zending.sha256)
        return 202

    def _laat_keuren(self, s: Stationstand, sha256: str) -> None:
        with self._wek:
            self._te_keuren += 1
        self._keurpool.submit(self._keur, s, sha256)

    def _keur(self, s: Stationstand, sha256: str) -> None:
        try:
            self._beoordeel(s, sha256)
        except BaseException as fout:  # noqa: BLE001 - as in `_doe`
            self._fout = fout
        with self._wek:
            self._te_keuren -= 1
            self._wek.notify_all()

    def _beoordeel(self, s: Stationstand, sha256: str) -> None:
        verwacht = self.verwacht(s)
        reactie: Antwoordbericht | Foutbericht | None = None
        try:
            with self._zwaar if s.post[sha256] > ZWAAR else nullcontext():
                reactie = self._gelezen(s, sha256)
                if isinstance(reactie, Foutbericht):
                    nr, code, zin, zaak = keur_weigering(reactie, verwacht, s.zaken)
                    self._dagboek.schrijf("weigering", s.volg, vraag=nr, code=code, zin=zin, zaak=zaak, sha256=sha256)
                    return
                goed = keur_antwoord(reactie, verwacht, self._resolver, nu=self._klok())
            self._neem_op(s, sha256, goed)
        except (BerichtFout, Ongeldig) as fout:
            code, zin = (fout.code, fout.zin) if isinstance(fout, Ongeldig) else (fout.reden.value, fout.wat)
            vraag = nr_volgens(reactie.jws, verwacht.vragen) if isinstance(reactie, Antwoordbericht) else ""
            self._dagboek.schrijf("ongeldig", s.volg, vraag=vraag, code=code, zin=zin, sha256=sha256)

    def _neem_op(self, s: Stationstand, sha256: str, goed: Goedgekeurd) -> None:
        """Let a valid answer count, unless it came too late or contradicts an earlier receipt of this station. Raises Ongeldig."""
        if self._klok() >= self._stand.vervalt:
            raise Ongeldig("te-laat", "Het antwoord kwam na de termijn van de vraag.")
        with self._oordeel:  # two answers of one station may be judged at the same time
            if s.hoofden.get(goed.hoofd.grootte, goed.hoofd.wortel) != goed.hoofd.wortel:
                raise Ongeldig("ontvangstbewijs", "Twee ontvangstbewijzen van dit station spreken elkaar tegen: zijn logboek is veranderd.")
            self._dagboek.schrijf("antwoord", s.volg, vraag=goed.tabel.nr, sha256=sha256, **goed.velden)

    def _gelezen(self, s: Stationstand, sha256: str) -> Antwoordbericht | Foutbericht:
        koppen, inhoud = self._dagboek.lees_post(sha256)
        if "opgehaald" not in koppen:
            return lees_reactie(inhoud, koppen=koppen)
        # Fetched: there is no envelope. Who it is from is what the signature must say.
        jws = inhoud.decode("ascii", "replace")
        return Antwoordbericht(
            self._generatie, koppen["opgehaald"], s.bericht, s.gesprek, s.did, (self._lijst.afnemer.did,), None, jws, None
        )

    def verwacht(self, s: Stationstand) -> Verwacht:
        """What an answer of this station must fit."""
        return Verwacht(s.did, s.kvk, self._verzoek(s), self._profiel, self._stand.vragen, self._parameters)

    def tabel(self, volg: int, nr: str, sha256: str) -> Tabel:
        """The table of an answer that was judged valid.

        Raises:
            DatastationFout: the file is not there any more, or is another one.
        """
        s = self._stand.stations[volg]
        reactie = self._gelezen(s, sha256)
        assert isinstance(reactie, Antwoordbericht), "the journal names an answer"
        return lees_tabel(reactie.jws, self._profiel, nr)

    def _document(self) -> bytes:
        did = self._lijst.afnemer.did
        assert self._lijst.postbus is not None, "there is a mailbox"
        diensten = {"didcomm-service-kikv": f"{self._lijst.postbus.basis}{PAD}"}
        return json.dumps(did_document(did, self._sleutels.sleutels, diensten)).encode()


def _rustig(s: Stationstand) -> bool:
    """Every question has some outcome; a better one may still come, but nobody waits for it."""
    return all(v.antwoord is not None or v.weigering is not None or v.ongeldig is not None for v in s.vragen.values())


def _af(s: Stationstand, nr: str) -> bool:
    return s.vragen[nr].antwoord is not None or s.vragen[nr].weigering is not None


def _geweigerd(s: Stationstand) -> bool:
    """The station refused the message itself: asking it again changes nothing."""
    return s.bezwaar is not None and s.bezwaar["status"] == Status.GEWEIGERD.value


def _tls(lijst: Lijst) -> ssl.SSLContext:
    """How stations are recognised, and how they recognise us. Raises InstellingenFout."""
    v = lijst.verbinding
    try:
        tls = ssl.create_default_context(cafile=str(lijst.pad(v.ca)) if v.ca else None)
        if v.certificaat:
            tls.load_cert_chain(lijst.pad(v.certificaat), lijst.pad(v.sleutel) if v.sleutel else None)
    except (OSError, ssl.SSLError):
        raise InstellingenFout(
            "De certificaten voor de verbinding met de stations zijn niet te lezen.",
            waar=f"verbinding.ca, verbinding.certificaat en verbinding.sleutel in {lijst.map}",
            herstel="Geef PEM-bestanden; de sleutel hoort bij het certificaat en heeft geen wachtwoord.",
        ) from None
    return tls
