"""The trial of a question that the gate let through: on the synthetic snapshot, under limits, by the real worker."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hulp.poortvragen import VIJANDIG

from datastation import keuren, proef
from datastation.fouten import Geweigerd, GrensBereikt, InstellingenFout, MotorFout
from datastation.invullen import profielversie
from datastation.keuren import Concept, keur, keur_alle
from datastation.model.antwoord import Kolom
from datastation.poort import Keurreden, Profielversie
from datastation.store.werker import Grenzen
from datastation.uitwisselprofiel import alle_profielen

VERSIE = Profielversie("concept", "0.0.0", date(2026, 1, 1))
WZD = "PREFIX wzd: <https://w3id.org/datastation/def/wzd#> "
PROFIELEN = alle_profielen()
AANTALLEN = next(p for p in PROFIELEN if p.id == "igj-wzd-aantallen")
REGISTRATIES = next(p for p in PROFIELEN if p.id == "igj-wzd-registraties")


@pytest.fixture(scope="module")
def kas(tmp_path_factory):
    """A folder with the synthetic snapshot in it, made once."""
    map = tmp_path_factory.mktemp("keuren")
    with proef.proefopname(map):
        pass
    return map


def concept(tekst, *kolommen, parameters=None, versie=VERSIE):
    delen = tuple(Kolom(*k.split(":")) if isinstance(k, str) else k for k in (kolommen or ("n:telling:geheel",)))
    return Concept(WZD.encode() + tekst.encode(), "1", versie, parameters or {}, delen)


def test_elke_vraag_van_elk_profiel_doorstaat_de_proef(kas):
    """Every question that we publish gives its declared columns, cell by cell, within the limits of the trial, and twice the same."""
    for profiel in PROFIELEN:
        for vraag, keuring in zip(
            profiel.vragen, keur_alle([Concept.van_profiel(profiel, v) for v in profiel.vragen], kas=kas), strict=True
        ):
            assert keuring.aangenomen, keuring.tekst()
            assert keuring.proef.rijen > 0
            assert [k.naam for k in keuring.proef.kolommen] == [k.naam for k in vraag.kolommen]
            assert keuring.proef.seconden < 5
            assert not [r for r in keuring.proef.aandacht if "verzonnen gegevens" in r], keuring.proef.aandacht


def test_verslag_zegt_wat_de_vraag_zou_vragen(kas):
    """The report of a question that counts: what it reads, with which values it was tried, and what came of it."""
    keuring = keur(Concept.van_profiel(AANTALLEN, AANTALLEN.vraag("4")), kas=kas)
    assert keuring.proef.klassen == ("wzd:OnvrijwilligeZorg",)
    assert "wzd:soortZorg" in keuring.proef.eigenschappen
    assert "wzd:OnvrijwilligeZorg" not in keuring.proef.eigenschappen
    assert keuring.proef.grafen == ()
    tekst = keuring.tekst()
    for deel in (
        "De poort laat de vraag door.",
        "Proef op verzonnen gegevens van 120 cliënten: geslaagd.",
        "- ?begin = 2026-01-01",
        "- wzd:OnvrijwilligeZorg",
        "Het antwoord had 1 rij, na ",
        "- clienten (telling, geheel): ",
    ):
        assert deel in tekst
    assert tekst.endswith("De vraag kan worden geregistreerd.\n")


def test_van_persoonsgegevens_staat_er_geen_waarde(kas):
    """Of columns that identify a person the report tells the length of the values and never one of them."""
    keuring = keur(Concept.van_profiel(REGISTRATIES, REGISTRATIES.vraag("2")), kas=kas)
    gesloten = [k for k in keuring.proef.kolommen if k.klasse in ("persoonsgegeven", "koppel")]
    assert gesloten
    assert all(k.voorbeeld == "" or k.voorbeeld.endswith("tekens") for k in gesloten)
    assert keuring.proef.grafen == ("urn:datastation:graaf:identificatie",)
    assert "9999" not in keuring.tekst().replace("00009999", "")


def test_geweigerd_aan_de_poort_wordt_niet_geprobeerd():
    """A text that the gate refuses is never run, and no synthetic snapshot is made for it."""
    keuring = keur(concept("SELECT ?n { SERVICE <urn:x> { ?a ?b ?n } }"), kas=Path("/proc/nergens"))
    assert (keuring.proef, keuring.aangenomen) == (None, False)
    assert keuring.verslag.redenen == (Keurreden.SERVICE,)
    assert keuring.tekst().endswith("De vraag wordt niet geregistreerd.\n")


@pytest.mark.parametrize(
    ("tekst", "grenzen", "grens"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }", Grenzen(wandtijd=0.5), "wandtijd"),
        ("SELECT ?n { ?a ?p ?n }", Grenzen(rijen=10), "rijen"),
        ("SELECT ?n { ?a ?p ?n }", Grenzen(bytes=1000), "bytes"),
    ],
)
def test_te_zware_vraag(tekst, grenzen, grens, kas):
    """A question that runs into a limit, on so few facts, is refused; the report names the limit."""
    keuring = keur(concept(tekst, "n:kenmerk:tekst"), kas=kas, grenzen=grenzen)
    assert keuring.verslag.aangenomen
    assert not keuring.aangenomen
    assert keuring.proef.grens == grens
    assert "niet geslaagd" in keuring.tekst()
    assert keuring.tekst().endswith("De vraag wordt niet geregistreerd.\n")


def test_proef_is_nooit_ruimer_dan_haar_eigen_grenzen(kas):
    """A station with high limits does not make the trial wider."""
    ruim = Grenzen(wandtijd=600, cpu=600, geheugen=2**40, rijen=10**9, bytes=2**40)
    assert keur(concept("SELECT ?n { ?a ?p ?n }", "n:kenmerk:tekst"), kas=kas, grenzen=ruim).proef.grens == "rijen"


@pytest.mark.parametrize(
    ("tekst", "kolom", "goed"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?a a wzd:OnvrijwilligeZorg }", "n:telling:geheel", True),
        ('SELECT ?n { BIND("12" AS ?n) }', "n:telling:geheel", True),
        ('SELECT ?n { BIND("1_2" AS ?n) }', "n:telling:geheel", False),
        ('SELECT ?n { BIND(" 1" AS ?n) }', "n:telling:geheel", False),
        ("SELECT ?n { BIND(1.5 AS ?n) }", "n:telling:geheel", False),
        ("SELECT ?n { BIND(<urn:x> AS ?n) }", "n:telling:geheel", False),
        ("SELECT ?n { BIND(1.5 AS ?n) }", "n:grootte:decimaal", True),
        ("SELECT ?n { BIND(1.0e-3 AS ?n) }", "n:grootte:decimaal", True),
        ('SELECT ?n { BIND("NaN"^^<http://www.w3.org/2001/XMLSchema#double> AS ?n) }', "n:grootte:decimaal", False),
        ('SELECT ?n { BIND("2026-02-28"^^<http://www.w3.org/2001/XMLSchema#date> AS ?n) }', "n:kenmerk:datum", True),
        ('SELECT ?n { BIND("2026-02-30" AS ?n) }', "n:kenmerk:datum", False),
        ("SELECT ?n { BIND(true AS ?n) }", "n:kenmerk:waarheid", True),
        ('SELECT ?n { BIND("ja" AS ?n) }', "n:kenmerk:waarheid", False),
        ("SELECT ?n { BIND(<urn:x> AS ?n) }", "n:kenmerk:tekst", True),
        ("SELECT ?n { BIND(12 AS ?n) }", "n:kenmerk:tekst", True),
        ("SELECT ?n { ?a a wzd:OnvrijwilligeZorg OPTIONAL { ?a <urn:niets> ?n } }", "n:telling:geheel", True),
        ("ASK { ?a a wzd:OnvrijwilligeZorg }", "antwoord:kenmerk:waarheid", True),
    ],
)
def test_wat_een_kolom_belooft(tekst, kolom, goed, kas):
    """A cell that is not of its column's kind refuses the question; the report names column and kind, not the value."""
    keuring = keur(concept(tekst, kolom), kas=kas)
    assert keuring.verslag.aangenomen, keuring.tekst()
    assert keuring.aangenomen == goed, keuring.tekst()
    if not goed:
        (bezwaar,) = keuring.proef.bezwaren
        assert bezwaar.startswith("De kolom n is ")
        assert not any(waarde in bezwaar for waarde in ("1_2", "1.5", "NaN", "02-30", '"ja"', "urn:x"))


