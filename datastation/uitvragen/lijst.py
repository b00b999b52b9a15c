"""``lijst.toml``: who asks, with which keys and over which addresses, and whom. Read once, at the entry point."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator

from datastation.berichten import MAX_TEKST
from datastation.fouten import InstellingenFout
from datastation.instellingen import Kvk, Streng, lees_toml, leesbaar
from datastation.vertrouwen import Afgewezen, keur_did, web_adres

MAX_STATIONS = 10_000
_ADRES = r"^https://[^/?#\s@]+$"


def _did(waarde: str) -> str:
    try:
        return keur_did(waarde)
    except Afgewezen:
        raise ValueError("dit is geen DID") from None


Did = Annotated[str, AfterValidator(_did)]


class Afnemer(Streng):
    """Who asks."""

    did: Did = Field(description="DID van de afnemer; op zijn naam staan de verklaringen met de vragen.")
    sleutels: str = Field(default="sleutels", description="Map met de sleutels waarmee de afnemer ondertekent, vanaf dit bestand.")


class Postbus(Streng):
    """Where replies come in. Without it the answers are fetched."""

    basis: str = Field(pattern=_ADRES, description="Adres waarop stations de postbus bereiken, zonder / aan het eind.")
    adres: str = Field(default="127.0.0.1", description="IP-adres om op te luisteren.")
    poort: int = Field(ge=0, le=65535, description="Poort om op te luisteren.")
    certificaat: str = Field(description="PEM-bestand met het certificaat en de keten.")
    sleutel: str = Field(default="", description="PEM-bestand met de sleutel; leeg = in hetzelfde bestand.")


class Verbinding(Streng):
    """How the stations are reached."""

    ca: str = Field(default="", description="PEM-bestand met de certificaten waarmee stations worden herkend; leeg = die van het systeem.")
    certificaat: str = Field(default="", description="PEM-bestand met het certificaat van de afnemer (mTLS).")
    sleutel: str = Field(default="", description="PEM-bestand met de sleutel daarvan; leeg = in hetzelfde bestand.")
    lokaal: bool = Field(default=False, description="Ook adressen op deze machine en andere poorten zijn goed. Alleen voor proeven.")


class Grenzen(Streng):
    """How much patience the requester has with one station, and with all of them."""

    verbindingen: int = Field(default=64, ge=1, le=256, description="Zoveel stations tegelijk.")
    stap: float = Field(default=10.0, gt=0, le=120, description="Seconden voor één verzoek aan een station.")
    antwoord: float = Field(default=60.0, gt=0, le=600, description="Seconden waarin één antwoord binnen moet zijn.")
    bytes: int = Field(default=32 << 20, ge=1024, le=32 << 20, description="Grootste omvang van één antwoord.")
    pogingen: int = Field(default=3, ge=1, le=10, description="Zo vaak wordt een station geprobeerd dat niet bereikbaar is, per keer.")
    rust: float = Field(default=5.0, gt=0, le=600, description="Seconden tot de volgende poging; daarna elke keer het dubbele.")
    peiling: float = Field(default=15.0, gt=0, le=3600, description="Seconden tussen twee keer kijken, waar er geen postbus is.")


class Adres(Streng):
    """One station."""

    naam: str = Field(min_length=1, max_length=200, description="Naam van de organisatie, voor de tabel.")
    did: str = Field(default="", description="DID van het station; leeg = did:web van `url`.")
    url: str = Field(default="", description="Adres van het station; leeg = dat van zijn did:web.")
    kvk: Kvk | None = Field(default=None, description="KvK-nummer dat in het antwoord moet staan; leeg = elk nummer.")

    @model_validator(mode="after")
    def _vindbaar(self) -> Adres:
        if not self.did and not self.url:
            raise ValueError("geef did of url")
        if self.url and (urlsplit(self.url).scheme != "https" or not urlsplit(self.url).hostname):
            raise ValueError("url begint met https://")
        if len(self.url) > MAX_TEKST or len(self.did) > MAX_TEKST:
            raise ValueError("dit adres is te lang")
        if self.did:
            _did(self.did)
            if self.did.startswith("did:web:"):
                self._web(self.did)
            elif not self.url:
                raise ValueError("bij deze soort DID hoort een url")
        return self

    @staticmethod
    def _web(did: str) -> str:
        try:
            return web_adres(did)
        except Afgewezen:
            raise ValueError("deze did:web wijst nergens naar") from None

    @property
    def eigen_did(self) -> str:
        """DID of the station: as set, else the did:web of its URL."""
        return self.did or "did:web:" + quote(urlsplit(self.url).netloc, safe=".-")

    @property
    def basis(self) -> str:
        """URL of the station, without a slash at its end."""
        if self.url:
            return self.url.rstrip("/")
        return web_adres(self.did).removesuffix("/did.json").removesuffix("/.well-known")


class Lijst(Streng):
    """The whole file. `map` is the folder that it stands in."""

    afnemer: Afnemer
    postbus: Postbus | None = Field(default=None, description="Waar antwoorden binnenkomen; weg = de antwoorden worden opgehaald.")
    verbinding: Verbinding = Verbinding()
    grenzen: Grenzen = Grenzen()
    stations: tuple[Adres, ...] = Field(min_length=1, max_length=MAX_STATIONS)
    map: Path = Field(default=Path(), exclude=True)

    @model_validator(mode="after")
    def _elk_een_keer(self) -> Lijst:
        for wat, waarden in (("de naam", [s.naam for s in self.stations]), ("de DID", [s.eigen_did for s in self.stations])):
            if len(set(waarden)) != len(waarden):
                raise ValueError(f"{wat} van een station staat er twee keer")
        return self

    def pad(self, naam: str) -> Path:
        """A file that this one names."""
        return self.map / naam


def lees_lijst(pad: Path) -> Lijst:
    """Read a list of stations.

    Raises:
        InstellingenFout: no such file, no TOML, or a setting that cannot be; names the setting.
    """
    try:
        ruw = pad.read_bytes()
    except OSError:
        raise InstellingenFout(
            "De lijst met stations is niet te lezen.", waar=str(pad), herstel="Wijs het bestand aan met --stations LIJST.TOML."
        ) from None
    inhoud = lees_toml(ruw, "De lijst met stations", pad)
    if "map" in inhoud:
        raise InstellingenFout("De lijst met stations heeft een onbekende instelling.", waar=f"{pad}: map", herstel="Haal de regel weg.")
    try:
        return Lijst.model_validate({**inhoud, "map": pad.resolve().parent})
    except ValidationError as fout:
        raise InstellingenFout(
            "De lijst met stations klopt niet.", waar=f"{pad}\n{leesbaar(fout)}", herstel="Zie docs/uitvragen.md voor alle instellingen."
        ) from None
