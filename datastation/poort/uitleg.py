"""A policy in plain Dutch sentences: who may ask what, who releases, what is refused; and what in it cannot work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from datastation.poort.beleid import Afnemerregel, Beleid, Profielregel
from datastation.poort.register import Profielversie

SLOT = "Wat hier niet staat, wordt geweigerd."


@dataclass(frozen=True)
class Beleidsuitleg:
    """What a policy says.

    Attributes:
        afnemers: per requester its name and DID, and what holds for it, one sentence each.
        aandacht: what in the policy can never work, or not any more.
    """

    versie: str
    sha256: str
    afnemers: tuple[tuple[str, tuple[str, ...]], ...]
    aandacht: tuple[str, ...]

    def tekst(self) -> str:
        """All of it."""
        regels = [f"Beleid {self.versie} (sha256 {self.sha256 or '-'})", ""]
        for naam, zinnen in self.afnemers:
            regels += [naam, *(f"- {zin}" for zin in zinnen), ""]
        if not self.afnemers:
            regels += ["Niemand mag iets vragen.", ""]
        regels.append(SLOT)
        return "\n".join([*regels, *(["", "Let op:", *(f"- {zin}" for zin in self.aandacht)] if self.aandacht else [])]) + "\n"


def leg_uit(beleid: Beleid, profielen: Iterable[Profielversie], vandaag: date) -> Beleidsuitleg:
    """What a policy says on a day, beside the profile versions that the station has."""
    versies = {p.naam: p for p in profielen}
    return Beleidsuitleg(
        beleid.versie,
        beleid.sha256,
        tuple((f"{a.naam} ({a.did})", tuple(_van_afnemer(a, versies, vandaag))) for a in beleid.afnemers),
        tuple(dict.fromkeys(_aandacht(beleid, versies, vandaag))),
    )


def _van_afnemer(afnemer: Afnemerregel, versies: dict[str, Profielversie], vandaag: date) -> Iterator[str]:
    if afnemer.alleen_credentialsubject:
        yield "Mag ook vragen zonder ondertekend credential; dan geeft altijd een mens het antwoord vrij."
    for regel in afnemer.profielen:
        for versie in regel.versies:
            naam = f"{regel.profiel}@{versie}"
            yield " ".join([f"{naam}:", *_van_regel(regel, versies.get(naam), vandaag)])
    if not afnemer.profielen:
        yield "Mag niets vragen: er staat geen profiel bij."


def _van_regel(regel: Profielregel, versie: Profielversie | None, vandaag: date) -> Iterator[str]:
    if waarom := _geweigerd(regel, versie, vandaag):
        yield f"wordt geweigerd: {waarom}."
        return
    assert versie is not None, "an unknown version is refused"
    yield _vrijgave(regel, versie)
    if regel.vanaf or regel.tot:
        yield f"Vragen mag {_van_tot(regel.vanaf, regel.tot)}."
    if regel.periode_vanaf or regel.periode_tot:
        yield f"De gevraagde periode valt {_van_tot(regel.periode_vanaf, regel.periode_tot)}."
    if regel.quotum:
        yield f"Hoogstens {_vragen(regel.quotum.vragen)} per {_dagen(regel.quotum.dagen)}" + (
            f", waarvan {regel.quotum.stellingen} verschillende." if regel.quotum.stellingen else "."
        )
    if versie.onthulling == "geen":
        yield "Het antwoord gaat met exacte cijfers."
    else:
        yield f"Kleine aantallen worden onderdrukt ({versie.onthulling})."


def _geweigerd(regel: Profielregel, versie: Profielversie | None, vandaag: date) -> str:
    """Why nothing of this rule passes today; "" where something does."""
    if regel.besluit == "weigeren":
        return "zo staat het in het beleid"
    if versie is None:
        return "deze versie heeft dit datastation niet"
    if vandaag < versie.geldig_van or (versie.geldig_tot and vandaag > versie.geldig_tot):
        return f"deze versie geldt {_van_tot(versie.geldig_van, versie.geldig_tot)}"
    if (regel.vanaf and vandaag < regel.vanaf) or (regel.tot and vandaag > regel.tot):
        return f"vragen mag {_van_tot(regel.vanaf, regel.tot)}"
    if versie.onthulling not in regel.onthulling:
        return f"de regel voor onthulling van het profiel ({versie.onthulling}) staat niet bij onthulling"
    return ""


def _vrijgave(regel: Profielregel, versie: Profielversie) -> str:
    ogen = ", en wie het voorbereidt doet dat niet zelf" if regel.vier_ogen else ""
    if regel.besluit == "mens":
        return f"een mens geeft elk antwoord vrij{ogen}."
    if versie.vrijgave == "mens":
        return f"het beleid zegt automatisch, maar het profiel vraagt een mens: een mens geeft elk antwoord vrij{ogen}."
    return "het antwoord gaat automatisch weg, behalve als het persoonsgegevens bevat of als de vraag zonder ondertekend credential kwam."


def _aandacht(beleid: Beleid, versies: dict[str, Profielversie], vandaag: date) -> Iterator[str]:
    bekend = {v.id for v in versies.values()}
    for afnemer in beleid.afnemers:
        for regel in afnemer.profielen:
            waar = f"{afnemer.naam}, {regel.profiel}"
            if regel.profiel not in bekend:
                yield f"{waar}: dit profiel bestaat niet."
                continue
            if regel.tot and regel.tot < vandaag:
                yield f"{waar}: het venster is voorbij sinds {_dag(regel.tot)}."
            for naam in (f"{regel.profiel}@{v}" for v in regel.versies):
                yield from _over_versie(waar, naam, regel, versies.get(naam), vandaag)
    if not beleid.afnemers:
        yield "Er staat geen afnemer in het beleid."


def _over_versie(waar: str, naam: str, regel: Profielregel, versie: Profielversie | None, vandaag: date) -> Iterator[str]:
    if versie is None:
        yield f"{waar}: {naam} heeft dit datastation niet."
        return
    if versie.geldig_tot and versie.geldig_tot < vandaag:
        yield f"{waar}: {naam} geldt niet meer sinds {_dag(versie.geldig_tot)}."
    if regel.besluit == "weigeren":
        return
    if versie.onthulling not in regel.onthulling:
        yield f'{waar}: zet "{versie.onthulling}" bij onthulling, anders wordt elke vraag geweigerd.'
    if regel.besluit == "automatisch" and versie.vrijgave == "mens":
        yield f"{waar}: automatisch heeft geen gevolg, omdat {naam} om een mens vraagt."


def _van_tot(van: date | None, tot: date | None) -> str:
    return " ".join(filter(None, (f"vanaf {_dag(van)}" if van else "", f"tot en met {_dag(tot)}" if tot else "")))


def _dag(dag: date) -> str:
    return f"{dag:%d-%m-%Y}"


def _vragen(aantal: int) -> str:
    return "1 vraag" if aantal == 1 else f"{aantal} vragen"


def _dagen(aantal: int) -> str:
    return "dag" if aantal == 1 else f"{aantal} dagen"
