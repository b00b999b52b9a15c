"""The one door for messages: which generation it is shows in the message itself; the rest is for the module of that generation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from datastation.berichten import didcomm, envelop2021, nuts2022
from datastation.berichten.parameters import STANDAARD, Parametercodec
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.resultaat import delen
from datastation.berichten.soorten import Antwoordbericht, Antwoordkader, Foutbericht, Generatie, Inhoud, Verzoek
from datastation.berichten.velden import Velden, lees_object
from datastation.model.strikt import MAX_BYTES, Object

MAX_REACTIE = 32 << 20  # bytes of an answer, with its Base64
_VERZOEKEN = {envelop2021.VERZOEK: Generatie.KIKV_2021, didcomm.VERZOEK: Generatie.KIKV_1}
_REACTIES = {
    envelop2021.ANTWOORD: Generatie.KIKV_2021,
    envelop2021.FOUT: Generatie.KIKV_2021,
    didcomm.ANTWOORD: Generatie.KIKV_1,
    didcomm.FOUT: Generatie.KIKV_1,
}
_MEDIATYPE = {
    Generatie.KIKV_2021: "application/json",
    Generatie.NUTS_2022: "application/json",
    Generatie.KIKV_1: "application/didcomm-plain+json",
}
MEDIATYPEN = frozenset({*_MEDIATYPE.values(), "application/ld+json", "application/jose"})  # what a receiver takes


def mediatype(generatie: Generatie) -> str:
    """Content-Type of the messages that we send."""
    return _MEDIATYPE[generatie]


def lees_verzoek(ruw: bytes, *, koppen: Mapping[str, str], codec: Parametercodec = STANDAARD) -> Verzoek:
    """Read a request of any generation.

    Args:
        ruw: body of the HTTP request, at most 1 MiB. koppen: its headers; only the generation of 2022 uses them.

    Raises:
        BerichtFout: ``GEEN_VERZOEK`` for an answer or error report (rules 31, 32), ``BERICHT_ONBEKEND`` for anything else that is no request,
            and what the rules of its generation refuse.
    """
    bericht = _bericht(ruw, MAX_BYTES)
    soort = bericht.get("type")
    generatie = _VERZOEKEN.get(soort) if isinstance(soort, str) else None
    if generatie is Generatie.KIKV_2021:
        return envelop2021.lees_verzoek(Velden(bericht), codec)
    if generatie is Generatie.KIKV_1:
        return didcomm.lees_verzoek(Velden(bericht), codec)
    if nuts2022.is_presentatie(soort):
        return nuts2022.lees_verzoek(ruw, koppen, codec)
    if (isinstance(soort, str) and soort in _REACTIES) or nuts2022.is_reactie(bericht):
        fout = soort in (envelop2021.FOUT, didcomm.FOUT) or "code" in bericht
        raise BerichtFout(Reden.GEEN_VERZOEK, waar="type", regel=32 if fout else 31)
    raise BerichtFout(Reden.BERICHT_ONBEKEND, waar="type")


def lees_reactie(ruw: bytes, *, koppen: Mapping[str, str] | None = None) -> Antwoordbericht | Foutbericht:
    """Read an answer or an error report of any generation; nothing of it is verified.

    Args:
        ruw: at most 32 MiB. koppen: headers of the HTTP request that brought it; only the generation of 2022 uses them.

    Raises:
        BerichtFout: ``GEEN_REACTIE`` for a request (rule 33), ``BERICHT_ONBEKEND``, and what the rules of its generation refuse.
    """
    bericht = _bericht(ruw, MAX_REACTIE)
    soort = bericht.get("type")
    generatie = _REACTIES.get(soort) if isinstance(soort, str) else None
    if generatie is Generatie.KIKV_2021:
        return envelop2021.lees_reactie(Velden(bericht))
    if generatie is Generatie.KIKV_1:
        return didcomm.lees_reactie(Velden(bericht))
    if (isinstance(soort, str) and soort in _VERZOEKEN) or nuts2022.is_presentatie(soort):
        raise BerichtFout(Reden.GEEN_REACTIE, waar="type", regel=33)
    if nuts2022.is_reactie(bericht):
        return nuts2022.lees_reactie(Velden(bericht), koppen or {})
    raise BerichtFout(Reden.BERICHT_ONBEKEND, waar="type")


def _bericht(ruw: bytes, max_bytes: int) -> Object:
    """The object of a message, out of the envelope of 2021 if it has one."""
    if len(ruw) > max_bytes:
        raise BerichtFout(Reden.TE_GROOT)
    if ruw[:2] == b"ey" and ruw.isascii():  # base64url of a JSON object: the compact form
        return envelop2021.payload(envelop2021.uit_compact(ruw.decode("ascii").strip(), max_bytes))
    return envelop2021.payload(lees_object(ruw, max_bytes=max_bytes))


def open_antwoord(antwoord: Antwoordbericht, inhoud: bytes) -> Antwoordbericht:
    """The answer with the resultset that was signed.

    Args:
        inhoud: payload of its ``jws``, verified.

    Raises:
        BerichtFout: ``TEGENSTRIJDIG`` where the message says something else in the open, and what is no resultset.
    """
    getekend = lees_object(inhoud, max_bytes=MAX_REACTIE, waar="resultset")
    getekende_delen = delen(getekend)
    if antwoord.resultset is not None and delen(antwoord.resultset) != getekende_delen:
        raise BerichtFout(Reden.TEGENSTRIJDIG, waar="resultset")
    return replace(antwoord, resultset=getekend)


def schrijf_verzoek(verzoek: Verzoek, *, codec: Parametercodec = STANDAARD) -> bytes:
    """Body of a request; `koppen_van` gives its headers. What `lees_verzoek` makes of the two is the same request."""
    if verzoek.generatie is Generatie.KIKV_2021:
        return envelop2021.schrijf_verzoek(verzoek, codec)
    if verzoek.generatie is Generatie.KIKV_1:
        return didcomm.schrijf_verzoek(verzoek, codec)
    return verzoek.presentatie.encode()


def koppen_van(bericht: Verzoek | Antwoordkader, *, codec: Parametercodec = STANDAARD) -> dict[str, str]:
    """HTTP headers of a message that we send: its Content-Type, and the envelope of 2022."""
    koppen = {"Content-Type": mediatype(bericht.generatie)}
    if bericht.generatie is not Generatie.NUTS_2022:
        return koppen
    if isinstance(bericht, Verzoek):
        return koppen | nuts2022.koppen_verzoek(bericht, codec)
    return koppen | nuts2022.koppen_reactie(bericht)


def schrijf_antwoord(kader: Antwoordkader, jws: str, resultset: Inhoud) -> bytes:
    """Body of an answer.

    Args:
        jws: compact, over ``resultset``; in 1.x it is the answer, in the older generations our proof beside it ("" = none).
    """
    if kader.generatie is Generatie.KIKV_2021:
        return envelop2021.schrijf_antwoord(kader, jws, resultset)
    if kader.generatie is Generatie.KIKV_1:
        return didcomm.schrijf_antwoord(kader, jws)
    return nuts2022.schrijf_antwoord(jws, resultset)


def schrijf_foutmelding(kader: Antwoordkader, code: str, tekst: str, args: Sequence[str] = ()) -> bytes:
    """Body of an error report.

    Args:
        code: a problem code, or one of our own codes (`probleemcode` translates). tekst: for people, with ``{1}`` for the first of ``args``;
            no values of persons.
    """
    if kader.generatie is Generatie.KIKV_1:
        return didcomm.schrijf_fout(kader, code, tekst, args)
    geheel = didcomm.ingevuld(tekst, args)
    if kader.generatie is Generatie.KIKV_2021:
        return envelop2021.schrijf_fout(kader, code, geheel)
    return nuts2022.schrijf_fout(code, geheel)
