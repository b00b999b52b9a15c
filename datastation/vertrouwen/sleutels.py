"""Public keys and the one place where a signature is judged: ES256, EdDSA (Ed25519) and PS256, nothing else.

joserfc's algorithms do the work; they are called by name after the key has been matched to the name, so that a header can never choose a
weaker one (no ``none``, no HMAC with a public key). A signature is never a name for what it signs: ES256 has two for each message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from datastation.vertrouwen.codering import b58btc, b64url, naar_b58btc, naar_b64url
from datastation.vertrouwen.redenen import Afgewezen, Reden

_SOORTEN: dict[tuple[str, str | None], str] = {("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA", ("RSA", None): "PS256"}
_DOOR: dict[str, type[ECKey | OKPKey | RSAKey]] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
ALGORITMEN = frozenset(_SOORTEN.values())
_PRIVE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_RSA_BITS = (2048, 8192)
_RSA_TEKENS = 1366  # the largest in base64url
# Multicodec prefixes of public keys, as did:key and Multikey write them.
_ED25519, _P256, _P384 = b"\xed\x01", b"\x80\x24", b"\x81\x24"


@dataclass(frozen=True)
class Sleutel:
    """A public key out of a DID document.

    Attributes:
        id: the DID URL that names it. did: whose it is. jwk: the key. doelen: what its owner lets it be used for, such as ``assertionMethod``.
    """

    id: str
    did: str
    jwk: Mapping[str, Any] = field(repr=False)
    doelen: frozenset[str]

    @property
    def algoritme(self) -> str:
        """The one algorithm that goes with this key; "" where we take none for it (P-384)."""
        return _SOORTEN.get((str(self.jwk.get("kty")), self.jwk.get("crv")), "")

    def keur(self, algoritme: str, bericht: bytes, handtekening: bytes) -> None:
        """Judge a signature.

        Args:
            algoritme: what the signer says it is: ES256 (r and s, 64 bytes), EdDSA or PS256.

        Raises:
            Afgewezen: ``ALGORITME`` for another one, ``SLEUTEL`` where it does not go with this key, ``HANDTEKENING``.
        """
        if algoritme not in ALGORITMEN:
            raise Afgewezen(Reden.ALGORITME)
        if algoritme != self.algoritme:
            raise Afgewezen(Reden.SLEUTEL)
        sleutel = _lees(self.jwk)
        if not JWSRegistry.algorithms[algoritme].verify(bericht, handtekening, sleutel):
            raise Afgewezen(Reden.HANDTEKENING)


def _lees(jwk: Mapping[str, Any]) -> Key:
    if jwk.get("kty") == "RSA":
        _keur_modulus(jwk.get("n"))
    try:
        sleutel = _DOOR[str(jwk.get("kty"))].import_key({k: v for k, v in jwk.items() if k in ("kty", "crv", "x", "y", "n", "e")})
        sleutel.public_key  # noqa: B018  # joserfc reads the key only when it is asked for
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        raise Afgewezen(Reden.SLEUTEL) from None
    return sleutel


def _keur_modulus(n: Any) -> None:
    """A modulus in its one spelling (RFC 7518 §6.3.1.1): zeros before it would make a short one look long."""
    if not isinstance(n, str) or len(n) > _RSA_TEKENS:
        raise Afgewezen(Reden.SLEUTEL)
    ruw = b64url(n, reden=Reden.SLEUTEL)
    if not _RSA_BITS[0] <= int.from_bytes(ruw, "big").bit_length() <= _RSA_BITS[1] or ruw[0] == 0:
        raise Afgewezen(Reden.SLEUTEL)


def keur_jwk(jwk: Any) -> Mapping[str, Any]:
    """A JWK that is a public key which can be read; ``SLEUTEL`` for anything else, also for one that shows its private half."""
    if not isinstance(jwk, dict) or _PRIVE & jwk.keys():
        raise Afgewezen(Reden.SLEUTEL)
    _lees(jwk)
    return jwk


def uit_multikey(tekst: Any) -> dict[str, Any]:
    """The JWK of a Multikey: ``z`` + base58btc of multicodec prefix and key; Ed25519, P-256 (compressed) or P-384 (compressed)."""
    if not isinstance(tekst, str):
        raise Afgewezen(Reden.SLEUTEL)
    ruw = b58btc(tekst, reden=Reden.SLEUTEL)
    soort, sleutel = ruw[:2], ruw[2:]
    if soort == _ED25519 and len(sleutel) == 32:
        return {"kty": "OKP", "crv": "Ed25519", "x": naar_b64url(sleutel)}
    if soort == _P256 and len(sleutel) == 33:
        return _ec("P-256", ec.SECP256R1(), sleutel)
    if soort == _P384 and len(sleutel) == 49:
        return _ec("P-384", ec.SECP384R1(), sleutel)
    raise Afgewezen(Reden.SLEUTEL)


def naar_multikey(jwk: Mapping[str, Any]) -> str:
    """The Multikey of an Ed25519 or P-256 key; the other way round of `uit_multikey`."""
    x = b64url(jwk["x"])
    if jwk["kty"] == "OKP":
        return naar_b58btc(_ED25519 + x)
    return naar_b58btc(_P256 + bytes([2 + b64url(jwk["y"])[-1] % 2]) + x)


def _ec(naam: str, kromme: ec.EllipticCurve, punt: bytes) -> dict[str, Any]:
    try:
        vol = ec.EllipticCurvePublicKey.from_encoded_point(kromme, punt).public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    except ValueError:
        raise Afgewezen(Reden.SLEUTEL) from None
    helft = len(vol) // 2
    return {"kty": "EC", "crv": naam, "x": naar_b64url(vol[1 : helft + 1]), "y": naar_b64url(vol[helft + 1 :])}
