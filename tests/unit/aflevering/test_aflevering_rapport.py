"""The report: closed, readable by everybody, and without a person in it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hulp import levering as v
from lxml import html

from datastation.aflevering import Rapportgegevens, leverbaar, maak
from datastation.aflevering.cijfers import Telling, cijfers
from datastation.aflevering.grafiek import Staaf, staven
from datastation.aflevering.pagina import el
from datastation.aflevering.taal import dagen, getal, keer, periode
from datastation.model.verlies import Balans

VOL = Rapportgegevens(
    vorige=replace(v.aantallen(), begin=date(2025, 7, 1), einde=date(2025, 12, 31)),
    bevindingen=v.REGELS,
    balansen=v.BALANSEN,
    verlies=v.VERLIES,
    bronnen=(("ecd", "csv", "csv-nl", 4),),
    gemaakt_op="2026-07-14T08:15:00+00:00",
    verbeteringen=("Vraag 2: 1 rij gewijzigd.", "  vestiging 000012345678: 1 rij gewijzigd."),
)
ANTWOORDEN = [v.registraties(), v.aantallen(), v.analyse()]
ALLE = pytest.mark.parametrize("antwoord", ANTWOORDEN, ids=lambda a: a.profiel)


def pagina(antwoord, gegevens=VOL, herkomst=v.HERKOMST) -> bytes:
    if antwoord.profiel != "igj-wzd-aantallen":
        gegevens = replace(gegevens, vorige=None)
    return maak(antwoord, herkomst, "html", rapport=gegevens)[0].inhoud


@ALLE
def test_niets_van_buiten(antwoord):
    """No script, no request, no style but the one that the policy names by its hash."""
    tekst = pagina(antwoord).decode()
    boom = html.fromstring(tekst.encode())
    assert not boom.xpath("//script|//link|//img|//iframe|//form|//object|//@style|//@src|//@*[starts-with(name(), 'on')]")
    assert all(doel.startswith("#") for doel in boom.xpath("//@href"))
    assert not re.search(r"url\(|@import|https?://", tekst)
    som = base64.b64encode(hashlib.sha256(boom.findtext(".//style").encode()).digest()).decode()
    assert f"style-src 'sha256-{som}'" in boom.xpath("string(//meta[@http-equiv]/@content)")


@ALLE
def test_toegankelijk(antwoord):
    """Language, title, one h1, headings without gaps, tables with caption and scope, charts that have a table, ids that exist once."""
    boom = html.fromstring(pagina(antwoord))
    assert boom.get("lang") == "nl"
    assert boom.findtext(".//title")
    koppen = [int(k.tag[1]) for k in boom.iter("h1", "h2", "h3", "h4")]
    assert koppen.count(1) == 1
    assert all(volgende <= vorige + 1 for vorige, volgende in itertools.pairwise(koppen))
    for tabel in boom.iter("table"):
        assert tabel.findtext("caption")
        assert all(th.get("scope") in ("col", "row") for th in tabel.iter("th"))
    for figuur in boom.iter("figure"):
        assert figuur.findtext("figcaption")
        assert figuur.getparent().find(".//table") is not None
        assert all(svg.getparent().getparent().getparent().get("aria-hidden") == "true" for svg in figuur.iter("svg"))
    ids = boom.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {doel[1:] for doel in boom.xpath("//@href")} | set(boom.xpath("//@aria-labelledby")) <= set(ids)


def test_registraties_toont_alleen_aantallen():
    """The report on person level holds nobody's name, number, day of birth or code."""
    tekst = pagina(v.registraties()).decode()
    for kolom in v.REGISTRATIES["2"][1][1:]:
        i = [k.naam for k in v.REGISTRATIES["2"][1]].index(kolom.naam)
        for rij in v.rijen("2"):
            if rij[i] is not None and len(str(rij[i])) > 2:
                assert str(rij[i]) not in tekst


def test_cijfers_uit_registraties_zijn_die_van_aantallen():
    """Both profiles tell the same figures about the same facts."""
    uit_registraties, uit_aantallen = cijfers(leverbaar(v.registraties())), cijfers(leverbaar(v.aantallen()))
    assert uit_registraties.totaal == uit_aantallen.totaal == Telling(3, 2, 5)
    assert uit_registraties.per_vestiging == uit_aantallen.per_vestiging
    assert uit_registraties.per_categorie == uit_aantallen.per_categorie


def test_markup_in_een_naam_blijft_tekst():
    """A name cannot become markup."""
    boos = '<script>alert("x")</script>'
    antwoord = replace(v.aantallen(), organisatie=boos)
    boom = html.fromstring(pagina(antwoord))
    assert not boom.xpath("//script")
    assert boom.xpath("string(//header/p[1])") == boos


def test_wat_is_weggelaten_staat_er_met_de_reden():
    """The number left out, and the title of the rule that did it, stand in the report."""
    tekst = html.fromstring(pagina(v.aantallen())).text_content()
    assert "2 keer telt een registratie niet mee" in tekst
    assert "Het BSN is niet geldig" in tekst
    assert "Concept" in tekst


