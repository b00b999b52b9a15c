"""The story *what is registered*: exchange profiles become the registrations by which the gate knows a question, and nothing else does.

A profile speaks of ``periode=2026-H1``; its questions speak of ``?begin``, ``?einde`` and ``?halfjaar``. The gate judges the variables, each
against a closed list. Both directions of that translation stand here, so that what is registered and what is asked cannot drift apart.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue

import orjson

from datastation import besloten, poort
from datastation.beantwoorden import parameters_van
from datastation.fouten import InstellingenFout
from datastation.instellingen import Station
from datastation.model.periode import Periode
from datastation.model.term import Literaal, Term
from datastation.poort import Keuringsverslag, Lezersproces, Profielversie, Register, Registratie, Vraagverwijzing
from datastation.poort.register import sha256_van
from datastation.uitwisselprofiel import Parameter, Profiel, Vraag, termen_van
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, RDF, SH, XSD

# Periods that may be asked about. They stand in the published description of the parameters: another range is another description.
JAREN = range(2020, 2036)
LIJST_VESTIGINGEN = "vestigingen"  # the list that whoever asks `poort.beslis` hands in
VOORBEELD = {"halfjaar": "2026-H1", "jaar": "2025", "vestigingsnummer": "000000000001"}
VESTIGINGSNUMMER = "^[0-9]{12}$"
_LEZERS = 2
_KAS = "keuringen.json"
_ONBEKEND = "onbekend:"  # no SPARQL variable can be called this


@dataclass(frozen=True)
class Invulling:
    """What an asker filled in, as the gate judges it.

    Attributes:
        parameters: per SPARQL variable its terms; what the asker left out is absent. periode: first and last day that they ask about.
    """

    parameters: Mapping[str, tuple[Term, ...]]
    periode: tuple[date, date] | None


def registreer_profielen(profielen: Iterable[Profiel], *, kas: Path | None = None) -> Register:
    """All questions of some profiles, each through the gate.

    Args:
        kas: folder that remembers which texts passed which gate (`kas_van`); None = look at every text again. What it holds is used only
            where profile, text and the gate's own code are byte for byte what they were; text and hashes never come from it.

    Raises:
        InstellingenFout: a question does not pass, names the question and why; a text is missing or not the published one.
        MotorFout: the process of parsers does not start.
    """
    gekozen = [(profiel, vraag) for profiel in profielen for vraag in profiel.vragen]
    onthouden = {} if kas is None else _lees_kas(kas)
    sleutels = [_sleutel(profiel, vraag) for profiel, vraag in gekozen]
    nieuw = [paar for paar, sleutel in zip(gekozen, sleutels, strict=True) if sleutel not in onthouden]
    verslagen = {(v.profiel, v.nr): v for v in _keur_alle(nieuw)}
    registraties = []
    for (profiel, vraag), sleutel in zip(gekozen, sleutels, strict=True):
        if sleutel not in onthouden:
            onthouden[sleutel] = _aangenomen(verslagen[profiel.naam, vraag.nr]).bevindingen
        registraties.append(_registratie(profiel, vraag, onthouden[sleutel]))
    if kas is not None and nieuw:
        _schrijf_kas(kas, {sleutel: onthouden[sleutel] for sleutel in sleutels})
    return Register(tuple(registraties))


def kas_van(station: Station) -> Path:
    """Where a station remembers what passed the gate."""
    return station.map / "register"


def keur_profielen(profielen: Iterable[Profiel]) -> tuple[Keuringsverslag, ...]:
    """What the gate says of every question of some profiles, refused ones included; nothing is remembered."""
    return tuple(_keur_alle([(profiel, vraag) for profiel in profielen for vraag in profiel.vragen]))


def profielversie(profiel: Profiel) -> Profielversie:
    """The facts of a profile that the gate needs."""
    grafen = frozenset({GRAAF_IDENTIFICATIE}) if "identificatie" in profiel.grafen else frozenset[str]()
    return Profielversie(
        profiel.id, profiel.versie, profiel.geldig_van, profiel.geldig_tot, profiel.onthulling, profiel.vrijgave, grafen=grafen
    )


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


def parameters_voor(profiel: Profiel, tekst: str) -> tuple[poort.Parameter, ...]:
    """The variables on the header line of a question, each with its closed list.

    Raises:
        InstellingenFout: the header names a variable that no parameter of the profile fills in.
    """
    aanbod = {p.naam: p for soort in profiel.parameters.values() for p in _aanbod(soort)}
    namen = parameters_van(tekst)
    if vreemd := [naam for naam in namen if naam not in aanbod]:
        raise InstellingenFout(
            f"Een vraag noemt een parameter die het profiel niet invult: ?{vreemd[0]}.",
            waar=profiel.naam,
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


def _registratie(profiel: Profiel, vraag: Vraag, bevindingen: tuple[str, ...]) -> Registratie:
    tekst = profiel.tekst(vraag)
    return Registratie(
        profielversie(profiel),
        vraag.nr,
        tekst,
        vraag.sha256,
        parameters_voor(profiel, tekst),
        sha256_van(parametervorm(profiel)),
        {k.naam: k.klasse for k in vraag.kolommen},
        bevindingen,
    )


def _keur_alle(gekozen: Sequence[tuple[Profiel, Vraag]]) -> list[Keuringsverslag]:
    """Each question before the gate; two processes of parsers share the work."""
    if not gekozen:
        return []
    aantal = min(_LEZERS, len(gekozen))
    with contextlib.ExitStack() as stapel:
        vrij: SimpleQueue[Lezersproces] = SimpleQueue()
        for _ in range(aantal):
            vrij.put(stapel.enter_context(Lezersproces()))
        # Entered last, so ended first: no thread uses a process that is gone.
        draden = stapel.enter_context(ThreadPoolExecutor(aantal))

        def keur(paar: tuple[Profiel, Vraag]) -> Keuringsverslag:
            lezers = vrij.get()
            try:
                return _keur(*paar, lezers)
            finally:
                vrij.put(lezers)

        return list(draden.map(keur, gekozen))


def _keur(profiel: Profiel, vraag: Vraag, lezers: Lezersproces) -> Keuringsverslag:
    tekst = profiel.tekst(vraag)
    return poort.registreer(
        tekst.encode(),
        profiel=profielversie(profiel),
        nr=vraag.nr,
        parameters=parameters_voor(profiel, tekst),
        kolommen={k.naam: k.klasse for k in vraag.kolommen},
        parametervorm=parametervorm(profiel),
        lezers=lezers,
    )


def _aangenomen(verslag: Keuringsverslag) -> Registratie:
    if verslag.registratie is None:
        waarom = "\n".join(f"  {b.wat} ({b.waar})" for b in verslag.bezwaren)
        raise InstellingenFout(
            f"Vraag {verslag.nr} van {verslag.profiel} komt niet door de poort.",
            waar=f"{verslag.profiel}\n{waarom}",
            herstel="Neem het profiel niet op, of vraag de beheerorganisatie om een verbeterde versie.",
        )
    return verslag.registratie


# What passed the gate, remembered.


def _sleutel(profiel: Profiel, vraag: Vraag) -> str:
    """Everything that the gate's verdict follows from, as one hash."""
    delen = (_poortcode(), profiel.naam, profiel.model_dump_json(), vraag.nr, profiel.tekst(vraag))
    return hashlib.sha256(orjson.dumps(delen)).hexdigest()


