"""RDF terms as frozen values, with their one correct spelling in N-Triples and SPARQL.

A literal of SPARQL and of N-Triples is written the same here: short form, ``"`` quotes, escapes for the characters that need them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from datastation.model.antwoord import Waarde
from datastation.vocabulaire import RDF, XSD

XSD_STRING = XSD + "string"
XSD_INTEGER = XSD + "integer"
XSD_DECIMAL = XSD + "decimal"
XSD_BOOLEAN = XSD + "boolean"
XSD_DATE = XSD + "date"
RDF_LANGSTRING = RDF + "langString"

GEHEEL_TYPES = frozenset(
    XSD + naam
    for naam in [
        "integer",
        "nonPositiveInteger",
        "negativeInteger",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
        "positiveInteger",
    ]
)

# Characters that may not stand inside <…> (SPARQL IRIREF and N-Triples IRIREF agree on these).
_GEEN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff]')
_VLUCHT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TE_VLUCHTEN = re.compile(r'[\x00-\x1f\x7f"\\]')
_TAAL = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_SURROGAAT = re.compile(r"[\ud800-\udfff]")


def citeer(tekst: str) -> str:
    """A string between double quotes, every character escaped that must be."""
    return '"' + _TE_VLUCHTEN.sub(lambda m: _VLUCHT.get(m[0]) or f"\\u{ord(m[0]):04X}", tekst) + '"'


@dataclass(frozen=True, order=True)
class Iri:
    """An absolute IRI.

    Raises:
        ValueError: it holds a character that would end the IRI early (space, quote, angle bracket, …), or has no scheme.
    """

    waarde: str

    def __post_init__(self) -> None:
        if _GEEN_IRI.search(self.waarde):
            raise ValueError("een IRI bevat geen spaties, aanhalingstekens, accolades of andere tekens die haar afsluiten")
        if ":" not in self.waarde:
            raise ValueError("een IRI begint met een schema, bijvoorbeeld https: of urn:")

    @property
    def sparql(self) -> str:
        """Spelling in SPARQL and N-Triples: ``<…>``."""
        return f"<{self.waarde}>"

    @property
    def python(self) -> Waarde:
        """The IRI as text."""
        return self.waarde


@dataclass(frozen=True, order=True)
class Literaal:
    """A literal: lexical form, datatype IRI (default a plain string), language tag or "".

    Raises:
        ValueError: a language tag with another datatype than rdf:langString, or a tag that is none.
    """

    waarde: str
    datatype: str = XSD_STRING
    taal: str = ""

    def __post_init__(self) -> None:
        if _SURROGAAT.search(self.waarde):
            raise ValueError("tekst met een half surrogaat is geen Unicode")
        if self.taal:
            if not _TAAL.fullmatch(self.taal):
                raise ValueError("dit is geen taalcode")
            if self.datatype not in (XSD_STRING, RDF_LANGSTRING):
                raise ValueError("een tekst met taalcode heeft geen ander datatype")
            object.__setattr__(self, "datatype", RDF_LANGSTRING)
        else:
            Iri(self.datatype)

    @property
    def sparql(self) -> str:
        """Spelling in SPARQL and N-Triples: ``"…"``, ``"…"@nl`` or ``"…"^^<…>``."""
        tekst = citeer(self.waarde)
        if self.taal:
            return f"{tekst}@{self.taal}"
        return tekst if self.datatype == XSD_STRING else f"{tekst}^^<{self.datatype}>"

    @property
    def python(self) -> Waarde:
        """int, Decimal, bool, date or str; a value that its datatype does not allow stays text."""
        try:
            return _naar_python(self.waarde.strip(), self.datatype, self.waarde)
        except (ValueError, InvalidOperation):
            return self.waarde


@dataclass(frozen=True, order=True)
class Knoop:
    """A blank node, as the engine labelled it. Our own graph has none; ontologies of others do."""

    naam: str

    @property
    def sparql(self) -> str:
        """Spelling in N-Triples; in SPARQL it would be a variable."""
        return f"_:{self.naam}"

    @property
    def python(self) -> Waarde:
        """The label as text; it says nothing outside its own answer."""
        return f"_:{self.naam}"


Term = Iri | Literaal | Knoop


def _naar_python(kaal: str, datatype: str, geheel: str) -> Waarde:
    if datatype in GEHEEL_TYPES:
        if not re.fullmatch(r"[+-]?[0-9]+", kaal):
            raise ValueError(kaal)
        return int(kaal)
    if datatype in (XSD_DECIMAL, XSD + "double", XSD + "float"):
        getal = Decimal(kaal)
        if not getal.is_finite():
            raise ValueError(kaal)
        return getal
    if datatype == XSD_BOOLEAN:
        return {"true": True, "1": True, "false": False, "0": False}.get(kaal, geheel)
    if datatype == XSD_DATE and re.fullmatch(r"\d{4}-\d\d-\d\d", kaal):
        return date.fromisoformat(kaal)
    return geheel


def term_van(waarde: str | int | Decimal | bool | date) -> Literaal:
    """The literal of a Python value: text, whole number, decimal, truth value or date (not a date-time: give a typed Literaal)."""
    if isinstance(waarde, bool):
        return Literaal("true" if waarde else "false", XSD_BOOLEAN)
    if isinstance(waarde, int):
        return Literaal(str(waarde), XSD_INTEGER)
    if isinstance(waarde, Decimal):
        if not waarde.is_finite():
            raise ValueError("alleen eindige getallen")
        return Literaal(f"{waarde:f}", XSD_DECIMAL)
    if isinstance(waarde, datetime):
        raise TypeError("geef een tijdstip als Literaal met zijn datatype")
    if isinstance(waarde, date):
        return Literaal(waarde.isoformat(), XSD_DATE)
    return Literaal(waarde)
