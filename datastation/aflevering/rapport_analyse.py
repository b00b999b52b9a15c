"""The part of the report with the figures for the yearly analysis (art. 18 Wzd)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from datastation.aflevering.grafiek import Staaf, staven
from datastation.aflevering.levering import rijen_als_dict
from datastation.aflevering.pagina import Html, Inhoud, categorienaam, el, tabel
from datastation.aflevering.rapport_cijfers import kaart
from datastation.aflevering.taal import CATEGORIEEN, MEDICATIE, getal, keer
from datastation.aflevering.wzd import heel, tekst
from datastation.model.antwoord import Antwoord, Waarde


def schrijf_analyse(inhoud: Inhoud, antwoord: Antwoord) -> None:
    """Write the four figures of a deliverable answer of ``igj-wzd-analyse``."""
    _schrijf_kort(inhoud, antwoord)
    _schrijf_clienten(inhoud, antwoord)
    _schrijf_duur(inhoud, antwoord)
    _schrijf_afbouw(inhoud, antwoord)
    _schrijf_evaluaties(inhoud, antwoord)


def _schrijf_kort(inhoud: Inhoud, antwoord: Antwoord) -> None:
    clienten = [r for r in rijen_als_dict(antwoord, "1", "categorie", "clienten") if r["categorie"] != MEDICATIE]
    afbouw = [r for r in rijen_als_dict(antwoord, "3", "categorie", "maatregelen", "afgebouwd") if r["categorie"] != MEDICATIE]
    plannen = rijen_als_dict(antwoord, "4", "plannen", "te_laat")
    kaarten = []
    meeste = max(clienten, key=lambda r: heel(r["clienten"]), default=None)
    if meeste and heel(meeste["clienten"]):
        kaarten.append(
            kaart("Meest gegeven vorm", getal(heel(meeste["clienten"])), f"cliënten: {CATEGORIEEN[tekst(meeste['categorie'])].lower()}")
        )
    afgebouwd, maatregelen = _som(afbouw, "afgebouwd"), _som(afbouw, "maatregelen")
    kaarten.append(kaart("Afgebouwd", getal(afgebouwd), f"van {keer(maatregelen, 'maatregel', 'maatregelen')}"))
    kaarten.append(
        kaart("Evaluatie te laat", getal(_som(plannen, "te_laat")), f"van {keer(_som(plannen, 'plannen'), 'zorgplan', 'zorgplannen')}")
    )
    inhoud.sectie("In het kort", el("ul", kaarten, klasse="kern", role="list"))


def _som(rijen: Iterable[dict[str, Waarde]], kolom: str) -> int:
    return sum(heel(rij[kolom]) for rij in rijen)


def _categorie(waarde: Waarde) -> Html:
    return categorienaam(tekst(waarde))


def _staafnaam(waarde: Waarde) -> str:
    return CATEGORIEEN.get(tekst(waarde), tekst(waarde))


def _schrijf_clienten(inhoud: Inhoud, antwoord: Antwoord) -> None:
    jaar = antwoord.begin.year
    rijen = rijen_als_dict(antwoord, "1", "categorie", "clienten", "clienten_vorig_jaar", "verschil")
    balken = [
        Staaf(_staafnaam(r["categorie"]), heel(r["clienten"]), _heel_of_niets(r["clienten_vorig_jaar"]), deel=r["categorie"] == MEDICATIE)
        for r in rijen
    ]
    cellen = [
        (_categorie(r["categorie"]), getal(_heel_of_niets(r["clienten_vorig_jaar"])), getal(heel(r["clienten"])), _verschil(r["verschil"]))
        for r in rijen
    ]
    inhoud.sectie(
        "Cliënten per vorm van zorg",
        el("p", "Hoeveel verschillende cliënten kregen een vorm van onvrijwillige zorg?", klasse="inleiding"),
        staven("Cliënten per vorm van zorg", balken, nu=str(jaar), toen=str(jaar - 1)),
        tabel(
            "Cliënten per vorm van zorg, naast het jaar ervoor",
            ("Vorm van zorg", str(jaar - 1), str(jaar), "Verschil"),
            cellen,
            getallen=(1, 2, 3),
        ),
    )


def _schrijf_duur(inhoud: Inhoud, antwoord: Antwoord) -> None:
    rijen = rijen_als_dict(antwoord, "2", "categorie", "beeindigd", "mediaan_dagen")
    balken = [
        Staaf(_staafnaam(r["categorie"]), _decimaal(r["mediaan_dagen"]), deel=r["categorie"] == MEDICATIE)
        for r in rijen
        if r["mediaan_dagen"] is not None
    ]
    cellen = [(_categorie(r["categorie"]), getal(heel(r["beeindigd"])), getal(_decimaal_of_niets(r["mediaan_dagen"]), 1)) for r in rijen]
    inhoud.sectie(
        "Hoe lang duurt een maatregel",
        el("p", "De mediaan is de middelste: de helft van de beëindigde maatregelen duurde korter, de helft langer.", klasse="inleiding"),
        staven("Middelste duur in dagen", balken, nu="", decimalen=1) if balken else None,
        tabel("Duur van beëindigde maatregelen", ("Vorm van zorg", "Beëindigd", "Mediaan in dagen"), cellen, getallen=(1, 2)),
    )


def _schrijf_afbouw(inhoud: Inhoud, antwoord: Antwoord) -> None:
    rijen = rijen_als_dict(antwoord, "3", "categorie", "maatregelen", "afgebouwd", "aandeel_procent")
    balken = [
        Staaf(_staafnaam(r["categorie"]), _decimaal(r["aandeel_procent"]), deel=r["categorie"] == MEDICATIE)
        for r in rijen
        if r["aandeel_procent"] is not None
    ]
    cellen = [
        (
            _categorie(r["categorie"]),
            getal(heel(r["maatregelen"])),
            getal(heel(r["afgebouwd"])),
            getal(_decimaal_of_niets(r["aandeel_procent"]), 1),
        )
        for r in rijen
    ]
    inhoud.sectie(
        "Afbouw",
        el("p", "Welk deel van de maatregelen is in dit jaar afgebouwd?", klasse="inleiding"),
        staven("Afgebouwd, in procenten", balken, nu="", eenheid=" %", decimalen=1, tot=100) if balken else None,
        tabel("Afgebouwde maatregelen", ("Vorm van zorg", "Maatregelen", "Afgebouwd", "Deel in procenten"), cellen, getallen=(1, 2, 3)),
    )


def _schrijf_evaluaties(inhoud: Inhoud, antwoord: Antwoord) -> None:
    rijen = rijen_als_dict(antwoord, "4", "vestigingsnummer", "vestiging", "plannen", "te_laat")
    te_laat = sum(heel(r["te_laat"]) for r in rijen)
    zin = f"Van {keer(te_laat, 'zorgplan', 'zorgplannen')} is de evaluatie te laat." if te_laat else "Geen enkele evaluatie is te laat."
    balken = [Staaf(tekst(r["vestiging"]), heel(r["te_laat"])) for r in rijen if heel(r["te_laat"])]
    cellen = [
        ([tekst(r["vestiging"]), el("small", tekst(r["vestigingsnummer"]))], getal(heel(r["plannen"])), getal(heel(r["te_laat"])))
        for r in rijen
    ]
    inhoud.sectie(
        "Evaluaties",
        el("p", zin, klasse="inleiding"),
        staven("Zorgplannen met een te late evaluatie", balken, nu="") if balken else None,
        tabel("Evaluaties van zorgplannen", ("Vestiging", "Zorgplannen", "Te laat"), cellen, getallen=(1, 2)),
    )


def _verschil(waarde: Waarde) -> str:
    aantal = _heel_of_niets(waarde)
    if aantal is None:
        return getal(None)
    return "gelijk" if aantal == 0 else f"{'+' if aantal > 0 else ''}{getal(aantal)}"


def _heel_of_niets(waarde: Waarde) -> int | None:
    return None if waarde is None else heel(waarde)


def _decimaal(waarde: Waarde) -> Decimal:
    return waarde if isinstance(waarde, Decimal) else Decimal(heel(waarde))


def _decimaal_of_niets(waarde: Waarde) -> Decimal | None:
    return None if waarde is None else _decimaal(waarde)
