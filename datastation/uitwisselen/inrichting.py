"""All that a station needs to take part in the exchange, opened together and closed together."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

from datastation import __version__
from datastation.fouten import GebruiksFout, InstellingenFout
from datastation.instellingen import Station, Uitwisseling
from datastation.logboek import Gebeurtenis, Gebruiker, Logboek, Logbron, Logregel
from datastation.poort import Beleid, Register, lees_beleid
from datastation.register import kas_van, registreer_profielen
from datastation.staat import Staat
from datastation.uitwisselen.afschermen import Boek, open_boek
from datastation.uitwisselen.kluis import Kluis
from datastation.uitwisselen.werkers import Werkers
from datastation.uitwisselprofiel import Profiel, alle_profielen
from datastation.vertrouwen import MAP as SLEUTELMAP
from datastation.vertrouwen import Contexten, Nutsknoop, Ophaler, Resolver, Sleutelbos, Statuslijsten, Vertrouwd, lees_sleutels
from datastation.zaken import open_staat_van

STATION = "station"


@dataclass
class Inrichting:
    """The open parts of a station.

    Attributes:
        did: of the station. basis: its public URL. klok: this moment, UTC.
        profielen: by ``(id, versie)``. boek: the ledger of disclosure control; None where no profile has rules.
        slot: held by whoever counts what a requester asked before and admits the next question.
    """

    station: Station
    instelling: Uitwisseling
    did: str
    staat: Staat
    logboek: Logboek
    register: Register
    profielen: Mapping[tuple[str, str], Profiel]
    sleutels: Sleutelbos
    kluis: Kluis
    boek: Boek | None
    werkers: Werkers
    ophaler: Ophaler
    resolver: Resolver
    statuslijsten: Statuslijsten
    contexten: Contexten
    vertrouwd: Vertrouwd
    knoop: Nutsknoop | None
    klok: Callable[[], datetime]
    slot: threading.Lock = field(default_factory=threading.Lock)
    _beleid: tuple[tuple[int, int], Beleid] | None = None
    _sluiten: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self._sluiten.close()

    def nu(self) -> datetime:
        """This moment, UTC."""
        return self.klok()

    @property
    def basis(self) -> str:
        """Public URL of the station, without a slash at its end."""
        return self.instelling.basis

    @property
    def bron(self) -> Logbron:
        """What stands as source in entries of the log."""
        return logbron(self.station, self.basis)

    def profiel(self, id: str, versie: str) -> Profiel:
        """A profile version.

        Raises:
            GebruiksFout: there is none.
        """
        if gevonden := self.profielen.get((id, versie)):
            return gevonden
        raise GebruiksFout("Deze versie van het uitwisselprofiel is er niet.", herstel="Kies een profiel uit de catalogus.")

    def beleid(self) -> Beleid:
        """The policy as it stands in its file now. Another one than before is an entry in the log.

        Raises:
            InstellingenFout: it cannot be read; then nothing is decided.
        """
        pad = self.station.map / self.instelling.beleid
        with suppress(OSError):
            stand = pad.stat()
            merk = (stand.st_mtime_ns, stand.st_size)
            if self._beleid is not None and self._beleid[0] == merk:
                return self._beleid[1]
            gelezen = lees_beleid(pad)
            if self._beleid is not None and self._beleid[1].sha256 != gelezen.sha256:
                self._meld_beleid(gelezen)
            self._beleid = (merk, gelezen)
            return gelezen
        return lees_beleid(pad)  # it is not there: raises

    def _meld_beleid(self, beleid: Beleid) -> None:
        regel = Logregel(
            gebeurtenis=Gebeurtenis.INSTELLING_GEWIJZIGD,
            omschrijving="het beleid van het station",
            beleid=f"{beleid.versie} sha256:{beleid.sha256}",
            gebruikers=(Gebruiker(id=STATION, rol="station"),),
            bron=self.bron,
        )
        self.logboek.schrijf(regel)


def did_van(instelling: Uitwisseling) -> str:
    """DID of a station: as set, else the did:web of its URL (did:web 3.2: a port is percent-encoded)."""
    return instelling.did or "did:web:" + quote(urlsplit(instelling.basis).netloc, safe=".-")


def logbron(station: Station, basis: str) -> Logbron:
    """Source of the entries of a station."""
    return Logbron(organisatie=station.kvk, id=f"datastation {__version__}", netwerkpunt=basis or None)


def richt_in(station: Station, *, omgeving: Mapping[str, str], klok: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Inrichting:
    """Open everything for the exchange: state, log, register, policy, keys, trust.

    Args:
        omgeving: the environment, handed down by the entry point.

    Raises:
        InstellingenFout: no ``[uitwisseling]`` in station.toml, or one of its files is wrong. MotorFout: a database is damaged.
    """
    instelling = station.uitwisseling
    if instelling is None:
        raise InstellingenFout(
            "Dit station neemt geen vragen via het netwerk aan.",
            waar="station.toml",
            herstel="Voeg een tabel [uitwisseling] toe; zie docs/instellingen.md.",
        )
    did = did_van(instelling)
    with ExitStack() as stapel:
        bos = lees_sleutels(station.map / SLEUTELMAP).van(did)
        staat = stapel.enter_context(open_staat_van(station, omgeving))
        logboek = stapel.enter_context(Logboek(station.map / "logboek", logbron(station, instelling.basis), ondertekenaar=bos.tekent))
        profielen = {(p.id, p.versie): p for p in alle_profielen(erbij=station.eigen_profielen)}
        register = registreer_profielen(profielen.values(), kas=kas_van(station))
        ophaler = _ophaler(station, instelling)
        knoop = _knoop(instelling, did)
        werkers = stapel.enter_context(Werkers(station, instelling.behandelaars))
        inrichting = Inrichting(
            station=station,
            instelling=instelling,
            did=did,
            staat=staat,
            logboek=logboek,
            register=register,
            profielen=profielen,
            sleutels=bos,
            kluis=Kluis(station.map / "kluis", station.map / "sleutels" / "antwoorden"),
            boek=open_boek(station, profielen.values()),
            werkers=werkers,
            ophaler=ophaler,
            resolver=Resolver(ophaler=ophaler, nuts=knoop.did_document if knoop else None),
            statuslijsten=Statuslijsten(ophaler),
            contexten=Contexten(),
            vertrouwd=Vertrouwd({soort: frozenset(dids) for soort, dids in instelling.vertrouwen.uitgevers.items()}),
            knoop=knoop,
            klok=klok,
        )
        inrichting.beleid()
        inrichting._sluiten = stapel.pop_all()  # noqa: SLF001 - its own maker
    return inrichting


def _ophaler(station: Station, instelling: Uitwisseling) -> Ophaler:
    vertrouwen = instelling.vertrouwen
    tls = ssl.create_default_context()
    if vertrouwen.ca:
        pad = station.map / vertrouwen.ca
        try:
            tls = ssl.create_default_context(cafile=str(pad))
        except (OSError, ssl.SSLError):
            raise InstellingenFout(
                "De certificaten waarmee andere servers worden herkend, zijn niet te lezen.",
                waar=f"uitwisseling.vertrouwen.ca: {pad}",
                herstel="Geef een PEM-bestand, of laat de instelling weg.",
            ) from None
    return Ophaler(hosts=frozenset(vertrouwen.hosts) or None, tls=tls, lokaal=vertrouwen.lokaal)


def _knoop(instelling: Uitwisseling, did: str) -> Nutsknoop | None:
    vertrouwen = instelling.vertrouwen
    if vertrouwen.soort != "nuts":
        return None
    wij = {did, instelling.basis, f"{instelling.basis}/oauth/token"}
    return Nutsknoop(vertrouwen.knoop, versie=vertrouwen.knoopversie, wij=wij, houderveld=vertrouwen.houderveld)
