"""The keys that the station signs with: made here or brought along, readable by their owner alone, never given out again.

A key file is a JWK (RFC 7517) named after its thumbprint (RFC 7638), which is also its name in the DID document; ``iat`` says since when it is
there. The newest key signs; older ones stay in the DID document until somebody removes them, so that what they signed can still be verified.
Whoever changes keys keeps the older one until every verifier has read the new document.

A private key stands behind one function. It has no attribute, and it is in no text, error or pickle that this module makes. An HSM or any other
keeper of keys fits in as ``EigenSleutel(jwk, teken)``: the station itself carries no PKCS#11 library and has not been tried with one.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import rfc8785
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as maak_ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from datastation import besloten
from datastation.fouten import InstellingenFout, MotorFout
from datastation.vertrouwen.codering import b64url, naar_b64url, seconden
from datastation.vertrouwen.did import keur_did
from datastation.vertrouwen.redenen import Afgewezen
from datastation.vertrouwen.sleutels import Sleutel, keur_jwk, naar_multikey
from datastation.vertrouwen.strikt import lees_object

EDDSA, ES256 = "EdDSA", "ES256"
MAP = Path("sleutels") / "ondertekening"
_ACHTERVOEGSEL = ".jwk"
_MAX_BYTES = 8192
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_Prive = Ed25519PrivateKey | EllipticCurvePrivateKey


class EigenSleutel:
    """A key that can sign, and nothing else can be got out of it. Fits ``logboek.Ondertekenaar``.

    Args:
        jwk: the public half; Ed25519 or P-256. teken: gives a signature of 64 bytes over some bytes (ES256: r and s, over SHA-256).
        sinds: since when it is there. did: whose it is; see `van`.

    Raises:
        InstellingenFout: another kind of key.
    """

    __slots__ = ("_did", "_jwk", "_publiek", "_sinds", "_teken")

    def __init__(self, jwk: Mapping[str, Any], teken: Callable[[bytes], bytes], *, sinds: datetime = _BEGIN, did: str = "") -> None:
        self._jwk = {k: jwk[k] for k in ("kty", "crv", "x", "y") if k in jwk}
        self._teken, self._sinds, self._did = teken, sinds, did
        try:
            self._publiek = Sleutel("", did, keur_jwk(self._jwk), frozenset())
        except Afgewezen:
            raise _soort("") from None
        if self.alg not in (EDDSA, ES256):
            raise _soort("")

    @property
    def alg(self) -> str:
        """``EdDSA`` or ``ES256``."""
        return self._publiek.algoritme

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half, as a JWK without other fields."""
        return dict(self._jwk)

    @property
    def vingerafdruk(self) -> str:
        """Thumbprint of RFC 7638, base64url."""
        return naar_b64url(hashlib.sha256(rfc8785.dumps(self._jwk)).digest())

    @property
    def did(self) -> str:
        """Whose key this is; "" as long as nobody said so."""
        return self._did

    @property
    def kid(self) -> str:
        """The name of the key: a DID URL where it has a DID, else its thumbprint."""
        if not self._did:
            return self.vingerafdruk
        soort = self._did.split(":")[1]
        fragment = {"jwk": "0", "key": self._did.removeprefix("did:key:")}.get(soort, self.vingerafdruk)
        return f"{self._did}#{fragment}"

    @property
    def sinds(self) -> datetime:
        """Since when it is there."""
        return self._sinds

    def van(self, did: str) -> EigenSleutel:
        """The same key, named after its owner: `kid` is then what stands in a DID document and in the head of a token."""
        return EigenSleutel(self._jwk, self._teken, sinds=self._sinds, did=keur_did(did))

    def als_did_key(self) -> EigenSleutel:
        """The same key as a did:key of itself."""
        return self.van(f"did:key:{naar_multikey(self._jwk)}")

    def als_did_jwk(self) -> EigenSleutel:
        """The same key as a did:jwk of itself."""
        return self.van(f"did:jwk:{naar_b64url(rfc8785.dumps(self._jwk))}")

    def sign(self, data: bytes, /) -> bytes:
        """A signature of 64 bytes. Judged before it leaves: a wrong one can give a key away, and nobody would notice it here.

        Raises:
            MotorFout: the keeper of the key gave a signature that is not one.
        """
        handtekening = self._teken(data)
        try:
            self._publiek.keur(self.alg, data, handtekening)
        except Afgewezen:
            raise MotorFout("De ondertekensleutel gaf een handtekening die niet klopt.", waar=self.kid) from None
        return handtekening

    def __repr__(self) -> str:
        return f"EigenSleutel(kid={self.kid!r}, alg={self.alg!r})"

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("een eigen sleutel verlaat het proces niet")


