"""Whatever comes: the gate does not crash on a text, and no decision is automatic where a check was made to fail."""

from __future__ import annotations

from datetime import date

import pytest
from hulp.poortvragen import GOED as VRAGEN
from hulp.poortvragen import VIJANDIG
from hulp.poortzaak import BREUKEN, GOED
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from datastation.poort import Keuringsverslag, Lezersproces, Profielversie, Stand, Uitkomst, registreer

RUSTIG = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
PROFIEL = Profielversie("proef", "1.0.0", date(2026, 1, 1))
STUKKEN = ["SELECT", "?n", "{", "}", "(", ")", "[", "]", "<urn:p>", "?a", ".", ";", ",", "'", '"', '"""', "\\", "\\u0041", "#", "\n", "\r",
           "FILTER", "OPTIONAL", "UNION", "SERVICE", "GRAPH", "*", "+", "^", "/", "|", "!", "1", "BIND", "AS", "VALUES", "COUNT", "\u202e",
           "é", "\ud800", "а", "\x00", "@nl", "^^", "_:b", "EXISTS", "MINUS", "ORDER BY", "LIMIT", "PREFIX :", "BASE", "a", "0x"]  # fmt: skip
teksten = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(STUKKEN), max_size=60).map(" ".join), st.binary(max_size=300))


@pytest.fixture(scope="module")
def lezers():
    with Lezersproces() as proces:
        yield proces


def _keur(ruw, lezers) -> Keuringsverslag:
    return registreer(ruw, profiel=PROFIEL, nr="1", parameters=[], kolommen={"n": "telling"}, parametervorm=b"", lezers=lezers)


@RUSTIG
@given(ruw=teksten)
def test_geen_tekst_laat_de_poort_vallen(lezers, ruw):
    """Any text gives a report, accepted or with objections that a person can read."""
    verslag = _keur(ruw, lezers)
    assert verslag.aangenomen != bool(verslag.bezwaren)
    assert verslag.tekst()


@RUSTIG
@given(data=st.data())
def test_verminkte_vraag_laat_de_poort_niet_vallen(lezers, data):
    """Neither does a question of the corpus with a piece cut out, doubled or replaced."""
    ruw = data.draw(st.sampled_from([v.ruw for v in (*VIJANDIG, *VRAGEN) if len(v.ruw) < 3000]))
    begin = data.draw(st.integers(0, len(ruw)))
    einde = data.draw(st.integers(begin, min(len(ruw), begin + 40)))
    stuk = data.draw(
        st.one_of(st.just(b""), st.just(ruw[begin:einde] * 2), st.sampled_from(STUKKEN).map(lambda s: s.encode("utf-8", "replace")))
    )
    verslag = _keur(ruw[:begin] + stuk + ruw[einde:], lezers)
    assert verslag.aangenomen != bool(verslag.bezwaren)


@settings(deadline=None, max_examples=500)
@given(namen=st.lists(st.sampled_from(sorted(BREUKEN)), min_size=1, max_size=6, unique=True))
def test_nooit_automatisch_met_een_breuk(namen):
    """However many facts are made wrong, together and in whatever order: refused, for the reason of one of them that still holds."""
    zaak = GOED
    for naam in namen:
        zaak = BREUKEN[naam][1](zaak)
    # A change of what another change took away does nothing; then that other one still refuses.
    besluit = zaak.beslis()
    assert besluit.uitkomst == Uitkomst.WEIGEREN
    assert besluit.registratie is None
    assert [s.stand for s in besluit.stappen].count(Stand.GEZAKT) == 1


@settings(deadline=None, max_examples=300)
@given(
    afzender=st.sampled_from(["did:web:igj.example", "did:web:IGJ.example", "did:web:igj.example#1", "did:web:ander.example", ""]),
    besluit=st.sampled_from(["weigeren", "mens", "automatisch"]),
    vrijgave=st.sampled_from(["mens", "automatisch"]),
    sha=st.text(max_size=70),
)
def test_automatisch_alleen_als_alles_het_zegt(afzender, besluit, vrijgave, sha):
    """Automatic only where requester, policy, profile and hash all say so; a decision is the same when made again."""
    zaak = GOED.regel(besluit=besluit).profiel(vrijgave=vrijgave)
    zaak = zaak.met(afzender=afzender)
    uit = zaak.beslis()
    goed = afzender == "did:web:igj.example" and (besluit, vrijgave) == ("automatisch", "automatisch")
    assert (uit.uitkomst == Uitkomst.AUTOMATISCH) == goed
    assert zaak.beslis() == uit
    assume(sha != GOED.aanvraag.vraag.sha256)
    assert GOED.vraag(sha256=sha).beslis().uitkomst == Uitkomst.WEIGEREN
