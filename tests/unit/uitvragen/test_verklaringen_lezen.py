"""The credentials that the requester holds: what would make every station refuse is told before anybody is asked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hulp.nepstation import DAG, verklaring

from datastation.berichten import Generatie
from datastation.fouten import GebruiksFout
from datastation.uitvragen.vragen import lees_vragen, vorm_van
from datastation.uitwisselprofiel import zoek
from datastation.vertrouwen.sleutelbos import maak_sleutel
from datastation.vertrouwen.vraagverklaring import vraag_2021

PROFIEL = zoek("igj-wzd-aantallen", DAG)
NU = datetime.now(UTC)
Schrijf = Callable[..., Path]


@pytest.fixture
def schrijf(tmp_path: Path) -> Schrijf:
    """Puts a credential into the folder; gives the folder."""
    sleutel = maak_sleutel(tmp_path / "s", nu=NU).als_did_jwk()
    map = tmp_path / "vragen"
    map.mkdir()

    def doe(nr: str = "4", naam: str = "", id: str = "", houder: str = "did:web:ik.example", **anders: Any) -> Path:
        kenmerk = id or f"urn:uuid:{uuid.uuid4()}"
        (map / (naam or f"{nr}.json")).write_bytes(verklaring(PROFIEL, nr, sleutel, houder, id=kenmerk, **anders))
        return map

    return doe


def lees(map: Path, nu: datetime = NU) -> Any:
    return lees_vragen(map, PROFIEL, houder="did:web:ik.example", nu=nu)


def test_in_de_volgorde_van_het_profiel(schrijf: Schrijf) -> None:
    """Whatever the files are called: the questions come in the order of the profile, each by the hash of its text."""
    schrijf("4", "a.json")
    map = schrijf("2", "b.json")
    assert [(v.nr, v.sha256) for v in lees(map)] == [(nr, PROFIEL.vraag(nr).sha256) for nr in ("2", "4")]


@pytest.mark.parametrize(
    "profiel", [PROFIEL.naam, f"https://x.example/{PROFIEL.naam}", f"https://x.example/p/{PROFIEL.id}/{PROFIEL.versie}"]
)
def test_verwijzingen_naar_het_profiel(schrijf: Schrijf, profiel: str) -> None:
    """A profile is named by its own name or by its IRI in a catalogue."""
    assert len(lees(schrijf(profiel=profiel))) == 1


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"houder": "did:web:ander.example"}, "op naam van een ander"),
        ({"profiel": "igj-wzd-analyse@1.0.0"}, "gaat niet over een vraag van"),
        ({"profiel": "xigj-wzd-aantallen@1.0.0"}, "gaat niet over een vraag van"),
        ({"sparql": b"SELECT * WHERE { ?s ?p ?o }"}, "gaat niet over een vraag van"),
    ],
)
def test_wat_elk_station_zou_weigeren(schrijf: Schrijf, anders: dict[str, Any], zin: str) -> None:
    """Another holder, another profile, another text."""
    with pytest.raises(GebruiksFout, match=zin):
        lees(schrijf(**anders))


def test_verlopen(schrijf: Schrijf) -> None:
    """A credential whose time is over says until when it held."""
    with pytest.raises(GebruiksFout, match="gold tot"):
        lees(schrijf(), nu=NU + timedelta(days=31))


@pytest.mark.parametrize("inhoud", [b"", b"rommel", b"\xff\xfe", b"{}", b'{"a": 1', b"a.b.c", b"[" * 100], ids=range(7))
def test_onleesbaar(tmp_path: Path, inhoud: bytes) -> None:
    """What is no credential is named by its file."""
    map = tmp_path / "vragen"
    map.mkdir()
    (map / "x.json").write_bytes(inhoud)
    with pytest.raises(GebruiksFout, match="niet te lezen") as fout:
        lees(map)
    assert fout.value.waar.endswith("x.json")


def test_niets_teveel_en_dubbel(schrijf: Schrijf, tmp_path: Path) -> None:
    """No file at all, more than one message can hold, and one question twice."""
    with pytest.raises(GebruiksFout, match="geen verklaringen"):
        lees(tmp_path / "weg")
    schrijf("4", "a.json")
    map = schrijf("4", "b.json")
    with pytest.raises(GebruiksFout, match="hetzelfde nummer"):
        lees(map)
    schrijf("4", "a.json", id="urn:x:1")
    with pytest.raises(GebruiksFout, match="hetzelfde kenmerk"):
        lees(schrijf("2", "b.json", id="urn:x:1"))
    for nr in range(11):
        schrijf("4", f"c{nr}.json")
    with pytest.raises(GebruiksFout, match="hoogstens 10"):
        lees(map)


def test_de_vorm_van_de_presentatie(schrijf: Schrijf) -> None:
    """JSON-LD credentials go into a JSON-LD presentation, but not in 2021; a token among them makes it a token."""
    assert vorm_van(lees(schrijf()), Generatie.KIKV_1) == "json-ld"
    assert vorm_van(lees(schrijf()), Generatie.KIKV_2021) == "jwt"
    gemengd = lees(schrijf("2", soort=vraag_2021))
    assert vorm_van(gemengd, Generatie.KIKV_1) == "jwt"
