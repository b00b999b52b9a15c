"""Asking a Nuts node over real HTTP: recorded shapes of versions 5 and 6, and every odd answer, which never lets anybody in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hulp.certificaten import https_server
from hulp.nutsknoop import Knoop, nutsknoop
from hulp.partijen import BEHEER, NU, epoch, presentatie_jwt, presentatie_ld

from datastation.fouten import InstellingenFout
from datastation.vertrouwen import Afgewezen, Reden, Resolver
from datastation.vertrouwen.certificaat import x5t_s256
from datastation.vertrouwen.codering import naar_b64url
from datastation.vertrouwen.nuts import MAX_BYTES, KnoopFout, Nutsknoop, keur_hier
from datastation.vertrouwen.ondertekenen import teken_jws
from datastation.vertrouwen.sleutelbos import maak_sleutel

WIJ, ZIJ = "did:nuts:Wij", "did:nuts:Zij"
AS = "https://station.example/oauth2/zorg"
DIENST = "didcomm-service-kikv"
V5, V6 = "/internal/auth/v1/accesstoken/introspect", "/internal/auth/v2/accesstoken/introspect"
VP, TEKEN = "/internal/vcr/v2/verifier/vp", "/internal/crypto/v1/sign_jws"
WEG = object()
# Shapes as the nodes give them (trust.md 1.5), with made-up parties.
ANTWOORD_V5 = {
    "active": True,
    "aud": "https://station.example/n2n/auth/v1/accesstoken",
    "exp": epoch(60),
    "iat": epoch(0),
    "iss": WIJ,
    "service": DIENST,
    "sub": ZIJ,
    "vcs": [],
    "resolvedVCs": [],
}
ANTWOORD_V6 = {
    "active": True,
    "aud": AS,
    "client_id": "https://afnemer.example/oauth2/x",
    "exp": epoch(900),
    "iat": epoch(0),
    "iss": AS,
    "scope": f"{DIENST} verifiedsparql",
    "organisatie_did": ZIJ,
}


@pytest.fixture
def knoop() -> Iterator[Knoop]:
    with nutsknoop() as staat:
        yield staat


def v5(knoop: Knoop, **anders: Any) -> Nutsknoop:
    return Nutsknoop(knoop.adres, **{"versie": 5, "wij": {WIJ}, **anders})


def v6(knoop: Knoop, **anders: Any) -> Nutsknoop:
    return Nutsknoop(knoop.adres, **{"versie": 6, "wij": {AS}, "houderveld": "organisatie_did", **anders})


def reden_van(werk: Any, *args: Any, **namen: Any) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        werk(*args, **namen)
    assert "geheim" not in str(fout.value)
    return fout.value.reden


def met(basis: dict[str, Any], **anders: Any) -> dict[str, Any]:
    return {k: v for k, v in {**basis, **anders}.items() if v is not WEG}


def test_introspectie(knoop: Knoop) -> None:
    """A good token is good in both versions: who, for which services, until when; the token travels in a form and nowhere else."""
    knoop.zeg(V5, ANTWOORD_V5)
    knoop.zeg(V6, ANTWOORD_V6)
    vijf, zes = (maak(knoop).introspecteer("t+&", nu=NU) for maak in (v5, v6))
    assert (vijf.actief, vijf.voor_ons, vijf.houder, vijf.diensten, vijf.certificaat) == (True, True, ZIJ, {DIENST}, "")
    assert (zes.actief, zes.voor_ons, zes.houder, zes.diensten) == (True, True, ZIJ, {DIENST, "verifiedsparql"})
    assert vijf.tot is not None
    assert vijf.tot.timestamp() == epoch(60)
    assert vijf.jti == zes.jti != v5(knoop).introspecteer("ander", nu=NU).jti
    for methode, pad, koppen, inhoud in knoop.gevraagd:
        assert (methode, koppen["Content-Type"]) == ("POST", "application/x-www-form-urlencoded")
        assert "t+" not in pad
        assert parse_qs(inhoud.decode())["token"] in (["t+&"], ["ander"])


def test_niet_actief_of_voor_een_ander(knoop: Knoop) -> None:
    """A token that is not active says nothing else; one that another gave out is not for us."""
    knoop.zeg(V5, {"active": False, "iss": WIJ, "sub": ZIJ})
    uit = v5(knoop).introspecteer("t", nu=NU)
    assert (uit.actief, uit.voor_ons, uit.houder, uit.diensten, uit.tot) == (False, False, "", frozenset(), None)
    knoop.zeg(V5, met(ANTWOORD_V5, exp=epoch(-6)))
    assert not v5(knoop).introspecteer("t", nu=NU).actief
    knoop.zeg(V5, met(ANTWOORD_V5, exp=epoch(-5)))
    assert v5(knoop).introspecteer("t", nu=NU).actief
    knoop.zeg(V5, met(ANTWOORD_V5, iss="did:nuts:Ander"))
    assert not v5(knoop).introspecteer("t", nu=NU).voor_ons
    knoop.zeg(V5, met(ANTWOORD_V5, service=""))
    assert v5(knoop).introspecteer("t", nu=NU).diensten == frozenset()


VREEMD = [
    *[{"active": waarde} for waarde in ("true", 1, None, [], WEG)],
    *[{"sub": waarde} for waarde in ("https://x", 5, None, WEG, "did:nuts:")],
    *[{"iss": waarde} for waarde in (5, None, WEG)],
    *[{"service": waarde} for waarde in (5, [DIENST], None, WEG)],
    *[{"exp": waarde} for waarde in ("straks", True, -1, None, WEG)],
    *[{"cnf": waarde} for waarde in ("x", {}, {"jkt": "x"}, {"x5t#S256": 5}, {"x5t#S256": "a", "jkt": "x"})],
]


@pytest.mark.parametrize("anders", VREEMD, ids=range(len(VREEMD)))
def test_een_vreemd_antwoord(knoop: Knoop, anders: dict[str, Any]) -> None:
    """A field that is absent or of another type: the answer is not understood, and so it is no."""
    knoop.zeg(V5, met(ANTWOORD_V5, **anders))
    with pytest.raises(KnoopFout) as fout:
        v5(knoop).introspecteer("t", nu=NU)
    assert fout.value.reden is Reden.KNOOP_ANTWOORD
    assert "knoop" in fout.value.herstel


def test_v6_zonder_did(knoop: Knoop) -> None:
    """Version 6 names a URL as its client: unless its policy gives the DID a field, nobody is let in."""
    knoop.zeg(V6, ANTWOORD_V6)
    assert reden_van(v6(knoop, houderveld="").introspecteer, "t", nu=NU) is Reden.KNOOP_ANTWOORD
    knoop.zeg(V6, met(ANTWOORD_V6, client_id="did:web:afnemer.example"))
    assert v6(knoop, houderveld="").introspecteer("t", nu=NU).houder == "did:web:afnemer.example"


KAPOT = [
    (200, b""),
    (200, b"geheim"),
    (200, b"[]"),
    (200, b'{"active":true,"active":false}'),
    (200, b'{"active":true' + b" " * MAX_BYTES + b"}"),
    (200, b'{"a":' * 30),
    (200, b"\xff"),
    (201, json.dumps(ANTWOORD_V5).encode()),
    (204, b""),
    (302, b"geheim"),
    (400, b"geheim"),
    (401, json.dumps(ANTWOORD_V5).encode()),
    (404, json.dumps(ANTWOORD_V5).encode()),
    (500, json.dumps(ANTWOORD_V5).encode()),
    (503, b""),
]


@pytest.mark.parametrize("antwoord", KAPOT, ids=range(len(KAPOT)))
def test_geen_antwoord_is_nee(knoop: Knoop, antwoord: tuple[int, bytes]) -> None:
    """Another status, no JSON, a name twice, too much: none of it is an answer, for any of the questions."""
    for pad in (V5, VP, TEKEN, "/internal/vdr/v1/did/did%3Anuts%3AZij"):
        knoop.antwoorden[pad] = antwoord
    een = v5(knoop)
    assert reden_van(een.introspecteer, "t", nu=NU) is Reden.KNOOP_ANTWOORD
    assert reden_van(een.verifieer_presentatie, "a.b.c", nu=NU) is Reden.KNOOP_ANTWOORD
    assert reden_van(een.onderteken, b"x", kid=f"{WIJ}#1") is Reden.KNOOP_ANTWOORD
    assert reden_van(een.did_document, ZIJ) is (Reden.DID_ONBEREIKBAAR if antwoord[0] == 404 else Reden.KNOOP_ANTWOORD)


def test_half_antwoord_en_stilte(knoop: Knoop) -> None:
    """An answer that is cut off, one that does not come in time, and a node that is gone: no."""
    knoop.zeg(V5, ANTWOORD_V5)
    knoop.lengte = 10_000
    assert reden_van(v5(knoop).introspecteer, "t", nu=NU) is Reden.KNOOP_ANTWOORD
    knoop.lengte, knoop.zwijgt = None, True
    begin = time.monotonic()
    assert reden_van(v5(knoop, termijn=0.3).introspecteer, "t", nu=NU) is Reden.KNOOP_ONBEREIKBAAR
    assert time.monotonic() - begin < 5
    assert reden_van(Nutsknoop("http://127.0.0.1:1", versie=5, wij=[WIJ]).introspecteer, "t", nu=NU) is Reden.KNOOP_ONBEREIKBAAR


def test_te_lang_token(knoop: Knoop) -> None:
    """A token of more than 16 KiB is not even asked about."""
    assert reden_van(v5(knoop).introspecteer, "t" * 16385, nu=NU) is Reden.TE_GROOT
    assert knoop.gevraagd == []
    knoop.zeg(V5, {"active": False})
    assert not v5(knoop).introspecteer("t" * 16384, nu=NU).actief


def test_gebonden_token(knoop: Knoop) -> None:
    """A token that is bound to a certificate passes with that certificate alone."""
    knoop.zeg(V6, met(ANTWOORD_V6, cnf={"x5t#S256": x5t_s256(b"der")}))
    assert v6(knoop).introspecteer("t", nu=NU, certificaat=b"der").certificaat == x5t_s256(b"der")
    assert reden_van(v6(knoop).introspecteer, "t", nu=NU) is Reden.CERTIFICAAT
    assert reden_van(v6(knoop).introspecteer, "t", nu=NU, certificaat=b"ander") is Reden.CERTIFICAAT


@pytest.mark.moet("T1")
def test_presentatie(knoop: Knoop) -> None:
    """The node judges a presentation, JSON or token, at the moment that is named; its no and a half yes are no."""
    knoop.zeg(VP, {"validity": True, "credentials": [{"id": "x"}, "a.b.c"]})
    assert v5(knoop).verifieer_presentatie(json.dumps(presentatie_ld()), nu=NU) == ({"id": "x"}, "a.b.c")
    knoop.zeg(VP, {"validity": True})
    assert v6(knoop).verifieer_presentatie(f" {presentatie_jwt()}\n", nu=NU) == ()
    een, twee = (json.loads(inhoud) for _, _, _, inhoud in knoop.gevraagd)
    assert (een["validAt"], een["verifyCredentials"]) == ("2026-07-05T12:00:00Z", True)
    assert isinstance(een["verifiablePresentation"], dict)
    assert twee["verifiablePresentation"].count(".") == 2
    knoop.zeg(VP, {"validity": False, "message": "geheim"})
    assert reden_van(v5(knoop).verifieer_presentatie, "a.b.c", nu=NU) is Reden.KNOOP_WEIGERT
    for vreemd in (
        {},
        {"validity": "true"},
        {"validity": 1},
        {"validity": True, "credentials": {}},
        {"validity": True, "credentials": [5]},
    ):
        knoop.zeg(VP, vreemd)
        assert reden_van(v5(knoop).verifieer_presentatie, "a.b.c", nu=NU) is Reden.KNOOP_ANTWOORD
    assert reden_van(v5(knoop).verifieer_presentatie, '{"a":1,"a":2}', nu=NU) is Reden.DUBBELE_SLEUTEL


@pytest.mark.parametrize("versie", [5, 6])
@pytest.mark.moet("T5")
def test_did_document(knoop: Knoop, versie: int) -> None:
    """The keys of a did:nuts come from the node; a document that is no longer in use, or another's, gives none."""
    pad = f"/internal/vdr/v{ {5: 1, 6: 2}[versie] }/did/did%3Anuts%3AZij"
    methode = {"id": f"{ZIJ}#k", "type": "JsonWebKey2020", "controller": ZIJ, "publicKeyJwk": BEHEER.jwk}
    document = {"id": ZIJ, "verificationMethod": [methode], "assertionMethod": [f"{ZIJ}#k"]}
    knoop.zeg(pad, {"document": document, "documentMetadata": {}})
    resolver = Resolver(nuts=Nutsknoop(knoop.adres, versie=versie, wij=[WIJ]).did_document)

    def vind() -> Any:
        return resolver.sleutel(f"{ZIJ}#k", doelen=("assertionMethod",), nu=NU)

    assert vind().jwk == BEHEER.jwk
    assert knoop.gevraagd[0][:2] == ("GET", pad)
    assert "Content-Type" not in knoop.gevraagd[0][2]
    for inhoud, reden in [
        ({"document": document, "documentMetadata": {"deactivated": True}}, Reden.DID_ONBEREIKBAAR),
        ({"document": document, "documentMetadata": {"deactivated": "nee"}}, Reden.KNOOP_ANTWOORD),
        ({"document": document}, Reden.KNOOP_ANTWOORD),
        ({"document": "x", "documentMetadata": {}}, Reden.KNOOP_ANTWOORD),
        ({"document": {**document, "id": WIJ}, "documentMetadata": {}}, Reden.DID_ONGELDIG),
    ]:
        knoop.zeg(pad, inhoud)
        assert reden_van(vind) is reden
    knoop.antwoorden.clear()
    assert reden_van(vind) is Reden.DID_ONBEREIKBAAR
    assert reden_van(v5(knoop).did_document, "did:nuts:a/b") is Reden.DID_ONGELDIG


