"""An answer and what its companion tells of who is in it, as the table that disclosure control judges; and a decision as an answer again.

Pure: rows in, value out. What does not fit is refused and never passed on, since a table that is not what it says it is cannot be protected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from datastation.fouten import Geweigerd
from datastation.model import antwoord as model
from datastation.model.antwoord import Resultaat, Waarde
from datastation.onthulling import Beslissing, Cel, Kolom, Sleutel, Tabel, klasse_van
from datastation.uitwisselprofiel import INZENDER, VESTIGINGEN, Sleutelvorm, Vraag, Vraagstelling

VESTIGINGSNUMMER = "vestigingsnummer"  # the variable that says which vestigingen are asked
CODE = "_code"  # after the name of a measured column: the column that says how to read it
_PRECIES = Decimal("0.001")  # contributions come rounded at six decimals; their sum is compared at three

Rij = tuple[str, ...]
Bijdragen = dict[str, Decimal]


def sleutels_van(vraag: Vraag, vestigingen: Sequence[str]) -> tuple[Sleutel, ...]:
    """The key columns of a question, each with its closed list. Raises InstellingenFout."""
    assert vraag.tabel is not None, "a profile with rules has a table per question"
    uit = []
    for kolom in vraag.kolommen:
        if kolom.klasse == "sleutel":
            vorm = vraag.tabel.sleutels[kolom.naam]
            codes, ouders = vorm.lijst(vestigingen)
            uit.append(Sleutel(kolom.naam, codes, ouders, vorm.soort))
    return tuple(uit)


def kolommen_van(vraag: Vraag) -> tuple[Kolom, ...]:
    """The measured columns and the ratios of a question. Raises InstellingenFout."""
    assert vraag.tabel is not None, "a profile with rules has a table per question"
    vorm, uit = vraag.tabel, []
    for kolom in vraag.kolommen:
        klasse = klasse_van(kolom.naam, kolom.klasse)
        if klasse != "sleutel":
            maat, geheel = vorm.maten.get(kolom.naam, ""), vorm.deel_van.get(kolom.naam, "")
            uit.append(Kolom(kolom.naam, klasse, geleverd=kolom.naam not in vorm.niet_geleverd, maat=maat, deel_van=geheel))
    verhoudingen = [
        Kolom(v.naam, "verhouding", teller=v.teller, noemer=v.noemer, factor=v.factor, decimalen=v.decimalen) for v in vorm.verhoudingen
    ]
    return (*uit, *verhoudingen)


def maak_tabel(vraag: Vraag, resultaat: Resultaat, begeleidend: Resultaat, stelling: Vraagstelling, vestigingen: Sequence[str]) -> Tabel:
    """The table of an answer.

    Args:
        begeleidend: rows of the companion: one per smallest cell and contributor. vestigingen: all that the snapshot knows.

    Raises:
        Geweigerd: the answer, its companion and the declaration do not fit each other. InstellingenFout: the declaration does not fit itself.
    """
    assert vraag.tabel is not None, "a profile with rules has a table per question"
    sleutels, kolommen = sleutels_van(vraag, vestigingen), kolommen_van(vraag)
    gemeten = [k for k in kolommen if k.klasse != "verhouding"]
    rijen, bladen = _per_rij(resultaat, sleutels), _per_blad(begeleidend, sleutels)
    alle = list(product(*(s.codes for s in sleutels)))
    if not rijen.keys() | bladen.keys() <= set(alle):
        raise _past_niet("Een rij heeft een code die niet in de codelijst staat.")
    gevraagd = [_gevraagd(s, vraag.tabel.sleutels[s.naam], stelling) for s in sleutels]
    cellen: dict[tuple[Rij, str], Cel] = {}
    for rij in alle:
        onder = list(product(*(s.bladen(code) for s, code in zip(sleutels, rij, strict=True))))
        if onder != [rij] and rij in bladen:
            raise _past_niet("De begeleidende vraag geeft een totaal, en hoort alleen de kleinste cellen te geven.")
        if all(code in mag for code, mag in zip(rij, gevraagd, strict=True)):
            if rij in rijen:  # a row that is missing is refused by the table itself
                delen = [bladen[b] for b in onder if b in bladen]
                cellen |= {(rij, k.naam): _cel(k, rijen[rij][k.naam], delen) for k in gemeten}
        elif onder == [rij] and (rij in rijen or rij in bladen):
            raise _past_niet("De vraag geeft een rij die niet gevraagd is.")
        else:
            # So is a total over less than all it stands for: it would be called what it is not.
            cellen |= {(rij, k.naam): Cel(None, gevraagd=False) for k in gemeten}
    periode = stelling.periode
    bereik = periode.halfjaren if vraag.tabel.bereik == "periode" else (periode.einde.isoformat(),)
    return Tabel(sleutels, kolommen, cellen, frozenset(bereik))


def _gevraagd(sleutel: Sleutel, vorm: Sleutelvorm, stelling: Vraagstelling) -> frozenset[str]:
    """Codes that are asked: all of them, or those of the vestigingen that the parameters name and of totals over no other."""
    if vorm.codes != VESTIGINGEN or VESTIGINGSNUMMER not in stelling.waarden:
        return frozenset(sleutel.codes)
    genoemd = {str(term.python) for term in stelling.waarden[VESTIGINGSNUMMER]}
    return frozenset(code for code in sleutel.codes if genoemd.issuperset(sleutel.bladen(code)))


def _per_rij(resultaat: Resultaat, sleutels: Sequence[Sleutel]) -> dict[Rij, dict[str, Waarde]]:
    uit: dict[Rij, dict[str, Waarde]] = {}
    for waarden in _als_dict(resultaat):
        rij = _codes(waarden, sleutels)
        if rij in uit:
            raise _past_niet("De vraag geeft een rij twee keer.")
        uit[rij] = waarden
    return uit


def _per_blad(begeleidend: Resultaat, sleutels: Sequence[Sleutel]) -> dict[Rij, dict[str, Bijdragen]]:
    """Per smallest row, per measured column: who contributes how much. Nothing is no contribution."""
    uit: dict[Rij, dict[str, Bijdragen]] = {}
    gemeten = [k.naam for k in begeleidend.kolommen if k.klasse in ("telling", "grootte")]
    for waarden in _als_dict(begeleidend):
        wie = waarden[INZENDER]
        if not isinstance(wie, str):
            raise _past_niet("Een bijdrage is van niemand.")
        blad = uit.setdefault(_codes(waarden, sleutels), {})
        for naam in gemeten:
            bijdrage = _getal(waarden[naam])
            if bijdrage is None or bijdrage == 0:
                continue
            if bijdrage < 0:
                raise _past_niet("Een bijdrage is minder dan nul.")
            per = blad.setdefault(naam, {})
            per[wie] = per.get(wie, Decimal(0)) + bijdrage
    return uit


def _cel(kolom: Kolom, waarde: Waarde, delen: Sequence[Mapping[str, Bijdragen]]) -> Cel:
    bijdragen: Bijdragen = {}
    for deel in delen:
        for wie, hoeveel in deel.get(kolom.naam, {}).items():
            bijdragen[wie] = bijdragen.get(wie, Decimal(0)) + hoeveel
    if waarde is None:
        return Cel(None, frozenset(bijdragen))  # contributors to nothing: the table refuses them
    if isinstance(waarde, bool) or not isinstance(waarde, int | Decimal):
        raise _past_niet("Een gemeten kolom geeft iets anders dan een getal.")
    if kolom.klasse == "aantal":
        return Cel(waarde, frozenset(bijdragen))
    totaal, grootste = Decimal(waarde), sorted(bijdragen.values(), reverse=True)[:2]
    if abs(sum(bijdragen.values(), Decimal(0)) - totaal) > _PRECIES:
        raise _past_niet("Een omvang is niet de som van de bijdragen.")
    if sum(grootste, Decimal(0)) > totaal:  # rounded contributions can add up to a hair more than the sum that was rounded once
        grootste[-1] -= sum(grootste, Decimal(0)) - totaal
    return Cel(waarde, frozenset(bijdragen), tuple(grootste))


def _codes(waarden: Mapping[str, Waarde], sleutels: Sequence[Sleutel]) -> Rij:
    return tuple(str(waarden[s.naam]) for s in sleutels)


def _als_dict(resultaat: Resultaat) -> list[dict[str, Waarde]]:
    namen = [k.naam for k in resultaat.kolommen]
    return [dict(zip(namen, rij, strict=True)) for rij in resultaat.rijen]


def _getal(waarde: Waarde) -> Decimal | None:
    if waarde is None:
        return None
    if isinstance(waarde, bool) or not isinstance(waarde, int | Decimal):
        raise _past_niet("Een bijdrage is geen getal.")
    return Decimal(waarde)


def _past_niet(wat: str) -> Geweigerd:
    # Never the row or its code: what an answer holds against its declaration may be about a person.
    return Geweigerd(wat, waar="antwoord en begeleidende vraag", herstel="Meld dit: het profiel en zijn vragen passen niet bij elkaar.")


def als_resultaat(vraag: Vraag, resultaat: Resultaat, beslissing: Beslissing) -> Resultaat:
    """What leaves: every row of the code lists, and after each measured column one that says how to read it (`onthulling.Code`)."""
    assert vraag.tabel is not None, "a profile with rules has a table per question"
    bekend = {k.naam: k for k in resultaat.kolommen}
    for v in vraag.tabel.verhoudingen:
        bekend[v.naam] = model.Kolom(v.naam, "verhouding", "decimaal", v.titel)
    kolommen = [bekend[naam] for naam in beslissing.sleutels]
    for naam in beslissing.kolommen:
        titel = bekend[naam].titel or naam
        kolommen += [bekend[naam], model.Kolom(naam + CODE, "kenmerk", "tekst", f"{titel}: code")]
    rijen: dict[Rij, list[Waarde]] = {}
    for (rij, _), uitkomst in beslissing.uitkomsten.items():  # row by row, columns in order
        rijen.setdefault(rij, list(rij)).extend((uitkomst.waarde, uitkomst.code.value))
    return replace(resultaat, kolommen=tuple(kolommen), rijen=tuple(tuple(r) for r in rijen.values())).gesorteerd()


def berekend(tabel: Tabel, rij: Rij, kolom: str) -> str:
    """A cell as it was computed, for the release screen."""
    declaratie = tabel.kolom(kolom)
    namen = (declaratie.teller, declaratie.noemer) if declaratie.klasse == "verhouding" else (kolom,)
    waarden = [tabel.cellen[rij, naam].waarde for naam in namen]
    return " / ".join("" if w is None else f"{w:f}" if isinstance(w, Decimal) else str(w) for w in waarden)


def niets(sleutels: Sequence[Sleutel], kolommen: Sequence[Kolom]) -> dict[tuple[Rij, str], Cel]:
    """The cells of a table in which nothing is asked: shows whether a declaration fits itself."""
    rijen = product(*(s.codes for s in sleutels))
    return {(rij, k.naam): Cel(None, gevraagd=False) for rij in rijen for k in kolommen if k.klasse != "verhouding"}
