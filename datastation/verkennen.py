"""The story *explore*: a question of one's own, inside the organisation, under the same guard and limits as every other."""

from __future__ import annotations

import getpass
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import orjson

from datastation import besloten
from datastation.beantwoorden import grenzen_van
from datastation.fouten import Geweigerd
from datastation.instellingen import Station
from datastation.model.term import Iri, Term
from datastation.sparql import wacht
from datastation.store import momentopname, weergave, zelftest
from datastation.store.werker import Tabelantwoord, Werker
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, PREFIXEN

in_vorm = weergave.in_vorm


def met_prefixen(tekst: str) -> str:
    """A query may leave out the prefixes that everybody here knows; its own come after these and win."""
    return "".join(f"PREFIX {naam}: <{iri}> " for naam, iri in PREFIXEN.items()) + "\n" + tekst


def herschreven(tekst: str) -> str:
    """The query as the engine gets it."""
    with _eigen_regels():
        return wacht.keur(met_prefixen(tekst)).tekst


@contextmanager
def _eigen_regels() -> Iterator[None]:
    """Positions in a refusal as the asker counts lines: without the line of prefixes that was put before."""
    try:
        yield
    except Geweigerd as fout:
        raise Geweigerd(fout.wat, waar=_een_regel_eerder(fout.waar), herstel=fout.herstel) from None


def _een_regel_eerder(tekst: str) -> str:
    return re.sub(r"\bregel (\d+)", lambda treffer: f"regel {int(treffer[1]) - 1}", tekst)


def stel(station: Station, tekst: str, *, met_identiteit: bool, nu: datetime) -> Tabelantwoord:
    """Ask a SELECT, ASK or CONSTRUCT of the snapshot that serves.

    Args:
        met_identiteit: let ``GRAPH`` see the identifying graph (decision 3); who asked and what is written down first.

    Raises:
        Geweigerd: the guard refuses the query.
        GrensBereikt: it ran into a limit.
    """
    zelftest.eis_gezonde_motor(station.momentopnamen / ".zelftest")
    opname = momentopname.huidige(station.momentopnamen)
    if met_identiteit:
        _leg_vast(station, tekst, opname.id, nu)
    with Werker(opname.store, grenzen_van(station)) as werker, _eigen_regels():
        antwoord = werker.vraag(met_prefixen(tekst), (GRAAF_IDENTIFICATIE,) if met_identiteit else ())
    return replace(
        antwoord,
        herschrijvingen=tuple(map(_een_regel_eerder, antwoord.herschrijvingen)),
        waarschuwingen=tuple(map(_een_regel_eerder, antwoord.waarschuwingen)),
    )


def _leg_vast(station: Station, tekst: str, opname: str, nu: datetime) -> None:
    """One line per look at identities, before the look. The query itself may name a person: its hash stands here, not its text."""
    regel = {
        "tijd": nu.isoformat(timespec="seconds"),
        "gebruiker": getpass.getuser(),
        "handeling": "sparql-met-identiteit",
        "vraag_sha256": hashlib.sha256(tekst.encode()).hexdigest(),
        "momentopname": opname,
    }
    logboek = station.map / "logboek"
    besloten.maak_map(logboek)
    with besloten.open_erbij(logboek / "inzage.ndjson") as uit:
        uit.write(orjson.dumps(regel, option=orjson.OPT_APPEND_NEWLINE))


def als_tabel(antwoord: Tabelantwoord) -> tuple[Sequence[str], list[list[str]]]:
    """Column names and cells for a terminal: known IRIs shortened, literals without their type."""
    return antwoord.variabelen, [[_kort(term) for term in rij] for rij in antwoord.rijen]


def _kort(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Iri):
        for naam, iri in PREFIXEN.items():
            if term.waarde.startswith(iri):
                return f"{naam}:{term.waarde.removeprefix(iri)}"
        return term.waarde
    if isinstance(term.python, bool):
        return "ja" if term.python else "nee"
    return str(term.python)
