"""Synthetic citizen service numbers (decision 14): valid by the 11-proof, in a range that a scan of the repository knows as ours.

Up to 900 clients 99999xxxx, up to 9,000 clients 9999xxxxx, above that 999xxxxxx (generated only, never committed).
"""

from __future__ import annotations

from collections.abc import Iterator

from datastation.model.bsn import elfproef

_GRENZEN = ((900, 999_990_000), (9_000, 999_900_000))
_RUIMST = 999_000_000
_EINDE = 1_000_000_000


def geldige_bsns(clienten: int) -> Iterator[str]:
    """Valid numbers in rising order from the range that fits this many clients."""
    begin = next((vanaf for grens, vanaf in _GRENZEN if clienten <= grens), _RUIMST)
    return (tekst for getal in range(begin, _EINDE) if elfproef(tekst := str(getal)))


def ongeldige_bsns() -> Iterator[str]:
    """Numbers of the form 9999xxxxx that fail the 11-proof, from the top of the range down."""
    return (tekst for getal in range(_EINDE - 1, 999_900_000, -1) if not elfproef(tekst := str(getal)))
