"""A requester and a server full of stations, honest and hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hulp.nepstation import Nepnet, nepnet


@pytest.fixture
def nep(tmp_path: Path) -> Iterator[Callable[..., Nepnet]]:
    """Gives a server of stations, as `hulp.nepstation.nepnet` takes it."""
    with ExitStack() as stapel:
        yield lambda **anders: stapel.enter_context(nepnet(tmp_path, **anders)) if anders else stapel.enter_context(nepnet(tmp_path))


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Cases go by their own name."""
    return getattr(val, "naam", None)
