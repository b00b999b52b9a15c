"""A network of one station, one requester and one management organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hulp.certificaten import https_server
from hulp.netwerk import Netwerk, netwerk


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Netwerk]:
    """The network; the policy asks for a person, without four eyes."""
    with https_server(tmp_path) as server, netwerk(tmp_path, server) as gemaakt:
        yield gemaakt


@pytest.fixture
def server_net(tmp_path: Path) -> Iterator[Callable[..., Netwerk]]:
    """A network with another policy, as `hulp.netwerk.schrijf_beleid` takes it."""
    with ExitStack() as stapel:
        yield lambda **beleid: stapel.enter_context(netwerk(tmp_path, stapel.enter_context(https_server(tmp_path)), **beleid))
