"""The validated questions that the requester holds: one signed credential per file, made out to the requester by the management organisation.

A station judges signature and status; here only what would make every station refuse is told beforehand: another holder, a question that is not of
the profile, an end that has passed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from datastation.berichten import BerichtFout, Generatie, lees_vraag
from datastation.fouten import GebruiksFout
from datastation.uitwisselprofiel import Profiel
from datastation.vertrouwen import MAX_BYTES, Afgewezen, Vorm, lees_object, lees_verklaring

MAX_VRAGEN = 10  # of one presentation, as every verifier of ours has it
_SOORTEN = ("ValidatedQueryCredential", "ValidQueryCredential")


@dataclass(frozen=True)
class Gevalideerd:
    """A question that may be asked.

    Attributes:
        nr: its number in the profile. id: by which a station names it in the answer. sha256: of its text. verklaring: the credential as it was signed.
        ruw: bytes of its file.
    """

    nr: str
    id: str
    sha256: str
    verklaring: Any = field(repr=False)
    ruw: bytes = field(repr=False)


def lees_vragen(map: Path, profiel: Profiel, *, houder: str, nu: datetime) -> tuple[Gevalideerd, ...]:
    """The credentials of a folder, in the order of the profile.

    Raises:
        GebruiksFout: none at all, too many, one that cannot be read, is somebody else's, has lapsed, or holds no question of this profile version.
    """
    paden = sorted(p for p in map.iterdir() if p.is_file() and not p.name.startswith(".")) if map.is_dir() else []
    if not paden:
        raise GebruiksFout(
            "Er zijn geen verklaringen met gevalideerde vragen.",
            waar=str(map),
            herstel="Zet in deze map één bestand per vraag, zoals de beheerorganisatie het gaf.",
        )
    if len(paden) > MAX_VRAGEN:
        raise GebruiksFout(f"Een bericht bevat hoogstens {MAX_VRAGEN} vragen.", waar=str(map), herstel="Stel de vragen in twee keer.")
    gelezen = [_lees(pad, profiel, houder, nu) for pad in paden]
    volgorde = [v.nr for v in profiel.vragen]
    for soort, waarden in (("nummer", [g.nr for g in gelezen]), ("kenmerk", [g.id for g in gelezen])):
        if len(set(waarden)) != len(waarden):
            raise GebruiksFout(f"Twee verklaringen gaan over vragen met hetzelfde {soort}.", waar=str(map), herstel="Laat er een weg.")
    return tuple(sorted(gelezen, key=lambda g: volgorde.index(g.nr)))


def vorm_van(vragen: Sequence[Gevalideerd], generatie: Generatie) -> Vorm:
    """The envelope of a presentation with these credentials: that of the generation, as far as it can hold them."""
    alle_ld = all(isinstance(v.verklaring, dict) for v in vragen)
    return Vorm.JSONLD if alle_ld and generatie is not Generatie.KIKV_2021 else Vorm.JWT


def _lees(pad: Path, profiel: Profiel, houder: str, nu: datetime) -> Gevalideerd:
    waar, vraag_anders = str(pad), "Vraag de beheerorganisatie om een nieuwe verklaring."
    ruw = pad.read_bytes() if pad.stat().st_size <= MAX_BYTES else b""
    try:
        tekst = ruw.decode("utf-8").strip()
        verklaring: Any = lees_object(tekst) if tekst.startswith("{") else tekst
        gelezen = lees_verklaring(verklaring)
        if gelezen.type not in _SOORTEN or len(gelezen.onderwerpen) != 1:
            raise GebruiksFout("Dit is geen verklaring met één gevalideerde vraag.", waar=waar, herstel=vraag_anders)
        vraag = lees_vraag(gelezen.onderwerpen[0], id=gelezen.id)
    except (UnicodeDecodeError, Afgewezen, BerichtFout):
        raise GebruiksFout("Een verklaring is niet te lezen.", waar=waar, herstel=vraag_anders) from None
    if gelezen.onderwerpen[0]["id"] != houder:
        raise GebruiksFout("Een verklaring staat op naam van een ander.", waar=waar, herstel="Gebruik een verklaring voor uw eigen DID.")
    if gelezen.tot is not None and gelezen.tot <= nu:
        raise GebruiksFout(f"Een verklaring gold tot {gelezen.tot:%d-%m-%Y}.", waar=waar, herstel=vraag_anders)
    sha256 = hashlib.sha256(vraag.sparql).hexdigest()
    nrs = [v.nr for v in profiel.vragen if v.sha256 == sha256]
    if not nrs or not _is_profiel(vraag.profiel, profiel):
        raise GebruiksFout(f"Een verklaring gaat niet over een vraag van {profiel.naam}.", waar=waar, herstel="Haal het bestand weg.")
    return Gevalideerd(nrs[0], vraag.id, sha256, verklaring, ruw)


def _is_profiel(verwijzing: str, profiel: Profiel) -> bool:
    return verwijzing == profiel.naam or verwijzing.endswith((f"/{profiel.naam}", f"/{profiel.id}/{profiel.versie}"))
