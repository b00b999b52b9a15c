"""A station of small tables that answers the questions of a profile.

`Proefstation` goes the whole way: csv files, `ververs`, a worker. `Snelstation` takes the same steps in memory and without files that must
survive a power cut, some twenty times faster, for tests with generated data; `tests/property/vragen/test_snelle_weg.py` proves that both
give the same answers.
"""

from __future__ import annotations

import hmac
import importlib.util
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyoxigraph as ox

from datastation import kwaliteit, mapping, sleutel
from datastation.beantwoorden import VESTIGINGEN, Beantwoord, als_resultaat, beantwoord, gevuld
from datastation.instellingen import lees_station, middelen
from datastation.model.antwoord import Resultaat, Waarde
from datastation.model.bevinding import Bevinding, Ernst
from datastation.model.tabel import Blok, Tabel
from datastation.model.term import Iri, Literaal, Term
from datastation.sparql import wacht
from datastation.store.werker import Tabelantwoord, Werker
from datastation.uitwisselprofiel import Profiel, stel, zoek
from datastation.verversen import ontologie_bestanden, ververs
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, MOMENTOPNAME, REGEL, WZD, XSD
from hulp.tabellen import KOPPEN, Tabellen, kolom, schrijf_csv

# Arrow looks for these on the disk at each call, unless this says that they are not installed.
for _naam in ("pandas", "dateutil"):
    if importlib.util.find_spec(_naam) is None:
        sys.modules[_naam] = None  # type: ignore[assignment]

KVK, BRON = "99990001", "ecd"
GEGEVENS_TOT = date(2026, 7, 5)
VANDAAG = date(2026, 8, 1)
_SLEUTEL = bytes(range(32))


@dataclass(frozen=True)
class Uitkomst:
    """Answers per question number, and the blocked records that they leave out, per rule."""

    resultaten: Mapping[str, Resultaat]
    uitgesloten: Mapping[str, int]


def tabel_van(resultaat: Resultaat) -> list[dict[str, Waarde]]:
    """The rows with the source's own keys in place of instance IRIs (a client: its pseudonym)."""
    return [
        {k.naam: _sleutel_van(w) if k.klasse == "koppel" else w for k, w in zip(resultaat.kolommen, rij, strict=True)}
        for rij in resultaat.rijen
    ]


def _sleutel_van(waarde: Waarde) -> Waarde:
    return re.sub(rf"^.*/id/{KVK}/[a-z]+/({BRON}\.)?", "", waarde) if isinstance(waarde, str) else waarde


def pseudoniem(clientnummer: str) -> str:
    """Decision 4: HMAC-SHA256, 128 bits."""
    return hmac.digest(_SLEUTEL, f"client|{BRON}|{clientnummer}".encode(), "sha256").hex()[:32]


