"""What stations do that they should not: one class each, and what must come of it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from datastation import berichten
from datastation.berichten import Verzoek
from datastation.uitvragen import Status
from datastation.vertrouwen.ondertekenen import did_document, teken_jws
from datastation.vertrouwen.sleutelbos import EigenSleutel, maak_sleutel
from hulp.nepstation import Bezoek, Gedrag, Nep, Nepnet

Reacties = Iterator[tuple[bytes, Mapping[str, str]]]
EVEN = threading.Event()  # never set: something to wait on


def vreemde(net: Nepnet) -> EigenSleutel:
    """A key of nobody."""
    return maak_sleutel(net.map / f"vreemd-{time.monotonic_ns()}", nu=datetime.now(UTC)).als_did_jwk()


class Document(Gedrag):
    """Shows the DID document of another."""

    def document(self, net: Nepnet, s: Nep) -> dict[str, Any]:
        return did_document("did:web:elders.example", [s.sleutel])


class Verhangen(Gedrag):
    """Sends the requester inside: to an address of the local network."""

    def document(self, net: Nepnet, s: Nep) -> dict[str, Any]:
        punten = {"oauth": "https://10.0.0.1/oauth/token", "datastation": "https://10.0.0.1/api/verifiedsparql"}
        return did_document(s.did, [s.sleutel], {"didcomm-service-kikv": punten})


class GeenToegang(Gedrag):
    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        plek.zeg(400, {"error": "invalid_grant", "error_description": "uitgever"})


class Rommeltoken(Gedrag):
    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        plek.zeg(200, b"<html>hallo</html>")


class Regeltoken(Gedrag):
    """A token that would put a header of its own into our next call."""

    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        plek.zeg(200, {"access_token": "x\r\nX-Gek: 1", "expires_in": 900})


class Omleiding(Gedrag):
    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        plek.zeg(307, b"", Location="https://elders.example/")


class Reuzentoken(Gedrag):
    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        plek.zeg(200, b" " * (1 << 20))


class Hangt(Gedrag):
    """Takes the call, says nothing."""

    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        EVEN.wait(3)


class Druppelt(Gedrag):
    """A byte now and then, for ever."""

    def token(self, plek: Bezoek, net: Nepnet, s: Nep) -> None:
        plek.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(15):
            plek.wfile.write(b" ")
            plek.wfile.flush()
            time.sleep(0.2)


class Breekt(Gedrag):
    """Cuts the connection in the middle of its answer."""

    def bericht(self, plek: Bezoek, net: Nepnet, s: Nep, verzoek: Verzoek) -> None:
        plek.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        plek.connection.shutdown(socket.SHUT_RDWR)


class Verboden(Gedrag):
    def bericht(self, plek: Bezoek, net: Nepnet, s: Nep, verzoek: Verzoek) -> None:
        plek.zeg(403, {"code": "toegang-geweigerd", "title": "Geen [red]toegang[/x] \u202e"})


class Kapot(Gedrag):
    def bericht(self, plek: Bezoek, net: Nepnet, s: Nep, verzoek: Verzoek) -> None:
        plek.zeg(500, b"")


class Stil(Gedrag):
    """Takes the message and never answers."""

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        yield from ()


class Weigert(Gedrag):
    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        kader = self.kader(s, verzoek)
        yield berichten.schrijf_foutmelding(kader, "beleid-weigert", f"Niet hier. (zaak {s.naam}-4)"), berichten.koppen_van(kader)


class AndereHandtekening(Gedrag):
    """Another key under the name of its own."""

    def teken(self, net: Nepnet, s: Nep, inhoud: bytes) -> str:
        ander = vreemde(net)

        class Vals:
            kid, alg = s.sleutel.kid, ander.alg
            sign = staticmethod(ander.sign)

        return teken_jws(inhoud, Vals(), "datastation-antwoord+json")


class AndereOndertekenaar(Gedrag):
    def teken(self, net: Nepnet, s: Nep, inhoud: bytes) -> str:
        return teken_jws(inhoud, vreemde(net), "datastation-antwoord+json")


class AnderTyp(Gedrag):
    """An access token of its own in the place of an answer: signed, but for something else."""

    def teken(self, net: Nepnet, s: Nep, inhoud: bytes) -> str:
        return teken_jws(inhoud, s.sleutel, "at+jwt")


class Anders(Gedrag):
    """A signed answer in which one thing is another."""

    def __init__(self, *pad: str, waarde: Any = None) -> None:
        self.pad, self.waarde = pad, waarde

    def inhoud(self, net: Nepnet, s: Nep, verzoek: Verzoek, vraag_id: str, nr: str) -> dict[str, Any]:
        uit = super().inhoud(net, s, verzoek, vraag_id, nr)
        doel = uit
        for stap in self.pad[:-1]:
            doel = doel[stap]
        if self.waarde is None:
            del doel[self.pad[-1]]
        else:
            doel[self.pad[-1]] = self.waarde
        return uit


class AnderVerzoek(Gedrag):
    """A result of another request."""

    def inhoud(self, net: Nepnet, s: Nep, verzoek: Verzoek, vraag_id: str, nr: str) -> dict[str, Any]:
        uit = super().inhoud(net, s, verzoek, vraag_id, nr)
        uit["resultset"][0]["id"] = f"een-ander#{vraag_id}"
        return uit


class AndereVraag(Gedrag):
    def inhoud(self, net: Nepnet, s: Nep, verzoek: Verzoek, vraag_id: str, nr: str) -> dict[str, Any]:
        uit = super().inhoud(net, s, verzoek, vraag_id, nr)
        uit["resultset"][0]["id"] = f"{verzoek.id}#urn:uuid:nooit-gesteld"
        return uit


class Tweemaal(Gedrag):
    """Two results in one answer."""

    def inhoud(self, net: Nepnet, s: Nep, verzoek: Verzoek, vraag_id: str, nr: str) -> dict[str, Any]:
        uit = super().inhoud(net, s, verzoek, vraag_id, nr)
        return {**uit, "resultset": []}


class AnderBewijs(Gedrag):
    """A receipt of another's log."""

    def hoofd(self, net: Nepnet, s: Nep, nr: str) -> dict[str, Any]:
        return super().hoofd(net, Nep("x", s.did, vreemde(net), self, s.kvk), nr)


