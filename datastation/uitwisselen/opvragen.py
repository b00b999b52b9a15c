"""What a requester may see and do with its own cases: how far they are, the answer, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datastation import vrijgave
from datastation.fouten import GebruiksFout
from datastation.model.antwoord import Antwoord, Bestand
from datastation.staat.rijen import Zaak
from datastation.uitwisselen import antwoorden
from datastation.uitwisselen.feiten import ALLES
from datastation.uitwisselen.inrichting import Inrichting
from datastation.uitwisselen.verzenden import BEZORGER, correcties, getekend, waarom
from datastation.vertrouwen import Toegang
from datastation.vrijgave import Toestand, Weigering


def lijst(inr: Inrichting, *, toegang: Toegang) -> tuple[Zaak, ...]:
    """The cases of a requester, oldest first."""
    return vrijgave.lijst(inr.staat, wie=vrijgave.afnemer(toegang.houder))


def stand(inr: Inrichting, zaaknummer: str, *, toegang: Toegang) -> Zaak:
    """How far a case is.

    Raises:
        Weigering: not a case of this requester (``onbekend``).
    """
    dossier = vrijgave.lees(inr.staat, zaaknummer, wie=BEZORGER)
    if dossier.zaak.afnemer != toegang.houder:
        raise vrijgave.onbekend()
    return dossier.zaak


def reden_van_afwijzing(inr: Inrichting, zaaknummer: str, *, toegang: Toegang) -> tuple[str, str]:
    """Code and sentence of the refusal of a case. Raises as `stand`; GebruiksFout where it was not refused."""
    if stand(inr, zaaknummer, toegang=toegang).uitslag != Toestand.AFGEWEZEN:
        raise GebruiksFout("Deze zaak is niet afgewezen.", waar=zaaknummer)
    return waarom(vrijgave.lees(inr.staat, zaaknummer, wie=BEZORGER))


def haal_antwoord(inr: Inrichting, zaaknummer: str, formaat: str, *, toegang: Toegang) -> tuple[Bestand, ...]:
    """The released answer in one form; from the first time on it counts as sent.

    Args:
        formaat: a form of the profile, or ``jws``: the signed answer, with origin, corrections and receipt.

    Raises:
        Weigering: not a case of this requester, or nothing was released. GebruiksFout: the profile does not offer this form.
    """
    zaak = stand(inr, zaaknummer, toegang=toegang)
    if zaak.uitslag != Toestand.VRIJGEGEVEN or zaak.toestand not in (Toestand.VRIJGEGEVEN, Toestand.VERZONDEN):
        raise Weigering(
            vrijgave.Reden.TOESTAND,
            f"Er is geen vrijgegeven antwoord; deze zaak staat op '{zaak.toestand}'.",
            waar=zaaknummer,
            herstel="Kijk later opnieuw hoe het met de zaak staat.",
        )
    gemaakt = _in_vorm(inr, zaak, formaat)
    vrijgave.haal_op(inr.staat, zaaknummer, wie=vrijgave.afnemer(toegang.houder), nu=inr.nu())
    return gemaakt


def _in_vorm(inr: Inrichting, zaak: Zaak, formaat: str) -> tuple[Bestand, ...]:
    mag = vormen(inr, zaak)
    if formaat not in mag:
        raise GebruiksFout("In deze vorm wordt dit antwoord niet gegeven.", waar=formaat, herstel="Kies uit: " + ", ".join(mag))
    if formaat == "jws":
        dossier = vrijgave.lees(inr.staat, zaak.zaaknummer, wie=BEZORGER)
        return (Bestand(f"{zaak.zaaknummer}.jws", getekend(inr, dossier)[0].encode()),)
    return antwoorden.bestanden(antwoorden.haal(inr, zaak), formaat, zaak.vraag_nr)


def vormen(inr: Inrichting, zaak: Zaak) -> tuple[str, ...]:
    """The forms in which a requester may fetch an answer: the standard one of the profile first, ``jws`` (signed) last.

    XML is about a whole profile. Where a correction stands beside the answer, only the signed form says so, and so it is the only one.
    """
    profiel = inr.profielen.get((zaak.profiel, zaak.profielversie))
    if profiel is None or correcties(vrijgave.lees(inr.staat, zaak.zaaknummer, wie=BEZORGER)):
        return ("jws",)
    mag = [f for f in profiel.aflevering.formaten if f in antwoorden.VORMEN and (f != "xml" or zaak.vraag_nr == ALLES)]
    return (*sorted(mag, key=lambda f: f != profiel.aflevering.standaard), "jws")


def trek_in(inr: Inrichting, zaaknummer: str, *, toegang: Toegang, reden: str = "") -> Zaak:
    """Withdraw a case. Raises Weigering."""
    return vrijgave.trek_in(inr.staat, zaaknummer, wie=vrijgave.afnemer(toegang.houder), nu=inr.nu(), reden=reden)


def antwoord_intern(inr: Inrichting, zaaknummer: str) -> Antwoord:
    """The answer of a case, for people of the organisation; rights and marks are `vrijgave`'s.

    Raises:
        Weigering: no such case. MotorFout: no answer is kept.
    """
    return antwoorden.haal(inr, vrijgave.lees(inr.staat, zaaknummer, wie=BEZORGER).zaak).antwoord


def vrijgavescherm(inr: Inrichting, zaaknummer: str) -> Mapping[str, Any]:
    """Per question every suppressed cell of the answer: what was computed, and each reason in a sentence. Empty where the profile has no rules.

    For people of the organisation who decide; never for a requester. Raises as `antwoord_intern`.
    """
    return antwoorden.scherm(inr, vrijgave.lees(inr.staat, zaaknummer, wie=BEZORGER).zaak)
