"""JSON-LD without surprises: every key of the input ends in the graph that is signed, or the document is refused.

JSON-LD drops what a context does not define, silently, and what is dropped is not signed. pyld has no mode that refuses it. So a document is
expanded twice: as it is, and with a context in front that gives each unknown term an IRI of our own and each relative reference a base of our
own. Where one of those shows up, or the two differ, the document says something that the signature would not cover.

Also refused, because each can lose or bend meaning: contexts inside the document that are no URL of the allow-list, keywords spelled with an
``@`` (an alias from the context does), names with a colon (`cred:expirationDate` signs as `expirationDate` does, but a reader of the JSON misses
it), null and empty lists (they leave no triple), blank node names.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from datastation.vertrouwen.contexten import vastgelegd
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.strikt import Object

_ONBEKEND = "urn:datastation:onbekend:"
_BASIS = "https://basis.invalid/"
_WACHTER = {"@vocab": _ONBEKEND}
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>"{}|^`\\]*\Z')
_MAX_CONTEXTEN = 8
_GEEN_CONTEXT = "loading remote context failed"


class Contexten:
    """The contexts that a verifier knows, and JSON-LD expansion with those alone. Safe to share between threads.

    Args:
        erbij: more contexts, URL → document; for tests and for a station that accepts another kind of credential.
    """

    def __init__(self, erbij: Mapping[str, Object] | None = None) -> None:
        self._documenten: dict[str, Object] = {**vastgelegd(), **(erbij or {})}
        self._gelezen: dict[str, Any] = {}
        self._slot = threading.Lock()  # pyld's caches are not made for threads

    def uitgebreid(self, document: Object) -> list[Any]:
        """Expanded form of a document, in which every key and every reference of the input stands.

        Raises:
            Afgewezen: ``CONTEXT``, ``TERM``, ``RELATIEVE_IRI`` or ``VORM``.
        """
        self._keur_invoer(document, wortel=True)
        namen = _lijst(document.get("@context", []))
        weg: list[object] = []  # what a context maps to null
        with self._slot, _pyld():
            gewoon: list[Any] = jsonld.expand(document, self._opties(), on_property_dropped=weg.append)
            bewaakt = jsonld.expand({**document, "@context": [_WACHTER, *namen]}, self._opties())
        _keur_uitkomst(bewaakt)
        if weg or gewoon != bewaakt:
            raise Afgewezen(Reden.TERM)
        return gewoon

    def triples(self, uitgebreid: list[Any]) -> dict[str, list[dict[str, dict[str, str]]]]:
        """The RDF dataset of an expanded form, as pyld gives it: graph name → quads."""
        with self._slot, _pyld():
            uit: dict[str, list[dict[str, dict[str, str]]]] = jsonld.to_rdf(uitgebreid, self._opties())
        return uit

    def _opties(self) -> dict[str, Any]:
        return {"documentLoader": self._laad, "contextResolver": ContextResolver(self._gelezen, self._laad), "base": _BASIS}

    def _laad(self, url: str, _: object) -> Object:
        if url not in self._documenten:
            raise jsonld.JsonLdError("", "jsonld.LoadDocumentError", code=_GEEN_CONTEXT)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": self._documenten[url],
            "tag": "static",
        }

    def _keur_invoer(self, knoop: Any, *, wortel: bool = False) -> None:
        if isinstance(knoop, dict):
            for naam, waarde in knoop.items():
                if naam == "@context":
                    self._keur_context(waarde)
                elif ":" in naam or (naam.startswith("@") and not (wortel and naam == "@type")):
                    raise Afgewezen(Reden.TERM)
                else:
                    self._keur_invoer(waarde)
        elif isinstance(knoop, list):
            if not knoop:
                _leeg()
            for lid in knoop:
                self._keur_invoer(lid)
        elif knoop is None:
            _leeg()
        elif isinstance(knoop, str) and knoop.startswith("_:"):
            raise Afgewezen(Reden.RELATIEVE_IRI)

    def _keur_context(self, waarde: Any) -> None:
        namen = _lijst(waarde)
        if not namen or len(namen) > _MAX_CONTEXTEN or any(not isinstance(n, str) or n not in self._documenten for n in namen):
            raise Afgewezen(Reden.CONTEXT)


@contextmanager
def _pyld() -> Iterator[None]:
    """What pyld raises, as our own refusal; its errors hold parts of the document."""
    try:
        yield
    except jsonld.JsonLdError as fout:
        reden = Reden.CONTEXT if fout.code == _GEEN_CONTEXT else Reden.VORM
        raise Afgewezen(reden, waar="JSON-LD") from None


def _leeg() -> NoReturn:
    raise Afgewezen(Reden.VORM, waar="leeg veld")


def _lijst(waarde: Any) -> list[Any]:
    return waarde if isinstance(waarde, list) else [waarde]


def _keur_uitkomst(waarde: Any) -> None:
    for knoop in [lid for lid in _lijst(waarde) if isinstance(lid, dict)]:
        letterlijk = "@value" in knoop
        for naam, lid in knoop.items():
            if not naam.startswith("@"):
                _keur_iri(naam)
            if naam == "@type" or (naam == "@id" and not letterlijk):
                _keur_types(lid)
            elif not letterlijk:
                _keur_uitkomst(lid)


def _keur_types(waarde: Any) -> None:
    for iri in _lijst(waarde):
        if iri != "@json":
            _keur_iri(iri)


def _keur_iri(iri: str) -> None:
    if iri.startswith(_ONBEKEND):
        raise Afgewezen(Reden.TERM)
    if iri.startswith(_BASIS) or not _IRI.match(iri):
        raise Afgewezen(Reden.RELATIEVE_IRI)
