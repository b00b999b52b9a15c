"""The story *ask others*, from top to bottom: begin an enquiry or take one up again, ask, take in, judge, merge."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from datastation.berichten import Generatie
from datastation.fouten import GebruiksFout
from datastation.logboek import Boomhoofd, bevat_nummer
from datastation.uitvragen import dagboek as dagboeken
from datastation.uitvragen.dagboek import Dagboek
from datastation.uitvragen.lijst import Adres, Lijst, lees_lijst
from datastation.uitvragen.ronde import Ronde
from datastation.uitvragen.samenvoegen import VORMEN, Stationregel, schrijf, stationregels
from datastation.uitvragen.stand import Regel, Stand
from datastation.uitvragen.vragen import Gevalideerd, lees_vragen
from datastation.uitwisselprofiel import Profiel, zoek
from datastation.vertrouwen import lees_sleutels

TERMIJN = timedelta(days=30)
WACHT = 600.0
Klok = Callable[[], datetime]


def _nu() -> datetime:
    return datetime.now(UTC)


def _stil(_: str) -> None:
    return


@dataclass(frozen=True)
class Uitslag:
    """What came of one run.

    Attributes:
        map: of the enquiry. regels: one per station. bestanden: the tables. klaar: nothing more is expected.
    """

    map: Path
    profiel: Profiel
    regels: tuple[Stationregel, ...]
    bestanden: tuple[Path, ...]
    klaar: bool


def begin(
    lijst: Lijst,
    lijstpad: Path,
    naam: str,
    parameters: Mapping[str, str],
    vragenmap: Path,
    *,
    naar: Path | None = None,
    generatie: Generatie = Generatie.KIKV_1,
    termijn: timedelta = TERMIJN,
    vandaag: date,
    klok: Klok = _nu,
) -> Path:
    """Make the folder of a new enquiry; nobody is asked yet.

    Args:
        naam: ``id`` or ``id@versie`` of the profile. vragenmap: folder with the credentials. naar: the folder; ``uitvraag-<id>`` here by default.
        termijn: how long the stations may take.

    Raises:
        GebruiksFout: the profile, a parameter or a credential is wrong, or the folder exists.
    """
    profiel = zoek(naam, vandaag)
    _keur_parameters(profiel, parameters)
    nu = klok().replace(microsecond=0)
    vragen = lees_vragen(vragenmap, profiel, houder=lijst.afnemer.did, nu=nu)
    id = f"{nu:%Y%m%d}-{_kenmerk('')[:8]}"
    map = naar or Path(f"uitvraag-{id}")
    voorvoegsel = "urn:uuid:" if generatie is Generatie.KIKV_2021 else ""
    eerste: Regel = {
        "id": id,
        "op": nu.isoformat(),
        "vervalt": (nu + termijn).isoformat(),
        "afnemer": lijst.afnemer.did,
        "lijst": str(lijstpad.resolve()),
        "generatie": generatie.value,
        "profiel": profiel.naam,
        "profiel_sha256": profiel.sha256,
        "parameters": dict(parameters),
        "vragen": [{"nr": v.nr, "id": v.id, "sha256": v.sha256} for v in vragen],
        "stations": [_station(s, voorvoegsel) for s in lijst.stations],
    }
    dagboeken.begin(map, eerste, {f"{v.nr}.verklaring": v.ruw for v in vragen})
    return map


def voer_uit(
    map: Path,
    *,
    lijst: Lijst | None = None,
    wacht: float = WACHT,
    vormen: Sequence[str] = ("csv",),
    klok: Klok = _nu,
    meld: Callable[[str], None] = _stil,
) -> Uitslag:
    """Work on an enquiry for so many seconds at most, and write what there is; also where it was interrupted before.

    Args:
        lijst: settings of the requester; those that the enquiry began with by default. Whom it asks was fixed at the beginning.

    Raises:
        GebruiksFout: no enquiry there, somebody works on it, or the profile is another than it began with. InstellingenFout.
    """
    if vreemd := sorted(set(vormen) - set(VORMEN)):
        raise GebruiksFout(f"De vorm {vreemd[0]} bestaat hier niet.", waar="--formaat", herstel="Kies uit: " + ", ".join(VORMEN))
    with Dagboek(map) as dagboek:
        stand = dagboek.stand
        lijst = lijst or lees_lijst(Path(stand.begin["lijst"]))
        profiel = _profiel(stand)
        if lijst.afnemer.did != stand.begin["afnemer"]:
            raise GebruiksFout("Deze uitvraag is van een andere afnemer.", waar=str(map), herstel="Geef de lijst waarmee zij begon.")
        sleutels = lees_sleutels(lijst.pad(lijst.afnemer.sleutels)).van(lijst.afnemer.did)
        ronde = Ronde(dagboek, lijst, profiel, _vragen(map, profiel, stand), sleutels, klok=klok, meld=meld)
        try:
            ronde.voer(wacht)
        finally:
            bestanden = schrijf(map / "resultaat", stand, profiel, ronde.tabel, vormen=vormen, nu=klok())
        return Uitslag(map, profiel, stationregels(stand, klok()), bestanden, all(s.klaar for s in stand.stations))


def hoofden(map: Path) -> dict[str, tuple[Boomhoofd, ...]]:
    """Per DID of a station the receipts that came with its answers: signed heads of its log, kept to show later what it began with.

    Raises:
        GebruiksFout: no enquiry there, or somebody works on it.
    """
    with Dagboek(map) as dagboek:
        return {
            s.did: tuple(Boomhoofd.model_validate(v.antwoord["hoofd"]) for v in s.vragen.values() if v.antwoord is not None)
            for s in dagboek.stand.stations
        }


def _profiel(stand: Stand) -> Profiel:
    profiel = zoek(stand.begin["profiel"], date.fromisoformat(stand.begin["op"][:10]))
    if profiel.sha256 != stand.begin["profiel_sha256"]:
        raise GebruiksFout(
            f"{profiel.naam} is een ander profiel geworden sinds deze uitvraag begon.",
            waar=str(profiel.bestand),
            herstel="Zet de vastgestelde versie terug, of begin een nieuwe uitvraag.",
        )
    return profiel


def _vragen(map: Path, profiel: Profiel, stand: Stand) -> tuple[Gevalideerd, ...]:
    # That they held when the enquiry began was seen then; whether they still do is for the stations to say.
    begonnen = datetime.fromisoformat(stand.begin["op"])
    return lees_vragen(map / "vragen", profiel, houder=stand.begin["afnemer"], nu=begonnen)


def _station(station: Adres, voorvoegsel: str) -> dict[str, str]:
    bericht = _kenmerk(voorvoegsel)
    return {
        "naam": station.naam,
        "did": station.eigen_did,
        "basis": station.basis,
        "kvk": station.kvk or "",
        "bericht": bericht,
        "gesprek": bericht,
        "sleutel": secrets.token_urlsafe(24),
    }


def _kenmerk(voorvoegsel: str) -> str:
    """A random name of a message, without digits that a station must take for a BSN (3 in 1,000 have those)."""
    while bevat_nummer(tekst := f"{voorvoegsel}{uuid.uuid4()}"):
        pass
    return tekst


def _keur_parameters(profiel: Profiel, parameters: Mapping[str, str]) -> None:
    uitleg = "Parameters zijn: " + ", ".join(f"{n} ({p.titel})" for n, p in profiel.parameters.items())
    for naam in parameters:
        if naam not in profiel.parameters:
            raise GebruiksFout(f"{profiel.naam} kent geen parameter {naam}.", waar=f"--param {naam}", herstel=uitleg)
    for naam, parameter in profiel.parameters.items():
        if parameter.verplicht and naam not in parameters:
            raise GebruiksFout(f"De parameter {naam} ontbreekt.", waar=f"--param {naam}", herstel=uitleg)
