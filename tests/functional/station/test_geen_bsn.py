"""Acceptance 7: a BSN stands in the deliveries that need it and in the identifying part of a snapshot, and nowhere else.

The sources here hold real-looking numbers, made while the test runs; they also stand where careless systems put them: as client number, in
a field of free text, in a cell for a date or a code, and broken in several ways.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import zstandard
from hulp.opdracht import Uitvoer, draai, hier

from datastation import onderhoud, voorbeeld
from datastation.instellingen import middelen
from datastation.store.bouwen import alleen_lezen
from datastation.store.momentopname import huidige
from datastation.vocabulaire import GRAAF_IDENTIFICATIE

PERIODE = ("--param", "periode=2026-H1")
# A SNOMED code can look like a BSN (decision 14): those that our code lists publish are known.
CODES = {code for pad in middelen("ontology").rglob("*.ttl") for code in re.findall(r"\b\d{9}\b", pad.read_text(encoding="utf-8"))}


def elfproef(cijfers: str) -> bool:
    return sum(int(c) * w for c, w in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0


def echte_nummers() -> Iterator[str]:
    """Numbers that pass and could be somebody's."""
    return (tekst for n in range(217_000_000, 218_000_000) if elfproef(tekst := str(n)))


class Organisatie:
    """The csv files of a synthetic organisation, with real-looking numbers in them."""

    def __init__(self, map: Path) -> None:
        self.map, self.station = map, map.parent
        self.nummers: dict[str, str] = {}
        self.stuk: set[str] = set()
        echt = echte_nummers()
        kop, *clienten = self.lees("clienten")
        nr, bsn, geboren = (kop.index(k) for k in ("clientnummer", "bsn", "geboortedatum"))
        for plek, rij in enumerate(clienten):
            eigen = next(echt)
            self.nummers[rij[nr]] = eigen
            if rij[bsn]:
                vormen = [eigen] * 6 + [
                    f"{eigen[:3]}.{eigen[3:6]}.{eigen[6:]}",
                    eigen[:8] + str((int(eigen[8]) + 1) % 10),
                    f"BSN {eigen}",
                    eigen + "0",
                ]
                rij[bsn] = vormen[plek % 10]
                self.stuk.add(rij[bsn])
            if plek % 17 == 5:
                rij[geboren] = eigen  # in the wrong column
        self.schrijf("clienten", [kop, *clienten])
        for tabel in ("clienten", "plaatsingen", "zorgplannen", "maatregelen", "registraties", "juridische_titels", "vertegenwoordigers"):
            kop, *rijen = self.lees(tabel)
            nr = kop.index("clientnummer")
            for plek, rij in enumerate(rijen):
                # A system that takes the BSN for its client number.
                eigen = rij[nr] = self.nummers.get(rij[nr], rij[nr])
                if "toelichting" in kop:
                    rij[kop.index("toelichting")] = f"zie dossier {eigen}"
                for vreemd, elke in (("soort_zorg", 40), ("status", 47), ("datum", 120), ("wet", 90)):
                    if vreemd in kop and plek % elke == 7:
                        rij[kop.index(vreemd)] = eigen
            self.schrijf(tabel, [kop, *rijen])

    def lees(self, tabel: str) -> list[list[str]]:
        with (self.map / f"{tabel}.csv").open(encoding="utf-8", newline="") as stroom:
            return list(csv.reader(stroom, delimiter=";"))

    def schrijf(self, tabel: str, rijen: list[list[str]]) -> None:
        with (self.map / f"{tabel}.csv").open("w", encoding="utf-8", newline="") as stroom:
            csv.writer(stroom, delimiter=";").writerows(rijen)

    def in_tekst(self, tekst: str) -> list[str]:
        """Numbers that stand in a text: those of these sources anywhere, any other one as a word that is not a published code."""
        gevonden = {n for n in (*self.nummers.values(), *self.stuk) if n in tekst}
        gevonden |= {g for g in re.findall(r"(?<![\w.])\d{9}(?![\w.])", tekst) if elfproef(g) and not g.startswith("9999")}
        return sorted(gevonden - CODES)


