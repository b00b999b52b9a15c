r"""The first look at a question that wants to be registered: bytes, characters, escapes, depth. Linear, and before any parser (trust.md 7.1).

Nesting of a few thousand brackets kills the engine's parser with its whole process, and an escape outside a text can hide what a
reader is looking for. So neither ever reaches a parser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from datastation.fouten import Geweigerd
from datastation.poort.reden import Keurreden
from datastation.sparql.lexer import plaats_van

MAX_BYTES = 64 * 1024
MAX_DIEPTE = 40

# Comments, IRIs and texts hold no brackets that count. Possessive: no text can make this backtrack. Any other sign stands alone.
_STUK = re.compile(
    r"""
    (?P<commentaar>\#[^\n]*+)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
  | (?P<tekst>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
             |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
  | (?P<rest>[^\#<"'(){}\[\]\\]++)
  | (?P<los>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Cc, Cf, Cs, Co, Cn and the line and paragraph separators: what a reader does not see, or sees elsewhere than it stands.
_ONZICHTBAAR = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_WIT = frozenset(" \t\n")


@dataclass(frozen=True)
class Bezwaar:
    """An objection to a question: a code for machines, and words for people.

    Attributes:
        waar: line and column where known. In a question with parameters the column counts in the text with its trial values placed.
    """

    reden: Keurreden
    wat: str
    waar: str = ""
    herstel: str = ""

    @classmethod
    def uit(cls, reden: Keurreden, fout: Geweigerd) -> Bezwaar:
        """What a refusal of the ground code says."""
        return cls(reden, fout.wat, fout.waar, fout.herstel)


def lees_bytes(ruw: bytes | str) -> str | Bezwaar:
    """The text of a question, or why it has none: too large, or no UTF-8."""
    if len(ruw) > MAX_BYTES:
        return _te_groot()
    if isinstance(ruw, bytes):
        try:
            return ruw.decode("utf-8")
        except UnicodeDecodeError as fout:
            return Bezwaar(Keurreden.GEEN_UTF8, "De vraag is geen UTF-8.", f"byte {fout.start + 1}", "Sla de vraag op als UTF-8.")
    return _te_groot() if len(ruw.encode("utf-8", "surrogatepass")) > MAX_BYTES else ruw


def _te_groot() -> Bezwaar:
    return Bezwaar(
        Keurreden.TE_GROOT, "De vraag is te groot.", f"meer dan {MAX_BYTES // 1024} KiB", "Maak de vraag korter, of splits haar."
    )


def tast_af(tekst: str) -> list[Bezwaar]:
    """Objections to the text as characters; an empty list means that a parser may see it. At most one of each kind."""
    uit: dict[Keurreden, Bezwaar] = {}
    for bezwaar in (*_tekens(tekst), *_stukken(tekst)):
        uit.setdefault(bezwaar.reden, bezwaar)
    return list(uit.values())


def _tekens(tekst: str) -> Iterator[Bezwaar]:
    if tekst.isascii() and tekst.isprintable():
        return
    for plek, teken in enumerate(tekst):
        if teken in _WIT or " " <= teken <= "~" or tekst.startswith("\r\n", plek):
            continue
        soort = unicodedata.category(teken)
        if soort in _ONZICHTBAAR:
            reden, wat = (
                (Keurreden.VERBORGEN_TEKEN, "De vraag bevat een teken dat niet te zien is.")
                if soort == "Cf"
                else (Keurreden.STUURTEKEN, "De vraag bevat een stuurteken.")
            )
            yield Bezwaar(reden, wat, plaats_van(tekst, plek), f"Haal het teken U+{ord(teken):04X} weg.")


def _stukken(tekst: str) -> Iterator[Bezwaar]:
    diepte = 0
    for treffer in _STUK.finditer(tekst):
        soort, stuk, plek = treffer.lastgroup, treffer.group(), treffer.start()
        # In a comment an escape could end the line, for a reader that resolves escapes first.
        if soort in ("commentaar", "rest", "iri"):
            yield from _escapes_en_letters(tekst, soort, stuk, plek)
            continue
        if soort != "los":
            continue
        if stuk in "\"'":
            yield Bezwaar(Keurreden.ONLEESBAAR, "Hier begint een tekst die niet goed eindigt.", plaats_van(tekst, plek),
                          "Sluit de tekst met hetzelfde aanhalingsteken.")  # fmt: skip
            return
        if stuk == "\\" and tekst[plek + 1 : plek + 2] in ("u", "U"):
            yield _ontsnapping(tekst, plek)
        diepte += (stuk in "([{") - (stuk in ")]}")
        if diepte > MAX_DIEPTE:
            yield Bezwaar(Keurreden.TE_DIEP, f"De vraag is meer dan {MAX_DIEPTE} haakjes diep.", plaats_van(tekst, plek),
                          "Splits de vraag in delen.")  # fmt: skip
            return


def _escapes_en_letters(tekst: str, soort: str, stuk: str, plek: int) -> Iterator[Bezwaar]:
    if soort == "commentaar":
        treffer = re.search(r"\\[uU]", stuk)
        if treffer:
            yield _ontsnapping(tekst, plek + treffer.start())
        return
    for i, teken in enumerate(stuk if not stuk.isascii() else ""):
        # Names that look alike and are not: only Latin letters, in their composed form, stand outside texts and comments.
        latijn = unicodedata.name(teken, "").startswith("LATIN ") and unicodedata.normalize("NFKC", teken) == teken
        if not teken.isascii() and not latijn:
            yield Bezwaar(Keurreden.VREEMDE_LETTER, "Een naam of IRI heeft een teken dat op een ander kan lijken.",
                          plaats_van(tekst, plek + i), "Gebruik buiten teksten en commentaar alleen gewone letters.")  # fmt: skip
            return


def _ontsnapping(tekst: str, plek: int) -> Bezwaar:
    return Bezwaar(Keurreden.UNICODE_ONTSNAPPING, "Buiten een tekst staat een teken als \\u-code geschreven.", plaats_van(tekst, plek),
                   "Schrijf het teken zelf.")  # fmt: skip