class VeranderdBewijs(Gedrag):
    """A receipt whose size was changed after signing."""

    def hoofd(self, net: Nepnet, s: Nep, nr: str) -> dict[str, Any]:
        return {**super().hoofd(net, s, nr), "grootte": 6}


class AndereKolommen(Gedrag):
    def tabel(self, net: Nepnet, nr: str) -> dict[str, Any]:
        return {"head": {"vars": ["bsn"]}, "results": {"bindings": []}}


class AnderSoort(Gedrag):
    """A date in a column of numbers."""

    def cel(self, naam: str, xsd: str) -> dict[str, Any]:
        return {"type": "literal", "value": "2026-01-01", "datatype": f"{xsd}date"}


class Groot(Gedrag):
    """A number that fits in no table."""

    def cel(self, naam: str, xsd: str) -> dict[str, Any]:
        return {"type": "literal", "value": "9" * 40, "datatype": f"{xsd}integer"}


class Rommel(Gedrag):
    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        yield b"\x00\xff geen json", {"Content-Type": "application/didcomm-plain+json"}


class StuurtEenVraag(Gedrag):
    """A request in the place of an answer (rule 33)."""

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        yield berichten.schrijf_verzoek(verzoek), berichten.koppen_van(verzoek)


class Reus(Gedrag):
    """Answers larger than may be: announced, and not announced."""

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        yield b"{" + b" " * (2 << 20), {"Content-Type": "application/json"}


