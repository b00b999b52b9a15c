"""The command line as a user has it: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hulp.opdracht import draai, hier
from lxml import etree

from datastation import aflevering

XSD = Path(aflevering.__file__).parent / "xsd"


def test_demo(tmp_path: Path) -> None:
    """The demo leaves deliveries that are valid, a summary that speaks of people and places, and can be run again over itself."""
    eerste = draai("demo", "demo-station", map=tmp_path)
    assert (eerste.code, "Traceback" in eerste.fout) == (0, False), eerste.fout
    for woord in ("cliënten", "Hele organisatie", "Gelezen uit 3 bronsystemen", "verzonnen"):
        assert woord in eerste.uit
    antwoorden = tmp_path / "demo-station" / "antwoorden"
    assert {p.suffix for p in antwoorden.iterdir()} >= {".xml", ".csv", ".html", ".json"}
    for naam in ("registraties", "aantallen"):
        schema = etree.XMLSchema(etree.parse(XSD / f"wzd-{naam}-1.0.0.xsd"))
        schema.assertValid(etree.parse(antwoorden / f"igj-wzd-{naam}_2026-H1.xml"))
    assert draai("demo", "demo-station", map=tmp_path).code == 0


@pytest.mark.skipif(shutil.which("xmllint") is None and not os.environ.get("DATASTATION_CI"), reason="xmllint is not installed")
def test_xmllint_vindt_het_ook_geldig(station: Path) -> None:
    """A second validator, by hand for a user, agrees with our XSD."""
    import subprocess

    draai("beantwoord", "igj-wzd-registraties", "--param", "periode=2026-H1", "--station", str(station))
    xml = station / "antwoorden" / "igj-wzd-registraties_2026-H1.xml"
    subprocess.run(["xmllint", "--nonet", "--noout", "--schema", XSD / "wzd-registraties-1.0.0.xsd", xml], check=True, capture_output=True)


def test_demo_laat_een_andere_map_met_rust(tmp_path: Path) -> None:
    """A folder with something else in it is refused and kept."""
    (tmp_path / "foto.txt").write_text("x")
    antwoord = draai("demo", str(tmp_path))
    assert antwoord.code == 2
    assert "geen demostation" in antwoord.fout
    assert (tmp_path / "foto.txt").exists()


def test_nieuw_station(tmp_path: Path) -> None:
    """A new station has settings, a key for its owner only, and tells what to do next; a second one there is refused."""
    antwoord = hier("nieuw", "s", map=tmp_path)
    assert antwoord.code == 0
    assert "station.toml" in antwoord.uit
    assert (tmp_path / "s" / "sleutels" / "pseudoniem").stat().st_mode & 0o077 == 0
    assert hier("nieuw", "s", map=tmp_path).code == 2


@pytest.mark.parametrize("formaat", ["xml", "csv", "json", "xlsx", "html"])
@pytest.mark.parametrize("profiel", ["igj-wzd-aantallen", "igj-wzd-registraties"])
def test_leveren_en_narekenen(station: Path, profiel: str, formaat: str) -> None:
    """Each form of each half-year profile is written with its sidecar and gives the same bytes when it is computed again."""
    geleverd = hier("beantwoord", profiel, "--param", "periode=2026-H1", "--formaat", formaat, "--station", str(station), "--json")
    assert geleverd.code == 0, geleverd.fout
    bestanden = json.loads(geleverd.uit)["bestanden"]
    assert any(b.endswith(f".{formaat}") for b in bestanden)
    uitslag = json.loads(hier("verifieer", bestanden[-1], "--station", str(station), "--json").uit)
    assert uitslag["goed"]
    assert set(uitslag["nagerekend"]) == {Path(b).name for b in bestanden if not b.endswith(".herkomst.json")}


@pytest.mark.parametrize("formaat", ["csv", "json", "xlsx", "html"])
def test_analyse(station: Path, formaat: str) -> None:
    """The yearly figures come in every form that the profile offers."""
    antwoord = hier("beantwoord", "igj-wzd-analyse@1.0.0", "--param", "jaar=2025", "--formaat", formaat, "--station", str(station))
    assert antwoord.code == 0, antwoord.fout


def test_veranderd_bestand_valt_op(station: Path) -> None:
    """Edit one byte of a delivery: verifieer says which file, and ends with 1; without the station it says the same from the hashes."""
    hier("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--station", str(station))
    xml = station / "antwoorden" / "igj-wzd-aantallen_2026-H1.xml"
    xml.write_bytes(xml.read_bytes().replace(b"2026", b"2025", 1))
    assert hier("verifieer", str(xml), "--station", str(station)).code == 1
    assert hier("verifieer", str(xml), "--station", str(station.parent)).code == 1


def test_controleer(station: Path) -> None:
    """Findings come grouped with repair and source row, as text, JSON and a CSV fix list; exit code 1 where something blocks."""
    tekst = hier("controleer", "--station", str(station), "--csv", str(station / "herstel.csv"))
    assert tekst.code == 1
    for woord in ("Herstel:", "Grond:", "rij ", "blokkeert"):
        assert woord in tekst.uit
    data = json.loads(hier("controleer", "--station", str(station), "--json").uit)
    assert sum(r["aantal"] for r in data["regels"]) == len(data["bevindingen"])
    assert len((station / "herstel.csv").read_text("utf-8-sig").splitlines()) == len(data["bevindingen"]) + 1


def test_momentopname_terug(station: Path) -> None:
    """After a second refresh the first snapshot can serve again."""
    eerste = json.loads(hier("momentopnamen", "--station", str(station), "--json").uit)[0]["id"]
    with (station / "export" / "evaluaties.csv").open("a") as uit:
        uit.write("E999999;P00001;01-06-2026\n")
    assert hier("ververs", "--station", str(station)).code == 0
    opnamen = json.loads(hier("momentopnamen", "--station", str(station), "--json").uit)
    assert [o["dient"] for o in opnamen] == [False, True]
    assert hier("momentopnamen", "terug", eerste, "--station", str(station)).code == 0
    opnamen = json.loads(hier("momentopnamen", "--station", str(station), "--json").uit)
    assert [o["dient"] for o in opnamen] == [True, False]


@pytest.mark.parametrize("formaat", ["table", "json", "xml", "csv", "tsv"])
def test_sparql(station: Path, formaat: str) -> None:
    """An own question from standard input, prefixes known, in every result format."""
    vraag = "SELECT (COUNT(?m) AS ?n) WHERE { ?m a wzd:Moment }"
    antwoord = draai("sparql", "-", "--formaat", formaat, "--station", str(station), invoer=vraag)
    assert antwoord.code == 0, antwoord.fout
    assert "n" in antwoord.uit


def test_sparql_ziet_geen_identiteit(station: Path) -> None:
    """The identifying graph shows only when asked for, and that look is written down without the question's text."""
    vraag = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <urn:datastation:graaf:identificatie> { ?s ?p ?o } }"
    zonder = draai("sparql", "-", "--formaat", "csv", "--station", str(station), invoer=vraag)
    assert zonder.uit.split() == ["n", "0"]
    assert not (station / "logboek").exists()
    met = draai("sparql", "-", "--formaat", "csv", "--station", str(station), "--met-identiteit", invoer=vraag)
    assert int(met.uit.split()[1]) > 100
    regel = json.loads((station / "logboek" / "inzage.ndjson").read_text())
    assert regel["handeling"] == "sparql-met-identiteit"
    assert "GRAPH" not in json.dumps(regel)