@pytest.mark.parametrize(
    ("tekst", "kolommen", "zin"),
    [
        ("SELECT ?n { ?a wzd:bestaatNiet ?n }", ("n:telling:geheel",), "Er is geen enkele rij."),
        ("SELECT ?n { ?a wzd:bestaatNiet ?n }", ("n:telling:geheel",), "Dit staat niet in de verzonnen gegevens: wzd:bestaatNiet."),
        ("SELECT ?n { ?a a wzd:OnvrijwilligeZorg OPTIONAL { ?a wzd:bestaatNiet ?n } }", ("n:kenmerk:tekst",), "De kolom n is overal leeg."),
        (
            "SELECT ?k ?n { ?n a wzd:OnvrijwilligeZorg OPTIONAL { ?n <http://purl.org/ozo/onz-g#eindDatum> ?k } }",
            ("k:sleutel:tekst", "n:kenmerk:tekst"),
            "De kolom k zegt waar een rij over gaat, en is in ",
        ),
    ],
)
def test_wat_aandacht_vraagt(tekst, kolommen, zin, kas):
    """What is no reason to refuse, and what a person should see before the question is put to use."""
    keuring = keur(concept(tekst, *kolommen), kas=kas)
    assert keuring.aangenomen, keuring.tekst()
    assert any(regel.startswith(zin) for regel in keuring.proef.aandacht), keuring.proef.aandacht


