"""``param_values``: the parameters of a question as one string. How it is written is not published, so it stands behind one class.

Read: a JSON object, plain or in Base64, or Turtle in Base64. Turtle is what the published parameter shapes (kikv.md 2.4) suggest: nodes whose
properties are the parameters, one node per shape. The parser of pyoxigraph reads it, without a store: unlike rdflib's it never writes a value to
a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

import pyoxigraph as ox

from datastation.berichten.codering import b64, naar_b64, naar_json, utf8
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.velden import lees_object
from datastation.model.term import Iri, citeer
from datastation.vocabulaire import RDF

MAX_BYTES = 16 * 1024
MAX_AANTAL = 32
MAX_WAARDE = 1024
EX = "http://example.com/"  # the name space of KIK-V's published shapes
_NAAM = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_STUURTEKEN = re.compile(r"[\x00-\x1f\x7f]")
_IRI = re.compile(r"(?:https?://|urn:)\S+")
_WAAR = "param_values"

Vorm = Literal["json", "turtle"]


class Parametercodec(Protocol):
    """Turns the string into values and back. Another station or another answer of KIK-V puts another class in its place."""

    def lees(self, tekst: str) -> Mapping[str, str]:
        """Value per name; `BerichtFout` with ``PARAMETERS`` or ``CODERING`` where it cannot be read."""

    def schrijf(self, parameters: Mapping[str, str], vorm: Vorm = "json") -> str:
        """The string; what `lees` makes of it are the same parameters."""


class JsonOfTurtle:
    """What we read and write as long as KIK-V has not published its own form."""

    def lees(self, tekst: str) -> Mapping[str, str]:
        """Read either form; which one it is shows in its first character."""
        if len(tekst) > MAX_BYTES:
            raise BerichtFout(Reden.VELD_TE_LANG, waar=_WAAR)
        kaal = tekst.strip()
        if not kaal:
            return {}
        if not kaal.startswith("{"):
            kaal = utf8(b64(kaal, waar=_WAAR), waar=_WAAR).strip()
        paren = _uit_json(kaal) if kaal.startswith("{") else _uit_turtle(kaal)
        return _zonder_dubbele(paren)

    def schrijf(self, parameters: Mapping[str, str], vorm: Vorm = "json") -> str:
        """Plain JSON, or Base64 of Turtle with one node."""
        gekeurd = _zonder_dubbele(parameters.items())
        if vorm == "json":
            return naar_json(dict(gekeurd)).decode()
        regels = ";\n".join(f"  ex:{naam} {_turtle(waarde)}" for naam, waarde in gekeurd.items())
        return naar_b64(f"@prefix ex: <{EX}> .\n[]\n{regels} .\n".encode() if gekeurd else b"# geen\n")


def _uit_json(tekst: str) -> Iterable[tuple[str, str]]:
    return [(naam, _json_waarde(waarde)) for naam, waarde in lees_object(tekst, waar=_WAAR).items()]


def _json_waarde(waarde: Any) -> str:
    if isinstance(waarde, bool):
        return "true" if waarde else "false"
    if isinstance(waarde, str | int):
        return str(waarde)
    raise BerichtFout(Reden.PARAMETERS, waar=_WAAR)  # a list, an object, null, or a fraction: written as text it has one spelling


def _uit_turtle(tekst: str) -> Iterable[tuple[str, str]]:
    paren = []
    try:
        for q in ox.parse(tekst, format=ox.RdfFormat.TURTLE):
            if q.predicate.value == RDF + "type":
                continue
            if not isinstance(q.object, ox.Literal | ox.NamedNode):
                raise BerichtFout(Reden.PARAMETERS, waar=_WAAR)
            paren.append((re.split(r"[#/:]", q.predicate.value)[-1], q.object.value))
    except (SyntaxError, ValueError):
        raise BerichtFout(Reden.PARAMETERS, waar=_WAAR) from None
    return paren


def _zonder_dubbele(paren: Iterable[tuple[str, str]]) -> dict[str, str]:
    uit: dict[str, str] = {}
    for naam, waarde in paren:
        if naam in uit or not _NAAM.fullmatch(naam) or _STUURTEKEN.search(waarde):
            raise BerichtFout(Reden.PARAMETERS, waar=_WAAR)
        if len(waarde) > MAX_WAARDE or len(uit) == MAX_AANTAL:
            raise BerichtFout(Reden.VELD_TE_LANG, waar=_WAAR)
        uit[naam] = waarde
    return uit


def _turtle(waarde: str) -> str:
    if _IRI.fullmatch(waarde):
        try:
            return Iri(waarde).sparql
        except ValueError:
            return citeer(waarde)
    return citeer(waarde)


STANDAARD: Parametercodec = JsonOfTurtle()


def lees_parameters(tekst: str) -> Mapping[str, str]:
    """Value per name, by the standard codec; "" gives none."""
    return STANDAARD.lees(tekst)


def schrijf_parameters(parameters: Mapping[str, str], vorm: Vorm = "json") -> str:
    """The string for ``param_values``, by the standard codec.

    Raises:
        BerichtFout: a name is no SPARQL variable, or there are too many or too long values.
    """
    return STANDAARD.schrijf(parameters, vorm)
