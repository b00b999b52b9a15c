"""From our own refusals to the problem codes of DIDComm (report-problem 2.0): ``e.p.<descriptor>``.

The first words of a descriptor are those that DIDComm defines (trust, trust.crypto, did, msg, me, me.res, req, req.time, xfer), so that a party that
does not know ours still knows whose turn it is. The keys are the codes of `poort`, `vertrouwen` and this part, with a few for what
becomes of a case: a part may not import another, so a test compares this table with them.
"""

from __future__ import annotations

import re
from types import MappingProxyType

PROBLEEM = re.compile(r"e\.p(?:\.[a-z0-9-]+)+")
ONBEKEND = "e.p.req"

_PER_CODE: dict[str, tuple[str, ...]] = {
    # The message itself
    "e.p.msg.too-large": ("te-groot", "te-diep", "veld-te-lang"),
    "e.p.msg.not-json": ("geen-json", "dubbele-sleutel", "getal", "teken"),
    "e.p.msg.unknown-type": ("bericht-onbekend", "geen-verzoek", "geen-reactie", "andere-generatie", "probleemcode"),
    "e.p.msg.field": ("veld-ontbreekt", "veld-ongeldig", "codering", "tegenstrijdig", "vorm", "resultaat-onleesbaar"),
    "e.p.msg.json-ld": ("context-onbekend", "term-onbekend", "relatieve-iri", "graaf-te-groot", "graaf-te-zwaar"),
    # Time and replay
    "e.p.req.time": ("bericht-verlopen", "bericht-te-vroeg", "verlopen", "nog-niet-geldig", "te-lang-geldig"),
    "e.p.req.replay": ("herhaling",),
    # Who
    "e.p.trust.sender": (
        "andere-afzender",
        "afzender-ongelijk",
        "houder",
        "ondertekenaar",
        "aanvrager-onbekend",
        "presentatie-ongeldig",
        "knoop-weigert",
    ),
    "e.p.trust.audience": ("andere-geadresseerde", "publiek", "ander-publiek", "token-andere-ontvanger"),
    "e.p.trust.token": ("token-niet-actief", "dienst-onbekend"),
    "e.p.trust.crypto": ("handtekening", "algoritme", "kop", "doel", "sleutel", "certificaatketen", "certificaat"),
    "e.p.trust.issuer": ("type-onbekend", "uitgever-onbekend", "uitgever-onvertrouwd", "zelf-uitgegeven", "credential-type"),
    "e.p.trust.unsigned": ("alleen-credentialsubject",),
    "e.p.trust.time": ("credential-nog-niet-geldig", "credential-verlopen"),
    "e.p.trust.revoked": ("ingetrokken", "credential-ingetrokken"),
    "e.p.trust.status": ("status-onbereikbaar", "status-ongeldig", "status-verouderd", "status-onbekend"),
    "e.p.did": ("did-methode", "did-ongeldig", "did-onbereikbaar", "adres-geweigerd"),
    # The question
    "e.p.req.profile": ("profiel-niet-aanvaard", "versie-onbekend", "versie-nog-niet-geldig", "versie-niet-meer-geldig"),
    "e.p.req.question": ("vraag-onbekend", "vraag-ingetrokken", "parametervorm-ongelijk", "ander-verzoek", "andere-vraag"),
    "e.p.req.parameters": (
        "parameters-onleesbaar",
        "parameter-onbekend",
        "parameter-ontbreekt",
        "parameter-ongeldig",
        "parameter-buiten-domein",
    ),
    "e.p.req.window": ("buiten-venster", "periode-buiten-venster"),
    "e.p.req.refused": ("beleid-weigert", "onthulling", "afgewezen"),
    "e.p.req.withdrawn": ("ingetrokken-verzoek", "vervangt"),
    "e.p.req.expired": ("termijn", "zaak-verlopen"),
    # Ours
    "e.p.me.res.quota": ("quotum-vragen", "quotum-stellingen", "quotum-onbekend", "herhaling-vol"),
    "e.p.me.res": ("grens",),
    "e.p.me": ("fout", "knoop-onbereikbaar", "knoop-antwoord"),
}

PROBLEEMCODES: MappingProxyType[str, str] = MappingProxyType({reden: code for code, redenen in _PER_CODE.items() for reden in redenen})


def probleemcode(code: str) -> str:
    """The problem code of one of our own codes; one that already is a problem code stays; an unknown one is ``e.p.req``."""
    return code if PROBLEEM.fullmatch(code) else PROBLEEMCODES.get(code, ONBEKEND)
