"""Status lists: has a credential been withdrawn? StatusList2021 and Bitstring Status List v1.0. No answer means no.

A list is itself a credential, of the same issuer, and is judged like one. It says for at least 131,072 credentials together, so that who asks does
not tell which one it is about. Bit 0 is the most significant bit of the first byte.
"""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from datastation.vertrouwen.codering import b64url
from datastation.vertrouwen.did import Resolver
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.netwerk import Haler
from datastation.vertrouwen.oordeel import VERKLAREN, keur_ondertekening, keur_verklaring
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.strikt import Object, lees_json
from datastation.vertrouwen.verklaring import Verklaring, lees_verklaring

MIN_BYTES = 16 * 1024
MAX_BYTES = 1 << 20
BEWAAR = timedelta(minutes=5)
MAX_OUD = timedelta(hours=24)
_BEWAARD = 200
_MAX_INDEX = 9  # digits; a list of the largest size has 8,388,608 bits
# entry type → (type of the credential, type of its subject, multibase prefix of the list)
_SOORTEN = {
    "StatusList2021Entry": ("StatusList2021Credential", "StatusList2021", ""),
    "BitstringStatusListEntry": ("BitstringStatusListCredential", "BitstringStatusList", "u"),
}
_DOELEN = ("revocation", "suspension")


@dataclass(frozen=True)
class _Lijst:
    sinds: datetime
    tot: datetime | None
    uitgever: str
    soort: str
    doelen: tuple[str, ...]
    bits: bytes


class Statuslijsten:
    """Asks, judges and remembers lists. Safe to share between threads.

    Args:
        bron: fetches them. bewaar: how long a list counts as fresh; past that it is asked again, and if it does not come, nothing passes.
    """

    def __init__(self, bron: Haler, *, bewaar: timedelta = BEWAAR) -> None:
        self._bron, self._bewaar = bron, min(bewaar, MAX_OUD)
        self._lijsten: dict[str, _Lijst] = {}
        self._slot = threading.Lock()

    def keur(self, verklaring: Verklaring, *, nu: datetime, resolver: Resolver, contexten: Contexten) -> None:
        """Judge every status entry of a credential.

        Raises:
            Afgewezen: ``INGETROKKEN``; ``STATUS_ONBEREIKBAAR``; ``STATUS_VEROUDERD`` for a list whose time is over, or that is older than 24 hours
                and names no end; ``STATUS_ONGELDIG`` for everything else, the signature of the list included.
        """
        for ingang in verklaring.status:
            plaats, url = _ingang(ingang)
            lijst = self._lijst(url, nu, resolver, contexten)
            if (lijst.uitgever, lijst.soort) != (verklaring.uitgever, ingang["type"]) or ingang["statusPurpose"] not in lijst.doelen:
                raise _ongeldig()
            if plaats >= len(lijst.bits) * 8:
                raise _ongeldig()
            if lijst.bits[plaats // 8] >> (7 - plaats % 8) & 1:
                raise Afgewezen(Reden.INGETROKKEN)

    def _lijst(self, url: str, nu: datetime, resolver: Resolver, contexten: Contexten) -> _Lijst:
        with self._slot:
            lijst = self._lijsten.get(url)
        if lijst is not None and timedelta() <= nu - lijst.sinds < self._bewaar and (lijst.tot is None or nu <= lijst.tot):
            return lijst
        lijst = _lees(self._bron.haal(url, anders=Reden.STATUS_ONBEREIKBAAR), url, nu, resolver, contexten)
        with self._slot:
            if len(self._lijsten) >= _BEWAARD:
                self._lijsten.clear()
            self._lijsten[url] = lijst
        return lijst


def _ongeldig() -> Afgewezen:
    return Afgewezen(Reden.STATUS_ONGELDIG)


def _ingang(ingang: Object) -> tuple[int, str]:
    plaats, url = ingang.get("statusListIndex"), ingang.get("statusListCredential")
    tekst = str(plaats) if isinstance(plaats, int) and not isinstance(plaats, bool) else plaats
    if ingang.get("type") not in tuple(_SOORTEN) or ingang.get("statusPurpose") not in _DOELEN or ingang.get("statusSize", 1) != 1:
        raise _ongeldig()
    if not isinstance(tekst, str) or not isinstance(url, str) or not (tekst.isascii() and tekst.isdigit()) or len(tekst) > _MAX_INDEX:
        raise _ongeldig()
    return int(tekst), url


def _lees(inhoud: bytes, url: str, nu: datetime, resolver: Resolver, contexten: Contexten) -> _Lijst:
    try:
        verklaring = lees_verklaring(lees_json(inhoud) if inhoud.lstrip()[:1] == b"{" else inhoud.decode("ascii").strip())
        soort = next((s for s, (vc, _, _) in _SOORTEN.items() if vc == verklaring.type), "")
        if not soort or verklaring.id != url or len(verklaring.onderwerpen) != 1:
            raise _ongeldig()
        keur_verklaring(verklaring, nu)
        keur_ondertekening(verklaring.ondertekend, VERKLAREN, resolver, contexten, nu)
    except UnicodeDecodeError:
        raise _ongeldig() from None
    except Afgewezen as fout:
        raise Afgewezen(Reden.STATUS_VEROUDERD if fout.reden is Reden.VERLOPEN else Reden.STATUS_ONGELDIG) from None
    if verklaring.tot is None and nu - verklaring.van > MAX_OUD:
        raise Afgewezen(Reden.STATUS_VEROUDERD)
    onderwerp = verklaring.onderwerpen[0]
    _, vorm, voorvoegsel = _SOORTEN[soort]
    doelen = onderwerp.get("statusPurpose")
    if onderwerp.get("type") != vorm or not isinstance(onderwerp.get("encodedList"), str):
        raise _ongeldig()
    bits = pak_uit(onderwerp["encodedList"], voorvoegsel)
    return _Lijst(nu, verklaring.tot, verklaring.uitgever, soort, _teksten(doelen), bits)


def _teksten(waarde: Any) -> tuple[str, ...]:
    return tuple(waarde) if isinstance(waarde, list) else (waarde,)


def pak_uit(tekst: str, voorvoegsel: str = "") -> bytes:
    """The bits of an ``encodedList``: multibase prefix (``u`` or none), base64url, GZIP; 16 KiB to 1 MiB, measured while unpacking.

    Padding is taken where it stands, as Nuts nodes do.
    """
    if not tekst.startswith(voorvoegsel):
        raise _ongeldig()
    ruw = b64url(tekst.removeprefix(voorvoegsel).rstrip("="), reden=Reden.STATUS_ONGELDIG)
    pakker = zlib.decompressobj(wbits=31)  # GZIP alone
    try:
        bits = pakker.decompress(ruw, MAX_BYTES + 1)
    except zlib.error:
        raise _ongeldig() from None
    if not pakker.eof or pakker.unused_data or not MIN_BYTES <= len(bits) <= MAX_BYTES:
        raise _ongeldig()
    return bits
