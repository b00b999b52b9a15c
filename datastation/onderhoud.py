"""The story *keep healthy*: a new station, what a helpdesk would ask, and going back to an older snapshot."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pyoxigraph

from datastation import __version__, besloten, mapping, sleutel
from datastation.bronnen import vingerafdrukken
from datastation.fouten import DatastationFout, GebruiksFout
from datastation.instellingen import BESTANDSNAAM, Station
from datastation.store import momentopname, nazien, zelftest
from datastation.store.schijf import schijf_in_woorden
from datastation.store.werker import Werker

Oordeel = Literal["goed", "let op", "fout"]
VERS_GENOEG = 7  # days: KIK-V asks for weekly data (datastation specification 2021)


@dataclass(frozen=True)
class Onderzoek:
    """One thing the doctor looked at.

    Attributes:
        herstel: what to do; "" where all is well.
    """

    naam: str
    oordeel: Oordeel
    uitleg: str
    herstel: str = ""


VOORBEELD_TOML = """# Een datastation is een map met dit bestand. Alle instellingen: docs/instellingen.md
[organisatie]
naam = "Naam van uw organisatie"
kvk = "00000000"

# Een bron per systeem. Kies de soort en de mapping die erbij past.
[[bronnen]]
naam = "ecd"
soort = "csv"            # csv excel parquet json ndjson fhir rdf sqlite
pad = "export/"          # bestand of map, vanaf dit bestand
mapping = "csv-nl"       # ons, csv-nl, fhir-zib2020, fhir-zib2017, of een eigen map

[verversen]
verlies_max = 0.2        # grootste deel van de rijen dat geweigerd mag worden
bewaar = 5               # aantal momentopnamen dat blijft staan
"""


BELEID_TOML = """# Het beleid: wie mag via het netwerk wat vragen, en wie geeft het antwoord vrij. Uitleg: docs/beleid.md
# Wat hier niet staat, wordt geweigerd. Zoals het nu is, mag niemand iets vragen.
versie = "1"

