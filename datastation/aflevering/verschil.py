"""What a second delivery changes against the first: per question the rows that came, went or changed.

The old answer is read from the JSON copy that stands beside every delivery (`lees_json`), so a difference can be made after the
snapshot of the old answer is gone. Summary lines hold counts per vestiging and category only; whole rows stand in the delivered
JSON file and nowhere else.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from datastation.aflevering.levering import basisnaam, leverbaar
from datastation.aflevering.taal import keer
from datastation.aflevering.vorm_csv import als_tekst
from datastation.fouten import GebruiksFout
from datastation.model.antwoord import Antwoord, Bestand, Resultaat, Waarde, sorteersleutel

VORM = "https://w3id.org/datastation/def/aflevering/verschil/1.0"
_GETELD = ("telling", "grootte", "verhouding")
_GROEPEN = {"vestigingsnummer": "vestiging", "categorie": "categorie"}

Rij = tuple[Waarde, ...]
Sleutel = tuple[object, ...]
# Per numbered column what each number stands for.
Namen = Mapping[str, Mapping[Waarde, Sleutel]]

# What makes a row the same row, where its key columns do not say so. Running numbers differ between deliveries: they are
# replaced by the columns of the question in which they are at home.
_SLEUTELS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("igj-wzd-registraties", "2"): ("client_nr",),
    ("igj-wzd-registraties", "3"): ("client_nr", "vestigingsnummer", "soort_interventie", "soort_zorg", "begindatum"),
    ("igj-wzd-registraties", "4"): ("zorg_nr", "vestigingsnummer", "datum"),
}
_THUIS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "client_nr": ("2", ("bsn", "geboortedatum", "achternaam", "voorvoegsels", "voornamen")),
    "zorg_nr": ("3", ("client_nr", "soort_interventie", "soort_zorg", "begindatum")),
}


@dataclass(frozen=True)
class Wijziging:
    """The differences of one question. A running number is that of the delivery in which the row stands."""

    vraag: str
    titel: str
    kolommen: tuple[str, ...]
    toegevoegd: tuple[Rij, ...]
    vervallen: tuple[Rij, ...]
    gewijzigd: tuple[tuple[Rij, Rij], ...]

    @property
    def leeg(self) -> bool:
        """The two answers have the same rows here."""
        return not (self.toegevoegd or self.vervallen or self.gewijzigd)


@dataclass(frozen=True)
class Verschil:
    """The differences between two answers to the same question, per question number."""

    profiel: str
    wijzigingen: Mapping[str, Wijziging]

    @property
    def leeg(self) -> bool:
        """The two answers are the same."""
        return all(w.leeg for w in self.wijzigingen.values())

    @property
    def regels(self) -> list[str]:
        """Plain Dutch, counts only: fit for a screen, a log or a report."""
        if self.leeg:
            return ["Er is niets veranderd."]
        return [regel for w in self.wijzigingen.values() if not w.leeg for regel in _regels(w)]


def verschil(oud: Antwoord, nieuw: Antwoord) -> Verschil:
    """Compare two answers.

    Args:
        oud: the earlier answer, usually from `lees_json`.
        nieuw: the answer that replaces it.

    Raises:
        GebruiksFout: they are answers to different questions.
    """
    if (oud.profiel, dict(oud.parameters), oud.kvk) != (nieuw.profiel, dict(nieuw.parameters), nieuw.kvk):
        raise GebruiksFout(
            "Deze twee antwoorden gaan niet over dezelfde vraag, dus ze zijn niet te vergelijken.",
            waar=f"{basisnaam(oud)} en {basisnaam(nieuw)}",
            herstel="Vergelijk met het eerdere antwoord op hetzelfde profiel, dezelfde periode en dezelfde organisatie.",
        )
    oud, nieuw = leverbaar(oud), leverbaar(nieuw)
    namen = (_namen_voor_nummers(oud), _namen_voor_nummers(nieuw))
    samen = [nr for nr in nieuw.resultaten if nr in oud.resultaten]
    return Verschil(nieuw.profiel, {nr: _vergelijk(nr, oud, nieuw, namen) for nr in samen})


def _vergelijk(nr: str, oud: Antwoord, nieuw: Antwoord, namen: tuple[Namen, Namen]) -> Wijziging:
    resultaat = nieuw.resultaten[nr]
    sleutel = _sleutelkolommen(nr, oud, nieuw)
    toen, nu = (
        _per_sleutel(antwoord.resultaten[nr], sleutel, resultaat, eigen) for antwoord, eigen in zip((oud, nieuw), namen, strict=True)
    )
    toegevoegd: list[Rij] = []
    vervallen: list[Rij] = []
    gewijzigd: list[tuple[Rij, Rij]] = []
    for plek in toen.keys() | nu.keys():
        weg, erbij = toen[plek].zonder(nu[plek]), nu[plek].zonder(toen[plek])
        paren = min(len(weg), len(erbij))
        gewijzigd += zip(weg[:paren], erbij[:paren], strict=True)
        vervallen += weg[paren:]
        toegevoegd += erbij[paren:]
    return Wijziging(
        nr,
        resultaat.titel,
        tuple(k.naam for k in resultaat.kolommen),
        tuple(sorted(toegevoegd, key=sorteersleutel)),
        tuple(sorted(vervallen, key=sorteersleutel)),
        tuple(sorted(gewijzigd, key=lambda paar: (sorteersleutel(paar[0]), sorteersleutel(paar[1])))),
    )


class _Groep:
    """The rows of one key. Running numbers differ between deliveries, so rows are compared without and shown with them."""

    def __init__(self) -> None:
        self.aantal: Counter[Rij] = Counter()
        self.vol: dict[Rij, Rij] = {}

    def voeg_toe(self, kaal: Rij, vol: Rij) -> None:
        self.aantal[kaal] += 1
        self.vol.setdefault(kaal, vol)

    def zonder(self, ander: _Groep) -> list[Rij]:
        return [self.vol[kaal] for kaal in sorted((self.aantal - ander.aantal).elements(), key=sorteersleutel)]


def _sleutelkolommen(nr: str, oud: Antwoord, nieuw: Antwoord) -> tuple[str, ...]:
    """The declared ones; else the key columns where these tell rows apart; else everything that is not counted."""
    resultaten = (oud.resultaten[nr], nieuw.resultaten[nr])
    if (nieuw.profiel, nr) in _SLEUTELS:
        return _SLEUTELS[nieuw.profiel, nr]
    sleutel = tuple(k.naam for k in resultaten[1].kolommen if k.klasse == "sleutel")
    if sleutel and all(_onderscheidt(sleutel, r) for r in resultaten):
        return sleutel
    return tuple(k.naam for k in resultaten[1].kolommen if k.klasse not in (*_GETELD, "koppel"))


def _onderscheidt(sleutel: tuple[str, ...], resultaat: Resultaat) -> bool:
    plekken = _plekken(resultaat)
    return len({tuple(rij[plekken[k]] for k in sleutel if k in plekken) for rij in resultaat.rijen}) == len(resultaat.rijen)


def _plekken(resultaat: Resultaat) -> dict[str, int]:
    return {k.naam: i for i, k in enumerate(resultaat.kolommen)}


def _per_sleutel(resultaat: Resultaat, sleutel: tuple[str, ...], vorm: Resultaat, namen: Namen) -> dict[Sleutel, _Groep]:
    """Rows by key, in the columns of ``vorm`` (those of the new answer)."""
    plekken = _plekken(resultaat)
    uit: dict[Sleutel, _Groep] = defaultdict(_Groep)
    for rij in resultaat.rijen:
        plek = tuple(_benoem(k, rij[plekken[k]], namen) for k in sleutel if k in plekken)
        vol = tuple(rij[plekken[k.naam]] if k.naam in plekken else None for k in vorm.kolommen)
        uit[plek].voeg_toe(tuple(vol[i] for i in vorm.geleverd), vol)
    return uit


def _benoem(kolom: str, waarde: Waarde, namen: Namen) -> object:
    """A key cell: what a running number stands for, or the value itself (with its type, so that true is not 1)."""
    if kolom in _THUIS:
        return namen.get(kolom, {}).get(waarde)
    return (type(waarde).__name__, waarde)


def _namen_voor_nummers(antwoord: Antwoord) -> dict[str, dict[Waarde, Sleutel]]:
    namen: dict[str, dict[Waarde, Sleutel]] = {}
    for nummer, (nr, velden) in _THUIS.items():
        resultaat = antwoord.resultaten.get(nr)
        if resultaat is None or nummer not in _plekken(resultaat):
            continue
        plekken = _plekken(resultaat)
        eigen: dict[Waarde, Sleutel] = {}
        for rij in resultaat.rijen:
            eigen.setdefault(rij[plekken[nummer]], tuple(_benoem(v, rij[plekken[v]], namen) for v in velden if v in plekken))
        namen[nummer] = eigen
    return namen


def _regels(wijziging: Wijziging) -> list[str]:
    regels = [f"Vraag {wijziging.vraag}, {wijziging.titel}: {_telzin(*_omvang(wijziging))}."]
    groepen: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    kolommen = [(i, _GROEPEN[naam]) for i, naam in enumerate(wijziging.kolommen) if naam in _GROEPEN]
    for soort, rijen in enumerate((wijziging.toegevoegd, wijziging.vervallen, [nieuw for _, nieuw in wijziging.gewijzigd])):
        for rij in rijen:
            groepen[tuple(f"{woord} {als_tekst(rij[i])}" for i, woord in kolommen)][soort] += 1
    if kolommen:
        regels += [f"  {', '.join(groep)}: {_telzin(*aantallen)}." for groep, aantallen in sorted(groepen.items())]
    return regels


def _omvang(wijziging: Wijziging) -> tuple[int, int, int]:
    return len(wijziging.toegevoegd), len(wijziging.vervallen), len(wijziging.gewijzigd)


def _telzin(erbij: int, weg: int, anders: int) -> str:
    delen = [f"{keer(n, 'rij', 'rijen')} {woord}" for n, woord in ((erbij, "erbij"), (weg, "vervallen"), (anders, "gewijzigd")) if n]
    return ", ".join(delen)


def verschil_bestand(gevonden: Verschil, nieuw: Antwoord, volgnummer: int, vervangt: str) -> Bestand:
    """The full differences as a delivered file: ``<basis>.verschil.json``. Holds what the answer itself may hold.

    Args:
        gevonden: from `verschil`.
        nieuw, volgnummer: as given to `maak`.
        vervangt: name of the file, or of the sidecar, that this delivery replaces.
    """
    inhoud = {
        "vorm": VORM,
        "profiel": gevonden.profiel,
        "vervangt": vervangt,
        "samenvatting": gevonden.regels,
        "vragen": [
            {
                "nr": w.vraag,
                "titel": w.titel,
                "toegevoegd": [_als_dict(w, rij) for rij in w.toegevoegd],
                "vervallen": [_als_dict(w, rij) for rij in w.vervallen],
                "gewijzigd": [{"oud": _als_dict(w, oud), "nieuw": _als_dict(w, na)} for oud, na in w.gewijzigd],
            }
            for w in gevonden.wijzigingen.values()
        ],
    }
    tekst = json.dumps(inhoud, ensure_ascii=False, indent=2) + "\n"
    return Bestand(f"{basisnaam(nieuw, volgnummer=volgnummer)}.verschil.json", tekst.encode("utf-8"))


def _als_dict(wijziging: Wijziging, rij: Rij) -> dict[str, object]:
    """JSON's own types where it has them, else text as in CSV."""
    cellen = (w if isinstance(w, int | str) or w is None else als_tekst(w) for w in rij)
    return dict(zip(wijziging.kolommen, cellen, strict=True))
