"""Is this answer what it says it is? Signature, who it belongs to, where it comes from, the receipt, and the form of its table.

Everything that a station sends is a claim until it was checked here; the first check that fails is the reason, and costs nobody but that station.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from datastation.berichten import (
    Antwoordbericht,
    BerichtFout,
    Foutbericht,
    Verzoek,
    delen,
    keur_reactie,
    lees_sparql_json,
    open_antwoord,
)
from datastation.logboek import Boomhoofd, PubliekeSleutel, klopt_hoofd
from datastation.model.antwoord import Kolomsoort, Waarde
from datastation.uitvragen.bode import schoon
from datastation.uitwisselprofiel import Profiel, Vraag
from datastation.vertrouwen import VERKLAREN, Afgewezen, Resolver, Sleutel, b64url, lees_jws, lees_object

TYPE = "datastation-antwoord+json"  # `typ` of a signed answer
MAX_JWS = 32 << 20
MAX_GEHEEL, MAX_CIJFERS = (1 << 53) - 1, 28  # RFC 7493 2.2; digits of a decimal
_ZAAK_IN_TEKST = re.compile(r"\(zaak ([0-9A-Za-z][0-9A-Za-z.-]{0,63})\)")
_SOORTEN: dict[Kolomsoort, type | tuple[type, ...]] = {
    "tekst": str,
    "geheel": int,
    "decimaal": (int, Decimal),
    "datum": date,
    "waarheid": bool,
}

_Kort = Annotated[str, StringConstraints(min_length=1, max_length=300)]
_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Ongeldig(Exception):
    """An answer that is not valid. ``code``: of the check; ``zin``: the same for people."""

    def __init__(self, code: str, zin: str) -> None:
        self.code, self.zin = code, zin
        super().__init__(code)


class _Los(BaseModel):
    """Out of what was signed; what else stands there is not ours to judge."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class _Organisatie(_Los):
    naam: _Kort
    kvk: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]


class _Herkomst(_Los):
    profiel: _Kort
    profiel_sha256: _Hash
    vragen: dict[str, _Hash]
    parameters: dict[str, str]
    momentopname: _Kort
    onvolledig: bool = False


class _Vrijgave(_Los):
    door: _Kort
    op: _Kort


class _Correctie(_Los):
    cel: _Kort
    berekend: str = Field(max_length=2000)
    waarde: str = Field(max_length=2000)
    reden: str = Field(max_length=2000)


class _Getekend(_Los):
    zaak: _Kort
    profiel: _Kort
    organisatie: _Organisatie
    gegevens_tot: _Kort
    herkomst: _Herkomst
    uitgesloten: dict[str, int] = {}
    vrijgave: _Vrijgave
    ontvangstbewijs: dict[str, Any]
    correcties: list[_Correctie] = Field(default=[], max_length=10_000)
    vervangt: str = Field(default="", max_length=300)


@dataclass(frozen=True)
class Verwacht:
    """What an answer of one station must fit.

    Attributes:
        did: of the station. kvk: number that must stand in it, or "". vragen: per id the number of the question. parameters: as asked.
    """

    did: str
    kvk: str
    verzoek: Verzoek
    profiel: Profiel
    vragen: Mapping[str, str]
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Tabel:
    """The rows of one question, in the columns of the profile; each cell as Python has it."""

    nr: str
    kolommen: tuple[str, ...]
    rijen: tuple[tuple[Waarde, ...], ...] = field(repr=False)


@dataclass(frozen=True)
class Goedgekeurd:
    """An answer that passed every check. `velden`: what the journal keeps of it."""

    tabel: Tabel
    hoofd: Boomhoofd
    velden: dict[str, Any]


def keur_antwoord(reactie: Antwoordbericht, verwacht: Verwacht, resolver: Resolver, *, nu: datetime) -> Goedgekeurd:
    """Judge an answer.

    Raises:
        Ongeldig: with the code of the first check that fails.
    """
    if not reactie.jws:
        raise Ongeldig("geen-handtekening", "Het antwoord is niet ondertekend.")
    try:
        payload, did = lees_jws(reactie.jws, resolver=resolver, nu=nu, typen=frozenset({TYPE}), max_bytes=MAX_JWS)
        if did != verwacht.did:
            raise Ongeldig("andere-ondertekenaar", "Het antwoord is ondertekend door een ander dan dit station.")
        geopend = open_antwoord(reactie, payload)
        keur_reactie(geopend, verwacht.verzoek, verwacht.vragen)
    except Afgewezen as fout:
        raise Ongeldig(fout.reden.value, fout.wat) from None
    except BerichtFout as fout:
        raise Ongeldig(fout.reden.value, fout.wat) from None
    return _keur_inhoud(dict(geopend.resultset or {}), verwacht, resolver, nu)


