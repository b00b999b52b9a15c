"""The messages of three generations, and what is packed inside them.

Input: one letter (which reader, `LEZERS`), then what it reads; where headers count, lines of ``Name: value`` and an empty line come first.
What is accepted is written and read again: the same message, and the same bytes the second time.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from datastation.berichten import (
    Antwoordbericht,
    BerichtFout,
    Foutbericht,
    Generatie,
    Verzoek,
    keur_reactie,
    koppen_van,
    lees_parameters,
    lees_reactie,
    lees_sparql_json,
    lees_verzoek,
    lees_vraag,
    open_antwoord,
    schrijf_parameters,
    schrijf_verzoek,
)
from datastation.berichten.codering import lees_presentatie, uitgepakt
from datastation.berichten.resultaat import delen
from fuzz.gemeen import ZADEN, Doel, eis
from fuzz.muteren import bytes_erin, json_anders, woorden_anders

_Z: dict[str, Any] = json.loads((ZADEN / "berichten.json").read_text(encoding="utf-8"))


def _los(data: bytes) -> tuple[dict[str, str], bytes]:
    """Headers as a server hands them over (latin-1), and the body."""
    koppen, _, inhoud = data.partition(b"\n\n")
    paren = [regel.partition(": ") for regel in koppen.decode("latin-1").split("\n") if regel]
    return {naam: waarde for naam, _, waarde in paren}, inhoud


def _verzoek(data: bytes) -> None:
    koppen, inhoud = _los(data)
    verzoek = lees_verzoek(inhoud, koppen=koppen)
    eis(verzoek.id and verzoek.van.startswith("did:") and verzoek.aan, "een verzoek zonder id, afzender of ontvanger")
    eis("#" not in verzoek.id and "\n" not in verzoek.id, "een id met een teken dat er niet in mag")
    geschreven = schrijf_verzoek(verzoek)
    terug = lees_verzoek(geschreven, koppen=koppen_van(verzoek))
    eis(terug == _afgerond(verzoek), "een verzoek is na schrijven en lezen een ander")
    eis(schrijf_verzoek(terug) == geschreven, "een verzoek wordt een tweede keer anders geschreven")
    for kaal in verzoek.kale_vragen:
        _vraag(json.dumps(kaal).encode())


def _afgerond(verzoek: Verzoek) -> Verzoek:
    """Whole seconds are what is written."""
    tijden = {n: t.replace(microsecond=0) for n in ("gemaakt", "vervalt") if (t := getattr(verzoek, n)) is not None}
    return replace(verzoek, **tijden)


def _reactie(data: bytes) -> None:
    koppen, inhoud = _los(data)
    reactie = lees_reactie(inhoud, koppen=koppen)
    eis(reactie.id and reactie.van.startswith("did:"), "een reactie zonder id of afzender")
    if isinstance(reactie, Foutbericht):
        eis(isinstance(reactie.tekst, str) and isinstance(reactie.code, str), "een foutmelding zonder tekst")
        return
    _antwoord(reactie)


def _antwoord(reactie: Antwoordbericht) -> None:
    if reactie.generatie is Generatie.KIKV_1 and reactie.jws.count(".") == 2:
        try:
            ruw = base64.urlsafe_b64decode(reactie.jws.split(".")[1] + "===")
        except ValueError:
            return
        reactie = open_antwoord(reactie, ruw)
    verzoek = Verzoek(reactie.generatie, reactie.verzoek_id or "1", reactie.gesprek, reactie.aan[0], (reactie.van,))
    for id, resultaat in delen(reactie.resultset):
        eis(isinstance(id, str), "een resultaat zonder id")
        kolommen, rijen = lees_sparql_json(resultaat)
        eis(all(len(rij) == len(kolommen) for rij in rijen), "een rij van een andere lengte dan de kop")
    keur_reactie(reactie, verzoek, frozenset(_Z["vraag_ids"]))


def _parameters(data: bytes) -> None:
    parameters = lees_parameters(data.decode("utf-8", "replace"))
    for vorm in ("json", "turtle"):
        geschreven = schrijf_parameters(parameters, vorm)
        if len(geschreven) <= 16 * 1024:
            eis(lees_parameters(geschreven) == parameters, f"parameters zijn na schrijven als {vorm} en lezen andere")


def _turtle(data: bytes) -> None:
    _parameters(base64.b64encode(data))


def _vraag(data: bytes) -> None:
    try:
        claims = json.loads(data)
    except ValueError:
        return
    if isinstance(claims, dict):
        vraag = lees_vraag(claims, id="urn:x")
        eis(vraag.id and vraag.profiel and vraag.ontologie, "een vraag zonder id, profiel of ontologie")
        vraag.sparql.decode()


def _resultaat(data: bytes) -> None:
    try:
        inhoud = json.loads(data)
    except ValueError:
        return
    if isinstance(inhoud, dict):
        kolommen, rijen = lees_sparql_json(inhoud)
        eis(all(len(rij) == len(kolommen) for rij in rijen), "een rij van een andere lengte dan de kop")


def _gepakt(data: bytes) -> None:
    tekst = data.decode("utf-8", "replace")
    uitgepakt(tekst, waar="x").decode()
    kaal = lees_presentatie(tekst, waar="x")
    eis(lees_presentatie(base64.b64encode(kaal.encode()).decode(), waar="x") == kaal, "een presentatie is na inpakken een andere")


LEZERS: dict[bytes, Callable[[bytes], None]] = {
    b"v": _verzoek, b"r": _reactie, b"p": _parameters, b"t": _turtle, b"q": _vraag, b"s": _resultaat, b"g": _gepakt,
}  # fmt: skip


def proef(data: bytes) -> None:
    """The reader accepts, and what it read can be written and read again; or it refuses in its own words."""
    lezer = LEZERS.get(data[:1])
    if lezer is None:
        return
    try:
        lezer(data[1:])
    except BerichtFout as fout:
        eis(fout.wat and fout.reden, "een weigering zonder woorden of reden")


_NAMEN = (
    "type",
    "id",
    "thid",
    "pthid",
    "from",
    "to",
    "created_time",
    "expires_time",
    "body",
    "vp",
    "credentialSubject",
    "param_values",
    "dataset",
    "record",
    "reply_url",
    "protected",
    "payload",
    "signature",
    "alg",
    "jti",
    "iat",
    "exp",
    "thread_id",
    "message",
    "bewijs",
    "code",
    "comment",
    "args",
    "ack",
    "response",
    "resultset",
    "result",
    "head",
    "vars",
    "results",
    "bindings",
    "value",
    "datatype",
    "xml:lang",
    "uri",
    "literal",
    "bnode",
    "typed-literal",
    "boolean",
    "validatedQuery",
    "identifier",
    "name",
    "profile",
    "ontology",
    "sparql",
    "query",
    "paramsSHACL",
    "proof",
    "VerifiablePresentation",
    "jaar",
    "zorgkantoor",
    "v1/basic-message/request",
    "v1/basic-message/response",
    "v1/error-report",
    "https://www.kik-v.nl/validated-query-request/1.0/request",
    "https://www.kik-v.nl/validated-query-request/1.0/response",
    "https://didcomm.org/report-problem/2.0/problem-report",
    "http://www.w3.org/2001/XMLSchema#date",
    "http://www.w3.org/2001/XMLSchema#decimal",
    "http://www.w3.org/2001/XMLSchema#dateTime",
    "{1}",
    "{2}",
    "http://www.w3.org/2001/XMLSchema#integer",
    "http://www.w3.org/2001/XMLSchema#boolean",
    "http://www.w3.org/2001/XMLSchema#double",
    "Message-ID",
    "Subject",
    "From",
    "To",
    "References",
    "Reply-To",
    "Param-Values",
    "In-Reply-To",
    "NaN",
    "INF",
    "2026-02-30",
    "24:00:00",
    "1e5",
)
_WOORDEN = (
    *tuple(n.encode() for n in _NAMEN),
    b": ",
    b"\n\n",
    b"%20",
    b"%0A",
    b"%",
    b"+",
    b"=",
    b"@prefix ex: <http://example.com/> .",
    b"[]",
    b"ex:jaar",
    b'"2026"',
    b"^^",
    b"a",
)


def muteer(data: bytes, rng: random.Random) -> bytes:
    """Headers as lines, bodies as trees, Turtle as words."""
    kop, inhoud = data[:1], data[1:]
    if rng.random() < 0.03:
        return rng.choice(list(LEZERS)) + inhoud
    if kop in (b"v", b"r"):
        koppen, wit, bericht = inhoud.partition(b"\n\n")
        if koppen and rng.random() < 0.3:
            return kop + bytes_erin(koppen, rng, _WOORDEN) + wit + bericht
        if rng.random() < 0.1:
            return kop + koppen + wit + bytes_erin(bericht, rng, _WOORDEN)
        return kop + koppen + wit + (json_anders(bericht, rng, _NAMEN, _BOMEN) or bytes_erin(bericht, rng, _WOORDEN))
    if kop == b"t":
        return kop + woorden_anders(
            inhoud, rng, _WOORDEN, (b'@prefix ex: <http://example.com/> .\n[] ex:jaar "2026" ; a ex:X ; ex:b <urn:x> .',)
        )
    if rng.random() < 0.15:
        return kop + bytes_erin(inhoud, rng, _WOORDEN)
    return kop + (json_anders(inhoud, rng, _NAMEN, _BOMEN) or bytes_erin(inhoud, rng, _WOORDEN))


def zaden() -> list[bytes]:
    """Every message of every generation (`maak_zaden`), and what stands inside them."""
    return [tekst.encode("latin-1") for tekst in _Z["zaden"]]


_BOMEN = [bericht for z in zaden() for bericht in (z[1:].partition(b"\n\n")[2] or z[1:],) if bericht[:1] == b"{"]
DOEL = Doel("berichten", proef, muteer, zaden, ("datastation.berichten", "datastation.model"), 6144)
