"""A filled PostgreSQL database of the first version is brought to the newest with all that it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp import postgres
from hulp.staatoud import eis_bijgewerkt, gevuld, inhoud, vul_versie_1
from sqlalchemy import create_engine

from datastation.staat import open_staat

pytestmark = pytest.mark.skipif(bool(postgres.waarom_niet()), reason=postgres.waarom_niet())


def test_een_gevulde_eerste_versie_op_postgres(tmp_path: Path) -> None:
    """A filled database of version 0001 on a real server is brought to the newest version as a whole."""
    bron = gevuld(open_staat(tmp_path / "bron.sqlite"))
    rijen = inhoud(bron)
    bron.sluit()
    with postgres.cluster() as url:
        motor = create_engine(url.replace("postgresql://", "postgresql+pg8000://"))
        vul_versie_1(motor, rijen)
        motor.dispose()
        eis_bijgewerkt(rijen, lambda: open_staat(url))
