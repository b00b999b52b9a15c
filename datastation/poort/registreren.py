"""The gate for a new question: from a text that somebody offers to a registration, or to a report that says why not (trust.md 7.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datastation.fouten import Geweigerd
from datastation.model.antwoord import Kolomklasse
from datastation.poort.aftasten import Bezwaar, lees_bytes, tast_af
from datastation.poort.lezersproces import LezerGevallen, Lezersproces, LezerTeTraag
from datastation.poort.nalopen import PADEN, Nagelopen, loop_na, woorden
from datastation.poort.reden import Keurreden
from datastation.poort.register import Parameter, Profielversie, Registratie, sha256_van
from datastation.sparql.bind import plaats
from datastation.sparql.boom import Vraag
from datastation.sparql.lexer import lex, ontvlucht_unicode

_KOP = re.compile(r"^#\s*Parameters:(.*)$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Keuringsverslag:
    """What the gate found: for people (`tekst`) and for machines (the fields).

    Attributes:
        registratie: None where the question was refused.
        bezwaren: why; empty where it was not. aandacht: what a person should weigh before the question is put to use.
        herschrijvingen: what the guard changes before the engine reads it (the registered text stays as it is).
        kolommen: of the answer. eigenschappen: what it reads by, IRIs of properties and classes; klassen: the classes among them.
    """

    profiel: str
    nr: str
    sha256: str
    registratie: Registratie | None
    bezwaren: tuple[Bezwaar, ...]
    aandacht: tuple[str, ...] = ()
    herschrijvingen: tuple[str, ...] = ()
    vorm: str = ""
    kolommen: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    eigenschappen: tuple[str, ...] = ()
    klassen: tuple[str, ...] = ()

    @property
    def aangenomen(self) -> bool:
        """Whether the question may be registered."""
        return self.registratie is not None

    @property
    def redenen(self) -> tuple[Keurreden, ...]:
        """Codes of the objections, each once, in order."""
        return tuple(dict.fromkeys(b.reden for b in self.bezwaren))

    def tekst(self) -> str:
        """The report in plain Dutch."""
        regels = [f"Vraag {self.nr} van {self.profiel}", f"Controlegetal (sha256): {self.sha256}", ""]
        regels.append("De poort laat de vraag door." if self.aangenomen else "De vraag is geweigerd.")
        regels += _lijst(
            "Waarom niet:", [f"{b.wat} ({', '.join(filter(None, (b.waar, b.reden)))}) {b.herstel}".rstrip() for b in self.bezwaren]
        )
        if self.vorm:
            regels += ["", f"Soort vraag: {self.vorm}."]
            regels += _lijst("Kolommen van het antwoord:", self.kolommen)
            regels += _lijst("De vrager vult in:", self.parameters)
            regels += _lijst("De vraag leest deze eigenschappen en begrippen:", self.eigenschappen)
        regels += _lijst("Het station herschrijft voor de motor, zonder dat de uitkomst verandert:", self.herschrijvingen)
        regels += _lijst("Let op:", self.aandacht)
        return "\n".join(regels) + "\n"


def _lijst(kop: str, delen: Sequence[str]) -> list[str]:
    return ["", kop, *(f"- {deel}" for deel in delen)] if delen else []


def registreer(
    ruw: bytes | str,
    *,
    profiel: Profielversie,
    nr: str,
    parameters: Sequence[Parameter],
    kolommen: Mapping[str, Kolomklasse],
    parametervorm: bytes,
    paden: frozenset[str] = PADEN,
    lezers: Lezersproces | None = None,
) -> Keuringsverslag:
    """Put a question through the gate.

    Args:
        ruw: the text as published; its hash is over exactly these bytes.
        kolommen: the columns of the answer that the profile declares, each with its class.
        parametervorm: the published description of the parameters (SHACL), of which the hash is registered.
        paden: predicates over which ``*`` and ``+`` may go.
        lezers: a warm process of parsers; None = one of our own.

    Never raises for what the text holds: a text that is no question gives a report with objections.

    Raises:
        MotorFout: the process of parsers does not start.
    """
    sha256 = sha256_van(ruw)
    namen = tuple(f"?{p.naam}" for p in parameters)

    def geweigerd(bezwaren: Sequence[Bezwaar]) -> Keuringsverslag:
        return Keuringsverslag(profiel.naam, nr, sha256, None, tuple(bezwaren), parameters=namen)

    tekst = lees_bytes(ruw)
    if isinstance(tekst, Bezwaar):
        return geweigerd([tekst])
    if bezwaren := tast_af(tekst):
        return geweigerd(bezwaren)
    gezien = woorden(tekst)
    vormen = frozenset(("SELECT", "ASK", *(("CONSTRUCT",) if profiel.construct_mag else ())))
    gevuld, fout = _gevuld(tekst, parameters)
    open_namen = frozenset(p.naam for p in parameters) if fout else frozenset()
    nagelopen = loop_na(gevuld[-1], namen=open_namen, vormen=vormen, grafen=profiel.grafen, paden=paden)
    # What cannot be read is not worth a second objection when a forbidden word says why.
    alles = [*gezien, *(fout if nagelopen.vraag else ()), *(nagelopen.bezwaren if nagelopen.vraag or not gezien else ())]
    if nagelopen.vraag is not None:
        alles += [*_kop(tekst, parameters), *_kolommen(nagelopen.vraag, kolommen)]
    if alles or nagelopen.vraag is None:
        return geweigerd(tuple(dict.fromkeys(alles)))
    oordeel = _lezers(tekst, gevuld, nagelopen.vraag, lezers)
    if isinstance(oordeel, Bezwaar):
        return geweigerd([oordeel])
    return _aangenomen(tekst, profiel, nr, parameters, kolommen, parametervorm, nagelopen, oordeel)


def _aangenomen(
    tekst: str,
    profiel: Profielversie,
    nr: str,
    parameters: Sequence[Parameter],
    kolommen: Mapping[str, Kolomklasse],
    parametervorm: bytes,
    nagelopen: Nagelopen,
    herschrijvingen: tuple[str, ...],
) -> Keuringsverslag:
    assert nagelopen.vraag is not None
    sha256 = sha256_van(tekst)
    registratie = Registratie(profiel, nr, tekst, sha256, tuple(parameters), sha256_van(parametervorm), dict(kolommen), nagelopen.aandacht)
    return Keuringsverslag(
        profiel.naam,
        nr,
        sha256,
        registratie,
        (),
        nagelopen.aandacht,
        herschrijvingen,
        nagelopen.vraag.vorm,
        _geprojecteerd(nagelopen.vraag),
        tuple(f"?{p.naam}" for p in parameters),
        nagelopen.eigenschappen,
        nagelopen.klassen,
    )


def _gevuld(tekst: str, parameters: Sequence[Parameter]) -> tuple[list[str], list[Bezwaar]]:
    """The text with trial values in it, one value each and then as many as each takes; or the text itself and why that fails."""
    try:
        enkel = plaats(tekst, {p.naam: p.proef[:1] for p in parameters})
        meer = plaats(tekst, {p.naam: p.proef for p in parameters})
    except Geweigerd as fout:
        return [tekst], [Bezwaar.uit(Keurreden.PARAMETER, fout)]
    return list(dict.fromkeys((meer, enkel))), []


def _kop(tekst: str, parameters: Sequence[Parameter]) -> list[Bezwaar]:
    """KIK-V's header names the parameters; what it says and what is declared are the same."""
    kop = _KOP.search(tekst)
    if kop is None or set(re.findall(r"\?(\w+)", kop[1])) == {p.naam for p in parameters}:
        return []
    return [
        Bezwaar(Keurreden.KOP, "De kop noemt andere parameters dan er gedeclareerd zijn.", "de regel # Parameters:", "Maak beide gelijk.")
    ]


