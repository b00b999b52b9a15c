"""From the name of a key to the key: did:key, did:jwk, did:web, did:x509, and did:nuts through somebody who asks a Nuts node.

A DID document is plain JSON, read strictly. Of a document only its own keys count: the controller is the DID itself, and a key serves only the
purposes under which the document lists it. did:web is as good as DNS and TLS; the others prove themselves, or come from the node.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from datastation.vertrouwen.codering import b64url
from datastation.vertrouwen.did_x509 import X509Beleid
from datastation.vertrouwen.netwerk import Haler
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutels import Sleutel, keur_jwk, uit_multikey
from datastation.vertrouwen.strikt import Object, lees_object

_DID = re.compile(r"did:([a-z0-9]+):[A-Za-z0-9._:%\-]*[A-Za-z0-9._%\-]\Z")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?\Z", re.IGNORECASE)
_PADDEEL = re.compile(r"(?!\.+\Z)[A-Za-z0-9._~\-]+\Z")
_MAX_DID = 2048
_MAX_SLEUTELS = 50
_BEWAARD = 1000
DOELEN = ("assertionMethod", "authentication", "keyAgreement")
_OVERAL = frozenset({"assertionMethod", "authentication"})


def keur_did(did: Any) -> str:
    """A DID without path, query or fragment; ``DID_ONGELDIG`` for anything else."""
    if not isinstance(did, str) or len(did) > _MAX_DID or not _DID.match(did):
        raise Afgewezen(Reden.DID_ONGELDIG)
    return did


class Resolver:
    """Finds keys.

    Args:
        ophaler: fetches documents of did:web; without it did:web is refused.
        nuts: gives the DID document of a did:nuts as JSON, or raises `Afgewezen`; without it did:nuts is refused.
        x509: accepted authorities of did:x509; without it did:x509 is refused.
        bewaar: how long a document of did:web counts as fresh.
    """

    def __init__(
        self,
        *,
        ophaler: Haler | None = None,
        nuts: Callable[[str], Object] | None = None,
        x509: X509Beleid | None = None,
        bewaar: timedelta = timedelta(seconds=30),
    ) -> None:
        self._ophaler, self._nuts, self._x509, self._bewaar = ophaler, nuts, x509, bewaar
        self._bewaard: dict[str, tuple[datetime, list[Sleutel]]] = {}
        self._slot = threading.Lock()

    def sleutel(self, methode: str, *, doelen: Sequence[str], nu: datetime, keten: Sequence[str] = ()) -> Sleutel:
        """The key with a DID URL as its name, if its owner lets it be used for this.

        Args:
            methode: ``<did>#<fragment>``. doelen: one of these purposes is enough. keten: ``x5c`` of the token, for did:x509 only.

        Raises:
            Afgewezen: ``DID_METHODE``, ``DID_ONGELDIG``, ``DID_ONBEREIKBAAR``, ``ADRES``, ``KETEN``, ``SLEUTEL``, ``DOEL``.
        """
        did, _, fragment = methode.partition("#")
        soort = _soort(did)
        if not fragment or (keten and soort != "x509"):
            raise Afgewezen(Reden.DID_ONGELDIG if not fragment else Reden.KOP)
        for sleutel in self._sleutels(soort, did, nu, keten):
            if sleutel.id == methode:
                if not sleutel.doelen & set(doelen):
                    raise Afgewezen(Reden.DOEL)
                return sleutel
        raise Afgewezen(Reden.SLEUTEL)

    def _sleutels(self, soort: str, did: str, nu: datetime, keten: Sequence[str]) -> list[Sleutel]:
        if soort == "key":
            naam = did.removeprefix("did:key:")
            return [Sleutel(f"{did}#{naam}", did, uit_multikey(naam), _OVERAL)]
        if soort == "jwk":
            jwk = lees_object(b64url(did.removeprefix("did:jwk:"), reden=Reden.DID_ONGELDIG), waar="did:jwk")
            return [Sleutel(f"{did}#0", did, keur_jwk(jwk), _OVERAL)]
        if soort == "web" and self._ophaler:
            return self._web(did, nu, self._ophaler)
        if soort == "nuts" and self._nuts:
            return uit_document(did, self._nuts(did))
        if soort == "x509" and self._x509:
            return self._x509.los_op(did, keten, nu)
        raise Afgewezen(Reden.DID_METHODE)

    def _web(self, did: str, nu: datetime, ophaler: Haler) -> list[Sleutel]:
        with self._slot:
            sinds, sleutels = self._bewaard.get(did, (None, []))
        if sinds is not None and timedelta() <= nu - sinds < self._bewaar:
            return sleutels
        inhoud = ophaler.haal(web_adres(did), anders=Reden.DID_ONBEREIKBAAR)
        sleutels = uit_document(did, lees_object(inhoud, waar="DID-document"))
        with self._slot:
            if len(self._bewaard) >= _BEWAARD:
                self._bewaard.clear()
            self._bewaard[did] = (nu, sleutels)
        return sleutels


def _soort(did: str) -> str:
    if did.startswith("did:x509:"):  # has its own grammar, with more characters than a DID may have elsewhere
        return "x509"
    return keur_did(did).split(":")[1]


def web_adres(did: str) -> str:
    """Where the document of a did:web stands: ``/.well-known/did.json``, or ``<path>/did.json`` (did:web §3.2)."""
    host, *pad = (unquote(deel) for deel in keur_did(did).removeprefix("did:web:").split(":"))
    if not _HOST.match(host) or any(not _PADDEEL.match(deel) for deel in pad):
        raise Afgewezen(Reden.DID_ONGELDIG)
    return f"https://{host}/{'/'.join(pad) or '.well-known'}/did.json"


def uit_document(did: str, document: Object) -> list[Sleutel]:
    """The keys of a DID document, each with the purposes under which it is listed.

    Raises:
        Afgewezen: ``DID_ONGELDIG`` where the document is another's, names a key twice, or has no right form; ``SLEUTEL`` for a broken key.
    """
    if document.get("id") != did:
        raise Afgewezen(Reden.DID_ONGELDIG)
    methoden: dict[str, Object] = {}
    doelen: dict[str, set[str]] = {}
    for methode in _objecten(document.get("verificationMethod", [])):
        _voeg_toe(did, methode, methoden)
    for doel in DOELEN:
        lijst = document.get(doel, [])
        if not isinstance(lijst, list) or len(lijst) > _MAX_SLEUTELS:
            raise Afgewezen(Reden.DID_ONGELDIG)
        for lid in lijst:
            naam = _volledig(did, lid) if isinstance(lid, str) else _voeg_toe(did, lid, methoden)
            doelen.setdefault(naam, set()).add(doel)
    return [Sleutel(naam, did, _jwk(m), frozenset(doelen.get(naam, ()))) for naam, m in methoden.items() if m.get("controller") == did]


def _voeg_toe(did: str, methode: Any, methoden: dict[str, Object]) -> str:
    if not isinstance(methode, dict) or not isinstance(methode.get("id"), str):
        raise Afgewezen(Reden.DID_ONGELDIG)
    naam = _volledig(did, methode["id"])
    if naam in methoden or not naam.startswith(f"{did}#"):
        raise Afgewezen(Reden.DID_ONGELDIG)
    methoden[naam] = methode
    return naam


def _objecten(waarde: Any) -> list[Any]:
    if not isinstance(waarde, list) or len(waarde) > _MAX_SLEUTELS:
        raise Afgewezen(Reden.DID_ONGELDIG)
    return waarde


def _volledig(did: str, naam: str) -> str:
    return f"{did}{naam}" if naam.startswith("#") else naam


def _jwk(methode: Object) -> Any:
    if "publicKeyJwk" in methode:
        return keur_jwk(methode["publicKeyJwk"])
    return uit_multikey(methode.get("publicKeyMultibase"))
