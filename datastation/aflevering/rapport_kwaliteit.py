"""The parts of the report on quality: what was left out and why, what to repair, and whether everything that was read is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datastation.aflevering.pagina import Html, Inhoud, Kind, el, tabel
from datastation.aflevering.taal import getal, keer
from datastation.model.antwoord import Antwoord
from datastation.model.bevinding import Ernst, Regel
from datastation.model.verlies import Balans, Verliesregel

_ERNST = {
    Ernst.BLOKKEERT: ("Eerst herstellen", "Deze registraties tellen niet mee tot de fout in het ECD is hersteld."),
    Ernst.WAARSCHUWT: ("Nakijken", "Deze registraties tellen mee. Kijk na of ze kloppen."),
    Ernst.INFORMEERT: ("Ter informatie", "Dit hoeft geen fout te zijn."),
}
_SOORTEN = {"rij": "hele rij", "eigenschap": "één gegeven", "buiten_bereik": "hoort er niet bij"}


def schrijf_weggelaten(inhoud: Inhoud, antwoord: Antwoord, regels: Mapping[str, str]) -> None:
    """What this answer does not hold, and why."""
    volgorde = sorted(antwoord.uitgesloten.items(), key=lambda paar: (-paar[1], paar[0]))
    rijen = [(regels.get(regel, regel), getal(aantal)) for regel, aantal in volgorde if aantal]
    deel: Kind = el("p", "Er is geen registratie weggelaten om een fout.")
    if rijen:
        deel = [
            tabel("Weggelaten om een fout", ("Regel", "Registraties"), rijen, getallen=(1,)),
            el("p", "Past een registratie bij twee regels, dan staat zij bij allebei."),
        ]
    vast = (
        "Zorg waar niemand zich tegen verzet. Dat is geen onvrijwillige zorg, ook niet als artikel 2 lid 2 van de wet erop past.",
        "Zorg onder een andere wet, zoals de Wet verplichte ggz.",
        "Kloktijden: er wordt alleen met dagen geteld.",
    )
    inhoud.sectie("Wat niet meetelt", deel, el("h3", "Wat nooit meetelt"), el("ul", [el("li", zin) for zin in vast]))


def schrijf_kwaliteit(inhoud: Inhoud, bevindingen: Sequence[tuple[Regel, int]]) -> None:
    """Findings by severity, the most frequent first, with what to do in the ECD."""
    gevonden = [(regel, aantal) for regel, aantal in bevindingen if aantal]
    if not gevonden:
        zin = "De controles vonden niets om te herstellen." if bevindingen else "Bij dit rapport zijn geen controles meegegeven."
        inhoud.sectie("Kwaliteit", el("p", zin))
        return
    delen: list[Kind] = []
    for ernst, (titel, uitleg) in _ERNST.items():
        groep = sorted(((r, n) for r, n in gevonden if r.ernst is ernst), key=lambda paar: (-paar[1], paar[0].id))
        if groep:
            delen += [
                el("h3", f"{titel}: {keer(sum(n for _, n in groep), 'bevinding', 'bevindingen')}", klasse=str(ernst)),
                el("p", uitleg, klasse="inleiding"),
                el("ul", [_bevinding(regel, aantal) for regel, aantal in groep], klasse="bevindingen", role="list"),
            ]
    inhoud.sectie("Kwaliteit", el("p", "Met ", el("code", "datastation controleer"), " ziet u om welke rij in de bron het gaat."), *delen)


def _bevinding(regel: Regel, aantal: int) -> Html:
    uitleg = el(
        "div",
        el("strong", regel.titel),
        el("p", regel.herstel),
        el("p", f"Regel {regel.id}. Grond: {regel.grond}", klasse="grond"),
    )
    return el("li", el("span", getal(aantal), el("span", "×"), klasse="aantal"), uitleg, klasse=str(regel.ernst))


def schrijf_volledigheid(inhoud: Inhoud, balansen: Sequence[Balans], verlies: Sequence[Verliesregel]) -> None:
    """The balance per table, and what could not be used."""
    if not balansen:
        inhoud.sectie("Volledigheid", el("p", "Bij dit rapport is geen balans van de bronnen meegegeven."))
        return
    scheef = [b for b in balansen if not b.klopt]
    zin = (
        "Elke rij uit de bronnen is terug te vinden: gebruikt, geweigerd, of niet voor dit datastation bedoeld."
        if not scheef
        else f"Let op: bij {keer(len(scheef), 'tabel', 'tabellen')} klopt de telling niet. Er zijn rijen zoek."
    )
    rijen = [
        (
            [b.tabel, el("small", b.bron)],
            getal(b.gelezen),
            getal(b.gemapt),
            getal(b.geweigerd),
            getal(b.buiten_bereik),
            "ja" if b.klopt else "nee",
        )
        for b in balansen
    ]
    koppen = ("Tabel", "Gelezen", "Gebruikt", "Geweigerd", "Hoort er niet bij", "Telling klopt")
    delen: list[Kind] = [el("p", zin, klasse="inleiding"), tabel("Rijen per tabel", koppen, rijen, getallen=(1, 2, 3, 4))]
    if verlies:
        delen += [el("h3", "Wat niet gebruikt kon worden"), _verliestabel(verlies)]
    inhoud.sectie("Volledigheid", *delen)


def _verliestabel(verlies: Sequence[Verliesregel]) -> Html:
    rijen = [
        (
            [v.reden.replace("_", " "), el("small", f"{v.tabel}, kolom {v.kolom}" if v.kolom else v.tabel)],
            _SOORTEN.get(v.soort, v.soort),
            getal(v.aantal),
            [v.herstel, el("small", f"bijvoorbeeld rij {', '.join(str(r) for r in v.voorbeelden[:5])}") if v.voorbeelden else None],
        )
        for v in sorted(verlies, key=lambda v: (-v.aantal, v.bron, v.tabel, v.kolom, v.reden))
    ]
    return tabel("Redenen, met wat u kunt doen", ("Reden", "Wat viel weg", "Aantal", "Wat u kunt doen"), rijen, getallen=(2,))
