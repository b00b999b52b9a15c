"""Generation 2021: the envelope of KIK-V's datastation specification (chapters Protocol and Services; moet-2021.md P7-P12, S19, S20).

Written in the form of the specification's example, ``{"protected": {"alg": "none", "typ": "JWM"}, "payload": {…}, "signature": ""}``. Read
besides: the payload alone, and the compact form of an unsigned JWM. Ours: ``body.param_values``, ``body.bewijs`` (the signed answer), ``body.code``.
"""

from __future__ import annotations

from typing import Any

from datastation.berichten.codering import b64, b64_tekst, is_compact, lees_presentatie, naar_b64url, naar_json
from datastation.berichten.parameters import Parametercodec
from datastation.berichten.probleemcodes import probleemcode
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.soorten import Antwoordbericht, Antwoordkader, Foutbericht, Generatie, Inhoud, Verzoek
from datastation.berichten.velden import MAX_TEKST, Velden, keur_volgorde, lees_object
from datastation.model.strikt import MAX_BYTES, Object

VERZOEK, ANTWOORD, FOUT = "v1/basic-message/request", "v1/basic-message/response", "v1/error-report"
MAX_REACTIE = 32 << 20


def uit_compact(tekst: str, max_bytes: int) -> Object:
    """An unsigned JWM, ``<header>.<payload>.``, as the object of the example."""
    delen = tekst.split(".")
    if len(delen) != 3 or not delen[0] or not delen[1]:
        raise BerichtFout(Reden.GEEN_JSON)
    kop = lees_object(b64(delen[0], waar="protected"), waar="protected")
    return {"protected": kop, "payload": lees_object(b64(delen[1], waar="payload"), max_bytes=max_bytes), "signature": delen[2]}


def payload(bericht: Object) -> Object:
    """What the envelope says, of either form.

    Raises:
        BerichtFout: ``VELD_ONGELDIG`` where it is signed or encrypted: nobody would check that signature; ``BERICHT_ONBEKEND`` where
            something else than a message of this generation is in it.
    """
    velden = Velden(bericht)
    if not velden.heeft("payload"):
        return bericht
    if velden.object("protected").tekst("alg") != "none" or velden.soms("signature"):
        raise BerichtFout(Reden.VELD_ONGELDIG, waar="protected.alg")
    inhoud = velden.object("payload").inhoud
    if inhoud.get("type") not in (VERZOEK, ANTWOORD, FOUT):
        raise BerichtFout(Reden.BERICHT_ONBEKEND, waar="payload.type")
    return inhoud


def lees_verzoek(velden: Velden, codec: Parametercodec) -> Verzoek:
    """Read the payload of a request."""
    body = velden.object("body", regel=9)
    gemaakt, vervalt = velden.moment("iat"), velden.moment("exp")
    keur_volgorde(gemaakt, vervalt, "exp")
    if not velden.heeft("reply_url"):
        raise BerichtFout(Reden.VELD_ONTBREEKT, waar="reply_url")
    return Verzoek(
        generatie=Generatie.KIKV_2021,
        id=velden.id("jti", regel=4),
        gesprek=velden.id("thread_id"),
        van=velden.did("from", regel=5),
        aan=velden.dids("to", regel=6),
        gemaakt=gemaakt,
        vervalt=vervalt,
        antwoordadres=velden.adres("reply_url"),
        presentatie=lees_presentatie(body.tekst("message", regel=10, maximum=MAX_BYTES), waar="body.message"),
        parameters=codec.lees(body.soms("param_values", maximum=MAX_BYTES)),
    )


def lees_reactie(velden: Velden) -> Antwoordbericht | Foutbericht:
    """Read the payload of a response or an error report."""
    is_fout = velden.soms("type") == FOUT
    body = velden.object("body", regel=24 if is_fout else 15)
    kop: dict[str, Any] = {
        "generatie": Generatie.KIKV_2021,
        "id": velden.id("jti", regel=4),
        "verzoek_id": "",  # this generation has no field for it: the conversation links the two
        "gesprek": velden.id("thread_id"),
        "van": velden.did("from", regel=5),
        "aan": velden.dids("to", regel=6),
        "gemaakt": velden.moment("iat"),
    }
    if is_fout:
        return Foutbericht(**kop, code=body.soms("code"), tekst=body.tekst("message", regel=25))
    bericht = body.tekst("message", regel=16, maximum=MAX_REACTIE).strip()
    if is_compact(bericht):
        return Antwoordbericht(**kop, jws=bericht, resultset=None)
    open = bericht if bericht.startswith("{") else b64_tekst(bericht, waar="body.message")
    return Antwoordbericht(
        **kop,
        jws=body.soms("bewijs", maximum=MAX_REACTIE),
        resultset=lees_object(open, max_bytes=MAX_REACTIE, waar="body.message"),
    )


def schrijf_verzoek(verzoek: Verzoek, codec: Parametercodec) -> bytes:
    """The request as bytes. ``to`` is one text where it is one DID."""
    body = {"message": naar_b64url(verzoek.presentatie.encode())}
    if verzoek.parameters:
        body["param_values"] = codec.schrijf(verzoek.parameters)
    tijden = {"exp": verzoek.vervalt, "iat": verzoek.gemaakt}
    return _envelop(
        {
            "jti": verzoek.id,
            "type": VERZOEK,
            "from": verzoek.van,
            "to": verzoek.aan[0] if len(verzoek.aan) == 1 else list(verzoek.aan),
            **{naam: int(moment.timestamp()) for naam, moment in tijden.items() if moment is not None},
            "thread_id": verzoek.gesprek,
            "reply_url": verzoek.antwoordadres,
            "body": body,
        }
    )


def schrijf_antwoord(kader: Antwoordkader, jws: str, resultset: Inhoud) -> bytes:
    """The response: ``message`` = base64url of the resultset, and beside it our ``bewijs``, the same signed."""
    body = {"message": naar_b64url(naar_json(resultset))}
    return _reactie(kader, ANTWOORD, {**body, "bewijs": jws} if jws else body)


def schrijf_fout(kader: Antwoordkader, code: str, tekst: str) -> bytes:
    """The error report: ``message`` is plain text; ``code`` beside it is ours."""
    return _reactie(kader, FOUT, {"message": tekst[:MAX_TEKST], "code": probleemcode(code)})


def _reactie(kader: Antwoordkader, soort: str, body: Inhoud) -> bytes:
    return _envelop(
        {
            "jti": kader.bericht_id,
            "type": soort,
            "from": kader.van,
            "to": kader.aan,
            "iat": int(kader.nu.timestamp()),
            "thread_id": kader.gesprek,
            "body": body,
        }
    )


def _envelop(inhoud: Inhoud) -> bytes:
    return naar_json({"protected": {"alg": "none", "typ": "JWM"}, "payload": inhoud, "signature": ""})
