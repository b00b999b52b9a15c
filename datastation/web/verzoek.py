"""What routes ask of a request: the station, the body in the media type that they name, who asks. Each refuses by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from datastation.model.strikt import StrikteFout, lees_strikt
from datastation.staat import zaken
from datastation.uitwisselen import Dienst, GeenToegang, Inrichting, autoriseer
from datastation.vertrouwen import Toegang
from datastation.vrijgave import Toestand
from datastation.web.grenzen import Drempel
from datastation.web.onderhandelen import kies
from datastation.web.problemen import Probleemfout

MAX_VELDEN = 16  # of a form
_WACHTEND = (Toestand.ONTVANGEN, Toestand.GEVERIFIEERD, Toestand.TOEGELATEN)
_MAX_TOKEN = 8192


def inrichting(request: Request) -> Inrichting:
    """The open parts of the station."""
    return request.app.state.inrichting  # type: ignore[no-any-return]  # put there by `app.maak_app`


def afnemercertificaat(request: Request, inr: Annotated[Inrichting, Depends(inrichting)]) -> bytes | None:
    """The client certificate (DER) of whoever asks, judged already.

    Raises:
        Probleemfout: ``certificaat-ontbreekt`` where the settings demand one.
    """
    certificaat: bytes | None = getattr(request.state, "certificaat", None)
    if certificaat is None and inr.instelling.tls.client_verplicht:
        raise Probleemfout("certificaat-ontbreekt")
    return certificaat


Station = Annotated[Inrichting, Depends(inrichting)]
Certificaat = Annotated[bytes | None, Depends(afnemercertificaat)]


class Inhoud:
    """The body, where it has one of these media types; ``charset=utf-8`` is the one parameter that may stand behind it."""

    def __init__(self, *soorten: str) -> None:
        self.soorten = soorten

    async def __call__(self, request: Request) -> bytes:
        soort, *parameters = (deel.strip().lower() for deel in request.headers.get("content-type", "").split(";"))
        if soort not in self.soorten or any(p.replace('"', "") != "charset=utf-8" for p in parameters):
            raise Probleemfout("mediatype", {"Accept-Post": ", ".join(self.soorten)}, aanbod=list(self.soorten))
        return await request.body()


def lees_json(ruw: bytes) -> Any:
    """JSON with one meaning: no name twice, bounded depth.

    Raises:
        Probleemfout: ``geen-json`` with the rule that it breaks.
    """
    try:
        return lees_strikt(ruw)
    except StrikteFout as fout:
        raise Probleemfout("geen-json", regel=fout.soort.value) from None


def lees_formulier(ruw: bytes) -> Mapping[str, str]:
    """The fields of a form, each once.

    Raises:
        Probleemfout: ``invoer`` for a field that occurs twice, too many fields, or text that is no UTF-8.
    """
    try:
        velden = parse_qsl(ruw.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MAX_VELDEN)
    except ValueError:
        raise Probleemfout("invoer", velden=["formulier"]) from None
    uit = dict(velden)
    if len(uit) != len(velden):
        raise Probleemfout("invoer", velden=["formulier: een veld staat er twee keer"])
    return uit


def vorm(request: Request, aanbod: Iterable[str]) -> str:
    """The media type of `aanbod` that the request likes best.

    Raises:
        Probleemfout: ``niet-aanvaardbaar``, and it names what there is.
    """
    keuze = list(aanbod)
    gekozen = kies(request.headers.get("accept", ""), keuze)
    if gekozen is None:
        raise Probleemfout("niet-aanvaardbaar", aanbod=keuze)
    return gekozen


def eis_ruimte(inr: Inrichting) -> None:
    """Take no more questions than can be treated soon: what waits for a person does not count.

    Raises:
        Probleemfout: ``wachtrij-vol``.
    """
    with inr.staat.lezen() as t:
        wachtend = zaken.wachtend(t, _WACHTEND)
    if wachtend >= inr.instelling.wachtrij:
        raise Probleemfout("wachtrij-vol", {"Retry-After": "30"})


def wek(request: Request) -> None:
    """Tell the threads of the station that there is something to treat."""
    dienst: Dienst | None = request.app.state.dienst
    if dienst is not None:
        dienst.wek()


class Toegangscontrole:
    """Who asks: the access token of the request, judged by the station; and how often it asks.

    Args:
        code: problem for a token that is not valid: 401 where HTTP's own rules hold, 403 where KIK-V's do.
    """

    def __init__(self, code: str) -> None:
        self._code = code

    def __call__(self, request: Request, inr: Station, certificaat: Certificaat) -> Toegang:
        soort, _, token = request.headers.get("authorization", "").partition(" ")
        if soort.lower() != "bearer" or not 0 < len(token.strip()) <= _MAX_TOKEN:
            zonder = "token-ontbreekt" if self._code == "token-ongeldig" else self._code
            raise Probleemfout(zonder, {"WWW-Authenticate": "Bearer"}, reden="token-ontbreekt")
        try:
            toegang = autoriseer(inr, token.strip(), certificaat=certificaat)
        except GeenToegang as fout:
            raise Probleemfout(self._code, {"WWW-Authenticate": 'Bearer error="invalid_token"'}, reden=fout.reden) from None
        drempel: Drempel = request.app.state.drempel
        if wacht := drempel.neem(toegang.houder):
            raise Probleemfout("te-vaak", {"Retry-After": str(int(wacht) + 1)})
        return toegang
