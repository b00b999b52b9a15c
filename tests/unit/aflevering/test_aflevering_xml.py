"""Our own XSD and the checks beside it: what must be refused, and that a refusal never shows a value."""

from __future__ import annotations

from datetime import date

import pytest
from hulp import levering as v
from lxml import etree

from datastation.aflevering import maak
from datastation.aflevering.vorm_xml import NAAMRUIMTE, XSD_MAP, eis_geldig, schema
from datastation.fouten import AfleveringFout

REG, AAN = "wzd-registraties-1.0.0.xsd", "wzd-aantallen-1.0.0.xsd"
GEHEIM = "Geheimenis"


def xml(antwoord) -> bytes:
    return maak(antwoord, v.HERKOMST, "xml")[0].inhoud


PLANBAAR = b"<SoortZorg>1</SoortZorg>"
FREQUENTIE = b"""
            <Frequentie>
              <Aantal>2</Aantal>
              <Eenheid>1</Eenheid>
            </Frequentie>"""
MOMENT = b"<Moment><Datum>2026-01-01</Datum><Aantal>1</Aantal></Moment>"

ONGELDIG_REG = {
    "planbaar zonder frequentie": (FREQUENTIE, b""),
    "planbaar met momenten": (FREQUENTIE, MOMENT),
    "planbaar met frequentie en moment": (FREQUENTIE, FREQUENTIE + MOMENT),
    "verkeerd soort in planbaar": (PLANBAAR, b"<SoortZorg>2</SoortZorg>"),
    "zo nodig met frequentie": (b"<SoortZorg>2</SoortZorg>", b"<SoortZorg>2</SoortZorg>" + FREQUENTIE),
    "frequentie zonder eenheid": (b"<Eenheid>1</Eenheid>", b""),
    "eenheid 0 (telt vanaf 0)": (b"<Eenheid>1</Eenheid>", b"<Eenheid>0</Eenheid>"),
    "nul keer": (b"<Aantal>2</Aantal>", b"<Aantal>0</Aantal>"),
    "kloktijd": (b"<Begindatum>2019-03-04<", b"<Begindatum>2019-03-04T08:00:00<"),
    "dag met tijdzone": (b"<Begindatum>2019-03-04<", b"<Begindatum>2019-03-04+01:00<"),
    "dag die niet bestaat": (b"<Datum>2026-06-30<", b"<Datum>2026-06-31<"),
    "code buiten de lijst (opname, Wvggz)": (v.FIXATIE.encode(), b"121541000146104"),
    "categorie buiten de wet": (b"<Categorie>b<", b"<Categorie>j<"),
    "BSN van acht cijfers": (b"<Bsn>999990019<", b"<Bsn>99999001<"),
    "BSN en naam": (b"<Bsn>999990019</Bsn>", b"<Bsn>999990019</Bsn><Geboorteland>NL</Geboorteland>"),
    "naam zonder geboorteland": (b"<Geboorteland>SE</Geboorteland>", b""),
    "geen geboortedatum": (b"<Geboortedatum>1950-02-28</Geboortedatum>", b""),
    "lege achternaam": (b"<Achternaam>\xc3\x85ngstr\xc3\xb6m<", b"<Achternaam><"),
    "geboorteland als woord": (b"<Geboorteland>SE<", f"<Geboorteland>{GEHEIM}<".encode()),
    "duur nul": (b"<DuurMinuten>45<", b"<DuurMinuten>0<"),
    "onbekende titel": (b"<JuridischeStatus>RM<", f"<JuridischeStatus>{GEHEIM}<".encode()),
    "vestigingsnummer zonder voorloopnullen": (b'"000012345678"', b'"12345678"'),
    "vestiging twee keer": (b"000087654321", b"000012345678"),
    "KvK van negen tekens": (b'kvkNummer="01234567"', b'kvkNummer="012345678"'),
    "geen halfjaar": (b'periodeEinde="2026-06-30"', b'periodeEinde="2026-06-29"'),
    "ander profiel": (b'profiel="igj-wzd-registraties"', f'profiel="{GEHEIM}"'.encode()),
    "aanmaakdatum in de gegevens": (b"gegevensTot=", b'aanmaakdatum="2026-07-01" gegevensTot='),
    "onbekend element": (b"<Ambulant>false</Ambulant>", f"<Ambulant>false</Ambulant><Noodzaak>{GEHEIM}</Noodzaak>".encode()),
    "geen vestigingen": (None, b""),
    "client zonder zorg": (None, b"zorg"),
    "niet welgevormd": (b"</Aanlevering>", b""),
}


