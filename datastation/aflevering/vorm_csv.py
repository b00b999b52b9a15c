"""CSV: one file per question, RFC 4180, UTF-8, comma, decimal point, ISO dates.

Absent is an empty cell; an empty text is ``""``. A text that a spreadsheet would run as a formula gets an apostrophe in front
(and so does a text that already looks like that), so that the way back is exact: `zonder_apostrof`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from datastation.aflevering.levering import slug
from datastation.model.antwoord import Antwoord, Bestand, Resultaat, Waarde

_FORMULE = re.compile(r"'*(\s*[=+\-@＝＋－＠]|[\t\r\n])")
_AANHALEN = re.compile(r'[",\r\n]|^\s|\s$')


def als_csv(antwoord: Antwoord, basis: str) -> tuple[Bestand, ...]:
    """One file per question of a deliverable answer: ``<basis>_<nr>-<slug>.csv``."""
    return tuple(Bestand(f"{basis}_{nr}-{slug(resultaat.titel)}.csv", _tabel(resultaat)) for nr, resultaat in antwoord.resultaten.items())


def _tabel(resultaat: Resultaat) -> bytes:
    regels = [",".join(_cel(k.naam) for k in resultaat.kolommen)]
    regels += [",".join(_cel(waarde) for waarde in rij) for rij in resultaat.rijen]
    return ("\r\n".join(regels) + "\r\n").encode("utf-8")


def _cel(waarde: Waarde) -> str:
    if isinstance(waarde, str):
        tekst = met_apostrof(waarde)
        return '"' + tekst.replace('"', '""') + '"' if not tekst or _AANHALEN.search(tekst) else tekst
    return als_tekst(waarde)


def als_tekst(waarde: Waarde) -> str:
    """The one way in which a value is written as text: ``true``/``false``, ISO date, decimal point, no exponent, absent is empty."""
    if waarde is None:
        return ""
    if isinstance(waarde, bool):
        return "true" if waarde else "false"
    if isinstance(waarde, Decimal):
        return f"{waarde:f}"
    if isinstance(waarde, date):
        return waarde.isoformat()
    return str(waarde)


def met_apostrof(tekst: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{tekst}" if _FORMULE.match(tekst) else tekst


def zonder_apostrof(tekst: str) -> str:
    """Undo `met_apostrof`."""
    return tekst[1:] if tekst.startswith("'") and _FORMULE.match(tekst) else tekst
