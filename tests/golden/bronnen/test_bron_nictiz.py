"""Nictiz's published examples of zib 2020 (R4) and zib 2017 (STU3): values read by eye from the XML, found by path."""

from pathlib import Path

import pytest

from datastation.bronnen import open_bron
from datastation.instellingen import Bron

ZIB = Path(__file__).resolve().parents[3] / "../shared/zib"
pytestmark = [pytest.mark.gedeeld, pytest.mark.skipif(not ZIB.is_dir(), reason="../shared/zib is not there")]
EXT = "http://nictiz.nl/fhir/StructureDefinition/"
CORE = "http://hl7.org/fhir/StructureDefinition/"

VERWACHT_R4 = {
    "Procedure": {
        "nl-core-FreedomRestrictingIntervention-01": {
            "status": "completed",
            "category.coding.code": "225317005",
            "code.coding[system=http://snomed.info/sct].code": "123941000146105",
            "subject.reference#id": "nl-core-Patient-01",
            "subject.reference#soort": "Patient",
            "performedPeriod.start": "2019-05-01",
            "performedPeriod.end": "2019-05-05",
            "reasonCode.coding.code": "121491000146107",
            "reasonReference.reference#id": "nl-core-FreedomRestrictingIntervention-01-Condition-01",
            f"extension[url={EXT}ext-FreedomRestrictingIntervention.LegallyCapable].extension[url=legallyCapable].valueBoolean": "false",
            f"extension[url={EXT}ext-FreedomRestrictingIntervention.Assent].valueCodeableConcept.coding.code": "2",
            "location.reference#id": None,
        }
    },
    "Condition": {
        "nl-core-LegalSituation-LegalStatus-01": {
            "category.coding[system=http://snomed.info/sct].code": "303186005",
            "code.coding[system=urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2].code": "OTS",
            "onsetDateTime": "2018-01-01",
            "abatementDateTime": "2020-01-01",
            "subject.reference#id": "nl-core-Patient-01",
        }
    },
    "Patient": {
        "nl-core-Patient-01": {
            "identifier.system": "http://fhir.nl/fhir/NamingSystem/bsn",
            "name[use=official].family": "van Putten-van der Giessen",
            f"name[use=official].family.extension[url={CORE}humanname-own-prefix].valueString": "van",
            f"name[use=official].family.extension[url={CORE}humanname-own-name].valueString": "Putten",
            f"name[use=official].family.extension[url={CORE}humanname-partner-prefix].valueString": "van der",
            "name[use=official].given#alle": "Johanna Petronella Maria",
            "name.given[extension.valueCode=BR]#alle": "Johanna Petronella Maria",
            "name[use=usual].given": "Jo",
            "gender": "female",
            f"gender.extension[url={EXT}ext-CodeSpecification].valueCodeableConcept.coding.code": "F",
            "birthDate": "1934-04-28",
            "deceasedBoolean": "false",
            "address.city": "Hoogmade",
            f"address.line.extension[url={CORE}iso21090-ADXP-houseNumber].valueString": "15",
            f"address.country.extension[url={EXT}ext-CodeSpecification].valueCodeableConcept.coding.code": "NL",
        }
    },
}
VERWACHT_STU3 = {
    "Procedure": {
        "zib-freedomrestrictingmeasures-01": {
            "code.coding.code": "225317005",
            "performedPeriod.start": "2014-05-01",
            "performedPeriod.end": "2014-05-05",
            "subject.reference#id": "nl-core-patient-03",  # dangling: that patient is not among the examples
            f"extension[url={EXT}zib-FreedomRestrictingMeasures-LegallyCapable].extension[url=LegallyCapableIndicator].valueBoolean": "false",
            f"extension[url={EXT}zib-FreedomRestrictingMeasures-Permission].valueCodeableConcept.coding.code": "4",
        }
    },
    "Patient": {
        "zib-legalstatus-01": {
            f"extension[url={EXT}zib-patient-legalstatus].valueCodeableConcept.coding.code": "4",
            "active": "true",
            "gender": "male",
            f"name.family.extension[url={CORE}humanname-own-name].valueString": "XXX_Verweij",
        }
    },
}


@pytest.mark.parametrize(("folder", "verwacht"), [("zib2020-r4/examples", VERWACHT_R4), ("zib2017-stu3", VERWACHT_STU3)])
def test_voorbeelden_van_nictiz(folder, verwacht):
    """Each path gives what stands in the XML; StructureDefinitions and ValueSets in the same folder are passed over."""
    gevraagd = {tabel: frozenset({"@id"} | {pad for rij in rijen.values() for pad in rij}) for tabel, rijen in verwacht.items()}
    tabellen = open_bron(Bron(naam="nictiz", soort="fhir", pad=folder, mapping="m"), ZIB, gevraagd)
    for tabel, rijen in verwacht.items():
        gelezen = {rij["@id"]: rij for blok in tabellen[tabel].lees() for rij in blok.rijen.to_pylist()}
        for sleutel, waarden in rijen.items():
            assert {pad: gelezen[sleutel][pad] for pad in waarden} == waarden


def test_lijst_van_redenen():
    """The list of reasons as a table of its own: one row per element, with the id of its Procedure."""
    gevraagd = {"Procedure/reasonCode": frozenset({"@id", "coding.code"}), "Procedure/extension": frozenset({"url", "@index"})}
    tabellen = open_bron(Bron(naam="nictiz", soort="fhir", pad="zib2020-r4/examples", mapping="m"), ZIB, gevraagd)
    (blok,) = tabellen["Procedure/reasonCode"].lees()
    assert blok.rijen.to_pylist() == [{"@id": "nl-core-FreedomRestrictingIntervention-01", "coding.code": "121491000146107"}]
    (blok,) = tabellen["Procedure/extension"].lees()
    assert blok.rijen.column("@index").to_pylist() == ["0", "1"]
