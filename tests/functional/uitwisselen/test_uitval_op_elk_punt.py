"""Power is lost between any two durable writes of a question's way through the station: afterwards everything is as if it had not been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hulp.netwerk import Netwerk
from hulp.uitval import berichten_per_nummer, eis_heel, uitval_na

from datastation import uitwisselen, vrijgave
from datastation.berichten import Antwoordbericht, Generatie, Verzoek
from datastation.instellingen import lees_station
from datastation.uitwisselen import werk_af
from datastation.vrijgave import Rol

BAAS, DIRECTEUR = vrijgave.station("opdrachtregel:test"), vrijgave.persoon("dir")
MEER = 100  # more writes than a question has


def speel(net: Netwerk, verzoek: Verzoek) -> None:
    """A requester who sends until it was taken, a station that works, a bestuurder who releases what waits."""
    net.stuur(verzoek)
    werk_af(net.inr)
    for nummer, toestand in net.zaken().items():
        if toestand == "beantwoord":
            vrijgave.zie_in(net.inr.staat, nummer, wie=DIRECTEUR, nu=net.klok.nu)
            vrijgave.geef_vrij(net.inr.staat, nummer, wie=DIRECTEUR, nu=net.klok.nu)
    werk_af(net.inr)


@pytest.mark.parametrize("geval", ["beantwoord", "afgewezen"])
def test_elk_punt(net: Netwerk, geval: str) -> None:
    """After every n-th write: one case in one final state, one content under one message id, each step in the log once."""
    vrijgave.voeg_gebruiker_toe(net.inr.staat, "dir", "Directie", wie=BAAS, nu=net.klok.nu)
    vrijgave.geef_rol(net.inr.staat, "dir", Rol.BESTUURDER, wie=BAAS, nu=net.klok.nu)
    anders: dict[str, Any] = {} if geval == "beantwoord" else {"parameters": {}}
    punten = 0
    for n in range(1, MEER):
        verzoek = net.verzoek(Generatie.KIKV_2021, **anders)
        with uitval_na(net.inr, n) as viel:
            speel(net, verzoek)
        speel(net, verzoek)
        if not viel:
            break
        punten += 1
    assert 10 < punten < MEER - 2
    assert set(net.zaken().values()) == {"verzonden"}
    assert len(net.zaken()) == punten + 1
    per_nummer = berichten_per_nummer(net)
    assert len(per_nummer) == punten + 1
    assert all(len(inhouden) == 1 for inhouden in per_nummer.values())
    assert all(isinstance(r, Antwoordbericht) == (geval == "beantwoord") for r in net.post())
    eis_heel(net)


def test_ook_na_heropenen(server_net: Callable[..., Netwerk]) -> None:
    """The same with everything closed and opened again, as a process that starts does, at some of these points."""
    net = server_net()
    vrijgave.voeg_gebruiker_toe(net.inr.staat, "dir", "Directie", wie=BAAS, nu=net.klok.nu)
    vrijgave.geef_rol(net.inr.staat, "dir", Rol.BESTUURDER, wie=BAAS, nu=net.klok.nu)
    verzoek = net.verzoek()
    for n in (1, 7, 8, 9):
        with uitval_na(net.inr, n):
            speel(net, verzoek)
        with uitwisselen.richt_in(lees_station(net.map), omgeving={}, klok=net.klok) as weer:
            oud, net.inr = net.inr, weer
            vrijgave.hervat(weer.staat)
            eis_heel_tot_nu(net)
            net.inr = oud
    speel(net, verzoek)
    assert list(net.zaken().values()) == ["verzonden"]
    assert len(berichten_per_nummer(net)) == 1
    eis_heel(net)


def eis_heel_tot_nu(net: Netwerk) -> None:
    """What is half way is written to the log first."""
    from datastation.uitwisselen.boekhouden import schrijf_bij

    schrijf_bij(net.inr)
    eis_heel(net)
