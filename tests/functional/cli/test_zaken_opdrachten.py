"""Handling questions on the command line: who may do what is what the release says, every refusal has its code, and nothing is seen unshown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hulp.opdracht import Uitvoer, hier
from hulp.zaakwerk import BEHEER, MENSEN, NU, POORT, beantwoord, bereid_voor, breng, met_mensen, sha, toestand

from datastation import onderhoud, vrijgave, zaken
from datastation.cli.opties import systeemnaam
from datastation.fouten import GebruiksFout, InstellingenFout
from datastation.instellingen import lees_station
from datastation.model.antwoord import Antwoord, Kolom, Resultaat
from datastation.staat import Staat, open_staat
from datastation.vertrouwen import sleutelbos

Doe = Callable[..., Uitvoer]
JAREN = 1000  # cases of the tests are made in NU; the command line has the real clock


@pytest.fixture
def station(tmp_path: Path) -> Path:
    """A station without data, with people."""
    map = tmp_path / "s"
    onderhoud.maak_station(map)
    staat = met_mensen(open_staat(map / "staat" / "staat.sqlite"))
    staat.sluit()
    return map


@pytest.fixture
def staat(station: Path) -> Staat:
    """Its state database."""
    return open_staat(station / "staat" / "staat.sqlite")


@pytest.fixture
def doe(station: Path) -> Doe:
    """Run a command on it."""
    return lambda *woorden: hier(*woorden, "--station", str(station))


def lang(staat: Staat, tot: str, **anders: object) -> str:
    """A case that will not lapse while the test runs."""
    return breng(staat, tot, vervalt=NU.replace(year=NU.year + 70), **anders)  # type: ignore[arg-type]


def test_een_lege_lijst(doe: Doe) -> None:
    """Without cases there is a word on the error channel and nothing for a script."""
    leeg = doe("zaken", "--als", "bo")
    assert (leeg.code, leeg.uit) == (0, "")
    assert "geen zaken" in leeg.fout
    assert json.loads(doe("zaken", "--als", "bo", "--json").uit) == []


def test_de_lijst(doe: Doe, staat: Staat) -> None:
    """Cases stand there the oldest first, and can be filtered by state; a state that does not exist is named."""
    een, twee = lang(staat, "beantwoord", sleutel="a"), lang(staat, "ontvangen", sleutel="b", vraag_nr="2")
    alle = json.loads(doe("zaken", "--als", "aad", "--json").uit)
    assert {z["zaaknummer"] for z in alle} == {een, twee}
    assert alle[0]["parameters"] == {"halfjaar": "2026-H1"}
    een_ = doe("zaken", "--als", "aad", "--toestand", "beantwoord")
    assert een in een_.uit
    assert twee not in een_.uit
    fout = doe("zaken", "--als", "aad", "--toestand", "klaar")
    assert (fout.code, "verlopen" in fout.fout) == (2, True)


@pytest.mark.parametrize("wie", ["bea", "ann", "niemand"])
def test_wie_niet_mag_lezen(doe: Doe, staat: Staat, wie: str) -> None:
    """A role without the right, or somebody who is not known, gets code 4 and sees nothing of the case."""
    nummer = lang(staat, "beantwoord")
    for woorden in (("zaken",), ("zaak", "toon", nummer), ("zaak", "inzien", nummer)):
        geweigerd = doe(*woorden, "--als", wie)
        assert (geweigerd.code, geweigerd.uit) == (4, "")
        assert "2026-H1" not in geweigerd.fout


def test_wie_niets_zegt_is_wie_hij_is(doe: Doe) -> None:
    """Without --als the name that the system knows counts, and that must be a user too."""
    assert doe("zaken").code == 4
    assert doe("gebruiker", "voeg-toe", systeemnaam(), "--rol", "auditor").code == 0
    assert doe("zaken").code == 0


def test_de_hele_weg(doe: Doe, staat: Staat) -> None:
    """Open, check, open by another, release: each step by its person, out of turn it is refused with the reason."""
    nummer = lang(staat, "beantwoord")
    assert doe("zaak", "vrijgeven", nummer, "--als", "bo").code == 4
    assert doe("zaak", "klaarzetten", nummer, "--als", "kim").code == 4
    gezien = doe("zaak", "inzien", nummer, "--als", "kim")
    assert (gezien.code, sha("antwoord") in gezien.uit, f"antwoorden/{nummer}" in gezien.uit) == (0, True, True)
    assert doe("zaak", "klaarzetten", nummer, "--als", "kim").code == 0
    zonder = doe("zaak", "vrijgeven", nummer, "--als", "bo")
    assert (zonder.code, "nog niet geopend" in zonder.fout) == (4, True)
    assert json.loads(doe("zaak", "inzien", nummer, "--als", "bo", "--json").uit)["antwoord"] is None
    vrij = doe("zaak", "vrijgeven", nummer, "--als", "bo")
    assert (vrij.code, "wordt verstuurd" in vrij.uit) == (0, True)
    getoond = doe("zaak", "toon", nummer, "--als", "aad").uit
    for woord in ("vrijgegeven", "klaargezet", "ingezien", "bo", "kim", "wacht op verzending", "twee mensen"):
        assert woord in getoond
    dossier = json.loads(doe("zaak", "toon", nummer, "--als", "aad", "--json").uit)
    assert [o["naar"] for o in dossier["overgangen"]][-1] == "vrijgegeven"
    assert doe("zaak", "intrekken", nummer, "--als", "bo", "--reden", "vergissing").code == 0
    assert toestand(staat, nummer) == "ingetrokken"


def test_afwijzen_en_opnieuw(doe: Doe, staat: Staat) -> None:
    """A question is answered again after repair, and an answer is refused, each with a reason; without one it is wrong use."""
    nummer = lang(staat, "beantwoord")
    assert doe("zaak", "opnieuw", nummer, "--als", "kim").code == 2
    assert doe("zaak", "opnieuw", nummer, "--als", "kim", "--reden", "bron hersteld").code == 0
    assert toestand(staat, nummer) == "toegelaten"
    beantwoord(staat, nummer, "nieuw")
    bereid_voor(staat, nummer)
    assert doe("zaak", "afwijzen", nummer, "--als", "bo", "--reden", " ").code == 4
    assert doe("zaak", "afwijzen", nummer, "--als", "bo", "--reden", "te vroeg").code == 0
    assert toestand(staat, nummer) == "afgewezen"


def test_een_correctie_op_de_opdrachtregel(doe: Doe, staat: Staat, station: Path) -> None:
    """A correction needs a key of the station, a cell and the value that stands there; it is signed with that key."""
    nummer = lang(staat, "beantwoord")
    woorden = ("zaak", "corrigeer", nummer, "--als", "kim", "--cel", "1/aantal", "--waarde", "3", "--reden", "dubbel geteld")
    assert doe(*woorden).code == 2
    zonder = doe(*woorden, "--berekend", "4")
    assert (zonder.code, "sleutel" in zonder.fout) == (2, True)
    sleutel = sleutelbos.maak_sleutel(station / sleutelbos.MAP, nu=NU)
    assert doe(*woorden, "--berekend", "4").code == 0
    (correctie,) = vrijgave.lees(staat, nummer, wie=POORT).correcties
    assert (correctie.cel, correctie.berekend, correctie.waarde) == ("1/aantal", "4", "3")
    assert correctie.handtekening == sleutel.sign(vrijgave.verklaring(correctie))
    assert "correctie 1/aantal: 4 → 3" in doe("zaak", "toon", nummer, "--als", "aad").uit


ANTWOORD = Antwoord(
    profiel="p",
    versie="1.0.0",
    titel="t",
    afnemer="a",
    organisatie="o",
    kvk="99990001",
    parameters={},
    begin=NU.date(),
    einde=NU.date(),
    gegevens_tot=NU.date(),
    resultaten={
        "1": Resultaat(
            "1",
            "Aantallen",
            (Kolom("client", "koppel"), Kolom("soort", "sleutel"), Kolom("aantal", "telling", "geheel")),
            (("x", "a", 4), ("y", "b", 0)),
        )
    },
)


def test_gezien_is_getoond(staat: Staat) -> None:
    """Where the answer cannot be fetched it is not noted as seen; where it can, it is given along."""
    nummer = lang(staat, "beantwoord")

    def weg(_: str) -> Antwoord:
        raise GebruiksFout("Het antwoord is weg.")

    with pytest.raises(GebruiksFout):
        zaken.zie_in(staat, nummer, wie=vrijgave.persoon("kim"), nu=NU, haal=weg)
    assert vrijgave.lees(staat, nummer, wie=POORT).merken == ()
    gezien = zaken.zie_in(staat, nummer, wie=vrijgave.persoon("kim"), nu=NU, haal=lambda _: ANTWOORD)
    assert gezien.antwoord is ANTWOORD
    assert [m.soort for m in gezien.dossier.merken] == ["ingezien"]


@pytest.mark.parametrize(("cel", "stond"), [("1/aantal", "4"), ("1/2/aantal", "0"), ("2/soort", "b")])
def test_de_berekende_waarde_komt_uit_het_antwoord(station: Path, staat: Staat, cel: str, stond: str) -> None:
    """Where the answer can be read, what stands in the cell is looked up; who tells something else is refused."""
    nummer = lang(staat, "beantwoord")
    sleutelbos.maak_sleutel(station / sleutelbos.MAP, nu=NU)
    doe = {"cel": cel, "waarde": "3", "reden": "r", "wie": vrijgave.persoon("kim"), "nu": NU, "haal": lambda _: ANTWOORD}
    gemaakt = zaken.corrigeer(lees_station(station), staat, nummer, **doe)  # type: ignore[arg-type]
    assert gemaakt.berekend == stond
    with pytest.raises(GebruiksFout, match="iets anders"):
        zaken.corrigeer(lees_station(station), staat, nummer, **doe, berekend="99")  # type: ignore[arg-type]


@pytest.mark.parametrize("cel", ["3/aantal", "0/aantal", "1/client", "1/niets", "2/1/aantal", "aantal", "1/aantal/x/y", ""])
def test_een_cel_die_er_niet_is(station: Path, staat: Staat, cel: str) -> None:
    """A row, column or question that the answer does not have, or one that is never delivered, is refused."""
    nummer = lang(staat, "beantwoord")
    for haal in (lambda _: ANTWOORD, None):
        if haal is None and cel in ("3/aantal", "1/client", "1/niets", "2/1/aantal"):
            continue
        with pytest.raises(GebruiksFout, match="cel"):
            zaken.corrigeer(
                lees_station(station), staat, nummer, cel=cel, waarde="3", reden="r", berekend="4" if haal is None else None,
                wie=vrijgave.persoon("kim"), nu=NU, haal=haal,
            )  # fmt: skip


def test_gebruikers(doe: Doe) -> None:
    """Users are added, get and lose roles, are shut out and let in again; the first beheerder needs nobody, --als does."""
    assert doe("gebruiker", "voeg-toe", "nieuw", "--naam", "Nieuwe Collega", "--rol", "bestuurder").code == 0
    assert doe("gebruiker", "voeg-toe", "nieuw").code == 4
    assert doe("gebruiker", "rol", "nieuw", "baas").code == 2
    assert doe("gebruiker", "rol", "nieuw", "beheerder", "--als", "kim").code == 4
    assert doe("gebruiker", "rol", "nieuw", "kwaliteitsfunctionaris", "--als", "bea").code == 0
    assert doe("gebruiker", "neem-af", "nieuw", "bestuurder").code == 0
    assert doe("gebruiker", "uit", "nieuw").code == 0
    alle = {g["id"]: g for g in json.loads(doe("gebruiker", "lijst", "--json").uit)}
    assert (alle["nieuw"]["rollen"], alle["nieuw"]["actief"]) == (["kwaliteitsfunctionaris"], False)
    assert doe("zaken", "--als", "nieuw").code == 4
    assert doe("gebruiker", "uit", "nieuw", "--weer-in").code == 0
    assert doe("zaken", "--als", "nieuw").code == 0
    assert "Nieuwe Collega" in doe("gebruiker", "lijst", "--als", "aad").uit
    assert doe("gebruiker", "uit", "bea").code == 4
    assert set(MENSEN) < set(alle)


def test_eerste_gebruiker_van_een_nieuw_station(tmp_path: Path) -> None:
    """A new station has nobody; it says how to begin."""
    onderhoud.maak_station(tmp_path / "s")
    leeg = hier("gebruiker", "lijst", "--station", str(tmp_path / "s"))
    assert (leeg.code, "voeg-toe" in leeg.fout) == (0, True)
    assert hier("gebruiker", "voeg-toe", "bea", "--rol", "beheerder", "--station", str(tmp_path / "s")).code == 0
    (rij,) = json.loads(hier("gebruiker", "lijst", "--json", "--station", str(tmp_path / "s")).uit)
    assert rij["rollen"] == ["beheerder"]


def test_wie_het_deed_staat_erbij(station: Path, doe: Doe, staat: Staat) -> None:
    """What the owner of the machine did to users is kept under the name that the system gives."""
    doe("gebruiker", "voeg-toe", "nieuw", "--rol", "auditor")
    with staat.lezen() as t:
        gegeven = t.exec_driver_sql("SELECT gegeven_door FROM rollen WHERE gebruiker = 'nieuw'").scalar()
    assert gegeven == zaken.beheer(systeemnaam()).id != BEHEER.id


def test_een_server_in_de_omgeving(station: Path) -> None:
    """Where the settings name a variable it must be there; a database elsewhere is the one that is opened."""
    with (station / "station.toml").open("a") as uit:
        uit.write('\n[uitwisseling]\nbasis = "https://station.example"\nstaat = "DS_STAAT"\n')
    instellingen = lees_station(station)
    with pytest.raises(InstellingenFout, match="DS_STAAT"), zaken.open_staat_van(instellingen, {}):
        pass
    with pytest.raises(InstellingenFout, match="soort database"), zaken.open_staat_van(instellingen, {"DS_STAAT": "mysql://x/y"}):
        pass
    assert hier("zaken", "--station", str(station), "--als", "bo").code == 2
