"""The state database on a real PostgreSQL server: the same tables, the same guards."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hulp import postgres
from hulp.zaakwerk import NU, bereid_voor, breng, met_mensen

from datastation.fouten import Geweigerd, GrensBereikt, MotorFout
from datastation.staat import Staat, gebruikers, open_staat
from datastation.staat.tabellen import VAST, metadata

pytestmark = pytest.mark.skipif(bool(postgres.waarom_niet()), reason=postgres.waarom_niet())


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database on a server of its own."""
    with postgres.cluster() as url:
        yield url


def geopend(url: str) -> Staat:
    """The first to open it: eight at once, of whom one migrates."""
    with ThreadPoolExecutor(8) as pool:
        alle = list(pool.map(lambda _: open_staat(url), range(8)))
    for staat in alle[1:]:
        staat.sluit()
    return alle[0]


def test_tabellen_wachten_en_weigeren(url: str) -> None:
    """The tables are those of the code, history only grows, a reader cannot write, waiting ends, and a newer version is refused."""
    staat = met_mensen(geopend(url))
    with staat.lezen() as t:
        assert compare_metadata(MigrationContext.configure(t, opts={"compare_type": True}), metadata) == []
    bereid_voor(staat, breng(staat, "beantwoord"))
    for naam in VAST:
        for opdracht in (f"UPDATE {naam} SET door_id = 'ander'", f"DELETE FROM {naam}", f"TRUNCATE {naam} CASCADE"):
            if naam in ("correcties", "opruimingen") and not opdracht.startswith("TRUNCATE"):
                continue  # no row to fire on
            with pytest.raises(MotorFout), staat.schrijven() as t:
                t.exec_driver_sql(opdracht)
    with pytest.raises(MotorFout), staat.lezen() as t:
        gebruikers.voeg_toe(t, "x", "X", NU)
    ander = open_staat(url, wacht=0.1)
    with staat.schrijven() as t:
        gebruikers.vergrendel_alle(t)
        with pytest.raises(GrensBereikt), ander.schrijven() as u:
            gebruikers.vergrendel_alle(u)
    ander.sluit()
    with staat.schrijven() as t:
        t.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Geweigerd, match="nieuwere versie"):
        open_staat(url)
    staat.sluit()