class Proefstation:
    """A real station in ``map``: files, a snapshot, a worker. Refreshes on creation."""

    def __init__(self, map: Path, tabellen: Tabellen, gegevens_tot: date = GEGEVENS_TOT) -> None:
        schrijf_csv(tabellen, map / "export")
        (map / "station.toml").write_text(
            f'[organisatie]\nnaam = "Proefhof"\nkvk = "{KVK}"\n\n'
            f'[[bronnen]]\nnaam = "{BRON}"\nsoort = "csv"\npad = "export/"\nmapping = "csv-nl"\n\n'
            # A small table may lose more rows than a real one.
            f"[verversen]\ngegevens_tot = {gegevens_tot.isoformat()}\nverlies_max = 1.0\n"
        )
        (map / "sleutels").mkdir(mode=0o700)
        (map / "sleutels" / "pseudoniem").write_text(_SLEUTEL.hex() + "\n")
        (map / "sleutels" / "pseudoniem").chmod(0o600)
        self.station = lees_station(map)
        assert sleutel.lees_sleutel(self.station.sleutel) == _SLEUTEL
        self.opname = ververs(self.station, vandaag=VANDAAG)
        self.werker = Werker(self.opname.store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.werker.sluit()

    def beantwoord(self, profiel: str, teksten: Mapping[str, str], *, onvolledig_mag: bool = False) -> Beantwoord:
        return beantwoord(
            self.station, profiel, teksten, vandaag=VANDAAG, onvolledig_mag=onvolledig_mag, opname=self.opname, werker=self.werker
        )

    def antwoord(self, profiel: str, teksten: Mapping[str, str], *, onvolledig_mag: bool = False) -> Uitkomst:
        gegeven = self.beantwoord(profiel, teksten, onvolledig_mag=onvolledig_mag).antwoord
        return Uitkomst(gegeven.resultaten, gegeven.uitgesloten)


class Snelstation:
    """The same in memory: mapping, shapes, load, derivations, controls, blockades, questions."""

    def __init__(self, tabellen: Tabellen, gegevens_tot: date = GEGEVENS_TOT) -> None:
        self.gegevens_tot = gegevens_tot
        self.store = ox.Store()
        with tempfile.TemporaryDirectory(prefix="proefstation-") as tijdelijk:
            map = Path(tijdelijk)
            context = mapping.Context(kvk=KVK, ruimte=BRON, bron=BRON, sleutel=_SLEUTEL)
            self.uitslag = mapping.voer_uit(_kaart(), _als_tabellen(tabellen), context, map)
            delen = sorted(map.glob("*.nq"))
            self.bevindingen = list(kwaliteit.toets_vormen(delen))
            for deel in delen:
                self.store.bulk_load(deel.read_bytes(), ox.RdfFormat.N_QUADS, lenient=True)
        self.store.bulk_load(_ontologie(), ox.RdfFormat.N_QUADS)
        tot = f'<{MOMENTOPNAME}> <{WZD}gegevensTot> "{gegevens_tot.isoformat()}"^^<{XSD}date> .\n'
        self.store.load(tot.encode(), ox.RdfFormat.N_QUADS)
        for _, tekst in _afleidingen():
            drietallen = self.store.query(tekst)
            assert isinstance(drietallen, ox.QueryTriples)
            self.store.bulk_extend([ox.Quad(t.subject, t.predicate, t.object) for t in drietallen])
        for controle in kwaliteit.controles():
            self.bevindingen += [
                Bevinding(controle.regel.id, rij["record"], rij.get("eigenschap", ""))
                for rij in self.vraag(controle.sparql, controle.grafen)
            ]
        blokkerend = {r.id for r in kwaliteit.regels() if r.ernst is Ernst.BLOKKEERT}
        regels = "".join(kwaliteit.blokkades([b for b in self.bevindingen if b.regel in blokkerend], self.vraag))
        self.store.load(regels.encode(), ox.RdfFormat.N_QUADS)
        self.vestigingen = [rij["nummer"] for rij in self.vraag(VESTIGINGEN)]

    def vraag(self, tekst: str, grafen: tuple[str, ...] = ()) -> list[dict[str, str]]:
        """Rows as plain text, as the building site gives them."""
        ruw = self._stel(tekst, grafen)
        return [
            {naam: t.value for naam, t in ((v.value, o[v.value]) for v in ruw.variables) if isinstance(t, ox.NamedNode | ox.Literal)}
            for o in ruw
        ]

    def _stel(self, tekst: str, grafen: tuple[str, ...]) -> ox.QuerySolutions:
        antwoord = self.store.query(_keur(tekst), default_graph=ox.DefaultGraph(), named_graphs=[ox.NamedNode(g) for g in grafen])
        assert isinstance(antwoord, ox.QuerySolutions)
        return antwoord

    def antwoord(self, profiel: str, teksten: Mapping[str, str], *, onvolledig_mag: bool = False) -> Uitkomst:
        gekozen = _profiel(profiel)
        stelling = stel(gekozen, teksten, gegevens_tot=self.gegevens_tot, vestigingen=self.vestigingen, onvolledig_mag=onvolledig_mag)
        grafen = (GRAAF_IDENTIFICATIE,) if "identificatie" in gekozen.grafen else ()
        resultaten = {}
        for vraag in gekozen.vragen:
            ruw = self._stel(_gevuld(gekozen.tekst(vraag), tuple(stelling.waarden.items())), grafen)
            namen = tuple(v.value for v in ruw.variables)
            rijen = [tuple(_term(o[naam]) for naam in namen) for o in ruw]
            resultaten[vraag.nr] = als_resultaat(vraag, Tabelantwoord(namen, rijen))
        uit = self.vraag(_gevuld(_uitgesloten(), tuple(stelling.waarden.items())))
        return Uitkomst(resultaten, dict(sorted((rij["regel"].removeprefix(REGEL), int(rij["aantal"])) for rij in uit)))

    def geblokkeerd(self) -> dict[str, dict[str, set[str]]]:
        """What the quality rules keep out: key of a measure or a registration → the rules."""
        per_soort: dict[str, dict[str, set[str]]] = {"interventie": {}, "moment": {}}
        for rij in self.vraag(f"SELECT ?record ?regel WHERE {{ ?record <{WZD}geblokkeerdDoor> ?regel }}"):
            _, soort, sleutel_ = rij["record"].rsplit("/", 2)
            if soort in per_soort:
                per_soort[soort].setdefault(sleutel_.removeprefix(f"{BRON}."), set()).add(rij["regel"].removeprefix(REGEL))
        return per_soort


def _term(term: object) -> Term | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    assert isinstance(term, ox.Literal)
    return Literaal(term.value, term.datatype.value)


def _als_tabellen(tabellen: Tabellen) -> dict[str, Tabel]:
    return {naam: _als_tabel(naam, tabellen) for naam in KOPPEN}


def _als_tabel(naam: str, tabellen: Tabellen) -> Tabel:
    rijen, koppen = tabellen[naam], KOPPEN[naam]

    def lees() -> list[Blok]:
        batch = pa.RecordBatch.from_arrays([pa.array(kolom(rijen, kop), pa.string()) for kop in koppen], names=list(koppen))
        return [Blok(f"{naam}.csv", 2, batch)] if rijen else []

    return Tabel(naam, koppen, lambda: iter(lees()))


@lru_cache(maxsize=1)
def _kaart() -> mapping.Mapping:
    return mapping.lees_mapping("csv-nl", Path())


@lru_cache(maxsize=1)
def _ontologie() -> bytes:
    store = ox.Store()
    for bestand in ontologie_bestanden():
        store.bulk_load(path=str(bestand), format=ox.RdfFormat.TURTLE)
    dump = store.dump(format=ox.RdfFormat.N_QUADS)
    assert dump is not None
    return dump


@lru_cache(maxsize=1)
def _afleidingen() -> tuple[tuple[str, str], ...]:
    bestanden = sorted((middelen("queries") / "afleidingen").glob("*.rq"))
    return tuple((b.stem, wacht.keur(b.read_text(encoding="utf-8")).tekst) for b in bestanden)


@lru_cache(maxsize=4096)
def _keur(tekst: str) -> str:
    return wacht.keur(tekst).tekst


@lru_cache(maxsize=4096)
def _gevuld(tekst: str, waarden: tuple[tuple[str, tuple[Term, ...]], ...]) -> str:
    return gevuld(tekst, dict(waarden))


@lru_cache(maxsize=8)
def _profiel(naam: str) -> Profiel:
    return zoek(naam, VANDAAG)


@lru_cache(maxsize=1)
def _uitgesloten() -> str:
    return (middelen("queries") / "verantwoording" / "uitgesloten.rq").read_text(encoding="utf-8")
