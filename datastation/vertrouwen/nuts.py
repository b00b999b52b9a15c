"""Asking a Nuts node, versions 5 and 6: is this token good, is this presentation good, what are the keys of this DID, sign this.

The node's internal API has no lock on it, so it is asked on this machine only (plain http to loopback) or over https. Whatever is odd about an
answer (late, another status, no JSON, a field of another type, too long) is no answer, and no answer means no: nothing is ever let through
because the node could not be understood. What the node says in words never stands in an error.

Paths and fields: trust.md 1.5, nuts-node ``docs/_static/{auth,vcr,vdr,crypto}``.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import socket
import ssl
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from datastation.fouten import InstellingenFout
from datastation.vertrouwen.certificaat import x5t_s256
from datastation.vertrouwen.codering import b64url, naar_b64url, seconden
from datastation.vertrouwen.did import keur_did
from datastation.vertrouwen.netwerk import Contact, binnen_termijn, vraag
from datastation.vertrouwen.oordeel import SPELING
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutels import ALGORITMEN
from datastation.vertrouwen.strikt import Object, lees_object
from datastation.vertrouwen.toegang import Toegang

TERMIJN = 5.0
MAX_BYTES = 1 << 20
_MAX_TOKEN = 16 * 1024
_GESLOTEN = Toegang(False, False, "", "", None, frozenset())
_VORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_INTROSPECTIE = {5: "/internal/auth/v1/accesstoken/introspect", 6: "/internal/auth/v2/accesstoken/introspect"}
_DID = {5: "/internal/vdr/v1/did/", 6: "/internal/vdr/v2/did/"}
_VERIFIEER = "/internal/vcr/v2/verifier/vp"
_TEKEN = "/internal/crypto/v1/sign_jws"


class KnoopFout(Afgewezen):
    """The node gives no answer that can be used: ``KNOOP_ONBEREIKBAAR``, or ``KNOOP_ANTWOORD`` for one that is not understood."""

    zonder_herstel = "Kijk of de Nutsknoop draait, en of versie en adres in station.toml kloppen."


class Nutsknoop:
    """A Nuts node.

    Args:
        adres: ``http://127.0.0.1:8081``; https for a node on another machine. versie: 5 or 6.
        wij: names by which the node knows us as the one who gives access: our DID (v5), the address of our authorisation server (v6).
        houderveld: field of the introspection with the DID of the requester. v5 says it in ``sub``; v6 names a URL in ``client_id``, so that the
            policy of the node must give the DID a field of its own (an ``id`` in its presentation definition).
        termijn: seconds for one answer. tls: trust anchors for https.

    Raises:
        InstellingenFout: another version, or plain http to somewhere else than this machine.
    """

    def __init__(
        self,
        adres: str,
        *,
        versie: int,
        wij: Collection[str],
        houderveld: str = "",
        termijn: float = TERMIJN,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._veilig, self._host, self._poort = _ontleed(adres)
        if versie not in _DID:
            raise InstellingenFout("Deze versie van de Nutsknoop is niet bekend.", waar=f"knoopversie {versie}", herstel="Kies 5 of 6.")
        self._versie, self._wij, self._termijn, self._tls = versie, frozenset(wij), termijn, tls
        self._houderveld = houderveld or {5: "sub", 6: "client_id"}[versie]

    def introspecteer(self, token: str, *, nu: datetime, certificaat: bytes | None = None) -> Toegang:
        """What the node knows about an access token; a token that it does not know is not active.

        Args:
            certificaat: client certificate (DER) of the connection; a token that is bound to another one is refused.

        Raises:
            KnoopFout. Afgewezen: ``TE_GROOT``; ``CERTIFICAAT`` for another certificate than the token is bound to.
        """
        if len(token) > _MAX_TOKEN:
            raise Afgewezen(Reden.TE_GROOT, waar="token")
        uit = self._vraag_json("POST", _INTROSPECTIE[self._versie], urlencode({"token": token}).encode(), _VORM)
        if uit.get("active") is False:
            return _GESLOTEN
        dienst, wie = uit.get("service" if self._versie == 5 else "scope"), uit.get("iss")
        try:
            houder, tot = keur_did(uit.get(self._houderveld)), seconden(uit.get("exp"), waar="exp")
        except Afgewezen:
            raise _onbegrepen() from None
        if uit.get("active") is not True or not isinstance(dienst, str) or not isinstance(wie, str):
            raise _onbegrepen()
        if nu > tot + SPELING:
            return _GESLOTEN
        naam = naar_b64url(hashlib.sha256(token.encode()).digest())
        gebonden = _keur_binding(uit.get("cnf"), certificaat)
        return Toegang(True, wie in self._wij, houder, naam, tot, frozenset(filter(None, dienst.split(" "))), gebonden)

    def verifieer_presentatie(self, presentatie: str, *, nu: datetime) -> tuple[Object | str, ...]:
        """The credentials of a presentation (JWT or JSON text) that the node finds good at a moment.

        Raises:
            KnoopFout. Afgewezen: ``KNOOP_WEIGERT``, and what is wrong with the JSON of the presentation.
        """
        vp: Any = lees_object(presentatie) if presentatie.lstrip()[:1] == "{" else presentatie.strip()
        wanneer = nu.astimezone(UTC).isoformat().replace("+00:00", "Z")
        vraag_ = {"verifiablePresentation": vp, "validAt": wanneer, "verifyCredentials": True}
        uit = self._vraag_json("POST", _VERIFIEER, json.dumps(vraag_).encode(), _JSON)
        if uit.get("validity") is False:
            raise Afgewezen(Reden.KNOOP_WEIGERT)
        gevonden = uit.get("credentials", [])
        if uit.get("validity") is not True or not isinstance(gevonden, list) or any(not isinstance(c, dict | str) for c in gevonden):
            raise _onbegrepen()
        return tuple(gevonden)

    def did_document(self, did: str) -> Object:
        """The DID document that the node finds; fits `Resolver`. ``DID_ONBEREIKBAAR`` where there is none, or it is no longer in use."""
        uit = self._vraag_json("GET", _DID[self._versie] + quote(keur_did(did), safe=""), None, _JSON, onbekend=Reden.DID_ONBEREIKBAAR)
        document, over = uit.get("document"), uit.get("documentMetadata")
        if not isinstance(document, dict) or not isinstance(over, dict) or not isinstance(over.get("deactivated", False), bool):
            raise _onbegrepen()
        if over.get("deactivated", False):
            raise Afgewezen(Reden.DID_ONBEREIKBAAR)
        return document

    def onderteken(self, payload: bytes, *, kid: str, typ: str = "") -> str:
        """A compact JWS over some bytes, with a key that the node keeps.

        Args:
            kid: DID URL of the key.

        Raises:
            KnoopFout: also where the node signed something else, or under another name.
        """
        koppen = {"kid": kid, **({"typ": typ} if typ else {})}
        verzoek = {"kid": kid, "headers": koppen, "payload": base64.b64encode(payload).decode()}
        tekst = self._vraag("POST", _TEKEN, json.dumps(verzoek).encode(), _JSON, None)
        try:
            kop, inhoud, handtekening = tekst.decode("ascii").strip().split(".")
            gelezen = lees_object(b64url(kop))
            b64url(handtekening)
        except (ValueError, Afgewezen):
            raise _onbegrepen() from None
        if inhoud != naar_b64url(payload) or gelezen.get("kid") != kid or gelezen.get("alg") not in tuple(ALGORITMEN):
            raise _onbegrepen()
        return f"{kop}.{inhoud}.{handtekening}"

    def _vraag_json(self, methode: str, pad: str, inhoud: bytes | None, media: str, *, onbekend: Reden | None = None) -> Object:
        ruw = self._vraag(methode, pad, inhoud, media, onbekend)
        try:
            return lees_object(ruw)
        except Afgewezen:
            raise _onbegrepen() from None

    def _vraag(self, methode: str, pad: str, inhoud: bytes | None, media: str, onbekend: Reden | None) -> bytes:
        def werk(contact: Contact[tuple[int, bytes]]) -> None:
            verbinding = self._verbind(contact)
            koppen = {"Accept": "*/*", **({"Content-Type": media} if inhoud is not None else {})}
            with vraag(verbinding, self._host, self._poort, methode, pad, inhoud, koppen) as antwoord:
                gelezen = antwoord.read(MAX_BYTES + 1)
                contact.meld((0 if antwoord.length else antwoord.status, gelezen))  # 0: it was cut off

        try:
            status, gelezen = binnen_termijn(self._termijn, werk, Reden.KNOOP_ONBEREIKBAAR)
        except Afgewezen as fout:
            raise KnoopFout(fout.reden) from None
        if status == 404 and onbekend:
            raise Afgewezen(onbekend)
        if status != 200 or len(gelezen) > MAX_BYTES:
            raise _onbegrepen()
        return gelezen

    def _verbind(self, contact: Contact[Any]) -> socket.socket:
        adressen = [info[4] for info in socket.getaddrinfo(self._host, self._poort, type=socket.SOCK_STREAM)]
        if not self._veilig:
            keur_hier([str(a[0]) for a in adressen])
        ruw = contact.neem(socket.create_connection((str(adressen[0][0]), self._poort), timeout=self._termijn))
        if not self._veilig:
            return ruw
        return contact.neem((self._tls or ssl.create_default_context()).wrap_socket(ruw, server_hostname=self._host))


def keur_hier(adressen: Iterable[str]) -> None:
    """What a name resolves to is this machine; ``KNOOP_ONBEREIKBAAR`` for a ``localhost`` that leads elsewhere."""
    if not all(_is_hier(a.partition("%")[0]) for a in adressen):
        raise Afgewezen(Reden.KNOOP_ONBEREIKBAAR)


def _ontleed(adres: str) -> tuple[bool, str, int]:
    """Whether it is https, host and port of an address."""
    try:
        delen = urlsplit(adres)
        host, veilig = delen.hostname or "", delen.scheme == "https"
        poort = delen.port or (443 if veilig else 8081)
    except ValueError:
        raise _adres() from None
    if (
        delen.scheme not in ("http", "https")
        or not host
        or delen.path not in ("", "/")
        or "@" in delen.netloc
        or delen.query
        or delen.fragment
    ):
        raise _adres()
    if not veilig and host != "localhost" and not _is_hier(host):
        raise _adres()
    return veilig, host, poort


def _is_hier(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _adres() -> InstellingenFout:
    return InstellingenFout(
        "Zo is de Nutsknoop niet te bereiken.",
        waar="uitwisseling.vertrouwen.knoop",
        herstel="Geef een adres op deze machine (http://127.0.0.1:8081), of een adres met https.",
    )


def _onbegrepen() -> KnoopFout:
    return KnoopFout(Reden.KNOOP_ANTWOORD)


def _keur_binding(cnf: Any, certificaat: bytes | None) -> str:
    """The certificate that a token is bound to. A binding of another kind (DPoP) is one that we cannot check, so that it is refused."""
    if cnf is None:
        return ""
    if not isinstance(cnf, dict) or cnf.keys() != {"x5t#S256"} or not isinstance(cnf["x5t#S256"], str):
        raise _onbegrepen()
    gebonden: str = cnf["x5t#S256"]
    if certificaat is None or x5t_s256(certificaat) != gebonden:
        raise Afgewezen(Reden.CERTIFICAAT, waar="cnf")
    return gebonden
