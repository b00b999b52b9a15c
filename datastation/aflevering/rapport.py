"""The report: one page for a quality officer, with nothing outside it and counts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from datastation.aflevering.levering import leverbaar
from datastation.aflevering.pagina import Html, Inhoud, el, pagina
from datastation.aflevering.rapport_analyse import schrijf_analyse
from datastation.aflevering.rapport_cijfers import schrijf_cijfers
from datastation.aflevering.rapport_herkomst import Bron, schrijf_herkomst
from datastation.aflevering.rapport_kwaliteit import schrijf_kwaliteit, schrijf_volledigheid, schrijf_weggelaten
from datastation.aflevering.taal import dag, getal, periode
from datastation.fouten import GebruiksFout
from datastation.model.antwoord import Antwoord, Bestand, Herkomst
from datastation.model.bevinding import Regel
from datastation.model.verlies import Balans, Verliesregel


@dataclass(frozen=True)
class Rapportgegevens:
    """What the report tells beside the answer. Everything is optional: a part without data says so, or is left out.

    Attributes:
        vorige: the answer over the period before, to show what changed.
        bevindingen: per rule how many records it points at, in this snapshot.
        regels: titles of rules that left records out, where they are not among ``bevindingen``.
        balansen, verlies: from the loss ledger of the snapshot.
        bronnen: name, kind, mapping and number of files of each source of the snapshot.
        momentopname, gemaakt_op: id of the snapshot, and when it was made (ISO 8601).
        verbeteringen: summary lines of `Verschil.regels`, where this answer replaces an earlier one.
    """

    vorige: Antwoord | None = None
    bevindingen: Sequence[tuple[Regel, int]] = ()
    regels: Mapping[str, str] = field(default_factory=dict)
    balansen: Sequence[Balans] = ()
    verlies: Sequence[Verliesregel] = ()
    bronnen: Sequence[Bron] = ()
    momentopname: str = ""
    gemaakt_op: str = ""
    verbeteringen: Sequence[str] = ()


_ONDERWERPEN = {
    "igj-wzd-registraties": "Onvrijwillige zorg",
    "igj-wzd-aantallen": "Onvrijwillige zorg",
    "igj-wzd-analyse": "Analyse van onvrijwillige zorg",
}


def als_html(antwoord: Antwoord, herkomst: Herkomst, basis: str, gegevens: Rapportgegevens) -> tuple[Bestand, ...]:
    """One file: ``<basis>.html``. The same arguments give the same bytes.

    Raises:
        GebruiksFout: there is no report for this profile.
    """
    if antwoord.profiel not in _ONDERWERPEN:
        raise GebruiksFout(f"Profiel {antwoord.profiel} heeft geen rapport.", waar="--formaat html", herstel="Kies csv, json of xlsx.")
    inhoud = Inhoud()
    if antwoord.profiel == "igj-wzd-analyse":
        schrijf_analyse(inhoud, antwoord)
    else:
        schrijf_cijfers(inhoud, antwoord, leverbaar(gegevens.vorige) if gegevens.vorige else None)
    if gegevens.verbeteringen:
        _schrijf_verbeteringen(inhoud, gegevens.verbeteringen, herkomst)
    schrijf_weggelaten(inhoud, antwoord, {r.id: r.titel for r, _ in gegevens.bevindingen} | dict(gegevens.regels))
    schrijf_kwaliteit(inhoud, gegevens.bevindingen)
    schrijf_volledigheid(inhoud, gegevens.balansen, gegevens.verlies)
    opname = gegevens.momentopname or herkomst.momentopname
    schrijf_herkomst(inhoud, antwoord, replace(herkomst, momentopname=opname), gegevens.bronnen, gegevens.gemaakt_op)
    titel = f"{_ONDERWERPEN[antwoord.profiel]} in {periode(antwoord.begin, antwoord.einde)}"
    return (Bestand(f"{basis}.html", pagina(f"{titel} – {antwoord.organisatie}", _kop(titel, antwoord, herkomst), inhoud, _voet())),)


def _kop(titel: str, antwoord: Antwoord, herkomst: Herkomst) -> Html:
    concept = herkomst.status == "concept"
    status = "Concept: eerst nakijken" if concept else "Definitief"
    meldingen = []
    uitgesloten = sum(antwoord.uitgesloten.values())
    if uitgesloten:
        meldingen.append(f"{getal(uitgesloten)} keer telt een registratie niet mee, omdat er een fout in zit. Zie ‘Wat niet meetelt’.")
    if herkomst.onvolledig or antwoord.gegevens_tot < antwoord.einde:
        meldingen.append(f"De gegevens lopen tot en met {dag(antwoord.gegevens_tot)}. De periode is dus nog niet helemaal in beeld.")
    return el(
        "header",
        el("p", antwoord.organisatie, klasse="boven"),
        el("h1", titel),
        el("p", f"{antwoord.titel}, voor {antwoord.afnemer}. Gegevens tot en met {dag(antwoord.gegevens_tot)}.", klasse="onder"),
        el("p", status, klasse=f"status {herkomst.status}"),
        el("div", [el("p", el("strong", "Let op. "), m) for m in meldingen], klasse="melding") if meldingen else None,
    )


def _schrijf_verbeteringen(inhoud: Inhoud, regels: Sequence[str], herkomst: Herkomst) -> None:
    inhoud.sectie(
        "Wat is verbeterd sinds de vorige levering",
        el("p", f"Dit antwoord komt in de plaats van {herkomst.vervangt or 'een eerder antwoord'}.", klasse="inleiding"),
        el("ul", [el("li", regel.strip(), klasse="onderdeel" if regel.startswith(" ") else None) for regel in regels]),
    )


def _voet() -> Html:
    return el(
        "footer",
        el("p", "In dit rapport staan alleen aantallen. Er staan geen namen, nummers of andere gegevens van cliënten in."),
        el("p", "Kleine aantallen kunnen toch iets over een persoon zeggen. Deel dit rapport daarom alleen met wie het nodig heeft."),
    )
