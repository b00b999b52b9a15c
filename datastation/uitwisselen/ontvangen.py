"""Steps *ontvangen* to *presentatie verifiëren*: a message becomes cases, one per question; all of them are on disk, or none.

Nothing of a message is believed before it was verified, and no text of it is ever run: a question is kept by its hash. What fails after the
authorisation becomes a case too, a refused one, so that it stands in the log and the requester gets an error report (alternatives 5a and 6a).
"""

from __future__ import annotations

import json
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
from datastation.staat import Staat, Transactie, eenmalig, zaken
from datastation.staat.rijen import Zaak
from datastation.uitwisselen.feiten import ALLES, Geloofsbrief, Kanaal, Verzoekfeiten, Vraagfeit
from datastation.uitwisselen.inrichting import Inrichting, hash_van
from datastation.uitwisselen.toegang import GeenToegang, sleutel_van
from datastation.vertrouwen import Afgewezen, Reden, Toegang, Vaststelling, Verklaard, controleer
from datastation.vrijgave import Ingediend, Inzending, Weigering

ONTVANGEN = vrijgave.station("ontvangen")
ONBEKEND = "-"  # in the place of a profile or question that a message does not name in a way that we know
# Our own name of a profile version, or the last two parts of its IRI in the catalogue.
_PROFIEL = re.compile(r"(?:^|.*/)(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)[@/](?P<versie>\d+\.\d+\.\d+)")
_API = "api "  # before a key of the JSON API: ids of messages have no space
_LANG = 200  # characters; a longer name of a question stands in the key of its case as its hash
_NUL = "0" * 64
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
    """Single-use values that are stored later, together with the cases.

    Args:
        van: who sends. What another signed is not used up by it: its signer may send it still.
    """

    def __init__(self, staat: Staat, van: str) -> None:
        self._staat, self._van = staat, van
        self.nieuw: list[tuple[str, datetime]] = []

    def noteer(self, houder: str, eenmalig_: str, *, tot: datetime, nu: datetime) -> bool:
        """See `vertrouwen.Gezien.noteer`."""
        if houder != self._van:
            return True
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
        Geweigerd: a reference that may not be kept (it can be a BSN). Weigering: another message came in under this number.
    """
    verzoek = berichten.lees_verzoek(ruw, koppen=koppen)
    _eis_bewaarbaar(verzoek.id, verzoek.gesprek, verzoek.van, verzoek.parameters)
    if verzoek.van != toegang.houder:
        raise GeenToegang("andere-afzender")
    bericht = _Bericht.uit(verzoek, inr)
    with inr.staat.lezen() as t:
        eerder = _eerdere(t, bericht)
    return eerder or _neem_aan(inr, bericht, toegang)


def dien_in(inr: Inrichting, indiening: Indiening, *, toegang: Toegang) -> Ingediend:
    """Accept a question through the JSON API; the same one under the same key gives the same case.

    Raises:
        Weigering: another question came in under this key. GebruiksFout: there is no such profile or question. Geweigerd: as `ontvang`.
        BerichtFout: an address that no reply can go to.
    """
    _eis_bewaarbaar(indiening.sleutel, indiening.sleutel, toegang.houder, indiening.parameters)
    profiel = inr.profiel(indiening.profiel, indiening.versie)
    if indiening.vraag != ALLES:
        profiel.vraag(indiening.vraag)
    _eis_adres(indiening.antwoordadres, toegang.houder)
    bericht = _Bericht.uit_api(indiening, inr, toegang)
    with inr.staat.lezen() as t:
        eerder = zaken.zaak_van_sleutel(t, toegang.houder, _sleutel_api(indiening))
    if eerder is not None and eerder.verzoek:
        # The presentation was used up by the first submission; whether the question is the same one is still to be seen.
        return _dien_alle_in(inr, bericht, [_inzending_van(inr, indiening, toegang, eerder.verzoek, eerder.antwoordadres)], [])[0]
    return _neem_aan(inr, bericht, toegang)[0]


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
    gezien = _InTransactie(inr.staat, toegang.houder)
    inzendingen = _inzendingen(inr, bericht, toegang, gezien)
    try:
        return _dien_alle_in(inr, bericht, inzendingen, gezien.nieuw)
    except _Herhaald:
        # Another message with the same presentation was faster.
        geweigerd = _geweigerd(inr, bericht, toegang, Reden.HERHALING.value, Reden.HERHALING.zin, "presentatie verifiëren")
        return _dien_alle_in(inr, bericht, [geweigerd], [])


def _eerdere(t: Transactie, bericht: _Bericht) -> tuple[Ingediend, ...]:
    """What the same message became when it came in before; a question of the JSON API is told by its key alone.

    Raises:
        Weigering: what came in under this number was something else. The presentation does not tell: who sends again may sign again.
    """
    if bericht.indiening is not None:
        alle = zaken.van_bericht(t, bericht.van, _API + bericht.id)
        # A key may hold a "#" itself.
        anders = [z for z in alle if z.sleutel == f"{_API}{bericht.id}#{z.vraag_nr}" and z.vraag_nr != bericht.indiening.vraag]
        eerder: tuple[Zaak, ...] = ()
    else:
        eerder = zaken.van_bericht(t, bericht.van, bericht.id)
        parameters = dict(bericht.parameters)
        anders = [
            z
            for z in eerder
            if (z.gesprek, z.antwoordadres) != (bericht.gesprek, bericht.antwoordadres)
            or (z.vraag_sha256 != _NUL and json.loads(z.parameters) != parameters)
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
    inr: Inrichting, bericht: _Bericht, inzendingen: Sequence[Inzending], eenmaligen: Sequence[tuple[str, datetime]]
) -> tuple[Ingediend, ...]:
    nu = inr.nu()
    with inr.staat.schrijven() as t:
        if eerder := _eerdere(t, bericht):  # the same message was faster
            return eerder
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
    id, versie = _profiel_van(vraag)
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
        sleutel=f"{bericht.id}#{vraag.id if len(vraag.id) <= _LANG else hash_van(vraag.id.encode())}",
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


def _profiel_van(vraag: Gevraagd) -> tuple[str, str]:
    """Id and version of the profile that a question names."""
    treffer = _PROFIEL.fullmatch(vraag.profiel)
    return (treffer["id"], treffer["versie"]) if treffer else (ONBEKEND, ONBEKEND)


def _api_feiten(inr: Inrichting, bericht: _Bericht, toegang: Toegang, gevraagd: Sequence[tuple[Gevraagd, Geloofsbrief]]) -> Verzoekfeiten:
    """Of a question through the JSON API: which of its texts a credential vouches for, in this version of this profile."""
    assert bericht.indiening is not None
    brieven = {(*_profiel_van(vraag), sha256_van(vraag.sparql)): (vraag, brief) for vraag, brief in gevraagd}
    profiel = inr.profiel(bericht.indiening.profiel, bericht.indiening.versie)
    vragen = profiel.vragen if bericht.indiening.vraag == ALLES else (profiel.vraag(bericht.indiening.vraag),)
    feiten = []
    for vraag in vragen:
        registratie = inr.register.vind(profiel.id, profiel.versie, vraag.sha256)
        vorm = registratie.parameters_sha256 if registratie is not None else ""
        gezien, brief = brieven.get((profiel.id, profiel.versie, vraag.sha256), (None, None))
        if gezien is not None and gezien.parametervorm is not None:
            vorm = sha256_van(gezien.parametervorm)
        feiten.append(Vraagfeit(nr=vraag.nr, sha256=vraag.sha256, parameters_sha256=vorm, brief=brief))
    return _feiten(inr, bericht, toegang, bericht.indiening.vraag, vragen=tuple(feiten))


def _inzending_van(inr: Inrichting, indiening: Indiening, toegang: Toegang, feiten: str, antwoordadres: str) -> Inzending:
    profiel = inr.profiel(indiening.profiel, indiening.versie)
    sha256 = profiel.sha256 if indiening.vraag == ALLES else profiel.vraag(indiening.vraag).sha256
    return Inzending(
        afnemer=toegang.houder,
        sleutel=_sleutel_api(indiening),
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


def _sleutel_api(indiening: Indiening) -> str:
    return f"{_API}{indiening.sleutel}#{indiening.vraag}"


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


def _eis_adres(adres: str, houder: str) -> None:
    """A reply goes to an https address, or to a service in the DID document of the requester itself."""
    did, dienst, naam = adres.partition("?service=")
    if not adres or (dienst and did == houder and re.fullmatch(r"[A-Za-z0-9._-]{1,100}", naam)):
        return
    if len(adres) > berichten.MAX_ADRES or not berichten.keur_adres(adres, "antwoordadres").lower().startswith("https://"):
        raise BerichtFout(berichten.Reden.VELD_ONGELDIG, waar="antwoordadres")
