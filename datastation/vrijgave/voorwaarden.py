"""The conditions of a transition: each judged by one function, which gives a refusal or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from datastation.staat import Transactie, dossier, uitgaand, zaken
from datastation.staat.rijen import Merk, Zaak
from datastation.vrijgave.toestanden import Toestand, Voorwaarde
from datastation.vrijgave.weigering import Reden, Weigering
from datastation.vrijgave.wie import Wie


@dataclass(frozen=True)
class Stap:
    """A transition that somebody wants to make, on a case that is locked."""

    t: Transactie
    zaak: Zaak
    wie: Wie
    nu: datetime
    reden: str

    def geldige_merken(self, soort: str) -> tuple[Merk, ...]:
        """Marks of the answer as it is now: none from before it was computed again, or before its latest correction."""
        aantal = len(dossier.correcties_van(self.t, self.zaak.zaaknummer))
        return tuple(
            m
            for m in dossier.merken_van(self.t, self.zaak.zaaknummer)
            if (m.soort, m.volg, m.correcties) == (soort, self.zaak.volg, aantal)
        )

    def voorbereiders(self) -> frozenset[str]:
        """Persons who had a hand in the answer as it is: who prepared it, at any time, or corrected it."""
        nummer = self.zaak.zaaknummer
        gezet = {m.door_id for m in dossier.merken_van(self.t, nummer) if m.soort == "klaargezet"}
        herhaald = {o.door_id for o in zaken.overgangen_van(self.t, nummer) if (o.van, o.naar) == _HERHAALD}
        return frozenset(gezet | herhaald | {c.door_id for c in dossier.correcties_van(self.t, nummer)})


_HERHAALD = (Toestand.BEANTWOORD, Toestand.TOEGELATEN)


def _termijn(stap: Stap) -> Weigering | None:
    if stap.nu < stap.zaak.vervalt:
        return None
    return Weigering(Reden.TERMIJN, "De termijn van deze vraag is voorbij.", herstel="De afnemer kan de vraag opnieuw stellen.")


def _verstreken(stap: Stap) -> Weigering | None:
    return None if stap.nu >= stap.zaak.vervalt else Weigering(Reden.TERMIJN, "De termijn van deze vraag loopt nog.")


def _reden(stap: Stap) -> Weigering | None:
    return None if stap.reden.strip() else Weigering(Reden.ZONDER_REDEN, "Hier hoort een reden bij.", herstel="Vul de reden in.")


def _ingezien(stap: Stap) -> Weigering | None:
    if stap.wie.soort == "persoon" and any(m.door_id == stap.wie.id for m in stap.geldige_merken("ingezien")):
        return None
    return Weigering(
        Reden.NIET_INGEZIEN,
        "U heeft dit antwoord nog niet geopend zoals het nu is.",
        herstel="Open het antwoord, bekijk het en beslis dan.",
    )


def _vier_ogen(stap: Stap) -> Weigering | None:
    if not stap.zaak.vier_ogen:
        return None
    if stap.wie.id in stap.voorbereiders():
        return Weigering(
            Reden.VIER_OGEN, "Wie een antwoord voorbereidt, geeft het niet zelf vrij.", herstel="Laat een andere bestuurder beslissen."
        )
    if not stap.geldige_merken("klaargezet"):
        return Weigering(
            Reden.NIET_VOORBEREID,
            "Nog niemand heeft dit antwoord gecontroleerd en klaargezet zoals het nu is.",
            herstel="Vraag de kwaliteitsfunctionaris om het klaar te zetten.",
        )
    return None


def _automatisch(stap: Stap) -> Weigering | None:
    if stap.zaak.beleid == "automatisch" and not dossier.correcties_van(stap.t, stap.zaak.zaaknummer):
        return None
    return Weigering(Reden.BELEID, "Over dit antwoord beslist een mens.", herstel="Laat een bestuurder het openen en beslissen.")


def _eigen(stap: Stap) -> Weigering | None:
    return None if stap.zaak.afnemer == stap.wie.id else onbekend()


def _niet_onderweg(stap: Stap) -> Weigering | None:
    bericht = uitgaand.vergrendel_van(stap.t, stap.zaak.zaaknummer)  # whoever sends locks the reply, not the case
    if bericht is None or bericht.pogingen == 0:
        return None
    return Weigering(
        Reden.ONDERWEG,
        "Dit antwoord is al verstuurd, of is onderweg.",
        herstel="Stuur een verbeterd antwoord dat dit vervangt.",
    )


def onbekend() -> Weigering:
    """No such case, or one of somebody else: whoever asks cannot tell which."""
    return Weigering(Reden.ONBEKEND, "Deze zaak is hier niet bekend.", herstel="Controleer het zaaknummer.")


OORDEEL: MappingProxyType[Voorwaarde, Callable[[Stap], Weigering | None]] = MappingProxyType(
    {
        Voorwaarde.TERMIJN: _termijn,
        Voorwaarde.REDEN: _reden,
        Voorwaarde.INGEZIEN: _ingezien,
        Voorwaarde.VIER_OGEN: _vier_ogen,
        Voorwaarde.AUTOMATISCH: _automatisch,
        Voorwaarde.EIGEN: _eigen,
        Voorwaarde.NIET_ONDERWEG: _niet_onderweg,
        Voorwaarde.VERSTREKEN: _verstreken,
    }
)
