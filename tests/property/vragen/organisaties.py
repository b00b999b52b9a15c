"""Small organisations for hypothesis: the corners of the rules close together, so that a few rows meet many of them.

hypothesis draws how many rows there are and a seed; each row follows from the seed and its number. So an organisation is dense (drawn cell by
cell it would be mostly empty), and a failing one still shrinks to few rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from hulp.tabellen import KOPPEN, Rij, Tabellen, bsn
from hypothesis import strategies as st

GEGEVENS_TOT = date(2026, 7, 5)
# Around the borders of periods, the nights of the clock change, a leap day, a long time ago, and after the last day of the facts.
_RANDEN = (
    date(2024, 2, 29), date(2024, 12, 31), date(2025, 3, 30), date(2025, 6, 30), date(2025, 9, 15), date(2025, 10, 26), date(2025, 12, 31),
    date(2026, 2, 1), date(2026, 3, 29), date(2026, 6, 30),
)  # fmt: skip
_DAGEN = sorted({rand + timedelta(days=n) for rand in _RANDEN for n in (-1, 0, 1, 2)})
# Four weeks and six months before the two days of judgement, 31 December 2025 and 5 July 2026.
_TERMIJNEN = (
    date(2025, 12, 2), date(2025, 12, 3), date(2025, 12, 4), date(2026, 6, 6), date(2026, 6, 7), date(2026, 6, 8), date(2025, 6, 30),
    date(2025, 7, 1), date(2026, 1, 4), date(2026, 1, 5), date(2026, 1, 6), date(2025, 8, 31), date(2024, 5, 1),
)  # fmt: skip
VESTIGINGEN = ("000099990001", "000099990002", "000099990003")
# code, above, number: wards and rooms under two vestigingen, one with its own number inside another, one nowhere, one with a KvK number;
# and a second building of the second vestiging.
_PLEKKEN = (
    ("L1", "", VESTIGINGEN[0]), ("L1-A", "L1", ""), ("L1-A-1", "L1-A", ""), ("L2", "", VESTIGINGEN[1]), ("L2-A", "L2", ""),
    ("L3", "L1", VESTIGINGEN[2]), ("L3-A", "L3", ""), ("L8", "", ""), ("L9", "L2", "99990001"),
    ("L4", "", VESTIGINGEN[1]),
)  # fmt: skip
_GEWOON, _VREEMD = ("L1", "L1-A", "L1-A-1", "L2", "L2-A", "L3-A", "L4"), ("L8", "L9", "LX")
_VORMEN = ("INSL-KAMER", "INSL-AFZ", "INSL-SEP", "MED-DWANG", "VOCHT-VOED", "FIX-FYS")
_PLANBAAR, _ZO_NODIG, _ONVOORZIEN = "structureel planbaar", "zo nodig", "onvoorzien"
_NAAM = {"achternaam": "Fabelstra", "straat": "Fabelpad", "huisnummer": "1", "woonplaats": "Fictiedam", "land": "NL", "geboorteland": "NL"}
_VERZET = (("J", "N", ""), ("J", "", ""), ("N", "J", ""), ("", "", "cliënt nee"), ("", "", "vertegenwoordiger nee"))
_GEEN_VERZET = (("N", "N", "cliënt nee"), ("", "", ""), ("", "", "cliënt ja"), ("", "N", ""))


class _Maker:
    """One organisation from a seed. ``rommel``: chance that a cell is odd."""

    def __init__(self, seed: int, rommel: float) -> None:
        self.seed, self.rommel = seed, rommel
        self.toeval = Random()
        self.t: Tabellen = {naam: [] for naam in KOPPEN}

    def vul(self, naam: str, aantal: int, maak: Callable[[int], Rij]) -> None:
        letter = {"juridische_titels": "T", "registraties": "R"}.get(naam, naam[0].upper())
        for nr in range(1, aantal + 1):
            self.toeval = Random(f"{self.seed}:{naam}:{nr}")
            self.t[naam].append(dict.fromkeys(KOPPEN[naam], "") | {KOPPEN[naam][0]: f"{letter}{nr}"} | maak(nr))

    def kies(self, *uit: str) -> str:
        return self.toeval.choice(uit)

    def vaak(self, gewoon: str, *vreemd: str) -> str:
        return self.kies(*vreemd) if self.toeval.random() < self.rommel else gewoon

    def dag(self, na: str = "") -> str:
        """A day; after `na` nine times of ten, where that is given."""
        vanaf = _lees(na) if na and self.toeval.random() < 0.9 else date.min
        return _tekst(self.toeval.choice([d for d in _DAGEN if d >= vanaf] or _DAGEN))

    def een(self, naam: str) -> str:
        return self.toeval.choice(self.t[naam])[KOPPEN[naam][0]] if self.t[naam] else "X1"

    def locatie(self, nr: int) -> Rij:
        code, boven, nummer = _PLEKKEN[nr - 1]
        rij = {"locatiecode": code, "naam": code, "bovenliggend": boven, "vestigingsnummer": nummer}
        rij["intramuraal"] = self.vaak(self.kies("J", "J", "N"), "")
        naam = self.vaak(f"Vestiging {nummer[-1:]}", f"Huis {nummer[-1:]}", "")
        return rij | ({"vestiging_naam": naam, "accommodatie": self.vaak("J", "N", "")} if nummer else {})

    def client(self, nr: int) -> Rij:
        soort = self.vaak(self.kies("bsn", "beide", "naam", "bsn"), "fout")
        rij = {"geboortedatum": self.vaak("01-02-1940", "")}
        if soort != "naam":
            rij["bsn"] = bsn(nr) if soort != "fout" else "999990008"
        return rij | (
            _NAAM | {"voorvoegsel": self.kies("", "van de"), "postcode": self.kies("", "1234 SA")} if soort in ("naam", "beide") else {}
        )

    def plaatsing(self, nr: int) -> Rij:
        """The first one of a client lasts, more often than not; the others lie across it."""
        clienten, eerste = self.t["clienten"], nr <= len(self.t["clienten"])
        begin = "01-01-2015" if eerste else self.dag()
        return {
            "clientnummer": clienten[(nr - 1) % len(clienten)]["clientnummer"],
            "locatiecode": self.vaak(self.kies(*_GEWOON), "L8", "L9"),
            "soort": self.vaak(self.kies("hoofd", "standaard", "standaard" if eerste else "hoofd"), "", "vakantie"),
            "begindatum": begin,
            "einddatum": self.vaak(self.kies("", self.dag(begin), "" if eerste else self.dag(begin)), "31-02-2026"),
        }

    def zorgplan(self, _: int) -> Rij:
        begin = self.kies("01-02-2019", "01-02-2025", _tekst(self.toeval.choice(_TERMIJNEN)))
        return {"clientnummer": self.een("clienten"), "begindatum": self.vaak(begin, "")}

    def evaluatie(self, _: int) -> Rij:
        return {"plannummer": self.een("zorgplannen"), "datum": self.vaak(_tekst(self.toeval.choice(_TERMIJNEN)), "31-02-2026", self.dag())}

    def maatregel(self, _: int) -> Rij:
        begin = self.kies("01-05-2019", self.dag(), self.dag())
        rij = {
            "clientnummer": self.een("clienten"), "plannummer": self.vaak(self.een("zorgplannen"), "", "X1"), "wet": self.vaak("Wzd", "Wvggz"),
            "status": self.vaak(self.kies("actief", "gearchiveerd"), "concept"), "begindatum": begin, "einddatum": self.kies("", self.dag(begin), self.dag(begin)),
            "soort_zorg": self.vaak(self.kies(_PLANBAAR, _PLANBAAR, _PLANBAAR, _ZO_NODIG, _ONVOORZIEN), ""), "reden_einde": self.kies("", "afgebouwd", "overig"),
            "interventie": self.vaak(self.kies(*_VORMEN), "OVERIG", "MED-IM"), "duur_minuten": self.kies("", "15", "60"),
            "ambulant": self.kies("", "", "", "J", "N"), "wilsbekwaam": self.kies("J", "N"),
            "locatiecode": self.kies("", "", "", self.vaak(self.kies(*_GEWOON), *_VREEMD)),
        }  # fmt: skip
        if rij["soort_zorg"] == _PLANBAAR:
            rij |= {
                "frequentie_aantal": self.vaak(self.kies("1", "2", "7"), "", "0"),
                "frequentie_eenheid": self.vaak(self.kies("dag", "week"), "", "maand"),
            }
        verzet = self.toeval.choice(_GEEN_VERZET if self.toeval.random() < 0.1 else _VERZET)
        rij |= dict(zip(("verzet_client", "verzet_vertegenwoordiger", "instemming"), verzet, strict=True))
        if self.t["maatregelen"] and self.toeval.random() < 0.25:
            rij |= self._opvolging()
        return rij

    def _opvolging(self) -> Rij:
        """This measure replaces an earlier one, the day after its end more often than not."""
        eerder = self.toeval.choice(self.t["maatregelen"])
        rij = {naam: eerder[naam] for naam in ("clientnummer", "plannummer", "soort_zorg")} | {"vervangt": eerder["maatregelnummer"]}
        if eerder["soort_zorg"] == _PLANBAAR:
            rij |= {"frequentie_aantal": self.kies("1", "2", "7"), "frequentie_eenheid": self.kies("dag", "week", "maand")}
        if eerder["einddatum"] and self.toeval.random() < 0.7:
            rij["begindatum"] = _tekst(_lees(eerder["einddatum"]) + timedelta(days=1))
            rij["einddatum"] = self.kies("", self.dag(rij["begindatum"]))
        return rij

    def registratie(self, _: int) -> Rij:
        van = [m["maatregelnummer"] for m in self.t["maatregelen"] if m["soort_zorg"] != _PLANBAAR] or ["X1"]
        return {
            "maatregelnummer": self.vaak(self.kies(*van), "X1", self.een("maatregelen")), "datum": self.vaak(self.dag(), "31-02-2026"),
            "begintijd": self.kies("", "00:10", "02:30", "23:59"), "duur_minuten": self.kies("", "10", "10", "15"),
            "aantal": self.vaak(self.kies("", "1", "3"), "0"), "locatiecode": self.kies("", "", "", self.vaak(self.kies(*_GEWOON), *_VREEMD)),
            "ambulant": self.kies("", "", "J", "N"), "wet": self.vaak("Wzd", "Wvggz"),
        }  # fmt: skip

    def titel(self, _: int) -> Rij:
        status = ("rechterlijke machtiging", "voortgezette machtiging", "inbewaringstelling", "vrijwillig", "besluit opname en verblijf")
        begin = self.kies("", self.dag(), self.dag())
        return {
            "clientnummer": self.een("clienten"), "status": self.vaak(self.kies(*status), "aangevraagd"), "begindatum": begin,
            "einddatum": self.kies("", "", self.dag(begin)), "geldig_tot": self.kies("", "", self.dag(begin)),
        }  # fmt: skip


def _tekst(dag: date) -> str:
    return f"{dag:%d-%m-%Y}"


def _lees(tekst: str) -> date:
    dag, maand, jaar = tekst.split("-")
    return date(int(jaar), int(maand), int(dag))


def _maak(
    seed: int, rommel: float, clienten: int, extra_plaatsingen: int, plannen: int, maatregelen: int, registraties: int, titels: int
) -> Tabellen:
    m = _Maker(seed, rommel)
    m.vul("locaties", len(_PLEKKEN), m.locatie)
    m.vul("clienten", clienten, m.client)
    m.vul("plaatsingen", clienten + extra_plaatsingen, m.plaatsing)
    m.vul("zorgplannen", plannen, m.zorgplan)
    m.vul("evaluaties", plannen + 1, m.evaluatie)
    m.vul("maatregelen", maatregelen, m.maatregel)
    m.vul("registraties", registraties, m.registratie)
    m.vul("juridische_titels", titels, m.titel)
    return m.t


organisaties = st.builds(
    _maak,
    seed=st.integers(0, 1_000_000),
    rommel=st.sampled_from((0.0, 0.02, 0.1)),
    clienten=st.integers(1, 6),
    extra_plaatsingen=st.integers(0, 8),
    plannen=st.integers(1, 6),
    maatregelen=st.integers(8, 24),
    registraties=st.integers(4, 20),
    titels=st.integers(0, 8),
)


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
