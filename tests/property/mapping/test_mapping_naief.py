"""The column-wise engine and a row-by-row referee agree on generated tables: triples, ledger and balance."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hulp.kaart import CONTEXT, quads, schrijf_mapping, tabel, voer
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_naief import Naief

MAPPING = r"""
prefixes: {ex: "http://example.org/"}
external: {uitgave: "2"}
x-tabellen:
  registraties:
    buiten_bereik:
      - {reden: andere_wet, kolom: wet, niet_een_van: [Wzd, wzd]}
      - {reden: concept, kolom: status, een_van: [concept]}
      - {reden: zonder_client, kolom: client, afwezig: true}
    verplicht: [nummer]
    uniek: [nummer, wet]
    optioneel: [bestaat_niet]
mappings:
  naar_client:
    sources: [[registraties]]
    s: {function: 'ds:pseudoniem(soort="client", sleutel=$(client))', type: iri}
    graphs: urn:graaf:a
    po:
      - {p: zib:identificatienummer, o: {function: 'ds:bsn(waarde=$(bsn))'}}
      - {p: wzd:bsnOngeldig, o: {function: 'ds:bsn_ongeldig(waarde=$(bsn))', datatype: xsd:boolean}}
      - {p: ex:extra, o: $(tekst), graphs: [urn:graaf:b, urn:graaf:a]}
  momenten:
    sources: [[registraties]]
    s: id:$(_kvk)/moment/$(_ruimte).$(nummer)
    condition: {function: 'ds:ongelijk(waarde=$(soort), een_van="SLA")'}
    po:
      - [a, [wzd:Moment, ex:Ding]]
      - [wzd:vanInterventie, "id:$(_kvk)/interventie/$(_ruimte).$(tekst)~iri"]
      - p: onz-g:startDatum
        o: {function: 'ds:datum(waarde=$(datum), formaat="%d-%m-%Y|%Y-%m-%d")', datatype: xsd:date}
        x-bij-fout: rij
      - {p: wzd:halfjaar, o: {function: 'ds:halfjaar(waarde=$(datum), formaat="%d-%m-%Y")'}}
      - {p: [zib:begin, ex:begin], o: {function: 'ds:tijdstip_van(datum=$(datum), tijd=$(tijd), formaat="%d-%m-%Y %H:%M")', datatype: xsd:dateTime}}
      - {p: zib:einde, o: {function: 'ds:tijdstip(waarde=$(moment), formaat="iso|%d-%m-%Y %H:%M")', datatype: xsd:dateTime}}
      - {p: ex:dag, o: {function: 'ds:lokale_datum(waarde=$(moment), formaat=iso)', datatype: xsd:date}}
      - {p: ex:minuten, o: {function: 'ds:minuten_tussen(begin=$(moment), einde=$(moment2), formaat=iso)', datatype: xsd:integer}}
      - {p: wzd:aantal, o: {function: 'ds:geheel(waarde=ds:eerste(a=$(aantal), b=$(bestaat_niet), c=" 1 "), maal=60)', datatype: xsd:integer}}
      - {p: ex:maat, o: {function: 'ds:decimaal(waarde=$(aantal))', datatype: xsd:decimal}}
      - {p: wzd:soort, o: {function: 'ds:code(waarde=$(soort), lijst=soort)', type: iri}}
      - p: wzd:ambulant
        o: {function: 'ds:waarheid(waarde=$(vlag))', datatype: xsd:boolean}
        condition: {function: 'ds:gelijk(waarde=$(status), een_van="actief|klaar")'}
        x-bij-fout: rij
      - {p: ex:net, o: {function: 'ds:tekst(waarde=$(tekst))', language: nl}}
      - {p: ex:zin, o: 'Zei: "$(tekst)" uitgave $(_uitgave)'}
      - {p: ex:adres, o: $(adres)~iri}
      - p: wzd:locatie
        o: {mapping: locaties, condition: {function: equal, parameters: [[str1, $(plek)], [str2, $(code)]]}}
      - {p: ex:zelf, o: {mapping: naar_client}}
  locaties:
    sources: [[locaties]]
    s: id:$(_kvk)/locatie/$(code)
    po:
      - {p: ex:nummer, o: {function: 'ds:vestigingsnummer(waarde=$(nummer))'}, x-bij-fout: rij}
      - p: onz-g:partOf
        o: {mapping: locaties, condition: {function: equal, parameters: [[str1, $(boven)], [str2, $(code)]]}}
        x-bij-fout: rij
