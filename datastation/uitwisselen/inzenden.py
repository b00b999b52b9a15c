"""Steps *presentatie verifiëren* and the beginning of *vraag verifiëren*: what was verified of a message becomes submissions, one per question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from datastation import berichten
from datastation.berichten import BerichtFout, Gevraagd
from datastation.poort import sha256_van
from datastation.staat import Staat, eenmalig
from datastation.uitwisselen.bericht import Bericht, Indiening, sleutel_api, termijn
from datastation.uitwisselen.feiten import ALLES, Geloofsbrief, Verzoekfeiten, Vraagfeit
from datastation.uitwisselen.inrichting import Inrichting
from datastation.uitwisselen.toegang import sleutel_van
from datastation.vertrouwen import Afgewezen, Reden, Toegang, Vaststelling, Verklaard, controleer
from datastation.vrijgave import Inzending

ONBEKEND = "-"  # in the place of a profile or question that a message does not name in a way that we know
NUL = "0" * 64  # in the place of the hash of a question that is not known
# Our own name of a profile version, or the last two parts of its IRI in the catalogue.
_PROFIEL = re.compile(r"(?:^|.*/)(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)[@/](?P<versie>\d+\.\d+\.\d+)")
_LANG = 200  # characters; a longer name of a question stands in the key of its case as its hash
_VRAGEN = frozenset({"ValidatedQueryCredential", "ValidQueryCredential"})


class InTransactie:
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


def inzendingen(inr: Inrichting, bericht: Bericht, toegang: Toegang, gezien: InTransactie) -> list[Inzending]:
    """One per question; or one that says why there is none."""
    if bericht.fout:
        return [geweigerd(inr, bericht, toegang, bericht.fout, bericht.fout_zin, "vraag verifiëren")]
    vastgesteld: Vaststelling | None = None
    try:
        if bericht.presentatie:
            vastgesteld = _verifieer(inr, bericht.presentatie, gezien)
            if vastgesteld.houder != toegang.houder:
                return [geweigerd(inr, bericht, toegang, Reden.HOUDER.value, Reden.HOUDER.zin, "presentatie verifiëren")]
        gevraagd = [(_lees(v), _brief(v)) for v in (vastgesteld.verklaringen if vastgesteld else ()) if v.type in _VRAGEN]
    except Afgewezen as fout:
        return [geweigerd(inr, bericht, toegang, fout.reden.value, fout.wat, "presentatie verifiëren")]
    except BerichtFout as fout:
        return [geweigerd(inr, bericht, toegang, fout.reden.value, fout.wat, "vraag verifiëren")]
    if bericht.indiening is not None:
        feiten = _api_feiten(inr, bericht, toegang, gevraagd)
        return [inzending_van(inr, bericht.indiening, toegang, feiten.als_json(), bericht.antwoordadres)]
    alle: list[tuple[Gevraagd, Geloofsbrief | None]] = [*gevraagd, *((vraag, None) for vraag in bericht.kaal)]
    if not alle:
        return [geweigerd(inr, bericht, toegang, "credential-type", "In het bericht staat geen gevalideerde vraag.", "vraag verifiëren")]
    if len({vraag.id for vraag, _ in alle}) != len(alle):
        return [
            geweigerd(inr, bericht, toegang, "tegenstrijdig", "Twee vragen in het bericht hebben hetzelfde kenmerk.", "vraag verifiëren")
        ]
    return [_inzending(inr, bericht, toegang, vraag, brief) for vraag, brief in alle]


def _verifieer(inr: Inrichting, presentatie: str, gezien: InTransactie) -> Vaststelling:
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


def _inzending(inr: Inrichting, bericht: Bericht, toegang: Toegang, vraag: Gevraagd, brief: Geloofsbrief | None) -> Inzending:
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
        sleutel=f"{bericht.id}#{vraag.id if len(vraag.id) <= _LANG else sha256_van(vraag.id)}",
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


def _api_feiten(inr: Inrichting, bericht: Bericht, toegang: Toegang, gevraagd: Sequence[tuple[Gevraagd, Geloofsbrief]]) -> Verzoekfeiten:
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


def inzending_van(inr: Inrichting, indiening: Indiening, toegang: Toegang, feiten: str, antwoordadres: str) -> Inzending:
    """The submission of a question through the JSON API. `feiten`: its record; `antwoordadres`: where the indiening names none."""
    profiel = inr.profiel(indiening.profiel, indiening.versie)
    sha256 = profiel.sha256 if indiening.vraag == ALLES else profiel.vraag(indiening.vraag).sha256
    return Inzending(
        afnemer=toegang.houder,
        sleutel=sleutel_api(indiening),
        profiel=indiening.profiel,
        profielversie=indiening.versie,
        vraag_nr=indiening.vraag,
        vraag_sha256=sha256,
        parameters=dict(indiening.parameters),
        vervalt=termijn(inr, None),
        gesprek=indiening.sleutel,
        antwoordadres=indiening.antwoordadres or antwoordadres,
        vervangt=indiening.vervangt,
        verzoek=feiten,
    )


def geweigerd(inr: Inrichting, bericht: Bericht, toegang: Toegang, code: str, zin: str, stap: str) -> Inzending:
    """A case about which only can be said that it is refused, and why."""
    vraag_id = bericht.indiening.vraag if bericht.indiening is not None else ""
    feiten = _feiten(inr, bericht, toegang, vraag_id, weigering=code, weigering_zin=zin, stap=stap)
    if bericht.indiening is not None:
        return inzending_van(inr, bericht.indiening, toegang, feiten.als_json(), bericht.antwoordadres)
    return Inzending(
        afnemer=bericht.van,
        sleutel=f"{bericht.id}#",
        profiel=ONBEKEND,
        profielversie=ONBEKEND,
        vraag_nr=ONBEKEND,
        vraag_sha256=NUL,
        parameters={},
        vervalt=bericht.vervalt,
        gesprek=bericht.gesprek,
        antwoordadres=bericht.antwoordadres,
        verzoek=feiten.als_json(),
    )


def _feiten(inr: Inrichting, bericht: Bericht, toegang: Toegang, vraag_id: str, **meer: Any) -> Verzoekfeiten:
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
