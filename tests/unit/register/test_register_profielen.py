"""From profiles to registrations and from an asker's parameters to terms: one translation, closed lists, and a memory that is never trusted too far."""

from __future__ import annotations

import hashlib
import shutil
import stat
from datetime import date

import orjson
import pyshacl
import pytest
from hulp.poortzaak import GOED
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, Graph, Literal, Namespace

from datastation import keuren, register
from datastation.fouten import GebruiksFout, InstellingenFout
from datastation.model.periode import Periode
from datastation.model.term import Literaal
from datastation.poort import Beleid, Reden, beslis
from datastation.register import parametervorm, registreer_profielen, verwijzing, vul_in
from datastation.uitwisselprofiel import alle_profielen, stel

PROFIELEN = alle_profielen()
AANTALLEN = next(p for p in PROFIELEN if p.id == "igj-wzd-aantallen")
ANALYSE = next(p for p in PROFIELEN if p.id == "igj-wzd-analyse")
REGISTRATIES = next(p for p in PROFIELEN if p.id == "igj-wzd-registraties")
VESTIGING = "000011112222"


@pytest.fixture(scope="module")
def kas(tmp_path_factory):
    return tmp_path_factory.mktemp("register")


@pytest.fixture(scope="module")
def alles(kas):
    return registreer_profielen(PROFIELEN, kas=kas)


def beoordeel(alles, profiel, nr, teksten):
    """The gate's verdict on these parameters, everything else in order."""
    invulling = vul_in(profiel, nr, teksten)
    regel = {"profiel": profiel.id, "versies": [profiel.versie], "besluit": "mens", "onthulling": ["geen"]}
    zaak = GOED.afnemer(profielen=[regel])
    zaak = zaak.met(vraag=verwijzing(profiel, nr), parameters=invulling.parameters, periode=invulling.periode)
    beleid = Beleid.model_validate(zaak.beleid)
    return beslis(zaak.aanvraag, alles, beleid, nu=zaak.nu, verbruik=zaak.verbruik, lijsten={"vestigingen": [Literaal(VESTIGING)]})


def test_elke_vraag_van_elk_profiel_is_geregistreerd(alles):
    """Each question stands in the register once, with the text, the hash, the columns and the parameters of its profile."""
    assert len(alles.registraties) == sum(len(p.vragen) for p in PROFIELEN)
    for profiel in PROFIELEN:
        assert alles.versie(profiel.id, profiel.versie) == register.profielversie(profiel)
        for vraag in profiel.vragen:
            verwezen = verwijzing(profiel, vraag.nr)
            gevonden = alles.vind(profiel.id, profiel.versie, verwezen.sha256)
            assert gevonden is not None
            assert gevonden.tekst == profiel.tekst(vraag)
            assert gevonden.parameters_sha256 == verwezen.parameters_sha256 == hashlib.sha256(parametervorm(profiel)).hexdigest()
            assert dict(gevonden.kolommen) == {k.naam: k.klasse for k in vraag.kolommen}


@pytest.mark.parametrize(
    ("profiel", "teksten", "reden"),
    [
        (AANTALLEN, {"periode": "2026-H1"}, Reden.TOEGELATEN),
        (AANTALLEN, {"periode": "2026-H1", "vestiging": VESTIGING}, Reden.TOEGELATEN),
        (ANALYSE, {"jaar": "2025"}, Reden.TOEGELATEN),
        (AANTALLEN, {}, Reden.PARAMETER_ONTBREEKT),
        (AANTALLEN, {"periode": ""}, Reden.PARAMETER_ONGELDIG),
        (AANTALLEN, {"periode": "2026"}, Reden.PARAMETER_ONGELDIG),
        (ANALYSE, {"jaar": "2025-H1"}, Reden.PARAMETER_ONGELDIG),
        (AANTALLEN, {"periode": "2019-H2"}, Reden.PARAMETER_BUITEN_DOMEIN),
        (AANTALLEN, {"periode": "2036-H1"}, Reden.PARAMETER_BUITEN_DOMEIN),
        (AANTALLEN, {"periode": "2026-H1", "vestiging": "000099990000"}, Reden.PARAMETER_BUITEN_DOMEIN),
        (AANTALLEN, {"periode": "2026-H1", "vestiging": '"} UNION {'}, Reden.PARAMETER_BUITEN_DOMEIN),
        (AANTALLEN, {"periode": "2026-H1", "vestiging": "\ud800"}, Reden.PARAMETER_BUITEN_DOMEIN),
        (AANTALLEN, {"periode": "2026-H1", "begin": "2020-01-01"}, Reden.PARAMETER_ONBEKEND),
        (AANTALLEN, {"periode": "2026-H1", "onbekend:": ""}, Reden.PARAMETER_ONBEKEND),
    ],
)
def test_wat_een_vrager_invult(alles, profiel, teksten, reden):
    """What an asker writes passes the gate where the profile allows it, and is refused with its own reason where not."""
    assert beoordeel(alles, profiel, "1", teksten).reden is reden


