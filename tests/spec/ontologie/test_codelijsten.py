"""Every published code is a concept, with its names, its system and the lists that hold it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS, XSD

from datastation.vocabulaire import CL, WZD

WORTEL = Path(__file__).resolve().parents[3]
wzd = Namespace(WZD)
LIJST = "https://w3id.org/datastation/def/lijst/"
NULL = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"

TABELLEN = [
    # table, code list, name of the published list
    ("soort_interventie_wzd", "soort-interventie", "soort-interventie-wzd"),
    ("soort_interventie_wvggz", "soort-interventie", "soort-interventie-wvggz"),
    ("soort_interventie_general", "soort-interventie", "soort-interventie-algemeen"),
    ("reden_van_toepassen", "reden", "reden"),
    ("instemming", "instemming", "instemming"),
    ("juridische_status", "juridische-status", "juridische-status"),
    ("vertegenwoordiging", "vertegenwoordiging", "vertegenwoordiging"),
]


def concepten(graaf: Graph, lijst: str) -> set[str]:
    """The codes of a code list, by the last part of their IRI."""
    return {str(s).removeprefix(f"{CL}{lijst}/") for s in graaf.subjects(SKOS.inScheme, URIRef(CL + lijst))}


def namen(graaf: Graph, concept: URIRef) -> set[str]:
    """All names of a concept, case-folded."""
    return {str(n).casefold() for p in (SKOS.prefLabel, SKOS.altLabel) for n in graaf.objects(concept, p)}


@pytest.mark.gedeeld
@pytest.mark.parametrize(("bestand", "lijst", "gepubliceerd"), TABELLEN)
def test_elke_code_van_de_tabel_is_een_concept(geladen: Graph, tabel, bestand: str, lijst: str, gepubliceerd: str) -> None:
    """Each code has a concept with its system, notation and every published name, in the lists and years that hold it (acceptance 8)."""
    for rij in tabel(bestand):
        concept = URIRef(f"{CL}{lijst}/{rij['code']}")
        assert (concept, SKOS.notation, Literal(rij["code"])) in geladen
        assert (concept, wzd.codesysteem, URIRef(rij["system"])) in geladen
        if rij["system"] == "http://snomed.info/sct":
            assert (concept, SKOS.exactMatch, URIRef(f"http://snomed.info/id/{rij['code']}")) in geladen
        gegeven = {rij.get(k, "").casefold() for k in ("display_nl", "display_en", "zib_description_nl")} - {""}
        assert gegeven <= namen(geladen, concept)
        for jaar in ("2020", "2024"):
            standaard = "no" if rij["system"] == NULL and jaar == "2020" else "yes"
            staat_erin = rij.get(f"in_zib{jaar}", standaard) == "yes"
            assert ((concept, wzd.inLijst, URIRef(f"{LIJST}{gepubliceerd}-{jaar}")) in geladen) is staat_erin


@pytest.mark.gedeeld
def test_alleen_de_twintig_wzd_soorten_hebben_een_categorie(geladen: Graph, tabel) -> None:
    """The 20 codes of the Wzd list carry the letter of art. 2 lid 1; forced medication carries the subcategory too; nothing else does."""
    verwacht = set()
    for rij in tabel("soort_interventie_wzd"):
        if rij["code"] != "OTH":
            letter = rij["wzd_art2_lid1_category(INFERRED)"][-1]
            verwacht.add((rij["code"], letter))
            if rij["medication_subcategory(INFERRED)"]:
                verwacht.add((rij["code"], f"{letter}-medicatie"))
    gevonden = {(str(s).rsplit("/", 1)[1], str(o).rsplit("/", 1)[1]) for s, o in geladen.subject_objects(wzd.categorie)}
    assert gevonden == verwacht
    assert len({code for code, _ in verwacht}) == 20


@pytest.mark.parametrize(
    ("lijst", "codes"),
    [
        ("categorie", "a a-medicatie b c d e f g h i"),
        ("soort-zorg", "1 2 3"),
        ("frequentie-eenheid", "1 2 3 4"),
        ("geslacht", "M F UN UNK"),
        ("plaatsing-soort", "hoofd standaard"),
        ("stap", "1 2 3 4 5"),
        ("oordeel", "akkoord niet-akkoord in-voorbereiding"),
        ("reden-einde", "afgebouwd vervangen client-weg overig"),
        (
            "ernstig-nadeel",
            "levensgevaar lichamelijk-letsel schade verwaarlozing verstoorde-ontwikkeling veiligheid-client agressie-van-anderen algemene-veiligheid",
        ),
        ("juridische-status", "OPM RM VMM IBS IBS-PG IBS-VG VM VRIJWILLIG IBS-V WFZ ZM CM VCM NOOD TEMP OTS VOTS PIJ TBS OTH"),
    ],
)
def test_eigen_lijsten_zijn_volledig(geladen: Graph, lijst: str, codes: str) -> None:
    """Our own code lists hold exactly the codes of the graph model."""
    assert concepten(geladen, lijst) == set(codes.split())


def test_elk_concept_is_volledig(geladen: Graph) -> None:
    """Every concept has one scheme, one notation and a Dutch and an English name; its IRI is list / notation."""
    for concept in geladen.subjects(RDF.type, SKOS.Concept):
        (schema,) = geladen.objects(concept, SKOS.inScheme)
        (notatie,) = geladen.objects(concept, SKOS.notation)
        talen = sorted(str(n.language) for n in geladen.objects(concept, SKOS.prefLabel) if isinstance(n, Literal))
        assert talen == ["en", "nl"], concept
        if not str(schema).endswith("/ernstig-nadeel"):  # there the notation is the tag of the source
            assert str(concept) == f"{schema}/{notatie}"


def test_naar_keer_per_jaar(geladen: Graph) -> None:
    """Day, week, month and year turn into 365, 52, 12 and 1 times a year, as integers."""
    keer = {str(s)[-1]: o for s, o in geladen.subject_objects(wzd.keerPerJaar)}
    assert keer == {c: Literal(n, datatype=XSD.integer) for c, n in {"1": 365, "2": 52, "3": 12, "4": 1}.items()}


@pytest.mark.parametrize(
    ("code", "wet", "termijnen", "accommodatie"),
    [
        # terms: first time, longest; Wzd art. 21-22, 24-28 and 38-41, 28aa-28ad, 29-36, 37 and 39, 28a-28c
        ("OPM", "Wzd", (None, "P5Y"), True),
        ("RM", "Wzd", ("P6M", "P5Y"), True),
        ("VMM", "Wzd", (None, "P1Y"), None),
        ("IBS", "Wzd", (None, "P3D"), True),
        ("IBS-PG", "Wzd", (None, "P3D"), True),
        ("IBS-VG", "Wzd", (None, "P3D"), True),
        ("IBS-V", "Wzd", (None, "P42D"), True),
        ("WFZ", "Wzd", (None, None), True),
        ("VRIJWILLIG", "Wzd", (None, None), False),
        ("VM", "onduidelijk", (None, None), None),
        ("ZM", "Wvggz", (None, None), None),
        ("TBS", "Sr", (None, None), None),
    ],
)
def test_termijnen_van_titels(
    geladen: Graph, code: str, wet: str, termijnen: tuple[str | None, str | None], accommodatie: bool | None
) -> None:
    """Each title carries its law, its longest terms and whether it needs a registered accommodatie (wzd.md section 5)."""
    titel = URIRef(f"{CL}juridische-status/{code}")
    assert str(geladen.value(titel, wzd.wet)) == wet
    verwacht = tuple(Literal(t, datatype=XSD.duration) if t else None for t in termijnen)
    assert (geladen.value(titel, wzd.eersteTermijn), geladen.value(titel, wzd.maxTermijn)) == verwacht
    assert geladen.value(titel, wzd.eistAccommodatie) == (None if accommodatie is None else Literal(accommodatie))


@pytest.mark.parametrize(("stap", "termijn"), [("1", None), ("2", "P3M"), ("3", "P3M"), ("4", "P6M"), ("5", "P6M")])
def test_termijnen_van_stappen(geladen: Graph, stap: str, termijn: str | None) -> None:
    """Each step of the step plan carries its longest term (art. 9 to 11 Wzd)."""
    assert geladen.value(URIRef(f"{CL}stap/{stap}"), wzd.maxTermijn) == (Literal(termijn, datatype=XSD.duration) if termijn else None)


@pytest.mark.parametrize(
    ("code", "nl", "en"),
    [
        ("123891000146106", "Mechanische fixatie met polsband", "Placing restraint using ankle restraint"),  # snomed
        ("124031000146100", "Mechanische fixatie met enkelband", "Placing restraint using wrist restraint"),  # snomed
    ],
)
def test_bekende_bronfouten_staan_er_met_een_noot(geladen: Graph, code: str, nl: str, en: str) -> None:
    """A contradiction in the publication stands as published, with an editorial note, and is not repaired."""
    concept = URIRef(f"{CL}soort-interventie/{code}")
    assert {str(n) for n in geladen.objects(concept, SKOS.prefLabel)} == {nl, en}
    assert "bewust niet hersteld" in str(geladen.value(concept, SKOS.editorialNote))
