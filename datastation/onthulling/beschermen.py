"""From a table, rules and what was released before to a decision. A pure function: the same input gives the same decision.

Steps: what a cell is by itself, differences with earlier releases, closing for each other, giving back what was closed for nothing. From
there on cells are only closed, so a state is reached in which no step closes anything more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from datastation.fouten import InstellingenFout
from datastation.model.antwoord import Resultaat
from datastation.onthulling.beslissing import Beslissing, Code, Reden, Uitkomst
from datastation.onthulling.eerste import Getallen, eerste_redenen
from datastation.onthulling.kennis import Kennis
from datastation.onthulling.regels import Geen, Regel, Regels
from datastation.onthulling.samen import zonder_ruimte
from datastation.onthulling.tabel import Kolom, Plek, Rij, Tabel
from datastation.onthulling.verschillen import Buren, Groep, groepen, leeg, met_verzonnen, weggevers


@dataclass(frozen=True)
class EerdereGroep:
    """A group of an earlier decision.

    Attributes:
        maat: what was summed over it (`Kolom.soort_maat`).
        groep: its contributors, and the imagined ones of all that it covers (`verschillen.groepen`).
        vrij: it left with its number; else it was suppressed.
        herkomst: name of that decision.
    """

    maat: str
    groep: Groep
    vrij: bool
    herkomst: str


@dataclass(frozen=True)
class Oordeel:
    """A decision with what the ledger must remember of it.

    Attributes:
        vrij, dicht: measure and contributors of every cell that leaves (itself, or in a ratio), and of every one that is held back.
    """

    beslissing: Beslissing
    vrij: tuple[tuple[str, Groep], ...] = ()
    dicht: tuple[tuple[str, Groep], ...] = ()


def bescherm(tabel: Tabel, regels: Regels | Geen, eerder: Iterable[EerdereGroep] = ()) -> Beslissing:
    """Decide per cell what may leave.

    Args:
        regels: of the profile; `GEEN` (declared, never a default) passes every cell as it is.
        eerder: groups of all earlier decisions, whoever asked; contributors named as in `tabel`.
    """
    return beoordeel(tabel, regels, eerder).beslissing


def beoordeel(tabel: Tabel, regels: Regels | Geen, eerder: Iterable[EerdereGroep] = ()) -> Oordeel:
    """The same decision, with what the ledger must remember."""
    if isinstance(regels, Geen):
        return Oordeel(_beslissing(tabel, _Werk(tabel, Regels()), {}))
    werk = _Werk(tabel, regels, tuple(eerder))
    for plek, gevonden in eerste_redenen(tabel, regels).items():
        for regel, getallen in gevonden:
            werk.sluit(plek, regel, getallen)
    _sluit_op_paren(werk, onderling=False)
    while _sluit_aanvullend(werk):
        pass
    _geef_terug(werk)
    while _sluit_aanvullend(werk) or _sluit_op_paren(werk, onderling=True) or _sluit_op_opspanning(werk) or _sluit_samen(werk):
        pass
    nullen = [p for p in tabel.plekken if tabel.cellen[p].waarde == 0 and tabel.in_spel(p) and p not in werk.redenen]
    gezien = [p for p in [*werk.open(), *nullen] if werk.zichtbaar(p)]
    vrij, dicht = ([(werk.maat(p), werk.groepen[p]) for p in plekken] for plekken in (gezien, werk.dicht()))
    return Oordeel(_beslissing(tabel, werk, werk.redenen), tuple(vrij), tuple(d for d in dicht if d not in vrij))


def laat_door(resultaat: Resultaat, verklaring: Regels | Geen) -> Resultaat:
    """The rows of a profile that declares ``onthulling = "geen"``, exactly as they are.

    Raises:
        InstellingenFout: the profile declares rules: its answer goes through `bescherm`.
    """
    if not isinstance(verklaring, Geen):
        raise InstellingenFout(
            "Dit profiel heeft regels voor onthulling; het antwoord mag niet zonder die regels door.",
            waar=f"vraag {resultaat.vraag}",
            herstel="Pas de regels toe.",
        )
    return resultaat


@dataclass
class _Werk:
    """What is closed so far, and why."""

    tabel: Tabel
    regels: Regels
    eerder: tuple[EerdereGroep, ...] = ()
    redenen: dict[Plek, list[tuple[Regel, Getallen]]] = field(default_factory=dict)
    al_bekend: set[Plek] = field(default_factory=set)
    niet_nagerekend: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.groepen = groepen(self.tabel)
        # The members that nobody is count where a zero is a secret: then a reader takes them for possible.
        nullen = [g for p, g in self.groepen.items() if self.tabel.cellen[p].waarde == 0] + [e.groep for e in self.eerder if leeg(e.groep)]
        actief = frozenset[str]().union(*nullen) if self.regels.nul == "beschermd" else frozenset[str]()
        self.leden = {p: met_verzonnen(g, actief) for p, g in self.groepen.items()}
        self.eerder = tuple(replace(e, groep=met_verzonnen(e.groep, actief)) for e in self.eerder)
        # Cells whose very group and measure left before: a reader has the number, so closing it hides nothing.
        bekend = {(e.maat, e.groep) for e in self.eerder if e.vrij}
        self.bekend = {p for p in self.tabel.plekken if self.tabel.cellen[p].inzenders and (self.maat(p), self.leden[p]) in bekend}
        self.nummer = {p: i for i, p in enumerate(self.tabel.plekken)}

    def maat(self, plek: Plek) -> str:
        return self.tabel.kolom(plek[1]).soort_maat

    def kennis(self) -> Kennis:
        return Kennis.van(self.tabel, self.regels, self.redenen.keys(), self.bekend)

    def sluit(self, plek: Plek, regel: Regel, getallen: Getallen) -> None:
        self.redenen.setdefault(plek, []).append((regel, getallen))

    def open(self) -> list[Plek]:
        """Cells that leave with people in them: most contributors first, then key order."""
        cellen = self.tabel.cellen
        over = [p for p in self.tabel.plekken if p not in self.redenen and self.tabel.in_spel(p) and cellen[p].inzenders]
        return sorted(over, key=lambda p: (-len(cellen[p].inzenders), self.nummer[p]))

    def zichtbaar(self, plek: Plek) -> bool:
        """Whether an open cell really leaves: by itself, or in a ratio whose other half is open too."""
        rij, naam = plek
        verhoudingen = [k for k in self.tabel.kolommen if k.geleverd and naam in (k.teller, k.noemer)]
        return self.tabel.kolom(naam).geleverd or any(
            self.redenen.keys().isdisjoint({(rij, k.teller), (rij, k.noemer)}) for k in verhoudingen
        )

    def dicht(self) -> list[Plek]:
        """Suppressed cells whose number is a secret, in the order in which they were closed."""
        return [p for p in self.redenen if self.tabel.in_spel(p) and self.tabel.kolom(p[1]).klasse != "verboden"]


def _sluit_op_paren(werk: _Werk, *, onderling: bool) -> bool:
    """Close what differs too little from a cell that left before, or (`onderling`) from a larger one that leaves now."""
    gesloten = False
    buren = Buren(werk.regels.k)
    for eerder in werk.eerder:
        if eerder.vrij:
            buren.voeg_toe(met_verzonnen(eerder.groep, ()), f"eerdere vrijgave {eerder.herkomst}")
    for plek in werk.open():
        groep = werk.tabel.cellen[plek].inzenders
        if te_dichtbij := buren.te_dichtbij(groep):
            herkomst, verschil = te_dichtbij
            werk.sluit(plek, Regel.VERSCHIL, {"verschil": verschil, "grens": werk.regels.k, "met": herkomst})
            gesloten = True
        elif onderling:
            buren.voeg_toe(groep, "dit antwoord")
    return gesloten


def _sluit_op_opspanning(werk: _Werk) -> bool:
    """Close what, added to everything else that leaves or left, gives a small or suppressed group away."""
    gesloten = False
    open_nu, dicht_nu = werk.open(), werk.dicht()
    for maat in sorted({werk.maat(p) for p in open_nu}):
        vrij = [e.groep for e in werk.eerder if e.vrij and e.maat == maat]
        dicht = [e.groep for e in werk.eerder if not e.vrij and e.maat == maat] + [werk.leden[p] for p in dicht_nu if werk.maat(p) == maat]
        nieuw = [(p, werk.leden[p]) for p in open_nu if werk.maat(p) == maat]
        for plek in weggevers(vrij, nieuw, dicht, werk.regels.k):
            werk.sluit(plek, Regel.AFLEIDBAAR, {"grens": werk.regels.k})
            gesloten = True
    return gesloten


def _sluit_samen(werk: _Werk) -> bool:
    """Close one more cell for a suppressed group that this answer and earlier ones together pin down, and earlier ones alone do not."""
    k, onder = werk.regels.k, int(werk.regels.nul == "vrij")
    for maat in sorted({e.maat for e in werk.eerder if e.vrij}):
        dicht = [e.groep for e in werk.eerder if not e.vrij and e.maat == maat] + [
            werk.leden[p] for p in werk.dicht() if werk.maat(p) == maat
        ]
        vrij = [e.groep for e in werk.eerder if e.vrij and e.maat == maat]
        nieuw = [p for p in werk.open() if werk.maat(p) == maat and p not in werk.bekend]
        erna = zonder_ruimte(vrij + [werk.leden[p] for p in nieuw], dicht, k, onder) if nieuw and dicht else frozenset[Groep]()
        if erna is None:
            werk.niet_nagerekend.add(maat)
            continue
        # What earlier releases pin down by themselves, closing a cell here does not free.
        if erna and (smal := erna - (zonder_ruimte(vrij, dicht, k, onder) or frozenset())):
            raakt = [p for p in nieuw if any(werk.leden[p] & groep for groep in smal)] or nieuw
            keuze = min(raakt, key=lambda p: (len(werk.tabel.cellen[p].inzenders), werk.nummer[p]))
            werk.sluit(keuze, Regel.AFLEIDBAAR, {"grens": k})
            return True
    return False


def _sluit_aanvullend(werk: _Werk) -> bool:
    """Close one more cell for the first suppressed one that the totals still pin down; False where every one has its room.

    Which one: that which helps in most equations with a single hidden cell (so that chains close into a loop), then the one with the
    fewest contributors, then key order.
    """
    kennis = werk.kennis()
    for smal in kennis.te_smal():
        keuze = kennis.kandidaten(smal)
        if keuze:
            beste = min(keuze, key=lambda p: (-kennis.helpt(p), len(werk.tabel.cellen[p].inzenders), werk.nummer[p]))
            werk.sluit(beste, Regel.AANVULLEND, {"inzenders": len(werk.tabel.cellen[beste].inzenders)})
            return True
        werk.al_bekend.add(smal.plek)
    return False


def _geef_terug(werk: _Werk) -> None:
    """Of the cells closed for others, give back those that are not needed after all: most contributors first."""
    aanvullend = [p for p, gevonden in werk.redenen.items() if all(r is Regel.AANVULLEND for r, _ in gevonden)]
    for plek in sorted(aanvullend, key=lambda p: (-len(werk.tabel.cellen[p].inzenders), werk.nummer[p])):
        gevonden = werk.redenen.pop(plek)
        if any(smal.plek not in werk.al_bekend for smal in werk.kennis().te_smal()):
            werk.redenen[plek] = gevonden


def _beslissing(tabel: Tabel, werk: _Werk, dicht: dict[Plek, list[tuple[Regel, Getallen]]]) -> Beslissing:
    uitkomsten: dict[Plek, Uitkomst] = {}
    redenen: list[Reden] = []
    geleverd = [k for k in tabel.kolommen if k.geleverd]
    for rij in tabel.rijen:
        for kolom in geleverd:
            plek = rij, kolom.naam
            bronnen = ((rij, kolom.teller), (rij, kolom.noemer)) if kolom.klasse == "verhouding" else (plek,)
            uitkomsten[plek] = _uitkomst(tabel, kolom, rij, gesloten=any(b in dicht for b in bronnen))
            if uitkomsten[plek].code is Code.ONDERDRUKT:
                gevonden = dicht.get(plek) or [
                    (Regel.VERHOUDING, {"kolom": b[1], "omdat": r}) for b in bronnen if b in dicht for r, _ in dicht[b]
                ]
                redenen += [Reden(rij, kolom.naam, regel, werk.regels.zin(regel), getallen) for regel, getallen in gevonden]
    al_bekend = tuple(sorted(werk.al_bekend, key=werk.nummer.__getitem__))
    return Beslissing(
        tuple(s.naam for s in tabel.sleutels),
        tuple(k.naam for k in geleverd),
        uitkomsten,
        tuple(redenen),
        al_bekend,
        tuple(sorted(werk.niet_nagerekend)),
    )


def _uitkomst(tabel: Tabel, kolom: Kolom, rij: Rij, *, gesloten: bool) -> Uitkomst:
    if kolom.klasse == "verhouding":
        delen = [tabel.cellen[rij, naam] for naam in (kolom.teller, kolom.noemer)]
        teller, noemer = delen[0].waarde, delen[1].waarde
        gevraagd = all(cel.gevraagd for cel in delen)
        waarde: int | Decimal | None = None if teller is None or not noemer else _verhouding(teller, noemer, kolom)
        ontbreekt = teller is None or noemer is None
    else:
        cel = tabel.cellen[rij, kolom.naam]
        gevraagd, waarde, ontbreekt = cel.gevraagd, cel.waarde, cel.waarde is None
    if not gevraagd:
        return Uitkomst(Code.NIET_GEVRAAGD)
    if gesloten and (not ontbreekt or kolom.klasse == "verboden"):
        return Uitkomst(Code.ONDERDRUKT)
    if waarde is None:
        return Uitkomst(Code.ONTBREEKT)
    return Uitkomst(Code.WAARDE if waarde else Code.NUL, waarde)


def _verhouding(teller: int | Decimal, noemer: int | Decimal, kolom: Kolom) -> Decimal:
    return (Decimal(teller) * kolom.factor / Decimal(noemer)).quantize(Decimal(1).scaleb(-kolom.decimalen), ROUND_HALF_UP)
