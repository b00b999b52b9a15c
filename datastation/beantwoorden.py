"""The story *out*: from a question to an answer, and from an answer back to its proof."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import pyoxigraph

from datastation import __version__
from datastation.fouten import MotorFout
from datastation.instellingen import Station, middelen
from datastation.model.antwoord import Antwoord, Herkomst, Kolom, Resultaat, Waarde
from datastation.model.term import Term
from datastation.sparql import bind
from datastation.store import momentopname, zelftest
from datastation.store.werker import Grenzen, Tabelantwoord, Werker
from datastation.uitwisselprofiel import Profiel, Vraag, Vraagstelling, stel, zoek
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, REGEL, WZD

VESTIGINGEN = f"SELECT ?nummer WHERE {{ ?vestiging <{WZD}vestigingsnummer> ?nummer }}"


@dataclass(frozen=True)
class Beantwoord:
    """An answer, where it comes from, and which questions took how long."""

    antwoord: Antwoord
    herkomst: Herkomst
    profiel: Profiel
    seconden: Mapping[str, float]


def beantwoord(
    station: Station,
    profiel: str,
    teksten: Mapping[str, str],
    *,
    vandaag: date,
    vraag: str | None = None,
    opname: momentopname.Momentopname | None = None,
    onvolledig_mag: bool = False,
    vervangt: str = "",
    werker: Werker | None = None,
) -> Beantwoord:
    """Answer the questions of a profile from a snapshot.

    Args:
        profiel: ``id`` or ``id@versie``; without a version the one in force on `vandaag`.
        teksten: parameters as typed.
        vraag: number of one question; None = all.
        opname: the snapshot; None = the one that serves.
        vervangt: file name of the delivery that this one corrects.
        werker: a warm worker on that snapshot; None = one of our own.

    Raises:
        GebruiksFout: unknown profile, question, parameter or vestiging; period beyond the facts; no snapshot.
        GrensBereikt: a question ran into a limit of the worker.
        MotorFout: the engine fails its self-test, or its answer does not fit the profile's columns.
    """
    zelftest.eis_gezonde_motor(station.momentopnamen / ".zelftest")
    gekozen = zoek(profiel, vandaag, erbij=station.eigen_profielen)
    vragen = gekozen.vragen if vraag is None else (gekozen.vraag(vraag),)
    bron = opname or momentopname.huidige(station.momentopnamen)
    if werker is not None:
        return _stel_alles(station, gekozen, vragen, teksten, bron, werker, onvolledig_mag, vervangt)
    with Werker(bron.store, grenzen_van(station, gekozen)) as eigen:
        return _stel_alles(station, gekozen, vragen, teksten, bron, eigen, onvolledig_mag, vervangt)


def grenzen_van(station: Station, profiel: Profiel | None = None) -> Grenzen:
    """The station's limits, or the profile's where those are lower."""
    plafond = Grenzen.uit(station.werker)
    if profiel is None:
        return plafond
    eigen = {naam: waarde for naam, waarde in profiel.grenzen.model_dump().items() if waarde is not None}
    return Grenzen(**{**station.werker.model_dump(), **eigen}).hooguit(plafond)


def _stel_alles(
    station: Station,
    profiel: Profiel,
    vragen: Sequence[Vraag],
    teksten: Mapping[str, str],
    bron: momentopname.Momentopname,
    werker: Werker,
    onvolledig_mag: bool,
    vervangt: str,
) -> Beantwoord:
    manifest = bron.manifest
    vestigingen = [str(rij[0].python) for rij in werker.vraag(VESTIGINGEN).rijen if rij[0] is not None]
    stelling = stel(profiel, teksten, gegevens_tot=manifest.gegevens_tot, vestigingen=vestigingen, onvolledig_mag=onvolledig_mag)
    grafen = (GRAAF_IDENTIFICATIE,) if "identificatie" in profiel.grafen else ()
    resultaten, seconden, herschreven = {}, {}, []
    for vraag in vragen:
        ruw = werker.vraag(gevuld(profiel.tekst(vraag), stelling.waarden), grafen)
        resultaten[vraag.nr] = als_resultaat(vraag, ruw)
        seconden[vraag.nr] = ruw.seconden
        herschreven += [f"vraag {vraag.nr}: {regel}" for regel in ruw.herschrijvingen]
    uitgesloten = _uitgesloten(werker, stelling)
    antwoord = Antwoord(
        profiel=profiel.id,
        versie=profiel.versie,
        titel=profiel.titel,
        afnemer=profiel.afnemer,
        organisatie=station.organisatie.naam,
        kvk=station.kvk,
        parameters=stelling.teksten,
        begin=stelling.periode.begin,
        einde=stelling.periode.einde,
        gegevens_tot=manifest.gegevens_tot,
        resultaten=resultaten,
        uitgesloten=uitgesloten,
    )
    return Beantwoord(antwoord, _herkomst(profiel, vragen, stelling, bron, uitgesloten, herschreven, vervangt), profiel, seconden)


def gevuld(tekst: str, waarden: Mapping[str, Sequence[Term]]) -> str:
    """A question with the parameters of its own header placed in it; those that it does not name stay out.

    Raises:
        MotorFout: the header names a parameter that no profile fills in.
    """
    namen = parameters_van(tekst)
    onbekend = [naam for naam in namen if naam not in waarden]
    if onbekend:
        raise MotorFout(f"Een vraag noemt een parameter die niemand invult: ?{onbekend[0]}.", herstel="Meld dit: het profiel klopt niet.")
    return bind.plaats(tekst, {naam: waarden[naam] for naam in namen})


def parameters_van(tekst: str) -> tuple[str, ...]:
    """Variables on the header line ``# Parameters:`` of a question, as KIK-V writes it."""
    kop = re.search(r"^#\s*Parameters:(.*)$", tekst, re.MULTILINE)
    return tuple(re.findall(r"\?(\w+)", kop[1])) if kop else ()


