"""What the credentials of KIK-V say: a validated question in each of its shapes, and where it says whether it was withdrawn.

For whoever issues: the management organisation of a demo or a test. A station only reads them.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable, Sequence

from datastation.fouten import GebruiksFout
from datastation.vertrouwen.codering import naar_b64url
from datastation.vertrouwen.contexten import BITSTRING, KIKV, STATUSLIJST_2021
from datastation.vertrouwen.ondertekenen import Inhoud
from datastation.vertrouwen.statuslijst import MIN_BYTES
from datastation.vertrouwen.strikt import Object

KIKV_2021 = "https://www.zinl.nl/2020/credentials/validatedquery/v1"  # not frozen here: this shape travels as a token alone


def vraag_2021(houder: str, *, profiel: str, ontologie: str, query: str) -> Inhoud:
    """``ValidQueryCredential`` of the specification of 2021; the id of the credential is that of the question. Token only."""
    return Inhoud("ValidQueryCredential", houder, {"profile": profiel, "ontology": ontologie, "query": query}, (KIKV_2021,))


def vraag_1(
    houder: str,
    *,
    identifier: str,
    naam: str,
    beschrijving: str,
    profiel: str,
    ontologie: str | Sequence[str],
    sparql: bytes,
    parametervorm: bytes | None = None,
) -> Inhoud:
    """``ValidatedQueryCredential`` of the technical specification 1.x.

    Args:
        sparql: the question; written as Base64. parametervorm: SHACL of its parameters in Turtle, written as Base64 too (the specification does not say).
    """
    vraag: Object = {
        "identifier": identifier,
        "name": naam,
        "description": beschrijving,
        "profile": profiel,
        "ontology": ontologie if isinstance(ontologie, str) else list(ontologie),
        "sparql": base64.b64encode(sparql).decode(),
    }
    vraag |= {} if parametervorm is None else {"paramsSHACL": base64.b64encode(parametervorm).decode()}
    return Inhoud("ValidatedQueryCredential", houder, {"validatedQuery": vraag}, (KIKV,))


def statusingang(lijst: str, plaats: int, *, soort: str = "BitstringStatusListEntry", doel: str = "revocation") -> Object:
    """The status entry of a credential: its place in a list. ``lijst``: URL of the list."""
    kern = {"id": f"{lijst}#{plaats}", "type": soort, "statusPurpose": doel}
    return {**kern, "statusListIndex": str(plaats), "statusListCredential": lijst}


def maak_statuslijst(
    lijst: str, ingetrokken: Iterable[int], *, soort: str = "BitstringStatusListEntry", doel: str = "revocation"
) -> Inhoud:
    """What a list says: the places that were withdrawn. The credential that holds it has the URL of the list as its id.

    Raises:
        GebruiksFout: a place that the list does not have (131,072 of them).
    """
    bits = bytearray(MIN_BYTES)
    for plaats in ingetrokken:
        if not 0 <= plaats < MIN_BYTES * 8:
            raise GebruiksFout("Deze plaats staat niet op de statuslijst.", waar=str(plaats))
        bits[plaats // 8] |= 1 << (7 - plaats % 8)
    tekst = naar_b64url(gzip.compress(bytes(bits), mtime=0))
    if soort == "StatusList2021Entry":
        onderwerp: Object = {"type": "StatusList2021", "statusPurpose": doel, "encodedList": tekst}
        return Inhoud("StatusList2021Credential", f"{lijst}#list", onderwerp, (STATUSLIJST_2021,))
    onderwerp = {"type": "BitstringStatusList", "statusPurpose": doel, "encodedList": f"u{tekst}"}
    return Inhoud("BitstringStatusListCredential", f"{lijst}#list", onderwerp, (BITSTRING,))
