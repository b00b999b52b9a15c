"""A station behind its server: one that is only read, shared by a file of tests, and one that a test may change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hulp.certificaten import https_server
from hulp.netwerk import netwerk
from hulp.web import ZONDER_CERTIFICAAT, Web, web

from datastation.uitwisselen import Dienst


@pytest.fixture(scope="session")
def vast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Running, without anything that treats cases: what comes in stays as it is."""
    map = tmp_path_factory.mktemp("web")
    with https_server(map) as server, netwerk(map, server, extra=ZONDER_CERTIFICAAT) as net, web(net) as gemaakt:
        yield gemaakt


@pytest.fixture(scope="session")
def levend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Running and treating cases; a person releases, without four eyes."""
    map = tmp_path_factory.mktemp("web")
    quotum = "\n[afnemers.profielen.quotum]\ndagen = 30\nvragen = 500\n"
    beleid = {"besluit": "automatisch", "quotum": quotum, "kaal": True}
    with https_server(map) as server, netwerk(map, server, extra=ZONDER_CERTIFICAAT, **beleid) as net:
        dienst = Dienst(net.inr)
        dienst.start()
        try:
            with web(net, dienst) as gemaakt:
                yield gemaakt
        finally:
            assert dienst.stop()
