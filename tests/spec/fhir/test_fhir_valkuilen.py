"""What FHIR says differently from what one would think (reference/wzd.md 2), one by one: a few resources in, facts out."""

from __future__ import annotations

import pytest
from fhir_bron import aandoening, concept, eigen, verrichting

BEGIN = {"start": "2026-02-01"}


@pytest.mark.parametrize(
    ("velden", "einde"),
    [
        # Completed without an end is a point in time, not something that runs on.
        ({"status": "completed", "performedPeriod": BEGIN}, {"2026-02-01"}),
        ({"status": "completed", "performedDateTime": "2026-02-03"}, {"2026-02-03"}),
        ({"status": "in-progress", "performedPeriod": BEGIN}, set()),
        ({"status": "completed", "performedPeriod": BEGIN | {"end": "2026-02-09"}}, {"2026-02-09"}),
        # A source that fills in the kind of care means what it says: planned care without an end runs on.
        ({"status": "completed", "performedPeriod": BEGIN, "extension": [eigen("soortZorg", "Code", "1")]}, set()),
    ],
)
def test_lopend_of_een_tijdstip(fhir, velden, einde):
    """Only `in-progress`, or our own kind of care, means that a measure without an end still runs."""
    uit = fhir(verrichting(**velden))
    assert uit.waarden("interventie/ecd.M1", "onz-g:eindDatum") == einde


@pytest.mark.parametrize("jaar", ["fhir-zib2017", "fhir-zib2020"])
def test_een_tijdstip_ook_in_2017(fhir, jaar):
    """Both years: completed without an end is over."""
    uit = fhir(verrichting(category=concept("225214000"), performedPeriod=BEGIN), mapping=jaar)
    assert uit.waarden("interventie/ecd.M1", "onz-g:eindDatum") == {"2026-02-01"}


@pytest.mark.parametrize(
    ("mapping", "code", "doet_mee"),
    [
        ("fhir-zib2020", "225317005", True),
        ("fhir-zib2020", "225214000", True),  # 2024
        ("fhir-zib2020", "387713003", False),
        ("fhir-zib2017", "225214000", True),
        ("fhir-zib2017", "225317005", False),  # in 2017 that is a kind, not the category
    ],
)
def test_de_vaste_categorie_verschilt_per_jaar(fhir, mapping, code, doet_mee):
    """Any other Procedure is counted as out of scope, not refused."""
    uit = fhir(verrichting(category=concept(code), performedPeriod=BEGIN), mapping=mapping)
    assert uit.bestaat("interventie/ecd.M1") == doet_mee
    assert (("buiten_bereik", "andere_verrichting") in uit.lotgevallen("Procedure")) != doet_mee
    assert uit.balansen["Procedure"].klopt


def test_een_verrichting_zonder_categorie_is_buiten_bereik(fhir):
    """Nothing says that it is a measure."""
    hulpbron = verrichting()
    del hulpbron["category"]
    assert fhir(hulpbron).lotgevallen("Procedure") == {("buiten_bereik", "andere_verrichting")}


@pytest.mark.parametrize(
    ("categorie", "soort"),
    [("303186005", "titel"), ("8625004", "titel"), ("151701000146105", "vertegenwoordiging"), ("problem-list-item", None)],
)
def test_titel_of_vertegenwoordiging(fhir, categorie, soort):
    """Status and representation are both a Condition; the category tells them apart, in 2020 and in 2024."""
    uit = fhir(aandoening(categorie, "RM" if soort == "titel" else "8"))
    assert [uit.bestaat(f"{s}/ecd.T1") for s in ("titel", "vertegenwoordiging")] == [soort == "titel", soort == "vertegenwoordiging"]
    assert uit.balansen["Condition"].buiten_bereik == (0 if soort else 1)


@pytest.mark.parametrize(("code", "status"), [("RM", {"RM"}), ("IBS-PG", {"IBS"}), ("WFZ", {"WFZ"}), ("VOTS", set()), ("IETS", set())])
def test_codes_van_de_titel(fhir, code, status):
    """2020 codes as they are, finer 2024 codes to the coarser one, ours where the zib has none; anything else is a loss."""
    uit = fhir(aandoening("303186005", code))
    assert uit.waarden("titel/ecd.T1", "zib:juridischeStatus") == status
    assert bool(status) != bool(uit.lotgevallen("Condition"))


def test_een_moment_hoort_bij_zijn_maatregel(fhir):
    """A Procedure of our own category is a time that care was given, part of the measure; it is no measure itself."""
    moment = verrichting(
        id="R1",
        category=concept("moment", "https://w3id.org/datastation/fhir/CodeSystem/soort-procedure"),
        partOf=[{"reference": "Procedure/M1"}],
        performedDateTime="2026-06-30T22:30:00Z",
    )
    uit = fhir(verrichting(performedPeriod=BEGIN), moment)
    assert uit.waarden("moment/ecd.R1", "wzd:vanInterventie") == {"ecd.M1"}
    assert uit.waarden("moment/ecd.R1", "wzd:halfjaar") == {"2026-H2"}
    assert uit.waarden("moment/ecd.R1", "wzd:aantal") == {"1"}
    assert not uit.bestaat("interventie/ecd.R1")


