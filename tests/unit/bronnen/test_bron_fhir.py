"""FHIR: paths over resources mean the same in JSON and XML, alone, in bundles and in NDJSON."""

import json

import pytest

from datastation.bronnen import open_bron
from datastation.bronnen.fhirpad import splits, verwijzing
from datastation.fouten import BronFout, MappingFout
from datastation.instellingen import Bron

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "http://x/a", "value": "1"}, {"system": "http://x/b", "value": "2"}],
    "active": True,
    "name": [
        {"use": "nickname", "family": "Roep"},
        {
            "use": "official",
            "family": "van Dam",
            "_family": {"extension": [{"url": "http://x/own", "valueString": "Dam"}]},
            "given": [None, "Jan"],
            "_given": [{"extension": [{"url": "http://x/q", "valueCode": "IN"}]}, None],
        },
    ],
    "_birthDate": {"extension": [{"url": "http://x/absent", "valueCode": "unknown"}]},
    "contained": [{"resourceType": "Organization", "id": "o", "name": "Huis"}],
    "generalPractitioner": [{"reference": "http://x/fhir/Practitioner/9/_history/2"}],
    "multipleBirthInteger": 2,
}
PATIENT_XML = """<Patient xmlns="http://hl7.org/fhir"><id value="p1"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">Jan<b>x</b></div></text>
<contained><Organization><id value="o"/><name value="Huis"/></Organization></contained>
<identifier><system value="http://x/a"/><value value="1"/></identifier><identifier><system value="http://x/b"/><value value="2"/></identifier>
<active value="true"/><!-- niets -->
<name><use value="nickname"/><family value="Roep"/></name>
<name><use value="official"/><family value="van Dam"><extension url="http://x/own"><valueString value="Dam"/></extension></family>
<given><extension url="http://x/q"><valueCode value="IN"/></extension></given><given value="Jan"/></name>
<birthDate><extension url="http://x/absent"><valueCode value="unknown"/></extension></birthDate>
<generalPractitioner><reference value="http://x/fhir/Practitioner/9/_history/2"/></generalPractitioner>
<multipleBirthInteger value="2"/></Patient>"""
PADEN = {
    "@id": "p1",
    "active": "true",
    "multipleBirthInteger": "2",
    "identifier.value": "1",
    "identifier[1].value": "2",
    "identifier[9].value": None,
    "identifier[system=http://x/b].value": "2",
    "identifier[system=http://x/c].value": None,
    "name.family": "Roep",
    "name[use=official].family": "van Dam",
    "name[use=official].given": "Jan",
    "name.family.extension[url=http://x/own].valueString": "Dam",
    "identifier.value#alle": "1 2",
    "name[use=official].given#alle": "Jan",
    "name[use=none].given#alle": None,
    "name.given[extension.valueCode=IN]": None,
    "name.given.extension[url=http://x/q].valueCode": "IN",
    "name[family.extension.valueString=Dam].use": "official",
    "birthDate": None,
    "birthDate.extension[url=http://x/absent].valueCode": "unknown",
    "contained.name": "Huis",
    "generalPractitioner.reference#id": "9",
    "generalPractitioner.reference#soort": "Practitioner",
    "deceasedDateTime": None,
    "text.div": None,
}


def rijen(map, pad, tabel, kolommen):
    """Rows of one table as (row number, values in the order of ``kolommen``)."""
    bron = Bron(naam="x", soort="fhir", pad=pad, mapping="m")
    blokken = open_bron(bron, map, {tabel: frozenset(kolommen)})[tabel].lees()
    return [(b.eerste_rij + i, *(b.rijen.column(k)[i].as_py() for k in kolommen)) for b in blokken for i in range(b.rijen.num_rows)]


@pytest.mark.parametrize("vorm", ["json", "xml", "ndjson", "bundel.json", "bundel.xml"])
def test_paden_in_elke_vorm(tmp_path, vorm):
    """Every path of the little language gives the same in each form of the same resource."""
    bundel = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": PATIENT}],
        "link": [{"relation": "next", "url": "http://x/2"}],
    }
    bundel_xml = f'<Bundle xmlns="http://hl7.org/fhir"><entry><resource>{PATIENT_XML}</resource></entry></Bundle>'
    inhoud = {
        "json": json.dumps(PATIENT, indent=1),
        "xml": PATIENT_XML,
        "ndjson": json.dumps(PATIENT) + "\n",
        "bundel.json": json.dumps(bundel),
        "bundel.xml": bundel_xml,
    }
    (tmp_path / f"x.{vorm}").write_text(inhoud[vorm])
    assert rijen(tmp_path, f"x.{vorm}", "Patient", list(PADEN)) == [(1, *PADEN.values())]


