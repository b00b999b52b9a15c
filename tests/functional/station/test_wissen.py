"""Erasing a person: nothing of them is left in any snapshot, everything of everybody else is, and both can be proven without saying who."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hulp.opdracht import draai, hier
from hulp.wissporen import NAAM, alle_teksten, bron, in_store, maak_station, pseudoniemen, sporen
from kleinstation import antwoord, huidige, namen, restanten

from datastation import leveren, onderhoud, wissen
from datastation.instellingen import lees_station
from datastation.logboek import speel_na
from datastation.store import momentopname, nazien
from datastation.store.manifest import Manifest, klopt, lees_manifest
from datastation.store.werker import Werker
from datastation.store.wissen import mensen, zoek_spoor

VANDAAG = date(2026, 8, 1)


def ververs(map: Path) -> str:
    klaar = hier("ververs", "--station", str(map))
    assert klaar.code == 0, klaar.fout
    return huidige(map).id


@pytest.fixture(scope="module")
def gemaakt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three snapshots: an old one pinned by a delivery, one in between, the one that serves."""
    map = maak_station(tmp_path_factory.mktemp("wissen") / "s")
    bron(map, 2)
    ververs(map)
    leveren.lever(lees_station(map), "igj-wzd-aantallen", {"periode": "2026-H1"}, vandaag=VANDAAG)
    for momenten in (3, 4):
        bron(map, momenten)
        ververs(map)
    return map


@pytest.fixture
def map(gemaakt: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(gemaakt, tmp_path / "s", symlinks=True))


def wis(map: Path, wie: str = "C1", *meer: str) -> dict[str, object]:
    """The command, from a file."""
    (map / "wie").write_text(wie + "\n")
    gedaan = hier("wis-persoon", "--van", str(map / "wie"), "--reden", "AVG-verzoek 1", "--ja", "--json", "--station", str(map), *meer)
    assert gedaan.code == 0, gedaan.fout
    (map / "wie").unlink()
    return dict(json.loads(gedaan.uit))


def test_niets_van_de_een_alles_van_de_ander(map: Path) -> None:
    """After it nothing of the person is in any file or store of any snapshot, and what is there of others is what was there, line by line."""
    assert sporen(map)
    voor = {m.id: in_store(m) for m in momentopname.lijst(map / "momentopnamen")}
    uitslag = wis(map)
    assert sporen(map) == []
    assert restanten(map) == []
    oud_van = {g["nieuw"]: g["wissing"] for g in uitslag["gewist"]}  # type: ignore[attr-defined]
    assert [oud_van[id]["was"] for id in namen(map)] == sorted(voor)
    assert huidige(map).id == namen(map)[-1]
    eigen = re.compile("|".join([*pseudoniemen(map, "C1"), "ecd\\.[MZR]-C1", "/ecd\\.[PETV]1>"]))
    for opname in momentopname.lijst(map / "momentopnamen"):
        was = voor[oud_van[opname.id]["was"]]
        weg = was - in_store(opname)
        assert in_store(opname) < was
        assert len(weg) == oud_van[opname.id]["triples"] == opname.manifest.gewist[-1].triples
        assert all(eigen.search(regel) or "verblijf" in regel for regel in weg), [r for r in weg if not eigen.search(r)]
        assert nazien.veranderd(opname) == ()


def test_het_antwoord_is_dat_zonder_de_persoon(map: Path, tmp_path: Path) -> None:
    """The snapshot answers as one would that never had the person in its source."""
    wis(map)
    ander = maak_station(tmp_path / "ander")
    shutil.copy(map / "sleutels" / "pseudoniem", ander / "sleutels" / "pseudoniem")
    bron(ander, 4, zonder=frozenset({"C1"}))
    ververs(ander)
    assert antwoord(map) == antwoord(ander)
    assert antwoord(map, "igj-wzd-registraties") == antwoord(ander, "igj-wzd-registraties")


def test_de_vastzetting_gaat_mee(map: Path) -> None:
    """A pin holds as long on the snapshot that took the place of the pinned one, and the old name is gone."""
    (vast,) = momentopname.vastgezet(map / "momentopnamen", date(2031, 8, 1))
    wis(map)
    assert momentopname.vastgezet(map / "momentopnamen", date(2031, 8, 1)) == (namen(map)[0],)
    assert momentopname.vastgezet(map / "momentopnamen", date(2031, 8, 2)) == ()
    assert vast not in namen(map)
    bron(map, 5, zonder=frozenset({"C1"}))
    for _ in range(4):
        ververs(map)
    assert len(namen(map)) == 5
    assert sporen(map) == []


