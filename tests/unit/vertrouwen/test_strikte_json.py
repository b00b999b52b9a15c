"""Strict JSON: one meaning per text, bounded before it is parsed."""

from __future__ import annotations

import json

import pytest

from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.strikt import MAX_BYTES, lees_json, lees_object

GEWEIGERD = [
    ('{"a":1,"a":2}', Reden.DUBBELE_SLEUTEL),
    ('{"x":{"a":1,"\\u0061":2}}', Reden.DUBBELE_SLEUTEL),
    ('{"a":NaN}', Reden.GETAL),
    ('{"a":-Infinity}', Reden.GETAL),
    ('{"a":1e999}', Reden.GETAL),
    ('{"a":9007199254740992}', Reden.GETAL),
    ('{"a":-9007199254740992}', Reden.GETAL),
    ('{"a":' + "9" * 5000 + "}", Reden.GETAL),
    ('{"a":"\\u0000"}', Reden.TEKEN),
    ('{"a":"\\u001f"}', Reden.TEKEN),
    ('{"a":["\\u007f"]}', Reden.TEKEN),
    ('{"a":"\\ud800"}', Reden.TEKEN),
    ('{"\\udfff":1}', Reden.TEKEN),
    ('{"a":"\x01"}', Reden.GEEN_JSON),
    ("", Reden.GEEN_JSON),
    ("{", Reden.GEEN_JSON),
    ("{} {}", Reden.GEEN_JSON),
    ("{'a':1}", Reden.GEEN_JSON),
    ('{"a":1,}', Reden.GEEN_JSON),
    ("\ufeff{}", Reden.GEEN_JSON),
    ("\ud800", Reden.GEEN_JSON),
    (b'{"a":"\xff"}', Reden.GEEN_JSON),
    ("[" * 21 + "]" * 21, Reden.TE_DIEP),
    ('{"a":' * 21 + "1" + "}" * 21, Reden.TE_DIEP),
    ("[" * 200_000, Reden.TE_DIEP),
    ('"' + "a" * MAX_BYTES + '"', Reden.TE_GROOT),
    ('"' + "é" * (MAX_BYTES // 2) + '"', Reden.TE_GROOT),
    (b" " * (MAX_BYTES + 1), Reden.TE_GROOT),
]


@pytest.mark.parametrize(("tekst", "reden"), GEWEIGERD, ids=range(len(GEWEIGERD)))
def test_geweigerde_json(tekst: str | bytes, reden: Reden) -> None:
    """Each text that two readers may read as two things, or that costs too much, is refused with its own reason."""
    with pytest.raises(Afgewezen) as fout:
        lees_json(tekst)
    assert fout.value.reden is reden


@pytest.mark.parametrize(
    "tekst",
    [
        '{"a":[1,-2.5,true,null,"\\t\\r\\n é \\ud83d\\ude00"]}',
        "[" * 20 + "]" * 20,
        '["[[[[[[[[[[[[[[[[[[[[[[[[[[\\"[[[["]',
        "9007199254740991",
        "[[],[],{}]",
    ],
)
def test_gewone_json(tekst: str) -> None:
    """What is within the limits reads as the json module reads it, from text and from bytes."""
    assert lees_json(tekst) == lees_json(tekst.encode()) == json.loads(tekst)


def test_een_object_wordt_gevraagd() -> None:
    """A list where an object belongs is a wrong form."""
    assert lees_object("{}") == {}
    with pytest.raises(Afgewezen) as fout:
        lees_object("[]", waar="document")
    assert (fout.value.reden, fout.value.waar) == (Reden.VORM, "document")


def test_elke_reden_heeft_een_zin_en_een_eigen_code() -> None:
    """Every reason says itself in Dutch and its code is a stable word; the error is one of exit code 4."""
    assert all(r.zin.endswith(".") for r in Reden)
    assert len({r.zin for r in Reden}) == len(Reden)
    fout = Afgewezen(Reden.VERLOPEN, waar="exp")
    assert (fout.code, fout.wat, fout.waar) == (4, Reden.VERLOPEN.zin, "exp")
    assert "afzender" in str(fout)
