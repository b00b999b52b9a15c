"""For each rule across records what breaks it and what just does not: rule → (what, facts changed, identity changed, records found)."""

from __future__ import annotations

from hulp.graaf import MEDICATIE, TOEZICHT, dag, interventie, moment, plaatsing
from organisatie_hulp import (
    FREQUENTIE,
    GEPLAND,
    GEZEGD,
    NAAM,
    Wijziging,
    client,
    evaluatie,
    gepland,
    locatie,
    onvoorzien,
    plan,
    tijd,
    titel,
    vestiging,
)

Geval = tuple[str, Wijziging, Wijziging, set[str]]
WEG = {"c1": None}
_ALLEEN_P1: Wijziging = {"N1": None, "O1": None, "R1": None, "R2": None}
_MAAL = "wzd:frequentieAantal 3 ; wzd:frequentieEenheid frequentie-eenheid:1"
_KIND = client("c1", "2016-05-01")
_TIENER = client("c1", "2012-05-01")

GEVALLEN: dict[str, list[Geval]] = {
    "begin-in-toekomst": [
        ("a measure after the last day of the data", {"P1": gepland(van="2026-07-01")}, {}, {"P1"}),
        ("a moment after the last day of the data", {"R1": moment("R1", "N1", "2026-07-01")}, {}, {"R1"}),
        ("on the last day of the data", {"P1": gepland(van="2026-06-30"), "R1": moment("R1", "N1", "2026-06-30")}, {}, set()),
    ],
    "begin-voor-geboorte": [
        ("the day before the birth", {"c1": client("c1", "2026-01-16")}, {}, {"P1", "N1"}),
        ("on the day of birth", {"c1": client("c1", "2026-01-15")}, {}, set()),
    ],
    "begin-na-overlijden": [
        ("a measure and a moment after death", {"c1": client("c1", rest=f" ; onz-g:hasDateOfDeath {dag('2026-02-15')}")}, {}, {"O1", "R2"}),
        ("on the day of death", {"c1": client("c1", rest=f" ; onz-g:hasDateOfDeath {dag('2026-03-01')}")}, {}, set()),
    ],
    "moment-buiten-interventie": [
        ("before the begin", {"R1": moment("R1", "N1", "2026-01-14")}, {}, {"R1"}),
        ("after the end", {"R2": moment("R2", "O1", "2026-03-11")}, {}, {"R2"}),
        ("on the first and the last day", {"R1": moment("R1", "N1", "2026-01-15"), "R2": moment("R2", "O1", "2026-03-10")}, {}, set()),
    ],
    "frequentie-ontbreekt": [
        ("the plan without a frequency", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; {GEZEGD}")}, {}, {"P1"}),
        ("half a frequency is none", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; wzd:frequentieAantal 2 ; {GEZEGD}")}, {}, {"P1"}),
        ("care as needed has no frequency", {}, {}, set()),
        ("voluntary care is left alone", {"P1": gepland(rest="wzd:plan zp:zp1 ; wzd:verzetClient false")}, {}, set()),
    ],
    "plan-ontbreekt": [
        ("planned care outside a plan", {"P1": gepland(rest=f"{FREQUENTIE} ; {GEZEGD}")}, {}, {"P1"}),
        ("care as needed outside a plan", {"N1": interventie("N1", 2, "2026-01-15", None, GEZEGD)}, {}, {"N1"}),
        ("unforeseen care has no plan", {}, {}, set()),
    ],
    "plan-onbekend": [
        ("a plan that is not there", {"P1": gepland(rest=GEPLAND.replace("zp:zp1", "zp:weg"))}, {}, {"P1"}),
        ("a plan that is there", {}, {}, set()),
    ],
    "zonder-momenten": [
        ("care as needed, never registered", {"R1": None}, {}, {"N1"}),
        ("unforeseen care, never registered", {"R2": None}, {}, {"O1"}),
        ("planned care needs no registrations", {}, {}, set()),
    ],
    "besluit-ontbreekt": [
        ("art. 15 lid 2: no decision", {"O1": onvoorzien(besluit=None)}, {}, {"O1"}),
        ("planned care needs no such decision", {}, {}, set()),
    ],
    "besluit-te-laat": [
        ("one minute over 48 hours", {"O1": onvoorzien(besluit="2026-03-03T10:01:00+01:00")}, {}, {"O1"}),
        ("exactly 48 hours", {"O1": onvoorzien(besluit="2026-03-03T10:00:00+01:00")}, {}, set()),
        ("48 hours over the change to summer time", {"O1": onvoorzien("2026-03-28T10:00:00+01:00", "2026-03-30T11:00:00+02:00", "2026-04-01")}, {}, set()),
        ("one minute over 48 hours, over that change", {"O1": onvoorzien("2026-03-28T10:00:00+01:00", "2026-03-30T11:01:00+02:00", "2026-04-01")}, {}, {"O1"}),
        ("only the day is known: the third day is late", {"O1": interventie("O1", 3, "2026-03-01", "2026-03-10", f"wzd:besluitOp {tijd('2026-03-04T00:30:00+01:00')} ; {GEZEGD}")}, {}, {"O1"}),
        ("only the day is known: two days later is in time", {"O1": interventie("O1", 3, "2026-03-01", "2026-03-10", f"wzd:besluitOp {tijd('2026-03-03T23:30:00+01:00')} ; {GEZEGD}")}, {}, set()),
    ],
    "onvoorzien-te-lang": [
        ("fifteen days", {"O1": onvoorzien(tot="2026-03-16")}, {}, {"O1"}),
        ("without an end it runs on until today", {"O1": onvoorzien(tot=None)}, {}, {"O1"}),
        ("two weeks", {"O1": onvoorzien(tot="2026-03-15")}, {}, set()),
    ],
    "locatie-gesloten": [
        ("a moment after the location closed", {"lA1": locatie("A1", f"onz-g:partOf l:A ; onz-g:eindDatum {dag('2026-02-28')}"), "P1": None}, {}, {"R2"}),
        ("planned care that goes on after that", {"lA1": locatie("A1", f"onz-g:partOf l:A ; onz-g:eindDatum {dag('2026-06-29')}")}, {}, {"P1"}),
        ("before the location opened", {"lA1": locatie("A1", f"onz-g:partOf l:A ; onz-g:startDatum {dag('2026-01-20')}")}, {}, {"P1"}),
        ("a moment before the location opened", {"lA1": locatie("A1", f"onz-g:partOf l:A ; onz-g:startDatum {dag('2026-02-20')}"), "P1": None}, {}, {"R1"}),
        ("on the first and the last day", {"lA1": locatie("A1", f"onz-g:partOf l:A ; onz-g:startDatum {dag('2026-01-15')} ; onz-g:eindDatum {dag('2026-06-30')}")}, {}, set()),
    ],
    "bsn-dubbel": [
        ("two clients with one BSN", {"c2": client("c2")}, {"c2": 'c:c2 zib:identificatienummer "999990019" .'}, {"c1", "c2"}),
        ("each a BSN of its own", {"c2": client("c2")}, {"c2": 'c:c2 zib:identificatienummer "999990020" .'}, set()),
    ],
    "bsn-of-persoonsgegevens": [
        ("no BSN and nothing else", {}, WEG, {"c1"}),
        ("a BSN that fails the 11-proof is none", {}, {"c1": "c:c1 wzd:bsnOngeldig true ."}, {"c1"}),
        ("no BSN, but name, address and country of birth", {}, {"c1": NAAM}, set()),
        ("no BSN, no country of birth", {}, {"c1": NAAM.replace(' ; wzd:geboorteland "NL"', "")}, {"c1"}),
        ("no BSN, an address without a town", {}, {"c1": NAAM.replace(' ; zib:woonplaats "Testdorp"', "")}, {"c1"}),
        ("no BSN, an address without a street", {}, {"c1": NAAM.replace(' ; zib:straat "Proefweg"', "")}, {"c1"}),
        ("a client without involuntary care is left alone", {"c2": client("c2")}, {}, set()),
    ],
    "client-onbekend": [
        ("a measure of nobody", {"c1": None}, {}, {"P1", "N1", "O1"}),
        ("a client who is there", {}, {}, set()),
    ],
    "dubbele-interventie": [
        ("the same twice: one of the two is kept", {"P2": gepland("P2")}, {}, {"P2"}),
        ("thrice: one is kept", {"P2": gepland("P2"), "P3": gepland("P3")}, {}, {"P2", "P3"}),
        ("another form is no duplicate", {"P2": gepland("P2", rest=f"{GEPLAND} ; zib:soortInterventie {TOEZICHT}")}, {}, set()),
        ("another begin is no duplicate", {"P1": gepland(tot="2026-02-28"), "P2": gepland("P2", "2026-03-01")}, {}, set()),
        ("another vestiging is no duplicate", {"P1": gepland(rest=f"{GEPLAND} ; wzd:locatie l:A"), "P2": gepland("P2", rest=f"{GEPLAND} ; wzd:locatie l:B")}, {}, set()),
        ("planned and as needed side by side is no duplicate", {}, {}, set()),
    ],
    "overlappende-interventie": [
        ("a change without closing the old one", {"P2": gepland("P2", "2026-03-01")}, {}, {"P2"}),
        ("a change on the last day of the old one", {"P1": gepland(tot="2026-03-01"), "P2": gepland("P2", "2026-03-01")}, {}, {"P2"}),
        ("a change on the day after the old one", {"P1": gepland(tot="2026-02-28"), "P2": gepland("P2", "2026-03-01")}, {}, set()),
        ("two forms at a time", {"P2": gepland("P2", "2026-03-01", rest=f"{GEPLAND} ; zib:soortInterventie {TOEZICHT}")}, {}, set()),
    ],
    "dubbel-moment": [
        ("the same begin twice: one of the two is kept", {"R3": moment("R3", "N1", "2026-02-01", f"zib:begin {tijd('2026-02-01T10:00:00+01:00')}")}, {}, {"R3"}),
        ("a minute later is another time", {"R3": moment("R3", "N1", "2026-02-01", f"zib:begin {tijd('2026-02-01T10:01:00+01:00')}")}, {}, set()),
        ("two on one day without a time can both be right", {"R3": moment("R3", "O1", "2026-03-01")}, {}, set()),
    ],
    "plantermijn-verstreken": [
        ("three months after the last evaluation", {"ev1": evaluatie("ev1", "2026-03-29")}, {}, {"P1"}),
        ("on the last day of the three months", {"ev1": evaluatie("ev1", "2026-03-30")}, {}, set()),
        ("in step 4 six months", {"ev1": evaluatie("ev1", "2026-03-29"), "zp1": plan("zp1", rest="wzd:stap stap:4 ; wzd:oordeelFunctionaris oordeel:akkoord")}, {}, set()),
        ("the end of the plan goes first", {"zp1": plan("zp1", rest=f"onz-g:eindDatum {dag('2026-06-29')}")}, {}, {"P1"}),
        ("a measure that has ended", {"ev1": None, "P1": gepland(tot="2026-06-30")}, {}, set()),
    ],
    "loopt-na-vertrek": [
        ("dead, and the measure runs on", {"c1": client("c1", rest=f" ; onz-g:hasDateOfDeath {dag('2026-05-01')}")}, {}, {"P1"}),
        ("out of care, and the measure runs on", {"c1": client("c1", rest=f" ; wzd:inZorgTot {dag('2026-05-01')}")}, {}, {"P1"}),
        ("closed on the last day", {"c1": client("c1", rest=f" ; wzd:inZorgTot {dag('2026-05-01')}"), "P1": gepland(tot="2026-05-01")}, {}, set()),
        ("a last day that is still to come", {"c1": client("c1", rest=f" ; wzd:inZorgTot {dag('2026-06-30')}")}, {}, set()),
    ],
    "evaluatie-te-laat": [
        ("art. 8 Wzd: more than six months", {"zp1": plan("zp1", "2025-01-01"), "ev1": evaluatie("ev1", "2025-12-29"), "P1": gepland(van="2025-10-01")}, {}, {"P1"}),
        ("never evaluated", {"zp1": plan("zp1", "2025-01-01"), "ev1": None, "P1": gepland(van="2025-10-01")}, {}, {"P1"}),
        ("exactly six months", {"zp1": plan("zp1", "2025-01-01"), "ev1": evaluatie("ev1", "2025-12-30"), "P1": gepland(van="2025-10-01")}, {}, set()),
        ("a measure of three months", {"zp1": plan("zp1", "2025-01-01"), "ev1": None, "P1": gepland(van="2026-04-01")}, {}, set()),
    ],
    "artikel-2-lid-2": [
        ("nobody resists", {"P1": gepland(rest=f"{FREQUENTIE} ; wzd:verzetClient false ; zib:wilsbekwaam false")}, {}, {"P1"}),
        ("the client resists", {}, {}, set()),
    ],
    "minderjarige-verzet": [
        ("art. 3 lid 2: a child, and nothing on the representative", {"c1": _KIND}, {}, {"P1", "N1", "O1"}),
        ("a child, and the representative consents", {"c1": _KIND, **_ALLEEN_P1, "P1": gepland(rest=f"{GEPLAND} ; zib:instemming instemming:4")}, {}, set()),
        ("twelve to fifteen: the client's own word is missing", {"c1": _TIENER, **_ALLEEN_P1, "P1": gepland(rest=f"wzd:plan zp:zp1 ; {FREQUENTIE} ; wzd:verzetVertegenwoordiger true")}, {}, {"P1"}),
        ("twelve to fifteen, both have spoken", {"c1": _TIENER, **_ALLEEN_P1, "P1": gepland(rest=f"{GEPLAND} ; wzd:verzetVertegenwoordiger false")}, {}, set()),
        ("sixteen on the first day", {"c1": client("c1", "2010-01-15")}, {}, set()),
    ],
    "titel-ontbreekt": [
        ("no title at all", {"t1": None}, {}, {"P1"}),
        ("a title that ended before the last day", {"t1": titel("t1", tot="2026-06-29")}, {}, {"P1"}),
        ("a title that was valid no longer", {"t1": titel("t1", geldig="2026-06-29")}, {}, {"P1"}),
        ("voluntary stay is a title", {"t1": titel("t1", "VRIJWILLIG", None)}, {}, set()),
        ("valid on the last day of care", {"t1": titel("t1", tot="2026-02-01"), "P1": gepland(tot="2026-02-01")}, {}, set()),
        ("ambulant care needs no title", {"t1": None, "P1": gepland(rest=f"{GEPLAND} ; wzd:ambulant true")}, {}, set()),
    ],
    "titel-zonder-accommodatie": [
        ("RM at a vestiging that is no accommodatie", {"pl1": plaatsing(1, "hoofd", "B", "2025-01-01")}, {}, {"P1"}),
        ("voluntary stay there", {"pl1": plaatsing(1, "hoofd", "B", "2025-01-01"), "t1": titel("t1", "VRIJWILLIG")}, {}, set()),
        ("RM at an accommodatie", {}, {}, set()),
    ],
    "ambulant-in-accommodatie": [
        ("planned care", {"P1": gepland(rest=f"{GEPLAND} ; wzd:ambulant true")}, {}, {"P1"}),
        ("a moment", {"R1": moment("R1", "N1", "2026-02-01", "wzd:ambulant true")}, {}, {"R1"}),
        ("a stay at a location that is not intramural", {"pl1": plaatsing(1, "hoofd", "AE", "2025-01-01")}, {}, set()),
        ("a stay at a vestiging that is no accommodatie", {"pl1": plaatsing(1, "hoofd", "B", "2025-01-01"), "P1": gepland(rest=f"{GEPLAND} ; wzd:ambulant true")}, {}, set()),
    ],
    "arts-akkoord-ontbreekt": [
        ("art. 10 lid 3: form b, nothing said", {"zp1": plan("zp1", rest="wzd:stap stap:2 ; wzd:oordeelFunctionaris oordeel:akkoord")}, {}, {"P1", "N1"}),
        ("form a, the doctor does not agree", {**_ALLEEN_P1, "zp1": plan("zp1", rest="wzd:artsAkkoord false"), "P1": gepland(rest=f"{GEPLAND} ; zib:soortInterventie {MEDICATIE}")}, {}, {"P1"}),
        ("form d needs no doctor", {**_ALLEEN_P1, "zp1": plan("zp1", rest=""), "P1": gepland(rest=f"{GEPLAND} ; zib:soortInterventie {TOEZICHT}")}, {}, set()),
    ],
    "oordeel-functionaris-ontbreekt": [
        ("art. 11a: nothing", {"zp1": plan("zp1", rest="wzd:artsAkkoord true")}, {}, {"zp1"}),
        ("being prepared is no judgement yet", {"zp1": plan("zp1", rest="wzd:oordeelFunctionaris oordeel:in-voorbereiding")}, {}, {"zp1"}),
        ("a refusal is one", {"zp1": plan("zp1", rest="wzd:oordeelFunctionaris oordeel:niet-akkoord")}, {}, set()),
        ("a plan without involuntary care", {"zp2": plan("zp2", rest="")}, {}, set()),
    ],
    "alleen-planbare-zorg": [
        ("no moments at all", {"R1": None, "R2": None}, {}, {"000000000001"}),
        ("moments of the half-year before only", {"R1": moment("R1", "N1", "2025-12-31"), "R2": None}, {}, {"000000000001"}),
        ("one moment in this half-year", {"R2": None}, {}, set()),
        ("a vestiging without any care", {}, {}, set()),
    ],
    "duur-maal-frequentie": [
        ("three times ten hours a day", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; {_MAAL} ; wzd:duurMinuten 600 ; {GEZEGD}")}, {}, {"P1"}),
        ("three times eight hours a day", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; {_MAAL} ; wzd:duurMinuten 480 ; {GEZEGD}")}, {}, set()),
    ],
    "verzet-onbekend": [
        ("planned care, nothing said", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; {FREQUENTIE} ; zib:wilsbekwaam false")}, {}, {"P1"}),
        ("care as needed, nothing said", {"N1": interventie("N1", 2, "2026-01-15", None, "wzd:plan zp:zp1")}, {}, {"N1"}),
        ("art. 15: unforeseen care, nothing said", {"O1": interventie("O1", 3, "2026-03-01", "2026-03-10", f"wzd:besluitOp {tijd('2026-03-01T12:00:00+01:00')}")}, {}, set()),
        ("consent is a statement", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; {FREQUENTIE} ; zib:instemming instemming:2")}, {}, set()),
        ("no resistance is a statement", {"P1": gepland(rest=f"wzd:plan zp:zp1 ; {FREQUENTIE} ; wzd:verzetVertegenwoordiger false")}, {}, set()),
    ],
    "vestiging-onbepaald": [
        ("no placement", {"pl1": None}, {}, {"P1", "R1", "R2"}),
        ("a tie of two main placements", {"pl2": plaatsing(2, "hoofd", "B", "2025-01-01")}, {}, {"P1", "R1", "R2"}),
        ("a location that is registered nowhere", {"pl1": plaatsing(1, "hoofd", "X", "2025-01-01")}, {}, {"P1", "R1", "R2"}),
        ("a moment at a location that does not exist", {"R1": moment("R1", "N1", "2026-02-01", "wzd:locatie l:weg")}, {}, {"R1"}),
        ("a vestiging with a KvK number for its number", {"vA": vestiging("12345678", "A", "true"), "lA": locatie("A", "wzd:geregistreerdAls v:12345678")}, {}, {"P1", "R1", "R2"}),
        ("the location on the record decides, placement or not", {"pl1": None, **_ALLEEN_P1, "P1": gepland(rest=f"{GEPLAND} ; wzd:locatie l:A")}, {}, set()),
        ("voluntary care is left alone", {"pl1": None, **_ALLEEN_P1, "P1": gepland(rest="wzd:verzetClient false")}, {}, set()),
        ("part of the days is another rule", {"pl1": plaatsing(1, "hoofd", "A1", "2026-01-20"), "R1": moment("R1", "N1", "2026-01-20")}, {}, set()),
    ],
    "vestiging-deels-onbepaald": [
        ("the first days", {"pl1": plaatsing(1, "hoofd", "A1", "2026-01-20")}, {}, {"P1"}),
        ("the last days", {"pl1": plaatsing(1, "hoofd", "A1", "2025-01-01", "2026-05-01")}, {}, {"P1"}),
        ("a tie in between", {"pl2": plaatsing(2, "hoofd", "B", "2026-02-10", "2026-02-12")}, {}, {"P1"}),
        ("a move leaves no day out", {"pl1": plaatsing(1, "hoofd", "A1", "2025-01-01", "2026-02-14"), "pl2": plaatsing(2, "hoofd", "B", "2026-02-15")}, {}, set()),
        ("the measure ends when the client leaves", {"pl1": plaatsing(1, "hoofd", "A1", "2025-01-01", "2026-05-01"), "P1": gepland(tot="2026-05-01")}, {}, set()),
    ],
    "ambulant-onbepaald": [
        ("a stay at a location that does not say whether it is intramural", {"lA1": "l:A1 a wzd:Locatie ; onz-g:partOf l:A ."}, {}, {"R1", "R2"}),
        ("the source says it", {"lA1": "l:A1 a wzd:Locatie ; onz-g:partOf l:A .", "O1": None, "R2": None, "R1": moment("R1", "N1", "2026-02-01", "wzd:ambulant false")}, {}, set()),
    ],
    "interventie-onbekend": [
        ("a moment of a measure that is not there", {"N1": None}, {}, {"R1"}),
        ("a moment of one that is", {}, {}, set()),
    ],
}  # fmt: skip
