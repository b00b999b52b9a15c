"""The part of the report that says where the figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from datastation.aflevering.pagina import Inhoud, Kind, el, tabel
from datastation.aflevering.taal import dag, dagen, getal
from datastation.model.antwoord import Antwoord, Herkomst

Bron = tuple[str, str, str, int]


def schrijf_herkomst(inhoud: Inhoud, antwoord: Antwoord, herkomst: Herkomst, bronnen: Sequence[Bron], gemaakt_op: str) -> None:
    """Profile, questions, snapshot, software and sources; enough to make the same answer again.

    Args:
        bronnen: name, kind, mapping and number of files of each source.
        gemaakt_op: when the snapshot was made, ISO 8601, or "".
    """
    regels: list[tuple[str, Kind]] = [
        ("Uitwisselprofiel", f"{antwoord.profiel}, versie {antwoord.versie}"),
        ("Gevraagd door", antwoord.afnemer),
        ("Periode", dagen(antwoord.begin, antwoord.einde)),
        *((f"Parameter {naam}", waarde) for naam, waarde in antwoord.parameters.items()),
        ("Organisatie", f"{antwoord.organisatie}, KvK {antwoord.kvk}"),
        ("Momentopname", el("code", herkomst.momentopname)),
        *([("Momentopname gemaakt op", _moment(gemaakt_op))] if gemaakt_op else []),
        ("Vingerafdruk momentopname", el("code", herkomst.momentopname_sha256)),
        ("Vingerafdruk profiel", el("code", herkomst.profiel_sha256)),
        *((f"Vingerafdruk vraag {nr}", el("code", som)) for nr, som in herkomst.vragen.items()),
        ("Ontologie", herkomst.ontologie),
        ("Software", f"datastation {herkomst.software.removeprefix('datastation ')}, met {herkomst.motor}"),
    ]
    if herkomst.vervangt:
        regels.append(("Vervangt", herkomst.vervangt))
    if herkomst.herschrijvingen:
        regels.append(("Vraag herschreven", el("ul", [el("li", regel) for regel in herkomst.herschrijvingen])))
    rijen = [(naam, soort, mapping or "–", getal(bestanden)) for naam, soort, mapping, bestanden in bronnen]
    inhoud.sectie(
        "Herkomst",
        el("p", "Met deze gegevens kan hetzelfde antwoord opnieuw worden gemaakt en nagerekend.", klasse="inleiding"),
        el("dl", [(el("dt", kop), el("dd", waarde)) for kop, waarde in regels]),
        tabel("Bronnen", ("Bron", "Soort", "Mapping", "Bestanden"), rijen, getallen=(3,)) if rijen else None,
    )


def _moment(tekst: str) -> str:
    tijd = datetime.fromisoformat(tekst)
    return f"{dag(tijd.date())}, {tijd:%H:%M} uur ({tijd.tzname() or 'lokale tijd'})"
