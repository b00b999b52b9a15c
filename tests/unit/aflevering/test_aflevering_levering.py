"""What leaves: order, running numbers, no pseudonyms, the same bytes."""

from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from hulp import levering as v

from datastation.aflevering import FORMATEN, leverbaar, maak
from datastation.model.antwoord import Resultaat


def hernoemd(antwoord, voorvoegsel, zaad):
    """The same facts under another pseudonym key, rows in another order."""
    resultaten = {}
    for nr, r in antwoord.resultaten.items():
        koppels = [i for i, k in enumerate(r.kolommen) if k.klasse == "koppel"]
        rijen = [tuple(f"{voorvoegsel}{w[::-1]}" if i in koppels else w for i, w in enumerate(rij)) for rij in r.rijen]
        random.Random(zaad).shuffle(rijen)
        resultaten[nr] = Resultaat(nr, r.titel, r.kolommen, tuple(rijen))
    return replace(antwoord, resultaten=resultaten)


def tweelingen():
    """Clients without BSN who are equal in everything but their care's moments, and two who are equal in everything."""
    wie = (None, v.rijen("2")[2][2], "Jansen", None, None, None, None, None, "Ede", "NL", "NL")
    clienten = [(f"c{i}", *wie) for i in range(4)]
    zorg = [(f"c{i}", f"z{i}", v.NOORD, v.KAMER, "c", False, 2, v.rijen("3")[2][7], None, None, None, 20, None, False) for i in range(4)]
    dag = v.rijen("4")[0][3]
    momenten = [(f"z{i}", v.NOORD, False, dag, 5, 1 if i < 2 else i) for i in range(4)]
    return v.registraties(v2=clienten, v3=zorg, v4=momenten)


ANTWOORDEN = [v.registraties(), v.aantallen(), v.analyse(), tweelingen()]


# The analysis has no XML form.
@pytest.mark.parametrize(("nr", "formaat"), [(nr, f) for nr in range(4) for f in FORMATEN if (nr, f) != (2, "xml")])
def test_zelfde_feiten_zelfde_bytes(nr, formaat):
    """Another pseudonym key and another row order give the same bytes; so does making it twice."""
    antwoord = ANTWOORDEN[nr]
    eerst = maak(antwoord, v.HERKOMST, formaat)
    assert maak(antwoord, v.HERKOMST, formaat) == eerst
    for zaad in range(6):
        assert maak(hernoemd(antwoord, f"k{zaad}-", zaad), v.HERKOMST, formaat) == eerst


@pytest.mark.parametrize("formaat", FORMATEN)
def test_pseudoniem_verlaat_het_station_niet(formaat):
    """No key of the station, snapshot id or clock time stands in a data file."""
    antwoord = hernoemd(v.registraties(), "pseudoniem-", 1)
    for bestand in maak(antwoord, v.HERKOMST, formaat):
        inhoud = bestand.inhoud
        if formaat == "xlsx":
            with ZipFile(BytesIO(inhoud)) as zip_:
                inhoud = b"".join(zip_.read(naam) for naam in zip_.namelist())
        assert b"pseudoniem-" not in inhoud
        assert b"10:20:30" not in inhoud
        assert formaat == "html" or v.HERKOMST.momentopname.encode() not in inhoud


def test_volgnummers_verbinden_de_vragen():
    """A running number joins the questions as the key did."""
    uit = leverbaar(v.registraties())
    bsn = {rij[0]: rij[1] for rij in uit.resultaten["2"].rijen}
    assert bsn == {1: None, 2: "999990019", 3: "999990020"}
    zorg = {rij[1]: (bsn[rij[0]], rij[3]) for rij in uit.resultaten["3"].rijen}
    assert [zorg[rij[0]] for rij in uit.resultaten["4"].rijen] == [
        ("999990019", v.KAMER),
        ("999990019", v.KAMER),
        ("999990020", v.MEDICATIE),
    ]
    assert [k.naam for k in uit.resultaten["3"].kolommen[:2]] == ["client_nr", "zorg_nr"]


def test_leverbaar_maken_kan_nog_een_keer():
    """Making a deliverable answer deliverable changes nothing."""
    eerst = leverbaar(tweelingen())
    assert leverbaar(eerst) == eerst


def test_volgorde_is_die_van_de_geleverde_kolommen():
    """Rows sort on delivered columns: absent first, numbers as numbers, text by code point."""
    kolommen = v.kolommen("naam aantal::geheel")
    rijen = (("b", 10), ("b", 9), (None, 1), ("B", 2), ("é", 3))
    antwoord = replace(v.aantallen(), resultaten={"1": Resultaat("1", "Proef", kolommen, rijen)})
    assert leverbaar(antwoord).resultaten["1"].rijen == ((None, 1), ("B", 2), ("b", 9), ("b", 10), ("é", 3))
