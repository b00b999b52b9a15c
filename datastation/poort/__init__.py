"""The gate: which questions the station knows, who may ask them, and who releases the answer. Nothing passes that is not named."""

from datastation.poort.aanvraag import Aanvraag, Credentialfeit, Tokenfeit, Verbruik, Vraagverwijzing
from datastation.poort.aftasten import Bezwaar
from datastation.poort.beleid import Beleid, lees_beleid
from datastation.poort.beslissen import Besluit, Stand, Stap, Uitkomst, beslis
from datastation.poort.lezersproces import Lezersproces
from datastation.poort.reden import Keurreden, Reden
from datastation.poort.register import Parameter, Profielversie, Register, Registratie, sha256_van
from datastation.poort.registreren import Keuringsverslag, registreer
from datastation.poort.uitleg import Beleidsuitleg, leg_uit

__all__ = [
    "Aanvraag",
    "Beleid",
    "Beleidsuitleg",
    "Besluit",
    "Bezwaar",
    "Credentialfeit",
    "Keuringsverslag",
    "Keurreden",
    "Lezersproces",
    "Parameter",
    "Profielversie",
    "Reden",
    "Register",
    "Registratie",
    "Stand",
    "Stap",
    "Tokenfeit",
    "Uitkomst",
    "Verbruik",
    "Vraagverwijzing",
    "beslis",
    "lees_beleid",
    "leg_uit",
    "registreer",
    "sha256_van",
]