@pytest.mark.parametrize("naam", ONGELDIG_REG)
def test_ongeldig_overzicht_wordt_geweigerd(naam):
    """A file that breaks the schema is refused with lines and elements, and never with a value."""
    oud, nieuw = ONGELDIG_REG[naam]
    inhoud = zonder(nieuw) if oud is None else xml(v.registraties()).replace(oud, nieuw)
    assert inhoud != xml(v.registraties())
    with pytest.raises(AfleveringFout) as fout:
        eis_geldig(inhoud, REG)
    assert fout.value.code == 70
    assert "regel " in fout.value.waar
    assert GEHEIM not in str(fout.value)
    assert "999990" not in str(fout.value)


def zonder(wat: bytes) -> bytes:
    """The overview without its vestigingen, or with a client without care."""
    boom = etree.fromstring(xml(v.registraties()))
    pad = ".//{*}OnvrijwilligeZorg" if wat else ".//{*}Vestiging"
    for element in boom.findall(pad):
        element.getparent().remove(element)
    return etree.tostring(boom)


ONGELDIG_AAN = {
    "negatief aantal": (b"<AantalClienten>3<", b"<AantalClienten>-3<"),
    "half aantal": (b"<AantalClienten>3<", b"<AantalClienten>3.5<"),
    "soort zorg 4": (b'soortZorg="3"', b'soortZorg="4"'),
    "categorie j": (b'categorie="i"', b'categorie="j"'),
    "vestiging twee keer": (b"000087654321", b"000012345678"),
}


@pytest.mark.parametrize("naam", ONGELDIG_AAN)
def test_ongeldige_aantallen_worden_geweigerd(naam):
    """Counts that break the schema are refused."""
    with pytest.raises(AfleveringFout):
        eis_geldig(xml(v.aantallen()).replace(*ONGELDIG_AAN[naam]), AAN)


@pytest.mark.parametrize(("xsd", "antwoord"), [(REG, v.registraties()), (AAN, v.aantallen())])
def test_gemaakt_bestand_is_geldig(xsd, antwoord):
    """What we make is valid by the plain validator too, in the namespace that is ours."""
    boom = etree.fromstring(xml(antwoord))
    schema(xsd).assertValid(boom)
    assert etree.QName(boom).namespace == NAAMRUIMTE


@pytest.mark.parametrize("xsd", [REG, AAN])
def test_elk_begrip_in_het_schema_is_beschreven(xsd):
    """Each element and attribute says in Dutch what it is, and the schema says that it is not IGJ's."""
    xs = "{http://www.w3.org/2001/XMLSchema}"
    boom = etree.parse(str(XSD_MAP / xsd)).getroot()
    uitleg = f"{xs}annotation/{xs}documentation"
    beschreven = {e.get("name") for e in boom.iter(f"{xs}complexType", f"{xs}simpleType") if e.find(uitleg) is not None}
    benoemd = list(boom.iter(f"{xs}element", f"{xs}attribute"))
    assert [e.get("name") for e in benoemd if e.find(uitleg) is None and e.get("type") not in beschreven] == (
        ["SoortZorg"] * 3 if xsd == REG else []
    )
    assert "NIET het schema van de Inspectie" in boom.findtext(f"{xs}annotation/{xs}documentation")


Z, M = v.rijen("3"), v.rijen("4")


