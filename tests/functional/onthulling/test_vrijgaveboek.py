"""The ledger on disk: one decision per case, everybody's releases together, closed to others, and refused when it cannot be trusted."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from datastation.fouten import Geweigerd, InstellingenFout
from datastation.onthulling import GEEN, Cel, Code, Kolom, Regels, Sleutel, Tabel, Vrijgaveboek, Zaak

SLEUTEL, REGELS = bytes(range(32)), Regels(nul="vrij", vol="vrij")


def tabel(*aantallen: int, begin: int = 0) -> Tabel:
    """Locations without a total; person numbers run on from `begin`."""
    cellen, nummer = {}, begin
    for i, aantal in enumerate(aantallen):
        cellen[(f"v{i}",), "n"] = Cel(aantal, frozenset(f"PSEUDO{j}" for j in range(nummer, nummer + aantal)))
        nummer += aantal
    return Tabel(
        (Sleutel("vestiging", tuple(f"v{i}" for i in range(len(aantallen)))),), (Kolom("n", "aantal"),), cellen, frozenset({"2026"})
    )


def zaak(naam: str = "vraag@1.0.0", **parameters: str) -> Zaak:
    return Zaak(naam, parameters, "20260331T000000Z-0123abcd")


def codes(beslissing):
    return [u.code for u in beslissing.uitkomsten.values()]


def test_zelfde_zaak_zelfde_beslissing(tmp_path: Path) -> None:
    """The same question, parameters and snapshot give the stored decision, also after a restart and whatever the table has become."""
    eerste = Vrijgaveboek(tmp_path, SLEUTEL).beslis(zaak(a="1", b="2"), tabel(30, 4), REGELS)
    opnieuw = Vrijgaveboek(tmp_path, SLEUTEL)
    assert opnieuw.beslis(zaak(b="2", a="1"), tabel(99, 98), Regels(k=50)) == eerste
    assert codes(eerste) == [Code.WAARDE, Code.ONDERDRUKT]


def test_twee_vragers(tmp_path: Path) -> None:
    """What one requester got counts for the next: a group that differs by fewer than k people is held back."""
    boek = Vrijgaveboek(tmp_path, SLEUTEL)
    assert codes(boek.beslis(zaak("igj"), tabel(30), REGELS)) == [Code.WAARDE]
    tweede = boek.beslis(zaak("zorgkantoor"), tabel(31), REGELS)
    assert codes(tweede) == [Code.ONDERDRUKT]
    assert tweede.redenen[0].getallen["verschil"] == 1
    assert codes(boek.beslis(zaak("nza"), tabel(40), REGELS)) == [Code.WAARDE]


def test_afgewezen_telt_niet(tmp_path: Path) -> None:
    """A decision that never left can be forgotten; then it does not count, and the case is decided again."""
    boek = Vrijgaveboek(tmp_path, SLEUTEL)
    boek.beslis(zaak("igj"), tabel(30), REGELS)
    assert boek.laat_vervallen(zaak("igj"))
    assert not boek.laat_vervallen(zaak("igj"))
    assert codes(boek.beslis(zaak("zorgkantoor"), tabel(31), REGELS)) == [Code.WAARDE]


def test_geen_komt_niet_in_het_boek(tmp_path: Path) -> None:
    """Exact figures on a legal ground leave as they are, and do not stop later answers."""
    boek = Vrijgaveboek(tmp_path, SLEUTEL)
    assert codes(boek.beslis(zaak("wzd"), tabel(3, 0, 12), GEEN)) == [Code.WAARDE, Code.NUL, Code.WAARDE]
    assert codes(boek.beslis(zaak("personeel"), tabel(13), REGELS)) == [Code.WAARDE]


def test_alleen_voor_de_eigenaar(tmp_path: Path) -> None:
    """The file is 0600; no pseudonym and no parameter stands in it."""
    map = tmp_path / "boek"
    Vrijgaveboek(map, SLEUTEL).beslis(zaak(vestiging="geheim-adres"), tabel(30, 12), REGELS)
    (bestand,) = map.iterdir()
    assert stat.S_IMODE(bestand.stat().st_mode) == 0o600
    assert stat.S_IMODE(map.stat().st_mode) == 0o700
    inhoud = bestand.read_bytes()
    assert b"PSEUDO" not in inhoud
    assert b"geheim-adres" not in inhoud


def test_andere_sleutel(tmp_path: Path) -> None:
    """With another key nobody would be recognised, so the ledger is refused; a key of the wrong length too."""
    Vrijgaveboek(tmp_path, SLEUTEL)
    with pytest.raises(InstellingenFout):
        Vrijgaveboek(tmp_path, bytes(32))
    with pytest.raises(InstellingenFout):
        Vrijgaveboek(tmp_path, b"kort")


def test_te_open_of_kapot(tmp_path: Path) -> None:
    """A ledger that others may read, that is damaged, or that is a link is refused, and nothing is decided."""
    pad = tmp_path / "vrijgaveboek.sqlite"
    boek = Vrijgaveboek(tmp_path, SLEUTEL)
    boek.beslis(zaak(), tabel(30), REGELS)
    pad.chmod(0o640)
    with pytest.raises(InstellingenFout):
        Vrijgaveboek(tmp_path, SLEUTEL)
    pad.chmod(0o600)
    pad.write_bytes(b"dit is geen boek " * 400)
    with pytest.raises(Geweigerd):
        Vrijgaveboek(tmp_path, SLEUTEL)
    with pytest.raises(Geweigerd):
        boek.beslis(zaak("ander"), tabel(30), REGELS)
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / pad.name).symlink_to(pad)
    with pytest.raises(Geweigerd):
        Vrijgaveboek(tmp_path / "elders", SLEUTEL)


def test_mislukte_beslissing_laat_niets_achter(tmp_path: Path) -> None:
    """An error halfway leaves the ledger as it was: the case can be decided afterwards."""
    boek = Vrijgaveboek(tmp_path, SLEUTEL)
    with pytest.raises(AttributeError):
        boek.beslis(zaak(), tabel(30), None)  # type: ignore[arg-type]
    assert codes(boek.beslis(zaak(), tabel(30), REGELS)) == [Code.WAARDE]


def _vraag(map: Path, nummer: int, uit) -> None:
    beslissing = Vrijgaveboek(map, SLEUTEL).beslis(zaak(f"vrager{nummer}"), tabel(30 + nummer), REGELS)
    uit.put(codes(beslissing)[0].value)


def test_twee_processen(tmp_path: Path) -> None:
    """Four processes ask at once for groups that differ by a few people: exactly one of them gets its number."""
    Vrijgaveboek(tmp_path, SLEUTEL)
    soort = multiprocessing.get_context("spawn")
    uit = soort.Queue()
    processen = [soort.Process(target=_vraag, args=(tmp_path, i, uit)) for i in range(4)]
    for proces in processen:
        proces.start()
    uitkomsten = [uit.get(timeout=60) for _ in processen]
    for proces in processen:
        proces.join()
    assert sorted(uitkomsten) == ["onderdrukt"] * 3 + ["waarde"]
