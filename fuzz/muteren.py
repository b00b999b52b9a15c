"""Changes that know the language: JSON by its tree, tokens by their parts, SPARQL by its words. Without these, coverage stays at the first check."""

from __future__ import annotations

import base64
import binascii
import json
import random
import re
from collections.abc import Sequence
from typing import Any

_GEK: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 1e308, 2**53, 253402300799, 253402300800, "", " ", "a", "#", "did:web:a.example", "did:key:z6Mk",
    "did:web:a%2Fb", "urn:x", "https://a.example/", "http://[::1]:0/", "\u202e", "é", "_:b", "@id", "none", "ES256", "x" * 300, [], {}, [[]], [None], {"id": None},
)  # fmt: skip
_STUK = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|[?$]?\w+|\s+|[^\w\s]")


def bytes_erin(data: bytes, rng: random.Random, woorden: Sequence[bytes]) -> bytes:
    """One or a few changes without knowledge of the language, and words of it."""
    uit = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        plek = rng.randint(0, len(uit))
        wat = rng.randrange(6)
        if wat == 0 and uit:
            uit[plek % len(uit)] ^= 1 << rng.randrange(8)
        elif wat == 1:
            uit[plek:plek] = rng.choice(woorden)
        elif wat == 2:
            del uit[plek : plek + rng.randint(1, 12)]
        elif wat == 3:
            uit[plek:plek] = uit[plek : plek + rng.randint(1, 40)]
        elif wat == 4:
            uit[plek : plek + 1] = bytes([rng.choice(b"\x00\n\r \"'\\{}[]()<>:;,.#?$@%=+-/0az\x7f\x80\xc3\xff")])
        else:
            van = rng.randint(0, len(uit))
            uit[plek:plek] = uit[van : van + rng.randint(1, 30)]
    return bytes(uit)


def json_anders(tekst: bytes, rng: random.Random, namen: Sequence[str], anderen: Sequence[bytes] = ()) -> bytes | None:
    """A JSON text with another tree, or None where it is no JSON."""
    try:
        boom = json.loads(tekst)
    except (ValueError, RecursionError):
        return None
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        boom = _boom_anders(boom, rng, namen, anderen)
    uit = json.dumps(boom, ensure_ascii=rng.random() < 0.7, separators=rng.choice(((",", ":"), (", ", ": "))))
    if rng.random() < 0.03:  # a name twice
        uit = uit.replace('{"', '{"' + rng.choice(namen) + '": 1, "', 1)
    return uit.encode("utf-8", "surrogatepass")


def _plekken(boom: Any, diepte: int = 0) -> list[tuple[Any, Any]]:
    uit: list[tuple[Any, Any]] = []
    if isinstance(boom, dict):
        for naam, lid in boom.items():
            uit.append((boom, naam))
            uit += _plekken(lid, diepte + 1)
    elif isinstance(boom, list):
        for plaats, lid in enumerate(boom[:20]):
            uit.append((boom, plaats))
            uit += _plekken(lid, diepte + 1)
    return uit


def _boom_anders(boom: Any, rng: random.Random, namen: Sequence[str], anderen: Sequence[bytes]) -> Any:
    plekken = _plekken(boom)
    if not plekken:
        return rng.choice(_GEK)
    houder, sleutel = rng.choice(plekken)
    oud = houder[sleutel]
    wat = rng.randrange(9)
    if wat == 0:
        del houder[sleutel]
    elif wat == 1:
        houder[sleutel] = rng.choice(_GEK)
    elif wat == 2:
        houder[sleutel] = [oud] if rng.random() < 0.5 else {rng.choice(namen): oud}
    elif wat == 3 and isinstance(houder, dict):
        houder[rng.choice(namen)] = oud
    elif wat == 4:
        ander, naam = rng.choice(plekken)
        houder[sleutel] = json.loads(json.dumps(ander[naam])) if ander is not houder else rng.choice(_GEK)
    elif wat == 5 and anderen:
        try:
            rest = json.loads(rng.choice(anderen))
        except ValueError:
            return boom
        van, naam = rng.choice(_plekken(rest) or [([None], 0)])
        houder[sleutel] = van[naam]
    elif wat == 6 and isinstance(oud, list) and oud:
        oud.append(rng.choice([*oud, rng.choice(_GEK)]))
    elif isinstance(oud, str):
        houder[sleutel] = _tekst_anders(oud, rng, namen)
    elif isinstance(oud, int | float):
        houder[sleutel] = rng.choice((oud + 1, oud - 1, -oud, oud + 0.5, str(oud), oud * 1000))
    else:
        houder[sleutel] = rng.choice(_GEK)
    return boom