@pytest.fixture(scope="module")
def organisatie(tmp_path_factory: pytest.TempPathFactory) -> Organisatie:
    map = tmp_path_factory.mktemp("bsn") / "s"
    verzonnen = voorbeeld.maak_organisatie(clienten=60, seed=4, fouten=0.1)
    onderhoud.maak_station(map, voorbeeld.station_toml(verzonnen, "csv-nl") + "verlies_max = 0.9\n")
    voorbeeld.schrijf(verzonnen, map / "export", "csv-nl")
    gevuld = Organisatie(map / "export")
    klaar = hier("ververs", "--station", str(map))
    assert klaar.code == 0, klaar.fout
    assert gevuld.in_tekst(klaar.uit + klaar.fout) == []
    return gevuld


def test_de_scan_kan_falen(organisatie: Organisatie) -> None:
    """The scan finds a number of these sources inside other text, and any other number that passes."""
    (eigen, *_) = organisatie.nummers.values()
    assert organisatie.in_tekst(f"client/{eigen}x") == [eigen]
    assert organisatie.in_tekst("nummer " + next(str(n) for n in range(111_222_000, 111_223_000) if elfproef(str(n)))) != []
    assert organisatie.in_tekst(f"snomed {min(CODES)} 999990019\nR00000001;000099990001") == []


def test_de_momentopname(organisatie: Organisatie) -> None:
    """Manifest, findings, row provenance and every triple outside the identifying graph: none. Inside it: the valid ones, or the test is empty."""
    opname = huidige(organisatie.station / "momentopnamen")
    assert organisatie.in_tekst((opname.map / "manifest.json").read_text()) == []
    for pad in (opname.bevindingen, *(opname.map / "herkomst").glob("*.parquet")):
        tabel = pq.read_table(pad)
        waarden = {str(w) for kolom in tabel.columns for w in kolom.to_pylist()} | {str(tabel.schema.metadata)}
        assert organisatie.in_tekst("\n".join(waarden)) == [], pad.name
    binnen = 0
    delen = sorted((opname.map / "delen").glob("*.zst"))
    assert len(delen) > 10
    for pad in delen:
        tekst = zstandard.ZstdDecompressor().decompressobj().decompress(pad.read_bytes()).decode()
        eigen = [r for r in tekst.splitlines() if r.endswith(f"<{GRAAF_IDENTIFICATIE}> .")]
        binnen += sum(n in "\n".join(eigen) for n in organisatie.nummers.values())
        assert organisatie.in_tekst("\n".join(set(tekst.splitlines()) - set(eigen))) == [], pad.name
    assert binnen > 20
    store = alleen_lezen(opname.store)
    buiten = "\n".join(str(q) for q in store if str(q.graph_name) != f"<{GRAAF_IDENTIFICATIE}>")
    assert organisatie.in_tekst(buiten) == []
    assert all(not p.name.startswith(tuple(organisatie.nummers.values())) for p in opname.map.rglob("*"))


OPDRACHTEN = [
    (("ververs",), 0),
    (("controleer",), 1),
    (("controleer", "--json"), 1),
    (("controleer", "--csv", "herstel.csv"), 1),
    (("momentopnamen",), 0),
    (("dokter",), 0),
    (("dokter", "--json"), 0),
    (("mapping", "rml"), 0),
    (("beantwoord", "igj-wzd-aantallen", *PERIODE, "--formaat", "html"), 0),
    (("beantwoord", "igj-wzd-registraties", *PERIODE, "--formaat", "xml"), 0),
    (("beantwoord", "igj-wzd-registraties", *PERIODE, "--formaat", "html"), 0),
    (("beantwoord", "igj-wzd-registraties", *PERIODE, "--formaat", "xml", "--json"), 0),
    (("beantwoord", "igj-wzd-analyse", "--param", "jaar=2025", "--formaat", "html"), 0),
    (("beantwoord", "igj-wzd-registraties", *PERIODE, "--vraag", "9"), 2),
]


