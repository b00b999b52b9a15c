"""``manifest.json``: what a snapshot holds and where it comes from. Freshness and completeness are read from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from datastation.fouten import MotorFout
from datastation.model.verlies import Balans, Verliesregel

BESTANDSNAAM = "manifest.json"
VERSIE = 2  # 2: `gewist`


@dataclass(frozen=True)
class Bronstaat:
    """A source as it was read: its mapping and its files with their hashes."""

    naam: str
    soort: str
    mapping: str
    mapping_sha256: str
    bestanden: tuple[tuple[str, str, int], ...]
    """(path from the station folder, sha256, bytes)"""


@dataclass(frozen=True)
class Deel:
    """A part of a snapshot: N-Quads from one table, one derivation, or the ontology."""

    naam: str
    soort: str
    """``feiten``, ``ontologie``, ``afleiding`` or ``blokkade``"""
    quads: int
    sha256: str


@dataclass(frozen=True)
class Wissing:
    """A person was erased: what went, in numbers and hashes that say nothing about whom (docs/besluiten/005).

    Attributes:
        op: moment, UTC.
        was: id of the snapshot that this one came in place of; ``inhoud_was``: what that one's manifest called its contents.
        triples: how many went.
        delen: the parts that changed, as they were. With the parts as they are, they give ``inhoud_was`` again: nothing else changed.
        bewijs: sha256 over the fields above and the contents that came of it; stands in the log too.
    """

    op: str
    was: str
    inhoud_was: str
    triples: int
    delen: tuple[Deel, ...]
    bewijs: str = ""


@dataclass(frozen=True)
class Manifest:
    """Everything about a snapshot except its facts (decision 7).

    Attributes:
        id: ``<UTC>-<hash8>``, also the folder name.
        inhoud: sha256 over the parts and ``gegevens_tot``: equal facts give an equal value.
        tijden: seconds per phase of the refresh.
        bevindingen: per rule id the number of findings.
        geblokkeerd: per rule id the number of records kept out of deliveries.
        gewist: erasures since the refresh, oldest first.
    """

    id: str
    inhoud: str
    gemaakt_op: str
    gegevens_tot: date
    kvk: str
    software: str
    motor: str
    sleutel: str
    ontologie: str
    bronnen: tuple[Bronstaat, ...]
    delen: tuple[Deel, ...]
    balansen: tuple[Balans, ...]
    verlies: tuple[Verliesregel, ...]
    triples: int
    bevindingen: Mapping[str, int] = field(default_factory=dict)
    geblokkeerd: Mapping[str, int] = field(default_factory=dict)
    tijden: Mapping[str, float] = field(default_factory=dict)
    gewist: tuple[Wissing, ...] = ()
    versie: int = VERSIE

    def als_json(self) -> bytes:
        """The manifest as it is written: sorted, so that equal contents are equal bytes."""
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def inhoudshash(delen: tuple[Deel, ...], gegevens_tot: date) -> str:
    """Hash over what an answer can depend on: the parts, by name and sha256, and the day the facts reach to."""
    tekst = "\n".join(f"{d.naam} {d.sha256}" for d in sorted(delen, key=lambda d: d.naam))
    return hashlib.sha256(f"{tekst}\n{gegevens_tot.isoformat()}\n".encode()).hexdigest()


def bewijs_van(wissing: Wissing, inhoud: str) -> str:
    """The proof of an erasure: hash over its fields and the contents that came of it."""
    velden = {**asdict(wissing), "inhoud": inhoud}
    del velden["bewijs"]
    return hashlib.sha256(orjson.dumps(velden, option=orjson.OPT_SORT_KEYS)).hexdigest()


def klopt(manifest: Manifest) -> bool:
    """Whether the contents follow from the parts, and each earlier contents from an erasure that left all other parts as they were."""
    delen, inhoud = {d.naam: d for d in manifest.delen}, manifest.inhoud
    if inhoudshash(manifest.delen, manifest.gegevens_tot) != inhoud:
        return False
    for wissing in reversed(manifest.gewist):
        if wissing.bewijs != bewijs_van(wissing, inhoud) or not {d.naam for d in wissing.delen} <= delen.keys():
            return False
        delen |= {d.naam: d for d in wissing.delen}
        inhoud = wissing.inhoud_was
        if inhoudshash(tuple(delen.values()), manifest.gegevens_tot) != inhoud:
            return False
    return True


def lees_manifest(map: Path) -> Manifest:
    """Read the manifest of a snapshot folder.

    Raises:
        MotorFout: the file is missing or damaged, or made by a newer version of the software.
    """
    pad = map / BESTANDSNAAM
    try:
        ruw: dict[str, Any] = orjson.loads(pad.read_bytes())
        if ruw["versie"] > VERSIE:
            raise MotorFout(
                "Deze momentopname is gemaakt door een nieuwere versie van het datastation.",
                waar=str(pad),
                herstel="Werk de software bij, of ververs opnieuw.",
            )
        return Manifest(
            **{
                **ruw,
                "gegevens_tot": date.fromisoformat(ruw["gegevens_tot"]),
                "bronnen": tuple(Bronstaat(**{**b, "bestanden": tuple(tuple(x) for x in b["bestanden"])}) for b in ruw["bronnen"]),
                "delen": tuple(Deel(**d) for d in ruw["delen"]),
                "balansen": tuple(Balans(**b) for b in ruw["balansen"]),
                "gewist": tuple(Wissing(**{**w, "delen": tuple(Deel(**d) for d in w["delen"])}) for w in ruw.get("gewist", ())),
                "verlies": tuple(Verliesregel(**{**v, "voorbeelden": tuple(v["voorbeelden"])}) for v in ruw["verlies"]),
            }
        )
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, ValueError) as fout:
        raise MotorFout(
            "Het manifest van een momentopname is onleesbaar.", waar=f"{pad} ({type(fout).__name__})", herstel="Ververs opnieuw."
        ) from fout
