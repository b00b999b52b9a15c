"""The traps of the Ons API (reference/wzd.md 3.1), one by one: a few rows in, facts out."""

from __future__ import annotations

from typing import Any

import pytest
from ons_bron import zorgplanregel

MAATREGELEN = "care_plan_entries.restrictiveMeasureEntries"


def moment(**velden: Any) -> dict[str, Any]:
    """A registration of measure M1."""
    return {"id": "R1", "restrictiveMeasureEntryId": "M1", "clientExternalId": "C1", "law": 1, "startTime": "2026-02-01T10:00:00Z"} | velden


@pytest.mark.parametrize(("eenheid", "betekent"), [(0, "1"), (1, "2"), (2, "3"), (3, "4")])
def test_frequentie_telt_in_het_plan_vanaf_nul(ons, eenheid, betekent):
    """0 is a day, 3 a year: one less than in the export of the same system."""
    uit = ons(care_plan_entries=[zorgplanregel(maatregel={"frequencyAmount": 2, "frequencyUnit": eenheid})])
    assert uit.waarden("interventie/ecd.M1", "wzd:frequentieEenheid") == {betekent}
    assert uit.waarden("interventie/ecd.M1", "wzd:frequentieAantal") == {"2"}


def test_een_eenheid_van_de_export_is_een_verlies(ons):
    """4 can only come from the export (a year, counted from 1): it is named as a loss, not read as something else."""
    uit = ons(care_plan_entries=[zorgplanregel(maatregel={"frequencyAmount": 2, "frequencyUnit": 4})])
    assert uit.waarden("interventie/ecd.M1", "wzd:frequentieEenheid") == set()
    assert ("frequencyUnit", "code_zonder_doel") in uit.redenen(MAATREGELEN)


@pytest.mark.parametrize(
    ("duur", "minuten"),
    [
        ({"durationAmount": 4}, {"240"}),
        ({"durationMinutesAmount": 90, "durationAmount": 2}, {"90"}),
        ({"durationMinutesAmount": 20}, {"20"}),
        ({"durationMinutesAmount": 0, "durationAmount": 1}, {"0"}),
        ({}, set()),
    ],
)
def test_uren_worden_minuten_en_minuten_gaan_voor(ons, duur, minuten):
    """Hours count only where there are no minutes: beside minutes they are rounded."""
    uit = ons(care_plan_entries=[zorgplanregel(maatregel=duur)])
    assert uit.waarden("interventie/ecd.M1", "wzd:duurMinuten") == minuten


@pytest.mark.parametrize(("wet", "doet_mee"), [(0, False), (1, True), (2, False), (3, True)])
def test_nummers_van_de_wetten_in_het_dossier(ons, wet, doet_mee):
    """0 Bopz and 2 Wvggz are out of scope; 1 Wzd and 3 Wzd with Wfz (art. 17 lid 1 f) are in, for plans and registrations alike."""
    uit = ons(care_plan_entries=[zorgplanregel(law=wet)], registrations=[moment(law=wet)])
    for soort in ("zorgplan/ecd.Z1", "interventie/ecd.M1", "moment/ecd.R1"):
        assert uit.bestaat(soort) == doet_mee, soort
    assert uit.balansen["registrations"].buiten_bereik == (0 if doet_mee else 1)
    assert doet_mee or ("law", "andere_wet") in uit.redenen("registrations")


def test_meer_locaties_tegelijk_blijven_staan(ons):
    """MAIN and STANDARD on the same days are both kept with their kind; what says nothing about staying is out of scope."""
    soorten = ["MAIN", "STANDARD", "MEDICINE", "GGZ", "WAITING_LIST"]
    rijen = [
        {"id": f"P{nr}", "clientObjectId": "C1", "locationObjectId": f"L{nr}", "type": soort, "begin": "2026-01-01T12:00:00Z"}
        for nr, soort in enumerate(soorten)
    ]
    uit = ons(location_assignments=rijen)
    assert uit.waarden("plaatsing/ecd.P0", "wzd:plaatsingSoort") == {"hoofd"}
    assert uit.waarden("plaatsing/ecd.P1", "wzd:plaatsingSoort") == {"standaard"}
    assert [uit.bestaat(f"plaatsing/ecd.P{nr}") for nr in range(5)] == [True, True, False, False, False]
    assert uit.balansen["location_assignments"].buiten_bereik == 3


