"""Proofs inside a JSON-LD document: JsonWebSignature2020 as Nuts makes it, and four cryptosuites of W3C Data Integrity.

| suite | hash of | signature |
|---|---|---|
| JsonWebSignature2020 | RDFC-1.0 of proof (its own context alone), of document | detached JWS (RFC 7797) over both |
| eddsa-rdfc-2022, ecdsa-rdfc-2019 | RDFC-1.0 of proof (context of the document), of document | base58btc over both |
| eddsa-jcs-2022, ecdsa-jcs-2019 | JCS (RFC 8785) of proof, of document | base58btc over both |

Always the hash of the proof first, SHA-256. One proof a document: sets and chains of proofs are refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import rfc8785

from datastation.vertrouwen.canoniek import canoniek, uit_triples
from datastation.vertrouwen.codering import b58btc, b64url, tijd
from datastation.vertrouwen.contexten import JWS2020
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutels import Sleutel
from datastation.vertrouwen.strikt import Object, lees_object
from datastation.vertrouwen.tokens import keur_kop

JWS, DI = "JsonWebSignature2020", "DataIntegrityProof"
SUITES = {"eddsa-rdfc-2022": "EdDSA", "ecdsa-rdfc-2019": "ES256", "eddsa-jcs-2022": "EdDSA", "ecdsa-jcs-2019": "ES256"}
_JWS_KOPPEN = frozenset({"alg", "b64", "crit", "kid"})
_DOELEN = frozenset({"assertionMethod", "authentication"})


@dataclass(frozen=True)
class Bewijs:
    """A proof that nobody has judged yet, with the document it stands in.

    Attributes:
        suite: ``JsonWebSignature2020`` or a cryptosuite. methode: DID URL of the key. doel: ``assertionMethod`` or ``authentication``.
        gemaakt, verloopt: times of the proof; None where absent. publiek: its ``domain``. eenmalig: its ``nonce`` or else ``challenge``.
        keten: always empty; certificates travel in tokens only.
    """

    suite: str
    methode: str
    doel: str
    gemaakt: datetime | None
    verloopt: datetime | None
    publiek: Any
    eenmalig: Any
    velden: Object = field(repr=False)
    document: Object = field(repr=False)
    keten: tuple[str, ...] = ()

    def keur(self, sleutel: Sleutel, contexten: Contexten) -> None:
        """Judge the signature over the document and the proof; every term of both is in the signed graph.

        Raises:
            Afgewezen: ``HANDTEKENING``, ``SLEUTEL``, ``ALGORITME``, ``KOP``, and what `Contexten.uitgebreid` and `canoniek` refuse.
        """
        if self.suite == JWS:
            self._keur_jws(sleutel, contexten)
        else:
            handtekening = b58btc(_tekst(self.velden, "proofValue"), reden=Reden.HANDTEKENING)
            sleutel.keur(SUITES[self.suite], te_tekenen(self.suite, self.velden, self.document, contexten), handtekening)

    def _keur_jws(self, sleutel: Sleutel, contexten: Contexten) -> None:
        kop, _, rest = _tekst(self.velden, "jws").partition(".")
        leeg, _, deel = rest.partition(".")
        gelezen = lees_object(b64url(kop, waar="jws"), waar="jws")
        keur_kop(gelezen, _JWS_KOPPEN)
        if leeg or gelezen.get("b64") is not False or gelezen.get("crit") != ["b64"] or gelezen.get("kid", self.methode) != self.methode:
            raise Afgewezen(Reden.KOP, waar="jws")
        getekend = te_tekenen(self.suite, self.velden, self.document, contexten)
        sleutel.keur(str(gelezen["alg"]), kop.encode() + b"." + getekend, b64url(deel, reden=Reden.HANDTEKENING))


def te_tekenen(suite: str, velden: Object, document: Object, contexten: Contexten) -> bytes:
    """The 64 bytes that a proof signs: hash of the proof without its signature, hash of the document.

    Raises:
        Afgewezen: what `Contexten.uitgebreid` and `canoniek` refuse; ``CONTEXT`` for a proof with a context of its own.
    """
    if suite == JWS:
        # The context of the suite names no `type` at top level, so that the proof gets JSON-LD's own word for it.
        opties = {k: v for k, v in velden.items() if k not in ("jws", "type", "@context")}
        return _rdfc({**opties, "@context": [JWS2020], "@type": JWS}, contexten) + _rdfc(document, contexten)
    opties = {k: v for k, v in velden.items() if k != "proofValue"}
    context = document.get("@context")
    if opties.get("@context", context) != context:
        raise Afgewezen(Reden.CONTEXT, waar="proof")
    bewijs_ld = {**opties, "@context": context}
    if "-rdfc-" in suite:
        return _rdfc(bewijs_ld, contexten) + _rdfc(document, contexten)
    contexten.uitgebreid(bewijs_ld)
    contexten.uitgebreid(document)
    return _sha256(rfc8785.dumps(opties)) + _sha256(rfc8785.dumps(document))


def lees_bewijs(document: Object) -> Bewijs:
    """Read the one proof of a document.

    Raises:
        Afgewezen: ``VORM`` where there is none, more than one, or a field has the wrong form; ``ALGORITME`` for a suite that we do not take;
            ``DOEL`` for another purpose.
    """
    velden = document.get("proof")
    if isinstance(velden, list) and len(velden) == 1:
        velden = velden[0]
    if not isinstance(velden, dict):
        raise Afgewezen(Reden.VORM, waar="proof")
    suite = velden.get("cryptosuite") if velden.get("type") == DI else velden.get("type")
    if suite not in (JWS, *SUITES):
        raise Afgewezen(Reden.ALGORITME, waar="proof.type")
    if velden.get("proofPurpose") not in tuple(_DOELEN):
        raise Afgewezen(Reden.DOEL, waar="proof.proofPurpose")
    return Bewijs(
        suite=suite,
        methode=_tekst(velden, "verificationMethod"),
        doel=velden["proofPurpose"],
        gemaakt=_tijd(velden, "created"),
        verloopt=_tijd(velden, "expires"),
        publiek=velden.get("domain"),
        eenmalig=velden.get("nonce", velden.get("challenge")),
        velden=velden,
        document={k: v for k, v in document.items() if k != "proof"},
    )


def _tekst(velden: Object, naam: str) -> str:
    waarde = velden.get(naam)
    if not isinstance(waarde, str):
        raise Afgewezen(Reden.VORM, waar=f"proof.{naam}")
    return waarde


def _tijd(velden: Object, naam: str) -> datetime | None:
    return tijd(velden[naam], waar=f"proof.{naam}") if naam in velden else None


def _rdfc(document: Object, contexten: Contexten) -> bytes:
    return _sha256(canoniek(uit_triples(contexten.triples(contexten.uitgebreid(document)))))


def _sha256(inhoud: bytes) -> bytes:
    return hashlib.sha256(inhoud).digest()
