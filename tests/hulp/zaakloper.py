"""A second process that works on cases, and may be killed at any moment. Each line that it writes was true when it was written.

python -m hulp.zaakloper lopen PLAATS ZAAD            does random steps until it is killed
python -m hulp.zaakloper vrijgeven PLAATS PERSOON     reads case numbers, tries to release each, writes what came of it
python -m hulp.zaakloper indienen PLAATS NAAM         reads keys, submits each, writes the case number
"""

from __future__ import annotations

import itertools
import random
import sys
from datetime import timedelta
from pathlib import Path

from datastation import vrijgave
from datastation.fouten import DatastationFout
from datastation.staat import Staat, open_staat
from datastation.staat.rijen import Zaak
from hulp.zaakwerk import BO, IGJ, NU, POORT, VERVALT, beantwoord, bereid_voor, inzending


def open_plaats(plaats: str) -> Staat:
    """A path or a URL, as one word."""
    return open_staat(plaats if "://" in plaats else Path(plaats))


def zeg(*woorden: object) -> None:
    """One line, at once."""
    sys.stdout.write(" ".join(map(str, woorden)) + "\n")
    sys.stdout.flush()


def lopen(staat: Staat, zaad: str) -> None:
    """Random steps without end."""
    kans = random.Random(zaad)
    stappen = [dien_in, verifieer, laat_toe, antwoord, besluit, intrekken, stuur, stuur]
    for n in itertools.count():
        doe = kans.choice(stappen)
        try:
            doe(staat, kans, f"{zaad}-{n}")
        except vrijgave.Weigering as fout:  # another process was first
            zeg("geweigerd", fout.reden)


def een(staat: Staat, kans: random.Random, *toestanden: vrijgave.Toestand) -> str | None:
    """Some case in one of these states."""
    zaken = vrijgave.lijst(staat, wie=POORT, toestanden=toestanden)
    return kans.choice(zaken).zaaknummer if zaken else None


def dien_in(staat: Staat, kans: random.Random, sleutel: str) -> None:
    """A new case, submitted twice at times; what it asks is new too, so that nothing replaces anything."""
    for _ in range(kans.choice((1, 2))):
        zaak = vrijgave.dien_in(staat, inzending(sleutel, parameters={"nr": sleutel}), door=POORT, nu=NU).zaak
        zeg("ingediend", sleutel, zaak.zaaknummer)


def verifieer(staat: Staat, kans: random.Random, _: str) -> None:
    """Verify one, or refuse it."""
    zaak = vrijgave.neem_op(staat, vrijgave.Toestand.ONTVANGEN, nu=NU, tot=NU)
    if zaak and kans.random() < 0.9:
        klaar(vrijgave.verifieer(staat, zaak.zaaknummer, wie=POORT, nu=NU))
    elif zaak:
        klaar(vrijgave.wijs_af(staat, zaak.zaaknummer, wie=POORT, nu=NU, reden="handtekening"))


def laat_toe(staat: Staat, kans: random.Random, _: str) -> None:
    """Admit one, for a person or for the policy."""
    zaak = vrijgave.neem_op(staat, vrijgave.Toestand.GEVERIFIEERD, nu=NU, tot=NU)
    if zaak:
        automatisch = kans.random() < 0.5
        beleid: vrijgave.Beleid = "automatisch" if automatisch else "mens"
        klaar(vrijgave.laat_toe(staat, zaak.zaaknummer, beleid=beleid, vier_ogen=not automatisch, wie=POORT, nu=NU))


def antwoord(staat: Staat, _kans: random.Random, _: str) -> None:
    """Answer one."""
    zaak = vrijgave.neem_op(staat, vrijgave.Toestand.TOEGELATEN, nu=NU, tot=NU)
    if zaak:
        beantwoord(staat, zaak.zaaknummer, zaak.sleutel)


def besluit(staat: Staat, kans: random.Random, _: str) -> None:
    """Release one, by the policy or by people."""
    nummer = een(staat, kans, vrijgave.Toestand.BEANTWOORD)
    if nummer is None:
        return
    if vrijgave.lees(staat, nummer, wie=POORT).zaak.beleid == "automatisch":
        klaar(vrijgave.geef_vrij(staat, nummer, wie=POORT, nu=NU))
    else:
        bereid_voor(staat, nummer)
        klaar(vrijgave.geef_vrij(staat, nummer, wie=BO, nu=NU))


def intrekken(staat: Staat, kans: random.Random, _: str) -> None:
    """Sometimes a requester wants it no longer."""
    nummer = een(staat, kans, vrijgave.Toestand.TOEGELATEN, vrijgave.Toestand.VRIJGEGEVEN) if kans.random() < 0.3 else None
    if nummer:
        klaar(vrijgave.trek_in(staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU))


def stuur(staat: Staat, kans: random.Random, _: str) -> None:
    """Send a reply: the line is the sending. An attempt that dies is taken over a second later; here at once."""
    bericht = vrijgave.neem_bericht(staat, nu=NU, tot=NU)
    if bericht is None:
        return
    zeg("verstuurd", bericht.bericht, bericht.zaaknummer, bericht.antwoord_sha256)
    if kans.random() < 0.2:
        vrijgave.mislukt(staat, bericht.bericht, fout="http_503", opnieuw=NU)
    else:
        klaar(vrijgave.bezorgd(staat, bericht.bericht, nu=NU))


def klaar(zaak: Zaak) -> None:
    """This step is on disk."""
    zeg("stap", zaak.zaaknummer, zaak.volg, zaak.toestand)


def maak_af(staat: Staat) -> None:
    """What a restarted station does: everything that is open goes on to its end."""
    straks = NU + timedelta(hours=1)
    kans = random.Random(0)
    for doe, toestand in (
        (verifieer, vrijgave.Toestand.ONTVANGEN),
        (laat_toe, vrijgave.Toestand.GEVERIFIEERD),
        (antwoord, vrijgave.Toestand.TOEGELATEN),
        (besluit, vrijgave.Toestand.BEANTWOORD),
    ):
        while vrijgave.lijst(staat, wie=POORT, toestanden=(toestand,)):
            doe(staat, kans, "")
    while bericht := vrijgave.neem_bericht(staat, nu=straks, tot=VERVALT):
        zeg("verstuurd", bericht.bericht, bericht.zaaknummer, bericht.antwoord_sha256)
        vrijgave.bezorgd(staat, bericht.bericht, nu=straks)


def wedloop(staat: Staat, doe: str, wie: str) -> None:
    """Do what the other end says, a line at a time."""
    zeg("klaar")
    for regel in sys.stdin:
        woord = regel.strip()
        try:
            if doe == "vrijgeven":
                zeg(vrijgave.geef_vrij(staat, woord, wie=vrijgave.persoon(wie), nu=NU).toestand)
            elif doe == "beslissen" and wie == "stuur":
                bericht = vrijgave.neem_bericht(staat, nu=NU, tot=VERVALT)
                zeg("gestuurd" if bericht else "niets")
            elif doe == "beslissen":
                zeg(vrijgave.trek_in(staat, woord, wie=vrijgave.afnemer(IGJ), nu=NU).toestand)
            else:
                uit = vrijgave.dien_in(staat, inzending(woord), door=POORT, nu=NU)
                zeg(uit.zaak.zaaknummer, uit.nieuw)
        except DatastationFout as fout:
            zeg("fout", getattr(fout, "reden", type(fout).__name__))


if __name__ == "__main__":
    wat, plaats, woord = sys.argv[1:]
    if wat == "lopen":
        lopen(open_plaats(plaats), woord)
    else:
        wedloop(open_plaats(plaats), wat, woord)
