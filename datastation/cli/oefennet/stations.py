"""Stations of the practice network: each a folder with a synthetic organisation, and a process of its own (`datastation start`)."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from datastation import besloten, onderhoud, voorbeeld
from datastation.cli.oefennet.website import ADRES
from datastation.fouten import MotorFout
from datastation.instellingen import lees_station
from datastation.vertrouwen import MAP, maak_sleutel
from datastation.verversen import ververs

OPSTARTEN = 90.0  # seconds; the first start of a station tries every registered question
STOPPEN = 30.0
_INSTELLINGEN = """
[uitwisseling]
basis = "{basis}"
adres = "{adres}"
poort = {poort}

[uitwisseling.vertrouwen]
lokaal = true
ca = "tls/gezag.pem"
uitgevers = {{ ValidatedQueryCredential = ["{beheer}"] }}

[uitwisseling.tls]
certificaat = "tls/station.pem"
client_ca = "tls/gezag.pem"
"""
_BELEID = """versie = "1"

[[afnemers]]
did = "{did}"
naam = "{naam}"

[[afnemers.profielen]]
profiel = "{profiel}"
versies = ["{versie}"]
besluit = "{besluit}"
onthulling = ["geen"]
vier_ogen = {vier_ogen}
quotum = {{ dagen = 30, vragen = 100 }}
"""


@dataclass(frozen=True)
class Ontwerp:
    """What a station of the practice network is like.

    Attributes:
        vorm: of its source. besluit: what its policy says to the requester: weigeren, mens or automatisch. vier_ogen: who prepares does not release.
    """

    naam: str
    kvk: str
    vorm: voorbeeld.Vorm
    clienten: int
    besluit: str
    vier_ogen: bool = False


def vrije_poort() -> int:
    """A port on which nobody listens just now."""
    with socket.create_server((ADRES, 0)) as contact:
        return int(contact.getsockname()[1])


class Oefenstation:
    """One station, and its process once it runs."""

    def __init__(self, map: Path, ontwerp: Ontwerp, poort: int) -> None:
        self.map, self.ontwerp, self.poort = map, ontwerp, poort
        self._proces: subprocess.Popen[bytes] | None = None

    @property
    def basis(self) -> str:
        """Its URL."""
        return f"https://{ADRES}:{self.poort}"

    @property
    def did(self) -> str:
        """Its DID."""
        return f"did:web:{ADRES}%3A{self.poort}"

    def maak(self, *, beheer: str) -> None:
        """The folder with its records, read in. ``beheer``: DID of the management organisation that it believes."""
        o = self.ontwerp
        organisatie = voorbeeld.maak_organisatie(clienten=o.clienten, seed=int(o.kvk[-2:]), fouten=0.0)
        organisatie = dataclasses.replace(organisatie, naam=o.naam, kvk=o.kvk)
        toml = voorbeeld.station_toml(organisatie, o.vorm)
        onderhoud.maak_station(self.map, toml + _INSTELLINGEN.format(basis=self.basis, adres=ADRES, poort=self.poort, beheer=beheer))
        voorbeeld.schrijf(organisatie, self.map / "export", o.vorm)
        maak_sleutel(self.map / MAP, nu=datetime.now(UTC))
        besloten.schrijf(self.map / "beleid.toml", b'versie = "1"\n')  # until somebody says otherwise, nobody may ask anything
        ververs(lees_station(self.map), vandaag=organisatie.peildatum)

    def laat_toe(self, did: str, naam: str, profiel: str, versie: str) -> None:
        """Write the policy about one requester and one profile version."""
        o = self.ontwerp
        velden = {
            "did": did,
            "naam": naam,
            "profiel": profiel,
            "versie": versie,
            "besluit": o.besluit,
            "vier_ogen": str(o.vier_ogen).lower(),
        }
        besloten.schrijf(self.map / "beleid.toml", _BELEID.format(**velden).encode())

    def start(self) -> None:
        """Begin `datastation start`; its technical log goes to a file."""
        log = besloten.open_erbij(self.map / "start.log")
        with log:
            self._proces = subprocess.Popen(
                [sys.executable, "-m", "datastation", "start", "--station", str(self.map)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "NO_COLOR": "1"},
                start_new_session=True,  # Ctrl-C reaches the demo, which stops its stations itself
            )

    def wacht(self) -> None:
        """Until it listens.

        Raises:
            MotorFout: it stopped, or it takes too long.
        """
        einde = time.monotonic() + OPSTARTEN
        while not self._luistert():
            if self._proces is None or self._proces.poll() is not None or time.monotonic() > einde:
                raise MotorFout(
                    f"Het station {self.ontwerp.naam} is niet gestart.",
                    waar=str(self.map / "start.log"),
                    herstel="Kijk in dat bestand waarom.",
                )
            time.sleep(0.05)

    def _luistert(self) -> bool:
        for regel in (self.map / "start.log").read_bytes().splitlines():
            try:
                velden = orjson.loads(regel)
            except orjson.JSONDecodeError:
                continue
            if isinstance(velden, dict) and velden.get("bericht") == "luistert":
                return True
        return False

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return self._proces.pid if self._proces is not None and self._proces.poll() is None else None

    def stop(self) -> None:
        """End it: asked first, then made to, with its workers."""
        if self._proces is None:
            return
        proces, self._proces = self._proces, None
        if proces.poll() is None:
            proces.send_signal(signal.SIGTERM)
        try:
            proces.wait(STOPPEN)
        except subprocess.TimeoutExpired:
            os.killpg(proces.pid, signal.SIGKILL)  # its own session, so its own group: nobody else's
            proces.wait()
