"""Who may bring a case from which state to which: the whole table, every cell tried."""

from __future__ import annotations

from datetime import datetime

import pytest
from hulp.zaakwerk import AAD, ANN, BEA, BO, IGJ, KIM, NU, POORT, VERVALT, beantwoord, breng, eis_heel, toestand

from datastation import vrijgave
from datastation.staat import Staat

WIE = {
    "station": POORT,
    "afnemer": vrijgave.afnemer(IGJ),
    "andere": vrijgave.afnemer("did:web:ander.example"),
    "beheerder": BEA,
    "kwaliteit": KIM,
    "bestuurder": BO,
    "auditor": AAD,
    "analist": ANN,
}
# From state to state: who may, when every condition but the role is met. All other pairs are refused to everybody.
TABEL = """
ontvangen     geverifieerd  station
ontvangen     afgewezen     station
ontvangen     ingetrokken   afnemer
ontvangen     verlopen      station
geverifieerd  toegelaten    station
geverifieerd  afgewezen     station
geverifieerd  ingetrokken   afnemer
geverifieerd  verlopen      station
toegelaten    beantwoord    station
toegelaten    afgewezen     station
toegelaten    ingetrokken   afnemer
toegelaten    verlopen      station
beantwoord    toegelaten    kwaliteit
beantwoord    vrijgegeven   bestuurder
beantwoord    afgewezen     station bestuurder
beantwoord    ingetrokken   afnemer
beantwoord    verlopen      station
vrijgegeven   verzonden     station
vrijgegeven   ingetrokken   afnemer bestuurder
afgewezen     verzonden     station
"""
MAG = {(van, naar): set(wie) for van, naar, *wie in (regel.split() for regel in TABEL.strip().splitlines())}


def probeer(staat: Staat, nummer: str, naar: str, wie: vrijgave.Wie) -> None:
    """Try a transition through the door that is meant for it."""
    stap: dict[str, object] = {"wie": wie, "nu": NU}
    if naar == "geverifieerd":
        vrijgave.verifieer(staat, nummer, **stap)
    elif naar == "toegelaten" and wie.soort == "persoon":
        vrijgave.herhaal(staat, nummer, reden="hersteld", **stap)
    elif naar == "toegelaten":
        vrijgave.laat_toe(staat, nummer, beleid="mens", vier_ogen=False, **stap)
    elif naar == "beantwoord":
        vrijgave.leg_antwoord_vast(staat, nummer, momentopname="m", antwoord_sha256="a" * 64, antwoord_pad="p", **stap)
    elif naar == "vrijgegeven":
        vrijgave.geef_vrij(staat, nummer, **stap)
    elif naar == "afgewezen":
        vrijgave.wijs_af(staat, nummer, reden="daarom", **stap)
    elif naar == "ingetrokken":
        vrijgave.trek_in(staat, nummer, reden="toch niet", **stap)


@pytest.mark.parametrize("van", list(vrijgave.Toestand))
@pytest.mark.parametrize("naar", ["geverifieerd", "toegelaten", "beantwoord", "vrijgegeven", "afgewezen", "ingetrokken"])
def test_alleen_wie_in_de_tabel_staat(staat: Staat, van: str, naar: str) -> None:
    """Each capacity tries each transition from each state: those in the table pass, all others are refused and change nothing."""
    for naam, wie in WIE.items():
        nummer = breng(staat, van, sleutel=naam, vier_ogen=False)
        if van == "beantwoord" and wie in (KIM, BO):
            vrijgave.zie_in(staat, nummer, wie=wie, nu=NU)
        if naam in MAG.get((van, naar), set()):
            probeer(staat, nummer, naar, wie)
            assert toestand(staat, nummer) == naar
        else:
            with pytest.raises(vrijgave.Weigering):
                probeer(staat, nummer, naar, wie)
            assert toestand(staat, nummer) == van
    eis_heel(staat)


@pytest.mark.parametrize("van", list(vrijgave.Toestand))
def test_de_klok_laat_alleen_open_zaken_verlopen(staat: Staat, van: str) -> None:
    """A case lapses at its term and not before, unless it has an outcome or was withdrawn."""
    nummer = breng(staat, van)
    assert vrijgave.verloop(staat, nu=VERVALT.replace(microsecond=0) - (VERVALT - NU) / 1000) == ()
    verloopt = (van, "verlopen") in MAG
    assert vrijgave.verloop(staat, nu=VERVALT) == ((nummer,) if verloopt else ())
    assert toestand(staat, nummer) == ("verlopen" if verloopt else van)


