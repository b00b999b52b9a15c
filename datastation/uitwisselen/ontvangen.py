"""Steps *ontvangen* to *presentatie verifiëren*: a message becomes cases, one per question; all of them are on disk, or none.

Nothing of a message is believed before it was verified, and no text of it is ever run: a question is kept by its hash. What fails after the
authorisation becomes a case too, a refused one, so that it stands in the log and the requester gets an error report (alternatives 5a and 6a).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from datastation import berichten, vrijgave
from datastation.staat import Transactie, eenmalig, zaken
from datastation.staat.rijen import Zaak
from datastation.uitwisselen.bericht import API, Bericht, Indiening, eis_adres, eis_bewaarbaar, sleutel_api
from datastation.uitwisselen.feiten import ALLES
from datastation.uitwisselen.inrichting import Inrichting
from datastation.uitwisselen.inzenden import NUL, InTransactie, geweigerd, inzending_van, inzendingen
from datastation.uitwisselen.toegang import GeenToegang
from datastation.vertrouwen import Reden, Toegang
from datastation.vrijgave import Ingediend, Inzending, Weigering

ONTVANGEN = vrijgave.station("ontvangen")


class _Herhaald(Exception):
    """Somebody else used the same value in between."""


def ontvang(inr: Inrichting, ruw: bytes, *, koppen: Mapping[str, str], toegang: Toegang) -> tuple[Ingediend, ...]:
    """Accept a message of KIK-V, of any generation; the same message again gives the same cases.

    Args:
        ruw: body. koppen: headers of the call.

    Raises:
        BerichtFout: it is no request that can be read, so there is nobody to report to. GeenToegang: the token is not for the sender of the message.
        Geweigerd: a reference that may not be kept (it can be a BSN). Weigering: another message came in under this number.
    """
    verzoek = berichten.lees_verzoek(ruw, koppen=koppen)
    eis_bewaarbaar(verzoek.id, verzoek.gesprek, verzoek.van, verzoek.parameters)
    if verzoek.van != toegang.houder:
        raise GeenToegang("andere-afzender")
    bericht = Bericht.uit(verzoek, inr)
    with inr.staat.lezen() as t:
        eerder = _eerdere(t, bericht)
    return eerder or _neem_aan(inr, bericht, toegang)


def dien_in(inr: Inrichting, indiening: Indiening, *, toegang: Toegang) -> Ingediend:
    """Accept a question through the JSON API; the same one under the same key gives the same case.

    Raises:
        Weigering: another question came in under this key. GebruiksFout: there is no such profile or question. Geweigerd: as `ontvang`.
        BerichtFout: an address that no reply can go to.
    """
    eis_bewaarbaar(indiening.sleutel, indiening.sleutel, toegang.houder, indiening.parameters)
    profiel = inr.profiel(indiening.profiel, indiening.versie)
    if indiening.vraag != ALLES:
        profiel.vraag(indiening.vraag)
    eis_adres(indiening.antwoordadres, toegang.houder)
    bericht = Bericht.uit_api(indiening, inr, toegang)
    with inr.staat.lezen() as t:
        eerder = zaken.zaak_van_sleutel(t, toegang.houder, sleutel_api(indiening))
    if eerder is not None and eerder.verzoek:
        # The presentation was used up by the first submission; whether the question is the same one is still to be seen.
        return _dien_alle_in(inr, bericht, [inzending_van(inr, indiening, toegang, eerder.verzoek, eerder.antwoordadres)], [])[0]
    return _neem_aan(inr, bericht, toegang)[0]


def _neem_aan(inr: Inrichting, bericht: Bericht, toegang: Toegang) -> tuple[Ingediend, ...]:
    gezien = InTransactie(inr.staat, toegang.houder)
    gemaakt = inzendingen(inr, bericht, toegang, gezien)
    try:
        return _dien_alle_in(inr, bericht, gemaakt, gezien.nieuw)
    except _Herhaald:
        # Another message with the same presentation was faster.
        herhaling = geweigerd(inr, bericht, toegang, Reden.HERHALING.value, Reden.HERHALING.zin, "presentatie verifiëren")
        return _dien_alle_in(inr, bericht, [herhaling], [])


def _eerdere(t: Transactie, bericht: Bericht) -> tuple[Ingediend, ...]:
    """What the same message became when it came in before; a question of the JSON API is told by its key alone.

    Raises:
        Weigering: what came in under this number was something else. The presentation does not tell: who sends again may sign again.
    """
    if bericht.indiening is not None:
        alle = zaken.van_bericht(t, bericht.van, API + bericht.id)
        # A key may hold a "#" itself.
        anders = [z for z in alle if z.sleutel == f"{API}{bericht.id}#{z.vraag_nr}" and z.vraag_nr != bericht.indiening.vraag]
        eerder: tuple[Zaak, ...] = ()
    else:
        eerder = zaken.van_bericht(t, bericht.van, bericht.id)
        parameters = dict(bericht.parameters)
        anders = [
            z
            for z in eerder
            if (z.gesprek, z.antwoordadres) != (bericht.gesprek, bericht.antwoordadres)
            or (z.vraag_sha256 != NUL and json.loads(z.parameters) != parameters)
        ]
    if anders:
        raise Weigering(
            vrijgave.Reden.ANDERE_INHOUD,
            "Onder dit kenmerk is eerder een andere vraag gesteld.",
            waar=anders[0].zaaknummer,
            herstel="Geef een nieuwe vraag een nieuw kenmerk.",
        )
    return tuple(Ingediend(zaak, nieuw=False) for zaak in eerder)


def _dien_alle_in(
    inr: Inrichting, bericht: Bericht, alle: Sequence[Inzending], eenmaligen: Sequence[tuple[str, datetime]]
) -> tuple[Ingediend, ...]:
    nu = inr.nu()
    with inr.staat.schrijven() as t:
        if eerder := _eerdere(t, bericht):  # the same message was faster
            return eerder
        uit = tuple(vrijgave.neem_aan(t, i, door=ONTVANGEN, nu=nu) for i in alle)
        if any(i.nieuw for i in uit) and not all(eenmalig.noteer(t, sleutel, tot=tot, nu=nu) for sleutel, tot in eenmaligen):
            raise _Herhaald
    return uit
