"""Retention: what is past its term goes, with its answer; what is not, and what the log does not have yet, stays whatever happens."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hulp.opdracht import hier
from hulp.zaakwerk import BEA, BEHEER, KIM, NU, POORT, breng, eis_heel, met_mensen

from datastation import onderhoud, opruimen, vrijgave
from datastation.fouten import GebruiksFout, Geweigerd, MotorFout
from datastation.instellingen import Station, lees_station
from datastation.logboek import Gebruiker, speel_na
from datastation.staat import Staat, open_staat
from datastation.uitwisselen.kluis import Kluis

DOOR = Gebruiker(id="bea", rol="beheerder", is_aanvrager=True)
EERDER = NU + timedelta(days=366 * 5 - 1)
LATER = NU + timedelta(days=366 * 5 + 15)  # a case may lapse a fortnight after it came in
TELLER = itertools.count()
STANDEN = ("ontvangen", "beantwoord", "vrijgegeven", "verzonden", "afgewezen", "ingetrokken", "verlopen")


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """A station with a vault."""
    onderhoud.maak_station(tmp_path / "s")
    gemaakt = lees_station(tmp_path / "s")
    kluis_van(gemaakt)
    return gemaakt


@pytest.fixture
def staat(station: Station) -> Iterator[Staat]:
    """Its state database, with people."""
    staat = met_mensen(open_staat(station.map / "staat" / "staat.sqlite"))
    yield staat
    staat.sluit()


def kluis_van(station: Station) -> Kluis:
    return Kluis(station.map / "kluis", station.map / "sleutels" / "antwoorden")


def zaak(station: Station, staat: Staat, stand: str, **anders: object) -> str:
    """A case in a state, its answer in the vault where it has one."""
    nummer = breng(staat, stand, sleutel=f"s-{next(TELLER)}", vraag_nr=stand, **anders)  # type: ignore[arg-type]
    with staat.schrijven() as t:
        t.exec_driver_sql(f"UPDATE zaken SET antwoord_pad = '{nummer}.x' WHERE zaaknummer = '{nummer}' AND antwoord_pad IS NOT NULL")
    if vrijgave.lees(staat, nummer, wie=POORT).zaak.antwoord_pad:
        kluis_van(station).bewaar(f"{nummer}.x", b"antwoord")
    return nummer


def alles_gelogd(staat: Staat) -> None:
    vrijgave.werk_logboek_bij(staat, lambda _: None)


def nummers(staat: Staat) -> set[str]:
    return {z.zaaknummer for z in vrijgave.lijst(staat, wie=POORT)}


def doe(station: Station, staat: Staat, nu: datetime = LATER, **anders: object) -> opruimen.Opgeruimd:
    return opruimen.ruim_op(station, staat, wie=BEHEER, door=DOOR, nu=nu, **anders)  # type: ignore[arg-type]


@pytest.mark.parametrize("stand", STANDEN)
def test_een_zaak_na_haar_termijn(station: Station, staat: Staat, stand: str) -> None:
    """A case that ended goes after five years with history, marks, reply and answer; one that still runs stays; a day earlier all stay."""
    nummer = zaak(station, staat, stand)
    alles_gelogd(staat)
    assert doe(station, staat, EERDER).zaken == ()
    eindigde = stand not in ("ontvangen", "beantwoord")
    assert doe(station, staat).zaken == ((nummer,) if eindigde else ())
    assert nummers(staat) == (set() if eindigde else {nummer})
    assert kluis_van(station).namen() == ((f"{nummer}.x",) if stand == "beantwoord" else ())
    with staat.lezen() as t:
        over = {naam: t.exec_driver_sql(f"SELECT count(*) FROM {naam}").scalar() for naam in ("overgangen", "merken", "uitgaand", "gelogd")}
    assert (sum(over.values()) == 0) == eindigde
    eis_heel(staat)


def test_wat_het_logboek_nog_niet_heeft_blijft(station: Station, staat: Staat) -> None:
    """A case of which one step is not in the log yet stays, and goes once it is."""
    nummer = zaak(station, staat, "verzonden")
    vrijgave.werk_logboek_bij(staat, lambda _: None, hoogstens=2)
    assert doe(station, staat).zaken == ()
    alles_gelogd(staat)
    assert doe(station, staat).zaken == (nummer,)


def test_wie_vervangen_is_gaat_na_wie_vervangt(station: Station, staat: Staat) -> None:
    """A replaced case stays as long as the one that names it; together they go, the younger first."""
    eerste = breng(staat, "verzonden", sleutel="a")
    tweede = breng(staat, "verzonden", sleutel="b", antwoord="beter", beleid="automatisch", vier_ogen=False, vervangt=eerste)
    alles_gelogd(staat)
    with staat.schrijven() as t:
        t.exec_driver_sql(f"UPDATE zaken SET gewijzigd = '{LATER.isoformat(timespec='microseconds')}' WHERE zaaknummer = '{tweede}'")
    assert doe(station, staat).zaken == ()
    assert set(doe(station, staat, LATER + timedelta(days=366 * 6)).zaken) == {eerste, tweede}


@pytest.mark.parametrize(
    ("stand", "weg"), [("vrijgegeven", False), ("verzonden", False), ("beantwoord", False), ("afgewezen", True), ("verlopen", True)]
)
def test_een_antwoord_dat_niet_weg_mocht(station: Station, staat: Staat, stand: str, weg: bool) -> None:
    """The answer of a case that ended without a release goes after thirty days, its hash stays; every other answer stays."""
    nummer = zaak(station, staat, "beantwoord" if weg else stand)
    if stand == "afgewezen":
        vrijgave.wijs_af(staat, nummer, wie=POORT, nu=NU, reden="onthulling")
    if stand == "verlopen":
        vrijgave.verloop(staat, nu=NU + timedelta(days=14))
    assert doe(station, staat, NU + timedelta(days=29)).antwoorden == ()
    assert doe(station, staat, NU + timedelta(days=45)).antwoorden == ((nummer,) if weg else ())
    na = vrijgave.lees(staat, nummer, wie=POORT).zaak
    assert na.antwoord_sha256
    assert (na.antwoord_pad is None, kluis_van(station).namen() == ()) == (weg, weg)
    assert doe(station, staat, NU + timedelta(days=45)).antwoorden == ()


def test_losse_antwoorden(station: Station, staat: Staat) -> None:
    """An answer in the vault that no case names goes after a day: it may be one that is just being stored."""
    nummer = zaak(station, staat, "verzonden")
    kluis = kluis_van(station)
    for naam in ("oud", "jong"):
        kluis.bewaar(naam, b"x")
    os.utime(station.map / "kluis" / "oud", (0, 0))
    assert doe(station, staat, datetime.now(UTC)).los == 1
    assert kluis.namen() == (f"{nummer}.x", "jong")


def test_het_logboek_zegt_wat_er_ging(station: Station, staat: Staat) -> None:
    """One entry with numbers and a hash over the case numbers; nothing where nothing went."""
    assert doe(station, staat) == opruimen.Opgeruimd((), (), 0, ())
    assert not (station.map / "logboek").exists()
    zaak(station, staat, "verzonden")
    alles_gelogd(staat)
    doe(station, staat)
    (regel,) = json.loads(hier("logboek", "toon", "--gebeurtenis", "gewist", "--json", "--station", str(station.map)).uit)
    assert regel["regel"]["betrokken"][0]["details"]["aantal"] == "1"
    assert speel_na(station.map / "logboek", {}, []).goed


def test_wie_het_mag_en_hoe_kort(station: Station, staat: Staat) -> None:
    """Only a beheerder or the owner of the machine, and never less than the term."""
    zaak(station, staat, "verzonden")
    with pytest.raises(Geweigerd, match="recht"):
        opruimen.ruim_op(station, staat, wie=KIM, door=DOOR, nu=LATER)
    with pytest.raises(Geweigerd, match="vijf jaar"):
        doe(station, staat, jaren=4)
    with pytest.raises(GebruiksFout):
        doe(station, staat, dagen=-1)
    assert opruimen.ruim_op(station, staat, wie=BEA, door=DOOR, nu=NU).zaken == ()


def test_de_database_laat_niets_anders_los(station: Station, staat: Staat) -> None:
    """Also after a clean-up, history of a case that is younger or still runs cannot be removed, by no statement."""
    oud, loopt = zaak(station, staat, "verzonden"), zaak(station, staat, "beantwoord")
    alles_gelogd(staat)
    assert doe(station, staat).zaken == (oud,)
    jong = zaak(station, staat, "verzonden")
    with staat.schrijven() as t:
        t.exec_driver_sql(f"UPDATE zaken SET gewijzigd = '{LATER.isoformat(timespec='microseconds')}' WHERE zaaknummer = '{jong}'")
    for nummer, tabel in ((loopt, "overgangen"), (jong, "overgangen"), (jong, "merken")):
        with pytest.raises(MotorFout), staat.schrijven() as t:
            t.exec_driver_sql(f"DELETE FROM {tabel} WHERE zaaknummer = '{nummer}'")
    with pytest.raises(MotorFout), staat.schrijven() as t:
        t.exec_driver_sql("UPDATE opruimingen SET grens = '9999'")


def test_een_val_halverwege(station: Station, staat: Staat) -> None:
    """Where removing an answer fails, its case stays as it was; the next time all of it goes."""
    nummer = zaak(station, staat, "verzonden")
    alles_gelogd(staat)

    def valt(_: object) -> None:
        raise OSError

    with pytest.raises(OSError):
        vrijgave.ruim_zaken_op(staat, valt, grens=LATER, wie=BEHEER, nu=LATER)
    assert nummers(staat) == {nummer}
    eis_heel(staat)
    kluis_van(station).wis(f"{nummer}.x")
    assert doe(station, staat).zaken == (nummer,)


def test_de_opdracht(station: Station, staat: Staat) -> None:
    """The command says what went, for people and for a script; without a vault it makes none."""
    zaak(station, staat, "verzonden")
    assert "Weg: 0 zaken" in hier("opruimen", "--station", str(station.map)).uit
    assert json.loads(hier("opruimen", "--als", "bea", "--json", "--station", str(station.map)).uit)["zaken"] == []
    assert hier("opruimen", "--als", "kim", "--station", str(station.map)).code == 4
    assert hier("opruimen", "--jaren", "1", "--station", str(station.map)).code == 4
    shutil.rmtree(station.map / "kluis")
    assert hier("opruimen", "--station", str(station.map)).code == 0
    assert not (station.map / "kluis").exists()
