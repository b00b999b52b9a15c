"""Any text in a name survives every form, or every form refuses it; any shape of care gives valid XML, whatever the order."""

from __future__ import annotations

import csv
import random
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

from hulp import levering as v
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from python_calamine import load_workbook

from datastation.aflevering import FORMATEN, lees_json, leverbaar, maak, verschil
from datastation.aflevering.cijfers import cijfers
from datastation.aflevering.vorm_csv import zonder_apostrof
from datastation.fouten import Geweigerd

TEKST = st.text(min_size=1, max_size=60)
NS = {"w": "https://w3id.org/datastation/def/aflevering/wzd/1.0#"}


def met_naam(tekst: str):
    """The sample answer with this text as name of a vestiging and of a client."""
    clienten = [*v.rijen("2")[:2], ("c3", None, date(1987, 6, 5), tekst, *v.rijen("2")[2][4:])]
    return v.registraties(v1=[(v.NOORD, tekst, True), v.rijen("1")[1]], v2=clienten)


def geweigerd(antwoord, formaat: str) -> bool:
    try:
        maak(antwoord, v.HERKOMST, formaat)
    except Geweigerd:
        return True
    return False


@settings(max_examples=100, deadline=None)
@given(TEKST)
@example("\r")
@example("=cmd|'/c calc'!A0")
@example("_x0041_")
@example(" rand ")
@example("]]>")
@example("\u2028\x85\xa0")
def test_naam_overleeft_elke_vorm(tekst):
    """The name that went in comes out of XML, CSV, JSON, XLSX and HTML, or all five refuse it."""
    antwoord = met_naam(tekst)
    weigert = {formaat: geweigerd(antwoord, formaat) for formaat in FORMATEN}
    assert len(set(weigert.values())) == 1, weigert
    assume(not weigert["xml"])

    boom = etree.fromstring(maak(antwoord, v.HERKOMST, "xml")[0].inhoud)
    assert boom.findtext(".//w:Achternaam", namespaces=NS) == tekst
    assert boom.find(".//w:Vestiging", NS).get("naam") == tekst

    een, twee, *_ = maak(antwoord, v.HERKOMST, "csv")
    rijen = list(csv.reader(StringIO(twee.inhoud.decode(), newline="")))
    assert tekst in [zonder_apostrof(rij[3]) for rij in rijen]
    assert zonder_apostrof(list(csv.reader(StringIO(een.inhoud.decode(), newline="")))[1][1]) == tekst

    with tempfile.TemporaryDirectory() as map_:
        pad = Path(map_) / "x.json"
        pad.write_bytes(maak(antwoord, v.HERKOMST, "json")[0].inhoud)
        assert replace(leverbaar(antwoord), uitgesloten={}) == lees_json(pad)

    blad = load_workbook(BytesIO(maak(antwoord, v.HERKOMST, "xlsx")[0].inhoud)).get_sheet_by_index(1)
    # A spreadsheet reader may end lines its own way; every other character is the same.
    assert _regels(blad.to_python(skip_empty_area=False)[1][1]) == _regels(tekst)

    pagina = html.fromstring(maak(antwoord, v.HERKOMST, "html")[0].inhoud, parser=html.HTMLParser(encoding="utf-8"))
    assert _regels(tekst) in _regels(pagina.text_content())


def _regels(tekst: object) -> str:
    return str(tekst).replace("\r\n", "\n").replace("\r", "\n")


