"""A verifiable credential as it was received, in either envelope, before anybody has judged it.

What the signature of a JSON-LD credential covers is a graph; what a program reads is JSON, and one graph can be written as JSON in more than one
way. So that no date or status can be moved out of sight, the names that decide on validity stand at the top of the credential and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from datastation.vertrouwen.bewijzen import Bewijs, lees_bewijs
from datastation.vertrouwen.codering import seconden, tijd
from datastation.vertrouwen.did import keur_did
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.strikt import Object
from datastation.vertrouwen.tokens import Token, lees_token

BASISTYPE = "VerifiableCredential"
_MAX_TYPEN = 2  # as a Nuts node: the base type and one more, so that it is clear which trust applies
_BOVENAAN = frozenset({"issuer", "issuanceDate", "validFrom", "expirationDate", "validUntil", "credentialStatus"})
_VAN, _TOT = ("issuanceDate", "validFrom"), ("expirationDate", "validUntil")


@dataclass(frozen=True)
class Verklaring:
    """A credential that nobody has judged yet.

    Attributes:
        id: of the credential. type: the one type beside ``VerifiableCredential``. uitgever: DID. onderwerpen: its subjects, each with an ``id``.
        van, tot: from when and until when it holds; ``tot`` None where it has no end. status: entries of status lists.
    """

    id: str
    type: str
    uitgever: str
    onderwerpen: tuple[Object, ...] = field(repr=False)
    van: datetime
    tot: datetime | None
    status: tuple[Object, ...] = field(repr=False)
    ondertekend: Bewijs | Token = field(repr=False)


def lees_verklaring(waarde: Any) -> Verklaring:
    """Read a credential: an object is JSON-LD with a proof, a text a token.

    Raises:
        Afgewezen: ``VORM``, ``TEGENSTRIJDIG`` where token and credential say two things, and what `lees_token` and `lees_bewijs` refuse.
    """
    if isinstance(waarde, str):
        return _uit_token(lees_token(waarde))
    if not isinstance(waarde, dict):
        raise Afgewezen(Reden.VORM, waar="verifiableCredential")
    if any(_BOVENAAN & namen for namen in _namen_eronder({k: v for k, v in waarde.items() if k != "proof"})):
        raise Afgewezen(Reden.VORM, waar="plaats van een veld")
    bewijs = lees_bewijs(waarde)
    if bewijs.doel != "assertionMethod":
        raise Afgewezen(Reden.DOEL, waar="proof.proofPurpose")
    return _verklaring(waarde, bewijs)


def _uit_token(token: Token) -> Verklaring:
    """RFC: VC Data Model 1.1 §6.3.1; what stands in both places must be the same."""
    claims, vc = token.claims, token.claims.get("vc")
    if not isinstance(vc, dict):
        raise Afgewezen(Reden.VORM, waar="vc")
    onderwerp = vc.get("credentialSubject")
    uit = dict(vc)
    uit["issuer"] = _samen(claims.get("iss"), vc.get("issuer"), "iss")
    uit["id"] = _samen(claims.get("jti"), vc.get("id"), "jti")
    if isinstance(onderwerp, dict):
        uit["credentialSubject"] = {**onderwerp, "id": _samen(claims.get("sub"), onderwerp.get("id"), "sub")}
    elif "sub" in claims:
        raise Afgewezen(Reden.TEGENSTRIJDIG, waar="sub")
    van = [seconden(claims[n], waar=n) for n in ("nbf", "iat") if n in claims]
    tot = [seconden(claims["exp"], waar="exp")] if "exp" in claims else []
    return _verklaring(uit, token, van, tot)


def _samen(claim: Any, veld: Any, waar: str) -> Any:
    kaal = veld.get("id") if isinstance(veld, dict) else veld
    if claim is not None and kaal is not None and claim != kaal:
        raise Afgewezen(Reden.TEGENSTRIJDIG, waar=waar)
    return kaal if claim is None else claim


def _verklaring(
    vc: Object, ondertekend: Bewijs | Token, van: list[datetime] | None = None, tot: list[datetime] | None = None
) -> Verklaring:
    uitgever = vc.get("issuer")
    van = [*(van or []), *_tijden(vc, _VAN)]
    tot = [*(tot or []), *_tijden(vc, _TOT)]
    if isinstance(uitgever, dict):
        uitgever = uitgever.get("id")
    if not isinstance(vc.get("id"), str) or not van:
        raise Afgewezen(Reden.VORM, waar="id of begin")
    return Verklaring(
        id=vc["id"],
        type=_type(vc.get("type")),
        uitgever=uitgever if isinstance(uitgever, str) and uitgever.startswith("did:x509:") else keur_did(uitgever),
        onderwerpen=_onderwerpen(vc.get("credentialSubject")),
        van=max(van),
        tot=min(tot, default=None),
        status=_status(vc.get("credentialStatus", [])),
        ondertekend=ondertekend,
    )


def _tijden(vc: Object, namen: tuple[str, ...]) -> list[datetime]:
    return [tijd(vc[n], waar=n) for n in namen if n in vc]


def _type(waarde: Any) -> str:
    if not isinstance(waarde, list) or len(waarde) != _MAX_TYPEN or BASISTYPE not in waarde:
        raise Afgewezen(Reden.VORM, waar="type")
    (soort,) = [t for t in waarde if t != BASISTYPE] or [None]
    if not isinstance(soort, str) or not soort:
        raise Afgewezen(Reden.VORM, waar="type")
    return soort


def _onderwerpen(waarde: Any) -> tuple[Object, ...]:
    leden = waarde if isinstance(waarde, list) else [waarde]
    if not leden or any(not isinstance(o, dict) or not isinstance(o.get("id"), str) for o in leden):
        raise Afgewezen(Reden.VORM, waar="credentialSubject")
    return tuple(leden)


def _status(waarde: Any) -> tuple[Object, ...]:
    leden = waarde if isinstance(waarde, list) else [waarde]
    if any(not isinstance(s, dict) for s in leden):
        raise Afgewezen(Reden.VORM, waar="credentialStatus")
    return tuple(leden)


def _namen_eronder(knoop: Any, *, top: bool = True) -> Iterator[frozenset[str]]:
    if isinstance(knoop, Mapping):
        if not top:
            yield frozenset(knoop)
        for waarde in knoop.values():
            yield from _namen_eronder(waarde, top=False)
    elif isinstance(knoop, list):
        for waarde in knoop:
            yield from _namen_eronder(waarde, top=False)
