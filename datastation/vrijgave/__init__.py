"""From a question that came in to an answer that left: states, rights, four eyes, release, sending. The clock is always given."""

from datastation.vrijgave.behandelen import (
    Beleid,
    haal_op,
    hervat,
    laat_toe,
    leg_antwoord_vast,
    leg_neer,
    neem_op,
    trek_in,
    verifieer,
    verloop,
    werk_logboek_bij,
    wijs_af,
)
from datastation.vrijgave.beslissen import Dossier, corrigeer, geef_vrij, herhaal, lees, lijst, verklaring, zet_klaar, zie_in
from datastation.vrijgave.bezorgen import bezorgd, mislukt, neem_bericht
from datastation.vrijgave.indienen import Ingediend, Inzending, dien_in, neem_aan
from datastation.vrijgave.mensen import geef_rol, lijst_gebruikers, neem_rol_af, voeg_gebruiker_toe, zet_gebruiker_actief
from datastation.vrijgave.opruimen import ruim_zaken_op, wis_antwoorden
from datastation.vrijgave.toestanden import EIND, MAG, REGELS, Handeling, Regel, Rol, Toestand, Voorwaarde, is_geldig_pad, regels
from datastation.vrijgave.voorwaarden import onbekend
from datastation.vrijgave.weigering import Reden, Weigering
from datastation.vrijgave.wie import Wie, afnemer, persoon, station

__all__ = [
    "EIND",
    "MAG",
    "REGELS",
    "Beleid",
    "Dossier",
    "Handeling",
    "Ingediend",
    "Inzending",
    "Reden",
    "Regel",
    "Rol",
    "Toestand",
    "Voorwaarde",
    "Weigering",
    "Wie",
    "afnemer",
    "bezorgd",
    "corrigeer",
    "dien_in",
    "geef_rol",
    "geef_vrij",
    "haal_op",
    "herhaal",
    "hervat",
    "is_geldig_pad",
    "laat_toe",
    "lees",
    "leg_antwoord_vast",
    "leg_neer",
    "lijst",
    "lijst_gebruikers",
    "mislukt",
    "neem_aan",
    "neem_bericht",
    "neem_op",
    "neem_rol_af",
    "onbekend",
    "persoon",
    "regels",
    "ruim_zaken_op",
    "station",
    "trek_in",
    "verifieer",
    "verklaring",
    "verloop",
    "voeg_gebruiker_toe",
    "werk_logboek_bij",
    "wijs_af",
    "wis_antwoorden",
    "zet_gebruiker_actief",
    "zet_klaar",
    "zie_in",
]
