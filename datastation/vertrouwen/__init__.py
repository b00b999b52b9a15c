"""The local verifier: who sent this, who vouches for it, and is it still valid. No network but through the guarded fetcher; fails closed."""

from datastation.vertrouwen.certificaat import Clientbeleid, lees_bundel, lees_kop
from datastation.vertrouwen.codering import b64url
from datastation.vertrouwen.controle import Vaststelling, Verklaard, Vertrouwd, controleer
from datastation.vertrouwen.did import Resolver, keur_did, web_adres
from datastation.vertrouwen.did_x509 import X509Beleid
from datastation.vertrouwen.herhaling import Gezien, GezienInGeheugen
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.netwerk import Contact, Ophaler, binnen_termijn
from datastation.vertrouwen.nuts import Nutsknoop
from datastation.vertrouwen.ondertekenen import Vorm, did_document, lees_jws, maak_presentatie, maak_verklaring, teken_jws
from datastation.vertrouwen.oordeel import VERKLAREN
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutelbos import EDDSA, ES256, MAP, EigenSleutel, Sleutelbos, lees_sleutels, maak_sleutel, verwijder_sleutel
from datastation.vertrouwen.sleutels import Sleutel
from datastation.vertrouwen.statuslijst import Statuslijsten
from datastation.vertrouwen.strikt import MAX_BYTES, Object, lees_object
from datastation.vertrouwen.toegang import (
    CLIENT_BEARER,
    DIENSTEN,
    JWT_BEARER,
    VP_BEARER,
    Keurmeester,
    Toegang,
    TokenFout,
    geef_token,
    keur_token,
    lees_tokenverzoek,
)
from datastation.vertrouwen.verklaring import lees_verklaring
from datastation.vertrouwen.vraagverklaring import maak_statuslijst, statusingang, vraag_1

__all__ = [
    "CLIENT_BEARER",
    "DIENSTEN",
    "EDDSA",
    "ES256",
    "JWT_BEARER",
    "MAP",
    "MAX_BYTES",
    "VERKLAREN",
    "VP_BEARER",
    "Afgewezen",
    "Clientbeleid",
    "Contact",
    "Contexten",
    "EigenSleutel",
    "Gezien",
    "GezienInGeheugen",
    "Keurmeester",
    "Nutsknoop",
    "Object",
    "Ophaler",
    "Reden",
    "Resolver",
    "Sleutel",
    "Sleutelbos",
    "Statuslijsten",
    "Toegang",
    "TokenFout",
    "Vaststelling",
    "Verklaard",
    "Vertrouwd",
    "Vorm",
    "X509Beleid",
    "b64url",
    "binnen_termijn",
    "controleer",
    "did_document",
    "geef_token",
    "keur_did",
    "keur_token",
    "lees_bundel",
    "lees_jws",
    "lees_kop",
    "lees_object",
    "lees_sleutels",
    "lees_tokenverzoek",
    "lees_verklaring",
    "maak_presentatie",
    "maak_sleutel",
    "maak_statuslijst",
    "maak_verklaring",
    "statusingang",
    "teken_jws",
    "verwijder_sleutel",
    "vraag_1",
    "web_adres",
]