DAGEN = st.integers(0, 180).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def antwoorden(draw):
    """A coherent answer on person level: clients, their care on vestigingen, moments in the period."""
    nummers = [v.NOORD, v.ZUID, "000011112222"]
    clienten, zorg, momenten = [], [], []
    for c in range(draw(st.integers(0, 5))):
        naam = f"{draw(st.integers(0, 10**9))}-{c}"
        geboren = draw(st.dates(date(1920, 1, 1), date(2020, 1, 1)))
        leeg = (None,) * 3
        wie = draw(st.sampled_from([("999990019", geboren, *leeg * 3), (None, geboren, "Jansen", *leeg, None, None, "Ede", "NL", "NL")]))
        clienten.append((naam, *wie))
        for z in range(draw(st.integers(1, 4))):
            sleutel, vestiging = f"{draw(st.integers(0, 10**9))}-{c}-{z}", draw(st.sampled_from(nummers))
            code, letter = draw(st.sampled_from([(v.FIXATIE, "b"), (v.KAMER, "c"), (v.MEDICATIE, "a")]))
            soort, ambulant = draw(st.integers(1, 3)), draw(st.booleans())
            begin = draw(DAGEN)
            einde = draw(st.one_of(st.none(), st.just(date(2026, 6, 30))))
            frequentie = (draw(st.integers(1, 9)), draw(st.integers(1, 4))) if soort == 1 else (None, None)
            duur = draw(st.one_of(st.none(), st.integers(-1, 600)))
            zorg.append((naam, sleutel, vestiging, code, letter, letter == "a", soort, begin, einde, *frequentie, duur, None, ambulant))
            keren = draw(st.lists(st.tuples(DAGEN, st.just(duur), st.integers(1, 4)), min_size=1, max_size=3)) if soort != 1 else []
            momenten += [(sleutel, vestiging, ambulant, *keer) for keer in keren]
    return v.registraties(v1=[(nr, f"Plek {nr}", True) for nr in nummers], v2=clienten, v3=zorg, v4=momenten)


def geschud(antwoord, zaad: int):
    """The same facts in another order, under another pseudonym key."""
    resultaten = {}
    for nr, r in antwoord.resultaten.items():
        koppels = [i for i, k in enumerate(r.kolommen) if k.klasse == "koppel"]
        rijen = [
            tuple(sha256(f"{zaad}{w}".encode()).hexdigest() if i in koppels else w for i, w in enumerate(rij))
            for rij in random.Random(zaad).sample(r.rijen, len(r.rijen))
        ]
        resultaten[nr] = replace(r, rijen=tuple(rijen))
    return replace(antwoord, resultaten=resultaten)


@settings(max_examples=50, deadline=None)
@given(antwoorden(), st.integers(0, 99))
def test_elk_samenhangend_antwoord_is_leverbaar(antwoord, zaad):
    """Coherent care gives XML that is valid, holds each row once, and depends on neither row order nor pseudonyms."""
    (bestand,) = maak(antwoord, v.HERKOMST, "xml")
    boom = etree.fromstring(bestand.inhoud)
    assert len(boom.findall(".//w:OnvrijwilligeZorg", NS)) == len(antwoord.resultaten["3"].rijen)
    assert sum(int(a.text) for a in boom.findall(".//w:Moment/w:Aantal", NS)) == sum(rij[5] for rij in antwoord.resultaten["4"].rijen)
    for formaat in ("xml", "csv", "json", "html"):
        assert maak(geschud(antwoord, zaad), v.HERKOMST, formaat) == maak(antwoord, v.HERKOMST, formaat)


@settings(max_examples=40, deadline=None)
@given(antwoorden(), antwoorden())
def test_verschil_is_leeg_bij_gelijk_en_spiegelt(een, ander):
    """An answer does not differ from itself; what comes one way goes the other way."""
    assert verschil(een, een).leeg
    heen, terug = verschil(een, ander), verschil(ander, een)
    for nr in heen.wijzigingen:
        assert heen.wijzigingen[nr].toegevoegd == terug.wijzigingen[nr].vervallen
        assert len(heen.wijzigingen[nr].gewijzigd) == len(terug.wijzigingen[nr].gewijzigd)


@settings(max_examples=40, deadline=None)
@given(antwoorden())
def test_cijfers_tellen_op_waar_dat_mag(antwoord):
    """Moments add up over vestigingen and over kinds; clients never count more than there are."""
    c = cijfers(leverbaar(antwoord))
    assert sum(t.momenten for _, t in c.per_vestiging.values()) == c.totaal.momenten
    assert sum(n for (soort, _), n in c.per_soort.items() if soort != 1) == c.totaal.momenten
    assert c.totaal.clienten == len(antwoord.resultaten["2"].rijen)
    assert all(t.clienten <= c.totaal.clienten for _, t in c.per_vestiging.values())
