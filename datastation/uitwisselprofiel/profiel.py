"""One TOML file per version of a profile (decision 8). A published version is frozen by its hash."""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from datastation.fouten import GebruiksFout, InstellingenFout
from datastation.instellingen import Streng, lees_toml, leesbaar, middelen
from datastation.model.antwoord import Kolom, Kolomklasse, Kolomsoort
from datastation.uitwisselprofiel.tabelvorm import INZENDER, Begeleidend, Tabelvorm

Formaat = Literal["xml", "csv", "json", "xlsx", "html"]
_VERSIEVORM = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def _versie(waarde: str) -> str:
    if not _VERSIEVORM.fullmatch(waarde):
        raise ValueError("een versie is drie getallen: 1.0.0")
    return waarde


class KolomBeschrijving(Streng):
    """A column as the profile file writes it."""

    naam: str
    klasse: Kolomklasse
    soort: Kolomsoort = "tekst"
    titel: str

    def als_kolom(self) -> Kolom:
        """The same, as answers carry it."""
        return Kolom(self.naam, self.klasse, self.soort, self.titel)


class Vraag(Streng):
    """A question of a profile: its text by path and hash, and the columns of its answer.

    Attributes:
        inzenders, tabel: only where the profile has rules for disclosure, and there always (docs/onthulling.md).
    """

    nr: str
    titel: str
    pad: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    kolommen: tuple[KolomBeschrijving, ...]
    inzenders: Begeleidend | None = None
    tabel: Tabelvorm | None = None

    @model_validator(mode="after")
    def _tabel_past(self) -> Vraag:
        if self.tabel is None:
            return self
        if vreemd := [k.naam for k in self.kolommen if k.klasse not in ("sleutel", "telling", "grootte")]:
            raise ValueError(f"kolom {vreemd[0]}: met regels voor onthulling is een kolom een sleutel, een telling of een grootte")
        if set(self.tabel.sleutels) != {k.naam for k in self.kolommen if k.klasse == "sleutel"}:
            raise ValueError("de sleutels van de tabel zijn niet de sleutelkolommen van de vraag")
        gemeten = {k.naam for k in self.kolommen if k.klasse != "sleutel"}
        genoemd = {*self.tabel.niet_geleverd, *self.tabel.deel_van, *self.tabel.deel_van.values(), *self.tabel.maten}
        if onbekend := sorted(genoemd - gemeten):
            raise ValueError(f"de tabel noemt {onbekend[0]}, en dat is geen gemeten kolom van de vraag")
        return self

    @property
    def begeleidend(self) -> Vraag | None:
        """The companion of this question, as the question that the station puts to its own snapshot; None where there is none."""
        if self.inzenders is None:
            return None
        sleutels = [k for k in self.kolommen if k.klasse == "sleutel"]
        wie = KolomBeschrijving(naam=INZENDER, klasse="koppel", titel="Wie bijdraagt")
        gemeten = [k for k in self.kolommen if k.klasse != "sleutel"]
        return Vraag(
            nr=f"{self.nr}-{INZENDER}s",
            titel=f"{self.titel}: {INZENDER}s",
            pad=self.inzenders.pad,
            sha256=self.inzenders.sha256,
            kolommen=(*sleutels, wie, *gemeten),
        )


class Parameter(Streng):
    """What the asker fills in."""

    soort: Literal["halfjaar", "jaar", "vestigingsnummer"]
    verplicht: bool = True
    titel: str


class Grenzen(Streng):
    """Limits that this profile asks for; the station's own are the ceiling."""

    wandtijd: float | None = None
    cpu: float | None = None
    geheugen: int | None = None
    rijen: int | None = None
    bytes: int | None = None


class Aflevering(Streng):
    """How an answer may leave."""

    formaten: tuple[Formaat, ...]
    standaard: Formaat


