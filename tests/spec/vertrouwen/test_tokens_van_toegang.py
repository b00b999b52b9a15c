"""Access tokens: a valid one is changed in one field at a time, before or after signing; each is refused for its own reason."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hulp.certificaten import Keten
from hulp.partijen import NU, oordeel
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from datastation.vertrouwen import Afgewezen, Reden, Vaststelling
from datastation.vertrouwen.certificaat import x5t_s256
from datastation.vertrouwen.codering import naar_b64url
from datastation.vertrouwen.ondertekenen import teken_jws, teken_token
from datastation.vertrouwen.sleutelbos import EigenSleutel, Sleutelbos, maak_sleutel
from datastation.vertrouwen.toegang import DIENSTEN, GELDIG, Tokenverzoek, geef_token, keur_token

WIJ, ZIJ = "did:web:station.example", "did:web:afnemer.example"
CERT, ANDER_CERT = (Keten().keten[0].public_bytes(Encoding.DER) for _ in range(2))
VERZOEK = Tokenverzoek(ZIJ, frozenset({"verifiedsparql"}), Vaststelling(ZIJ, "1", NU, ()))
WEG = object()
CLAIMS = {
    "iss": WIJ,
    "aud": WIJ,
    "sub": ZIJ,
    "client_id": ZIJ,
    "scope": "verifiedsparql",
    "iat": int(NU.timestamp()),
    "exp": int(NU.timestamp()) + 900,
    "jti": "j",
}


@pytest.fixture(scope="module")
def bos(tmp_path_factory: pytest.TempPathFactory) -> Sleutelbos:
    """An older ES256 key, and the EdDSA key that signs."""
    map_ = tmp_path_factory.mktemp("toegang") / "ondertekening"
    ouder, nieuw = (maak_sleutel(map_, alg, nu=NU) for alg in ("ES256", "EdDSA"))
    return Sleutelbos((nieuw, ouder)).van(WIJ)


@pytest.fixture(scope="module")
def vreemd(tmp_path_factory: pytest.TempPathFactory) -> EigenSleutel:
    """Somebody else's key."""
    return maak_sleutel(tmp_path_factory.mktemp("vreemd") / "ondertekening", nu=NU)


def reden_van(tekst: str, bos: Sleutelbos, **namen: Any) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        keur_token(tekst, **{"sleutels": bos, "nu": NU, **namen})
    return fout.value.reden


@pytest.mark.parametrize("plaats", [0, 1])
@pytest.mark.parametrize("certificaat", [None, CERT])
def test_gegeven_en_gekeurd(bos: Sleutelbos, plaats: int, certificaat: bytes | None) -> None:
    """A token that was given out says the same when it comes back, under the newest key and under an older one."""
    antwoord = geef_token(VERZOEK, sleutel=bos.sleutels[plaats], nu=NU, certificaat=certificaat)
    assert {k: antwoord[k] for k in antwoord if k != "access_token"} == {
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "verifiedsparql",
    }
    uit = keur_token(antwoord["access_token"], sleutels=bos, nu=NU, certificaat=certificaat)
    assert (uit.actief, uit.voor_ons, uit.houder, uit.diensten, uit.tot) == (True, True, ZIJ, VERZOEK.diensten, NU + GELDIG)
    assert uit.certificaat == (x5t_s256(certificaat) if certificaat else "")
    ander = geef_token(VERZOEK, sleutel=bos.tekent, nu=NU)
    assert keur_token(ander["access_token"], sleutels=bos, nu=NU).jti != uit.jti
    assert keur_token(geef_token(VERZOEK, sleutel=bos.tekent, nu=NU, jti="x")["access_token"], sleutels=bos, nu=NU).jti == "x"


