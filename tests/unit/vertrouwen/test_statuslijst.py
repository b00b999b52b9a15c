"""Status lists: withdrawn is withdrawn, and no answer is no."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hulp.partijen import (
    AFNEMER,
    BEHEER,
    NU,
    VREEMDE,
    Kast,
    Partij,
    epoch,
    moment,
    oordeel,
    presentatie_jwt,
    presentatie_ld,
    vc_claims,
    vc_ld,
    vp_claims,
    vp_ld,
)

from datastation.vertrouwen import Afgewezen, Reden, Statuslijsten
from datastation.vertrouwen.codering import naar_b64url
from datastation.vertrouwen.contexten import CREDENTIALS_V1, JWS2020, KIKV
from datastation.vertrouwen.statuslijst import MAX_BYTES, pak_uit

URL = "https://beheer.example/status/1"
S2021 = "https://w3id.org/vc/status-list/2021/v1"


def bits(*gezet: int, lengte: int = 16384) -> bytes:
    ruw = bytearray(lengte)
    for plaats in gezet:
        ruw[plaats // 8] |= 128 >> plaats % 8
    return bytes(ruw)


def ingepakt(ruw: bytes) -> str:
    return naar_b64url(gzip.compress(ruw))


def lijst(*gezet: int, door: Partij = BEHEER, onderwerp: dict[str, Any] | None = None, **meer: Any) -> bytes:
    """A StatusList2021 as JSON-LD."""
    vol = {"id": f"{URL}#l", "type": "StatusList2021", "statusPurpose": "revocation", "encodedList": ingepakt(bits(*gezet))}
    document = {
        "@context": [CREDENTIALS_V1, S2021, JWS2020],
        "id": URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": BEHEER.did,
        "issuanceDate": moment(-60),
        "credentialSubject": {**vol, **(onderwerp or {})},
        **meer,
    }
    return json.dumps(door.jws2020(document)).encode()


def lijst_jwt(*gezet: int, **meer: Any) -> bytes:
    """A Bitstring Status List as a token."""
    onderwerp = {"type": "BitstringStatusList", "statusPurpose": ["suspension", "revocation"], "encodedList": "u" + ingepakt(bits(*gezet))}
    vc = {"type": ["VerifiableCredential", "BitstringStatusListCredential"], "credentialSubject": onderwerp}
    return BEHEER.token(
        {"iss": BEHEER.did, "jti": URL, "sub": f"{URL}#l", "nbf": epoch(-60), "exp": epoch(3600), "vc": vc, **meer}
    ).encode()


def presentatie(index: Any = "7", soort: str = "StatusList2021Entry", **meer: Any) -> Any:
    status = {"id": f"{URL}#7", "type": soort, "statusPurpose": "revocation", "statusListIndex": index, "statusListCredential": URL, **meer}
    if soort == "StatusList2021Entry" and not meer and isinstance(index, str):
        return presentatie_ld(
            vp_ld(BEHEER.jws2020(vc_ld(**{"@context": [CREDENTIALS_V1, KIKV, S2021, JWS2020]}, credentialStatus=status)), **VP)
        )
    status = {k: v for k, v in status.items() if v is not None}
    return presentatie_jwt(vp_claims(BEHEER.token(vc_claims(vc={**vc_claims()["vc"], "credentialStatus": [status]}))))


VP = {"@context": [CREDENTIALS_V1, JWS2020]}


def reden_van(inhoud: Callable[[], bytes] | None, wat: Any = None, **anders: Any) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        oordeel(wat or presentatie(), statuslijsten=Statuslijsten(Kast({URL: inhoud} if inhoud else {})), **anders)
    return fout.value.reden


@pytest.mark.moet("S16")
def test_niet_ingetrokken_en_wel() -> None:
    """Bit 7 set: withdrawn. Its neighbours set: not. In both kinds of list."""
    for maak, wat in (
        (lijst, presentatie()),
        (lijst_jwt, presentatie(soort="BitstringStatusListEntry")),
        (lijst_jwt, presentatie(7, "BitstringStatusListEntry")),
    ):
        lijsten = Statuslijsten(Kast({URL: lambda maak=maak: maak(6, 8)}))
        assert oordeel(wat, statuslijsten=lijsten).houder == AFNEMER.did
        assert reden_van(lambda maak=maak: maak(7), wat) is Reden.INGETROKKEN


@pytest.mark.moet("S16")
def test_onbereikbaar_is_geen_antwoord() -> None:
    """A list that does not come refuses the credential; so does a station that asks no lists."""
    assert reden_van(None) is Reden.STATUS_ONBEREIKBAAR
    with pytest.raises(Afgewezen) as fout:
        oordeel(presentatie(), statuslijsten=None)
    assert fout.value.reden is Reden.STATUS_ONBEREIKBAAR


def test_bewaren() -> None:
    """A list is asked once, again when it is old, and a list that then does not come refuses."""
    kast = Kast({URL: lijst_jwt})
    lijsten = Statuslijsten(kast, bewaar=timedelta(seconds=10))
    wat = presentatie(soort="BitstringStatusListEntry")
    for na, keer in ((0, 1), (9, 1), (10, 2)):
        oordeel(wat, statuslijsten=lijsten, nu=NU + timedelta(seconds=na))
        assert kast.gevraagd == keer
    kast.inhoud.clear()
    with pytest.raises(Afgewezen) as fout:
        oordeel(wat, statuslijsten=lijsten, nu=NU + timedelta(seconds=30))
    assert fout.value.reden is Reden.STATUS_ONBEREIKBAAR


def test_een_bewaarde_lijst_geldt_niet_langer_dan_zijzelf_zegt() -> None:
    """A remembered list whose own time is over is asked again."""
    kast = Kast({URL: lambda: lijst_jwt(exp=epoch(2))})
    lijsten = Statuslijsten(kast)
    wat = presentatie(soort="BitstringStatusListEntry")
    oordeel(wat, statuslijsten=lijsten)
    oordeel(wat, statuslijsten=lijsten, nu=NU + timedelta(seconds=3))
    assert kast.gevraagd == 2


def test_veel_lijsten() -> None:
    """The memory of lists is bounded: it is emptied and filled again, and answers stay right."""
    urls = [f"{URL}/{nr}" for nr in range(201)]
    kast = Kast({url: (lambda url=url: lijst(id=url)) for url in urls})
    lijsten = Statuslijsten(kast)
    for url in urls:
        status = {"type": "StatusList2021Entry", "statusPurpose": "revocation", "statusListIndex": "1", "statusListCredential": url}
        token = BEHEER.token(vc_claims(vc={**vc_claims()["vc"], "credentialStatus": status}))
        assert oordeel(presentatie_jwt(vp_claims(token)), statuslijsten=lijsten)


FOUTE_LIJSTEN: list[tuple[Callable[[], bytes], Reden]] = [
    (lambda: lijst(issuer=VREEMDE.did), Reden.STATUS_ONGELDIG),
    (lambda: lijst(door=VREEMDE), Reden.STATUS_ONGELDIG),
    (lambda: lijst(door=VREEMDE, issuer=VREEMDE.did), Reden.STATUS_ONGELDIG),
    (lambda: lijst().replace(b"beheer.example/status/1#l", b"beheer.example/status/1#m"), Reden.STATUS_ONGELDIG),
    (lambda: lijst(id=f"{URL}0"), Reden.STATUS_ONGELDIG),
    (lambda: lijst(expirationDate=moment(-60)), Reden.STATUS_VEROUDERD),
    (lambda: lijst(issuanceDate=moment(-86401)), Reden.STATUS_VEROUDERD),
    (lambda: lijst(issuanceDate=moment(60)), Reden.STATUS_ONGELDIG),
    (lambda: lijst(onderwerp={"statusPurpose": "suspension"}), Reden.STATUS_ONGELDIG),
    (lambda: lijst(onderwerp={"encodedList": 5}), Reden.STATUS_ONGELDIG),
    (lambda: lijst(onderwerp={"encodedList": ingepakt(bits(lengte=16383))}), Reden.STATUS_ONGELDIG),
    (lambda: lijst(onderwerp={"encodedList": "u" + ingepakt(bits())}), Reden.STATUS_ONGELDIG),
    (lambda: lijst(type=["VerifiableCredential", "StatusList2021"]), Reden.STATUS_ONGELDIG),
    (lijst_jwt, Reden.STATUS_ONGELDIG),
    (lambda: b"{}", Reden.STATUS_ONGELDIG),
    (lambda: b'{"a":1,"a":2}', Reden.STATUS_ONGELDIG),
    (lambda: b"", Reden.STATUS_ONGELDIG),
    (lambda: b"\xff", Reden.STATUS_ONGELDIG),
    (lambda: BEHEER.token(vc_claims()).encode(), Reden.STATUS_ONGELDIG),
]


@pytest.mark.parametrize(("inhoud", "reden"), FOUTE_LIJSTEN, ids=range(len(FOUTE_LIJSTEN)))
def test_foute_lijsten(inhoud: Callable[[], bytes], reden: Reden) -> None:
    """A list of another issuer, forged, stale, of another kind, too small or broken refuses the credential."""
    assert reden_van(inhoud) is reden


FOUTE_INGANGEN = [
    {"index": 131072},
    {"index": -1},
    {"index": True},
    {"index": "7a"},
    {"index": "²"},
    {"index": "1" * 10},
    {"index": ""},
    {"statusListIndex": None},
    {"statusListCredential": None},
    {"statusPurpose": "message"},
    {"statusPurpose": None},
    {"statusSize": 2},
    {"soort": "Ander"},
]


@pytest.mark.parametrize("deel", FOUTE_INGANGEN, ids=range(len(FOUTE_INGANGEN)))
def test_foute_ingangen(deel: dict[str, Any]) -> None:
    """An entry that points nowhere, or asks what we do not know, refuses the credential."""
    assert reden_van(lijst, presentatie(**{"soort": "StatusList2021Entry", "extra": 1, **deel})) is Reden.STATUS_ONGELDIG


def test_bitstring_begint_met_u() -> None:
    """A Bitstring list without its multibase prefix is none."""
    onderwerp = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": ingepakt(bits())}
    vc = {"type": ["VerifiableCredential", "BitstringStatusListCredential"], "credentialSubject": onderwerp}
    assert reden_van(lambda: lijst_jwt(vc=vc), presentatie(soort="BitstringStatusListEntry")) is Reden.STATUS_ONGELDIG


def test_een_andere_soort_ingang_dan_lijst() -> None:
    """An entry of one kind cannot be answered by a list of the other."""
    assert reden_van(lijst, presentatie(soort="BitstringStatusListEntry")) is Reden.STATUS_ONGELDIG


def test_uitpakken_is_begrensd() -> None:
    """A bomb is stopped at the limit; what is no GZIP, cut short or followed by more is refused; padding is taken."""
    assert len(pak_uit(ingepakt(bits(lengte=MAX_BYTES)))) == MAX_BYTES
    goed = gzip.compress(bits())
    for ruw in (gzip.compress(bytes(MAX_BYTES + 1)), gzip.compress(bytes(1 << 28)), b"abc", goed[:-3], goed + b"x", goed + goed):
        with pytest.raises(Afgewezen) as fout:
            pak_uit(naar_b64url(ruw))
        assert fout.value.reden is Reden.STATUS_ONGELDIG
    assert pak_uit(ingepakt(bits()) + "==") == bits()