def test_elke_keer_iets_anders(kas, monkeypatch):
    """A question that answers differently the second time, on the same facts, is refused."""
    keer = iter(range(2))
    vraag = keuren.Werker.vraag

    def wisselend(self, tekst, grafen=(), *, grenzen=None):
        return vraag(self, tekst.replace("LIMIT 7", f"LIMIT {7 + next(keer)}") if "LIMIT 7" in tekst else tekst, grafen, grenzen=grenzen)

    monkeypatch.setattr(keuren.Werker, "vraag", wisselend)
    keuring = keur(concept("SELECT ?n { ?a wzd:aantal ?n } ORDER BY ?a LIMIT 7", "n:telling:geheel"), kas=kas)
    assert keuring.proef.bezwaren == ("De vraag geeft niet elke keer hetzelfde antwoord.",)


def test_kop_met_een_vreemde_parameter():
    """A header that names what nobody fills in is an error with its place, before anything runs."""
    with pytest.raises(InstellingenFout, match=r"\?peildatum"):
        keur(Concept(b"# Parameters: ?peildatum\nASK { ?a ?b ?peildatum }", "1", VERSIE, {}, ()))


def test_geen_vragen():
    """Nothing to judge: no process, no snapshot."""
    assert keur_alle([]) == []


def test_wat_zwaar_is_wordt_niet_geregistreerd(kas):
    """Of the corpus that the gate cannot refuse, what multiplies every fact with every other is stopped by the trial already."""
    zwaar = [v for v in VIJANDIG if v.naam in ("product-alles", "vergelijken-alles", "patronen-honderd")]
    grenzen = Grenzen(wandtijd=1.0, cpu=2.0, geheugen=256 * 1024**2)
    keuringen = keur_alle(
        [Concept(v.ruw, "1", v.profiel, {}, tuple(Kolom(k, "telling", "geheel", k) for k in v.kolommen)) for v in zwaar],
        kas=kas,
        grenzen=grenzen,
    )
    assert {v.naam: k.verslag.aangenomen for v, k in zip(zwaar, keuringen, strict=True)} == dict.fromkeys((v.naam for v in zwaar), True)
    assert any(k.proef and k.proef.grens for k in keuringen)