@dataclass(frozen=True)
class Sleutelbos:
    """The keys of a station, the newest one first; never empty."""

    sleutels: tuple[EigenSleutel, ...]

    @property
    def tekent(self) -> EigenSleutel:
        """The key that signs from now on."""
        return self.sleutels[0]

    def van(self, did: str) -> Sleutelbos:
        """The same keys, named after their owner."""
        return Sleutelbos(tuple(s.van(did) for s in self.sleutels))

    def zoek(self, kid: str) -> EigenSleutel | None:
        """The key with this name."""
        return next((s for s in self.sleutels if s.kid == kid), None)


def lees_sleutels(map: Path, *, meegegeven: str = "") -> Sleutelbos:
    """Read the keys of a folder.

    Args:
        map: the folder (0700) with files (0600); it need not exist where a key is handed over. meegegeven: text of a key that the entry point took out
            of the environment; it counts as the newest.

    Raises:
        InstellingenFout: no key at all, a file that others may read, or a file that does not hold the key that its name says.
    """
    bestanden = sorted(map.glob(f"*{_ACHTERVOEGSEL}")) if map.is_dir() else []
    for pad in [map, *bestanden] if bestanden else []:
        _keur_rechten(pad)
    gelezen = sorted((_lees_bestand(pad) for pad in bestanden), key=lambda s: (s.sinds, s.kid), reverse=True)
    if meegegeven:
        eigen = lees_sleutel(meegegeven, waar="omgeving")
        gelezen = [eigen, *(s for s in gelezen if s.kid != eigen.kid)]
    if not gelezen:
        raise InstellingenFout(
            "Dit station heeft nog geen sleutel om mee te ondertekenen.",
            waar=str(map),
            herstel="Maak er een met `datastation sleutel nieuw`, of zet de reservekopie terug.",
        )
    return Sleutelbos(tuple(gelezen))


def maak_sleutel(map: Path, alg: str = EDDSA, *, nu: datetime) -> EigenSleutel:
    """Make a new key in a folder (0700), as a file (0600); from then on it is the newest.

    Args:
        alg: ``EdDSA`` or ``ES256``. nu: this moment.

    Raises:
        InstellingenFout: another algorithm, or what `lees_sleutels` says about the keys that are there.
    """
    if alg not in (EDDSA, ES256):
        raise _soort(str(map))
    besloten.maak_map(map)
    eerder = [s.sinds for s in lees_sleutels(map).sleutels] if any(map.glob(f"*{_ACHTERVOEGSEL}")) else []
    sinds = int(max([nu.timestamp(), *(m.timestamp() + 1 for m in eerder)]))
    prive: _Prive = Ed25519PrivateKey.generate() if alg == EDDSA else maak_ec(SECP256R1())
    sleutel = _eigen(prive, datetime.fromtimestamp(sinds, UTC))
    heel = map / f"{sleutel.vingerafdruk}{_ACHTERVOEGSEL}"
    half = heel.with_suffix(".nieuw")  # a crash leaves a file that nobody reads
    besloten.schrijf(half, rfc8785.dumps({**sleutel.jwk, "d": naar_b64url(_prive_bytes(prive)), "iat": sinds}) + b"\n")
    half.replace(heel)
    return sleutel


