"""A case of a question as a page of Markdown: small tables in, the rule as its title, a table out.

    # Art. 17 lid 2 Wzd: a title that says the rule
    Free text; where the outcome can be argued about: "keuze: …".

    periode: 2026-H1            (or jaar; also vestiging, gegevens_tot as dd-mm-jjjj, onvolledig: ja,
                                and gebrek: why it does not come out like this yet; the test says so when it does)

    ## maatregelen              a csv-nl table with its own headers; see hulp.tabellen for what may be left out
    | begindatum | einddatum  |
    |------------|------------|
    | 05-03-2019 |            |

    ## verwacht igj-wzd-registraties 3          the columns that matter, any order of rows; dates as dd-mm-jjjj, J/N
    | begindatum | einddatum |
    |------------|-----------|
    | 05-03-2019 |           |

    ## uitgesloten              rule | aantal: what the answer leaves out; not given = nothing is left out
    ## geweigerd igj-wzd-registraties           the request is refused, with these words

A cell in column ``client`` is a client number, one in ``zorg`` a measure number.
``## verwacht … zonder nulrijen`` leaves out rows of which every count is zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from datastation.model.antwoord import Resultaat, Waarde
from hulp.proefstation import GEGEVENS_TOT, pseudoniem, tabel_van
from hulp.tabellen import KOPPEN

Tabel = list[dict[str, str]]
_PARAMETERS = ("periode", "jaar", "vestiging", "gegevens_tot", "onvolledig", "gebrek")


@dataclass(frozen=True)
class Verwacht:
    """What one question must answer."""

    profiel: str
    vraag: str
    koppen: tuple[str, ...]
    rijen: Tabel
    zonder_nulrijen: bool


@dataclass
class Geval:
    """One page."""

    titel: str
    pad: Path
    gegeven: dict[str, Tabel] = field(default_factory=dict)
    instelling: dict[str, str] = field(default_factory=dict)
    verwacht: list[Verwacht] = field(default_factory=list)
    uitgesloten: dict[str, int] = field(default_factory=dict)
    geweigerd: tuple[str, str] | None = None

    @property
    def teksten(self) -> dict[str, str]:
        """The parameters of the profile."""
        return {naam: self.instelling[naam] for naam in ("periode", "jaar", "vestiging") if naam in self.instelling}

    @property
    def gegevens_tot(self) -> date:
        return _datum(self.instelling["gegevens_tot"]) if "gegevens_tot" in self.instelling else GEGEVENS_TOT

    @property
    def onvolledig_mag(self) -> bool:
        return self.instelling.get("onvolledig") == "ja"


def lees_geval(pad: Path) -> Geval:
    """Read a page.

    Raises:
        ValueError: it does not have the form above; names the file.
    """
    kop, *delen = re.split(r"^## ", pad.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if not kop.startswith("# "):
        raise ValueError(f"{pad}: de eerste regel is de titel")
    geval = Geval(kop.splitlines()[0][2:].strip(), pad)
    for regel in kop.splitlines()[1:]:
        naam, _, waarde = regel.partition(":")
        if naam in _PARAMETERS:
            geval.instelling[naam] = waarde.strip()
    for deel in delen:
        titel, _, rest = deel.partition("\n")
        _lees_deel(geval, titel.split(), rest)
    if not geval.verwacht and geval.geweigerd is None:
        raise ValueError(f"{pad}: er staat niet wat verwacht wordt")
    return geval


def _lees_deel(geval: Geval, titel: list[str], rest: str) -> None:
    if titel[0] == "geweigerd":
        geval.geweigerd = (titel[1], rest.strip())
        return
    koppen, rijen = _tabel(rest, geval.pad)
    if titel[0] == "verwacht":
        geval.verwacht.append(Verwacht(titel[1], titel[2], koppen, rijen, titel[3:] == ["zonder", "nulrijen"]))
    elif titel[0] == "uitgesloten":
        geval.uitgesloten = {rij["regel"]: int(rij["aantal"]) for rij in rijen}
    elif titel[0] in KOPPEN:
        geval.gegeven[titel[0]] = rijen
    else:
        raise ValueError(f"{geval.pad}: onbekend kopje {' '.join(titel)}")


def _tabel(tekst: str, pad: Path) -> tuple[tuple[str, ...], Tabel]:
    regels = [[cel.strip() for cel in r.strip().strip("|").split("|")] for r in tekst.splitlines() if r.strip().startswith("|")]
    if len(regels) < 2 or any(len(r) != len(regels[0]) for r in regels):
        raise ValueError(f"{pad}: een tabel heeft een kop, een streep en even lange rijen")
    koppen = tuple(regels[0])
    return koppen, [dict(zip(koppen, r, strict=True)) for r in regels[2:]]


def gevonden(resultaat: Resultaat, verwacht: Verwacht) -> list[tuple[str, ...]]:
    """The answer as a page would write it: the columns that the page names, sorted."""
    kolommen = {k.naam: k for k in resultaat.kolommen}
    vreemd = set(verwacht.koppen) - set(kolommen)
    if vreemd:
        raise ValueError(f"vraag {resultaat.vraag} heeft geen kolom {', '.join(sorted(vreemd))}")
    tellingen = [k.naam for k in resultaat.kolommen if k.klasse == "telling"]
    rijen = tabel_van(resultaat)
    if verwacht.zonder_nulrijen:
        rijen = [rij for rij in rijen if any(rij[naam] for naam in tellingen)]
    return sorted(tuple(_schrijf(rij[naam]) for naam in verwacht.koppen) for rij in rijen)


def gevraagd(verwacht: Verwacht) -> list[tuple[str, ...]]:
    """The expected rows in the same spelling."""
    return sorted(tuple(pseudoniem(rij[k]) if k == "client" else rij[k] for k in verwacht.koppen) for rij in verwacht.rijen)


def _schrijf(waarde: Waarde) -> str:
    if waarde is None:
        return ""
    if isinstance(waarde, bool):
        return "J" if waarde else "N"
    if isinstance(waarde, date):
        return f"{waarde:%d-%m-%Y}"
    return str(waarde).replace(".", ",") if isinstance(waarde, Decimal) else str(waarde)


def _datum(tekst: str) -> date:
    dag, maand, jaar = (int(deel) for deel in tekst.split("-"))
    return date(jaar, maand, dag)
