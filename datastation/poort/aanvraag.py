"""What a request is, once `vertrouwen` has verified what can be verified: frozen facts, no text that could run, no secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from datastation.model.term import Term
from datastation.poort.register import sha256_van


@dataclass(frozen=True)
class Tokenfeit:
    """What introspection says of the access token.

    Attributes:
        actief: it is valid now, for the service of the question. voor_ons: this station is its audience. houder: DID of its subject.
    """

    actief: bool
    voor_ons: bool
    houder: str


@dataclass(frozen=True)
class Credentialfeit:
    """What was verified of the credential with the question.

    Attributes:
        presentatie_goed: signatures, nonce, audience and defined terms were verified; anything else is False.
        houder: DID that presents it. onderwerpen: DIDs of its credentialSubjects.
        soorten: its types, ``VerifiableCredential`` included or not.
        uitgever: DID. vertrouwd_voor: credential types for which the station's trust list names this issuer.
        geldig_van, geldig_tot: as the credential says; None = it does not say.
        status: of the status list. status_op: when that list was read; ``geen`` = the credential has no status.
    """

    presentatie_goed: bool
    houder: str
    onderwerpen: frozenset[str]
    soorten: frozenset[str]
    uitgever: str
    vertrouwd_voor: frozenset[str]
    geldig_van: datetime | None = None
    geldig_tot: datetime | None = None
    status: Literal["goed", "ingetrokken", "onbekend", "geen"] = "onbekend"
    status_op: datetime | None = None


@dataclass(frozen=True)
class Vraagverwijzing:
    """Which question is asked: never its text, only what the text must be.

    Attributes:
        sha256: of the decoded text that the credential carries. parameters_sha256: of the parameter shapes that it carries.
    """

    profiel: str
    versie: str
    sha256: str
    parameters_sha256: str


@dataclass(frozen=True)
class Aanvraag:
    """A request.

    Attributes:
        afzender: DID that the message names as its sender.
        credential: None = the message carries a bare credentialSubject (trust.md 10).
        parameters: per name the typed terms. periode: first and last day that they ask about, if they do.
    """

    afzender: str
    token: Tokenfeit
    credential: Credentialfeit | None
    vraag: Vraagverwijzing
    parameters: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    periode: tuple[date, date] | None = None

    @property
    def stelling(self) -> str:
        """One hash for question and parameters together: the same question asked again gives the same."""
        delen = [f"?{naam} {' '.join(sorted(t.sparql for t in termen))}" for naam, termen in sorted(self.parameters.items())]
        return sha256_van("\n".join([self.vraag.profiel, self.vraag.versie, self.vraag.sha256, *delen]))


@dataclass(frozen=True)
class Verbruik:
    """What this requester asked of this profile before, counted by whoever keeps the state.

    Attributes:
        sinds: everything from this moment on is counted; at least the policy's period back.
        vragen: admitted requests. stellingen: their `Aanvraag.stelling` values.
    """

    sinds: datetime
    vragen: int
    stellingen: frozenset[str] = frozenset()
