"""A small network on one machine: a station that takes questions, a management organisation, a requester with a mailbox."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from datastation import berichten, onderhoud, uitwisselen
from datastation.berichten import Generatie, Verzoek
from datastation.instellingen import lees_station
from datastation.invullen import parametervorm
from datastation.register import kas_van, registreer_profielen
from datastation.uitwisselprofiel import Profiel, alle_profielen, zoek
from datastation.vertrouwen import Contexten, Resolver
from datastation.vertrouwen.ondertekenen import Vorm, did_document, lees_jws, maak_presentatie, maak_verklaring
from datastation.vertrouwen.sleutelbos import EigenSleutel, maak_sleutel
from datastation.vertrouwen.toegang import Toegang
from datastation.vertrouwen.vraagverklaring import vraag_1, vraag_2021
from datastation.verversen import ververs
from hulp.certificaten import Server
from hulp.tabellen import schrijf_csv, vul_aan

VANDAAG = date(2026, 8, 1)
PERIODE = {"periode": "2026-H1"}
BASIS = "https://station.example"
TOML = """[organisatie]
naam = "Kleinhof"
kvk = "99990001"

[[bronnen]]
naam = "ecd"
soort = "csv"
pad = "export/"
mapping = "csv-nl"

[verversen]
gegevens_tot = 2026-07-05

[uitwisseling]
basis = "{basis}"

[uitwisseling.vertrouwen]
lokaal = true
ca = "ca.pem"
uitgevers = {{ ValidatedQueryCredential = ["{beheer}"], ValidQueryCredential = ["{beheer}"] }}
"""
BELEID = """versie = "1"

[[afnemers]]
did = "{did}"
naam = "Toezicht"
alleen_credentialsubject = {kaal}

