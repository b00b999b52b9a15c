"""The demo: an organisation that does not exist, three source systems, one overview."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from datastation import leveren, onderhoud, voorbeeld
from datastation.cli.uitvoer import UIT, meld, tabel, vandaag, voortgang
from datastation.fouten import GebruiksFout
from datastation.instellingen import Station, lees_station
from datastation.kwaliteit import regels
from datastation.leveren import Geleverd
from datastation.model.antwoord import Resultaat
from datastation.store.momentopname import Momentopname
from datastation.verversen import ververs

PERIODE, JAAR = "2026-H1", "2025"
MERK = ".demo"
_LEVERINGEN = (
    ("igj-wzd-registraties", {"periode": PERIODE}, "xml"),
    ("igj-wzd-aantallen", {"periode": PERIODE}, "xml"),
    ("igj-wzd-aantallen", {"periode": PERIODE}, "csv"),
    ("igj-wzd-aantallen", {"periode": PERIODE}, "html"),
    ("igj-wzd-analyse", {"jaar": JAAR}, "html"),
)


def speel(map: Path, clienten: int, registraties: int | None, seed: int) -> None:
    """Make the demo station in `map`, refresh it, deliver, and tell what came of it.

    Raises:
        GebruiksFout: the folder holds something that is not a demo station; it is left alone.
    """
    begin = time.perf_counter()
    _maak_plaats(map)
    with voortgang() as zeg:
        zeg("een organisatie verzinnen")
        organisatie = voorbeeld.maak_organisatie(clienten=clienten, registraties=registraties, seed=seed)
        _schrijf_bronnen(organisatie, map)
        station = lees_station(map)
        opname = ververs(station, vandaag=organisatie.peildatum, meld=zeg)
        zeg("vragen beantwoorden")
        leveringen = [
            leveren.lever(station, profiel, waarden, vandaag=vandaag().date(), formaat=vorm) for profiel, waarden, vorm in _LEVERINGEN
        ]
    _vertel(station, opname, leveringen, time.perf_counter() - begin)


def _maak_plaats(map: Path) -> None:
    if map.exists() and any(map.iterdir()):
        if not (map / MERK).exists():
            raise GebruiksFout(
                "Deze map is niet leeg en geen demostation.", waar=str(map), herstel="Kies een andere map: datastation demo MAP."
            )
        shutil.rmtree(map)


def _schrijf_bronnen(organisatie: voorbeeld.Organisatie, map: Path) -> None:
    """The clients divided over three systems, each with its own shape; one station.toml that names them."""
    onderhoud.maak_station(map, voorbeeld.station_toml_gesplitst(organisatie))
    (map / MERK).write_text("Dit station is gemaakt door `datastation demo` en mag worden overschreven.\n", encoding="utf-8")
    for deel, vorm in zip(voorbeeld.splits(organisatie, len(voorbeeld.VORMEN)), voorbeeld.VORMEN, strict=True):
        voorbeeld.schrijf(deel, map / "export" / vorm, vorm)


def _vertel(station: Station, opname: Momentopname, leveringen: list[Geleverd], seconden: float) -> None:
    manifest = opname.manifest
    UIT.print()
    UIT.print(f"[bold]{station.organisatie.naam}[/]: onvrijwillige zorg (Wzd), {PERIODE}. Alle gegevens zijn verzonnen.")
    UIT.print()
    _toon_totalen(leveringen[1].uitkomst.antwoord.resultaten)
    gelezen = sum(b.gelezen for b in manifest.balansen)
    gemapt = sum(b.gemapt for b in manifest.balansen)
    buiten = sum(b.buiten_bereik for b in manifest.balansen)
    UIT.print()
    UIT.print(
        f"Gelezen uit {len(manifest.bronnen)} bronsystemen: {gelezen} rijen. Gebruikt: {gemapt}. Niet voor de Wzd: {buiten}. Geweigerd: {gelezen - gemapt - buiten}."
    )
    titels = {r.id: r.titel for r in regels()}
    uitgesloten = leveringen[1].uitkomst.antwoord.uitgesloten
    if uitgesloten:
        UIT.print("Niet meegeteld, omdat er eerst iets hersteld moet worden:")
        for regel, aantal in sorted(uitgesloten.items(), key=lambda p: -p[1])[:5]:
            UIT.print(f"  {aantal:4} × {titels.get(regel, regel)}")
        if len(uitgesloten) > 5:
            UIT.print(f"       en nog {len(uitgesloten) - 5} andere redenen")
    UIT.print()
    UIT.print("Dit staat klaar:")
    for levering in leveringen:
        for pad in levering.bestanden:
            if pad.suffix in (".xml", ".html"):
                UIT.print(f"  {pad}", soft_wrap=True)
    UIT.print()
    UIT.print("Verder kijken:")
    UIT.print(f"  open het rapport [bold]{_rapport(leveringen)}[/] in een browser", soft_wrap=True)
    UIT.print(f"  datastation controleer --station {station.map.name}     wat er te herstellen is, met de rij in de bron")
    UIT.print("  datastation vragen                             welke vragen er zijn, en op welke grond")
    meld(f"Klaar in {seconden:.0f} seconden.")


def _toon_totalen(resultaten: Mapping[str, Resultaat]) -> None:
    per_vestiging, totaal = resultaten["2"], resultaten["4"]
    rijen = [(rij[1], *rij[2:]) for rij in per_vestiging.rijen]
    rijen.append(("Hele organisatie (unieke cliënten)", *totaal.rijen[0]))
    tabel("", ("vestiging", "cliënten", "planbare maatregelen", "momenten"), rijen, rechts=(1, 2, 3))


def _rapport(leveringen: list[Geleverd]) -> Path:
    return next(pad for levering in leveringen for pad in levering.bestanden if pad.suffix == ".html")
