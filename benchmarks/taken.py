"""The tasks that are measured, each alone in its process: ``python -m benchmarks.taken TASK '{"argument": …}'``."""

from __future__ import annotations

import csv
import json
import resource
import shutil
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from datastation import mapping, voorbeeld
from datastation.instellingen import Bron, lees_station
from datastation.verversen import open_tabellen, ververs

VANDAAG = date(2026, 8, 1)
GEHEIM = bytes(range(32))


def maak(map: str, clienten: int, registraties: int, fouten: float) -> dict[str, Any]:
    """A station folder with a synthetic organisation in csv-nl."""
    organisatie = voorbeeld.maak_organisatie(clienten, registraties, fouten=fouten)
    voorbeeld.schrijf_station(organisatie, Path(map), "csv-nl")
    sleutels = Path(map) / "sleutels"
    sleutels.mkdir(exist_ok=True)
    (sleutels / "pseudoniem").write_text(GEHEIM.hex())
    (sleutels / "pseudoniem").chmod(0o600)
    return {}


def map_bron(map: str, uit: str) -> dict[str, Any]:
    """All tables of the source through the csv-nl mapping: N-Quads text and row provenance."""
    station = lees_station(Path(map))
    bron: Bron = station.bronnen[0]
    assert bron.mapping is not None
    Path(uit).mkdir(parents=True)
    kaart = mapping.lees_mapping(bron.mapping, station.map)
    context = mapping.Context(kvk=station.kvk, ruimte=bron.ruimte, bron=bron.naam, sleutel=GEHEIM, tijdzone=bron.tijdzone)
    uitslag = mapping.voer_uit(kaart, open_tabellen(bron, station.map, kaart), context, Path(uit))
    return {
        "rijen": sum(b.gelezen for b in uitslag.balansen),
        "triples": sum(d.quads for d in uitslag.delen),
        "bytes": sum(d.bytes for d in uitslag.delen),
    }


def motor_laadt(delen: str, store: str) -> dict[str, Any]:
    """Oxigraph's own way: bulk_load of the same lines into a fresh store, and optimize."""
    doel = ox.Store(store)
    begin = time.perf_counter()
    for pad in sorted(Path(delen).glob("*.nq")):
        doel.bulk_load(path=str(pad), format=ox.RdfFormat.N_QUADS, lenient=True)
    geladen = time.perf_counter()
    doel.optimize()
    return {"laden": geladen - begin, "optimaliseren": time.perf_counter() - geladen, "triples": len(doel)}


def ververs_station(map: str) -> dict[str, Any]:
    """The whole way to a snapshot that serves."""
    opname = ververs(lees_station(Path(map)), vandaag=VANDAAG)
    manifest = opname.manifest
    return {"fasen": dict(manifest.tijden), "triples": manifest.triples, "geblokkeerd": dict(manifest.geblokkeerd)}


def rij_voor_rij(map: str, uit: str) -> dict[str, Any]:
    """The registrations alone, one row at a time with f-strings: what a script would do. No checks, no losses, no provenance."""
    basis, wzd = "https://w3id.org/datastation/id/99990001", "https://w3id.org/datastation/def/wzd#"
    onz, xsd, zib = "http://purl.org/ozo/onz-g#", "http://www.w3.org/2001/XMLSchema#", "https://w3id.org/datastation/def/zib#"
    rijen = triples = 0
    with (Path(map) / "export" / "registraties.csv").open(encoding="utf-8-sig", newline="") as van, Path(uit).open("w") as naar:
        for rij in csv.DictReader(van, delimiter=";"):
            rijen += 1
            dag, maand, jaar = rij["datum"].split("-")
            s = f"<{basis}/moment/ecd.{rij['registratienummer']}>"
            regels = [
                f"{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{wzd}Moment> .",
                f"{s} <{wzd}vanInterventie> <{basis}/interventie/ecd.{rij['maatregelnummer']}> .",
                f'{s} <{onz}startDatum> "{jaar}-{maand}-{dag}"^^<{xsd}date> .',
                f'{s} <{wzd}halfjaar> "{jaar}-H{1 if int(maand) < 7 else 2}" .',
                f'{s} <{wzd}aantal> "{rij["aantal"] or 1}"^^<{xsd}integer> .',
            ]
            if rij["begintijd"]:
                zone = "+02:00" if 3 < int(maand) < 11 else "+01:00"
                regels.append(f'{s} <{zib}begin> "{jaar}-{maand}-{dag}T{rij["begintijd"]}:00{zone}"^^<{xsd}dateTime> .')
            if rij["eindtijd"]:
                einde, tijd = rij["eindtijd"].split(" ")
                d, m, j = einde.split("-")
                zone = "+02:00" if 3 < int(m) < 11 else "+01:00"
                regels.append(f'{s} <{zib}einde> "{j}-{m}-{d}T{tijd}:00{zone}"^^<{xsd}dateTime> .')
            if rij["duur_minuten"]:
                regels.append(f'{s} <{wzd}duurMinuten> "{rij["duur_minuten"]}"^^<{xsd}integer> .')
            if rij["locatiecode"]:
                regels.append(f"{s} <{wzd}locatie> <{basis}/locatie/ecd.{rij['locatiecode']}> .")
            if rij["ambulant"]:
                regels.append(f'{s} <{wzd}ambulant> "{"true" if rij["ambulant"] == "J" else "false"}"^^<{xsd}boolean> .')
            naar.write("\n".join(regels) + "\n")
            triples += len(regels)
    return {"rijen": rijen, "triples": triples}


def ruim(map: str) -> dict[str, Any]:
    """Remove a folder."""
    shutil.rmtree(map, ignore_errors=True)
    return {}


TAKEN = {f.__name__: f for f in (maak, map_bron, motor_laadt, ververs_station, rij_voor_rij, ruim)}


def hoofd(taak: str, argumenten: str) -> None:
    """Run one task and print what it took as one line of JSON."""
    begin, cpu = time.perf_counter(), time.process_time()
    uit = TAKEN[taak](**json.loads(argumenten))
    wand, cpu = time.perf_counter() - begin, time.process_time() - cpu
    piek = max(resource.getrusage(wie).ru_maxrss for wie in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    sys.stdout.write(json.dumps({"wand": wand, "cpu": cpu, "piek": piek, "uit": uit}) + "\n")


if __name__ == "__main__":
    hoofd(sys.argv[1], sys.argv[2])
