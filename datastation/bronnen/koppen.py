"""Finding the asked columns in a header, and saying helpfully which one is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from datastation.fouten import BronFout


@dataclass(frozen=True)
class Kolomvraag:
    """The columns that a mapping wants of one table: those it must have and those it can do without."""

    verplicht: frozenset[str]
    optioneel: frozenset[str] = frozenset()

    @property
    def alle(self) -> frozenset[str]:
        """Every column that is looked for, asked or optional."""
        return self.verplicht | self.optioneel


@dataclass(frozen=True)
class Kolomplan:
    """Where the asked columns stand: names in source order, and for each its place in the header or None where it is absent."""

    namen: tuple[str, ...]
    plaatsen: tuple[int | None, ...]


def zoek_kolommen(kop: Sequence[str], vraag: Kolomvraag, waar: str) -> Kolomplan:
    """Match asked columns with a header: equal after trimming; an optional column that is absent is wholly null.

    Args:
        kop: header cells as they stand in the source.
        vraag: asked columns; with none asked the first column is taken, so that rows can be counted.
        waar: file and row of the header, for messages.

    Raises:
        BronFout: an asked column is missing or stands there twice.
    """
    schoon = [cel.strip() for cel in kop]
    for naam in sorted(vraag.alle):
        if schoon.count(naam) > 1:
            raise BronFout(f"Kolom {naam} staat er {schoon.count(naam)} keer.", waar=waar, herstel="Geef elke kolom een eigen naam.")
    ontbreekt = sorted(vraag.verplicht - set(schoon))
    if ontbreekt:
        raise _kolom_ontbreekt(ontbreekt, schoon, vraag, waar)
    paren = [(naam, plaats) for plaats, naam in enumerate(schoon) if naam in vraag.alle] or [(schoon[0] or "kolom1", 0)]
    afwezig = sorted(vraag.optioneel - set(schoon))
    return Kolomplan((*(n for n, _ in paren), *afwezig), (*(p for _, p in paren), *(None for _ in afwezig)))


def lijkt_op(naam: str, kandidaten: Sequence[str]) -> str | None:
    """The candidate that a reader probably meant, or None."""
    gelijk = [k for k in kandidaten if k.casefold() == naam.casefold()]
    dichtbij = gelijk or get_close_matches(naam, [k for k in kandidaten if k], n=1, cutoff=0.6)
    return dichtbij[0] if dichtbij else None


def _kolom_ontbreekt(ontbreekt: list[str], kop: list[str], vraag: Kolomvraag, waar: str) -> BronFout:
    wat = f"Kolom {ontbreekt[0]} ontbreekt." if len(ontbreekt) == 1 else f"Deze kolommen ontbreken: {', '.join(ontbreekt)}."
    # Where no asked column stands in the row it may be a person's record: then only another use of capitals is shown, not what is near.
    zeker = kop if vraag.alle & set(kop) else [cel for cel in kop if cel.casefold() in {naam.casefold() for naam in ontbreekt}]
    suggesties = [f"{lijkt} lijkt op {naam}" for naam in ontbreekt if (lijkt := lijkt_op(naam, zeker))]
    if suggesties:
        return BronFout(wat, waar=waar, herstel=f"Kolom {'; kolom '.join(suggesties)}. Hernoem de kolom, of pas de mapping aan.")
    if vraag.alle & set(kop):
        return BronFout(wat, waar=waar, herstel="Neem deze kolom op in de export, of pas de mapping aan.")
    # No column matches: this row may well be a person's record, so nothing of it is shown.
    herstel = (
        "Geen enkele gevraagde kolom staat in deze rij. Kijk of dit de rij met kolomnamen is (`koprij`) en of `scheidingsteken` klopt."
    )
    return BronFout(wat, waar=waar, herstel=herstel)