def test_hoe_lang(bos: Sleutelbos) -> None:
    """A token is never given out for longer than fifteen minutes, and is over to the second."""
    lang = geef_token(VERZOEK, sleutel=bos.tekent, nu=NU, geldig=timedelta(hours=1))
    kort = geef_token(VERZOEK, sleutel=bos.tekent, nu=NU, geldig=timedelta(seconds=30))
    assert (lang["expires_in"], kort["expires_in"]) == (900, 30)
    assert keur_token(kort["access_token"], sleutels=bos, nu=NU + timedelta(seconds=29.9)).actief
    assert reden_van(kort["access_token"], bos, nu=NU + timedelta(seconds=30)) is Reden.VERLOPEN
    assert reden_van(kort["access_token"], bos, nu=NU - timedelta(seconds=6)) is Reden.NOG_NIET_GELDIG


# One claim changed by somebody who can sign with our key: what the checks themselves catch.
BEWERINGEN = [
    ("iss", ZIJ, Reden.UITGEVER),
    ("iss", WEG, Reden.UITGEVER),
    ("aud", ZIJ, Reden.PUBLIEK),
    ("aud", [WIJ], Reden.PUBLIEK),
    ("aud", WEG, Reden.PUBLIEK),
    ("sub", "niemand", Reden.DID_ONGELDIG),
    ("sub", 5, Reden.DID_ONGELDIG),
    ("sub", WEG, Reden.DID_ONGELDIG),
    ("sub", "did:web:ander.example", Reden.TEGENSTRIJDIG),
    ("client_id", WIJ, Reden.TEGENSTRIJDIG),
    ("client_id", WEG, Reden.TEGENSTRIJDIG),
    ("scope", "alles", Reden.DIENST),
    ("scope", "verifiedsparql alles", Reden.DIENST),
    ("scope", "", Reden.DIENST),
    ("scope", ["verifiedsparql"], Reden.DIENST),
    ("scope", WEG, Reden.DIENST),
    ("iat", CLAIMS["iat"] + 6, Reden.NOG_NIET_GELDIG),
    ("iat", CLAIMS["iat"] - 1, Reden.TE_LANG_GELDIG),
    ("iat", "nu", Reden.VORM),
    ("iat", WEG, Reden.VORM),
    ("exp", CLAIMS["iat"], Reden.VERLOPEN),
    ("exp", CLAIMS["exp"] + 1, Reden.TE_LANG_GELDIG),
    ("exp", True, Reden.VORM),
    ("exp", WEG, Reden.VORM),
    ("jti", "", Reden.VORM),
    ("jti", 5, Reden.VORM),
    ("jti", WEG, Reden.VORM),
    ("cnf", {}, Reden.VORM),
    ("cnf", "x", Reden.VORM),
    ("cnf", {"jkt": "x"}, Reden.VORM),
    ("cnf", {"x5t#S256": 5}, Reden.VORM),
    ("cnf", {"x5t#S256": "é"}, Reden.CERTIFICAAT),
    ("cnf", {"x5t#S256": x5t_s256(CERT)}, Reden.CERTIFICAAT),
    ("rol", "beheerder", Reden.VORM),
]


@pytest.mark.parametrize(("naam", "waarde", "reden"), BEWERINGEN, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(BEWERINGEN)])
@pytest.mark.moet("S3")
def test_een_bewering_anders(bos: Sleutelbos, naam: str, waarde: Any, reden: Reden) -> None:
    """One claim changed and signed again is refused for its own reason; changed after signing, for the signature."""
    claims = {**CLAIMS, naam: waarde}
    token = teken_token({k: v for k, v in claims.items() if v is not WEG}, bos.tekent, "at+jwt")
    assert reden_van(token, bos) is reden
    goed = teken_token(CLAIMS, bos.tekent, "at+jwt")
    assert keur_token(goed, sleutels=bos, nu=NU).houder == ZIJ
    delen = goed.split(".")
    assert reden_van(".".join([delen[0], token.split(".")[1], delen[2]]), bos) is Reden.HANDTEKENING


