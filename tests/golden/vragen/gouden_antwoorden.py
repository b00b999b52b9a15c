"""Answers as pages of text, for people to read in a diff.

python tests/golden/vragen/gouden_antwoorden.py       writes verwacht/ again: look at the difference before it is committed
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

HIER = Path(__file__).resolve().parent
sys.path.insert(0, str(HIER.parents[1]))

from hulp.proefstation import Proefstation, Snelstation, pseudoniem, tabel_van  # noqa: E402 - after the path
from hulp.tabellen import Tabellen, lees_csv  # noqa: E402

GEGEVENS_TOT = date(2026, 7, 5)
# Name of the page = profile and parameters.
PAGINAS = {
    "igj-wzd-aantallen_2026-H1": ("igj-wzd-aantallen", {"periode": "2026-H1"}),
    "igj-wzd-aantallen_2025-H2_000099990002": ("igj-wzd-aantallen", {"periode": "2025-H2", "vestiging": "000099990002"}),
    "igj-wzd-registraties_2026-H1": ("igj-wzd-registraties", {"periode": "2026-H1"}),
    "igj-wzd-registraties_2025-H2": ("igj-wzd-registraties", {"periode": "2025-H2"}),
    "igj-wzd-analyse_2025": ("igj-wzd-analyse", {"jaar": "2025"}),
}


def bron() -> Tabellen:
    """The organisation: made once by the strategy of tests/property/vragen, and kept."""
    return lees_csv(HIER / "bron")


def pagina(station: Proefstation | Snelstation, naam: str) -> str:
    """All tables of one answer; rows of which every count is zero are only counted."""
    profiel, teksten = PAGINAS[naam]
    wie = {pseudoniem(c["clientnummer"]): c["clientnummer"] for c in bron()["clienten"]}
    uitkomst = station.antwoord(profiel, teksten)
    regels = [f"{profiel} {' '.join(f'{k}={v}' for k, v in teksten.items())}"]
    for nr, resultaat in uitkomst.resultaten.items():
        tellingen = [k.naam for k in resultaat.kolommen if k.klasse == "telling"]
        alle = tabel_van(resultaat)
        rijen = [r for r in alle if not tellingen or any(r[t] for t in tellingen)]
        regels += ["", f"{nr}. {resultaat.titel}: {len(alle)} rijen, {len(alle) - len(rijen)} met alleen nullen"]
        regels.append(" | ".join(k.naam for k in resultaat.kolommen))
        regels += sorted(" | ".join(_cel(wie.get(str(r[k.naam]), r[k.naam])) for k in resultaat.kolommen) for r in rijen)
    regels += ["", "uitgesloten", *(f"{regel} | {aantal}" for regel, aantal in uitkomst.uitgesloten.items())]
    return "\n".join(regels) + "\n"


def _cel(waarde: object) -> str:
    if waarde is None:
        return ""
    return {True: "J", False: "N"}[waarde] if isinstance(waarde, bool) else str(waarde)


if __name__ == "__main__":
    snel = Snelstation(bron(), GEGEVENS_TOT)
    for naam in PAGINAS:
        (HIER / "verwacht" / f"{naam}.txt").write_text(pagina(snel, naam), encoding="utf-8")