def test_ondertekenen(knoop: Knoop, tmp_path: Path) -> None:
    """The node signs what was asked, under the name that was asked; anything else that it gives back is refused."""
    sleutel = maak_sleutel(tmp_path / "s", "ES256", nu=NU).van("did:web:station.example")
    jws = teken_jws(b"antwoord", sleutel, "JOSE")
    knoop.antwoorden[TEKEN] = (200, f"{jws}\n".encode())
    assert v5(knoop).onderteken(b"antwoord", kid=sleutel.kid, typ="JOSE") == jws
    gevraagd = json.loads(knoop.gevraagd[0][3])
    assert gevraagd == {"kid": sleutel.kid, "headers": {"kid": sleutel.kid, "typ": "JOSE"}, "payload": "YW50d29vcmQ="}
    assert v5(knoop).onderteken(b"antwoord", kid=sleutel.kid) == jws
    kop, inhoud, handtekening = jws.split(".")
    geen = naar_b64url(json.dumps({"alg": "none", "kid": sleutel.kid}).encode())
    for vreemd in (
        f"{kop}.{inhoud}",
        f"{kop}..{handtekening}",
        f"!.{inhoud}.{handtekening}",
        f"{kop}.{inhoud}.!",
        f"{geen}.{inhoud}.AA",
        "é",
    ):
        knoop.antwoorden[TEKEN] = (200, vreemd.encode())
        assert reden_van(v5(knoop).onderteken, b"antwoord", kid=sleutel.kid) is Reden.KNOOP_ANTWOORD
    knoop.antwoorden[TEKEN] = (200, jws.encode())
    assert reden_van(v5(knoop).onderteken, b"antwoord", kid=f"{WIJ}#1") is Reden.KNOOP_ANTWOORD
    assert reden_van(v5(knoop).onderteken, b"ander", kid=sleutel.kid) is Reden.KNOOP_ANTWOORD