@given(jaar=st.integers(2020, 2035), helft=st.sampled_from((1, 2)), een=st.booleans())
def test_wat_toegelaten_wordt_is_wat_het_station_zou_vragen(alles, jaar, helft, een):
    """For every half-year the gate hands the worker the terms that the station's own way of asking (`stel`) gives."""
    teksten = {"periode": f"{jaar}-H{helft}", **({"vestiging": VESTIGING} if een else {})}
    besluit = beoordeel(alles, AANTALLEN, "1", teksten)
    verwacht = stel(AANTALLEN, teksten, gegevens_tot=date(2040, 1, 1), vestigingen=[VESTIGING]).waarden
    assert besluit.reden is Reden.TOEGELATEN
    assert dict(besluit.waarden) == {naam: tuple(verwacht[naam]) for naam in ("begin", "einde", "halfjaar", "vestigingsnummer")}
    periode = Periode.uit_tekst(teksten["periode"])
    assert vul_in(AANTALLEN, "1", teksten).periode == (periode.begin, periode.einde)


def test_een_parameter_die_de_vraag_niet_gebruikt(alles):
    """A parameter of the profile that one of its questions does not use does no harm to that question."""
    besluit = beoordeel(alles, REGISTRATIES, "1", {"periode": "2026-H1"})
    assert besluit.reden is Reden.TOEGELATEN
    assert set(besluit.waarden) == {"vestigingsnummer"}


def test_onbekende_vraag():
    """A question that the profile does not have is named as such, with those that it has."""
    with pytest.raises(GebruiksFout, match="geen vraag 9"):
        verwijzing(AANTALLEN, "9")
    with pytest.raises(GebruiksFout, match="geen vraag 9"):
        vul_in(AANTALLEN, "9", {})


@pytest.mark.parametrize("profiel", PROFIELEN, ids=lambda p: p.naam)
def test_vorm_van_parameters_is_vast_en_geldige_shacl(profiel):
    """The description of the parameters is always the same bytes, is valid SHACL, and judges values as the gate does."""
    assert parametervorm(profiel) == parametervorm(profiel.model_copy())
    vorm = Graph().parse(data=parametervorm(profiel), format="turtle")
    ruimte = Namespace(f"https://w3id.org/datastation/profiel/{profiel.id}/{profiel.versie}#")
    naam, goed, fout = ("jaar", "2026", "2019") if "jaar" in profiel.parameters else ("periode", "2026-H1", "2026-H3")

    def geldig(**waarden):
        gegevens = Graph()
        gegevens.add((ruimte.x, RDF.type, ruimte.Parameters))
        for n, w in waarden.items():
            gegevens.add((ruimte.x, ruimte[n], Literal(w, datatype=XSD.gYear) if n == "jaar" else Literal(w)))
        return pyshacl.validate(gegevens, shacl_graph=vorm, meta_shacl=True)[0]

    assert geldig(**{naam: goed})
    assert geldig(**{naam: goed, "vestiging": VESTIGING})
    assert not geldig()
    assert not geldig(**{naam: fout})
    assert not geldig(**{naam: goed, "vestiging": "123"})
    assert not geldig(**{naam: goed, "begin": "2026-01-01"})


