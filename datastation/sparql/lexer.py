"""SPARQL 1.1 text to tokens with positions. Linear in the length of the text; refuses, with line and column, what is no token."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from datastation.fouten import Geweigerd

MAX_BYTES = 256 * 1024
MAX_DIEPTE = 64
MAX_TOKENS = 60_000

_BASIS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U = f"{_BASIS}_"
_TEKEN = f"{_U}\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

# Possessive quantifiers: no text can make this backtrack. Order matters: the first alternative that fits wins.
_MEESTER = re.compile(
    rf"""
    (?P<wit>(?:[ \t\r\n]++|\#[^\r\n]*+)++)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*+>)
  | (?P<tekst>\"\"\"(?:[^"\\]|\\[tbnrf"'\\]|"(?!""))*+\"\"\"
             |'''(?:[^'\\]|\\[tbnrf"'\\]|'(?!''))*+'''
             |"(?:[^"\\\n\r]|\\[tbnrf"'\\])*+"
             |'(?:[^'\\\n\r]|\\[tbnrf"'\\])*+')
  | (?P<var>[?$][{_U}0-9][{_U}0-9\u00b7\u0300-\u036f\u203f-\u2040]*+)
  | (?P<knoop>_:[{_U}0-9](?:[{_TEKEN}]|\.+(?=[{_TEKEN}]))*+)
  | (?P<pnaam>(?:[{_BASIS}](?:[{_TEKEN}]|\.+(?=[{_TEKEN}]))*+)?:
             (?:(?:[{_U}:0-9]|{_PLX})(?:[{_TEKEN}:]|{_PLX}|\.+(?=[{_TEKEN}:%\\]))*+)?)
  | (?P<getal>(?:[0-9]++\.[0-9]*+|\.[0-9]++|[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)
  | (?P<taal>@[a-zA-Z]++(?:-[a-zA-Z0-9]++)*+)
  | (?P<woord>[A-Za-z_][A-Za-z0-9_]*+)
  | (?P<teken><<|>>|\{{\||\|\}}|\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\];,.=<>+\-*/!|^?])
    """,
    re.VERBOSE,
)
_ONTVLUCHT = re.compile(r"(\\+)(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([uU]))")
_STUURTEKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ECHAR = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind, its text as written, and where it begins and ends (offsets).

    ``soort`` is one of iri, tekst, var, knoop, pnaam, getal, taal, woord, teken, einde.
    """

    soort: str
    tekst: str
    begin: int
    einde: int


def plaats_van(tekst: str, plek: int) -> str:
    """``regel 3, kolom 7`` of an offset; both count from 1."""
    voor = tekst[:plek]
    return f"regel {voor.count(chr(10)) + 1}, kolom {plek - voor.rfind(chr(10))}"


def weiger(tekst: str, plek: int, wat: str, herstel: str) -> Geweigerd:
    """The refusal of a text at an offset. Shows the place, never the text itself: a literal may be personal."""
    return Geweigerd(wat, waar=plaats_van(tekst, plek), herstel=herstel)


def ontvlucht_unicode(tekst: str) -> str:
    r"""Write the characters of ``\uXXXX`` and ``\UXXXXXXXX`` out, as SPARQL does before it reads tokens.

    Engines differ in the moment at which they do this; written out, nothing is left to differ about. An escape that hides a sign of
    the language itself (a quote, a bracket, a space, a line end, a backslash) is refused.
    """

    def teken(treffer: re.Match[str]) -> str:
        strepen, cijfers = treffer[1], treffer[2] or treffer[3]
        if cijfers is None:
            if len(strepen) % 2 == 0:
                return treffer[0]
            raise weiger(tekst, treffer.start(), "Een \\u-teken heeft vier cijfers nodig, een \\U-teken acht.", "Schrijf het teken zelf.")
        nummer = int(cijfers, 16)
        goed = nummer <= 0x10FFFF and unicodedata.category(chr(nummer))[0] in "LNMS" and chr(nummer) not in "<>^`|+=~$"
        if len(strepen) > 1 or not goed:
            raise weiger(tekst, treffer.start(), "Dit \\u-teken kan een ander teken van de vraag verbergen.", "Schrijf het teken zelf.")
        return chr(nummer)

    return _ONTVLUCHT.sub(teken, tekst) if "\\u" in tekst or "\\U" in tekst else tekst


def lex(tekst: str) -> tuple[Token, ...]:
    """All tokens of a text, an ``einde`` token last. Sizes and nesting are judged here, before any parser sees the text.

    Raises:
        Geweigerd: too large, nested too deep, a control character, or no SPARQL token; with line and column.
    """
    if len(tekst) > MAX_BYTES or len(tekst.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Geweigerd("De vraag is te groot.", waar=f"meer dan {MAX_BYTES // 1024} KiB", herstel="Maak de vraag korter.")
    if stuurteken := _STUURTEKEN.search(tekst):
        raise weiger(tekst, stuurteken.start(), "De vraag bevat een stuurteken.", "Haal het onzichtbare teken weg.")
    uit: list[Token] = []
    plek, diepte, voeg = 0, 0, uit.append
    past = _MEESTER.match
    while plek < len(tekst):
        treffer = past(tekst, plek)
        if treffer is None:
            raise _geen_token(tekst, plek)
        soort, eind = treffer.lastgroup or "", treffer.end()
        if soort != "wit":
            woord = treffer.group()
            voeg(Token(soort, woord, plek, eind))
            if soort == "teken":
                diepte += (woord in "([{") - (woord in ")]}")
                if diepte > MAX_DIEPTE:
                    raise weiger(tekst, plek, f"De vraag is meer dan {MAX_DIEPTE} haakjes diep.", "Splits de vraag in delen.")
        plek = eind
    if len(uit) > MAX_TOKENS:
        raise Geweigerd("De vraag heeft te veel woorden en tekens.", waar=f"meer dan {MAX_TOKENS}", herstel="Maak de vraag korter.")
    voeg(Token("einde", "", len(tekst), len(tekst)))
    return tuple(uit)


def _geen_token(tekst: str, plek: int) -> Geweigerd:
    if tekst[plek] in "\"'":
        return weiger(tekst, plek, "Hier begint een tekst die niet goed eindigt.", "Sluit de tekst met hetzelfde aanhalingsteken.")
    return weiger(tekst, plek, "Dit teken hoort niet in SPARQL.", "Haal het teken weg of zet het tussen aanhalingstekens.")


def inhoud_van_tekst(token: str) -> str:
    """The value of a string token, quotes off and escapes resolved."""
    lang = token[:3] in ('"""', "'''") and len(token) >= 6
    kaal = token[3:-3] if lang else token[1:-1]
    return re.sub(r"\\(.)", lambda m: _ECHAR[m[1]], kaal) if "\\" in kaal else kaal
