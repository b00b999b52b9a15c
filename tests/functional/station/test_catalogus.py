"""The catalogue: rows C1 to C6 of KIK-V's specification, the same bytes each time, and no fact from the records."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from hulp.opdracht import draai, hier
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROF, RDF

from datastation import onderhoud, voorbeeld
from datastation.catalogus import catalogus, ritme, schrijf
from datastation.instellingen import lees_station
from datastation.store import momentopname
from datastation.uitwisselprofiel import alle_profielen

DIENST = "https://station.example/api/verifiedsparql"


@pytest.fixture(scope="module")
def graaf(bron_station: Path) -> Graph:
    return catalogus(lees_station(bron_station), basis=DIENST)


def _een(graaf: Graph, soort: URIRef) -> URIRef:
    (iri,) = graaf.subjects(RDF.type, soort)
    return iri


@pytest.mark.moet("C1", "C2", "C4")
def test_catalogus_en_uitgever(graaf: Graph) -> None:
    """C1, C2 and C4: one DCAT catalogue with a title, published by the organisation with its KvK number."""
    ons = _een(graaf, DCAT.Catalog)
    wie = graaf.value(ons, DCTERMS.publisher)
    assert graaf.value(ons, DCTERMS.title)
    assert graaf.value(wie, FOAF.name)
    assert re.fullmatch(r"[0-9]{8}", str(graaf.value(wie, DCTERMS.identifier)))


@pytest.mark.parametrize(
    "eigenschap",
    [
        DCTERMS.title, DCTERMS.description, DCAT.keyword, DCTERMS.publisher, DCTERMS.issued, DCTERMS.conformsTo, DCTERMS.accrualPeriodicity,
        DCAT.distribution, DCTERMS.modified, DCTERMS.temporal,
    ],
    ids=lambda e: e.rsplit("/", 1)[-1],
)  # fmt: skip
@pytest.mark.moet("C5")
def test_de_gegevens_zijn_beschreven(graaf: Graph, eigenschap: URIRef) -> None:
    """C5: the data set has everything the specification asks for."""
    assert list(graaf.objects(_een(graaf, DCAT.Dataset), eigenschap))


@pytest.mark.moet("C6")
def test_de_dienst_staat_op_het_genoemde_adres(graaf: Graph) -> None:
    """C6: each distribution is described, and the service has KIK-V's name and its endpoint."""
    dienst = _een(graaf, DCAT.DataService)
    assert str(graaf.value(dienst, DCTERMS.title)) == "verifiedsparql-service"
    assert graaf.value(dienst, DCAT.endpointURL) == URIRef(DIENST)
    for uitgifte in graaf.subjects(RDF.type, DCAT.Distribution):
        assert graaf.value(uitgifte, DCAT.accessService) == dienst


def test_zonder_adres_geen_dienst(bron_station: Path) -> None:
    """A catalogue does not promise a service that does not run."""
    graaf = catalogus(lees_station(bron_station))
    assert not list(graaf.subjects(RDF.type, DCAT.DataService))
    assert not list(graaf.subjects(RDF.type, DCAT.Distribution))


def test_elke_vraag_staat_er_met_haar_hash(graaf: Graph) -> None:
    """Every version of every profile, with the sha256 of each of its questions."""
    gevonden = {str(graaf.value(b, DCTERMS.identifier)) for b in graaf.subjects(RDF.type, PROF.ResourceDescriptor)}
    assert gevonden == {f"sha256:{v.sha256}" for p in alle_profielen() for v in p.vragen}


def test_de_versheid_komt_uit_het_manifest(graaf: Graph, bron_station: Path) -> None:
    """How fresh the data are is read from the snapshot that serves."""
    manifest = momentopname.huidige(lees_station(bron_station).momentopnamen).manifest
    gegevens = _een(graaf, DCAT.Dataset)
    tijd = graaf.value(gegevens, DCTERMS.modified)
    assert tijd is not None
    assert tijd.toPython() == datetime.fromisoformat(manifest.gemaakt_op)
    assert str(graaf.value(graaf.value(gegevens, DCTERMS.temporal), DCAT.endDate)) == manifest.gegevens_tot.isoformat()


@pytest.mark.parametrize("formaat", ["ttl", "jsonld"])
def test_in_twee_processen_dezelfde_bytes(bron_station: Path, formaat: str) -> None:
    """Both forms hold the same graph, and do not depend on the seed of Python's hashes."""
    eerste, tweede = (
        draai("catalogus", "--formaat", formaat, "--dienst", DIENST, "--station", str(bron_station), PYTHONHASHSEED=zaad)
        for zaad in ("1", "2")
    )
    assert (eerste.code, eerste.fout) == (0, "")
    assert eerste.uit == tweede.uit
    vorm = ox.RdfFormat.TURTLE if formaat == "ttl" else ox.RdfFormat.JSON_LD
    zelf = schrijf(catalogus(lees_station(bron_station), basis=DIENST), "ttl")
    assert set(ox.parse(eerste.uit, format=vorm)) == set(ox.parse(zelf, format=ox.RdfFormat.TURTLE))


def test_geen_feit_uit_de_registraties(graaf: Graph) -> None:
    """Nothing of a client: no pseudonym, no number of nine digits."""
    tekst = schrijf(graaf, "ttl")
    assert "/client/" not in tekst
    assert not re.search(r"\b[0-9]{9}\b", tekst)


@pytest.mark.parametrize(
    ("dagen", "verwacht"),
    [([], "irregular"), ([0.5, 1, 1], "daily"), ([7, 7, 1], "weekly"), ([31, 28], "monthly"), ([91], "quarterly"), ([200], "irregular")],
)
@pytest.mark.moet("I1")
def test_ritme_is_wat_gebeurde(dagen: list[float], verwacht: str) -> None:
    """The rhythm is the median of the days between snapshots."""
    tijden = [datetime(2026, 1, 1, tzinfo=UTC)]
    for dag in dagen:
        tijden.append(tijden[-1] + timedelta(days=dag))
    assert ritme(tijden) == verwacht


def test_nog_niets_ververst(tmp_path: Path) -> None:
    """Nothing to describe yet: exit code 2 and what to do first."""
    onderhoud.maak_station(tmp_path / "s", voorbeeld.station_toml(voorbeeld.maak_organisatie(clienten=30, seed=1), "csv-nl"))
    uitvoer = hier("catalogus", "--station", str(tmp_path / "s"))
    assert uitvoer.code == 2
    assert "datastation ververs" in uitvoer.fout


@pytest.mark.parametrize("woorden", [("--formaat", "html"), ("--dienst", "http://station.example")])
def test_een_verkeerde_keuze_wordt_uitgelegd(bron_station: Path, woorden: tuple[str, str]) -> None:
    """An unknown form, or an address without TLS, is refused with what it should be."""
    uitvoer = hier("catalogus", *woorden, "--station", str(bron_station))
    assert uitvoer.code == 2
    assert "Herstel" in uitvoer.fout or "Kies" in uitvoer.fout or "https://" in uitvoer.fout
