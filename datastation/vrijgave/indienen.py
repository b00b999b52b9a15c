"""A question comes in: it becomes a case, once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from datastation.fouten import GebruiksFout
from datastation.staat import Staat, Transactie, zaken
from datastation.staat.rijen import Overgang, Zaak
from datastation.vrijgave.toestanden import Rol, Toestand
from datastation.vrijgave.weigering import Reden, Weigering
from datastation.vrijgave.wie import Wie

# No letters and digits that are read for one another, and no vowels that make words.
_TEKENS = "23456789bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True)
class Inzending:
    """One question as it came in.

    Attributes:
        sleutel: idempotency key that the requester chose: the same question sent again has the same one.
        parameters: values by name; anything that JSON can say.
        gesprek: number that the requester gave the conversation. antwoordadres: where the reply goes; "" where it will be fetched.
        vervalt: from this moment on the question is not answered any more.
        vervangt: case number of the sent answer that the answer to this one replaces.
        verzoek: what was verified of the request, and what the reply needs: canonical JSON. Two submissions that differ in this alone are the
            same one; what the first brought is kept.
    """

    afnemer: str
    sleutel: str
    profiel: str
    profielversie: str
    vraag_nr: str
    vraag_sha256: str
    parameters: Mapping[str, Any]
    vervalt: datetime
    gesprek: str = ""
    antwoordadres: str = ""
    vervangt: str | None = None
    verzoek: str = ""

    @property
    def inhoud_sha256(self) -> str:
        """Hash of all that must be equal for two submissions to be the same one. Not the term: that follows from when it was sent."""
        versie = (self.profielversie, self.vraag_sha256, self.gesprek, self.antwoordadres, self.vervangt)
        return _hash([self.levering_sha256, *versie])

    @property
    def levering_sha256(self) -> str:
        """Hash of who asks which question with which parameters, whatever the version of the profile."""
        return _hash([self.afnemer, self.profiel, self.vraag_nr, dict(self.parameters)])


@dataclass(frozen=True)
class Ingediend:
    """What became of a submission; ``nieuw`` is False where it had come in before."""

    zaak: Zaak
    nieuw: bool


def dien_in(staat: Staat, inzending: Inzending, *, door: Wie, nu: datetime) -> Ingediend:
    """Accept a submission. Once this returns, the case is on disk.

    Args:
        door: the part of the station that received it.

    Raises:
        Weigering: the requester used this key for something else (``andere_inhoud``), the term has passed (``termijn``), or there is
            no sent answer of this requester to this question and parameters under the number that `vervangt` names (``vervangt``).
        GebruiksFout: no key, or no requester.
    """
    with staat.schrijven() as t:
        return neem_aan(t, inzending, door=door, nu=nu)


def neem_aan(t: Transactie, inzending: Inzending, *, door: Wie, nu: datetime) -> Ingediend:
    """The same as `dien_in`, as a part of a larger transaction: the questions of one message are accepted together, or none of them."""
    if door.soort != "station":
        raise Weigering(Reden.ROL, "Alleen het station zelf neemt vragen aan.")
    if not inzending.sleutel or not inzending.afnemer:
        raise GebruiksFout("Bij een vraag horen een afnemer en een eigen kenmerk.", herstel="Geef de vraag een Idempotency-Key mee.")
    zaak = _nieuwe_zaak(inzending, nu)
    eerder = zaken.zaak_van_sleutel(t, zaak.afnemer, zaak.sleutel)
    if eerder is None:
        _eis_aanneembaar(t, inzending, nu)
        if zaken.voeg_toe(t, zaak):
            zaken.schrijf_overgang(t, Overgang(zaak.zaaknummer, 1, None, Toestand.ONTVANGEN, Rol.STATION, door.id, nu, ""))
            return Ingediend(zaak, nieuw=True)
        eerder = zaken.zaak_van_sleutel(t, zaak.afnemer, zaak.sleutel)  # somebody else stored it in between (PostgreSQL)
    assert eerder is not None
    if eerder.inhoud_sha256 != zaak.inhoud_sha256:
        raise Weigering(
            Reden.ANDERE_INHOUD,
            "Onder dit kenmerk is eerder een andere vraag gesteld.",
            waar=eerder.zaaknummer,
            herstel="Geef een nieuwe vraag een nieuw kenmerk.",
        )
    return Ingediend(eerder, nieuw=False)


def _eis_aanneembaar(t: Transactie, inzending: Inzending, nu: datetime) -> None:
    if nu >= inzending.vervalt:
        raise Weigering(Reden.TERMIJN, "De termijn van deze vraag is al voorbij.", herstel="Stel de vraag opnieuw, met een nieuwe termijn.")
    if inzending.vervangt is None:
        return
    eerder = zaken.zaak(t, inzending.vervangt)
    zelfde = eerder is not None and eerder.levering_sha256 == inzending.levering_sha256
    if not (zelfde and eerder and eerder.uitslag == Toestand.VRIJGEGEVEN and eerder.toestand == Toestand.VERZONDEN):
        raise Weigering(
            Reden.VERVANGT,
            "Er is geen verzonden antwoord op deze vraag onder het nummer dat vervangen moet worden.",
            herstel="Noem het zaaknummer van het antwoord dat eerder is verzonden, op dezelfde vraag met dezelfde parameters.",
        )


def _nieuwe_zaak(inzending: Inzending, nu: datetime) -> Zaak:
    return Zaak(
        zaaknummer=f"{nu:%Y%m%d}-{''.join(secrets.choice(_TEKENS) for _ in range(10))}",
        afnemer=inzending.afnemer,
        sleutel=inzending.sleutel,
        inhoud_sha256=inzending.inhoud_sha256,
        levering_sha256=inzending.levering_sha256,
        gesprek=inzending.gesprek,
        antwoordadres=inzending.antwoordadres,
        profiel=inzending.profiel,
        profielversie=inzending.profielversie,
        vraag_nr=inzending.vraag_nr,
        vraag_sha256=inzending.vraag_sha256,
        parameters=_json(dict(inzending.parameters)),
        vervangt=inzending.vervangt,
        toestand=Toestand.ONTVANGEN,
        volg=1,
        beleid=None,
        vier_ogen=True,  # until admission says otherwise
        momentopname=None,
        antwoord_sha256=None,
        antwoord_pad=None,
        uitslag=None,
        aangemaakt=nu,
        gewijzigd=nu,
        vervalt=inzending.vervalt,
        pogingen=0,
        bezet_tot=None,
        verzoek=inzending.verzoek,
    )


def _json(waarde: object) -> str:
    return json.dumps(waarde, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _hash(waarde: object) -> str:
    return hashlib.sha256(_json(waarde).encode()).hexdigest()
