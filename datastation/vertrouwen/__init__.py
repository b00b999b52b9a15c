"""The local verifier: who sent this, who vouches for it, and is it still valid. No network but through the guarded fetcher; fails closed."""

from datastation.vertrouwen.controle import Vaststelling, Verklaard, Vertrouwd, controleer
from datastation.vertrouwen.did import Resolver
from datastation.vertrouwen.did_x509 import X509Beleid
from datastation.vertrouwen.herhaling import Gezien, GezienInGeheugen, GezienInSqlite
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.netwerk import Ophaler
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.statuslijst import Statuslijsten

__all__ = [
    "Afgewezen",
    "Contexten",
    "Gezien",
    "GezienInGeheugen",
    "GezienInSqlite",
    "Ophaler",
    "Reden",
    "Resolver",
    "Statuslijsten",
    "Vaststelling",
    "Verklaard",
    "Vertrouwd",
    "X509Beleid",
    "controleer",
]