def test_de_tabel_is_die_van_de_code() -> None:
    """The table above and the rules say the same, but for what comes in and what is released without a person."""
    namen = {"kwaliteitsfunctionaris": "kwaliteit"}
    regels: dict[tuple[str, str], set[str]] = {}
    for r in vrijgave.REGELS:
        if r.van is not None and (r.naar, r.rol) != ("vrijgegeven", "station"):
            regels.setdefault((r.van, r.naar), set()).add(namen.get(r.rol, r.rol))
    assert regels == MAG
    assert {"verzonden", "ingetrokken", "verlopen"} == vrijgave.EIND
    assert vrijgave.regels(None, vrijgave.Toestand.ONTVANGEN)


@pytest.mark.parametrize(
    ("handeling", "mag"),
    [
        ("lezen", {"station", "kwaliteit", "bestuurder", "auditor"}),
        ("lijst", {"station", "kwaliteit", "bestuurder", "auditor", "afnemer", "andere"}),
        ("inzien", {"kwaliteit", "bestuurder"}),
        ("klaarzetten", {"kwaliteit"}),
        ("corrigeren", {"kwaliteit"}),
        ("gebruikers bekijken", {"station", "beheerder", "auditor"}),
        ("gebruikers beheren", {"station", "beheerder"}),
        ("oude zaken opruimen", {"station", "beheerder"}),
    ],
)
def test_wat_elke_rol_verder_mag(staat: Staat, handeling: str, mag: set[str]) -> None:
    """Reading, opening, preparing, correcting and managing users: for these roles and no others."""
    nummer = breng(staat, "beantwoord")
    vrijgave.zie_in(staat, nummer, wie=KIM, nu=NU)
    for naam, wie in WIE.items():
        if naam in mag:
            doe(staat, nummer, handeling, wie, NU, naam)
        else:
            with pytest.raises(vrijgave.Weigering) as fout:
                doe(staat, nummer, handeling, wie, NU, naam)
            assert fout.value.reden == "rol"


def doe(staat: Staat, nummer: str, handeling: str, wie: vrijgave.Wie, nu: datetime, naam: str) -> None:
    """Do something that is no transition."""
    if handeling == "lezen":
        vrijgave.lees(staat, nummer, wie=wie)
    elif handeling == "lijst":
        assert len(vrijgave.lijst(staat, wie=wie)) == (naam != "andere")
    elif handeling == "inzien":
        vrijgave.zie_in(staat, nummer, wie=wie, nu=nu)
    elif handeling == "klaarzetten":
        vrijgave.zet_klaar(staat, nummer, wie=wie, nu=nu)
    elif handeling == "corrigeren":
        vrijgave.corrigeer(
            staat, nummer, cel="B1", berekend="1", waarde="2", reden="fout", wie=wie, nu=nu, onderteken=lambda b: b"handtekening"
        )
    elif handeling == "gebruikers bekijken":
        vrijgave.lijst_gebruikers(staat, wie=wie)
    elif handeling == "oude zaken opruimen":
        vrijgave.wis_antwoorden(staat, lambda _: None, grens=NU, wie=wie)
        vrijgave.ruim_zaken_op(staat, lambda _: None, grens=NU, wie=wie, nu=nu)
    else:
        vrijgave.voeg_gebruiker_toe(staat, f"nieuw-{naam}", "Nieuw", wie=wie, nu=nu)


def test_een_auditor_laat_geen_spoor_na_dat_meetelt(staat: Staat) -> None:
    """Reading by an auditor adds no mark; one who is auditor has no other role."""
    nummer = breng(staat, "beantwoord")
    assert vrijgave.lees(staat, nummer, wie=AAD).merken == ()
    with pytest.raises(vrijgave.Weigering, match="geen andere rol"):
        vrijgave.geef_rol(staat, "aad", vrijgave.Rol.BESTUURDER, wie=BEA, nu=NU)
    with pytest.raises(vrijgave.Weigering, match="geen andere rol"):
        vrijgave.geef_rol(staat, "kim", vrijgave.Rol.AUDITOR, wie=BEA, nu=NU)
    beantwoord_nog = vrijgave.lees(staat, nummer, wie=AAD).zaak
    assert beantwoord_nog.toestand == "beantwoord"
    with pytest.raises(vrijgave.Weigering):
        beantwoord(staat, nummer)


def test_wie_wijzigt_leest_ook_en_een_analist_doet_niets() -> None:
    """Everything that people can do has a row; an auditor only reads, an analyst has no part in it, a requester neither."""
    assert set(vrijgave.MAG) == set(vrijgave.Handeling)
    van = {rol: {h for h, rollen in vrijgave.MAG.items() if rol in rollen} for rol in vrijgave.Rol}
    assert van["auditor"] == {"lezen", "gebruikers bekijken"}
    assert van["analist"] == van["afnemer"] == set()
    assert not {r.rol for r in vrijgave.REGELS} & {"auditor", "analist", "beheerder"}