@pytest.mark.parametrize(
    ("status", "reden"), [("preparation", "concept"), ("entered-in-error", "foutief_ingevoerd"), ("not-done", "foutief_ingevoerd")]
)
def test_wat_niet_gebeurd_is_telt_niet(fhir, status, reden):
    """A draft, a mistake and what was not done are out of scope under their own reason."""
    uit = fhir(verrichting(status=status, performedPeriod=BEGIN))
    assert not uit.bestaat("interventie/ecd.M1")
    assert uit.lotgevallen("Procedure") == {("buiten_bereik", reden)}


@pytest.mark.parametrize(("wet", "doet_mee"), [("Wzd", True), ("Wvggz", False), (None, True)])
def test_de_wet_staat_in_een_extensie(fhir, wet, doet_mee):
    """Without the extension the Wzd is meant: the profile is about nothing else here."""
    uit = fhir(verrichting(performedPeriod=BEGIN, extension=[eigen("wet", "Code", wet)] if wet else []))
    assert uit.bestaat("interventie/ecd.M1") == doet_mee


def test_alle_redenen_blijven(fhir):
    """A measure may have several reasons; each of them is a fact, and one without a code in 2020 is a loss."""
    uit = fhir(verrichting(performedPeriod=BEGIN, reasonCode=[concept("121491000146107"), concept("385891009"), concept("OTH")]))
    assert uit.waarden("interventie/ecd.M1", "zib:redenVanToepassen") == {"121491000146107", "385891009"}
    assert uit.lotgevallen("Procedure") == {("eigenschap", "code_zonder_doel")}


@pytest.mark.parametrize(
    ("start", "dag", "tijd"),
    [("2026-06-30T22:30:00Z", "2026-07-01", {"2026-07-01T00:30:00+02:00"}), ("2026-06-30", "2026-06-30", set())],
)
def test_een_dag_zonder_tijd_krijgt_geen_tijd(fhir, start, dag, tijd):
    """A day stays a day; a moment becomes local time."""
    uit = fhir(verrichting(performedPeriod={"start": start}, status="in-progress"))
    assert uit.waarden("interventie/ecd.M1", "onz-g:startDatum") == {dag}
    assert uit.waarden("interventie/ecd.M1", "zib:begin") == tijd


@pytest.mark.parametrize(
    ("code", "vorm"),
    [
        ("90278001", {"90278001"}),
        ("29251000146109", {"124071000146103"}),
        ("386423001", {"68894007"}),
        ("29211000146105", {"29211000146105"}),
        ("37041007", {"37041007"}),
        ("225317005", set()),
        ("OTH", set()),
    ],
)
def test_vormen_van_2017(fhir, code, vorm):
    """Six kinds of 2017 in the list of 2020; what is too coarse is a named loss, not a guess."""
    uit = fhir(verrichting(category=concept("225214000"), code=concept(code), performedPeriod=BEGIN), mapping="fhir-zib2017")
    assert uit.waarden("interventie/ecd.M1", "zib:soortInterventie") == vorm
    assert uit.lotgevallen("Procedure") == (set() if vorm else {("eigenschap", "code_zonder_doel")})


@pytest.mark.parametrize(
    ("code", "titel", "vertegenwoordiging"),
    [("1", {"RM"}, set()), ("4", {"OTS"}, set()), ("5", {"IBS"}, set()), ("11", {"TBS"}, set()), ("3", set(), set())]
    + [(str(nr), set(), {str(nr)}) for nr in range(6, 11)],
)
def test_juridische_status_van_2017(fhir, code, titel, vertegenwoordiging):
    """Codes 6 to 10 became representation in 2020, under the same numbers; 2, 3 and 12 have no code there."""
    url = "http://nictiz.nl/fhir/StructureDefinition/zib-patient-legalstatus"
    patient = {"resourceType": "Patient", "id": "C1", "extension": [{"url": url, "valueCodeableConcept": concept(code, "urn:oid:0")}]}
    uit = fhir(patient, mapping="fhir-zib2017")
    assert uit.alle_waarden("titel", "zib:juridischeStatus") == titel
    assert uit.alle_waarden("vertegenwoordiging", "zib:vertegenwoordiging") == vertegenwoordiging
    assert not any("C1" in q.subject.value for q in uit.quads), "no client number in an IRI"
    assert bool(titel or vertegenwoordiging) == (uit.lotgevallen("Patient") == set())
