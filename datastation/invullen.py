"""From what an asker writes to what the gate judges: the parameters of a profile as variables of its questions, each with its closed list.

A profile speaks of ``periode=2026-H1``; its questions speak of ``?begin``, ``?einde`` and ``?halfjaar``. Both directions of that translation stand
here, so that what is registered and what is asked cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from datastation import poort
from datastation.beantwoorden import parameters_van
from datastation.fouten import InstellingenFout
from datastation.model.periode import Periode
from datastation.model.term import Literaal, Term
from datastation.onthulling import lees_onthulling
from datastation.poort import Profielversie, Vraagverwijzing, sha256_van
from datastation.uitwisselprofiel import Parameter, Profiel, termen_van
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, RDF, SH, XSD

# Periods that may be asked about. They stand in the published description of the parameters: another range is another description.
JAREN = range(2020, 2036)
LIJST_VESTIGINGEN = "vestigingen"  # the list that whoever asks `poort.beslis` hands in
VOORBEELD = {"halfjaar": "2026-H1", "jaar": "2025", "vestigingsnummer": "000000000001"}
VESTIGINGSNUMMER = "^[0-9]{12}$"
_ONBEKEND = "onbekend:"  # no SPARQL variable can be called this


@dataclass(frozen=True)
class Invulling:
    """What an asker filled in, as the gate judges it.

    Attributes:
        parameters: per SPARQL variable its terms; what the asker left out is absent. periode: first and last day that they ask about.
    """

    parameters: Mapping[str, tuple[Term, ...]]
    periode: tuple[date, date] | None


def profielversie(profiel: Profiel) -> Profielversie:
    """The facts of a profile that the gate needs.

    Raises:
        InstellingenFout: its rules for disclosure are wrong.
    """
    grafen = frozenset({GRAAF_IDENTIFICATIE}) if "identificatie" in profiel.grafen else frozenset[str]()
    regels = lees_onthulling(profiel.onthulling).naam
    return Profielversie(profiel.id, profiel.versie, profiel.geldig_van, profiel.geldig_tot, regels, profiel.vrijgave, grafen=grafen)


def verwijzing(profiel: Profiel, nr: str) -> Vraagverwijzing:
    """How a request names a question of a profile.

    Raises:
        GebruiksFout: the profile has no such question.
    """
    return Vraagverwijzing(profiel.id, profiel.versie, profiel.vraag(nr).sha256, sha256_van(parametervorm(profiel)))


def vul_in(profiel: Profiel, nr: str, teksten: Mapping[str, str]) -> Invulling:
    """Parameters as an asker writes them, as the terms that the gate judges and that run.

    Nothing is refused here: what is unknown, malformed or out of range gets a form that `poort.beslis` refuses with its reason. A parameter of the
    profile that this question does not use is left out.

    Raises:
        GebruiksFout: the profile has no such question.
    """
    nodig = parameters_van(profiel.tekst(profiel.vraag(nr)))
    waarden: dict[str, tuple[Term, ...]] = {}
    periode: tuple[date, date] | None = None
    for naam, tekst in teksten.items():
        parameter = profiel.parameters.get(naam)
        if parameter is None:
            waarden[_ONBEKEND + naam] = (_tekst(tekst),)
        elif parameter.soort == "vestigingsnummer":
            waarden["vestigingsnummer"] = (_tekst(tekst),)
        elif (gelezen := _periode(parameter, tekst)) is None:
            # Text where a day belongs: the wrong kind of value.
            waarden |= dict.fromkeys(_variabelen(parameter), (_tekst(tekst),))
        else:
            waarden |= termen_van(gelezen)
            periode = (gelezen.begin, gelezen.einde)
    return Invulling({n: t for n, t in waarden.items() if n in nodig or n.startswith(_ONBEKEND)}, periode)


def proefwaarden(parameters: Mapping[str, Parameter], vestigingen: Sequence[str]) -> dict[str, tuple[Term, ...]]:
    """Values to try a question with: one example period, and every vestiging."""
    uit: dict[str, tuple[Term, ...]] = {}
    for parameter in parameters.values():
        if parameter.soort == "vestigingsnummer":
            uit["vestigingsnummer"] = tuple(Literaal(nummer) for nummer in sorted(vestigingen))
        else:
            uit |= termen_van(Periode.uit_tekst(VOORBEELD[parameter.soort]))
    return uit


def parameters_voor(parameters: Mapping[str, Parameter], tekst: str, waar: str) -> tuple[poort.Parameter, ...]:
    """The variables on the header line of a question, each with its closed list.

    Args:
        parameters: of the profile. waar: what the question belongs to, for the message.

    Raises:
        InstellingenFout: the header names a variable that none of the parameters fills in.
    """
    aanbod = {p.naam: p for soort in parameters.values() for p in _aanbod(soort)}
    namen = parameters_van(tekst)
    if vreemd := [naam for naam in namen if naam not in aanbod]:
        raise InstellingenFout(
            f"Een vraag noemt een parameter die het profiel niet invult: ?{vreemd[0]}.",
            waar=waar,
            herstel="Invullen kan: " + (", ".join(f"?{naam}" for naam in sorted(aanbod)) or "niets") + ".",
        )
    return tuple(aanbod[naam] for naam in namen)


def parametervorm(profiel: Profiel) -> bytes:
    """The parameters of a profile as SHACL, in Turtle: always the same bytes for the same profile version. Their sha256 is registered.

    Shaped after the parameter shapes that KIK-V publishes with its profiles: one target class, one property per parameter.
    """
    ruimte = f"https://w3id.org/datastation/profiel/{profiel.id}/{profiel.versie}#"
    regels = [
        f"@prefix p: <{ruimte}> .",
        f"@prefix rdf: <{RDF}> .",
        f"@prefix sh: <{SH}> .",
        f"@prefix xsd: <{XSD}> .",
        "",
        "p:ParametersShape a sh:NodeShape ;",
        "  sh:targetClass p:Parameters ;",
        "  sh:closed true ;",
        "  sh:ignoredProperties ( rdf:type ) ;",
    ]
    for volgnummer, (naam, parameter) in enumerate(profiel.parameters.items(), 1):
        regels += [
            "  sh:property [",
            f"    sh:path p:{naam} ;",
            f"    sh:order {volgnummer} ;",
            f"    sh:name {Literaal(parameter.titel, taal='nl').sparql} ;",
            f"    sh:minCount {int(parameter.verplicht)} ;",
            "    sh:maxCount 1 ;",
            *(f"    {regel} ;" for regel in _vorm(parameter)),
            "  ] ;",
        ]
    return ("\n".join(regels).removesuffix(" ;") + " .\n").encode()


def _vorm(parameter: Parameter) -> tuple[str, ...]:
    if parameter.soort == "vestigingsnummer":
        return "sh:datatype xsd:string", f"sh:pattern {Literaal(VESTIGINGSNUMMER).sparql}"
    if parameter.soort == "jaar":
        return "sh:datatype xsd:gYear", "sh:in ( " + " ".join(f'"{p.naam}"^^xsd:gYear' for p in _perioden("jaar")) + " )"
    return "sh:datatype xsd:string", "sh:in ( " + " ".join(f'"{p.naam}"' for p in _perioden("halfjaar")) + " )"


def _perioden(soort: str) -> tuple[Periode, ...]:
    namen = [f"{jaar}-H{helft}" for jaar in JAREN for helft in (1, 2)] if soort == "halfjaar" else [str(jaar) for jaar in JAREN]
    return tuple(Periode.uit_tekst(naam) for naam in namen)


@lru_cache(maxsize=16)
def _termen_van_soort(soort: str) -> Mapping[str, tuple[tuple[Term, ...], ...]]:
    """Per variable the values of each period that may be asked about."""
    alle = [termen_van(periode) for periode in _perioden(soort)]
    return {naam: tuple(termen[naam] for termen in alle) for naam in alle[0]}


def _variabelen(parameter: Parameter) -> tuple[str, ...]:
    return tuple(_termen_van_soort(parameter.soort))


def _aanbod(parameter: Parameter) -> tuple[poort.Parameter, ...]:
    """What a parameter of a profile fills in."""
    voorbeeld = VOORBEELD[parameter.soort]
    if parameter.soort == "vestigingsnummer":
        # Left out it stands for every vestiging: the question must take more than one.
        een = poort.Parameter(
            "vestigingsnummer", Literaal(voorbeeld), lijst=LIJST_VESTIGINGEN, verplicht=parameter.verplicht, meervoud=True
        )
        return (een,)
    eerste = termen_van(Periode.uit_tekst(voorbeeld))
    return tuple(
        poort.Parameter(
            naam,
            eerste[naam][0],
            tuple(dict.fromkeys(term for termen in lijst for term in termen)),
            verplicht=parameter.verplicht,
            meervoud=any(len(termen) > 1 for termen in lijst),
        )
        for naam, lijst in _termen_van_soort(parameter.soort).items()
    )


def _periode(parameter: Parameter, tekst: str) -> Periode | None:
    try:
        periode = Periode.uit_tekst(tekst)
    except ValueError:
        return None
    return periode if periode.is_halfjaar == (parameter.soort == "halfjaar") else None


def _tekst(tekst: str) -> Literaal:
    # Half a surrogate is no text; what stands in its place is on no list either.
    return Literaal(tekst.encode("utf-8", "replace").decode())
