"""Authorisation: an access token for whoever shows to be a DID, and the check of it at each call (moet-2021 P5, S3)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from datastation.fouten import Geweigerd
from datastation.staat import Staat, eenmalig
from datastation.uitwisselen.inrichting import Inrichting
from datastation.vertrouwen import DIENSTEN, Afgewezen, Keurmeester, Reden, Toegang, geef_token, keur_token, lees_tokenverzoek


class GeenToegang(Geweigerd):
    """No token, or one that is not good here: step *autorisatie* refuses (alternative 4a of KIK-V's scenario).

    Args:
        reden: code of the check, for the log and the answer.
    """

    zonder_herstel = "Vraag een nieuw toegangstoken aan bij dit station, met de DID die de vraag stelt."

    def __init__(self, reden: str) -> None:
        self.reden = reden
        super().__init__("Dit toegangstoken geeft hier geen toegang.", waar=reden)


class GezienInStaat:
    """Single-use values in the state database, each in a transaction of its own: for what comes with no case."""

    def __init__(self, staat: Staat) -> None:
        self._staat = staat

    def noteer(self, houder: str, eenmalig_: str, *, tot: datetime, nu: datetime) -> bool:
        """See `vertrouwen.Gezien.noteer`."""
        with self._staat.schrijven() as t:
            return eenmalig.noteer(t, sleutel_van(houder, eenmalig_), tot=tot, nu=nu)


def sleutel_van(houder: str, waarde: str) -> str:
    """Under which name a single-use value of somebody is remembered."""
    return hashlib.sha256(f"{houder}\0{waarde}".encode()).hexdigest()


def geef_toegang(inr: Inrichting, formulier: Mapping[str, str], *, certificaat: bytes | None = None) -> dict[str, Any]:
    """Judge a token request, and give the token response of RFC 6749 5.1.

    Args:
        formulier: fields of the form. certificaat: client certificate of the connection, DER; the token is bound to it.

    Raises:
        vertrouwen.TokenFout: with the error code of RFC 6749 5.2.
    """
    keurmeester = Keurmeester(
        zelf=inr.did,
        publiek=frozenset({inr.basis, f"{inr.basis}/oauth/token"}),
        vertrouwd=inr.vertrouwd,
        resolver=inr.resolver,
        statuslijsten=inr.statuslijsten,
        gezien=GezienInStaat(inr.staat),
        contexten=inr.contexten,
    )
    nu = inr.nu()
    verzoek = lees_tokenverzoek(formulier, keurmeester, nu=nu)
    geldig = timedelta(minutes=inr.instelling.token_minuten)
    return geef_token(verzoek, sleutel=inr.sleutels.tekent, nu=nu, certificaat=certificaat, geldig=geldig)


def autoriseer(inr: Inrichting, bearer: str, *, certificaat: bytes | None = None) -> Toegang:
    """Who calls, by the token.

    Raises:
        GeenToegang: no token, not active, not for this station or not for its service, or bound to another certificate.
    """
    if not bearer:
        raise GeenToegang("token-ontbreekt")
    try:
        if inr.knoop is not None:
            toegang = inr.knoop.introspecteer(bearer, nu=inr.nu(), certificaat=certificaat)
        else:
            toegang = keur_token(bearer, sleutels=inr.sleutels, nu=inr.nu(), certificaat=certificaat)
    except Afgewezen as fout:
        raise GeenToegang(fout.reden.value) from None
    if not toegang.actief:
        raise GeenToegang("token-niet-actief")
    if not toegang.voor_ons:
        raise GeenToegang(Reden.PUBLIEK.value)
    if not toegang.diensten & DIENSTEN:  # a Nuts node gives tokens for all that its owner offers
        raise GeenToegang(Reden.DIENST.value)
    return toegang