# The organisation that does not exist.


def test_proefopname_blijft_staan_en_is_besloten(kas):
    """One snapshot serves every trial with the same code; its folder is the owner's alone, and nothing half-made is left beside it."""
    with proef.proefopname(kas) as eerste, proef.proefopname(kas) as tweede:
        assert eerste.id == tweede.id
        assert tweede.manifest.triples > 5_000
    (map,) = kas.iterdir()
    assert map.name.startswith("proef-")
    assert stat.S_IMODE(map.stat().st_mode) == 0o700


def test_andere_code_is_een_andere_proefopname(kas, tmp_path, monkeypatch):
    """A snapshot of other code is replaced, and the old one goes."""
    oud = tmp_path / "proef-0123456789abcdef"
    oud.mkdir()
    monkeypatch.setattr(proef, "maaksel", lambda: "f" * 64)
    with proef.proefopname(tmp_path):
        assert [p.name for p in tmp_path.iterdir()] == ["proef-" + "f" * 16]


def test_zonder_plaats_om_te_bewaren():
    """Without a folder the snapshot is made for the occasion and removed."""
    with proef.proefopname() as opname:
        plek = opname.store
        assert plek.is_dir()
    assert not plek.exists()
    with proef.proefopname(Path("/proc/nergens")) as opname:
        assert opname.store.is_dir()


def test_twee_tegelijk(tmp_path):
    """Two processes that make the same snapshot at once both get one, and one stays."""
    code = (
        "import sys; from pathlib import Path; from datastation.proef import proefopname\n"
        "with proefopname(Path(sys.argv[1])) as opname: print(opname.manifest.triples)"
    )
    samen = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    triples = {proces.communicate(timeout=120)[0] for proces in samen}
    assert [proces.returncode for proces in samen] == [0, 0]
    assert len(triples) == 1
    assert [p.name.split("-")[0] for p in tmp_path.iterdir()] == ["proef"]


def test_grens_bereikt_in_de_tweede_keer(kas, monkeypatch):
    """A limit that is reached only the second time counts as well."""
    keer = iter(range(9))
    vraag = keuren.Werker.vraag

    def tweede_keer(self, tekst, grafen=(), *, grenzen=None):
        if "LIMIT 7" in tekst and next(keer):
            raise GrensBereikt("De vraag duurde te lang.", grens="wandtijd")
        return vraag(self, tekst, grafen, grenzen=grenzen)

    monkeypatch.setattr(keuren.Werker, "vraag", tweede_keer)
    assert keur(concept("SELECT ?n { ?a wzd:aantal ?n } LIMIT 7"), kas=kas).proef.grens == "wandtijd"


def test_versie_van_een_profiel():
    """What the gate must know of a profile comes from the profile."""
    assert profielversie(REGISTRATIES).grafen == {"urn:datastation:graaf:identificatie"}
    assert profielversie(AANTALLEN).grafen == frozenset()


@pytest.mark.parametrize(
    "fout", [MotorFout("De motor kon deze vraag niet beantwoorden."), Geweigerd("De motor kan deze vraag niet lezen.")]
)
def test_motor_die_de_vraag_niet_aankan(kas, monkeypatch, fout):
    """A question that the engine refuses or cannot answer is refused with the engine's words; the trial does not fall over it."""
    vraag = keuren.Werker.vraag

    def weigert(self, tekst, grafen=(), *, grenzen=None):
        if "LIMIT 7" in tekst:
            raise fout
        return vraag(self, tekst, grafen, grenzen=grenzen)

    monkeypatch.setattr(keuren.Werker, "vraag", weigert)
    keuring = keur(concept("SELECT ?n { ?a wzd:aantal ?n } LIMIT 7"), kas=kas)
    assert keuring.proef.bezwaren == (fout.wat,)
    assert not keuring.aangenomen
