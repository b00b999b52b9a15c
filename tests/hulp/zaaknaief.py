"""The release workflow a second time, naively: dictionaries, one function a step, no database and no table of rules.

Each method gives what `datastation.vrijgave` should do: "" where it does it, else the code of the refusal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

KWALITEIT, BESTUUR = {"kim", "kas"}, {"bo", "kas"}  # kas is both
ANDEREN = {"bea", "aad"}
OPEN = ("ontvangen", "geverifieerd", "toegelaten", "beantwoord")


@dataclass
class NaieveZaak:
    """One case."""

    sleutel: str
    vraag: str
    adres: bool
    vervalt: datetime
    vervangt: int | None = None
    toestand: str = "ontvangen"
    stappen: int = 1
    beleid: str = ""
    vier_ogen: bool = True
    antwoord: str = ""
    correcties: list[tuple[str, str, str]] = field(default_factory=list)  # answer, cell, value; also of earlier answers
    gezien: set[str] = field(default_factory=set)  # who opened it as it is
    klaar: set[str] = field(default_factory=set)  # who prepared it as it is
    handen: set[str] = field(default_factory=set)  # who ever had a hand in it
    uitslag: str = ""
    wacht: bool = False  # a reply stands in the outbox
    pogingen: int = 0
    vrij_als: int = 0  # the how-manieth release

    def ga(self, naar: str) -> str:
        """Go to a state; what was opened and prepared was another one."""
        self.toestand = naar
        self.stappen += 1
        self.gezien, self.klaar = set(), set()
        if naar in ("vrijgegeven", "afgewezen"):
            self.uitslag, self.wacht = naar, self.adres
        if naar == "ingetrokken":
            self.wacht = False
        return ""

    def inhoud(self) -> tuple[str, dict[str, str]]:
        """What the requester sees."""
        return self.antwoord, {cel: waarde for antwoord, cel, waarde in self.correcties if antwoord == self.antwoord}


class Naief:
    """All cases, by the order in which they came."""

    def __init__(self) -> None:
        self.zaken: list[NaieveZaak] = []
        self.vrijgaven = 0

    def dien_in(self, zaak: NaieveZaak, nu: datetime) -> str:
        """A submission; a case that is there already stays as it is."""
        for eerder in self.zaken:
            if eerder.sleutel == zaak.sleutel:
                # `vervangt` may be filled in later on; what was submitted is what counts, so the tests submit without it or as it was.
                return "" if (eerder.vraag, eerder.adres) == (zaak.vraag, zaak.adres) else "andere_inhoud"
        if nu >= zaak.vervalt:
            return "termijn"
        self.zaken.append(zaak)
        return ""

    def station(self, z: NaieveZaak, van: str, naar: str, nu: datetime) -> str:
        """A step forward of the station itself."""
        if z.toestand != van:
            return "toestand"
        return "termijn" if nu >= z.vervalt else z.ga(naar)

    def zie_in(self, z: NaieveZaak, wie: str) -> str:
        """Open."""
        if wie not in KWALITEIT | BESTUUR:
            return "rol"
        if z.toestand != "beantwoord":
            return "toestand"
        z.gezien.add(wie)
        return ""

    def zet_klaar(self, z: NaieveZaak, wie: str) -> str:
        """Prepare."""
        if wie not in KWALITEIT:
            return "rol"
        if z.toestand != "beantwoord":
            return "toestand"
        if wie not in z.gezien:
            return "niet_ingezien"
        z.klaar.add(wie)
        z.handen.add(wie)
        return ""

    def corrigeer(self, z: NaieveZaak, wie: str, cel: str, waarde: str) -> str:
        """Correct."""
        if wie not in KWALITEIT:
            return "rol"
        if z.toestand != "beantwoord":
            return "toestand"
        z.correcties.append((z.antwoord, cel, waarde))
        z.gezien, z.klaar = set(), set()
        z.handen.add(wie)
        return ""

    def herhaal(self, z: NaieveZaak, wie: str, nu: datetime) -> str:
        """Answer again."""
        if wie not in KWALITEIT:
            return "rol"
        if z.toestand != "beantwoord":
            return "toestand"
        if nu >= z.vervalt:
            return "termijn"
        z.handen.add(wie)
        z.antwoord = ""
        return z.ga("toegelaten")

    def wijs_af(self, z: NaieveZaak, wie: str) -> str:
        """Refuse, by the station or a director."""
        if wie != "poort" and wie not in BESTUUR:
            return "rol"
        if z.toestand not in (OPEN if wie == "poort" else ("beantwoord",)):
            return "toestand"
        if wie != "poort" and wie not in z.gezien:
            return "niet_ingezien"
        return z.ga("afgewezen")

    def geef_vrij(self, z: NaieveZaak, wie: str, nu: datetime, vervangt: int | None) -> str:
        """Release, by the station or a director."""
        if wie != "poort" and wie not in BESTUUR:
            return "rol"
        if z.toestand != "beantwoord":
            return "toestand"
        if nu >= z.vervalt:
            return "termijn"
        if wie == "poort":
            if z.beleid != "automatisch" or z.correcties:
                return "beleid"
        elif wie not in z.gezien:
            return "niet_ingezien"
        elif z.vier_ogen and wie in z.handen:
            return "vier_ogen"
        elif z.vier_ogen and not z.klaar:
            return "niet_voorbereid"
        return self._vervang(z, wie, vervangt if vervangt is not None else z.vervangt)

    def _vervang(self, z: NaieveZaak, wie: str, noemt: int | None) -> str:
        eerder = [a for a in self.zaken if a is not z and a.vraag == z.vraag and a.vrij_als and a.toestand in ("vrijgegeven", "verzonden")]
        laatste = max(eerder, key=lambda a: a.vrij_als, default=None)
        anders = laatste is not None and laatste.inhoud() != z.inhoud()
        if anders and noemt is None and wie == "poort":
            noemt = self.zaken.index(laatste)
        if noemt is None and anders:
            return "vervangt"
        if noemt is not None and (laatste is None or self.zaken.index(laatste) != noemt):
            return "vervangt"
        z.vervangt = noemt
        self.vrijgaven += 1
        z.vrij_als = self.vrijgaven
        return z.ga("vrijgegeven")

    def trek_in(self, z: NaieveZaak, wie: str) -> str:
        """Withdraw, by the requester or a director."""
        if wie == "ander":
            return "onbekend"
        if wie != "afnemer" and wie not in BESTUUR:
            return "rol"
        if z.toestand not in ((*OPEN, "vrijgegeven") if wie == "afnemer" else ("vrijgegeven",)):
            return "toestand"
        if z.toestand == "vrijgegeven" and z.pogingen:
            return "onderweg"
        return z.ga("ingetrokken")

    def haal_op(self, z: NaieveZaak, wie: str) -> str:
        """Fetch."""
        if wie != "afnemer":
            return "onbekend"
        if z.toestand == "verzonden":
            return ""
        return z.ga("verzonden") if z.uitslag and z.toestand == z.uitslag else "toestand"

    def verloop(self, nu: datetime) -> set[int]:
        """Lapse; which ones."""
        weg = {i for i, z in enumerate(self.zaken) if z.toestand in OPEN and nu >= z.vervalt}
        for i in weg:
            self.zaken[i].ga("verlopen")
        return weg

    def bezorgd(self, z: NaieveZaak) -> None:
        """A reply arrived."""
        z.wacht = False
        if z.toestand != "verzonden":
            z.ga("verzonden")
