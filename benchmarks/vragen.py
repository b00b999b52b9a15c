"""Part c: the three Wzd profiles in a warm worker beside DuckDB, the shapes that a question can have, and the cold start."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox

from benchmarks.duckdb_vragen import Rij, meet_duckdb, open_duckdb
from benchmarks.inlezen import clienten_bij
from benchmarks.meten import in_proces
from benchmarks.tabellen import Tabel, getal
from datastation.beantwoorden import VESTIGINGEN, als_resultaat, gevuld
from datastation.instellingen import lees_station
from datastation.model.antwoord import Resultaat
from datastation.sparql import wacht
from datastation.store import momentopname
from datastation.store.momentopname import Momentopname
from datastation.store.werker import Grenzen, Werker
from datastation.uitwisselprofiel import stel, zoek
from datastation.vocabulaire import GRAAF_IDENTIFICATIE
from datastation.voorbeeld import maak_organisatie

BEGIN, EINDE = date(2026, 1, 1), date(2026, 6, 30)
KEREN = 5
PROFIELEN = (
    ("igj-wzd-aantallen", {"periode": "2026-H1"}),
    ("igj-wzd-registraties", {"periode": "2026-H1"}),
    ("igj-wzd-analyse", {"jaar": "2025"}),
)
RUIM = Grenzen(wandtijd=300, cpu=300, rijen=10_000_000, bytes=1 << 30)
Vraagsleutel = tuple[str, str]


def meet(map: Path, registraties: int) -> list[Tabel]:
    """All of part c over one organisation without planted errors, built in ``map``."""
    clienten = clienten_bij(registraties)
    station = map / "station"
    in_proces("maak", map=str(station), clienten=clienten, registraties=registraties, fouten=0.0)
    ververst = in_proces("ververs_station", map=str(station))
    opname = momentopname.huidige(lees_station(station).momentopnamen)
    duckdb = meet_duckdb(open_duckdb(maak_organisatie(clienten, registraties, fouten=0.0)), BEGIN, EINDE, KEREN)
    teksten, schijf, geheugen = _vul(opname), Werker(opname.store, RUIM), Werker(opname.store, RUIM, in_geheugen=True)
    with schijf, geheugen:
        antwoorden = {sleutel: _meet(schijf, tekst) for sleutel, tekst in teksten.items()}
        uit_geheugen = {sleutel: _meet(geheugen, tekst)[0] for sleutel, tekst in teksten.items()}
        tabellen = [
            _tabel_vragen(registraties, antwoorden, uit_geheugen, duckdb),
            _tabel_vormen(schijf, geheugen),
        ]
    geblokkeerd = sum(ververst.uit["geblokkeerd"].values())
    tabellen[0].voet.append(f"Blocked records in this organisation: {geblokkeerd}; triples: {ververst.uit['triples']:,}.")
    return [*tabellen, _tabel_koud(opname), _tabel_tweede(map, opname, teksten)]


def _vul(opname: Momentopname) -> dict[Vraagsleutel, str]:
    """Every question of the three profiles as it goes to the worker."""
    with Werker(opname.store, RUIM) as werker:
        vestigingen = [str(rij[0].python) for rij in werker.vraag(VESTIGINGEN).rijen if rij[0] is not None]
    uit = {}
    for naam, teksten in PROFIELEN:
        profiel = zoek(naam, date(2026, 8, 1))
        stelling = stel(profiel, teksten, gegevens_tot=opname.manifest.gegevens_tot, vestigingen=vestigingen)
        for vraag in profiel.vragen:
            uit[naam, vraag.nr] = wacht.keur(gevuld(profiel.tekst(vraag), stelling.waarden)).tekst
    return uit


def _meet(werker: Werker, tekst: str, keren: int = KEREN) -> tuple[float, Resultaat | object]:
    """Median seconds inside the warm worker (one question before the clock runs), and the answer."""
    antwoord = werker.vraag(tekst, (GRAAF_IDENTIFICATIE,))
    return statistics.median(werker.vraag(tekst, (GRAAF_IDENTIFICATIE,)).seconden for _ in range(keren)), antwoord


def _tabel_vragen(registraties, antwoorden, uit_geheugen, duckdb) -> Tabel:
    tabel = Tabel(
        f"c: the Wzd questions over {registraties:,} registrations, warm worker",
        ("question", "rows", "disk, s", "in memory, s", "DuckDB, s", "disk ÷ DuckDB", "same figures"),
    )
    for (profiel, nr), (seconden, ruw) in antwoorden.items():
        vraag = zoek(profiel, date(2026, 8, 1)).vraag(nr)
        resultaat = als_resultaat(vraag, ruw)
        cellen = ["–", "–", "–"]
        if (profiel, nr) in duckdb:
            eigen, (ander, hun) = vergelijkbaar(profiel, nr, resultaat), duckdb[profiel, nr]
            cellen = [f"{ander:.4f}", getal(seconden / ander, 0), "yes" if eigen == hun else f"NO: {len(eigen ^ hun)} rows"]
        tabel.rij(f"{profiel} {nr}", str(len(resultaat.rijen)), getal(seconden), getal(uit_geheugen[profiel, nr]), *cellen)
    slechtste = max(seconden for seconden, _ in antwoorden.values())
    tabel.voet.append(f"Slowest question on disk: {getal(slechtste)} s (asked: under 2 s).")
    return tabel


def vergelijkbaar(profiel: str, nr: str, resultaat: Resultaat) -> set[Rij]:
    """Our answer in the columns of the DuckDB statement: empty cells of the grid left out, lists counted."""
    rijen = [dict(zip((k.naam for k in resultaat.kolommen), rij, strict=True)) for rij in resultaat.rijen]
    if profiel == "igj-wzd-aantallen":
        namen = [k.naam for k in resultaat.kolommen if k.naam != "vestiging"]
        gevuld_ = [rij for rij in rijen if rij["clienten"] or rij["momenten"]]
        return {tuple(rij[n] for n in namen) for rij in gevuld_}
    if profiel == "igj-wzd-analyse":
        return {(r["categorie"], r["clienten"], r["clienten_vorig_jaar"]) for r in rijen if r["clienten"] or r["clienten_vorig_jaar"]}
    if nr == "3":
        return _per(rijen, "soort_zorg", lambda groep: (len(groep),))
    return _per(rijen, "vestigingsnummer", lambda groep: (len(groep), sum(r["aantal"] for r in groep)))


def _per(rijen: Iterable[dict], sleutel: str, tel) -> set[Rij]:
    groepen: dict[object, list[dict]] = {}
    for rij in rijen:
        groepen.setdefault(rij[sleutel], []).append(rij)
    return {(waarde, *tel(groep)) for waarde, groep in groepen.items()}


_KOP = "PREFIX wzd: <https://w3id.org/datastation/def/wzd#> PREFIX onz-g: <http://purl.org/ozo/onz-g#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
_BUITEN = "?zorg a wzd:OnvrijwilligeZorg ; wzd:soortZorg ?soort . ?plek wzd:opVestiging ?v . MINUS { ?zorg wzd:geblokkeerdDoor ?regel }"
_LOS = "wzd:vanInterventie ?zorg ; wzd:locatie ?plek ; wzd:ambulant ?ambulant ; wzd:aantal ?aantal ."
_MIN = "MINUS { ?moment wzd:geblokkeerdDoor ?regel }"
_HASH = " ".join(
    f"{{ SELECT ?moment ?{v} WHERE {{ ?moment {p} ?{v} }} }}"
    for p, v in (("wzd:vanInterventie", "zorg"), ("wzd:locatie", "plek"), ("wzd:ambulant", "ambulant"), ("wzd:aantal", "aantal"))
)


def _verzameld(binnen: str) -> str:
    return (
        f"{_KOP}SELECT ?v ?ambulant (SUM(?keer) AS ?n) WHERE {{ {{ SELECT ?zorg ?plek ?ambulant (SUM(?aantal) AS ?keer) WHERE {{ {binnen} }} "
        f"GROUP BY ?zorg ?plek ?ambulant }} {_BUITEN} }} GROUP BY ?v ?ambulant"
    )


def _vormen() -> dict[str, str]:
    dagen = " ".join(f'"{BEGIN + timedelta(n)}"^^xsd:date' for n in range((EINDE - BEGIN).days + 1))
    reeks = f'FILTER(?dag >= "{BEGIN}"^^xsd:date && ?dag <= "{EINDE}"^^xsd:date)'
    half = '?moment wzd:halfjaar "2026-H1"'
    return {
        "**gathered first, each property joined by hash, half-year property, MINUS (chosen)**": _verzameld(
            f"{{ SELECT ?moment WHERE {{ {half} }} }} {_HASH} {_MIN}"
        ),
        "gathered first, pattern after pattern": _verzameld(f"{half} ; {_LOS} {_MIN}"),
        "the same, NOT EXISTS in place of MINUS": _verzameld(f"{half} ; {_LOS} FILTER NOT EXISTS {{ ?moment wzd:geblokkeerdDoor ?regel }}"),
        "the same, with `?moment a wzd:Moment`": _verzameld(f"?moment a wzd:Moment . {half} ; {_LOS} {_MIN}"),
        "the same, VALUES of the days in place of the half-year": _verzameld(
            f"VALUES ?dag {{ {dagen} }} ?moment onz-g:startDatum ?dag ; {_LOS} {_MIN}"
        ),
        "the same, range of dates in place of the half-year": _verzameld(f"?moment onz-g:startDatum ?dag ; {_LOS} {reeks} {_MIN}"),
        "not gathered: everything per moment": (
            f"{_KOP}SELECT ?v ?ambulant (SUM(?aantal) AS ?n) WHERE {{ {half} ; {_LOS} {_BUITEN} {_MIN} }} GROUP BY ?v ?ambulant"
        ),
    }


def _tabel_vormen(schijf: Werker, geheugen: Werker) -> Tabel:
    tabel = Tabel(
        "c: shapes of one question (moments per vestiging and ambulant in a half-year)",
        ("shape", "disk, s", "in memory, s", "÷ chosen, disk"),
    )
    eerste: tuple[float, object] | None = None
    for naam, tekst in _vormen().items():
        seconden, antwoord = _meet(schijf, tekst, 3)
        in_geheugen, _ = _meet(geheugen, tekst, 3)
        rijen = sorted(str(rij) for rij in antwoord.rijen)
        if eerste is None:
            eerste = (seconden, rijen)
        elif rijen != eerste[1]:
            raise RuntimeError(f"this shape gives another answer: {naam}")
        tabel.rij(naam, getal(seconden), getal(in_geheugen), getal(seconden / eerste[0]))
    tabel.voet.append("All shapes give the same answer (checked in the run).")
    return tabel


def _tabel_koud(opname: Momentopname) -> Tabel:
    tabel = Tabel("c: cold start of a worker (start of the process to the first answer)", ("worker", "s"))
    for naam, in_geheugen in (("on disk", False), ("in memory (copies the snapshot first)", True)):
        tijden = []
        for _ in range(1 if in_geheugen else KEREN):
            begin = time.perf_counter()
            with Werker(opname.store, RUIM, in_geheugen=in_geheugen) as werker:
                werker.vraag(VESTIGINGEN)
                tijden.append(time.perf_counter() - begin)
        tabel.rij(naam, getal(statistics.median(tijden)))
    return tabel


def _tabel_tweede(map: Path, opname: Momentopname, teksten: dict[Vraagsleutel, str]) -> Tabel:
    """What decision record 003 left open: the derived triples are loaded after `optimize`; would a second one pay?"""
    kopie = map / "nogmaals"
    shutil.copytree(opname.store, kopie)
    begin = time.perf_counter()
    ox.Store(str(kopie)).optimize()
    duur = time.perf_counter() - begin
    tabel = Tabel("c: a second optimize after the derivations", ("store", "optimize, s", "all twelve questions, s"))
    for naam, pad, tijd in (("as it serves", opname.store, "–"), ("optimised again", kopie, getal(duur))):
        with Werker(pad, RUIM) as werker:
            tabel.rij(naam, tijd, getal(sum(_meet(werker, tekst, 3)[0] for tekst in teksten.values())))
    return tabel