def test_een_oude_levering_is_bewijsbaar_veranderd(map: Path) -> None:
    """A delivery from before is unchanged, and `verifieer` says why it cannot be computed again; a manifest with other numbers is no proof."""
    (pad,) = (map / "antwoorden").glob("*.herkomst.json")
    assert leveren.verifieer(lees_station(map), pad, vandaag=VANDAAG).nagerekend
    assert [Path(p).name for p in wis(map)["leveringen"]] == [pad.name]  # type: ignore[attr-defined]
    na = leveren.verifieer(lees_station(map), pad, vandaag=VANDAAG)
    assert (na.goed, na.nagerekend) == (True, {})
    assert "een persoon uit is gewist" in na.reden
    manifest = momentopname.lijst(map / "momentopnamen")[0].map / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"triples": ', b'"triples": 1'))
    assert "bewijs daarvan klopt niet" in leveren.verifieer(lees_station(map), pad, vandaag=VANDAAG).reden


def test_twee_keer_wissen_is_een_keten(map: Path) -> None:
    """A second person: the manifest proves both steps, back to the contents that the first delivery names."""
    (pad,) = (map / "antwoorden").glob("*.herkomst.json")
    wis(map)
    wis(map, "C2")
    eerste = momentopname.lijst(map / "momentopnamen")[0]
    assert [len(m.manifest.gewist) for m in momentopname.lijst(map / "momentopnamen")] == [2, 2, 2]
    assert klopt(eerste.manifest)
    assert "een persoon uit is gewist" in leveren.verifieer(lees_station(map), pad, vandaag=VANDAAG).reden
    assert list(mensen(eerste)) == []


def test_het_logboek_zegt_dat_en_niet_wie(map: Path) -> None:
    """One entry per snapshot, with the proof that stands in its manifest; nothing in log or manifest leads to the person."""
    wis(map)
    regels = json.loads(hier("logboek", "toon", "--gebeurtenis", "gewist", "--json", "--station", str(map)).uit)
    gezegd = {r["regel"]["betrokken"][0]["id"]: r["regel"]["betrokken"][0]["details"]["bewijs"] for r in regels}
    assert gezegd == {m.id: m.manifest.gewist[-1].bewijs for m in momentopname.lijst(map / "momentopnamen")}
    assert {r["regel"]["omschrijving"] for r in regels} == {"AVG-verzoek 1"}
    assert speel_na(map / "logboek", {}, []).goed
    geheim = [*pseudoniemen(map, "C1"), "C1", NAAM]
    vrij = [(map / "logboek" / "logboek.sqlite").read_bytes(), (map / "momentopnamen" / "gewist").read_bytes()]
    vrij += [(m.map / "manifest.json").read_bytes() for m in momentopname.lijst(map / "momentopnamen")]
    for woord in geheim:
        assert not any(re.search(rb"\b" + woord.encode() + rb"\b", tekst) for tekst in vrij), woord


def test_terug_uit_de_bron(map: Path) -> None:
    """A refresh from a source that still has the person says so, each time; once the source dropped them it is silent."""
    wis(map)
    terug = hier("ververs", "--station", str(map))
    assert (terug.code, "staat weer in de bron" in terug.fout) == (0, True)
    assert json.loads(hier("ververs", "--json", "--station", str(map)).uit)["teruggekomen"] == 1
    bron(map, 5, zonder=frozenset({"C1"}))
    assert "weer in de bron" not in hier("ververs", "--station", str(map)).fout
    assert len(wis(map)["gewist"]) == 2  # type: ignore[arg-type]
    assert sporen(map) == []


