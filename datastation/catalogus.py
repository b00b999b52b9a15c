"""The story *what can be asked here*: the catalogue of a station, as DCAT with the exchange profiles as PROF.

Answers rows C1 to C6 of KIK-V's datastation specification (2021): catalogue, publishing organisation, data set, distribution, service. It tells what
is there and how fresh it is, and no fact from the records. The same station gives the same graph, and the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import orjson
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROF, RDF, XSD

from datastation.instellingen import Station
from datastation.store import momentopname
from datastation.store.manifest import Manifest
from datastation.uitwisselprofiel import Profiel, alle_profielen
from datastation.vocabulaire import ONZ_G, WZD, instantie

FORMATEN = ("ttl", "jsonld")
_DIENST = "verifiedsparql-service"  # the name that KIK-V's specification gives it (C6)
_FREQ = Namespace("http://purl.org/cld/freq/")
_ROL = Namespace("http://www.w3.org/ns/dx/prof/role/")
_SPARQL_JSON = URIRef("https://www.iana.org/assignments/media-types/application/sparql-results+json")
_SPARQL = URIRef("http://www.w3.org/TR/sparql11-query/")
# The longest median of days between two snapshots that still deserves the name.
_RITMES = ((2.0, "daily"), (10.0, "weekly"), (45.0, "monthly"), (120.0, "quarterly"))


def catalogus(station: Station, *, basis: str = "") -> Graph:
    """The catalogue of a station.

    Args:
        station: the settings.
        basis: address at which the station takes questions, e.g. ``https://station.example/api/verifiedsparql``. Without one no service is described:
            a catalogue may not promise what does not run.

    Raises:
        GebruiksFout: nothing was refreshed yet, so there is nothing to describe.
        InstellingenFout: a profile is wrong.
        MotorFout: the manifest of the snapshot cannot be read.
    """
    opname = momentopname.huidige(station.momentopnamen)
    graaf = Graph(bind_namespaces="none")
    for prefix, ruimte in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("prof", PROF), ("xsd", XSD), ("freq", _FREQ), ("rol", _ROL)):
        graaf.bind(prefix, ruimte)
    wie, ons, gegevens = (
        _iri(station, soort, sleutel) for soort, sleutel in (("organisatie", station.kvk), ("catalogus", "1"), ("gegevens", "wzd"))
    )
    _beschrijf_organisatie(graaf, wie, station)
    graaf.add((ons, RDF.type, DCAT.Catalog))
    _tekst(
        graaf,
        ons,
        "Gegevensaanbod van " + station.organisatie.naam,
        "Welke gegevens dit datastation heeft, hoe vers ze zijn en welke vragen het kan beantwoorden.",
    )
    graaf.add((ons, DCTERMS.publisher, wie))
    graaf.add((ons, DCAT.dataset, gegevens))
    graaf.add((ons, DCTERMS.modified, Literal(opname.manifest.gemaakt_op, datatype=XSD.dateTime)))
    _beschrijf_gegevens(graaf, gegevens, wie, opname.manifest, [o.manifest for o in momentopname.lijst(station.momentopnamen)])
    for profiel in alle_profielen(erbij=station.eigen_profielen):
        _beschrijf_profiel(graaf, ons, gegevens, profiel)
    _beschrijf_dienst(graaf, ons, gegevens, station, basis)
    return graaf


def schrijf(graaf: Graph, formaat: str) -> str:
    """The catalogue as text: ``ttl`` or ``jsonld``."""
    if formaat == "jsonld":
        # rdflib lists subjects and values in the order of its hashes: that order says nothing, so ours is that of the text.
        boom = _gesorteerd(orjson.loads(graaf.serialize(format="json-ld", auto_compact=True)))
        return orjson.dumps(boom, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode()
    return graaf.serialize(format="turtle").rstrip("\n") + "\n"


def _gesorteerd(knoop: Any) -> Any:
    """JSON-LD with its lists in the order of their text; none of ours is an ``@list``."""
    if isinstance(knoop, list):
        return sorted((_gesorteerd(k) for k in knoop), key=lambda k: orjson.dumps(k, option=orjson.OPT_SORT_KEYS))
    return {naam: _gesorteerd(waarde) for naam, waarde in knoop.items()} if isinstance(knoop, dict) else knoop


def ritme(gemaakt: Sequence[datetime]) -> str:
    """How often the station was refreshed of late, as a term of the Dublin Core collection frequencies: what happened, not what was meant.

    Args:
        gemaakt: when the snapshots were made, oldest first. Of fewer than two nothing can be said: ``irregular``.
    """
    dagen = [(later - eerder) / timedelta(days=1) for eerder, later in pairwise(gemaakt)]
    if not dagen:
        return "irregular"
    return next((naam for grens, naam in _RITMES if median(dagen) <= grens), "irregular")


def _beschrijf_organisatie(graaf: Graph, wie: URIRef, station: Station) -> None:
    graaf.add((wie, RDF.type, FOAF.Organization))
    graaf.add((wie, FOAF.name, Literal(station.organisatie.naam, lang="nl")))
    for kvk in station.organisatie.kvk:
        graaf.add((wie, DCTERMS.identifier, Literal(kvk)))


def _beschrijf_gegevens(graaf: Graph, gegevens: URIRef, wie: URIRef, manifest: Manifest, alle: Sequence[Manifest]) -> None:
    graaf.add((gegevens, RDF.type, DCAT.Dataset))
    _tekst(
        graaf,
        gegevens,
        "Onvrijwillige zorg (Wzd)",
        "Feiten over onvrijwillige zorg uit de eigen systemen. De feiten blijven bij de organisatie; alleen antwoorden op gevalideerde vragen gaan naar buiten.",
    )
    for woord in ("Wzd", "onvrijwillige zorg", "vrijheidsbeperkende interventie"):
        graaf.add((gegevens, DCAT.keyword, Literal(woord, lang="nl")))
    gemaakt = sorted(datetime.fromisoformat(m.gemaakt_op) for m in alle)
    graaf.add((gegevens, DCTERMS.publisher, wie))
    graaf.add((gegevens, DCTERMS.issued, Literal(gemaakt[0].isoformat(), datatype=XSD.dateTime)))
    graaf.add((gegevens, DCTERMS.modified, Literal(manifest.gemaakt_op, datatype=XSD.dateTime)))
    graaf.add((gegevens, DCTERMS.accrualPeriodicity, _FREQ[ritme(gemaakt)]))
    for ontologie in (WZD, ONZ_G):
        graaf.add((gegevens, DCTERMS.conformsTo, URIRef(ontologie.rstrip("#"))))
    duur = URIRef(f"{gegevens}/dekking")
    graaf.add((gegevens, DCTERMS.temporal, duur))
    graaf.add((duur, RDF.type, DCTERMS.PeriodOfTime))
    graaf.add((duur, DCAT.endDate, Literal(manifest.gegevens_tot)))


def _beschrijf_profiel(graaf: Graph, ons: URIRef, gegevens: URIRef, profiel: Profiel) -> None:
    iri = URIRef(f"https://w3id.org/datastation/profiel/{profiel.id}/{profiel.versie}")
    graaf.add((iri, RDF.type, PROF.Profile))
    _tekst(graaf, iri, profiel.titel, profiel.doel)
    graaf.add((iri, DCTERMS.identifier, Literal(profiel.naam)))
    graaf.add((iri, DCTERMS.hasVersion, Literal(profiel.versie)))
    graaf.add((iri, DCTERMS.audience, Literal(profiel.afnemer, lang="nl")))
    graaf.add((iri, DCTERMS.rights, Literal(profiel.grondslag, lang="nl")))
    geldig = f"start={profiel.geldig_van}; " + (f"end={profiel.geldig_tot}; " if profiel.geldig_tot else "") + "scheme=W3C-DTF;"
    graaf.add((iri, DCTERMS.valid, Literal(geldig)))
    graaf.add((ons, DCTERMS.hasPart, iri))
    graaf.add((gegevens, DCTERMS.conformsTo, iri))
    for vraag in profiel.vragen:
        bron = URIRef(f"{iri}/vraag/{vraag.nr}")
        graaf.add((iri, PROF.hasResource, bron))
        graaf.add((bron, RDF.type, PROF.ResourceDescriptor))
        graaf.add((bron, DCTERMS.title, Literal(vraag.titel, lang="nl")))
        graaf.add((bron, DCTERMS.identifier, Literal(f"sha256:{vraag.sha256}")))
        graaf.add((bron, DCTERMS.conformsTo, _SPARQL))
        graaf.add((bron, PROF.hasRole, _ROL.specification))


def _beschrijf_dienst(graaf: Graph, ons: URIRef, gegevens: URIRef, station: Station, basis: str) -> None:
    if not basis:
        return
    dienst, uitgifte = _iri(station, "dienst", _DIENST), _iri(station, "uitgifte", "antwoord")
    graaf.add((dienst, RDF.type, DCAT.DataService))
    _tekst(graaf, dienst, _DIENST, "Neemt gevalideerde vragen aan en geeft een ondertekend antwoord.")
    graaf.add((dienst, DCAT.endpointURL, URIRef(basis)))
    graaf.add((dienst, DCTERMS.conformsTo, _SPARQL))
    graaf.add((dienst, DCAT.servesDataset, gegevens))
    graaf.add((ons, DCAT.service, dienst))
    graaf.add((gegevens, DCAT.distribution, uitgifte))
    graaf.add((uitgifte, RDF.type, DCAT.Distribution))
    _tekst(graaf, uitgifte, "Antwoord op een gevalideerde vraag", "De uitkomst van een vraag uit een uitwisselprofiel.")
    graaf.add((uitgifte, DCAT.accessService, dienst))
    graaf.add((uitgifte, DCAT.accessURL, URIRef(basis)))
    graaf.add((uitgifte, DCAT.mediaType, _SPARQL_JSON))


def _tekst(graaf: Graph, iri: URIRef, titel: str, uitleg: str) -> None:
    graaf.add((iri, DCTERMS.title, Literal(titel, lang="nl")))
    graaf.add((iri, DCTERMS.description, Literal(" ".join(uitleg.split()), lang="nl")))


def _iri(station: Station, soort: str, sleutel: str) -> URIRef:
    return URIRef(instantie(station.kvk, soort, sleutel))