"""
LIJST = "bron;doel;toelichting\nFIX;ex:fix;\nSEP;https://x.example/s%20p;\nOUD;;weg\n"

raar = st.text(st.sampled_from('a1 -.%"\\\n\r\t\x00\x1f\x7f\u00a0\u2028é𐍈٣<>{}[]'), max_size=6)
dagen = st.dates().map(lambda d: f"{d.day:02}-{d.month:02}-{d.year:04}") | st.sampled_from(
    [
        "31-02-2026",
        "29-02-2024",
        "1-2-2026",
        " 01-03-2026",
        "2026-03-29",
        "29-03-2026",
        "25-10-2026",
        "٠١-٠١-٢٠٢٦",
        "30-06-2026",
        "00-01-2026",
    ]
)
tijden = st.times().map(lambda t: f"{t.hour:02}:{t.minute:02}") | st.sampled_from(["2:30", "02:30", "24:00", "9:5", "02:59"])
momenten = (
    st.builds(
        lambda d, t, z: f"{d.isoformat()}T{t.strftime('%H:%M:%S')}{z}",
        st.dates(),
        st.times(),
        st.sampled_from(["", "Z", "+02:00", "-0530", "z"]),
    )
    | st.builds(
        lambda d, u, z: f"{d} {u:02}:30{z}",
        st.sampled_from(["2026-03-29", "2026-10-25", "2026-06-30", "9999-12-31", "0001-01-01", "1937-07-01"]),
        st.integers(0, 25),
        st.sampled_from(["", "Z", ":15.123+01:00"]),
    )
    | st.sampled_from(["2026-02-29", "2026-01-31", "2026-01", "25-10-2026 02:30"])
)
nummers = st.integers(0, 6).map(str) | raar
getallen = (
    st.sampled_from(["1", "1,5", "1.500", "-3", "+2,0", "0", "-0", "0,025", "007", "1e3", "٣", "999999999999999999", " 12 ", "1.0001"])
    | raar
)


def kolom(waarden):
    return st.none() | waarden


rij = st.fixed_dictionaries(
    {
        "nummer": kolom(nummers),
        "client": kolom(nummers),
        "wet": kolom(st.sampled_from(["Wzd", "wzd ", "Wvggz"])),
        "status": kolom(st.sampled_from(["actief", "concept", "klaar", " actief"])),
        "bsn": kolom(st.sampled_from(["999990019", "999990020", "000000000", "12345678", "99999001٩"])),
        "datum": kolom(dagen),
        "tijd": kolom(tijden),
        "moment": kolom(momenten),
        "moment2": kolom(momenten),
        "aantal": kolom(getallen),
        "soort": kolom(st.sampled_from(["FIX", "SEP ", "OUD", "SLA", "fix"])),
        "vlag": kolom(st.sampled_from(["J", "nee", "TRUE", "0", "x", " n"])),
        "tekst": kolom(raar | st.text(max_size=5)),
        "adres": kolom(
            st.sampled_from(["https://a.example/x", "a b", "x:y", "https://a.example/%zz", "relatief", "http://é.example/", "a:[1]"]) | raar
        ),
        "plek": kolom(st.sampled_from("abcd")),
    }
)
locatie = st.fixed_dictionaries(
    {
        "code": kolom(st.sampled_from("abc")),
        "nummer": kolom(st.sampled_from(["000012345678", "1"])),
        "boven": kolom(st.sampled_from("abcz")),
    }
)


@settings(max_examples=50, deadline=None)
@given(st.lists(rij, max_size=12), st.lists(locatie, max_size=5), st.integers(1, 7), st.integers(1, 3))
def test_motor_en_scheidsrechter_zijn_het_eens(registraties, locaties, blok, bestanden):
    """Quads as a multiset, every line of the ledger and every balance are those of the row-by-row referee."""
    with tempfile.TemporaryDirectory() as folder:
        map = Path(folder)
        mapping = schrijf_mapping(map, MAPPING, soort=LIJST)
        tabellen = {
            "registraties": tabel(
                "registraties", registraties, [k for k in mapping.gevraagd["registraties"] if k != "bestaat_niet"], blok, bestanden
            ),
            "locaties": tabel("locaties", locaties, ["code", "nummer", "boven"], blok),
        }
        uitslag = voer(map, mapping, tabellen)
        verwacht, boek, balans = Naief(mapping, CONTEXT).alles({"registraties": registraties, "locaties": locaties})
        assert quads(uitslag) == verwacht
        gevonden: dict[tuple[str, ...], int] = {}
        for regel in uitslag.regels:
            sleutel = (regel.tabel, regel.kolom, regel.soort, regel.reden)
            gevonden[sleutel] = gevonden.get(sleutel, 0) + regel.aantal
        assert gevonden == {sleutel: len(rijen) for sleutel, rijen in boek.items()}
        assert {b.tabel: (b.gelezen, b.gemapt, b.geweigerd, b.buiten_bereik) for b in uitslag.balansen} == balans
        assert all(b.klopt for b in uitslag.balansen)
        assert sum(d.quads for d in uitslag.delen) == sum(verwacht.values())


@pytest.mark.lang
@pytest.mark.timeout(1200)
@settings(max_examples=1500, deadline=None)
@given(st.lists(rij, max_size=12), st.lists(locatie, max_size=5), st.integers(1, 7), st.integers(1, 3))
def test_motor_en_scheidsrechter_zijn_het_lang_eens(registraties, locaties, blok, bestanden):
    """As above, on many more tables."""
    test_motor_en_scheidsrechter_zijn_het_eens.hypothesis.inner_test(registraties, locaties, blok, bestanden)
