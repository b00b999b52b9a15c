"""The tables, as the newest migration leaves them (a test compares the two)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData()

# SQLite gives a number of its own only to a column of type INTEGER; PostgreSQL needs the large one.
NUMMER = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC with microseconds: a text of fixed length in SQLite, which sorts as time does; ``timestamptz`` in PostgreSQL."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the column."""
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """A moment without zone is a mistake of the caller: nobody knows which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("een moment zonder tijdzone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Always with zone UTC."""
        if value is None:
            return None
        return (value if dialect.name == "postgresql" else datetime.fromisoformat(value)).astimezone(UTC)


def _zaak() -> ForeignKey:
    return ForeignKey("zaken.zaaknummer")


# One question of one requester: what was asked, how far it is, what came of it. Answer bytes stand in a file beside the database.
zaken = Table(
    "zaken",
    metadata,
    Column("zaaknummer", String(40), primary_key=True),
    Column("afnemer", Text, nullable=False),
    Column("sleutel", Text, nullable=False),  # idempotency key
    Column("inhoud_sha256", String(64), nullable=False),  # of what was submitted under that key
    Column("levering_sha256", String(64), nullable=False),  # of who asks what over which period: the same for a corrected re-delivery
    Column("gesprek", Text, nullable=False),
    Column("antwoordadres", Text, nullable=False),
    Column("profiel", Text, nullable=False),
    Column("profielversie", Text, nullable=False),
    Column("vraag_nr", Text, nullable=False),
    Column("vraag_sha256", String(64), nullable=False),
    Column("parameters", Text, nullable=False),  # JSON, canonical
    Column("vervangt", String(40), ForeignKey("zaken.zaaknummer")),
    Column("toestand", String(20), nullable=False),
    Column("volg", Integer, nullable=False),  # number of its latest transition
    Column("beleid", String(20)),
    Column("vier_ogen", Boolean, nullable=False),
    Column("momentopname", Text),
    Column("antwoord_sha256", String(64)),
    Column("antwoord_pad", Text),
    Column("uitslag", String(20)),
    Column("aangemaakt", Moment, nullable=False),
    Column("gewijzigd", Moment, nullable=False),
    Column("vervalt", Moment, nullable=False),
    Column("pogingen", Integer, nullable=False),
    Column("bezet_tot", Moment),
    Column("verzoek", Text, nullable=False, server_default=""),  # JSON, canonical: what was verified of the request
    UniqueConstraint("afnemer", "sleutel", name="zaken_een_per_sleutel"),
    CheckConstraint(
        "toestand IN ('ontvangen', 'geverifieerd', 'toegelaten', 'beantwoord', 'vrijgegeven',"
        " 'afgewezen', 'verzonden', 'ingetrokken', 'verlopen')",
        name="zaken_toestand",
    ),
    CheckConstraint("volg >= 1 AND pogingen >= 0", name="zaken_tellers"),
    Index("zaken_toestand_aangemaakt", "toestand", "aangemaakt"),
    Index("zaken_levering", "levering_sha256"),
)

# Every transition of every case. A trigger refuses change and removal.
overgangen = Table(
    "overgangen",
    metadata,
    Column("id", NUMMER, primary_key=True),
    Column("zaaknummer", String(40), _zaak(), nullable=False),
    Column("volg", Integer, nullable=False),
    Column("van", String(20)),
    Column("naar", String(20), nullable=False),
    Column("door_rol", String(30), nullable=False),
    Column("door_id", Text, nullable=False),
    Column("op", Moment, nullable=False),
    Column("reden", Text, nullable=False),
    Column("notitie", Text, nullable=False, server_default=""),  # JSON: what the step was based on, for the log
    UniqueConstraint("zaaknummer", "volg", name="overgangen_een_per_stap"),
)

# Transitions that stand in the log: written after the log has them, so that a crash in between repeats an entry and never loses one.
gelogd = Table("gelogd", metadata, Column("overgang", NUMMER, ForeignKey("overgangen.id"), primary_key=True, autoincrement=False))

