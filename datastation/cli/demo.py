"""The demo: an organisation that does not exist, three source systems, one overview."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from datastation import leveren, onderhoud, voorbeeld
from datastation.cli.antwoorden import toon_uitgesloten
from datastation.cli.uitvoer import UIT, alinea, eigen_naam, getal, kort, meld, tabel, vandaag, voortgang
from datastation.fouten import GebruiksFout
from datastation.instellingen import Station, lees_station
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
_UITLEG = {
    ("igj-wzd-registraties", ".xml"): "het overzicht per cliënt",
    ("igj-wzd-aantallen", ".xml"): "de aantallen per vestiging",
    ("igj-wzd-aantallen", ".html"): "het rapport; open het in een browser",
    ("igj-wzd-analyse", ".html"): "cijfers bij de jaarlijkse analyse; open in een browser",
}


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
    """The answer first, then how sure it is, then where it stands and what to do next."""
    aantallen = leveringen[1].uitkomst.antwoord
    UIT.print()
    alinea("", kop=station.organisatie.naam)
    alinea(f"Onvrijwillige zorg (Wzd) in {PERIODE}. Alle gegevens zijn verzonnen.")
    UIT.print()
    _toon_totalen(aantallen.resultaten)
    UIT.print()
    _toon_balans(opname)
    if aantallen.uitgesloten:
        UIT.print()
        UIT.print("Niet meegeteld, omdat er eerst iets te herstellen is:")
        toon_uitgesloten(aantallen.uitgesloten, hoogstens=5)
    UIT.print()
    _toon_leveringen(leveringen)
    UIT.print()
    UIT.print("Verder kijken:")
    for opdracht, uitleg in (
        (f"controleer --station {kort(station.map)}", "wat er te herstellen is, met de rij in de bron"),
        ("vragen", "welke vragen er zijn, en op welke grond"),
    ):
        alinea(f"{eigen_naam()} {opdracht}", inspring=2, hang=2)
        alinea(uitleg, inspring=6)
    meld(f"Klaar in {seconden:.0f} seconden.")


def _toon_totalen(resultaten: Mapping[str, Resultaat]) -> None:
    per_vestiging, totaal = resultaten["2"], resultaten["4"]
    rijen = [(rij[1], *rij[2:]) for rij in per_vestiging.rijen]
    rijen.append(("Hele organisatie", *totaal.rijen[0]))
    tabel("", ("vestiging", "cliënten", "geplande zorg", "momenten"), rijen, rechts=(1, 2, 3))
    alinea("Een cliënt telt één keer. Momenten: keren zo nodig en onvoorzien.")


def _toon_balans(opname: Momentopname) -> None:
    manifest = opname.manifest
    gelezen = sum(b.gelezen for b in manifest.balansen)
    gemapt = sum(b.gemapt for b in manifest.balansen)
    buiten = sum(b.buiten_bereik for b in manifest.balansen)
    UIT.print(f"Gelezen uit {len(manifest.bronnen)} bronsystemen: {getal(gelezen)} rijen.")
    for aantal, woorden in (
        (gemapt, "gebruikt"),
        (buiten, "niet voor de Wzd"),
        (gelezen - gemapt - buiten, "geweigerd: onleesbaar of dubbel"),
    ):
        UIT.print(f"{getal(aantal):>7}  {woorden}")


def _toon_leveringen(leveringen: list[Geleverd]) -> None:
    paden = [(pad, levering) for levering in leveringen for pad in levering.bestanden if pad.suffix in (".xml", ".html")]
    alinea(f"Dit staat klaar in {kort(paden[0][0].parent)}:")
    for pad, levering in paden:
        alinea(f"{pad.name}", inspring=2)
        alinea(f"{_UITLEG[levering.uitkomst.profiel.id, pad.suffix]}, {levering.uitkomst.herkomst.status}", inspring=6)
