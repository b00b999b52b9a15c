"""The log: who asked what, what was decided and what left, in an append-only tree that proves itself (NEN 7513, RFC 6962)."""

from datastation.logboek.auditevent import als_auditevent, als_bundel
from datastation.logboek.bewijs import Insluitbewijs, Samenhangbewijs, Zaakbewijs
from datastation.logboek.boek import BEWAARTERMIJN, Leesfilter, Logboek
from datastation.logboek.hoofd import Boomhoofd, Ondertekenaar, PubliekeSleutel, klopt_hoofd, lees_sleutel
from datastation.logboek.naspelen import Gebrek, Verslag, speel_na
from datastation.logboek.nummers import bevat_nummer, eis_geen_nummers
from datastation.logboek.regel import (
    Betrokken,
    Controle,
    Gebeurtenis,
    Gebruiker,
    Logbron,
    Logregel,
    Parameter,
    Resultaat,
    Uitkomst,
    Vastgelegd,
    Verzoek,
    Vraagstuk,
)

__all__ = [
    "BEWAARTERMIJN",
    "Betrokken",
    "Boomhoofd",
    "Controle",
    "Gebeurtenis",
    "Gebrek",
    "Gebruiker",
    "Insluitbewijs",
    "Leesfilter",
    "Logboek",
    "Logbron",
    "Logregel",
    "Ondertekenaar",
    "Parameter",
    "PubliekeSleutel",
    "Resultaat",
    "Samenhangbewijs",
    "Uitkomst",
    "Vastgelegd",
    "Verslag",
    "Verzoek",
    "Vraagstuk",
    "Zaakbewijs",
    "als_auditevent",
    "als_bundel",
    "bevat_nummer",
    "eis_geen_nummers",
    "klopt_hoofd",
    "lees_sleutel",
    "speel_na",
]
