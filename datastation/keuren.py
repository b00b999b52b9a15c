"""The story *admit a question*: what the gate says of a text, and what that text does when it runs, tried on an organisation that does not exist.

The gate reads; it cannot see that a question is too heavy, gives other things than it declares, or gives something else each time. So a question that
passes is run once more than it will be trusted: twice, by the same worker as later, on a small synthetic snapshot.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from queue import SimpleQueue

from datastation import invullen, poort
from datastation.beantwoorden import VESTIGINGEN, als_resultaat
from datastation.fouten import Geweigerd, GrensBereikt, MotorFout
from datastation.model.antwoord import Kolom
from datastation.model.term import XSD_DATE, Iri, Knoop, Literaal, Term
from datastation.poort import Keuringsverslag, Lezersproces, Profielversie
from datastation.proef import CLIENTEN, proefopname
from datastation.sparql.bind import plaats
from datastation.store.werker import Grenzen, Tabelantwoord, Werker
from datastation.uitwisselprofiel import KolomBeschrijving, Parameter, Profiel, Vraag
from datastation.vocabulaire import PREFIXEN

# A few thousand facts: what takes longer here is hopeless on a real organisation.
PROEFGRENZEN = Grenzen(wandtijd=10.0, cpu=10.0, geheugen=512 * 1024**2, rijen=20_000, bytes=16 * 1024**2)
_LEZERS = 2
_GESLOTEN = frozenset(("persoonsgegeven", "koppel"))


@dataclass(frozen=True)
class Concept:
    """A question that wants to be registered.

    Attributes:
        ruw: its text as published. nr: its number in the profile.
        versie: what the gate must know of the profile. parameters: as the profile declares them; kolommen: likewise.
        vorm: the published description of the parameters.
    """

    ruw: bytes
    nr: str
    versie: Profielversie
    parameters: Mapping[str, Parameter]
    kolommen: tuple[Kolom, ...]
    vorm: bytes = b""

    @property
    def variabelen(self) -> tuple[poort.Parameter, ...]:
        """The variables that its header names, each with its closed list.

        Raises:
            InstellingenFout: none of the parameters fills one in.
        """
        return invullen.parameters_voor(self.parameters, self.ruw.decode("utf-8", "replace"), self.versie.naam)

    @classmethod
    def van_profiel(cls, profiel: Profiel, vraag: Vraag) -> Concept:
        """A question as it stands in a profile."""
        kolommen = tuple(k.als_kolom() for k in vraag.kolommen)
        return cls(
            profiel.tekst(vraag).encode(),
            vraag.nr,
            invullen.profielversie(profiel),
            profiel.parameters,
            kolommen,
            invullen.parametervorm(profiel),
        )


@dataclass(frozen=True)
class Proefkolom:
    """A column of the trial answer.

    Attributes:
        gevuld: rows in which it has a value. voorbeeld: what its values look like; of a column that identifies a person never a value.
    """

    naam: str
    klasse: str
    soort: str
    gevuld: int
    voorbeeld: str


@dataclass(frozen=True)
class Proefverslag:
    """What a question did on the synthetic snapshot: for people (`tekst`) and for machines (the fields).

    Attributes:
        parameters: trial values per SPARQL variable. klassen, eigenschappen, grafen: what it reads, known IRIs shortened.
        seconden: of the slowest of its two runs. grens: name of the limit that it ran into, or "".
        bezwaren: why it may not be registered. aandacht: what a person should weigh.
    """

    parameters: Mapping[str, tuple[str, ...]]
    klassen: tuple[str, ...]
    eigenschappen: tuple[str, ...]
    grafen: tuple[str, ...]
    rijen: int = 0
    kolommen: tuple[Proefkolom, ...] = ()
    seconden: float = 0.0
    grens: str = ""
    bezwaren: tuple[str, ...] = ()
    aandacht: tuple[str, ...] = ()

    @property
    def geslaagd(self) -> bool:
        """Nothing speaks against the question."""
        return not self.bezwaren

    def tekst(self) -> str:
        """The report in plain Dutch."""
        regels = [f"Proef op verzonnen gegevens van {CLIENTEN} cliënten: " + ("geslaagd." if self.geslaagd else "niet geslaagd.")]
        regels += [f"- {bezwaar}" for bezwaar in self.bezwaren]
        for kop, delen in (
            ("Ingevuld bij de proef:", [f"?{naam} = {_kort(waarden)}" for naam, waarden in self.parameters.items()]),
            ("De vraag leest deze begrippen:", self.klassen),
            ("De vraag leest deze eigenschappen:", self.eigenschappen),
            ("De vraag leest deze afgeschermde grafen:", self.grafen),
            (
                f"Het antwoord had {self.rijen} {_rijen(self.rijen)}, na {self.seconden:.2f} seconden:" if self.kolommen else "",
                [_zin(k) for k in self.kolommen],
            ),
            ("Let op:", self.aandacht),
        ):
            regels += ["", kop, *(f"- {deel}" for deel in delen)] if delen else []
        return "\n".join(regels) + "\n"


@dataclass(frozen=True)
class Vraagkeuring:
    """What the gate says, and what the trial says. ``proef`` is None where the gate refused: such a text is never run."""

    verslag: Keuringsverslag
    proef: Proefverslag | None

    @property
    def aangenomen(self) -> bool:
        """Whether the question may be registered."""
        return self.verslag.aangenomen and self.proef is not None and self.proef.geslaagd

    def tekst(self) -> str:
        """Both reports in plain Dutch, and what follows from them."""
        # What it reads stands in the second report, in shorter names.
        delen = [self.verslag.tekst()] if self.proef is None else [replace(self.verslag, eigenschappen=()).tekst(), self.proef.tekst()]
        return "\n".join([*delen, f"De vraag {'kan worden' if self.aangenomen else 'wordt niet'} geregistreerd.\n"])


def keur(concept: Concept, *, kas: Path | None = None, grenzen: Grenzen = PROEFGRENZEN) -> Vraagkeuring:
    """Put a question through the gate and, where it passes, try it; as `keur_alle`."""
    (keuring,) = keur_alle([concept], kas=kas, grenzen=grenzen)
    return keuring


def keur_alle(concepten: Sequence[Concept], *, kas: Path | None = None, grenzen: Grenzen = PROEFGRENZEN) -> list[Vraagkeuring]:
    """Put questions through the gate, and try those that pass.

    Args:
        kas: folder that keeps the synthetic snapshot for the next time; None = make one and remove it.
        grenzen: of the station or the profile; a trial is never wider than `PROEFGRENZEN`.

    Raises:
        InstellingenFout: a header names a variable that no parameter fills in.
        MotorFout: the engine fails its self-test, or the parsers do not start.
    """
    verslagen = _door_de_poort(concepten)
    if not any(verslag.aangenomen for verslag in verslagen):
        return [Vraagkeuring(verslag, None) for verslag in verslagen]
    with proefopname(kas) as opname, Werker(opname.store, grenzen.hooguit(PROEFGRENZEN)) as werker:
        vestigingen = [str(rij[0].python) for rij in werker.vraag(VESTIGINGEN).rijen if rij[0] is not None]
        return [
            Vraagkeuring(verslag, _probeer(werker, concept, verslag, vestigingen) if verslag.aangenomen else None)
            for concept, verslag in zip(concepten, verslagen, strict=True)
        ]


def _door_de_poort(concepten: Sequence[Concept]) -> list[Keuringsverslag]:
    """Each question before the gate. Most of it is the parsers of others, in a process of their own: two share the work."""
    if not concepten:
        return []
    with contextlib.ExitStack() as stapel:
        vrij: SimpleQueue[Lezersproces] = SimpleQueue()
        for _ in range(min(_LEZERS, len(concepten))):
            vrij.put(stapel.enter_context(Lezersproces()))
        # Entered last, so ended first: no thread uses a process that is gone.
        draden = stapel.enter_context(ThreadPoolExecutor(_LEZERS))

        def keur(concept: Concept) -> Keuringsverslag:
            lezers = vrij.get()
            try:
                return poort.registreer(
                    concept.ruw,
                    profiel=concept.versie,
                    nr=concept.nr,
                    parameters=concept.variabelen,
                    kolommen={k.naam: k.klasse for k in concept.kolommen},
                    parametervorm=concept.vorm,
                    lezers=lezers,
                )
            finally:
                vrij.put(lezers)

        return list(draden.map(keur, concepten))


def _probeer(werker: Werker, concept: Concept, verslag: Keuringsverslag, vestigingen: Sequence[str]) -> Proefverslag:
    alle = invullen.proefwaarden(concept.parameters, vestigingen)
    waarden = {p.naam: alle[p.naam] for p in concept.variabelen}
    basis = Proefverslag(
        {naam: tuple(str(t.python) for t in termen) for naam, termen in waarden.items()},
        tuple(_afgekort(iri) for iri in verslag.klassen),
        tuple(_afgekort(iri) for iri in verslag.eigenschappen if iri not in verslag.klassen),
        tuple(sorted(concept.versie.grafen)),
    )
    tekst = plaats(concept.ruw.decode(), waarden)
    grafen = tuple(sorted(concept.versie.grafen))
    try:
        antwoorden = [werker.vraag(tekst, grafen) for _ in range(2)]
    except GrensBereikt as fout:
        return replace(basis, grens=fout.grens, bezwaren=(f"{fout.wat} Op een echte organisatie zijn er veel meer gegevens.",))
    except (Geweigerd, MotorFout) as fout:
        return replace(basis, bezwaren=(fout.wat,))
    eerste = antwoorden[0]
    basis = replace(basis, rijen=len(eerste.rijen), seconden=max(a.seconden for a in antwoorden))
    cellen = {k: [rij[eerste.variabelen.index(k.naam)] for rij in eerste.rijen] for k in concept.kolommen}
    if verkeerd := [_verkeerd(k, termen) for k, termen in cellen.items() if not all(_past(k, t) for t in termen)]:
        return replace(basis, bezwaren=tuple(verkeerd))
    kolommen = tuple(
        Proefkolom(k.naam, k.klasse, k.soort, sum(t is not None for t in termen), _voorbeeld(k, termen)) for k, termen in cellen.items()
    )
    bezwaren = () if _gelijk(concept, antwoorden) else ("De vraag geeft niet elke keer hetzelfde antwoord.",)
    basis = replace(basis, kolommen=kolommen, bezwaren=bezwaren)
    return replace(basis, aandacht=tuple(_aandacht(werker, verslag, grafen, basis)))


def _gelijk(concept: Concept, antwoorden: Sequence[Tabelantwoord]) -> bool:
    beschrijvingen = tuple(KolomBeschrijving(naam=k.naam, klasse=k.klasse, soort=k.soort, titel=k.naam) for k in concept.kolommen)
    vraag = Vraag(nr=concept.nr, titel="", pad="", sha256=hashlib.sha256(concept.ruw).hexdigest(), kolommen=beschrijvingen)
    eerste, tweede = (als_resultaat(vraag, antwoord) for antwoord in antwoorden)
    return eerste == tweede


def _aandacht(werker: Werker, verslag: Keuringsverslag, grafen: Sequence[str], proef: Proefverslag) -> Iterator[str]:
    rijen = proef.rijen
    if not rijen:
        yield "Er is geen enkele rij. Op verzonnen gegevens is dat vreemd: leest de vraag wel wat er in het datastation staat?"
    for kolom in proef.kolommen:
        if rijen and not kolom.gevuld:
            yield f"De kolom {kolom.naam} is overal leeg."
        elif kolom.klasse == "sleutel" and kolom.gevuld < rijen:
            yield f"De kolom {kolom.naam} zegt waar een rij over gaat, en is in {rijen - kolom.gevuld} van de {rijen} rijen leeg."
    bekend = _in_gegevens(werker, verslag, grafen)
    if weg := [_afgekort(iri) for iri in verslag.eigenschappen if iri not in bekend]:
        yield "Dit staat niet in de verzonnen gegevens: " + ", ".join(weg) + "."


def _in_gegevens(werker: Werker, verslag: Keuringsverslag, grafen: Sequence[str]) -> set[str]:
    """Which of the things that it reads by occur in the snapshot at all."""
    uit = set()
    for iri in verslag.eigenschappen:
        patroon = f"?s a {Iri(iri).sparql}" if iri in verslag.klassen else f"?s {Iri(iri).sparql} ?o"
        plekken = [f"{{ {patroon} }}", *(f"{{ GRAPH {Iri(g).sparql} {{ {patroon} }} }}" for g in grafen)]
        if werker.vraag(f"ASK {{ {' UNION '.join(plekken)} }}", grafen).waar:
            uit.add(iri)
    return uit


# Cells and their declared kind.

# Lexical forms: a code list keeps its numbers as text, and the station reads them so (`beantwoorden.als_resultaat`).
_VORMEN = {
    "geheel": re.compile(r"[+-]?[0-9]+"),
    "decimaal": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"),
    "waarheid": re.compile(r"true|false"),
}


def _past(kolom: Kolom, term: Term | None) -> bool:
    """An absent value fits every kind. A node without a name fits none: it says nothing outside its own answer."""
    if term is None or kolom.soort == "tekst":
        return not isinstance(term, Knoop)
    if not isinstance(term, Literaal):
        return False
    if kolom.soort == "datum":
        return isinstance(Literaal(term.waarde, XSD_DATE).python, date)
    return _VORMEN[kolom.soort].fullmatch(term.waarde) is not None


def _verkeerd(kolom: Kolom, termen: Sequence[Term | None]) -> str:
    soorten = sorted({_soort_van(t) for t in termen if t is not None and not _past(kolom, t)})
    return f"De kolom {kolom.naam} is {kolom.soort}, en de vraag geeft daarin: {', '.join(soorten)}."


def _soort_van(term: Term) -> str:
    """Kind of a term in words; never its value."""
    if isinstance(term, Literaal):
        return "een waarde van soort " + _afgekort(term.datatype)
    return "een IRI" if isinstance(term, Iri) else "een knoop zonder naam"


def _voorbeeld(kolom: Kolom, termen: Sequence[Term | None]) -> str:
    """What the values look like. Also of people who do not exist no value is shown: the report is read as if they did."""
    teksten = [str(t.python) for t in termen if t is not None]
    if not teksten:
        return ""
    if kolom.klasse in _GESLOTEN:
        kortste, langste = min(map(len, teksten)), max(map(len, teksten))
        return f"{kortste} tekens" if kortste == langste else f"{kortste} tot {langste} tekens"
    if kolom.soort == "datum":
        return _bereik(min(teksten), max(teksten))
    if kolom.soort in ("geheel", "decimaal"):
        return _bereik(min(teksten, key=float), max(teksten, key=float))
    if kolom.soort == "waarheid":
        return " of ".join(sorted({"ja" if tekst in ("true", "True") else "nee" for tekst in teksten}))
    return "bijvoorbeeld " + min(teksten)


def _bereik(laagste: str, hoogste: str) -> str:
    return laagste if laagste == hoogste else f"{laagste} tot {hoogste}"


def _rijen(aantal: int) -> str:
    return "rij" if aantal == 1 else "rijen"


def _zin(kolom: Proefkolom) -> str:
    return f"{kolom.naam} ({kolom.klasse}, {kolom.soort}): " + (kolom.voorbeeld or "leeg")


def _kort(waarden: Sequence[str]) -> str:
    return ", ".join(waarden[:3]) + (f" en {len(waarden) - 3} andere" if len(waarden) > 3 else "")


def _afgekort(iri: str) -> str:
    # A part of a hierarchy belongs to the longest name that fits.
    passend = [(naam, ruimte) for naam, ruimte in PREFIXEN.items() if iri.startswith(ruimte)]
    if not passend:
        return iri
    naam, ruimte = max(passend, key=lambda paar: len(paar[1]))
    return f"{naam}:{iri.removeprefix(ruimte)}"
