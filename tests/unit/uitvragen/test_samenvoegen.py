"""The merged files: types kept, absent kept absent, one odd station makes no file fail."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hulp.nepstation import DAG

from datastation.model.antwoord import Waarde
from datastation.uitvragen.nazien import Tabel
from datastation.uitvragen.samenvoegen import schrijf, stationregels
from datastation.uitvragen.stand import Stand, Status
from datastation.uitwisselprofiel import zoek

PROFIEL = zoek("igj-wzd-aantallen", DAG)
NU = datetime(2026, 8, 1, tzinfo=UTC)
HOOFD = {"grootte": 3, "wortel": "00"}


def stand(*namen: str, nrs: tuple[str, ...] = ("1",)) -> Stand:
    stations = [{"naam": n, "did": f"did:web:{n}.example", "basis": "", "kvk": "", "bericht": n, "gesprek": n, "sleutel": n} for n in namen]
    return Stand.uit(
        {"vragen": [{"nr": nr, "id": f"id-{nr}"} for nr in nrs], "stations": stations, "vervalt": (NU + timedelta(days=1)).isoformat()}
    )


def antwoord(station: int, nr: str = "1", **anders: Any) -> dict[str, Any]:
    velden = {"soort": "antwoord", "station": station, "vraag": nr, "sha256": f"h{station}{nr}", "kvk": "99990001", "hoofd": HOOFD}
    return {**velden, "gegevens_tot": "2026-07-05", "onvolledig": False, "uitgesloten": 0, "correcties": [], **anders}


def rij(*waarden: Waarde) -> tuple[Waarde, ...]:
    return ("000000000001", "Linde", "a", 1, True, *waarden)


def test_typen_blijven_en_leeg_blijft_leeg(tmp_path: Path) -> None:
    """Truths and numbers are values in JSON and Parquet; an absent cell is empty, null and null; the columns of the stations come first."""
    s = stand("een", "twee", "niets")
    s.neem(antwoord(0))
    s.neem(antwoord(1))
    rijen = {0: (rij(1, 2, None),), 1: (rij(3, None, 5), rij(4, 4, 4))}
    schrijf(tmp_path, s, PROFIEL, lambda volg, nr, _: Tabel(nr, (), rijen[volg]), vormen=("csv", "json", "parquet"), nu=NU)
    regels = (tmp_path / "vraag-1.csv").read_bytes().split(b"\r\n")
    assert regels[0].startswith(b"station,kvk,vestigingsnummer,")
    assert regels[1] == b"een,99990001,000000000001,Linde,a,1,true,1,2,"
    uit = json.loads((tmp_path / "vraag-1.json").read_bytes())
    assert [(r["station"], r["ambulant"], r["momenten"]) for r in uit] == [("een", True, None), ("twee", True, 5), ("twee", True, 4)]
    assert pq.read_table(tmp_path / "vraag-1.parquet").to_pylist() == uit


def test_tekst_in_een_kolom_van_getallen(tmp_path: Path) -> None:
    """One station that writes text where numbers stand, or a number that fits nowhere, makes that column text; nothing is lost."""
    s = stand("een", "twee")
    s.neem(antwoord(0))
    s.neem(antwoord(1))
    rijen = {0: (rij(1, 2, 10**30),), 1: (rij("Ongedefinieerd", None, 5),)}
    schrijf(tmp_path, s, PROFIEL, lambda volg, nr, _: Tabel(nr, (), rijen[volg]), vormen=("parquet",), nu=NU)
    tabel = pq.read_table(tmp_path / "vraag-1.parquet")
    assert tabel.column("clienten").to_pylist() == ["1", "Ongedefinieerd"]
    assert tabel.column("momenten").to_pylist() == [f"1{'0' * 30}", "5"]
    assert tabel.column("maatregelen").to_pylist() == [2, None]


def test_decimalen_en_dagen_in_json(tmp_path: Path) -> None:
    """A decimal keeps its digits, a day is a text as ISO 8601 has it."""
    s = stand("een")
    s.neem(antwoord(0))
    schrijf(tmp_path, s, PROFIEL, lambda *_: Tabel("1", (), (rij(Decimal("1.10"), date(2026, 1, 2), 0),)), vormen=("json",), nu=NU)
    (uit,) = json.loads((tmp_path / "vraag-1.json").read_bytes())
    assert (uit["clienten"], uit["maatregelen"]) == ("1.10", "2026-01-02")


def test_een_station_met_verschillende_uitkomsten() -> None:
    """Of one station the worst outcome counts, with how many of its questions were answered; a valid answer outweighs what else was said about it."""
    s = stand("een", nrs=("1", "2", "3"))
    s.neem(antwoord(0, "1", uitgesloten=4, onvolledig=True, correcties=[{}, {}]))
    s.neem({"soort": "weigering", "station": 0, "vraag": "2", "code": "c", "zin": "Nee.", "sha256": "x"})
    s.neem({"soort": "ongeldig", "station": 0, "vraag": "1", "code": "o", "zin": "Fout.", "sha256": "y"})
    s.neem({"soort": "iets van later", "station": 0})
    (regel,) = stationregels(s, NU)
    assert (regel.status, regel.vragen, regel.reden) == (Status.GEWEIGERD, "1 van 3", "Nee.")
    assert (regel.uitgesloten, regel.onvolledig, regel.correcties) == (4, True, 2)
    s.neem({"soort": "ongeldig", "station": 0, "vraag": "", "code": "o", "zin": "Fout.", "sha256": "z"})
    assert stationregels(s, NU)[0].status is Status.ONGELDIG


def test_wie_niet_gevraagd_is_en_wie_te_laat_is() -> None:
    """Before anything happened a station was not asked; after the term, whoever did not answer is too late."""
    s = stand("een", "twee")
    s.neem({"soort": "aangenomen", "station": 1, "zaken": []})
    assert [r.status for r in stationregels(s, NU)] == [Status.OPEN, Status.WACHT]
    assert [r.status for r in stationregels(s, NU + timedelta(days=2))] == [Status.TE_LAAT, Status.TE_LAAT]
