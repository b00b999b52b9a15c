"""Appending, reading, signing and pruning a log, each in a file of its own."""

import json
import os
import sqlite3
import stat
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hulp.logboek import AUDITOR, BRON, DAG, IGJ, Klok, Sleutel, regel, vul
from pydantic import ValidationError

from datastation.fouten import GebruiksFout, Geweigerd, GrensBereikt, InstellingenFout, MotorFout
from datastation.logboek import Boomhoofd, Gebeurtenis, Leesfilter, Logboek, Logregel, klopt_hoofd, lees_sleutel, opslag, speel_na
from datastation.logboek.boek import jaren_eerder


def test_een_regel_draagt_de_velden_van_nen_7513(tmp_path):
    """An entry gets a number, a time in nanoseconds, the clock's name and the hash of the one before; it comes back as it was written."""
    klok = Klok()
    with Logboek(tmp_path, BRON, klok=klok) as boek:
        eerste = boek.schrijf(regel())
        klok.nu += 1
        tweede = boek.schrijf(regel(gebeurtenis=Gebeurtenis.VERZONDEN))
        assert (eerste.volgnummer, eerste.tijd, eerste.klok, eerste.vorige) == (0, "2020-01-01T00:00:00.000000000Z", "systeem", None)
        assert (tweede.volgnummer, tweede.tijd, tweede.vorige) == (1, "2020-01-01T00:00:00.000000001Z", eerste.hash)
        assert boek.lees(Leesfilter(), AUDITOR) == (eerste, tweede)


