"""datastation logboek toon, exporteer and verifieer, as a user types them."""

import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hulp.logboek import BRON, Sleutel, herstel, inbreker, vul
from hulp.opdracht import hier

from datastation.logboek import Logboek, Zaakbewijs


@pytest.fixture
def station(tmp_path):
    (tmp_path / "station.toml").write_text('[organisatie]\nnaam = "Proef"\nkvk = "12345678"\n')
    sleutel = Sleutel()
    vul(tmp_path / "logboek", 6, ondertekenaar=sleutel)
    with Logboek(tmp_path / "logboek", BRON, ondertekenaar=sleutel) as boek:
        (tmp_path / "hoofd.json").write_text(boek.onderteken().model_dump_json())
    (tmp_path / "sleutel.pem").write_bytes(sleutel.publiek.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return tmp_path, sleutel


def doe(map, *woorden):
    uitvoer = hier("logboek", *woorden, "--station", str(map), map=map, LOGNAME="iemand-anders")
    return uitvoer.code, uitvoer.uit, uitvoer.fout


@pytest.mark.moet("L1")
def test_toon(station):
    """The entries of a case as a table and as JSON; each look is an entry, under the account and not under what the environment says."""
    map, _ = station
    code, uit, _ = doe(map, "toon", "--zaak", "Z-1")
    assert (code, uit.count("Z-1"), uit.count("did:web:igj.example")) == (0, 2, 2)
    code, uit, _ = doe(map, "toon", "--gebeurtenis", "logboek_gelezen", "--json", "--van", "2020-01-01", "--tot", "2999-12-31")
    (inzage,) = json.loads(uit)
    assert code == 0
    assert inzage["regel"]["betrokken"][0]["details"]["zaaknummer"] == "Z-1"
    assert inzage["regel"]["gebruikers"][0]["id"] != "iemand-anders"
    assert inzage["regel"]["bron"]["organisatie"] == "12345678"


def test_exporteer(station):
    """NDJSON, FHIR and the proof of a case; what is written is for its owner alone."""
    map, sleutel = station
    assert doe(map, "exporteer", "--uit", "l.ndjson")[0] == 0
    assert len((map / "l.ndjson").read_text().splitlines()) == 6
    assert doe(map, "exporteer", "--uit", "l.json", "--vorm", "fhir", "--zaak", "Z-2")[0] == 0
    assert [e["resource"]["resourceType"] for e in json.loads((map / "l.json").read_text())["entry"]] == ["AuditEvent"] * 2
    assert doe(map, "exporteer", "--uit", "b.json", "--vorm", "bewijs", "--zaak", "Z-0")[0] == 0
    bewijs = Zaakbewijs.model_validate_json((map / "b.json").read_bytes())
    assert (len(bewijs.regels), bewijs.gebreken(sleutel.publiek)) == (2, ())
    assert (map / "b.json").stat().st_mode & 0o077 == 0


def test_verifieer(station):
    """A whole log is good, with key and kept head; a changed entry is named, with exit code 1."""
    map, _ = station
    code, uit, _ = doe(map, "verifieer", "--sleutel", "station#1=sleutel.pem", "--hoofd", "hoofd.json")
    assert (code, "Elke regel is zoals zij geschreven is" in uit) == (0, True)
    assert "sleutel onbekend" in doe(map, "verifieer")[1]
    db = inbreker(map / "logboek")
    db.execute("UPDATE regel SET inhoud = CAST(replace(CAST(inhoud AS TEXT), 'stap 4', 'stap 5') AS BLOB) WHERE volgnummer = 4")
    herstel(db)
    code, uit, _ = doe(map, "verifieer")
    assert (code, "regel 4:" in uit, "Bewaar dit bestand" in uit) == (1, True, True)
    code, uit, _ = doe(map, "verifieer", "--json")
    assert (code, [g["volgnummer"] for g in json.loads(uit)["gebreken"]]) == (1, [4])


@pytest.mark.parametrize(
    ("woorden", "code"),
    [
        (("toon", "--gebeurtenis", "koffie"), 2),
        (("toon", "--van", "gisteren"), 2),
        (("toon", "--zaak", ""), 2),
        (("toon", "--gebruiker", "999990019"), 4),
        (("exporteer", "--uit", "x", "--vorm", "pdf"), 2),
        (("exporteer", "--uit", "x", "--vorm", "bewijs"), 2),
        (("verifieer", "--hoofd", "station.toml"), 2),
        (("verifieer", "--sleutel", "a=station.toml"), 2),
        (("verifieer", "--sleutel", "a=er-is-niets"), 2),
    ],
)
def test_wat_niet_kan(station, woorden, code):
    """A wrong request says what is wrong, with its own exit code, and shows no entry."""
    uitslag, uit, fout = doe(station[0], *woorden)
    assert (uitslag, uit) == (code, "")
    assert "Fout:" in fout
    assert "999990019" not in fout


def test_zonder_logboek(tmp_path):
    """Looking at a log that is not there does not make one."""
    (tmp_path / "station.toml").write_text('[organisatie]\nnaam = "Proef"\nkvk = "12345678"\n')
    for opdracht in (("toon",), ("verifieer",), ("exporteer", "--uit", "x")):
        assert doe(tmp_path, *opdracht)[0] == 2
    assert not (tmp_path / "logboek").exists()


def test_snoei(tmp_path):
    """What is older than five years is let go of and an entry says so, under the account; less is refused, a second time nothing is left."""
    (tmp_path / "station.toml").write_text('[organisatie]\nnaam = "Proef"\nkvk = "12345678"\n')
    vul(tmp_path / "logboek", 3, klok=lambda: 1_500_000_000_000_000_000)
    assert doe(tmp_path, "snoei", "--jaren", "4")[0] == 4
    code, uit, _ = doe(tmp_path, "snoei")
    assert (code, "regel 3" in uit) == (0, True)
    assert "niets gesnoeid" in doe(tmp_path, "snoei")[1]
    assert doe(tmp_path, "verifieer")[0] == 0
    (gesnoeid,) = json.loads(doe(tmp_path, "toon", "--json")[1])
    assert (gesnoeid["regel"]["gebeurtenis"], gesnoeid["regel"]["gebruikers"][0]["rol"]) == ("logboek_gesnoeid", "opdrachtregel")
