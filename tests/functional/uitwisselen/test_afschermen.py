"""Disclosure control in the exchange, from the message to the bytes that leave, on a profile about personnel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hulp.certificaten import https_server
from hulp.personeel import BERK, EIK, LINDE, OLM, TOTAAL, Personeelsnet, personeelsnet, rijen, vraag


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Personeelsnet]:
    """A station that releases by itself, and two requesters."""
    with https_server(tmp_path) as server, personeelsnet(tmp_path, server) as gemaakt:
        yield gemaakt


def test_kleine_cel_met_aanvulling(net: Personeelsnet) -> None:
    """A group below ten does not leave, and neither does what would give it away from the totals; the rest does."""
    nummer = vraag(net.een, "1")
    assert net.een.zaken() == {nummer: "verzonden"}
    uit = rijen(net.een, nummer, "1")
    print(uit)
