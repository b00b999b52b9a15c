"""A whole source through its mapping: N-Quads text, row provenance, losses and balances."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Tabellen
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from datastation.fouten import MappingFout
from datastation.mapping.gezien import aaneen
from datastation.mapping.herkomst import Herkomstschrijver
from datastation.mapping.knopen import lijkt_op
from datastation.mapping.model import Context, Mapping, Samenvoeging
from datastation.mapping.samenvoegen import Ouders
from datastation.mapping.tabelverwerker import Rijen, Tabelverwerker
from datastation.mapping.verliezen import Boekhouding
from datastation.model.tabel import Tabel
from datastation.model.verlies import Balans, Verliesregel

Voortgang = Callable[[str, int], None]


@dataclass(frozen=True)
class Deel:
    """One written file.

    Attributes:
        naam: ``<bron>-<tabel>``.
        pad: the ``.nq`` file: UTF-8, one quad a line.
        quads: number of lines.
        bytes: size.
    """

    naam: str
    pad: Path
    quads: int
    bytes: int


@dataclass(frozen=True)
class Uitslag:
    """What became of a source."""

    balansen: tuple[Balans, ...]
    regels: tuple[Verliesregel, ...]
    delen: tuple[Deel, ...]
    herkomst: Path | None = None


@dataclass
class _Telling:
    gelezen: int = 0
    geweigerd: int = 0
    buiten_bereik: int = 0
    gemapt: int = 0
    quads: int = 0
    omvang: int = 0
    regels: list[Verliesregel] = field(default_factory=list)


def voer_uit(mapping: Mapping, tabellen: Tabellen[str, Tabel], context: Context, uit: Path, voortgang: Voortgang | None = None) -> Uitslag:
    """Map a source.

    Args:
        mapping: from ``lees_mapping``.
        tabellen: the source's tables by name; others than the mapping asks for are left alone.
        context: what the station fills in.
        uit: existing folder; gets ``<bron>-<tabel>.nq`` (a table name that is no file name is spelled with ``_``) and ``<bron>-herkomst.parquet``.
        voortgang: called after each block with the table's name and the number of rows read.

    Raises:
        MappingFout: the source lacks a table or column that the mapping names; nothing is written.
        BronFout: the source broke while it was read; the files of this source are removed.
    """
    aanwezige = controleer_tabellen(mapping, tabellen)
    ouders = maak_ouders(mapping, tabellen, context)
    pad = uit / f"{context.bron}-herkomst.parquet"
    delen: list[Deel] = []
    balansen: list[Balans] = []
    regels: list[Verliesregel] = []
    doelen = _doelen(aanwezige, context.bron, uit)
    geschreven = [pad, *doelen.values()]
    try:
        with Herkomstschrijver(pad, list(aanwezige)) as herkomst:
            for naam in aanwezige:
                doel = doelen[naam]
                verwerker = Tabelverwerker(mapping, naam, context, ouders)
                telling = _tabel(
                    verwerker, tabellen[naam], doel=doel, boek=Boekhouding(context.bron, naam), herkomst=herkomst, voortgang=voortgang
                )
                delen.append(Deel(doel.stem, doel, telling.quads, telling.omvang))
                balansen.append(Balans(context.bron, naam, telling.gelezen, telling.gemapt, telling.geweigerd, telling.buiten_bereik))
                regels.extend(telling.regels)
    except BaseException:
        for bestand in geschreven:
            bestand.unlink(missing_ok=True)
        raise
    return Uitslag(tuple(balansen), tuple(regels), tuple(delen), pad)


def _doelen(tabellen: Iterable[str], bron: str, uit: Path) -> dict[str, Path]:
    """A file per table. A child table of FHIR has a slash or brackets in its name: those become ``_``, numbered where two would meet."""
    doelen: dict[str, Path] = {}
    for naam in tabellen:
        kaal = stam = f"{bron}-{re.sub(r'[^A-Za-z0-9._-]+', '_', naam)}"
        nummer = 2
        while uit / f"{stam}.nq" in doelen.values():
            stam, nummer = f"{kaal}_{nummer}", nummer + 1
        doelen[naam] = uit / f"{stam}.nq"
    return doelen


def _tabel(
    verwerker: Tabelverwerker, tabel: Tabel, *, doel: Path, boek: Boekhouding, herkomst: Herkomstschrijver, voortgang: Voortgang | None
) -> _Telling:
    telling = _Telling()
    with doel.open("wb") as bestand:
        for blok in tabel.lees():
            for rijen in verwerker.verwerk(blok):
                boek_bij(boek, blok.bestand, rijen)
                tekst, quads = rijen.bouwer.tekst(rijen.gemapt)
                bestand.write(tekst)
                herkomst.schrijf(tabel.naam, blok.bestand, rijen.nummers[rijen.binnen[rijen.gemapt]], _gemapt(rijen))
                telling.gelezen += len(rijen.nummers)
                telling.buiten_bereik += sum(int(lot.rijen.sum()) for lot in rijen.loten if lot.soort == "buiten_bereik")
                telling.geweigerd += sum(int(lot.rijen.sum()) for lot in rijen.loten if lot.soort == "rij") + int(rijen.geweigerd.sum())
                telling.gemapt += int(rijen.gemapt.sum())
                telling.quads += quads
                telling.omvang += len(tekst)
            if voortgang is not None:
                voortgang(tabel.naam, telling.gelezen)
    telling.regels.extend(boek.regels())
    return telling


def _gemapt(rijen: Rijen) -> pa.StringArray:
    return rijen.onderwerp if not rijen.geweigerd.any() else rijen.onderwerp.filter(pa.array(rijen.gemapt))


def boek_bij(boek: Boekhouding, bestand: str, rijen: Rijen) -> None:
    """Write the losses of a block into the ledger."""
    for lot in rijen.loten:
        boek.noteer((bestand, lot.kolom, lot.soort, lot.reden), lot.rijen, rijen.nummers, lot.herstel)
    binnen = rijen.nummers[rijen.binnen]
    for soort, fouten in (("rij", rijen.weigeringen), ("eigenschap", rijen.eigenschappen)):
        for fout in fouten:
            boek.noteer((bestand, fout.kolom, soort, fout.reden), fout.rijen, binnen, fout.herstel)


def maak_ouders(mapping: Mapping, tabellen: Tabellen[str, Tabel], context: Context) -> dict[Samenvoeging, Ouders]:
    """The parents of every join between tables, each looked up once."""
    gevonden = (e.object for luik in mapping.luiken for e in luik.eigenschappen if isinstance(e.object, Samenvoeging) and e.object.paren)
    return {doel: _ouders(mapping, tabellen, context, doel) for doel in dict.fromkeys(gevonden)}


def _ouders(mapping: Mapping, tabellen: Tabellen[str, Tabel], context: Context, doel: Samenvoeging) -> Ouders:
    """One pass over the parent table: key and subject of every row that is not refused (refusals by a join do not count here)."""
    luik = mapping.luik(doel.ouder)
    if luik.tabel not in tabellen:
        return Ouders.maak([], [])
    verwerker = Tabelverwerker(mapping, luik.tabel, context, None)
    sleutels, onderwerpen = [], []
    for blok in tabellen[luik.tabel].lees():
        for rijen in verwerker.verwerk(blok):
            onderwerp = verwerker.onderwerp_van(rijen, luik)
            sleutels.append(aaneen([rijen.reken.kolom(daar) for _, daar in doel.paren]))
            onderwerpen.append(onderwerp)
    return Ouders.maak(sleutels, onderwerpen)


def controleer_tabellen(mapping: Mapping, tabellen: Tabellen[str, Tabel]) -> tuple[str, ...]:
    """The tables to map, in the order of the mapping.

    Raises:
        MappingFout: a table or a column is not in the source; names the nearest one.
    """
    aanwezige = []
    for luik in mapping.luiken:
        naam = luik.tabel
        if naam in aanwezige:
            continue
        if naam not in tabellen:
            if mapping.tabellen[naam].afwezig_mag:
                continue
            raise luik.plek.fout(f"De mapping leest de tabel '{naam}', en die heeft de bron niet.", lijkt_op(naam, tabellen))
        _controleer_kolommen(mapping, naam, tabellen[naam])
        aanwezige.append(naam)
    return tuple(aanwezige)


def _controleer_kolommen(mapping: Mapping, naam: str, tabel: Tabel) -> None:
    for kolom in sorted(mapping.gevraagd[naam] - mapping.tabellen[naam].optioneel - set(tabel.kolommen)):
        raise MappingFout(
            f"De mapping gebruikt de kolom '{kolom}' van '{naam}', en die heeft de bron niet.",
            waar=f"{mapping.bestand}; tabel {naam}; kolommen: {', '.join(tabel.kolommen)}",
            herstel=f"{lijkt_op(kolom, tabel.kolommen)} Herstel de kop van de bron, of zet de kolom bij x-tabellen.{naam}.optioneel.",
        )