@pytest.mark.parametrize(
    ("utc", "dag", "halfjaar"),
    [
        ("2026-06-30T21:59:00Z", "2026-06-30", "2026-H1"),  # 23:59
        ("2026-06-30T22:00:00Z", "2026-07-01", "2026-H2"),  # midnight in summer
        ("2026-12-31T22:59:00Z", "2026-12-31", "2026-H2"),
        ("2026-12-31T23:00:00Z", "2027-01-01", "2027-H1"),  # midnight in winter
        ("2026-06-30T23:59:00+02:00", "2026-06-30", "2026-H1"),
        ("2026-07-01", "2026-07-01", "2026-H2"),  # a day is a day, whatever the zone
    ],
)
def test_de_lokale_dag_van_een_moment(ons, utc, dag, halfjaar):
    """Times stand in UTC; the day and the half-year are those of the Dutch clock."""
    uit = ons(registrations=[moment(startTime=utc)])
    assert uit.waarden("moment/ecd.R1", "onz-g:startDatum") == {dag}
    assert uit.waarden("moment/ecd.R1", "wzd:halfjaar") == {halfjaar}


def test_een_plaatsing_begint_de_avond_ervoor_in_utc(ons):
    """An assignment of 1 February to 28 March stands as 31 January 23:00 to 28 March 22:59:59 in UTC."""
    rij = {"id": "P1", "clientObjectId": "C1", "locationObjectId": "L1", "type": "MAIN"}
    uit = ons(location_assignments=[rij | {"begin": "2026-01-31T23:00:00Z", "end": "2026-03-28T22:59:59Z"}])
    assert uit.waarden("plaatsing/ecd.P1", "onz-g:startDatum") == {"2026-02-01"}
    assert uit.waarden("plaatsing/ecd.P1", "onz-g:eindDatum") == {"2026-03-28"}


def test_een_registratie_zonder_zorgplanregel_is_onvoorzien(ons):
    """Care that no plan foresaw (art. 15): the registration makes its own measure of kind 3, of the form that it names."""
    rij = moment(restrictiveMeasureEntryId=None, restrictiveMeasureId="wzd_medication", ambulatory=True)
    uit = ons(registrations=[rij])
    assert uit.waarden("moment/ecd.R1", "wzd:vanInterventie") == {"ecd.registratie-R1"}
    assert uit.waarden("interventie/ecd.registratie-R1", "wzd:soortZorg") == {"3"}
    assert uit.waarden("interventie/ecd.registratie-R1", "zib:soortInterventie") == {"29211000146105"}
    # No end time: it is over that day, it does not run on.
    assert uit.waarden("interventie/ecd.registratie-R1", "onz-g:eindDatum") == {"2026-02-01"}
    assert uit.waarden("interventie/ecd.registratie-R1", "wzd:plan") == set()


def test_een_registratie_van_niets_wordt_geweigerd(ons):
    """Neither a plan entry nor a measure: the row says nothing, and stands in the ledger."""
    uit = ons(registrations=[moment(restrictiveMeasureEntryId=None)])
    assert not uit.bestaat("moment/ecd.R1")
    assert uit.balansen["registrations"].geweigerd == 1
    assert {reden for _, reden in uit.redenen("registrations")} == {"code_zonder_doel"}


@pytest.mark.parametrize(
    ("velden", "soort"),
    [
        ({"maatregel": {"frequency": "scheduled"}}, {"1"}),
        ({"maatregel": {"frequency": "as_needed"}}, {"2"}),
        ({"situation": "unexpected", "carePlanId": None}, {"3"}),
        ({"situation": "careplan"}, set()),  # planned or when needed: nobody wrote it down, so nobody guesses
    ],
)
def test_soort_zorg_uit_frequentiewoord_of_situatie(ons, velden, soort):
    """The word of the measure decides; without one an unexpected situation is kind 3, and a plan is a loss."""
    uit = ons(care_plan_entries=[zorgplanregel(id="U1", **velden)])
    assert uit.waarden("interventie/ecd.M1", "wzd:soortZorg") == soort
    assert bool(soort) != (("^situation", "code_zonder_doel") in uit.redenen(MAATREGELEN))


def test_een_onvoorziene_situatie_maakt_geen_zorgplan(ons):
    """Art. 15 has a decision, not a plan."""
    regel = zorgplanregel(id="U1", situation="unexpected", carePlanId=None, decidedAt="2026-07-01T09:30:00Z")
    uit = ons(care_plan_entries=[regel])
    assert not uit.bestaat("zorgplan/ecd.U1")
    assert uit.waarden("interventie/ecd.M1", "wzd:plan") == set()
    assert uit.waarden("interventie/ecd.M1", "wzd:besluitOp") == {"2026-07-01T11:30:00+02:00"}


