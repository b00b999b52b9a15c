"""FHIR XML in the shape of FHIR JSON, for any resource of any version, without its schema.

What repeats becomes a list and what stands alone does not: paths look at both alike. Narrative (xhtml) is left out.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from datastation.fouten import BronFout

_FHIR = "{http://hl7.org/fhir}"
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def lees_xml(inhoud: bytes, naam: str) -> dict[str, Any]:
    """One resource or bundle.

    Raises:
        BronFout: not well-formed (line and column), not FHIR, deeper or larger than libxml2 takes, or with a DTD: entities can blow up to anything.
    """
    if _DTD.search(inhoud):
        raise _met_dtd(naam)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        wortel = etree.fromstring(inhoud, parser)
    except etree.XMLSyntaxError as fout:
        regel, kolom = fout.position
        raise BronFout(
            "Dit is geen geldige XML, of een element is te groot of te diep.",
            waar=f"{naam}, regel {regel}, kolom {kolom}",
            herstel="Herstel het bestand op deze plek, of exporteer opnieuw.",
        ) from None
    if wortel.getroottree().docinfo.internalDTD is not None:
        raise _met_dtd(naam)
    soort = _naam(wortel)
    if soort is None or not soort[:1].isupper():
        raise BronFout(
            "Dit XML-bestand is geen FHIR.", waar=naam, herstel="Haal het uit de map, of noem de bestanden onder [bronnen.bestanden]."
        )
    return _hulpbron(wortel, soort)


def _met_dtd(naam: str) -> BronFout:
    return BronFout(
        "Dit XML-bestand heeft een DTD; dat is gevaarlijk en in FHIR niet toegestaan.", waar=naam, herstel="Haal de DOCTYPE weg."
    )


def _naam(element: etree._Element) -> str | None:
    """Local name of a FHIR element; None for xhtml and anything else."""
    tag = element.tag
    return tag[len(_FHIR) :] if isinstance(tag, str) and tag.startswith(_FHIR) else None


def _hulpbron(element: etree._Element, soort: str) -> dict[str, Any]:
    return {"resourceType": soort, **_velden(element)}


def _velden(element: etree._Element) -> dict[str, Any]:
    waarden: dict[str, list[Any]] = {}
    schaduwen: dict[str, list[Any]] = {}
    for kind in element:
        naam = _naam(kind)
        if naam is None:
            continue
        waarde, schaduw = _inhoud(kind)
        waarden.setdefault(naam, []).append(waarde)
        schaduwen.setdefault(naam, []).append(schaduw)
    velden: dict[str, Any] = {sleutel: element.get(sleutel) for sleutel in ("id", "url") if element.get(sleutel) is not None}
    for naam, lijst in waarden.items():
        velden[naam] = lijst if len(lijst) > 1 else lijst[0]
        ernaast = schaduwen[naam]
        if any(deel is not None for deel in ernaast):
            velden[f"_{naam}"] = ernaast if len(ernaast) > 1 else ernaast[0]
    return velden


def _inhoud(element: etree._Element) -> tuple[Any, dict[str, Any] | None]:
    """Value of an element, and what JSON would write beside it under ``_name``."""
    for kind in element:
        naam = _naam(kind)
        if naam is not None and naam[0].isupper():  # contained/Patient, entry/resource/Procedure
            return _hulpbron(kind, naam), None
        break
    velden = _velden(element)
    waarde = element.get("value")
    return (velden, None) if waarde is None else (waarde, velden or None)
