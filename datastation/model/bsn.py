"""The citizen service number, as far as a number alone can tell."""

from __future__ import annotations

_GEWICHTEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def elfproef(cijfers: str) -> bool:
    """Whether a text can be a BSN: nine digits 0-9, not all zero, of which 9a+8b+7c+6d+5e+4f+3g+2h−i is a multiple of 11.

    It tells typing errors from possible numbers; whether a number was ever handed out it cannot tell.
    """
    if len(cijfers) != 9 or not cijfers.isascii() or not cijfers.isdigit() or cijfers == "0" * 9:
        return False
    return sum(gewicht * int(cijfer) for gewicht, cijfer in zip(_GEWICHTEN, cijfers, strict=True)) % 11 == 0
