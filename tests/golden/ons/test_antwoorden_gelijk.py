"""The same organisation through three shapes: the same answers, byte for byte (a key of its own per station)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from datastation.aflevering import maak
from datastation.beantwoorden import beantwoord
from datastation.instellingen import lees_station
from datastation.onderhoud import maak_station
from datastation.verversen import ververs
from datastation.voorbeeld import VORMEN, Organisatie, Vorm, maak_organisatie, schrijf, station_toml

VANDAAG = date(2026, 7, 5)
VRAGEN = (
    ("igj-wzd-aantallen", {"periode": "2026-H1"}, ("xml", "csv", "json")),
    ("igj-wzd-registraties", {"periode": "2026-H1"}, ("xml", "csv", "json")),
    ("igj-wzd-registraties", {"periode": "2025-H2"}, ("xml",)),
)


def leveringen(organisatie: Organisatie, map: Path, vorm: Vorm) -> dict[tuple[str, str], bytes]:
    """Every delivered file by profile, period and name."""
    maak_station(map, station_toml(organisatie, vorm))
    schrijf(organisatie, map / "export", vorm)
    station = lees_station(map)
    ververs(station, vandaag=VANDAAG)
    uit = {}
    for profiel, teksten, formaten in VRAGEN:
        gegeven = beantwoord(station, profiel, teksten, vandaag=VANDAAG)
        for formaat in formaten:
            for bestand in maak(gegeven.antwoord, gegeven.herkomst, formaat):
                if not bestand.naam.endswith(".herkomst.json"):  # names the station, the snapshot and the clock
                    uit[profiel, bestand.naam] = bestand.inhoud
    return uit


def test_drie_vormen_geven_dezelfde_bytes(tmp_path: Path) -> None:
    """Counts and person level, with planted errors: nothing in an answer tells which system it came from."""
    organisatie = maak_organisatie(60, seed=5)
    csv, ons, fhir = (leveringen(organisatie, tmp_path / vorm, vorm) for vorm in ("csv-nl", "ons", "fhir-zib2020"))
    assert set(VORMEN) == {"csv-nl", "ons", "fhir-zib2020"}
    assert len(csv) > 8
    xml = [inhoud for (profiel, naam), inhoud in csv.items() if profiel == "igj-wzd-registraties" and naam.endswith(".xml")]
    assert len(xml) == 2
    assert all(inhoud.count(b"<OnvrijwilligeZorg>") > 10 for inhoud in xml)
    assert ons == csv
    assert fhir == csv
