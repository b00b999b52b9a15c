"""The table to protect, as a value: key columns with their closed code lists and totals, measured columns, and cells with contributors.

A cell carries more than what leaves: who contributed (pseudonyms), and for a magnitude its two largest contributions. Those come from the
companion query of a question (reference/trust.md 6.3) and never leave the station.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Literal, get_args

from datastation.fouten import Geweigerd, InstellingenFout
from datastation.model.antwoord import Kolomklasse

Klasse = Literal["aantal", "omvang", "verhouding", "verboden"]
Totaal = Literal["som", "vereniging"]
Rij = tuple[str, ...]
Plek = tuple[Rij, str]  # which cell: the codes of its row, the name of its column

# How the classes of a profile file (model.antwoord) read here. ``kenmerk`` is absent on purpose: a fact that is neither a code nor a number
# cannot be judged, so a protected table may not hold one. A label of a code belongs to the code list, not to the answer.
KLASSEN: Mapping[Kolomklasse, Literal["sleutel"] | Klasse] = {
    "sleutel": "sleutel",
    "telling": "aantal",
    "grootte": "omvang",
    "verhouding": "verhouding",
    "persoonsgegeven": "verboden",
    "koppel": "verboden",
}


def klasse_van(naam: str, klasse: str) -> Literal["sleutel"] | Klasse:
    """The disclosure class of a column of a profile.

    Args:
        naam: of the column; stands in the error.
        klasse: as the profile file writes it (``telling``), or as this part does (``aantal``).

    Raises:
        InstellingenFout: no class, an unknown one, or one that cannot be protected (``kenmerk``). Never a pass.
    """
    alle = {**KLASSEN, **{k: k for k in get_args(Klasse)}}
    if klasse not in alle:
        raise InstellingenFout(
            "Een kolom heeft geen klasse waarmee de onthulling kan rekenen.",
            waar=f"kolom {naam}",
            herstel="Kies een klasse: " + ", ".join(sorted(alle)) + ".",
        )
    gevonden: Literal["sleutel"] | Klasse = alle[klasse]
    return gevonden


@dataclass(frozen=True)
class Sleutel:
    """A key column: a closed list of codes, some of which are totals of others.

    Attributes:
        ouders: code = code of the total it is part of; nested totals are parents that have a parent themselves.
        totaal: ``som`` (every contributor stands in one part) or ``vereniging`` (a contributor may stand in several parts and counts once).
    """

    naam: str
    codes: tuple[str, ...]
    ouders: Mapping[str, str] = field(default_factory=dict)
    totaal: Totaal = "som"

    def __post_init__(self) -> None:
        if len(set(self.codes)) != len(self.codes) or not self.codes:
            raise InstellingenFout(
                "Een codelijst is leeg of heeft een code dubbel.", waar=f"sleutel {self.naam}", herstel="Herstel de lijst."
            )
        vreemd = sorted({*self.ouders, *self.ouders.values()} - set(self.codes))
        if vreemd or any(kind in self._boven(kind) for kind in self.ouders):
            raise InstellingenFout(
                "Een totaal verwijst naar een onbekende code of naar zichzelf.", waar=f"sleutel {self.naam}", herstel="Herstel de ouders."
            )

    def _boven(self, code: str) -> set[str]:
        boven: set[str] = set()
        while (ouder := self.ouders.get(code)) is not None and ouder not in boven:
            boven.add(ouder)
            code = ouder
        return boven

    def bladen(self, code: str) -> tuple[str, ...]:
        """The codes without parts under a total; a code that is no total stands for itself."""
        return tuple(blad for deel in self.groepen[code] for blad in self.bladen(deel)) if code in self.groepen else (code,)

    @property
    def groepen(self) -> Mapping[str, tuple[str, ...]]:
        """Total = its direct parts, in the order of the code list."""
        gevonden: dict[str, list[str]] = {}
        for code in self.codes:
            if code in self.ouders:
                gevonden.setdefault(self.ouders[code], []).append(code)
        return {totaal: tuple(delen) for totaal, delen in gevonden.items()}


@dataclass(frozen=True)
class Kolom:
    """A measured column.

    Attributes:
        klasse: ``aantal`` counts contributors; ``omvang`` is any other sum (hours, euros, times); ``verhouding`` is computed here from
            two other columns; ``verboden`` never leaves.
        teller, noemer: of a ratio: names of columns of the same table, delivered or not.
        deel_van: of a count: the count of which it is a part, as a reader knows (permanent staff of all staff). A numerator of a ratio of
            two counts is a part of its denominator without saying so.
        geleverd: false for a column that only stands here because a ratio needs it.
        factor, decimalen: of a ratio: 100 and 1 give percentages with one decimal.
        maat: of a magnitude: what it measures. Sums of one measure can be subtracted from each other, whatever the question.
    """

    naam: str
    klasse: Klasse
    teller: str = ""
    noemer: str = ""
    geleverd: bool = True
    factor: int = 100
    decimalen: int = 1
    maat: str = ""
    deel_van: str = ""

    def __post_init__(self) -> None:
        if self.klasse not in get_args(Klasse):
            klasse_van(self.naam, self.klasse)
            raise InstellingenFout(
                "Deze klasse hoort niet bij een gemeten kolom.", waar=f"kolom {self.naam}", herstel="Kies een andere klasse."
            )
        if (self.klasse == "verhouding") != bool(self.teller and self.noemer):
            raise InstellingenFout(
                "Een verhouding noemt haar teller en haar noemer; een andere kolom niet.",
                waar=f"kolom {self.naam}",
                herstel="Herstel de kolom.",
            )

    @property
    def soort_maat(self) -> str:
        """Under which name sums are compared: every count of contributors is one measure."""
        return "aantal" if self.klasse == "aantal" else f"omvang:{self.maat or self.naam}"


@dataclass(frozen=True)
class Cel:
    """A measured cell.

    Attributes:
        waarde: None where the source has no value (outcome ``ontbreekt``).
        inzenders: pseudonyms of who contributed. Of an ``aantal`` the value is how many these are.
        grootste: of an ``omvang``: the one or two largest contributions, largest first.
        gevraagd: false for a cell that this question does not ask (outcome ``niet gevraagd``). Where its value is known it still
            stands here, since totals may give it away.
    """

    waarde: int | Decimal | None
    inzenders: frozenset[str] = frozenset()
    grootste: tuple[int | Decimal, ...] = ()
    gevraagd: bool = True


@dataclass(frozen=True)
class Verband:
    """A total and its parts, of one column: something that a reader of the table knows to hold.

    Attributes:
        soort: ``som``: total = sum of parts. ``vereniging``: every part ≤ total ≤ sum of parts.
    """

    totaal: Plek
    delen: tuple[Plek, ...]
    soort: Totaal


@dataclass(frozen=True)
class Tabel:
    """A whole table, checked on construction: every code known, every row there, every total right, every class declared.

    Attributes:
        cellen: per row (codes in the order of `sleutels`) and column its cell. A ratio has no cells of its own.
        bereik: over what the whole table counts, apart from its keys: the smallest periods or the reference date, always spelled the same
            (``{"2026-K1", "2026-K2"}`` for a half-year of quarters). One code, column name and part of `bereik` mean one thing in every
            table: that is how answers are compared. Where two tables name things differently, too much is suppressed, never too little.

    Raises:
        InstellingenFout: the columns do not fit each other.
        Geweigerd: a row with a code outside the list, a missing row, a value that its class does not allow, a total that its parts do not
            give. A table that is not what it says it is cannot be protected, so it is refused and never passed.
    """

    sleutels: tuple[Sleutel, ...]
    kolommen: tuple[Kolom, ...]
    cellen: Mapping[Plek, Cel]
    bereik: frozenset[str]

    def __post_init__(self) -> None:
        if not self.bereik:
            raise InstellingenFout(
                "Een tabel zegt niet over welke periode of peildatum zij gaat.", waar="bereik", herstel="Geef het bereik."
            )
        self._toets_kolommen()
        self._toets_plekken()
        for plek in self.cellen:
            _toets_cel(plek, self.kolom(plek[1]), self.cellen[plek])
        for verband in self.verbanden():
            self._toets_verband(verband)
        for teller, noemer in self.deelparen():
            if not self.cellen[teller].inzenders <= self.cellen[noemer].inzenders:
                raise _past_niet(teller, "Een deel of teller telt iemand die niet in het geheel of de noemer staat.")

    def kolom(self, naam: str) -> Kolom:
        """A column by name.

        Raises:
            InstellingenFout: it is not declared.
        """
        for kolom in self.kolommen:
            if kolom.naam == naam:
                return kolom
        raise InstellingenFout("Een kolom is niet gedeclareerd.", waar=f"kolom {naam}", herstel="Geef de kolom een klasse in het profiel.")

    @property
    def rijen(self) -> tuple[Rij, ...]:
        """All rows, in the order of the code lists."""
        return tuple(product(*(s.codes for s in self.sleutels)))

    @property
    def plekken(self) -> tuple[Plek, ...]:
        """All cells, row by row, columns in their declared order: the key order of every choice."""
        return tuple((rij, k.naam) for rij in self.rijen for k in self.kolommen if k.klasse != "verhouding")

    def verbanden(self) -> Iterator[Verband]:
        """Every declared total with its parts; parts and totals without a value are left out."""
        for kolom in self.kolommen:
            if kolom.klasse not in ("aantal", "omvang"):
                continue
            for i, sleutel in enumerate(self.sleutels):
                soort: Totaal = sleutel.totaal if kolom.klasse == "aantal" else "som"
                anderen = [s.codes if j != i else ("",) for j, s in enumerate(self.sleutels)]
                for ouder, delen in sleutel.groepen.items():
                    for rij in product(*anderen):
                        totaal = _met(rij, i, ouder), kolom.naam
                        aanwezig = tuple(p for d in delen if self.cellen[p := (_met(rij, i, d), kolom.naam)].waarde is not None)
                        if self.cellen[totaal].waarde is not None:
                            yield Verband(totaal, aanwezig, soort)

    def deelparen(self) -> Iterator[tuple[Plek, Plek]]:
        """Part and whole: a count with the count that it is a part of, and numerator with denominator where both are counts."""
        paren = {(k.teller, k.noemer): None for k in self.kolommen if k.klasse == "verhouding"}
        paren |= {(k.naam, k.deel_van): None for k in self.kolommen if k.deel_van}
        for deel, geheel in paren:
            if self.kolom(deel).klasse == self.kolom(geheel).klasse == "aantal":
                for rij in self.rijen:
                    paar = (rij, deel), (rij, geheel)
                    if all(self.cellen[p].waarde is not None for p in paar):
                        yield paar

    def bladen(self, plek: Plek) -> Iterator[Plek]:
        """The cells of the same column without parts of their own that a cell adds up; itself where it is no total."""
        rij, kolom = plek
        yield from ((codes, kolom) for codes in product(*(s.bladen(code) for s, code in zip(self.sleutels, rij, strict=True))))

    def in_spel(self, plek: Plek) -> bool:
        """Whether a reader may come to see this cell: asked, and delivered itself or through a ratio."""
        kolom = self.kolom(plek[1])
        door_verhouding = any(k.geleverd and kolom.naam in (k.teller, k.noemer) for k in self.kolommen if k.klasse == "verhouding")
        return self.cellen[plek].gevraagd and (kolom.geleverd or door_verhouding)

    def _toets_kolommen(self) -> None:
        namen = [k.naam for k in self.kolommen] + [s.naam for s in self.sleutels]
        if len(set(namen)) != len(namen):
            raise InstellingenFout("Twee kolommen hebben dezelfde naam.", waar="tabel", herstel="Geef elke kolom een eigen naam.")
        for kolom in self.kolommen:
            if kolom.deel_van and not kolom.klasse == self.kolom(kolom.deel_van).klasse == "aantal":
                raise InstellingenFout("Alleen een aantal is deel van een aantal.", waar=f"kolom {kolom.naam}", herstel="Herstel de kolom.")
            if kolom.klasse == "verhouding" and not {self.kolom(kolom.teller).klasse, self.kolom(kolom.noemer).klasse} <= {
                "aantal",
                "omvang",
            }:
                raise InstellingenFout(
                    "Teller en noemer zijn elk een aantal of een omvang.", waar=f"kolom {kolom.naam}", herstel="Herstel de kolom."
                )

    def _toets_plekken(self) -> None:
        for _, naam in self.cellen:
            self.kolom(naam)
        verwacht = set(self.plekken)
        if vreemd := [p for p in self.cellen if p not in verwacht]:
            raise Geweigerd(
                "Een rij heeft een code die niet in de codelijst staat, of een verhouding die niet hier is berekend.",
                waar=f"kolom {vreemd[0][1]}",  # never the code itself: an unknown code may be free text about a person
                herstel="Neem de code op in de lijst van het profiel, of haal de rij weg.",
            )
        if mist := [p for p in self.plekken if p not in self.cellen]:
            raise Geweigerd(
                "Een rij ontbreekt, zodat niet na te gaan is wat de totalen weggeven.",
                waar=_waar(mist[0]),
                herstel="Geef elke rij van de codelijst: met haar waarde, als nul, als ontbrekend of als niet gevraagd.",
            )

    def _toets_verband(self, verband: Verband) -> None:
        waarden: list[int | Decimal] = [w for p in verband.delen if (w := self.cellen[p].waarde) is not None]
        totaal = self.cellen[verband.totaal]
        inzenders = frozenset[str]().union(*(self.cellen[p].inzenders for p in verband.delen))
        if inzenders != totaal.inzenders or (verband.soort == "som" and sum(waarden) != totaal.waarde):
            raise _past_niet(verband.totaal, "Een totaal is niet wat de delen samen zijn.")


def _met(rij: Sequence[str], i: int, code: str) -> Rij:
    return (*rij[:i], code, *rij[i + 1 :])


def _waar(plek: Plek) -> str:
    return f"rij {' / '.join(plek[0])}, kolom {plek[1]}"


def _past_niet(plek: Plek, wat: str) -> Geweigerd:
    return Geweigerd(wat, waar=_waar(plek), herstel="Herstel de vraag of de declaratie van de totalen in het profiel.")


def _toets_cel(plek: Plek, kolom: Kolom, cel: Cel) -> None:
    if kolom.klasse == "verboden":
        return
    if cel.waarde is None:
        if cel.inzenders or cel.grootste:
            raise _past_niet(plek, "Een cel zonder waarde heeft wel inzenders.")
        return
    if not isinstance(cel.waarde, int | Decimal) or isinstance(cel.waarde, bool) or not Decimal(cel.waarde).is_finite() or cel.waarde < 0:
        raise _past_niet(plek, "Een waarde is geen getal van nul of meer.")
    if kolom.klasse == "aantal" and cel.waarde != len(cel.inzenders):
        raise _past_niet(plek, "Een aantal is niet het aantal inzenders. Wat iets anders telt dan inzenders, is een omvang.")
    if kolom.klasse == "omvang":
        if len(cel.grootste) != min(2, len(cel.inzenders)) or list(cel.grootste) != sorted(cel.grootste, reverse=True):
            raise _past_niet(plek, "Een omvang heeft niet de twee grootste bijdragen, de grootste eerst.")
        if any(g < 0 for g in cel.grootste) or sum(cel.grootste) > cel.waarde:
            raise _past_niet(plek, "De grootste bijdragen zijn samen meer dan de omvang, of kleiner dan nul.")
        if cel.waarde and not cel.inzenders:
            raise _past_niet(plek, "Een omvang heeft geen inzenders.")
