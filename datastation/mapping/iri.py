"""CURIEs, IRIs and language tags of a mapping file: made whole and checked once, when it is read."""

from __future__ import annotations

import re

from datastation.mapping.knopen import Plek, lijkt_op

# RFC 3987 without the brackets of IPv6 hosts; a percent sign must be followed by two hex digits.
_TEKENS = (
    r"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\U00010000-\U0001FFFD\U00020000-\U000EFFFD]|%[0-9A-Fa-f]{2})"
)
IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:(?!//[/?#]?$){_TEKENS}*")
_DEEL = re.compile(rf"{_TEKENS}*")
_TAAL = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_VOORVOEGSEL = re.compile(r"([A-Za-z][A-Za-z0-9_.\-]*):")
_SCHEMAS = ("http", "https", "urn", "mailto", "tel", "did", "tag")


def is_iri(tekst: str) -> bool:
    """Whether a text is an absolute IRI that every N-Quads parser takes."""
    return IRI.fullmatch(tekst) is not None and tekst.count("#") <= 1


def is_taal(tekst: str) -> bool:
    """Whether a text is a language tag as N-Quads takes it (BCP 47, loosely)."""
    return _TAAL.fullmatch(tekst) is not None


def heeft_voorvoegsel(tekst: str, prefixen: dict[str, str]) -> bool:
    """Whether a text starts like a CURIE with a known prefix."""
    treffer = _VOORVOEGSEL.match(tekst)
    return treffer is not None and treffer[1] in prefixen and not tekst[treffer.end() :].startswith("//")


def maak_heel(tekst: str, prefixen: dict[str, str], plek: Plek) -> str:
    """Replace the prefix at the start of a CURIE or IRI template; the rest stays as it is.

    Raises:
        MappingFout: an unknown prefix, or no prefix and no scheme.
    """
    treffer = _VOORVOEGSEL.match(tekst)
    if treffer is None:
        raise plek.fout(
            f"'{tekst}' is geen IRI: het begint niet met een prefix of een schema.", "Schrijf bijvoorbeeld wzd:Moment of https://…."
        )
    naam = treffer[1]
    if naam in prefixen and not tekst[treffer.end() :].startswith("//"):
        return prefixen[naam] + tekst[treffer.end() :]
    if naam.lower() in _SCHEMAS:
        return tekst
    raise plek.fout(f"Het prefix '{naam}:' is niet bekend.", lijkt_op(naam, prefixen))


def hele_iri(tekst: str, prefixen: dict[str, str], plek: Plek) -> str:
    """A constant CURIE or IRI as a checked IRI."""
    heel = maak_heel(tekst, prefixen, plek)
    if not is_iri(heel):
        raise plek.fout(f"'{tekst}' is geen geldige IRI.", "Haal spaties en bijzondere tekens weg, of schrijf ze als %20.")
    return heel


def goed_deel(tekst: str) -> bool:
    """Whether constant text may stand inside an IRI template."""
    return _DEEL.fullmatch(tekst) is not None