def _tekst_anders(oud: str, rng: random.Random, namen: Sequence[str]) -> str:
    if rng.random() < 0.4 and (binnen := _uit_base64(oud)) is not None:
        anders = json_anders(binnen, rng, namen)
        nieuw = anders if anders is not None else bytes_erin(binnen, rng, [n.encode() for n in namen])
        return base64.urlsafe_b64encode(nieuw).decode() if rng.random() < 0.5 else base64.b64encode(nieuw).decode().rstrip("=")
    if oud.count(".") == 2 and rng.random() < 0.7:
        return jwt_anders(oud.encode("utf-8", "replace"), rng, namen).decode("utf-8", "replace")
    plek = rng.randint(0, len(oud))
    return rng.choice(
        (
            oud[:plek],
            oud[plek:],
            oud + rng.choice(("#", " ", "=", ".", ":x", "\n", "%00", "é", "\u2028", "0")),
            oud[:plek] + rng.choice(("%2e", "..", ":", "/", "\\", "\t", "A", "+", "_", "\ud83d")) + oud[plek:],
            oud.upper(),
            oud[:plek] + oud[plek + 1 :],
            rng.choice(namen),
        )
    )


def _uit_base64(tekst: str) -> bytes | None:
    if len(tekst) < 8:
        return None
    try:
        return base64.b64decode(tekst.replace("-", "+").replace("_", "/") + "=" * (-len(tekst) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None


def jwt_anders(token: bytes, rng: random.Random, namen: Sequence[str], anderen: Sequence[bytes] = ()) -> bytes:
    """A token with another header, other claims or another signature; the rest as it was."""
    delen = token.split(b".")
    if len(delen) != 3 or rng.random() < 0.1:
        return bytes_erin(token, rng, (b".", b"e30", b"=", b"eyJhbGciOiJub25lIn0"))
    plaats = rng.choice((0, 1, 1, 1, 2))
    binnen = _uit_base64(delen[plaats].decode("latin-1"))
    if binnen is None:
        return bytes_erin(token, rng, (b".", b"e30"))
    anders = json_anders(binnen, rng, namen, anderen) if plaats < 2 else None
    nieuw = anders if anders is not None else bytes_erin(binnen, rng, (b"\x00", b"{", b"}"))
    delen[plaats] = base64.urlsafe_b64encode(nieuw).rstrip(b"=")
    return b".".join(delen)


def woorden_anders(tekst: bytes, rng: random.Random, woorden: Sequence[bytes], anderen: Sequence[bytes]) -> bytes:
    """SPARQL, Turtle or TOML with other words: taken out, doubled, put in, swapped, wrapped, or a piece of another text."""
    stukken = _STUK.findall(tekst)
    if not stukken:
        return rng.choice(anderen) if anderen else b"{"
    for _ in range(rng.choice((1, 1, 2, 3, 5))):
        plek, ander = rng.randrange(len(stukken) + 1), rng.randrange(len(stukken) + 1)
        wat = rng.randrange(9)
        if wat == 0:
            del stukken[plek : plek + rng.randint(1, 4)]
        elif wat == 1:
            stukken[plek:plek] = [b" ", rng.choice(woorden), b" "]
        elif wat == 2 and plek < len(stukken):
            stukken[plek] = rng.choice(woorden)
        elif wat == 3:
            stukken[plek:plek] = stukken[ander : ander + rng.randint(1, 12)]
        elif wat == 4 and anderen:
            vreemd = _STUK.findall(rng.choice(anderen))
            van = rng.randrange(len(vreemd) + 1)
            stukken[plek:plek] = [b" ", *vreemd[van : van + rng.randint(1, 25)], b" "]
        elif wat == 5 and plek < len(stukken) and ander < len(stukken):
            stukken[plek], stukken[ander] = stukken[ander], stukken[plek]
        elif wat == 6:
            stukken = _om_groep(stukken, rng)
        elif wat == 7 and plek < len(stukken) and stukken[plek][:1] in b"?$":
            oud = stukken[plek]
            nieuw = rng.choice([s for s in stukken if s[:1] in b"?$" and s[1:]] or [b"?z"])
            stukken = [nieuw if s == oud else s for s in stukken]
        else:
            stukken[plek:plek] = [rng.choice((b"{", b"}", b"(", b")", b".", b";", b",", b"*", b"+", b"/", b"|", b"^", b"!", b"[", b"]"))]
        if not stukken:
            stukken = [b" "]
    return b"".join(stukken)


_OM = (
    b"OPTIONAL ",
    b"MINUS ",
    b"{} UNION ",
    b"FILTER NOT EXISTS ",
    b"FILTER EXISTS ",
    b"GRAPH ?g ",
    b"",
    b"{ SELECT * ",
    b"GRAPH <urn:datastation:graaf:identificatie> ",
)


def _om_groep(stukken: list[bytes], rng: random.Random) -> list[bytes]:
    """A balanced group in one more pair of braces, with a word before it."""
    open_ = [i for i, s in enumerate(stukken) if s == b"{"]
    if not open_:
        return stukken
    begin = rng.choice(open_)
    diepte = 0
    for einde in range(begin, len(stukken)):
        diepte += (stukken[einde] == b"{") - (stukken[einde] == b"}")
        if diepte == 0:
            om = rng.choice(_OM)
            dicht = b" } }" if om.startswith(b"{ SELECT") else b" }"
            return [*stukken[:begin], b"{ ", om, *stukken[begin : einde + 1], dicht, *stukken[einde + 1 :]]
    return stukken
