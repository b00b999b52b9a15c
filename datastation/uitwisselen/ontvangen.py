"""Steps *ontvangen* to *presentatie verifiëren*: a message becomes cases, one per question; all of them are on disk, or none.

Nothing of a message is believed before it was verified, and no text of it is ever run: a question is kept by its hash. What fails after the
authorisation becomes a case too, a refused one, so that it stands in the log and the requester gets an error report (alternatives 5a and 6a).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from datastation import berichten, vrijgave
from datastation.berichten import BerichtFout, Gevraagd, Verzoek
from datastation.fouten import Geweigerd
from datastation.logboek import bevat_nummer
from datastation.poort import sha256_van
from datastation.staat import Staat, eenmalig, zaken
from datastation.uitwisselen.feiten import ALLES, Geloofsbrief, Kanaal, Verzoekfeiten, Vraagfeit
from datastation.uitwisselen.inrichting import Inrichting
from datastation.uitwisselen.toegang import GeenToegang, sleutel_van
from datastation.vertrouwen import Afgewezen, Reden, Toegang, Vaststelling, Verklaard, controleer
from datastation.vrijgave import Ingediend, Inzending

ONTVANGEN = vrijgave.station("ontvangen")
ONBEKEND = "-"  # in the place of a profile or question that a message does not name in a way that we know
# Our own name of a profile version, or the last two parts of its IRI in the catalogue.
_PROFIEL = re.compile(r"(?:^|.*/)(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)[@/](?P<versie>\d+\.\d+\.\d+)")
_VRAGEN = frozenset({"ValidatedQueryCredential", "ValidQueryCredential"})


@dataclass(frozen=True)
class Indiening:
    """A question through the JSON API.

    Attributes:
        vraag: number of one question, or ``*`` for all of them. sleutel: idempotency key. presentatie: JWT or JSON-LD, "" = without.
        antwoordadres: where the reply goes; "" = it will be fetched. vervangt: case whose sent answer this one replaces.
    """

    profiel: str
    versie: str
    vraag: str
    parameters: Mapping[str, str]
    sleutel: str
    antwoordadres: str = ""
    presentatie: str = field(default="", repr=False)
    vervangt: str | None = None


class _InTransactie:
    """Single-use values that are stored later, together with the cases."""

    def __init__(self, staat: Staat) -> None:
        self._staat = staat
        self.nieuw: list[tuple[str, datetime]] = []

    def noteer(self, houder: str, eenmalig_: str, *, tot: datetime, nu: datetime) -> bool:
        """See `vertrouwen.Gezien.noteer`."""
        sleutel = sleutel_van(houder, eenmalig_)
        with self._staat.lezen() as t:
            if eenmalig.is_gezien(t, sleutel, nu):
                return False
        self.nieuw.append((sleutel, tot))
        return True


class _Herhaald(Exception):
    """Somebody else used the same value in between."""


def ontvang(inr: Inrichting, ruw: bytes, *, koppen: Mapping[str, str], toegang: Toegang) -> tuple[Ingediend, ...]:
    """Accept a message of KIK-V, of any generation; the same message again gives the same cases.

    Args:
        ruw: body. koppen: headers of the call.

    Raises:
        BerichtFout: it is no request that can be read, so there is nobody to report to. GeenToegang: the token is not for the sender of the message.
        Geweigerd: a reference that may not be kept (it can be a BSN).
    """
    verzoek = berichten.lees_verzoek(ruw, koppen=koppen)
    _eis_bewaarbaar(verzoek.id, verzoek.gesprek, verzoek.van, verzoek.parameters)
    if verzoek.van != toegang.houder:
        raise GeenToegang("andere-afzender")
    with inr.staat.lezen() as t:
        eerder = zaken.van_bericht(t, verzoek.van, verzoek.id)
    if eerder:
        return tuple(Ingediend(zaak, nieuw=False) for zaak in eerder)
    return _neem_aan(inr, _Bericht.uit(verzoek, inr), toegang)


def dien_in(inr: Inrichting, indiening: Indiening, *, toegang: Toegang) -> Ingediend:
    """Accept a question through the JSON API; the same one under the same key gives the same case.

    Raises:
        Weigering: another question came in under this key. GebruiksFout: there is no such profile or question. Geweigerd: as `ontvang`.
    """
    _eis_bewaarbaar(indiening.sleutel, indiening.sleutel, toegang.houder, indiening.parameters)
    profiel = inr.profiel(indiening.profiel, indiening.versie)
    if indiening.vraag != ALLES:
        profiel.vraag(indiening.vraag)
    with inr.staat.lezen() as t:
        eerder = zaken.zaak_van_sleutel(t, toegang.houder, f"{indiening.sleutel}#{indiening.vraag}")
    if eerder is not None and eerder.verzoek:
        # The presentation was used up by the first submission; whether the question is the same one is still to be seen.
        return _dien_alle_in(inr, [_inzending_van(inr, indiening, toegang, eerder.verzoek, eerder.antwoordadres)], [])[0]
    return _neem_aan(inr, _Bericht.uit_api(indiening, inr, toegang), toegang)[0]


@dataclass(frozen=True)
class _Bericht:
    """A message of either door, in the terms of this story."""

    kanaal: Kanaal
    id: str
    gesprek: str
    van: str
    aan: str
    antwoordadres: str
    vervalt: datetime
    presentatie: str
    parameters: Mapping[str, str]
    kaal: tuple[Gevraagd, ...] = ()
    fout: str = ""
    fout_zin: str = ""
    indiening: Indiening | None = None

    @classmethod
    def uit(cls, verzoek: Verzoek, inr: Inrichting) -> _Bericht:
        fout = zin = ""
        kaal: tuple[Gevraagd, ...] = ()
        try:
            berichten.keur_verzoek(verzoek, houder=verzoek.van, ons=inr.did, nu=inr.nu())
            kaal = tuple(berichten.lees_vraag(v, id=f"{verzoek.id}-{nr}") for nr, v in enumerate(verzoek.kale_vragen, 1))
        except BerichtFout as bezwaar:
            fout, zin = bezwaar.reden.value, bezwaar.wat
        return cls(
            kanaal=verzoek.generatie.value,
            id=verzoek.id,
            gesprek=verzoek.gesprek,
            van=verzoek.van,
            aan=inr.did,
            # Generation 1.x names no address: it stands in the DID document of the requester, and is looked up when the reply leaves.
            antwoordadres=verzoek.antwoordadres or f"{verzoek.van}?service=didcomm-service-kikv",
            vervalt=_termijn(inr, verzoek.vervalt),
            presentatie=verzoek.presentatie,
            parameters=verzoek.parameters,
            kaal=kaal,
            fout=fout,
            fout_zin=zin,
        )

    @classmethod
    def uit_api(cls, indiening: Indiening, inr: Inrichting, toegang: Toegang) -> _Bericht:
        return cls(
            kanaal="api",
            id=indiening.sleutel,
            gesprek=indiening.sleutel,
            van=toegang.houder,
            aan=inr.did,
            antwoordadres=indiening.antwoordadres,
            vervalt=_termijn(inr, None),
            presentatie=indiening.presentatie,
            parameters=indiening.parameters,
            indiening=indiening,
        )


def _termijn(inr: Inrichting, gevraagd: datetime | None) -> datetime:
    uiterlijk = inr.nu() + timedelta(days=inr.instelling.termijn_dagen)
    # A message that has lapsed already is refused as such; its case needs a term in which that can be said.
    return gevraagd if gevraagd is not None and inr.nu() < gevraagd < uiterlijk else uiterlijk


def _neem_aan(inr: Inrichting, bericht: _Bericht, toegang: Toegang) -> tuple[Ingediend, ...]:
    gezien = _InTransactie(inr.staat)
    inzendingen = _inzendingen(inr, bericht, toegang, gezien)
    try:
        return _dien_alle_in(inr, inzendingen, gezien.nieuw)
    except _Herhaald:
        # The same message, or another with the same presentation, was faster.
        with inr.staat.lezen() as t:
            eerder = zaken.van_bericht(t, bericht.van, bericht.id)
        if eerder:
            return tuple(Ingediend(zaak, nieuw=False) for zaak in eerder)
        return _dien_alle_in(
            inr, [_geweigerd(inr, bericht, toegang, Reden.HERHALING.value, Reden.HERHALING.zin, "presentatie verifiëren")], []
        )


def _dien_alle_in(inr: Inrichting, inzendingen: Sequence[Inzending], eenmaligen: Sequence[tuple[str, datetime]]) -> tuple[Ingediend, ...]:
    nu = inr.nu()
    with inr.staat.schrijven() as t:
        uit = tuple(vrijgave.neem_aan(t, i, door=ONTVANGEN, nu=nu) for i in inzendingen)
        if any(i.nieuw for i in uit) and not all(eenmalig.noteer(t, sleutel, tot=tot, nu=nu) for sleutel, tot in eenmaligen):
            raise _Herhaald
    return uit


def _inzendingen(inr: Inrichting, bericht: _Bericht, toegang: Toegang, gezien: _InTransactie) -> list[Inzending]:
    """One per question; or one that says why there is none."""
    if bericht.fout:
        return [_geweigerd(inr, bericht, toegang, bericht.fout, bericht.fout_zin, "vraag verifiëren")]
    vastgesteld: Vaststelling | None = None
    try:
        if bericht.presentatie:
            vastgesteld = _verifieer(inr, bericht.presentatie, gezien)
            if vastgesteld.houder != toegang.houder:
                return [_geweigerd(inr, bericht, toegang, Reden.HOUDER.value, Reden.HOUDER.zin, "presentatie verifiëren")]
        gevraagd = [(_lees(v), _brief(v)) for v in (vastgesteld.verklaringen if vastgesteld else ()) if v.type in _VRAGEN]
    except Afgewezen as fout:
        return [_geweigerd(inr, bericht, toegang, fout.reden.value, fout.wat, "presentatie verifiëren")]
    except BerichtFout as fout:
        return [_geweigerd(inr, bericht, toegang, fout.reden.value, fout.wat, "vraag verifiëren")]
    if bericht.indiening is not None:
        feiten = _api_feiten(inr, bericht, toegang, gevraagd)
        return [_inzending_van(inr, bericht.indiening, toegang, feiten.als_json(), bericht.antwoordadres)]
    alle: list[tuple[Gevraagd, Geloofsbrief | None]] = [*gevraagd, *((vraag, None) for vraag in bericht.kaal)]
    if not alle:
        return [_geweigerd(inr, bericht, toegang, "credential-type", "In het bericht staat geen gevalideerde vraag.", "vraag verifiëren")]
    if len({vraag.id for vraag, _ in alle}) != len(alle):
        return [
            _geweigerd(inr, bericht, toegang, "tegenstrijdig", "Twee vragen in het bericht hebben hetzelfde kenmerk.", "vraag verifiëren")
        ]
    return [_inzending(inr, bericht, toegang, vraag, brief) for vraag, brief in alle]


def _verifieer(inr: Inrichting, presentatie: str, gezien: _InTransactie) -> Vaststelling:
    """By ourselves; and where a Nuts node is set, by the node as well: what the two do not agree on is refused (trust.md 10)."""
    if inr.knoop is not None:
        inr.knoop.verifieer_presentatie(presentatie, nu=inr.nu())
    return controleer(
        presentatie,
        nu=inr.nu(),
        publiek=inr.did,
        vertrouwd=inr.vertrouwd,
        resolver=inr.resolver,
        statuslijsten=inr.statuslijsten,
        gezien=gezien,
        contexten=inr.contexten,
    )


def _lees(verklaring: Verklaard) -> Gevraagd:
    if len(verklaring.claims) != 1:
        raise BerichtFout(berichten.Reden.TEGENSTRIJDIG, waar="credentialSubject")
    return berichten.lees_vraag(verklaring.claims[0], id=verklaring.id)


def _brief(verklaring: Verklaard) -> Geloofsbrief:
    return Geloofsbrief(id=verklaring.id, soort=verklaring.type, uitgever=verklaring.uitgever, geldig_tot=verklaring.tot)


def _inzending(inr: Inrichting, bericht: _Bericht, toegang: Toegang, vraag: Gevraagd, brief: Geloofsbrief | None) -> Inzending:
    """A question of a message, found by its hash."""
    treffer = _PROFIEL.fullmatch(vraag.profiel)
    id, versie = (treffer["id"], treffer["versie"]) if treffer else (ONBEKEND, ONBEKEND)
    sha256 = sha256_van(vraag.sparql)
    registratie = inr.register.vind(id, versie, sha256)
    # The generation of 2021 has no shapes of parameters: there is nothing to compare.
    zonder_vorm = registratie.parameters_sha256 if registratie is not None and bericht.kanaal == "kikv-2021" else ""
    vorm = sha256_van(vraag.parametervorm) if vraag.parametervorm is not None else zonder_vorm
    nr = registratie.nr if registratie is not None else ONBEKEND
    feit = Vraagfeit(nr=nr, sha256=sha256, parameters_sha256=vorm, brief=brief)
    feiten = _feiten(inr, bericht, toegang, vraag.id, vragen=(feit,))
    return Inzending(
        afnemer=bericht.van,
        sleutel=f"{bericht.id}#{vraag.id}",
        profiel=id,
        profielversie=versie,
        vraag_nr=nr,
        vraag_sha256=sha256,
        parameters=dict(bericht.parameters),
        vervalt=bericht.vervalt,
        gesprek=bericht.gesprek,
        antwoordadres=bericht.antwoordadres,
        verzoek=feiten.als_json(),
    )


def _api_feiten(inr: Inrichting, bericht: _Bericht, toegang: Toegang, gevraagd: Sequence[tuple[Gevraagd, Geloofsbrief]]) -> Verzoekfeiten:
    """Of a question through the JSON API: which of its texts a credential vouches for."""
    assert bericht.indiening is not None
    brieven = {sha256_van(vraag.sparql): (vraag, brief) for vraag, brief in gevraagd}
    profiel = inr.profiel(bericht.indiening.profiel, bericht.indiening.versie)
    vragen = profiel.vragen if bericht.indiening.vraag == ALLES else (profiel.vraag(bericht.indiening.vraag),)
    feiten = []
    for vraag in vragen:
        registratie = inr.register.vind(profiel.id, profiel.versie, vraag.sha256)
        vorm = registratie.parameters_sha256 if registratie is not None else ""
        gezien, brief = brieven.get(vraag.sha256, (None, None))
        if gezien is not None and gezien.parametervorm is not None:
            vorm = sha256_van(gezien.parametervorm)
        feiten.append(Vraagfeit(nr=vraag.nr, sha256=vraag.sha256, parameters_sha256=vorm, brief=brief))
    return _feiten(inr, bericht, toegang, bericht.indiening.vraag, vragen=tuple(feiten))


def _inzending_van(inr: Inrichting, indiening: Indiening, toegang: Toegang, feiten: str, antwoordadres: str) -> Inzending:
    profiel = inr.profiel(indiening.profiel, indiening.versie)
    sha256 = profiel.sha256 if indiening.vraag == ALLES else profiel.vraag(indiening.vraag).sha256
    return Inzending(
        afnemer=toegang.houder,
        sleutel=f"{indiening.sleutel}#{indiening.vraag}",
        profiel=indiening.profiel,
        profielversie=indiening.versie,
        vraag_nr=indiening.vraag,
        vraag_sha256=sha256,
        parameters=dict(indiening.parameters),
        vervalt=_termijn(inr, None),
        gesprek=indiening.sleutel,
        antwoordadres=indiening.antwoordadres or antwoordadres,
        vervangt=indiening.vervangt,
        verzoek=feiten,
    )


def _geweigerd(inr: Inrichting, bericht: _Bericht, toegang: Toegang, code: str, zin: str, stap: str) -> Inzending:
    """A case about which only can be said that it is refused, and why."""
    vraag_id = bericht.indiening.vraag if bericht.indiening is not None else ""
    feiten = _feiten(inr, bericht, toegang, vraag_id, weigering=code, weigering_zin=zin, stap=stap)
    if bericht.indiening is not None:
        return _inzending_van(inr, bericht.indiening, toegang, feiten.als_json(), bericht.antwoordadres)
    return Inzending(
        afnemer=bericht.van,
        sleutel=f"{bericht.id}#",
        profiel=ONBEKEND,
        profielversie=ONBEKEND,
        vraag_nr=ONBEKEND,
        vraag_sha256=_NUL,
        parameters={},
        vervalt=bericht.vervalt,
        gesprek=bericht.gesprek,
        antwoordadres=bericht.antwoordadres,
        verzoek=feiten.als_json(),
    )


_NUL = "0" * 64


def _feiten(inr: Inrichting, bericht: _Bericht, toegang: Toegang, vraag_id: str, **meer: Any) -> Verzoekfeiten:
    return Verzoekfeiten(
        kanaal=bericht.kanaal,
        bericht=bericht.id,
        aan=bericht.aan,
        vraag_id=vraag_id,
        houder=toegang.houder,
        token=toegang.jti,
        ontvangen=inr.nu(),
        **meer,
    )


def _eis_bewaarbaar(id: str, gesprek: str, van: str, parameters: Mapping[str, str]) -> None:
    """References and parameters stand in the log, for years and for many readers: none of them may be somebody's BSN."""
    if any(bevat_nummer(k) for k in (id, gesprek, van, *parameters, *parameters.values())):
        raise Geweigerd(
            "Een kenmerk of parameter van dit bericht kan een BSN zijn; zulke nummers neemt het station niet aan.",
            waar="kenmerk van bericht, gesprek, afzender of parameter",
            herstel="Kies een ander kenmerk, bijvoorbeeld een willekeurige UUID.",
        )