@lru_cache(maxsize=1)
def _poortcode() -> str:
    """Hash of the gate itself: its code, and the parsers of others that it asks."""
    hier = Path(str(resources.files("datastation")))
    hash = hashlib.sha256("\n".join(f"{naam} {version(naam)}" for naam in ("pyoxigraph", "rdflib")).encode())
    mappen = ("model", "poort", "sparql", "uitwisselprofiel")
    for pad in sorted([*(p for m in mappen for p in (hier / m).rglob("*.py")), *hier.glob("*.py")]):
        hash.update(b"\0" + str(pad.relative_to(hier)).encode() + b"\0" + pad.read_bytes())
    return hash.hexdigest()


def _lees_kas(kas: Path) -> dict[str, tuple[str, ...]]:
    """Remarks per key. What cannot be read is not remembered: the gate looks again."""
    try:
        inhoud = orjson.loads((kas / _KAS).read_bytes())
        return {str(sleutel): tuple(map(str, regels)) for sleutel, regels in inhoud["keuringen"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _schrijf_kas(kas: Path, keuringen: Mapping[str, tuple[str, ...]]) -> None:
    inhoud = orjson.dumps({"keuringen": keuringen}, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    # Where nothing can be written the gate looks again the next time; that is slower, and no less safe.
    with contextlib.suppress(OSError):
        besloten.maak_map(kas)
        tijdelijk = kas / f".{_KAS}.{os.getpid()}"
        besloten.schrijf(tijdelijk, inhoud)
        tijdelijk.replace(kas / _KAS)
