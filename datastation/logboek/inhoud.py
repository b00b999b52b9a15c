"""From an entry to the bytes that are hashed, and back. The bytes are canonical JSON (RFC 8785)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import orjson
import rfc8785
from pydantic import ValidationError

from datastation.logboek.boom import bladhash
from datastation.logboek.opslag import beschadigd
from datastation.logboek.regel import SCHEMA, Logregel, Vastgelegd

_TIJD = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
NS = 1_000_000_000


def als_tijd(ns: int) -> str:
    """Nanoseconds since 1970 as UTC text of fixed width, so that texts sort as times do."""
    return f"{datetime.fromtimestamp(ns // NS, UTC):%Y-%m-%dT%H:%M:%S}.{ns % NS:09d}Z"


def als_grens(tijd: datetime) -> str:
    """A time with a zone as text that compares with `als_tijd`."""
    utc = tijd.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond * 1000:09d}Z"


def canoniek(regel: Logregel, *, volgnummer: int, tijd: str, klok: str, vorige: str | None) -> bytes:
    """The bytes of an entry: JCS of the entry within what the log adds."""
    return rfc8785.dumps(
        {
            "schema": SCHEMA,
            "volgnummer": volgnummer,
            "tijd": tijd,
            "klok": klok,
            "vorige": vorige,
            "handeling": regel.gebeurtenis.handeling,
            "regel": regel.model_dump(mode="json", exclude_none=True),
        }
    )


def lees_json(inhoud: bytes) -> dict[str, Any] | None:
    """The entry as JSON, or None where the bytes are not what `canoniek` writes."""
    try:
        velden = orjson.loads(inhoud)
        if not isinstance(velden, dict) or velden.get("schema") != SCHEMA or rfc8785.dumps(velden) != inhoud:
            return None
    except (orjson.JSONDecodeError, rfc8785.CanonicalizationError):
        return None
    return velden if isinstance(velden.get("tijd"), str) and _TIJD.fullmatch(velden["tijd"]) else None


def ontleed(inhoud: bytes) -> Vastgelegd:
    """An entry from its bytes.

    Raises:
        MotorFout: the bytes are not an entry.
    """
    velden = lees_json(inhoud)
    if velden is None:
        raise beschadigd("de inhoud van een regel")
    try:
        return Vastgelegd.model_validate(
            {
                **{n: velden.get(n) for n in ("volgnummer", "tijd", "klok", "vorige", "regel")},
                "hash": bladhash(inhoud).hex(),
            }
        )
    except ValidationError:
        raise beschadigd("de inhoud van een regel") from None
