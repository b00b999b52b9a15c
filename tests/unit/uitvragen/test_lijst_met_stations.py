"""``lijst.toml``: what may stand in it, and which sentence each mistake gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from datastation.fouten import InstellingenFout
from datastation.uitvragen import lees_lijst

KOP = '[afnemer]\ndid = "did:web:afnemer.example"\n'
STATION = '[[stations]]\nnaam = "Kleinhof"\nurl = "https://station.example"\n'
POSTBUS = '[postbus]\nbasis = "https://post.example"\npoort = 9443\ncertificaat = "post.pem"\n'


def lees(tmp_path: Path, tekst: str) -> object:
    pad = tmp_path / "lijst.toml"
    pad.write_text(tekst, encoding="utf-8")
    return lees_lijst(pad)


def test_het_minste(tmp_path: Path) -> None:
    """A requester and one station by its URL is enough: its DID follows from the URL, and the answers will be fetched."""
    lijst = lees(tmp_path, KOP + STATION)
    assert lijst.postbus is None
    assert lijst.stations[0].eigen_did == "did:web:station.example"
    assert lijst.pad("sleutels") == tmp_path / "sleutels"
    assert (lijst.grenzen.verbindingen, lijst.grenzen.bytes) == (64, 32 << 20)


@pytest.mark.parametrize(
    ("velden", "did", "basis"),
    [
        ('did = "did:web:a.example"', "did:web:a.example", "https://a.example"),
        ('did = "did:web:a.example%3A8443"', "did:web:a.example%3A8443", "https://a.example:8443"),
        ('did = "did:web:a.example:zorg:een"', "did:web:a.example:zorg:een", "https://a.example/zorg/een"),
        ('url = "https://a.example:8443/"', "did:web:a.example%3A8443", "https://a.example:8443"),
        ('did = "did:jwk:abc"\nurl = "https://a.example"', "did:jwk:abc", "https://a.example"),
        ('did = "did:web:b.example"\nurl = "https://a.example"', "did:web:b.example", "https://a.example"),
    ],
)
def test_waar_een_station_staat(tmp_path: Path, velden: str, did: str, basis: str) -> None:
    """DID and URL follow from each other as did:web says; where both stand there, both hold."""
    (station,) = lees(tmp_path, f'{KOP}[[stations]]\nnaam = "x"\n{velden}\n').stations
    assert (station.eigen_did, station.basis) == (did, basis)


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        ("", "afnemer: ontbreekt"),
        (KOP, "stations: "),
        (KOP + '[[stations]]\nnaam = "x"\n', "geef did of url"),
        (KOP + '[[stations]]\nnaam = "x"\nurl = "http://a.example"\n', "url begint met https://"),
        (KOP + '[[stations]]\nnaam = "x"\ndid = "did:jwk:abc"\n', "bij deze soort DID hoort een url"),
        (KOP + '[[stations]]\nnaam = "x"\ndid = "geen"\n', "dit is geen DID"),
        (KOP + '[[stations]]\nnaam = "x"\ndid = "did:web:a.example:.."\n', "wijst nergens naar"),
        (KOP + '[[stations]]\nnaam = "x"\nurl = "https://a.example"\nkvk = "123"\n', "een KvK-nummer is acht cijfers"),
        (KOP + f'[[stations]]\nnaam = "x"\nurl = "https://{"a" * 5000}"\n', "dit adres is te lang"),
        (KOP + STATION + STATION, "de naam van een station staat er twee keer"),
        (KOP + STATION + STATION.replace("Kleinhof", "ander"), "de DID van een station staat er twee keer"),
        (KOP + "sleutel = 1\n" + STATION, "deze instelling bestaat niet"),
        ('[afnemer]\ndid = "did:x"\n' + STATION, "dit is geen DID"),
        (KOP + STATION + POSTBUS.replace("https", "http"), "heeft niet de vorm"),
        (KOP + STATION + "[grenzen]\nverbindingen = 1000\n", "mag hoogstens 256 zijn"),
        (KOP + STATION + "[grenzen]\nbytes = 99999999\n", "mag hoogstens"),
    ],
)
def test_wat_er_niet_kan(tmp_path: Path, tekst: str, zin: str) -> None:
    """Each mistake is named with its setting, in Dutch."""
    with pytest.raises(InstellingenFout) as fout:
        lees(tmp_path, tekst)
    assert zin in fout.value.waar


def test_geen_lijst(tmp_path: Path) -> None:
    """No file, no TOML, and a setting that only we may set, are said."""
    with pytest.raises(InstellingenFout, match="niet te lezen"):
        lees_lijst(tmp_path / "weg.toml")
    with pytest.raises(InstellingenFout, match="geen geldige TOML"):
        lees(tmp_path, "dit is geen toml")
    with pytest.raises(InstellingenFout, match="onbekende instelling"):
        lees(tmp_path, 'map = "x"\n' + KOP + STATION)
