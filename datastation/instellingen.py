"""``station.toml``: what a station is told. Read once, at the entry point, and handed down as a value."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from datastation.fouten import InstellingenFout

BESTANDSNAAM = "station.toml"
NOG_IN_TE_VULLEN = "00000000"  # the KvK number of the example settings
# Dutch law counts in days of Dutch local time (decision 5).
TIJDZONE = "Europe/Amsterdam"
Soort = Literal["csv", "excel", "parquet", "json", "ndjson", "fhir", "rdf", "sqlite"]


def _kvk(waarde: str) -> str:
    if not re.fullmatch(r"\d{8}", waarde):
        raise ValueError("een KvK-nummer is acht cijfers, tussen aanhalingstekens")
    return waarde


def _naam(waarde: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", waarde):
        raise ValueError("gebruik kleine letters, cijfers, - en _")
    return waarde


Kvk = Annotated[str, AfterValidator(_kvk)]
Naam = Annotated[str, AfterValidator(_naam)]


class Streng(BaseModel):
    """A record out of a file or a database: an unknown name is refused, and nothing changes it afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Organisatie(Streng):
    """The care organisation. Several KvK numbers: the first one stands in IRIs."""

    naam: str = Field(min_length=1, description="Naam van de zorgorganisatie, zoals in het Handelsregister.")
    kvk: tuple[Kvk, ...] = Field(description="KvK-nummer, of een lijst van nummers.")

    @property
    def ingevuld(self) -> bool:
        """Whether this is still the example that `datastation nieuw` writes."""
        return NOG_IN_TE_VULLEN not in self.kvk

    @field_validator("kvk", mode="before")
    @classmethod
    def _lijst(cls, waarde: object) -> object:
        return (waarde,) if isinstance(waarde, str) else waarde


class Bron(Streng):
    """A source: where records come from and how they are mapped (decision 11)."""

    naam: Naam = Field(description="Korte naam van de bron, in berichten en in IRI's.")
    soort: Soort = Field(description="Vorm van de bron.")
    pad: str = Field(description="Bestand of map, vanaf station.toml.")
    mapping: str | None = Field(default=None, description="Map onder mappings/, of een pad; niet bij soort rdf.")
    identiteitsruimte: Naam | None = Field(
        default=None, description="Bronnen met dezelfde cliëntnummers delen deze naam; anders de naam van de bron."
    )
    tijdzone: str = Field(default=TIJDZONE, description="Tijdzone van tijden zonder zone in de bron.")
    scheidingsteken: str | None = Field(default=None, min_length=1, max_length=1, description="csv: scheidingsteken; anders herkend.")
    codering: str | None = Field(default=None, description="csv: tekencodering; anders utf-8, met of zonder BOM.")
    koprij: int = Field(default=1, ge=1, description="csv, excel: rij met de kolomnamen.")
    decimaalkomma: bool = Field(default=True, description="csv: 1,5 betekent anderhalf.")
    blad: str | None = Field(default=None, description="excel: naam van het blad; anders een tabel per blad.")
    bestanden: dict[str, str] = Field(default_factory=dict, description="Tabel = bestandspatroon, als de bron meer bestanden heeft.")

    @model_validator(mode="after")
    def _mapping_past(self) -> Bron:
        if self.soort == "rdf" and self.mapping is not None:
            raise ValueError("een bron van soort rdf heeft geen mapping")
        if self.soort != "rdf" and self.mapping is None:
            raise ValueError('noem de mapping, bijvoorbeeld mapping = "csv-nl"')
        return self

    @property
    def ruimte(self) -> str:
        """Name under which client numbers become pseudonyms: sources that share it share clients."""
        return self.identiteitsruimte or self.naam


class Verversen(Streng):
    """How a refresh behaves."""

    verlies_max: float = Field(default=0.2, ge=0, le=1, description="Grootste deel van de rijen dat geweigerd mag worden (0 tot 1).")
    bewaar: int = Field(default=5, ge=1, description="Aantal momentopnamen dat blijft staan.")
    gegevens_tot: date | None = Field(default=None, description="Laatste dag die de bronnen dekken; anders vandaag.")


class Werker(Streng):
    """Limits of one question (decision 10); a profile may ask for less, or for more up to these."""

    wandtijd: float = Field(default=30, gt=0, description="Seconden die een vraag mag duren.")
    cpu: float = Field(default=60, gt=0, description="Processorseconden.")
    geheugen: int = Field(default=2 * 1024**3, gt=0, description="Bytes geheugen (RLIMIT_DATA).")
    rijen: int = Field(default=100_000, gt=0, description="Grootste aantal rijen van een antwoord.")
    bytes: int = Field(default=64 * 1024**2, gt=0, description="Grootste omvang van een antwoord.")


