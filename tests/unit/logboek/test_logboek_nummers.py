"""No entry holds a number that could be somebody's BSN."""

import uuid

import pytest
from hulp.logboek import AUDITOR, BRON, IGJ, regel

from datastation.fouten import Geweigerd
from datastation.logboek import Betrokken, Leesfilter, Logboek, Parameter, Resultaat, Verzoek, Vraagstuk, speel_na
from datastation.logboek.nummers import bevat_nummer

NUMMER = "999990019"


@pytest.mark.parametrize(
    "tekst",
    [
        NUMMER,
        f"bsn{NUMMER}x",
        f"cliënt_{NUMMER}",
        "9999.90.019",
        "9999 90 019",
        "999-990-019",
        "999.990.019",
        f"2.16.840.1.113883.2.4.6.3.{NUMMER}",
        f"id={NUMMER}&x=1",
        "%39%39%39%39%39%30%30%31%39",
        "".join(chr(0xFF10 + int(c)) for c in NUMMER),
        "".join(chr(0x0660 + int(c)) for c in NUMMER),
        "\u200b".join(NUMMER),
    ],
)
def test_wat_een_bsn_kan_zijn(tekst):
    """In a row, grouped, between letters, encoded, in other digits, with signs that nobody sees."""
    assert bevat_nummer(tekst)


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        "999990018",
        "000000000",
        f"1{NUMMER}",
        f"{NUMMER}0",
        "2026-11-22T18:58:54",
        f"0a{NUMMER}" + "b" * 53,
        f"12345678-1234-1234-1234-a{NUMMER}bc",
        "12345678",
    ],
)
def test_wat_er_geen_is(tekst):
    """Another check digit, more digits, a time, a hash, a uuid."""
    assert not bevat_nummer(tekst)


def test_uuids_worden_nooit_geweigerd():
    """A message id cannot be refused by chance."""
    assert not any(bevat_nummer(str(uuid.UUID(int=n * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128))) for n in range(20_000))


@pytest.mark.parametrize(
    ("velden", "plek"),
    [
        ({"omschrijving": f"over {NUMMER}"}, "omschrijving"),
        ({"zaak": NUMMER}, "zaaknummer"),
        ({"gesprek": NUMMER}, "gesprek"),
        ({"reden": NUMMER}, "reden"),
        ({"gebruikers": (IGJ, IGJ.model_copy(update={"naam": NUMMER}))}, "gebruikers[1].naam"),
        ({"betrokken": (Betrokken(soort="1", id="x", details={"sha256": NUMMER}),)}, "betrokken[0].details.sha256"),
        ({"betrokken": (Betrokken(soort="1", id="x", details={NUMMER: "x"}),)}, "betrokken[0].details (een naam daarin)"),
        ({"verzoek": Verzoek(organisatie={"naam": NUMMER})}, "verzoek.organisatie.naam"),
        ({"vraag": Vraagstuk(parameters={"client": (Parameter(waarde=NUMMER),)})}, "vraag.parameters.client[0].waarde"),
        ({"resultaat": Resultaat(rijen=int(NUMMER))}, "resultaat.rijen"),
        ({"bron": BRON.model_copy(update={"id": NUMMER})}, "bron.id"),
    ],
)
def test_elk_veld_wordt_nagekeken(tmp_path, velden, plek):
    """Wherever the number stands, the entry is refused with the name of the field and without the number, and nothing is written."""
    with Logboek(tmp_path, BRON) as boek, pytest.raises(Geweigerd) as fout:
        boek.schrijf(regel(**velden))
    assert fout.value.waar == f"veld {plek}"
    assert NUMMER not in str(fout.value)
    assert speel_na(tmp_path).grootte == 0


def test_zoeken_op_een_bsn_wordt_geweigerd(tmp_path):
    """A reader who asks for a BSN gets nothing: the filter would stand in the log."""
    with Logboek(tmp_path, BRON) as boek:
        boek.schrijf(regel())
        with pytest.raises(Geweigerd):
            boek.lees(Leesfilter(gebruiker=NUMMER), AUDITOR)
