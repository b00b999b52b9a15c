"""Problems over HTTP (RFC 9457): one table of all codes, one shape, one mapper, and a page behind every ``type``.

A body says what is wrong and what to do, never more than the error itself says, and of a fault of the station nothing but that it is one: a path or
a setting is not for strangers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from datastation import fouten
from datastation.aflevering import el
from datastation.berichten import Reden as Berichtreden
from datastation.poort import Reden as Poortreden
from datastation.vertrouwen import Reden as Bewijsreden
from datastation.vrijgave import Reden as Vrijgavereden
from datastation.web import probleemteksten as teksten
from datastation.web.bladzijde import bladzijde
from datastation.web.onderhandelen import taal

MEDIATYPE = "application/problem+json"
routes = APIRouter(tags=["problemen"])


@dataclass(frozen=True)
class Probleem:
    """A kind of problem. ``code`` is stable and stands in the URL of its page; ``nl`` and ``en`` are its title."""

    code: str
    status: int
    nl: str
    en: str


class Probleemfout(Exception):
    """Ends a request with a problem.

    Args:
        code: one of `TABEL`. koppen: headers that go with it. extra: members beside the standard ones; no value of the request.
    """

    def __init__(self, code: str, koppen: Mapping[str, str] | None = None, **extra: object) -> None:
        self.probleem, self.koppen, self.extra = TABEL[code], dict(koppen or {}), extra
        super().__init__(code)


_VOORVOEGSELS: tuple[tuple[type[Enum], str], ...] = (
    (Poortreden, "poort"),
    (Bewijsreden, "vertrouwen"),
    (Berichtreden, "bericht"),
    (Vrijgavereden, "vrijgave"),
)
# From the class of an error, the most special first, to a code of our own.
_KLASSEN: tuple[tuple[type[Exception], str], ...] = (
    (fouten.InstellingenFout, "station"),
    (fouten.GebruiksFout, "verzoek"),
    (fouten.BronFout, "station"),
    (fouten.Geweigerd, "geweigerd"),
    (fouten.GrensBereikt, "grens"),
    (fouten.MotorFout, "station"),
)


def _codes() -> dict[str, Probleem]:
    alle = [Probleem(code, *rest) for code, rest in teksten.EIGEN.items()]
    alle += [Probleem(code_van(r), teksten.POORTSTATUS.get(r, 403), r.zin, en) for r, en in teksten.POORT.items()]
    alle += [Probleem(code_van(b), teksten.BEWIJSSTATUS.get(b, 403), b.zin, en) for b, en in teksten.BEWIJS.items()]
    alle += [Probleem(code_van(m), teksten.BERICHTSTATUS.get(m, 400), m.zin, en) for m, en in teksten.BERICHT.items()]
    alle += [Probleem(code_van(v), *rest) for v, rest in teksten.VRIJGAVE.items()]
    return {p.code: p for p in alle if p.status >= 400}


def code_van(reden: Enum) -> str:
    """The code of a reason of the gate, the verifier, the messages or the release: ``poort.quotum-vragen``."""
    deel = next(naam for soort, naam in _VOORVOEGSELS if isinstance(reden, soort))
    return f"{deel}.{str(reden.value).replace('_', '-')}"


TABEL: Mapping[str, Probleem] = _codes()


def van(fout: Exception) -> Probleem:
    """The kind of problem that an error is; ``fout`` (500) for one that nobody foresaw."""
    if isinstance(fout, Probleemfout):
        return fout.probleem
    reden = getattr(fout, "reden", None)
    if isinstance(reden, Poortreden | Bewijsreden | Berichtreden | Vrijgavereden):
        return TABEL.get(code_van(reden), TABEL["geweigerd"])
    return TABEL[next((code for klasse, code in _KLASSEN if isinstance(fout, klasse)), "fout")]


def antwoord(request: Request, fout: Exception) -> Response:
    """The response that tells an error: problem+json in the language of the asker."""
    probleem = van(fout)
    extra: dict[str, object] = {}
    koppen: dict[str, str] = {}
    if isinstance(fout, Probleemfout):
        extra, koppen = dict(fout.extra), dict(fout.koppen)
    elif isinstance(fout, fouten.DatastationFout) and probleem.status < 500:
        extra = {"detail": fout.wat, "waar": fout.waar, "herstel": fout.herstel}
    if probleem.status in (429, 503):
        koppen.setdefault("Retry-After", "5")
    return _vorm(request.scope, probleem, extra, koppen)


def _vorm(scope: Mapping[str, Any], probleem: Probleem, extra: Mapping[str, object], koppen: Mapping[str, str]) -> Response:
    welke = taal(_kop(scope, b"accept-language"))
    inhoud = {
        "type": f"{basis(scope)}/problemen/{probleem.code}",
        "title": probleem.en if welke == "en" else probleem.nl,
        "status": probleem.status,
        "code": probleem.code,
        # Number of this request in the log of the station.
        "instance": f"urn:uuid:{nummer}" if (nummer := scope.get("state", {}).get("verzoek")) else None,
        **extra,
    }
    schoon = {naam: waarde for naam, waarde in inhoud.items() if waarde not in (None, "")}
    vast = {"Content-Language": welke, "Vary": "Accept-Language"}
    return Response(orjson.dumps(schoon), probleem.status, media_type=MEDIATYPE, headers={**vast, **koppen})


def los_antwoord(scope: Mapping[str, Any], code: str, **koppen: str) -> Response:
    """A problem from outside the routes, for the middleware."""
    if TABEL[code].status in (429, 503):
        koppen.setdefault("Retry-After", "5")
    return _vorm(scope, TABEL[code], {}, koppen)


def basis(scope: Mapping[str, Any]) -> str:
    """Public address of the station, out of its settings: what a request says about its host is not to be believed."""
    app = scope.get("app")
    return str(getattr(getattr(app, "state", None), "basis", ""))


def _kop(scope: Mapping[str, Any], naam: bytes) -> str:
    return next((waarde.decode("latin-1") for kop, waarde in scope.get("headers", ()) if kop == naam), "")


@routes.get("/problemen", include_in_schema=False)
def lijst() -> Response:
    """All kinds of problems on one page."""
    rijen = [el("tr", el("td", el("a", p.code, href=f"/problemen/{p.code}")), el("td", p.status), el("td", p.nl)) for p in TABEL.values()]
    kop = el("thead", el("tr", [el("th", k, scope="col") for k in ("Code", "HTTP-status", "Betekenis")]))
    blok = el(
        "div",
        el("table", el("caption", "Alle problemen"), kop, el("tbody", rijen)),
        klasse="tabel",
        tabindex=0,
        role="region",
        aria_label="Alle problemen",
    )
    return bladzijde(
        "Problemen", el("section", blok), boven="Datastation", onder="Elke foutmelding van dit station verwijst naar een van deze pagina's."
    )


@routes.get("/problemen/{code}", include_in_schema=False)
def uitleg(code: str) -> Response:
    """The page of one kind of problem: what it means and what to do, in Dutch and English."""
    probleem = TABEL.get(code)
    if probleem is None:
        raise Probleemfout("niet-gevonden")
    raad = _RAAD.get(probleem.status, _RAAD[probleem.status // 100])
    nl = el(
        "section",
        el("h2", "Wat er aan de hand is"),
        el("p", probleem.nl),
        el("h3", "Wat u kunt doen"),
        el("p", raad[0], " ", _VRAAG_HULP[0]),
    )
    en = el(
        "section",
        el("h2", "In English"),
        el("p", probleem.en),
        el("h3", "What you can do"),
        el("p", raad[1], " ", _VRAAG_HULP[1]),
        lang="en",
    )
    feiten = el(
        "section",
        el("h2", "Voor programma's"),
        el(
            "dl",
            el("dt", "Code"),
            el("dd", el("code", code)),
            el("dt", "HTTP-status"),
            el("dd", f"{probleem.status} {_naam(probleem.status)}"),
        ),
        el("p", el("a", "Alle problemen", href="/problemen")),
    )
    return bladzijde(probleem.nl, nl, en, feiten, boven="Probleem", onder=code)


def _naam(status: int) -> str:
    return HTTPStatus(status).phrase


# What can be done, by status or else by its hundreds.
_STUUR_NIET_DUBBEL = (
    "Met dezelfde Idempotency-Key of hetzelfde berichtnummer wordt een vraag nooit dubbel behandeld.",
    "Under the same Idempotency-Key or message id a question is never treated twice.",
)
_RAAD: Mapping[int, tuple[str, str]] = {
    4: (
        f"Verbeter de aanvraag en stuur haar opnieuw. {_STUUR_NIET_DUBBEL[0]}",
        f"Correct the request and send it again. {_STUUR_NIET_DUBBEL[1]}",
    ),
    5: (
        "Probeer het later opnieuw, niet eerder dan de kop Retry-After zegt. De oorzaak ligt bij het station.",
        "Try again later, not before the header Retry-After says. The cause is at the station.",
    ),
    401: (
        "Vraag een nieuw toegangstoken aan bij /oauth/token en stuur de aanvraag daarmee opnieuw.",
        "Ask for a new access token at /oauth/token and send the request again with it.",
    ),
    403: (
        "Dezelfde aanvraag opnieuw sturen helpt niet. Kijk of certificaat, token, credential en afspraken met de zorgorganisatie in orde zijn.",
        "Sending the same request again does not help. See whether certificate, token, credential and the agreements with the care organisation are in order.",
    ),
    404: ("Kijk of het adres en het nummer kloppen.", "See whether the address and the number are right."),
    409: (
        "Kijk hoe het met de zaak staat, en probeer het opnieuw als dat veranderd is.",
        "See how far the case is, and try again when that has changed.",
    ),
    429: (
        f"Wacht zo lang als de kop Retry-After zegt en stuur de aanvraag dan opnieuw. {_STUUR_NIET_DUBBEL[0]}",
        f"Wait as long as the header Retry-After says and then send the request again. {_STUUR_NIET_DUBBEL[1]}",
    ),
}
_VRAAG_HULP = (
    "Komt u er niet uit, noem dan de code en het nummer achter “instance” bij de zorgorganisatie.",
    "If that does not help, tell the care organisation the code and the number in “instance”.",
)