def verwijder_sleutel(map: Path, kid: str) -> None:
    """Take an older key out of the folder, and so out of the DID document: nothing that it signed can be verified any more.

    Raises:
        InstellingenFout: no such key, or the one that signs.
    """
    bos = lees_sleutels(map)
    if bos.zoek(kid) is None:
        raise InstellingenFout("Deze sleutel is er niet.", waar=str(map), herstel="Kijk in het DID-document welke sleutels er zijn.")
    if bos.tekent.kid == kid:
        raise InstellingenFout("Met deze sleutel ondertekent het station nu.", waar=str(map), herstel="Maak eerst een nieuwe sleutel.")
    (map / f"{kid}{_ACHTERVOEGSEL}").unlink()


def lees_sleutel(tekst: str, *, waar: str = "") -> EigenSleutel:
    """Read one private key: PEM (PKCS#8 or SEC1, without password) or a JWK; Ed25519 or P-256.

    Raises:
        InstellingenFout: something else. Never holds any of the text.
    """
    try:
        if tekst.lstrip()[:1] == "{":
            return _uit_jwk(tekst)
        prive = load_pem_private_key(tekst.strip().encode(), password=None)
    except (Afgewezen, ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        raise _soort(waar) from None
    if isinstance(prive, Ed25519PrivateKey) or (isinstance(prive, EllipticCurvePrivateKey) and isinstance(prive.curve, SECP256R1)):
        return _eigen(prive, _BEGIN)
    raise _soort(waar)


def _uit_jwk(tekst: str) -> EigenSleutel:
    jwk = lees_object(tekst, max_bytes=_MAX_BYTES)
    ruw, sinds = b64url(jwk["d"]), seconden(jwk.get("iat", 0), waar="iat")
    prive: _Prive
    if (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519"):
        prive = Ed25519PrivateKey.from_private_bytes(ruw)
    elif (jwk["kty"], jwk["crv"]) == ("EC", "P-256"):
        prive = derive_private_key(int.from_bytes(ruw, "big"), SECP256R1())
    else:
        raise ValueError
    sleutel = _eigen(prive, sinds)
    if any(sleutel.jwk[deel] != jwk.get(deel) for deel in sleutel.jwk):
        raise ValueError
    return sleutel


def _lees_bestand(pad: Path) -> EigenSleutel:
    try:
        sleutel = lees_sleutel(pad.read_text(encoding="ascii"), waar=str(pad))
    except UnicodeDecodeError:
        raise _soort(str(pad)) from None
    if sleutel.vingerafdruk != pad.stem:
        raise InstellingenFout(
            "Een ondertekensleutel past niet bij de naam van haar bestand.", waar=str(pad), herstel="Zet de reservekopie terug."
        )
    return sleutel


def _keur_rechten(pad: Path) -> None:
    rechten = stat.S_IMODE(pad.stat().st_mode)
    if rechten & besloten.ANDEREN:
        raise InstellingenFout(
            "Anderen kunnen bij de sleutels waarmee het station ondertekent.",
            waar=f"{pad} (rechten {rechten:o})",
            herstel=f"Voer uit: chmod {'700' if pad.is_dir() else '600'} {pad}",
        )


def _eigen(prive: _Prive, sinds: datetime) -> EigenSleutel:
    if isinstance(prive, Ed25519PrivateKey):
        return EigenSleutel(
            {"kty": "OKP", "crv": "Ed25519", "x": naar_b64url(prive.public_key().public_bytes_raw())}, prive.sign, sinds=sinds
        )
    punt = prive.public_key().public_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "x": naar_b64url(punt.x.to_bytes(32, "big")), "y": naar_b64url(punt.y.to_bytes(32, "big"))}

    def teken(data: bytes) -> bytes:
        r, s = decode_dss_signature(prive.sign(data, ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return EigenSleutel(jwk, teken, sinds=sinds)


def _prive_bytes(prive: _Prive) -> bytes:
    if isinstance(prive, Ed25519PrivateKey):
        return prive.private_bytes_raw()
    return prive.private_numbers().private_value.to_bytes(32, "big")


def _soort(waar: str) -> InstellingenFout:
    return InstellingenFout(
        "Dit is geen sleutel waarmee het station kan ondertekenen.",
        waar=waar,
        herstel="Geef een sleutel voor EdDSA (Ed25519) of ES256 (P-256), als PEM of als JWK.",
    )
