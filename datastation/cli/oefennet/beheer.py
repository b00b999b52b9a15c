"""The management organisation of the practice network: it validates questions, says so in signed credentials, and keeps the list of what it took back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import rfc8785

from datastation.cli.oefennet.website import Website
from datastation.invullen import parametervorm
from datastation.uitwisselprofiel import Profiel, Vraag
from datastation.vertrouwen import (
    MAP,
    Contexten,
    Vorm,
    did_document,
    maak_sleutel,
    maak_statuslijst,
    maak_verklaring,
    statusingang,
    vraag_1,
)

GELDIG = timedelta(days=30)
_LIJST = "/status/1"


class Beheerorganisatie:
    """Issues credentials and publishes what can be looked up about them, on its own website.

    Args:
        map: of its key. site: where its DID document and its status list stand.
    """

    def __init__(self, map: Path, site: Website) -> None:
        self._site, self._contexten, self._volgende = site, Contexten(), 0
        self._sleutel = maak_sleutel(map / MAP, nu=datetime.now(UTC)).van(site.did)
        self._ingetrokken: set[int] = set()
        site.paden["/.well-known/did.json"] = rfc8785.dumps(did_document(site.did, [self._sleutel]))
        self._publiceer()

    @property
    def did(self) -> str:
        """Its DID: what stations believe about questions comes from this one."""
        return self._site.did

    def valideer(self, houder: str, profiel: Profiel, vraag: Vraag, *, tekst: str = "", ingetrokken: bool = False) -> bytes:
        """A credential: this party may ask this question.

        Args:
            houder: DID of the requester. tekst: another text than the profile's, for the scene in which that is tried. ingetrokken: taken back at once.
        """
        self._volgende += 7919  # a place in the list says nothing about its neighbours
        inhoud = vraag_1(
            houder,
            identifier=(id := f"urn:uuid:{uuid.uuid4()}"),
            naam=f"{profiel.id} {vraag.nr}",
            beschrijving=vraag.titel,
            profiel=profiel.naam,
            ontologie="https://w3id.org/datastation/def/wzd",
            sparql=(tekst or profiel.tekst(vraag)).encode(),
            parametervorm=parametervorm(profiel),
        )
        if ingetrokken:
            self._ingetrokken.add(self._volgende)
            self._publiceer()
        nu = datetime.now(UTC).replace(microsecond=0)
        verklaring = maak_verklaring(
            inhoud,
            id=id,
            sleutel=self._sleutel,
            nu=nu,
            tot=nu + GELDIG,
            status=[statusingang(self._site.basis + _LIJST, self._volgende)],
            vorm=Vorm.JSONLD,
            contexten=self._contexten,
        )
        assert isinstance(verklaring, dict), "a JSON-LD credential is an object"
        return rfc8785.dumps(verklaring)

    def _publiceer(self) -> None:
        """The status list as it is now: a credential of its own."""
        url, nu = self._site.basis + _LIJST, datetime.now(UTC).replace(microsecond=0)
        inhoud = maak_statuslijst(url, self._ingetrokken)
        lijst = maak_verklaring(
            inhoud, id=url, sleutel=self._sleutel, nu=nu, tot=nu + timedelta(hours=12), vorm=Vorm.JSONLD, contexten=self._contexten
        )
        self._site.paden[_LIJST] = rfc8785.dumps(lijst)