def _keur_inhoud(inhoud: dict[str, Any], verwacht: Verwacht, resolver: Resolver, nu: datetime) -> Goedgekeurd:
    try:
        getekend = _Getekend.model_validate(inhoud)
    except ValidationError:
        raise Ongeldig("herkomst-ontbreekt", "Het antwoord zegt niet waar het vandaan komt, of in een andere vorm.") from None
    (id, resultaat), *meer = delen(inhoud) or (("", {}),)
    if meer or not id:
        raise Ongeldig("aantal-vragen", "Een antwoord gaat over precies één vraag.")
    vraag = verwacht.profiel.vraag(verwacht.vragen[id.rpartition("#")[2]])
    _keur_herkomst(getekend, verwacht, vraag)
    if verwacht.kvk and getekend.organisatie.kvk != verwacht.kvk:
        raise Ongeldig("andere-organisatie", "Het antwoord noemt een ander KvK-nummer dan de lijst.")
    hoofd = _keur_hoofd(getekend.ontvangstbewijs, verwacht.did, resolver, nu)
    tabel = keur_tabel(vraag, resultaat)
    return Goedgekeurd(tabel, hoofd, _velden(getekend, hoofd))


def _keur_herkomst(getekend: _Getekend, verwacht: Verwacht, vraag: Vraag) -> None:
    profiel, h = verwacht.profiel, getekend.herkomst
    if getekend.profiel != profiel.naam or h.profiel != profiel.naam or h.profiel_sha256 != profiel.sha256:
        raise Ongeldig("ander-profiel", "Het antwoord is gemaakt met een ander profiel dan gevraagd.")
    if h.vragen.get(vraag.nr) != vraag.sha256:
        raise Ongeldig("andere-vraagtekst", "Het antwoord is gemaakt met een andere tekst van de vraag.")
    if h.parameters != dict(verwacht.parameters):
        raise Ongeldig("andere-parameters", "Het antwoord gaat over andere parameters dan gevraagd.")


def _keur_hoofd(waarde: Mapping[str, Any], did: str, resolver: Resolver, nu: datetime) -> Boomhoofd:
    """The receipt: the head of the station's log, signed with a key of that station."""
    try:
        hoofd = Boomhoofd.model_validate(waarde)
        if hoofd.kid.partition("#")[0] != did:
            raise Ongeldig("ontvangstbewijs", "Het ontvangstbewijs is van een ander dan dit station.")
        sleutel = publiek(resolver.sleutel(hoofd.kid, doelen=VERKLAREN, nu=nu))
    except (ValidationError, Afgewezen):
        raise Ongeldig("ontvangstbewijs", "Het ontvangstbewijs van het logboek is niet te lezen.") from None
    if sleutel is None or not klopt_hoofd(hoofd, sleutel):
        raise Ongeldig("ontvangstbewijs", "De handtekening onder het ontvangstbewijs klopt niet.")
    return hoofd


def publiek(sleutel: Sleutel) -> PubliekeSleutel | None:
    """A key of a DID document as the log wants it; None for a kind that signs no log."""
    if sleutel.algoritme == "EdDSA":
        return Ed25519PublicKey.from_public_bytes(b64url(sleutel.jwk["x"]))
    if sleutel.algoritme == "ES256":
        x, y = (int.from_bytes(b64url(sleutel.jwk[n]), "big") for n in ("x", "y"))
        return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    return None


def keur_tabel(vraag: Vraag, resultaat: Mapping[str, Any]) -> Tabel:
    """The columns of the profile, in its order, and in each column what it says is in it."""
    verwacht = [k for k in vraag.kolommen if k.klasse != "koppel"]
    try:
        kolommen, rijen = lees_sparql_json(resultaat)
    except BerichtFout as fout:
        raise Ongeldig(fout.reden.value, fout.wat) from None
    if set(kolommen) != {k.naam for k in verwacht}:
        raise Ongeldig("andere-kolommen", "Het antwoord heeft andere kolommen dan het profiel.")
    plek = [kolommen.index(k.naam) for k in verwacht]
    geordend = tuple(tuple(rij[i] for i in plek) for rij in rijen)
    for rij in geordend:
        for kolom, waarde in zip(verwacht, rij, strict=True):
            _keur_cel(kolom.soort, waarde)
    return Tabel(vraag.nr, tuple(k.naam for k in verwacht), geordend)


