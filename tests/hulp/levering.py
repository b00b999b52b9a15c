"""Small hand-made answers for the tests of delivery: two vestigingen, four clients, every kind of care, one client without BSN."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from datastation.model.antwoord import Antwoord, Herkomst, Kolom, Resultaat, Waarde
from datastation.model.bevinding import Ernst, Regel
from datastation.model.verlies import Balans, Verliesregel

NOORD, ZUID = "000012345678", "000087654321"
FIXATIE, KAMER, MEDICATIE = "68894007", "124051000146106", "29211000146105"  # snomed
CATEGORIEEN = ("a", "a-medicatie", "b", "c", "d", "e", "f", "g", "h", "i")
Rij = tuple[Waarde, ...]

HERKOMST = Herkomst(
    profiel="igj-wzd-registraties@1.0.0",
    profiel_sha256="ab" * 32,
    vragen={"1": "11" * 32, "2": "22" * 32},
    parameters={"periode": "2026-H1"},
    momentopname="20260714T081500Z-0a1b2c3d",
    momentopname_sha256="cd" * 32,
    ontologie="1.0.0",
    software="datastation 0.1.0",
    motor="oxigraph 0.5.13",
    status="concept",
    gemaakt_op="2026-07-14T10:20:30+02:00",
)


def kolommen(tekst: str) -> tuple[Kolom, ...]:
    """``naam:klasse:soort`` per word; the class is ``kenmerk`` and the type ``tekst`` where left out."""
    uit = []
    for woord in tekst.split():
        naam, klasse, soort = (*woord.split(":"), "", "")[:3]
        uit.append(Kolom(naam, klasse or "kenmerk", soort or "tekst", naam.replace("_", " ").capitalize()))  # type: ignore[arg-type]
    return tuple(uit)


P = "persoonsgegeven"
REGISTRATIES = {
    "1": ("Vestigingen", kolommen("vestigingsnummer:sleutel vestiging accommodatie::waarheid")),
    "2": (
        "Cliënten",
        kolommen(
            f"client:koppel bsn:{P} geboortedatum:{P}:datum achternaam:{P} voorvoegsels:{P} voornamen:{P} straat:{P} huisnummer:{P} "
            f"postcode:{P} woonplaats:{P} land:{P} geboorteland:{P}"
        ),
    ),
    "3": (
        "Onvrijwillige zorg",
        kolommen(
            "client:koppel zorg:koppel vestigingsnummer:sleutel soort_interventie:sleutel categorie medicatie_onder_dwang::waarheid "
            "soort_zorg::geheel begindatum::datum einddatum::datum frequentie_aantal::geheel frequentie_eenheid::geheel duur_minuten::geheel "
            "juridische_status ambulant::waarheid"
        ),
    ),
    "4": (
        "Momenten",
        kolommen("zorg:koppel vestigingsnummer:sleutel ambulant::waarheid datum::datum duur_minuten::geheel aantal:telling:geheel"),
    ),
}
_RIJEN: dict[str, list[Rij]] = {
    "1": [(NOORD, "De Noordhoek", True), (ZUID, 'Zuid & "Zicht"', False)],
    "2": [
        ("c1", "999990019", date(1950, 2, 28), None, None, None, None, None, None, None, None, None),
        ("c2", "999990020", date(2011, 12, 1), None, None, None, None, None, None, None, None, None),
        ("c3", None, date(1987, 6, 5), "Ångström", "van der", "Zoë", "Lange Dreef", "12", "1234 AB", "Ede", "NL", "SE"),
    ],
    "3": [
        ("c1", "z1", NOORD, FIXATIE, "b", False, 1, date(2019, 3, 4), None, 2, 1, 45, "RM", False),
        ("c1", "z1", ZUID, FIXATIE, "b", False, 1, date(2019, 3, 4), date(2026, 2, 1), 2, 1, 45, "RM", False),
        ("c1", "z2", NOORD, KAMER, "c", False, 2, date(2026, 1, 1), None, None, None, 20, "RM", False),
        ("c2", "z3", NOORD, MEDICATIE, "a", True, 3, date(2026, 5, 1), date(2026, 5, 10), None, None, None, None, True),
        ("c3", "z4", NOORD, FIXATIE, "b", False, 1, date(2026, 6, 30), None, 1, 2, 0, "VRIJWILLIG", True),
    ],
    "4": [
        ("z2", NOORD, False, date(2026, 1, 1), 20, 1),
        ("z2", NOORD, False, date(2026, 6, 30), None, 3),
        ("z3", NOORD, True, date(2026, 5, 2), 15, 1),
    ],
}


def antwoord(profiel: str, vragen: dict[str, tuple[str, tuple[Kolom, ...]]], rijen: dict[str, list[Rij]], **anders: object) -> Antwoord:
    """An answer over the first half of 2026."""
    resultaten = {nr: Resultaat(nr, titel, k, tuple(rijen[nr])) for nr, (titel, k) in vragen.items()}
    basis = Antwoord(
        profiel=profiel,
        versie="1.0.0",
        titel="Onvrijwillige zorg voor de inspectie",
        afnemer="Inspectie Gezondheidszorg en Jeugd",
        organisatie="Zorggroep <Het & Voorbeeld>",
        kvk="01234567",
        parameters={"periode": "2026-H1"},
        begin=date(2026, 1, 1),
        einde=date(2026, 6, 30),
        gegevens_tot=date(2026, 7, 13),
        resultaten=resultaten,
        uitgesloten={"bsn-elfproef": 2},
    )
    return replace(basis, **anders)  # type: ignore[arg-type]


def registraties(**rijen: list[Rij]) -> Antwoord:
    """The person-level answer; ``v3=[…]`` replaces the rows of question 3."""
    return antwoord("igj-wzd-registraties", REGISTRATIES, _RIJEN | {naam.removeprefix("v"): lijst for naam, lijst in rijen.items()})


def rijen(nr: str) -> list[Rij]:
    """A copy of the rows of one question of `registraties`."""
    return list(_RIJEN[nr])


T = "telling:geheel"
AANTALLEN = {
    "1": (
        "Per vestiging en vorm van zorg",
        kolommen(
            f"vestigingsnummer:sleutel vestiging categorie:sleutel soort_zorg:sleutel:geheel ambulant:sleutel:waarheid "
            f"clienten:{T} maatregelen:{T} momenten:{T}"
        ),
    ),
    "2": ("Per vestiging", kolommen(f"vestigingsnummer:sleutel vestiging clienten:{T} maatregelen:{T} momenten:{T}")),
    "3": ("Per vorm van zorg", kolommen(f"categorie:sleutel clienten:{T} maatregelen:{T} momenten:{T}")),
    "4": ("Hele organisatie", kolommen(f"clienten:{T} maatregelen:{T} momenten:{T}")),
}


def aantallen() -> Antwoord:
    """The counts of `registraties`, by hand."""
    per_vorm = {
        (NOORD, "b", 1, False): (1, 1, 0),
        (NOORD, "b", 1, True): (1, 1, 0),
        (NOORD, "c", 2, False): (1, 0, 4),
        (NOORD, "a", 3, True): (1, 0, 1),
        (NOORD, "a-medicatie", 3, True): (1, 0, 1),
        (ZUID, "b", 1, False): (1, 1, 0),
    }
    namen = {NOORD: "De Noordhoek", ZUID: 'Zuid & "Zicht"'}
    een: list[Rij] = [
        (nummer, namen[nummer], letter, soort, ambulant, *per_vorm.get((nummer, letter, soort, ambulant), (0, 0, 0)))
        for nummer in (NOORD, ZUID)
        for letter in CATEGORIEEN
        for soort in (1, 2, 3)
        for ambulant in (False, True)
    ]
    per_categorie = {"a": (1, 0, 1), "a-medicatie": (1, 0, 1), "b": (2, 2, 0), "c": (1, 0, 4)}
    rijen: dict[str, list[Rij]] = {
        "1": een,
        "2": [(NOORD, namen[NOORD], 3, 2, 5), (ZUID, namen[ZUID], 1, 1, 0)],
        "3": [(letter, *per_categorie.get(letter, (0, 0, 0))) for letter in CATEGORIEEN],
        "4": [(3, 2, 5)],
    }
    return antwoord("igj-wzd-aantallen", AANTALLEN, rijen)


ANALYSE = {
    "1": ("Cliënten per vorm van zorg", kolommen(f"categorie:sleutel clienten:{T} clienten_vorig_jaar:{T} verschil:{T}")),
    "2": ("Mediane duur", kolommen(f"categorie:sleutel beeindigd:{T} mediaan_dagen:grootte:decimaal")),
    "3": ("Afbouw", kolommen(f"categorie:sleutel maatregelen:{T} afgebouwd:{T} aandeel_procent:verhouding:decimaal")),
    "4": ("Evaluaties", kolommen(f"vestigingsnummer:sleutel vestiging plannen:{T} te_laat:{T}")),
}


def analyse() -> Antwoord:
    """A year of figures."""
    rijen: dict[str, list[Rij]] = {
        "1": [("a", 8, 11, -3), ("a-medicatie", 5, 5, 0), ("b", 31, 24, 7), ("c", 4, 0, 4)],
        "2": [("a", 6, Decimal("41.5")), ("b", 12, Decimal(183)), ("c", 0, None)],
        "3": [("a", 14, 6, Decimal("42.9")), ("b", 40, 9, Decimal("22.5")), ("c", 0, 0, None)],
        "4": [(NOORD, "De Noordhoek", 22, 3), (ZUID, 'Zuid & "Zicht"', 9, 0)],
    }
    jaar = {"begin": date(2026, 1, 1), "einde": date(2026, 12, 31), "gegevens_tot": date(2027, 1, 10), "parameters": {"jaar": "2026"}}
    return antwoord("igj-wzd-analyse", ANALYSE, rijen, uitgesloten={}, **jaar)


REGELS = (
    (
        Regel(
            "bsn-elfproef",
            6,
            Ernst.BLOKKEERT,
            "Het BSN is niet geldig",
            "Art. 17 lid 1 onder a Wzd",
            "Verbeter het BSN in het dossier van de cliënt.",
        ),
        2,
    ),
    (
        Regel(
            "plan-verlopen",
            8,
            Ernst.WAARSCHUWT,
            "Het zorgplan is verlopen en de maatregel loopt door",
            "Art. 10 Wzd",
            "Beëindig de maatregel, of leg het nieuwe plan vast.",
        ),
        5,
    ),
    (
        Regel(
            "geen-momenten",
            15,
            Ernst.INFORMEERT,
            "Er is geen zorg zo nodig of onvoorzien vastgelegd",
            "Praktijk",
            "Vraag na of deze zorg wel is vastgelegd.",
        ),
        1,
    ),
)
BALANSEN = (Balans("ecd", "registraties", 120, 112, 3, 5), Balans("ecd", "clienten", 40, 40, 0, 0))
VERLIES = (
    Verliesregel(
        "ecd", "registraties", "registraties.csv", "begin", "rij", "ongeldige_datum", "Vul een datum in die bestaat.", 3, (4, 9, 77)
    ),
)
