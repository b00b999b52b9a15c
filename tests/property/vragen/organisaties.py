"""Small organisations for hypothesis: the corners of the rules close together, so that a few rows meet many of them."""

from __future__ import annotations

from datetime import date, timedelta

from hulp.tabellen import KOPPEN, Rij, Tabellen, bsn
from hypothesis import strategies as st

GEGEVENS_TOT = date(2026, 7, 5)
# Around the borders of periods, the nights of the clock change, a leap day, a long time ago, and after the last day of the facts.
_RANDEN = (
    date(2019, 5, 1), date(2024, 2, 29), date(2024, 12, 31), date(2025, 3, 30), date(2025, 6, 30), date(2025, 7, 1), date(2025, 10, 26),
    date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 29), date(2026, 4, 15), date(2026, 6, 30), date(2026, 7, 1),
    date(2026, 7, 6),
)  # fmt: skip
_DAGEN = sorted({rand + timedelta(days=n) for rand in _RANDEN for n in (-1, 0, 1)})
VESTIGINGEN = ("000099990001", "000099990002", "000099990003")
# code, above, number: wards and rooms under two vestigingen, one with its own number inside another, one nowhere, one with a KvK number.
_PLEKKEN = (
    ("L1", "", VESTIGINGEN[0]), ("L1-A", "L1", ""), ("L1-A-1", "L1-A", ""), ("L2", "", VESTIGINGEN[1]), ("L2-A", "L2", ""),
    ("L3", "L1", VESTIGINGEN[2]), ("L3-A", "L3", ""), ("L8", "", ""), ("L9", "L2", "99990001"),
)  # fmt: skip
_GEWOON = ("L1", "L1-A", "L1-A-1", "L2", "L2-A", "L3-A")

dagen = st.sampled_from(_DAGEN).map(lambda d: f"{d:%d-%m-%Y}")
eindes = st.just("") | dagen
vlaggen = st.sampled_from(("", "", "J", "N"))
tijden = st.sampled_from(("", "00:10", "02:30", "12:00", "23:59"))
locaties = st.sampled_from(("L8", "L9", "LX", *_GEWOON * 2))
_VORMEN = ("FIX-FYS", "INSL-KAMER", "INSL-KAMER", "MED-DWANG", "VOCHT-VOED", "TOEZ-CAM", "BEZOEK", "OVERIG", "MED-IM")
_NAAM = {"achternaam": "Fabelstra", "straat": "Fabelpad", "huisnummer": "1", "woonplaats": "Fictiedam", "land": "NL", "geboorteland": "NL"}


def _vol(naam: str, rij: Rij) -> Rij:
    return dict.fromkeys(KOPPEN[naam], "") | rij


@st.composite
def organisaties(trek: st.DrawFn) -> Tabellen:
    """Nine tables."""
    clienten = [f"C{n}" for n in range(1, trek(st.integers(1, 5)) + 1)]
    tabellen: Tabellen = {naam: [] for naam in KOPPEN}
    tabellen["locaties"] = [trek(_locatie(*plek)) for plek in _PLEKKEN]
    tabellen["clienten"] = [trek(_client(n, c)) for n, c in enumerate(clienten, 1)]
    for client in clienten:
        for rij in trek(st.lists(_plaatsing(), min_size=1, max_size=3)):
            nummer = f"P{len(tabellen['plaatsingen']) + 1}"
            tabellen["plaatsingen"].append(_vol("plaatsingen", rij | {"plaatsingnummer": nummer, "clientnummer": client}))
    wie = st.sampled_from(clienten)
    _vul(trek, tabellen, "zorgplannen", st.fixed_dictionaries({"clientnummer": wie, "begindatum": dagen, "einddatum": eindes}), 3)
    _vul(trek, tabellen, "evaluaties", st.fixed_dictionaries({"plannummer": _nummers("Z", 3), "datum": dagen}), 4)
    _vul(trek, tabellen, "maatregelen", _maatregel(wie), 6, minstens=1)
    _vul(trek, tabellen, "registraties", _registratie(), 8)
    _vul(trek, tabellen, "juridische_titels", _titel(wie), 4)
    return tabellen


def _vul(trek: st.DrawFn, tabellen: Tabellen, naam: str, rij: st.SearchStrategy[Rij], meeste: int, minstens: int = 0) -> None:
    letter, sleutel = {"juridische_titels": "T"}.get(naam, naam[0].upper()), KOPPEN[naam][0]
    for nr, gekozen in enumerate(trek(st.lists(rij, min_size=minstens, max_size=meeste)), 1):
        tabellen[naam].append(_vol(naam, {sleutel: f"{letter}{nr}"} | gekozen))


def _nummers(letter: str, tot: int) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{letter}{n}" for n in range(1, tot + 1)])


def _locatie(code: str, boven: str, nummer: str) -> st.SearchStrategy[Rij]:
    def maak(intramuraal: str) -> Rij:
        rij = {"locatiecode": code, "naam": code, "bovenliggend": boven, "vestigingsnummer": nummer, "intramuraal": intramuraal}
        return _vol("locaties", rij | ({"vestiging_naam": f"Vestiging {nummer[-1]}", "accommodatie": "J"} if nummer else {}))

    return st.sampled_from(("J", "J", "J", "N", "")).map(maak)


