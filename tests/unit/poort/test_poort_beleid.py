"""The policy file and the register: what they take, and what they refuse with file and key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hulp.poortzaak import PROFIEL, REGISTRATIE

from datastation.fouten import InstellingenFout
from datastation.model.term import Iri, Knoop, Literaal
from datastation.poort import Parameter, Register, lees_beleid
from datastation.poort.register import sha256_van

GOED = """
versie = "2026-1"

[[afnemers]]
did = "did:web:igj.example"
naam = "IGJ"

[[afnemers.profielen]]
profiel = "igj-wzd-aantallen"
versies = ["1.0.0", "1.1.0"]
besluit = "mens"
onthulling = ["geen"]
vanaf = 2026-07-01
periode_tot = 2026-06-30
quotum = { dagen = 30, vragen = 10 }
"""


def test_lees_beleid(tmp_path):
    """A policy is read with its defaults: nobody without a credential, nothing that it does not name, its own hash."""
    pad = tmp_path / "beleid.toml"
    pad.write_text(GOED, encoding="utf-8")
    beleid = lees_beleid(pad)
    assert beleid.sha256 == sha256_van(GOED)
    igj = beleid.afnemer("did:web:igj.example")
    assert igj is not None
    assert not igj.alleen_credentialsubject
    assert igj.regel("igj-wzd-aantallen", "1.1.0").vanaf == date(2026, 7, 1)
    assert igj.regel("igj-wzd-aantallen", "1.2.0") is None
    assert beleid.afnemer("did:web:igj.example#sleutel") is None


FOUT = {
    "onbekende sleutel boven": (GOED.replace("versie =", "soort = 1\nversie =", 1), "soort: deze instelling bestaat niet"),
    "onbekende sleutel diep": (GOED.replace("besluit", "beslut"), "afnemers.0.profielen.0.beslut: deze instelling bestaat niet"),
    "sleutel van onszelf": (GOED.replace("versie =", 'sha256 = "x"\nversie =', 1), "sha256"),
    "geen versie": (GOED.replace('versie = "2026-1"', ""), "versie: ontbreekt"),
    "ander besluit": (GOED.replace('"mens"', '"ja"'), "besluit: kies een van"),
    "geen did": (GOED.replace("did:web:igj.example", "igj"), "did: een DID begint"),
    "did met sleutel": (GOED.replace("igj.example", "igj.example#k"), "did: een DID begint"),
    "automatisch zonder quotum": (GOED.replace('"mens"', '"automatisch"').split("quotum")[0], "vraagt om een quotum"),
    "venster achterstevoren": (GOED + "tot = 2026-06-30\n", "tot ligt voor het begin"),
    "periode achterstevoren": (GOED + "periode_vanaf = 2026-07-01\n", "periode_tot ligt voor het begin"),
    "quotum nul": (GOED.replace("vragen = 10", "vragen = 0"), "quotum.vragen: moet groter zijn dan 0"),
    "quotum waar": (GOED.replace("vragen = 10", "vragen = true"), "quotum.vragen: moet een geheel getal zijn"),
    "schakelaar als tekst": (GOED.replace('naam = "IGJ"', 'naam = "IGJ"\nalleen_credentialsubject = "ja"'), "moet true of false zijn"),
    "geen versies": (GOED.replace('["1.0.0", "1.1.0"]', "[]"), "versies"),
    "versie dubbel": (GOED.replace('["1.0.0", "1.1.0"]', '["1.0.0", "1.0.0"]'), "dezelfde versie"),
    "afnemer dubbel": (GOED + "[[afnemers]]\ndid = 'did:web:igj.example'\nnaam = 'Ook IGJ'\n", "een afnemer staat er twee keer"),
    "statuslijst te oud": (GOED.replace("versie =", "status_uren = 48\nversie =", 1), "status_uren"),
    "geen toml": ("versie = \n", "regel 1"),
}


@pytest.mark.parametrize(("tekst", "deel"), FOUT.values(), ids=FOUT)
def test_fout_beleid(tmp_path, tekst, deel):
    """A policy that is not exactly right is not read at all; the message names the file and the key."""
    pad = tmp_path / "beleid.toml"
    pad.write_text(tekst, encoding="utf-8")
    with pytest.raises(InstellingenFout) as fout:
        lees_beleid(pad)
    assert str(pad) in fout.value.waar
    assert deel in fout.value.waar
    assert fout.value.herstel


def test_beleid_dat_er_niet_is(tmp_path):
    """Without a policy everything is refused, and the message says so; bytes that are no text are no policy either."""
    with pytest.raises(InstellingenFout, match="zonder beleid wordt alles geweigerd"):
        lees_beleid(tmp_path / "weg.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    with pytest.raises(InstellingenFout, match="geen geldige TOML"):
        lees_beleid(tmp_path / "b.toml")


def test_register_vindt_alleen_precies():
    """A question is found by profile, version and hash together, and by nothing less."""
    register = Register((REGISTRATIE,))
    assert register.vind("aantallen", "1.0.0", REGISTRATIE.sha256) is REGISTRATIE
    assert register.vind("aantallen", "1.0.1", REGISTRATIE.sha256) is None
    assert register.versie("aantallen", "1.0.0") is PROFIEL
    assert register.versie("aantallen", "2.0.0") is None


def test_register_weigert_tegenspraak():
    """One question twice, one number twice, two descriptions of a version, or a text that is not its hash: none can stand in a register."""
    anders = replace(REGISTRATIE, tekst="ASK {}", sha256=sha256_van("ASK {}"))
    for tweede in (replace(REGISTRATIE, nr="2"), anders, replace(anders, nr="2", profiel=replace(PROFIEL, onthulling="geen"))):
        with pytest.raises(ValueError, match="twee"):
            Register((REGISTRATIE, tweede))
    assert len(Register((REGISTRATIE, replace(anders, nr="2"))).registraties) == 2
    with pytest.raises(ValueError, match="controlegetal"):
        replace(REGISTRATIE, tekst=REGISTRATIE.tekst + " ")


@pytest.mark.parametrize(
    "velden",
    [
        {"naam": "?jaar", "domein": (Literaal("1"),)},
        {"naam": "jaar"},
        {"naam": "jaar", "domein": (Literaal("1"),), "lijst": "jaren"},
        {"naam": "jaar", "domein": (Literaal("2"),)},
        {"naam": "jaar", "domein": (Literaal("1"), Knoop("b"))},
    ],
)
def test_parameter_is_gesloten(velden):
    """A parameter has one closed list, of IRIs and values, with its own example on it."""
    with pytest.raises(ValueError, match=r"parameter|domein"):
        Parameter(voorbeeld=Literaal("1"), **velden)


def test_proef_van_een_parameter():
    """Registration tries one value, or two different ones where a parameter takes more."""
    een, twee = Iri("urn:1"), Iri("urn:2")
    assert Parameter("x", een, (een, twee)).proef == (een,)
    assert Parameter("x", een, (een, twee), meervoud=True).proef == (een, twee)
    assert Parameter("x", een, lijst="l", meervoud=True).proef == (een, een)
