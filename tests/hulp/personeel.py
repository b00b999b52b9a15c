"""Synthetic personnel in RDF, and a network whose station answers a profile about it that has rules for disclosure."""

from __future__ import annotations

import atexit
import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from datastation import onderhoud, uitwisselen
from datastation.instellingen import lees_station
from datastation.uitwisselprofiel import alle_profielen
from datastation.vertrouwen.ondertekenen import did_document
from datastation.vertrouwen.sleutelbos import maak_sleutel
from datastation.verversen import ververs
from hulp.certificaten import Server
from hulp.netwerk import BASIS, VANDAAG, Klok, Netwerk

PROFIELEN = Path(__file__).with_name("personeelsprofiel") / "profielen"
BERK, EIK, LINDE, OLM = VESTIGINGEN = tuple(f"00009999010{i}" for i in range(1, 5))
TOTAAL = "totaal"
FUNCTIES = ("verzorgende", "verpleegkundige", "behandelaar", "arts")
# People in the first half of 2026: one group below ten, one empty.
AANTALLEN: Mapping[str, tuple[int, ...]] = {BERK: (24, 31, 12, 3), EIK: (41, 22, 14, 12), LINDE: (15, 13, 11, 0), OLM: (36, 44, 21, 17)}
ZONDER_UREN = OLM  # registers no hours
NIEUW = 3  # of the carers of BERK, this many began in 2026
INGEHUURD = 4  # at EIK
TOML = """[organisatie]
naam = "Kleinhof"
kvk = "99990001"

[[bronnen]]
naam = "hr"
soort = "rdf"
pad = "export/personeel.ttl"

[verversen]
gegevens_tot = 2026-07-05

[uitwisseling]
basis = "{basis}"
profielen = "{profielen}"

[uitwisseling.vertrouwen]
lokaal = true
ca = "ca.pem"
uitgevers = {{ ValidatedQueryCredential = ["{beheer}"], ValidQueryCredential = ["{beheer}"] }}
"""
BELEID = """
[[afnemers.profielen]]
profiel = "{profiel}"
versies = ["1.0.0"]
besluit = "{besluit}"
onthulling = [{regel}]
quotum = {{ dagen = 1, vragen = 50 }}
"""


@dataclass(frozen=True)
class Medewerker:
    """One invented employee."""

    nummer: int
    vestiging: str
    functie: str
    vast: bool
    uren: int
    van: str
    inhuur: bool


def medewerkers(seed: int = 7) -> tuple[Medewerker, ...]:
    """The same people for the same seed; how many of each kind does not depend on it."""
    kans, uit = random.Random(seed), []
    for vestiging, aantallen in AANTALLEN.items():
        for functie, aantal in zip(FUNCTIES, aantallen, strict=True):
            for i in range(aantal):
                van = "2026-02-01" if (vestiging, functie) == (BERK, FUNCTIES[0]) and i < NIEUW else f"202{kans.randint(0, 4)}-03-01"
                inhuur = (vestiging, functie) == (EIK, FUNCTIES[0]) and i < INGEHUURD
                uit.append(Medewerker(len(uit), vestiging, functie, kans.random() < 0.6, kans.randint(16, 36), van, inhuur))
    return tuple(uit)


def turtle(mensen: tuple[Medewerker, ...]) -> str:
    """The source: vestigingen, and who works there."""
    regels = [
        "@prefix wzd: <https://w3id.org/datastation/def/wzd#> .",
        "@prefix p: <https://w3id.org/datastation/proef/personeel#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "@prefix id: <https://w3id.org/datastation/id/99990001/> .",
    ]
    for nummer in VESTIGINGEN:
        regels.append(f'<https://w3id.org/datastation/id/99990001/vestiging/{nummer}> wzd:vestigingsnummer "{nummer}" ;')
        regels.append(f'  rdfs:label "Huis {nummer[-1]}" ; p:urenregistratie {str(nummer != ZONDER_UREN).lower()} .')
    for m in mensen:
        delen = [
            f"p:vestiging <https://w3id.org/datastation/id/99990001/vestiging/{m.vestiging}>",
            f'p:functie "{m.functie}"',
            f"p:vast {str(m.vast).lower()}",
            f'p:van "{m.van}"^^xsd:date',
            f"p:inhuur {str(m.inhuur).lower()}",
            *([] if m.vestiging == ZONDER_UREN else [f"p:uren {m.uren}.5"]),
        ]
        regels.append(f"<https://w3id.org/datastation/id/99990001/werknemer/w{m.nummer}> " + " ; ".join(delen) + " .")
    return "\n".join(regels) + "\n"