def test_wat_een_mens_koos_gaat_voor_wat_het_systeem_telde(ons):
    """`manualStep` stands in the place of `step`."""
    uit = ons(care_plan_entries=[zorgplanregel(step=1, manualStep=3)])
    assert uit.waarden("zorgplan/ecd.Z1", "wzd:stap") == {"3"}


def test_een_aanvraag_of_een_verwijderde_titel_is_geen_titel(ons):
    """A request for an RM is no RM, and neither is one that was archived."""
    rij = {"clientId": "C1", "status": "RM", "request": False, "archived": False}
    uit = ons(legal_statuses=[rij | {"id": "T1"}, rij | {"id": "T2", "request": True}, rij | {"id": "T3", "archived": True}])
    assert [uit.bestaat(f"titel/ecd.T{nr}") for nr in (1, 2, 3)] == [True, False, False]


def test_geldig_tot_is_iets_anders_dan_geeindigd(ons):
    """`expirationDate` is the last day of the decision, `endDate` the day on which it really ended."""
    rij = {
        "id": "T1",
        "clientId": "C1",
        "status": "IBS",
        "beginDate": "2026-01-01",
        "endDate": "2026-01-02",
        "expirationDate": "2026-01-03",
    }
    uit = ons(legal_statuses=[rij])
    assert uit.waarden("titel/ecd.T1", "onz-g:eindDatum") == {"2026-01-02"}
    assert uit.waarden("titel/ecd.T1", "wzd:geldigTot") == {"2026-01-03"}


def test_een_concept_telt_niet(ons):
    """A draft is out of scope, with all that is in it."""
    uit = ons(care_plan_entries=[zorgplanregel(status="draft", judgements=[{"status": 0}])])
    assert not uit.bestaat("zorgplan/ecd.Z1")
    assert not uit.bestaat("interventie/ecd.M1")


def test_geen_verzet_is_iets_anders_dan_niets_ingevuld(ons):
    """`false` is a statement; an absent field is none (and soort 3 without any counts as resistance)."""
    uit = ons(care_plan_entries=[zorgplanregel(maatregel={"typeResistant": {"client": False}})])
    assert uit.waarden("interventie/ecd.M1", "wzd:verzetClient") == {"false"}
    assert uit.waarden("interventie/ecd.M1", "wzd:verzetVertegenwoordiger") == set()


def test_alle_nadelen_en_redenen_van_de_regel_gelden_voor_haar_maatregelen(ons):
    """Harms and reasons stand on the line, as lists; each measure of that line gets them all, and none is lost without a word."""
    regel = zorgplanregel(
        problemNarratives=[{"tag": "bodily_harm"}, {"tag": "severe_neglect"}, {"tag": "iets_nieuws"}], reasons=[{"tag": "prevent_crisis"}]
    )
    uit = ons(care_plan_entries=[regel])
    assert uit.waarden("interventie/ecd.M1", "wzd:ernstigNadeel") == {"lichamelijk-letsel", "verwaarlozing"}
    assert uit.waarden("interventie/ecd.M1", "zib:redenVanToepassen") == {"121491000146107"}
    assert ("tag", "onbekende_code") in uit.redenen("care_plan_entries.problemNarratives")


@pytest.mark.parametrize(("status", "oordeel"), [(0, "in-voorbereiding"), (1, "niet-akkoord"), (2, "akkoord")])
def test_nummers_van_het_oordeel(ons, status, oordeel):
    """0 draft, 1 rejected, 2 approved: 1 is not yes."""
    uit = ons(care_plan_entries=[zorgplanregel(judgements=[{"status": status}])])
    assert uit.waarden("zorgplan/ecd.Z1", "wzd:oordeelFunctionaris") == {oordeel}


def test_de_balans_klopt_altijd(ons):
    """Rows in = mapped + refused + out of scope, for each table, nested ones too."""
    uit = ons(
        care_plan_entries=[zorgplanregel(), zorgplanregel(id="Z2", carePlanId="Z2", law=2, maatregel={"id": "M2"})],
        registrations=[moment(), moment(id="R2", restrictiveMeasureEntryId=None), moment(id="R3", law=0), moment()],
    )
    assert all(balans.klopt for balans in uit.balansen.values())
    assert uit.balansen[MAATREGELEN].gelezen == 2
    assert uit.balansen["registrations"].geweigerd == 2