def test_verschillende_profielen_hebben_verschillende_vormen():
    """Two profiles never share the hash of their parameters: a credential for the one does not fit the other."""
    assert len({parametervorm(p) for p in PROFIELEN}) == len(PROFIELEN)


def test_kas_wordt_gebruikt_en_is_besloten(alles, kas, monkeypatch):
    """What passed once is not read by the parsers again, and the memory is the owner's alone."""
    monkeypatch.setattr(register, "_GEZIEN", {})
    monkeypatch.setattr(keuren, "keur_alle", lambda concepten, kas: list(concepten))
    assert registreer_profielen(PROFIELEN, kas=kas) == alles
    assert stat.S_IMODE((kas / "keuringen.json").stat().st_mode) == 0o600
    # The trial snapshot is not there where this process had judged these texts before.
    assert {p.name.split("-")[0] for p in kas.iterdir()} - {"proef"} == {"keuringen.json"}


def test_kas_telt_niet_voor_een_andere_vraag_of_poort(kas, tmp_path, monkeypatch):
    """Another profile text, or another gate, is another key: the parsers look again."""
    kas = shutil.copytree(kas, tmp_path / "kas", symlinks=True)
    gezien = []
    keur_alle = keuren.keur_alle
    monkeypatch.setattr(keuren, "keur_alle", lambda concepten, kas: gezien.extend(c.nr for c in concepten) or keur_alle(concepten, kas=kas))
    anders = AANTALLEN.model_copy(update={"toelichting": "Anders."})
    registreer_profielen([anders], kas=kas)
    assert sorted(gezien) == ["1", "2", "3", "4"]
    registreer_profielen([anders])
    assert len(gezien) == 4, "one process works it out once"
    monkeypatch.setattr(register, "maaksel", lambda: "andere code")
    registreer_profielen([anders], kas=kas)
    assert len(gezien) == 8


@pytest.mark.parametrize("inhoud", [b"", b"{", b"[]", b"{}", b'{"keuringen": 3}', b'{"keuringen": {"x": 3}}', b"\xff"])
def test_kapotte_kas(inhoud, tmp_path):
    """A memory that cannot be read is no memory, and no error."""
    (tmp_path / "keuringen.json").write_bytes(inhoud)
    assert register._lees_kas(tmp_path) == {}


def test_kas_levert_geen_tekst(alles, kas, tmp_path, monkeypatch):
    """Whoever rewrites the memory can add remarks, and no question, no hash and no parameter."""
    regels = orjson.loads((kas / "keuringen.json").read_bytes())["keuringen"]
    vals = {**{sleutel: ["verzonnen"] for sleutel in regels}, "0" * 64: ["SELECT"]}
    (tmp_path / "keuringen.json").write_bytes(orjson.dumps({"keuringen": vals}))
    assert len(regels) == len(alles.registraties)
    monkeypatch.setattr(register, "_GEZIEN", {})
    nu = registreer_profielen(PROFIELEN, kas=tmp_path)
    assert {r.bevindingen for r in nu.registraties} == {("verzonnen",)}
    assert [(r.sha256, r.tekst, r.parameters) for r in nu.registraties] == [(r.sha256, r.tekst, r.parameters) for r in alles.registraties]


def test_zonder_schrijfrecht_gaat_het_ook(alles, tmp_path, monkeypatch):
    """A folder that cannot be made costs time, not the register."""
    monkeypatch.setattr(register, "_GEZIEN", {})
    (tmp_path / "bestand").write_text("")
    assert registreer_profielen([AANTALLEN], kas=tmp_path / "bestand" / "kas").registraties == tuple(
        r for r in alles.registraties if r.profiel.id == AANTALLEN.id
    )


