"""The part of the report with the figures of a half-year: the organisation, each vestiging, each category, and what changed."""

from __future__ import annotations

from collections.abc import Mapping

from datastation.aflevering.cijfers import Cijfers, Telling, cijfers
from datastation.aflevering.grafiek import Staaf, staven
from datastation.aflevering.pagina import Html, Inhoud, Kind, categorienaam, el, tabel
from datastation.aflevering.taal import CATEGORIEEN, MEDICATIE, SOORTEN_ZORG, getal, kort, periode
from datastation.model.antwoord import Antwoord

_IN_GRAFIEK = 12
# The person-level answer holds a planned measure once per part between two moves, the counts hold it once.
_UITLEG = {
    "clienten": ("Cliënten", "verschillende mensen met onvrijwillige zorg"),
    "maatregelen": ("Maatregelen", "planbaar, volgens het zorgplan"),
    "momenten": ("Momenten", "keren dat zorg zo nodig of onvoorzien is gegeven"),
}


def schrijf_cijfers(inhoud: Inhoud, antwoord: Antwoord, vorige: Antwoord | None) -> None:
    """Write the sections with figures.

    Args:
        inhoud: the page so far.
        antwoord: deliverable answer of aantallen or registraties.
        vorige: the same over the period before, deliverable too.
    """
    nu, toen = cijfers(antwoord), cijfers(vorige) if vorige else None
    naam_nu = periode(antwoord.begin, antwoord.einde)
    naam_toen = periode(vorige.begin, vorige.einde) if vorige else ""
    inhoud.sectie("In het kort", _kern(nu, toen, naam_toen), _niets_te_melden(nu))
    inhoud.sectie("Per vestiging", *_vestigingen(nu, toen, naam_nu, naam_toen))
    inhoud.sectie("Per vorm van zorg", *_categorieen(nu, toen, naam_nu, naam_toen))
    inhoud.sectie("Gepland of niet, ambulant of niet", *_soorten(nu))
    inhoud.sectie("Wat is er veranderd", *_veranderd(nu, toen, naam_toen))


def _kern(nu: Cijfers, toen: Cijfers | None, naam_toen: str) -> Html:
    kaarten = []
    for veld, (naam, uitleg) in _UITLEG.items():
        waarde = getattr(nu.totaal, veld)
        erbij = _vergelijking(waarde, getattr(toen.totaal, veld), naam_toen) if toen else uitleg
        kaarten.append(kaart(naam, getal(waarde), erbij))
    met_zorg = sum(1 for _, telling in nu.per_vestiging.values() if telling != Telling())
    kaarten.append(kaart("Vestigingen", getal(met_zorg), f"met onvrijwillige zorg, van de {getal(len(nu.per_vestiging))}"))
    return el("ul", kaarten, klasse="kern", role="list")


def kaart(wat: str, groot: str, bij: str) -> Html:
    """One figure in large print, with what it is and what it compares with."""
    return el("li", el("span", wat, klasse="wat"), el("span", groot, klasse="groot"), el("span", bij, klasse="bij"))


def _vergelijking(nu: int, toen: int, naam_toen: str) -> str:
    if nu == toen:
        return f"evenveel als in {naam_toen}"
    return f"{getal(abs(nu - toen))} {'meer' if nu > toen else 'minder'} dan in {naam_toen} ({getal(toen)})"


def _niets_te_melden(nu: Cijfers) -> Kind:
    if nu.totaal != Telling():
        return None
    return el("div", el("p", el("strong", "Niets te melden. "), "In deze periode is geen onvrijwillige zorg gegeven."), klasse="melding")


