"""The overview on person level: vestiging, client, form of care, moment (art. 17 lid 1 and 2 Wzd)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from datastation.aflevering.levering import rijen_als_dict
from datastation.aflevering.wzd import Schrijver, aanlevering, dag, eis_halfjaar, heel, tekst
from datastation.fouten import AfleveringFout
from datastation.model.antwoord import Antwoord, Waarde
from datastation.model.bsn import elfproef

Rij = dict[str, Waarde]

# Element and column, in the order of the schema.
_NAAM = {"Achternaam": "achternaam", "Voorvoegsels": "voorvoegsels", "Voornamen": "voornamen"}
_ADRES = {"Straat": "straat", "Huisnummer": "huisnummer", "Postcode": "postcode", "Woonplaats": "woonplaats", "Land": "land"}
_PLANBAAR, _SOORTEN = 1, {1: "StructureelPlanbaar", 2: "StructureelNietPlanbaar", 3: "Onvoorzien"}

_KOLOMMEN_1 = ("vestigingsnummer", "vestiging", "accommodatie")
_KOLOMMEN_2 = ("client_nr", "bsn", "geboortedatum", *_NAAM.values(), *_ADRES.values(), "geboorteland")
_KOLOMMEN_3 = (
    "client_nr", "zorg_nr", "vestigingsnummer", "soort_interventie", "categorie", "medicatie_onder_dwang", "soort_zorg", "begindatum", "einddatum",
    "frequentie_aantal", "frequentie_eenheid", "duur_minuten", "juridische_status", "ambulant",
)  # fmt: skip
_KOLOMMEN_4 = ("zorg_nr", "vestigingsnummer", "ambulant", "datum", "duur_minuten", "aantal")


@dataclass(frozen=True)
class Overzicht:
    """The four questions joined: care by vestiging and client number, moments by the row of care that they belong to."""

    vestigingen: list[Rij]
    clienten: dict[Waarde, Rij]
    zorg: dict[Waarde, dict[Waarde, list[Rij]]]
    momenten: dict[tuple[Waarde, ...], list[Rij]]


def schrijf(antwoord: Antwoord, uit: Schrijver) -> None:
    """Write a deliverable answer of ``igj-wzd-registraties``.

    Raises:
        AfleveringFout: the questions do not fit together, or a rule is broken that the schema cannot express.
    """
    eis_halfjaar(antwoord)
    overzicht = voeg_samen(antwoord)
    with (
        uit.element("DigitaalOverzichtWzd", profiel=antwoord.profiel, versie=antwoord.versie),
        uit.element("Aanlevering", **aanlevering(antwoord)),
    ):
        for vestiging in overzicht.vestigingen:
            nummer = tekst(vestiging["vestigingsnummer"])
            accommodatie = tekst(vestiging["accommodatie"])
            with uit.element("Vestiging", vestigingsnummer=nummer, naam=tekst(vestiging["vestiging"]), accommodatie=accommodatie):
                for client, zorg in sorted(overzicht.zorg[nummer].items(), key=lambda paar: heel(paar[0])):
                    with uit.element("Client"):
                        _schrijf_client(overzicht.clienten[client], uit)
                        for rij in zorg:
                            _schrijf_zorg(rij, overzicht.momenten.get(_sleutel(rij), []), uit)


def voeg_samen(antwoord: Antwoord) -> Overzicht:
    """Join the four questions and check what no schema can.

    Raises:
        AfleveringFout: see `schrijf`.
    """
    clienten = rijen_als_dict(antwoord, "2", *_KOLOMMEN_2)
    zorg = rijen_als_dict(antwoord, "3", *_KOLOMMEN_3)
    momenten = rijen_als_dict(antwoord, "4", *_KOLOMMEN_4)
    overzicht = Overzicht(
        vestigingen=rijen_als_dict(antwoord, "1", *_KOLOMMEN_1),
        clienten={rij["client_nr"]: rij for rij in clienten},
        zorg=defaultdict(lambda: defaultdict(list)),
        momenten=defaultdict(list),
    )
    for rij in zorg:
        overzicht.zorg[rij["vestigingsnummer"]][rij["client_nr"]].append(rij)
    for rij in momenten:
        overzicht.momenten[_sleutel(rij)].append(rij)
    _eis_samenhang(overzicht, clienten, zorg, momenten)
    _eis_dagen(antwoord, zorg, momenten)
    _eis_bsn(clienten)
    return overzicht


def _sleutel(rij: Rij) -> tuple[Waarde, ...]:
    return rij["zorg_nr"], rij["vestigingsnummer"], rij["ambulant"]


def _eis_samenhang(overzicht: Overzicht, clienten: list[Rij], zorg: list[Rij], momenten: list[Rij]) -> None:
    nummers = {rij["vestigingsnummer"] for rij in overzicht.vestigingen}
    met_momenten = Counter(_sleutel(rij) for rij in zorg if rij["soort_zorg"] != _PLANBAAR)
    # A client without involuntary care may not be delivered at all: art. 17 asks for no more than that care.
    _tel("Een cliënt heeft meer dan één regel met gegevens", len(clienten) - len(overzicht.clienten))
    _tel("Zorg hoort bij een cliënt die vraag 2 niet noemt", sum(rij["client_nr"] not in overzicht.clienten for rij in zorg))
    _tel("Een cliënt heeft geen onvrijwillige zorg", len(overzicht.clienten.keys() - {rij["client_nr"] for rij in zorg}))
    _tel("Zorg staat bij een vestiging die vraag 1 niet noemt", sum(rij["vestigingsnummer"] not in nummers for rij in zorg))
    _tel("Momenten horen bij meer dan één regel zorg", sum(n - 1 for n in met_momenten.values()))
    _tel("Een moment hoort bij geen enkele regel zorg van soort 2 of 3", sum(_sleutel(rij) not in met_momenten for rij in momenten))
    _tel("De soort zorg is geen 1, 2 of 3", sum(rij["soort_zorg"] not in _SOORTEN for rij in zorg))
    planbaar = [rij for rij in zorg if rij["soort_zorg"] == _PLANBAAR]
    frequentie = ("frequentie_aantal", "frequentie_eenheid")
    _tel("Planbare zorg heeft geen volledige frequentie", sum(any(rij[k] is None for k in frequentie) for rij in planbaar))


def _eis_dagen(antwoord: Antwoord, zorg: Iterable[Rij], momenten: Iterable[Rij]) -> None:
    # For care of kind 2 and 3 the moments decide whether it counts: its own begin and end may lie outside the period.
    for rij in zorg:
        begin, einde = dag(rij["begindatum"]), rij["einddatum"] or antwoord.einde
        _tel("Zorg eindigt na de periode", dag(einde) > antwoord.einde)
        _tel("Zorg eindigt voor het begin", rij["einddatum"] is not None and dag(einde) < begin)
        if rij["soort_zorg"] == _PLANBAAR:
            _tel("Planbare zorg valt buiten de periode", begin > antwoord.einde or dag(einde) < antwoord.begin)
    _tel("Een moment valt buiten de periode", sum(not antwoord.begin <= dag(rij["datum"]) <= antwoord.einde for rij in momenten))


def _eis_bsn(clienten: Iterable[Rij]) -> None:
    fout = sum(rij["bsn"] is not None and not elfproef(tekst(rij["bsn"])) for rij in clienten)
    _tel("Een BSN haalt de elfproef niet (regel 6)", fout)


def _tel(wat: str, aantal: int) -> None:
    if aantal:
        raise AfleveringFout(f"{wat} ({int(aantal)} keer). Er is niets geleverd.", waar="het antwoord van igj-wzd-registraties")


def _schrijf_client(client: Rij, uit: Schrijver) -> None:
    if client["bsn"] is not None:
        uit.blad("Bsn", tekst(client["bsn"]))
    else:
        for naam, velden in (("Naamgegevens", _NAAM), ("Adresgegevens", _ADRES)):
            with uit.element(naam):
                _schrijf_bekend(velden, client, uit)
        _schrijf_bekend({"Geboorteland": "geboorteland"}, client, uit)
    _schrijf_bekend({"Geboortedatum": "geboortedatum"}, client, uit)


def _schrijf_zorg(rij: Rij, momenten: list[Rij], uit: Schrijver) -> None:
    soort = heel(rij["soort_zorg"])
    with uit.element("OnvrijwilligeZorg"):
        velden = {
            "SoortInterventie": "soort_interventie",
            "Categorie": "categorie",
            "MedicatieOnderDwang": "medicatie_onder_dwang",
            "JuridischeStatus": "juridische_status",
            "Begindatum": "begindatum",
            "Einddatum": "einddatum",
        }
        _schrijf_bekend(velden, rij, uit)
        _schrijf_duur(rij, uit)
        uit.blad("Ambulant", tekst(rij["ambulant"]))
        with uit.element(_SOORTEN[soort]):
            uit.blad("SoortZorg", tekst(soort))
            if soort == _PLANBAAR:
                with uit.element("Frequentie"):
                    _schrijf_bekend({"Aantal": "frequentie_aantal", "Eenheid": "frequentie_eenheid"}, rij, uit)
            for moment in momenten if soort != _PLANBAAR else ():
                with uit.element("Moment"):
                    uit.blad("Datum", tekst(moment["datum"]))
                    _schrijf_duur(moment, uit)
                    uit.blad("Aantal", tekst(moment["aantal"]))


def _schrijf_duur(rij: Rij, uit: Schrijver) -> None:
    """A duration of zero or less is no duration: rule 16 reports it, the schema (and IGJ's pilot) knows positive minutes only."""
    if rij["duur_minuten"] is not None and heel(rij["duur_minuten"]) > 0:
        uit.blad("DuurMinuten", tekst(rij["duur_minuten"]))


def _schrijf_bekend(velden: dict[str, str], rij: Rij, uit: Schrijver) -> None:
    for element, kolom in velden.items():
        if rij[kolom] not in (None, ""):
            uit.blad(element, tekst(rij[kolom]))
