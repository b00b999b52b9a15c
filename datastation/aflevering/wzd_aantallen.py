"""The counts per vestiging, category, kind of care and ambulant."""

from __future__ import annotations

from collections import defaultdict

from datastation.aflevering.levering import rijen_als_dict
from datastation.aflevering.wzd import Schrijver, aanlevering, eis_halfjaar, tekst
from datastation.fouten import AfleveringFout
from datastation.model.antwoord import Antwoord, Waarde

_AANTALLEN = {"AantalClienten": "clienten", "AantalMaatregelen": "maatregelen", "AantalMomenten": "momenten"}


def schrijf(antwoord: Antwoord, uit: Schrijver) -> None:
    """Write a deliverable answer of ``igj-wzd-aantallen``.

    Raises:
        AfleveringFout: the questions do not fit together, or the period is no half-year.
    """
    eis_halfjaar(antwoord)
    telling = tuple(_AANTALLEN.values())
    vormen = rijen_als_dict(antwoord, "1", "vestigingsnummer", "categorie", "soort_zorg", "ambulant", *telling)
    vestigingen = rijen_als_dict(antwoord, "2", "vestigingsnummer", "vestiging", *telling)
    categorieen = rijen_als_dict(antwoord, "3", "categorie", *telling)
    totaal = rijen_als_dict(antwoord, "4", *telling)
    per_vestiging: dict[Waarde, list[dict[str, Waarde]]] = defaultdict(list)
    for rij in vormen:
        per_vestiging[rij["vestigingsnummer"]].append(rij)
    if len(totaal) != 1 or not per_vestiging.keys() <= {rij["vestigingsnummer"] for rij in vestigingen}:
        raise AfleveringFout(
            "De vragen van dit antwoord passen niet bij elkaar: een totaal of een vestiging ontbreekt.",
            waar="het antwoord van igj-wzd-aantallen",
        )
    with uit.element("AantallenWzd", profiel=antwoord.profiel, versie=antwoord.versie), uit.element("Aanlevering", **aanlevering(antwoord)):
        _schrijf_aantallen("Totaal", totaal[0], {}, uit)
        for rij in categorieen:
            _schrijf_aantallen("PerCategorie", rij, {"categorie": "categorie"}, uit)
        for vestiging in vestigingen:
            nummer = tekst(vestiging["vestigingsnummer"])
            with uit.element("Vestiging", vestigingsnummer=nummer, naam=tekst(vestiging["vestiging"])):
                _schrijf_aantallen("Totaal", vestiging, {}, uit)
                for rij in per_vestiging[nummer]:
                    _schrijf_aantallen("PerVorm", rij, {"categorie": "categorie", "soortZorg": "soort_zorg", "ambulant": "ambulant"}, uit)


def _schrijf_aantallen(naam: str, rij: dict[str, Waarde], kenmerken: dict[str, str], uit: Schrijver) -> None:
    with uit.element(naam, **{attribuut: tekst(rij[kolom]) for attribuut, kolom in kenmerken.items()}):
        for element, kolom in _AANTALLEN.items():
            uit.blad(element, tekst(rij[kolom]))
