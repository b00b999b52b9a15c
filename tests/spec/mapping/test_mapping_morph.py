"""The printed RML, run by another engine, gives the same graph."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hulp.kaart import CONTEXT, Rijen, schrijf_mapping, tabel, voer

from datastation.mapping import als_rml
from datastation.mapping.functies import FUNCTIES

HIER = Path(__file__).resolve().parent
MAPPING = r"""
prefixes: {ex: "http://example.org/"}
x-tabellen:
  registraties:
    buiten_bereik:
      - {reden: andere_wet, kolom: wet, niet_een_van: [Wzd, wzd]}
      - {reden: concept, kolom: status, een_van: [concept]}
    verplicht: [nummer]
mappings:
  momenten:
    sources: [[registraties]]
    s: id:$(_kvk)/moment/$(_ruimte).$(nummer)
    po:
      - [a, wzd:Moment]
      - [wzd:vanInterventie, "id:$(_kvk)/interventie/$(_ruimte).$(maatregel)~iri"]
      - p: onz-g:startDatum
        o: {function: 'ds:datum(waarde=$(datum), formaat="%d-%m-%Y")', datatype: xsd:date}
        x-bij-fout: rij
      - {p: zib:begin, o: {function: 'ds:tijdstip_van(datum=$(datum), tijd=$(tijd), formaat="%d-%m-%Y %H:%M")', datatype: xsd:dateTime}}
      - {p: wzd:halfjaar, o: {function: 'ds:halfjaar(waarde=$(datum), formaat="%d-%m-%Y")'}}
      - {p: wzd:client, o: {function: 'ds:pseudoniem(soort="client", sleutel=$(client))', type: iri}}
      - {p: wzd:soort, o: {function: 'ds:code(waarde=$(soort), lijst="soort")', type: iri}}
      - {p: wzd:aantal, o: {function: 'ds:geheel(waarde=ds:eerste(a=$(aantal), b="1"))', datatype: xsd:integer}}
      - p: wzd:ambulant
        o: {function: 'ds:waarheid(waarde=$(vlag))', datatype: xsd:boolean}
        condition: {function: 'ds:gelijk(waarde=$(status), een_van="actief")'}
        x-bij-fout: rij
      - [rdfs:comment, $(tekst), nl~lang]
      - {p: ex:net, o: {function: 'ds:tekst(waarde=$(tekst))'}}
      - p: wzd:locatie
        o: {mapping: locaties, condition: {function: equal, parameters: [[str1, $(plek)], [str2, $(code)]]}}
  locaties:
    sources: [[locaties]]
    s: id:$(_kvk)/locatie/$(_ruimte).$(code)
    graphs: urn:graaf:plaatsen
    po:
      - [a, wzd:Locatie]
      - [rdfs:label, $(naam)]
"""
KOLOMMEN = ["nummer", "wet", "status", "maatregel", "datum", "tijd", "client", "soort", "aantal", "vlag", "tekst", "plek"]
REGISTRATIES = [
    ["R1", "Wzd", "actief", "M 1/é", "01-03-2026", "10:00", "C1", "FIX", "2", "J", 'zei "ja"\\ en weg', "K1"],
    ["R2", "wzd", "klaar", "", "29-03-2026", "02:30", "C1", "OUD", "", "x", "", "K2"],
    ["R3", "Wzd", "actief", "M2", "31-02-2026", "10:00", "C2", "FIX", "1", "J", "geweigerd", "K1"],
    ["R4", "Wzd", "actief", "M2", "30-06-2026", "23:59", "C2", "SEP", "veel", "misschien", "geweigerd", "K1"],
    ["R5", "Wvggz", "actief", "M2", "30-06-2026", "", "", "", "", "", "", ""],
    ["R6", "Wzd", "concept", "M2", "30-06-2026", "", "", "", "", "", "", ""],
    ["", "Wzd", "actief", "M2", "30-06-2026", "", "", "", "", "", "", ""],
    ["R8", "", "", "M3", "25-10-2026", "02:30", "", "", "", "", "  twee   woorden ", "K1"],
]


@pytest.fixture(scope="module")
def morph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own with morph-kgc."""
    if (gegeven := os.environ.get("DATASTATION_MORPH_PYTHON")) is not None:
        return Path(gegeven)
    folder = tmp_path_factory.mktemp("morph") / "omgeving"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    klaar = subprocess.run([folder / "bin" / "pip", "install", "-q", "morph-kgc==2.10.0"], capture_output=True, text=True, check=False)
    if klaar.returncode:
        pytest.skip(f"morph-kgc is hier niet te installeren: {klaar.stderr.strip().splitlines()[-1:]}")
    return folder / "bin" / "python"


def _kanoniek(tekst: bytes) -> set[str]:
    graaf = ox.Dataset(ox.parse(tekst, format=ox.RdfFormat.N_QUADS))
    graaf.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in graaf}


@pytest.mark.lang
@pytest.mark.timeout(600)
def test_morph_kgc_maakt_dezelfde_graaf(tmp_path: Path, morph: Path) -> None:
    """morph-kgc on the printed RML and our engine on the mapping make the same quads."""
    mapping = schrijf_mapping(tmp_path, MAPPING, soort="bron;doel;toelichting\nFIX;ex:fix;\nSEP;ex:sep;\nOUD;;weg\n")
    rijen: Rijen = [dict(zip(KOLOMMEN, [w or None for w in rij], strict=True)) for rij in REGISTRATIES]
    locaties: Rijen = [{"code": "K1", "naam": "Huis é"}, {"code": "K3", "naam": None}]
    uitslag = voer(tmp_path, mapping, {"registraties": tabel("registraties", rijen), "locaties": tabel("locaties", locaties)})
    for naam, kolommen, inhoud in (("registraties", KOLOMMEN, rijen), ("locaties", ["code", "naam"], locaties)):
        with (tmp_path / f"{naam}.csv").open("w", encoding="utf-8", newline="") as bestand:
            schrijver = csv.writer(bestand)
            schrijver.writerow(kolommen)
            schrijver.writerows([rij[k] or "" for k in kolommen] for rij in inhoud)
    (tmp_path / "mapping.ttl").write_text(als_rml(mapping, CONTEXT), encoding="utf-8")
    (tmp_path / "config.ini").write_text(
        f"[CONFIGURATION]\nna_values=__nooit__\noutput_format=N-QUADS\nnumber_of_processes=1\nudfs={HIER / 'morph_functies.py'}\n"
        "safe_percent_encoding=\n[bron]\nmappings=mapping.ttl\n",
        encoding="utf-8",
    )
    opdracht = {
        "functies": str(HIER.parents[1] / "property" / "mapping"),
        "sleutel": CONTEXT.sleutel.hex(),
        "doelen": {naam: lijst.doelen for naam, lijst in mapping.codelijsten.items()},
        "parameters": {naam: [p.naam for p in functie.parameters] for naam, functie in FUNCTIES.items()},
    }
    klaar = subprocess.run(
        [morph, HIER / "morph_rijden.py", "config.ini", "uit.nq"],
        cwd=tmp_path,
        env={**os.environ, "DATASTATION_MORPH": json.dumps(opdracht)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert klaar.returncode == 0, klaar.stderr[-3000:]
    ons = b"".join(deel.pad.read_bytes() for deel in uitslag.delen)
    assert _kanoniek((tmp_path / "uit.nq").read_bytes()) == _kanoniek(ons)
    assert sum(deel.quads for deel in uitslag.delen) == 29
