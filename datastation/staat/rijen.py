"""Rows of the state database as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Zaak:
    """One question of one requester.

    Attributes:
        sleutel: idempotency key of the requester. inhoud_sha256: hash of what came in under it.
        levering_sha256: hash of who asks which question with which parameters; a corrected re-delivery has the same one.
        gesprek: the number that the requester gave the conversation. antwoordadres: where the reply goes; "" where it is fetched.
        parameters: JSON, canonical. vervangt: case number of the sent answer that this one replaces.
        toestand: one of `datastation.vrijgave.Toestand`. volg: number of its latest transition, from 1.
        beleid: outcome of the policy. uitslag: ``vrijgegeven`` or ``afgewezen``, also after sending.
        antwoord_pad: where the bytes of the answer stand, from the folder of the station.
        pogingen: how often the station took it up since its latest step. bezet_tot: until when one of its processes is at work on it.
        verzoek: what was verified of the request, and what the reply needs: JSON, canonical; "" where nothing was kept. Never a token or a key.
    """

    zaaknummer: str
    afnemer: str
    sleutel: str
    inhoud_sha256: str
    levering_sha256: str
    gesprek: str
    antwoordadres: str
    profiel: str
    profielversie: str
    vraag_nr: str
    vraag_sha256: str
    parameters: str
    vervangt: str | None
    toestand: str
    volg: int
    beleid: str | None
    vier_ogen: bool
    momentopname: str | None
    antwoord_sha256: str | None
    antwoord_pad: str | None
    uitslag: str | None
    aangemaakt: datetime
    gewijzigd: datetime
    vervalt: datetime
    pogingen: int
    bezet_tot: datetime | None
    verzoek: str = ""


@dataclass(frozen=True)
class Overgang:
    """One step of a case: from where to where, by whom, when and why. ``van`` is None for the first step. ``notitie``: JSON for the log."""

    zaaknummer: str
    volg: int
    van: str | None
    naar: str
    door_rol: str
    door_id: str
    op: datetime
    reden: str
    notitie: str = ""


@dataclass(frozen=True)
class Merk:
    """Somebody opened (``ingezien``) or prepared (``klaargezet``) an answer as it was after step ``volg`` with so many corrections."""

    zaaknummer: str
    soort: str
    volg: int
    correcties: int
    antwoord_sha256: str
    door_rol: str
    door_id: str
    op: datetime


@dataclass(frozen=True)
class Correctie:
    """A signed statement that another value than the computed one holds for a cell. The computed one stays."""

    zaaknummer: str
    volg: int
    antwoord_sha256: str
    cel: str
    berekend: str
    waarde: str
    reden: str
    door_rol: str
    door_id: str
    op: datetime
    handtekening: bytes


@dataclass(frozen=True)
class Gebruiker:
    """A person of the organisation. ``rollen``: those that the person has now, sorted."""

    id: str
    naam: str
    actief: bool
    aangemaakt: datetime
    rollen: tuple[str, ...]


@dataclass(frozen=True)
class Bericht:
    """A reply in the outbox. ``bericht`` is the message id: fixed here, the same at every attempt.

    Attributes:
        soort: ``antwoord`` or ``afwijzing``. stand: ``wacht``, ``bezorgd`` or ``vervallen``. volgende: not before this moment.
        bezet_tot: until when a process is sending it. fout: code of the latest failure.
    """

    bericht: str
    zaaknummer: str
    soort: str
    adres: str
    antwoord_sha256: str | None
    stand: str
    pogingen: int
    aangemaakt: datetime
    volgende: datetime
    bezet_tot: datetime | None
    bezorgd: datetime | None
    fout: str