class Trage(Gedrag):
    """Begins four answers at once and never ends them."""

    def _stuur(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> None:
        adres = verzoek.antwoordadres.removeprefix("https://127.0.0.1:")
        poort, _, pad = adres.partition("/")
        open_ = []
        for _ in range(6):
            contact = net.tls.wrap_socket(socket.create_connection(("127.0.0.1", int(poort))), server_hostname="127.0.0.1")
            contact.sendall(f"POST /{pad} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n".encode())
            open_.append(contact)
        EVEN.wait(6)
        for contact in open_:
            contact.close()


class Volschrijver(Gedrag):
    """Fills its box: many answers, each another."""

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        for nr in range(20):
            yield f'{{"nr": {nr}}}'.encode(), {"Content-Type": "application/json"}


class Dubbel(Gedrag):
    """The same answer twice, and once more under another message id."""

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        (eerste,) = super().reacties(net, s, verzoek)
        yield eerste
        yield eerste
        yield from super().reacties(net, s, verzoek)


class EerstFout(Gedrag):
    """Something wrong first, then a refusal, then the answer."""

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        yield b"{}", {"Content-Type": "application/json"}
        yield from Weigert().reacties(net, s, verzoek)
        yield from super().reacties(net, s, verzoek)


class Napraat(Gedrag):
    """Sends the answer of an honest station as its own."""

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        ander = net.stations["goed"]
        einde = time.monotonic() + 5
        while not ander.gevraagd and time.monotonic() < einde:
            time.sleep(0.05)
        (zijn,) = Gedrag().reacties(net, ander, ander.gevraagd[0])
        yield zijn
        # And inside an envelope of its own.
        bericht = json.loads(zijn[0])
        jws = bericht["body"]["response"]
        kader = self.kader(s, verzoek)
        yield berichten.schrijf_antwoord(kader, jws, {}), berichten.koppen_van(kader)


class Gespleten(Gedrag):
    """Receipts that contradict each other: as large, and not the same."""

    def hoofd(self, net: Nepnet, s: Nep, nr: str) -> dict[str, Any]:
        from datastation.logboek.hoofd import teken

        wortel = bytes([len(s.antwoorden) + 1]) * 32
        return teken(s.sleutel, grootte=5, wortel=wortel, tijd="2026-08-01T12:00:00Z", vorige=None).model_dump(mode="json")


class Vergiftigd(Gedrag):
    """Texts that would do something elsewhere: markup, a terminal, a spreadsheet."""

    def inhoud(self, net: Nepnet, s: Nep, verzoek: Verzoek, vraag_id: str, nr: str) -> dict[str, Any]:
        uit = super().inhoud(net, s, verzoek, vraag_id, nr)
        correctie = {"cel": "1/clienten", "berekend": "12", "waarde": "=1+1", "reden": "[red]x\u202e"}
        return {**uit, "organisatie": {"naam": "[bold]x[/nee]", "kvk": s.kvk}, "correcties": [correctie]}


@dataclass(frozen=True)
class Geval:
    """A station that does something, and what must come of it."""

    naam: str
    gedrag: Gedrag
    status: Status
    code: str = ""


B, G, F, W, D = Status.BEANTWOORD, Status.GEWEIGERD, Status.ONGELDIG, Status.WACHT, Status.ONBEREIKBAAR
GEVALLEN = (
    Geval("goed", Gedrag(), B),
    Geval("document", Document(), F, "did-ongeldig"),
    Geval("verhangen", Verhangen(), D, "adres-geweigerd"),
    Geval("geen-toegang", GeenToegang(), G, "token"),
    Geval("rommeltoken", Rommeltoken(), F, "token-onleesbaar"),
    Geval("regeltoken", Regeltoken(), F, "token-onleesbaar"),
    Geval("omleiding", Omleiding(), F, "omleiding"),
    Geval("reuzentoken", Reuzentoken(), F, "te-groot"),
    Geval("hangt", Hangt(), D, "geen-antwoord"),
    Geval("druppelt", Druppelt(), D, "geen-antwoord"),
    Geval("breekt", Breekt(), D, "geen-antwoord"),
    Geval("verboden", Verboden(), G, "toegang-geweigerd"),
    Geval("kapot", Kapot(), D, "status-500"),
    Geval("stil", Stil(), W),
    Geval("weigert", Weigert(), G, "e.p.req.refused"),
    Geval("andere-handtekening", AndereHandtekening(), F, "handtekening"),
    Geval("andere-ondertekenaar", AndereOndertekenaar(), F, "andere-ondertekenaar"),
    Geval("ander-typ", AnderTyp(), F, "kop"),
    Geval("ander-verzoek", AnderVerzoek(), F, "ander-verzoek"),
    Geval("andere-vraag", AndereVraag(), F, "andere-vraag"),
    Geval("geen-resultaat", Tweemaal(), F, "aantal-vragen"),
    Geval("zonder-herkomst", Anders("herkomst"), F, "herkomst-ontbreekt"),
    Geval("ander-profiel", Anders("profiel", waarde="iets@1.0.0"), F, "ander-profiel"),
    Geval("ander-profielbestand", Anders("herkomst", "profiel_sha256", waarde="0" * 64), F, "ander-profiel"),
    Geval("andere-vraagtekst", Anders("herkomst", "vragen", "4", waarde="0" * 64), F, "andere-vraagtekst"),
    Geval("andere-parameters", Anders("herkomst", "parameters", "periode", waarde="2025-H1"), F, "andere-parameters"),
    Geval("andere-organisatie", Anders("organisatie", "kvk", waarde="99999999"), F, "andere-organisatie"),
    Geval("ander-bewijs", AnderBewijs(), F, "ontvangstbewijs"),
    Geval("veranderd-bewijs", VeranderdBewijs(), F, "ontvangstbewijs"),
    Geval("zonder-bewijs", Anders("ontvangstbewijs", waarde={"a": 1}), F, "ontvangstbewijs"),
    Geval("andere-kolommen", AndereKolommen(), F, "andere-kolommen"),
    Geval("ander-soort", AnderSoort(), F, "ander-soort-waarde"),
    Geval("groot", Groot(), F, "ander-soort-waarde"),
    Geval("rommel", Rommel(), F, "geen-json"),
    Geval("stuurt-een-vraag", StuurtEenVraag(), F, "geen-reactie"),
    Geval("reus", Reus(), W),
    Geval("trage", Trage(), W),
    Geval("volschrijver", Volschrijver(), F, "bericht-onbekend"),
    Geval("dubbel", Dubbel(), B),
    Geval("eerst-fout", EerstFout(), B),
    Geval("napraat", Napraat(), F, "andere-ondertekenaar"),
    Geval("vergiftigd", Vergiftigd(), B),
    Geval("nog-een-goed", Gedrag(), B),
)
