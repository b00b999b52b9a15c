"""Revocation as Nuts v5 does it: the issuer signs a statement, a ``CredentialRevocation``, that it takes a credential back.

Statements come from the Nuts network or from a file; whoever brings them adds them here. What was taken back stays so. Not knowing about a
statement is not seen here: where a status list exists, that is the better way (it fails closed).
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

from datastation.vertrouwen.bewijzen import lees_bewijs
from datastation.vertrouwen.codering import tijd
from datastation.vertrouwen.did import Resolver, keur_did
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.oordeel import VERKLAREN, keur_ondertekening, keur_tijd, ondertekenaar
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.strikt import Object, lees_object

TYPE = "CredentialRevocation"


class Intrekkingen:
    """Credentials that were taken back, each by its own issuer. Safe to share between threads."""

    def __init__(self) -> None:
        self._ingetrokken: frozenset[tuple[str, str]] = frozenset()
        self._slot = threading.Lock()

    def voeg_toe(self, tekst: bytes | str, *, nu: datetime, resolver: Resolver, contexten: Contexten) -> str:
        """Judge a statement and remember it.

        Returns:
            The id of the credential that was taken back.

        Raises:
            Afgewezen: ``VORM``, ``ONDERTEKENAAR`` where another than the issuer signed, ``TEGENSTRIJDIG`` for a credential of another issuer,
                ``NOG_NIET_GELDIG``, and what the signature is refused for.
        """
        document = lees_object(tekst, waar="intrekking")
        uitgever, verklaring = keur_did(document.get("issuer")), _keur_vorm(document)
        bewijs = lees_bewijs(document)
        if not verklaring.startswith(f"{uitgever}#"):
            raise Afgewezen(Reden.TEGENSTRIJDIG, waar="subject")
        if ondertekenaar(bewijs) != uitgever:
            raise Afgewezen(Reden.ONDERTEKENAAR)
        if bewijs.doel not in VERKLAREN:
            raise Afgewezen(Reden.DOEL, waar="proof.proofPurpose")
        keur_tijd(tijd(document.get("date"), waar="date"), None, nu)
        keur_ondertekening(bewijs, VERKLAREN, resolver, contexten, nu)
        with self._slot:
            self._ingetrokken |= {(verklaring, uitgever)}
        return verklaring

    def keur(self, verklaring: str, uitgever: str) -> None:
        """``INGETROKKEN`` for a credential that its issuer took back."""
        if (verklaring, uitgever) in self._ingetrokken:
            raise Afgewezen(Reden.INGETROKKEN)


def _keur_vorm(document: Object) -> str:
    soort: Any = document.get("type")
    verklaring = document.get("subject")
    if (soort if isinstance(soort, list) else [soort]) != [TYPE] or not isinstance(verklaring, str):
        raise Afgewezen(Reden.VORM, waar="intrekking")
    return verklaring
