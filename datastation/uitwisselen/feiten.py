"""What a case keeps of the request that it came from: what was verified, and what the reply needs. JSON in the state database.

Written once, when the case comes in; everything that the station does with the case later follows from this and from the state. No claims of
credentials, no token, no presentation: names, hashes and times.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import rfc8785
from pydantic import AwareDatetime, Field

from datastation.instellingen import Streng
from datastation.staat.rijen import Zaak

Kanaal = Literal["kikv-2021", "nuts-2022", "kikv-1", "api"]
ALLES = "*"  # in the place of the number of a question: all questions of the profile


class Geloofsbrief(Streng):
    """A credential that passed every check, without what it claims."""

    id: str
    soort: str
    uitgever: str
    geldig_tot: AwareDatetime | None = None


class Vraagfeit(Streng):
    """A question that is asked, by what its text and its parameter shapes must be; `brief` is the credential that vouches for it."""

    nr: str
    sha256: str
    parameters_sha256: str
    brief: Geloofsbrief | None = None


class Verzoekfeiten(Streng):
    """The record of one request.

    Attributes:
        kanaal: by what way it came; the reply goes the same way. bericht: id of the message, and `aan` as it was addressed.
        vraag_id: how the requester calls the question; stands in the answer.
        houder: DID that presented, as verified. token: ``jti`` of the access token. ontvangen: the moment of verification.
        weigering: code of the check that failed before the gate; "" where none did.
        briefhouders: DIDs of the subjects of the credentials.
    """

    kanaal: Kanaal
    bericht: str
    aan: str
    vraag_id: str
    houder: str
    token: str
    ontvangen: AwareDatetime
    vragen: tuple[Vraagfeit, ...] = ()
    weigering: str = ""
    weigering_zin: str = ""
    stap: str = Field(default="", description="De stap van het scenario van KIK-V waarin geweigerd is.")

    def als_json(self) -> str:
        """Canonical JSON."""
        return rfc8785.dumps(self.model_dump(mode="json", exclude_defaults=True)).decode()


def feiten_van(zaak: Zaak) -> Verzoekfeiten:
    """The record of a case."""
    return Verzoekfeiten.model_validate_json(zaak.verzoek)


def notitie(velden: Mapping[str, Any]) -> str:
    """A note for the log: canonical JSON, empty values left out, moments as text."""
    return rfc8785.dumps(
        {k: w.isoformat() if isinstance(w, datetime) else w for k, w in velden.items() if w not in (None, "", (), [])}
    ).decode()
