"""The figures that the report shows, from either of the two profiles that hold them. Counts only: no person can be seen in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from datastation.aflevering.levering import rijen_als_dict
from datastation.aflevering.taal import CATEGORIEEN
from datastation.aflevering.wzd import heel, tekst
from datastation.model.antwoord import Antwoord, Waarde

Rij = dict[str, Waarde]


@dataclass(frozen=True)
class Telling:
    """Unique clients; planned measures (soort 1); times that the two other kinds were given."""

    clienten: int = 0
    maatregelen: int = 0
    momenten: int = 0


@dataclass(frozen=True)
class Cijfers:
    """Counts of one period.

    Attributes:
        totaal: of the organisation; clients are counted, not summed.
        per_vestiging: number → name and counts, in order of number.
        per_categorie: letter → counts, in order of the law; ``a-medicatie`` is part of ``a``.
        per_soort: (kind of care, ambulant) → planned measures for kind 1, moments for kinds 2 and 3.
    """

    totaal: Telling
    per_vestiging: Mapping[str, tuple[str, Telling]]
    per_categorie: Mapping[str, Telling]
    per_soort: Mapping[tuple[int, bool], int]


def cijfers(antwoord: Antwoord) -> Cijfers:
    """Figures of a deliverable answer of ``igj-wzd-aantallen`` or ``igj-wzd-registraties``."""
    return _uit_registraties(antwoord) if antwoord.profiel == "igj-wzd-registraties" else _uit_aantallen(antwoord)


def _uit_aantallen(antwoord: Antwoord) -> Cijfers:
    per_soort: dict[tuple[int, bool], int] = defaultdict(int)
    for rij in rijen_als_dict(antwoord, "1", "categorie", "soort_zorg", "ambulant", "maatregelen", "momenten"):
        if rij["categorie"] != "a-medicatie":
            soort = heel(rij["soort_zorg"])
            per_soort[soort, bool(rij["ambulant"])] += heel(rij["maatregelen" if soort == 1 else "momenten"])
    vestigingen = rijen_als_dict(antwoord, "2", "vestigingsnummer", "vestiging", "clienten", "maatregelen", "momenten")
    categorieen = {tekst(rij["categorie"]): _telling(rij) for rij in rijen_als_dict(antwoord, "3", "categorie", "clienten")}
    totaal = rijen_als_dict(antwoord, "4", "clienten", "maatregelen", "momenten")
    return Cijfers(
        totaal=_telling(totaal[0]) if totaal else Telling(),
        per_vestiging={tekst(rij["vestigingsnummer"]): (tekst(rij["vestiging"]), _telling(rij)) for rij in vestigingen},
        per_categorie={letter: categorieen.get(letter, Telling()) for letter in CATEGORIEEN},
        per_soort=dict(per_soort),
    )


def _telling(rij: Rij) -> Telling:
    return Telling(heel(rij["clienten"]), heel(rij["maatregelen"]), heel(rij["momenten"]))


class _Teller:
    """Counts rows of care and moments."""

    def __init__(self) -> None:
        self.clienten: set[Waarde] = set()
        self.maatregelen: set[Waarde] = set()
        self.momenten = 0

    @property
    def telling(self) -> Telling:
        return Telling(len(self.clienten), len(self.maatregelen), self.momenten)


def _uit_registraties(antwoord: Antwoord) -> Cijfers:
    tellers: dict[tuple[str, Waarde], _Teller] = defaultdict(_Teller)
    per_soort: dict[tuple[int, bool], set[Waarde]] = defaultdict(set)
    momenten_per_soort: dict[tuple[int, bool], int] = defaultdict(int)
    zorg = rijen_als_dict(
        antwoord, "3", "client_nr", "zorg_nr", "vestigingsnummer", "categorie", "medicatie_onder_dwang", "soort_zorg", "ambulant"
    )
    bij: dict[Waarde, Rij] = {}
    for rij in zorg:
        bij[rij["zorg_nr"]] = rij
        for plek in _plekken(rij, rij["vestigingsnummer"]):
            tellers[plek].clienten.add(rij["client_nr"])
            if rij["soort_zorg"] == 1:
                tellers[plek].maatregelen.add(rij["zorg_nr"])
        if rij["soort_zorg"] == 1:
            per_soort[1, bool(rij["ambulant"])].add(rij["zorg_nr"])
    for moment in rijen_als_dict(antwoord, "4", "zorg_nr", "vestigingsnummer", "ambulant", "aantal"):
        rij = bij.get(moment["zorg_nr"], {})
        for plek in _plekken(rij, moment["vestigingsnummer"]):
            tellers[plek].momenten += heel(moment["aantal"])
        momenten_per_soort[heel(rij.get("soort_zorg", 0)), bool(moment["ambulant"])] += heel(moment["aantal"])
    vestigingen = rijen_als_dict(antwoord, "1", "vestigingsnummer", "vestiging")
    return Cijfers(
        totaal=tellers["totaal", None].telling,
        per_vestiging={
            tekst(v["vestigingsnummer"]): (tekst(v["vestiging"]), tellers["vestiging", v["vestigingsnummer"]].telling) for v in vestigingen
        },
        per_categorie={letter: tellers["categorie", letter].telling for letter in CATEGORIEEN},
        per_soort={plek: len(zorgen) for plek, zorgen in per_soort.items()} | dict(momenten_per_soort),
    )


def _plekken(rij: Rij, vestiging: Waarde) -> list[tuple[str, Waarde]]:
    plekken: list[tuple[str, Waarde]] = [("totaal", None), ("vestiging", vestiging), ("categorie", rij.get("categorie"))]
    return [*plekken, ("categorie", "a-medicatie")] if rij.get("medicatie_onder_dwang") else plekken
