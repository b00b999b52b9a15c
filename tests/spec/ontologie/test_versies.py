"""The version maps are total: every code has a target or a named loss."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS

from datastation.vocabulaire import CL, WZD, ZIB

WORTEL = Path(__file__).resolve().parents[3]
STU3 = WORTEL.parent / "shared" / "zib" / "zib2017-stu3"
LIJST = "https://w3id.org/datastation/def/lijst/"
wzd = Namespace(WZD)
zib = Namespace(ZIB)

# Each 2017 code with what becomes of it: target ("-" = none) and named loss ("-" = none).
VAN_2017 = """
soort-interventie-2017   90278001         soort-interventie/90278001          plaats-onbekend                  # snomed
soort-interventie-2017   29251000146109   soort-interventie/124071000146103   begrip-verschoven                # snomed
soort-interventie-2017   386423001        soort-interventie/68894007          vorm-onbekend                    # snomed
soort-interventie-2017   29211000146105   soort-interventie/29211000146105    -                                # snomed
soort-interventie-2017   37041007         soort-interventie/37041007          -                                # snomed
soort-interventie-2017   OTH              -                                   geen-restcode
argus-interventie-2017   A1               soort-interventie/90278001          plaats-onbekend                  # snomed
argus-interventie-2017   A2               soort-interventie/124071000146103   begrip-verschoven                # snomed
argus-interventie-2017   A3               soort-interventie/68894007          vorm-onbekend                    # snomed
argus-interventie-2017   A4               soort-interventie/29211000146105    -                                # snomed
argus-interventie-2017   A5               soort-interventie/37041007          -                                # snomed
argus-interventie-2017   A6               -                                   geen-restcode
argus-instemming-2017    E1               instemming/2                        fijner-onderscheid
argus-instemming-2017    E2               -                                   geen-verzet-is-geen-instemming
argus-instemming-2017    E3               instemming/1                        begrip-verschoven
toestemming-2017         1                instemming/1                        -
toestemming-2017         2                instemming/2                        -
toestemming-2017         3                instemming/3                        -
toestemming-2017         4                instemming/4                        -
juridische-status-2017   1                juridische-status/RM                titel-samengevoegd
juridische-status-2017   2                -                                   bopz-titel-vervallen
juridische-status-2017   3                -                                   bopz-titel-vervallen
juridische-status-2017   4                juridische-status/OTS               -
juridische-status-2017   5                juridische-status/IBS               begrip-verschoven
juridische-status-2017   6                vertegenwoordiging/6                -
juridische-status-2017   7                vertegenwoordiging/7                -
juridische-status-2017   8                vertegenwoordiging/8                -
juridische-status-2017   9                vertegenwoordiging/9                -
juridische-status-2017   10               vertegenwoordiging/10               -
juridische-status-2017   11               juridische-status/TBS               begrip-verschoven
juridische-status-2017   12               -                                   niet-nader-bepaald
"""
RIJEN = [tuple(regel.split("#")[0].split()) for regel in VAN_2017.strip().splitlines()]


def overgangen(graaf: Graph, van: str, naar: str) -> dict[tuple[str, str], URIRef]:
    """(published list, code) → transition, for one step between publications."""
    stap = [
        o
        for o in graaf.subjects(RDF.type, wzd.Overgang)
        if (o, wzd.vanPublicatie, Literal(van)) in graaf and (o, wzd.naarPublicatie, Literal(naar)) in graaf
    ]
    paren = [
        ((str(lijst).removeprefix(LIJST), str(graaf.value(o, wzd.vanCode))), o) for o in stap for lijst in graaf.objects(o, wzd.vanLijst)
    ]
    assert len(dict(paren)) == len(paren), "een code heeft twee overgangen"
    return dict(paren)


def in_lijst(graaf: Graph, jaar: str) -> set[tuple[str, str]]:
    """(published list, code) of all concepts that stand in a list of that year."""
    return {
        (str(lijst).removeprefix(LIJST), str(graaf.value(c, SKOS.notation)))
        for c, lijst in graaf.subject_objects(wzd.inLijst)
        if str(lijst).endswith(jaar)
    }


@pytest.mark.parametrize(("lijst", "code", "doel", "verlies"), RIJEN, ids=[f"{r[0]}-{r[1]}" for r in RIJEN])
def test_van_2017_naar_2020(versies: Graph, lijst: str, code: str, doel: str, verlies: str) -> None:
    """A 2017 code goes to its 2020 target, or to a named loss, or to both."""
    overgang = overgangen(versies, "2017", "2020")[lijst, code]
    assert [str(d).removeprefix(CL) for d in versies.objects(overgang, wzd.naar)] == ([] if doel == "-" else [doel])
    gevonden = [str(v).split("#")[1] for v in versies.objects(overgang, wzd.verlies)]
    assert gevonden == ([] if verlies == "-" else [verlies])


def test_de_kaart_van_2017_is_totaal(versies: Graph) -> None:
    """The map of 2017 holds exactly the codes of the table above."""
    assert set(overgangen(versies, "2017", "2020")) == {(r[0], r[1]) for r in RIJEN}


@pytest.mark.gedeeld
@pytest.mark.parametrize(
    ("bestand", "lijst"),
    [
        ("SoortInterventieCodelijst", "soort-interventie-2017"),
        ("ArgusInterventieCodelijst", "argus-interventie-2017"),
        ("ArgusInstemmingCodelijst", "argus-instemming-2017"),
        ("ToestemmingCodelijst", "toestemming-2017"),
        ("JuridischeStatusCodelijst", "juridische-status-2017"),
    ],
)
def test_elke_gepubliceerde_code_van_2017_heeft_een_overgang(versies: Graph, bestand: str, lijst: str) -> None:
    """Each code of the published 2017 value set, with its own code system, has a transition (acceptance 8)."""
    if not STU3.is_dir():
        pytest.skip(f"de gedeelde zibbestanden staan niet in {STU3}")
    (pad,) = STU3.glob(f"{bestand}-*.xml")
    gepubliceerd = set()
    for deel in re.findall(r"<include>.*?</include>", pad.read_text(encoding="utf-8"), re.DOTALL):
        systeem = re.search(r'<system value="([^"]+)"', deel)
        assert systeem
        gepubliceerd |= {(code, systeem[1]) for code in re.findall(r'<concept>\s*<code value="([^"]+)"', deel)}
    kaart = {
        (code, str(versies.value(o, wzd.codesysteem))) for (naam, code), o in overgangen(versies, "2017", "2020").items() if naam == lijst
    }
    assert kaart == gepubliceerd


def test_van_2020_naar_2024_is_totaal(geladen: Graph, versies: Graph) -> None:
    """Each code of each 2020 list goes to a code of the same list of 2024, or to a named loss."""
    kaart = overgangen(versies, "2020", "2024")
    assert set(kaart) == in_lijst(geladen, "2020")
    lijsten_2024 = in_lijst(geladen, "2024")
    for (lijst, _), overgang in kaart.items():
        doelen = list(versies.objects(overgang, wzd.naar))
        assert doelen or versies.value(overgang, wzd.verlies)
        for doel in doelen:
            assert (lijst.replace("2020", "2024"), str(geladen.value(doel, SKOS.notation))) in lijsten_2024


def test_wat_alleen_2024_heeft_gaat_terug_naar_2020(geladen: Graph, versies: Graph) -> None:
    """Each code that only a 2024 list has goes back to a 2020 code, or to a named loss."""
    terug = overgangen(versies, "2024", "2020")
    nieuw = {
        (lijst, code) for lijst, code in in_lijst(geladen, "2024") if (lijst.replace("2024", "2020"), code) not in in_lijst(geladen, "2020")
    }
    assert set(terug) == nieuw
    assert len(nieuw) == 17
    for overgang in terug.values():
        assert versies.value(overgang, wzd.naar) or versies.value(overgang, wzd.verlies)


def test_doelen_bestaan_en_onvolledige_overgangen_noemen_hun_verlies(geladen: Graph, versies: Graph) -> None:
    """Every target is a concept; a target that is not the same says how near it is and what is lost; no loss means a target."""
    concepten = set(geladen.subjects(RDF.type, SKOS.Concept))
    for overgang in versies.subjects(RDF.type, wzd.Overgang):
        doelen = set(versies.objects(overgang, wzd.naar)) | set(versies.objects(overgang, wzd.naarMogelijk))
        assert doelen <= concepten, overgang
        verwant = versies.value(overgang, wzd.verwantschap)
        if versies.value(overgang, wzd.naar) is None:
            assert verwant is None
            assert versies.value(overgang, wzd.verlies), overgang
        else:
            assert verwant in {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch}
        if verwant == SKOS.broadMatch:
            assert versies.value(overgang, wzd.verlies), overgang


def test_elk_verlies_is_uitgelegd_en_gebruikt(versies: Graph) -> None:
    """Every named loss is used, and explained in Dutch and English."""
    benoemd = set(versies.subjects(RDF.type, wzd.Verlies))
    assert set(versies.objects(None, wzd.verlies)) == benoemd
    for verlies in benoemd:
        for eigenschap in (RDFS.label, SKOS.definition):
            assert sorted(str(w.language) for w in versies.objects(verlies, eigenschap) if isinstance(w, Literal)) == ["en", "nl"]


@pytest.mark.gedeeld
@pytest.mark.parametrize(("van", "naar"), [("2017", "2020"), ("2020", "2024")])
def test_elk_begrip_heeft_een_vervolg_of_een_verlies(geladen: Graph, versies: Graph, tabel, van: str, naar: str) -> None:
    """Each concept of a publication goes to a concept of the next one, or to a named loss."""
    rijen = {r["concept_id"] for r in tabel("zib_concepts") if r["publication"] == van}
    stap = [o for o in versies.subjects(RDF.type, wzd.Begripsovergang) if (o, wzd.vanPublicatie, Literal(van)) in versies]
    assert {str(versies.value(o, wzd.vanConcept)) for o in stap} == rijen
    bekend = {str(i) for i in geladen.objects(None, zib.conceptId)}
    for overgang in stap:
        doel = versies.value(overgang, wzd.naarConcept)
        assert (doel is None) is (versies.value(overgang, wzd.verlies) is not None)
        assert doel is None or str(doel) in bekend
        assert str(versies.value(overgang, wzd.naarPublicatie)) == naar


@pytest.mark.parametrize(("code", "verzet"), [("E1", False), ("E2", False), ("E3", True)])
def test_argus_zegt_iets_over_verzet(versies: Graph, code: str, verzet: bool) -> None:
    """The Argus codes on assent state resistance of the client, which the graph can hold."""
    overgang = overgangen(versies, "2017", "2020")["argus-instemming-2017", code]
    assert versies.value(overgang, wzd.betekentVerzetClient) == Literal(verzet)
