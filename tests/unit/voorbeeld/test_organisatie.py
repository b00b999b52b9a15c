"""The synthetic organisation: sizes, schemas, planted errors."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from datastation.fouten import GebruiksFout
from datastation.model.bsn import elfproef
from datastation.voorbeeld import maak_organisatie
from datastation.voorbeeld.maatregelfouten import MAATREGELFOUTEN
from datastation.voorbeeld.rijen import SCHEMAS

ALTIJD = {
    "00:registratie-zonder-maatregel", "00:registratie-van-verwijderde-maatregel", "00:twee-hoofdplaatsingen",
    "05:vestigingsnummer-zonder-nullen", "05:kvk-als-vestigingsnummer", "05:maatregel-zonder-vestiging", "06:bsn-elfproef", "06:bsn-en-adres-ontbreken",
    "06:geboortedatum-ontbreekt", "07:dubbel", "08:plantermijn-verlopen", "08:evaluatie-te-oud", "09:artikel-2-lid-2", "11:titel-verlopen",
    "11:titel-zonder-accommodatie", "13:arts-akkoord-ontbreekt", "14:oordeel-ontbreekt", "15:geen-ongeplande-registraties", "17:andere-wet",
    *(naam for naam, _, _ in MAATREGELFOUTEN),
}  # fmt: skip


@pytest.fixture(scope="module")
def organisatie():
    return maak_organisatie(60)


def test_de_tabellen_hebben_hun_schema(organisatie):
    """Each table has the columns and types of the contract, in order."""
    for naam in SCHEMAS.keys() - {"registraties"}:
        tabel = getattr(organisatie, naam)
        assert tabel.schema == SCHEMAS[naam], naam
        assert tabel.num_rows > 0, naam
    assert all(blok.schema == SCHEMAS["registraties"] for blok in organisatie.registraties())


@pytest.mark.parametrize(("clienten", "registraties"), [(30, 0), (30, 1), (30, 5_000), (333, 120_000)])
def test_de_omvang_is_precies_wat_gevraagd_is(clienten, registraties):
    """As many clients and registrations as asked, also when there are fewer registrations than measures."""
    organisatie = maak_organisatie(clienten, registraties)
    assert organisatie.clienten.num_rows == clienten
    assert organisatie.aantal_registraties == registraties
    blokken = list(organisatie.registraties())
    assert sum(blok.num_rows for blok in blokken) == registraties
    assert all(blok.num_rows <= 50_000 for blok in blokken)


@pytest.mark.parametrize(
    "gevraagd",
    [
        {"clienten": 29},
        {"clienten": 20_001},
        {"registraties": -1},
        {"registraties": 1_000_001},
        {"fouten": 0.2},
        {"peildatum": date(2023, 12, 31)},
    ],
)
def test_een_onmogelijke_omvang_is_een_gebruiksfout(gevraagd):
    """Outside the sizes that it can make, the generator says which ones it can."""
    with pytest.raises(GebruiksFout) as fout:
        maak_organisatie(**gevraagd)
    assert "Kies een" in fout.value.herstel


@pytest.mark.parametrize(("clienten", "seed"), [(30, 1), (30, 2), (30, 3), (60, 1), (60, 7), (400, 1)])
def test_elke_fout_komt_minstens_een_keer_voor(clienten, seed):
    """Above a share of 0 every kind of error is planted, even in the smallest organisation."""
    geplant = maak_organisatie(clienten, seed=seed).geplant
    assert geplant.keys() == ALTIJD
    assert all(geplant.values())
    assert {naam[:2] for naam in geplant} >= {f"{nummer:02d}" for nummer in range(1, 18)}


@pytest.mark.parametrize("peildatum", [date(2024, 1, 1), date(2025, 3, 30), date(2028, 2, 29), date(2030, 12, 31)])
def test_op_elke_peildatum_is_er_een_hele_organisatie(peildatum):
    """The day on which the data end may be any day: nothing lies after it, and every kind of error is there."""
    organisatie = maak_organisatie(40, peildatum=peildatum)
    assert organisatie.geplant.keys() == ALTIJD
    assert max(max(blok["datum"].to_pylist()) for blok in organisatie.registraties()) <= peildatum
    assert max(organisatie.evaluaties["datum"].to_pylist()) <= peildatum


def test_zonder_fouten_staan_alleen_de_gewone_gevallen_in_de_lijst():
    """With a share of 0 the manifest names only what a delivery leaves out, and nothing odd is in the tables."""
    organisatie = maak_organisatie(60, fouten=0)
    assert organisatie.geplant.keys() == {"09:artikel-2-lid-2", "17:andere-wet"}
    maatregelen = organisatie.maatregelen
    assert maatregelen["begindatum"].null_count == maatregelen["soort_zorg"].null_count == 0
    assert all(elfproef(bsn) for bsn in organisatie.clienten["bsn"].drop_null().to_pylist())
    assert all(len(nummer) == 12 for nummer in organisatie.locaties["vestigingsnummer"].drop_null().to_pylist())


def test_meer_fouten_bij_een_groter_aandeel():
    """The share is obeyed: five times as much gives clearly more of what there is plenty of."""
    weinig, veel = maak_organisatie(2_000, 2_000, fouten=0.01).geplant, maak_organisatie(2_000, 2_000, fouten=0.05).geplant
    for naam in ("01:wvggz-code", "06:bsn-elfproef", "00:registratie-zonder-maatregel"):
        assert len(veel[naam]) > 3 * len(weinig[naam])


def _per_sleutel(tabel: pa.Table) -> dict[str, dict]:
    return {rij[tabel.column_names[0]]: rij for rij in tabel.to_pylist()}


# Per planted kind of measure: what must be seen in the row.
ZICHTBAAR = {
    "01:wvggz-code": lambda m: m["interventie"] == "121541000146104",
    "01:onbekende-code": lambda m: m["interventie"] == "LOK-OUD",
    "01:code-zonder-doel": lambda m: m["interventie"] == "OVERIG",
    "02:begin-ontbreekt": lambda m: m["begindatum"] is None and m["begin"] is None,
    "02:einde-voor-begin": lambda m: m["einddatum"] < m["begindatum"],
    "03:soort-zorg-ontbreekt": lambda m: m["soort_zorg"] is None,
    "03:gepland-zonder-frequentie": lambda m: m["soort_zorg"] == 1 and m["frequentie_aantal"] is None and m["frequentie_eenheid"] is None,
    "03:gepland-zonder-plan": lambda m: m["soort_zorg"] == 1 and m["plannummer"] is None,
    "03:zonodig-zonder-plan": lambda m: m["soort_zorg"] == 2 and m["plannummer"] is None,
    "03:onvoorzien-zonder-besluit": lambda m: m["soort_zorg"] == 3 and m["besluit_op"] is None,
    "03:besluit-te-laat": lambda m: (m["besluit_op"] - m["begin"]).days >= 2,
    "03:termijn-te-lang": lambda m: (m["einddatum"] - m["begindatum"]).days > 14,
    "04:aantal-zonder-eenheid": lambda m: m["frequentie_aantal"] is not None and m["frequentie_eenheid"] is None,
    "04:eenheid-zonder-aantal": lambda m: m["frequentie_aantal"] is None and m["frequentie_eenheid"] is not None,
    "04:aantal-nul": lambda m: m["frequentie_aantal"] == 0,
    "12:ambulant-in-accommodatie": lambda m: m["ambulant"],
    "16:duur-nul": lambda m: m["duur_minuten"] == 0,
    "16:duur-negatief": lambda m: m["duur_minuten"] < 0,
    "16:duur-langer-dan-interval": lambda m: m["duur_minuten"] * m["frequentie_aantal"] > 1440,
}


@pytest.mark.parametrize("naam", sorted(ZICHTBAAR))
def test_een_geplante_fout_staat_in_de_maatregel(organisatie, naam):
    """The measures that the manifest names hold the error that it names."""
    maatregelen = _per_sleutel(organisatie.maatregelen)
    assert all(ZICHTBAAR[naam](maatregelen[sleutel]) for sleutel in organisatie.geplant[naam])


def test_geplante_fouten_in_clienten_en_locaties(organisatie):
    """A BSN that fails, nobody to be found, no date of birth, a number without its zeros, a KvK number in its place."""
    clienten, locaties, geplant = _per_sleutel(organisatie.clienten), _per_sleutel(organisatie.locaties), organisatie.geplant
    assert all(not elfproef(clienten[c]["bsn"]) and clienten[c]["bsn"].startswith("9999") for c in geplant["06:bsn-elfproef"])
    for sleutel in geplant["06:bsn-en-adres-ontbreken"]:
        assert not any(clienten[sleutel][veld] for veld in ("bsn", "achternaam", "woonplaats", "geboorteland"))
    assert all(clienten[c]["geboortedatum"] is None for c in geplant["06:geboortedatum-ontbreekt"])
    assert [locaties[loc]["vestigingsnummer"] for loc in geplant["05:kvk-als-vestigingsnummer"]] == [organisatie.kvk]
    assert all(len(locaties[loc]["vestigingsnummer"]) == 8 for loc in geplant["05:vestigingsnummer-zonder-nullen"])


def test_geplante_fouten_in_plannen_en_titels(organisatie):
    """A plan without a judgement, a plan whose doctor did not agree, a title that ran out."""
    plannen, maatregelen = _per_sleutel(organisatie.zorgplannen), _per_sleutel(organisatie.maatregelen)
    assert all(plannen[z]["oordeel_functionaris"] is None for z in organisatie.geplant["14:oordeel-ontbreekt"])
    assert all(plannen[maatregelen[m]["plannummer"]]["arts_akkoord"] is False for m in organisatie.geplant["13:arts-akkoord-ontbreekt"])
    titels: dict[str, list] = {}
    for titel in organisatie.titels.to_pylist():
        titels.setdefault(titel["clientnummer"], []).append(titel["einddatum"])
    for sleutel in organisatie.geplant["11:titel-verlopen"]:
        assert all(einde and einde < organisatie.peildatum for einde in titels[maatregelen[sleutel]["clientnummer"]])


def test_geplante_fouten_in_registraties(organisatie):
    """Registrations without a measure, and of a measure that was deleted; no measure loses all its registrations by it."""
    rijen = {rij["registratienummer"]: rij for blok in organisatie.registraties() for rij in blok.to_pylist()}
    bekend = set(organisatie.maatregelen["maatregelnummer"].to_pylist())
    zonder, verweesd = (
        organisatie.geplant["00:registratie-zonder-maatregel"],
        organisatie.geplant["00:registratie-van-verwijderde-maatregel"],
    )
    assert {nr for nr, rij in rijen.items() if rij["maatregelnummer"] is None} == set(zonder)
    assert {nr for nr, rij in rijen.items() if rij["maatregelnummer"] and rij["maatregelnummer"] not in bekend} == set(verweesd)


def test_dezelfde_stroom_kan_vaker_worden_gelezen(organisatie):
    """Reading the registrations a second time gives the same rows."""
    assert list(organisatie.registraties()) == list(organisatie.registraties())


def test_de_omvang_van_het_geheel_verandert_de_eerste_clienten_niet():
    """Streams have names: asking for more registrations changes no client, plan or measure."""
    een, ander = maak_organisatie(60, 100), maak_organisatie(60, 90_000)
    assert een.clienten == ander.clienten
    assert een.maatregelen == ander.maatregelen
    assert een.titels == ander.titels
