"""The station's own keys: closed files, the newest signs, and the private half is nowhere to be had."""

from __future__ import annotations

import base64
import copy
import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hulp.partijen import NU
from joserfc.jwk import ECKey, OKPKey

from datastation.fouten import InstellingenFout, MotorFout
from datastation.logboek import Boomhoofd, klopt_hoofd
from datastation.logboek.hoofd import lees_sleutel as lees_publiek
from datastation.logboek.hoofd import teken
from datastation.vertrouwen import Afgewezen, Reden, Resolver
from datastation.vertrouwen.codering import b64url
from datastation.vertrouwen.sleutelbos import MAP, EigenSleutel, lees_sleutel, lees_sleutels, maak_sleutel, verwijder_sleutel
from datastation.vertrouwen.sleutels import Sleutel

ALGEN = ["EdDSA", "ES256"]
DID = "did:web:station.example"


@pytest.fixture
def map_(tmp_path: Path) -> Path:
    return tmp_path / MAP


def geheim(pad: Path) -> str:
    return str(json.loads(pad.read_text())["d"])


@pytest.mark.parametrize("alg", ALGEN)
def test_maken_en_lezen(map_: Path, alg: str) -> None:
    """A key that was made is read back, in closed files named after the thumbprint, and signs what its public half verifies."""
    sleutel = maak_sleutel(map_, alg, nu=NU)
    pad = map_ / f"{sleutel.kid}.jwk"
    assert [p.name for p in map_.iterdir()] == [pad.name]
    assert (map_.stat().st_mode & 0o777, map_.parent.stat().st_mode & 0o777, pad.stat().st_mode & 0o777) == (0o700, 0o700, 0o600)
    (gelezen,) = lees_sleutels(map_).sleutels
    assert (gelezen.kid, gelezen.alg, gelezen.jwk, gelezen.sinds) == (sleutel.kid, alg, sleutel.jwk, NU)
    onafhankelijk = (OKPKey if alg == "EdDSA" else ECKey).import_key(sleutel.jwk)
    assert onafhankelijk.thumbprint() == sleutel.kid
    assert {len(b64url(deel)) for naam, deel in json.loads(pad.read_text()).items() if naam in ("x", "y", "d")} == {32}
    handtekening = gelezen.sign(b"x")
    assert len(handtekening) == 64
    Sleutel("", "", sleutel.jwk, frozenset()).keur(alg, b"x", handtekening)


def test_de_nieuwste_tekent(map_: Path) -> None:
    """Each new key becomes the one that signs, also within one second or with a clock that went back; older ones stay until removed."""
    gemaakt = [maak_sleutel(map_, alg, nu=NU) for alg in ("EdDSA", "ES256", "EdDSA")]
    gemaakt.append(maak_sleutel(map_, nu=datetime(2020, 1, 1, tzinfo=UTC)))
    bos = lees_sleutels(map_)
    assert [s.kid for s in bos.sleutels] == [s.kid for s in reversed(gemaakt)]
    assert bos.tekent.kid == gemaakt[-1].kid
    assert bos.zoek(gemaakt[0].kid) is not None
    verwijder_sleutel(map_, gemaakt[0].kid)
    assert lees_sleutels(map_).zoek(gemaakt[0].kid) is None
    for kid in (gemaakt[-1].kid, gemaakt[0].kid, "../x"):
        with pytest.raises(InstellingenFout):
            verwijder_sleutel(map_, kid)
    assert len(lees_sleutels(map_).sleutels) == 3


@pytest.mark.parametrize(("wat", "rechten"), [("bestand", 0o640), ("bestand", 0o604), ("map", 0o750), ("map", 0o711)])
@pytest.mark.moet("T4")
def test_te_open(map_: Path, wat: str, rechten: int) -> None:
    """A key that others may read, or a folder that they may enter, is refused, with the command that mends it."""
    sleutel = maak_sleutel(map_, nu=NU)
    pad = map_ if wat == "map" else map_ / f"{sleutel.kid}.jwk"
    pad.chmod(rechten)
    with pytest.raises(InstellingenFout) as fout:
        lees_sleutels(map_)
    assert f"chmod {'700' if wat == 'map' else '600'} {pad}" in fout.value.herstel


