"""A message of either door, KIK-V's or the JSON API's, in the terms of this story; and what may not be in it at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from datastation import berichten
from datastation.berichten import BerichtFout, Gevraagd, Verzoek
from datastation.fouten import Geweigerd
from datastation.logboek import bevat_nummer
from datastation.uitwisselen.feiten import Kanaal
from datastation.uitwisselen.inrichting import Inrichting
from datastation.vertrouwen import Toegang

API = "api "  # before a key of the JSON API: ids of messages have no space


@dataclass(frozen=True)
class Indiening:
    """A question through the JSON API.

    Attributes:
        vraag: number of one question, or ``*`` for all of them. sleutel: idempotency key. presentatie: JWT or JSON-LD, "" = without.
        antwoordadres: where the reply goes; "" = it will be fetched. vervangt: case whose sent answer this one replaces.
    """

    profiel: str
    versie: str
    vraag: str
    parameters: Mapping[str, str]
    sleutel: str
    antwoordadres: str = ""
    presentatie: str = field(default="", repr=False)
    vervangt: str | None = None


@dataclass(frozen=True)
class Bericht:
    """A message of either door, in the terms of this story."""

    kanaal: Kanaal
    id: str
    gesprek: str
    van: str
    aan: str
    antwoordadres: str
    vervalt: datetime
    presentatie: str
    parameters: Mapping[str, str]
    kaal: tuple[Gevraagd, ...] = ()
    fout: str = ""
    fout_zin: str = ""
    indiening: Indiening | None = None

    @classmethod
    def uit(cls, verzoek: Verzoek, inr: Inrichting) -> Bericht:
        """A message of KIK-V; what its own rules refuse stands in `fout`."""
        fout = zin = ""
        kaal: tuple[Gevraagd, ...] = ()
        try:
            berichten.keur_verzoek(verzoek, houder=verzoek.van, ons=inr.did, nu=inr.nu())
            kaal = tuple(berichten.lees_vraag(v, id=f"{verzoek.id}-{nr}") for nr, v in enumerate(verzoek.kale_vragen, 1))
        except BerichtFout as bezwaar:
            fout, zin = bezwaar.reden.value, bezwaar.wat
        return cls(
            kanaal=verzoek.generatie.value,
            id=verzoek.id,
            gesprek=verzoek.gesprek,
            van=verzoek.van,
            aan=inr.did,
            # Generation 1.x names no address: it stands in the DID document of the requester, and is looked up when the reply leaves.
            antwoordadres=verzoek.antwoordadres or f"{verzoek.van}?service=didcomm-service-kikv",
            vervalt=termijn(inr, verzoek.vervalt),
            presentatie=verzoek.presentatie,
            parameters=verzoek.parameters,
            kaal=kaal,
            fout=fout,
            fout_zin=zin,
        )

    @classmethod
    def uit_api(cls, indiening: Indiening, inr: Inrichting, toegang: Toegang) -> Bericht:
        """A question through the JSON API."""
        return cls(
            kanaal="api",
            id=indiening.sleutel,
            gesprek=indiening.sleutel,
            van=toegang.houder,
            aan=inr.did,
            antwoordadres=indiening.antwoordadres,
            vervalt=termijn(inr, None),
            presentatie=indiening.presentatie,
            parameters=indiening.parameters,
            indiening=indiening,
        )


def termijn(inr: Inrichting, gevraagd: datetime | None) -> datetime:
    """Until when a question may be answered: as the requester says, within the term of the station."""
    uiterlijk = inr.nu() + timedelta(days=inr.instelling.termijn_dagen)
    # A message that has lapsed already is refused as such; its case needs a term in which that can be said.
    return gevraagd if gevraagd is not None and inr.nu() < gevraagd < uiterlijk else uiterlijk


def sleutel_api(indiening: Indiening) -> str:
    """Key of the case of a question through the JSON API."""
    return f"{API}{indiening.sleutel}#{indiening.vraag}"


def eis_bewaarbaar(id: str, gesprek: str, van: str, parameters: Mapping[str, str]) -> None:
    """References and parameters stand in the log, for years and for many readers: none of them may be somebody's BSN."""
    if any(bevat_nummer(k) for k in (id, gesprek, van, *parameters, *parameters.values())):
        raise Geweigerd(
            "Een kenmerk of parameter van dit bericht kan een BSN zijn; zulke nummers neemt het station niet aan.",
            waar="kenmerk van bericht, gesprek, afzender of parameter",
            herstel="Kies een ander kenmerk, bijvoorbeeld een willekeurige UUID.",
        )


def eis_adres(adres: str, houder: str) -> None:
    """A reply goes to an https address, or to a service in the DID document of the requester itself."""
    did, dienst, naam = adres.partition("?service=")
    if not adres or (dienst and did == houder and re.fullmatch(r"[A-Za-z0-9._-]{1,100}", naam)):
        return
    if len(adres) > berichten.MAX_ADRES or not berichten.keur_adres(adres, "antwoordadres").lower().startswith("https://"):
        raise BerichtFout(berichten.Reden.VELD_ONGELDIG, waar="antwoordadres")
