"""Every message of every generation, byte for byte, with its HTTP headers; and what reading it gives.

After an intended change: ``GOUD=schrijf .venv/bin/pytest tests/golden/berichten``, and read the difference before committing it.
The same files stand as examples in docs/berichten.md; the first test of the page says which block is which.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hulp import berichten as v

from datastation.berichten import (
    PROBLEEMCODES,
    Antwoordbericht,
    Foutbericht,
    Generatie,
    delen,
    keur_reactie,
    lees_reactie,
    lees_sparql_json,
    lees_verzoek,
    open_antwoord,
)

VERWACHT = Path(__file__).parent / "verwacht"
PAGINA = Path(__file__).resolve().parents[3] / "docs" / "berichten.md"
NAMEN = [(g, naam) for g in Generatie for naam in v.berichten(g)]


def als_http(koppen: dict[str, str], body: bytes) -> bytes:
    """Headers, an empty line, the body."""
    return "".join(f"{naam}: {waarde}\n" for naam, waarde in koppen.items()).encode() + b"\n" + body + b"\n"


def goud(naam: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a golden file."""
    kop, _, body = (VERWACHT / f"{naam}.http").read_bytes().partition(b"\n\n")
    return dict(regel.split(": ", 1) for regel in kop.decode().splitlines()), body.removesuffix(b"\n")


@pytest.mark.parametrize(("generatie", "naam"), NAMEN)
def test_bericht_is_byte_voor_byte_gelijk(generatie: Generatie, naam: str) -> None:
    """A message that we write is exactly the file that was read and approved."""
    inhoud = als_http(*v.berichten(generatie)[naam])
    pad = VERWACHT / f"{generatie}-{naam}.http"
    if os.environ.get("GOUD") == "schrijf":
        VERWACHT.mkdir(exist_ok=True)
        pad.write_bytes(inhoud)
    assert pad.read_bytes() == inhoud, f"{pad.name} is anders; zie de kop van deze toets"


@pytest.mark.parametrize("generatie", Generatie)
def test_verzoek_wordt_gelezen(generatie: Generatie) -> None:
    """A request reads back as the request that was written."""
    koppen, body = goud(f"{generatie}-verzoek")
    assert lees_verzoek(body, koppen=koppen) == v.verzoek(generatie)


def test_kaal_verzoek_wordt_gelezen() -> None:
    """A request in the simplified mode reads back with its bare question, and without a reply address."""
    koppen, body = goud("kikv-1-verzoek-kaal")
    gelezen = lees_verzoek(body, koppen=koppen)
    assert gelezen == v.kaal_verzoek()
    assert (gelezen.presentatie, gelezen.antwoordadres, gelezen.kale_vragen) == ("", "", (v.KAAL,))


@pytest.mark.parametrize("generatie", Generatie)
def test_antwoord_wordt_gelezen(generatie: Generatie) -> None:
    """An answer reads back: whose it is, what was signed, and the cells with their types; the joining column never left."""
    koppen, body = goud(f"{generatie}-antwoord")
    antwoord = lees_reactie(body, koppen=koppen)
    assert isinstance(antwoord, Antwoordbericht)
    assert (antwoord.van, antwoord.aan, antwoord.jws) == (v.STATION, (v.AFNEMER,), v.jws(generatie))
    assert (antwoord.resultset is None) == (generatie is Generatie.KIKV_1)
    geopend = open_antwoord(antwoord, json.dumps(v.antwoordset(generatie)).encode())
    keur_reactie(geopend, v.verzoek(generatie), {v.VRAAG_ID})
    ((_, resultaat),) = delen(geopend.resultset)
    kolommen, rijen = lees_sparql_json(resultaat)
    assert kolommen == tuple(k.naam for k in v.RESULTAAT.kolommen[:-1])
    assert rijen == tuple(rij[:-1] for rij in v.RESULTAAT.rijen)
    assert b"geheim" not in body


@pytest.mark.parametrize("generatie", Generatie)
def test_foutmelding_wordt_gelezen(generatie: Generatie) -> None:
    """An error report reads back with its code and with its arguments filled in."""
    koppen, body = goud(f"{generatie}-fout")
    fout = lees_reactie(body, koppen=koppen)
    assert isinstance(fout, Foutbericht)
    assert (fout.code, fout.tekst) == ("e.p.req.parameters", "De parameter jaar ontbreekt.")
    keur_reactie(fout, replace(v.verzoek(generatie)), ())


def test_pagina_toont_de_gouden_berichten() -> None:
    """Each example in docs/berichten.md is a golden message, laid out for reading; every golden message stands there."""
    blokken = re.findall(
        r"^### `([a-z0-9-]+)\.http`\n(?:.*?\n)??```http\n(.*?)^```", PAGINA.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert {naam for naam, _ in blokken} == {pad.stem for pad in VERWACHT.glob("*.http")}
    for naam, blok in blokken:
        kop, _, body = blok.partition("\n\n")
        koppen, goed = goud(naam)
        assert (dict(r.split(": ", 1) for r in kop.splitlines()), json.loads(body)) == (koppen, json.loads(goed)), naam


def test_pagina_toont_elke_probleemcode() -> None:
    """The table of problem codes on the page is the table of the program."""
    regels = re.findall(r"^\| `(e\.p[^`]*)` \| [^|]+ \| (.+) \|$", PAGINA.read_text(encoding="utf-8"), re.MULTILINE)
    assert {eigen: code for code, lijst in regels for eigen in re.findall(r"`([^`]+)`", lijst)} == dict(PROBLEEMCODES)
