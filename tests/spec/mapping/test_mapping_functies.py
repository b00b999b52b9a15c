"""Each function of docs/mapping.md on a small table: value in, value out or the reason of the loss."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp.kaart import waarden

DATUM = 'ds:datum(waarde=$(w), formaat="%d-%m-%Y|%Y-%m-%d")'
TIJD = 'ds:tijdstip(waarde=$(w), formaat="%d-%m-%Y %H:%M|iso")'
GEVALLEN: list[tuple[str, str, str | None]] = [
    (DATUM, "31-01-2026", "2026-01-31"),
    (DATUM, "1-2-2026", "2026-02-01"),
    (DATUM, " 01-02-2026 ", "2026-02-01"),
    (DATUM, "2026-02-01", "2026-02-01"),
    (DATUM, "29-02-2024", "2024-02-29"),
    (DATUM, "29-02-2026", "ongeldige_datum"),
    (DATUM, "31-02-2026", "ongeldige_datum"),
    (DATUM, "31-04-2026", "ongeldige_datum"),
    (DATUM, "00-01-2026", "ongeldige_datum"),
    (DATUM, "01-13-2026", "ongeldige_datum"),
    (DATUM, "01-01-0999", "0999-01-01"),
    (DATUM, "01-01-0000", "ongeldige_datum"),
    (DATUM, "01-01-26", "ongeldige_datum"),
    (DATUM, "31-12-9999", "9999-12-31"),
    (DATUM, "٠١-٠١-٢٠٢٦", "ongeldige_datum"),
    (DATUM, "01-01-2026 10:00", "ongeldige_datum"),
    (DATUM, "   ", None),
    (TIJD, "01-01-2026 10:00", "2026-01-01T10:00:00+01:00"),
    (TIJD, "01-07-2026 9:05", "2026-07-01T09:05:00+02:00"),
    (TIJD, "29-03-2026 01:59", "2026-03-29T01:59:00+01:00"),
    (TIJD, "29-03-2026 02:00", "tijd_bestaat_niet"),
    (TIJD, "29-03-2026 02:59", "tijd_bestaat_niet"),
    (TIJD, "29-03-2026 03:00", "2026-03-29T03:00:00+02:00"),
    (TIJD, "25-10-2026 01:59", "2026-10-25T01:59:00+02:00"),
    (TIJD, "25-10-2026 02:00", "2026-10-25T02:00:00+02:00"),
    (TIJD, "25-10-2026 02:59", "2026-10-25T02:59:00+02:00"),
    (TIJD, "25-10-2026 03:00", "2026-10-25T03:00:00+01:00"),
    (TIJD, "2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"),
    (TIJD, "2026-06-30T22:30:00Z", "2026-07-01T00:30:00+02:00"),
    (TIJD, "2026-06-30T23:30:00-05:00", "2026-07-01T06:30:00+02:00"),
    (TIJD, "2026-06-30 10:00:15.123", "2026-06-30T10:00:15+02:00"),
    (TIJD, "2026-06-30", None),
    (TIJD, "2026-06", "ongeldig_tijdstip"),
    (TIJD, "01-01-2026 24:00", "ongeldig_tijdstip"),
    (TIJD, "01-01-1900 10:00", None),
    ("ds:lokale_datum(waarde=$(w), formaat=iso)", "2026-06-30T22:30:00Z", "2026-07-01"),
    ("ds:lokale_datum(waarde=$(w), formaat=iso)", "2026-06-30", "2026-06-30"),
    ("ds:halfjaar(waarde=$(w), formaat=iso)", "2026-06-30T21:59:00Z", "2026-H1"),
    ("ds:halfjaar(waarde=$(w), formaat=iso)", "2026-06-30T22:00:00Z", "2026-H2"),
    ("ds:halfjaar(waarde=$(w), formaat=iso)", "2026-07-01", "2026-H2"),
    ("ds:code(waarde=$(w), lijst=l)", "FIX", "http://x.example/fix"),
    ("ds:code(waarde=$(w), lijst=l)", " FIX ", "http://x.example/fix"),
    ("ds:code(waarde=$(w), lijst=l)", "fix", "onbekende_code"),
    ("ds:code(waarde=$(w), lijst=l)", "OUD", "code_zonder_doel"),
    ("ds:waarheid(waarde=$(w))", "j", "true"),
    ("ds:waarheid(waarde=$(w))", "NEE", "false"),
    ("ds:waarheid(waarde=$(w))", "misschien", "geen_ja_of_nee"),
    ('ds:waarheid(waarde=$(w), ja="ambulant", nee="intramuraal")', "Ambulant", "true"),
    ("ds:geheel(waarde=$(w))", "007", "7"),
    ("ds:geheel(waarde=$(w))", "-0", "0"),
    ("ds:geheel(waarde=$(w))", "1.500", "geen_geheel_getal"),
    ("ds:geheel(waarde=$(w))", "1,5", "geen_geheel_getal"),
    ("ds:geheel(waarde=$(w))", "٣", "geen_geheel_getal"),
    ("ds:geheel(waarde=$(w), maal=60)", "1,5", "90"),
    ("ds:geheel(waarde=$(w))", "9999999", "9999999"),
    ("ds:geheel(waarde=$(w))", "-10000000", "getal_te_groot"),
    ("ds:geheel(waarde=$(w))", "999990019", "getal_te_groot"),
    ("ds:geheel(waarde=$(w), maal=60)", "200000", "getal_te_groot"),
    ("ds:decimaal(waarde=$(w))", "1,50", "1.5"),
    ("ds:decimaal(waarde=$(w))", "-0.0", "0.0"),
    ("ds:decimaal(waarde=$(w))", "1e3", "geen_getal"),
    ("ds:bsn(waarde=$(w))", "999990019", "999990019"),
    ("ds:bsn(waarde=$(w))", "999990018", "bsn_ongeldig"),
    ("ds:bsn(waarde=$(w))", "99999001", "bsn_ongeldig"),
    ("ds:bsn(waarde=$(w))", "000000000", "bsn_ongeldig"),
    ("ds:bsn_ongeldig(waarde=$(w))", "999990018", "true"),
    ("ds:bsn_ongeldig(waarde=$(w))", "999990019", None),
    ("ds:vestigingsnummer(waarde=$(w))", "000012345678", "000012345678"),
    ("ds:vestigingsnummer(waarde=$(w))", "12345678", "vestigingsnummer_ongeldig"),
    ("ds:kvk(waarde=$(w))", "12345678", "12345678"),
    ("ds:kvk(waarde=$(w))", "1234567", "kvk_ongeldig"),
    ("ds:tekst(waarde=$(w))", " a \t b\u00a0\u00a0c ", "a b c"),
    ('ds:eerste(a=$(leeg), b=$(w), c="x")', "y", "y"),
    ('ds:eerste(a=$(leeg), b=$(w), c="x")', "", "x"),
    ('ds:gelijk(waarde=$(w), een_van="a|b")', "b", "true"),
    ('ds:gelijk(waarde=$(w), een_van="a|b")', "c", "false"),
    ('ds:gelijk(waarde=$(w), een_van="a|b")', "", None),
    ('ds:ongelijk(waarde=$(w), een_van="a|b")', "c", "true"),
    ("ds:aanwezig(waarde=$(w))", "", "false"),
    ("ds:afwezig(waarde=$(w))", "", "true"),
]
GEVALLEN[GEVALLEN.index((TIJD, "01-01-1900 10:00", None))] = (TIJD, "01-01-1890 10:00", "ongeldig_tijdstip")


@pytest.mark.parametrize("functie", list(dict.fromkeys(functie for functie, _, _ in GEVALLEN)))
def test_functie_volgens_de_tabel(tmp_path: Path, functie: str) -> None:
    """Every row of the table: the value, nothing, or the named loss."""
    eigen = [(waarde, verwacht) for naam, waarde, verwacht in GEVALLEN if naam == functie]
    soort = ", type: iri" if functie.startswith("ds:code") else ""
    lijst = "bron;doel;toelichting\nFIX;http://x.example/fix;\nOUD;;vervallen\n"
    gevonden, verlies = waarden(tmp_path, functie, [{"w": waarde, "leeg": None} for waarde, _ in eigen], soort, l=lijst)
    reden_van = {rij: reden for reden, rijen in verlies.items() for rij in rijen}
    for rij, (waarde, verwacht) in enumerate(eigen):
        assert reden_van.get(rij, gevonden[rij]) == verwacht, waarde


@pytest.mark.parametrize(
    ("begin", "einde", "verwacht"),
    [
        ("2026-03-29T01:30", "2026-03-29T03:30", "60"),
        ("2026-10-25T01:30", "2026-10-25T03:30", "180"),
        ("2026-01-01T10:00:00", "2026-01-01T10:00:59", "0"),
        ("2026-01-01T10:00", "2026-01-01T09:00", "ongeldig_tijdstip"),
        ("2026-03-29T02:30", "2026-03-29T09:00", "tijd_bestaat_niet"),
    ],
)
def test_minuten_zijn_verstreken_minuten(tmp_path: Path, begin: str, einde: str, verwacht: str) -> None:
    """The night that the clock changes has an hour more or less."""
    gevonden, verlies = waarden(tmp_path, "ds:minuten_tussen(begin=$(b), einde=$(e), formaat=iso)", [{"b": begin, "e": einde}])
    assert (next(iter(verlies)) if verlies else gevonden[0]) == verwacht


def test_tijden_zonder_datum_lopen_over_middernacht(tmp_path: Path) -> None:
    """23:50 to 00:10 is twenty minutes."""
    gevonden, _ = waarden(tmp_path, 'ds:minuten_tussen(begin=$(b), einde=$(e), formaat="%H:%M")', [{"b": "23:50", "e": "00:10"}])
    assert gevonden == ["20"]


def test_pseudoniem_is_de_afgesproken_hmac(tmp_path: Path) -> None:
    """Decision 4: HMAC-SHA256 of client|ruimte|nummer, 32 hex digits; white space around the number does not count."""
    import hashlib
    import hmac

    gevonden, _ = waarden(tmp_path, 'ds:pseudoniem(soort="client", sleutel=$(w))', [{"w": "C1"}, {"w": " C1"}], ", type: iri")
    hak = hmac.new(b"sleutel-van-de-test-32-bytes-lang", b"client|ecd|C1", hashlib.sha256).hexdigest()[:32]
    assert gevonden == [f"https://w3id.org/datastation/id/12345678/client/{hak}"] * 2