def test_tabel_van_elementen(tmp_path):
    """A table below a resource has a row per element; ``^`` goes up; the id of the resource is always at hand."""
    (tmp_path / "x.xml").write_text(PATIENT_XML)
    assert rijen(tmp_path, "x.xml", "Patient/identifier", ["value", "@index", "@id", "^name.family", "^active"]) == [
        (1, "1", "0", "p1", "Roep", "true"),
        (2, "2", "1", "p1", "Roep", "true"),
    ]
    assert rijen(tmp_path, "x.xml", "Patient/name[use=official]/given", ["@waarde", "^use", "^^active"]) == [
        (1, None, "official", "true"),
        (2, "Jan", "official", "true"),
    ]
    assert rijen(tmp_path, "x.xml", "Patient/identifier[system=http://x/b]", ["value"]) == [(1, "2")]


def test_bundels_in_bladzijden(tmp_path):
    """Several pages of a search are read one after another; what is no Patient is passed over; rows are numbered per file."""
    for nummer in (1, 2):
        stukken = [{"resource": {"resourceType": s, "id": f"{s}{nummer}"}} for s in ("Patient", "Location", "Patient", "OperationOutcome")]
        (tmp_path / f"bladzijde-{nummer}.json").write_text(json.dumps({"resourceType": "Bundle", "entry": stukken}))
    assert rijen(tmp_path, ".", "Patient", ["@id", "@bestand"]) == [
        (1, "Patient1", "bladzijde-1.json"),
        (2, "Patient1", "bladzijde-1.json"),
        (1, "Patient2", "bladzijde-2.json"),
        (2, "Patient2", "bladzijde-2.json"),
    ]


def test_verwijzing_naar_fullurl(tmp_path):
    """In a bundle a reference to the fullUrl of an entry gives the id of that entry, whatever the url is."""
    stukken = [
        {"fullUrl": "urn:uuid:0001", "resource": {"resourceType": "Patient", "id": "p"}},
        {"fullUrl": "urn:uuid:0002", "resource": {"resourceType": "Patient"}},
        {"resource": {"resourceType": "Procedure", "id": "a", "subject": {"reference": "urn:uuid:0001"}}},
        {"resource": {"resourceType": "Procedure", "id": "b", "subject": {"reference": "urn:uuid:0002"}}},
        {"resource": {"resourceType": "Procedure", "id": "c", "subject": {"reference": "urn:uuid:0003"}}},
    ]
    (tmp_path / "x.json").write_text(json.dumps({"resourceType": "Bundle", "entry": stukken}))
    assert rijen(tmp_path, "x.json", "Patient", ["@id"]) == [(1, "p"), (2, "0002")]
    assert rijen(tmp_path, "x.json", "Procedure", ["@id", "subject.reference#id", "subject.reference#soort"]) == [
        (1, "a", "p", "Patient"),
        (2, "b", "0002", "Patient"),
        (3, "c", "0003", None),
    ]


@pytest.mark.parametrize(
    ("tekst", "uit"),
    [
        ("Patient/1", ("Patient", "1")),
        ("http://x/fhir/Patient/1", ("Patient", "1")),
        ("Patient/1/_history/3", ("Patient", "1")),
        ("urn:uuid:ab-c", (None, "ab-c")),
        ("#p", (None, None)),
        ("Patient?identifier=1", (None, None)),
    ],
)
def test_verwijzingen(tekst, uit):
    """The id of each form of reference; one that names no other resource has none."""
    assert verwijzing(tekst, {}) == uit


def test_splits_let_op_haken():
    """Dots and slashes of a URL in a filter do not split a path."""
    assert splits("a[url=http://x.nl/a#b].c", ".") == ["a[url=http://x.nl/a#b]", "c"]


@pytest.mark.parametrize("kolom", ["", ".", "a.", "a[", "a]", "a[x]", "a[=1]", "a b", "a#x", "a#id#id", "a[1].", "where(a=1)"])
def test_geen_pad(tmp_path, kolom):
    """What is not in the language is refused by name, before any file is read."""
    (tmp_path / "x.json").write_text(json.dumps(PATIENT))
    with pytest.raises(MappingFout):
        rijen(tmp_path, "x.json", "Patient", [kolom])


def test_soort_die_er_niet_is_geeft_lege_tabel(tmp_path):
    """A type without resources is an empty table: FHIR has no place where an empty list would stand; an empty source is refused."""
    (tmp_path / "x.json").write_text(json.dumps(PATIENT))
    bron = Bron(naam="x", soort="fhir", pad="x.json", mapping="m")
    tabellen = open_bron(bron, tmp_path, {"Patient": frozenset(["@id"]), "Location": frozenset(["@id"])})
    assert list(tabellen["Location"].lees()) == []
    with pytest.raises(BronFout, match="leeg"):
        open_bron(bron, tmp_path, {"Location": frozenset(["@id"])})
