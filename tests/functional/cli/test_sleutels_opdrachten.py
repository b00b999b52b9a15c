"""Keys of the station on the command line: make, list, take away; each change stands in the log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hulp.opdracht import hier

from datastation import onderhoud
from datastation.instellingen import lees_station
from datastation.logboek import Gebruiker, Leesfilter, Logboek, Logbron


@pytest.fixture
def map(tmp_path: Path) -> Path:
    """A new station without keys for signing."""
    onderhoud.maak_station(tmp_path / "s")
    return tmp_path / "s"


def lijst(map: Path) -> list[dict[str, str]]:
    return json.loads(hier("sleutel", "lijst", "--station", str(map), "--json").uit)  # type: ignore[no-any-return]


def test_maken_tonen_weghalen(map: Path) -> None:
    """The newest key signs; an older one can be taken away, the one that signs cannot; no private half is shown."""
    assert "sleutel nieuw" in hier("sleutel", "lijst", "--station", str(map)).uit
    assert hier("sleutel", "nieuw", "--station", str(map)).code == 0
    assert hier("sleutel", "nieuw", "--soort", "ES256", "--station", str(map)).code == 0
    nieuw, oud = lijst(map)
    assert (nieuw["soort"], oud["soort"]) == ("ES256", "EdDSA")
    assert "d" not in nieuw["jwk"]
    assert "ondertekent" in hier("sleutel", "lijst", "--station", str(map)).uit
    assert hier("sleutel", "weg", nieuw["kid"], "--station", str(map)).code == 2
    assert hier("sleutel", "weg", oud["kid"], "--station", str(map)).code == 0
    assert [s["kid"] for s in lijst(map)] == [nieuw["kid"]]
    bron = Logbron(organisatie=lees_station(map).kvk, id="test")
    with Logboek(map / "logboek", bron) as boek:
        regels = boek.lees(Leesfilter(), Gebruiker(id="a", rol="auditor"))
    assert [r.regel.gebeurtenis.value for r in regels] == ["instelling_gewijzigd"] * 3
    assert oud["kid"] in (regels[2].regel.omschrijving or "")


def test_wat_niet_kan(map: Path) -> None:
    """Another kind of key, or one that is not there, is explained."""
    assert hier("sleutel", "nieuw", "--soort", "RSA", "--station", str(map)).code == 2
    assert hier("sleutel", "weg", "x", "--station", str(map)).code == 2
