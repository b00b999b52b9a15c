"""The commands of the gate as a person types them: judge a question, see what is registered, hear the policy, test a request."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hulp.opdracht import hier
from hulp.poortzaak import GOED, NU, REGISTRATIE

from datastation import onderhoud, sleutel, voorbeeld
from datastation.cli import poort as opdrachten
from datastation.instellingen import lees_station, middelen
from datastation.poort.controles import CONTROLES
from datastation.poort.register import sha256_van
from datastation.verversen import ververs

IGJ = "did:web:igj.example"
BELEID = f"""versie = "2026-1"
[[afnemers]]
did = "{IGJ}"
naam = "IGJ"
[[afnemers.profielen]]
profiel = "igj-wzd-aantallen"
versies = ["1.0.0"]
besluit = "mens"
onthulling = ["geen"]
vanaf = 2026-07-01
tot = 2026-07-31
[[afnemers.profielen]]
profiel = "igj-wzd-analyse"
versies = ["1.0.0"]
besluit = "weigeren"
[[afnemers.profielen]]
profiel = "igj-wzd-registraties"
versies = ["1.0.0"]
besluit = "automatisch"
onthulling = ["geen"]
quotum = {{ dagen = 30, vragen = 2 }}
"""
VRAAG = str(middelen("queries") / "vragen/igj-wzd-aantallen/1.0.0/4-totaal.rq")
TOETS = ("poort", "toets", "--afnemer", IGJ, "--profiel", "igj-wzd-aantallen", "--versie", "1.0.0", "--vraag", "1")
OP_TIJD = ("--op", "2026-07-15", "--param", "periode=2026-H1")


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    """A refreshed station of an organisation that does not exist, with a policy."""
    map = tmp_path_factory.mktemp("poort") / "station"
    organisatie = voorbeeld.maak_organisatie(clienten=40, seed=3)
    voorbeeld.schrijf_station(organisatie, map, "csv-nl")
    instellingen = lees_station(map)
    sleutel.maak_sleutel(instellingen.sleutel)
    ververs(instellingen, vandaag=organisatie.peildatum)
    (map / "beleid.toml").write_text(BELEID, encoding="utf-8")
    return map


def test_keur_een_vraag_van_een_profiel(station):
    """A published question is judged and tried; what it would ask stands on the screen, and as data."""
    uit = hier("poort", "keur", VRAAG, "--profiel", "igj-wzd-aantallen", "--vraag", "4", map=station)
    assert (uit.code, uit.fout) == (0, "")
    for deel in ("De poort laat de vraag door.", "cliënten: geslaagd.", "- wzd:OnvrijwilligeZorg", "De vraag kan worden geregistreerd."):
        assert deel in uit.uit
    als_json = json.loads(hier("poort", "keur", VRAAG, "--profiel", "igj-wzd-aantallen", "--vraag", "4", "--json", map=station).uit)
    assert als_json["aangenomen"]
    assert als_json["proef"]["rijen"] == 1
    assert [k["naam"] for k in als_json["proef"]["kolommen"]] == ["clienten", "maatregelen", "momenten"]
    assert any(p.name.startswith("proef-") for p in (station / "register").iterdir()), "the snapshot is kept for the next time"


def test_keur_een_eigen_vraag_zonder_station(tmp_path):
    """A draft with its own parameters and columns needs no station, and leaves nothing behind."""
    vraag = tmp_path / "eigen.rq"
    vraag.write_text(
        "# Parameters: ?begin, ?einde\nPREFIX onz-g: <http://purl.org/ozo/onz-g#>\n"
        "SELECT (COUNT(*) AS ?n) { ?a onz-g:startDatum ?dag FILTER(?dag >= ?begin && ?dag <= ?einde) }"
    )
    uit = hier("poort", "keur", str(vraag), "--parameters", "jaar, vestigingsnummer", "--kolommen", "n=telling:geheel", map=tmp_path)
    assert (uit.code, uit.fout) == (0, "")
    assert "Vraag eigen van concept@0.0.0" in uit.uit
    assert "- ?begin = 2025-01-01" in uit.uit
    assert list(tmp_path.iterdir()) == [vraag]
    uit = hier("poort", "keur", str(vraag), "--profiel", "igj-wzd-aantallen", "--kolommen", "n=telling:geheel", map=tmp_path)
    assert uit.code == 0
    assert "- ?begin = 2026-01-01" in uit.uit


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        ("SELECT ?n { SERVICE <urn:x> { ?a ?b ?n } }", "SERVICE stuurt een deel van de vraag naar een andere computer."),
        ("SELECT DISTINCT ?n { ?a a ?n }", "De kolom n is geheel, en de vraag geeft daarin:"),
        ("SELECT ?n { ?a a ?n . ?b a ?c . ?d a ?e }", "de vraag is gestopt"),
    ],
)
def test_keur_zegt_nee(tekst, zin, tmp_path, station):
    """Refused at the gate, by the kind of its cells or by a limit: exit code 1, with the reason."""
    vraag = tmp_path / "vraag.rq"
    vraag.write_text(tekst)
    uit = hier("poort", "keur", str(vraag), "--kolommen", "n=telling:geheel", "--station", str(station))
    assert uit.code == 1
    assert zin in " ".join(uit.uit.split())
    assert "De vraag wordt niet geregistreerd." in uit.uit
    assert not json.loads(hier("poort", "keur", str(vraag), "--kolommen", "n=telling:geheel", "--station", str(station), "--json").uit)[
        "aangenomen"
    ]


@pytest.mark.parametrize(
    ("woorden", "zin"),
    [
        ((), "Zeg bij welk profiel de vraag hoort"),
        (("--vraag", "1"), "Zeg bij welk profiel de vraag hoort"),
        (("--vraag", "1", "--kolommen", "n=telling"), "Een vraagnummer hoort bij een profiel."),
        (("--profiel", "igj-wzd-aantallen"), "Zeg welke kolommen de vraag geeft."),
        (("--profiel", "igj-wzd-aantallen", "--vraag", "4", "--kolommen", "n=telling"), "Zeg welke kolommen de vraag geeft."),
        (("--profiel", "igj-wzd-aantallen", "--vraag", "4", "--parameters", "jaar"), "Een profiel heeft zijn eigen parameters."),
        (("--profiel", "bestaat-niet", "--vraag", "4"), "Er is geen uitwisselprofiel bestaat-niet."),
        (("--kolommen", "n"), "Een kolom schrijft u als NAAM=KLASSE"),
        (("--kolommen", "n=aantal"), "Een kolom schrijft u als NAAM=KLASSE"),
        (("--kolommen", "n=telling:getal"), "Een kolom schrijft u als NAAM=KLASSE"),
        (("--kolommen", "n=telling", "--parameters", "kwartaal"), "Die soort parameter is er niet."),
    ],
)
def test_keur_verkeerd_gebruik(woorden, zin, tmp_path):
    """What the command cannot know it asks for, in Dutch."""
    uit = hier("poort", "keur", VRAAG, *woorden, map=tmp_path)
    assert (uit.code, uit.uit) == (2, "")
    assert zin in " ".join(uit.fout.split())


def test_keur_van_niets(tmp_path):
    """A file that is not there is named."""
    uit = hier("poort", "keur", "weg.rq", "--kolommen", "n=telling", map=tmp_path)
    assert uit.code == 2
    assert "Het bestand met de vraag is niet te lezen." in uit.fout


def test_register(station):
    """Every question of every profile, with its hash and whether it is in force."""
    uit = hier("poort", "register", map=station)
    assert (uit.code, uit.fout) == (0, "")
    assert "igj-wzd-aantallen@1.0.0: geldt" in uit.uit
    assert "d468f0ab2efe1617c5cc35a083bea3975b15f04c7cc4a0b413c213e69aec14b7" in uit.uit
    rijen = json.loads(hier("poort", "register", "--json", map=station).uit)
    assert len(rijen) == 12
    assert {r["status"] for r in rijen} == {"geldt"}
    assert rijen[0]["parameters"] == ["begin", "einde", "halfjaar", "vestigingsnummer"]


def test_beleid(station):
    """The policy in sentences; what cannot work makes exit code 1."""
    uit = hier("poort", "beleid", map=station)
    assert uit.code == 1
    for deel in (
        f"IGJ ({IGJ})",
        "- igj-wzd-analyse@1.0.0: wordt geweigerd: zo staat het in het beleid.",
        "Wat hier niet staat, wordt geweigerd.",
        "IGJ, igj-wzd-registraties: automatisch heeft geen gevolg, omdat igj-wzd-registraties@1.0.0 om een mens vraagt.",
    ):
        assert deel in uit.uit
    als_json = json.loads(hier("poort", "beleid", "--json", map=station).uit)
    assert als_json["versie"] == "2026-1"
    assert len(als_json["afnemers"]) == 1


def test_beleid_van_een_nieuw_station(tmp_path):
    """A new station has a policy that refuses everybody, and says so."""
    onderhoud.maak_station(tmp_path / "nieuw")
    uit = hier("poort", "beleid", map=tmp_path / "nieuw")
    assert uit.code == 1
    assert "Niemand mag iets vragen." in uit.uit
    (tmp_path / "nieuw" / "beleid.toml").unlink()
    uit = hier("poort", "beleid", map=tmp_path / "nieuw")
    assert uit.code == 2
    assert "zonder beleid wordt alles geweigerd" in " ".join(uit.fout.split())


def test_beleid_dat_klopt(station, tmp_path):
    """A policy without anything to say about it ends with code 0; another file may be read than that of the station."""
    goed = tmp_path / "goed.toml"
    goed.write_text(
        BELEID.partition('[[afnemers.profielen]]\nprofiel = "igj-wzd-analyse"')[0].replace("tot = 2026-07-31", "tot = 2099-12-31")
    )
    uit = hier("poort", "beleid", "--bestand", str(goed), map=station)
    assert uit.code == 0
    assert "Let op" not in uit.uit


def test_toets_wat_mag(station):
    """A request that would be admitted: all checks passed, who releases and why, and what would be filled in."""
    uit = hier(*TOETS, *OP_TIJD, map=station)
    assert (uit.code, uit.fout) == (0, "")
    for naam in CONTROLES:
        assert f"\n{naam} " in uit.uit
    assert "een mens geeft het antwoord vrij" in uit.uit
    assert "?begin = 2026-01-01" in uit.uit
    assert "?vestigingsnummer = 0000999" in uit.uit
    als_json = json.loads(hier(*TOETS, *OP_TIJD, "--json", map=station).uit)
    assert als_json["uitkomst"] == "mens"
    assert [s["stand"] for s in als_json["stappen"]] == ["geslaagd"] * len(CONTROLES)
    assert als_json["vier_ogen"]


@pytest.mark.parametrize(
    ("anders", "reden"),
    [
        (("--param", "periode=2026-H1", "--op", "2026-08-01"), "buiten-venster"),
        (("--op", "2026-07-15"), "parameter-ontbreekt"),
        ((*OP_TIJD, "--param", "kwartaal=Q1"), "parameter-onbekend"),
        ((*OP_TIJD, "--param", "vestiging=000000000009"), "parameter-buiten-domein"),
        ((*OP_TIJD, "--zonder-credential"), "alleen-credentialsubject"),
        ((*OP_TIJD, "--afnemer", "did:web:ander.example"), "aanvrager-onbekend"),
        (("--op", "2026-07-15", "--param", "jaar=2025", "--profiel", "igj-wzd-analyse"), "beleid-weigert"),
        ((*OP_TIJD, "--profiel", "igj-wzd-registraties", "--eerder", "2"), "quotum-vragen"),
    ],
)
def test_toets_wat_niet_mag(anders, reden, station):
    """A request that would be refused: exit code 1, the check that fails and why; those after it are not judged."""
    uit = hier(*TOETS, *anders, map=station)
    assert uit.code == 1
    assert f"({reden})" in uit.uit
    assert "Besluit: geweigerd." in uit.uit
    stappen = json.loads(hier(*TOETS, *anders, "--json", map=station).uit)["stappen"]
    gezakt = [s["stand"] for s in stappen].index("gezakt")
    assert {s["stand"] for s in stappen[gezakt + 1 :]} <= {"niet-beoordeeld"}


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        (("--versie", "9.9.9"), "Er is geen uitwisselprofiel igj-wzd-aantallen in versie 9.9.9."),
        (("--vraag", "9"), "heeft geen vraag 9"),
        (("--op", "morgen"), "Die datum is niet te lezen."),
        (("--param", "periode"), "Een parameter schrijft u als NAAM=WAARDE."),
        (("--bestand", "weg.toml"), "Het beleid van het station is niet te lezen"),
    ],
)
def test_toets_verkeerd_gebruik(anders, zin, station):
    """What does not exist is named, with exit code 2."""
    uit = hier(*TOETS, *anders, map=station)
    assert (uit.code, uit.uit) == (2, "")
    assert zin in " ".join(uit.fout.split())


def test_toets_zonder_momentopname(tmp_path):
    """A station that was never refreshed knows no vestigingen: nothing is admitted, and nothing breaks."""
    onderhoud.maak_station(tmp_path / "nieuw")
    (tmp_path / "nieuw" / "beleid.toml").write_text(BELEID, encoding="utf-8")
    uit = hier(*TOETS, *OP_TIJD, map=tmp_path / "nieuw")
    assert uit.code == 1
    assert "(parameter-ontbreekt)" in uit.uit


def test_toets_automatisch_waar_het_profiel_een_mens_vraagt(station):
    """Where the policy says automatic and the profile asks for a person, a person it is, and the command says because of what."""
    uit = hier(*TOETS, *OP_TIJD, "--profiel", "igj-wzd-registraties", map=station)
    assert uit.code == 0
    assert "het uitwisselprofiel vraagt om vrijgave door een mens" in " ".join(uit.uit.split())


@pytest.mark.parametrize(
    ("velden", "ingetrokken", "status"),
    [
        ({}, None, "geldt tot en met 31-12-2026"),
        ({"geldig_tot": None}, None, "geldt"),
        ({"geldig_van": date(2026, 8, 1)}, None, "geldt vanaf 01-08-2026"),
        ({"geldig_tot": date(2026, 7, 14)}, None, "gold tot en met 14-07-2026"),
        ({}, NU, "ingetrokken"),
    ],
)
def test_status_van_een_registratie(velden, ingetrokken, status):
    """In words: in force, not yet, not any more, or withdrawn."""
    registratie = replace(REGISTRATIE, profiel=replace(REGISTRATIE.profiel, **velden), ingetrokken_op=ingetrokken)
    assert opdrachten._status(registratie, date(2026, 7, 15)) == status


def test_besluit_dat_automatisch_vrijgeeft(capsys):
    """A decision for automatic release is told as what it is: subject to the rules for disclosure."""
    opdrachten._toon_besluit(GOED.beslis())
    assert "het antwoord gaat automatisch weg, als de regels voor onthulling het doorlaten" in " ".join(capsys.readouterr().out.split())


def test_eigen_profiel_van_een_station(tmp_path):
    """A profile that a station adds is seen by every command of the gate, beside those of the datastation."""
    map, ruw = tmp_path / "eigen", b"# Eigen vraag\nSELECT (COUNT(*) AS ?n) { ?a a ?b }\n"
    onderhoud.maak_station(map)
    with (map / "station.toml").open("a") as uit:
        uit.write('\n[uitwisseling]\nbasis = "https://station.example"\nprofielen = "profielen"\n')
    (map / "vragen").mkdir()
    (map / "vragen/tellen.rq").write_bytes(ruw)
    profiel = (middelen("uitwisselprofielen") / "igj-wzd-aantallen/1.0.0.toml").read_text(encoding="utf-8").partition("[[vragen]]")[0]
    vraag = (
        f'[[vragen]]\nnr = "1"\ntitel = "Tellen"\npad = "vragen/tellen.rq"\nsha256 = "{sha256_van(ruw)}"\n'
        'kolommen = [{ naam = "n", klasse = "telling", soort = "geheel", titel = "Aantal" }]\n'
    )
    (map / "profielen/eigen").mkdir(parents=True)
    (map / "profielen/eigen/1.0.0.toml").write_text(profiel.replace('id = "igj-wzd-aantallen"', 'id = "eigen"') + vraag, encoding="utf-8")
    rijen = json.loads(hier("poort", "register", "--json", map=map).uit)
    assert [r["sha256"] for r in rijen if r["profiel"] == "eigen@1.0.0"] == [sha256_van(ruw)]
    assert hier("poort", "keur", "vragen/tellen.rq", "--profiel", "eigen", "--vraag", "1", map=map).code == 0
    (map / "beleid.toml").write_text(BELEID.replace("igj-wzd-aantallen", "eigen"), encoding="utf-8")
    assert "eigen@1.0.0" in hier("poort", "beleid", map=map).uit
    assert "dit profiel bestaat niet" not in hier("poort", "beleid", map=map).uit
    assert hier(*TOETS, *OP_TIJD, "--profiel", "eigen", map=map).code == 0