def _vestigingen(nu: Cijfers, toen: Cijfers | None, naam_nu: str, naam_toen: str) -> list[Kind]:
    rijen = [
        ([naam, el("small", nummer)], getal(t.clienten), getal(t.maatregelen), getal(t.momenten))
        for nummer, (naam, t) in nu.per_vestiging.items()
    ]
    totaal = nu.totaal
    voet = ("Hele organisatie", getal(totaal.clienten), getal(totaal.maatregelen), getal(totaal.momenten))
    meeste = sorted(nu.per_vestiging.items(), key=lambda paar: (-paar[1][1].clienten, paar[0]))[:_IN_GRAFIEK]
    oud = toen.per_vestiging if toen else {}
    balken = [Staaf(naam, t.clienten, oud[nummer][1].clienten if nummer in oud else None) for nummer, (naam, t) in meeste]
    welke = f" (de {_IN_GRAFIEK} met de meeste cliënten)" if len(nu.per_vestiging) > _IN_GRAFIEK else ""
    return [
        staven(f"Cliënten per vestiging{welke}", balken, nu=naam_nu, toen=naam_toen),
        tabel("Aantallen per vestiging", ("Vestiging", "Cliënten", "Maatregelen", "Momenten"), rijen, getallen=(1, 2, 3), voet=voet),
        el("p", "Een totaal van cliënten is geteld en niet opgeteld. Wie op twee vestigingen zorg kreeg, telt in het totaal één keer."),
    ]


def _categorieen(nu: Cijfers, toen: Cijfers | None, naam_nu: str, naam_toen: str) -> list[Kind]:
    oud: Mapping[str, Telling] = toen.per_categorie if toen else {}
    balken, rijen = [], []
    for letter, telling in nu.per_categorie.items():
        deel = letter == MEDICATIE
        balken.append(Staaf(CATEGORIEEN[letter], telling.clienten, oud[letter].clienten if letter in oud else None, deel=deel))
        rijen.append((categorienaam(letter), getal(telling.clienten), getal(telling.maatregelen), getal(telling.momenten)))
    return [
        el(
            "p",
            "De letters zijn die van artikel 2 lid 1 van de Wet zorg en dwang. Medicatie onder dwang is een deel van a.",
            klasse="inleiding",
        ),
        staven("Cliënten per vorm van zorg", balken, nu=naam_nu, toen=naam_toen),
        tabel("Aantallen per vorm van zorg", ("Vorm van zorg", "Cliënten", "Maatregelen", "Momenten"), rijen, getallen=(1, 2, 3)),
    ]


def _soorten(nu: Cijfers) -> list[Kind]:
    eenheden = {1: "maatregelen", 2: "momenten", 3: "momenten"}
    rijen = []
    for soort, naam in SOORTEN_ZORG.items():
        binnen, ambulant = (nu.per_soort.get((soort, plek), 0) for plek in (False, True))
        rijen.append(([naam, el("small", eenheden[soort])], getal(binnen), getal(ambulant)))
    uitleg = "Van planbare zorg telt elke maatregel één keer. Van de andere zorg telt elke keer dat die is gegeven."
    return [
        el("p", uitleg, klasse="inleiding"),
        tabel("Aantallen per soort zorg", ("Soort zorg", "Niet ambulant", "Ambulant"), rijen, getallen=(1, 2)),
    ]


def _veranderd(nu: Cijfers, toen: Cijfers | None, naam_toen: str) -> list[Kind]:
    if toen is None:
        return [el("p", "Over de periode hiervoor zijn geen gegevens. Vergelijken kan daarom nog niet.")]
    vestigingen = [
        _verschilrij(naam, t.clienten, toen.per_vestiging[nummer][1].clienten if nummer in toen.per_vestiging else None)
        for nummer, (naam, t) in nu.per_vestiging.items()
    ]
    categorieen = [
        _verschilrij(categorienaam(letter), t.clienten, toen.per_categorie[letter].clienten) for letter, t in nu.per_categorie.items()
    ]
    koppen = (kort(naam_toen), "Nu", "Verschil")
    return [
        el("p", f"Het aantal cliënten nu, naast dat in {naam_toen}.", klasse="inleiding"),
        tabel("Verandering per vestiging", ("Vestiging", *koppen), vestigingen, getallen=(1, 2, 3)),
        tabel("Verandering per vorm van zorg", ("Vorm van zorg", *koppen), categorieen, getallen=(1, 2, 3)),
    ]


def _verschilrij(naam: Kind, nu: int, toen: int | None) -> tuple[Kind, ...]:
    if toen is None:
        return naam, "nieuw", getal(nu), ""
    teken = "+" if nu > toen else ""
    return naam, getal(toen), getal(nu), f"{teken}{getal(nu - toen)}" if nu != toen else "gelijk"