def test_kop_en_vorm(bos: Sleutelbos, vreemd: EigenSleutel) -> None:
    """A token with another header, type, algorithm or key, or that is no token, is refused for its own reason."""
    goed = teken_token(CLAIMS, bos.tekent, "at+jwt")
    kop, inhoud, handtekening = goed.split(".")

    def met(**velden: Any) -> str:
        hoofd = {"alg": "EdDSA", "kid": bos.tekent.kid, "typ": "at+jwt", **velden}
        ruw = json.dumps({k: v for k, v in hoofd.items() if v is not WEG}).encode()
        return f"{naar_b64url(ruw)}.{inhoud}.{handtekening}"

    dubbel = f'{{"alg":"EdDSA","alg":"EdDSA","kid":"{bos.tekent.kid}","typ":"at+jwt"}}'.encode()
    tabel = [
        ("", Reden.VORM),
        ("a.b", Reden.VORM),
        (goed + ".x", Reden.VORM),
        (goed + "é", Reden.VORM),
        (f"!.{inhoud}.{handtekening}", Reden.VORM),
        (f"{naar_b64url(b'[]')}.{inhoud}.{handtekening}", Reden.VORM),
        (f"{naar_b64url(b'x')}.{inhoud}.{handtekening}", Reden.GEEN_JSON),
        (f"{naar_b64url(dubbel)}.{inhoud}.{handtekening}", Reden.DUBBELE_SLEUTEL),
        (met(alg="none"), Reden.ALGORITME),
        (met(alg=WEG), Reden.ALGORITME),
        (met(alg="HS256"), Reden.ALGORITME),
        (met(alg="ES256"), Reden.SLEUTEL),
        (met(alg="PS256"), Reden.SLEUTEL),
        (met(typ="JWT"), Reden.KOP),
        (met(typ=WEG), Reden.KOP),
        (met(jwk=vreemd.jwk), Reden.KOP),
        (met(jku="https://elders.example"), Reden.KOP),
        (met(crit=["b64"]), Reden.KOP),
        (met(kid=WEG), Reden.SLEUTEL),
        (met(kid=5), Reden.SLEUTEL),
        (met(kid=bos.tekent.vingerafdruk), Reden.SLEUTEL),
        (met(kid=bos.sleutels[1].kid), Reden.SLEUTEL),
        (met(kid=vreemd.van(WIJ).kid), Reden.SLEUTEL),
        (f"{kop}.{inhoud}.", Reden.HANDTEKENING),
        (f"{kop}.{inhoud}.{naar_b64url(bytes(64))}", Reden.HANDTEKENING),
        (f"{kop}.{inhoud}.{'B' if handtekening[0] == 'A' else 'A'}{handtekening[1:]}", Reden.HANDTEKENING),
        (teken_jws(b"[]", bos.tekent, "at+jwt"), Reden.VORM),
        (teken_jws(b'{"iss":1,"iss":1}', bos.tekent, "at+jwt"), Reden.DUBBELE_SLEUTEL),
        (teken_jws(b"{" * 5, bos.tekent, "at+jwt"), Reden.GEEN_JSON),
        (teken_token({**CLAIMS, "jti": "j" * 4096}, bos.tekent, "at+jwt"), Reden.TE_GROOT),
        (teken_token(CLAIMS, vreemd.van(WIJ), "at+jwt"), Reden.SLEUTEL),
        (teken_token(CLAIMS, vreemd.als_did_key(), "at+jwt"), Reden.SLEUTEL),
        (teken_token(CLAIMS, bos.tekent), Reden.KOP),
    ]
    for tekst, reden in tabel:
        assert reden_van(tekst, bos) is reden, tekst


def test_verwisselde_sleutel(bos: Sleutelbos, vreemd: EigenSleutel) -> None:
    """The public half as an HMAC secret, no signature at all, and another's signature under our name: none passes."""
    openbaar = OKPKey.import_key(bos.tekent.jwk)
    for geheim in (
        openbaar.as_pem(private=False),
        json.dumps(bos.tekent.jwk).encode(),
        base64.urlsafe_b64decode(bos.tekent.jwk["x"] + "=="),
    ):
        hoofd = naar_b64url(json.dumps({"alg": "HS256", "kid": bos.tekent.kid, "typ": "at+jwt"}).encode())
        getekend = f"{hoofd}.{naar_b64url(json.dumps(CLAIMS).encode())}"
        token = f"{getekend}.{naar_b64url(hmac.new(geheim, getekend.encode(), hashlib.sha256).digest())}"
        assert reden_van(token, bos) is Reden.ALGORITME
    leeg = naar_b64url(json.dumps({"alg": "none", "kid": bos.tekent.kid, "typ": "at+jwt"}).encode())
    assert reden_van(f"{leeg}.{naar_b64url(json.dumps(CLAIMS).encode())}.", bos) is Reden.ALGORITME

    class Vermomd:
        kid, alg, sign = bos.tekent.kid, "EdDSA", staticmethod(vreemd.sign)

    assert reden_van(teken_token(CLAIMS, Vermomd(), "at+jwt"), bos) is Reden.HANDTEKENING


