"""Generation 1.x: DIDComm v2 plaintext, as kik-commons reads and writes it (kikv.md 3.3).

Read besides: Base64 of either alphabet, a presentation that is a JWT, and a ``reply_url`` at the top of a request, which is ours: KIK-V has the reply
address in the DID document of the requester (service ``didcomm-service-kikv``), and that one goes first where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from datastation.berichten.codering import is_ondertekend, lees_presentatie, naar_b64, naar_json
from datastation.berichten.parameters import Parametercodec
from datastation.berichten.probleemcodes import probleemcode
from datastation.berichten.reden import BerichtFout, Reden
from datastation.berichten.soorten import Antwoordbericht, Antwoordkader, Foutbericht, Generatie, Inhoud, Verzoek
from datastation.berichten.velden import MAX_ADRES, MAX_LEDEN, MAX_TEKST, Velden, keur_volgorde
from datastation.model.strikt import MAX_BYTES

VERZOEK = "https://www.kik-v.nl/validated-query-request/1.0/request"
ANTWOORD = "https://www.kik-v.nl/validated-query-request/1.0/response"
FOUT = "https://didcomm.org/report-problem/2.0/problem-report"
MAX_JWS = 32 << 20
_PLEK = re.compile(r"\{([1-9][0-9]?)\}")


def lees_verzoek(velden: Velden, codec: Parametercodec) -> Verzoek:
    """Read a request, with a presentation or with bare questions."""
    body = velden.object("body", regel=9)
    gemaakt, vervalt = velden.moment("created_time"), velden.moment("expires_time")
    keur_volgorde(gemaakt, vervalt, "expires_time")
    id = velden.id("id", regel=4)
    presentatie, kaal = _vragen(body)
    return Verzoek(
        generatie=Generatie.KIKV_1,
        id=id,
        gesprek=velden.soms_id("thid") or id,
        van=velden.did("from", regel=5),
        aan=velden.dids("to", regel=6),
        gemaakt=gemaakt,
        vervalt=vervalt,
        antwoordadres=velden.adres("reply_url"),
        presentatie=presentatie,
        kale_vragen=kaal,
        parameters=codec.lees(body.soms("param_values", maximum=MAX_BYTES)),
        bovenliggend=velden.soms_id("pthid"),
        dataset=body.soms("dataset", maximum=MAX_ADRES),
        record=body.soms("record", maximum=MAX_ADRES),
    )


def _vragen(body: Velden) -> tuple[str, tuple[Inhoud, ...]]:
    """The presentation or the bare questions.

    kik-commons writes both: beside a presentation with one credential also its credentialSubject, and in the simplified mode beside the
    credentialSubject also a presentation around it, without any proof. What is signed counts; what is not signed counts only where nothing is.
    """
    kaal = _kaal(body)
    if not body.heeft("vp"):
        if not kaal:
            raise BerichtFout(Reden.VELD_ONTBREEKT, waar="body.vp", regel=10)
        return "", kaal
    presentatie = lees_presentatie(body.tekst("vp", regel=10, maximum=MAX_BYTES), waar="body.vp")
    return ("", kaal) if kaal and not is_ondertekend(presentatie) else (presentatie, ())


def _kaal(body: Velden) -> tuple[Inhoud, ...]:
    waarde = body.inhoud.get("credentialSubject")
    leden = [] if waarde is None else waarde if isinstance(waarde, list) else [waarde]
    if len(leden) > MAX_LEDEN:
        raise BerichtFout(Reden.VELD_TE_LANG, waar="body.credentialSubject")
    if any(not isinstance(lid, dict) for lid in leden):
        raise BerichtFout(Reden.VELD_ONGELDIG, waar="body.credentialSubject")
    return tuple(leden)


def lees_reactie(velden: Velden) -> Antwoordbericht | Foutbericht:
    """Read a response or a problem report."""
    is_fout = velden.soms("type") == FOUT
    body = velden.object("body", regel=24 if is_fout else 15)
    kop: dict[str, Any] = {
        "generatie": Generatie.KIKV_1,
        "id": velden.id("id", regel=4),
        "verzoek_id": velden.soms_id("pthid" if is_fout else "thid"),
        "gesprek": velden.soms_id("thid"),
        "van": velden.did("from", regel=5),
        "aan": velden.dids("to", regel=6),
        "gemaakt": velden.moment("created_time"),
    }
    if is_fout:
        return Foutbericht(**kop, code=body.tekst("code", regel=25, maximum=256), tekst=ingevuld(body.soms("comment"), body.lijst("args")))
    return Antwoordbericht(**kop, jws=body.tekst("response", regel=16, maximum=MAX_JWS), resultset=None)


def ingevuld(tekst: str, args: Sequence[str]) -> str:
    """``{1}`` is the first argument (report-problem 2.0); a place without argument becomes ``?``."""
    return _PLEK.sub(lambda plek: args[int(plek[1]) - 1] if int(plek[1]) <= len(args) else "?", tekst)


def schrijf_verzoek(verzoek: Verzoek, codec: Parametercodec) -> bytes:
    """The request as bytes; absent fields are left out."""
    body: dict[str, Any] = {}
    if verzoek.presentatie:
        body["vp"] = naar_b64(verzoek.presentatie.encode())
    if verzoek.kale_vragen:
        body["credentialSubject"] = verzoek.kale_vragen[0] if len(verzoek.kale_vragen) == 1 else list(verzoek.kale_vragen)
    body |= {n: w for n, w in (("dataset", verzoek.dataset), ("record", verzoek.record)) if w}
    if verzoek.parameters:
        body["param_values"] = codec.schrijf(verzoek.parameters)
    return _bericht(
        {
            "id": verzoek.id,
            "thid": verzoek.gesprek if verzoek.gesprek != verzoek.id else None,
            "pthid": verzoek.bovenliggend or None,
            "type": VERZOEK,
            "from": verzoek.van,
            "to": verzoek.aan[0] if len(verzoek.aan) == 1 else list(verzoek.aan),
            "created_time": int(verzoek.gemaakt.timestamp()) if verzoek.gemaakt else None,
            "expires_time": int(verzoek.vervalt.timestamp()) if verzoek.vervalt else None,
            "reply_url": verzoek.antwoordadres or None,
            "body": body,
        }
    )


def schrijf_antwoord(kader: Antwoordkader, jws: str) -> bytes:
    """The response; the resultset stands in the JWS."""
    assert jws, "an answer of 1.x is its signature"
    return _bericht({**_kop(kader, ANTWOORD), "thid": kader.verzoek_id, "body": {"response": jws}})


def schrijf_fout(kader: Antwoordkader, code: str, tekst: str, args: Sequence[str]) -> bytes:
    """The problem report."""
    body: dict[str, Any] = {"code": probleemcode(code), "comment": tekst[:MAX_TEKST]}
    if args:
        body["args"] = args[0] if len(args) == 1 else list(args)
    return _bericht({**_kop(kader, FOUT), "pthid": kader.verzoek_id, "ack": kader.verzoek_id, "body": body})


def _kop(kader: Antwoordkader, soort: str) -> dict[str, Any]:
    return {"id": kader.bericht_id, "type": soort, "from": kader.van, "to": kader.aan, "created_time": int(kader.nu.timestamp())}


def _bericht(inhoud: dict[str, Any]) -> bytes:
    return naar_json({naam: waarde for naam, waarde in inhoud.items() if waarde is not None})
