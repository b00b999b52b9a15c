"""The policy read aloud: what it says in words is what the gate decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hulp.poortzaak import GOED, IGJ, NU, PROFIEL
from hypothesis import given
from hypothesis import strategies as st

from datastation.onderhoud import BELEID_TOML
from datastation.poort import Beleid, Register, Uitkomst, Verbruik, lees_beleid, leg_uit

VANDAAG = date(2026, 7, 15)
DAG = timedelta(days=1)


def uitleg(zaak=GOED, profielen=(PROFIEL,), vandaag=VANDAAG):
    return leg_uit(Beleid.model_validate(zaak.beleid), profielen, vandaag)


def zin(zaak=GOED, profielen=(PROFIEL,), vandaag=VANDAAG):
    ((_, zinnen),) = uitleg(zaak, profielen, vandaag).afnemers
    return " ".join(zinnen)


def test_een_volledig_beleid():
    """Everything that a rule says stands in words, and nothing is wrong with it."""
    gezegd = uitleg()
    assert gezegd.afnemers == (
        (
            f"IGJ ({IGJ})",
            (
                (
                    "aantallen@1.0.0: het antwoord gaat automatisch weg, behalve als het persoonsgegevens bevat of als de vraag zonder ondertekend credential"
                    " kwam. Vragen mag vanaf 01-07-2026 tot en met 31-07-2026. De gevraagde periode valt vanaf 01-01-2025 tot en met 30-06-2026."
                    " Hoogstens 5 vragen per 30 dagen, waarvan 2 verschillende. Kleine aantallen worden onderdrukt (k10)."
                ),
            ),
        ),
    )
    assert gezegd.aandacht == ()
    assert gezegd.tekst().endswith("\n\nWat hier niet staat, wordt geweigerd.\n")


def test_een_leeg_beleid_en_dat_van_een_nieuw_station(tmp_path):
    """A policy without requesters refuses everybody, and so does the one that a new station gets."""
    pad = tmp_path / "beleid.toml"
    pad.write_text(BELEID_TOML, encoding="utf-8")
    beleid = lees_beleid(pad)
    assert beleid.afnemers == ()
    assert replace(GOED, beleid={"versie": "1"}).beslis().uitkomst is Uitkomst.WEIGEREN
    gezegd = leg_uit(beleid, [PROFIEL], VANDAAG)
    assert "Niemand mag iets vragen." in gezegd.tekst()
    assert gezegd.aandacht == ("Er staat geen afnemer in het beleid.",)


def test_het_voorbeeld_in_het_nieuwe_beleid_is_een_beleid(tmp_path):
    """With its hash signs taken away, what stands in a new policy is a policy that says what it seems to say."""
    pad = tmp_path / "beleid.toml"
    begin = BELEID_TOML.index("# [[afnemers]]")
    voorbeeld = "\n".join(regel.removeprefix("# ").removeprefix("#") for regel in BELEID_TOML[begin:].splitlines())
    pad.write_text(BELEID_TOML[:begin] + voorbeeld + "\n", encoding="utf-8")
    (afnemer,) = lees_beleid(pad).afnemers
    assert [(p.profiel, p.besluit) for p in afnemer.profielen] == [("igj-wzd-aantallen", "mens")]


@pytest.mark.parametrize(
    ("zaak", "profielen", "woorden"),
    [
        (GOED.regel(besluit="mens"), (PROFIEL,), "een mens geeft elk antwoord vrij, en wie het voorbereidt doet dat niet zelf."),
        (GOED.regel(besluit="mens", vier_ogen=False), (PROFIEL,), "een mens geeft elk antwoord vrij. Vragen"),
        (GOED, (replace(PROFIEL, vrijgave="mens"),), "het beleid zegt automatisch, maar het profiel vraagt een mens"),
        (GOED.regel(besluit="weigeren"), (PROFIEL,), "wordt geweigerd: zo staat het in het beleid."),
        (GOED, (), "wordt geweigerd: deze versie heeft dit datastation niet."),
        (GOED, (replace(PROFIEL, geldig_van=VANDAAG + DAG),), "deze versie geldt vanaf 16-07-2026 tot en met 31-12-2026."),
        (GOED, (replace(PROFIEL, geldig_tot=VANDAAG - DAG),), "deze versie geldt vanaf 01-01-2026 tot en met 14-07-2026."),
        (GOED.regel(tot=VANDAAG - DAG), (PROFIEL,), "wordt geweigerd: vragen mag vanaf 01-07-2026 tot en met 14-07-2026."),
        (GOED.regel(vanaf=VANDAAG + DAG), (PROFIEL,), "wordt geweigerd: vragen mag vanaf 16-07-2026 tot en met 31-07-2026."),
        (GOED.regel(vanaf=None), (PROFIEL,), "Vragen mag tot en met 31-07-2026."),
        (
            GOED.regel(onthulling=[]),
            (PROFIEL,),
            "wordt geweigerd: de regel voor onthulling van het profiel (k10) staat niet bij onthulling.",
        ),
        (GOED.regel(onthulling=["geen"]), (replace(PROFIEL, onthulling="geen"),), "Het antwoord gaat met exacte cijfers."),
        (GOED.regel(quotum={"dagen": 1, "vragen": 1}), (PROFIEL,), "Hoogstens 1 vraag per dag."),
        (GOED.afnemer(alleen_credentialsubject=True), (PROFIEL,), "Mag ook vragen zonder ondertekend credential"),
        (GOED.afnemer(profielen=[]), (PROFIEL,), "Mag niets vragen: er staat geen profiel bij."),
    ],
)
def test_in_woorden(zaak, profielen, woorden):
    """Each kind of rule has its sentence."""
    assert woorden in zin(zaak, profielen)


@pytest.mark.parametrize(
    ("zaak", "profielen", "aandacht"),
    [
        (GOED, (), "IGJ, aantallen: dit profiel bestaat niet."),
        (GOED.regel(versies=["1.0.0", "2.0.0"]), (PROFIEL,), "IGJ, aantallen: aantallen@2.0.0 heeft dit datastation niet."),
        (GOED.regel(tot=VANDAAG - DAG), (PROFIEL,), "IGJ, aantallen: het venster is voorbij sinds 14-07-2026."),
        (GOED, (replace(PROFIEL, geldig_tot=VANDAAG - DAG),), "IGJ, aantallen: aantallen@1.0.0 geldt niet meer sinds 14-07-2026."),
        (GOED.regel(onthulling=[]), (PROFIEL,), 'IGJ, aantallen: zet "k10" bij onthulling, anders wordt elke vraag geweigerd.'),
        (
            GOED,
            (replace(PROFIEL, vrijgave="mens"),),
            "IGJ, aantallen: automatisch heeft geen gevolg, omdat aantallen@1.0.0 om een mens vraagt.",
        ),
    ],
)
def test_wat_niet_kan_werken(zaak, profielen, aandacht):
    """What in a policy can never work, or not any more, is said once."""
    assert uitleg(zaak, profielen).aandacht == (aandacht,)
    assert f"Let op:\n- {aandacht}" in uitleg(zaak, profielen).tekst()


def test_wat_bewust_geweigerd_wordt_is_geen_fout():
    """A rule that refuses needs no disclosure rule and no comment."""
    assert uitleg(GOED.regel(besluit="weigeren", onthulling=[])).aandacht == ()


DATUMS = st.none() | st.integers(-3, 3).map(lambda n: VANDAAG + n * DAG)


@given(
    besluit=st.sampled_from(("weigeren", "mens", "automatisch")),
    vrijgave=st.sampled_from(("mens", "automatisch")),
    onthulling=st.sampled_from(((), ("k10",), ("geen",), ("geen", "k10"))),
    van=DATUMS,
    tot=DATUMS,
    geldig_tot=DATUMS,
    geregistreerd=st.booleans(),
)
def test_woorden_en_besluit_zijn_een(besluit, vrijgave, onthulling, van, tot, geldig_tot, geregistreerd):
    """Whatever the rule: where the words say refused the gate refuses, where they say a person releases a person does, and the other way round."""
    if van and tot and tot < van:
        van, tot = tot, van
    zaak = GOED.regel(besluit=besluit, onthulling=onthulling, vanaf=van, tot=tot).profiel(vrijgave=vrijgave, geldig_tot=geldig_tot)
    zaak = replace(zaak, verbruik=Verbruik(NU - 40 * DAG, 0))
    profielen = [r.profiel for r in zaak.register.registraties] if geregistreerd else []
    if not geregistreerd:
        zaak = replace(zaak, register=Register())
    gezegd = zin(zaak, profielen)
    uitkomst = zaak.beslis().uitkomst
    assert ("wordt geweigerd" in gezegd) == (uitkomst is Uitkomst.WEIGEREN)
    assert ("een mens geeft elk antwoord vrij" in gezegd) == (uitkomst is Uitkomst.MENS)
    assert ("gaat automatisch weg" in gezegd) == (uitkomst is Uitkomst.AUTOMATISCH)