def als_resultaat(vraag: Vraag, ruw: Tabelantwoord) -> Resultaat:
    """The engine's rows as typed cells in the profile's columns, sorted on what is delivered.

    Raises:
        MotorFout: a column is missing, or a cell is not of its type.
    """
    kolommen = tuple(k.als_kolom() for k in vraag.kolommen)
    ontbreekt = [k.naam for k in kolommen if k.naam not in ruw.variabelen]
    if ontbreekt:
        raise MotorFout(
            f"Vraag {vraag.nr} geeft de kolom {ontbreekt[0]} niet.", herstel="Meld dit: profiel en vraag passen niet bij elkaar."
        )
    plek = [ruw.variabelen.index(k.naam) for k in kolommen]
    rijen = [tuple(_cel(k, rij[i]) for k, i in zip(kolommen, plek, strict=True)) for rij in ruw.rijen]
    return Resultaat(vraag.nr, vraag.titel, kolommen, tuple(rijen)).gesorteerd()


def _cel(kolom: Kolom, term: Term | None) -> Waarde:
    if term is None:
        return None
    tekst = str(getattr(term, "waarde", ""))
    try:
        if kolom.soort == "geheel":
            return int(tekst)
        if kolom.soort == "decimaal":
            return _kortste(Decimal(tekst))
        if kolom.soort == "datum":
            return date.fromisoformat(tekst)
        if kolom.soort == "waarheid":
            return {"true": True, "false": False}[tekst]
    except (ValueError, InvalidOperation, KeyError):
        raise MotorFout(f"De motor gaf in kolom {kolom.naam} iets anders dan {kolom.soort}.", herstel="Meld dit.") from None
    return tekst


def _kortste(getal: Decimal) -> Decimal:
    """One spelling per number: engines differ in trailing zeros, answers may not (decision 1)."""
    afgerond = round(getal, 6).normalize()
    return afgerond.quantize(Decimal(1)) if afgerond == afgerond.to_integral_value() else afgerond


def _uitgesloten(werker: Werker, stelling: Vraagstelling) -> dict[str, int]:
    tekst = (middelen("queries") / "verantwoording" / "uitgesloten.rq").read_text(encoding="utf-8")
    ruw = werker.vraag(gevuld(tekst, stelling.waarden))
    regel, aantal = ruw.variabelen.index("regel"), ruw.variabelen.index("aantal")
    paren = [(getattr(rij[regel], "waarde", "").removeprefix(REGEL), int(getattr(rij[aantal], "waarde", "0"))) for rij in ruw.rijen]
    return dict(sorted(paren))


def _herkomst(
    profiel: Profiel,
    vragen: Sequence[Vraag],
    stelling: Vraagstelling,
    bron: momentopname.Momentopname,
    uitgesloten: Mapping[str, int],
    herschreven: Sequence[str],
    vervangt: str,
) -> Herkomst:
    return Herkomst(
        profiel=profiel.naam,
        profiel_sha256=profiel.sha256,
        vragen={v.nr: v.sha256 for v in vragen},
        parameters=stelling.teksten,
        momentopname=bron.id,
        momentopname_sha256=bron.manifest.inhoud,
        ontologie=bron.manifest.ontologie,
        software=__version__,
        motor=f"pyoxigraph {pyoxigraph.__version__}",
        status="concept" if uitgesloten or stelling.onvolledig else "definitief",
        gemaakt_op=datetime.now(UTC).isoformat(timespec="seconds"),
        herschrijvingen=tuple(herschreven),
        onvolledig=stelling.onvolledig,
        vervangt=vervangt,
    )
