"""The Wzd overview as XML, against our own schemas in ``xsd/``: written as a stream, checked before it is handed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from datastation.aflevering import wzd_aantallen, wzd_registraties
from datastation.aflevering.wzd import Schrijver
from datastation.fouten import AfleveringFout, GebruiksFout
from datastation.model.antwoord import Antwoord, Bestand

NAAMRUIMTE = "https://w3id.org/datastation/def/aflevering/wzd/1.0#"
XSD_MAP = Path(__file__).parent / "xsd"

_VORMEN: Mapping[str, tuple[str, Callable[[Antwoord, Schrijver], None]]] = {
    "igj-wzd-registraties": ("wzd-registraties-1.0.0.xsd", wzd_registraties.schrijf),
    "igj-wzd-aantallen": ("wzd-aantallen-1.0.0.xsd", wzd_aantallen.schrijf),
}


def als_xml(antwoord: Antwoord, basis: str) -> tuple[Bestand, ...]:
    """One file of a deliverable answer: ``<basis>.xml``.

    Raises:
        GebruiksFout: the profile has no XML form.
        AfleveringFout: the result does not meet the schema, or a rule that a schema cannot express.
    """
    if antwoord.profiel not in _VORMEN:
        raise GebruiksFout(
            f"Profiel {antwoord.profiel} heeft geen XML-vorm.",
            waar="--formaat xml",
            herstel=f"XML is er voor: {', '.join(_VORMEN)}. Kies hier csv, json, xlsx of html.",
        )
    xsd, schrijf = _VORMEN[antwoord.profiel]
    buffer = BytesIO()
    buffer.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    with etree.xmlfile(buffer, encoding="utf-8") as bestand:
        schrijf(antwoord, _Boomschrijver(bestand))
        bestand.flush()
    inhoud = buffer.getvalue() + b"\n"
    eis_geldig(inhoud, xsd)
    return (Bestand(f"{basis}.xml", inhoud),)


class _Boomschrijver:
    """Indented elements on a stream, two spaces a level: the same calls give the same bytes."""

    def __init__(self, bestand: etree._IncrementalFileWriter) -> None:
        self._bestand = bestand
        self._diepte = 0
        self._gevuld = [False]

    @contextmanager
    def element(self, naam: str, /, **attributen: str) -> Iterator[None]:
        self._regel()
        nsmap = {None: NAAMRUIMTE} if self._diepte == 0 else None
        with self._open(naam, attributen, nsmap):
            self._diepte += 1
            self._gevuld.append(False)
            yield
            self._diepte -= 1
            if self._gevuld.pop():
                self._bestand.write("\n" + "  " * self._diepte)

    def blad(self, naam: str, tekst: str) -> None:
        self._regel()
        with self._open(naam, {}, None):
            self._bestand.write(tekst)

    def _open(self, naam: str, attributen: dict[str, str], nsmap: dict[None, str] | None) -> AbstractContextManager[None]:
        geopend: AbstractContextManager[None] = self._bestand.element(f"{{{NAAMRUIMTE}}}{naam}", attributen, nsmap=nsmap)
        return geopend

    def _regel(self) -> None:
        self._gevuld[-1] = True
        if self._diepte:
            self._bestand.write("\n" + "  " * self._diepte)


@cache
def schema(naam: str) -> etree.XMLSchema:
    """One of our schemas, read once."""
    return etree.XMLSchema(file=str(XSD_MAP / naam))


def eis_geldig(inhoud: bytes, xsd: str) -> None:
    """Check XML against one of our schemas, as a stream.

    Raises:
        AfleveringFout: it does not meet the schema; names lines and elements, never a value.
    """
    stroom = etree.iterparse(BytesIO(inhoud), events=("end",), schema=schema(xsd), resolve_entities=False, no_network=True, huge_tree=True)
    try:
        for _, element in stroom:
            element.clear(keep_tail=True)
    except etree.XMLSyntaxError as fout:
        raise AfleveringFout(
            f"De XML voldoet niet aan het schema {xsd}. Er is niets geleverd.",
            waar="; ".join(_plekken(inhoud, xsd)) or f"regel {fout.lineno}: geen welgevormde XML",
        ) from None


def _plekken(inhoud: bytes, xsd: str, hoogstens: int = 5) -> list[str]:
    """Where it goes wrong, with our own element names and libxml2's name of the rule. Its message holds the value: left out."""
    try:
        boom = etree.fromstring(inhoud, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return []
    controle = schema(xsd)
    controle.validate(boom)
    regels: Any = controle.error_log
    plekken = []
    for regel in islice(regels, hoogstens):
        gevonden = re.match(r"Element '\{[^}]*\}(\w+)'(?:, attribute '(\w+)')?", regel.message)
        naam = "onbekend" if gevonden is None else gevonden[1] + (f", attribuut {gevonden[2]}" if gevonden[2] else "")
        plekken.append(f"regel {regel.line}: {naam} ({regel.type_name.removeprefix('SCHEMAV_')})")
    return plekken
