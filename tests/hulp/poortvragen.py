"""The corpus of questions for the gate: each file says in its head what it is and what must happen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from datastation.model.term import Literaal
from datastation.poort import Keuringsverslag, Lezersproces, Parameter, Profielversie, registreer

MAP = Path(__file__).resolve().parents[1] / "golden/poort"
PROFIEL = Profielversie("proef", "1.0.0", date(2026, 1, 1))


@dataclass(frozen=True)
class Proefvraag:
    """A file, and what its head says."""

    naam: str
    ruw: bytes
    verwacht: str
    kolommen: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    profiel: Profielversie

    def keur(self, lezers: Lezersproces | None, ruw: bytes | None = None) -> Keuringsverslag:
        """Put it through the gate."""
        return registreer(
            self.ruw if ruw is None else ruw,
            profiel=self.profiel,
            nr="1",
            parameters=self.parameters,
            kolommen=dict.fromkeys(self.kolommen, "telling"),
            parametervorm=b"",
            lezers=lezers,
        )


def _veld(ruw: bytes, naam: str) -> str:
    treffer = re.search(rb"^# " + naam.encode() + rb": (.*)$", ruw, re.MULTILINE)
    return treffer[1].decode().strip() if treffer else ""


def lees(pad: Path) -> Proefvraag:
    """One file. A declared name with ``*`` takes more than one value."""
    ruw = pad.read_bytes()
    namen = [n.strip() for n in _veld(ruw, "Declaratie").split(",") if n.strip()]
    domein = (Literaal("2024"), Literaal("2025"))
    parameters = tuple(Parameter(n.rstrip("*"), domein[0], domein, meervoud=n.endswith("*")) for n in namen)
    soort = _veld(ruw, "Profiel")
    grafen = frozenset({"urn:datastation:graaf:identificatie"}) if soort == "identificatie" else frozenset()
    profiel = Profielversie("proef", "1.0.0", date(2026, 1, 1), construct_mag=soort == "construct", grafen=grafen)
    kolommen = tuple(k.strip() for k in _veld(ruw, "Kolommen").split(","))
    assert _veld(ruw, "Verwacht"), pad
    return Proefvraag(pad.stem, ruw, _veld(ruw, "Verwacht"), kolommen, parameters, profiel)


VIJANDIG = tuple(lees(p) for p in sorted((MAP / "vijandig").glob("*.rq")))
GOED = tuple(lees(p) for p in sorted((MAP / "goed").glob("*.rq")))
