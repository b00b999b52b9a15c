"""Base64url, base58btc and times, read strictly: one text for one value, so that nothing can be written two ways."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import Any

from datastation.vertrouwen.redenen import Afgewezen, Reden

_B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_B58_WAARDE = {teken: waarde for waarde, teken in enumerate(_B58)}
_MAX_B58 = 1024  # base58 is quadratic; keys and signatures are far shorter
_TIJD = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_SECONDEN_MAX = 253_402_300_799  # the last second of the year 9999


def b64url(tekst: str, *, reden: Reden = Reden.VORM, waar: str = "") -> bytes:
    """Bytes of unpadded base64url (RFC 7515 §2); a text that is not the one way to write its bytes is refused with ``reden``."""
    try:
        ruw = base64.b64decode(tekst + "=" * (-len(tekst) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Afgewezen(reden, waar=waar) from None
    if naar_b64url(ruw) != tekst:
        raise Afgewezen(reden, waar=waar)
    return ruw


def naar_b64url(ruw: bytes) -> str:
    """Unpadded base64url."""
    return base64.urlsafe_b64encode(ruw).rstrip(b"=").decode()


def b58btc(tekst: str, *, reden: Reden = Reden.VORM) -> bytes:
    """Bytes of base58btc with its multibase prefix ``z``; anything else is refused with ``reden``."""
    cijfers = tekst[1:]
    if tekst[:1] != "z" or not cijfers or len(cijfers) > _MAX_B58 or any(teken not in _B58_WAARDE for teken in cijfers):
        raise Afgewezen(reden)
    getal = 0
    for teken in cijfers:
        getal = getal * 58 + _B58_WAARDE[teken]
    nullen = len(cijfers) - len(cijfers.lstrip("1"))
    return bytes(nullen) + getal.to_bytes((getal.bit_length() + 7) // 8, "big")


def naar_b58btc(ruw: bytes) -> str:
    """base58btc with its multibase prefix ``z``."""
    getal, uit = int.from_bytes(ruw, "big"), ""
    while getal:
        getal, rest = divmod(getal, 58)
        uit = _B58[rest] + uit
    return "z" + "1" * (len(ruw) - len(ruw.lstrip(b"\0"))) + uit


def tijd(waarde: Any, *, waar: str) -> datetime:
    """A moment in UTC from an RFC 3339 text with a zone; ``VORM`` for anything else."""
    if not isinstance(waarde, str) or not _TIJD.match(waarde):
        raise Afgewezen(Reden.VORM, waar=waar)
    hoofd, breuk, zone = re.fullmatch(r"(.{19})(\.\d+)?(.+)", waarde).groups()  # type: ignore[union-attr]  # the pattern above
    try:
        return datetime.fromisoformat(f"{hoofd}{(breuk or '.0')[:7]}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise Afgewezen(Reden.VORM, waar=waar) from None


def seconden(waarde: Any, *, waar: str) -> datetime:
    """A moment in UTC from a NumericDate (RFC 7519 §2); ``VORM`` for anything else, true and false too."""
    if isinstance(waarde, bool) or not isinstance(waarde, int | float) or not 0 <= waarde <= _SECONDEN_MAX:
        raise Afgewezen(Reden.VORM, waar=waar)
    return datetime.fromtimestamp(waarde, UTC)