@pytest.mark.parametrize(("woorden", "code"), OPDRACHTEN, ids=[" ".join(w) for w, _ in OPDRACHTEN])
def test_de_opdrachten(organisatie: Organisatie, woorden: tuple[str, ...], code: int) -> None:
    """No command shows one, on standard output or on standard error."""
    klaar = hier(*woorden, map=organisatie.station)
    assert klaar.code == code, klaar.fout
    assert organisatie.in_tekst(klaar.uit + klaar.fout) == []
    if "herstel.csv" in woorden:
        assert organisatie.in_tekst((organisatie.station / "herstel.csv").read_text("utf-8-sig")) == []


def test_een_eigen_vraag_naar_alles(organisatie: Organisatie) -> None:
    """Everything that a question of one's own can reach without --met-identiteit."""
    vraag = "SELECT * { ?s ?p ?o } LIMIT 90000"
    klaar = draai("sparql", "-", "--formaat", "csv", invoer=vraag, map=organisatie.station)
    assert (klaar.code, len(klaar.uit) > 100_000) == (0, True), klaar.fout
    assert organisatie.in_tekst(klaar.uit + klaar.fout) == []


def test_het_logboek(organisatie: Organisatie) -> None:
    """A look at identities is written down without the number that was asked for."""
    (eigen, *_) = organisatie.nummers.values()
    vraag = f'SELECT ?s {{ GRAPH <{GRAAF_IDENTIFICATIE}> {{ ?s ?p "{eigen}" }} }}'
    klaar = draai("sparql", "-", "--met-identiteit", invoer=vraag, map=organisatie.station)
    assert klaar.code == 0, klaar.fout
    assert "client/" in klaar.uit
    assert organisatie.in_tekst(klaar.uit + klaar.fout) == []
    assert organisatie.in_tekst((organisatie.station / "logboek" / "inzage.ndjson").read_text()) == []


def leveringen(organisatie: Organisatie, map: Path, *woorden: str) -> tuple[Uitvoer, dict[str, bytes]]:
    klaar = hier("beantwoord", *woorden, "--uit", str(map), "--station", str(organisatie.station), "--json")
    assert klaar.code == 0, klaar.fout
    return klaar, {p.name: p.read_bytes() for p in map.iterdir()}


@pytest.mark.parametrize("formaat", ["xml", "csv", "json", "xlsx", "html"])
def test_de_leveringen(organisatie: Organisatie, formaat: str, tmp_path: Path) -> None:
    """Person level holds them, as the law asks; its report and its sidecar do not. Counts hold none in any form."""
    _, persoon = leveringen(organisatie, tmp_path / "p", "igj-wzd-registraties", *PERIODE, "--formaat", formaat)
    for naam, inhoud in persoon.items():
        if naam.endswith((".herkomst.json", ".html")):
            assert organisatie.in_tekst(inhoud.decode()) == [], naam
        elif naam.endswith(".json"):
            assert organisatie.in_tekst(inhoud.decode()) != []
    _, aantallen = leveringen(organisatie, tmp_path / "a", "igj-wzd-aantallen", *PERIODE, "--formaat", formaat)
    for naam, inhoud in aantallen.items():
        if not naam.endswith(".xlsx"):
            assert organisatie.in_tekst(inhoud.decode("utf-8-sig")) == [], naam


def test_het_verschil(organisatie: Organisatie, tmp_path: Path) -> None:
    """The summary of what a second delivery changed names no person by number."""
    eerste, _ = leveringen(organisatie, tmp_path, "igj-wzd-registraties", *PERIODE)
    maatregelen = organisatie.lees("maatregelen")
    organisatie.schrijf("maatregelen", maatregelen[:-15])
    try:
        assert hier("ververs", "--station", str(organisatie.station)).code == 0
        (tmp_path / "tweede").mkdir()
        tweede, bestanden = leveringen(
            organisatie, tmp_path / "tweede", "igj-wzd-registraties", *PERIODE, "--vervangt", json.loads(eerste.uit)["bestanden"][0]
        )
    finally:
        organisatie.schrijf("maatregelen", maatregelen)
    assert json.loads(tweede.uit)["verschil"]
    assert organisatie.in_tekst(tweede.uit + tweede.fout) == []
    assert any(naam.endswith(".verschil.json") for naam in bestanden)


