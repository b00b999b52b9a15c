"""Answers as the station keeps them until they have left: encrypted, with where they come from; and read back in any form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import orjson

from datastation import aflevering
from datastation.fouten import MotorFout
from datastation.model.antwoord import Antwoord, Bestand, Herkomst
from datastation.poort import sha256_van
from datastation.staat.rijen import Zaak
from datastation.uitwisselen.afschermen import Afgeschermd
from datastation.uitwisselen.feiten import ALLES
from datastation.uitwisselen.inrichting import Inrichting

VORMEN = ("json", "csv", "xlsx", "xml")  # the report (html) is for the organisation itself


@dataclass(frozen=True)
class Bewaard:
    """An answer as it may leave: `ruw` are the bytes whose hash the case names.

    Attributes:
        mens_omdat: why a person must look at it, whatever the policy says.
    """

    ruw: bytes
    antwoord: Antwoord
    herkomst: Herkomst
    mens_omdat: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of the answer, in hex."""
        return sha256_van(self.ruw)


def maak(afgeschermd: Afgeschermd, vraag_nr: str) -> Bewaard:
    """An answer as it will be kept."""
    vraag, uitkomst = None if vraag_nr == ALLES else vraag_nr, afgeschermd.uitkomst
    (bestand,) = aflevering.maak(uitkomst.antwoord, uitkomst.herkomst, "json", vraag=vraag)
    gelezen = _gelezen(bestand.inhoud, uitkomst.antwoord.uitgesloten)
    return Bewaard(bestand.inhoud, gelezen, uitkomst.herkomst, afgeschermd.mens_omdat)


def leg_weg(inr: Inrichting, zaaknummer: str, bewaard: Bewaard, scherm: Mapping[str, Any] | None = None) -> str:
    """Store an answer; gives the name under which it stands. `scherm`: what the release screen shows beside it; `haal` never takes it along."""
    naam = f"{zaaknummer}.{bewaard.sha256[:16]}"
    inhoud: dict[str, Any] = {
        "antwoord": bewaard.ruw.decode(),
        "herkomst": asdict(bewaard.herkomst),
        "uitgesloten": dict(bewaard.antwoord.uitgesloten),
    }
    if scherm is not None:
        inhoud |= {"mens_omdat": list(bewaard.mens_omdat), "scherm": dict(scherm)}
    inr.kluis.bewaar(naam, orjson.dumps(inhoud))
    return naam


def haal(inr: Inrichting, zaak: Zaak) -> Bewaard:
    """The answer of a case.

    Raises:
        MotorFout: it is gone, or not the one that the case names.
    """
    ruw = inr.kluis.lees(zaak.antwoord_pad) if zaak.antwoord_pad else None
    if ruw is None:
        raise MotorFout(
            "Het antwoord van deze zaak wordt niet meer bewaard.",
            waar=zaak.zaaknummer,
            herstel="Laat de vraag opnieuw beantwoorden; de momentopname staat bij de zaak.",
        )
    inhoud = orjson.loads(ruw)
    tekst = inhoud["antwoord"].encode()
    velden = inhoud["herkomst"]
    herkomst = Herkomst(**{**velden, "herschrijvingen": tuple(velden["herschrijvingen"])})
    gevonden = Bewaard(tekst, _gelezen(tekst, inhoud["uitgesloten"]), herkomst, tuple(inhoud.get("mens_omdat", ())))
    if gevonden.sha256 != zaak.antwoord_sha256:
        raise MotorFout(
            "Het bewaarde antwoord is niet dat van deze zaak.", waar=zaak.zaaknummer, herstel="Laat de vraag opnieuw beantwoorden."
        )
    return gevonden


def scherm(inr: Inrichting, zaak: Zaak) -> Mapping[str, Any]:
    """Per question what was computed of the suppressed cells, and why they are closed; empty where the profile has no rules.

    For the release screen only: nothing that goes to a requester is made from this.
    """
    ruw = inr.kluis.lees(zaak.antwoord_pad) if zaak.antwoord_pad else None
    gelezen: dict[str, Any] = {} if ruw is None else orjson.loads(ruw).get("scherm", {})
    return gelezen


def bestanden(bewaard: Bewaard, vorm: str, vraag_nr: str) -> tuple[Bestand, ...]:
    """The files of an answer in a form that it may have.

    Raises:
        GebruiksFout: no such form, or not for one question.
    """
    vraag = None if vraag_nr == ALLES else vraag_nr
    return aflevering.maak(bewaard.antwoord, bewaard.herkomst, vorm, vraag=vraag)


def na_te_rekenen_tot(inr: Inrichting, bewaard: Bewaard, dag: date) -> date:
    """Until when the snapshot of an answer stays."""
    return inr.profiel(bewaard.antwoord.profiel, bewaard.antwoord.versie).na_te_rekenen_tot(dag)


def _gelezen(ruw: bytes, uitgesloten: Mapping[str, int]) -> Antwoord:
    return replace(aflevering.ontleed_json(ruw, waar="het bewaarde antwoord"), uitgesloten=dict(uitgesloten))
