"""The whole story in any order, by anybody, with power that fails at any write: a naive model knows what may become of each question.

The model keeps per question what was asked and what was decided, in a few words; it knows no states in between, no outbox and no log.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hulp.certificaten import https_server
from hulp.netwerk import PERIODE, Klok, Netwerk, netwerk
from hulp.uitval import eis_heel, uitval_na
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from datastation import uitwisselen, vrijgave
from datastation.poort import Register
from datastation.uitwisselen import Indiening, dien_in, werk_af
from datastation.uitwisselen.behandelen import behandel_een
from datastation.uitwisselen.boekhouden import schrijf_bij
from datastation.uitwisselen.verzenden import verzend_een
from datastation.vertrouwen import Vorm
from datastation.vrijgave import Reden, Rol, Weigering

BAAS, DIRECTEUR = vrijgave.station("opdrachtregel:test"), vrijgave.persoon("dir")
EINDE = {"verzonden", "ingetrokken", "verlopen"}
WELKE = st.integers(0, 7)


@dataclass
class Gesteld:
    """A question as the model knows it.

    Attributes:
        goed: it may be answered. vanzelf: nobody has to look at it. nummer: of its case, once somebody heard it.
        mens: what a bestuurder decided. weg: the requester withdrew it.
    """

    indiening: Indiening
    goed: bool
    vanzelf: bool
    nummer: str = ""
    mens: str = ""
    weg: bool = False


class Omgeving:
    """One station for all examples: each has questions of its own."""

    def __init__(self) -> None:
        self.stapel = ExitStack()
        map = Path(self.stapel.enter_context(tempfile.TemporaryDirectory()))
        beleid = {"kaal": True, "besluit": "automatisch", "quotum": "quotum = { dagen = 1, vragen = 100000 }\n"}
        server = self.stapel.enter_context(https_server(map))
        self.net: Netwerk = self.stapel.enter_context(netwerk(map, server, **beleid))
        inr = self.net.inr
        inr.register = Register(tuple(replace(r, profiel=replace(r.profiel, vrijgave="automatisch")) for r in inr.register.registraties))
        vrijgave.voeg_gebruiker_toe(inr.staat, "dir", "Directie", wie=BAAS, nu=self.net.klok.nu)
        vrijgave.geef_rol(inr.staat, "dir", Rol.BESTUURDER, wie=BAAS, nu=self.net.klok.nu)
        self.teller = 0

    def sluit(self) -> None:
        """Everything that was played in all examples together is whole."""
        try:
            schrijf_bij(self.net.inr)
            eis_heel(self.net)
        finally:
            self.stapel.close()


OMGEVING: list[Omgeving] = []


@pytest.fixture(scope="module", autouse=True)
def _omgeving() -> Any:
    OMGEVING.append(Omgeving())
    yield
    OMGEVING.pop().sluit()


class Uitwisselmachine(RuleBasedStateMachine):
    """Rules are what parties, people, the clock and the machine do."""

    def __init__(self) -> None:
        super().__init__()
        self.omgeving = OMGEVING[0]
        self.net, self.inr, self.klok = self.omgeving.net, self.omgeving.net.inr, self.omgeving.net.klok
        self.klok.nu = Klok().nu
        self.net.server.ontvangen.clear()
        self.net.server.antwoorden["/postbus"] = (202, b"", {})
        self.gesteld: list[Gesteld] = []
        self.uitval = 0

    def doe(self, wat: Callable[[], Any]) -> Any:
        """Do something, perhaps with power that fails in it; None where it did, or where a rule of the release says no."""
        uitval, self.uitval = self.uitval, 0
        try:
            with uitval_na(self.inr, uitval):
                return wat()
        except Weigering as fout:
            if fout.reden not in {Reden.TOESTAND, Reden.TERMIJN, Reden.ONDERWEG, Reden.VERVANGT}:
                raise
        return None

    def een(self, welke: int) -> Gesteld:
        return self.gesteld[welke % len(self.gesteld)]

    @rule(na=st.integers(1, 6))
    def stroom_valt_straks_uit(self, na: int) -> None:
        self.uitval = na

    @rule(goed=st.sampled_from([True, True, True, False]), vanzelf=st.booleans(), adres=st.booleans())
    def stel(self, goed: bool, vanzelf: bool, adres: bool) -> None:
        self.omgeving.teller += 1
        naar = f"https://localhost:{self.net.server.poort}/postbus" if adres else ""
        vp = self.net.presentatie(self.net.verklaring(vorm=Vorm.JWT), vorm=Vorm.JWT) if vanzelf else ""
        vraag = Indiening(
            "igj-wzd-aantallen", "1.0.0", "1", PERIODE if goed else {}, f"vraag-{self.omgeving.teller}", antwoordadres=naar, presentatie=vp
        )
        self.gesteld.append(Gesteld(vraag, goed, vanzelf))
        self.nog_eens(-1)

    @precondition(lambda self: self.gesteld)
    @rule(welke=WELKE)
    def nog_eens(self, welke: int) -> None:
        g = self.een(welke)
        gegeven = self.doe(lambda: dien_in(self.inr, g.indiening, toegang=self.net.toegang))
        if gegeven is not None:
            assert gegeven.zaak.zaaknummer == (g.nummer or gegeven.zaak.zaaknummer)
            g.nummer = gegeven.zaak.zaaknummer

    @precondition(lambda self: any(g.nummer for g in self.gesteld))
    @rule(welke=WELKE)
    def iets_anders_onder_dezelfde_sleutel(self, welke: int) -> None:
        bekend = [g for g in self.gesteld if g.nummer]
        anders = replace(bekend[welke % len(bekend)].indiening, parameters={"periode": "2025-H1"})
        with pytest.raises(Weigering) as fout:
            dien_in(self.inr, anders, toegang=self.net.toegang)
        assert fout.value.reden is Reden.ANDERE_INHOUD

    @rule(keren=st.integers(1, 4))
    def behandel(self, keren: int) -> None:
        for _ in range(keren):
            self.doe(lambda: behandel_een(self.inr))

    @rule()
    def verzend(self) -> None:
        self.doe(lambda: verzend_een(self.inr))

    @rule()
    def werk(self) -> None:
        self.doe(lambda: werk_af(self.inr))

    @rule(status=st.sampled_from([202, 503]))
    def postbus(self, status: int) -> None:
        self.net.server.antwoorden["/postbus"] = (status, b"", {})

    @rule(uren=st.sampled_from([1, 1, 12, 24 * 20]))
    def tijd_verstrijkt(self, uren: int) -> None:
        self.klok.verder(hours=uren)

    @rule()
    def klok_loopt(self) -> None:
        self.doe(lambda: vrijgave.verloop(self.inr.staat, nu=self.klok.nu))

    @precondition(lambda self: any(g.nummer for g in self.gesteld))
    @rule(welke=WELKE, wat=st.sampled_from(["trek_in", "geef_vrij", "wijs_af", "haal_op"]))
    def iemand_beslist(self, welke: int, wat: str) -> None:
        bekend = [g for g in self.gesteld if g.nummer]
        g = bekend[welke % len(bekend)]
        getuige: list[str] = []
        self.doe(lambda: self._beslis(g.nummer, wat, getuige))
        stand = uitwisselen.stand(self.inr, g.nummer, toegang=self.net.toegang)
        if getuige and wat in ("geef_vrij", "wijs_af") and stand.toestand in ("vrijgegeven", "afgewezen"):
            g.mens = g.mens or stand.toestand
        g.weg = g.weg or stand.toestand == "ingetrokken"
        assert not g.weg or stand.toestand == "ingetrokken"

    def _beslis(self, nummer: str, wat: str, getuige: list[str]) -> None:
        nu, staat = self.klok.nu, self.inr.staat
        if wat == "trek_in":
            uitwisselen.trek_in(self.inr, nummer, toegang=self.net.toegang)
        elif wat == "haal_op":
            uitwisselen.haal_antwoord(self.inr, nummer, "json", toegang=self.net.toegang)
        else:
            vrijgave.zie_in(staat, nummer, wie=DIRECTEUR, nu=nu)
            getuige.append(nummer)
            if wat == "geef_vrij":
                vrijgave.geef_vrij(staat, nummer, wie=DIRECTEUR, nu=nu)
            else:
                vrijgave.wijs_af(staat, nummer, wie=DIRECTEUR, nu=nu, reden="nee")

    def teardown(self) -> None:
        """Everything works again: each question ends as the model says it may."""
        self.net.server.antwoorden["/postbus"] = (202, b"", {})
        for g in self.gesteld:  # whoever heard nothing sends again
            if not g.nummer:
                self.uitval = 0
                g.nummer = dien_in(self.inr, g.indiening, toegang=self.net.toegang).zaak.zaaknummer
        for _ in range(3):
            self.klok.verder(hours=2)
            werk_af(self.inr)
        for g in self.gesteld:
            self._eis_einde(g)
        per_zaak: dict[str, set[bytes]] = {}
        for _, _, inhoud in [p for p in self.net.server.ontvangen if p[0] == "/postbus"]:
            per_zaak.setdefault(_zaak_van(inhoud), set()).add(inhoud)
        assert all(len(inhouden) == 1 for inhouden in per_zaak.values())
        assert per_zaak.keys() <= {g.nummer for g in self.gesteld if g.indiening.antwoordadres}
        # Nothing of these cases is left for the next example.
        self.klok.verder(days=60)
        werk_af(self.inr)

    def _eis_einde(self, g: Gesteld) -> None:
        zaak = uitwisselen.stand(self.inr, g.nummer, toegang=self.net.toegang)
        d = vrijgave.lees(self.inr.staat, g.nummer, wie=BAAS)
        wie = {o.naar: o.door_rol for o in d.overgangen}
        if g.weg:
            assert zaak.toestand == "ingetrokken"
        elif zaak.toestand == "verlopen":
            assert zaak.vervalt <= self.klok.nu
            assert zaak.uitslag is None
        elif not g.goed:
            assert (zaak.uitslag, zaak.antwoord_sha256, wie["afgewezen"]) == ("afgewezen", None, "station")
        elif g.mens:
            assert (zaak.uitslag, wie[g.mens]) == (g.mens, "bestuurder")
        elif zaak.uitslag == "afgewezen":
            assert zaak.gewijzigd is not None
            # The credential of a question that waited for more than a day to be admitted counts no longer.
            assert g.vanzelf
            assert d.overgangen[-1].reden in ("status-onbekend", "") or any(o.reden == "status-onbekend" for o in d.overgangen)
        else:
            assert (zaak.uitslag == "vrijgegeven") == g.vanzelf
            assert g.vanzelf or zaak.toestand == "beantwoord"
            assert zaak.antwoord_sha256 is not None
        if zaak.uitslag and zaak.antwoordadres and not g.weg:
            assert d.bericht is not None
            assert zaak.toestand == "verzonden" or d.bericht.stand == "vervallen"  # the mailbox was closed for three days


def _zaak_van(inhoud: bytes) -> str:
    """Case number in a reply of the JSON API: the payload of a signed answer, or a problem."""
    if inhoud.startswith(b"{"):
        return str(json.loads(inhoud)["zaaknummer"])
    deel = inhoud.split(b".")[1]
    return str(json.loads(base64.urlsafe_b64decode(deel + b"=" * (-len(deel) % 4)))["zaak"])


GEEN_HAAST: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


class TestKort(Uitwisselmachine.TestCase):
    """Some runs, the same ones every time."""

    settings = settings(max_examples=30, stateful_step_count=25, derandomize=True, **GEEN_HAAST)

    def runTest(self) -> None:
        """Any order of steps ends as the naive model says."""
        super().runTest()


@pytest.mark.lang
@pytest.mark.timeout(3600)
class TestLang(Uitwisselmachine.TestCase):
    """Many runs, other ones every time."""

    settings = settings(max_examples=2000, stateful_step_count=40, phases=(Phase.generate, Phase.shrink), **GEEN_HAAST)

    def runTest(self) -> None:
        """Any order of steps ends as the naive model says, thousands of times."""
        super().runTest()
