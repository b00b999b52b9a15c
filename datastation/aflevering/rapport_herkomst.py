"""The part of the report that says where the figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from datastation.aflevering.pagina import Inhoud, Kind, el, tabel
from datastation.aflevering.taal import dag, dagen, getal
from datastation.model.antwoord import Antwoord, Herkomst


@dataclass(frozen=True)
class Bronstand:
    """A source as the snapshot read it.

    Attributes:
        naam, soort: as in station.toml.
        rijen: rows read.
        bijgewerkt: day of its newest file, where known.
        sha256: fingerprint over its files, or "".
    """

    naam: str
    soort: str
    rijen: int
    bijgewerkt: date | None = None
    sha256: str = ""


def schrijf_herkomst(inhoud: Inhoud, antwoord: Antwoord, herkomst: Herkomst, bronnen: Sequence[Bronstand]) -> None:
    """Profile, questions, snapshot, software and sources; enough to make the same answer again."""
    regels: list[tuple[str, Kind]] = [
        ("Uitwisselprofiel", f"{antwoord.profiel}, versie {antwoord.versie}"),
        ("Gevraagd door", antwoord.afnemer),
        ("Periode", dagen(antwoord.begin, antwoord.einde)),
        *((f"Parameter {naam}", waarde) for naam, waarde in antwoord.parameters.items()),
        ("Organisatie", f"{antwoord.organisatie}, KvK {antwoord.kvk}"),
        ("Momentopname", el("code", herkomst.momentopname)),
        ("Vingerafdruk momentopname", el("code", herkomst.momentopname_sha256)),
        ("Vingerafdruk profiel", el("code", herkomst.profiel_sha256)),
        *((f"Vingerafdruk vraag {nr}", el("code", som)) for nr, som in herkomst.vragen.items()),
        ("Ontologie", herkomst.ontologie),
        ("Software", f"{herkomst.software}; {herkomst.motor}"),
    ]
    if herkomst.vervangt:
        regels.append(("Vervangt", herkomst.vervangt))
    if herkomst.herschrijvingen:
        regels.append(("Vraag herschreven", el("ul", [el("li", regel) for regel in herkomst.herschrijvingen])))
    rijen = [
        (
            [b.naam, el("small", b.soort)],
            getal(b.rijen),
            dag(b.bijgewerkt) if b.bijgewerkt else "onbekend",
            el("code", b.sha256[:16] or "–"),
        )
        for b in bronnen
    ]
    inhoud.sectie(
        "Herkomst",
        el("p", "Met deze gegevens kan hetzelfde antwoord opnieuw worden gemaakt en nagerekend.", klasse="inleiding"),
        el("dl", [(el("dt", kop), el("dd", waarde)) for kop, waarde in regels]),
        tabel("Bronnen", ("Bron", "Rijen", "Bijgewerkt op", "Vingerafdruk"), rijen, getallen=(1,)) if rijen else None,
    )
