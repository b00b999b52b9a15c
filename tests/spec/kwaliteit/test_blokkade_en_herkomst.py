"""What a blocking finding keeps out of a delivery (design decision 2), and the source row that it leads to (decision 7)."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from hulp.graaf import ID
from organisatie_hulp import controleer, snapshot

from datastation import kwaliteit
from datastation.fouten import InstellingenFout
from datastation.kwaliteit.controles import lees_controle
from datastation.model.bevinding import Bevinding, Ernst
from datastation.vocabulaire import REGEL, WZD


def _vraag(store: ox.Store):
    def vraag(tekst: str):
        antwoord = store.query(tekst)
        namen = [v.value for v in antwoord.variables]
        return [{naam: rij[naam].value for naam in namen} for rij in antwoord]

    return vraag


def _regels(store: ox.Store, bevindingen: list[Bevinding]) -> set[tuple[str, str]]:
    lijnen = list(kwaliteit.blokkades(bevindingen, _vraag(store)))
    assert lijnen == sorted(set(lijnen)), "each line once, in order"
    kwads = list(ox.parse("".join(lijnen).encode(), format=ox.RdfFormat.N_QUADS))
    assert {q.predicate.value for q in kwads} <= {f"{WZD}geblokkeerdDoor"}
    return {(q.subject.value.removeprefix(ID), q.object.value.removeprefix(REGEL)) for q in kwads}


def test_client_blokkeert_zijn_maatregelen() -> None:
    """Who cannot be identified blocks all own measures; their moments follow through the measure."""
    store = snapshot({}, {"c1": None})
    naam = "bsn-of-persoonsgegevens"
    verwacht = {("client/c1", naam), ("interventie/P1", naam), ("interventie/N1", naam), ("interventie/O1", naam)}
    assert _regels(store, list(kwaliteit.blokkerend(controleer(store)))) == verwacht


def test_maatregel_en_moment_blokkeren_zichzelf() -> None:
    """A blocked measure or moment blocks nothing beside it."""
    store = snapshot({}, {})
    bevindingen = [Bevinding("verzet-onbekend", f"{ID}interventie/P1"), Bevinding("begin-in-toekomst", f"{ID}moment/R1")] * 2
    assert _regels(store, bevindingen) == {("interventie/P1", "verzet-onbekend"), ("moment/R1", "begin-in-toekomst")}


def test_zonder_bevindingen_geen_vraag() -> None:
    """Nothing blocked: nothing is asked of the store and nothing is written."""

    def vraag(_: str):
        raise AssertionError

    assert list(kwaliteit.blokkades([], vraag)) == []


def test_alleen_wat_blokkeert() -> None:
    """A warning keeps nothing out."""
    store = snapshot({"t1": None}, {})
    bevindingen = controleer(store)
    assert {b.regel for b in bevindingen} == {"titel-ontbreekt"}
    assert kwaliteit.blokkerend(bevindingen) == ()


def _herkomst(map: Path, bron: str, rijen: list[tuple[str, str, int, str]]) -> Path:
    schema = pa.schema(
        [
            ("tabel", pa.dictionary(pa.int32(), pa.string())),
            ("bestand", pa.dictionary(pa.int32(), pa.string())),
            ("rij", pa.int32()),
            ("onderwerp", pa.string()),
        ]
    )
    pad = map / f"{bron}-herkomst.parquet"
    pq.write_table(pa.Table.from_pylist([dict(zip(schema.names, rij, strict=True)) for rij in rijen], schema=schema), pad)
    return pad


def test_herkomst_van_bevinding(tmp_path: Path) -> None:
    """A finding names source, file and row; of several rows the first; what no row made stays without."""
    paden = [
        _herkomst(
            tmp_path,
            "ecd",
            [("maatregelen", "export/m.csv", 2, f"{ID}interventie/P1"), ("maatregelen", "export/m.csv", 9, f"{ID}interventie/P1")],
        ),
        _herkomst(tmp_path, "hr", [("x", "export/x.csv", 5, f"{ID}client/c1")]),
    ]
    bevindingen = [Bevinding("r", f"{ID}interventie/P1"), Bevinding("r", f"{ID}client/c1", "p"), Bevinding("r", f"{ID}vestiging/0")]
    met = kwaliteit.bevindingen_met_herkomst(bevindingen, paden)
    assert {(b.record.removeprefix(ID), b.bron, b.bestand, b.rij) for b in met} == {
        ("interventie/P1", "ecd", "export/m.csv", 2),
        ("client/c1", "hr", "export/x.csv", 5),
        ("vestiging/0", "", "", 0),
    }
    assert kwaliteit.bevindingen_met_herkomst([], paden) == ()


def test_herkomst_van_wat_bij_een_ander_hoort(tmp_path: Path) -> None:
    """A name leads to the row of its client, a vestiging to the row of a location that is registered as it."""
    rijen = [("clienten", "c.csv", 4, f"{ID}client/c1"), ("locaties", "l.csv", 2, f"{ID}locatie/A")]
    bevindingen = [Bevinding("vorm-naam", f"{ID}naam/c1")] + [
        Bevinding("vorm-vestiging", f"{ID}{s}/000000000001") for s in ("vestiging", "vestigingsnummer")
    ]
    met = kwaliteit.bevindingen_met_herkomst(bevindingen, [_herkomst(tmp_path, "ecd", rijen)], _vraag(snapshot({}, {})))
    assert [(b.record.removeprefix(ID), b.bestand, b.rij) for b in met] == [
        ("naam/c1", "c.csv", 4),
        ("vestiging/000000000001", "l.csv", 2),
        ("vestigingsnummer/000000000001", "l.csv", 2),
    ]


def test_overzicht_per_regel() -> None:
    """What blocks stands first, then most records; a record counts once for a rule."""
    bevindingen = [
        Bevinding("titel-ontbreekt", "urn:1"),
        Bevinding("plan-ontbreekt", "urn:1"),
        Bevinding("plan-ontbreekt", "urn:2"),
        Bevinding("begin-in-toekomst", "urn:3", "p"),
        Bevinding("begin-in-toekomst", "urn:3", "q"),
    ]
    assert [(s.regel.id, s.regel.ernst, s.records) for s in kwaliteit.per_regel(bevindingen)] == [
        ("begin-in-toekomst", Ernst.BLOKKEERT, 1),
        ("plan-ontbreekt", Ernst.WAARSCHUWT, 2),
        ("titel-ontbreekt", Ernst.WAARSCHUWT, 1),
    ]
    rijen = kwaliteit.als_rijen(bevindingen)
    assert len(rijen) == 5
    assert rijen[0]["nummer"] == 11
    assert rijen[0]["herstel"]


KOPPEN = {
    "without a severity": "# id: x\n# nummer: 1\n# titel: t\n# grond: g\n# herstel: h\n",
    "a severity that does not exist": "# id: x\n# nummer: 1\n# ernst: erg\n# titel: t\n# grond: g\n# herstel: h\n",
    "another id than the file": "# id: y\n# nummer: 1\n# ernst: blokkeert\n# titel: t\n# grond: g\n# herstel: h\n",
    "a number that is none": "# id: x\n# nummer: een\n# ernst: blokkeert\n# titel: t\n# grond: g\n# herstel: h\n",
    "an unknown key": "# id: x\n# nummer: 1\n# ernst: blokkeert\n# titel: t\n# grond: g\n# herstel: h\n# wie: ik\n",
    "an unknown graph": "# id: x\n# nummer: 1\n# ernst: blokkeert\n# titel: t\n# grond: g\n# herstel: h\n# grafen: alles\n",
}


@pytest.mark.parametrize("kop", KOPPEN.values(), ids=KOPPEN)
def test_kop_van_controle(kop: str, tmp_path: Path) -> None:
    """A control without a complete head is refused, by name."""
    pad = tmp_path / "x.rq"
    pad.write_text(kop + "SELECT ?record WHERE { ?record a ?x }")
    with pytest.raises(InstellingenFout, match=r"x\.rq"):
        lees_controle(pad)
