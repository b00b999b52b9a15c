"""The decision: one request that passes, every way in which it does not, and who releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hulp.poortzaak import BREUKEN, GOED, HALFJAREN, NU, REGISTRATIE, VESTIGINGEN

from datastation.poort import Reden, Stand, Uitkomst, Verbruik
from datastation.poort.controles import CONTROLES


def test_goede_aanvraag_gaat_automatisch():
    """All checks pass, in their fixed order; the question and its values come with the decision, an absent choice as its whole list."""
    besluit = GOED.beslis()
    assert (besluit.uitkomst, besluit.reden) == (Uitkomst.AUTOMATISCH, Reden.TOEGELATEN)
    assert [s.naam for s in besluit.stappen] == list(CONTROLES)
    assert {s.stand for s in besluit.stappen} == {Stand.GESLAAGD}
    assert besluit.registratie == REGISTRATIE
    assert besluit.waarden == {"halfjaar": (HALFJAREN[0],), "vestiging": VESTIGINGEN}
    assert besluit.beleid.startswith("2026-1 sha256:")
    assert besluit.mens_omdat == ()


@pytest.mark.parametrize(("reden", "breuk"), BREUKEN.values(), ids=BREUKEN)
def test_een_breuk_is_een_weigering(reden, breuk):
    """One fact that is wrong refuses, with its own reason; checks before it passed, those after it were not judged, nothing runs."""
    besluit = breuk(GOED).beslis()
    assert (besluit.uitkomst, besluit.reden) == (Uitkomst.WEIGEREN, reden)
    standen = [s.stand for s in besluit.stappen]
    plek = standen.index(Stand.GEZAKT)
    assert besluit.stappen[plek].reden == reden
    assert set(standen[:plek]) <= {Stand.GESLAAGD}
    assert set(standen[plek + 1 :]) <= {Stand.NIET_BEOORDEELD}
    assert [s.naam for s in besluit.stappen] == list(CONTROLES)
    assert besluit.registratie is None
    assert besluit.waarden == {}


def test_elke_reden_komt_voor():
    """Every reason that exists has a way to get it, and words."""
    assert {reden for reden, _ in BREUKEN.values()} == set(Reden) - {Reden.TOEGELATEN}
    assert all(r.zin.endswith(".") for r in Reden)


@pytest.mark.parametrize(
    ("zaak", "deel"),
    [
        (GOED.regel(besluit="mens"), "het beleid"),
        (GOED.profiel(vrijgave="mens"), "het uitwisselprofiel"),
        (GOED.afnemer(alleen_credentialsubject=True).met(credential=None), "zonder ondertekend credential"),
        (GOED.registratie(kolommen={"n": "persoonsgegeven"}), "persoonsgegevens"),
    ],
)
def test_mens_geeft_vrij(zaak, deel):
    """A person releases where policy or profile says so, where nothing was signed, and where persons can be recognised."""
    besluit = zaak.beslis()
    assert besluit.uitkomst == Uitkomst.MENS
    assert [r for r in besluit.mens_omdat if deel in r]


@pytest.mark.parametrize(
    "zaak",
    [
        GOED.credential(status="geen", status_op=None),
        GOED.credential(geldig_van=None, geldig_tot=None),
        GOED.credential(status_op=NU + timedelta(seconds=5)),
        GOED.profiel(geldig_tot=None),
        GOED.profiel(geldig_van=date(2026, 7, 15), geldig_tot=date(2026, 7, 15)),
        GOED.registratie(ingetrokken_op=NU + timedelta(seconds=1)),
        GOED.regel(vanaf=None, tot=None, periode_vanaf=None, periode_tot=None).met(periode=None),
        GOED.regel(periode_vanaf=None),
        GOED.regel(periode_tot=None),
        GOED.regel(quotum={"dagen": 30, "vragen": 5}),
        GOED.parameter("vestiging", VESTIGINGEN[1]),
        GOED.parameter("vestiging", *VESTIGINGEN),
        replace(GOED, verbruik=Verbruik(NU - timedelta(days=30), 4, frozenset({"een", GOED.aanvraag.stelling}))),
        replace(GOED, nu=NU.astimezone(timezone(timedelta(hours=-11)))),
    ],
)
def test_wat_ook_mag(zaak):
    """The edges of each rule are inside it; asking the same again costs no new combination."""
    assert zaak.beslis().uitkomst == Uitkomst.AUTOMATISCH


def test_zonder_quotum_telt_niemand():
    """A rule without a quota, which leaves release to a person, needs no counters."""
    zaak = replace(GOED.regel(besluit="mens", quotum=None), verbruik=None)
    assert zaak.beslis().uitkomst == Uitkomst.MENS


def test_dag_is_die_van_nederland():
    """At 22:30 UTC on the last day in July it is August in the Netherlands."""
    laat = replace(GOED, nu=datetime(2026, 7, 31, 22, 30, tzinfo=UTC))
    laat = laat.credential(geldig_tot=None, status="geen")
    laat = replace(laat, verbruik=Verbruik(NU - timedelta(days=60), 0))
    assert laat.beslis().reden == Reden.BUITEN_VENSTER
    assert replace(laat, nu=datetime(2026, 7, 31, 21, 30, tzinfo=UTC)).beslis().uitkomst == Uitkomst.AUTOMATISCH


def test_moment_zonder_tijdzone_kan_niet():
    """A moment without a time zone is a fault of the caller, not a decision."""
    with pytest.raises(ValueError, match="tijdzone"):
        replace(GOED, nu=datetime(2026, 7, 15)).beslis()  # noqa: DTZ001 - that is the fault


def test_stelling_is_van_volgorde_onafhankelijk():
    """The order of values and names makes no other combination; another value does."""
    a, b = VESTIGINGEN
    assert GOED.parameter("vestiging", a, b).aanvraag.stelling == GOED.parameter("vestiging", b, a).aanvraag.stelling
    assert GOED.parameter("vestiging", a).aanvraag.stelling != GOED.parameter("vestiging", b).aanvraag.stelling