def test_geen_of_een_kapotte_sleutel(map_: Path) -> None:
    """No key, an empty folder, a broken file, a file under another name and an unknown algorithm are each said, without a word of the file."""
    for _ in range(2):
        with pytest.raises(InstellingenFout, match="nog geen sleutel"):
            lees_sleutels(map_)
        map_.mkdir(parents=True, exist_ok=True, mode=0o700)
    with pytest.raises(InstellingenFout, match="geen sleutel waarmee"):
        maak_sleutel(map_, "PS256", nu=NU)
    sleutel = maak_sleutel(map_, nu=NU)
    pad = map_ / f"{sleutel.kid}.jwk"
    inhoud = json.loads(pad.read_text())
    ander = maak_sleutel(map_.with_name("ander"), "ES256", nu=NU)
    for kapot in [
        "",
        "{",
        "é",
        "[1]",
        json.dumps({**inhoud, "d": "AA"}),
        json.dumps({**inhoud, "d": "!"}),
        json.dumps({k: v for k, v in inhoud.items() if k != "d"}),
        json.dumps({k: v for k, v in inhoud.items() if k != "x"}),
        json.dumps({**inhoud, "x": "A" * 43}),
        json.dumps({**inhoud, "crv": "X25519"}),
        json.dumps({**inhoud, "d": 5}),
        json.dumps({**inhoud, "iat": "gisteren"}),
        json.dumps({**inhoud, "iat": 10**15}),
        (map_.with_name("ander") / f"{ander.kid}.jwk").read_text(),
    ]:
        pad.write_text(kapot, encoding="utf-8")
        with pytest.raises(InstellingenFout) as fout:
            lees_sleutels(map_)
        assert fout.value.waar == str(pad)
        assert inhoud["d"] not in str(fout.value)
        assert fout.value.__cause__ is None
        assert fout.value.__suppress_context__ or fout.value.__context__ is None


def pem(sleutel: Any, formaat: PrivateFormat = PrivateFormat.PKCS8, slot: Any = None) -> str:
    return str(sleutel.private_bytes(Encoding.PEM, formaat, slot or NoEncryption()).decode())


def test_sleutel_uit_de_omgeving(map_: Path) -> None:
    """A key handed over as text, PEM or JWK, counts as the newest; without a folder too, and once where the folder has it as well."""
    p256, ed = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
    for tekst in (pem(p256), pem(p256, PrivateFormat.TraditionalOpenSSL), pem(ed), f"\n  {pem(ed)}\n"):
        assert len(lees_sleutels(map_, meegegeven=tekst).sleutels) == 1
    eerste = maak_sleutel(map_, nu=NU)
    assert [s.kid for s in lees_sleutels(map_, meegegeven=pem(p256)).sleutels][1:] == [eerste.kid]
    tweede = maak_sleutel(map_, nu=NU)
    zelfde = (map_ / f"{eerste.kid}.jwk").read_text()
    assert [s.kid for s in lees_sleutels(map_, meegegeven=zelfde).sleutels] == [eerste.kid, tweede.kid]


@pytest.mark.parametrize(
    "tekst",
    [
        "x",
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(rsa.generate_private_key(65537, 2048)),
        pem(ed25519.Ed25519PrivateKey.generate(), slot=BestAvailableEncryption(b"geheim")),
        '{"kty":"oct","k":"AA","d":"AA","crv":"x"}',
        '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AAAA"}',
        '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"' + "_" * 43 + '"}',
        '{"a":' * 30,
    ],
    ids=["geen", "p384", "rsa", "wachtwoord", "oct", "nul", "groot", "diep"],
)
def test_andere_sleutels(tekst: str) -> None:
    """Text that is no Ed25519 or P-256 private key is refused, and nothing of it is repeated."""
    with pytest.raises(InstellingenFout) as fout:
        lees_sleutel(tekst, waar="DATASTATION_SLEUTEL")
    assert fout.value.waar == "DATASTATION_SLEUTEL"
    assert tekst.strip()[:20] == "x" or tekst.strip()[:20] not in str(fout.value)


