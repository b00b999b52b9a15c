"""Whoever changes a log is found by the replay, and the entry is named."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hulp.logboek import AUDITOR, BRON, DAG, Klok, Sleutel, herstel, inbreker, regel, vul
from hypothesis import given, settings
from hypothesis import strategies as st

from datastation.fouten import MotorFout
from datastation.logboek import Betrokken, Gebeurtenis, Leesfilter, Logboek, boom, speel_na
from datastation.logboek.inhoud import canoniek

AANTAL = 13
SLEUTEL = Sleutel()


@pytest.fixture(scope="module")
def heel(tmp_path_factory):
    map = tmp_path_factory.mktemp("heel")
    vul(map, AANTAL, ondertekenaar=SLEUTEL)
    with Logboek(map, BRON, ondertekenaar=SLEUTEL) as boek:
        boek.onderteken()
    return map


@pytest.fixture
def kopie(heel, tmp_path):
    return Path(shutil.copytree(heel, tmp_path / "kopie"))


def genoemd(map):
    return {g.volgnummer for g in speel_na(map, SLEUTEL.bekend).gebreken}


@settings(max_examples=60, deadline=None)
@given(nummer=st.integers(0, AANTAL - 1), plek=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_elke_bit_van_elke_regel(heel, nummer, plek, bit):
    """One flipped bit in the contents of an entry names that entry, and no other."""
    with tempfile.TemporaryDirectory() as t:
        map = Path(shutil.copytree(heel, Path(t) / "k"))
        db = inbreker(map)
        inhoud = bytearray(db.execute("SELECT inhoud FROM regel WHERE volgnummer = ?", (nummer,)).fetchone()[0])
        inhoud[plek % len(inhoud)] ^= 1 << bit
        db.execute("UPDATE regel SET inhoud = ? WHERE volgnummer = ?", (bytes(inhoud), nummer))
        herstel(db)
        assert genoemd(map) == {nummer}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_elke_bit_van_elke_knoop(heel, data):
    """One flipped bit in a leaf names its entry; in a node above, the last entry below it."""
    with tempfile.TemporaryDirectory() as t:
        map = Path(shutil.copytree(heel, Path(t) / "k"))
        db = inbreker(map)
        knopen = db.execute("SELECT niveau, positie, hash FROM knoop").fetchall()
        niveau, positie, hash = data.draw(st.sampled_from(knopen))
        fout = bytearray(hash)
        fout[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
        db.execute("UPDATE knoop SET hash = ? WHERE niveau = ? AND positie = ?", (bytes(fout), niveau, positie))
        herstel(db)
        assert ((positie + 1) << niveau) - 1 in genoemd(map)


@settings(max_examples=150, deadline=None)
@given(plek=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_elke_bit_van_het_bestand(heel, plek, bit):
    """One flipped bit anywhere in the file is found, or changes nothing of what the log says (room that is not in use)."""
    with tempfile.TemporaryDirectory() as t:
        map = Path(shutil.copytree(heel, Path(t) / "k"))
        pad = map / "logboek.sqlite"
        for los in map.glob("logboek.sqlite-*"):
            los.unlink()
        vooraf = inhoud_van(pad)
        bytes = bytearray(pad.read_bytes())
        bytes[int(plek * len(bytes))] ^= 1 << bit
        pad.write_bytes(bytes)
        if speel_na(map, SLEUTEL.bekend).goed:
            assert inhoud_van(pad) == vooraf


def inhoud_van(pad):
    db = sqlite3.connect(pad)
    try:
        tabellen = {n: db.execute(f"SELECT * FROM {n} ORDER BY 1, 2").fetchall() for n in ("regel", "knoop", "hoofd", "snoei")}
        return tabellen, db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("nummer", [0, 5, AANTAL - 1])
@pytest.mark.parametrize("ook_blad", [False, True])
def test_een_regel_die_weg_is(kopie, nummer, ook_blad):
    """A missing entry is named, with or without its leaf; the last one because a head counted it."""
    db = inbreker(kopie)
    db.execute("DELETE FROM regel WHERE volgnummer = ?", (nummer,))
    if ook_blad:
        db.execute("DELETE FROM knoop WHERE niveau = 0 AND positie = ?", (nummer,))
    herstel(db)
    assert nummer in genoemd(kopie)


def test_twee_regels_omgewisseld(kopie):
    """Contents that changed places name both entries."""
    db = inbreker(kopie)
    a, b = (db.execute("SELECT zaaknummer, gebeurtenis, tijd, inhoud FROM regel WHERE volgnummer = ?", (n,)).fetchone() for n in (3, 8))
    for n, rij in ((3, b), (8, a)):
        db.execute("UPDATE regel SET zaaknummer = ?, gebeurtenis = ?, tijd = ?, inhoud = ? WHERE volgnummer = ?", (*rij, n))
    herstel(db)
    assert genoemd(kopie) == {3, 8}


def test_twee_regels_met_hun_bladen_omgewisseld(kopie):
    """With their leaves too: both stand in another place than where they were written, and the links do not fit."""
    db = inbreker(kopie)
    for tabel, sleutel, extra in (("regel", "volgnummer", ""), ("knoop", "positie", "niveau = 0 AND ")):
        for van, naar in ((3, 100), (8, 3), (100, 8)):
            db.execute(f"UPDATE {tabel} SET {sleutel} = ? WHERE {extra}{sleutel} = ?", (naar, van))
    herstel(db)
    assert {3, 8} <= genoemd(kopie)


@pytest.mark.parametrize("nummer", [AANTAL, AANTAL + 5, -4])
def test_een_ingevoegde_regel(kopie, nummer):
    """Contents without a leaf are named; a number below zero cannot even be put there."""
    db = inbreker(kopie)
    try:
        db.execute("INSERT INTO regel SELECT ?, zaaknummer, gebeurtenis, tijd, inhoud FROM regel WHERE volgnummer = 2", (nummer,))
    except sqlite3.IntegrityError:
        assert nummer < 0
        db.close()
        return
    herstel(db)
    assert nummer in genoemd(kopie)


def test_een_regel_ertussen_geschoven(kopie):
    """An entry put in between, all that follows moved up by one: the first that is wrong is named."""
    db = inbreker(kopie)
    for n in range(AANTAL - 1, 5, -1):
        db.execute("UPDATE regel SET volgnummer = ? WHERE volgnummer = ?", (n + 1, n))
        db.execute("UPDATE knoop SET positie = ? WHERE niveau = 0 AND positie = ?", (n + 1, n))
    db.execute("INSERT INTO regel SELECT 6, zaaknummer, gebeurtenis, tijd, inhoud FROM regel WHERE volgnummer = 5")
    db.execute("INSERT INTO knoop SELECT 0, 6, hash FROM knoop WHERE niveau = 0 AND positie = 5")
    herstel(db)
    assert 6 in genoemd(kopie)


@pytest.mark.parametrize(
    ("veld", "waarde"), [("zaaknummer", "'Z-9'"), ("zaaknummer", "NULL"), ("gebeurtenis", "'verzonden'"), ("tijd", "'2030'")]
)
def test_waarop_gezocht_wordt(kopie, veld, waarde):
    """A column by which entries are found must say what the contents say, or a case would lose an entry unseen."""
    db = inbreker(kopie)
    db.execute(f"UPDATE regel SET {veld} = {waarde} WHERE volgnummer = 4")
    herstel(db)
    assert genoemd(kopie) == {4}


@pytest.mark.parametrize("vanaf", [0, 1, 7, AANTAL - 1])
def test_alles_vanaf_een_regel_herschreven(kopie, vanaf):
    """Who writes a whole new log from some entry on, tree and all, is betrayed by the signed heads that were there before."""
    herschrijf(kopie, vanaf)
    verslag = speel_na(kopie, SLEUTEL.bekend)
    assert {g.volgnummer for g in verslag.gebreken} == ({0} if vanaf == 0 else {1}), "after the last head that still fits"
    assert "getekend" in verslag.gebreken[-1].wat


def herschrijf(map, vanaf):
    """A forger with all our code: other contents from an entry on, with every hash, node and column made to fit."""
    db = inbreker(map)
    regels = db.execute("SELECT volgnummer, tijd FROM regel ORDER BY volgnummer").fetchall()
    vorige = dict(db.execute("SELECT positie, hash FROM knoop WHERE niveau = 0"))
    for n, tijd in regels[vanaf:]:
        inhoud = canoniek(regel("Z-vals"), volgnummer=n, tijd=tijd, klok="systeem", vorige=vorige[n - 1].hex() if n else None)
        vorige[n] = boom.bladhash(inhoud)
        db.execute("UPDATE regel SET zaaknummer = 'Z-vals', gebeurtenis = 'ontvangen', inhoud = ? WHERE volgnummer = ?", (inhoud, n))
    db.execute("DELETE FROM knoop")
    toppen = boom.Toppen()
    for n in range(len(regels)):
        db.executemany("INSERT INTO knoop VALUES (?, ?, ?)", toppen.voeg_toe(vorige[n]))
    herstel(db)


def test_hoofden_mee_herschreven_zonder_sleutel(kopie):
    """Heads made to fit a forged log lack the signature; a head that had left the machine shows it to whoever has no key at all."""
    with Logboek(kopie, BRON) as boek:
        bewaard = boek.hoofden()[-1]
    herschrijf(kopie, 4)
    db = inbreker(kopie)
    db.execute("DELETE FROM hoofd")
    herstel(db)
    assert speel_na(kopie, SLEUTEL.bekend).goed, "a log without heads cannot tell: that is what heads are kept elsewhere for"
    verslag = speel_na(kopie, bekend=[bewaard])
    assert not verslag.goed
    valse = Sleutel()
    with Logboek(kopie, BRON, ondertekenaar=valse) as boek:
        boek.onderteken()
    assert any("handtekening" in g.wat for g in speel_na(kopie, SLEUTEL.bekend).gebreken)


def test_het_einde_eraf(kopie):
    """Cut off neatly, tree and all: the head counts further, and the first missing entry is named."""
    db = inbreker(kopie)
    db.execute("DELETE FROM regel WHERE volgnummer >= 9")
    db.execute("DELETE FROM knoop WHERE ((positie + 1) << niveau) > 9")
    herstel(db)
    assert genoemd(kopie) == {9}


@pytest.mark.parametrize(
    "opdracht",
    [
        "DELETE FROM hoofd WHERE nummer = 0",
        "UPDATE hoofd SET grootte = 2",
        "UPDATE hoofd SET inhoud = CAST(replace(CAST(inhoud AS TEXT), 'Z', 'X') AS BLOB)",
        "UPDATE hoofd SET inhoud = x'7b7d'",
        "INSERT INTO snoei VALUES (3, 5)",
        "INSERT INTO knoop VALUES (9, 0, zeroblob(32))",
        "DELETE FROM knoop WHERE niveau = 2",
        "UPDATE regel SET inhoud = CAST(inhoud AS TEXT) WHERE volgnummer = 2",
        "UPDATE knoop SET positie = 'drie' WHERE niveau = 0 AND positie = 3",
        "INSERT INTO snoei VALUES (1, 'x')",
        "UPDATE hoofd SET inhoud = CAST(inhoud AS TEXT)",
        "PRAGMA user_version = 2",
        "CREATE TRIGGER vreemd AFTER INSERT ON regel BEGIN SELECT 1; END",
    ],
)
def test_al_het_andere(kopie, opdracht):
    """Heads, permissions, nodes too many or too few and strange triggers are found as well."""
    db = inbreker(kopie)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute(opdracht)
    herstel(db)
    assert not speel_na(kopie, SLEUTEL.bekend).goed


def test_een_sleutel_die_niet_gegeven_is(kopie):
    """With other keys than those of the heads the log is not called good; without any key the names of what is missing are given."""
    verslag = speel_na(kopie, {"ander": SLEUTEL.publiek})
    assert (verslag.goed, verslag.onbekend) == (False, ("station#1",))
    assert "niet gegeven" in verslag.gebreken[0].wat
    assert speel_na(kopie).goed


@pytest.mark.parametrize(
    "inhoud",
    [
        b"\xff",
        b"[]",
        b"{}",
        canoniek(regel("Z-2"), volgnummer=5, tijd="gisteren", klok="x", vorige=None),
        b'{"schema": "datastation-logregel-1"}',
    ],
)
def test_een_regel_die_er_geen_is(kopie, inhoud):
    """Contents with a fitting leaf that are no entry of this log are named, and are an error for who reads them."""
    db = inbreker(kopie)
    db.execute("UPDATE regel SET inhoud = ? WHERE volgnummer = 5", (inhoud,))
    db.execute("UPDATE knoop SET hash = ? WHERE niveau = 0 AND positie = 5", (boom.bladhash(inhoud),))
    herstel(db)
    assert 5 in genoemd(kopie)
    with Logboek(kopie, BRON) as boek, pytest.raises(MotorFout, match="beschadigd"):
        boek.lees(Leesfilter(), AUDITOR)


def test_een_regel_met_vreemde_velden(kopie):
    """Canonical contents whose fields are no entry are an error for who reads them, without what stands there."""
    db = inbreker(kopie)
    (inhoud,) = db.execute("SELECT inhoud FROM regel WHERE volgnummer = 5").fetchone()
    db.execute("UPDATE regel SET inhoud = ? WHERE volgnummer = 5", (inhoud.replace(b'"ontvangen"', b'"geheim"'),))
    herstel(db)
    assert genoemd(kopie) == {5}
    with Logboek(kopie, BRON) as boek, pytest.raises(MotorFout) as fout:
        boek.lees(Leesfilter(), AUDITOR)
    assert "geheim" not in str(fout.value)


def test_schrijven_op_een_stuk_logboek(kopie):
    """A log whose end does not fit, or whose nodes are gone, takes no new entry."""
    db = inbreker(kopie)
    db.execute("DELETE FROM regel WHERE volgnummer = 12")
    herstel(db)
    with Logboek(kopie, BRON) as boek, pytest.raises(MotorFout, match="beschadigd"):
        boek.schrijf(regel())


def test_bewijs_uit_een_boom_met_gaten(kopie):
    """A node that is gone is said when a proof needs it."""
    db = inbreker(kopie)
    db.execute("DELETE FROM knoop WHERE niveau = 3")
    herstel(db)
    with Logboek(kopie, BRON) as boek, pytest.raises(MotorFout, match="beschadigd"):
        boek.insluiting(12)


@pytest.mark.parametrize(
    "details",
    [
        {"tot": "veel", "grens": "2000", "wortel": "00"},
        {"grens": "2000"},
        {"tot": "99", "grens": "2000", "wortel": "00"},
        {"tot": "1", "grens": "2999", "wortel": "00"},
    ],
)
def test_een_valse_snoeiregel(tmp_path, details):
    """An entry that says something was pruned which could not be, or does not say what, opens nothing."""
    with Logboek(tmp_path, BRON) as boek:
        boek.schrijf(regel())
        boek.schrijf(regel(None, Gebeurtenis.LOGBOEK_GESNOEID, betrokken=(Betrokken(soort="2", id="regels", details=details),)))
    db = inbreker(tmp_path)
    db.execute("DELETE FROM regel WHERE volgnummer = 0")
    herstel(db)
    assert {g.volgnummer for g in speel_na(tmp_path).gebreken} == {0, 1}


def test_een_snoeiregel_over_iets_anders(tmp_path):
    """What was pruned must be what stood there: the root in the entry is compared with the leaves."""
    with Logboek(tmp_path, BRON, klok=Klok()) as boek:
        boek.schrijf(regel())
        details = {"tot": "1", "grens": "2014", "wortel": "00" * 32}
        boek.schrijf(regel(None, Gebeurtenis.LOGBOEK_GESNOEID, betrokken=(Betrokken(soort="2", id="regels", details=details),)))
    db = inbreker(tmp_path)
    db.execute("DELETE FROM regel WHERE volgnummer = 0")
    herstel(db)
    (gebrek,) = speel_na(tmp_path).gebreken
    assert (gebrek.volgnummer, "niet wat er stond" in gebrek.wat) == (1, True)


def test_een_lange_lijst_houdt_op(tmp_path):
    """A log that is wholly broken gives no endless list."""
    vul(tmp_path, 40)
    db = inbreker(tmp_path)
    db.execute("UPDATE knoop SET positie = positie + 5000 WHERE niveau = 0 AND positie = 39")
    herstel(db)
    assert len(speel_na(tmp_path).gebreken) == 1000


def test_beveiliging_die_weg_is(kopie):
    """Dropped triggers are named."""
    inbreker(kopie).close()
    wat = " ".join(g.wat for g in speel_na(kopie).gebreken)
    assert "regel_gaat_niet_weg" in wat
    assert "knoop_blijft" in wat


def test_snoeien_is_geen_uitvlucht(tmp_path):
    """Contents that go without being old enough, or beyond what was written down, are named; and a pruned entry that comes back."""
    klok = Klok()
    with Logboek(tmp_path, BRON, klok=klok) as boek:
        for _ in range(4):
            boek.schrijf(regel())
            klok.nu += 2 * 366 * DAG
        boek.snoei(AUDITOR)
    assert speel_na(tmp_path).goed
    db = inbreker(tmp_path)
    db.execute("DELETE FROM regel WHERE volgnummer = 3")
    herstel(db)
    assert {g.volgnummer for g in speel_na(tmp_path).gebreken} == {3}
    db = inbreker(tmp_path)
    db.execute("INSERT INTO regel VALUES (0, 'Z-1', 'ontvangen', '2020', x'7b7d')")
    herstel(db)
    assert {g.volgnummer for g in speel_na(tmp_path).gebreken} == {0, 3}
