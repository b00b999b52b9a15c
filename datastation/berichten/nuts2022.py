"""Generation 2022: the Nuts workshop of KIK-V. The envelope is a set of HTTP headers, the body the presentation itself, or the resultset.

Ours, since the workshop leaves it open: the header ``Param-Values`` of a request (``param_values``, percent-encoded); the header ``In-Reply-To`` of an answer; the member ``bewijs``
(the signed answer) beside ``resultset``; and the error report, an object ``{"code": …, "comment": …}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from datastation.berichten.codering import naar_json, utf8
from datastation.berichten.parameters import Parametercodec
from datastation.berichten.probleemcodes import probleemcode
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.soorten import Antwoordbericht, Antwoordkader, Foutbericht, Generatie, Inhoud, Verzoek
from datastation.berichten.velden import MAX_TEKST, Velden
from datastation.model.strikt import Object

ONDERWERP = "validated-query-service"
MAX_BEWIJS = 32 << 20
MAX_PARAMETERS = 48 * 1024  # of a header, percent-encoded


def velden_van(koppen: Mapping[str, str]) -> Velden:
    """The headers as fields, whatever the case of their names.

    Raises:
        BerichtFout: ``TEGENSTRIJDIG`` where a name comes twice.
    """
    klein = {naam.lower(): waarde for naam, waarde in koppen.items()}
    if len(klein) != len(koppen):
        raise BerichtFout(Reden.TEGENSTRIJDIG, waar="koppen")
    return Velden(dict(klein))


def is_presentatie(soort: Any) -> bool:
    """Whether the ``type`` of an object is that of a presentation."""
    return "VerifiablePresentation" in (soort if isinstance(soort, list) else [soort])


def is_reactie(bericht: Object) -> bool:
    """Whether an object without ``type`` is an answer or an error report of this generation."""
    return "type" not in bericht and not {"resultset", "code"}.isdisjoint(bericht)


def lees_verzoek(ruw: bytes, koppen: Mapping[str, str], codec: Parametercodec) -> Verzoek:
    """Read the headers; the body was already found to be a presentation and goes on as it was signed."""
    kop = velden_van(koppen)
    _keur_onderwerp(kop)
    if not kop.heeft("reply-to"):
        raise BerichtFout(Reden.VELD_ONTBREEKT, waar="reply-to")
    return Verzoek(
        generatie=Generatie.NUTS_2022,
        id=kop.id("message-id", regel=4),
        gesprek=kop.id("references"),
        van=kop.did("from", regel=5),
        aan=(kop.did("to", regel=6),),
        antwoordadres=kop.adres("reply-to"),
        presentatie=utf8(ruw, waar="presentatie"),
        parameters=codec.lees(utf8(unquote_to_bytes(kop.soms("param-values", maximum=MAX_PARAMETERS)), waar="param-values")),
    )


def lees_reactie(inhoud: Velden, koppen: Mapping[str, str]) -> Antwoordbericht | Foutbericht:
    """Read the headers and the object of an answer or an error report."""
    kop = velden_van(koppen)
    _keur_onderwerp(kop)
    gedeeld: dict[str, Any] = {
        "generatie": Generatie.NUTS_2022,
        "id": kop.id("message-id", regel=4),
        "verzoek_id": kop.soms_id("in-reply-to"),
        "gesprek": kop.id("references"),
        "van": kop.did("from", regel=5),
        "aan": (kop.did("to", regel=6),),
        "gemaakt": None,
    }
    if inhoud.heeft("code"):
        return Foutbericht(**gedeeld, code=inhoud.tekst("code"), tekst=inhoud.soms("comment"))
    antwoord = {"resultset": inhoud.inhoud["resultset"]} if inhoud.heeft("resultset") else {}
    return Antwoordbericht(**gedeeld, jws=inhoud.soms("bewijs", maximum=MAX_BEWIJS), resultset=antwoord)


def _keur_onderwerp(kop: Velden) -> None:
    if kop.tekst("subject") != ONDERWERP:
        raise BerichtFout(Reden.BERICHT_ONBEKEND, waar="subject")


def koppen_verzoek(verzoek: Verzoek, codec: Parametercodec) -> dict[str, str]:
    """Headers of a request; its body is the presentation."""
    koppen = {
        "Message-ID": verzoek.id,
        "Subject": ONDERWERP,
        "From": verzoek.van,
        "To": verzoek.aan[0],
        "References": verzoek.gesprek,
        "Reply-To": verzoek.antwoordadres,
    }
    if verzoek.parameters:
        koppen["Param-Values"] = quote(codec.schrijf(verzoek.parameters), safe="")
    return koppen


def koppen_reactie(kader: Antwoordkader) -> dict[str, str]:
    """Headers of an answer or an error report."""
    return {
        "Message-ID": kader.bericht_id,
        "Subject": ONDERWERP,
        "From": kader.van,
        "To": kader.aan,
        "References": kader.gesprek,
        "In-Reply-To": kader.verzoek_id,
    }


def schrijf_antwoord(jws: str, resultset: Inhoud) -> bytes:
    """Body of an answer."""
    return naar_json({**resultset, "bewijs": jws} if jws else resultset)


def schrijf_fout(code: str, tekst: str) -> bytes:
    """Body of an error report."""
    return naar_json({"code": probleemcode(code), "comment": tekst[:MAX_TEKST]})