def test_alleen_ondertekenen() -> None:
    """A public half of a kind that signs nothing here is no key of ours."""
    for jwk in (
        {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
        {},
        {"kty": "RSA"},
        ECKey.generate_key("P-384").as_dict(private=False),
    ):
        with pytest.raises(InstellingenFout):
            EigenSleutel(jwk, bytes)


@pytest.mark.parametrize("alg", ALGEN)
@pytest.mark.moet("T4")
def test_de_prive_helft_is_nergens(map_: Path, alg: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No attribute, text, copy or pickle of a key holds its private half, in any of the ways that it is written."""
    sleutel = maak_sleutel(map_, alg, nu=NU).van(DID)
    d = geheim(next(map_.iterdir()))
    ruw = b64url(d)
    bos = lees_sleutels(map_)
    waarden = [getattr(sleutel, naam) for naam in dir(sleutel) if not naam.startswith("__")]
    tekst = " ".join(map(repr, [sleutel, str(sleutel), bos, f"{bos}", *waarden, sleutel.van(DID).__dir__()]))
    for vorm in (d, ruw.hex(), str(int.from_bytes(ruw, "big")), repr(ruw), base64.b64encode(ruw).decode()):
        assert vorm not in tekst
    assert not hasattr(sleutel, "__dict__")
    for kopie in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            kopie(sleutel)
    with pytest.raises(TypeError):
        json.dumps(sleutel)
    assert capsys.readouterr() == ("", "")


def test_namen_van_een_sleutel(map_: Path) -> None:
    """A key is named after its owner as the DID method wants it, and the resolver finds it under that name."""
    for alg in ALGEN:
        sleutel = maak_sleutel(map_, alg, nu=NU)
        assert (sleutel.did, sleutel.kid) == ("", sleutel.vingerafdruk)
        assert sleutel.van(DID).kid == f"{DID}#{sleutel.vingerafdruk}"
        for eigen in (sleutel.als_did_key(), sleutel.als_did_jwk()):
            assert Resolver().sleutel(eigen.kid, doelen=("assertionMethod",), nu=NU).algoritme == alg
            assert repr(eigen) == f"EigenSleutel(kid={eigen.kid!r}, alg={alg!r})"
    with pytest.raises(Afgewezen) as fout:
        sleutel.van("geen did")
    assert fout.value.reden is Reden.DID_ONGELDIG
    bos = lees_sleutels(map_).van(DID)
    assert bos.zoek(bos.tekent.kid) is bos.tekent


def test_een_sleutelbewaarder_elders() -> None:
    """A key in another process signs through a function; a keeper that gives something else is found out before the signature leaves."""
    programma = """
import sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
k = Ed25519PrivateKey.generate()
print(k.public_key().public_bytes_raw().hex(), flush=True)
for regel in sys.stdin:
    print(k.sign(bytes.fromhex(regel)).hex(), flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", programma], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as kind:
        assert kind.stdin
        assert kind.stdout
        x = base64.urlsafe_b64encode(bytes.fromhex(kind.stdout.readline())).rstrip(b"=").decode()

        def vraag(data: bytes) -> bytes:
            print(data.hex(), file=kind.stdin, flush=True)
            return bytes.fromhex(kind.stdout.readline())  # type: ignore[union-attr]

        elders = EigenSleutel({"kty": "OKP", "crv": "Ed25519", "x": x}, vraag, did="")
        assert len(elders.sign(b"x")) == 64
        for fout_ in (lambda _: bytes(64), lambda d: elders.sign(d)[:-1]):
            with pytest.raises(MotorFout, match="niet klopt"):
                EigenSleutel(elders.jwk, fout_).sign(b"x")
        kind.stdin.close()


@pytest.mark.parametrize("alg", ALGEN)
def test_een_sleutel_tekent_het_logboek(map_: Path, tmp_path: Path, alg: str) -> None:
    """The key fits the log: a head signed with it is judged with its public half."""
    sleutel = maak_sleutel(map_, alg, nu=NU)
    hoofd = teken(sleutel.van(DID), grootte=1, wortel=bytes(32), tijd="2026-07-05T12:00:00Z", vorige=None)
    assert isinstance(hoofd, Boomhoofd)
    (tmp_path / "p.pem").write_bytes((OKPKey if alg == "EdDSA" else ECKey).import_key(sleutel.jwk).as_pem(private=False))
    assert klopt_hoofd(hoofd, lees_publiek(tmp_path / "p.pem"))


def test_een_half_bestand_telt_niet(map_: Path) -> None:
    """What a crash leaves of a new key is not read, and does not stand in the way of the next."""
    sleutel = maak_sleutel(map_, nu=NU)
    (map_ / f"{sleutel.kid}.jwk").rename(map_ / f"{sleutel.kid}.nieuw")
    with pytest.raises(InstellingenFout, match="nog geen sleutel"):
        lees_sleutels(map_)
    assert maak_sleutel(map_, nu=NU).kid == lees_sleutels(map_).tekent.kid
