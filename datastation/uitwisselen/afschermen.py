"""Between *antwoord samenstellen* and *vrijgave*: which cells of an answer may leave, where its profile has rules for disclosure.

A profile with ``onthulling = "geen"`` passes as it is. For every other one the answer that is kept, shown, signed and sent holds the decided
cells only; what was computed stands beside it in the vault, with the reasons, for whoever releases.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from datastation import sleutel
from datastation.beantwoorden import Beantwoord, als_resultaat, gevuld
from datastation.fouten import Geweigerd, InstellingenFout, MotorFout
from datastation.instellingen import Station
from datastation.onthulling import Beslissing, Code, Geen, Tabel, Vrijgaveboek, Zaak, laat_door, lees_onthulling
from datastation.store.momentopname import Momentopname
from datastation.store.werker import Werker
from datastation.uitwisselen import tabel as tabellen
from datastation.uitwisselprofiel import INZENDER, Profiel, Vraag, Vraagstelling, stel

MAP = "vrijgaveboek"
WAARVOOR = "onthulling"
_PROEFLIJST = ("000000000000",)  # any list of vestigingen shows whether a declaration fits itself


class NietAfTeSchermen(Geweigerd):
    """An answer, its companion and the declaration of the profile do not fit each other: nothing of it may leave."""


@dataclass(frozen=True)
class Boek:
    """The ledger of a station, and the key under which contributors leave the worker."""

    boek: Vrijgaveboek
    geheim: bytes = field(repr=False)


@dataclass(frozen=True)
class Afgeschermd:
    """An answer as it may leave, and what people of the organisation may know besides.

    Attributes:
        scherm: per question what was computed and why cells are closed; for the release screen only. None where the profile has no rules.
        mens_omdat: why a person must look, whatever the policy says.
        vrijgegeven, onderdrukt: numbers of cells. regels: names of the rules that held something back.
    """

    uitkomst: Beantwoord
    scherm: Mapping[str, Mapping[str, Any]] | None = None
    mens_omdat: tuple[str, ...] = ()
    vrijgegeven: int = 0
    onderdrukt: int = 0
    regels: tuple[str, ...] = ()


def open_boek(station: Station, profielen: Iterable[Profiel]) -> Boek | None:
    """The ledger, where a profile needs one; its key is made where there is neither a key nor a ledger.

    Raises:
        InstellingenFout: the declaration of a profile does not fit itself; the key is gone, or another one. Geweigerd: the ledger cannot be read.
    """
    met_regels = [p for p in profielen if not isinstance(lees_onthulling(p.onthulling), Geen)]
    for profiel in met_regels:
        _eis_declaratie(profiel)
    if not met_regels:
        return None
    pad, map = station.map / "sleutels" / WAARVOOR, station.map / MAP
    if not pad.exists() and not (map.is_dir() and any(map.iterdir())):
        sleutel.maak_sleutel(pad, waarvoor=WAARVOOR)
    geheim = sleutel.lees_sleutel(pad, waarvoor=WAARVOOR)
    return Boek(Vrijgaveboek(map, geheim), hmac.digest(geheim, b"inzenders", "sha256"))


def _eis_declaratie(profiel: Profiel) -> None:
    for vraag in profiel.vragen:
        try:
            sleutels, kolommen = tabellen.sleutels_van(vraag, _PROEFLIJST), tabellen.kolommen_van(vraag)
            Tabel(sleutels, kolommen, tabellen.niets(sleutels, kolommen), frozenset({"proef"}))
        except (InstellingenFout, Geweigerd) as fout:
            raise InstellingenFout(
                fout.wat,
                waar=f"{profiel.naam}, vraag {vraag.nr}: {fout.waar}",
                herstel="Herstel `tabel` bij deze vraag; zie docs/onthulling.md.",
            ) from None


@dataclass(frozen=True)
class Tabelvraag:
    """A question with its table, ready to be decided about."""

    vraag: Vraag
    tabel: Tabel
    zaak: Zaak


def verzamel(
    profiel: Profiel,
    uitkomst: Beantwoord,
    boek: Boek | None,
    *,
    teksten: Mapping[str, str],
    opname: Momentopname,
    werker: Werker,
    vestigingen: tuple[str, ...],
) -> tuple[Tabelvraag, ...]:
    """Ask the companion of each question that was answered; none where the profile has no rules.

    Raises:
        NietAfTeSchermen: something does not fit. GrensBereikt, MotorFout: as `Werker.vraag`.
    """
    if isinstance(lees_onthulling(profiel.onthulling), Geen):
        return ()
    assert boek is not None, "opened with the profiles"
    stelling = stel(profiel, teksten, gegevens_tot=opname.manifest.gegevens_tot, vestigingen=vestigingen)
    uit = []
    for nr, resultaat in uitkomst.antwoord.resultaten.items():
        vraag = profiel.vraag(nr)
        begeleidend = vraag.begeleidend
        assert begeleidend is not None, "a profile with rules has a companion per question"
        ruw = werker.vraag(gevuld(profiel.tekst(begeleidend), stelling.waarden), verhul=(INZENDER, boek.geheim))
        try:
            tabel = tabellen.maak_tabel(vraag, resultaat, als_resultaat(begeleidend, ruw), stelling, vestigingen)
        except (Geweigerd, InstellingenFout) as fout:
            # Its place names rows and codes; those are for nobody here.
            raise NietAfTeSchermen(fout.wat, waar=f"{profiel.naam}, vraag {nr}", herstel=fout.herstel) from None
        uit.append(Tabelvraag(vraag, tabel, _zaak(profiel, vraag, stelling, opname)))
    return tuple(uit)


def _zaak(profiel: Profiel, vraag: Vraag, stelling: Vraagstelling, opname: Momentopname) -> Zaak:
    """What is asked, by what decides it: the frozen profile, the texts, the terms that were bound, the snapshot. Not by whom."""
    assert vraag.inzenders is not None, "a profile with rules has a companion per question"
    naam = f"{profiel.naam}:{profiel.sha256}#{vraag.nr}:{vraag.sha256}:{vraag.inzenders.sha256}"
    return Zaak(naam, {n: " ".join(t.sparql for t in termen) for n, termen in stelling.waarden.items()}, opname.id)


def scherm_af(profiel: Profiel, uitkomst: Beantwoord, boek: Boek | None, gevraagd: tuple[Tabelvraag, ...]) -> Afgeschermd:
    """The decided answer. The decision stands in the ledger when this returns, and the same case gives it again.

    Raises:
        MotorFout: the ledger cannot be read or written; nothing is decided.
    """
    regels = lees_onthulling(profiel.onthulling)
    if isinstance(regels, Geen):
        for resultaat in uitkomst.antwoord.resultaten.values():
            laat_door(resultaat, regels)
        return Afgeschermd(uitkomst, vrijgegeven=sum(len(r.rijen) * len(r.geleverd) for r in uitkomst.antwoord.resultaten.values()))
    assert boek is not None, "opened with the profiles"
    resultaten, scherm, beslissingen = {}, {}, []
    for g in gevraagd:
        try:
            beslissing = boek.boek.beslis(g.zaak, g.tabel, regels)
        except Geweigerd as fout:
            raise MotorFout(fout.wat, waar=fout.waar, herstel=fout.herstel) from None
        resultaten[g.vraag.nr] = tabellen.als_resultaat(g.vraag, uitkomst.antwoord.resultaten[g.vraag.nr], beslissing)
        scherm[g.vraag.nr] = _scherm(g.tabel, beslissing)
        beslissingen.append(beslissing)
    assert resultaten.keys() == uitkomst.antwoord.resultaten.keys(), "every question is decided about, or none leaves"
    codes = [u.code for b in beslissingen for u in b.uitkomsten.values()]
    # How many records were left out is a small count as any other, about people: it is for the release screen.
    antwoord = replace(uitkomst.antwoord, resultaten=resultaten, uitgesloten={})
    return Afgeschermd(
        uitkomst=replace(uitkomst, antwoord=antwoord),
        scherm={nr: {**velden, "uitgesloten": dict(uitkomst.antwoord.uitgesloten)} for nr, velden in scherm.items()},
        mens_omdat=tuple(dict.fromkeys(zin for b in beslissingen for zin in _mens_omdat(b))),
        vrijgegeven=sum(code in (Code.WAARDE, Code.NUL) for code in codes),
        onderdrukt=codes.count(Code.ONDERDRUKT),
        regels=tuple(sorted({r.regel.value for b in beslissingen for r in b.redenen})),
    )


def _mens_omdat(beslissing: Beslissing) -> list[str]:
    uit = []
    if beslissing.al_bekend:
        uit.append("Eerdere antwoorden geven een kleine of onderdrukte cel al weg; dit antwoord kan dat niet meer verhelpen.")
    if beslissing.niet_nagerekend:
        uit.append("Er zijn te veel eerdere antwoorden om alles samen na te rekenen.")
    return uit


def _scherm(tabel: Tabel, beslissing: Beslissing) -> dict[str, Any]:
    """Every suppressed cell with what was computed and why it is closed."""
    cellen: dict[tuple[tuple[str, ...], str], dict[str, Any]] = {}
    for reden in beslissing.redenen:
        leeg = {"rij": list(reden.rij), "kolom": reden.kolom, "berekend": tabellen.berekend(tabel, reden.rij, reden.kolom), "redenen": []}
        cel = cellen.setdefault((reden.rij, reden.kolom), leeg)
        cel["redenen"].append({"regel": reden.regel.value, "zin": reden.zin, "getallen": dict(reden.getallen)})
    return {
        "sleutels": list(beslissing.sleutels),
        "cellen": list(cellen.values()),
        "al_bekend": [{"rij": list(rij), "kolom": kolom} for rij, kolom in beslissing.al_bekend],
        "niet_nagerekend": list(beslissing.niet_nagerekend),
    }
