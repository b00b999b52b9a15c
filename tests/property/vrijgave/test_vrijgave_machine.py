"""Any order of steps, by anybody, with processes that die just before or after storing, gives what the naive model gives."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hulp.zaakloper import open_plaats
from hulp.zaaknaief import BESTUUR, KWALITEIT, Naief, NaieveZaak
from hulp.zaakwerk import IGJ, NU, POORT, VERVALT, beantwoord, eis_heel, inzending, met_mensen, sha
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import event

from datastation import vrijgave
from datastation.staat import Staat

WIE = {
    "poort": POORT,
    "afnemer": vrijgave.afnemer(IGJ),
    "ander": vrijgave.afnemer("did:web:ander.example"),
    **{id: vrijgave.persoon(id) for id in ("kim", "kas", "bo", "bea", "aad")},
}
MENSEN = st.sampled_from(["kim", "kas", "bo", "bea", "aad"])
GEHEUGEN = Path("/dev/shm")  # a killed process loses nothing there either, and nobody waits for a disk
VAN = {"geverifieerd": "ontvangen", "toegelaten": "geverifieerd", "beantwoord": "toegelaten"}


def sterf_bij(staat: Staat, doe: Callable[[Staat], object], *, na: bool) -> None:
    """Do a step in a process of its own that is killed just before its transaction is stored, or just after."""
    kind = os.fork()
    if kind == 0:  # pragma: no cover - in the other process
        try:
            motor = staat._motor
            motor.dispose(close=False)  # the connections are the parent's
            if not na:
                event.listen(motor, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
            with contextlib.suppress(vrijgave.Weigering):
                doe(staat)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    _, stand = os.waitpid(kind, 0)
    assert os.WTERMSIG(stand) == signal.SIGKILL


class Vrijgavemachine(RuleBasedStateMachine):
    """The real workflow beside the naive one."""

    def __init__(self) -> None:
        super().__init__()
        self.map = Path(tempfile.mkdtemp(prefix="ds-machine-", dir=GEHEUGEN if GEHEUGEN.is_dir() else None))
        self.staat = met_mensen(open_plaats(str(self.map / "staat.sqlite")))
        vrijgave.geef_rol(self.staat, "kas", vrijgave.Rol.BESTUURDER, wie=vrijgave.persoon("bea"), nu=NU)
        self.naief = Naief()
        self.nummers: list[str] = []
        self.kenmerk: dict[str, str] = {}
        self.nu = NU

    def teardown(self) -> None:
        """Everything fits together, and nothing is left on disk."""
        assert eis_heel(self.staat) == len(self.nummers)
        self.staat.sluit()
        shutil.rmtree(self.map)

    def kies(self, waar: st.DataObject, *toestanden: str) -> int:
        """Some case; mostly one in a state where the step fits."""
        past = [i for i, z in enumerate(self.naief.zaken) if z.toestand in toestanden]
        alle = list(range(len(self.nummers)))
        return waar.draw(st.sampled_from(past if past and waar.draw(st.integers(0, 4)) else alle))

    def gelijk(self, verwacht: str, doe: Callable[[], object]) -> None:
        """The real one does it, or refuses for the reason that the naive one gives."""
        uitkomst = ""
        try:
            doe()
        except vrijgave.Weigering as fout:
            uitkomst = fout.reden
        assert uitkomst == verwacht
        self.nu += timedelta(microseconds=1)  # no two at the same moment: the order of what waits is then no chance

    @rule(
        sleutel=st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
        vraag=st.sampled_from(["v1", "v1", "v2"]),
        adres=st.sampled_from([True, True, False]),
        sterven=st.sampled_from(["", "", "", "voor", "na"]),
    )
    def dien_in(self, sleutel: str, vraag: str, adres: bool, sterven: str) -> None:
        """Submit; at times the station dies over it and the requester sends it again."""
        adresregel = "https://igj.example/antwoorden" if adres else ""
        wat = inzending(sleutel, parameters={"vraag": vraag}, antwoordadres=adresregel, vervalt=VERVALT)
        if sterven:
            sterf_bij(self.staat, lambda s: vrijgave.dien_in(s, wat, door=POORT, nu=self.nu), na=sterven == "na")
        had = len(self.naief.zaken)
        verwacht = self.naief.dien_in(NaieveZaak(sleutel, vraag, adres, VERVALT), self.nu)

        def doe() -> None:
            uit = vrijgave.dien_in(self.staat, wat, door=POORT, nu=self.nu)
            if len(self.naief.zaken) > had:
                assert uit.nieuw == (sterven != "na")
                self.nummers.append(uit.zaak.zaaknummer)
            assert uit.zaak.zaaknummer in self.nummers

        self.gelijk(verwacht, doe)

    @rule(
        n=st.integers(1, 3),
        vraag=st.sampled_from(["v1", "v1", "v2"]),
        beleid=st.sampled_from([("mens", True), ("mens", True), ("mens", False), ("automatisch", False)]),
        antwoord=st.sampled_from(["x", "x", "y"]),
    )
    def ongestoord(self, n: int, vraag: str, beleid: tuple[vrijgave.Beleid, bool], antwoord: str) -> None:
        """Questions come in and are answered without anything in between, so that there is something to decide about."""
        for _ in range(n):
            i = len(self.nummers)
            self.dien_in(f"vlot{i}", vraag, adres=True, sterven="")
            if len(self.nummers) == i:
                return  # the term has passed
            for stap in ("geverifieerd", "toegelaten", "beantwoord"):
                self.doe_stap(i, stap, beleid, antwoord, "")

    @precondition(lambda self: self.nummers)
    @rule(
        waar=st.data(),
        stap=st.sampled_from(["geverifieerd", "toegelaten", "toegelaten", "beantwoord", "beantwoord", "beantwoord"]),
        beleid=st.sampled_from([("mens", True), ("mens", False), ("automatisch", False)]),
        antwoord=st.sampled_from(["x", "x", "y"]),
        sterven=st.sampled_from(["", "", "", "voor", "na"]),
    )
    def station(self, waar: st.DataObject, stap: str, beleid: tuple[vrijgave.Beleid, bool], antwoord: str, sterven: str) -> None:
        """A step of the station, which may die over it and does it again when it is back."""
        self.doe_stap(self.kies(waar, VAN[stap]), stap, beleid, antwoord, sterven)

    def doe_stap(self, i: int, stap: str, beleid: tuple[vrijgave.Beleid, bool], antwoord: str, sterven: str) -> None:
        """Both do a step of the station."""
        nummer, zaak = self.nummers[i], self.naief.zaken[i]

        def doe(staat: Staat) -> None:
            if stap == "geverifieerd":
                vrijgave.verifieer(staat, nummer, wie=POORT, nu=self.nu)
            elif stap == "toegelaten":
                vrijgave.laat_toe(staat, nummer, beleid=beleid[0], vier_ogen=beleid[1], wie=POORT, nu=self.nu)
            else:
                beantwoord(staat, nummer, antwoord, self.nu)

        verwacht = self.naief.station(zaak, VAN[stap], stap, self.nu)
        if verwacht == "" and stap == "toegelaten":
            zaak.beleid, zaak.vier_ogen = beleid
        if verwacht == "" and stap == "beantwoord":
            zaak.antwoord = sha(antwoord)
        if sterven:
            sterf_bij(self.staat, doe, na=sterven == "na")
        self.gelijk("toestand" if sterven == "na" and verwacht == "" else verwacht, lambda: doe(self.staat))

    @precondition(lambda self: self.nummers)
    @rule(waar=st.data(), wie=MENSEN, wat=st.sampled_from(["zie_in", "zie_in", "zie_in", "zet_klaar", "zet_klaar", "corrigeer", "herhaal"]))
    def mens(self, waar: st.DataObject, wie: str, wat: str) -> None:
        """A person does something with an answer."""
        i = self.kies(waar, "beantwoord")
        nummer, zaak, p = self.nummers[i], self.naief.zaken[i], WIE[wie]
        if wat == "zie_in":
            self.gelijk(self.naief.zie_in(zaak, wie), lambda: vrijgave.zie_in(self.staat, nummer, wie=p, nu=self.nu))
        elif wat == "zet_klaar":
            self.gelijk(self.naief.zet_klaar(zaak, wie), lambda: vrijgave.zet_klaar(self.staat, nummer, wie=p, nu=self.nu))
        elif wat == "herhaal":
            self.gelijk(
                self.naief.herhaal(zaak, wie, self.nu), lambda: vrijgave.herhaal(self.staat, nummer, wie=p, nu=self.nu, reden="hersteld")
            )
        else:
            waarde = waar.draw(st.sampled_from("12"))
            cel = {"cel": "B2", "berekend": "0", "waarde": waarde, "reden": "dubbel", "onderteken": lambda b: b[:8]}
            self.gelijk(
                self.naief.corrigeer(zaak, wie, "B2", waarde), lambda: vrijgave.corrigeer(self.staat, nummer, wie=p, nu=self.nu, **cel)
            )

    @precondition(lambda self: self.nummers)
    @rule(
        waar=st.data(),
        wie=st.sampled_from(["poort", "bo", "bo", "kas", "kas", "kas", "kim", "bea"]),
        wat=st.sampled_from(["vrij", "vrij", "vrij", "af"]),
    )
    def besluit(self, waar: st.DataObject, wie: str, wat: str) -> None:
        """Somebody releases or refuses, at times naming what it replaces."""
        i = self.kies(waar, "beantwoord")
        nummer, zaak = self.nummers[i], self.naief.zaken[i]
        if wat == "af":
            doe = {"wie": WIE[wie], "nu": self.nu, "reden": "niet juist"}
            self.gelijk(self.naief.wijs_af(zaak, wie), lambda: vrijgave.wijs_af(self.staat, nummer, **doe))
            return
        noemt = waar.draw(st.none() | st.integers(0, len(self.nummers) - 1)) if waar.draw(st.booleans()) else None
        vervangt = None if noemt is None else self.nummers[noemt]
        self.gelijk(
            self.naief.geef_vrij(zaak, wie, self.nu, noemt),
            lambda: vrijgave.geef_vrij(self.staat, nummer, wie=WIE[wie], nu=self.nu, vervangt=vervangt),
        )

    @precondition(lambda self: any(z.toestand == "beantwoord" for z in self.naief.zaken))
    @rule(waar=st.data(), klaar=st.sampled_from(sorted(KWALITEIT)), vrij=st.sampled_from(sorted(BESTUUR)))
    def zoals_het_hoort(self, waar: st.DataObject, klaar: str, vrij: str) -> None:
        """One prepares and another opens, so that releases are not rare."""
        i = waar.draw(st.sampled_from([i for i, z in enumerate(self.naief.zaken) if z.toestand == "beantwoord"]))
        nummer, zaak = self.nummers[i], self.naief.zaken[i]
        for wie in (klaar, vrij):
            self.gelijk(self.naief.zie_in(zaak, wie), lambda wie=wie: vrijgave.zie_in(self.staat, nummer, wie=WIE[wie], nu=self.nu))
        self.gelijk(self.naief.zet_klaar(zaak, klaar), lambda: vrijgave.zet_klaar(self.staat, nummer, wie=WIE[klaar], nu=self.nu))
        self.gelijk(
            self.naief.geef_vrij(zaak, vrij, self.nu, None), lambda: vrijgave.geef_vrij(self.staat, nummer, wie=WIE[vrij], nu=self.nu)
        )

    @precondition(lambda self: self.nummers)
    @rule(waar=st.data(), wie=st.sampled_from(["afnemer", "afnemer", "ander", "bo", "kim"]), wat=st.sampled_from(["intrekken", "ophalen"]))
    def afnemer(self, waar: st.DataObject, wie: str, wat: str) -> None:
        """Somebody withdraws a case, or fetches its outcome."""
        i = self.kies(waar, "vrijgegeven", "afgewezen")
        nummer, zaak = self.nummers[i], self.naief.zaken[i]
        if wat == "intrekken":
            doe = {"wie": WIE[wie], "nu": self.nu, "reden": "toch niet"}
            self.gelijk(self.naief.trek_in(zaak, wie), lambda: vrijgave.trek_in(self.staat, nummer, **doe))
        else:
            self.gelijk(self.naief.haal_op(zaak, wie), lambda: vrijgave.haal_op(self.staat, nummer, wie=WIE[wie], nu=self.nu))

    @rule(einde=st.sampled_from(["bezorgd", "bezorgd", "bezorgd", "mislukt", "opgegeven", "onderweg", "gestorven"]))
    def bezorg(self, einde: str) -> None:
        """Send a reply: it arrives, fails, is given up, or the sender dies after it arrived and before it could say so."""
        bericht = vrijgave.neem_bericht(self.staat, nu=self.nu, tot=self.nu)
        assert (bericht is not None) == any(z.wacht for z in self.naief.zaken)
        if bericht is None:
            return
        zaak = self.naief.zaken[self.nummers.index(bericht.zaaknummer)]
        assert zaak.wacht
        zaak.pogingen += 1
        assert bericht.pogingen == zaak.pogingen
        assert self.kenmerk.setdefault(bericht.zaaknummer, bericht.bericht) == bericht.bericht
        if einde == "onderweg":
            assert self.naief.trek_in(zaak, "afnemer") != ""
            with pytest.raises(vrijgave.Weigering):
                vrijgave.trek_in(self.staat, bericht.zaaknummer, wie=WIE["afnemer"], nu=self.nu)
        elif einde == "bezorgd":
            self.naief.bezorgd(zaak)
            vrijgave.bezorgd(self.staat, bericht.bericht, nu=self.nu)
        elif einde == "mislukt":
            vrijgave.mislukt(self.staat, bericht.bericht, fout="http_503", opnieuw=self.nu)
        elif einde == "opgegeven":
            zaak.wacht = False
            vrijgave.mislukt(self.staat, bericht.bericht, fout="http_410", opnieuw=None)
        else:
            sterf_bij(self.staat, lambda s: vrijgave.bezorgd(s, bericht.bericht, nu=self.nu), na=False)

    @rule(dagen=st.sampled_from([1, 2, 7]), loopt=st.booleans())
    def klok(self, dagen: int, loopt: bool) -> None:
        """Time passes; what has had its time lapses, where the station looked at the clock."""
        self.nu += timedelta(days=dagen)
        if not loopt:
            return
        weg = self.naief.verloop(self.nu)
        assert set(vrijgave.verloop(self.staat, nu=self.nu)) == {self.nummers[i] for i in weg}

    @rule()
    def herstart(self) -> None:
        """The station stops and starts."""
        self.staat.sluit()
        self.staat = open_plaats(str(self.map / "staat.sqlite"))

    @invariant()
    def gelijk_aan_het_model(self) -> None:
        """Both know the same cases in the same states after as many steps."""
        echt = {z.zaaknummer: z for z in vrijgave.lijst(self.staat, wie=POORT)}
        assert sorted(echt) == sorted(self.nummers)
        for nummer, zaak in zip(self.nummers, self.naief.zaken, strict=True):
            z = echt[nummer]
            vervangt = None if zaak.vervangt is None else self.nummers[zaak.vervangt]
            assert (z.toestand, z.volg, z.uitslag or "", z.antwoord_sha256 or "") == (
                zaak.toestand,
                zaak.stappen,
                zaak.uitslag,
                zaak.antwoord,
            )
            assert z.vervangt == vervangt


GEEN_HAAST = {"deadline": None, "suppress_health_check": list(HealthCheck)}


class TestKort(Vrijgavemachine.TestCase):
    """A handful of runs, the same ones every time."""

    settings = settings(max_examples=25, stateful_step_count=40, derandomize=True, **GEEN_HAAST)

    def runTest(self) -> None:
        """Any order of steps gives what the naive model gives."""
        super().runTest()


@pytest.mark.lang
@pytest.mark.timeout(1800)
class TestLang(Vrijgavemachine.TestCase):
    """Many runs, other ones every time."""

    settings = settings(max_examples=300, stateful_step_count=60, phases=(Phase.generate, Phase.shrink), **GEEN_HAAST)

    def runTest(self) -> None:
        """Any order of steps gives what the naive model gives, hundreds of times."""
        super().runTest()
