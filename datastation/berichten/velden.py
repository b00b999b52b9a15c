"""Reading the fields of a message, each by the form it must have. A null counts as absent: kik-commons leaves out nulls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from datastation.berichten.reden import BerichtFout, Reden
from datastation.model.strikt import MAX_BYTES, Object, StrikteFout, lees_strikt

MAX_TEKST = 4096
MAX_ID = 256
MAX_ADRES = 2048
MAX_LEDEN = 32
_ID = re.compile(r"[\x21-\x22\x24-\x7e]+")  # visible, without "#": it divides message and question in the id of a result
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")
_ADRES = re.compile(r"https?://[\x21-\x7e]+")
_SECONDEN_MAX = 253_402_300_799  # the last second of the year 9999


def lees_object(ruw: bytes | str, *, max_bytes: int = MAX_BYTES, waar: str = "") -> Object:
    """One strict JSON object.

    Raises:
        BerichtFout: what `lees_strikt` refuses, or ``VELD_ONGELDIG`` where it is something else than an object.
    """
    try:
        waarde = lees_strikt(ruw, max_bytes=max_bytes)
    except StrikteFout as fout:
        raise BerichtFout(Reden(fout.soort.value), waar=waar) from None
    if not isinstance(waarde, dict):
        raise BerichtFout(Reden.VELD_ONGELDIG, waar=waar or "bericht")
    return waarde


@dataclass(frozen=True)
class Velden:
    """An object of a message, with its place for errors.

    Every reader raises `BerichtFout`: ``VELD_ONTBREEKT`` (with the number of the rule, if it is one of kikv.md 3.4), ``VELD_ONGELDIG``
    or ``VELD_TE_LANG``.
    """

    inhoud: Object
    pad: str = ""

    def waar(self, naam: str) -> str:
        """Place of a field, for an error."""
        return f"{self.pad}.{naam}" if self.pad else naam

    def heeft(self, naam: str) -> bool:
        """Whether the field is there and not null."""
        return self.inhoud.get(naam) is not None

    def tekst(self, naam: str, *, regel: int = 0, maximum: int = MAX_TEKST) -> str:
        """A text that must be there and not be blank."""
        gevonden = self.soms(naam, maximum=maximum)
        if not gevonden.strip():
            raise BerichtFout(Reden.VELD_ONTBREEKT, waar=self.waar(naam), regel=regel)
        return gevonden

    def soms(self, naam: str, *, maximum: int = MAX_TEKST) -> str:
        """A text that may be absent: then ""."""
        waarde = self.inhoud.get(naam)
        return "" if waarde is None else _tekst(waarde, self.waar(naam), maximum)

    def lijst(self, naam: str) -> tuple[str, ...]:
        """One text or an array of texts; absent is none."""
        waarde = self.inhoud.get(naam)
        leden = [] if waarde is None else waarde if isinstance(waarde, list) else [waarde]
        if len(leden) > MAX_LEDEN:
            raise BerichtFout(Reden.VELD_TE_LANG, waar=self.waar(naam))
        return tuple(_tekst(lid, self.waar(naam), MAX_TEKST) for lid in leden)

    def object(self, naam: str, *, regel: int = 0) -> Velden:
        """An object that must be there."""
        waarde = self.inhoud.get(naam)
        if waarde is None:
            raise BerichtFout(Reden.VELD_ONTBREEKT, waar=self.waar(naam), regel=regel)
        if not isinstance(waarde, dict):
            raise BerichtFout(Reden.VELD_ONGELDIG, waar=self.waar(naam))
        return Velden(waarde, self.waar(naam))

    def id(self, naam: str, *, regel: int = 0) -> str:
        """Identification of a message or conversation, required."""
        return keur_id(self.tekst(naam, regel=regel, maximum=MAX_ID), self.waar(naam))

    def soms_id(self, naam: str) -> str:
        """Identification that may be absent: then ""."""
        return self.id(naam) if self.heeft(naam) else ""

    def did(self, naam: str, *, regel: int = 0) -> str:
        """A DID, required."""
        return keur_did(self.tekst(naam, regel=regel), self.waar(naam))

    def dids(self, naam: str, *, regel: int = 0) -> tuple[str, ...]:
        """One DID or an array, at least one."""
        leden = self.lijst(naam)
        if not any(lid.strip() for lid in leden):
            raise BerichtFout(Reden.VELD_ONTBREEKT, waar=self.waar(naam), regel=regel)
        return tuple(keur_did(lid, self.waar(naam)) for lid in leden)

    def adres(self, naam: str) -> str:
        """An http or https URL; "" where it is absent. Whether it may be called is for the guard of the network."""
        return keur_adres(self.tekst(naam, maximum=MAX_ADRES), self.waar(naam)) if self.heeft(naam) else ""

    def moment(self, naam: str) -> datetime | None:
        """Seconds since 1970 (NumericDate, RFC 7519 §2), as a moment in UTC; None where absent."""
        waarde = self.inhoud.get(naam)
        if waarde is None:
            return None
        if isinstance(waarde, bool) or not isinstance(waarde, int | float) or not 0 <= waarde <= _SECONDEN_MAX:
            raise BerichtFout(Reden.VELD_ONGELDIG, waar=self.waar(naam))
        return datetime.fromtimestamp(waarde, UTC)


def _tekst(waarde: Any, waar: str, maximum: int) -> str:
    if not isinstance(waarde, str):
        raise BerichtFout(Reden.VELD_ONGELDIG, waar=waar)
    if len(waarde) > maximum:
        raise BerichtFout(Reden.VELD_TE_LANG, waar=waar)
    return waarde


def keur_id(tekst: str, waar: str) -> str:
    """Visible ASCII without ``#``; ``VELD_ONGELDIG`` otherwise."""
    if not _ID.fullmatch(tekst):
        raise BerichtFout(Reden.VELD_ONGELDIG, waar=waar)
    return tekst


def keur_did(tekst: str, waar: str) -> str:
    """A DID without path, query or fragment; ``VELD_ONGELDIG`` otherwise."""
    if not _DID.fullmatch(tekst):
        raise BerichtFout(Reden.VELD_ONGELDIG, waar=waar)
    return tekst


def keur_adres(tekst: str, waar: str) -> str:
    """An absolute http or https URL without user, password or fragment; ``VELD_ONGELDIG`` otherwise."""
    try:
        delen = urlsplit(tekst)
        goed = _ADRES.fullmatch(tekst) and delen.hostname and "@" not in delen.netloc and "#" not in tekst and delen.port != 0
    except ValueError:
        goed = False
    if not goed:
        raise BerichtFout(Reden.VELD_ONGELDIG, waar=waar)
    return tekst


def keur_volgorde(gemaakt: datetime | None, vervalt: datetime | None, waar: str) -> None:
    """A message that ends before it begins says two things."""
    if gemaakt is not None and vervalt is not None and vervalt <= gemaakt:
        raise BerichtFout(Reden.TEGENSTRIJDIG, waar=waar)
