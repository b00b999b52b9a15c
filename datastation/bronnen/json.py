"""JSON and NDJSON: records as rows. Numbers keep the digits that the source wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from datastation.bronnen.bestanden import Bestand, bestanden_per_patroon, bestanden_van, tabel_ontbreekt, twee_bestanden
from datastation.bronnen.blokken import maak_blokken, voeg_samen
from datastation.bronnen.boom import Kolom, Rij, Zicht, eis_gezien, rijen
from datastation.bronnen.jsontekst import LEEG, eerste_teken, lees_document, lees_regels
from datastation.bronnen.koppen import Kolomplan, Kolomvraag, lijkt_op
from datastation.bronnen.waarden import teksten
from datastation.fouten import BronFout
from datastation.instellingen import Bron
from datastation.model.tabel import Blok, Tabel

_KEER = 2_048  # rows that exist as Python objects at one time: few enough to stay in the processor's cache
Records = Iterator[tuple[int, Any]]  # row number, record; LEEG for a blank line


@dataclass(frozen=True)
class _Deel:
    """Records of one table in one file."""

    bestand: Bestand
    records: Callable[[], Records]


def open_json(bron: Bron, map: Path, gevraagd: Mapping[str, frozenset[str]], optioneel: Mapping[str, frozenset[str]]) -> dict[str, Tabel]:
    """Tables of a JSON or NDJSON source; ``table.path`` is a list inside the records of ``table``.

    Raises:
        BronFout: a file is no JSON, a table is missing or stands there twice. A field that no record has is reported at the
            end of the stream: JSON has no header.
    """
    gewenst = sorted(gevraagd.keys() | optioneel.keys())
    basis = _basistabellen(bron, map, gevraagd)
    uit = {}
    for naam in gewenst:
        gevonden = _wijs_toe(naam, basis)
        if gevonden is None:
            if naam in gevraagd:
                raise tabel_ontbreekt(naam, basis, bron, map)
            continue
        vraag = Kolomvraag(gevraagd.get(naam, frozenset()), optioneel.get(naam, frozenset()))
        tabelnaam, pad = gevonden
        uit[naam] = _tabel(naam, basis[tabelnaam], pad, vraag, verplicht=naam in gevraagd)
    return uit


def _wijs_toe(naam: str, basis: Mapping[str, object]) -> tuple[str, tuple[str, ...]] | None:
    """The longest base table that ``naam`` begins with, and the path of keys behind it."""
    stappen = naam.split(".")
    for lengte in range(len(stappen), 0, -1):
        kop = ".".join(stappen[:lengte])
        if kop in basis:
            return kop, tuple(stappen[lengte:])
    return None


def _basistabellen(bron: Bron, map: Path, gevraagd: Mapping[str, frozenset[str]]) -> dict[str, list[_Deel]]:
    ontleed = lru_cache(maxsize=1)(lees_document)  # several tables of one document: one reading
    if bron.bestanden:
        patronen = bestanden_per_patroon(bron, map)
        return {tabel: [_van_patroon(bron, b, tabel, ontleed) for b in bestanden] for tabel, bestanden in patronen.items()}
    bestanden = bestanden_van(bron, map)
    uit: dict[str, list[_Deel]] = {}
    for bestand in bestanden:
        for naam, deel in _delen(bron, bestand, ontleed).items():
            if naam in uit and any(_wijs_toe(vraag, {naam: None}) for vraag in gevraagd):
                raise twee_bestanden(naam, uit[naam][0].bestand.naam, bestand.naam)
            uit[naam] = [deel]
    if len(uit) == 1 and (map / bron.pad).is_file():
        # One file with one list: whatever the mapping calls it, that is the table.
        wortels = {naam for naam in gevraagd if not any(naam.startswith(f"{ander}.") for ander in gevraagd)}
        if len(wortels) == 1 and _wijs_toe(wortel := next(iter(wortels)), uit) is None:
            return {wortel: next(iter(uit.values()))}
    return uit


def _delen(bron: Bron, bestand: Bestand, ontleed: Callable[[Bestand], Any]) -> dict[str, _Deel]:
    if bron.soort == "ndjson":
        return {bestand.stam: _Deel(bestand, lambda: lees_regels(bestand))}
    if eerste_teken(bestand) == b"[":
        return {bestand.stam: _Deel(bestand, lambda: _lijst(ontleed(bestand)))}
    document = ontleed(bestand)
    lijsten = [sleutel for sleutel, inhoud in document.items() if isinstance(inhoud, list)] if isinstance(document, dict) else []
    if not lijsten:
        raise BronFout(
            "Dit JSON-bestand is geen lijst, en geen object met lijsten.",
            waar=bestand.naam,
            herstel='Exporteer [ {…}, {…} ] of {"tabel": [ {…} ]}; is elke regel een object, gebruik dan soort = "ndjson".',
        )
    return {sleutel: _Deel(bestand, partial(_lijst_van, ontleed, bestand, sleutel)) for sleutel in lijsten}


def _van_patroon(bron: Bron, bestand: Bestand, tabel: str, ontleed: Callable[[Bestand], Any]) -> _Deel:
    delen = _delen(bron, bestand, ontleed)
    if len(delen) == 1:
        return next(iter(delen.values()))
    if tabel not in delen:
        raise BronFout(
            f"In dit bestand staat geen lijst {tabel}.",
            waar=f"{bestand.naam}; lijsten: {', '.join(sorted(delen))}",
            herstel="Noem de tabel onder [bronnen.bestanden] zoals de lijst in het bestand heet.",
        )
    return delen[tabel]


def _lijst(records: list[Any]) -> Records:
    return enumerate(records, start=1)


def _lijst_van(ontleed: Callable[[Bestand], Any], bestand: Bestand, sleutel: str) -> Records:
    return _lijst(ontleed(bestand)[sleutel])


def _tabel(naam: str, delen: list[_Deel], pad: tuple[str, ...], vraag: Kolomvraag, *, verplicht: bool) -> Tabel:
    namen = tuple(sorted(vraag.alle)) or ("@index",)

    def lees() -> Iterator[Blok]:
        kolommen, zicht, aantal = [Kolom(n) for n in namen], Zicht(naam), 0
        for deel in delen:
            for stuk in _stukken(deel, pad, zicht, met_plaats=any(kolom.met_plaats for kolom in kolommen)):
                aantal += len(stuk.inhoud)
                yield from _blokken(deel.bestand, stuk, kolommen, naam)
        waar = f"tabel {naam} in {', '.join(deel.bestand.naam for deel in delen[:3])}"
        if aantal:
            eis_gezien(kolommen, vraag, waar)
        elif verplicht and pad and not zicht.gezien and zicht.sleutels:
            lijkt = lijkt_op(pad[-1], sorted(zicht.sleutels))
            herstel = f"{lijkt} lijkt erop. " if lijkt else ""
            raise BronFout(
                f"Geen enkel gegeven heeft lijst {'.'.join(pad)}.", waar=waar, herstel=f"{herstel}Pas de export of de mapping aan."
            )

    return Tabel(naam, namen, lambda: voeg_samen(lees()))


@dataclass(frozen=True)
class _Stuk:
    """Consecutive rows: the number of the first, what stands in each, and (where a column needs it) what stands around it."""

    eerste: int
    inhoud: list[Any]
    rijen: list[Rij] | None
    leeg: pa.Array | None


def _stukken(deel: _Deel, pad: tuple[str, ...], zicht: Zicht, *, met_plaats: bool) -> Iterator[_Stuk]:
    """Rows are numbered by their line or place in the list; elements of a nested list by their place in the file."""
    if pad:
        elementen = (rij for nummer, record in deel.records() if record is not LEEG for rij in rijen(record, nummer - 1, pad, zicht))
        eerste = 1
        while stuk := list(islice(elementen, _KEER)):
            yield _Stuk(eerste, [rij.inhoud for rij in stuk], stuk, None)
            eerste += len(stuk)
        return
    records = deel.records()
    while groep := list(islice(records, _KEER)):
        leeg = [record is LEEG for _, record in groep]
        inhoud = [{} if record is LEEG else record for _, record in groep]
        met_rij = [Rij(record, nummer - 1) for nummer, record in groep] if met_plaats else None
        yield _Stuk(groep[0][0], inhoud, met_rij, pa.array(leeg) if any(leeg) else None)


def _blokken(bestand: Bestand, stuk: _Stuk, kolommen: list[Kolom], tabel: str) -> Iterator[Blok]:
    objecten = all(type(deel) is dict for deel in stuk.inhoud)
    if not objecten and not any(kolom.naam.endswith("@waarde") for kolom in kolommen):
        plaats = next(i for i, deel in enumerate(stuk.inhoud) if not isinstance(deel, dict))
        waar = f"{bestand.naam}, tabel {tabel}, rij {stuk.eerste + plaats}"
        raise BronFout("Hier staat geen object.", waar=waar, herstel="Exporteer elk gegeven als { … }.")
    uit = []
    for kolom in kolommen:

        def plek(plaats: int, naam: str = kolom.naam) -> str:
            return f"{bestand.naam}, tabel {tabel}, rij {stuk.eerste + plaats}, kolom {naam}"

        uit.append(teksten(kolom.waarden(stuk.inhoud, stuk.rijen, objecten=objecten), plek))
    plan = Kolomplan(tuple(kolom.naam for kolom in kolommen), tuple(range(len(kolommen))))
    yield from maak_blokken(uit, plan, bestand.naam, stuk.eerste, leeg=stuk.leeg)
