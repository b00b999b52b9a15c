"""The end of the story *out*: files that may leave, their sidecar, a second delivery after corrections, and the check afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from datastation import aflevering, besloten, kwaliteit
from datastation.aflevering import Rapportgegevens
from datastation.beantwoorden import Beantwoord, beantwoord
from datastation.fouten import DatastationFout, GebruiksFout, InstellingenFout
from datastation.instellingen import BESTANDSNAAM, Station
from datastation.model.antwoord import Antwoord, Bestand, Herkomst
from datastation.model.periode import Periode
from datastation.onthulling import Geen, lees_onthulling
from datastation.store import momentopname
from datastation.store.manifest import klopt
from datastation.store.schijf import schijf_in_woorden


@dataclass(frozen=True)
class Geleverd:
    """What was written.

    Attributes:
        bestanden: the files of the delivery, sidecar last.
        verschil: what changed against the delivery that this one replaces, per line; empty where it replaces none.
    """

    bestanden: tuple[Path, ...]
    uitkomst: Beantwoord
    verschil: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verificatie:
    """What the check of a delivery found.

    Attributes:
        hashes: per file whether it is unchanged.
        nagerekend: per file whether the snapshot gives the same bytes again; empty where it could not be recomputed.
        reden: why it was not recomputed.
    """

    hashes: Mapping[str, bool]
    nagerekend: Mapping[str, bool]
    reden: str = ""

    @property
    def goed(self) -> bool:
        """Every file has its hash, and every form that was made again came out the same."""
        return all(self.hashes.values()) and all(self.nagerekend.values())


def lever(
    station: Station,
    profiel: str,
    teksten: Mapping[str, str],
    *,
    vandaag: date,
    formaat: str | None = None,
    vraag: str | None = None,
    uit: Path | None = None,
    vervangt: Path | None = None,
    onvolledig_mag: bool = False,
) -> Geleverd:
    """Answer a profile and write the delivery; its snapshot is pinned for the term of the profile, so that it can be computed again.

    Args:
        formaat: one of the profile's forms; None = its standard form.
        uit: a folder, or a file name where the form is one file; None = the station's ``antwoorden/``.
        vervangt: a file of the earlier delivery that this one corrects.

    Raises:
        GebruiksFout: the profile does not offer this form, or `vervangt` is about another question.
        GrensBereikt: the disk is full. InstellingenFout: the folder may not be written to, or the profile has rules for disclosure: such an answer
            leaves through the exchange only, which decides with everything that left before.

    Nothing is written unless everything could be made.
    """
    _eis_ingevuld(station)
    uitkomst = beantwoord(
        station,
        profiel,
        teksten,
        vandaag=vandaag,
        vraag=vraag,
        onvolledig_mag=onvolledig_mag,
        vervangt=aflevering.vind_zijspoor(vervangt).name if vervangt else "",
    )
    _eis_zonder_regels(uitkomst)
    vorm = _vorm(uitkomst, formaat)
    map, naam = _doel(station, uit)
    volgnummer = _volgnummer(map, uitkomst, vraag) if naam is None else 1
    eerder = _zijspoor_van(map, uitkomst.antwoord, vraag, volgnummer)
    if eerder is not None and _bestaat(station, eerder.herkomst.momentopname):
        # Another form of a delivery that stands there: one origin for all its files, also where a refresh gave the same facts a new name.
        uitkomst = replace(uitkomst, herkomst=eerder.herkomst)
    bestanden, regels = _maak(station, uitkomst, vorm, vraag, volgnummer, vervangt, vandaag)
    bestanden = _hernoemd(bestanden, naam)
    zijspoor = aflevering.zijspoor(bestanden, uitkomst.herkomst, uitkomst.antwoord, vraag=vraag, volgnummer=volgnummer, eerder=eerder)
    if naam is not None:
        zijspoor = Bestand(f"{Path(naam).stem}.herkomst.json", zijspoor.inhoud)
    # First the pin: a delivery whose snapshot could vanish is worse than a pin without a delivery.
    with schijf_in_woorden(station.momentopnamen, "Er is niets geleverd."):
        momentopname.zet_vast(station.momentopnamen, uitkomst.herkomst.momentopname, uitkomst.profiel.na_te_rekenen_tot(vandaag))
    return Geleverd(_schrijf(map, (*bestanden, zijspoor)), uitkomst, regels)


def _eis_ingevuld(station: Station) -> None:
    if not station.organisatie.ingevuld:
        raise InstellingenFout(
            "Naam en KvK-nummer van de organisatie zijn nog niet ingevuld; zij staan in elke levering.",
            waar=str(station.map / BESTANDSNAAM),
            herstel="Vul [organisatie] in en ververs opnieuw: het KvK-nummer staat ook in de momentopname.",
        )


def _eis_zonder_regels(uitkomst: Beantwoord) -> None:
    if not isinstance(lees_onthulling(uitkomst.profiel.onthulling), Geen):
        raise InstellingenFout(
            "Dit profiel heeft regels voor onthulling. Zo'n antwoord gaat alleen weg op een vraag via het netwerk.",
            waar=uitkomst.profiel.naam,
            herstel="Laat de afnemer de vraag stellen; het station beslist dan per cel. Zie docs/onthulling.md.",
        )


def _vorm(uitkomst: Beantwoord, formaat: str | None) -> str:
    vorm = formaat or uitkomst.profiel.aflevering.standaard
    if vorm not in uitkomst.profiel.aflevering.formaten:
        raise GebruiksFout(
            f"{uitkomst.profiel.naam} wordt niet geleverd als {vorm}.",
            waar="--formaat",
            herstel="Kies uit: " + ", ".join(uitkomst.profiel.aflevering.formaten),
        )
    return vorm


def _bestaat(station: Station, id: str) -> bool:
    return any(m.id == id for m in momentopname.lijst(station.momentopnamen))


def _maak(
    station: Station, uitkomst: Beantwoord, vorm: str, vraag: str | None, volgnummer: int, vervangt: Path | None, vandaag: date
) -> tuple[list[Bestand], tuple[str, ...]]:
    """The files of a delivery, its machine-readable copy beside it, and the differences with the one that it replaces."""
    rapport = rapportgegevens(station, uitkomst, vandaag) if vorm == "html" else None
    bestanden = list(aflevering.maak(uitkomst.antwoord, uitkomst.herkomst, vorm, vraag=vraag, rapport=rapport, volgnummer=volgnummer))
    if vraag is None and vorm != "json":
        bestanden += aflevering.maak(uitkomst.antwoord, uitkomst.herkomst, "json", volgnummer=volgnummer)
    if vervangt is None:
        return bestanden, ()
    gevonden = aflevering.verschil(_eerder_antwoord(vervangt), uitkomst.antwoord)
    bestanden.append(aflevering.verschil_bestand(gevonden, uitkomst.antwoord, volgnummer, uitkomst.herkomst.vervangt))
    return bestanden, tuple(gevonden.regels)


def rapportgegevens(
    station: Station, uitkomst: Beantwoord, vandaag: date, *, opname: momentopname.Momentopname | None = None
) -> Rapportgegevens:
    """What the report tells beside the answer: the period before, findings, completeness, sources."""
    bron = opname or momentopname.zoek(station.momentopnamen, uitkomst.herkomst.momentopname)
    manifest = bron.manifest
    tellingen = manifest.bevindingen
    return Rapportgegevens(
        vorige=_vorige(station, uitkomst, vandaag, bron),
        bevindingen=tuple((regel, tellingen[regel.id]) for regel in kwaliteit.regels() if tellingen.get(regel.id)),
        balansen=manifest.balansen,
        verlies=manifest.verlies,
        momentopname=bron.id,
        bronnen=tuple((b.naam, b.soort, b.mapping, len(b.bestanden)) for b in manifest.bronnen),
        gemaakt_op=manifest.gemaakt_op,
    )


def _vorige(station: Station, uitkomst: Beantwoord, vandaag: date, bron: momentopname.Momentopname) -> Antwoord | None:
    """The same question about the period before, from the same snapshot."""
    tijd = next(naam for naam, p in uitkomst.profiel.parameters.items() if p.soort in ("halfjaar", "jaar"))
    eerder = Periode.uit_tekst(uitkomst.antwoord.parameters[tijd]).vorige.naam
    teksten = {**uitkomst.antwoord.parameters, tijd: eerder}
    return beantwoord(station, uitkomst.profiel.naam, teksten, vandaag=vandaag, opname=bron).antwoord


def verifieer(station: Station | None, pad: Path, *, vandaag: date) -> Verificatie:
    """Check a delivery: the hashes of its files and, where its snapshot is still there, the bytes themselves.

    Args:
        station: None = no station at hand; hashes only.
        pad: the sidecar, or a file that it names.

    Raises:
        GebruiksFout: no sidecar beside the file.
    """
    plek = aflevering.vind_zijspoor(pad)
    hashes = dict(aflevering.controleer_hashes(plek))
    if station is None:
        return Verificatie(hashes, {}, "er is geen station opgegeven waarin de momentopname staat")
    spoor = aflevering.lees_zijspoor(plek)
    try:
        opname = momentopname.zoek(station.momentopnamen, spoor.herkomst.momentopname)
    except DatastationFout:
        if (opvolger := momentopname.opvolger(station.momentopnamen, spoor.herkomst.momentopname)) is not None:
            return Verificatie(hashes, {}, _door_wissen(opvolger, spoor.herkomst))
        return Verificatie(hashes, {}, f"momentopname {spoor.herkomst.momentopname} staat niet (meer) in dit station")
    if opname.manifest.inhoud != spoor.herkomst.momentopname_sha256:
        return Verificatie(hashes, {}, "de momentopname met deze naam heeft een andere inhoud")
    uitkomst = beantwoord(
        station,
        spoor.herkomst.profiel,
        spoor.herkomst.parameters,
        vandaag=vandaag,
        vraag=spoor.vraag or None,
        opname=opname,
        onvolledig_mag=True,
    )
    # The clock time and the software of that day belong to the delivery, not to this check.
    uitkomst = replace(uitkomst, herkomst=spoor.herkomst)
    return Verificatie(hashes, _reken_na(station, uitkomst, opname, spoor.vraag or None, plek, tuple(hashes), vandaag))


def _door_wissen(opvolger: momentopname.Momentopname, herkomst: Herkomst) -> str:
    """Why an answer cannot be computed again: a person was erased. The manifest proves that nothing else changed."""
    wissing = next(w for w in opvolger.manifest.gewist if w.was == herkomst.momentopname)
    if not klopt(opvolger.manifest) or wissing.inhoud_was != herkomst.momentopname_sha256:
        return f"momentopname {wissing.was} is vervangen door {opvolger.id}, maar het bewijs daarvan klopt niet"
    dag = date.fromisoformat(wissing.op[:10])
    return (
        f"momentopname {wissing.was} is veranderd doordat er op {dag:%d-%m-%Y} een persoon uit is gewist (AVG); "
        f"nu is dat {opvolger.id}, en het manifest bewijst dat al het andere hetzelfde bleef"
    )


def _reken_na(
    station: Station,
    uitkomst: Beantwoord,
    opname: momentopname.Momentopname,
    vraag: str | None,
    plek: Path,
    namen: tuple[str, ...],
    vandaag: date,
) -> dict[str, bool]:
    """Make each form again and compare; a file of differences needs the earlier delivery too and is left to its hash."""
    vormen = {Path(naam).suffix.removeprefix(".") for naam in namen if not naam.endswith(".verschil.json")}
    oordeel: dict[str, bool] = {}
    for vorm in sorted(vormen):
        rapport = rapportgegevens(station, uitkomst, vandaag, opname=opname) if vorm == "html" else None
        opnieuw = aflevering.maak(uitkomst.antwoord, uitkomst.herkomst, vorm, vraag=vraag, rapport=rapport)
        eigen = sorted(n for n in namen if n.endswith(f".{vorm}") and not n.endswith(".verschil.json"))
        for naam, bestand in zip(eigen, sorted(opnieuw, key=lambda b: b.naam), strict=True):
            oordeel[naam] = (plek.parent / naam).is_file() and (plek.parent / naam).read_bytes() == bestand.inhoud
    return oordeel


def _doel(station: Station, uit: Path | None) -> tuple[Path, str | None]:
    if uit is None:
        return station.antwoorden, None
    if uit.suffix and not uit.is_dir():
        return uit.parent, uit.name
    return uit, None


def _hernoemd(bestanden: list[Bestand], naam: str | None) -> list[Bestand]:
    """The name that the user gave, for the one file of the form; the copies beside it follow that name."""
    if naam is None:
        return bestanden
    hoofd, *rest = bestanden
    if any(b.naam.endswith(Path(hoofd.naam).suffix) and not b.naam.endswith(".json") for b in rest):
        raise GebruiksFout(
            "Deze vorm bestaat uit meer bestanden.", waar=f"--uit {naam}", herstel="Geef met --uit een map, of kies met --vraag een vraag."
        )
    return [Bestand(naam, hoofd.inhoud), *(Bestand(Path(naam).stem + _einde(b.naam), b.inhoud) for b in rest)]


def _einde(naam: str) -> str:
    """``.verschil.json`` or the plain suffix."""
    return ".verschil.json" if naam.endswith(".verschil.json") else Path(naam).suffix


def _volgnummer(map: Path, uitkomst: Beantwoord, vraag: str | None) -> int:
    """1, or the next number where a delivery of another answer to the same question stands there already."""
    nummer = 1
    while (spoor := _zijspoor_van(map, uitkomst.antwoord, vraag, nummer)) is not None:
        if aflevering.zelfde_antwoord(spoor, uitkomst.herkomst):
            return nummer
        nummer += 1
    return nummer


def _zijspoor_van(map: Path, antwoord: Antwoord, vraag: str | None, volgnummer: int) -> aflevering.Zijspoor | None:
    pad = map / f"{aflevering.basisnaam(antwoord, vraag, volgnummer)}.herkomst.json"
    return aflevering.lees_zijspoor(pad) if pad.exists() else None


def _eerder_antwoord(vervangt: Path) -> Antwoord:
    """The machine-readable copy beside the earlier delivery."""
    plek = aflevering.vind_zijspoor(vervangt)
    for naam in aflevering.lees_zijspoor(plek).bestanden:
        if naam.endswith(".json") and not naam.endswith(".verschil.json"):
            return aflevering.lees_json(plek.parent / naam)
    raise GebruiksFout(
        "Naast de eerdere aflevering staat geen JSON-afschrift.", waar=str(plek), herstel="Zet dat bestand terug naast de aflevering."
    )


def _schrijf(map: Path, bestanden: Sequence[Bestand]) -> tuple[Path, ...]:
    """All files or none: nothing gets its name before everything stands on the disk."""
    paden = tuple(map / b.naam for b in bestanden)
    tijdelijk = {pad: pad.with_name(f".{pad.name}.deel") for pad in paden}
    with schijf_in_woorden(map, "Er is niets geleverd."):
        try:
            for pad, bestand in zip(paden, bestanden, strict=True):
                besloten.maak_map(pad.parent)
                besloten.schrijf(tijdelijk[pad], bestand.inhoud)
            for pad, deel in tijdelijk.items():
                deel.replace(pad)
        finally:
            for deel in tijdelijk.values():
                with contextlib.suppress(OSError):
                    deel.unlink()
    return paden
