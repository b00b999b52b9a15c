"""The readers of trust: JSON, tokens, presentations, credentials, DID documents, status lists, did:x509, certificates, DIDs and access tokens.

Input: one letter (which reader, `LEZERS`), then what it reads. Besides the refusals that are documented, one thing is asked of the whole: nobody can
forge. Every presentation and credential of the seeds is signed with a key that is gone, so whatever passes says what a seed says.
"""

from __future__ import annotations

import base64
import json
import warnings
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding

from datastation.vertrouwen import Afgewezen, Contexten, GezienInGeheugen, Resolver, Vaststelling, Vertrouwd, controleer
from datastation.vertrouwen.bewijzen import te_tekenen
from datastation.vertrouwen.certificaat import beschrijf, lees_certificaat, lees_ketenkop, lees_kop
from datastation.vertrouwen.codering import b58btc, b64url, naar_b58btc, naar_b64url, tijd
from datastation.vertrouwen.controle import lees_presentatie
from datastation.vertrouwen.did import keur_did, uit_document, web_adres
from datastation.vertrouwen.did_x509 import beweringen, lees_keten, los_op_keten
from datastation.vertrouwen.redenen import Reden
from datastation.vertrouwen.statuslijst import MAX_BYTES, MIN_BYTES, Statuslijsten, pak_uit
from datastation.vertrouwen.strikt import MAX_DIEPTE, lees_json, lees_object
from datastation.vertrouwen.toegang import JWT_BEARER, VP_BEARER, Keurmeester, TokenFout, lees_tokenverzoek
from datastation.vertrouwen.tokens import lees_token
from datastation.vertrouwen.verklaring import Verklaring, lees_verklaring
from fuzz.gemeen import Doel, eis
from fuzz.muteer_vertrouwen import LEZERS as LETTERS
from fuzz.muteer_vertrouwen import MAAKSELS, muteer

warnings.simplefilter("error")  # as in the tests: a warning about a certificate is not to be missed
# ... but for this one: a name in a certificate is longer than RFC 5280 has it. It is read all the same, and decides nothing.
warnings.filterwarnings("ignore", message="Attribute.s length must be", category=UserWarning)
NU = datetime(2026, 7, 5, 12, 0, 0, tzinfo=UTC)
WIJ = "did:web:datastation.example"
STEEKPROEF = 40  # JSON-LD is canonicalised for one in so many
_CONTEXTEN = Contexten()
_TYPE = "ValidatedQueryCredential"
_VERTROUWD = Vertrouwd({_TYPE: frozenset({MAAKSELS["beheer"]})})


class _Nergens:
    """A source that has nothing."""

    def haal(self, url: str, *, anders: Reden) -> bytes:  # noqa: ARG002 - a source is asked by its address
        raise Afgewezen(anders)


_STATUS = Statuslijsten(_Nergens())


def _gekozen(data: bytes) -> bool:
    return zlib.crc32(data) % STEEKPROEF == 0


def _json(data: bytes) -> None:
    waarde = lees_json(data)
    eis(_diepte(waarde) <= MAX_DIEPTE, "JSON dieper dan mag")
    nog_eens = json.dumps(waarde, ensure_ascii=False)
    eis(repr(lees_json(nog_eens, max_bytes=1 << 22)) == repr(waarde), "JSON is na schrijven en lezen anders")
    eis(waarde == json.loads(data), "JSON leest anders dan Python haar leest")


def _diepte(waarde: Any) -> int:
    if isinstance(waarde, dict):
        return 1 + max(map(_diepte, waarde.values()), default=0)
    return 1 + max(map(_diepte, waarde), default=0) if isinstance(waarde, list) else 0


def _token(data: bytes) -> None:
    tekst = data.decode("latin-1")
    token = lees_token(tekst)
    eis(f"{token.getekend.decode()}.{naar_b64url(token.handtekening)}" == tekst, "een token dat op twee manieren te schrijven is")
    eis(token.alg in ("ES256", "EdDSA", "PS256"), "een algoritme dat niet mag")


def _presentatie(data: bytes) -> None:
    p = lees_presentatie(data)
    eis(keur_did(p.houder) == p.houder and p.verklaringen and p.eenmalig, "een presentatie zonder houder, naam of verklaring")
    if data.lstrip()[:1] != b"{" or _gekozen(data):
        _vervalst(data)