# Who opened or prepared which state of which answer. A trigger refuses change and removal.
merken = Table(
    "merken",
    metadata,
    Column("id", NUMMER, primary_key=True),
    Column("zaaknummer", String(40), _zaak(), nullable=False),
    Column("soort", String(20), nullable=False),
    Column("volg", Integer, nullable=False),  # the transition after which it was made
    Column("correcties", Integer, nullable=False),  # how many corrections stood beside the answer then
    Column("antwoord_sha256", String(64), nullable=False),
    Column("door_rol", String(30), nullable=False),
    Column("door_id", Text, nullable=False),
    Column("op", Moment, nullable=False),
    CheckConstraint("soort IN ('ingezien', 'klaargezet')", name="merken_soort"),
    Index("merken_zaak", "zaaknummer"),
)

# A signed statement beside a computed value. A trigger refuses change and removal.
correcties = Table(
    "correcties",
    metadata,
    Column("id", NUMMER, primary_key=True),
    Column("zaaknummer", String(40), _zaak(), nullable=False),
    Column("volg", Integer, nullable=False),
    Column("antwoord_sha256", String(64), nullable=False),
    Column("cel", Text, nullable=False),
    Column("berekend", Text, nullable=False),
    Column("waarde", Text, nullable=False),
    Column("reden", Text, nullable=False),
    Column("door_rol", String(30), nullable=False),
    Column("door_id", Text, nullable=False),
    Column("op", Moment, nullable=False),
    Column("handtekening", LargeBinary, nullable=False),
    Index("correcties_zaak", "zaaknummer"),
)

gebruikers = Table(
    "gebruikers",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("naam", Text, nullable=False),
    Column("actief", Boolean, nullable=False),
    Column("aangemaakt", Moment, nullable=False),
)

# A role that somebody had from one moment to another; without end: has.
rollen = Table(
    "rollen",
    metadata,
    Column("id", NUMMER, primary_key=True),
    Column("gebruiker", String(200), ForeignKey("gebruikers.id"), nullable=False),
    Column("rol", String(30), nullable=False),
    Column("van", Moment, nullable=False),
    Column("gegeven_door", Text, nullable=False),
    Column("tot", Moment),
    Column("afgenomen_door", Text),
    Index("rollen_gebruiker", "gebruiker"),
)

# Replies that wait, or went. One per case: what is sent again is the same message.
uitgaand = Table(
    "uitgaand",
    metadata,
    Column("bericht", String(40), primary_key=True),
    Column("zaaknummer", String(40), _zaak(), nullable=False, unique=True),
    Column("soort", String(20), nullable=False),
    Column("adres", Text, nullable=False),
    Column("antwoord_sha256", String(64)),
    Column("stand", String(20), nullable=False),
    Column("pogingen", Integer, nullable=False),
    Column("aangemaakt", Moment, nullable=False),
    Column("volgende", Moment, nullable=False),
    Column("bezet_tot", Moment),
    Column("bezorgd", Moment),
    Column("fout", Text, nullable=False),
    CheckConstraint("stand IN ('wacht', 'bezorgd', 'vervallen')", name="uitgaand_stand"),
    Index("uitgaand_stand_volgende", "stand", "volgende"),
)

# Single-use values of presentations, as hashes, until the presentation is over. Stored with the cases that came in with it.
gezien = Table(
    "gezien",
    metadata,
    Column("sleutel", String(64), primary_key=True),
    Column("tot", Moment, nullable=False),
    Index("gezien_tot", "tot"),
)

# Up to which moments old cases were let go of. A trigger refuses change and removal.
opruimingen = Table(
    "opruimingen",
    metadata,
    Column("id", NUMMER, primary_key=True),
    Column("grens", Moment, nullable=False),
    Column("door_rol", String(30), nullable=False),
    Column("door_id", Text, nullable=False),
    Column("op", Moment, nullable=False),
)

# Tables whose rows never change, and go only with a case that is past such a moment: the migrations put triggers on each.
VAST = ("overgangen", "merken", "correcties", "opruimingen")
