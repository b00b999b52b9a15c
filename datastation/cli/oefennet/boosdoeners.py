"""Requests that a station must refuse, made with real keys and sent over the real network: what goes wrong is the one thing that each is about."""

from __future__ import annotations

import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from datastation.berichten import Generatie, Verzoek, koppen_van, schrijf_verzoek
from datastation.cli.oefennet.net import PERIODE, Oefennet
from datastation.cli.oefennet.stations import Oefenstation
from datastation.uitvragen import Bezwaar, Bode, Netwerk, lees_lijst
from datastation.vertrouwen import Contexten, EigenSleutel, Vorm, lees_object, maak_presentatie

WACHT = 20.0


@dataclass(frozen=True)
class Poging:
    """What was tried, and what the station said: the code and the sentence of its refusal."""

    wat: str
    code: str
    zin: str


def probeer(net: Oefennet, station: Oefenstation) -> tuple[Poging, ...]:
    """The four: a presentation used twice, a credential that was withdrawn, another text, a requester whom nobody knows."""
    b = _Boosdoener(net, station)
    return (b.herhaalt(), b.gebruikt_ingetrokken(), b.verandert_de_vraag(), b.is_onbekend())


class _Boosdoener:
    def __init__(self, net: Oefennet, station: Oefenstation) -> None:
        self._net, self._station = net, station
        self._profiel, self._vraag = net.profiel, net.profiel.vraag("4")
        self._goed = self._verklaring(net.inspectie)

    def herhaalt(self) -> Poging:
        presentatie = self._presentatie(self._net.inspectie, self._goed)
        self._stuur("", self._net.inspectie, presentatie)
        return self._stuur("een presentatie die al gebruikt is", self._net.inspectie, presentatie)

    def gebruikt_ingetrokken(self) -> Poging:
        stuk = lees_object(self._net.ingetrokken)
        return self._stuur("een ingetrokken verklaring", self._net.inspectie, self._presentatie(self._net.inspectie, stuk))

    def verandert_de_vraag(self) -> Poging:
        stuk = self._verklaring(self._net.inspectie, tekst=self._profiel.tekst(self._vraag) + "# iets anders\n")
        return self._stuur("een vraag met een andere tekst", self._net.inspectie, self._presentatie(self._net.inspectie, stuk))

    def is_onbekend(self) -> Poging:
        ander = self._net.sleutel_van("onbekend")
        stuk = self._verklaring(ander)
        return self._stuur("een afnemer die het station niet kent", ander, self._presentatie(ander, stuk), stuk)

    def _verklaring(self, houder: EigenSleutel, **anders: Any) -> dict[str, Any]:
        return lees_object(self._net.beheer.valideer(houder.did, self._profiel, self._vraag, **anders))

    def _presentatie(self, wie: EigenSleutel, stuk: Mapping[str, Any]) -> str:
        return maak_presentatie(
            [dict(stuk)],
            sleutel=wie,
            publiek=self._station.did,
            eenmalig=str(uuid.uuid4()),
            nu=datetime.now(UTC),
            geldig=timedelta(minutes=1),
            vorm=Vorm.JSONLD,
            contexten=Contexten(),
        )

    def _stuur(self, wat: str, wie: EigenSleutel, presentatie: str, stuk: Mapping[str, Any] | None = None) -> Poging:
        """Send, and look what became of the case."""
        lijst = lees_lijst(self._net.lijst)
        tls = ssl.create_default_context(cafile=str(lijst.pad(lijst.verbinding.ca)))
        tls.load_cert_chain(lijst.pad(lijst.verbinding.certificaat))
        bode = Bode(
            Netwerk(tls=tls, lokaal=True),
            lijst,
            wie,
            [dict(stuk or self._goed)],
            self._station.did,
            self._station.basis,
            lambda: datetime.now(UTC),
        )
        id, nu = str(uuid.uuid4()), datetime.now(UTC)
        tijden: dict[str, Any] = {"gemaakt": nu, "vervalt": nu + timedelta(days=1), "presentatie": presentatie, "parameters": PERIODE}
        verzoek = Verzoek(Generatie.KIKV_1, id, id, wie.did, (self._station.did,), **tijden)
        try:
            zaken = bode.stuur(lambda: (schrijf_verzoek(verzoek), koppen_van(verzoek)))
            return _uitkomst(wat, lambda: bode.kijk(zaken[0]))
        except Bezwaar as fout:
            return Poging(wat, fout.code, fout.zin)


def _uitkomst(wat: str, kijk: Callable[[], Mapping[str, Any]]) -> Poging:
    einde = time.monotonic() + WACHT
    while (velden := kijk()).get("toestand") in ("ontvangen", "geverifieerd", "toegelaten") and time.monotonic() < einde:
        time.sleep(0.2)
    reden = velden.get("reden")
    if isinstance(reden, dict):
        return Poging(wat, str(reden.get("code")), str(reden.get("zin")))
    return Poging(wat, "", f"niet geweigerd: {velden.get('toestand')}")
