"""The checks that every signed thing gets: in time, signed by whom it should be, with a key that its owner lets it be used for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from datastation.vertrouwen.bewijzen import Bewijs
from datastation.vertrouwen.did import Resolver
from datastation.vertrouwen.did_x509 import beweringen
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.tokens import Token
from datastation.vertrouwen.verklaring import Verklaring

VERKLAREN = ("assertionMethod",)
SPELING = timedelta(seconds=5)  # how far two clocks may differ, as Nuts


def ondertekenaar(ondertekend: Bewijs | Token) -> str:
    """The DID whose key is said to have signed."""
    return ondertekend.methode.partition("#")[0]


def keur_tijd(van: datetime, tot: datetime | None, nu: datetime) -> None:
    """``NOG_NIET_GELDIG`` or ``VERLOPEN``, with five seconds for clocks that differ."""
    if van > nu + SPELING:
        raise Afgewezen(Reden.NOG_NIET_GELDIG)
    if tot is not None and tot < nu - SPELING:
        raise Afgewezen(Reden.VERLOPEN)


def keur_verklaring(verklaring: Verklaring, nu: datetime) -> None:
    """What costs nothing: time of credential and proof, and whether the signer is said to be the issuer."""
    keur_tijd(verklaring.van, verklaring.tot, nu)
    if isinstance(verklaring.ondertekend, Bewijs):
        bewijs = verklaring.ondertekend
        if bewijs.gemaakt is None:
            raise Afgewezen(Reden.VORM, waar="proof.created")
        keur_tijd(bewijs.gemaakt, bewijs.verloopt, nu)
    if ondertekenaar(verklaring.ondertekend) != verklaring.uitgever:
        raise Afgewezen(Reden.ONDERTEKENAAR)
    if verklaring.type.startswith("Nuts") and not verklaring.id.startswith(f"{verklaring.uitgever}#"):
        raise Afgewezen(Reden.TEGENSTRIJDIG, waar="id")


def keur_ondertekening(ondertekend: Bewijs | Token, doelen: Sequence[str], resolver: Resolver, contexten: Contexten, nu: datetime) -> None:
    """What costs: find the key and judge the signature."""
    sleutel = resolver.sleutel(ondertekend.methode, doelen=doelen, nu=nu, keten=ondertekend.keten)
    if isinstance(ondertekend, Bewijs):
        ondertekend.keur(sleutel, contexten)
    else:
        ondertekend.keur(sleutel)


def keur_x509(verklaring: Verklaring) -> None:
    """A certificate vouches for what stands in it: each claim of a did:x509 issuer is one of the claims in its DID (Nuts RFC023)."""
    if not verklaring.uitgever.startswith("did:x509:"):
        return
    gezegd = beweringen(verklaring.uitgever)
    for onderwerp in verklaring.onderwerpen:
        for naam, waarde in onderwerp.items():
            if naam == "id":
                continue
            if not isinstance(waarde, dict) or naam not in gezegd or not waarde.items() <= gezegd[naam].items():
                raise Afgewezen(Reden.TEGENSTRIJDIG, waar=naam)
    if verklaring.tot is None:
        raise Afgewezen(Reden.VORM, waar="expirationDate")
