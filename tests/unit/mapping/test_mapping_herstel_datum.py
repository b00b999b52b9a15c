"""The repair text of a date says how the mapping wants it written."""

from __future__ import annotations

import pytest

from datastation.mapping.tijdformaten import in_woorden


@pytest.mark.parametrize(
    ("formaat", "woorden"),
    [
        ("%d-%m-%Y", "dd-mm-jjjj"),
        ("%d-%m-%Y|%Y-%m-%d", "dd-mm-jjjj of jjjj-mm-dd"),
        ("%d-%m-%Y %H:%M|iso", "dd-mm-jjjj uu:mm of jjjj-mm-ddTuu:mm"),
        ("%Y%m%d%H%M%S", "jjjjmmdduummss"),
    ],
)
def test_in_woorden(formaat: str, woorden: str) -> None:
    """Each direction becomes the letters that a Dutch form uses; alternatives are parted by 'of'."""
    assert in_woorden(formaat) == woorden
