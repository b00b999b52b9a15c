"""Rules within one record: the SHACL shapes of ``ontology/shapes``, and which rule each shape stands for."""

from __future__ import annotations

from functools import lru_cache

import rdflib

from datastation.fouten import InstellingenFout
from datastation.instellingen import middelen
from datastation.model.bevinding import Ernst, Regel
from datastation.vocabulaire import REGEL, SH, WZD

_ERNST = {f"{SH}Violation": Ernst.BLOKKEERT, f"{SH}Warning": Ernst.WAARSCHUWT, f"{SH}Info": Ernst.INFORMEERT}


@lru_cache(maxsize=1)
def vormen() -> str:
    """The shapes and their rules, as Turtle."""
    bestanden = sorted((middelen("ontology") / "shapes").glob("*.ttl"))
    if not bestanden:
        raise InstellingenFout("De vormen (SHACL) ontbreken.", waar="ontology/shapes", herstel="Installeer datastation opnieuw.")
    return "\n".join(pad.read_text(encoding="utf-8") for pad in bestanden)


@lru_cache(maxsize=1)
def _graaf() -> rdflib.Graph:
    return rdflib.Graph().parse(data=vormen(), format="turtle")


@lru_cache(maxsize=1)
def regels_van_vormen() -> tuple[Regel, ...]:
    """The rules that shapes name, by id; number, title, ground and repair stand in ``ontology/shapes/regels.ttl``.

    Raises:
        InstellingenFout: a shape names a rule that is not there, or a rule lacks one of its parts.
    """
    graaf = _graaf()
    beschreven = {str(iri).removeprefix(REGEL): iri for iri in graaf.subjects(rdflib.RDF.type, rdflib.URIRef(f"{WZD}Regel"))}
    genoemd = set(_regel_van_vorm().values())
    onbekend = sorted(genoemd - set(beschreven))
    if onbekend:
        raise InstellingenFout(
            "Een vorm noemt een regel die niet beschreven is.",
            waar=", ".join(onbekend),
            herstel="Beschrijf haar in ontology/shapes/regels.ttl.",
        )

    def waarde(iri: rdflib.term.Node, term: str) -> str:
        gevonden = graaf.value(iri, rdflib.URIRef(term))
        if gevonden is None:
            raise InstellingenFout(
                "Een regel is niet volledig.", waar=f"{iri}: {term}", herstel="Vul haar aan in ontology/shapes/regels.ttl."
            )
        return str(gevonden)

    return tuple(
        Regel(
            id=naam,
            nummer=int(waarde(iri, f"{WZD}nummer")),
            ernst=_ERNST[waarde(iri, f"{SH}severity")],
            titel=waarde(iri, str(rdflib.RDFS.label)),
            grond=waarde(iri, f"{WZD}grondslag"),
            herstel=waarde(iri, f"{WZD}herstel"),
        )
        for naam, iri in sorted(beschreven.items())
    )


@lru_cache(maxsize=1)
def _regel_van_vorm() -> dict[str, str]:
    return {str(vorm): str(naam) for vorm, naam in _graaf().subject_objects(rdflib.URIRef(f"{WZD}regel"))}


def regel_van_vorm(vorm: str, omvattend: str = "") -> str:
    """Id of the rule of a shape (its IRI), or of the nearest named shape around it.

    Raises:
        InstellingenFout: neither names a rule.
    """
    namen = _regel_van_vorm()
    gevonden = namen.get(vorm) or namen.get(omvattend)
    if gevonden is None:
        raise InstellingenFout("Een vorm noemt geen regel.", waar=vorm, herstel="Geef de vorm een wzd:regel.")
    return gevonden
