"""Profiles with rules for disclosure: what their file must declare, and that none of it fits a profile without rules."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hulp.personeel import PROFIELEN, maak_station

from datastation.fouten import InstellingenFout
from datastation.instellingen import lees_station
from datastation.uitwisselen.afschermen import open_boek
from datastation.uitwisselprofiel import alle_profielen, zoek

BRON = PROFIELEN / "personeel-aantallen" / "1.0.0.toml"
WAT_NIET_KAN = {
    "a question without its companion": (r'inzenders = \{ pad = "vragen/1[^}]*\}\n', "", "horen bij regels"),
    "no rules, and tables all the same": (r'\[onthulling\]\nk = 10\nnul = "vrij"\nvol = "vrij"\n', "", "onthulling"),
    "a fact that is neither code nor number": (
        'naam = "aantal", klasse = "telling"',
        'naam = "aantal", klasse = "kenmerk"',
        "kolom aantal",
    ),
    "a key that the table does not know": ("functie = { codes", "soort = { codes", "sleutelkolommen"),
    "a column that is not there": (r'niet_geleverd = \["vast"\]', 'niet_geleverd = ["los"]', "los"),
    "a form that cannot tell": (r'formaten = \["json"', 'formaten = ["xml", "json"', "xml"),
    "a total twice": ('"arts"], totaal', '"arts", "totaal"], totaal', "totaal"),
    "a hash that is none": (r'(sha256 = ")\w{4}', r"\1zzzz", "sha256"),
}
WAT_NIET_PAST = {
    "an unknown rule": ("k = 10", "kk = 10", "onthulling"),
    "a limit below three": ("k = 10", "k = 2", "k"),
    "a ratio of what is not there": ('noemer = "aantal"', 'noemer = "alles"', "kolom alles"),
    "a parent that is not there": ('"arts"], totaal = "totaal"', '"arts"], ouders = { arts = "zorg" }', "sleutel functie"),
    "a part of hours": ("[vragen.tabel]\nmaten", '[vragen.tabel]\ndeel_van = { uren = "medewerkers" }\nmaten', "kolom uren"),
}


def verander(map: Path, oud: str, nieuw: str) -> Path:
    """The folder of profiles with one change in the file."""
    doel = map / "profielen"
    shutil.copytree(PROFIELEN, doel)
    tekst = BRON.read_text()
    anders = re.sub(oud, nieuw, tekst, count=1) if re.search(oud, tekst) else tekst.replace(oud, nieuw, 1)
    assert anders != tekst
    (doel / "personeel-aantallen" / "1.0.0.toml").write_text(anders)
    return doel


@pytest.mark.parametrize("naam", WAT_NIET_KAN)
def test_een_bestand_dat_niet_kan(naam: str, tmp_path: Path) -> None:
    """The file is refused when it is read, in words."""
    oud, nieuw, woord = WAT_NIET_KAN[naam]
    with pytest.raises(InstellingenFout) as fout:
        alle_profielen(verander(tmp_path, oud, nieuw))
    assert woord in fout.value.waar


@pytest.mark.parametrize("naam", WAT_NIET_PAST)
def test_een_declaratie_die_niet_past(naam: str, tmp_path: Path) -> None:
    """A station that takes such a profile does not start."""
    oud, nieuw, woord = WAT_NIET_PAST[naam]
    profielen = alle_profielen(verander(tmp_path, oud, nieuw))
    with pytest.raises(InstellingenFout) as fout:
        open_boek(lees_station(maak_station(tmp_path / "s")), profielen)
    assert woord in f"{fout.value.waar} {fout.value.wat}"


def test_naast_die_van_het_datastation(tmp_path: Path) -> None:
    """A station adds profiles, and puts none in the place of another; the text of a question is found beside the folder."""
    alle = alle_profielen(erbij=PROFIELEN)
    assert {p.id for p in alle} - {p.id for p in alle_profielen()} == {"personeel-aantallen"}
    eigen = zoek("personeel-aantallen", date(2026, 8, 1), erbij=PROFIELEN)
    assert all(eigen.tekst(v) and (b := v.begeleidend) and eigen.tekst(b) for v in eigen.vragen)
    wzd = zoek("igj-wzd-aantallen", date(2026, 8, 1))
    (tmp_path / "nep").mkdir()
    shutil.copy(wzd.bestand, tmp_path / "nep" / "1.0.0.toml")
    with pytest.raises(InstellingenFout, match="twee keer"):
        alle_profielen(erbij=tmp_path)


def test_een_boek_alleen_waar_het_nodig_is(tmp_path: Path) -> None:
    """Without a profile with rules there is no ledger and no key; with one both are made once, and a lost key is not made again."""
    station = lees_station(maak_station(tmp_path / "s"))
    assert open_boek(station, alle_profielen()) is None
    assert not (station.map / "vrijgaveboek").exists()
    profielen = alle_profielen(PROFIELEN)
    assert open_boek(station, profielen) is not None
    assert open_boek(station, profielen) is not None
    sleutel = station.map / "sleutels" / "onthulling"
    assert sleutel.stat().st_mode & 0o077 == 0
    sleutel.unlink()
    with pytest.raises(InstellingenFout, match="ontbreekt"):
        open_boek(station, profielen)
