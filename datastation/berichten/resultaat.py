"""Answers to questions: SPARQL 1.1 Query Results JSON Format (W3C, 2013), and the ``resultset`` that holds one per question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.soorten import Generatie, Inhoud
from datastation.model.antwoord import Kolomsoort, Resultaat, Waarde
from datastation.model.term import RDF_LANGSTRING, XSD_STRING, Iri, Knoop, Literaal, Term, term_van

MAX_KOLOMMEN = 1000
MAX_RIJEN = 100_000  # the most that a worker gives, too
MAX_VRAGEN = 100


def sparql_json(resultaat: Resultaat) -> dict[str, Any]:
    """The delivered columns of an answer; ``koppel`` columns stay here. A cell that is absent has no binding.

    A cell has the XSD type of its column, or of its own value where that is no such thing (text such as "Ongedefinieerd" in a column of numbers).
    """
    kolommen = [(i, resultaat.kolommen[i]) for i in resultaat.geleverd]
    bindingen = [
        {kolom.naam: _cel(waarde, kolom.soort) for i, kolom in kolommen if (waarde := rij[i]) is not None} for rij in resultaat.rijen
    ]
    return {"head": {"vars": [kolom.naam for _, kolom in kolommen]}, "results": {"bindings": bindingen}}


def _cel(waarde: Waarde, soort: Kolomsoort) -> dict[str, str]:
    assert waarde is not None, "an absent cell has no binding"
    if soort == "decimaal" and isinstance(waarde, int) and not isinstance(waarde, bool):
        waarde = Decimal(waarde)
    term = term_van(waarde)
    kaal = {"type": "literal", "value": term.waarde}
    return kaal if term.datatype == XSD_STRING else {**kaal, "datatype": term.datatype}


def lees_sparql_json(inhoud: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[Waarde, ...], ...]]:
    """Column names, and rows in which an absent binding is None; each value as Python has it, by its datatype.

    Raises:
        BerichtFout: ``RESULTAAT`` for anything that is no answer to a SELECT, or is larger than an answer can be.
    """
    kolommen = _kolommen(_lid(inhoud, "head"))
    bindingen = _lid(inhoud, "results").get("bindings")
    if not isinstance(bindingen, list) or len(bindingen) > MAX_RIJEN:
        raise BerichtFout(Reden.RESULTAAT, waar="results.bindings")
    bekend = set(kolommen)
    rijen = []
    for binding in bindingen:
        if not isinstance(binding, dict) or not bekend.issuperset(binding):
            raise BerichtFout(Reden.RESULTAAT, waar="results.bindings")
        rijen.append(tuple(_term(binding[k]).python if k in binding else None for k in kolommen))
    return kolommen, tuple(rijen)


def _lid(inhoud: Mapping[str, Any], naam: str) -> Mapping[str, Any]:
    lid = inhoud.get(naam)
    if not isinstance(lid, dict):
        raise BerichtFout(Reden.RESULTAAT, waar=naam)
    return lid


def _kolommen(kop: Mapping[str, Any]) -> tuple[str, ...]:
    namen = kop.get("vars")
    if not isinstance(namen, list) or len(namen) > MAX_KOLOMMEN or any(not isinstance(n, str) or not n for n in namen):
        raise BerichtFout(Reden.RESULTAAT, waar="head.vars")
    if len(set(namen)) != len(namen):
        raise BerichtFout(Reden.RESULTAAT, waar="head.vars")
    return tuple(namen)


def _term(cel: Any) -> Term:
    if not isinstance(cel, dict) or not all(isinstance(w, str) for w in cel.values()) or "value" not in cel:
        raise BerichtFout(Reden.RESULTAAT, waar="results.bindings")
    soort, waarde = cel.get("type"), cel["value"]
    try:
        if soort == "uri":
            return Iri(waarde)
        if soort == "bnode":
            return Knoop(waarde)
        if soort in ("literal", "typed-literal"):  # the second is how drafts of the format called it; engines still do
            taal = cel.get("xml:lang", "")
            return Literaal(waarde, cel.get("datatype", RDF_LANGSTRING if taal else XSD_STRING), taal)
    except ValueError:
        raise BerichtFout(Reden.RESULTAAT, waar="results.bindings") from None
    raise BerichtFout(Reden.RESULTAAT, waar="results.bindings")


def resultset(paren: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The answer of the specification: ``{"resultset": [{"id": …, "result": …}, …]}``; for the ids see `resultaat_id`."""
    return {"resultset": [{"id": id, "result": dict(result)} for id, result in paren]}


def resultaat_id(generatie: Generatie, verzoek_id: str, vraag_id: str) -> str:
    """Id of a result: that of the question, in 1.x behind the id of the request and a ``#``."""
    return f"{verzoek_id}#{vraag_id}" if generatie is Generatie.KIKV_1 else vraag_id


def delen(inhoud: Inhoud | None) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """The pairs of a `resultset`.

    Raises:
        BerichtFout: ``VELD_ONTBREEKT`` with rule 16 (no resultset) or 19 (no result), ``RESULTAAT`` for another form.
    """
    leden = (inhoud or {}).get("resultset")
    if leden is None:
        raise BerichtFout(Reden.VELD_ONTBREEKT, waar="resultset", regel=16)
    if not isinstance(leden, list) or len(leden) > MAX_VRAGEN:
        raise BerichtFout(Reden.RESULTAAT, waar="resultset")
    return tuple(_deel(lid) for lid in leden)


def _deel(lid: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(lid, dict) or not isinstance(lid.get("id"), str):
        raise BerichtFout(Reden.RESULTAAT, waar="resultset.id")
    resultaat = lid.get("result")
    if resultaat is None:
        raise BerichtFout(Reden.VELD_ONTBREEKT, waar="resultset.result", regel=19)
    if not isinstance(resultaat, dict):
        raise BerichtFout(Reden.RESULTAAT, waar="resultset.result")
    return lid["id"], resultaat
