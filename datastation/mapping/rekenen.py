"""Expressions over one block of rows, a column at a time. Each expression is computed once a block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datastation.mapping import waarden
from datastation.mapping.functies import FUNCTIES
from datastation.mapping.kolom import ROMMELIG_WIT, Masker, Vector, aanwezig, kaal, leeg_is_afwezig, masker
from datastation.mapping.model import Aanroep, Constante, Context, Extern, Mapping, Sjabloon, Uitdrukking, Verwijzing
from datastation.mapping.nalopen import kolommen_van
from datastation.mapping.tekst import iri_deel
from datastation.mapping.termen import vast
from datastation.mapping.tijd import ontleed
from datastation.mapping.tijdformaten import in_woorden, lees_formaten
from datastation.mapping.tijdtekst import schrijf_datum, schrijf_halfjaar, schrijf_tijdstip
from datastation.mapping.tijdzone import Lokaal, naar_lokaal

_ONTHOUDEN = 200_000
_LEEG = pa.scalar(None, pa.string())
_WAAR, _ONWAAR = pa.scalar("true"), pa.scalar("false")


@dataclass(frozen=True)
class Fout:
    """Rows on which a value could not be used; ``herstel`` where the reason alone does not say what to do."""

    rijen: Masker
    reden: str
    kolom: str
    herstel: str = ""


@dataclass(frozen=True)
class Reeks:
    """The values of an expression on each row; null = absent."""

    waarden: pa.StringArray
    fouten: tuple[Fout, ...] = ()


@dataclass
class Geheugen:
    """What is remembered between blocks: results of functions on single values."""

    gevonden: dict[Aanroep, dict[str, str | waarden.Verlies | None]] = field(default_factory=dict)


class Blokrekenaar:
    """Computes expressions over the rows of one block."""

    def __init__(self, rijen: pa.RecordBatch, mapping: Mapping, context: Context, geheugen: Geheugen) -> None:
        self.rijen, self.mapping, self.context, self.geheugen = rijen, mapping, context, geheugen
        self.aantal: int = rijen.num_rows
        self._kolommen: dict[str, pa.StringArray] = {}
        self._reeksen: dict[Uitdrukking, Reeks] = {}
        self._gecodeerd: dict[str, pa.StringArray] = {}

    def kolom(self, naam: str) -> pa.StringArray:
        """A column of the source; empty values and an optional column that is not there are null."""
        if naam not in self._kolommen:
            if naam in self.rijen.schema.names:
                self._kolommen[naam] = leeg_is_afwezig(self.rijen.column(naam))
            else:
                self._kolommen[naam] = pa.nulls(self.aantal, pa.string())
        return self._kolommen[naam]

    def reeks(self, uitdrukking: Uitdrukking) -> Reeks:
        """The values of an expression, computed once a block however many properties use it."""
        if uitdrukking not in self._reeksen:
            self._reeksen[uitdrukking] = self._bereken(uitdrukking)
        return self._reeksen[uitdrukking]

    def waar(self, uitdrukking: Uitdrukking) -> tuple[Masker, tuple[Fout, ...]]:
        """Where a condition holds: where its value is ``true``."""
        reeks = self.reeks(uitdrukking)
        return masker(pc.equal(reeks.waarden, "true")), reeks.fouten

    def delen(self, sjabloon: Sjabloon) -> list[str | pa.StringArray]:
        """The parts of a template, references percent-encoded where it is an IRI."""
        uit: list[str | pa.StringArray] = []
        for deel in sjabloon.delen:
            if isinstance(deel, Extern):
                tekst = self.context.waarde(deel.naam)
                uit.append(iri_deel(pa.array([tekst]))[0].as_py() if sjabloon.iri else tekst)
            elif isinstance(deel, str):
                uit.append(deel)
            elif sjabloon.iri:
                if deel.kolom not in self._gecodeerd:
                    self._gecodeerd[deel.kolom] = iri_deel(self.kolom(deel.kolom))
                uit.append(self._gecodeerd[deel.kolom])
            else:
                uit.append(self.kolom(deel.kolom))
        return uit

    def _bereken(self, uitdrukking: Uitdrukking) -> Reeks:
        if isinstance(uitdrukking, Constante):
            return Reeks(pa.repeat(pa.scalar(uitdrukking.waarde), self.aantal))
        if isinstance(uitdrukking, Extern):
            return Reeks(pa.repeat(pa.scalar(self.context.waarde(uitdrukking.naam)), self.aantal))
        if isinstance(uitdrukking, Verwijzing):
            return Reeks(self.kolom(uitdrukking.kolom))
        if isinstance(uitdrukking, Sjabloon):
            return Reeks(pc.binary_join_element_wise(*self.delen(uitdrukking), ""))
        argumenten = {naam: self.reeks(waarde) for naam, waarde in uitdrukking.argumenten if not _is_vast(uitdrukking.functie, naam)}
        eerder = tuple(fout for reeks in argumenten.values() for fout in reeks.fouten)
        reeks = _FUNCTIES[uitdrukking.functie](self, uitdrukking, {naam: reeks.waarden for naam, reeks in argumenten.items()})
        return Reeks(reeks.waarden, (*eerder, *reeks.fouten))

    def per_waarde(self, functie: waarden.Waardefunctie, aanroep: Aanroep, kolom: pa.StringArray) -> Reeks:
        """Call a function once for each distinct value, white space around it taken off."""
        bekend = self.geheugen.gevonden.setdefault(aanroep, {})
        if len(bekend) > _ONTHOUDEN:
            bekend.clear()
        woorden = kolom.dictionary_encode()
        uitkomsten: list[str | None] = []
        redenen: list[str | None] = []
        for woord in woorden.dictionary.to_pylist():
            if woord not in bekend:
                bekend[woord] = functie(woord.strip())
            uitkomst = bekend[woord]
            mislukt = isinstance(uitkomst, waarden.Verlies)
            redenen.append(uitkomst.reden if isinstance(uitkomst, waarden.Verlies) else None)
            uitkomsten.append(None if mislukt else uitkomst)  # type: ignore[arg-type]
        waarde = pa.array(uitkomsten, pa.string()).take(woorden.indices)
        if not any(redenen):
            return Reeks(waarde)
        per_rij = pa.array(redenen, pa.string()).take(woorden.indices)
        fouten = [Fout(masker(pc.equal(per_rij, reden)), reden, _kolom(aanroep)) for reden in sorted({r for r in redenen if r})]
        return Reeks(waarde, tuple(fouten))


def _is_vast(functie: str, naam: str) -> bool:
    return any(parameter.naam == naam and parameter.vast for parameter in FUNCTIES[functie].parameters)


def _kolom(aanroep: Aanroep) -> str:
    return ", ".join(kolommen_van(aanroep))


def _fout(aanroep: Aanroep, rijen: Masker, reden: str) -> tuple[Fout, ...]:
    if not rijen.any():
        return ()
    # A date is repaired by whoever knows how the mapping wants it written.
    vorm = in_woorden(vast(aanroep, "formaat")) if aanroep.functie in ("datum", "tijdstip", "tijdstip_van") else ""
    herstel = f"Schrijf de datum als {vorm}, en controleer of zij bestaat." if vorm and reden.startswith("ongeldig") else ""
    return (Fout(rijen, reden, _kolom(aanroep), herstel),)


_Kolommen = dict[str, pa.StringArray]
_Functie = Callable[[Blokrekenaar, Aanroep, _Kolommen], Reeks]


def _formaten(aanroep: Aanroep) -> tuple:  # type: ignore[type-arg]
    return lees_formaten(vast(aanroep, "formaat"), aanroep.functie)


def _datum(_: Blokrekenaar, aanroep: Aanroep, kolommen: _Kolommen) -> Reeks:
    kolom = kolommen["waarde"]
    momenten = ontleed(kolom, _formaten(aanroep))
    # A moment has a date only in some zone; `iso` here means just a day.
    goed = momenten.goed & (momenten.alleen_datum | (vast(aanroep, "formaat") != "iso"))
    return Reeks(schrijf_datum(momenten.dag, goed), _fout(aanroep, aanwezig(kolom) & ~goed, "ongeldige_datum"))


def _lokaal(reken: Blokrekenaar, aanroep: Aanroep, kolom: pa.StringArray) -> tuple[Lokaal, Masker, tuple[Fout, ...]]:
    """Local moments, where the value is only a date, and the losses."""
    momenten = ontleed(kolom, _formaten(aanroep))
    lokaal = naar_lokaal(momenten, reken.context.tijdzone)
    alleen = momenten.goed & momenten.alleen_datum
    slecht = aanwezig(kolom) & ~lokaal.goed & ~lokaal.gat & ~alleen
    fouten = _fout(aanroep, slecht, "ongeldig_tijdstip") + _fout(aanroep, lokaal.gat & ~alleen, "tijd_bestaat_niet")
    lokaal.dag = np.where(alleen, momenten.dag, lokaal.dag)
    return lokaal, alleen, fouten


def _tijdstip(reken: Blokrekenaar, aanroep: Aanroep, kolommen: _Kolommen) -> Reeks:
    if "waarde" in kolommen:
        kolom = kolommen["waarde"]
    else:
        kolom = pc.binary_join_element_wise(kaal(kolommen["datum"]), kaal(kolommen["tijd"]), " ")
    lokaal, alleen, fouten = _lokaal(reken, aanroep, kolom)
    return Reeks(schrijf_tijdstip(lokaal.dag, lokaal.seconde, lokaal.afstand, lokaal.goed & ~alleen), fouten)


def _dag(schrijf: Callable[[Vector, Masker], pa.StringArray], reken: Blokrekenaar, aanroep: Aanroep, kolommen: _Kolommen) -> Reeks:
    lokaal, alleen, fouten = _lokaal(reken, aanroep, kolommen["waarde"])
    return Reeks(schrijf(lokaal.dag, lokaal.goed | alleen), fouten)


def _minuten_tussen(reken: Blokrekenaar, aanroep: Aanroep, kolommen: _Kolommen) -> Reeks:
    formaten, zone = _formaten(aanroep), reken.context.tijdzone
    begin, einde = (ontleed(kolommen[naam], formaten) for naam in ("begin", "einde"))
    beide = aanwezig(kolommen["begin"]) & aanwezig(kolommen["einde"])
    if formaten[0].heeft_datum:
        van, tot = naar_lokaal(begin, zone), naar_lokaal(einde, zone)
        gat = beide & (van.gat | tot.gat)
        goed = beide & van.goed & tot.goed & ~begin.alleen_datum & ~einde.alleen_datum & (tot.utc >= van.utc)
        seconden = tot.utc - van.utc
    else:
        gat = np.zeros(len(beide), np.bool_)
        goed = beide & begin.goed & einde.goed
        seconden = (einde.seconde - begin.seconde) % 86_400  # past midnight
    minuten = pa.array(np.where(goed, seconden // 60, 0)).cast(pa.string())
    fouten = _fout(aanroep, beide & ~goed & ~gat, "ongeldig_tijdstip") + _fout(aanroep, gat, "tijd_bestaat_niet")
    return Reeks(pc.if_else(pa.array(goed), minuten, _LEEG), fouten)


def _tekst(reken: Blokrekenaar, aanroep: Aanroep, kolommen: _Kolommen) -> Reeks:
    kolom = kolommen["waarde"]
    rommelig = pc.match_substring_regex(kolom, ROMMELIG_WIT)
    if not masker(rommelig).any():
        return Reeks(kolom)
    netjes = reken.per_waarde(waarden.tekst, aanroep, pc.if_else(rommelig, kolom, _LEEG)).waarden
    return Reeks(pc.if_else(rommelig, netjes, kolom))


def _gelijk(anders: bool, _: Blokrekenaar, aanroep: Aanroep, kolommen: _Kolommen) -> Reeks:
    kolom = kolommen["waarde"]
    woorden = pa.array([woord.strip() for woord in vast(aanroep, "een_van").split("|")], pa.string())
    bij = pc.is_in(kaal(kolom), value_set=woorden)
    tekst = pc.if_else(bij, _ONWAAR if anders else _WAAR, _WAAR if anders else _ONWAAR)
    return Reeks(pc.if_else(kolom.is_valid(), tekst, _LEEG))


def _aanwezig(wel: bool, _: Blokrekenaar, __: Aanroep, kolommen: _Kolommen) -> Reeks:
    return Reeks(pc.if_else(kolommen["waarde"].is_valid(), _WAAR if wel else _ONWAAR, _ONWAAR if wel else _WAAR))


def _eerste(_: Blokrekenaar, __: Aanroep, kolommen: _Kolommen) -> Reeks:
    return Reeks(pc.coalesce(*kolommen.values()))


def _pseudoniem(reken: Blokrekenaar, aanroep: Aanroep, kolommen: _Kolommen) -> Reeks:
    return reken.per_waarde(waarden.pseudoniem(reken.context, vast(aanroep, "soort")), aanroep, kolommen["sleutel"])


def _per_waarde(maak: Callable[[Blokrekenaar, Aanroep], waarden.Waardefunctie]) -> _Functie:
    return lambda reken, aanroep, kolommen: reken.per_waarde(maak(reken, aanroep), aanroep, kolommen["waarde"])


_FUNCTIES: dict[str, _Functie] = {
    "datum": _datum,
    "tijdstip": _tijdstip,
    "tijdstip_van": _tijdstip,
    "lokale_datum": partial(_dag, schrijf_datum),
    "halfjaar": partial(_dag, schrijf_halfjaar),
    "minuten_tussen": _minuten_tussen,
    "code": _per_waarde(lambda reken, aanroep: waarden.code(reken.mapping.codelijsten[vast(aanroep, "lijst")])),
    "waarheid": _per_waarde(lambda _, aanroep: waarden.waarheid(vast(aanroep, "ja"), vast(aanroep, "nee"))),
    "geheel": _per_waarde(lambda _, aanroep: waarden.geheel(int(vast(aanroep, "maal")))),
    "decimaal": _per_waarde(lambda _, __: waarden.decimaal),
    "bsn": _per_waarde(lambda _, __: waarden.bsn),
    "bsn_ongeldig": _per_waarde(lambda _, __: waarden.bsn_ongeldig),
    "vestigingsnummer": _per_waarde(lambda _, __: waarden.cijfers(12, "vestigingsnummer_ongeldig")),
    "kvk": _per_waarde(lambda _, __: waarden.cijfers(8, "kvk_ongeldig")),
    "tekst": _tekst,
    "eerste": _eerste,
    "pseudoniem": _pseudoniem,
    "gelijk": partial(_gelijk, False),
    "ongelijk": partial(_gelijk, True),
    "aanwezig": partial(_aanwezig, True),
    "afwezig": partial(_aanwezig, False),
}
