"""The way to one station: where it listens, a token, the message, and looking how far it is. Every call is bounded in size and time, nothing is believed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPMessage
from typing import Any
from urllib.parse import urlencode

from datastation.uitvragen.lijst import Lijst
from datastation.uitvragen.stand import Status
from datastation.vertrouwen import (
    VP_BEARER,
    Afgewezen,
    Contact,
    EigenSleutel,
    Object,
    Ophaler,
    Reden,
    binnen_termijn,
    lees_object,
    maak_presentatie,
    web_adres,
)

DIENST = "verifiedsparql"
DIENSTEN = ("didcomm-service-kikv", "validated-query-service", DIENST)
_KLEIN = 64 * 1024
_ZAAK = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,63}")
_TOKEN_MAX = 8192
_TOKENTIJD = timedelta(seconds=5)  # the most that a token endpoint takes (Nuts RFC021)
_STUURTEKENS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_ZIN_MAX = 300


class Bezwaar(Exception):
    """A station did not take the message.

    Attributes:
        status: what it counts as. code, zin: why. later: seconds after which it may be tried again; None where that has no use in this run.
    """

    def __init__(self, status: Status, code: str, zin: str, *, later: float | None = None) -> None:
        self.status, self.code, self.zin, self.later = status, code, zin, later
        super().__init__(code)


@dataclass(frozen=True)
class Weerwoord:
    """What a station said to a call."""

    status: int
    inhoud: bytes = field(repr=False)
    koppen: HTTPMessage = field(repr=False)

    def object(self) -> Object:
        """The body as a JSON object; an empty one where it is none."""
        try:
            return lees_object(self.inhoud)
        except Afgewezen:
            return {}


@dataclass(frozen=True)
class Punten:
    """Where a station listens."""

    token: str
    berichten: str


class Netwerk(Ophaler):
    """The guarded way out, with an answer that can be read. Redirects are not followed."""

    def roep(
        self, methode: str, url: str, inhoud: bytes | None, koppen: Mapping[str, str], *, termijn: float, max_bytes: int = _KLEIN
    ) -> Weerwoord:
        """One call.

        Raises:
            Afgewezen: ``ADRES`` for an address that we do not connect to, ``TE_GROOT`` for a larger answer, ``DID_ONBEREIKBAAR`` for everything else.
        """
        host, poort, pad = self._ontleed(url)

        def werk(contact: Contact[Weerwoord]) -> None:
            with self._vraag(host, poort, contact, methode, pad, inhoud, koppen) as antwoord:
                gelezen = antwoord.read(max_bytes + 1)
            if len(gelezen) > max_bytes:
                raise Afgewezen(Reden.TE_GROOT)
            if antwoord.length:  # cut off
                raise Afgewezen(Reden.DID_ONBEREIKBAAR)
            contact.meld(Weerwoord(antwoord.status, gelezen, antwoord.msg))

        return binnen_termijn(termijn, werk, Reden.DID_ONBEREIKBAAR)


class Bode:
    """Talks to one station on behalf of the requester.

    Args:
        sleutel: of the requester, with its DID. stukken: credentials that it shows for a token; one at least. did, basis: of the station. klok: this moment, UTC.
    """

    def __init__(
        self,
        netwerk: Netwerk,
        lijst: Lijst,
        sleutel: EigenSleutel,
        stukken: Sequence[Any],
        did: str,
        basis: str,
        klok: Callable[[], datetime],
    ) -> None:
        self._net, self._grenzen, self._sleutel, self._stukken = netwerk, lijst.grenzen, sleutel, stukken
        self._did, self._basis, self._klok = did, basis, klok
        self._punten: Punten | None = None
        self._token: tuple[str, datetime] = ("", datetime.min.replace(tzinfo=UTC))

    def stuur(self, maak: Callable[[], tuple[bytes, Mapping[str, str]]]) -> tuple[str, ...]:
        """Hand over a message; gives the case numbers that the station made of it, as far as it says so.

        Args:
            maak: gives body and headers; called when the way is open, because what it signs holds for a minute.

        Raises:
            Bezwaar: it did not take it, or could not be reached.
        """
        punt = self.punten().berichten
        self._geldig_token()
        inhoud, koppen = maak()
        antwoord = self._met_token("POST", punt, inhoud, koppen)
        if antwoord.status in range(200, 300):
            zaken = antwoord.object().get("zaken", [])
            nummers = [z.get("zaaknummer") for z in zaken if isinstance(z, dict)] if isinstance(zaken, list) else []
            goed = [n for n in nummers if isinstance(n, str) and _ZAAK.fullmatch(n)]
            return tuple(goed) if len(goed) == len(nummers) <= 100 else ()
        raise _afgewezen(antwoord)

    def kijk(self, zaaknummer: str) -> Object:
        """How far a case is. Raises Bezwaar."""
        antwoord = self._met_token("GET", f"{self._basis}/api/v1/zaken/{zaaknummer}", None, {"Accept": "application/json"})
        if antwoord.status != 200:
            raise _afgewezen(antwoord)
        return antwoord.object()

    def haal(self, zaaknummer: str) -> bytes:
        """The signed answer of a case. Raises Bezwaar."""
        url, koppen = f"{self._basis}/api/v1/zaken/{zaaknummer}/antwoord", {"Accept": "application/jose"}
        antwoord = self._met_token("GET", url, None, koppen, ruim=True)
        if antwoord.status != 200:
            raise _afgewezen(antwoord)
        return antwoord.inhoud

    def punten(self) -> Punten:
        """Where the station listens: as its DID document says, else the usual places at its URL. Raises Bezwaar."""
        if self._punten is None:
            document = self._document() if self._did.startswith("did:web:") else {}
            self._punten = _punten_in(document) or Punten(f"{self._basis}/oauth/token", f"{self._basis}/api/verifiedsparql")
        return self._punten

    def _document(self) -> Object:
        antwoord = self._roep("GET", web_adres(self._did), None, {"Accept": "application/json"})
        if antwoord.status != 200:
            raise _afgewezen(antwoord)
        document = antwoord.object()
        if document.get("id") != self._did:
            raise Bezwaar(Status.ONGELDIG, "did-ongeldig", "Het DID-document van dit station is niet te lezen, of is van een ander.")
        return document

    def _met_token(self, methode: str, url: str, inhoud: bytes | None, koppen: Mapping[str, str], *, ruim: bool = False) -> Weerwoord:
        """A call with a token; once more with a new one where the station no longer takes the one that it gave before."""
        oud = self._token[0]
        antwoord = self._roep(methode, url, inhoud, {**koppen, "Authorization": f"Bearer {self._geldig_token()}"}, ruim=ruim)
        if antwoord.status in (401, 403) and oud == self._token[0]:
            self._token = ("", self._klok())
            antwoord = self._roep(methode, url, inhoud, {**koppen, "Authorization": f"Bearer {self._geldig_token()}"}, ruim=ruim)
        return antwoord

    def _geldig_token(self) -> str:
        if self._token[1] <= self._klok():
            self._vraag_token()
        return self._token[0]

    def _vraag_token(self) -> None:
        punt, nu = self.punten().token, self._klok()
        bewijs = maak_presentatie(
            self._stukken, sleutel=self._sleutel, publiek=self._did, eenmalig=str(uuid.uuid4()), nu=nu, geldig=_TOKENTIJD
        )
        formulier = urlencode({"grant_type": VP_BEARER, "assertion": bewijs, "scope": DIENST}).encode()
        antwoord = self._roep("POST", punt, formulier, {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"})
        velden = antwoord.object()
        if antwoord.status == 400 and isinstance(velden.get("error"), str):
            uitleg = schoon(" ".join(str(velden.get(n, "")) for n in ("error", "error_description")))
            raise Bezwaar(Status.GEWEIGERD, "token", f"Het station geeft geen toegang: {uitleg}.")
        if antwoord.status != 200:
            raise _afgewezen(antwoord)
        token, duur = velden.get("access_token"), velden.get("expires_in", 60)
        if not isinstance(token, str) or not 0 < len(token) <= _TOKEN_MAX or not token.isascii() or not token.isprintable() or " " in token:
            raise Bezwaar(Status.ONGELDIG, "token-onleesbaar", "Het station geeft een token dat niet te lezen is.")
        seconden = duur if isinstance(duur, int) and not isinstance(duur, bool) else 60
        self._token = (token, nu + timedelta(seconds=max(1, min(seconden - 30, 3600))))  # a little less, for the way there

    def _roep(self, methode: str, url: str, inhoud: bytes | None, koppen: Mapping[str, str], *, ruim: bool = False) -> Weerwoord:
        g = self._grenzen
        try:
            if ruim:
                return self._net.roep(methode, url, inhoud, koppen, termijn=g.antwoord, max_bytes=g.bytes)
            return self._net.roep(methode, url, inhoud, koppen, termijn=g.stap)
        except Afgewezen as fout:
            if fout.reden is Reden.TE_GROOT:
                raise Bezwaar(Status.ONGELDIG, "te-groot", "Het station stuurt meer dan wij aannemen.") from None
            if fout.reden is Reden.DID_ONBEREIKBAAR:
                raise Bezwaar(Status.ONBEREIKBAAR, "geen-antwoord", "Het station gaf geen antwoord, of niet op tijd.", later=0.0) from None
            raise Bezwaar(Status.ONBEREIKBAAR, fout.reden.value, fout.wat) from None


def schoon(tekst: Any, maximum: int = _ZIN_MAX) -> str:
    """A text of somebody else as we keep and show it: one line, no control characters, not long; "" where it is no text."""
    if not isinstance(tekst, str):
        return ""
    return " ".join(_STUURTEKENS.sub(" ", tekst[: 4 * maximum]).split())[:maximum]


def _afgewezen(antwoord: Weerwoord) -> Bezwaar:
    """What a status other than success says."""
    velden, status = antwoord.object(), antwoord.status
    if status in (429, 503):
        return Bezwaar(Status.ONBEREIKBAAR, "bezet", "Het station heeft het te druk.", later=_wacht(antwoord.koppen.get("Retry-After")))
    if status >= 500:
        return Bezwaar(Status.ONBEREIKBAAR, f"status-{status}", "Het station meldt een fout van zichzelf.", later=0.0)
    if status in range(400, 500):
        code = schoon(velden.get("code"), 60) or f"status-{status}"
        return Bezwaar(Status.GEWEIGERD, code, schoon(velden.get("title")) or "Het station neemt de vraag niet aan.")
    if status in range(300, 400):
        return Bezwaar(Status.ONGELDIG, "omleiding", "Het station verwijst naar een ander adres; dat volgen wij niet.")
    return Bezwaar(Status.ONGELDIG, f"status-{status}", "Het station geeft een antwoord dat hier niet past.")


def _wacht(kop: str | None) -> float:
    """Seconds of a Retry-After; a date, or nothing, counts as none."""
    return min(float(kop), 60.0) if kop and kop.isascii() and kop.isdigit() and len(kop) < 6 else 0.0


def _punten_in(document: Object) -> Punten | None:
    """The endpoints of a DID document: a compound service with ``oauth`` and ``datastation`` (kikv.md 3.2)."""
    diensten = document.get("service", [])
    gevonden: dict[str, Punten] = {}
    for dienst in diensten if isinstance(diensten, list) else []:
        punt = dienst.get("serviceEndpoint") if isinstance(dienst, dict) else None
        if isinstance(punt, dict) and isinstance(punt.get("oauth"), str) and isinstance(punt.get("datastation"), str):
            gevonden[str(dienst.get("type"))] = Punten(punt["oauth"], punt["datastation"])
    return next((gevonden[d] for d in DIENSTEN if d in gevonden), None)
