"""A state database as the first version of it was left behind: filled, and never seen by a later one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Table, insert, select

from datastation import vrijgave
from datastation.fouten import MotorFout
from datastation.staat import Staat, Transactie, migreren
from datastation.staat.tabellen import VAST, metadata
from hulp.zaakwerk import KIM, NU, POORT, bereid_voor, breng, eis_heel, inzending, met_mensen

# What later versions added, per table.
ERBIJ = {"zaken": {"verzoek"}, "overgangen": {"notitie"}}
LATER = frozenset({"gezien", "opruimingen"})
Inhoud = dict[str, list[dict[str, Any]]]


def gevuld(staat: Staat) -> Staat:
    """People, and cases in every state: opened, prepared, corrected, sent, and one that replaces another."""
    met_mensen(staat)
    eerste = breng(staat, "verzonden", sleutel="v")
    breng(staat, "vrijgegeven", sleutel="w", antwoord="ander", beleid="automatisch", vier_ogen=False, vervangt=eerste)
    for stap in ("ontvangen", "geverifieerd", "toegelaten", "beantwoord", "vrijgegeven", "afgewezen", "ingetrokken"):
        nummer = breng(staat, stap, sleutel=stap, vraag_nr=stap)
        if stap == "beantwoord":
            bereid_voor(staat, nummer)
            cel = {"cel": "a", "berekend": "1", "waarde": "2", "reden": "dubbel"}
            vrijgave.corrigeer(staat, nummer, **cel, wie=KIM, nu=NU, onderteken=lambda _: b"\0h")
    vrijgave.werk_logboek_bij(staat, lambda _: None, hoogstens=5)
    return staat


def inhoud(staat: Staat) -> Inhoud:
    """Every row of every table that version 0001 had, sorted."""
    with staat.lezen() as t:
        return {
            tabel.name: [dict(rij) for rij in t.execute(select(tabel).order_by(*tabel.primary_key)).mappings()] for tabel in _tabellen()
        }


def vul_versie_1(motor: Engine, rijen: Inhoud) -> None:
    """Make the tables of version 0001 in an empty database, and put rows in them; numbers are given out by the database, in order."""
    with motor.begin() as verbinding:
        command.upgrade(migreren.config(verbinding), "0001")
        for tabel in _tabellen():
            weg = ERBIJ.get(tabel.name, set()) | {"id" for k in tabel.primary_key if k.name == "id" and tabel.name != "gebruikers"}
            for rij in sorted(rijen[tabel.name], key=lambda rij: rij.get("vervangt") is not None):
                verbinding.execute(insert(tabel).values(**{k: w for k, w in rij.items() if k not in weg}))


def versie(t: Transactie) -> str:
    """Version of a database."""
    return str(t.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def eis_bijgewerkt(voor: Inhoud, open_oud: Callable[[], Staat]) -> None:
    """Every row of the old version is there after opening, later columns are empty, history only grows, and old cases go on."""
    staat = open_oud()
    with staat.lezen() as t:
        assert versie(t) == migreren.nieuwste()
        assert compare_metadata(MigrationContext.configure(t, opts={"compare_type": True}), metadata) == []
    assert inhoud(staat) == voor
    assert all(rij["verzoek"] == "" for rij in voor["zaken"])
    for naam in set(VAST) - LATER:
        for opdracht in (f"UPDATE {naam} SET door_id = 'ander'", f"DELETE FROM {naam}"):
            with pytest.raises(MotorFout), staat.schrijven() as t:
                t.exec_driver_sql(opdracht)
    nog_eens = vrijgave.dien_in(staat, inzending("toegelaten", vraag_nr="toegelaten", verzoek='{"a":1}'), door=POORT, nu=NU)
    assert (nog_eens.nieuw, nog_eens.zaak.toestand, nog_eens.zaak.verzoek) == (False, "toegelaten", "")
    nieuw = vrijgave.dien_in(staat, inzending("nieuw", verzoek='{"a":1}'), door=POORT, nu=NU)
    assert vrijgave.lees(staat, nieuw.zaak.zaaknummer, wie=POORT).zaak.verzoek == '{"a":1}'
    assert eis_heel(staat) == len(voor["zaken"]) + 1
    staat.sluit()


def _tabellen() -> list[Table]:
    """Those of version 0001; what is referred to first."""
    return [t for t in metadata.sorted_tables if t.name not in LATER]
