"""Rows of the engine in the standard result formats of SPARQL 1.1, and triples in those of RDF."""

from __future__ import annotations

import io

import orjson
import pyoxigraph as ox

from datastation.fouten import GebruiksFout
from datastation.model.term import Iri, Knoop, Literaal, Term
from datastation.store.werker import Tabelantwoord

RIJVORMEN = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
DRIETALVORMEN = {"turtle": ox.RdfFormat.TURTLE, "nquads": ox.RdfFormat.N_QUADS}


def in_vorm(antwoord: Tabelantwoord, vorm: str) -> bytes:
    """An answer as json, xml, csv or tsv (SELECT, ASK), or as turtle or nquads (CONSTRUCT).

    Raises:
        GebruiksFout: this kind of answer has no such form.
    """
    vormen = DRIETALVORMEN if antwoord.soort == "CONSTRUCT" else RIJVORMEN
    if vorm not in vormen:
        raise GebruiksFout(
            f"Een antwoord op {antwoord.soort} is niet te schrijven als {vorm}.", herstel="Kies uit: table, " + ", ".join(vormen)
        )
    uit = io.BytesIO()
    if antwoord.soort == "CONSTRUCT":
        ox.serialize(ox.parse(antwoord.ntriples().encode(), ox.RdfFormat.N_TRIPLES), uit, DRIETALVORMEN[vorm])
    else:
        gelezen = ox.parse_query_results(_sparql_json(antwoord), ox.QueryResultsFormat.JSON)
        gelezen.serialize(uit, RIJVORMEN[vorm])
    return uit.getvalue()


def _sparql_json(antwoord: Tabelantwoord) -> bytes:
    """https://www.w3.org/TR/sparql11-results-json/"""
    if antwoord.soort == "ASK":
        return orjson.dumps({"head": {}, "boolean": antwoord.waar})
    oplossingen = [
        {naam: _json_term(term) for naam, term in zip(antwoord.variabelen, rij, strict=True) if term is not None} for rij in antwoord.rijen
    ]
    return orjson.dumps({"head": {"vars": list(antwoord.variabelen)}, "results": {"bindings": oplossingen}})


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, Iri):
        return {"type": "uri", "value": term.waarde}
    if isinstance(term, Knoop):
        return {"type": "bnode", "value": term.naam}
    return {"type": "literal", "value": term.waarde} | _soort(term)


def _soort(term: Literaal) -> dict[str, str]:
    if term.taal:
        return {"xml:lang": term.taal}
    return {} if term.datatype.endswith("#string") else {"datatype": term.datatype}
