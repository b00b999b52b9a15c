"""The sidecar and the differences between two deliveries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hulp import levering as v

from datastation.aflevering import (
    controleer_hashes,
    lees_json,
    lees_zijspoor,
    leverbaar,
    maak,
    verschil,
    verschil_bestand,
    vind_zijspoor,
    zijspoor,
)
from datastation.fouten import GebruiksFout


@pytest.fixture
def levering(tmp_path):
    """A delivery of counts in two forms, on disk with its sidecar."""
    antwoord = v.aantallen()
    bestanden = [b for formaat in ("xml", "csv") for b in maak(antwoord, v.HERKOMST, formaat)]
    spoor = zijspoor(bestanden, v.HERKOMST, antwoord)
    for bestand in (*bestanden, spoor):
        (tmp_path / bestand.naam).write_bytes(bestand.inhoud)
    return tmp_path / spoor.naam


def test_zijspoor_leest_terug(levering):
    """What was written about an answer reads back."""
    spoor = lees_zijspoor(levering)
    assert replace(spoor.herkomst, herschrijvingen=()) == v.HERKOMST
    assert spoor.uitgesloten == {"bsn-elfproef": 2}
    assert spoor.antwoord["gegevens_tot"] == "2026-07-13"
    assert len(spoor.bestanden) == 5


def test_ongewijzigde_bestanden_kloppen(levering):
    """Untouched files pass, from the sidecar or from any file beside it."""
    assert [klopt for _, klopt in controleer_hashes(levering)] == [True] * 5
    assert controleer_hashes(levering.parent / "igj-wzd-aantallen_2026-H1.xml") == controleer_hashes(levering)


@pytest.mark.parametrize("schade", ["veranderd", "even lang", "weg"])
def test_veranderd_bestand_valt_op(levering, schade):
    """One byte more, one byte other, or no file: it shows."""
    pad = levering.parent / "igj-wzd-aantallen_2026-H1.xml"
    inhoud = pad.read_bytes()
    if schade == "weg":
        pad.unlink()
    else:
        pad.write_bytes(inhoud + b" " if schade == "veranderd" else inhoud.replace(b"3", b"4", 1))
    assert dict(controleer_hashes(levering))[pad.name] is False


def test_bestand_zonder_zijspoor(levering):
    """A file that no sidecar names is said to have none."""
    (levering.parent / "los.xml").write_bytes(b"<los/>")
    with pytest.raises(GebruiksFout, match="geen herkomst"):
        vind_zijspoor(levering.parent / "los.xml")


@pytest.mark.parametrize(
    "anders",
    [
        {"vorm": "iets"},
        {"bestanden": [{"naam": "../../etc/passwd", "sha256": "", "bytes": 0}]},
        {"bestanden": [{"naam": "a\\b", "sha256": "", "bytes": 0}]},
        {"bestanden": [{"naam": ".."}]},
        {"herkomst": {}},
        {"uitgesloten": []},
    ],
    ids=str,
)
def test_vreemd_zijspoor_wordt_geweigerd(levering, anders):
    """A sidecar that was changed, or that points outside its folder, is refused."""
    levering.write_text(json.dumps(json.loads(levering.read_text()) | anders))
    with pytest.raises(GebruiksFout, match="geen herkomst van een datastation"):
        lees_zijspoor(levering)


def test_zijspoor_dat_er_niet_is(tmp_path):
    """A missing sidecar is named."""
    with pytest.raises(GebruiksFout, match="geen bestand met de herkomst"):
        lees_zijspoor(tmp_path / "x.herkomst.json")


def test_andere_vorm_van_hetzelfde_antwoord_komt_erbij(levering):
    """A form that is made later is added to the sidecar of the same answer."""
    antwoord = v.aantallen()
    later = replace(v.HERKOMST, gemaakt_op="2026-07-15T09:00:00+02:00")
    spoor = zijspoor(maak(antwoord, later, "json"), later, antwoord, eerder=lees_zijspoor(levering))
    namen = [b["naam"] for b in json.loads(spoor.inhoud)["bestanden"]]
    assert len(namen) == 6
    assert "igj-wzd-aantallen_2026-H1.json" in namen


def test_ander_antwoord_krijgt_een_eigen_zijspoor(levering):
    """The sidecar of an answer from other facts is never overwritten in silence."""
    ander = replace(v.HERKOMST, momentopname="20260801T000000Z-ffffffff", momentopname_sha256="f" * 64)
    with pytest.raises(GebruiksFout, match="ander antwoord"):
        zijspoor([], ander, v.aantallen(), eerder=lees_zijspoor(levering))
    tweede = replace(ander, vervangt=levering.name)
    assert zijspoor([], tweede, v.aantallen(), volgnummer=2).naam == "igj-wzd-aantallen_2026-H1_v2.herkomst.json"


Z = v.rijen("3")


def test_gelijk_antwoord_heeft_geen_verschil(tmp_path):
    """The delivered copy and the same answer computed again differ in nothing."""
    (bestand,) = maak(v.registraties(), v.HERKOMST, "json")
    (tmp_path / bestand.naam).write_bytes(bestand.inhoud)
    gevonden = verschil(lees_json(tmp_path / bestand.naam), v.registraties())
    assert gevonden.leeg
    assert gevonden.regels == ["Er is niets veranderd."]


@pytest.mark.parametrize(
    ("rijen", "vraag", "omvang", "regel"),
    [
        ({"v1": [*v.rijen("1"), ("000011112222", "Nieuw", True)]}, "1", (1, 0, 0), "Vraag 1, Vestigingen: 1 rij erbij."),
        ({"v1": [(v.NOORD, "Andere naam", True), v.rijen("1")[1]]}, "1", (0, 0, 1), "  vestiging 000012345678: 1 rij gewijzigd."),
        (
            {"v3": [*Z[:4], (*Z[4][:8], date(2026, 6, 30), *Z[4][9:])]},
            "3",
            (0, 0, 1),
            "  vestiging 000012345678, categorie b: 1 rij gewijzigd.",
        ),
        ({"v4": v.rijen("4")[:2]}, "4", (0, 1, 0), "  vestiging 000012345678: 1 rij vervallen."),
        ({"v4": [*v.rijen("4"), v.rijen("4")[2]]}, "4", (1, 0, 0), "  vestiging 000012345678: 1 rij erbij."),
    ],
)
def test_verschil_per_vraag(rijen, vraag, omvang, regel):
    """Rows that came, went or changed, by what makes a row the same row."""
    gevonden = verschil(leverbaar(v.registraties()), v.registraties(**rijen))
    w = gevonden.wijzigingen[vraag]
    assert (len(w.toegevoegd), len(w.vervallen), len(w.gewijzigd)) == omvang
    assert regel in gevonden.regels
    assert all(ander.leeg for nr, ander in gevonden.wijzigingen.items() if nr != vraag)


def test_nieuwe_client_verschuift_de_anderen_niet():
    """A client who comes first renumbers all others; that is no difference."""
    zorg = [*Z, ("c0", "z0", *Z[0][2:])]
    clienten = [*v.rijen("2"), ("c0", None, date(1931, 1, 1), "Aalders", None, None, None, None, None, "Ede", "NL", "NL")]
    nieuw = v.registraties(v2=clienten, v3=zorg)
    gevonden = verschil(leverbaar(v.registraties()), nieuw)
    assert [(len(w.toegevoegd), len(w.vervallen), len(w.gewijzigd)) for w in gevonden.wijzigingen.values()] == [
        (0, 0, 0),
        (1, 0, 0),
        (1, 0, 0),
        (0, 0, 0),
    ]
    assert "Aalders" not in "\n".join(gevonden.regels)
    assert b"Aalders" in verschil_bestand(gevonden, nieuw, 2, "oud").inhoud


def test_aantallen_wijzigen_per_sleutel():
    """A count that changes is a changed row, named by vestiging and category."""
    oud, nieuw = v.aantallen(), v.aantallen()
    een = nieuw.resultaten["3"]
    rijen = tuple((*rij[:1], 9, *rij[2:]) if rij[0] == "c" else rij for rij in een.rijen)
    nieuw = replace(nieuw, resultaten=dict(nieuw.resultaten) | {"3": replace(een, rijen=rijen)})
    assert verschil(oud, nieuw).regels == ["Vraag 3, Per vorm van zorg: 1 rij gewijzigd.", "  categorie c: 1 rij gewijzigd."]


@pytest.mark.parametrize("anders", [{"profiel": "x"}, {"parameters": {"periode": "2025-H2"}}, {"kvk": "76543210"}], ids=str)
def test_andere_vraag_is_niet_te_vergelijken(anders):
    """Answers to different questions are not compared."""
    with pytest.raises(GebruiksFout, match="niet over dezelfde vraag"):
        verschil(replace(v.aantallen(), **anders), v.aantallen())