def test_onvolledige_periode_wordt_gemeld():
    """A period that the facts do not cover is announced at the top."""
    antwoord = replace(v.aantallen(), gegevens_tot=date(2026, 5, 31))
    assert "tot en met 31 mei 2026. De periode is dus nog niet helemaal in beeld" in html.fromstring(pagina(antwoord)).text_content()


def test_niets_te_melden():
    """A half-year without involuntary care is told as such."""
    leeg = v.registraties(v2=[], v3=[], v4=[])
    assert "Niets te melden" in html.fromstring(pagina(leeg)).text_content()


def test_scheve_balans_valt_op():
    """A balance that does not add up is told in words."""
    tekst = html.fromstring(pagina(v.aantallen(), replace(VOL, balansen=(Balans("ecd", "x", 10, 8, 1, 0),)))).text_content()
    assert "bij 1 tabel klopt de telling niet" in tekst


def test_leeg_rapport_zegt_wat_er_niet_is():
    """Without findings or balance the report says so instead of looking clean."""
    tekst = html.fromstring(pagina(v.aantallen(), Rapportgegevens())).text_content()
    assert "geen controles meegegeven" in tekst
    assert "geen balans van de bronnen meegegeven" in tekst
    assert "Vergelijken kan daarom nog niet" in tekst


def _kleuren(blok: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", blok))


def _licht(kleur: str) -> float:
    h = kleur[1:]
    kanalen = [int(h[i : i + 2], 16) / 255 for i in (0, 2, 4)] if len(h) == 6 else [int(c * 2, 16) / 255 for c in h]
    r, g, b = (k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanalen)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(een: str, ander: str) -> float:
    hoog, laag = sorted((_licht(een), _licht(ander)), reverse=True)
    return (hoog + 0.05) / (laag + 0.05)


TEKST = [("inkt", "grond"), ("inkt", "vlak"), ("zacht", "grond"), ("zacht", "vlak"), ("zacht", "accent-zacht"), ("accent", "grond"),
         ("accent", "vlak"), ("accent", "accent-zacht"), ("let-op", "let-op-grond"), ("inkt", "let-op-grond"), ("let-op", "grond"),
         ("let-op", "vlak"), ("stop", "vlak"), ("goed", "grond")]  # fmt: skip
TEKENING = [("accent", "vlak"), ("toen", "vlak")]


@pytest.mark.parametrize("thema", ["licht", "donker"])
def test_contrast(thema):
    """WCAG 2.2 AA: 4.5 to 1 for text and 3 to 1 for bars, in both themes (the print theme is black on white)."""
    stijl = (Path(maak.__code__.co_filename).parent / "rapport.css").read_text()
    blokken = re.findall(r":root \{(.*?)\}", stijl, re.DOTALL)
    kleuren = _kleuren(blokken[0]) | (_kleuren(blokken[1]) if thema == "donker" else {})
    te_zwak = [paar for paar in TEKST if _contrast(kleuren[paar[0]], kleuren[paar[1]]) < 4.5]
    te_zwak += [paar for paar in TEKENING if _contrast(kleuren[paar[0]], kleuren[paar[1]]) < 3]
    assert te_zwak == []


@pytest.mark.parametrize(
    ("waarden", "breedtes"),
    [([0, 0], ["0.00", "0.00"]), ([5, 10], ["50.00", "100.00"]), ([], [])],
)
def test_staven_zijn_op_schaal(waarden, breedtes):
    """The longest bar is full, the others follow; nothing divides by zero."""
    figuur = staven("Proef", [Staaf("x", w) for w in waarden], nu="nu")
    assert re.findall(r'<rect class="nu" x="0" y="0" width="([\d.]+)"', figuur) == breedtes


def test_bouwer_ontsnapt_tekst_en_attributen():
    """Text and attribute values are escaped once; built markup is not escaped again."""
    assert el("p", "a < b & c", el("b", "'\""), title='"<') == '<p title="&quot;&lt;">a &lt; b &amp; c<b>\'"</b></p>'


@pytest.mark.parametrize(
    ("gemaakt", "verwacht"),
    [
        (getal(1234567), "1.234.567"),
        (getal(-3), "−3"),
        (getal(None), "–"),
        (keer(0, "rij", "rijen"), "geen rijen"),
        (keer(1, "rij", "rijen"), "1 rij"),
        (dagen(date(2026, 3, 1)), "1 maart 2026"),
        (periode(date(2026, 1, 1), date(2026, 12, 31)), "2026"),
        (periode(date(2026, 7, 1), date(2026, 12, 31)), "het tweede halfjaar van 2026"),
        (periode(date(2026, 7, 1), date(2026, 12, 30)), "1 juli 2026 tot en met 30 december 2026"),
    ],
)
def test_nederlands(gemaakt, verwacht):
    """Numbers and days as people write them."""
    assert gemaakt == verwacht