# Haal de hekjes weg, vul de DID van de afnemer in, en lees na wat er staat met: datastation poort beleid
# [[afnemers]]
# did = "did:web:afnemer.example"
# naam = "Inspectie Gezondheidszorg en Jeugd"
#
# [[afnemers.profielen]]
# profiel = "igj-wzd-aantallen"
# versies = ["1.0.0"]
# besluit = "mens"            # weigeren, mens of automatisch
# onthulling = ["geen"]       # exacte cijfers, omdat de wet het overzicht zelf vraagt
"""


def maak_station(map: Path, toml: str = VOORBEELD_TOML) -> None:
    """Make a station folder: settings, key, an empty folder for exports, a policy that refuses everybody.

    Raises:
        GebruiksFout: there is a station already.
    """
    if (map / BESTANDSNAAM).exists():
        raise GebruiksFout("Hier staat al een datastation.", waar=str(map), herstel="Kies een andere map.")
    besloten.maak_map(map)
    sleutel.maak_sleutel(map / "sleutels" / "pseudoniem")
    besloten.maak_map(map / "export")
    besloten.schrijf(map / "beleid.toml", BELEID_TOML.encode())
    besloten.schrijf(map / BESTANDSNAAM, toml.encode())


def zet_terug(station: Station, id: str) -> momentopname.Momentopname:
    """Let an older snapshot serve again.

    Raises:
        GebruiksFout: no such snapshot, or a refresh is going on: it would put its own in place, or take this one away.
    """
    momentopname.zoek(station.momentopnamen, id)
    schijf = schijf_in_woorden(station.momentopnamen, "Dezelfde momentopname blijft antwoorden.")
    with schijf, momentopname.neem_slot(station.momentopnamen):
        gekozen = momentopname.zoek(station.momentopnamen, id)
        momentopname.zet_wijzer(station.momentopnamen, gekozen.id)
    return gekozen


def onderzoek(station: Station, vandaag: date) -> tuple[Onderzoek, ...]:
    """Look at everything that a helpdesk would ask about."""
    return (
        Onderzoek("versies", "goed", f"datastation {__version__}, pyoxigraph {pyoxigraph.__version__}, Python {sys.version.split()[0]}"),
        _organisatie(station),
        _motor(),
        _sleutel(station),
        _rechten(station),
        *(_bron(station, nummer) for nummer in range(len(station.bronnen))),
        _momentopname(station, vandaag),
        *_wissen(station),
        _werker(station),
        _schijf(station),
    )


def _organisatie(station: Station) -> Onderzoek:
    if station.organisatie.ingevuld:
        return Onderzoek("organisatie", "goed", f"{station.organisatie.naam}, KvK {', '.join(station.organisatie.kvk)}")
    return Onderzoek(
        "organisatie",
        "let op",
        "naam en KvK-nummer zijn nog niet ingevuld",
        "Vul [organisatie] in station.toml in; zonder kunt u niet leveren.",
    )


def _motor() -> Onderzoek:
    try:
        zelftest.eis_gezonde_motor(None)
    except DatastationFout as fout:
        return Onderzoek("motor", "fout", fout.wat, fout.herstel)
    return Onderzoek("motor", "goed", "de zelftest met bekende antwoorden slaagt")


def _sleutel(station: Station) -> Onderzoek:
    try:
        vinger = sleutel.vingerafdruk(sleutel.lees_sleutel(station.sleutel))
    except DatastationFout as fout:
        return Onderzoek("sleutel", "fout", fout.wat, fout.herstel)
    return Onderzoek("sleutel", "goed", f"aanwezig, alleen voor de eigenaar leesbaar (vingerafdruk {vinger})")


def open_mappen(station: Station) -> tuple[str, ...]:
    """Folders of a station that everybody on this machine can read; a group may be meant so and is not counted."""
    if not besloten.te_open(station.map):
        return ()
    mappen = (station.momentopnamen, station.antwoorden, station.sleutel.parent, station.map / "logboek", station.map / "export")
    return tuple(m.name for m in mappen if m.is_dir() and besloten.te_open(m))


def _rechten(station: Station) -> Onderzoek:
    """Made closed, but an older version or a copy may have opened them."""
    if gevonden := open_mappen(station):
        uitleg = f"iedereen op deze computer kan lezen in: {', '.join(gevonden)}"
        return Onderzoek("rechten", "let op", uitleg, f"Voer uit: chmod -R o= {station.map}")
    if os.geteuid() == 0:
        return Onderzoek("rechten", "let op", "het datastation draait als beheerder (root)", "Draai het onder een eigen gebruiker.")
    return Onderzoek("rechten", "goed", "de mappen met gegevens zijn niet voor iedereen te lezen")


def _bron(station: Station, nummer: int) -> Onderzoek:
    bron = station.bronnen[nummer]
    try:
        bestanden = vingerafdrukken(bron, station.map)
        if bron.mapping is not None:
            mapping.lees_mapping(bron.mapping, station.map)
    except DatastationFout as fout:
        return Onderzoek(f"bron {bron.naam}", "fout", f"{fout.wat} {fout.waar}".strip(), fout.herstel)
    omvang = sum(b.bytes for b in bestanden) / 1e6
    return Onderzoek(f"bron {bron.naam}", "goed", f"{len(bestanden)} bestand(en), {omvang:.1f} MB, mapping {bron.mapping or '-'}")


def _momentopname(station: Station, vandaag: date) -> Onderzoek:
    try:
        opname = momentopname.huidige(station.momentopnamen)
        manifest = opname.manifest
        veranderd = nazien.veranderd(opname)
    except DatastationFout as fout:
        return Onderzoek("momentopname", "fout", fout.wat, fout.herstel)
    if veranderd:
        wat = f"{opname.id} is veranderd sinds hij gemaakt werd: {', '.join(veranderd[:5])}"
        return Onderzoek("momentopname", "fout", wat, "Ververs opnieuw, en zoek uit wie of wat in de map momentopnamen schreef.")
    dagen = (vandaag - manifest.gegevens_tot).days
    uitleg = f"{opname.id}, gegevens tot en met {manifest.gegevens_tot:%d-%m-%Y}, {manifest.triples} triples"
    if dagen > VERS_GENOEG:
        return Onderzoek("momentopname", "let op", f"{uitleg}; dat is {dagen} dagen geleden", "Ververs met een nieuwe export.")
    return Onderzoek("momentopname", "goed", uitleg)


def _wissen(station: Station) -> tuple[Onderzoek, ...]:
    """Only where an erasure was broken off: what should be gone is still on the disk."""
    try:
        onaf = [m.id for m in momentopname.lijst(station.momentopnamen) if momentopname.opvolger(station.momentopnamen, m.id) is not None]
    except DatastationFout as fout:
        return (Onderzoek("wissen", "fout", fout.wat, fout.herstel),)
    if not onaf:
        return ()
    return (Onderzoek("wissen", "let op", f"niet afgemaakt voor {', '.join(onaf)}", "Voer uit: datastation wis-persoon --afmaken"),)


def _werker(station: Station) -> Onderzoek:
    try:
        with Werker(momentopname.huidige(station.momentopnamen).store) as werker:
            wanden = werker.afscherming
            werker.vraag("ASK { ?s ?p ?o }")
    except DatastationFout as fout:
        return Onderzoek("werker", "fout", fout.wat, fout.herstel)
    netwerk = {"geen-netwerk", "geen-sockets"} & set(wanden)
    if not netwerk:
        return Onderzoek(
            "werker",
            "let op",
            "de kern laat niet toe dat vragen zonder netwerk draaien",
            "Draai het station als dienst met een eigen naamruimte.",
        )
    return Onderzoek("werker", "goed", "antwoordt; afgeschermd met " + ", ".join(wanden))


def _schijf(station: Station) -> Onderzoek:
    vrij = shutil.disk_usage(station.map).free
    groot = max(
        (sum(p.stat().st_size for p in m.map.rglob("*") if p.is_file()) for m in momentopname.lijst(station.momentopnamen)), default=0
    )
    uitleg = f"{vrij / 1e9:.1f} GB vrij; de grootste momentopname is {groot / 1e6:.0f} MB"
    # Building and optimising needs room for several copies at once (measured: 4-5 times, docs/metingen.md).
    if vrij < 6 * groot:
        return Onderzoek("schijf", "let op", uitleg, "Maak ruimte vrij, of bewaar minder momentopnamen (bewaar in station.toml).")
    return Onderzoek("schijf", "goed", uitleg)
