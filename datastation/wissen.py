"""The story *erase*: one person out of every snapshot, pinned ones too, and proof that it happened which does not say who (AVG art. 17).

What happens, in what order and why: docs/besluiten/005-wissen.md. Not reached from here, and named to whoever asks: deliveries that were made,
exports in the folder of a source, back-ups.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

from datastation import __version__, aflevering, besloten, mapping, sleutel, vrijgave
from datastation.fouten import DatastationFout, GebruiksFout, Geweigerd, MotorFout
from datastation.instellingen import Station
from datastation.logboek import Betrokken, Gebeurtenis, Gebruiker, Logboek, Logbron, Logregel, eis_geen_nummers
from datastation.staat import Staat
from datastation.store import bouwen, momentopname, wissen, zelftest
from datastation.store.manifest import Wissing
from datastation.store.schijf import schijf_in_woorden
from datastation.vocabulaire import ID

# What mappings make of a client number, beside what hangs on the client by a link (docs/graafmodel.md).
SOORTEN = ("client", "naam", "adres", "titel", "vertegenwoordiging")
LIJST = "gewist"
AFGEMAAKT = "afgemaakt na een onderbreking"
GROOTST = 1000  # characters of a client number or IRI
_VINGER = 32
T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Persoon:
    """Whom to erase; never shown, logged or stored. ``wie``: IRIs of the client, one per KvK number. ``begin``: these, and what is theirs by key."""

    wie: frozenset[str]
    begin: frozenset[str]


@dataclass(frozen=True)
class Gewist:
    """One snapshot that took the place of another. ``verwijzingen``: statements of records that stay, which pointed at the person."""

    nieuw: str
    wissing: Wissing
    verwijzingen: int = 0


@dataclass(frozen=True)
class Uitslag:
    """What was done.

    Attributes:
        gewist: per snapshot that changed. nagekeken: how many there were.
        leveringen: sidecars of deliveries from a snapshot that changed: somebody has to judge whether the person is in them.
    """

    gewist: tuple[Gewist, ...]
    nagekeken: int
    leveringen: tuple[Path, ...]


def lees_persoon(station: Station, tekst: str, ruimte: str | None) -> Persoon:
    """Whom a text means: a client number of an identity space, or the IRI of a client.

    Args:
        ruimte: the identity space of the number; may be left out where the sources share one.

    Raises:
        GebruiksFout: nothing, more than one line, or not known which space. Never repeats the text.
    """
    kaal = tekst.strip()
    if not kaal or len(kaal) > GROOTST or not kaal.isprintable():
        raise GebruiksFout("Geef één cliëntnummer of één IRI, op één regel.", herstel="Zie datastation wis-persoon --help.")
    if "://" in kaal or kaal.startswith("urn:"):
        return Persoon(frozenset({kaal}), frozenset({kaal}))
    geheim = sleutel.lees_sleutel(station.sleutel)
    kaarten = [mapping.Context(kvk=kvk, ruimte=_ruimte(station, ruimte), bron="", sleutel=geheim) for kvk in station.organisatie.kvk]
    iris = {soort: {_iri(kaart, soort, kaal) for kaart in kaarten} for soort in SOORTEN}
    return Persoon(frozenset(iris["client"]), frozenset().union(*iris.values()))


def wis(station: Station, persoon: Persoon, *, door: Gebruiker, reden: str, nu: datetime, meld: Callable[[str], None]) -> Uitslag:
    """Erase a person from every snapshot; the log tells it per snapshot. What an earlier erasure left unfinished is finished first.

    Args:
        door: who asks for it. reden: why, in words without personal data. meld: called with the name of each phase.

    Raises:
        Geweigerd: the IRI is not that of a client, or the reason holds a number that can be a BSN.
        GebruiksFout: this station is being refreshed. GrensBereikt: the disk is full. MotorFout: a snapshot is damaged; the others are done.

    Killed at any moment, each snapshot serves as it was or as it becomes; doing it again goes on.
    """
    eis_geen_nummers({"reden": reden, "door": door.id})
    zelftest.eis_gezonde_motor(station.momentopnamen / ".zelftest")
    with _aan_het_werk(station) as slot:
        _maak_af(station, door)
        opnamen = momentopname.lijst(station.momentopnamen)
        if not opnamen:
            raise GebruiksFout("Dit station heeft geen momentopnamen.", waar=str(station.momentopnamen), herstel="Er is niets te wissen.")
        _eis_mens(persoon, opnamen)
        stuk: list[MotorFout] = []
        meld("zoeken in alle momentopnamen")
        sporen = [(opname, spoor) for opname in opnamen if (spoor := _of_stuk(partial(wissen.zoek_spoor, opname, persoon.begin), stuk))]
        if sporen:
            _onthoud(station, persoon, nu)
        gewist, op = [], nu.astimezone(UTC).isoformat(timespec="seconds")
        for opname, spoor in sporen:
            meld(f"opnieuw bouwen van {opname.id}")
            nieuw = _of_stuk(partial(wissen.bouw_zonder, opname, spoor, slot=slot, op=op), stuk)
            if nieuw is None:
                continue
            _log(station, nieuw, door, reden)
            momentopname.vervang(station.momentopnamen, opname.id, nieuw.id)
            gewist.append(Gewist(nieuw.id, nieuw.manifest.gewist[-1], spoor.verwijzingen))
    if stuk:
        waar = "\n".join(fout.waar for fout in stuk)
        raise MotorFout(f"Uit {len(gewist)} momentopnamen is gewist, maar niet uit alle: {stuk[0].wat}", waar=waar, herstel=stuk[0].herstel)
    return Uitslag(tuple(gewist), len(opnamen), _leveringen(station, frozenset(w.was for g in gewist for w in _alle(station, g))))


def zaken_uit(staat: Staat, uitslag: Uitslag) -> tuple[str, ...]:
    """Numbers of the cases whose answer was computed from a snapshot that changed, and that is still kept: somebody has to judge those too."""
    namen = {gewist.wissing.was for gewist in uitslag.gewist}
    alle = vrijgave.lijst(staat, wie=vrijgave.station("wissen"))
    return tuple(zaak.zaaknummer for zaak in alle if zaak.momentopname in namen and zaak.antwoord_pad)


def maak_af(station: Station, *, door: Gebruiker) -> tuple[str, ...]:
    """Finish what a killed erasure left: a snapshot that was already built takes the place of the old one. Gives the old names.

    Raises:
        GebruiksFout: this station is being refreshed.
    """
    with _aan_het_werk(station):
        return _maak_af(station, door)


def onaf(station: Station) -> tuple[str, ...]:
    """Snapshots that still hold a person, though the one without them stands beside."""
    namen = {opname.id for opname in momentopname.lijst(station.momentopnamen)}
    return tuple(sorted(was for was in namen if momentopname.opvolger(station.momentopnamen, was) is not None))


def teruggekomen(station: Station, opname: momentopname.Momentopname) -> int:
    """How many people that were erased stand in a snapshot again: their source still has them.

    Raises:
        InstellingenFout: the key of the pseudonyms is gone.
    """
    bekend = _vingers(station)
    if not bekend:
        return 0
    geheim = sleutel.lees_sleutel(station.sleutel)
    return sum(_vinger(geheim, iri) in bekend for iri in wissen.mensen(opname))


@contextmanager
def _aan_het_werk(station: Station) -> Iterator[IO[str]]:
    schijf = schijf_in_woorden(station.momentopnamen, "Wat nog niet gewist was, staat er nog; voer de opdracht opnieuw uit.")
    besloten.maak_map(station.momentopnamen)
    with schijf, momentopname.neem_slot(station.momentopnamen) as slot:
        bouwen.ruim_restanten(station.momentopnamen)
        yield slot


def _maak_af(station: Station, door: Gebruiker) -> tuple[str, ...]:
    namen = onaf(station)
    for was in namen:
        nieuw = momentopname.opvolger(station.momentopnamen, was)
        assert nieuw is not None
        _log(station, nieuw, door, AFGEMAAKT)
        momentopname.vervang(station.momentopnamen, was, nieuw.id)
    return namen


def _of_stuk(doe: Callable[[], T], stuk: list[MotorFout]) -> T | None:
    """What a step gives; None where the snapshot is damaged, which is remembered: the others do not wait for it."""
    try:
        return doe()
    except MotorFout as fout:
        stuk.append(fout)
        return None


def _ruimte(station: Station, gevraagd: str | None) -> str:
    ruimten = sorted({bron.ruimte for bron in station.bronnen if bron.mapping is not None})
    if gevraagd in ruimten:
        return gevraagd
    if gevraagd is None and len(ruimten) == 1:
        return ruimten[0]
    raise GebruiksFout(
        "Van welke bron is dit cliëntnummer?" if gevraagd is None else "Die identiteitsruimte is er niet.",
        herstel="Kies met --ruimte uit: " + (", ".join(ruimten) or "(dit station heeft geen bronnen met cliëntnummers)"),
    )


def _iri(kaart: mapping.Context, soort: str, nummer: str) -> str:
    gemaakt = mapping.pseudoniem(kaart, soort)(nummer)
    assert isinstance(gemaakt, str), "a pseudonym never fails"
    return gemaakt


def _eis_mens(persoon: Persoon, opnamen: tuple[momentopname.Momentopname, ...]) -> None:
    """An IRI that somebody typed must be that of a client: else a location or a code list would go. A client number always gives one."""
    eigen = [iri for iri in persoon.wie if iri.startswith(ID) and iri.removeprefix(ID).split("/")[1:2] == ["client"]]
    if len(eigen) == len(persoon.wie) or any(iri in persoon.wie for opname in opnamen for iri in wissen.mensen(opname)):
        return
    raise Geweigerd("Deze IRI is geen cliënt in dit station.", herstel="Geef de IRI van de cliënt zelf, of het cliëntnummer.")


def _log(station: Station, nieuw: momentopname.Momentopname, door: Gebruiker, reden: str) -> None:
    """Told before the old one goes: after a crash in between it is told again, never not at all."""
    wissing = nieuw.manifest.gewist[-1]
    bron = Logbron(organisatie=station.kvk, id=f"datastation {__version__}")
    details = {
        "was": wissing.was,
        "inhoud_was": wissing.inhoud_was,
        "inhoud": nieuw.manifest.inhoud,
        "triples": str(wissing.triples),
        "bewijs": wissing.bewijs,
    }
    betrokken = Betrokken(soort="2", id=nieuw.id, id_soort="momentopname", levensloop="15", details=details)
    regel = Logregel(gebeurtenis=Gebeurtenis.GEWIST, omschrijving=reden, gebruikers=(door,), betrokken=(betrokken,), bron=bron)
    with Logboek(station.map / "logboek", bron) as boek:
        boek.schrijf(regel)


def _alle(station: Station, gewist: Gewist) -> tuple[Wissing, ...]:
    """Every erasure of a snapshot: a delivery may name the name it had before an earlier one."""
    return momentopname.zoek(station.momentopnamen, gewist.nieuw).manifest.gewist


def _leveringen(station: Station, namen: frozenset[str]) -> tuple[Path, ...]:
    uit = []
    for pad in sorted(station.antwoorden.glob("*.herkomst.json")) if station.antwoorden.is_dir() else ():
        try:
            if aflevering.lees_zijspoor(pad).herkomst.momentopname in namen:
                uit.append(pad)
        except DatastationFout:  # no sidecar of ours, or damaged: somebody has to look at it all the more
            uit.append(pad)
    return tuple(uit)


def _onthoud(station: Station, persoon: Persoon, nu: datetime) -> None:
    """Remember by a fingerprint under the key that somebody was erased, so that a refresh can tell that they are back."""
    geheim = sleutel.lees_sleutel(station.sleutel)
    nieuw = {_vinger(geheim, iri) for iri in persoon.wie} - _vingers(station)
    with besloten.open_erbij(_lijst(station)) as uit:
        uit.write("".join(f"{vinger} {nu.date().isoformat()}\n" for vinger in sorted(nieuw)).encode())
        uit.flush()
        os.fsync(uit.fileno())


def _vingers(station: Station) -> frozenset[str]:
    pad = _lijst(station)
    return frozenset(regel[:_VINGER] for regel in pad.read_text(encoding="ascii").splitlines()) if pad.exists() else frozenset()


def _lijst(station: Station) -> Path:
    return station.momentopnamen / LIJST


def _vinger(geheim: bytes, iri: str) -> str:
    return hmac.digest(geheim, f"gewist|{iri}".encode(), "sha256").hex()[:_VINGER]
