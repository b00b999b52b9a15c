"""A station that loses power after its so-manieth durable write: in the state, the vault, the log, a pin; and after a message that left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from datastation import vrijgave
from datastation.logboek import Gebruiker, Leesfilter, speel_na
from datastation.store import momentopname
from datastation.uitwisselen import Inrichting
from datastation.vrijgave import is_geldig_pad
from hulp.netwerk import Netwerk


class Uitval(BaseException):
    """Nobody catches this: what is not on disk now is not there."""


@contextmanager
def uitval_na(inr: Inrichting, schrijfacties: int) -> Iterator[list[bool]]:
    """Stop the block after so many durable writes; 0 is never. The list that comes along holds True once that happened.

    What the operating system does for a process that is killed (locks, half a transaction) the unwinding of the stack does here.
    """
    over = schrijfacties
    viel: list[bool] = []

    def tik() -> None:
        nonlocal over
        over -= 1
        if over == 0:
            raise Uitval

    def telt(doe: Callable[..., Any]) -> Callable[..., Any]:
        def gedaan(*wat: Any, **rest: Any) -> Any:
            uit = doe(*wat, **rest)
            tik()
            return uit

        return gedaan

    schrijven = inr.staat.schrijven

    @contextmanager
    def geteld() -> Iterator[Any]:
        with schrijven() as t:
            yield t
        tik()

    with pytest.MonkeyPatch.context() as m:
        m.setattr(inr.staat, "schrijven", geteld)
        m.setattr(inr.logboek, "schrijf", telt(inr.logboek.schrijf))
        m.setattr(inr.kluis, "_leg", telt(inr.kluis._leg))
        m.setattr(inr.ophaler, "stuur", telt(inr.ophaler.stuur))
        m.setattr(momentopname, "zet_vast", telt(momentopname.zet_vast))
        try:
            yield viel
        except Uitval:
            viel.append(True)
    if viel:
        vrijgave.hervat(inr.staat)  # as whoever starts next does


def eis_heel(net: Netwerk) -> None:
    """Every case went along the rules, its reply has one content, and the log holds each step once, in order, and verifies."""
    inr = net.inr
    with inr.staat.lezen() as t:
        stappen = t.exec_driver_sql("SELECT zaaknummer, volg, van, naar FROM overgangen ORDER BY zaaknummer, volg").all()
        zaken = t.exec_driver_sql("SELECT zaaknummer, afnemer, sleutel, antwoord_pad, toestand FROM zaken").all()
        volgorde = t.exec_driver_sql("SELECT zaaknummer, volg FROM overgangen ORDER BY id").all()
        antwoorden = t.exec_driver_sql("SELECT momentopname FROM zaken WHERE momentopname IS NOT NULL").scalars().all()
    assert len({(z[1], z[2]) for z in zaken}) == len(zaken)
    for nummer, *_ in zaken:
        assert is_geldig_pad([(van, naar) for z, _, van, naar in stappen if z == nummer])
    regels = inr.logboek.lees(Leesfilter(), Gebruiker(id="a", rol="auditor"))
    gelogd = [(r.regel.zaaknummer, int(r.regel.betrokken[0].details["stap"])) for r in regels if r.regel.zaaknummer]
    assert gelogd == [tuple(v) for v in volgorde]
    assert speel_na(net.map / "logboek", {}).goed
    assert set(inr.kluis.namen()) >= {z[3] for z in zaken if z[3]}
    assert not any(p.name.startswith(".") for p in (net.map / "kluis").iterdir())
    assert set(antwoorden) <= {p.name for p in (inr.station.momentopnamen / "vastgezet").glob("*")}


def berichten_per_nummer(net: Netwerk) -> dict[str, set[bytes]]:
    """What came into the mailbox: message id to the contents that came under it."""
    uit: dict[str, set[bytes]] = {}
    for reactie, (_, _, inhoud) in zip(net.post(), [p for p in net.server.ontvangen if p[0] == "/postbus"], strict=True):
        uit.setdefault(reactie.id, set()).add(inhoud)
    return uit
