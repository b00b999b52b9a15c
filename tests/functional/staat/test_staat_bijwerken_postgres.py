"""A filled PostgreSQL database of the first version is brought to the newest with all that it holds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hulp import postgres
from hulp.staatoud import eis_bijgewerkt, gevuld, inhoud, vul_versie_1
from hulp.zaakwerk import BEHEER, NU, POORT, breng, eis_heel, met_mensen
from sqlalchemy import create_engine

from datastation import vrijgave
from datastation.fouten import MotorFout
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


def test_opruimen_op_postgres() -> None:
    """Cases past their term go, and the server lets go of no other history, however it is asked."""
    with postgres.cluster() as url:
        staat = met_mensen(open_staat(url))
        oud, loopt = breng(staat, "verzonden", sleutel="a"), breng(staat, "beantwoord", sleutel="b", vraag_nr="2")
        vrijgave.werk_logboek_bij(staat, lambda _: None)
        for nummer in (oud, loopt):
            with pytest.raises(MotorFout), staat.schrijven() as t:
                t.exec_driver_sql(f"DELETE FROM overgangen WHERE zaaknummer = '{nummer}'")
        weg = vrijgave.ruim_zaken_op(staat, lambda _: None, grens=NU + timedelta(days=1), wie=BEHEER, nu=NU)
        assert weg == (oud,)
        assert [z.zaaknummer for z in vrijgave.lijst(staat, wie=POORT)] == [loopt]
        for opdracht in (f"DELETE FROM overgangen WHERE zaaknummer = '{loopt}'", "TRUNCATE opruimingen", "DELETE FROM opruimingen"):
            with pytest.raises(MotorFout), staat.schrijven() as t:
                t.exec_driver_sql(opdracht)
        eis_heel(staat)
        staat.sluit()
