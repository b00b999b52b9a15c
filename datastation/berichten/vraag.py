"""The question inside a credential: the same facts, in three shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datastation.berichten.codering import uitgepakt
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.soorten import Gevraagd
from datastation.berichten.velden import MAX_ADRES, Velden

MAX_SPARQL = 256 * 1024  # packed; the gate registers no text of more than 64 KiB


def lees_vraag(claims: Mapping[str, Any], *, id: str) -> Gevraagd:
    """Read a credentialSubject.

    Args:
        claims: ``{profile, ontology, query}`` (2021), ``{id, validatedQuery: {identifier, name, description, profile, ontology, sparql,
            paramsSHACL}}`` (2022 and 1.x), or those names directly under the subject (an older variant of 1.x).
        id: of the credential, for a subject without ``identifier``.

    Raises:
        BerichtFout: a field is missing, has another form or is packed in no known way; ``TEGENSTRIJDIG`` where there are two query texts.
    """
    onderwerp = Velden(dict(claims), "credentialSubject")
    vraag = onderwerp.object("validatedQuery") if onderwerp.heeft("validatedQuery") else onderwerp
    teksten = {(v.pad, naam) for v in (onderwerp, vraag) for naam in ("query", "sparql") if v.heeft(naam)}
    if len(teksten) > 1:
        raise BerichtFout(Reden.TEGENSTRIJDIG, waar=vraag.waar("sparql"))
    veld = "query" if vraag.heeft("query") else "sparql"
    ontologie = vraag.lijst("ontology")
    if not ontologie or not all(o.strip() for o in ontologie):
        raise BerichtFout(Reden.VELD_ONTBREEKT, waar=vraag.waar("ontology"))
    vorm = vraag.soms("paramsSHACL", maximum=MAX_SPARQL)
    kenmerk = vraag.soms("identifier").strip() or id.strip()
    if not kenmerk:
        raise BerichtFout(Reden.VELD_ONTBREEKT, waar=vraag.waar("identifier"))
    return Gevraagd(
        id=kenmerk,
        naam=vraag.soms("name"),
        profiel=vraag.tekst("profile", maximum=MAX_ADRES),
        ontologie=ontologie,
        sparql=uitgepakt(vraag.tekst(veld, maximum=MAX_SPARQL), waar=vraag.waar(veld)),
        parametervorm=uitgepakt(vorm, waar=vraag.waar("paramsSHACL")) if vorm.strip() else None,
    )
