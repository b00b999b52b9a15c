"""Signed tree heads: how large the log was, and what its root was, under a key of the station (trust.md 5.4).

A head leaves the machine with each answer, as its receipt. Whoever keeps one can later have it proven that the log still begins with
exactly those entries.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import rfc8785
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from datastation.fouten import InstellingenFout
from datastation.logboek.regel import Aantal, Kort, Sha256

SOORT = "datastation-boomhoofd-1"  # part of what is signed: this signature means nothing in another place
PubliekeSleutel = Ed25519PublicKey | EllipticCurvePublicKey
Sleutels = Mapping[str, PubliekeSleutel]


class Ondertekenaar(Protocol):
    """A key that can sign, wherever it is kept. `alg` is EdDSA (Ed25519) or ES256 (P-256, signature as r and s of 32 bytes each)."""

    @property
    def kid(self) -> str:
        """Name of the key."""

    @property
    def alg(self) -> str:
        """EdDSA or ES256."""

    def sign(self, data: bytes, /) -> bytes:
        """The signature, 64 bytes."""


class Boomhoofd(BaseModel):
    """A signed tree head. `model_dump(mode="json")` is its form on the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grootte: Aantal
    wortel: Sha256
    tijd: Kort
    vorige: Sha256 | None = Field(description="Vingerafdruk van het hoofd ervoor.")
    kid: Kort
    alg: Literal["EdDSA", "ES256"]
    handtekening: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{86}$")]

    @field_validator("handtekening")
    @classmethod
    def _een_spelling(cls, waarde: str) -> str:
        """Base64 leaves four bits over: two spellings of one signature would be two heads."""
        if _base64(_bytes(waarde)) != waarde:
            raise ValueError("de handtekening is niet in haar ene spelling")
        return waarde

    @property
    def canoniek(self) -> bytes:
        """The one form in bytes, signature included."""
        return rfc8785.dumps(self.model_dump(mode="json"))

    @property
    def vingerafdruk(self) -> str:
        """SHA-256 of the canonical form; the next head names it."""
        return hashlib.sha256(self.canoniek).hexdigest()


def _base64(waarde: bytes) -> str:
    return base64.urlsafe_b64encode(waarde).rstrip(b"=").decode()


def _bytes(tekst: str) -> bytes:
    return base64.urlsafe_b64decode(tekst + "==")


def _te_tekenen(velden: dict[str, Any]) -> bytes:
    return rfc8785.dumps({"soort": SOORT, **{n: w for n, w in velden.items() if n != "handtekening"}})


def teken(ondertekenaar: Ondertekenaar, *, grootte: int, wortel: bytes, tijd: str, vorige: Boomhoofd | None) -> Boomhoofd:
    """Sign a head.

    Raises:
        InstellingenFout: the key signs with an algorithm that we do not use here.
    """
    if ondertekenaar.alg not in ("EdDSA", "ES256"):
        raise InstellingenFout(
            "Deze sleutel kan het logboek niet ondertekenen.", herstel="Gebruik een sleutel voor EdDSA (Ed25519) of ES256."
        )
    velden = {
        "grootte": grootte,
        "wortel": wortel.hex(),
        "tijd": tijd,
        "vorige": vorige.vingerafdruk if vorige else None,
        "kid": ondertekenaar.kid,
        "alg": ondertekenaar.alg,
    }
    handtekening = ondertekenaar.sign(_te_tekenen(velden))
    return Boomhoofd.model_validate({**velden, "handtekening": _base64(handtekening)})


def klopt_hoofd(hoofd: Boomhoofd, sleutel: PubliekeSleutel) -> bool:
    """Whether the head was signed with the private half of this key."""
    try:
        handtekening = _bytes(hoofd.handtekening)
        tekst = _te_tekenen(hoofd.model_dump(mode="json"))
        if hoofd.alg == "EdDSA" and isinstance(sleutel, Ed25519PublicKey):
            sleutel.verify(handtekening, tekst)
        elif hoofd.alg == "ES256" and isinstance(sleutel, EllipticCurvePublicKey) and isinstance(sleutel.curve, SECP256R1):
            r, s = int.from_bytes(handtekening[:32], "big"), int.from_bytes(handtekening[32:], "big")
            sleutel.verify(encode_dss_signature(r, s), tekst, ECDSA(SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def lees_sleutel(pad: Path) -> PubliekeSleutel:
    """Read a public key (PEM): Ed25519 or P-256.

    Raises:
        InstellingenFout: unreadable, or another kind of key.
    """
    try:
        sleutel = load_pem_public_key(pad.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise InstellingenFout(
            "Deze publieke sleutel is niet te lezen.", waar=str(pad), herstel="Geef een PEM-bestand (PUBLIC KEY)."
        ) from None
    if isinstance(sleutel, Ed25519PublicKey) or (isinstance(sleutel, EllipticCurvePublicKey) and isinstance(sleutel.curve, SECP256R1)):
        return sleutel
    raise InstellingenFout("Dit soort sleutel ondertekent geen logboek.", waar=str(pad), herstel="Gebruik een sleutel Ed25519 of P-256.")