def test_bestand_en_map_zijn_voor_de_eigenaar_alleen(tmp_path):
    """The folder is 0700; the file, its WAL and its index are 0600, whatever the umask."""
    oud = os.umask(0)
    try:
        with Logboek(tmp_path / "l", BRON) as boek:
            boek.schrijf(regel())
            rechten = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "l").iterdir()}
    finally:
        os.umask(oud)
    assert rechten == {"logboek.sqlite": 0o600, "logboek.sqlite-wal": 0o600, "logboek.sqlite-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "l").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "opdracht",
    [
        "UPDATE regel SET zaaknummer = 'x' WHERE volgnummer = 0",
        "DELETE FROM regel WHERE volgnummer = 0",
        "DELETE FROM regel",
        "INSERT OR REPLACE INTO regel SELECT volgnummer, 'x', gebeurtenis, tijd, inhoud FROM regel WHERE volgnummer = 1",
        "INSERT INTO regel SELECT 7, zaaknummer, gebeurtenis, tijd, inhoud FROM regel WHERE volgnummer = 1",
        "UPDATE knoop SET hash = zeroblob(32)",
        "DELETE FROM knoop WHERE niveau = 1",
        "REPLACE INTO knoop VALUES (0, 0, zeroblob(32))",
        "INSERT INTO knoop VALUES (0, 9, zeroblob(32))",
        "UPDATE hoofd SET grootte = 1",
        "DELETE FROM hoofd",
        "REPLACE INTO hoofd SELECT nummer, 9, inhoud FROM hoofd",
        "INSERT INTO snoei VALUES (1, 2)",
        "INSERT INTO snoei VALUES (3, 2)",
    ],
)
def test_de_tabellen_groeien_alleen_aan(tmp_path, opdracht):
    """No UPDATE, DELETE or REPLACE gets past the triggers, and nothing is put in but at the end."""
    vul(tmp_path, 3, ondertekenaar=Sleutel())
    db = sqlite3.connect(tmp_path / "logboek.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="groeit alleen aan"):
        db.execute(opdracht)
    db.close()
    assert speel_na(tmp_path).goed


def test_lezen_is_zelf_een_regel(tmp_path):
    """Who read, and with which filter, is written before anything is given; that entry is not part of what was read."""
    vul(tmp_path, 6)
    with Logboek(tmp_path, BRON) as boek:
        gelezen = boek.lees(Leesfilter(zaaknummer="Z-1", hoogstens=1), AUDITOR)
        assert [r.volgnummer for r in gelezen] == [4]
        (inzage,) = boek.lees(Leesfilter(gebeurtenis=Gebeurtenis.LOGBOEK_GELEZEN), AUDITOR)
    assert inzage.regel.gebruikers[0].id == "auditor-1"
    assert inzage.regel.betrokken[0].details == {"zaaknummer": "Z-1", "hoogstens": "1", "vanaf": "0"}
    assert speel_na(tmp_path).grootte == 8


def test_filters(tmp_path):
    """By user, by time (from inclusive, until exclusive) and from a number."""
    klok = Klok()
    with Logboek(tmp_path, BRON, klok=klok) as boek:
        for n in range(4):
            boek.schrijf(regel(gebruikers=(IGJ.model_copy(update={"id": f"u{n % 2}", "namens": "baas"}),)))
            klok.nu += DAG

        def nummers(**velden):
            return [r.volgnummer for r in boek.lees(Leesfilter(gebeurtenis=Gebeurtenis.ONTVANGEN, **velden), AUDITOR)]

        assert nummers(gebruiker="u1") == [1, 3]
        assert nummers(gebruiker="baas") == [0, 1, 2, 3]
        assert nummers(van=datetime(2020, 1, 2, tzinfo=UTC), tot=datetime(2020, 1, 4, tzinfo=UTC)) == [1, 2]
        assert nummers(vanaf=2) == [2, 3]


def test_klok_die_teruggaat_staat_erbij(tmp_path):
    """A time before that of the entry before is kept as it is, and marked."""
    klok = Klok()
    with Logboek(tmp_path, BRON, klok=klok, klokbron="ntp") as boek:
        boek.schrijf(regel())
        klok.nu -= 1
        assert boek.schrijf(regel()).klok == "ntp (loopt achter op de vorige regel)"


def test_een_toestand_heeft_een_zaaknummer():
    """A state of a question without a case number is no entry; a change of settings needs none."""
    with pytest.raises(ValidationError, match="zaaknummer"):
        regel(zaak=None)
    assert regel(zaak=None, gebeurtenis=Gebeurtenis.INSTELLING_GEWIJZIGD).zaaknummer is None
    with pytest.raises(ValidationError, match="netwerkpunt"):
        IGJ.model_validate({"id": "x", "netwerkpunt": "192.0.2.1"})
    assert {g.handeling for g in Gebeurtenis} == set("CRUDE")


@pytest.mark.parametrize("alg", ["EdDSA", "ES256"])
def test_hoofden_dragen_een_handtekening(tmp_path, alg):
    """The first entry gets a head, `onderteken` one over all; each names the one before, and only the right key fits."""
    sleutel = Sleutel(alg)
    with Logboek(tmp_path, BRON, ondertekenaar=sleutel) as boek:
        for _ in range(5):
            boek.schrijf(regel())
        hoofd = boek.onderteken()
        assert boek.onderteken() == hoofd
        eerste, tweede = boek.hoofden()
        assert (eerste.grootte, tweede, tweede.vorige) == (1, hoofd, eerste.vingerafdruk)
        assert boek.samenhang(eerste.grootte, hoofd.grootte).klopt(eerste.wortel, hoofd.wortel)
        assert not boek.samenhang(eerste.grootte, hoofd.grootte).klopt(hoofd.wortel, hoofd.wortel)
    assert klopt_hoofd(hoofd, sleutel.publiek)
    assert not klopt_hoofd(hoofd, Sleutel(alg).publiek)
    assert not klopt_hoofd(hoofd, Sleutel("ES256" if alg == "EdDSA" else "EdDSA").publiek)
    for veld, waarde in {"grootte": 4, "wortel": "0" * 64, "tijd": "x", "vorige": None, "kid": "y"}.items():
        assert not klopt_hoofd(hoofd.model_copy(update={veld: waarde}), sleutel.publiek), veld
    anders = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    laatste = anders[anders.index(hoofd.handtekening[-1]) ^ 1]
    with pytest.raises(ValidationError, match="spelling"):
        Boomhoofd.model_validate({**hoofd.model_dump(), "handtekening": hoofd.handtekening[:-1] + laatste})
    assert Boomhoofd.model_validate_json(json.dumps(hoofd.model_dump(mode="json"))) == hoofd
    verslag = speel_na(tmp_path, sleutel.bekend, [eerste, hoofd])
    assert (verslag.goed, verslag.hoofden, verslag.onbekend) == (True, 2, ())
    assert speel_na(tmp_path).onbekend == ("station#1",)


def test_een_hoofd_elk_uur_en_elke_duizend_regels(tmp_path):
    """Heads come by themselves: after an hour in which something happens, and after 1,000 entries."""
    klok = Klok()
    with Logboek(tmp_path, BRON, ondertekenaar=Sleutel(), klok=klok) as boek:
        for stap in (0, 3599, 1, 10):
            klok.nu += stap * 10**9
            boek.schrijf(regel())
        assert [h.grootte for h in boek.hoofden()] == [1, 3]
        for _ in range(999):
            boek.schrijf(regel())
        assert [h.grootte for h in boek.hoofden()] == [1, 3, 1003]


def test_sleutel_die_niet_past(tmp_path):
    """A key of another algorithm signs nothing, and the append that needed it is not there."""
    sleutel = Sleutel()
    sleutel.alg = "RS256"
    with Logboek(tmp_path, BRON, ondertekenaar=sleutel) as boek, pytest.raises(InstellingenFout):
        boek.schrijf(regel())
    assert speel_na(tmp_path).grootte == 0
    (tmp_path / "stuk.pem").write_text("geen sleutel")
    with pytest.raises(InstellingenFout):
        lees_sleutel(tmp_path / "stuk.pem")


def test_bewijs_van_een_zaak(tmp_path):
    """All entries of a case, proven under a signed head without the log; one letter, one place or another case and it is said."""
    sleutel = Sleutel()
    vul(tmp_path, 10, ondertekenaar=sleutel)
    with Logboek(tmp_path, BRON, ondertekenaar=sleutel) as boek:
        bewijs = boek.zaak("Z-1", AUDITOR)
    assert [r.bewijs.volgnummer for r in bewijs.regels] == [1, 4, 7]
    assert bewijs.gebreken(sleutel.publiek) == ()
    assert "handtekening" in bewijs.gebreken(Sleutel().publiek)[0]
    eerste = bewijs.regels[0]
    anders = (
        eerste.model_copy(update={"inhoud": eerste.inhoud.replace("stap 1", "stap 2")}),
        eerste.model_copy(update={"bewijs": eerste.bewijs.model_copy(update={"volgnummer": 2})}),
        eerste.model_copy(update={"bewijs": eerste.bewijs.model_copy(update={"pad": eerste.bewijs.pad[1:]})}),
    )
    for fout in anders:
        assert "niet zo in het logboek" in bewijs.model_copy(update={"regels": (fout,)}).gebreken(sleutel.publiek)[0]
    assert "andere zaak" in bewijs.model_copy(update={"zaaknummer": "Z-2"}).gebreken(sleutel.publiek)[0]
    assert "volgorde" in bewijs.model_copy(update={"regels": (eerste, eerste)}).gebreken(sleutel.publiek)[0]


def test_bewijs_zonder_sleutel(tmp_path):
    """Without a key a case is proven under the last head; what came later is counted. Without any head there is no proof."""
    vul(tmp_path, 1, ondertekenaar=Sleutel())
    vul(tmp_path, 3)
    with Logboek(tmp_path, BRON, maak=False) as boek:
        bewijs = boek.zaak("Z-0", AUDITOR)
        assert (len(bewijs.regels), bewijs.nog_zonder_hoofd) == (1, 1)
        with pytest.raises(GebruiksFout):
            boek.onderteken()
    vul(tmp_path / "b", 1)
    with Logboek(tmp_path / "b", BRON) as boek, pytest.raises(GebruiksFout):
        boek.zaak("Z-0", AUDITOR)


def test_bewijzen_buiten_het_logboek_worden_geweigerd(tmp_path):
    """No proof about entries or sizes that are not there."""
    vul(tmp_path, 3)
    with Logboek(tmp_path, BRON) as boek:
        for vraag in (lambda: boek.insluiting(3), lambda: boek.insluiting(0, 4), lambda: boek.insluiting(-1), lambda: boek.samenhang(3, 2)):
            with pytest.raises(GebruiksFout):
                vraag()
        assert boek.insluiting(2, 3).klopt(speel_na(tmp_path).wortel)


def test_leeg_logboek(tmp_path):
    """A log that is not there is said; an empty one is whole and has nothing to sign."""
    with pytest.raises(GebruiksFout):
        Logboek(tmp_path, BRON, maak=False)
    with pytest.raises(GebruiksFout):
        speel_na(tmp_path)
    with Logboek(tmp_path, BRON, ondertekenaar=Sleutel()) as boek, pytest.raises(GebruiksFout):
        boek.onderteken()
    assert speel_na(tmp_path).goed


def test_een_ander_bestand_is_geen_logboek(tmp_path):
    """A file that is not SQLite, or of another version, is refused and left as it is."""
    (tmp_path / "logboek.sqlite").write_bytes(b"geen database, maar wel lang genoeg om er een te lijken" * 20)
    with pytest.raises(MotorFout):
        Logboek(tmp_path, BRON)
    db = sqlite3.connect(tmp_path / "ander.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    (tmp_path / "ander.sqlite").replace(tmp_path / "logboek.sqlite")
    with pytest.raises(MotorFout, match="andere versie"):
        Logboek(tmp_path, BRON)


def _schrijf_vol(boek):
    for _ in range(1000):
        boek.schrijf(regel(omschrijving="x" * 2000))


def test_volle_schijf_en_bezet_logboek(tmp_path, monkeypatch):
    """A file that may not grow, or that another process holds, refuses the entry with the reason; what was there stays."""
    monkeypatch.setattr(opslag, "WACHT", 0.1)
    with Logboek(tmp_path, BRON) as boek:
        boek.schrijf(regel())
        with boek._opslag.transactie() as db:
            ander = sqlite3.connect(tmp_path / "logboek.sqlite", timeout=0.1)
            with pytest.raises(sqlite3.OperationalError):
                ander.execute("BEGIN IMMEDIATE")
            ander.close()
            with pytest.raises(GrensBereikt) as bezet:
                Logboek(tmp_path, BRON).sluit()
            paginas = db.execute("PRAGMA page_count").fetchone()[0]
        boek._opslag._verbinding.execute(f"PRAGMA max_page_count = {paginas}")
        with pytest.raises(GrensBereikt) as vol:
            _schrijf_vol(boek)
    assert (bezet.value.grens, vol.value.grens) == ("wandtijd", "schijf")
    assert speel_na(tmp_path).goed


def test_sleutels_van_een_ander_soort(tmp_path):
    """A public key on another curve signs no log."""
    sleutel = generate_private_key(SECP384R1()).public_key()
    (tmp_path / "k.pem").write_bytes(sleutel.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(InstellingenFout, match="Dit soort sleutel"):
        lees_sleutel(tmp_path / "k.pem")


def test_snoeien_op_schrikkeldag():
    """Five years before 29 February is 28 February, where that year has no 29th."""
    assert jaren_eerder("2024-02-29T12:00:00.000000000Z", 5) == "2019-02-28T12:00:00.000000000Z"
    assert jaren_eerder("2024-02-29T12:00:00.000000000Z", 8) == "2016-02-29T12:00:00.000000000Z"
    assert jaren_eerder("2024-03-01T00:00:00.000000000Z", 5) == "2019-03-01T00:00:00.000000000Z"


def test_een_symbolische_koppeling_wordt_niet_gevolgd(tmp_path):
    """A link in the place of the log leads nowhere."""
    (tmp_path / "l").mkdir()
    (tmp_path / "l/logboek.sqlite").symlink_to(tmp_path / "elders")
    with pytest.raises(OSError, match="symbolic"):
        Logboek(tmp_path / "l", BRON)
    assert not (tmp_path / "elders").exists()


class TestSnoeien:
    """Contents older than five years go; the tree and every proof of the rest stay."""

    def boek(self, map, klok):
        return Logboek(map, BRON, ondertekenaar=Sleutel(), klok=klok)

    def test_inhoud_gaat_en_bewijzen_blijven(self, tmp_path):
        """After pruning the old text is nowhere in the files; the replay is good, and old and new proofs hold."""
        klok = Klok()
        with self.boek(tmp_path, klok) as boek:
            for n in range(6):
                boek.schrijf(regel(f"Z-{n}", omschrijving=f"geheimzinnig-{n}"))
                klok.nu += 365 * DAG
            oud = boek.onderteken()
            gesnoeid = boek.snoei(AUDITOR)
            assert gesnoeid.regel.betrokken[0].details["tot"] == "1"
            nieuw = boek.onderteken()
            assert boek.samenhang(oud.grootte).klopt(oud.wortel, nieuw.wortel)
            assert all(boek.insluiting(n).klopt(nieuw.wortel) for n in range(nieuw.grootte))
            assert [r.volgnummer for r in boek.lees(Leesfilter(gebeurtenis=Gebeurtenis.ONTVANGEN), AUDITOR)] == [1, 2, 3, 4, 5]
            bytes = b"".join(p.read_bytes() for p in tmp_path.iterdir())
            assert b"geheimzinnig-0" not in bytes
            assert b"geheimzinnig-1" in bytes
        verslag = speel_na(tmp_path, bekend=[oud, nieuw])
        assert (verslag.goed, verslag.gesnoeid) == (True, 1), verslag.gebreken

    def test_alles_en_daarna_weer(self, tmp_path):
        """A log that is wholly pruned goes on, and a later pruning takes the entry about the earlier one with it."""
        klok = Klok()
        with self.boek(tmp_path, klok) as boek:
            for _ in range(3):
                boek.schrijf(regel())
            for tot in ("3", "4"):
                klok.nu += 6 * 366 * DAG
                assert boek.snoei(AUDITOR).regel.betrokken[0].details["tot"] == tot
                assert boek.snoei(AUDITOR) is None
            boek.schrijf(regel())
        verslag = speel_na(tmp_path)
        assert (verslag.goed, verslag.gesnoeid, verslag.grootte) == (True, 4, 6), verslag.gebreken

    def test_niet_eerder_dan_na_vijf_jaar(self, tmp_path):
        """Less than five years is refused; on the day itself nothing goes."""
        klok = Klok()
        with self.boek(tmp_path, klok) as boek:
            boek.schrijf(regel())
            klok.nu += (5 * 365 + 2) * DAG
            assert boek.snoei(AUDITOR) is None
            with pytest.raises(Geweigerd):
                boek.snoei(AUDITOR, jaren=4)
            klok.nu += 1
            assert boek.snoei(AUDITOR, jaren=6) is None
            assert boek.snoei(AUDITOR) is not None

    def test_wat_na_een_jongere_regel_komt_wacht(self, tmp_path):
        """Where the clock was put back, an old entry behind a younger one stays until that one is old too."""
        klok = Klok()
        with self.boek(tmp_path, klok) as boek:
            klok.nu += 3 * 365 * DAG
            boek.schrijf(regel())
            klok.nu -= 2 * 365 * DAG
            boek.schrijf(regel())
            klok.nu += 6 * 365 * DAG
            assert boek.snoei(AUDITOR) is None

    def test_wie_snoeit_draagt_geen_nummer(self, tmp_path):
        """Pruning by somebody whose id may be a BSN is refused, and nothing went."""
        klok = Klok()
        with self.boek(tmp_path, klok) as boek:
            boek.schrijf(regel())
            klok.nu += 6 * 366 * DAG
            with pytest.raises(Geweigerd):
                boek.snoei(AUDITOR.model_copy(update={"id": "999990019"}))
        assert speel_na(tmp_path).gesnoeid == 0


def test_een_regel_kent_geen_onbekende_velden():
    """A field that the model does not know is refused: nothing goes into the log unseen."""
    with pytest.raises(ValidationError):
        Logregel.model_validate({**regel().model_dump(), "opmerking": "x"})
