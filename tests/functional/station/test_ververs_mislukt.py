"""A refresh that cannot succeed says why, ends with the code of its class, and the old snapshot goes on answering."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hulp.opdracht import hier
from kleinstation import VANDAAG, antwoord, huidige, maak, namen, restanten, schrijf_bron

from datastation import verversen
from datastation.fouten import BronFout, GrensBereikt
from datastation.instellingen import lees_station
from datastation.store.werker import Werker


@pytest.fixture(scope="module")
def klein(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map = maak(tmp_path_factory.mktemp("mislukt") / "s")
    assert hier("ververs", "--station", str(map)).code == 0
    _gegeven(huidige(map).manifest.inhoud, map)
    return map


@pytest.fixture
def kopie(klein: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(klein, tmp_path / "kopie", symlinks=True))


_ANTWOORDEN: dict[str, bytes] = {}


def _gegeven(inhoud: str, map: Path) -> bytes:
    """The answer that facts give, asked the first time that a test comes by with them."""
    if inhoud not in _ANTWOORDEN:
        _ANTWOORDEN[inhoud] = antwoord(map)
    return _ANTWOORDEN[inhoud]


@contextmanager
def blijft_antwoorden(map: Path) -> Iterator[None]:
    """Whatever happens inside: same snapshot, same bytes, nothing left behind."""
    id, inhoud = huidige(map).id, {p.name for p in map.iterdir()}
    yield
    assert huidige(map).id == id
    assert antwoord(map) == _gegeven(huidige(map).manifest.inhoud, map)
    assert restanten(map) == []
    assert len(namen(map)) == 1
    assert {p.name for p in map.iterdir()} <= inhoud


def vervang(pad: Path, oud: str, nieuw: str) -> None:
    tekst = pad.read_text(encoding="utf-8")
    assert oud in tekst
    pad.write_text(tekst.replace(oud, nieuw), encoding="utf-8")


def onbekende_kolom(map: Path) -> None:
    vervang(map / "export" / "registraties.csv", "maatregelnummer", "nummer_van_de_maatregel")


def verkeerde_codering(map: Path) -> None:
    with (map / "export" / "registraties.csv").open("ab") as uit:
        uit.write(b"R9;C1;M1;01-03-2026;;;;1;;;Wzd;caf\xe9 \xff\xfe\n")


def tabel_weg(map: Path) -> None:
    (map / "export" / "maatregelen.csv").unlink()


def lege_bron(map: Path) -> None:
    for pad in (map / "export").iterdir():
        pad.write_text(pad.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")


def pad_weg(map: Path) -> None:
    shutil.rmtree(map / "export")


def onbekende_mapping(map: Path) -> None:
    vervang(map / "station.toml", '"csv-nl"', '"csv-fr"')


def te_veel_verlies(map: Path) -> None:
    with (map / "export" / "registraties.csv").open("a") as uit:
        uit.writelines(f"R{n};C1;M1;31-02-2026;;;;1;;;Wzd;\n" for n in range(90, 96))


def sleutel_weg(map: Path) -> None:
    (map / "sleutels" / "pseudoniem").unlink()


def andere_sleutel(map: Path) -> None:
    (map / "sleutels" / "pseudoniem").write_text("ab" * 32 + "\n")


def open_sleutel(map: Path) -> None:
    (map / "sleutels" / "pseudoniem").chmod(0o644)


def halve_sleutel(map: Path) -> None:
    (map / "sleutels" / "pseudoniem").write_text("ab" * 12 + "\n")


def geen_bronnen(map: Path) -> None:
    tekst = (map / "station.toml").read_text()
    (map / "station.toml").write_text(tekst[: tekst.index("[[bronnen]]")])


FOUTEN: list[tuple[Callable[[Path], None], int, tuple[str, ...]]] = [
    (onbekende_kolom, 3, ("registraties", "maatregelnummer")),
    (verkeerde_codering, 3, ("registraties.csv", "utf-8")),
    (tabel_weg, 3, ("maatregelen",)),
    (lege_bron, 3, ("leeg",)),
    (pad_weg, 3, ("bestaat niet",)),
    (onbekende_mapping, 3, ("csv-fr",)),
    (te_veel_verlies, 3, ("registraties 67%", "de grens is 20%", "6 ×", "kolom datum", "vorige momentopname blijft antwoorden")),
    (sleutel_weg, 2, ("sleutel", "ontbreekt", "reservekopie")),
    (andere_sleutel, 4, ("een andere dan die van de vorige momentopname",)),
    (open_sleutel, 2, ("chmod 600",)),
    (halve_sleutel, 2, ("lengte",)),
    (geen_bronnen, 3, ("geen bronnen",)),
]


@pytest.mark.parametrize(("breek", "code", "woorden"), FOUTEN, ids=[f.__name__ for f, _, _ in FOUTEN])
def test_een_fout_met_een_eigen_code(kopie: Path, breek: Callable[[Path], None], code: int, woorden: tuple[str, ...]) -> None:
    """Each cause has its exit code and names what is wrong; the old snapshot answers as it did; nothing is left behind."""
    with blijft_antwoorden(kopie):
        breek(kopie)
        klaar = hier("ververs", "--station", str(kopie))
        assert klaar.code == code, klaar.fout
        zonder_afbreking = " ".join(klaar.fout.split()).lower()
        assert [w for w in woorden if w.lower() not in zonder_afbreking] == []
        assert "Traceback" not in klaar.fout
        assert klaar.uit == ""


def test_twee_tegelijk(kopie: Path) -> None:
    """While one process refreshes, a second one is refused at once with code 2, and so is going back, which it would undo."""
    with blijft_antwoorden(kopie), (kopie / "momentopnamen" / ".slot").open("w") as slot:
        fcntl.flock(slot, fcntl.LOCK_EX)
        tweede = hier("ververs", "--station", str(kopie))
        assert (tweede.code, "al ververst" in tweede.fout) == (2, True)
        terug = hier("momentopnamen", "terug", namen(kopie)[0], "--station", str(kopie))
        assert (terug.code, "al ververst" in terug.fout) == (2, True)
    assert hier("ververs", "--station", str(kopie)).code == 0


def test_een_wedloop(kopie: Path) -> None:
    """Two processes that start together: each ends with 0 or 2, at least one with 0; then all is as after one refresh."""
    opdracht = [sys.executable, "-m", "datastation", "ververs", "--station", str(kopie)]
    lopers = [subprocess.Popen(opdracht, stdout=-3, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    fouten = [p.communicate(timeout=120)[1] for p in lopers]
    codes = [p.returncode for p in lopers]
    assert set(codes) <= {0, 2}, fouten
    assert 0 in codes
    assert restanten(kopie) == []
    assert huidige(kopie).id == namen(kopie)[-1]


# Sizes at which the refresh fails in different places: the first file, and the store.
@pytest.mark.parametrize("grens", [1, 150_000])
def test_schijf_vol(kopie: Path, grens: int) -> None:
    """No room, felt as a file that may not grow: code 5 and what to do; the old snapshot answers."""
    with blijft_antwoorden(kopie):
        klaar = subprocess.run(
            [sys.executable, "-m", "datastation", "ververs", "--station", str(kopie)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (grens, grens)),
        )
        assert klaar.returncode == 5, klaar.stderr
        assert "schijf is vol" in klaar.stderr
        assert "Traceback" not in klaar.stderr


def test_schijf_vol_bij_leveren(kopie: Path) -> None:
    """A delivery of which the second file does not fit is not there at all, and no half file either."""
    opdracht = ["beantwoord", "igj-wzd-registraties", "--param", "periode=2026-H1", "--formaat", "xml", "--station", str(kopie)]
    klaar = subprocess.run(
        [sys.executable, "-m", "datastation", *opdracht],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000)),
    )
    assert (klaar.returncode, "schijf is vol" in klaar.stderr) == (5, True), klaar.stderr
    assert list((kopie / "antwoorden").iterdir()) == []


def zonder_almacht() -> None:
    """Root writes anywhere; without these two capabilities the rights of a folder hold for root as well."""
    if os.geteuid() == 0:
        for vermogen in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH; 24 = PR_CAPBSET_DROP
            if ctypes.CDLL(None, use_errno=True).prctl(24, vermogen, 0, 0, 0) != 0:
                os._exit(99)


@pytest.fixture
def dicht(kopie: Path) -> Iterator[Path]:
    """A station that may be read and not written to."""
    for pad in (kopie / "momentopnamen", kopie):
        pad.chmod(0o555)
    yield kopie
    for pad in (kopie, kopie / "momentopnamen"):
        pad.chmod(0o755)


@pytest.mark.parametrize(
    "woorden",
    [("ververs",), ("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1"), ("momentopnamen", "terug", "2")],
    ids=["ververs", "beantwoord", "terug"],
)
def test_map_zonder_schrijfrecht(dicht: Path, woorden: tuple[str, ...]) -> None:
    """Code 2, and which right is missing; reading goes on."""
    with blijft_antwoorden(dicht):
        klaar = subprocess.run(
            [sys.executable, "-m", "datastation", *woorden, "--station", str(dicht)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=zonder_almacht,
        )
        if klaar.returncode == 99:
            pytest.skip("root may not give up its rights in this container")
        assert klaar.returncode == 2, klaar.stderr
        assert "mag niet geschreven worden" in " ".join(klaar.stderr.split())


def ververs_en_wijzig(map: Path, wijzig: Callable[[], None]) -> None:
    """A refresh; `wijzig` happens once, when the sources have been fingerprinted and are about to be read."""
    gedaan = False

    def meld(fase: str) -> None:
        nonlocal gedaan
        if fase == "lezen en mappen" and not gedaan:
            gedaan = True
            wijzig()

    verversen.ververs(lees_station(map), vandaag=VANDAAG, meld=meld)
    assert gedaan


def test_bron_verandert_tijdens_het_lezen(kopie: Path) -> None:
    """An export that is being written while it is read gives an error, not a snapshot of two halves; one that only got a new date does not."""
    registraties = kopie / "export" / "registraties.csv"
    with blijft_antwoorden(kopie):
        with pytest.raises(BronFout, match="veranderde tijdens het lezen"):
            ververs_en_wijzig(kopie, lambda: vervang(registraties, "03-2026", "04-2026"))
        with pytest.raises(BronFout, match="veranderde tijdens het lezen"):
            ververs_en_wijzig(kopie, lambda: (kopie / "export" / "nieuw.csv").write_text("a;b\n1;2\n"))
        with pytest.raises(BronFout):
            ververs_en_wijzig(kopie, registraties.unlink)
    schrijf_bron(kopie, 3)
    (kopie / "export" / "nieuw.csv").unlink()
    ververs_en_wijzig(kopie, registraties.touch)


def test_schijf_vol_bij_opruimen(kopie: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new snapshot serves from the moment that the pointer moved, also where taking away old ones fails after that."""
    voor = huidige(kopie).id
    schrijf_bron(kopie, 4)

    def vol(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(verversen.momentopname, "ruim_op", vol)
    with pytest.raises(GrensBereikt):
        verversen.ververs(lees_station(kopie), vandaag=VANDAAG)
    assert huidige(kopie).id != voor
    assert b"2026-H1" in antwoord(kopie)
    assert restanten(kopie) == []


TURTLE = """@prefix wzd: <https://w3id.org/datastation/def/wzd#> .
<urn:x:iets> wzd:vestigingsnummer "000099990009" ; <urn:x:naam> "Los \\"gegeven\\" met é"@nl .
<urn:x:iets> <urn:x:maat> 1.50, true, "2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
"""


def test_rdf_bron_naast_een_csv_bron(kopie: Path) -> None:
    """A source of kind rdf is taken as it is, every triple of it, beside another source; broken Turtle names its line."""
    rdf = kopie / "rdf"
    rdf.mkdir()
    (rdf / "a.ttl").write_text(TURTLE, encoding="utf-8")
    (rdf / "b.nt").write_text("<urn:x:b> <urn:x:p> <urn:x:c> .\n", encoding="utf-8")
    with (kopie / "station.toml").open("a") as uit:
        uit.write('\n[[bronnen]]\nnaam = "los"\nsoort = "rdf"\npad = "rdf/"\n')
    assert hier("ververs", "--station", str(kopie)).code == 0
    manifest = huidige(kopie).manifest
    assert [(b.naam, b.soort, len(b.bestanden)) for b in manifest.bronnen] == [("ecd", "csv", 9), ("los", "rdf", 2)]
    assert {d.naam: d.quads for d in manifest.delen if d.naam.startswith("los")} == {"los-0": 5, "los-1": 1}
    with Werker(huidige(kopie).store) as werker:
        waarden = {str(rij[0].python) for rij in werker.vraag("SELECT ?o { <urn:x:iets> ?p ?o }").rijen if rij[0] is not None}
    assert {'Los "gegeven" met é', "000099990009", "True", "2026-01-01"} <= waarden
    voor = huidige(kopie).id
    (rdf / "a.ttl").write_text(TURTLE + "<urn:x:stuk> <urn:x:p> .\n", encoding="utf-8")
    stuk = hier("ververs", "--station", str(kopie))
    assert (stuk.code, "a.ttl, regel 4" in stuk.fout, huidige(kopie).id) == (3, True, voor), stuk.fout


def test_meer_kvk_nummers(tmp_path: Path) -> None:
    """An organisation with several KvK numbers: the first one stands in IRIs and answers, and the order matters."""
    map = maak(tmp_path / "s", kvk='["99990002", "99990001"]')
    assert hier("ververs", "--station", str(map)).code == 0
    assert huidige(map).manifest.kvk == "99990002"
    assert b'"99990002"' in antwoord(map)
    with Werker(huidige(map).store) as werker:
        assert werker.vraag("ASK { ?s a <https://w3id.org/datastation/def/wzd#Moment> FILTER(CONTAINS(STR(?s), '/id/99990002/')) }").waar
