"""A state database of the first version, filled, is brought to the newest with all that it holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hulp.staatoud import ERBIJ, Inhoud, eis_bijgewerkt, gevuld, inhoud, vul_versie_1
from hulp.zaakwerk import NU, POORT, inzending, met_mensen
from sqlalchemy import create_engine

from datastation import vrijgave
from datastation.staat import migreren, open_staat


@pytest.fixture
def rijen(tmp_path: Path) -> Inhoud:
    """What the database held, as the newest version reads it."""
    bron = gevuld(open_staat(tmp_path / "bron.sqlite"))
    alles = inhoud(bron)
    bron.sluit()
    return alles


@pytest.fixture
def oud(tmp_path: Path, rijen: Inhoud) -> Path:
    """A filled database of version 0001, as a file."""
    pad = tmp_path / "staat.sqlite"
    motor = create_engine(f"sqlite:///{pad}")
    vul_versie_1(motor, rijen)
    motor.dispose()
    return pad


def test_een_gevulde_eerste_versie(rijen: Inhoud, oud: Path) -> None:
    """A filled SQLite database of version 0001 is brought to the newest version as a whole."""
    eis_bijgewerkt(rijen, lambda: open_staat(oud))


def test_een_bijwerking_die_misgaat_is_niet_gebeurd(rijen: Inhoud, oud: Path) -> None:
    """An update that breaks off after its tables changed leaves the version that was there; the next opening does all of it."""
    motor = create_engine(f"sqlite:///{oud}")
    with motor.connect() as verbinding:
        verbinding.exec_driver_sql("BEGIN IMMEDIATE")
        migreren.werk_bij(verbinding, "hier")
        assert ERBIJ["zaken"] <= {r[1] for r in verbinding.exec_driver_sql("PRAGMA table_info(zaken)")}
        verbinding.rollback()
    motor.dispose()
    with sqlite3.connect(oud) as c:
        assert c.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert not ERBIJ["zaken"] & {r[1] for r in c.execute("PRAGMA table_info(zaken)")}
    c.close()
    eis_bijgewerkt(rijen, lambda: open_staat(oud))


def test_zelfde_vraag_met_ander_verzoek(tmp_path: Path) -> None:
    """What was verified is no part of what makes two submissions the same: the first one's is kept."""
    staat = met_mensen(open_staat(tmp_path / "s.sqlite"))
    een = vrijgave.dien_in(staat, inzending(verzoek='{"jti":"a"}'), door=POORT, nu=NU)
    twee = vrijgave.dien_in(staat, inzending(verzoek='{"jti":"b"}'), door=POORT, nu=NU)
    assert (twee.nieuw, twee.zaak.verzoek, een.zaak.verzoek) == (False, '{"jti":"a"}', '{"jti":"a"}')
    staat.sluit()
