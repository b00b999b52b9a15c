"""Stations that are not what they seem, behind one real https server on 127.0.0.1, and a requester who asks them all at once.

A station stands under a path (`did:web:127.0.0.1%3A<port>:<name>`). What it does is a `Gedrag`; the plain one answers as it should, with real
signatures, a real receipt and KIK-V's messages, and every other changes one thing.
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import rfc8785

from datastation import berichten, uitvragen
from datastation.berichten import Antwoordkader, Generatie, Verzoek
from datastation.cli.oefennet.gezag import Gezag
from datastation.invullen import parametervorm
from datastation.logboek.hoofd import teken
from datastation.uitwisselprofiel import Profiel, zoek
from datastation.vertrouwen import Contexten
from datastation.vertrouwen.ondertekenen import Vorm, did_document, maak_verklaring, teken_jws
from datastation.vertrouwen.sleutelbos import EigenSleutel, maak_sleutel
from datastation.vertrouwen.vraagverklaring import vraag_1, vraag_2021

DAG = date(2026, 8, 1)
PERIODE = {"periode": "2026-H1"}
WAARDE = {"clienten": 12, "maatregelen": 34, "momenten": 56}


@dataclass
class Nep:
    """One station: its keys, and what was asked of it."""

    naam: str
    did: str
    sleutel: EigenSleutel
    gedrag: Gedrag
    kvk: str
    gevraagd: list[Verzoek] = field(default_factory=list)
    antwoorden: list[int] = field(default_factory=list)  # statuses that the mailbox gave


class Gedrag:
    """A station as it should be. `deel` is the end of a class that changes one thing."""

    def document(self, net: Nepnet, s: Nep) -> dict[str, Any]:
        basis = f"{net.basis}/{s.naam}"
        punten = {"oauth": f"{basis}/oauth/token", "datastation": f"{basis}/api/verifiedsparql"}
        return did_document(s.did, [s.sleutel], {"didcomm-service-kikv": punten})

    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        plek.zeg(200, {"access_token": "toegang", "token_type": "Bearer", "expires_in": 900})

    def bericht(self, plek: Bezoek, net: Nepnet, s: Nep, verzoek: Verzoek) -> None:
        plek.zeg(200, {"zaken": [{"zaaknummer": f"{s.naam}-{nr}"} for nr in net.vragen.values()]})
        threading.Thread(target=self._stuur, args=(net, s, verzoek), daemon=True).start()

    def _stuur(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> None:
        for inhoud, koppen in self.reacties(net, s, verzoek):
            s.antwoorden.append(net.post(verzoek.antwoordadres, inhoud, koppen))

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Iterator[tuple[bytes, Mapping[str, str]]]:
        """The messages that it sends, each with its headers."""
        for vraag_id, nr in net.vragen.items():
            yield self.antwoord(net, s, verzoek, vraag_id, nr)

    def antwoord(self, net: Nepnet, s: Nep, verzoek: Verzoek, vraag_id: str, nr: str) -> tuple[bytes, Mapping[str, str]]:
        inhoud = self.inhoud(net, s, verzoek, vraag_id, nr)
        jws = self.teken(net, s, rfc8785.dumps(inhoud))
        kader = self.kader(s, verzoek)
        return berichten.schrijf_antwoord(kader, jws, {"resultset": inhoud["resultset"]}), berichten.koppen_van(kader)

    def kader(self, s: Nep, verzoek: Verzoek) -> Antwoordkader:
        return Antwoordkader(verzoek.generatie, verzoek.id, verzoek.gesprek, s.did, verzoek.van, str(uuid.uuid4()), datetime.now(UTC))

    def teken(self, net: Nepnet, s: Nep, inhoud: bytes) -> str:
        return teken_jws(inhoud, s.sleutel, "datastation-antwoord+json")

    def inhoud(self, net: Nepnet, s: Nep, verzoek: Verzoek, vraag_id: str, nr: str) -> dict[str, Any]:
        vraag = net.profiel.vraag(nr)
        id = berichten.resultaat_id(verzoek.generatie, verzoek.id, vraag_id)
        return {
            **berichten.resultset([(id, self.tabel(net, nr))]),
            "zaak": f"{s.naam}-{nr}",
            "profiel": net.profiel.naam,
            "organisatie": {"naam": s.naam, "kvk": s.kvk},
            "gegevens_tot": "2026-07-05",
            "herkomst": {
                "profiel": net.profiel.naam,
                "profiel_sha256": net.profiel.sha256,
                "vragen": {nr: vraag.sha256},
                "parameters": dict(PERIODE),
                "momentopname": "20260801T000000Z-00000000",
            },
            "uitgesloten": {},
            "vrijgave": {"door": "bestuurder", "op": "2026-08-01T12:00:00+00:00"},
            "ontvangstbewijs": self.hoofd(net, s, nr),
        }

    def hoofd(self, net: Nepnet, s: Nep, nr: str) -> dict[str, Any]:
        velden = {"grootte": 5, "wortel": b"\1" * 32, "tijd": "2026-08-01T12:00:00Z", "vorige": None}
        return teken(s.sleutel, **velden).model_dump(mode="json")

    def tabel(self, net: Nepnet, nr: str) -> dict[str, Any]:
        kolommen = [k for k in net.profiel.vraag(nr).kolommen if k.klasse != "koppel"]
        xsd = "http://www.w3.org/2001/XMLSchema#"
        rij = {k.naam: self.cel(k.naam, xsd) for k in kolommen}
        return {"head": {"vars": [k.naam for k in kolommen]}, "results": {"bindings": [rij]}}

    def cel(self, naam: str, xsd: str) -> dict[str, Any]:
        if naam in WAARDE:
            return {"type": "literal", "value": str(WAARDE[naam]), "datatype": f"{xsd}integer"}
        return {"type": "literal", "value": f"={naam}"}


class Bezoek(BaseHTTPRequestHandler):
    """One call to a station."""

    net: Nepnet
    timeout = 20

    def do_GET(self) -> None:
        s = self._wie()
        if s is not None and self.path.endswith("/did.json"):
            self.zeg(200, s.gedrag.document(self.net, s))
        else:
            self.zeg(404, {})

    def do_POST(self) -> None:
        inhoud = self.rfile.read(int(self.headers["Content-Length"]))
        s = self._wie()
        if s is None:
            self.zeg(404, {})
        elif self.path.endswith("/oauth/token"):
            s.gedrag.token(self, self.net, s)
        else:
            verzoek = berichten.lees_verzoek(inhoud, koppen=dict(self.headers))
            s.gevraagd.append(verzoek)
            s.gedrag.bericht(self, self.net, s, verzoek)

    def zeg(self, status: int, inhoud: Any, **koppen: str) -> None:
        ruw = inhoud if isinstance(inhoud, bytes) else json.dumps(inhoud).encode()
        self.send_response(status)
        for naam, waarde in {"Content-Length": str(len(ruw)), **koppen}.items():
            self.send_header(naam, waarde)
        self.end_headers()
        self.wfile.write(ruw)

    def log_message(self, *_: Any) -> None:
        return

    def _wie(self) -> Nep | None:
        return self.net.stations.get(self.path.split("/")[1])


@dataclass
class Nepnet:
    """The stations, the requester and its list."""

    map: Path
    gezag: Gezag
    poort: int
    profiel: Profiel
    afnemer: EigenSleutel
    vragen: dict[str, str]
    tls: ssl.SSLContext
    stations: dict[str, Nep] = field(default_factory=dict)
    los: list[str] = field(default_factory=list)  # more lines for the list of stations

    @property
    def basis(self) -> str:
        return f"https://127.0.0.1:{self.poort}"

    @property
    def lijst(self) -> Path:
        return self.map / "lijst.toml"

    def voeg_toe(self, naam: str, gedrag: Gedrag) -> Nep:
        """A station with its own key."""
        did = f"did:web:127.0.0.1%3A{self.poort}:{naam}"
        kvk = f"{99_990_001 + len(self.stations)}"
        sleutel = maak_sleutel(self.map / "sleutels-van" / naam, nu=datetime.now(UTC)).van(did)
        self.stations[naam] = Nep(naam, did, sleutel, gedrag, kvk)
        return self.stations[naam]

    def post(self, adres: str, inhoud: bytes, koppen: Mapping[str, str]) -> int:
        """Send a reply; gives the status, 0 where the mailbox hung up."""
        delen = urlsplit(adres)
        contact = http.client.HTTPSConnection(delen.hostname or "", delen.port, context=self.tls, timeout=20)
        try:
            contact.request("POST", delen.path, inhoud, dict(koppen))
            return contact.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            contact.close()

    def schrijf_lijst(self, *, postbus: int | None, **grenzen: Any) -> Path:
        """The requester's settings, and every station that was added."""
        regels = ["[afnemer]", f'did = "{self.afnemer.did}"', 'sleutels = "afnemer"']
        if postbus is not None:
            regels += ["[postbus]", f'basis = "https://127.0.0.1:{postbus}"', f"poort = {postbus}", 'certificaat = "afnemer.pem"']
        regels += ["[verbinding]", 'ca = "gezag.pem"', 'certificaat = "afnemer.pem"', "lokaal = true"]
        velden = {"stap": 1.0, "antwoord": 3.0, "pogingen": 1, "rust": 0.1, "bytes": 1 << 20, **grenzen}
        regels += ["[grenzen]", *(f"{n} = {w}" for n, w in velden.items())]
        for s in self.stations.values():
            regels += ["[[stations]]", f'naam = "{s.naam}"', f'did = "{s.did}"', f'kvk = "{s.kvk}"']
        self.lijst.write_text("\n".join([*regels, *self.los]) + "\n", encoding="utf-8")
        return self.lijst

    def begin(self, *, naar: Path | None = None, generatie: Generatie = Generatie.KIKV_1, **anders: Any) -> Path:
        """A new enquiry of the requester."""
        lijst = uitvragen.lees_lijst(self.lijst)
        velden = {"naar": naar or self.map / "uitvraag", "generatie": generatie, "vandaag": DAG, **anders}
        return uitvragen.begin(lijst, self.lijst, self.profiel.naam, PERIODE, self.map / "vragen", **velden)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_: Any) -> None:
        return


