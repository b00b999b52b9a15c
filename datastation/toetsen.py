"""The story *what would be decided*: every check of the gate over a request that nobody made, so that a policy can be read before it works."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from datastation.beantwoorden import VESTIGINGEN, grenzen_van
from datastation.fouten import GebruiksFout
from datastation.instellingen import Station
from datastation.invullen import LIJST_VESTIGINGEN, verwijzing, vul_in
from datastation.model.term import Literaal, Term
from datastation.poort import Aanvraag, Beleid, Besluit, Credentialfeit, Tokenfeit, Verbruik, beslis
from datastation.register import kas_van, registreer_profielen
from datastation.store import momentopname
from datastation.store.werker import Werker
from datastation.uitwisselprofiel import Profiel

# Stands for the management organisation in a request that nobody made; no other party has a DID that begins so.
UITGEVER = "did:example:beheerorganisatie"


def beleidsbestand(station: Station) -> Path:
    """Where the policy of a station stands."""
    return station.map / (station.uitwisseling.beleid if station.uitwisseling else "beleid.toml")


def kies_profiel(profielen: Sequence[Profiel], id: str, versie: str) -> Profiel:
    """A profile version.

    Raises:
        GebruiksFout: there is none; names those that are.
    """
    for profiel in profielen:
        if (profiel.id, profiel.versie) == (id, versie):
            return profiel
    raise GebruiksFout(
        f"Er is geen uitwisselprofiel {id} in versie {versie}.",
        waar=f"{id}@{versie}",
        herstel="Kies uit: " + (", ".join(p.naam for p in profielen) or "niets"),
    )


def toets(
    station: Station,
    beleid: Beleid,
    profiel: Profiel,
    *,
    did: str,
    nr: str,
    teksten: Mapping[str, str],
    nu: datetime,
    met_credential: bool = True,
    eerder: int = 0,
) -> Besluit:
    """Decide on a request that nobody made, and do nothing with it.

    What cannot be known without the real message is taken to be in order: token, presentation, issuer, status. Everything else is judged as it is
    now: policy, registration, parameters, known vestigingen, moment.

    Args:
        did: of the requester. teksten: parameters as typed. met_credential: the question comes with a signed credential.
        eerder: requests, all different, that this requester made before in the period of its quota.

    Raises:
        GebruiksFout: no such question.
    """
    verwezen = verwijzing(profiel, nr)
    invulling = vul_in(profiel, nr, teksten)
    aanvraag = Aanvraag(
        afzender=did,
        token=Tokenfeit(actief=True, voor_ons=True, houder=did),
        credential=_credential(did, beleid, nu) if met_credential else None,
        vraag=verwezen,
        parameters=invulling.parameters,
        periode=invulling.periode,
    )
    return beslis(
        aanvraag,
        registreer_profielen([profiel], kas=kas_van(station)),
        beleid,
        nu=nu,
        verbruik=Verbruik(nu - timedelta(days=366_000), eerder, frozenset(str(nummer) for nummer in range(eerder))),
        lijsten=lijsten(station),
    )


def lijsten(station: Station) -> dict[str, Collection[Term]]:
    """The closed lists that a station keeps, out of the snapshot that serves; empty where there is none yet."""
    try:
        opname = momentopname.huidige(station.momentopnamen)
    except GebruiksFout:
        return {LIJST_VESTIGINGEN: ()}
    with Werker(opname.store, grenzen_van(station)) as werker:
        return {LIJST_VESTIGINGEN: tuple(Literaal(str(rij[0].python)) for rij in werker.vraag(VESTIGINGEN).rijen if rij[0] is not None)}


def _credential(did: str, beleid: Beleid, nu: datetime) -> Credentialfeit:
    soort = beleid.credentials[0]
    return Credentialfeit(
        presentatie_goed=True,
        houder=did,
        onderwerpen=frozenset({did}),
        soorten=frozenset({soort}),
        uitgever=UITGEVER,
        vertrouwd_voor=frozenset({soort}),
        status="goed",
        status_op=nu,
    )