class Profiel(Streng):
    """A version of an exchange profile."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    versie: Annotated[str, AfterValidator(_versie)]
    titel: str
    afnemer: str
    grondslag: str
    doel: str
    toelichting: str = ""
    geldig_van: date
    geldig_tot: date | None = None
    termijn: str = Field(pattern=r"^P\d+[YMD]$", description="Hoe lang een verzonden antwoord na te rekenen moet blijven.")
    parameters: dict[str, Parameter]
    onthulling: Literal["geen"] | dict[str, int | str]
    vrijgave: Literal["mens", "automatisch"]
    grafen: tuple[Literal["identificatie"], ...] = ()
    grenzen: Grenzen = Grenzen()
    aflevering: Aflevering
    vragen: tuple[Vraag, ...]
    bestand: Path = Field(default=Path(), exclude=True)

    @model_validator(mode="after")
    def _samenhang(self) -> Profiel:
        nummers = [v.nr for v in self.vragen]
        if len(set(nummers)) != len(nummers):
            raise ValueError("twee vragen hebben hetzelfde nummer")
        if self.aflevering.standaard not in self.aflevering.formaten:
            raise ValueError("de standaardvorm staat niet bij de formaten")
        for vraag in self.vragen:
            if (vraag.tabel is None) != (self.onthulling == "geen") or (vraag.inzenders is None) != (self.onthulling == "geen"):
                raise ValueError(
                    f'vraag {vraag.nr}: `inzenders` en `tabel` horen bij regels voor onthulling, en niet bij onthulling = "geen"'
                )
        if self.onthulling != "geen" and (rest := {"xml", "html"}.intersection(self.aflevering.formaten)):
            raise ValueError(f"de vorm {min(rest)} kan niet zeggen wat er is onderdrukt")
        return self

    @property
    def naam(self) -> str:
        """``id@versie``: what a person types and what stands in the provenance of an answer."""
        return f"{self.id}@{self.versie}"

    @property
    def sha256(self) -> str:
        """Hash of the profile's own file, in hex."""
        return hashlib.sha256(self.bestand.read_bytes()).hexdigest()

    @property
    def wortel(self) -> Path:
        """Folder from which the paths of its questions count: that which holds the folder of profiles (``…/<profiles>/<id>/<version>.toml``)."""
        return self.bestand.parents[2] if len(self.bestand.parents) > 2 else middelen("queries").parent

    def vraag(self, nr: str) -> Vraag:
        """A question by number.

        Raises:
            GebruiksFout: there is none; names those that are.
        """
        for vraag in self.vragen:
            if vraag.nr == nr:
                return vraag
        raise GebruiksFout(
            f"{self.naam} heeft geen vraag {nr}.",
            waar=f"--vraag {nr}",
            herstel="Kies uit: " + ", ".join(f"{v.nr} ({v.titel})" for v in self.vragen),
        )

    def tekst(self, vraag: Vraag) -> str:
        """The question's SPARQL, exactly as published.

        Raises:
            InstellingenFout: the text is missing, is no UTF-8, or is not the one that the profile names by hash.
        """
        pad = self.wortel / vraag.pad
        try:
            ruw = pad.read_bytes()
        except OSError:
            raise InstellingenFout(
                "De tekst van een vraag ontbreekt.", waar=str(pad), herstel="Installeer het datastation opnieuw."
            ) from None
        if hashlib.sha256(ruw).hexdigest() != vraag.sha256:
            raise InstellingenFout(
                "De tekst van een vraag is niet de vastgestelde tekst: de controlegetallen verschillen.",
                waar=f"{pad} (vraag {vraag.nr} van {self.naam})",
                herstel="Zet de vastgestelde tekst terug. Een andere vraag is een nieuwe versie van het profiel.",
            )
        try:
            return ruw.decode("utf-8")
        except UnicodeDecodeError:
            raise InstellingenFout(
                "De tekst van een vraag is geen UTF-8.",
                waar=f"{pad} (vraag {vraag.nr} van {self.naam})",
                herstel="Sla de tekst op als UTF-8.",
            ) from None

    def na_te_rekenen_tot(self, geleverd: date) -> date:
        """Last day of the term in which a delivery of the day `geleverd` must be recomputable."""
        aantal, eenheid = int(self.termijn[1:-1]), self.termijn[-1]
        if eenheid == "D":
            return geleverd + timedelta(days=aantal)
        maanden = geleverd.year * 12 + geleverd.month - 1 + aantal * (12 if eenheid == "Y" else 1)
        jaar, maand = divmod(maanden, 12)
        return date(jaar, maand + 1, min(geleverd.day, monthrange(jaar, maand + 1)[1]))

    @property
    def rang(self) -> tuple[int, ...]:
        """The version as numbers: 1.10.0 comes after 1.9.0."""
        return tuple(int(deel) for deel in self.versie.split("."))


def alle_profielen(map: Path | None = None, *, erbij: Path | None = None) -> tuple[Profiel, ...]:
    """Every version of every profile, by id and then version.

    Args:
        map: the folder of profiles; None = that of the datastation. erbij: a second one, that a station adds (`Station.eigen_profielen`).

    Raises:
        InstellingenFout: a file is wrong, or two files hold the same version: nobody can put another in the place of a published one.
    """
    wortel = map or middelen("uitwisselprofielen")
    gevonden = [_lees(pad) for deel in (wortel, erbij) if deel is not None for pad in sorted(deel.glob("*/*.toml"))]
    namen = [p.naam for p in gevonden]
    dubbel = sorted({n for n in namen if namen.count(n) > 1})
    if dubbel:
        raise InstellingenFout(f"Profiel {dubbel[0]} staat er twee keer.", waar=str(wortel), herstel="Haal er een weg.")
    return tuple(sorted(gevonden, key=lambda p: (p.id, p.rang)))


def zoek(naam: str, op: date, map: Path | None = None, *, erbij: Path | None = None) -> Profiel:
    """A profile by ``id`` or ``id@versie``. Without a version: the newest that is in force on the day `op`. `map`, `erbij`: as `alle_profielen`.

    Raises:
        GebruiksFout: unknown, or no version in force; names what there is.
    """
    id, _, versie = naam.partition("@")
    alle = alle_profielen(map, erbij=erbij)
    eigen = [p for p in alle if p.id == id]
    if not eigen:
        raise GebruiksFout(f"Er is geen uitwisselprofiel {id}.", waar=naam, herstel="Kies uit: " + ", ".join(sorted({p.id for p in alle})))
    if versie:
        passend = [p for p in eigen if p.versie == versie]
    else:
        passend = [p for p in eigen if p.geldig_van <= op and (p.geldig_tot is None or op <= p.geldig_tot)]
    if passend:
        return passend[-1]
    bestaand = ", ".join(f"{p.versie} (vanaf {p.geldig_van:%d-%m-%Y})" for p in eigen)
    wat = f"{id} heeft geen versie {versie}." if versie else f"Geen versie van {id} is geldig op {op:%d-%m-%Y}."
    raise GebruiksFout(wat, waar=naam, herstel=f"Kies uit: {bestaand}")


def _lees(pad: Path) -> Profiel:
    inhoud = lees_toml(pad.read_bytes(), "Een uitwisselprofiel", pad)
    try:
        return Profiel.model_validate({**inhoud, "bestand": pad})
    except ValidationError as fout:
        raise InstellingenFout(
            "Een uitwisselprofiel klopt niet.", waar=f"{pad}\n{leesbaar(fout)}", herstel="Zie docs/uitwisselprofielen.md voor de velden."
        ) from None
