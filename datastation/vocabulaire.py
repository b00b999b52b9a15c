"""IRIs and prefixes, in one place. Terms themselves are defined in ``ontology/``."""

from __future__ import annotations

from urllib.parse import quote

WZD = "https://w3id.org/datastation/def/wzd#"
ZIB = "https://w3id.org/datastation/def/zib#"
CL = "https://w3id.org/datastation/def/codelijst/"
ID = "https://w3id.org/datastation/id/"
ONZ_G = "http://purl.org/ozo/onz-g#"
ONZ_ORG = "http://purl.org/ozo/onz-org#"
ONZ_PERS = "http://purl.org/ozo/onz-pers#"
ONZ_ZORG = "http://purl.org/ozo/onz-zorg#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
TIME = "http://www.w3.org/2006/time#"

PREFIXEN: dict[str, str] = {
    "wzd": WZD,
    "zib": ZIB,
    "cl": CL,
    "onz-g": ONZ_G,
    "onz-org": ONZ_ORG,
    "onz-pers": ONZ_PERS,
    "onz-zorg": ONZ_ZORG,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "sh": SH,
    "time": TIME,
}

# Decision 3: what identifies a person stands in a graph of its own.
GRAAF_IDENTIFICATIE = "urn:datastation:graaf:identificatie"
MOMENTOPNAME = "urn:datastation:momentopname"
REGEL = "urn:datastation:regel:"


def instantie(kvk: str, soort: str, sleutel: str) -> str:
    """The IRI of a record: ``https://w3id.org/datastation/id/<kvk>/<soort>/<sleutel>``, the key percent-encoded."""
    return f"{ID}{kvk}/{soort}/{quote(sleutel, safe='.-_~')}"
