"""From what a person types to typed terms (decision 9): half-years and years expand here, outside SPARQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from datastation.fouten import GebruiksFout
from datastation.model.periode import Periode
from datastation.model.term import Literaal, Term, term_van
from datastation.uitwisselprofiel.profiel import Parameter, Profiel


@dataclass(frozen=True)
class Vraagstelling:
    """A profile with its parameters filled in.

    Attributes:
        teksten: as given, in profile order; stands in the answer.
        waarden: per SPARQL variable its terms; every one is always bound.
        onvolledig: the facts do not reach to the end of the period.
    """

    teksten: Mapping[str, str]
    periode: Periode
    waarden: Mapping[str, Sequence[Term]]
    onvolledig: bool = False


def stel(
    profiel: Profiel, teksten: Mapping[str, str], *, gegevens_tot: date, vestigingen: Sequence[str], onvolledig_mag: bool = False
) -> Vraagstelling:
    """Check the parameters of a profile and turn them into terms.

    Args:
        teksten: parameter name = text, as typed.
        gegevens_tot: the last day that the facts cover.
        vestigingen: all known vestigingsnummers; an absent `vestiging` stands for them all.
        onvolledig_mag: answer also where the period ends after `gegevens_tot`, marked as incomplete.

    Raises:
        GebruiksFout: a parameter is unknown, missing or malformed, a vestiging is unknown, or the period reaches beyond the facts.
    """
    onbekend = sorted(set(teksten) - set(profiel.parameters))
    if onbekend:
        raise GebruiksFout(f"{profiel.naam} kent geen parameter {onbekend[0]}.", waar=f"--param {onbekend[0]}", herstel=_uitleg(profiel))
    for naam, parameter in profiel.parameters.items():
        if parameter.verplicht and naam not in teksten:
            raise GebruiksFout(f"De parameter {naam} ontbreekt.", waar=f"--param {naam}", herstel=_uitleg(profiel))
    waarden: dict[str, Sequence[Term]] = {}
    periode: Periode | None = None
    for naam, parameter in profiel.parameters.items():
        if parameter.soort == "vestigingsnummer":
            waarden["vestigingsnummer"] = _vestigingen(naam, teksten.get(naam), vestigingen)
        else:
            periode = _periode(naam, parameter, teksten[naam])
            waarden |= termen_van(periode)
    assert periode is not None, "every profile asks about a period; tests/repository checks it"
    onvolledig = periode.einde > gegevens_tot
    if onvolledig and (not onvolledig_mag or periode.begin > gegevens_tot):
        raise GebruiksFout(
            f"De gegevens lopen tot en met {gegevens_tot:%d-%m-%Y}; {periode.naam} eindigt op {periode.einde:%d-%m-%Y}.",
            waar=f"periode {periode.naam}",
            herstel="Ververs met nieuwere gegevens, of vraag een eerdere periode."
            + ("" if periode.begin > gegevens_tot else " Met --onvolledig krijgt u een antwoord dat als onvolledig is gemerkt."),
        )
    gegeven = {naam: teksten[naam] for naam in profiel.parameters if naam in teksten}
    return Vraagstelling(gegeven, periode, waarden, onvolledig)


def termen_van(periode: Periode) -> dict[str, tuple[Term, ...]]:
    """What a period fills in: per SPARQL variable its terms, the period before it included."""
    vorige = periode.vorige
    return {
        "begin": (term_van(periode.begin),),
        "einde": (term_van(periode.einde),),
        "halfjaar": tuple(Literaal(naam) for naam in periode.halfjaren),
        "begin_vorig": (term_van(vorige.begin),),
        "einde_vorig": (term_van(vorige.einde),),
        "halfjaar_vorig": tuple(Literaal(naam) for naam in vorige.halfjaren),
    }


def _periode(naam: str, parameter: Parameter, tekst: str) -> Periode:
    voorbeeld = "2026-H1" if parameter.soort == "halfjaar" else "2026"
    try:
        periode = Periode.uit_tekst(tekst)
    except ValueError:
        periode = None
    if periode is None or periode.is_halfjaar != (parameter.soort == "halfjaar"):
        soort = "halfjaar" if parameter.soort == "halfjaar" else "jaar"
        raise GebruiksFout(
            f"De parameter {naam} is geen {soort}.", waar=f"--param {naam}", herstel=f"Bijvoorbeeld: --param {naam}={voorbeeld}"
        )
    return periode


def _vestigingen(naam: str, tekst: str | None, bekend: Sequence[str]) -> Sequence[Term]:
    if tekst is None:
        return tuple(Literaal(nummer) for nummer in sorted(bekend))
    if not re.fullmatch(r"[0-9]{12}", tekst):
        raise GebruiksFout(
            f"De parameter {naam} is geen vestigingsnummer.",
            waar=f"--param {naam}",
            herstel="Een vestigingsnummer is twaalf cijfers, ook de nullen vooraan.",
        )
    if tekst not in bekend:
        raise GebruiksFout(
            f"Vestiging {tekst} staat niet in de gegevens.",
            waar=f"--param {naam}",
            herstel="Bekend zijn: " + (", ".join(sorted(bekend)) or "geen"),
        )
    return (Literaal(tekst),)


def _uitleg(profiel: Profiel) -> str:
    delen = [f"{naam} ({p.titel}{'' if p.verplicht else '; mag weg'})" for naam, p in profiel.parameters.items()]
    return "Parameters zijn: " + ", ".join(delen)
