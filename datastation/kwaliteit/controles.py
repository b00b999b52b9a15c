"""Rules across records: one SELECT a file under ``queries/controles``, with the rule itself in its head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from datastation.fouten import InstellingenFout
from datastation.instellingen import middelen
from datastation.model.bevinding import Ernst, Regel
from datastation.vocabulaire import GRAAF_IDENTIFICATIE

_VERPLICHT = ("id", "nummer", "ernst", "titel", "grond", "herstel")
_MAG = (*_VERPLICHT, "grafen", "uitleg")
_GRAFEN = {"identificatie": GRAAF_IDENTIFICATIE}


@dataclass(frozen=True)
class Controle:
    """A rule with the question that finds what breaks it.

    Attributes:
        regel: the rule.
        sparql: SELECT ?record [?eigenschap]: the IRI of the record that is kept out where the rule blocks, and of the property.
        grafen: named graphs that it reads besides the default graph.
    """

    regel: Regel
    sparql: str
    grafen: tuple[str, ...] = ()

    @property
    def identificatie(self) -> bool:
        """Whether it reads what identifies a person (decision 3)."""
        return GRAAF_IDENTIFICATIE in self.grafen


@lru_cache(maxsize=1)
def controles() -> tuple[Controle, ...]:
    """All controls, by id.

    Raises:
        InstellingenFout: a head is not complete, or its id is not the name of the file.
    """
    return tuple(lees_controle(pad) for pad in sorted((middelen("queries") / "controles").glob("*.rq")))


def lees_controle(pad: Path) -> Controle:
    """Read one control.

    Raises:
        InstellingenFout: see `controles`.
    """
    tekst = pad.read_text(encoding="utf-8")
    kop = _kop(tekst)
    fout = _fout_in(kop, pad.stem)
    if fout:
        raise InstellingenFout(
            "Een kwaliteitscontrole heeft geen goede kop.", waar=f"{pad}: {fout}", herstel="Zie docs/kwaliteitsregels.md."
        )
    regel = Regel(kop["id"], int(kop["nummer"]), Ernst(kop["ernst"]), kop["titel"], kop["grond"], kop["herstel"])
    return Controle(regel, tekst, tuple(_GRAFEN[naam] for naam in kop.get("grafen", "").split()))


def _kop(tekst: str) -> dict[str, str]:
    """The lines ``# key: value`` at the top; a line that starts with more white space continues the value above."""
    kop: dict[str, str] = {}
    sleutel = ""
    for regel in tekst.splitlines():
        if not regel.startswith("#"):
            break
        inhoud = regel[1:]
        if inhoud.startswith("   ") and sleutel:
            kop[sleutel] += " " + inhoud.strip()
        else:
            sleutel, _, waarde = (stuk.strip() for stuk in inhoud.partition(":"))
            kop[sleutel] = waarde
    return kop


def _fout_in(kop: dict[str, str], naam: str) -> str:
    mist = [sleutel for sleutel in _VERPLICHT if not kop.get(sleutel)]
    vreemd = [sleutel for sleutel in kop if sleutel not in _MAG]
    if mist or vreemd:
        return f"ontbreekt: {', '.join(mist) or '-'}; onbekend: {', '.join(vreemd) or '-'}"
    if kop["id"] != naam:
        return "id is niet de naam van het bestand"
    if kop["ernst"] not in set(Ernst):
        return f"ernst is een van {', '.join(Ernst)}"
    if not kop["nummer"].isdigit():
        return "nummer is geen getal"
    return "" if set(kop.get("grafen", "").split()) <= set(_GRAFEN) else "onbekende graaf"
