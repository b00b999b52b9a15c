"""One field changed, one refusal: missing, of the wrong type, too long, of another form. And what we read beyond the texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hulp import berichten as v

from datastation.berichten import Antwoordbericht, BerichtFout, Foutbericht, Generatie, Reden, lees_reactie, lees_verzoek

ONTBREEKT, ONGELDIG, TE_LANG, CODERING = Reden.VELD_ONTBREEKT, Reden.VELD_ONGELDIG, Reden.VELD_TE_LANG, Reden.CODERING
G21, G22, G1 = Generatie
WEG = object()

# field, value, refusal
VERZOEK_2021 = [
    ("type", WEG, Reden.BERICHT_ONBEKEND),
    ("type", "v2/basic-message/request", Reden.BERICHT_ONBEKEND),
    ("type", 7, Reden.BERICHT_ONBEKEND),
    ("jti", WEG, ONTBREEKT),
    ("jti", 7, ONGELDIG),
    ("jti", "a" * 257, TE_LANG),
    ("jti", "a b", ONGELDIG),
    ("jti", "a#b", ONGELDIG),
    ("jti", "a\r\nSubject: x", ONGELDIG),
    ("thread_id", WEG, ONTBREEKT),
    ("thread_id", ["a"], ONGELDIG),
    ("from", "afnemer", ONGELDIG),
    ("from", "did:web:a.example#1", ONGELDIG),
    ("from", "did:web:" + "a" * 4096, TE_LANG),
    ("to", "station", ONGELDIG),
    ("to", [v.STATION, ""], ONGELDIG),
    ("to", [v.STATION, 7], ONGELDIG),
    ("to", [v.STATION] * 33, TE_LANG),
    ("to", {}, ONGELDIG),
    ("iat", "nu", ONGELDIG),
    ("iat", True, ONGELDIG),
    ("iat", -1, ONGELDIG),
    ("iat", 253_402_300_800, ONGELDIG),
    ("exp", [], ONGELDIG),
    ("exp", int(v.NU.timestamp()), Reden.TEGENSTRIJDIG),
    ("reply_url", WEG, ONTBREEKT),
    ("reply_url", "", ONTBREEKT),
    ("reply_url", "ftp://a.example/", ONGELDIG),
    ("reply_url", "/antwoord", ONGELDIG),
    ("reply_url", "https://", ONGELDIG),
    ("reply_url", "https:///pad", ONGELDIG),
    ("reply_url", "https://u:w@a.example/", ONGELDIG),
    ("reply_url", "https://a.example/#x", ONGELDIG),
    ("reply_url", "https://a.example:0/", ONGELDIG),
    ("reply_url", "https://a.example:99999/", ONGELDIG),
    ("reply_url", "https://[::1/", ONGELDIG),
    ("reply_url", "https://a.example/ b", ONGELDIG),
    ("reply_url", "https://a.example/" + "a" * 2048, TE_LANG),
    ("body", WEG, ONTBREEKT),
    ("body", "tekst", ONGELDIG),
    ("body.message", WEG, ONTBREEKT),
    ("body.message", 7, ONGELDIG),
    ("body.message", "***", CODERING),
    ("body.message", "abcde", CODERING),
    ("body.message", v.b64url("geen token"), CODERING),
    ("body.message", v.b64url(b"\xff\xfe"), CODERING),
    ("body.message", v.b64url('{"a":1,"a":2}'), Reden.DUBBELE_SLEUTEL),
    ("body.param_values", 7, ONGELDIG),
    ("body.param_values", "{", Reden.GEEN_JSON),
    ("body.param_values", "a" * (16 * 1024 + 1), TE_LANG),
]
VERZOEK_1 = [
    ("type", "https://www.kik-v.nl/validated-query-request/2.0/request", Reden.BERICHT_ONBEKEND),
    ("id", {}, ONGELDIG),
    ("id", "a" * 257, TE_LANG),
    ("id", "é", ONGELDIG),
    ("thid", "", ONTBREEKT),
    ("thid", 7, ONGELDIG),
    ("pthid", "a#b", ONGELDIG),
    ("from", [v.AFNEMER], ONGELDIG),
    ("created_time", "2026-07-05T12:00:00Z", ONGELDIG),
    ("expires_time", 0, Reden.TEGENSTRIJDIG),
    ("reply_url", "javascript:alert(1)", ONGELDIG),
    ("body", [], ONGELDIG),
    ("body.vp", {}, ONGELDIG),
    ("body.vp", "e", CODERING),
    ("body.vp", v.b64("[1]"), CODERING),
    ("body.vp", v.b64("{"), Reden.GEEN_JSON),
    ("body.vp", v.b64('{"a":' * 21 + "1" + "}" * 21), Reden.TE_DIEP),
    ("body.vp", v.b64('{"a":NaN}'), Reden.GETAL),
    ("body.vp", v.b64('{"a":"\\u0000"}'), Reden.TEKEN),
    ("body.credentialSubject", "tekst", ONGELDIG),
    ("body.credentialSubject", [{}, 7], ONGELDIG),
    ("body.credentialSubject", [{}] * 33, TE_LANG),
    ("body.dataset", 7, ONGELDIG),
    ("body.record", "a" * 2049, TE_LANG),
    ("body.param_values", {"jaar": 2026}, ONGELDIG),
]
ANTWOORD_1 = [
    ("body", 7, ONGELDIG),
    ("body.response", 7, ONGELDIG),
    ("thid", "a b", ONGELDIG),
    ("created_time", False, ONGELDIG),
]
FOUT_1 = [
    ("body.code", "e.p." + "a" * 256, TE_LANG),
    ("body.code", 7, ONGELDIG),
    ("body.args", [7], ONGELDIG),
    ("body.comment", [], ONGELDIG),
]
ANTWOORD_2021 = [
    ("body.message", WEG, ONTBREEKT),
    ("body.message", "***", CODERING),
    ("body.message", v.b64url("[]"), ONGELDIG),
    ("body.bewijs", 7, ONGELDIG),
    ("thread_id", WEG, ONTBREEKT),
    ("body", WEG, ONTBREEKT),
]
FOUT_2021 = [("body.message", WEG, ONTBREEKT), ("body.message", "a" * 4097, TE_LANG), ("body.code", 7, ONGELDIG)]
LICHAAM = [
    *((G21, "verzoek", *m) for m in VERZOEK_2021),
    *((G1, "verzoek", *m) for m in VERZOEK_1),
    *((G1, "antwoord", *m) for m in ANTWOORD_1),
    *((G1, "fout", *m) for m in FOUT_1),
    *((G21, "antwoord", *m) for m in ANTWOORD_2021),
    *((G21, "fout", *m) for m in FOUT_2021),
]


def lees(naam: str, ruw: bytes, koppen: dict[str, str] | None = None) -> Any:
    """Read as a station, or as the network actor."""
    return lees_verzoek(ruw, koppen=koppen or {}) if naam.startswith("verzoek") else lees_reactie(ruw, koppen=koppen)


def gewijzigd(bericht: dict[str, Any], pad: str, waarde: Any) -> bytes:
    """A message with one field changed."""
    *namen, laatste = pad.split(".")
    plek = bericht
    for naam in namen:
        plek = plek[naam]
    if waarde is WEG:
        del plek[laatste]
    else:
        plek[laatste] = waarde
    return v.ruw(bericht)


@pytest.mark.parametrize(
    ("generatie", "naam", "pad", "waarde", "reden"), LICHAAM, ids=[f"{g}-{n}-{p}-{i}" for i, (g, n, p, *_) in enumerate(LICHAAM)]
)
def test_een_veld_anders(generatie: Generatie, naam: str, pad: str, waarde: Any, reden: Reden) -> None:
    """A body with one wrong field is refused with the reason of that field, which it names, without its value."""
    bericht = v.als_object(v.berichten(generatie)[naam][1])
    with pytest.raises(BerichtFout) as fout:
        lees(naam, gewijzigd(bericht, pad, waarde))
    assert fout.value.reden is reden
    if pad != "type" and reden is not Reden.TEGENSTRIJDIG:
        assert fout.value.waar in (pad, pad.rsplit(".", maxsplit=1)[-1])
    if isinstance(waarde, str) and len(waarde) > 8:
        assert waarde not in str(fout.value)


KOPPEN = [
    ("verzoek", "Message-ID", WEG, ONTBREEKT),
    ("verzoek", "Message-ID", "a" * 257, TE_LANG),
    ("verzoek", "Message-ID", "a b", ONGELDIG),
    ("verzoek", "Subject", WEG, ONTBREEKT),
    ("verzoek", "Subject", "iets anders", Reden.BERICHT_ONBEKEND),
    ("verzoek", "From", WEG, ONTBREEKT),
    ("verzoek", "From", "a@b.example", ONGELDIG),
    ("verzoek", "To", WEG, ONTBREEKT),
    ("verzoek", "To", f"{v.STATION}, {v.ANDER}", ONGELDIG),
    ("verzoek", "References", WEG, ONTBREEKT),
    ("verzoek", "Reply-To", WEG, ONTBREEKT),
    ("verzoek", "Reply-To", "mailto:a@b.example", ONGELDIG),
    ("verzoek", "Param-Values", "***", CODERING),
    ("verzoek", "Param-Values", "a" * 20_000, TE_LANG),
    ("verzoek", "Param-Values", "a" * 50_000, TE_LANG),
    ("verzoek", "Param-Values", "%ff", CODERING),
    ("verzoek", "message-id", "tweede", Reden.TEGENSTRIJDIG),
    ("antwoord", "Message-ID", WEG, ONTBREEKT),
    ("antwoord", "References", WEG, ONTBREEKT),
    ("antwoord", "In-Reply-To", "a b", ONGELDIG),
    ("antwoord", "Subject", "iets anders", Reden.BERICHT_ONBEKEND),
    ("fout", "From", WEG, ONTBREEKT),
]


@pytest.mark.parametrize(("naam", "kop", "waarde", "reden"), KOPPEN, ids=[f"{n}-{k}-{i}" for i, (n, k, *_) in enumerate(KOPPEN)])
def test_een_kop_anders(naam: str, kop: str, waarde: Any, reden: Reden) -> None:
    """In 2022 the headers are the envelope: one wrong header is refused with its own reason."""
    koppen, ruw = v.berichten(G22)[naam]
    if waarde is WEG:
        del koppen[kop]
    else:
        koppen[kop] = waarde
    with pytest.raises(BerichtFout) as fout:
        lees(naam, ruw, koppen)
    assert fout.value.reden is reden


def test_koppen_zonder_aanzien_van_hoofdletters() -> None:
    """Header names are the same in any case (RFC 9110 §5.1)."""
    koppen, ruw = v.berichten(G22)["verzoek"]
    assert lees_verzoek(ruw, koppen={k.upper(): w for k, w in koppen.items()}) == v.verzoek(G22)


@pytest.mark.parametrize("waarde", [v.b64(json.dumps(v.PARAMETERS)), v.b64url(json.dumps(v.PARAMETERS)), json.dumps(v.PARAMETERS)])
def test_parameters_in_een_kop(waarde: str) -> None:
    """The header takes whatever ``param_values`` takes: percent-encoding leaves Base64 as it is."""
    koppen, ruw = v.berichten(G22)["verzoek"]
    assert lees_verzoek(ruw, koppen=koppen | {"Param-Values": waarde}) == v.verzoek(G22)


RUW = [
    (b"", Reden.GEEN_JSON),
    (b"\xff\xfe{}", Reden.GEEN_JSON),
    (b"\xef\xbb\xbf{}", Reden.GEEN_JSON),
    (b"[]", ONGELDIG),
    (b"7", ONGELDIG),
    (b"{}", Reden.BERICHT_ONBEKEND),
    (b'{"type":null}', Reden.BERICHT_ONBEKEND),
    (b'{"type":["v1/basic-message/request"]}', Reden.BERICHT_ONBEKEND),
    (b'{"type":{"a":1}}', Reden.BERICHT_ONBEKEND),
    (b'{"type":"x","type":"x"}', Reden.DUBBELE_SLEUTEL),
    (b'{"a":1e999}', Reden.GETAL),
    (b'{"a":"\\ud800"}', Reden.TEKEN),
    (b'{"a":' * 21 + b"1" + b"}" * 21, Reden.TE_DIEP),
    (b"ey", Reden.GEEN_JSON),
    (b"ey.ey", Reden.GEEN_JSON),
    (b"ey..", Reden.GEEN_JSON),
    (b"eyJ9*.e30.", CODERING),
    (b"ey\xff", Reden.GEEN_JSON),
    (b'{"payload":{}}', ONTBREEKT),
    (b'{"payload":"e30","protected":{"alg":"none"}}', ONGELDIG),
    (b'{"payload":{},"protected":{"alg":"ES256"}}', ONGELDIG),
    (b'{"payload":{},"protected":{"alg":"none"},"signature":"AA"}', ONGELDIG),
    (b'{"payload":{"type":"VerifiablePresentation"},"protected":{"alg":"none"}}', Reden.BERICHT_ONBEKEND),
]


@pytest.mark.parametrize("lezer", [lees_verzoek, lees_reactie])
@pytest.mark.parametrize(("ruw", "reden"), RUW, ids=range(len(RUW)))
def test_geen_bericht(ruw: bytes, reden: Reden, lezer: Any) -> None:
    """What is no message at all is refused the same way on both sides."""
    with pytest.raises(BerichtFout) as fout:
        lezer(ruw, koppen={})
    assert fout.value.reden is reden


def test_te_groot() -> None:
    """A request of more than 1 MiB is refused unread, in the open and in the compact form; an answer may be 32 MiB."""
    for begin in (b"{", b"ey"):
        with pytest.raises(BerichtFout) as fout:
            lees_verzoek(begin + b"a" * (1 << 20), koppen={})
        assert fout.value.reden is Reden.TE_GROOT
        with pytest.raises(BerichtFout) as fout:
            lees_reactie(begin + b"a" * (32 << 20))
        assert fout.value.reden is Reden.TE_GROOT
    bericht = v.als_object(v.berichten(G21)["antwoord"][1])
    bericht["body"]["bewijs"] = "a" * (2 << 20)
    assert isinstance(lees_reactie(v.ruw(bericht)), Antwoordbericht)


def _vormen_2021(ruw: bytes) -> dict[str, bytes]:
    """The same request as others may write it."""
    heel = json.loads(ruw)
    kaal = heel["payload"]
    return {
        "payload alleen": v.ruw(kaal),
        "zonder signature": v.ruw({n: heel[n] for n in ("protected", "payload")}),
        "compact": f"{v.b64url(json.dumps(heel['protected']))}.{v.b64url(json.dumps(kaal))}.".encode(),
        "compact met regeleinde": f"{v.b64url(json.dumps(heel['protected']))}.{v.b64url(json.dumps(kaal))}.\n".encode(),
        "bare JWT": v.ruw(kaal | {"body": kaal["body"] | {"message": v.JWT}}),
        "Base64 met opvulling": v.ruw(kaal | {"body": kaal["body"] | {"message": v.b64(v.JWT)}}),
        "onbekende velden": v.ruw(kaal | {"nieuw": {"a": [1]}}),
        "null is afwezig": v.ruw(kaal | {"nieuw": None}),
        "to als lijst": v.ruw(kaal | {"to": [kaal["to"]]}),
        "param_values in Base64": v.ruw(kaal | {"body": kaal["body"] | {"param_values": v.b64(kaal["body"]["param_values"])}}),
    }


@pytest.mark.parametrize("vorm", _vormen_2021(v.berichten(G21)["verzoek"][1]))
def test_vormen_van_2021(vorm: str) -> None:
    """P9: the request of 2021 reads the same in each form in which its text can be understood."""
    ruw = _vormen_2021(v.berichten(G21)["verzoek"][1])[vorm]
    assert lees_verzoek(ruw, koppen={}) == v.verzoek(G21)


def test_compact_met_handtekening() -> None:
    """A compact envelope with an algorithm or a signature is refused: nobody would check it."""
    kaal = v.als_object(v.berichten(G21)["verzoek"][1])
    for kop, handtekening in (({"alg": "ES256"}, b""), ({"alg": "none"}, b"x")):
        with pytest.raises(BerichtFout) as fout:
            lees_verzoek(v.compact(kop, kaal, handtekening).encode(), koppen={})
        assert (fout.value.reden, fout.value.waar) == (ONGELDIG, "protected.alg")


def test_linked_data_presentatie_in_2021() -> None:
    """S7: a presentation with a linked data proof may stand in the envelope of 2021 too."""
    kaal = v.als_object(v.berichten(G21)["verzoek"][1])
    kaal["body"]["message"] = v.b64url(v.JSONLD)
    assert lees_verzoek(v.ruw(kaal), koppen={}).presentatie == v.JSONLD


@pytest.mark.parametrize("vp", [v.b64(v.JSONLD), v.b64url(v.JSONLD), v.JSONLD, "\n".join([v.b64(v.JSONLD)[:76], v.b64(v.JSONLD)[76:]])])
def test_vormen_van_vp(vp: str) -> None:
    """``vp`` may be Base64 of either alphabet, in lines, or plain; the text that was signed comes out unchanged."""
    bericht = v.als_object(v.berichten(G1)["verzoek"][1])
    bericht["body"]["vp"] = vp
    assert lees_verzoek(v.ruw(bericht), koppen={}).presentatie == v.JSONLD


@pytest.mark.parametrize("vp", [v.b64(v.JWT), v.JWT])
def test_vp_als_token(vp: str) -> None:
    """``vp`` may hold a presentation that is a JWT."""
    bericht = v.als_object(v.berichten(G1)["verzoek"][1])
    bericht["body"]["vp"] = vp
    assert lees_verzoek(v.ruw(bericht), koppen={}).presentatie == v.JWT


KAAL_EN_VP = [
    (v.JSONLD, v.KAAL, True),  # kik-commons writes the subject beside a presentation of one credential: the signed one counts
    (v.JWT, v.KAAL, True),
    (v.ZONDER_BEWIJS, v.KAAL, False),  # and in the simplified mode a presentation without proof around the subject: the subject counts
    (v.ZONDER_BEWIJS, None, True),  # nothing but an unsigned presentation: it stays one, and fails where its proof is verified
    (None, [v.KAAL, v.KAAL], False),
]


@pytest.mark.parametrize(("vp", "kaal", "getekend"), KAAL_EN_VP)
def test_vereenvoudigde_vorm(vp: str | None, kaal: Any, *, getekend: bool) -> None:
    """A signed presentation is never set aside for an unsigned subject, and an unsigned one never passes as a presentation beside a subject."""
    bericht = v.als_object(v.berichten(G1)["verzoek"][1])
    bericht["body"] |= {"vp": vp and v.b64(vp), "credentialSubject": kaal}
    gelezen = lees_verzoek(v.ruw(bericht), koppen={})
    assert bool(gelezen.presentatie) is getekend
    assert gelezen.kale_vragen == (() if getekend else tuple(kaal if isinstance(kaal, list) else [kaal]))


def test_gesprek_en_ouder_van_1() -> None:
    """``thid`` is the conversation, without it the message itself; ``pthid``, ``dataset`` and ``record`` are kept."""
    bericht = v.als_object(v.berichten(G1)["verzoek"][1])
    del bericht["thid"]
    bericht |= {"pthid": "ouder"}
    bericht["body"] |= {"dataset": "https://station.example/d", "record": "https://station.example/r"}
    gelezen = lees_verzoek(v.ruw(bericht), koppen={})
    assert (gelezen.gesprek, gelezen.bovenliggend) == (gelezen.id, "ouder")
    assert (gelezen.dataset, gelezen.record) == ("https://station.example/d", "https://station.example/r")


def test_antwoord_van_2021_als_token() -> None:
    """kik-commons puts a token in the ``message`` of an answer: then that is what is verified, and nothing stands in the open."""
    bericht = v.als_object(v.berichten(G21)["antwoord"][1])
    bericht["body"] = {"message": v.jws(G21)}
    antwoord = lees_reactie(v.ruw(bericht))
    assert isinstance(antwoord, Antwoordbericht)
    assert (antwoord.jws, antwoord.resultset) == (v.jws(G21), None)
    bericht["body"] = {"message": json.dumps(v.antwoordset(G21))}
    assert lees_reactie(v.ruw(bericht)).resultset == v.antwoordset(G21)


def test_antwoord_van_2022_zonder_bewijs() -> None:
    """The workshop's answer has no signature and no reference to the request: the conversation links the two."""
    koppen, ruw = v.berichten(G22)["antwoord"]
    del koppen["In-Reply-To"]
    bericht = json.loads(ruw)
    del bericht["bewijs"]
    antwoord = lees_reactie(v.ruw(bericht), koppen=koppen)
    assert isinstance(antwoord, Antwoordbericht)
    assert (antwoord.jws, antwoord.verzoek_id, antwoord.resultset) == ("", "", v.antwoordset(G22))
    leeg = lees_reactie(b'{"resultset":null}', koppen=koppen)
    assert isinstance(leeg, Antwoordbericht)
    assert leeg.resultset == {}


@pytest.mark.parametrize(
    ("tekst", "args", "verwacht"),
    [
        ("{1} en {2}", ["a", "b"], "a en b"),
        ("{2}", "a", "?"),
        ("{0} {x} {100}", ["a"], "{0} {x} {100}"),
        ("{1}", ["{1}"], "{1}"),
        (None, None, ""),
    ],
)
def test_argumenten_van_een_foutmelding(tekst: str | None, args: Any, verwacht: str) -> None:
    """``{1}`` is the first argument, once; what is no place stays, a place without argument is a question mark."""
    bericht = v.als_object(v.berichten(G1)["fout"][1])
    bericht["body"] |= {"comment": tekst, "args": args}
    fout = lees_reactie(v.ruw(bericht))
    assert isinstance(fout, Foutbericht)
    assert fout.tekst == verwacht
