"""Many requesters at once against a station in a process of its own, which may be killed while they ask."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from datastation import berichten, vrijgave
from datastation.berichten import Antwoordbericht, Generatie, Verzoek
from datastation.instellingen import lees_station
from datastation.uitwisselprofiel import Profiel, zoek
from datastation.vertrouwen.ondertekenen import maak_presentatie, maak_verklaring
from datastation.vertrouwen.sleutelbos import EigenSleutel, maak_sleutel
from datastation.vertrouwen.vraagverklaring import vraag_2021
from datastation.vrijgave import Rol, Toestand
from datastation.zaken import open_staat_van
from hulp.certificaten import Server
from hulp.netwerk import PERIODE, VANDAAG, maak_station

DID = "did:web:station.example"
EXTRA = """
[uitwisseling.tls]
client_verplicht = false
"""
REGEL = """
[[afnemers]]
did = "{did}"
naam = "Afnemer {nr}"

[[afnemers.profielen]]
profiel = "igj-wzd-aantallen"
versies = ["1.0.0"]
besluit = "mens"
onthulling = ["geen"]
vier_ogen = false
quotum = {{ dagen = 1, vragen = 100000 }}
"""


@dataclass
class Proces:
    """A station that runs as `datastation start`; it can be killed and started again on the same port."""

    map: Path
    poort: int
    proces: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        """Start, and wait until it says that it is ready."""
        self.starts += 1
        log = (self.map / f"start-{self.starts}.log").open("wb")
        with log:
            self.proces = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "datastation", "start", "--station", str(self.map)],
                stdout=log,
                stderr=log,
                env={**os.environ, "NO_COLOR": "1"},
                start_new_session=True,
            )
        einde = time.monotonic() + 90
        while time.monotonic() < einde:
            if self.proces.poll() is not None:
                raise AssertionError((self.map / f"start-{self.starts}.log").read_text()[-3000:])
            with suppress(OSError):
                if vraag(self.poort, "GET", "/health/ready")[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the station does not become ready")

    def dood(self) -> None:
        """SIGKILL, workers included: as a machine that loses power."""
        assert self.proces is not None
        with suppress(ProcessLookupError):
            os.killpg(self.proces.pid, signal.SIGKILL)
        self.proces.wait()
        # Workers live in sessions of their own; they end when their pipe does.

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self.proces is not None
        self.proces.terminate()
        return self.proces.wait(120)

    def geheugen(self) -> int:
        """Resident bytes of the server and of the processes that it started."""
        assert self.proces is not None
        return sum(_rss(pid) for pid in [self.proces.pid, *_kinderen(self.proces.pid)])


def _rss(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _kinderen(pid: int) -> list[int]:
    uit = []
    for taak in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            uit += [int(p) for p in taak.read_text().split()]
    return uit + [klein for kind in uit for klein in _kinderen(kind)]


def vraag(poort: int, methode: str, pad: str, inhoud: bytes | None = None, **koppen: str) -> tuple[int, bytes, dict[str, str]]:
    """One HTTP request to the station."""
    verbinding = http.client.HTTPConnection("127.0.0.1", poort, timeout=60)
    try:
        verbinding.request(methode, pad, inhoud, {k.replace("_", "-"): w for k, w in koppen.items()})
        with verbinding.getresponse() as antwoord:
            return antwoord.status, antwoord.read(), dict(antwoord.headers)
    finally:
        verbinding.close()


@dataclass
class Afnemer:
    """A requester with its token and its questions."""

    sleutel: EigenSleutel
    nrs: list[str]
    token: str = ""


@dataclass
class Druk:
    """The whole: station, requesters, mailbox, and what was measured."""

    proces: Proces
    server: Server
    profiel: Profiel
    afnemers: list[Afnemer]
    wachttijden: list[float] = field(default_factory=list)
    aangenomen: set[str] = field(default_factory=set)
    slot: threading.Lock = field(default_factory=threading.Lock)

    def stel_alles(self, einde: float) -> None:
        """Every requester asks its questions, one after the other, all requesters at once; what is refused for the moment is asked again."""
        with ThreadPoolExecutor(len(self.afnemers)) as draden:
            for klaar in [draden.submit(self._stel, afnemer, einde) for afnemer in self.afnemers]:
                klaar.result()

    def _stel(self, afnemer: Afnemer, einde: float) -> None:
        postbus = f"https://localhost:{self.server.poort}/postbus"
        for nr in afnemer.nrs:
            verzoek = _verzoek(self.profiel, afnemer.sleutel, BEHEER[0], postbus, nr)
            inhoud = berichten.schrijf_verzoek(verzoek)
            while True:
                assert time.monotonic() < einde, "asking takes too long"
                begin = time.monotonic()
                try:
                    self._eis_token(afnemer)
                    koppen = {**berichten.koppen_van(verzoek), "Authorization": f"Bearer {afnemer.token}"}
                    status, antwoord, terug = vraag(self.proces.poort, "POST", "/api/verifiedsparql", inhoud, **koppen)
                except (OSError, http.client.HTTPException):
                    time.sleep(0.1)  # it was killed, or is not up yet
                    continue
                if status == 200:
                    with self.slot:
                        self.wachttijden.append(time.monotonic() - begin)
                        self.aangenomen |= {z["zaaknummer"] for z in json.loads(antwoord)["zaken"]}
                    break
                assert status in (429, 503), (status, antwoord)
                time.sleep(min(float(terug.get("Retry-After", "1")), 0.5))

    def _eis_token(self, afnemer: Afnemer) -> None:
        if afnemer.token:
            return
        vp = maak_presentatie(
            [_verklaring(self.profiel, afnemer.sleutel, BEHEER[0])],
            sleutel=afnemer.sleutel,
            publiek=DID,
            eenmalig=str(uuid.uuid4()),
            nu=datetime.now(UTC),
            geldig=timedelta(seconds=5),
        )
        formulier = urllib.parse.urlencode({"grant_type": "vp_token-bearer", "assertion": vp, "scope": "verifiedsparql"}).encode()
        status, antwoord, _ = vraag(self.proces.poort, "POST", "/oauth/token", formulier, Content_Type="application/x-www-form-urlencoded")
        if status in (429, 503):
            raise ConnectionError
        assert status == 200, antwoord
        afnemer.token = json.loads(antwoord)["access_token"]

    def wacht_op_post(self, aantal: int, einde: float) -> None:
        """Until so many different replies have come in."""
        while len(self.antwoorden()) < aantal:
            assert time.monotonic() < einde, f"{len(self.antwoorden())} of {aantal} replies; {self.stand()}"
            time.sleep(0.25)

    def geef_vrij(self, aantal: int, einde: float) -> None:
        """Somebody at a desk: opens every answer and releases it, beside the station, until so many are released."""
        baas, wie = vrijgave.station("opdrachtregel:test"), vrijgave.persoon("dir")
        with open_staat_van(lees_station(self.proces.map), {}) as staat:
            vrijgave.voeg_gebruiker_toe(staat, "dir", "Directie", wie=baas, nu=datetime.now(UTC))
            vrijgave.geef_rol(staat, "dir", Rol.BESTUURDER, wie=baas, nu=datetime.now(UTC))
            gedaan = 0
            while gedaan < aantal:
                assert time.monotonic() < einde, f"{gedaan} of {aantal} released; {self.stand()}"
                for zaak in vrijgave.lijst(staat, wie=wie, toestanden=(Toestand.BEANTWOORD,)):
                    vrijgave.zie_in(staat, zaak.zaaknummer, wie=wie, nu=datetime.now(UTC))
                    vrijgave.geef_vrij(staat, zaak.zaaknummer, wie=wie, nu=datetime.now(UTC))
                    gedaan += 1
                time.sleep(0.2)

    def stand(self) -> str:
        """How far the cases are, for a message."""
        with open_staat_van(lees_station(self.proces.map), {}) as staat, staat.lezen() as t:
            zaken = t.exec_driver_sql("SELECT toestand, count(*), max(pogingen), max(bezet_tot) FROM zaken GROUP BY toestand").all()
            uit = t.exec_driver_sql("SELECT stand, count(*), max(pogingen), max(fout), max(volgende) FROM uitgaand GROUP BY stand").all()
        laatste = (self.proces.map / f"start-{self.proces.starts}.log").read_text()[-2000:]
        return f"{zaken} {uit}\n{laatste}"

    def antwoorden(self) -> dict[str, set[bytes]]:
        """Per message id of a reply the different bytes under which it came: one, if all is well."""
        uit: dict[str, set[bytes]] = {}
        for _, _, inhoud in list(self.server.ontvangen):
            uit.setdefault(berichten.lees_reactie(inhoud).id, set()).add(inhoud)
        return uit

    def gelezen(self) -> list[Antwoordbericht]:
        """The replies, each once."""
        uit = []
        for (inhoud,) in self.antwoorden().values():
            reactie = berichten.lees_reactie(inhoud)
            assert isinstance(reactie, Antwoordbericht), reactie
            uit.append(reactie)
        return uit

    def percentiel(self, deel: float) -> float:
        """Of the time that a call took, in seconds."""
        return statistics.quantiles(self.wachttijden, n=100)[round(deel * 100) - 1]


BEHEER: list[EigenSleutel] = []  # the management organisation of the running test


def _verklaring(profiel: Profiel, houder: EigenSleutel, beheer: EigenSleutel, nr: str = "4") -> Any:
    inhoud = vraag_2021(houder.did, profiel=profiel.naam, ontologie="wzd", query=profiel.tekst(profiel.vraag(nr)))
    return maak_verklaring(inhoud, id=f"urn:uuid:{uuid.uuid4()}", sleutel=beheer, nu=datetime.now(UTC))


def _verzoek(profiel: Profiel, houder: EigenSleutel, beheer: EigenSleutel, postbus: str, nr: str) -> Verzoek:
    nu = datetime.now(UTC).replace(microsecond=0)
    vp = maak_presentatie(
        [_verklaring(profiel, houder, beheer, nr)],
        sleutel=houder,
        publiek=DID,
        eenmalig=str(uuid.uuid4()),
        nu=nu,
    )
    return Verzoek(
        Generatie.KIKV_2021,
        id=f"urn:uuid:{uuid.uuid4()}",
        gesprek=str(uuid.uuid4()),
        van=houder.did,
        aan=(DID,),
        gemaakt=nu,
        antwoordadres=postbus,
        presentatie=vp,
        parameters=PERIODE,
    )


@contextmanager
def onder_druk(map: Path, server: Server, afnemers: int, vragen: int) -> Iterator[Druk]:
    """A running station and so many requesters with so many questions each."""
    nu = datetime.now(UTC)
    beheer = maak_sleutel(map / "beheer", nu=nu).als_did_jwk()
    BEHEER[:] = [beheer]
    profiel = zoek("igj-wzd-aantallen", VANDAAG)
    with socket.create_server(("127.0.0.1", 0)) as vrij:
        poort = vrij.getsockname()[1]
    station = map / "station"
    maak_station(station, beheer.did, ca=(map / "server.pem").read_bytes(), extra=EXTRA)
    toml = (station / "station.toml").read_text(encoding="utf-8")
    velden = f'basis = "https://station.example"\nadres = "127.0.0.1"\npoort = {poort}'
    (station / "station.toml").write_text(toml.replace('basis = "https://station.example"', velden), encoding="utf-8")
    server.antwoorden["/postbus"] = (200, b"", {})
    groep = []
    for nr in range(afnemers):
        sleutel = maak_sleutel(map / f"afnemer-{nr}", nu=nu).als_did_key()
        groep.append(Afnemer(sleutel, [str(1 + v % 4) for v in range(vragen)]))
    regels = "".join(REGEL.format(did=a.sleutel.did, nr=nr) for nr, a in enumerate(groep))
    (station / "beleid.toml").write_text('versie = "1"\n' + regels, encoding="utf-8")
    druk = Druk(Proces(station, poort), server, profiel, groep)
    druk.proces.start()
    try:
        yield druk
    finally:
        druk.proces.dood()
