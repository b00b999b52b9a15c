"""Signing: tokens, presentations, credentials and DID documents, in the forms that `controleer` and the other side read.

A token (JWT) is what KIK-V's 2021 specification and Nuts v6 ask for; JSON-LD with JsonWebSignature2020 what KIK-V 1.x and Nuts v5 ask for. The
claims of a token are written as RFC 8785 has it: the same content gives the same bytes. Nobody reads a clock or draws a name here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import rfc8785

from datastation.fouten import GebruiksFout
from datastation.vertrouwen.bewijzen import DI, JWS, SUITES, te_tekenen
from datastation.vertrouwen.codering import b64url, naar_b58btc, naar_b64url
from datastation.vertrouwen.contexten import BITSTRING, CREDENTIALS_V1, DATA_INTEGRITY, JWS2020, NUTS_V1, STATUSLIJST_2021
from datastation.vertrouwen.did import Resolver, keur_did
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.oordeel import VERKLAREN
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutelbos import EigenSleutel
from datastation.vertrouwen.strikt import Object, lees_object
from datastation.vertrouwen.tokens import keur_kop

DIDCONTEXT = "https://www.w3.org/ns/did/v1"
GELDIG = timedelta(minutes=1)
MAX_ANTWOORD = 16 << 20
_KOPPEN = frozenset({"alg", "kid", "typ", "cty"})
_GEWOON = frozenset({"", "JOSE", "JWT"})
_STATUSCONTEXT = {"StatusList2021Entry": STATUSLIJST_2021, "BitstringStatusListEntry": BITSTRING}


class Vorm(StrEnum):
    """The two envelopes of a credential or presentation."""

    JWT = "jwt"
    JSONLD = "json-ld"


class Ondertekenaar(Protocol):
    """What signs: an `EigenSleutel`, or a key elsewhere. ``kid`` is a DID URL."""

    @property
    def kid(self) -> str:
        """Name of the key."""

    @property
    def alg(self) -> str:
        """EdDSA or ES256."""

    def sign(self, data: bytes, /) -> bytes:
        """The signature, 64 bytes."""


@dataclass(frozen=True)
class Inhoud:
    """What a credential says.

    Attributes:
        type: beside ``VerifiableCredential``. houder: DID that it is about. onderwerp: its claims, without ``id``. context: beside that of the data model.
    """

    type: str
    houder: str
    onderwerp: Object = field(repr=False)
    context: tuple[str, ...] = ()


def teken_jws(payload: bytes, sleutel: Ondertekenaar, typ: str = "") -> str:
    """A compact JWS (RFC 7515) over any bytes; ``kid`` names the key. ``typ``: of the header; "" leaves it out."""
    kop = {"alg": sleutel.alg, "kid": sleutel.kid, **({"typ": typ} if typ else {})}
    hoofd = f"{naar_b64url(rfc8785.dumps(kop))}.{naar_b64url(payload)}"
    return f"{hoofd}.{naar_b64url(sleutel.sign(hoofd.encode()))}"


def teken_token(claims: Mapping[str, Any], sleutel: Ondertekenaar, typ: str = "JWT") -> str:
    """A JWT (RFC 7519)."""
    return teken_jws(rfc8785.dumps(dict(claims)), sleutel, typ)


def lees_jws(
    tekst: str,
    *,
    resolver: Resolver,
    nu: datetime,
    doelen: Sequence[str] = VERKLAREN,
    typen: Collection[str] = _GEWOON,
    max_bytes: int = MAX_ANTWOORD,
) -> tuple[bytes, str]:
    """Read and judge a compact JWS, such as the answer of a station.

    Args:
        doelen: purposes of the key, one is enough. typen: values of ``typ`` that are taken; "" stands for none. An access token never passes for
            something else, because its ``typ`` is another one.

    Returns:
        What was signed, and the DID of who signed it.

    Raises:
        Afgewezen: ``TE_GROOT``, ``VORM``, ``ALGORITME``, ``KOP``, ``HANDTEKENING``, and what `Resolver.sleutel` refuses.
    """
    if len(tekst) > max_bytes:
        raise Afgewezen(Reden.TE_GROOT, waar="jws")
    delen = tekst.split(".")
    if len(delen) != 3 or not tekst.isascii():
        raise Afgewezen(Reden.VORM, waar="jws")
    kop = lees_object(b64url(delen[0], waar="jws"), waar="jws")
    keur_kop(kop, _KOPPEN)
    methode, typ = kop.get("kid"), kop.get("typ", "")
    if not isinstance(methode, str) or not isinstance(typ, str) or typ not in typen:
        raise Afgewezen(Reden.KOP, waar="jws")
    sleutel = resolver.sleutel(methode, doelen=doelen, nu=nu)
    sleutel.keur(kop["alg"], f"{delen[0]}.{delen[1]}".encode(), b64url(delen[2], reden=Reden.HANDTEKENING))
    return b64url(delen[1], waar="jws"), sleutel.did


def maak_presentatie(
    verklaringen: Sequence[str | Object],
    *,
    sleutel: EigenSleutel,
    publiek: str,
    eenmalig: str,
    nu: datetime,
    geldig: timedelta = GELDIG,
    vorm: Vorm = Vorm.JWT,
    suite: str = JWS,
    contexten: Contexten | None = None,
) -> str:
    """A signed presentation: a JWT, or the JSON text of a JSON-LD object.

    Args:
        verklaringen: tokens and JSON-LD objects; in a JSON-LD presentation objects alone. sleutel: of the holder, with its DID. publiek: for whom.
        eenmalig: single-use value (``jti`` or ``nonce``). geldig: a token endpoint takes five seconds at most (Nuts RFC003, RFC021).
        suite: of a JSON-LD proof. contexten: needed for JSON-LD.

    Raises:
        GebruiksFout: a key without a DID, or a suite that does not go with it. Afgewezen: what JSON-LD refuses.
    """
    houder = _eigenaar(sleutel)
    if vorm is Vorm.JWT:
        vp = {"@context": [CREDENTIALS_V1], "type": ["VerifiablePresentation"], "verifiableCredential": list(verklaringen)}
        tijden = {"nbf": _epoch(nu), "iat": _epoch(nu), "exp": _epoch(nu + geldig)}
        return teken_token({"iss": houder, "sub": houder, "aud": publiek, "jti": eenmalig, **tijden, "vp": vp}, sleutel)
    document = {
        "@context": [CREDENTIALS_V1, _context_van(suite)],
        "type": ["VerifiablePresentation"],
        "holder": houder,
        "verifiableCredential": list(verklaringen),
    }
    eens = {"domain": publiek, "nonce": eenmalig, "expires": _moment(nu + geldig)}
    getekend = teken_document(document, sleutel, nu=nu, doel="authentication", suite=suite, contexten=contexten, velden=eens)
    return rfc8785.dumps(getekend).decode()


def maak_verklaring(
    inhoud: Inhoud,
    *,
    id: str,
    sleutel: EigenSleutel,
    nu: datetime,
    tot: datetime | None = None,
    status: Sequence[Object] = (),
    vorm: Vorm = Vorm.JWT,
    suite: str = JWS,
    contexten: Contexten | None = None,
) -> str | Object:
    """A signed credential: a JWT (text) or a JSON-LD object.

    Args:
        id: of the credential; for a question of 2021 also of the question. nu, tot: from when and until when it holds. status: see `statusingang`.

    Raises:
        As `maak_presentatie`.
    """
    uitgever = _eigenaar(sleutel)
    kern: Object = {"type": ["VerifiableCredential", inhoud.type], "credentialSubject": {"id": inhoud.houder, **inhoud.onderwerp}}
    context = [CREDENTIALS_V1, *inhoud.context]
    if status:
        kern["credentialStatus"] = status[0] if len(status) == 1 else list(status)
        context += [c for c in dict.fromkeys(_STATUSCONTEXT[s["type"]] for s in status) if c not in context]
    if vorm is Vorm.JWT:
        claims: Object = {"iss": uitgever, "sub": inhoud.houder, "jti": id, "nbf": _epoch(nu), "iat": _epoch(nu)}
        claims |= {"exp": _epoch(tot)} if tot else {}
        return teken_token({**claims, "vc": {"@context": context, **kern}}, sleutel)
    document = {"@context": [*context, _context_van(suite)], "id": id, "issuer": uitgever, "issuanceDate": _moment(nu), **kern}
    document |= {"expirationDate": _moment(tot)} if tot else {}
    return teken_document(document, sleutel, nu=nu, suite=suite, contexten=contexten)


def maak_intrekking(verklaring: str, *, sleutel: EigenSleutel, nu: datetime, contexten: Contexten) -> Object:
    """A ``CredentialRevocation`` of Nuts: the issuer takes one of its credentials back. ``verklaring``: its id."""
    document = {
        "@context": [NUTS_V1, JWS2020],
        "type": ["CredentialRevocation"],
        "issuer": _eigenaar(sleutel),
        "subject": verklaring,
        "date": _moment(nu),
    }
    return teken_document(document, sleutel, nu=nu, contexten=contexten)


def teken_document(
    document: Object,
    sleutel: EigenSleutel,
    *,
    nu: datetime,
    doel: str = "assertionMethod",
    suite: str = JWS,
    contexten: Contexten | None,
    velden: Mapping[str, Any] | None = None,
) -> Object:
    """A JSON-LD document with a proof in it. ``velden``: more fields of the proof.

    Raises:
        As `maak_presentatie`.
    """
    if contexten is None:
        raise GebruiksFout("Voor JSON-LD zijn de vastgelegde contexten nodig.", herstel="Geef `contexten` mee.")
    _eigenaar(sleutel)
    soort = {"type": JWS} if suite == JWS else {"type": DI, "cryptosuite": suite}
    bewijs = {**soort, "verificationMethod": sleutel.kid, "proofPurpose": doel, "created": _moment(nu), **(velden or {})}
    if suite != JWS and SUITES.get(suite) != sleutel.alg:
        raise GebruiksFout("Deze bewijsvorm past niet bij het soort sleutel.", waar=suite)
    getekend = te_tekenen(suite, bewijs, document, contexten)
    if suite != JWS:
        return {**document, "proof": {**bewijs, "proofValue": naar_b58btc(sleutel.sign(getekend))}}
    kop = naar_b64url(rfc8785.dumps({"alg": sleutel.alg, "b64": False, "crit": ["b64"], "kid": sleutel.kid}))
    jws = f"{kop}..{naar_b64url(sleutel.sign(kop.encode() + b'.' + getekend))}"
    return {**document, "proof": {**bewijs, "jws": jws}}


def did_document(did: str, sleutels: Iterable[EigenSleutel], diensten: Mapping[str, Any] | None = None) -> Object:
    """The DID document of a party: every key for signing and for showing who it is, and its services.

    Args:
        sleutels: the newest first, as in a `Sleutelbos`. diensten: type of service → endpoint, a URL or a table of URLs.
    """
    eigen = [s.van(did) for s in sleutels]
    methoden = [{"id": s.kid, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": s.jwk} for s in eigen]
    namen = [s.kid for s in eigen]
    uit: Object = {"@context": [DIDCONTEXT, JWS2020], "id": keur_did(did), "verificationMethod": methoden}
    uit |= {"assertionMethod": namen, "authentication": namen}
    if diensten:
        uit["service"] = [{"id": f"{did}#{soort}", "type": soort, "serviceEndpoint": punt} for soort, punt in diensten.items()]
    return uit


def _eigenaar(sleutel: EigenSleutel) -> str:
    if not sleutel.did:
        raise GebruiksFout(
            "Een sleutel zonder DID kan dit niet ondertekenen.", herstel="Zeg eerst van wie de sleutel is: `sleutel.van(did)`."
        )
    return sleutel.did


def _context_van(suite: str) -> str:
    return JWS2020 if suite == JWS else DATA_INTEGRITY


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
