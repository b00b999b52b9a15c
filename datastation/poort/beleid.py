"""The station's policy: a TOML file that says who may ask what, when, how often, and who releases. What it does not say is refused."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, ValidationError, model_validator

from datastation.fouten import InstellingenFout
from datastation.instellingen import Streng, lees_toml, leesbaar

# An exact DID: no fragment, path or query, so that two spellings of one party do not pass for two.
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")
CREDENTIALS = ("ValidatedQueryCredential", "ValidQueryCredential")


def _did(waarde: str) -> str:
    if not _DID.fullmatch(waarde):
        raise ValueError("een DID begint met did: en heeft geen # of ?")
    return waarde


class Quotum(Streng):
    """How much one requester may ask of one profile in a sliding period."""

    dagen: Annotated[StrictInt, Field(gt=0, le=3660, description="Lengte van de periode, terug vanaf nu.")]
    vragen: Annotated[StrictInt, Field(gt=0, description="Vragen in die periode; alle vragen van een profiel tegelijk tellen elk mee.")]
    stellingen: Annotated[StrictInt, Field(gt=0)] | None = Field(default=None, description="Verschillende vragen met parameters.")

    def begin(self, nu: datetime) -> datetime:
        """From when on requests count."""
        return nu - timedelta(days=self.dagen)


class Profielregel(Streng):
    """One profile for one requester."""

    profiel: str = Field(min_length=1, description="Id van het uitwisselprofiel.")
    versies: tuple[str, ...] = Field(min_length=1, description="Versies die aanvaard zijn, elk voluit.")
    besluit: Literal["weigeren", "mens", "automatisch"] = Field(description="Wat er met een vraag gebeurt die verder klopt.")
    onthulling: tuple[str, ...] = Field(default=(), description="Regels voor onthulling die mogen; leeg = geen enkele.")
    vanaf: date | None = Field(default=None, description="Eerste dag waarop de vraag gesteld mag worden.")
    tot: date | None = Field(default=None, description="Laatste dag waarop de vraag gesteld mag worden.")
    periode_vanaf: date | None = Field(default=None, description="De gevraagde periode begint op deze dag of later.")
    periode_tot: date | None = Field(default=None, description="De gevraagde periode eindigt op deze dag of eerder.")
    quotum: Quotum | None = Field(default=None, description="Hoeveel er gevraagd mag worden; verplicht bij `automatisch`.")
    vier_ogen: StrictBool = Field(default=True, description="Wie het antwoord voorbereidt, geeft het niet zelf vrij.")

    @model_validator(mode="after")
    def _samenhang(self) -> Profielregel:
        for begin, einde, naam in ((self.vanaf, self.tot, "tot"), (self.periode_vanaf, self.periode_tot, "periode_tot")):
            if begin and einde and einde < begin:
                raise ValueError(f"{naam} ligt voor het begin")
        if self.besluit == "automatisch" and self.quotum is None:
            raise ValueError("automatische vrijgave vraagt om een quotum")
        return self


class Afnemerregel(Streng):
    """One requester: its DID, and the profiles that the station accepts for it."""

    did: Annotated[str, AfterValidator(_did)] = Field(description="De DID van de afnemer, precies zoals hij zich bekendmaakt.")
    naam: str = Field(min_length=1, description="Naam voor mensen; beslist niets.")
    alleen_credentialsubject: StrictBool = Field(default=False, description="Mag zonder ondertekend credential; dan altijd een mens.")
    profielen: tuple[Profielregel, ...] = Field(default=(), description="Wat deze afnemer mag vragen; leeg = niets.")

    @model_validator(mode="after")
    def _een_regel_per_versie(self) -> Afnemerregel:
        sleutels = [(p.profiel, v) for p in self.profielen for v in p.versies]
        if len(set(sleutels)) != len(sleutels):
            raise ValueError("twee regels gaan over dezelfde versie van een profiel")
        return self

    def regel(self, profiel: str, versie: str) -> Profielregel | None:
        """The rule for a profile version, or None: not accepted."""
        return next((p for p in self.profielen if p.profiel == profiel and versie in p.versies), None)


class Beleid(Streng):
    """The whole policy. ``sha256`` is that of the file: it stands in the log with each decision."""

    versie: str = Field(min_length=1, description="Uw eigen aanduiding; staat bij elk besluit in het logboek.")
    credentials: tuple[str, ...] = Field(default=CREDENTIALS, min_length=1, description="Soorten credentials met een gevalideerde vraag.")
    status_uren: Annotated[StrictInt, Field(gt=0, le=24)] = Field(default=24, description="Zo oud mag een statuslijst hoogstens zijn.")
    afnemers: tuple[Afnemerregel, ...] = Field(default=(), description="Wie iets mag vragen; leeg = niemand.")
    sha256: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _een_regel_per_did(self) -> Beleid:
        dids = [a.did for a in self.afnemers]
        if len(set(dids)) != len(dids):
            raise ValueError("een afnemer staat er twee keer")
        return self

    def afnemer(self, did: str) -> Afnemerregel | None:
        """The rule of a requester, by its exact DID."""
        return next((a for a in self.afnemers if a.did == did), None)


def lees_beleid(pad: Path) -> Beleid:
    """Read a policy file.

    Raises:
        InstellingenFout: no file, no TOML, an unknown or wrong key; names file and key.
    """
    try:
        ruw = pad.read_bytes()
    except OSError:
        raise InstellingenFout(
            "Het beleid van het station is niet te lezen; zonder beleid wordt alles geweigerd.",
            waar=str(pad),
            herstel="Zet het bestand terug, of wijs het juiste aan.",
        ) from None
    inhoud = lees_toml(ruw, "Het beleid", pad)
    if "sha256" in inhoud:
        raise InstellingenFout("Het beleid heeft een onbekende instelling.", waar=f"{pad}: sha256", herstel="Haal de regel weg.")
    try:
        return Beleid.model_validate({**inhoud, "sha256": hashlib.sha256(ruw).hexdigest()})
    except ValidationError as fout:
        raise InstellingenFout("Het beleid klopt niet.", waar=f"{pad}\n{leesbaar(fout)}", herstel="Verbeter de genoemde velden.") from None