@dataclass
class Personeelsnet:
    """A station, and two requesters with a mailbox each; each is a `Netwerk` of its own on the same station."""

    een: Netwerk
    twee: Netwerk

    @property
    def inr(self) -> uitwisselen.Inrichting:
        return self.een.inr


@cache
def _ververst() -> Path:
    """A refreshed station, made once per process; the others are copies of it."""
    plaats = tempfile.TemporaryDirectory()
    atexit.register(plaats.cleanup)
    map = Path(plaats.name) / "station"
    onderhoud.maak_station(map, TOML.format(basis=BASIS, beheer="did:web:beheer.example", profielen=PROFIELEN))
    (map / "export" / "personeel.ttl").write_text(turtle(medewerkers()), encoding="utf-8")
    ververs(lees_station(map), vandaag=VANDAAG)
    return map


def maak_station(map: Path, beheer: str = "did:web:beheer.example", *, profielen: Path = PROFIELEN, ca: bytes = b"") -> Path:
    """A station about personnel, refreshed; signing key included, without a policy."""
    shutil.copytree(_ververst(), map, symlinks=True)
    (map / "station.toml").write_text(TOML.format(basis=BASIS, beheer=beheer, profielen=profielen), encoding="utf-8")
    (map / "ca.pem").write_bytes(ca)
    maak_sleutel(map / "sleutels" / "ondertekening", nu=datetime.now(UTC))
    return map


@contextmanager
def personeelsnet(
    map: Path, server: Server, *, besluit: str = "automatisch", regel: str = '"k10"', profielen: Path = PROFIELEN
) -> Iterator[Personeelsnet]:
    """The parties, with the station opened in this process. `regel`: what the policy says of disclosure, of every profile."""
    klok = Klok()
    beheer = maak_sleutel(map / "beheer", nu=klok.nu).als_did_jwk()
    afnemers = []
    for naam, plek in (("een", ""), ("twee", ":twee")):
        sleutel = maak_sleutel(map / naam, "ES256", nu=klok.nu).van(f"did:web:localhost%3A{server.poort}{plek}")
        document = did_document(sleutel.did, [sleutel], {"didcomm-service-kikv": f"https://localhost:{server.poort}/postbus"})
        server.antwoorden[f"/{plek[1:]}/did.json" if plek else "/.well-known/did.json"] = (200, json.dumps(document).encode(), {})
        afnemers.append(sleutel)
    server.antwoorden["/postbus"] = (202, b"", {})
    station = maak_station(map / "station", beheer.did, profielen=profielen, ca=(map / "server.pem").read_bytes())
    alle = alle_profielen(profielen)
    beleid = 'versie = "1"\n'
    for afnemer in afnemers:
        beleid += f'\n[[afnemers]]\ndid = "{afnemer.did}"\nnaam = "{afnemer.did[-4:]}"\n'
        beleid += "".join(BELEID.format(profiel=p.id, besluit=besluit, regel=regel) for p in alle)
    (station / "beleid.toml").write_text(beleid, encoding="utf-8")
    with uitwisselen.richt_in(lees_station(station), omgeving={}, klok=klok) as inr:
        een = Netwerk(station, inr, klok, server, beheer, afnemers[0], alle[0])
        yield Personeelsnet(een, replace(een, afnemer=afnemers[1]))


def vraag(net: Netwerk, nr: str, periode: str = "2026-H1", **parameters: str) -> str:
    """Ask a question, have it treated, and give the number of its case."""
    (ingediend,) = net.stuur(net.verzoek(nrs=(nr,), parameters={"periode": periode, **parameters}))
    uitwisselen.werk_af(net.inr)
    nummer: str = ingediend.zaak.zaaknummer
    return nummer


def rijen(net: Netwerk, nummer: str, nr: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The answer of a case as the organisation keeps it to send: per row its cells."""
    resultaat = uitwisselen.antwoord_intern(net.inr, nummer).resultaten[nr]
    namen = [k.naam for k in resultaat.kolommen]
    sleutels = [i for i, k in enumerate(resultaat.kolommen) if k.klasse == "sleutel"]
    return {tuple(rij[i] for i in sleutels): dict(zip(namen, rij, strict=True)) for rij in resultaat.rijen}
