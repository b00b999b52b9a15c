"""A small HTML builder: text is escaped unless it was built here, so no value can become markup."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from itertools import count
from pathlib import Path

from datastation.aflevering.taal import CATEGORIEEN, MEDICATIE

_LEEG = frozenset({"meta", "br"})
_STIJL = Path(__file__).parent / "rapport.css"


class Html(str):
    """Markup that was built by `el`."""

    __slots__ = ()


Kind = str | int | None | Iterable["Kind"]


def el(naam: str, *kinderen: Kind, **attributen: str | int | None) -> Html:
    """An element. ``klasse`` is written as ``class``, ``aria_label`` as ``aria-label``; an attribute that is None is left out."""
    delen = [naam]
    for attribuut, waarde in attributen.items():
        if waarde is not None:
            sleutel = "class" if attribuut == "klasse" else attribuut.strip("_").replace("_", "-")
            delen.append(f'{sleutel}="{escape(str(waarde))}"')
    kop = f"<{' '.join(delen)}>"
    return Html(kop) if naam in _LEEG else Html(f"{kop}{''.join(_plat(kinderen))}</{naam}>")


def _plat(kinderen: Iterable[Kind]) -> Iterable[str]:
    for kind in kinderen:
        if kind is None:
            continue
        if isinstance(kind, Html):
            yield kind
        elif isinstance(kind, str | int):
            yield escape(str(kind), quote=False)
        else:
            yield from _plat(kind)


def tabel(
    titel: str, koppen: Iterable[str], rijen: Iterable[Iterable[Kind]], *, getallen: Iterable[int] = (), voet: Iterable[Kind] = ()
) -> Html:
    """A table with a caption, column headers, and its first column as row headers.

    Args:
        getallen: positions of the columns that hold numbers, aligned right.
        voet: a last row with totals.
    """
    rechts = frozenset(getallen)
    rijen, voet = list(rijen), list(voet)

    def cellen(rij: Iterable[Kind]) -> list[Html]:
        return [
            el("th" if i == 0 else "td", cel, scope="row" if i == 0 else None, klasse="getal" if i in rechts else None)
            for i, cel in enumerate(rij)
        ]

    kop = el("tr", [el("th", k, scope="col", klasse="getal" if i in rechts else None) for i, k in enumerate(koppen)])
    onderdelen = [el("caption", titel), el("thead", kop), el("tbody", [el("tr", cellen(rij)) for rij in rijen])]
    if voet:
        onderdelen.append(el("tfoot", el("tr", cellen(voet))))
    return el("div", el("table", onderdelen), klasse="tabel", tabindex=0, role="region", aria_label=titel)


def categorienaam(letter: str) -> Html:
    """A form of care with the letter of the law; the subcategory indented under its own."""
    naam = CATEGORIEEN.get(letter, letter)
    return el("span", naam, klasse="deel") if letter == MEDICATIE else el("span", f"{letter}. {naam}")


class Inhoud:
    """Sections of a page in order, each with an id for the table of contents."""

    def __init__(self) -> None:
        self._nummer = count(1)
        self.secties: list[tuple[str, str, Html]] = []

    def sectie(self, titel: str, *kinderen: Kind) -> None:
        """Add a section; its place in the list of contents follows from the order of the calls."""
        anker = f"deel-{next(self._nummer)}"
        self.secties.append(
            (anker, titel, el("section", el("h2", titel, id=f"{anker}-kop"), kinderen, id=anker, aria_labelledby=f"{anker}-kop"))
        )


def pagina(titel: str, kop: Html, inhoud: Inhoud, voet: Html) -> bytes:
    """A self-contained page: inline style allowed by its hash, no script, and nothing that asks the network."""
    stijl = _STIJL.read_text(encoding="utf-8")
    som = base64.b64encode(hashlib.sha256(stijl.encode("utf-8")).digest()).decode()
    beleid = f"default-src 'none'; style-src 'sha256-{som}'; base-uri 'none'; form-action 'none'"
    hoofd = [
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=beleid),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", titel),
        Html(f"<style>{stijl}</style>"),
    ]
    gids = el("nav", el("ol", [el("li", el("a", naam, href=f"#{anker}")) for anker, naam, _ in inhoud.secties]), aria_label="Inhoud")
    lijf = [
        el("a", "Naar de inhoud", href="#inhoud", klasse="overslaan"),
        kop,
        gids,
        el("main", [sectie for _, _, sectie in inhoud.secties], id="inhoud"),
        voet,
    ]
    document = el("html", "\n", el("head", hoofd), "\n", el("body", lijf), "\n", lang="nl")
    return f"<!DOCTYPE html>\n{document}\n".encode()