[[afnemers.profielen]]
profiel = "igj-wzd-aantallen"
versies = ["1.0.0"]
besluit = "mens"
onthulling = ["geen"]
vier_ogen = {vier_ogen}
"""


@dataclass
class Klok:
    """The time of a test; moves when told."""

    nu: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        return self.nu

    def verder(self, **stap: float) -> None:
        self.nu += timedelta(**stap)


@dataclass
class Netwerk:
    """The parties. `afnemer` is a did:web whose document stands on `server`; `beheer` is a did:jwk."""

    map: Path
    inr: uitwisselen.Inrichting
    klok: Klok
    server: Server
    beheer: EigenSleutel
    afnemer: EigenSleutel
    profiel: Profiel

    @property
    def toegang(self) -> Toegang:
        """What a good token of the requester says."""
        return Toegang(True, True, self.afnemer.did, "jti-1", self.klok.nu + timedelta(minutes=15), frozenset({"verifiedsparql"}))

    def verklaring(self, nr: str = "1", vorm: Vorm = Vorm.JSONLD, *, id: str = "", tot: datetime | None = None, **anders: Any) -> Any:
        """A credential with a question of the profile; `anders` replaces what it says."""
        id = id or f"urn:uuid:{uuid.uuid4()}"
        velden = {
            "identifier": id,
            "naam": nr,
            "beschrijving": "",
            "profiel": self.profiel.naam,
            "ontologie": "wzd",
            "sparql": self.profiel.tekst(self.profiel.vraag(nr)).encode(),
            "parametervorm": parametervorm(self.profiel),
        }
        inhoud = vraag_1(self.afnemer.did, **{**velden, **anders})
        return maak_verklaring(inhoud, id=id, sleutel=self.beheer, nu=self.klok.nu, tot=tot, vorm=vorm, contexten=Contexten())

    def verklaring_2021(self, nr: str = "1") -> Any:
        """The same in the shape of 2021."""
        tekst = self.profiel.tekst(self.profiel.vraag(nr))
        inhoud = vraag_2021(self.afnemer.did, profiel=self.profiel.naam, ontologie="wzd", query=tekst)
        return maak_verklaring(inhoud, id=f"urn:uuid:{uuid.uuid4()}", sleutel=self.beheer, nu=self.klok.nu)

    def presentatie(self, *verklaringen: Any, vorm: Vorm = Vorm.JSONLD, **anders: Any) -> str:
        velden: dict[str, Any] = {"publiek": self.inr.did, "eenmalig": str(uuid.uuid4()), "nu": self.klok.nu, "sleutel": self.afnemer}
        return maak_presentatie(verklaringen, vorm=vorm, contexten=Contexten(), **{**velden, **anders})

    def verzoek(self, generatie: Generatie = Generatie.KIKV_1, nrs: tuple[str, ...] = ("1",), **anders: Any) -> Verzoek:
        """A request for some questions, in a generation."""
        if "presentatie" not in anders and "kale_vragen" not in anders:
            if generatie is Generatie.KIKV_2021:
                anders["presentatie"] = self.presentatie(*(self.verklaring_2021(nr) for nr in nrs), vorm=Vorm.JWT)
            else:
                anders["presentatie"] = self.presentatie(*(self.verklaring(nr) for nr in nrs))
        id = f"urn:uuid:{uuid.uuid4()}" if generatie is Generatie.KIKV_2021 else str(uuid.uuid4())
        adres = "" if generatie is Generatie.KIKV_1 else f"https://localhost:{self.server.poort}/postbus"
        velden: dict[str, Any] = {
            "id": id,
            "gesprek": f"gesprek-{id[-6:]}",
            "van": self.afnemer.did,
            "aan": (self.inr.did,),
            "gemaakt": None if generatie is Generatie.NUTS_2022 else self.klok.nu,
            "antwoordadres": adres,
            "parameters": PERIODE,
        }
        return Verzoek(generatie, **{**velden, **anders})

    def stuur(self, verzoek: Verzoek, toegang: Toegang | None = None) -> tuple[Any, ...]:
        """Hand a message to the station, over the wire form."""
        ruw = berichten.schrijf_verzoek(verzoek)
        return uitwisselen.ontvang(self.inr, ruw, koppen=berichten.koppen_van(verzoek), toegang=toegang or self.toegang)

    def zaken(self) -> dict[str, str]:
        """State per case number."""
        return {z.zaaknummer: z.toestand for z in uitwisselen.lijst(self.inr, toegang=self.toegang)}

    def post(self) -> list[Any]:
        """What came into the mailbox, read."""
        return [berichten.lees_reactie(inhoud, koppen=koppen) for pad, koppen, inhoud in self.server.ontvangen if pad == "/postbus"]

    def geopend(self, jws: str) -> dict[str, Any]:
        """The signed answer, verified against the DID document of the station."""
        document = did_document(self.inr.did, self.inr.sleutels.sleutels)
        resolver = Resolver(ophaler=_Vast({f"{BASIS}/.well-known/did.json": json.dumps(document).encode()}))
        payload, did = lees_jws(jws, resolver=resolver, nu=self.klok.nu, typen=frozenset({"datastation-antwoord+json"}))
        assert did == self.inr.did
        uit: dict[str, Any] = json.loads(payload)
        return uit


class _Vast:
    def __init__(self, inhoud: Mapping[str, bytes]) -> None:
        self._inhoud = inhoud

    def haal(self, url: str, *, anders: Any) -> bytes:
        return self._inhoud[url]


@cache
def _ververst() -> Path:
    """A refreshed station of a few rows, made once per process; the others are copies of it."""
    plaats = tempfile.TemporaryDirectory()
    atexit.register(plaats.cleanup)
    map = Path(plaats.name) / "station"
    onderhoud.maak_station(map, TOML.format(basis=BASIS, beheer="did:web:beheer.example"))
    maatregel = {"soort_zorg": "zo nodig", "interventie": "INSL-KAMER", "begindatum": "01-03-2026"}
    rijen = [{"datum": f"{1 + nummer:02d}-03-2026"} for nummer in range(3)]
    schrijf_csv(vul_aan({"maatregelen": [maatregel, {}], "registraties": rijen}), map / "export")
    ververs(lees_station(map), vandaag=VANDAAG)
    registreer_profielen(alle_profielen(), kas=kas_van(lees_station(map)))
    return map


def maak_station(map: Path, beheer: str, basis: str = BASIS, *, ca: bytes = b"", extra: str = "") -> None:
    """A station of a few rows, refreshed, that believes `beheer` about questions; signing key included, without a policy."""
    shutil.copytree(_ververst(), map, symlinks=True)
    (map / "station.toml").write_text(TOML.format(basis=basis, beheer=beheer) + extra, encoding="utf-8")
    (map / "ca.pem").write_bytes(ca)
    maak_sleutel(map / "sleutels" / "ondertekening", nu=datetime.now(UTC))


def schrijf_beleid(map: Path, did: str, *, kaal: bool = False, vier_ogen: bool = False, besluit: str = "mens", quotum: str = "") -> None:
    """A policy that lets one requester ask the counts."""
    tekst = BELEID.format(did=did, kaal=str(kaal).lower(), vier_ogen=str(vier_ogen).lower()).replace('"mens"', f'"{besluit}"')
    (map / "beleid.toml").write_text(tekst + quotum, encoding="utf-8")


@contextmanager
def netwerk(map: Path, server: Server, *, extra: str = "", **beleid: Any) -> Iterator[Netwerk]:
    """The parties, with the station opened in this process. `extra`: more of station.toml."""
    klok = Klok()
    beheer = maak_sleutel(map / "beheer", nu=klok.nu).als_did_jwk()
    afnemer = maak_sleutel(map / "afnemer", "ES256", nu=klok.nu).van(f"did:web:localhost%3A{server.poort}")
    adres = f"https://localhost:{server.poort}/postbus"
    document = did_document(afnemer.did, [afnemer], {"didcomm-service-kikv": adres})
    server.antwoorden["/.well-known/did.json"] = (200, json.dumps(document).encode(), {})
    server.antwoorden["/postbus"] = (202, b"", {})
    station = map / "station"
    maak_station(station, beheer.did, ca=(map / "server.pem").read_bytes(), extra=extra)
    schrijf_beleid(station, afnemer.did, **beleid)
    with uitwisselen.richt_in(lees_station(station), omgeving={}, klok=klok) as inr:
        yield Netwerk(station, inr, klok, server, beheer, afnemer, zoek("igj-wzd-aantallen", VANDAAG))