def _geprojecteerd(vraag: Vraag) -> tuple[str, ...]:
    if vraag.vorm == "SELECT":
        return tuple(k.var.naam for k in vraag.hoofd.kolommen if k.var)
    return ("antwoord",) if vraag.vorm == "ASK" else ("subject", "predicate", "object")


def _kolommen(vraag: Vraag, kolommen: Mapping[str, Kolomklasse]) -> list[Bezwaar]:
    """Every column that leaves has a class, and every class has its column."""
    if set(_geprojecteerd(vraag)) == set(kolommen):
        return []
    return [Bezwaar(Keurreden.KOLOMMEN, "De kolommen van de vraag zijn niet die van het profiel.", "de kop van de vraag",
                    "Geef elke kolom in het profiel haar klasse, of haal haar uit de vraag.")]  # fmt: skip


def _lezers(tekst: str, gevuld: Sequence[str], vraag: Vraag, lezers: Lezersproces | None) -> tuple[str, ...] | Bezwaar:
    """Let the other parsers read it too; they must see what our own reader saw. Returns the rewrites."""
    proces = lezers or Lezersproces()
    try:
        oordeel = proces.lees(tekst, gevuld)
    except LezerTeTraag:
        return Bezwaar(
            Keurreden.LEZER_TE_TRAAG,
            f"Een lezer was na {proces.wandtijd:g} seconden niet klaar.",
            "de hele vraag",
            "Vereenvoudig de vraag.",
        )
    except LezerGevallen:
        return Bezwaar(Keurreden.LEZER_GEVALLEN, "Een lezer viel om op deze vraag.", "de hele vraag", "Vereenvoudig de vraag.")
    finally:
        if lezers is None:
            proces.sluit()
    if "fout" in oordeel:
        return Bezwaar(
            Keurreden.LEZERS_ONEENS, "Niet elke lezer leest deze vraag.", oordeel["fout"], "Schrijf de vraag in gewone SPARQL 1.1."
        )
    eigen = {t.tekst[1:] for t in lex(ontvlucht_unicode(tekst)) if t.soort == "var"}
    if oordeel["verboden"] or oordeel["vorm"] != vraag.vorm or set(oordeel["variabelen"]) != eigen:
        return Bezwaar(Keurreden.LEZERS_ONEENS, "De lezers lezen niet dezelfde vraag.", "de hele vraag", "Schrijf de vraag eenvoudiger op.")
    return tuple(oordeel["herschrijvingen"])
