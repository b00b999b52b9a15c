"""What the rows of csv-nl say, for the plain reference of `naief`: read by hand, with nothing of `datastation`.

The words of the export and the categories of the law are written out once more on purpose: a mistake in a code list shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from hulp.tabellen import KOPPEN, Rij, Tabellen

CATEGORIEEN = ("a", "a-medicatie", "b", "c", "d", "e", "f", "g", "h", "i")
# Local word, SNOMED code, category of art. 2 lid 1 Wzd.
_VORMEN = """
VOCHT-VOED   37041007         a
MED-DWANG    29211000146105   a a-medicatie
MED-HAND     123881000146109  a
FIX-FYS      225212001        b             snomed
FIX-MECH     68894007         b
AFD-GESL     225210009        b             snomed
BEW-OVERIG   130201000146105  b
INSL-SEP     124061000146109  c
INSL-AFZ     124071000146103  c
INSL-KAMER   124051000146106  c
INSL-OVERIG  90278001         c
TOEZ-CAM     121411000146104  d
TOEZ-TRACE   121451000146100  d
TOEZ-ELEK    225309002        d             snomed
OND-LIJF     121631000146108  e
OND-KAMER    62407006         f
CTRL-MIDDEL  121621000146106  g
COMM         121471000146108  h
LEVEN-OVERIG 121461000146102  h
BEZOEK       121601000146103  i
"""
VORMEN = {
    woorden[0]: (woorden[1], tuple(w for w in woorden[2:] if w != "snomed")) for woorden in map(str.split, _VORMEN.strip().splitlines())
}
SOORTEN = {"structureel planbaar": 1, "zo nodig": 2, "onvoorzien": 3}
EENHEDEN = {"dag": 1, "week": 2, "maand": 3, "jaar": 4}
INSTEMMINGEN = {"cliënt nee": 1, "cliënt ja": 2, "vertegenwoordiger nee": 3, "vertegenwoordiger ja": 4}
TITELS = {
    "besluit opname en verblijf": "OPM", "rechterlijke machtiging": "RM", "voortgezette machtiging": "VM", "inbewaringstelling": "IBS",
    "voortzetting inbewaringstelling": "IBS-V", "voorwaardelijke machtiging": "VMM", "machtiging Wfz 2.3": "WFZ", "vrijwillig": "VRIJWILLIG",
    "zorgmachtiging": "ZM", "crisismaatregel": "CM",
}  # fmt: skip


@dataclass(frozen=True)
class Vestiging:
    nummer: str
    naam: str
    accommodatie: bool | None


@dataclass(frozen=True)
class Plaatsing:
    client: str
    locatie: str
    soort: str
    van: date
    tot: date | None

    def geldt(self, dag: date) -> bool:
        return self.van <= dag and (self.tot is None or dag <= self.tot)


@dataclass(frozen=True)
class Maatregel:
    nummer: str
    client: str
    plan: str
    soort: int | None
    vorm: str | None
    categorieen: tuple[str, ...]
    begin: date | None
    eind: date | None
    keer: int | None
    eenheid: int | None
    duur: int | None
    ambulant: bool | None
    locatie: str
    instemming: int | None
    verzet_client: bool | None
    verzet_vertegenwoordiger: bool | None
    vervangt: str
    reden_einde: str


@dataclass(frozen=True)
class Moment:
    nummer: str
    maatregel: str
    dag: date
    duur: int | None
    aantal: int
    locatie: str
    ambulant: bool | None


@dataclass(frozen=True)
class Titel:
    client: str
    code: str
    van: date | None
    tot: date | None


class Organisatie:
    """The rows that count as a record: with a key, the first of each key, with the cells that a record cannot do without."""

    def __init__(self, tabellen: Tabellen) -> None:
        self.locaties = {r["locatiecode"]: r for r in _rijen(tabellen, "locaties", "locatiecode")}
        self.vestigingen = self._vestigingen()
        self._op_vestiging: dict[str, str | None] = {}
        self.clienten = {r["clientnummer"]: r for r in _rijen(tabellen, "clienten", "clientnummer")}
        self.plaatsingen = [p for r in _rijen(tabellen, "plaatsingen", "clientnummer", "locatiecode") if (p := self._plaatsing(r))]
        self.plannen = {r["plannummer"]: self.dag(r["begindatum"]) for r in _rijen(tabellen, "zorgplannen", "clientnummer")}
        evaluaties = [(r["plannummer"], self.dag(r["datum"])) for r in _rijen(tabellen, "evaluaties", "plannummer", "datum")]
        self.evaluaties = [(plan, dag) for plan, dag in evaluaties if dag is not None]
        binnen = [r for r in tabellen["maatregelen"] if r["wet"].lower() == "wzd" and r["status"] != "concept"]
        self.maatregelen = {
            m.nummer: m for r in _rijen({"maatregelen": binnen}, "maatregelen", "clientnummer") if (m := self._maatregel(r))
        }
        wzd = [r for r in tabellen["registraties"] if r["wet"].lower() == "wzd" and self.dag(r["datum"])]
        self.momenten = [self._moment(r) for r in _rijen({"registraties": wzd}, "registraties", "maatregelnummer")]
        self.titels = [
            Titel(
                r["clientnummer"],
                TITELS.get(r["status"], ""),
                self.dag(r["begindatum"]),
                self.dag(r["einddatum"]) or self.dag(r["geldig_tot"]),
            )
            for r in _rijen(tabellen, "juridische_titels", "clientnummer")
        ]
        self.laatste_dag = max(
            [date(2026, 12, 31)]
            + [dag for p in self.plaatsingen for dag in (p.van, p.tot) if dag]
            + [dag for m in self.maatregelen.values() for dag in (m.begin, m.eind) if dag]
        )

    @staticmethod
    def dag(tekst: str) -> date | None:
        treffer = re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", tekst)
        try:
            return date(int(treffer[3]), int(treffer[2]), int(treffer[1])) if treffer else None
        except ValueError:
            return None

    def _vestigingen(self) -> dict[str, Vestiging]:
        """Numbers of twelve digits; of several names the first of the alphabet, and two answers to `accommodatie` are none."""
        gevonden: dict[str, list[Rij]] = {}
        for r in self.locaties.values():
            if re.fullmatch(r"\d{12}", r["vestigingsnummer"]):
                gevonden.setdefault(r["vestigingsnummer"], []).append(r)
        vestigingen = {}
        for nummer, rijen in gevonden.items():
            namen = sorted(r["vestiging_naam"] for r in rijen if r["vestiging_naam"])
            gezegd = {_waarheid(r["accommodatie"]) for r in rijen} - {None}
            vestigingen[nummer] = Vestiging(nummer, namen[0] if namen else "", gezegd.pop() if len(gezegd) == 1 else None)
        return vestigingen

    def vestiging_van(self, locatie: str | None) -> str | None:
        """Up the tree to the first location with a number; a number that cannot be delivered is none, and ends the search."""
        if locatie is None:
            return None
        if locatie not in self._op_vestiging:
            self._op_vestiging[locatie] = self._zoek_vestiging(locatie)
        return self._op_vestiging[locatie]

    def _zoek_vestiging(self, locatie: str) -> str | None:
        gehad: set[str] = set()
        hier = locatie
        while hier in self.locaties and hier not in gehad:
            gehad.add(hier)
            if nummer := self.locaties[hier]["vestigingsnummer"]:
                v = self.vestigingen.get(nummer)
                return nummer if v and v.naam and v.accommodatie is not None else None
            hier = self.locaties[hier]["bovenliggend"]
        return None

    def intramuraal(self, locatie: str | None) -> bool | None:
        return _waarheid(self.locaties[locatie]["intramuraal"]) if locatie in self.locaties else None

    def _plaatsing(self, r: Rij) -> Plaatsing | None:
        van = self.dag(r["begindatum"])
        fout = van is None or r["soort"] not in ("hoofd", "standaard", "") or (r["einddatum"] and self.dag(r["einddatum"]) is None)
        if fout or van is None or not r["soort"]:
            return None
        return Plaatsing(r["clientnummer"], r["locatiecode"], r["soort"], van, self.dag(r["einddatum"]))

    def _maatregel(self, r: Rij) -> Maatregel:
        vorm, categorieen = VORMEN.get(r["interventie"], (None, ()))
        return Maatregel(
            nummer=r["maatregelnummer"], client=r["clientnummer"], plan=r["plannummer"], soort=SOORTEN.get(r["soort_zorg"]), vorm=vorm,
            categorieen=categorieen, begin=self.dag(r["begindatum"]), eind=self.dag(r["einddatum"]), keer=_geheel(r["frequentie_aantal"]),
            eenheid=EENHEDEN.get(r["frequentie_eenheid"]), duur=_geheel(r["duur_minuten"]), ambulant=_waarheid(r["ambulant"]),
            locatie=r["locatiecode"], instemming=INSTEMMINGEN.get(r["instemming"]), verzet_client=_waarheid(r["verzet_client"]),
            verzet_vertegenwoordiger=_waarheid(r["verzet_vertegenwoordiger"]), vervangt=r["vervangt"], reden_einde=r["reden_einde"],
        )  # fmt: skip

    def _moment(self, r: Rij) -> Moment:
        dag = self.dag(r["datum"])
        assert dag is not None
        aantal = _geheel(r["aantal"])
        return Moment(
            r["registratienummer"], r["maatregelnummer"], dag, _geheel(r["duur_minuten"]), 1 if aantal is None else aantal, r["locatiecode"],
            _waarheid(r["ambulant"]),
        )  # fmt: skip


def _rijen(tabellen: Tabellen, naam: str, *nodig: str) -> list[Rij]:
    """Rows with a key and the cells that they need; of several rows with one key the first."""
    sleutel = KOPPEN[naam][0]
    gevonden: dict[str, Rij] = {}
    for rij in tabellen[naam]:
        if rij[sleutel] and all(rij[kop] for kop in nodig):
            gevonden.setdefault(rij[sleutel], rij)
    return list(gevonden.values())


def _waarheid(tekst: str) -> bool | None:
    return {"J": True, "N": False}.get(tekst)


def _geheel(tekst: str) -> int | None:
    return int(tekst) if re.fullmatch(r"-?\d+", tekst) else None