def met(rij, **anders):
    """A row of question 3 with other cells."""
    namen = [k.naam for k in v.REGISTRATIES["3"][1]]
    return tuple(anders.get(naam, w) for naam, w in zip(namen, rij, strict=True))


ONSAMENHANGEND = {
    "regel zorg zonder cliënt": ({"v2": v.rijen("2")[:2]}, "vraag 2 niet noemt"),
    "cliënt zonder zorg": ({"v3": Z[:4]}, "geen onvrijwillige zorg"),
    "cliënt twee keer": ({"v2": [*v.rijen("2"), ("c1", *v.rijen("2")[1][1:])]}, "meer dan één regel"),
    "onbekende vestiging": ({"v1": v.rijen("1")[:1]}, "vraag 1 niet noemt"),
    "moment zonder zorg": ({"v4": [*M, ("z9", v.NOORD, False, date(2026, 2, 2), 1, 1)]}, "geen enkele regel zorg"),
    "moment bij planbare zorg": ({"v4": [*M, ("z1", v.NOORD, False, date(2026, 2, 2), 1, 1)]}, "geen enkele regel zorg"),
    "moment bij twee regels": ({"v3": [*Z, met(Z[2], duur_minuten=9)]}, "meer dan één regel zorg"),
    "moment buiten de periode": ({"v4": [*M, ("z2", v.NOORD, False, date(2026, 7, 1), 1, 1)]}, "buiten de periode"),
    "einde voor begin": ({"v3": [*Z[:3], met(Z[3], einddatum=date(2026, 4, 30)), Z[4]]}, "eindigt voor het begin"),
    "einde na de periode": ({"v3": [met(Z[0], einddatum=date(2026, 7, 1)), *Z[1:]]}, "eindigt na de periode"),
    "planbaar na de periode": ({"v3": [met(Z[0], begindatum=date(2026, 7, 1)), *Z[1:]]}, "valt buiten de periode"),
    "planbaar voor de periode": ({"v3": [Z[0], met(Z[1], einddatum=date(2025, 12, 31)), *Z[2:]]}, "valt buiten de periode"),
    "planbaar zonder eenheid": ({"v3": [met(Z[0], frequentie_eenheid=None), *Z[1:]]}, "geen volledige frequentie"),
    "soort 4": ({"v3": [met(Z[0], soort_zorg=4), *Z[1:]]}, "geen 1, 2 of 3"),
    "BSN zonder elfproef": ({"v2": [("c1", "999990018", *v.rijen("2")[0][2:]), *v.rijen("2")[1:]]}, "elfproef"),
}


@pytest.mark.parametrize("naam", ONSAMENHANGEND)
def test_antwoord_dat_niet_past_wordt_geweigerd(naam):
    """What a schema cannot say is checked before a byte is written."""
    rijen, reden = ONSAMENHANGEND[naam]
    with pytest.raises(AfleveringFout, match=reden) as fout:
        xml(v.registraties(**rijen))
    assert "999990" not in str(fout.value)


def test_ontbrekende_kolom_wordt_genoemd():
    """A profile that lacks a column of the contract is told which."""
    antwoord = v.antwoord(
        "igj-wzd-registraties", v.REGISTRATIES | {"1": ("V", v.kolommen("vestigingsnummer"))}, {**v._RIJEN, "1": [(v.NOORD,)]}
    )
    with pytest.raises(AfleveringFout) as fout:
        xml(antwoord)
    assert fout.value.waar == "vestiging, accommodatie"


@pytest.mark.parametrize(
    ("begin", "einde"),
    [(date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 1, 2), date(2026, 6, 30)), (date(2025, 7, 1), date(2026, 6, 30))],
)
def test_precies_een_halfjaar(begin, einde):
    """Rule 17: one overview is one half-year."""
    with pytest.raises(AfleveringFout, match="precies één halfjaar"):
        xml(v.antwoord("igj-wzd-registraties", v.REGISTRATIES, v._RIJEN, begin=begin, einde=einde))
