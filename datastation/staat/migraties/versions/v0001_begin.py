"""The first tables: cases, transitions, marks, corrections, users, roles, outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMMER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")
VAST = ("overgangen", "merken", "correcties")


def _zaak(*, uniek: bool | None = None) -> sa.Column[str]:
    return sa.Column("zaaknummer", sa.String(40), sa.ForeignKey("zaken.zaaknummer"), nullable=False, unique=uniek)


def _door() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("door_rol", sa.String(30), nullable=False),
        sa.Column("door_id", sa.Text, nullable=False),
        sa.Column("op", MOMENT, nullable=False),
    )


def upgrade() -> None:
    """Make the tables and the triggers that keep the history as it was written."""
    _zaken()
    _geschiedenis()
    _mensen()
    _uitgaand()
    for tabel in VAST:
        (_vast_postgres if op.get_bind().dialect.name == "postgresql" else _vast_sqlite)(tabel)


def _zaken() -> None:
    tekst = ("afnemer", "sleutel", "gesprek", "antwoordadres", "profiel", "profielversie", "vraag_nr", "parameters")
    op.create_table(
        "zaken",
        sa.Column("zaaknummer", sa.String(40), primary_key=True),
        *(sa.Column(naam, sa.Text, nullable=False) for naam in tekst),
        *(sa.Column(naam, sa.String(64), nullable=False) for naam in ("inhoud_sha256", "levering_sha256", "vraag_sha256")),
        sa.Column("vervangt", sa.String(40), sa.ForeignKey("zaken.zaaknummer")),
        sa.Column("toestand", sa.String(20), nullable=False),
        sa.Column("volg", sa.Integer, nullable=False),
        sa.Column("beleid", sa.String(20)),
        sa.Column("vier_ogen", sa.Boolean, nullable=False),
        sa.Column("momentopname", sa.Text),
        sa.Column("antwoord_sha256", sa.String(64)),
        sa.Column("antwoord_pad", sa.Text),
        sa.Column("uitslag", sa.String(20)),
        *(sa.Column(naam, MOMENT, nullable=False) for naam in ("aangemaakt", "gewijzigd", "vervalt")),
        sa.Column("pogingen", sa.Integer, nullable=False),
        sa.Column("bezet_tot", MOMENT),
        sa.UniqueConstraint("afnemer", "sleutel", name="zaken_een_per_sleutel"),
        sa.CheckConstraint(
            "toestand IN ('ontvangen', 'geverifieerd', 'toegelaten', 'beantwoord', 'vrijgegeven',"
            " 'afgewezen', 'verzonden', 'ingetrokken', 'verlopen')",
            name="zaken_toestand",
        ),
        sa.CheckConstraint("volg >= 1 AND pogingen >= 0", name="zaken_tellers"),
    )
    op.create_index("zaken_toestand_aangemaakt", "zaken", ["toestand", "aangemaakt"])
    op.create_index("zaken_levering", "zaken", ["levering_sha256"])


def _geschiedenis() -> None:
    op.create_table(
        "overgangen",
        sa.Column("id", NUMMER, primary_key=True),
        _zaak(),
        sa.Column("volg", sa.Integer, nullable=False),
        sa.Column("van", sa.String(20)),
        sa.Column("naar", sa.String(20), nullable=False),
        *_door(),
        sa.Column("reden", sa.Text, nullable=False),
        sa.UniqueConstraint("zaaknummer", "volg", name="overgangen_een_per_stap"),
    )
    op.create_table("gelogd", sa.Column("overgang", NUMMER, sa.ForeignKey("overgangen.id"), primary_key=True, autoincrement=False))
    op.create_table(
        "merken",
        sa.Column("id", NUMMER, primary_key=True),
        _zaak(),
        sa.Column("soort", sa.String(20), nullable=False),
        sa.Column("volg", sa.Integer, nullable=False),
        sa.Column("correcties", sa.Integer, nullable=False),
        sa.Column("antwoord_sha256", sa.String(64), nullable=False),
        *_door(),
        sa.CheckConstraint("soort IN ('ingezien', 'klaargezet')", name="merken_soort"),
    )
    op.create_index("merken_zaak", "merken", ["zaaknummer"])
    op.create_table(
        "correcties",
        sa.Column("id", NUMMER, primary_key=True),
        _zaak(),
        sa.Column("volg", sa.Integer, nullable=False),
        sa.Column("antwoord_sha256", sa.String(64), nullable=False),
        *(sa.Column(naam, sa.Text, nullable=False) for naam in ("cel", "berekend", "waarde", "reden")),
        *_door(),
        sa.Column("handtekening", sa.LargeBinary, nullable=False),
    )
    op.create_index("correcties_zaak", "correcties", ["zaaknummer"])


def _mensen() -> None:
    op.create_table(
        "gebruikers",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("naam", sa.Text, nullable=False),
        sa.Column("actief", sa.Boolean, nullable=False),
        sa.Column("aangemaakt", MOMENT, nullable=False),
    )
    op.create_table(
        "rollen",
        sa.Column("id", NUMMER, primary_key=True),
        sa.Column("gebruiker", sa.String(200), sa.ForeignKey("gebruikers.id"), nullable=False),
        sa.Column("rol", sa.String(30), nullable=False),
        sa.Column("van", MOMENT, nullable=False),
        sa.Column("gegeven_door", sa.Text, nullable=False),
        sa.Column("tot", MOMENT),
        sa.Column("afgenomen_door", sa.Text),
    )
    op.create_index("rollen_gebruiker", "rollen", ["gebruiker"])


def _uitgaand() -> None:
    op.create_table(
        "uitgaand",
        sa.Column("bericht", sa.String(40), primary_key=True),
        _zaak(uniek=True),
        sa.Column("soort", sa.String(20), nullable=False),
        sa.Column("adres", sa.Text, nullable=False),
        sa.Column("antwoord_sha256", sa.String(64)),
        sa.Column("stand", sa.String(20), nullable=False),
        sa.Column("pogingen", sa.Integer, nullable=False),
        sa.Column("aangemaakt", MOMENT, nullable=False),
        sa.Column("volgende", MOMENT, nullable=False),
        sa.Column("bezet_tot", MOMENT),
        sa.Column("bezorgd", MOMENT),
        sa.Column("fout", sa.Text, nullable=False),
        sa.CheckConstraint("stand IN ('wacht', 'bezorgd', 'vervallen')", name="uitgaand_stand"),
    )
    op.create_index("uitgaand_stand_volgende", "uitgaand", ["stand", "volgende"])


def _vast_sqlite(tabel: str) -> None:
    for wat in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {tabel}_geen_{wat.lower()} BEFORE {wat} ON {tabel} BEGIN SELECT RAISE(ABORT, '{tabel}: alleen toevoegen'); END"
        )


def _vast_postgres(tabel: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: alleen toevoegen', TG_TABLE_NAME; END $$"
    )
    op.execute(f"CREATE TRIGGER {tabel}_vast BEFORE UPDATE OR DELETE ON {tabel} FOR EACH ROW EXECUTE FUNCTION alleen_toevoegen()")
    op.execute(f"CREATE TRIGGER {tabel}_vast_leeg BEFORE TRUNCATE ON {tabel} FOR EACH STATEMENT EXECUTE FUNCTION alleen_toevoegen()")