class Vertrouwen(Streng):
    """Whom the station believes about what, and who verifies it."""

    soort: Literal["lokaal", "nuts"] = Field(default="lokaal", description="Het station controleert zelf, of vraagt het aan een Nuts-node.")
    uitgevers: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Soort verklaring = de DID's van wie het station die gelooft; zonder regel niemand."
    )
    knoop: str = Field(default="", description="nuts: adres van de interne poort van de node, bijvoorbeeld http://127.0.0.1:8081.")
    knoopversie: Literal[5, 6] = Field(default=6, description="nuts: hoofdversie van de node.")
    houderveld: str = Field(
        default="", description="nuts: veld van de introspectie met de DID van de afnemer; leeg = sub (5) of client_id (6)."
    )
    hosts: tuple[str, ...] = Field(
        default=(), description="Alleen bij deze hosts worden DID-documenten en statuslijsten opgehaald; leeg = elke."
    )
    ca: str = Field(
        default="", description="PEM-bestand met de certificaten waarmee andere servers worden herkend; leeg = die van het systeem."
    )
    lokaal: bool = Field(default=False, description="Ook adressen op deze machine zijn goed. Alleen voor proeven, nooit in gebruik.")


class Tls(Streng):
    """The certificate of the station, and those of who may connect."""

    certificaat: str = Field(default="", description="PEM-bestand met het certificaat en de keten; leeg = een proxy ervoor doet TLS.")
    sleutel: str = Field(default="", description="PEM-bestand met de sleutel van het certificaat.")
    client_ca: str = Field(default="", description="PEM-bestand: van deze uitgevers moet het certificaat van een afnemer komen.")
    client_verplicht: bool = Field(
        default=True,
        description="Zonder certificaat kan een afnemer geen token krijgen en geen vraag stellen; het DID-document blijft voor ieder te lezen.",
    )
    vertrouwde_proxy: tuple[str, ...] = Field(
        default=(), description="IP-adressen van proxy's die het certificaat van de afnemer mogen doorgeven."
    )
    certificaatkop: str = Field(default="Client-Cert", description="Naam van de kop waarin zo'n proxy dat doet.")


class Uitwisseling(Streng):
    """How the station takes questions over the network."""

    basis: str = Field(pattern=r"^https?://[^/?#\s]+$", description="Adres waarop anderen het station bereiken, zonder / aan het eind.")
    did: str = Field(default="", description="DID van het station; leeg = did:web van `basis`.")
    adres: str = Field(default="127.0.0.1", description="IP-adres om op te luisteren.")
    poort: int = Field(default=8443, ge=0, le=65535, description="Poort om op te luisteren.")
    meetpoort: int = Field(default=0, ge=0, le=65535, description="Poort voor /metrics, alleen op deze machine; 0 = niet.")
    beleid: str = Field(default="beleid.toml", description="Bestand met het beleid: wie wat mag vragen.")
    profielen: str = Field(default="", description="Map met eigen uitwisselprofielen, naast die van het datastation; leeg = geen.")
    staat: str = Field(
        default="", description="Naam van de omgevingsvariabele met de URL van PostgreSQL; leeg = SQLite in de map van het station."
    )
    behandelaars: int = Field(default=2, ge=1, le=32, description="Zoveel vragen tegelijk.")
    wachtrij: int = Field(default=100, ge=1, description="Zoveel vragen mogen wachten; daarna moet een afnemer het later proberen.")
    termijn_dagen: int = Field(
        default=30, ge=1, le=366, description="Zo lang mag een vraag op een antwoord wachten als de afnemer niets zegt."
    )
    token_minuten: int = Field(default=15, ge=1, le=60, description="Zo lang geldt een toegangstoken.")
    vertrouwen: Vertrouwen = Vertrouwen()
    tls: Tls = Tls()


class Station(Streng):
    """A station is a folder with this file in it."""

    organisatie: Organisatie
    bronnen: tuple[Bron, ...] = Field(default=(), description="De bronnen van dit station.")
    verversen: Verversen = Verversen()
    werker: Werker = Werker()
    uitwisseling: Uitwisseling | None = Field(
        default=None, description="Vragen via het netwerk; zonder deze tabel neemt het station er geen aan."
    )
    map: Path = Field(default=Path(), exclude=True, description="De map van het station; niet in het bestand.")

    @field_validator("bronnen")
    @classmethod
    def _eigen_namen(cls, bronnen: tuple[Bron, ...]) -> tuple[Bron, ...]:
        namen = [b.naam for b in bronnen]
        dubbel = sorted({n for n in namen if namen.count(n) > 1})
        if dubbel:
            raise ValueError(f"twee bronnen heten {', '.join(dubbel)}")
        return bronnen

    @property
    def kvk(self) -> str:
        """The number that stands in IRIs: the first one."""
        return self.organisatie.kvk[0]

    @property
    def momentopnamen(self) -> Path:
        """Folder of the snapshots."""
        return self.map / "momentopnamen"

    @property
    def sleutel(self) -> Path:
        """File of the key of the pseudonyms."""
        return self.map / "sleutels" / "pseudoniem"

    @property
    def eigen_profielen(self) -> Path | None:
        """Folder of the profiles that this station adds; None where it adds none."""
        return self.map / self.uitwisseling.profielen if self.uitwisseling is not None and self.uitwisseling.profielen else None

    @property
    def antwoorden(self) -> Path:
        """Folder of the deliveries."""
        return self.map / "antwoorden"