def test_over_https(tmp_path: Path) -> None:
    """A node over https is asked where its certificate is trusted, and only there."""
    with https_server(tmp_path) as server:
        server.antwoorden[V5] = (200, json.dumps(ANTWOORD_V5).encode(), {})
        adres = f"https://localhost:{server.poort}"
        assert Nutsknoop(adres, versie=5, wij=[WIJ], tls=server.tls).introspecteer("t", nu=NU).houder == ZIJ
        assert reden_van(Nutsknoop(adres, versie=5, wij=[WIJ]).introspecteer, "t", nu=NU) is Reden.KNOOP_ONBEREIKBAAR


@pytest.mark.parametrize(
    "adres",
    [
        "http://10.0.0.1:8081",
        "http://knoop.example",
        "http://0.0.0.0:8081",
        "http://127.0.0.1.example",
        "http://127.0.0.1@knoop.example",
        "http://x@127.0.0.1:8081",
        "http://127.0.0.1:8081/pad",
        "http://127.0.0.1:8081?x",
        "http://127.0.0.1:8081#x",
        "ftp://127.0.0.1",
        "127.0.0.1:8081",
        "http://[::1",
        "http://127.0.0.1:x",
        "https://",
        "",
    ],
)
def test_alleen_op_deze_machine(adres: str) -> None:
    """Plain http goes to this machine alone; an address that is no plain address of a node is refused when it is set."""
    with pytest.raises(InstellingenFout):
        Nutsknoop(adres, versie=5, wij=[WIJ])


def test_adressen_die_wel_mogen() -> None:
    """Loopback in each spelling, and any host over https; another version than 5 or 6 is refused."""
    for adres in ("http://127.0.0.1:8081", "http://127.0.0.2", "http://localhost/", "http://[::1]:8081", "https://knoop.example"):
        Nutsknoop(adres, versie=6, wij=[WIJ])
    with pytest.raises(InstellingenFout):
        Nutsknoop("http://127.0.0.1", versie=4, wij=[WIJ])


def test_localhost_die_elders_heen_leidt() -> None:
    """The name localhost counts for what it resolves to when it is connected to: every address of it is of this machine."""
    keur_hier(["127.0.0.1", "::1", "127.1.2.3"])
    for adressen in (["192.0.2.1"], ["127.0.0.1", "10.0.0.1"], ["fe80::1%eth0"], ["x"]):
        assert reden_van(keur_hier, adressen) is Reden.KNOOP_ONBEREIKBAAR