def test_een_vraag_die_niet_door_de_poort_komt(tmp_path, monkeypatch):
    """A profile with a question that the gate refuses is not registered; the error names question and reason, and nothing is remembered."""
    tekst = "SELECT ?clienten { SERVICE <urn:x> { ?a ?b ?clienten } }"
    monkeypatch.setattr(type(AANTALLEN), "tekst", lambda self, vraag: tekst)
    with pytest.raises(InstellingenFout) as fout:
        registreer_profielen([AANTALLEN], kas=tmp_path / "kas")
    assert fout.value.wat == f"Vraag 1 van {AANTALLEN.naam} komt niet door de poort."
    assert "SERVICE" in fout.value.waar
    assert list(tmp_path.iterdir()) == []


def test_een_kop_met_een_vreemde_parameter(monkeypatch):
    """A header that names a variable which no parameter of the profile fills in is an error of the profile."""
    monkeypatch.setattr(type(AANTALLEN), "tekst", lambda self, vraag: "# Parameters: ?peildatum\nASK { ?a ?b ?peildatum }")
    with pytest.raises(InstellingenFout, match=r"\?peildatum") as fout:
        registreer_profielen([AANTALLEN])
    assert "?begin, ?begin_vorig, ?einde" in fout.value.herstel


def test_niets_te_registreren():
    """No profiles: an empty register, and no process of parsers."""
    assert registreer_profielen([]).registraties == ()


EIGEN = """id = "eigen"
versie = "1.0.0"
titel = "Eigen vraag"
afnemer = "Niemand"
grondslag = "Geen"
doel = "Een proef."
geldig_van = 2026-01-01
termijn = "P1Y"
onthulling = "geen"
vrijgave = "mens"
[parameters.jaar]
soort = "jaar"
titel = "Jaar"
[aflevering]
formaten = ["csv"]
standaard = "csv"
[[vragen]]
nr = "1"
titel = "Tellen"
pad = "vragen/tellen.rq"
sha256 = "{sha256}"
kolommen = [{{ naam = "n", klasse = "telling", soort = "geheel", titel = "Aantal" }}]
"""


def eigen_profielen(map, ruw):
    """A folder of profiles that a station adds, with one question."""
    for pad, inhoud in (
        (map / "vragen" / "tellen.rq", ruw),
        (map / "profielen" / "eigen" / "1.0.0.toml", EIGEN.format(sha256=hashlib.sha256(ruw).hexdigest()).encode()),
    ):
        pad.parent.mkdir(parents=True)
        pad.write_bytes(inhoud)
    return alle_profielen(map / "profielen")


@pytest.mark.parametrize(
    ("tekst", "waarom"),
    [
        (b"SELECT (COUNT(*) AS ?n) { ?a a ?b }", ""),
        (b"SELECT ?n { ?a ?b ?n SERVICE <urn:x> {} }", "SERVICE stuurt een deel van de vraag naar een andere computer."),
        (b"SELECT ?n { ?a ?b ?n }", "Het antwoord heeft meer dan 20000 rijen; de vraag is gestopt."),
        (b"SELECT (MIN(?b) AS ?n) { ?a a ?b }", "De kolom n is geheel, en de vraag geeft daarin: een IRI."),
    ],
)
def test_een_eigen_profiel(tekst, waarom, kas, tmp_path):
    """A profile that a station adds is registered as any other, or refused at the gate or by the trial with the reason of either."""
    profielen = eigen_profielen(tmp_path, tekst)
    if not waarom:
        (registratie,) = registreer_profielen(profielen, kas=kas).registraties
        assert registratie.tekst.encode() == tekst
        return
    with pytest.raises(InstellingenFout, match=r"Vraag 1 van eigen@1\.0\.0 komt niet door de poort") as fout:
        registreer_profielen(profielen, kas=kas)
    assert waarom in fout.value.waar


def test_een_eigen_profiel_dat_geen_tekst_is(tmp_path):
    """A question in another encoding is an error with its place, not a fault of ours."""
    with pytest.raises(InstellingenFout, match="geen UTF-8"):
        registreer_profielen(eigen_profielen(tmp_path, b"SELECT ?n { ?a ?b ?n } # \xff"))
