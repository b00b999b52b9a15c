"""The sidecar: everything about an answer that is not the answer. ``<basis>.herkomst.json`` stands beside its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from datastation.aflevering.levering import basisnaam
from datastation.fouten import GebruiksFout
from datastation.model.antwoord import Antwoord, Bestand, Herkomst

VORM = "https://w3id.org/datastation/def/aflevering/herkomst/1.0"
ACHTERVOEGSEL = ".herkomst.json"


@dataclass(frozen=True)
class Zijspoor:
    """A sidecar as read back.

    Attributes:
        bestanden: file name → (sha256 in hex, size in bytes).
        herkomst: where the answer comes from.
        antwoord: what was asked and of whom: versie, titel, afnemer, organisatie, kvk, begin, einde, gegevens_tot.
        uitgesloten: blocked records left out, per rule id.
        vraag: number of the one question that was delivered, or "" for the whole answer.
    """

    bestanden: Mapping[str, tuple[str, int]]
    herkomst: Herkomst
    antwoord: Mapping[str, str]
    uitgesloten: Mapping[str, int]
    vraag: str = ""


def zijspoor(
    bestanden: Iterable[Bestand],
    herkomst: Herkomst,
    antwoord: Antwoord,
    *,
    vraag: str | None = None,
    volgnummer: int = 1,
    eerder: Zijspoor | None = None,
) -> Bestand:
    """The sidecar of the files of one delivery.

    Args:
        bestanden: every file that `maak` gave, of one or more forms.
        herkomst, antwoord, vraag, volgnummer: as given to `maak`.
        eerder: the sidecar that stands there already, when another form of the *same* answer is added: its files stay listed.

    Raises:
        GebruiksFout: ``eerder`` is about another answer; deliver with the next ``volgnummer`` instead.
    """
    if eerder is not None and not zelfde_antwoord(eerder, herkomst):
        raise GebruiksFout(
            "Naast deze bestanden staat de herkomst van een ander antwoord.",
            waar=", ".join(eerder.bestanden),
            herstel="Lever opnieuw met een volgnummer, zodat het eerdere antwoord blijft staan.",
        )
    regels = dict(eerder.bestanden) if eerder else {}
    regels |= {b.naam: (hashlib.sha256(b.inhoud).hexdigest(), len(b.inhoud)) for b in bestanden}
    inhoud = {
        "vorm": VORM,
        "bestanden": [{"naam": naam, "sha256": som, "bytes": omvang} for naam, (som, omvang) in sorted(regels.items())],
        "antwoord": _over_antwoord(antwoord),
        "vraag": vraag or "",
        "uitgesloten": dict(antwoord.uitgesloten),
        "herkomst": {**asdict(herkomst), "vragen": dict(herkomst.vragen), "herschrijvingen": list(herkomst.herschrijvingen)},
    }
    tekst = json.dumps(inhoud, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return Bestand(basisnaam(antwoord, vraag, volgnummer) + ACHTERVOEGSEL, tekst.encode("utf-8"))


def _over_antwoord(antwoord: Antwoord) -> dict[str, str]:
    velden = ("profiel", "versie", "titel", "afnemer", "organisatie", "kvk")
    dagen = ("begin", "einde", "gegevens_tot")
    return {v: getattr(antwoord, v) for v in velden} | {v: getattr(antwoord, v).isoformat() for v in dagen}


def zelfde_antwoord(eerder: Zijspoor, herkomst: Herkomst) -> bool:
    """Whether two deliveries are of the same answer: same profile, questions, parameters and facts, whatever the snapshot is called."""
    oud = eerder.herkomst
    return all(
        getattr(oud, veld) == getattr(herkomst, veld)
        for veld in ("profiel", "profiel_sha256", "vragen", "parameters", "momentopname_sha256", "ontologie")
    )


def lees_zijspoor(pad: Path) -> Zijspoor:
    """Read a sidecar.

    Raises:
        GebruiksFout: no such file, not a sidecar, or it names a file outside its own folder.
    """
    try:
        inhoud: dict[str, Any] = json.loads(pad.read_bytes())
        if inhoud["vorm"] != VORM:
            raise ValueError("vorm")
        bestanden = {str(b["naam"]): (str(b["sha256"]), int(b["bytes"])) for b in inhoud["bestanden"]}
        if any(naam in (".", "..") or "/" in naam or "\\" in naam for naam in bestanden):
            raise ValueError("naam")
        bekend = {veld.name for veld in fields(Herkomst)}
        herkomst = Herkomst(**{naam: waarde for naam, waarde in inhoud["herkomst"].items() if naam in bekend})
        uitgesloten = {str(regel): int(aantal) for regel, aantal in inhoud["uitgesloten"].items()}
        return Zijspoor(bestanden, herkomst, dict(inhoud["antwoord"]), uitgesloten, str(inhoud["vraag"]))
    except FileNotFoundError:
        raise GebruiksFout(
            "Er is geen bestand met de herkomst.", waar=str(pad), herstel=f"Zet het bestand dat eindigt op {ACHTERVOEGSEL} ernaast."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GebruiksFout(
            "Dit is geen herkomst van een datastation, of hij is veranderd.", waar=str(pad), herstel="Maak het antwoord opnieuw."
        ) from None


def vind_zijspoor(pad: Path) -> Path:
    """The sidecar of a delivered file (or the sidecar itself).

    Raises:
        GebruiksFout: no sidecar in that folder names this file.
    """
    if pad.name.endswith(ACHTERVOEGSEL):
        return pad
    naast = sorted(pad.parent.glob(f"*{ACHTERVOEGSEL}"))
    for kandidaat in sorted(naast, key=lambda plek: not pad.name.startswith(plek.name.removesuffix(ACHTERVOEGSEL))):
        if pad.name in lees_zijspoor(kandidaat).bestanden:
            return kandidaat
    raise GebruiksFout(
        "Bij dit bestand hoort geen herkomst.", waar=str(pad), herstel=f"Zet het bestand dat eindigt op {ACHTERVOEGSEL} ernaast."
    )


def controleer_hashes(pad: Path) -> list[tuple[str, bool]]:
    """Compare the files beside a sidecar with it: (file name, whether it is there and unchanged), by name.

    Args:
        pad: the sidecar, or one of the files that it names.
    """
    plek = vind_zijspoor(pad)
    return [(naam, _klopt(plek.parent / naam, som, omvang)) for naam, (som, omvang) in sorted(lees_zijspoor(plek).bestanden.items())]


def _klopt(pad: Path, som: str, omvang: int) -> bool:
    if not pad.is_file() or pad.stat().st_size != omvang:
        return False
    with pad.open("rb") as bestand:
        return hashlib.file_digest(bestand, "sha256").hexdigest() == som
