"""Access: who may knock. Token requests (OAuth 2.0, RFC 6749) come in, the station's own access tokens go out and come back.

| grant | assertion | after |
|---|---|---|
| ``urn:ietf:params:oauth:grant-type:jwt-bearer`` | JWT with ``vcs``, at most 5 s | Nuts RFC003 (v5) |
| the same | JWT with ``vp`` | GF Adressering/Authenticatie, GFI-004 |
| ``vp_token-bearer`` | presentation, JWT or JSON-LD, at most 5 s | Nuts RFC021 (v6) |

Whoever shows that it is a DID gets a token for the services of KIK-V; what it may ask with it is for the gate. A token is a JWT (``at+jwt``,
RFC 9068) under the newest key of the station, 15 minutes at most, bound to the client certificate where one came (RFC 8705).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from datastation.fouten import Geweigerd
from datastation.vertrouwen.certificaat import x5t_s256
from datastation.vertrouwen.codering import b64url, naar_b64url, seconden
from datastation.vertrouwen.controle import TONEN, Presentatie, Vaststelling, Vertrouwd, lees_presentatie, oordeel, uit_token
from datastation.vertrouwen.did import Resolver, keur_did
from datastation.vertrouwen.herhaling import Gezien
from datastation.vertrouwen.intrekking import Intrekkingen
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.ondertekenen import teken_token
from datastation.vertrouwen.oordeel import keur_tijd
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutelbos import EigenSleutel, Sleutelbos
from datastation.vertrouwen.sleutels import Sleutel, keur_jwk
from datastation.vertrouwen.statuslijst import Statuslijsten
from datastation.vertrouwen.strikt import Object, lees_object
from datastation.vertrouwen.tokens import Token, keur_kop, lees_token
from datastation.vertrouwen.verklaring import lees_verklaring

DIENSTEN = frozenset({"verifiedsparql", "didcomm-service-kikv", "validated-query-service"})
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
VP_BEARER = "vp_token-bearer"
CLIENT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GELDIG = timedelta(minutes=15)
KORT = timedelta(seconds=5)
_TYP = "at+jwt"
_RFC003 = "nuts"  # the scope of RFC003; the service stands in the assertion
_MAX_TOKEN = 4096
_MAX_VCS = 10
_KOPPEN = frozenset({"alg", "kid", "typ"})
_CLAIMS = frozenset({"iss", "aud", "sub", "client_id", "scope", "iat", "exp", "jti", "cnf"})


class OAuthCode(StrEnum):
    """Error codes of RFC 6749 §5.2."""

    INVALID_REQUEST = "invalid_request"
    INVALID_GRANT = "invalid_grant"
    INVALID_SCOPE = "invalid_scope"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"


class TokenFout(Geweigerd):
    """A token request is refused.

    Args:
        oauth: code for the answer (status 400). reden: of the verifier, where it was the verifier that refused. waar: field of the form.
    """

    zonder_herstel = "Vraag de afzender om de aanvraag opnieuw te maken. De beheerder vindt de code van deze weigering in het log."

    def __init__(self, oauth: OAuthCode, *, reden: Reden | None = None, waar: str = "") -> None:
        self.oauth, self.reden = oauth, reden
        super().__init__(_ZINNEN[oauth], waar=waar)

    def antwoord(self) -> dict[str, str]:
        """The error of RFC 6749 §5.2: codes and the name of a field, no value."""
        uitleg = " ".join(filter(None, (self.reden.value if self.reden else "", self.waar)))
        return {"error": self.oauth.value, **({"error_description": uitleg} if uitleg else {})}


_ZINNEN = {
    OAuthCode.INVALID_REQUEST: "De aanvraag van een token mist een veld, of een veld heeft een andere vorm dan de specificatie zegt.",
    OAuthCode.INVALID_GRANT: "Het bewijs bij de aanvraag van een token is niet geldig.",
    OAuthCode.INVALID_SCOPE: "Er wordt een token gevraagd voor een dienst die dit station niet kent.",
    OAuthCode.UNSUPPORTED_GRANT_TYPE: "Op deze manier is hier geen token aan te vragen.",
}


@dataclass(frozen=True)
class Keurmeester:
    """What the verifier needs to know to judge a request.

    Attributes:
        publiek: names of ours that an assertion may be meant for: our DID, the address of the token endpoint, that of the authorisation server.
        zelf: our DID. vertrouwd: whom we believe about what; its ``geldigheid`` holds for GFI-004.
    """

    zelf: str
    publiek: frozenset[str]
    vertrouwd: Vertrouwd
    resolver: Resolver
    statuslijsten: Statuslijsten | None
    gezien: Gezien
    contexten: Contexten
    intrekkingen: Intrekkingen | None = None

    def oordeel(self, p: Presentatie, nu: datetime, *, geldigheid: timedelta | None = None) -> Vaststelling:
        """Judge a presentation; ``geldigheid``: how long it may be valid in all, where it is shorter than usual."""
        vertrouwd = replace(self.vertrouwd, geldigheid=min(geldigheid, self.vertrouwd.geldigheid)) if geldigheid else self.vertrouwd
        return oordeel(
            p,
            nu=nu,
            publiek=self.publiek | {self.zelf},
            vertrouwd=vertrouwd,
            resolver=self.resolver,
            statuslijsten=self.statuslijsten,
            gezien=self.gezien,
            contexten=self.contexten,
            intrekkingen=self.intrekkingen,
        )


@dataclass(frozen=True)
class Tokenverzoek:
    """A token request that passed every check.

    Attributes:
        houder: DID of the requester. diensten: services that it gets. vaststelling: what is certain about it.
        dienstverlener: DID of the service provider that asked for it (GFI-004), or "".
    """

    houder: str
    diensten: frozenset[str]
    vaststelling: Vaststelling = field(repr=False)
    dienstverlener: str = ""


@dataclass(frozen=True)
class Toegang:
    """What an access token says, whoever was asked about it.

    Attributes:
        actief: whether it is valid at all; where it is not, the rest is empty. voor_ons: whether we are who it was given out for.
        houder: DID of the requester. tot: end of the token. diensten: services that it is for. certificaat: ``x5t#S256`` that it is bound to, or "".
    """

    actief: bool
    voor_ons: bool
    houder: str
    jti: str
    tot: datetime | None
    diensten: frozenset[str]
    certificaat: str = ""


def lees_tokenverzoek(formulier: Mapping[str, str], keurmeester: Keurmeester, *, nu: datetime) -> Tokenverzoek:
    """Judge a token request.

    Args:
        formulier: fields of the form (``application/x-www-form-urlencoded``), each once.

    Raises:
        TokenFout: with the code of RFC 6749; ``invalid_grant`` also has the `Reden` of the verifier.
    """
    soort = formulier.get("grant_type", "")
    if not soort:
        raise TokenFout(OAuthCode.INVALID_REQUEST, waar="grant_type")
    if soort not in (JWT_BEARER, VP_BEARER):
        raise TokenFout(OAuthCode.UNSUPPORTED_GRANT_TYPE)
    bewijs = formulier.get("assertion", "")
    if not bewijs:
        raise TokenFout(OAuthCode.INVALID_REQUEST, waar="assertion")
    _keur_formulier(formulier)
    gevraagd = formulier.get("scope", "")
    try:
        if soort == VP_BEARER:
            diensten = _diensten(gevraagd)
            gezien = keurmeester.oordeel(lees_presentatie(bewijs), nu, geldigheid=KORT)
            return Tokenverzoek(gezien.houder, diensten, gezien)
        token = lees_token(bewijs.strip())
        if "vp" not in token.claims:
            diensten = _diensten(gevraagd if gevraagd not in ("", _RFC003) else _dienst_in(token.claims))
            gezien = keurmeester.oordeel(_rfc003(token, keurmeester.zelf), nu, geldigheid=KORT)
            return Tokenverzoek(gezien.houder, diensten, gezien)
        diensten = _diensten(gevraagd)
        gezien = keurmeester.oordeel(uit_token(token), nu)
        return Tokenverzoek(gezien.houder, diensten, gezien, _dienstverlener(formulier, keurmeester, nu))
    except Afgewezen as fout:
        raise TokenFout(OAuthCode.INVALID_GRANT, reden=fout.reden, waar=fout.waar) from None


def geef_token(
    verzoek: Tokenverzoek,
    *,
    sleutel: EigenSleutel,
    nu: datetime,
    certificaat: bytes | None = None,
    geldig: timedelta = GELDIG,
    jti: str = "",
) -> dict[str, Any]:
    """An access token, as the token response of RFC 6749 §5.1.

    Args:
        sleutel: the newest of the station, with its DID. certificaat: client certificate (DER) of the connection; the token is bound to it.
        geldig: how long; 15 minutes at most. jti: its single name; drawn at random where it is not given.
    """
    wij, begin = sleutel.did, int(nu.timestamp())
    duur = int(min(geldig, GELDIG).total_seconds())
    claims: Object = {
        "iss": keur_did(wij),
        "aud": wij,
        "sub": verzoek.houder,
        "client_id": verzoek.houder,
        "scope": " ".join(sorted(verzoek.diensten)),
        "iat": begin,
        "exp": begin + duur,
        "jti": jti or secrets.token_urlsafe(16),
    }
    if certificaat is not None:
        claims["cnf"] = {"x5t#S256": x5t_s256(certificaat)}
    return {"access_token": teken_token(claims, sleutel, _TYP), "token_type": "Bearer", "expires_in": duur, "scope": claims["scope"]}


def keur_token(tekst: str, *, sleutels: Sleutelbos, nu: datetime, certificaat: bytes | None = None) -> Toegang:
    """Judge an access token that the station gave out.

    Args:
        sleutels: keys of the station, with its DID; a token of a key that was removed is refused. certificaat: client certificate (DER) of this
            connection, if one came.

    Raises:
        Afgewezen: ``VORM`` and the other reasons of form, ``ALGORITME``, ``KOP``, ``SLEUTEL`` for a key that is not ours, ``HANDTEKENING``,
            ``UITGEVER``, ``PUBLIEK``, ``NOG_NIET_GELDIG``, ``VERLOPEN``, ``TE_LANG_GELDIG``, ``TEGENSTRIJDIG``, ``DIENST``, ``CERTIFICAAT``.
    """
    claims = _eigen_claims(tekst, sleutels)
    wij = sleutels.tekent.did
    if claims.get("iss") != wij:
        raise Afgewezen(Reden.UITGEVER, waar="iss")
    if claims.get("aud") != wij:
        raise Afgewezen(Reden.PUBLIEK, waar="aud")
    van, tot = seconden(claims.get("iat"), waar="iat"), seconden(claims.get("exp"), waar="exp")
    keur_tijd(van, None, nu)
    if nu >= tot:  # our own clock: no leeway
        raise Afgewezen(Reden.VERLOPEN)
    if tot - van > GELDIG:
        raise Afgewezen(Reden.TE_LANG_GELDIG)
    houder, jti = keur_did(claims.get("sub")), claims.get("jti")
    if claims.get("client_id") != houder:
        raise Afgewezen(Reden.TEGENSTRIJDIG, waar="client_id")
    if not isinstance(jti, str) or not jti:
        raise Afgewezen(Reden.VORM, waar="jti")
    diensten = _teksten(claims.get("scope"))
    if not diensten or not diensten <= DIENSTEN:
        raise Afgewezen(Reden.DIENST, waar="scope")
    return Toegang(True, True, houder, jti, tot, diensten, _keur_binding(claims, certificaat))


def _eigen_claims(tekst: str, sleutels: Sleutelbos) -> Object:
    if len(tekst) > _MAX_TOKEN:
        raise Afgewezen(Reden.TE_GROOT, waar="token")
    delen = tekst.split(".")
    if len(delen) != 3 or not tekst.isascii():
        raise Afgewezen(Reden.VORM, waar="token")
    kop = lees_object(b64url(delen[0], waar="token"), waar="token")
    keur_kop(kop, _KOPPEN)
    if kop.get("typ") != _TYP:
        raise Afgewezen(Reden.KOP, waar="typ")
    eigen = sleutels.zoek(kop["kid"]) if isinstance(kop.get("kid"), str) else None
    if eigen is None:
        raise Afgewezen(Reden.SLEUTEL, waar="kid")
    sleutel = Sleutel(eigen.kid, eigen.did, keur_jwk(eigen.jwk), frozenset())
    sleutel.keur(kop["alg"], f"{delen[0]}.{delen[1]}".encode(), b64url(delen[2], reden=Reden.HANDTEKENING))
    claims = lees_object(b64url(delen[1], waar="token"), waar="token")
    if claims.keys() - _CLAIMS:
        raise Afgewezen(Reden.VORM, waar="token")
    return claims


def _keur_binding(claims: Object, certificaat: bytes | None) -> str:
    if "cnf" not in claims:
        return ""
    cnf = claims["cnf"]
    if not isinstance(cnf, dict) or cnf.keys() != {"x5t#S256"} or not isinstance(cnf["x5t#S256"], str):
        raise Afgewezen(Reden.VORM, waar="cnf")
    gebonden: str = cnf["x5t#S256"]
    if certificaat is None or not secrets.compare_digest(gebonden.encode(), x5t_s256(certificaat).encode()):
        raise Afgewezen(Reden.CERTIFICAAT, waar="cnf")
    return gebonden


def _keur_formulier(formulier: Mapping[str, str]) -> None:
    """What RFC021 sends beside the presentation is read, and does not decide: which credentials we believe stands in our own settings."""
    if "presentation_submission" in formulier:
        try:
            lees_object(formulier["presentation_submission"], max_bytes=65536)
        except Afgewezen:
            raise TokenFout(OAuthCode.INVALID_REQUEST, waar="presentation_submission") from None
    if ("client_assertion" in formulier) != (formulier.get("client_assertion_type") == CLIENT_BEARER):
        raise TokenFout(OAuthCode.INVALID_REQUEST, waar="client_assertion")


def _diensten(tekst: Any) -> frozenset[str]:
    diensten = _teksten(tekst)
    if not diensten or not diensten <= DIENSTEN:
        raise TokenFout(OAuthCode.INVALID_SCOPE, waar="scope")
    return diensten


def _teksten(tekst: Any) -> frozenset[str]:
    return frozenset(tekst.split(" ")) if isinstance(tekst, str) and tekst else frozenset()


def _dienst_in(claims: Object) -> Any:
    return claims.get("purposeOfUse", claims.get("service"))


def _rfc003(token: Token, zelf: str) -> Presentatie:
    """The JWT of RFC003 as a presentation. It has no name of its own: the hash of what was signed is one, unlike that of the signature."""
    claims, vcs = token.claims, token.claims.get("vcs", [])
    if claims.get("sub") != zelf:
        raise Afgewezen(Reden.PUBLIEK, waar="sub")
    if not isinstance(vcs, list) or len(vcs) > _MAX_VCS:
        raise Afgewezen(Reden.VORM, waar="vcs")
    eens = claims.get("jti", naar_b64url(token.vingerafdruk))
    if not isinstance(eens, str) or not 0 < len(eens) <= 256:
        raise Afgewezen(Reden.VORM, waar="jti")
    return Presentatie(
        houder=keur_did(claims.get("iss")),
        publiek=claims.get("aud"),
        eenmalig=eens,
        van=seconden(claims.get("iat"), waar="iat"),
        tot=seconden(claims.get("exp"), waar="exp"),
        verklaringen=tuple(lees_verklaring(vc) for vc in vcs),
        ondertekend=token,
        doelen=TONEN,
    )


def _dienstverlener(formulier: Mapping[str, str], keurmeester: Keurmeester, nu: datetime) -> str:
    if "client_assertion" not in formulier:
        return ""
    return keurmeester.oordeel(uit_token(lees_token(formulier["client_assertion"])), nu).houder
