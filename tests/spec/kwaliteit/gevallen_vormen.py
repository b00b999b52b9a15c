"""For each rule within one record what breaks it and what just does not: rule → (what, facts changed, identity changed, records found)."""

from __future__ import annotations

from gevallen_controles import Geval
from hulp.graaf import dag, interventie, moment, plaatsing
from organisatie_hulp import FREQUENTIE, GEPLAND, GEZEGD, NAAM, client, evaluatie, gepland, locatie, plan, tijd, titel, vestiging

_OP = f"onz-g:startDatum {dag('2026-01-15')}"
_P1 = "i:P1 a zib:VrijheidsbeperkendeInterventie ; wzd:client c:c1"
_VORM = "zib:soortInterventie soort-interventie:225212001"  # snomed
_WVGGZ = "zib:soortInterventie soort-interventie:121541000146104"  # snomed, admission
_PLAN = f"wzd:plan zp:zp1 ; {GEZEGD}"

GEVALLEN_VORMEN: dict[str, list[Geval]] = {
    "soort-interventie-verplicht": [
        ("no form", {"P1": f"{_P1} ; wzd:soortZorg soort-zorg:1 ; {_OP} ; {GEPLAND} ."}, {}, {"P1"}),
        ("two forms", {"P1": gepland(rest=f"{GEPLAND} ; {_VORM} , soort-interventie:90278001")}, {}, {"P1"}),  # snomed
        ("one form", {}, {}, set()),
    ],
    "soort-interventie-wzd": [
        ("a form of the Wvggz only", {"P1": gepland(rest=f"{GEPLAND} ; {_WVGGZ}")}, {}, {"P1"}),
        ("a form of the Wzd list", {}, {}, set()),
    ],
    "begin-verplicht": [
        ("a measure without a begin", {"P1": f"{_P1} ; {_VORM} ; wzd:soortZorg soort-zorg:1 ; {GEPLAND} ."}, {}, {"P1"}),
        ("a moment with two days", {"R1": moment("R1", "N1", "2026-02-01", f"onz-g:startDatum {dag('2026-02-02')}")}, {}, {"R1"}),
        ("one begin", {}, {}, set()),
    ],
    "begin-na-einde": [
        ("a measure", {"P1": gepland(van="2026-02-02", tot="2026-02-01")}, {}, {"P1"}),
        ("a moment, by its times", {"R1": moment("R1", "N1", "2026-02-01", f"zib:begin {tijd('2026-02-01T10:00:00+01:00')} ; zib:einde {tijd('2026-02-01T09:59:00+01:00')}")}, {}, {"R1"}),
        ("a placement, a plan and a title", {"pl1": plaatsing(1, "hoofd", "A1", "2025-01-01", "2024-12-31"), "zp1": plan("zp1", rest=f"onz-g:eindDatum {dag('2026-01-09')}"), "t1": titel("t1", tot="2024-12-31")}, {}, {"1", "zp1", "t1"}),
        ("begin and end on one day", {"P1": gepland(van="2026-02-01", tot="2026-02-01")}, {}, set()),
        ("through the night of the change to winter time", {"R1": moment("R1", "N1", "2025-10-26", f"zib:begin {tijd('2025-10-26T02:30:00+02:00')} ; zib:einde {tijd('2025-10-26T02:10:00+01:00')}")}, {}, set()),
    ],
    "overlijden-voor-geboorte": [
        ("the day before", {"c1": client("c1", "1980-05-01", f" ; onz-g:hasDateOfDeath {dag('1980-04-30')}")}, {}, {"c1"}),
        ("on the day of birth", {"c1": client("c1", "1980-05-01", f" ; onz-g:hasDateOfDeath {dag('1980-05-01')}")}, {}, set()),
    ],
    "soort-zorg-geldig": [
        ("no kind", {"P1": f"{_P1} ; {_VORM} ; {_OP} ; {GEPLAND} ."}, {}, {"P1"}),
        ("a kind that does not exist", {"P1": interventie("P1", 4, "2026-01-15", None, GEPLAND)}, {}, {"P1"}),
        ("the three kinds", {}, {}, set()),
    ],
    "frequentie-paar": [
        ("an amount only", {"P1": gepland(rest=f"{_PLAN} ; wzd:frequentieAantal 2")}, {}, {"P1"}),
        ("a unit only", {"P1": gepland(rest=f"{_PLAN} ; wzd:frequentieEenheid frequentie-eenheid:1")}, {}, {"P1"}),
        ("both, or neither", {"P1": gepland(), "P2": gepland("P2", rest=_PLAN)}, {}, set()),
    ],
    "frequentie-eenheid": [
        ("unit 0 of an Ons plan, not shifted", {"P1": gepland(rest=f"{_PLAN} ; wzd:frequentieAantal 2 ; wzd:frequentieEenheid frequentie-eenheid:0")}, {}, {"P1"}),
        ("unit 4 is a year", {"P1": gepland(rest=f"{_PLAN} ; wzd:frequentieAantal 2 ; wzd:frequentieEenheid frequentie-eenheid:4")}, {}, set()),
    ],
    "frequentie-aantal": [
        ("zero times", {"P1": gepland(rest=f"{_PLAN} ; wzd:frequentieAantal 0 ; wzd:frequentieEenheid frequentie-eenheid:1")}, {}, {"P1"}),
        ("once", {}, {}, set()),
    ],
    "vestigingsnummer-vorm": [
        ("the KvK number in its place", {"vA": vestiging("12345678", "A", "true")}, {}, {"12345678"}),
        ("leading zeros lost", {"vA": vestiging("1", "A", "true")}, {}, {"1"}),
        ("twelve digits", {}, {}, set()),
    ],
    "bsn-vorm": [
        ("eight digits", {}, {"c1": 'c:c1 zib:identificatienummer "99999001" .'}, {"c1"}),
        ("nine digits", {}, {}, set()),
    ],
    "bsn-elfproef": [
        ("the source holds one that fails", {}, {"c1": f"{NAAM} c:c1 wzd:bsnOngeldig true ."}, {"c1"}),
        ("no BSN at all", {}, {"c1": NAAM}, set()),
    ],
    "geboortedatum-verplicht": [
        ("none", {"c1": "c:c1 a onz-g:Human , zib:Patient ."}, {}, {"c1"}),
        ("one", {}, {}, set()),
    ],
    "duur-positief": [
        ("zero minutes of a measure", {"P1": gepland(rest=GEPLAND.replace("60", "0"))}, {}, {"P1"}),
        ("a moment that lasts less than nothing", {"R1": moment("R1", "N1", "2026-02-01", "wzd:duurMinuten -5")}, {}, {"R1"}),
        ("one minute", {"R1": moment("R1", "N1", "2026-02-01", "wzd:duurMinuten 1")}, {}, set()),
    ],
    "duur-langer-dan-interval": [
        ("daily, 25 hours", {"P1": gepland(rest=f"{_PLAN} ; {FREQUENTIE} ; wzd:duurMinuten 1500")}, {}, {"P1"}),
        ("daily, 24 hours", {"P1": gepland(rest=f"{_PLAN} ; {FREQUENTIE} ; wzd:duurMinuten 1440")}, {}, set()),
        ("weekly, 25 hours", {"P1": gepland(rest=f"{_PLAN} ; wzd:frequentieAantal 1 ; wzd:frequentieEenheid frequentie-eenheid:2 ; wzd:duurMinuten 1500")}, {}, set()),
    ],
    "wilsbekwaam-verplicht": [
        ("nothing on capacity", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; {FREQUENTIE} ; wzd:verzetClient true")}, {}, {"P1"}),
        ("capable or not, it is known", {}, {}, set()),
    ],
    "vorm-client": [
        ("two genders", {"c1": client("c1", rest=" , cl:geslacht\\/F")}, {}, {"c1"}),
        ("a country by its name", {}, {"c1": NAAM.replace('"NL"', '"Nederland"')}, {"c1"}),
        ("as agreed", {}, {"c1": NAAM}, set()),
    ],
    "vorm-naam": [
        ("no family name", {}, {"c1": NAAM.replace('; zib:achternaam "Testpersoon"', "")}, {"c1"}),
        ("a family name", {}, {"c1": NAAM}, set()),
    ],
    "vorm-adres": [
        ("two towns", {}, {"c1": NAAM.replace('"Testdorp"', '"Testdorp" , "Teststad"')}, {"c1"}),
        ("one town", {}, {"c1": NAAM}, set()),
    ],
    "vorm-vestiging": [
        ("not known whether it is an accommodatie", {"vA": vestiging("000000000001", "A", "true").replace("wzd:accommodatie true ; ", "")}, {}, {"000000000001"}),
        ("known", {}, {}, set()),
    ],
    "vorm-vestigingsnummer": [
        ("a number without a value", {"vA": vestiging("000000000001", "A", "true").replace('; onz-g:hasDataValue "000000000001"', "")}, {}, {"000000000001"}),
        ("with a value", {}, {}, set()),
    ],
    "vorm-locatie": [
        ("not known whether it is intramural", {"lX": 'l:X a wzd:Locatie , onz-g:StationaryArtifact ; rdfs:label "X" .'}, {}, {"X"}),
        ("three parents", {"lX": locatie("X", "onz-g:partOf l:A , l:B , l:A1")}, {}, {"X"}),
        ("a parent and a vestiging", {"lX": locatie("X", "onz-g:partOf l:A , v:000000000002")}, {}, set()),
    ],
    "vorm-plaatsing": [
        ("no location", {"pl1": f"pl:1 a wzd:Plaatsing ; wzd:client c:c1 ; wzd:plaatsingSoort plaatsing-soort:hoofd ; {_OP} ."}, {}, {"1"}),
        ("complete", {}, {}, set()),
    ],
    "vorm-zorgplan": [
        ("step 6", {"zp1": plan("zp1", rest="wzd:stap stap:6")}, {}, {"zp1"}),
        ("step 5", {"zp1": plan("zp1", rest="wzd:stap stap:5")}, {}, set()),
    ],
    "vorm-evaluatie": [
        ("without a plan", {"ev1": f"ev:ev1 a wzd:Evaluatie ; wzd:datum {dag('2026-05-01')} ."}, {}, {"ev1"}),
        ("of a plan", {"ev1": evaluatie("ev1", "2026-05-01")}, {}, set()),
    ],
    "vorm-interventie": [
        ("of nobody", {"P1": gepland().replace("wzd:client c:c1 ; ", "")}, {}, {"P1"}),
        ("a time without an offset", {"P1": gepland(rest=f"{GEPLAND} ; zib:begin {tijd('2026-01-15T10:00:00')}")}, {}, {"P1"}),
        ("two statements on the client's resistance", {"P1": gepland(rest=f"{GEPLAND} ; wzd:verzetClient false")}, {}, {"P1"}),
        ("a time in UTC", {"P1": gepland(rest=f"{GEPLAND} ; zib:begin {tijd('2026-01-15T09:00:00Z')}")}, {}, set()),
    ],
    "vorm-moment": [
        ("without a measure", {"R1": moment("R1", "N1", "2026-02-01").replace("wzd:vanInterventie i:N1 ; ", "")}, {}, {"R1"}),
        ("zero times", {"R1": moment("R1", "N1", "2026-02-01").replace("wzd:aantal 1", "wzd:aantal 0")}, {}, {"R1"}),
        ("three times", {"R1": moment("R1", "N1", "2026-02-01").replace("wzd:aantal 1", "wzd:aantal 3")}, {}, set()),
    ],
    "vorm-juridische-situatie": [
        ("a title and a representation in one", {"t1": titel("t1").replace(" .", " ; zib:vertegenwoordiging vertegenwoordiging:8 .")}, {}, {"t1"}),
        ("neither", {"t1": "t:t1 a zib:JuridischeSituatie ; wzd:client c:c1 ."}, {}, {"t1"}),
        ("a title", {}, {}, set()),
        ("a representation", {"t1": "t:t1 a zib:JuridischeSituatie ; wzd:client c:c1 ; zib:vertegenwoordiging vertegenwoordiging:8 ."}, {}, set()),
    ],
}  # fmt: skip