@contextmanager
def nepnet(map: Path, nrs: tuple[str, ...] = ("4",), soort: Callable[..., Any] = vraag_1) -> Iterator[Nepnet]:
    """The server, and a requester with a credential per question."""
    gezag = Gezag()
    gezag.geef(map / "nep.pem", "nep")
    gezag.geef(map / "afnemer.pem", "afnemer")
    (map / "gezag.pem").write_bytes(gezag.pem)
    nu = datetime.now(UTC).replace(microsecond=0)
    beheer = maak_sleutel(map / "beheer", nu=nu).als_did_jwk()
    afnemer = maak_sleutel(map / "afnemer", nu=nu).als_did_jwk()
    profiel = zoek("igj-wzd-aantallen", DAG)
    (map / "vragen").mkdir()
    vragen: dict[str, str] = {}
    for nr in nrs:
        id = f"urn:uuid:{uuid.uuid4()}"
        vragen[id] = nr
        (map / "vragen" / f"{nr}.vc").write_bytes(verklaring(profiel, nr, beheer, afnemer.did, id=id, soort=soort))
    klasse = type("Bezoek", (Bezoek,), {})
    server = _Server(("127.0.0.1", 0), klasse)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(map / "nep.pem")
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    client = ssl.create_default_context(cadata=gezag.pem.decode())
    net = Nepnet(map, gezag, int(server.server_address[1]), profiel, afnemer, vragen, client)
    klasse.net = net  # type: ignore[attr-defined]
    draad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    draad.start()
    try:
        yield net
    finally:
        server.shutdown()
        server.server_close()
        draad.join()