def _client(nummer: int, client: str) -> st.SearchStrategy[Rij]:
    def maak(soort: str) -> Rij:
        rij = {"clientnummer": client, "geboortedatum": "01-02-1940"}
        if soort != "naam":
            rij["bsn"] = bsn(nummer) if soort != "fout" else "999990008"
        return _vol("clienten", rij | (_NAAM if soort in ("naam", "beide") else {}))

    return st.sampled_from(("bsn", "bsn", "beide", "naam", "fout")).map(maak)


def _plaatsing() -> st.SearchStrategy[Rij]:
    soort = st.sampled_from(("hoofd", "hoofd", "standaard"))
    plek = st.sampled_from((*_GEWOON, *_GEWOON, "L8"))
    # The first day lies early more often than not: days without a stay are there, but not everywhere.
    begin = st.just("01-01-2015") | st.just("01-01-2015") | dagen
    return st.fixed_dictionaries({"locatiecode": plek, "soort": soort, "begindatum": begin, "einddatum": eindes})


def _maatregel(wie: st.SearchStrategy[str]) -> st.SearchStrategy[Rij]:
    vast = st.fixed_dictionaries(
        {
            "clientnummer": wie,
            "plannummer": _nummers("Z", 4) | st.just(""),
            "wet": st.sampled_from(("Wzd", "Wzd", "Wzd", "Wzd", "Wzd", "Wvggz")),
            "status": st.sampled_from(("actief", "actief", "actief", "gearchiveerd", "concept")),
            "soort_zorg": st.sampled_from(("structureel planbaar", "structureel planbaar", "zo nodig", "onvoorzien", "zo nodig", "")),
            "interventie": st.sampled_from(_VORMEN),
            "begindatum": dagen,
            "einddatum": eindes,
            "frequentie_aantal": st.sampled_from(("1", "1", "2", "7", "")),
            "frequentie_eenheid": st.sampled_from(("dag", "dag", "week", "maand", "")),
            "duur_minuten": st.sampled_from(("", "15", "60")),
            "ambulant": vlaggen,
            "locatiecode": st.just("") | st.just("") | locaties,
            "vervangt": st.just("") | _nummers("M", 6),
            "reden_einde": st.sampled_from(("", "afgebouwd", "overig")),
        }
    )
    verzet = st.sampled_from((("J", "N", ""), ("J", "", ""), ("N", "J", ""), ("N", "N", "cliënt nee"), ("", "", "cliënt nee"), ("", "", ""),
                              ("", "", "vertegenwoordiger nee"), ("", "", "cliënt ja"), ("", "N", "")))  # fmt: skip
    return st.builds(_met_verzet, vast, verzet, st.sampled_from(("J", "N")))


def _met_verzet(rij: Rij, verzet: tuple[str, str, str], wilsbekwaam: str) -> Rij:
    # A pair that is only half filled in is kept out: not too often.
    if not rij["frequentie_aantal"] or not rij["frequentie_eenheid"]:
        heel = rij["soort_zorg"] == "structureel planbaar" and rij["duur_minuten"]
        rij = rij | ({"frequentie_aantal": "1", "frequentie_eenheid": "dag"} if heel else {"frequentie_aantal": "", "frequentie_eenheid": ""})
    koppen = ("verzet_client", "verzet_vertegenwoordiger", "instemming")
    return rij | dict(zip(koppen, verzet, strict=True)) | {"wilsbekwaam": wilsbekwaam}


def _registratie() -> st.SearchStrategy[Rij]:
    return st.fixed_dictionaries(
        {
            "maatregelnummer": _nummers("M", 7),
            "datum": dagen,
            "begintijd": tijden,
            "duur_minuten": st.sampled_from(("", "10", "15")),
            "aantal": st.sampled_from(("", "1", "1", "3", "0")),
            "locatiecode": st.just("") | st.just("") | locaties,
            "ambulant": vlaggen,
            "wet": st.sampled_from(("Wzd", "Wzd", "Wzd", "Wzd", "Wvggz")),
        }
    )


def _titel(wie: st.SearchStrategy[str]) -> st.SearchStrategy[Rij]:
    status = st.sampled_from(("rechterlijke machtiging", "voortgezette machtiging", "inbewaringstelling", "vrijwillig", "besluit opname en verblijf"))
    return st.fixed_dictionaries({"clientnummer": wie, "status": status, "begindatum": eindes, "einddatum": eindes, "geldig_tot": eindes})


@st.composite
def vraagstellingen(trek: st.DrawFn) -> dict[str, dict[str, str]]:
    """Parameters for each of the three profiles; the last periods are not complete."""
    vestiging = trek(st.none() | st.sampled_from(VESTIGINGEN))
    welke = {} if vestiging is None else {"vestiging": vestiging}
    periode = trek(st.sampled_from(("2026-H1", "2025-H2", "2025-H1", "2026-H2")))
    jaar = trek(st.sampled_from(("2025", "2026")))
    return {
        "igj-wzd-aantallen": {"periode": periode} | welke,
        "igj-wzd-registraties": {"periode": periode} | welke,
        "igj-wzd-analyse": {"jaar": jaar} | welke,
    }
