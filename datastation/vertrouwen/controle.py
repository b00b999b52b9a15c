"""The one question to the verifier: what is certain about a presentation?

Cheap checks come before dear ones, and the single-use value is written down before any signature is judged. Every check has its own reason; the
first that fails ends it. Nothing here decides whether the sender may ask something: that is the gate's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from datastation.vertrouwen.bewijzen import Bewijs, lees_bewijs
from datastation.vertrouwen.codering import seconden
from datastation.vertrouwen.did import Resolver, keur_did
from datastation.vertrouwen.herhaling import Gezien
from datastation.vertrouwen.intrekking import Intrekkingen
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.oordeel import SPELING, VERKLAREN, keur_ondertekening, keur_tijd, keur_verklaring, keur_x509, ondertekenaar
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.statuslijst import Statuslijsten
from datastation.vertrouwen.strikt import MAX_BYTES, Object, lees_object
from datastation.vertrouwen.tokens import Token, lees_token
from datastation.vertrouwen.verklaring import Verklaring, lees_verklaring

MAX_VERKLARINGEN = 10
MAX_EENMALIG = 256
ZELF = "zelf"
# A token names no purpose. The documents of did:nuts list signing keys as assertionMethod alone.
TONEN = ("authentication", "assertionMethod")


@dataclass(frozen=True)
class Vertrouwd:
    """Whom a station believes about what.

    Attributes:
        uitgevers: type of credential → DIDs of the issuers that it is believed from. The word ``zelf`` (`ZELF`) in place of a DID: a holder may say
            this about itself; without it a self-issued credential is refused, also of an issuer on the list.
        geldigheid: how long a presentation may be valid in all.
    """

    uitgevers: Mapping[str, frozenset[str]]
    geldigheid: timedelta = timedelta(minutes=5)


@dataclass(frozen=True)
class Verklaard:
    """A credential that passed every check. ``claims``: one mapping per subject, as the issuer wrote it."""

    id: str
    type: str
    uitgever: str
    claims: tuple[Object, ...] = field(repr=False)
    tot: datetime | None


@dataclass(frozen=True)
class Vaststelling:
    """What is certain: who sent this, and what others say about them.

    Attributes:
        houder: DID of the sender, the signer and the subject of every credential. eenmalig: ``jti`` or nonce. tot: end of the presentation.
    """

    houder: str
    eenmalig: str
    tot: datetime
    verklaringen: tuple[Verklaard, ...]


@dataclass(frozen=True)
class Presentatie:
    """A presentation that nobody has judged yet, whatever it came in."""

    houder: str
    publiek: Any
    eenmalig: str
    van: datetime
    tot: datetime
    verklaringen: tuple[Verklaring, ...]
    ondertekend: Bewijs | Token
    doelen: tuple[str, ...]


def controleer(
    presentatie: bytes | str,
    *,
    nu: datetime,
    publiek: str | Collection[str],
    vertrouwd: Vertrouwd,
    resolver: Resolver,
    statuslijsten: Statuslijsten | None,
    gezien: Gezien,
    contexten: Contexten,
    intrekkingen: Intrekkingen | None = None,
) -> Vaststelling:
    """Verify a presentation with its credentials.

    Args:
        presentatie: a JWT, or a JSON-LD object with a proof; at most 1 MiB. nu: this moment, with a zone.
        publiek: who we are (``aud``, ``domain``), or the names by which we are known, one of which is enough.
        statuslijsten: None refuses every credential that has a status. intrekkingen: what issuers took back by a statement of its own (Nuts v5).

    Raises:
        Afgewezen: with the `Reden` of the first check that fails.
    """
    return oordeel(
        lees_presentatie(presentatie),
        nu=nu,
        publiek=publiek,
        vertrouwd=vertrouwd,
        resolver=resolver,
        statuslijsten=statuslijsten,
        gezien=gezien,
        contexten=contexten,
        intrekkingen=intrekkingen,
    )


def oordeel(
    p: Presentatie,
    *,
    nu: datetime,
    publiek: str | Collection[str],
    vertrouwd: Vertrouwd,
    resolver: Resolver,
    statuslijsten: Statuslijsten | None,
    gezien: Gezien,
    contexten: Contexten,
    intrekkingen: Intrekkingen | None = None,
) -> Vaststelling:
    """As `controleer`, for a presentation that has been read already."""
    _keur_presentatie(p, nu, publiek, vertrouwd.geldigheid)
    for verklaring in p.verklaringen:
        _keur_vertrouwen(verklaring, p.houder, vertrouwd)
        keur_verklaring(verklaring, nu)
    if not gezien.noteer(p.houder, p.eenmalig, tot=p.tot + SPELING, nu=nu):
        raise Afgewezen(Reden.HERHALING)
    keur_ondertekening(p.ondertekend, p.doelen, resolver, contexten, nu)
    for verklaring in p.verklaringen:
        keur_ondertekening(verklaring.ondertekend, VERKLAREN, resolver, contexten, nu)
        keur_x509(verklaring)
        if verklaring.status:
            if statuslijsten is None:
                raise Afgewezen(Reden.STATUS_ONBEREIKBAAR)
            statuslijsten.keur(verklaring, nu=nu, resolver=resolver, contexten=contexten)
        if intrekkingen is not None:
            intrekkingen.keur(verklaring.id, verklaring.uitgever)
    return Vaststelling(
        p.houder, p.eenmalig, p.tot, tuple(Verklaard(v.id, v.type, v.uitgever, v.onderwerpen, v.tot) for v in p.verklaringen)
    )


def _keur_presentatie(p: Presentatie, nu: datetime, publiek: str | Collection[str], geldigheid: timedelta) -> None:
    keur_tijd(p.van, p.tot, nu)
    if not timedelta() <= p.tot - p.van <= geldigheid:
        raise Afgewezen(Reden.TE_LANG_GELDIG)
    voor = p.publiek if isinstance(p.publiek, list) else [p.publiek]
    if not any(naam in voor for naam in ([publiek] if isinstance(publiek, str) else publiek)):
        raise Afgewezen(Reden.PUBLIEK)
    if ondertekenaar(p.ondertekend) != p.houder:
        raise Afgewezen(Reden.HOUDER)


def _keur_vertrouwen(verklaring: Verklaring, houder: str, vertrouwd: Vertrouwd) -> None:
    uitgevers = vertrouwd.uitgevers.get(verklaring.type)
    if uitgevers is None:
        raise Afgewezen(Reden.TYPE)
    wie = ZELF if verklaring.uitgever == houder else verklaring.uitgever
    if wie not in uitgevers:
        raise Afgewezen(Reden.UITGEVER)
    if any(o["id"] != houder for o in verklaring.onderwerpen):
        raise Afgewezen(Reden.HOUDER)


def lees_presentatie(presentatie: bytes | str) -> Presentatie:
    """Read a presentation; what it refuses is about form alone."""
    if len(presentatie) > MAX_BYTES:
        raise Afgewezen(Reden.TE_GROOT)
    try:
        tekst = (presentatie.decode() if isinstance(presentatie, bytes) else presentatie).strip()
    except UnicodeDecodeError:
        raise Afgewezen(Reden.GEEN_JSON) from None
    return _uit_jsonld(lees_object(tekst, waar="presentatie")) if tekst[:1] in ("{", "[", "") else uit_token(lees_token(tekst))


def _uit_jsonld(document: Object) -> Presentatie:
    bewijs = lees_bewijs(document)
    if bewijs.gemaakt is None or bewijs.verloopt is None:
        raise Afgewezen(Reden.VORM, waar="proof.created of proof.expires")
    houder = _houder(document.get("holder"), ondertekenaar(bewijs))
    verklaringen = _verklaringen(document)
    return Presentatie(
        houder, bewijs.publiek, _eenmalig(bewijs.eenmalig), bewijs.gemaakt, bewijs.verloopt, verklaringen, bewijs, (bewijs.doel,)
    )


def uit_token(token: Token) -> Presentatie:
    """The presentation in the claims of a token."""
    claims, vp = token.claims, token.claims.get("vp")
    if not isinstance(vp, dict):
        raise Afgewezen(Reden.VORM, waar="vp")
    houder = _houder(vp.get("holder"), keur_did(claims.get("iss")))
    if claims.get("sub", houder) != houder:
        raise Afgewezen(Reden.HOUDER)
    van = [seconden(claims[naam], waar=naam) for naam in ("nbf", "iat") if naam in claims]
    if not van or "exp" not in claims:
        raise Afgewezen(Reden.VORM, waar="nbf of exp")
    tot = seconden(claims["exp"], waar="exp")
    eenmalig = _eenmalig(claims.get("jti", claims.get("nonce")))
    return Presentatie(houder, claims.get("aud"), eenmalig, max(van), tot, _verklaringen(vp), token, TONEN)


def _houder(genoemd: Any, ander: str) -> str:
    naam = genoemd.get("id") if isinstance(genoemd, dict) else genoemd
    if naam is not None and naam != ander:
        raise Afgewezen(Reden.HOUDER)
    return keur_did(ander)


def _eenmalig(waarde: Any) -> str:
    if not isinstance(waarde, str) or not 0 < len(waarde) <= MAX_EENMALIG:
        raise Afgewezen(Reden.VORM, waar="jti of nonce")
    return waarde


def _verklaringen(vp: Object) -> tuple[Verklaring, ...]:
    soorten = vp.get("type")
    if "VerifiablePresentation" not in (soorten if isinstance(soorten, list) else [soorten]):
        raise Afgewezen(Reden.VORM, waar="type")
    leden = vp.get("verifiableCredential")
    leden = leden if isinstance(leden, list) else [leden]
    if not 0 < len(leden) <= MAX_VERKLARINGEN:
        raise Afgewezen(Reden.VORM, waar="verifiableCredential")
    return tuple(lees_verklaring(lid) for lid in leden)