def verklaring(
    profiel: Profiel,
    nr: str,
    beheer: EigenSleutel,
    houder: str,
    /,
    *,
    id: str,
    soort: Callable[..., Any] = vraag_1,
    dagen: int = 30,
    **anders: Any,
) -> bytes:
    """A credential as the management organisation hands it over: JSON-LD, or a token in the shape of 2021."""
    nu = datetime.now(UTC).replace(microsecond=0)
    tekst = profiel.tekst(profiel.vraag(nr))
    if soort is vraag_2021:
        inhoud = vraag_2021(houder, **{"profiel": profiel.naam, "ontologie": "wzd", "query": tekst, **anders})
        return str(maak_verklaring(inhoud, id=id, sleutel=beheer, nu=nu, tot=nu + timedelta(days=dagen))).encode()
    velden = {"profiel": profiel.naam, "ontologie": "wzd", "sparql": tekst.encode(), "parametervorm": parametervorm(profiel), **anders}
    inhoud = vraag_1(houder, identifier=id, naam=nr, beschrijving="", **velden)
    gemaakt = maak_verklaring(inhoud, id=id, sleutel=beheer, nu=nu, tot=nu + timedelta(days=dagen), vorm=Vorm.JSONLD, contexten=Contexten())
    return rfc8785.dumps(gemaakt)
