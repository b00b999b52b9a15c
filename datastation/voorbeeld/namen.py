"""Names that plainly belong to nobody: surnames, streets and places made of words for 'invented'.

Postcodes end in SA or SD, letter pairs that are never issued.
"""

from __future__ import annotations

from dataclasses import dataclass

from datastation.voorbeeld.toeval import Toeval

_STAMMEN = ("Voorbeeld", "Fictie", "Verzin", "Fabel", "Proef", "Schijn", "Papier", "Sprook", "Denk", "Nergens", "Oefen", "Zogenaam")
_UITGANGEN = ("stra", "inga", "sma", "mans", "huizen", "donk", "veen", "kampen", "ema", "sen")
ACHTERNAMEN = tuple(stam + uitgang for stam in _STAMMEN for uitgang in _UITGANGEN)
VOORNAMEN = {
    "V": ("Anna", "Bea", "Carla", "Dina", "Els", "Fenna", "Gré", "Hilde", "Ineke", "Jopie", "Zoë"),
    "M": ("Arie", "Bram", "Chris", "Dirk", "Evert", "Frits", "Gijs", "Henk", "Ivo", "Joost", "René"),
    "O": ("Alex", "Bobbie", "Charlie", "Kim", "Robin"),
}
VOORVOEGSELS = ("van", "de", "van de", "ter", "'t")
STRATEN = ("Verzonnenstraat", "Fabelpad", "Voorbeeldlaan", "Nergensweg", "Sprookjesplein", "Proefkade", "Schijnsingel", "Papierdijk")
PLAATSEN = ("Fictiedam", "Voorbeeldrecht", "Nergenshuizen", "Verzinveen", "Fabeloord")
GEBOORTELANDEN = (("NL", 86), ("SR", 4), ("TR", 3), ("MA", 3), ("DE", 2), ("ID", 1), ("PL", 1))
VESTIGINGEN = (
    "Huize De Verzonnen Linde",
    "Woonpark Voorbeeldzicht",
    "De Fictieve Hoeve",
    "Wijkteam Nergenshuizen",
    "Logeerhuis Het Fabeltje",
    "Residentie Proefrust",
    "Hof van Sprookema",
    "De Papieren Poort",
)


@dataclass(frozen=True, slots=True)
class Persoonsnaam:
    """What a client table holds about name and address."""

    voornamen: str
    voorvoegsel: str | None
    achternaam: str
    straat: str
    huisnummer: str
    postcode: str
    woonplaats: str
    geboorteland: str


def maak_naam(toeval: Toeval, geslacht: str) -> Persoonsnaam:
    """A name and address out of the lists above."""
    voornamen = VOORNAMEN[geslacht]
    eerste = toeval.kies(voornamen)
    tweede = f" {toeval.kies(voornamen)}" if toeval.kans(0.3) else ""
    toevoeging = toeval.kies(("", "", "", "", "a", "B", " bis"))
    return Persoonsnaam(
        voornamen=eerste + tweede,
        voorvoegsel=toeval.kies(VOORVOEGSELS) if toeval.kans(0.25) else None,
        achternaam=toeval.kies(ACHTERNAMEN),
        straat=toeval.kies(STRATEN),
        huisnummer=f"{toeval.geheel(1, 180)}{toevoeging}",
        postcode=f"{toeval.geheel(1000, 9899)} S{toeval.kies('AD')}",
        woonplaats=toeval.kies(PLAATSEN),
        geboorteland=toeval.kies([land for land, _ in GEBOORTELANDEN], [gewicht for _, gewicht in GEBOORTELANDEN]),
    )


def vestigingsnaam(nummer: int) -> str:
    """Name of the n-th vestiging, from 0; past the end of the list the names get a numeral."""
    ronde, plek = divmod(nummer, len(VESTIGINGEN))
    return VESTIGINGEN[plek] if ronde == 0 else f"{VESTIGINGEN[plek]} {ronde + 1}"
