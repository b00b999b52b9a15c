"""The story *decide*: what people of the organisation do with the questions that came in, one case at a time.

Rules, rights and history are those of `datastation.vrijgave`; here the parts come together: the state database that the settings name, the
answer that belongs to a case, and the key that signs a correction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from datastation import vrijgave
from datastation.fouten import GebruiksFout, Geweigerd, InstellingenFout
from datastation.instellingen import BESTANDSNAAM, Station
from datastation.model.antwoord import Antwoord, Waarde
from datastation.staat import Staat, open_staat
from datastation.staat.rijen import Correctie, Zaak
from datastation.uitwisselprofiel import alle_profielen
from datastation.vertrouwen import sleutelbos
from datastation.vrijgave import Dossier, Rol, Toestand, Wie

# Who sits at the keyboard, as far as the system knows; the log says that this is all that is known.
OPDRACHTREGEL = "opdrachtregel"
_CEL = re.compile(r"(?:(?P<vraag>[^/\s]+)/)?(?P<rij>[1-9][0-9]{0,8})/(?P<kolom>\w+)")

Haal = Callable[[str], Antwoord]


@contextmanager
def open_staat_van(station: Station, omgeving: Mapping[str, str]) -> Iterator[Staat]:
    """The state database of a station, until the block ends: a file in its folder, or the server that the settings name.

    Args:
        omgeving: the environment, read at the entry point; only the variable that ``uitwisseling.staat`` names is looked at.

    Raises:
        InstellingenFout: that variable is not set. What `open_staat` raises.
    """
    naam = station.uitwisseling.staat if station.uitwisseling is not None else ""
    if naam and not omgeving.get(naam):
        raise InstellingenFout(
            f"De omgevingsvariabele {naam} met de URL van de database is leeg.",
            waar=f"{station.map / BESTANDSNAAM}: uitwisseling.staat",
            herstel="Zet haar voor het account van het station, of haal de instelling weg.",
        )
    staat = open_staat(omgeving[naam] if naam else station.map / "staat" / "staat.sqlite")
    try:
        yield staat
    finally:
        staat.sluit()


def beheer(systeemnaam: str) -> Wie:
    """Whoever owns the machine: may manage users, and so make the first beheerder."""
    return vrijgave.station(f"{OPDRACHTREGEL}:{systeemnaam}")


def toestanden(namen: Sequence[str]) -> tuple[Toestand, ...]:
    """States by name.

    Raises:
        GebruiksFout: no such state.
    """
    onbekend = sorted(set(namen) - set(Toestand))
    if onbekend:
        raise GebruiksFout(f"De toestand {onbekend[0]} bestaat niet.", herstel="Kies uit: " + ", ".join(Toestand))
    return tuple(Toestand(naam) for naam in namen)


def rol(naam: str) -> Rol:
    """A role of people by name.

    Raises:
        GebruiksFout: no such role.
    """
    mensen = [r for r in Rol if r not in (Rol.STATION, Rol.AFNEMER)]
    if naam not in mensen:
        raise GebruiksFout(f"De rol {naam} bestaat niet.", herstel="Kies uit: " + ", ".join(mensen))
    return Rol(naam)


def lijst(staat: Staat, namen: Sequence[str], *, wie: Wie) -> tuple[Zaak, ...]:
    """Cases in these states, or all; oldest first. Raises Weigering, GebruiksFout."""
    return vrijgave.lijst(staat, wie=wie, toestanden=toestanden(namen))


@dataclass(frozen=True)
class Ingezien:
    """A case with its answer as it is now; ``antwoord`` is None where this station cannot show it yet."""

    dossier: Dossier
    antwoord: Antwoord | None


def zie_in(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime, haal: Haal | None) -> Ingezien:
    """Open an answer. First it is fetched, then it is noted that this person saw it: nobody has seen what could not be shown.

    Args:
        haal: gives the answer of a case; None where answers cannot be read from here.

    Raises:
        Weigering: no right, or there is no answer to decide about. MotorFout: the answer changed or is gone.
    """
    vrijgave.lees(staat, zaaknummer, wie=wie)
    antwoord = haal(zaaknummer) if haal is not None else None
    return Ingezien(vrijgave.zie_in(staat, zaaknummer, wie=wie, nu=nu), antwoord)


def corrigeer(
    station: Station,
    staat: Staat,
    zaaknummer: str,
    *,
    cel: str,
    waarde: str,
    reden: str,
    wie: Wie,
    nu: datetime,
    haal: Haal | None,
    berekend: str | None = None,
) -> Correctie:
    """Put a statement, signed with the key of the station, beside a computed value.

    Args:
        cel: ``rij/kolom``, or ``vraag/rij/kolom`` where the answer is to several questions; the first row is 1.
        berekend: the computed value, where the answer cannot be read from here.

    Raises:
        GebruiksFout: no such cell, or the computed value is not what was told. InstellingenFout: no key to sign with. Weigering.
        Geweigerd: the profile has rules for disclosure: a number beside them would not have gone through them.
    """
    _eis_zonder_regels(station, vrijgave.lees(staat, zaaknummer, wie=wie).zaak)
    if haal is not None:
        stond = als_tekst(_waarde(haal(zaaknummer), cel))
        if berekend not in (None, stond):
            raise GebruiksFout("In die cel staat iets anders dan u opgeeft.", waar=cel, herstel="Open het antwoord opnieuw.")
        berekend = stond
    elif berekend is None or _CEL.fullmatch(cel) is None:
        raise _geen_cel(cel)
    sleutel = sleutelbos.lees_sleutels(station.map / sleutelbos.MAP).tekent
    return vrijgave.corrigeer(
        staat, zaaknummer, cel=cel, berekend=berekend, waarde=waarde, reden=reden, wie=wie, nu=nu, onderteken=sleutel.sign
    )


def _eis_zonder_regels(station: Station, zaak: Zaak) -> None:
    naam = f"{zaak.profiel}@{zaak.profielversie}"
    if any(p.naam == naam and p.onthulling != "geen" for p in alle_profielen(erbij=station.eigen_profielen)):
        raise Geweigerd(
            "Bij een antwoord met regels voor onthulling kan geen correctie: zo'n getal is niet langs die regels gegaan.",
            waar=zaak.zaaknummer,
            herstel="Herstel de bron, ververs, en laat de vraag opnieuw beantwoorden (datastation zaak opnieuw).",
        )


def als_tekst(waarde: Waarde) -> str:
    """A cell as people read it in a table."""
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    return "" if waarde is None else str(waarde)


def _waarde(antwoord: Antwoord, cel: str) -> Waarde:
    delen = _CEL.fullmatch(cel)
    if delen is None:
        raise _geen_cel(cel)
    vragen = [delen["vraag"]] if delen["vraag"] else list(antwoord.resultaten)
    if len(vragen) != 1 or vragen[0] not in antwoord.resultaten:
        raise _geen_cel(cel)
    resultaat = antwoord.resultaten[vragen[0]]
    plek = [i for i in resultaat.geleverd if resultaat.kolommen[i].naam == delen["kolom"]]
    if not plek or int(delen["rij"]) > len(resultaat.rijen):
        raise _geen_cel(cel)
    return resultaat.rijen[int(delen["rij"]) - 1][plek[0]]


def _geen_cel(cel: str) -> GebruiksFout:
    return GebruiksFout(
        "Die cel is er niet.", waar=cel, herstel="Schrijf RIJ/KOLOM, bijvoorbeeld 3/aantal, zoals `zaak inzien` ze nummert."
    )
