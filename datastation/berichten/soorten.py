"""Messages as values: what was asked, what was answered, in whichever generation of the specification it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Inhoud = Mapping[str, Any]


class Generatie(StrEnum):
    """Which text a message follows (kikv.md 3.1, 3.2, 3.3)."""

    KIKV_2021 = "kikv-2021"
    NUTS_2022 = "nuts-2022"
    KIKV_1 = "kikv-1"


@dataclass(frozen=True)
class Verzoek:
    """A request, read and not yet believed: nothing of it was verified.

    Attributes:
        id: of the message. gesprek: of the conversation; the same as ``id`` where the message names none.
        van, aan: DIDs. gemaakt, vervalt: in UTC, where the message says so.
        antwoordadres: URL for the reply; "" where it stands in the DID document of the requester (1.x).
        presentatie: a compact JWT or the text of a JSON-LD object, as it was signed; "" where there is none.
        kale_vragen: credentialSubjects without any signature, in the simplified mode of 1.x.
        parameters: value per name, as text.
        bovenliggend: ``pthid`` of 1.x. dataset, record: which data are meant, as 1.x may say it; "" = all.
    """

    generatie: Generatie
    id: str
    gesprek: str
    van: str
    aan: tuple[str, ...]
    gemaakt: datetime | None = None
    vervalt: datetime | None = None
    antwoordadres: str = ""
    presentatie: str = field(default="", repr=False)
    kale_vragen: tuple[Inhoud, ...] = field(default=(), repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    bovenliggend: str = ""
    dataset: str = ""
    record: str = ""


@dataclass(frozen=True)
class Gevraagd:
    """A question as its credential carries it. The text is there to be recognised by its hash, never to be run.

    Attributes:
        id: by which the answer names it. naam: for people, "" where it has none. profiel: reference to the exchange profile.
        ontologie: one or more references. sparql: decoded text. parametervorm: decoded SHACL shapes, None where it has none.
    """

    id: str
    naam: str
    profiel: str
    ontologie: tuple[str, ...]
    sparql: bytes = field(repr=False)
    parametervorm: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Antwoordkader:
    """What stands around an answer or an error report: to which request it belongs, from whom, to whom, when.

    Attributes:
        verzoek_id, gesprek: of the request. van: our DID. aan: DID of the requester. bericht_id: of this message, the same at each attempt.
    """

    generatie: Generatie
    verzoek_id: str
    gesprek: str
    van: str
    aan: str
    bericht_id: str
    nu: datetime


@dataclass(frozen=True)
class Antwoordbericht:
    """An answer, read and not yet believed.

    Attributes:
        verzoek_id: the request it names, "" where its generation has no field for it. gesprek: the conversation, likewise.
        jws: signed answer, "" where the message has none. resultset: what the message holds in the open, None where it stands in ``jws`` only:
            verify that first, then `open_antwoord` with its payload.
    """

    generatie: Generatie
    id: str
    verzoek_id: str
    gesprek: str
    van: str
    aan: tuple[str, ...]
    gemaakt: datetime | None
    jws: str = field(repr=False)
    resultset: Inhoud | None = field(repr=False)


@dataclass(frozen=True)
class Foutbericht:
    """An error report.

    Attributes:
        code: ``e.p.…``; "" where its generation has none and the station gave none. tekst: for people, arguments filled in.
    """

    generatie: Generatie
    id: str
    verzoek_id: str
    gesprek: str
    van: str
    aan: tuple[str, ...]
    gemaakt: datetime | None
    code: str
    tekst: str