def lees_station(map: Path) -> Station:
    """Read ``station.toml`` of a station folder.

    Raises:
        InstellingenFout: no such file, not TOML, or a setting that cannot be; names the setting.
    """
    pad = map / BESTANDSNAAM
    try:
        inhoud = lees_toml(pad.read_bytes(), "station.toml", pad)
    except FileNotFoundError:
        raise InstellingenFout(
            "Hier is geen datastation: station.toml ontbreekt.",
            waar=str(map),
            herstel="Maak er een met `datastation nieuw MAP`, of wijs een station aan met --station MAP.",
        ) from None
    if "map" in inhoud:
        raise InstellingenFout("station.toml heeft een onbekende instelling.", waar=f"{pad}: map", herstel="Haal de regel weg.")
    try:
        return Station.model_validate({**inhoud, "map": map.resolve()})
    except ValidationError as fout:
        raise InstellingenFout(
            "station.toml klopt niet.", waar=f"{pad}\n{leesbaar(fout)}", herstel="Zie docs/instellingen.md voor alle instellingen."
        ) from None


_ZINNEN = {
    "missing": "ontbreekt",
    "extra_forbidden": "deze instelling bestaat niet",
    "literal_error": "kies een van: {expected}",
    "string_type": "moet tekst zijn, tussen aanhalingstekens",
    "string_too_short": "mag niet leeg zijn",
    "tuple_type": "moet tekst zijn, tussen aanhalingstekens, of een lijst van teksten",
    "dict_type": "moet een tabel zijn",
    "model_type": "moet een tabel zijn",
    "bool_type": "moet true of false zijn",
    "bool_parsing": "moet true of false zijn",
    "int_type": "moet een geheel getal zijn",
    "int_parsing": "moet een geheel getal zijn",
    "int_from_float": "moet een geheel getal zijn",
    "float_type": "moet een getal zijn",
    "float_parsing": "moet een getal zijn",
    "date_type": "moet een datum zijn, als 2026-07-05",
    "date_parsing": "moet een datum zijn, als 2026-07-05",
    "date_from_datetime_parsing": "moet een datum zijn, als 2026-07-05",
    "greater_than": "moet groter zijn dan {gt}",
    "greater_than_equal": "moet ten minste {ge} zijn",
    "less_than_equal": "mag hoogstens {le} zijn",
    "string_pattern_mismatch": "heeft niet de vorm {pattern}",
}


def leesbaar(fout: ValidationError) -> str:
    """One line per wrong field: its path and what is wrong, in Dutch where pydantic's own words are English."""
    regels = []
    for deel in fout.errors(include_input=False):
        plek = ".".join(str(stuk) for stuk in deel["loc"]) or "(geheel)"
        zin = _ZINNEN.get(deel["type"], deel["msg"].removeprefix("Value error, "))
        woorden = {naam: str(waarde).replace(" or ", " of ") for naam, waarde in deel.get("ctx", {}).items()}
        regels.append(f"  {plek}: {zin.format(**woorden)}")
    return "\n".join(regels)


def lees_toml(ruw: bytes, naam: str, pad: Path) -> dict[str, Any]:
    """The tables of a TOML file.

    Args:
        naam: what the file is, as the first words of the message. pad: where it stands.

    Raises:
        InstellingenFout: no TOML, or no UTF-8; names the line where the reader does.
    """
    try:
        return tomllib.loads(ruw.decode("utf-8"))
    except (ValueError, RecursionError) as fout:  # no TOML, no UTF-8; a number of thousands of digits; lists in lists without end
        raise InstellingenFout(f"{naam} is geen geldige TOML.", waar=f"{pad}{_toml_plek(fout)}", herstel="Herstel deze regel.") from None


def _toml_plek(fout: Exception) -> str:
    """``, regel 3, kolom 7`` out of what the reader of TOML or UTF-8 says in English; "" where it names no place."""
    treffer = re.search(r"line (\d+), column (\d+)", str(fout))
    return f", regel {treffer[1]}, kolom {treffer[2]}" if treffer else ""


def middelen(naam: str) -> Path:
    """A folder that the wheel carries: ``ontology``, ``mappings``, ``queries`` or ``uitwisselprofielen``.

    In a wheel these stand inside the package (``datastation/_middelen``), in a checkout beside it.
    """
    in_wheel = Path(str(resources.files("datastation"))) / "_middelen" / naam
    return in_wheel if in_wheel.is_dir() else Path(__file__).resolve().parent.parent / naam
