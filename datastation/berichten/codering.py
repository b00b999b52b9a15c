"""How texts are packed inside a message: Base64 of either alphabet, percent-encoding, presentations."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.velden import lees_object

_B64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_NAAR_GEWOON = str.maketrans("-_", "+/")
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_PLAT = re.compile(r'[\s{}<>"]')  # what a text has that is not packed, and a packed one never
_PROCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def b64(tekst: str, *, waar: str) -> bytes:
    """Bytes of Base64 or base64url, with or without padding, line breaks allowed; ``CODERING`` for anything else."""
    kaal = "".join(tekst.split())
    if not _B64.fullmatch(kaal):
        raise BerichtFout(Reden.CODERING, waar=waar)
    kaal = kaal.rstrip("=").translate(_NAAR_GEWOON)
    if len(kaal) % 4 == 1:
        raise BerichtFout(Reden.CODERING, waar=waar)
    return base64.b64decode(kaal + "=" * (-len(kaal) % 4))


def b64_tekst(tekst: str, *, waar: str) -> str:
    """As `b64`, for UTF-8."""
    return utf8(b64(tekst, waar=waar), waar=waar)


def utf8(ruw: bytes, *, waar: str) -> str:
    """Text of UTF-8; ``CODERING`` for anything else."""
    try:
        return ruw.decode()
    except UnicodeDecodeError:
        raise BerichtFout(Reden.CODERING, waar=waar) from None


def naar_b64url(ruw: bytes) -> str:
    """Unpadded base64url (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(ruw).rstrip(b"=").decode()


def naar_b64(ruw: bytes) -> str:
    """Base64 with padding, as kik-commons writes it."""
    return base64.b64encode(ruw).decode()


def naar_json(waarde: Any) -> bytes:
    """Compact JSON in UTF-8, names in the order in which they were put."""
    return json.dumps(waarde, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def is_compact(tekst: str) -> bool:
    """Whether a text has the three parts of a compact JWS (RFC 7515 §7.1)."""
    return _COMPACT.fullmatch(tekst) is not None


def uitgepakt(tekst: str, *, waar: str) -> bytes:
    """A SPARQL text or SHACL shapes, as the three generations pack them: plain (2021), percent-encoded (2022), Base64 (1.x).

    Which one it is shows in its characters: plain text has white space or brackets, Base64 has nothing but its alphabet. Of percent-encoding two
    habits exist; a ``+`` is a space where no space is written ``%20`` (form encoding, as Java's URLEncoder does), else a plus.

    Raises:
        BerichtFout: ``CODERING``, also where the result is not UTF-8.
    """
    try:
        plat = tekst.encode()
    except UnicodeEncodeError:  # half a character
        raise BerichtFout(Reden.CODERING, waar=waar) from None
    if _B64.fullmatch("".join(tekst.split())):
        ruw = b64(tekst, waar=waar)
    elif _PLAT.search(tekst):
        return plat
    else:
        if _PROCENT.search(tekst):
            raise BerichtFout(Reden.CODERING, waar=waar)
        ruw = unquote_to_bytes(tekst if "%20" in tekst else tekst.replace("+", " "))
    utf8(ruw, waar=waar)
    return ruw


def lees_presentatie(tekst: str, *, waar: str) -> str:
    """The presentation as it was signed: a compact JWT or the text of a JSON object; both may be packed in Base64 once.

    Raises:
        BerichtFout: ``CODERING`` where it is neither, and what strict JSON refuses.
    """
    kaal = tekst.strip()
    if not is_compact(kaal) and not kaal.startswith("{"):
        kaal = b64_tekst(kaal, waar=waar).strip()
    if is_compact(kaal):
        return kaal
    if not kaal.startswith("{"):
        raise BerichtFout(Reden.CODERING, waar=waar)
    lees_object(kaal, waar=waar)
    return kaal


def is_ondertekend(presentatie: str) -> bool:
    """Whether a presentation of `lees_presentatie` carries a proof at all; kik-commons writes one without in its simplified mode."""
    return is_compact(presentatie) or lees_object(presentatie).get("proof") is not None