def _keur_cel(soort: Kolomsoort, waarde: Waarde) -> None:
    # A number is never true or false, though Python thinks so; text may stand in any column ("Ongedefinieerd", or that a cell was suppressed).
    goed = (
        waarde is None
        or isinstance(waarde, str)
        or (isinstance(waarde, _SOORTEN[soort]) and isinstance(waarde, bool) == (soort == "waarheid"))
    )
    if not goed or not _past(waarde):
        raise Ongeldig("ander-soort-waarde", "In een kolom staat een ander soort waarde dan het profiel zegt.")


def _past(waarde: Waarde) -> bool:
    """Whether a number is one that can be counted or measured: `1e999999` is a short text, and a table of a gigabyte."""
    if isinstance(waarde, Decimal):
        return len(waarde.as_tuple().digits) <= MAX_CIJFERS and abs(waarde.adjusted()) <= MAX_CIJFERS
    return not isinstance(waarde, int) or abs(waarde) <= MAX_GEHEEL


def _velden(getekend: _Getekend, hoofd: Boomhoofd) -> dict[str, Any]:
    uit: dict[str, Any] = {
        "zaak": schoon(getekend.zaak),
        "organisatie": schoon(getekend.organisatie.naam),
        "kvk": getekend.organisatie.kvk,
        "gegevens_tot": schoon(getekend.gegevens_tot),
        "momentopname": schoon(getekend.herkomst.momentopname),
        "onvolledig": getekend.herkomst.onvolledig,
        "uitgesloten": sum(getekend.uitgesloten.values()),
        "vrijgave": schoon(f"{getekend.vrijgave.door}, {getekend.vrijgave.op}"),
        "correcties": [{n: schoon(w, 2000) for n, w in c.model_dump().items()} for c in getekend.correcties],
        "hoofd": hoofd.model_dump(mode="json"),
    }
    return uit | ({"vervangt": schoon(getekend.vervangt)} if getekend.vervangt else {})


def keur_weigering(fout: Foutbericht, verwacht: Verwacht, zaken: Sequence[str]) -> tuple[str, str, str, str]:
    """Judge an error report; it is not signed, so that a valid answer outweighs it.

    Args:
        zaken: case numbers of the station, in the order of the questions.

    Returns:
        Number of the question ("" = all of them), code, sentence, case number.

    Raises:
        Ongeldig: it does not belong to what was asked.
    """
    try:
        keur_reactie(fout, verwacht.verzoek, verwacht.vragen)
    except BerichtFout as bezwaar:
        raise Ongeldig(bezwaar.reden.value, bezwaar.wat) from None
    genoemd = _ZAAK_IN_TEKST.search(fout.tekst)
    zaak = genoemd[1] if genoemd else ""
    nrs = list(verwacht.vragen.values())
    nr = nrs[zaken.index(zaak)] if zaak in zaken and len(zaken) == len(nrs) else ""
    return nr, schoon(fout.code, 60) or "foutmelding", schoon(_ZAAK_IN_TEKST.sub("", fout.tekst)), zaak


def lees_tabel(jws: str, profiel: Profiel, nr: str) -> Tabel:
    """The table of an answer that passed `keur_antwoord` before; nothing but its form is looked at again."""
    ((_, resultaat),) = delen(_inhoud(jws))
    return keur_tabel(profiel.vraag(nr), resultaat)


def nr_volgens(jws: str, vragen: Mapping[str, str]) -> str:
    """Which question an answer says that it is about, without believing it; "" where it does not say."""
    try:
        ids = {id.rpartition("#")[2] for id, _ in delen(_inhoud(jws))}
    except (BerichtFout, Afgewezen):
        return ""
    return vragen.get(next(iter(ids)), "") if len(ids) == 1 else ""


def _inhoud(jws: str) -> dict[str, Any]:
    deel = jws.split(".")[1] if jws.count(".") == 2 else ""
    return lees_object(b64url(deel), max_bytes=MAX_JWS)