def test_de_grens_aan_een_token(bos: Sleutelbos) -> None:
    """A token of 4,096 characters is read, one of a character more is not."""
    lengte = next(n for n in range(2000, 4096) if len(teken_token({**CLAIMS, "jti": "j" * n}, bos.tekent, "at+jwt")) >= 4095)
    maten = {}
    for n in range(lengte - 3, lengte + 6):
        token = teken_token({**CLAIMS, "jti": "j" * n}, bos.tekent, "at+jwt")
        maten[len(token)] = token
    assert keur_token(maten[4096], sleutels=bos, nu=NU).houder == ZIJ
    assert reden_van(maten[4097] if 4097 in maten else maten[4098], bos) is Reden.TE_GROOT


@pytest.mark.moet("P6")
def test_alle_diensten(bos: Sleutelbos) -> None:
    """A token for every service passes."""
    token = geef_token(Tokenverzoek(ZIJ, DIENSTEN, VERZOEK.vaststelling), sleutel=bos.tekent, nu=NU)["access_token"]
    assert keur_token(token, sleutels=bos, nu=NU).diensten == DIENSTEN


def test_na_wisseling_van_sleutels(bos: Sleutelbos) -> None:
    """A token of a key that was taken out of the folder is over with it."""
    token = geef_token(VERZOEK, sleutel=bos.sleutels[1], nu=NU)["access_token"]
    assert reden_van(token, Sleutelbos(bos.sleutels[:1])) is Reden.SLEUTEL


def test_gebonden_aan_een_certificaat(bos: Sleutelbos) -> None:
    """A bound token passes with its own certificate alone; one that is not bound asks for none."""
    gebonden = geef_token(VERZOEK, sleutel=bos.tekent, nu=NU, certificaat=CERT)["access_token"]
    assert reden_van(gebonden, bos) is Reden.CERTIFICAAT
    assert reden_van(gebonden, bos, certificaat=ANDER_CERT) is Reden.CERTIFICAAT
    los = geef_token(VERZOEK, sleutel=bos.tekent, nu=NU)["access_token"]
    assert keur_token(los, sleutels=bos, nu=NU, certificaat=CERT).certificaat == ""


def test_een_ander_leest_het_token(bos: Sleutelbos) -> None:
    """An independent implementation verifies the token and finds the claims of RFC 9068 in it."""
    verzoek = Tokenverzoek(ZIJ, DIENSTEN, VERZOEK.vaststelling)
    token = geef_token(verzoek, sleutel=bos.sleutels[1], nu=NU, jti="x")["access_token"]
    gelezen = jws.deserialize_compact(token, ECKey.import_key(bos.sleutels[1].jwk), algorithms=["ES256"])
    assert gelezen.headers() == {"alg": "ES256", "kid": bos.sleutels[1].kid, "typ": "at+jwt"}
    assert json.loads(gelezen.payload) == {**CLAIMS, "scope": "didcomm-service-kikv validated-query-service verifiedsparql", "jti": "x"}


def test_een_toegangstoken_is_geen_presentatie(bos: Sleutelbos) -> None:
    """An access token is nothing else: as a presentation it is refused for its type."""
    with pytest.raises(Afgewezen) as fout:
        oordeel(teken_token(CLAIMS, bos.tekent.als_did_key(), "at+jwt"))
    assert fout.value.reden is Reden.KOP