def test_mapping_als_rml_en_op_proef(station: Path) -> None:
    """A mapping prints as RML that rdflib can read; a trial shows triples of the first rows."""
    import rdflib

    rml = hier("mapping", "rml", "--station", str(station))
    assert rml.code == 0, rml.fout
    assert len(rdflib.Graph().parse(data=rml.uit, format="turtle")) > 100
    proef = hier("mapping", "proef", "--rijen", "1", "--station", str(station))
    assert proef.code == 0, proef.fout
    assert "VrijheidsbeperkendeInterventie" in proef.uit


def test_dokter(station: Path) -> None:
    """The doctor finds a healthy station healthy, and says what a lost key means."""
    gezond = draai("dokter", "--station", str(station))
    assert gezond.code == 0, gezond.uit
    (station / "sleutels" / "pseudoniem").unlink()
    ziek = draai("dokter", "--station", str(station))
    assert ziek.code == 6
    assert "reservekopie" in ziek.uit


def test_vragen() -> None:
    """The list of questions says who asks and on which ground."""
    antwoord = hier("vragen")
    assert antwoord.code == 0
    assert antwoord.uit.count("Grond:") == 3


FOUTEN = [
    (("ververs", "--station", "nergens"), 2, "station.toml ontbreekt"),
    (("beantwoord", "igj-wzd-niks", "--param", "periode=2026-H1"), 2, "Er is geen uitwisselprofiel"),
    (("beantwoord", "igj-wzd-aantallen@9.9.9", "--param", "periode=2026-H1"), 2, "heeft geen versie"),
    (("beantwoord", "igj-wzd-aantallen"), 2, "periode ontbreekt"),
    (("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026"), 2, "geen halfjaar"),
    (("beantwoord", "igj-wzd-aantallen", "--param", "periode"), 2, "NAAM=WAARDE"),
    (("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--param", "kleur=rood"), 2, "kent geen parameter"),
    (("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--param", "vestiging=123"), 2, "geen vestigingsnummer"),
    (
        ("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--param", "vestiging=000000000000"),
        2,
        "staat niet in de gegevens",
    ),
    (("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H2"), 2, "lopen tot en met"),
    (("beantwoord", "igj-wzd-aantallen", "--param", "periode=2027-H1", "--onvolledig"), 2, "lopen tot en met"),
    (("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--vraag", "9"), 2, "geen vraag 9"),
    (("beantwoord", "igj-wzd-analyse", "--param", "jaar=2025", "--formaat", "xml"), 2, "niet geleverd als xml"),
    (("momentopnamen", "terug", "zomaar"), 2, "Geen momentopname"),
    (("verifieer", "nergens.xml"), 2, ""),
    (("sparql", "bestaat-niet.rq"), 2, "niet te lezen"),
]