def _vervalst(data: bytes) -> None:
    """All of the verifier, with the keys in the DIDs; who trusts everybody about everything still believes seeds alone."""
    gezien = controleer(
        data,
        nu=NU,
        publiek=WIJ,
        vertrouwd=_VERTROUWD,
        resolver=Resolver(),
        statuslijsten=_STATUS,
        gezien=GezienInGeheugen(),
        contexten=_CONTEXTEN,
    )
    _geloofd(gezien)


def _geloofd(gezien: Vaststelling) -> None:
    for v in gezien.verklaringen:
        eis((v.id, v.type, v.uitgever, json.dumps(v.claims, sort_keys=True)) in _ECHT, "een verklaring die de uitgever niet tekende")


def _verklaring(data: bytes) -> None:
    v = _gelezen(data)
    eis(v.type and v.onderwerpen and v.van.tzinfo and all(isinstance(o["id"], str) for o in v.onderwerpen), "een verklaring die niets zegt")
    if isinstance(bewijs := v.ondertekend, object) and hasattr(bewijs, "suite") and _gekozen(data):
        te_tekenen(bewijs.suite, bewijs.velden, bewijs.document, _CONTEXTEN)


def _gelezen(data: bytes) -> Verklaring:
    return lees_verklaring(lees_json(data) if data[:1] in (b"{", b"[", b'"') else data.decode("latin-1"))


def _document(data: bytes) -> None:
    document = lees_object(data)
    did = document.get("id")
    if not isinstance(did, str):
        return
    for sleutel in uit_document(keur_did(did), document):
        eis(sleutel.id.startswith(f"{did}#") and sleutel.did == did, "een sleutel van een ander")
        eis(not {"d", "p", "q", "k"} & sleutel.jwk.keys(), "een geheime sleutel in een document")


def _lijst(data: bytes) -> None:
    tekst = data.decode("latin-1")
    bits = pak_uit(tekst, "u") if tekst[:1] == "u" else pak_uit(tekst[1:])
    eis(MIN_BYTES <= len(bits) <= MAX_BYTES, "een lijst buiten haar maten")


def _gzip(data: bytes) -> None:
    bits = pak_uit(naar_b64url(data))
    eis(MIN_BYTES <= len(bits) <= MAX_BYTES, "een lijst buiten haar maten")


def _x509(data: bytes) -> None:
    did, *x5c = data.decode("latin-1").split("\n")
    keten = lees_keten(x5c)
    (sleutel,) = los_op_keten(did, keten, nu=NU if len(did) % 2 else None)
    eis(sleutel.doelen and sleutel.id == f"{did.partition('#')[0]}#0", "een sleutel zonder doel of naam")
    beweringen(did.partition("#")[0])


def _certificaat(data: bytes) -> None:
    waarde = data.decode("latin-1")
    if data[:1] == b":" and b"," in data:
        certs = lees_ketenkop(waarde)
    elif data[:1] in (b":", b"%") or data.startswith(b"-----BEGIN%"):
        certs = [lees_kop(waarde)]
    else:
        ruw = data if data[:5] == b"-----" else _kaal64(waarde)
        certs = [lees_certificaat(ruw)]
    for cert in certs:
        der = cert.public_bytes(Encoding.DER)
        eis(lees_certificaat(der) == cert, "een certificaat dat na schrijven een ander is")
        eis(beschrijf(cert).der == der, "een beschrijving van een ander certificaat")


def _kaal64(waarde: str) -> bytes:
    return b64url(waarde.rstrip("=").replace("+", "-").replace("/", "_"), reden=Reden.CERTIFICAAT)


def _did(data: bytes) -> None:
    did = keur_did(data.decode("utf-8", "replace"))
    if did.startswith("did:web:"):
        delen = urlsplit(web_adres(did))
        eis(
            delen.scheme == "https" and delen.hostname and not (delen.username or delen.query or delen.fragment),
            "een adres met meer dan host en pad",
        )
        eis("/../" not in delen.path and "//" not in delen.path, "een pad dat omhoog gaat")
    else:
        Resolver().sleutel(f"{did}#{did.rpartition(':')[2]}", doelen=("assertionMethod",), nu=NU)


