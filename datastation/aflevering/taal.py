"""How numbers, days and the law's categories are shown to people, in Dutch. Files for machines use `vorm_csv.als_tekst`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

_MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

# Art. 2 lid 1 Wzd, in our own short words.
CATEGORIEEN = {
    "a": "Vocht, voeding, medicatie en medische handelingen",
    "a-medicatie": "waarvan medicatie onder dwang",
    "b": "Beperken van bewegen",
    "c": "Insluiten",
    "d": "Toezicht houden",
    "e": "Onderzoek aan kleding of lichaam",
    "f": "Onderzoek van de woonruimte",
    "g": "Controle op middelen die gedrag veranderen",
    "h": "Beperken van het eigen leven",
    "i": "Beperken van bezoek",
}
# The one subcategory: part of a, shown beside the nine.
MEDICATIE = "a-medicatie"
SOORTEN_ZORG = {1: "Structureel, planbaar", 2: "Structureel, zo nodig", 3: "Onvoorzien"}


def getal(waarde: Decimal | int | None, decimalen: int = 0) -> str:
    """``1234.5`` as ``1.234,5``; absent as a dash."""
    if waarde is None:
        return "–"
    tekst = f"{waarde:,.{decimalen}f}" if decimalen else f"{waarde:,}"
    return tekst.translate(str.maketrans(",.", ".,")).replace("-", "−")


def dag(waarde: date) -> str:
    """``30 juni 2026``."""
    return f"{waarde.day} {_MAANDEN[waarde.month - 1]} {waarde.year}"


def dagen(begin: date, einde: date | None = None) -> str:
    """``1 januari 2026 tot en met 30 juni 2026``, or one day."""
    return dag(begin) if einde is None else f"{dag(begin)} tot en met {dag(einde)}"


def periode(begin: date, einde: date) -> str:
    """``het eerste halfjaar van 2026``, ``2026``, or from day to day."""
    if (begin.month, begin.day, einde.month, einde.day) == (1, 1, 12, 31) and begin.year == einde.year:
        return str(begin.year)
    if begin.year == einde.year and (begin.month, begin.day, einde.month, einde.day) in ((1, 1, 6, 30), (7, 1, 12, 31)):
        return f"het {'eerste' if begin.month == 1 else 'tweede'} halfjaar van {begin.year}"
    return dagen(begin, einde)


def kort(naam: str) -> str:
    """The name of a period as a heading: ``Eerste halfjaar van 2026``."""
    zonder = naam.removeprefix("het ")
    return zonder[:1].upper() + zonder[1:]


def keer(aantal: int, enkelvoud: str, meervoud: str) -> str:
    """``1 cliënt``, ``2 cliënten``, ``geen cliënten``."""
    if aantal == 0:
        return f"geen {meervoud}"
    return f"{getal(aantal)} {enkelvoud if aantal == 1 else meervoud}"
