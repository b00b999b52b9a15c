"""Every term of the graph is defined, in two languages, with its source."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, SKOS

from datastation.vocabulaire import ONZ_G, ONZ_ORG, PREFIXEN, WZD, ZIB

WORTEL = Path(__file__).resolve().parents[3]
ONTOLOGIE = WORTEL / "ontology"
BESTANDEN = sorted(ONTOLOGIE.rglob("*.ttl"))
zib = Namespace(ZIB)
wzd = Namespace(WZD)
SOORTEN = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def termen(graaf: Graph) -> list[URIRef]:
    """Classes and properties, in a fixed order."""
    return sorted({t for soort in SOORTEN for t in graaf.subjects(RDF.type, soort) if isinstance(t, URIRef)})


@pytest.mark.parametrize("pad", BESTANDEN, ids=lambda p: str(p.relative_to(ONTOLOGIE)))
@pytest.mark.moet("K1", "K2")
def test_elk_bestand_leest_gelijk_in_twee_lezers(pad: Path) -> None:
    """Every Turtle file parses in rdflib and in pyoxigraph, and both read the same number of triples."""
    assert len(Graph().parse(pad)) == len(set(pyoxigraph.parse(path=str(pad))))


@pytest.mark.parametrize("pad", BESTANDEN, ids=lambda p: str(p.relative_to(ONTOLOGIE)))
def test_elk_bestand_gebruikt_alleen_bekende_termen(pad: Path, geladen: Graph) -> None:
    """No file uses a wzd: or zib: term that the ontology does not define."""
    gebruikt = {t for triple in Graph().parse(pad) for t in triple if str(t).startswith((WZD, ZIB))}
    bekend = {s for s in geladen.subjects() if isinstance(s, URIRef)}
    assert gebruikt <= bekend


def test_elke_term_van_het_graafmodel_bestaat(geladen: Graph) -> None:
    """Every term that docs/graafmodel.md names is defined as a class or property."""
    tekst = (WORTEL / "docs" / "graafmodel.md").read_text(encoding="utf-8")
    genoemd = {PREFIXEN[p] + naam for p, naam in re.findall(r"\b(wzd|zib|onz-g|onz-org):([A-Za-z0-9]+)", tekst)}
    assert len(genoemd) > 70
    assert sorted(genoemd - {str(t) for t in termen(geladen)}) == []


def test_elke_code_van_het_graafmodel_bestaat(geladen: Graph) -> None:
    """Every code that docs/graafmodel.md names, and every code list, is a concept."""
    tekst = (WORTEL / "docs" / "graafmodel.md").read_text(encoding="utf-8")
    genoemd = set(re.findall(r"`cl:([a-z-]+/[A-Za-z0-9-]+)`", tekst))
    concepten = {str(s).split("/codelijst/")[1] for s in geladen.subjects(RDF.type, SKOS.Concept)}
    assert len(genoemd) > 8
    assert genoemd <= concepten


def test_elke_term_heeft_namen_omschrijvingen_en_een_bron(geladen: Graph) -> None:
    """Every class and property has a Dutch and an English label and definition, and says where it comes from."""
    tekort = []
    for term in termen(geladen):
        for eigenschap in (RDFS.label, SKOS.definition):
            talen = sorted(str(w.language) for w in geladen.objects(term, eigenschap) if isinstance(w, Literal))
            if talen != ["en", "nl"]:
                tekort.append(f"{term} {eigenschap} {talen}")
        bronnen = (wzd.grondslag, DCTERMS.source, zib.conceptId, zib.gebruik)
        if not any(geladen.value(term, p) for p in bronnen):
            tekort.append(f"{term} heeft geen grondslag of bron")
    assert tekort == []


def test_wzd_grondslag_is_een_artikel(geladen: Graph) -> None:
    """A legal ground names an article and its law."""
    assert [str(g) for g in geladen.objects(None, wzd.grondslag) if not re.match(r"art\. .*(Wzd|Wvggz|Wfz)$", str(g))] == []


@pytest.mark.moet("K3")
def test_de_ontologie_heeft_versie_en_licentie(geladen: Graph) -> None:
    """Every ontology header carries version 1.0.0 and the EUPL-1.2."""
    koppen = list(geladen.subjects(RDF.type, OWL.Ontology))
    assert len(koppen) == 17
    assert {str(geladen.value(k, OWL.versionInfo)) for k in koppen} == {"1.0.0"}
    assert {str(geladen.value(k, DCTERMS.license)) for k in koppen} == {"https://spdx.org/licenses/EUPL-1.2"}


@pytest.mark.moet("K4")
def test_klassen_sluiten_aan_op_kikv(geladen: Graph) -> None:
    """The classes that KIK-V has too are subclasses of its classes."""
    assert (zib.Patient, RDFS.subClassOf, URIRef(ONZ_G + "Human")) in geladen
    assert (wzd.Locatie, RDFS.subClassOf, URIRef(ONZ_G + "StationaryArtifact")) in geladen
    assert (URIRef(ONZ_ORG + "Vestiging"), RDFS.isDefinedBy, URIRef(ONZ_ORG)) in geladen


def test_niets_laat_een_redeneerder_meer_besluiten(geladen: Graph) -> None:
    """No domain, range, restriction or equivalence: only rdfs:subClassOf infers."""
    verboden = (RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.equivalentProperty, RDFS.subPropertyOf, OWL.inverseOf)
    assert [t for p in verboden for t in geladen.triples((None, p, None))] == []
    assert not list(geladen.subjects(RDF.type, OWL.Restriction))


def test_de_geladen_ontologie_blijft_klein(geladen: Graph) -> None:
    """What every snapshot carries stays modest."""
    assert len(geladen) < 4000


@pytest.mark.gedeeld
def test_elk_zib_begrip_van_2020_heeft_een_term(geladen: Graph, tabel) -> None:
    """Each 2020 row of zib_concepts.tsv is a term with that id, cardinality, datatype and zib (acceptance 8)."""
    verwacht = {(r["concept_id"], r["cardinality"], r["datatype"], r["zib"]) for r in tabel("zib_concepts") if r["publication"] == "2020"}
    gevonden = {
        (
            str(i),
            str(geladen.value(s, zib.kardinaliteit)),
            str(geladen.value(s, zib.datatype)),
            str(geladen.value(s, zib.inZib)).split("#zib-")[1],
        )
        for s, i in geladen.subject_objects(zib.conceptId)
    }
    assert gevonden == verwacht
    assert len(verwacht) == 64


def test_elk_begrip_id_leidt_naar_een_term(geladen: Graph) -> None:
    """An id is found through zib:gebruik where a concept is shared, and directly where it is not."""
    vraag = "SELECT ?t WHERE { ?t zib:gebruik?/zib:conceptId ?id . ?t a ?k FILTER(?k != zib:Gebruik) }"
    via = {
        i: {str(r[0]) for r in geladen.query(vraag, initNs={"zib": zib}, initBindings={"id": Literal(i)})}
        for i in ("NL-CM:3.1.4", "NL-CM:14.6.5")
    }
    assert via == {"NL-CM:3.1.4": {ZIB + "naamgegevens"}, "NL-CM:14.6.5": {ZIB + "soortInterventie"}}


@pytest.mark.parametrize(
    ("bouwsteen", "versie"),
    [
        ("VrijheidsbeperkendeInterventie", "1.0"),
        ("JuridischeSituatie", "2.0"),
        ("Patient", "3.2"),
        ("Naamgegevens", "1.1"),
        ("Adresgegevens", "1.1"),
        ("Contactpersoon", "3.4"),
        ("Zorgaanbieder", "3.4"),
    ],
)
def test_elke_zib_noemt_zijn_versie(geladen: Graph, bouwsteen: str, versie: str) -> None:
    """Each of the seven information models of publication 2020 carries its version."""
    assert str(geladen.value(zib[f"zib-{bouwsteen}"], OWL.versionInfo)) == versie