def test_een_iri_in_plaats_van_een_nummer(map: Path) -> None:
    """The pseudonym itself finds the same records; that of a location, a code or nobody is refused or not found."""
    (iri,) = [i for i in mensen(huidige(map)) if i.rsplit("/", 1)[1] in pseudoniemen(map, "C1")]
    met_nummer = wissen.lees_persoon(lees_station(map), "C1", None)
    assert zoek_spoor(huidige(map), {iri}).records >= met_nummer.wie
    for verkeerd in (
        "https://w3id.org/datastation/id/99990001/locatie/ecd.L1",
        "https://w3id.org/datastation/def/codelijst/geslacht/V",
        "urn:x",
    ):
        (map / "wie").write_text(verkeerd)
        geweigerd = hier("wis-persoon", "--van", str(map / "wie"), "--reden", "r", "--ja", "--station", str(map))
        assert (geweigerd.code, verkeerd in geweigerd.fout) == (4, False)
    voor = {m.id: in_store(m) for m in momentopname.lijst(map / "momentopnamen")}
    uitslag = wis(map, iri)
    # Rows of a name or address whose client was refused are found by number only; here there are none.
    assert sporen(map) == []
    assert [g["wissing"]["triples"] for g in uitslag["gewist"]] == [  # type: ignore[attr-defined]
        len(voor[g["wissing"]["was"]]) - len(in_store(momentopname.zoek(map / "momentopnamen", g["nieuw"])))
        for g in uitslag["gewist"]  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize(
    ("invoer", "opties", "code"),
    [
        ("C1", ("--ja",), 2),
        ("C1", ("--reden", "r"), 2),
        ("", ("--reden", "r", "--ja"), 2),
        ("C1\nC2", ("--reden", "r", "--ja"), 2),
        ("C1\0", ("--reden", "r", "--ja"), 2),
        ("x" * 2000, ("--reden", "r", "--ja"), 2),
        ("C1", ("--reden", "r", "--ja", "--ruimte", "salaris"), 2),
        ("C99", ("--reden", "r", "--ja"), 1),
        ("C1", ("--reden", "bsn 999990019", "--ja"), 4),
    ],
    ids=["zonder reden", "zonder ja", "leeg", "twee", "nul", "lang", "ruimte", "onbekend", "bsn"],
)
def test_wat_niet_kan(map: Path, invoer: str, opties: tuple[str, ...], code: int) -> None:
    """A wrong request changes nothing, has its exit code, and repeats nothing of what was typed."""
    voor = {p: hashlib.sha256(t).hexdigest() for p, t in alle_teksten(map)}
    (map / "wie").write_text(invoer)
    gezegd = hier("wis-persoon", "--van", str(map / "wie"), *opties, "--station", str(map))
    assert gezegd.code == code, gezegd.fout
    assert "C1" not in gezegd.fout + gezegd.uit
    assert {p: hashlib.sha256(t).hexdigest() for p, t in alle_teksten(map) if p.name != ".zelftest"} == {
        p: h for p, h in voor.items() if p.name != ".zelftest"
    }


def test_van_standaardinvoer(map: Path) -> None:
    """Without a file the number is read from standard input; the question whether one is sure needs a terminal."""
    woorden = ("wis-persoon", "--reden", "r", "--station", str(map))
    assert draai(*woorden, invoer="C1\n").code == 2
    assert draai(*woorden, "--ja", invoer="C1\n").code == 0
    assert sporen(map) == []


def test_een_beschadigde_momentopname_houdt_de_andere_niet_op(map: Path) -> None:
    """From a snapshot that is not what its manifest says nothing is erased; the others are done, and the error names it."""
    stuk = momentopname.lijst(map / "momentopnamen")[1]
    deel = min((stuk.map / "delen").glob("*-registraties.nq.zst"))
    deel.write_bytes(deel.read_bytes()[:-20])
    (map / "wie").write_text("C1")
    gezegd = hier("wis-persoon", "--van", str(map / "wie"), "--reden", "r", "--ja", "--station", str(map))
    assert (gezegd.code, stuk.id in gezegd.fout, "Traceback" in gezegd.fout) == (6, True, False)
    assert [m.id for m in momentopname.lijst(map / "momentopnamen") if not m.manifest.gewist] == [stuk.id]
    shutil.rmtree(stuk.map)
    assert sporen(map) == []


@pytest.mark.parametrize("weg", ["store", "manifest.json", "bevindingen.parquet"])
def test_een_halve_momentopname(map: Path, weg: str) -> None:
    """One that lacks a piece is named, or, without manifest, is no snapshot; the others are done."""
    stuk = momentopname.lijst(map / "momentopnamen")[1]
    pad = stuk.map / weg
    shutil.rmtree(pad) if pad.is_dir() else pad.unlink()
    (map / "wie").write_text("C1")
    gezegd = hier("wis-persoon", "--van", str(map / "wie"), "--reden", "r", "--ja", "--station", str(map))
    assert (gezegd.code, "Traceback" in gezegd.fout) == ({"store": 6}.get(weg, 0), False)
    assert len([m for m in momentopname.lijst(map / "momentopnamen") if m.manifest.gewist]) == (3 if weg == "bevindingen.parquet" else 2)


def test_terwijl_er_ververst_wordt(map: Path) -> None:
    """Erasing waits for nobody: while the station is being refreshed it is refused."""
    with momentopname.neem_slot(map / "momentopnamen"):
        (map / "wie").write_text("C1")
        gezegd = hier("wis-persoon", "--van", str(map / "wie"), "--reden", "r", "--ja", "--station", str(map))
    assert (gezegd.code, "ververst" in gezegd.fout) == (2, True)


def test_afgebroken_tussen_bouwen_en_vervangen(map: Path) -> None:
    """Old and new stand side by side: the doctor says so, a further command finishes it without hearing who it was."""
    opnamen = map / "momentopnamen"
    kopie = map / "oud"
    shutil.copytree(opnamen, kopie, symlinks=True)
    uitslag = wis(map)
    for g in uitslag["gewist"]:  # type: ignore[attr-defined]
        shutil.copytree(kopie / g["wissing"]["was"], opnamen / g["wissing"]["was"], symlinks=True)
    oud = uitslag["gewist"][-1]["wissing"]["was"]  # type: ignore[index]
    momentopname.zet_wijzer(opnamen, oud)
    assert wissen.onaf(lees_station(map)) == tuple(sorted(g["wissing"]["was"] for g in uitslag["gewist"]))  # type: ignore[attr-defined]
    assert any(o.naam == "wissen" and "afmaken" in o.herstel for o in onderhoud.onderzoek(lees_station(map), VANDAAG))
    shutil.rmtree(kopie)
    assert "3" in hier("wis-persoon", "--afmaken", "--station", str(map)).uit
    assert sporen(map) == []
    assert huidige(map).manifest.gewist[-1].was == oud
    assert "niets af te maken" in hier("wis-persoon", "--afmaken", "--station", str(map)).uit
    assert not any(o.naam == "wissen" for o in onderhoud.onderzoek(lees_station(map), VANDAAG))


def test_opnieuw_bouwen_geeft_dezelfde_naam(map: Path) -> None:
    """What a killed erasure had built is used by the next: the name follows from the contents, not from the moment."""
    opname = huidige(map)
    kopie = Path(shutil.copytree(map, map.parent / "twee", symlinks=True))
    wis(map)
    wis(kopie)
    assert namen(map) == namen(kopie)
    assert huidige(map).id.startswith(opname.id[:16])


def test_blanke_knopen_van_een_bron_van_rdf(tmp_path: Path) -> None:
    """In a source of RDF, nodes without a name that are the person's go along; what somebody else has too stays."""
    map = maak_station(tmp_path / "s", '[[bronnen]]\nnaam = "extra"\nsoort = "rdf"\npad = "extra.ttl"\n')
    bron(map, 2)
    wie = "https://w3id.org/datastation/id/99990001/client/proefpersoon"
    (map / "extra.ttl").write_text(
        f"""@prefix wzd: <https://w3id.org/datastation/def/wzd#> . @prefix zib: <https://w3id.org/datastation/def/zib#> .
        @prefix ex: <https://example.org/> . @prefix id: <https://w3id.org/datastation/id/99990001/> .
        <{wie}> a <http://purl.org/ozo/onz-g#Human> ; ex:heeft [ ex:diep [ ex:tekst "WEG-1" ] ] ; zib:adresgegevens id:adres1 ; zib:naamgegevens id:naam1 .
        [] wzd:client <{wie}> ; ex:tekst "WEG-2" .
        id:adres1 ex:tekst "BLIJFT-1" . id:naam1 ex:tekst "WEG-3" .
        ex:ander zib:adresgegevens id:adres1 ; ex:kent <{wie}> ; ex:heeft [ ex:tekst "BLIJFT-2" ] ."""
    )
    ververs(map)
    uitslag = wis(map, wie)
    teksten = b"".join(t for _, t in alle_teksten(map))
    store = "".join(in_store(huidige(map)))
    for woord in ("WEG-1", "WEG-2", "WEG-3", "proefpersoon"):
        assert woord.encode() not in teksten
        assert woord not in store
    for woord in ("BLIJFT-1", "BLIJFT-2"):
        assert woord in store
    assert uitslag["gewist"][0]["verwijzingen"] == 2  # type: ignore[index]


def test_een_andere_ruimte(tmp_path: Path) -> None:
    """Where sources do not share client numbers one has to say whose number it is; the same number elsewhere is somebody else."""
    tweede = '[[bronnen]]\nnaam = "oud"\nsoort = "csv"\npad = "export/"\nmapping = "csv-nl"\n'
    map = maak_station(tmp_path / "s", tweede)
    bron(map, 2)
    ververs(map)
    (map / "wie").write_text("C1")
    gezegd = hier("wis-persoon", "--van", str(map / "wie"), "--reden", "r", "--ja", "--station", str(map))
    assert (gezegd.code, "ecd, oud" in gezegd.fout) == (2, True)
    eerst = len(list(mensen(huidige(map))))
    wis(map, "C1", "--ruimte", "oud")
    assert len(list(mensen(huidige(map)))) == eerst - 1
    assert pseudoniemen(map, "C1") & {iri.rsplit("/", 1)[1] for iri in mensen(huidige(map))}


def test_wie_al_leest_leest_door_na_wissen(map: Path) -> None:
    """A worker that has the old snapshot open answers from it until it is closed; a new one does not see the person."""
    vraag = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with Werker(huidige(map).store) as werker:
        eerst = werker.vraag(vraag).rijen
        wis(map)
        assert werker.vraag(vraag).rijen == eerst
    with Werker(huidige(map).store) as werker:
        assert werker.vraag(vraag).rijen != eerst


def test_een_persoon_laat_zich_niet_afdrukken(map: Path) -> None:
    """Neither whom to erase nor what was found of them can end up in a trace or a log by being printed."""
    persoon = wissen.lees_persoon(lees_station(map), "C1", None)
    spoor = zoek_spoor(huidige(map), persoon.begin)
    for woord in pseudoniemen(map, "C1"):
        assert woord not in f"{persoon!r}{persoon}{spoor!r}{spoor}"
    assert spoor
    assert len(spoor.records) > len(persoon.begin)


def veranderd(manifest: Manifest, hoe: str) -> Manifest:
    """A manifest with one thing in its proof changed."""
    (wissing,) = manifest.gewist
    deel = wissing.delen[0]
    anders = {
        "op": replace(wissing, op="2020-01-01T00:00:00+00:00"),
        "was": replace(wissing, was="20200101T000000Z-00000000"),
        "triples": replace(wissing, triples=wissing.triples + 1),
        "inhoud_was": replace(wissing, inhoud_was="0" * 64),
        "bewijs": replace(wissing, bewijs="0" * 64),
        "deel": replace(wissing, delen=(replace(deel, sha256="0" * 64), *wissing.delen[1:])),
        "vreemd deel": replace(wissing, delen=(*wissing.delen, replace(deel, naam="vreemd"))),
        "deel weg": replace(wissing, delen=wissing.delen[1:]),
    }
    return replace(manifest, gewist=(anders[hoe],))


def test_het_bewijs_laat_zich_niet_bijstellen(map: Path) -> None:
    """A proof of which one field changed is none."""
    wis(map)
    manifest = huidige(map).manifest
    assert klopt(manifest)
    for hoe in ("op", "was", "triples", "inhoud_was", "bewijs", "deel", "vreemd deel", "deel weg"):
        assert not klopt(veranderd(manifest, hoe)), hoe
    assert lees_manifest(huidige(map).map) == manifest


def test_een_leeg_station(tmp_path: Path) -> None:
    """A station without snapshots has nobody to erase."""
    map = maak_station(tmp_path / "s")
    (map / "wie").write_text("C1")
    gezegd = hier("wis-persoon", "--van", str(map / "wie"), "--reden", "r", "--ja", "--station", str(map))
    assert (gezegd.code, "geen momentopnamen" in gezegd.fout) == (2, True)


@pytest.mark.parametrize("grens", [5_000, 40_000])
def test_een_volle_schijf_bij_wissen(map: Path, grens: int) -> None:
    """A full disk has its own code, is not called damage, and leaves every snapshot as it was; with room it goes on."""
    voor = namen(map)
    klaar = subprocess.run(
        [sys.executable, "-m", "datastation", "wis-persoon", "--reden", "r", "--ja", "--station", str(map)],
        input="C1\n",
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (grens, grens)),
    )
    assert (klaar.returncode, "schijf is vol" in klaar.stderr) == (5, True), klaar.stderr
    assert namen(map) == voor
    assert len(wis(map)["gewist"]) == 3  # type: ignore[arg-type]
    assert sporen(map) == []