@pytest.mark.parametrize(("woorden", "code", "zin"), FOUTEN, ids=[" ".join(w) for w, _, _ in FOUTEN])
def test_fouten_zijn_voor_mensen(station: Path, woorden: tuple[str, ...], code: int, zin: str) -> None:
    """A wrong request says in Dutch what is wrong and ends with the code of its class; never a traceback."""
    antwoord = hier(*woorden, **({} if "--station" in woorden else {"DATASTATION_STATION": str(station)}), map=station)
    assert antwoord.code == code, antwoord.fout
    assert zin in antwoord.fout
    assert "Traceback" not in antwoord.fout
    assert not (station / "antwoorden").exists()


def test_geweigerde_vraag(station: Path) -> None:
    """An update is refused with code 4."""
    antwoord = draai("sparql", "-", "--station", str(station), invoer="DELETE WHERE { ?s ?p ?o }")
    assert antwoord.code == 4
    assert "Fout:" in antwoord.fout


def test_grens_van_de_werker(station: Path) -> None:
    """A question that passes its limit ends with code 5 within a second after it, and the next one is answered."""
    import time

    toml = (station / "station.toml").read_text()
    (station / "station.toml").write_text(toml + "\n[werker]\nwandtijd = 1.0\n")
    begin = time.monotonic()
    vraag = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    antwoord = draai("sparql", "-", "--station", str(station), invoer=vraag)
    assert (antwoord.code, "langer dan 1 seconden" in antwoord.fout) == (5, True), antwoord.fout
    assert (
        time.monotonic() - begin < 20
    )  # the limit, a second, and starting Python on a busy machine; tests/functional/werker measures exactly
    assert draai("sparql", "-", "--station", str(station), invoer="ASK { ?s ?p ?o }").code == 0


def test_onvolledige_periode(station: Path) -> None:
    """A period that still runs is answered on request only, and the sidecar says so."""
    antwoord = hier("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H2", "--onvolledig", "--station", str(station), "--json")
    assert antwoord.code == 0, antwoord.fout
    assert json.loads(antwoord.uit)["onvolledig"] is True


def test_tweede_levering(station: Path) -> None:
    """After a repair in the source a new delivery names the old one, stands beside it and lists the differences."""
    opdracht = ("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--station", str(station), "--json")
    eerste = json.loads(hier(*opdracht).uit)["bestanden"]
    locaties = station / "export" / "maatregelen.csv"
    regels = locaties.read_text(encoding="utf-8").splitlines()
    locaties.write_text("\n".join(regels[:1] + regels[6:]) + "\n", encoding="utf-8")
    assert hier("ververs", "--station", str(station)).code == 0
    tweede = json.loads(hier(*opdracht, "--vervangt", eerste[0]).uit)
    assert not set(tweede["bestanden"]) & set(eerste)
    assert any(b.endswith(".verschil.json") for b in tweede["bestanden"])
    assert tweede["verschil"]
    zijspoor = json.loads(Path(tweede["bestanden"][-1]).read_text())
    assert zijspoor["herkomst"]["vervangt"] == Path(eerste[-1]).name
    assert hier("verifieer", eerste[0], "--station", str(station)).code == 0


def test_help_is_nederlands() -> None:
    """Each command explains itself in Dutch."""
    hulp = hier("--help")
    assert hulp.code == 0
    for opdracht in (
        "demo",
        "nieuw",
        "voorbeeld",
        "ververs",
        "controleer",
        "momentopnamen",
        "vragen",
        "beantwoord",
        "sparql",
        "verifieer",
        "mapping",
        "dokter",
    ):
        assert opdracht in hulp.uit
        assert hier(opdracht, "--help").code == 0