def _tijd(data: bytes) -> None:
    tekst = data.decode("utf-8", "replace")
    if tekst[:1] == "z":
        eis(naar_b58btc(b58btc(tekst)) == tekst, "base58 die op twee manieren te schrijven is")
    else:
        eis(tijd(tekst, waar="x").tzinfo is not None, "een moment zonder zone")


def _tokenverzoek(data: bytes) -> None:
    """Form: grant, scope and assertion, each on a line."""
    soort, _, rest = data.decode("latin-1").partition("\n")
    scope, _, bewijs = rest.partition("\n")
    meester = Keurmeester(WIJ, frozenset({WIJ}), _VERTROUWD, Resolver(), None, GezienInGeheugen(), _CONTEXTEN)
    formulier = {"grant_type": JWT_BEARER if soort == "j" else VP_BEARER, "scope": scope, "assertion": bewijs}
    if bewijs[:1] == "{":
        formulier |= {"assertion": "", "presentation_submission": bewijs, "client_assertion": bewijs}
    _geloofd(lees_tokenverzoek(formulier, meester, nu=NU).vaststelling)


LEZERS: dict[bytes, Callable[[bytes], None]] = {
    b"j": _json, b"t": _token, b"p": _presentatie, b"v": _verklaring, b"d": _document, b"l": _lijst, b"g": _gzip, b"x": _x509,
    b"c": _certificaat, b"i": _did, b"m": _tijd, b"a": _tokenverzoek,
}  # fmt: skip


assert frozenset(LEZERS) == frozenset(LETTERS), "the letters that the changes know are those of the readers"


def proef(data: bytes) -> None:
    """The reader accepts, and its invariant holds; or it refuses in its own words."""
    lezer = LEZERS.get(data[:1])
    if lezer is None:
        return
    try:
        lezer(data[1:])
    except (Afgewezen, TokenFout) as fout:
        eis(str(fout) and fout.wat, "een weigering zonder woorden")


def _echt() -> frozenset[tuple[str, str, str, str]]:
    """What the issuer of the seeds did sign."""
    uit = set()
    for tekst in [*MAAKSELS["verklaringen"], *MAAKSELS["presentaties"]]:
        data = tekst.encode()
        try:
            gelezen = list(lees_presentatie(data).verklaringen)
        except Afgewezen:
            gelezen = [_gelezen(data)]
        uit |= {(v.id, v.type, v.uitgever, json.dumps(v.onderwerpen, sort_keys=True)) for v in gelezen}
    return frozenset(uit)


_ECHT = _echt()


def zaden() -> list[bytes]:
    """What the parties of `maak_zaden` made, each for the readers that it is meant for."""
    uit = [soort + tekst.encode() for tekst in MAAKSELS["presentaties"] for soort in ((b"p", b"j") if tekst[0] == "{" else (b"p", b"t"))]
    uit += [b"v" + tekst.encode() for tekst in MAAKSELS["verklaringen"]]
    uit += [b"d" + tekst.encode() for tekst in MAAKSELS["documenten"]]
    uit += [b"l" + (tekst if tekst[0] == "u" else f" {tekst}").encode() for tekst in MAAKSELS["lijsten"]]
    uit += [b"g" + base64.urlsafe_b64decode(tekst.lstrip("u") + "===") for tekst in MAAKSELS["lijsten"]]
    uit += [b"x" + "\n".join(keten).encode() for keten in MAAKSELS["ketens"]]
    uit += [b"c" + tekst.encode() for tekst in MAAKSELS["certificaten"]]
    uit += [b"i" + tekst.encode() for tekst in MAAKSELS["dids"]]
    uit += [b"m2026-07-05T12:00:00Z", b"m2026-07-05T12:00:00.123456789+02:00", b"m0001-01-01T00:00:00+14:00", b"mz6Mkabc", b"mz111"]
    uit += [soort + b"\nverifiedsparql\n" + tekst.encode() for tekst in MAAKSELS["presentaties"] for soort in (b"aj", b"av")]
    uit += [b"aj\nnuts\n" + MAAKSELS["rfc003"].encode()]
    return [
        *uit,
        b'j{"a":[1,1.5,"\\u00e9",null,true,{"b":{}}]}',
        b'j"\\ud83d\\ude00"',
        b"j1e308",
        b"j9007199254740991",
        b"j[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
    ]


DOEL = Doel("vertrouwen", proef, muteer, zaden, ("datastation.vertrouwen", "datastation.model"), 8192)
