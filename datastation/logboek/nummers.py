"""No entry holds a number that could be somebody's BSN: the log is read by more people, and for longer, than the records.

Unlike the scan of the repository (decision 14) nothing is let through here: no test numbers, no RSIN (which passes the same test).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from datastation.fouten import Geweigerd
from datastation.model.bsn import elfproef

# In a free text: ids and hashes are no number, whatever digits they hold. They have a letter, or are far longer than a BSN.
_SLEUTELS = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32,})(?![0-9A-Za-z])"
)
# Nine in a row, or grouped as people write it: 1234.56.789 and 123 456 789.
_NUMMER = re.compile(r"(?<!\d)(?:\d{9}|\d{4}([ ./-])\d{2}\1\d{3}|\d{3}([ ./-])\d{3}\2\d{3})(?!\d)")


def bevat_nummer(tekst: str) -> bool:
    """Whether a text holds nine digits that pass the 11-proof, also when grouped, in other digits, percent-encoded or with invisible signs."""
    return any(elfproef(re.sub(r"\D", "", treffer[0])) for vorm in _vormen(tekst) for treffer in _NUMMER.finditer(_SLEUTELS.sub("#", vorm)))


def _vormen(tekst: str) -> Iterator[str]:
    yield _gewoon(tekst)
    if "%" in tekst:
        yield _gewoon(unquote(tekst))


def _gewoon(tekst: str) -> str:
    """Full-width and other decimal digits as 0-9, signs that nobody sees left out."""
    if tekst.isascii():
        return tekst
    zichtbaar = (c for c in unicodedata.normalize("NFKC", tekst) if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in zichtbaar)


def eis_geen_nummers(waarde: object, pad: str = "") -> None:
    """Refuse an entry (as JSON value) with such a number in a text, a name of a field or a whole number. The number itself is not repeated.

    Raises:
        Geweigerd: with the place of the field.
    """
    if isinstance(waarde, dict):
        for naam, deel in waarde.items():
            if bevat_nummer(naam):
                raise _geweigerd(f"{pad} (een naam daarin)")
            eis_geen_nummers(deel, f"{pad}.{naam}" if pad else naam)
    elif isinstance(waarde, list | tuple):
        for nummer, deel in enumerate(waarde):
            eis_geen_nummers(deel, f"{pad}[{nummer}]")
    elif not isinstance(waarde, bool) and bevat_nummer(str(waarde)):
        raise _geweigerd(pad)


def _geweigerd(pad: str) -> Geweigerd:
    return Geweigerd(
        "In het logboek mag geen nummer staan dat een BSN kan zijn.",
        waar=f"veld {pad}",
        herstel="Laat het nummer weg, of gebruik een ander kenmerk. Er is niets vastgelegd.",
    )
