"""KIK-V's messages on the wire, of all three generations: read strictly, written as their texts say. Knows nothing of trust, state or store."""

from datastation.berichten.codering import naar_json
from datastation.berichten.keuren import keur_reactie, keur_verzoek
from datastation.berichten.parameters import JsonOfTurtle, Parametercodec, lees_parameters, schrijf_parameters
from datastation.berichten.post import (
    MEDIATYPEN,
    koppen_van,
    lees_reactie,
    lees_verzoek,
    mediatype,
    open_antwoord,
    schrijf_antwoord,
    schrijf_foutmelding,
    schrijf_verzoek,
)
from datastation.berichten.probleemcodes import PROBLEEMCODES, probleemcode
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.resultaat import delen, lees_sparql_json, resultaat_id, resultset, sparql_json
from datastation.berichten.soorten import Antwoordbericht, Antwoordkader, Foutbericht, Generatie, Gevraagd, Verzoek
from datastation.berichten.velden import MAX_ADRES, MAX_TEKST, keur_adres
from datastation.berichten.vraag import lees_vraag

__all__ = [
    "MAX_ADRES",
    "MAX_TEKST",
    "MEDIATYPEN",
    "PROBLEEMCODES",
    "Antwoordbericht",
    "Antwoordkader",
    "BerichtFout",
    "Foutbericht",
    "Generatie",
    "Gevraagd",
    "JsonOfTurtle",
    "Parametercodec",
    "Reden",
    "Verzoek",
    "delen",
    "keur_adres",
    "keur_reactie",
    "keur_verzoek",
    "koppen_van",
    "lees_parameters",
    "lees_reactie",
    "lees_sparql_json",
    "lees_verzoek",
    "lees_vraag",
    "mediatype",
    "naar_json",
    "open_antwoord",
    "probleemcode",
    "resultaat_id",
    "resultset",
    "schrijf_antwoord",
    "schrijf_foutmelding",
    "schrijf_parameters",
    "schrijf_verzoek",
    "sparql_json",
]