BREUK = {
    "bsn-met-regeleinde": lambda b, n: b.replace(n.encode(), b'"' + n.encode() + b"\n", 1),
    "bsn-met-nul-teken": lambda b, n: b.replace(n.encode(), n.encode() + b"\0", 1),
    "bsn-met-kapotte-byte": lambda b, n: b.replace(n.encode(), n.encode() + b"\xff", 1),
    "kolom-te-veel": lambda b, n: b.replace(n.encode() + b";", n.encode() + b";;;;", 1),
    "bsn-als-kolomnaam": lambda b, n: b.replace(b"geboortedatum", n.encode(), 1),
    "alles-geweigerd": lambda b, n: re.sub(rb"(?m)^(\d+);", rb";", b),
}


@pytest.mark.parametrize("breuk", BREUK)
def test_een_kapotte_bron(organisatie: Organisatie, breuk: str) -> None:
    """An export that breaks at a BSN: the message names row and column, not what stands there."""
    pad = organisatie.map / "clienten.csv"
    heel, toml = pad.read_bytes(), organisatie.station / "station.toml"
    instellingen = toml.read_text()
    nummer = list(organisatie.nummers.values())[3]
    try:
        pad.write_bytes(BREUK[breuk](heel, nummer))
        assert pad.read_bytes() != heel
        toml.write_text(instellingen.replace("verlies_max = 0.9", "verlies_max = 0.0"))
        klaar = hier("ververs", "--station", str(organisatie.station))
    finally:
        pad.write_bytes(heel)
        toml.write_text(instellingen)
    assert klaar.code == 3, klaar.fout
    assert "Traceback" not in klaar.fout
    gevonden = organisatie.in_tekst(klaar.uit + klaar.fout)
    assert gevonden == []


def test_de_demo(tmp_path: Path) -> None:
    """Three systems at once: the synthetic numbers of their exports stand in person-level deliveries, and in no other file or line."""
    klaar = hier("demo", "d", "--clienten", "40", map=tmp_path)
    assert klaar.code == 0, klaar.fout
    map = tmp_path / "d"
    export = "".join(p.read_text(encoding="utf-8") for p in (map / "export").rglob("*") if p.is_file())
    nummers = {n for n in re.findall(r"(?<!\d)9999\d{5}(?!\d)", export) if elfproef(n)}
    assert len(nummers) > 20
    opname = huidige(map / "momentopnamen")
    bekeken = {"scherm": klaar.uit + klaar.fout}
    for pad in (opname.map / "manifest.json", map / "station.toml", *(map / "antwoorden").iterdir()):
        if not re.fullmatch(r"igj-wzd-registraties_2026-H1\.(xml|json)", pad.name):
            bekeken[pad.name] = pad.read_text(encoding="utf-8-sig")
    for pad in (opname.map / "delen").glob("*.zst"):
        tekst = zstandard.ZstdDecompressor().decompressobj().decompress(pad.read_bytes()).decode()
        bekeken[pad.name] = "\n".join(r for r in tekst.splitlines() if not r.endswith(f"<{GRAAF_IDENTIFICATIE}> ."))
    for pad in (opname.bevindingen, *(opname.map / "herkomst").glob("*.parquet")):
        bekeken[pad.name] = str(pq.read_table(pad).to_pydict())
    assert len(bekeken) > 40
    assert {naam: gevonden for naam, tekst in bekeken.items() if (gevonden := sorted(n for n in nummers if n in tekst))} == {}
    persoon = (map / "antwoorden" / "igj-wzd-registraties_2026-H1.xml").read_text(encoding="utf-8")
    assert any(n in persoon for n in nummers)
