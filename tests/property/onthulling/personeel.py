"""Synthetic personnel, and questions about them: counts per vestiging and function, in a period, with or without the share of permanent staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from datastation.onthulling import Cel, EerdereGroep, Kolom, Regels, Sleutel, Tabel, beoordeel

TOTAAL = "totaal"
KWARTALEN = ("", "1", "2", "12")  # in which of two quarters somebody works here


@dataclass(frozen=True, order=True)
class Soort:
    """Everything that a question can tell apart about a member of staff."""

    vestiging: str
    functie: str
    vast: bool
    kwartalen: str


@dataclass(frozen=True)
class Vraag:
    """A table of counts: which vestigingen and functions, which period (any of these quarters), with totals over them or not."""

    vestigingen: tuple[str, ...]
    functies: tuple[str, ...]
    periode: str
    totalen: bool = True
    verhouding: str = ""  # "" counts only, "beide" counts and ratio, "alleen" the ratio only, "los" both counts and no ratio
    nest: bool = False  # the first two vestigingen have a sub-total

    def soorten(self, plek, soorten):
        """The kinds of people in a cell."""
        (vestiging, functie), kolom = plek
        binnen = {TOTAAL: self.vestigingen, "regio": self.vestigingen[:2]}.get(vestiging, (vestiging,))
        functies = self.functies if functie == TOTAAL else (functie,)
        return [
            s
            for s in soorten
            if s.vestiging in binnen and s.functie in functies and set(s.kwartalen) & set(self.periode) and (kolom != "vast" or s.vast)
        ]


@dataclass
class Bevolking:
    """How many people of each kind there are."""

    aantallen: dict[Soort, int]
    inzenders: dict[Soort, frozenset[str]] = field(init=False)

    def __post_init__(self):
        self.inzenders = {s: frozenset(f"{i}:{j}" for j in range(n)) for i, (s, n) in enumerate(sorted(self.aantallen.items()))}

    def tabel(self, vraag):
        """The table of a question, with the contributors that its companion query would give."""
        sleutels = []
        for naam, codes in (("vestiging", vraag.vestigingen), ("functie", vraag.functies)):
            ouders = dict.fromkeys(codes, TOTAAL) if vraag.totalen else {}
            regio = ()
            if vraag.nest and naam == "vestiging" and len(codes) > 2 and vraag.totalen:
                ouders |= {codes[0]: "regio", codes[1]: "regio", "regio": TOTAAL}
                regio = ("regio",)
            sleutels.append(Sleutel(naam, (*codes, *regio, *((TOTAAL,) if vraag.totalen else ())), ouders))
        kolommen = [Kolom("n", "aantal", geleverd=vraag.verhouding != "alleen")]
        if vraag.verhouding == "los":
            kolommen.append(Kolom("vast", "aantal", deel_van="n"))
        elif vraag.verhouding:
            kolommen += [Kolom("vast", "aantal", geleverd=False), Kolom("deel", "verhouding", teller="vast", noemer="n")]
        cellen = {}
        for rij, kolom in product(product(*(s.codes for s in sleutels)), [k.naam for k in kolommen if k.klasse == "aantal"]):
            leden = frozenset[str]().union(*(self.inzenders[s] for s in vraag.soorten((rij, kolom), self.aantallen)))
            cellen[rij, kolom] = Cel(len(leden), leden)
        return Tabel(tuple(sleutels), tuple(kolommen), cellen, frozenset(vraag.periode))


def beantwoord(bevolking: Bevolking, vragen: list[Vraag], regels: Regels):
    """Answer questions in order, each with the ledger of those before it: (question, table, decision) of each."""
    boek: list[EerdereGroep] = []
    for nummer, vraag in enumerate(vragen):
        tabel = bevolking.tabel(vraag)
        oordeel = beoordeel(tabel, regels, boek)
        boek += [
            EerdereGroep(maat, groep, vrij, str(nummer))
            for vrij, deel in ((True, oordeel.vrij), (False, oordeel.dicht))
            for maat, groep in deel
        ]
        yield vraag, tabel, oordeel.beslissing
