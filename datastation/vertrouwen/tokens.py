"""JSON Web Tokens (RFC 7519) as credentials and presentations: read strictly first, judged later, so that cheap checks come before dear ones."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from datastation.vertrouwen.codering import b64url
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutels import ALGORITMEN, Sleutel
from datastation.vertrouwen.strikt import MAX_BYTES, Object, lees_object

_KOPPEN = frozenset({"alg", "typ", "kid", "x5c", "x5t#S256"})
_MAX_KETEN = 6
_TYPEN = frozenset({"JWT", "jwt"})


@dataclass(frozen=True)
class Token:
    """A signed token that nobody has judged yet.

    Attributes:
        alg: its algorithm, one of ours. methode: DID URL of the key (``kid``). keten: certificates of ``x5c``, base64, leaf first.
        claims: the payload.
    """

    alg: str
    methode: str
    keten: tuple[str, ...]
    claims: Object = field(repr=False)
    getekend: bytes = field(repr=False)
    handtekening: bytes = field(repr=False)

    @property
    def vingerafdruk(self) -> bytes:
        """SHA-256 of what was signed: the same for every signature over it, so that it names the message."""
        return hashlib.sha256(self.getekend).digest()

    def keur(self, sleutel: Sleutel) -> None:
        """Judge the signature; raises as `Sleutel.keur`."""
        sleutel.keur(self.alg, self.getekend, self.handtekening)


def lees_token(tekst: str, *, max_bytes: int = MAX_BYTES) -> Token:
    """Read a compact JWS over a JSON object.

    Raises:
        Afgewezen: ``VORM`` for no compact JWS, ``ALGORITME``, ``KOP`` for a header that we do not know or allow (a key or URL of the sender's
            choosing, ``crit``, ``b64``), and everything of `lees_json`.
    """
    if len(tekst) > max_bytes:
        raise Afgewezen(Reden.TE_GROOT)
    delen = tekst.split(".")
    if len(delen) != 3 or not tekst.isascii():
        raise Afgewezen(Reden.VORM, waar="token")
    kop = lees_object(b64url(delen[0], waar="token"), waar="token")
    keur_kop(kop, _KOPPEN)
    if not isinstance(kop.get("typ", "JWT"), str) or kop.get("typ", "JWT") not in _TYPEN or not isinstance(kop.get("kid"), str):
        raise Afgewezen(Reden.KOP)
    claims = lees_object(b64url(delen[1], waar="token"), max_bytes=max_bytes, waar="token")
    getekend = f"{delen[0]}.{delen[1]}".encode()
    return Token(kop["alg"], kop["kid"], _keten(kop.get("x5c", [])), claims, getekend, b64url(delen[2], reden=Reden.HANDTEKENING))


def keur_kop(kop: Object, bekend: frozenset[str]) -> None:
    """The algorithm is one of ours, and nothing stands in the header that we do not know: ``ALGORITME`` or ``KOP``."""
    if kop.get("alg") not in tuple(ALGORITMEN):
        raise Afgewezen(Reden.ALGORITME)
    if kop.keys() - bekend:
        raise Afgewezen(Reden.KOP)


def _keten(waarde: Any) -> tuple[str, ...]:
    if not isinstance(waarde, list) or len(waarde) > _MAX_KETEN or any(not isinstance(c, str) for c in waarde):
        raise Afgewezen(Reden.KOP, waar="x5c")
    return tuple(waarde)
