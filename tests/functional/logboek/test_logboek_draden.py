"""Threads of one process that share a log, as a server does."""

from concurrent.futures import ThreadPoolExecutor

from hulp.logboek import AUDITOR, BRON, Sleutel, regel

from datastation.logboek import Gebeurtenis, Leesfilter, Logboek, speel_na


def test_draden_delen_een_logboek(tmp_path):
    """Eight threads append, read and sign at once over one connection: one chain, heads that follow each other."""
    sleutel = Sleutel()
    with Logboek(tmp_path, BRON, ondertekenaar=sleutel) as boek:

        def werk(n):
            gegeven = boek.schrijf(regel(f"Z-{n}"))
            if n % 10 == 0:
                boek.onderteken()
                boek.lees(Leesfilter(zaaknummer=f"Z-{n}"), AUDITOR)
            return gegeven.volgnummer

        with ThreadPoolExecutor(8) as draden:
            nummers = list(draden.map(werk, range(80)))
        assert len(set(nummers)) == 80
        assert len(boek.lees(Leesfilter(gebeurtenis=Gebeurtenis.LOGBOEK_GELEZEN), AUDITOR)) == 8
    verslag = speel_na(tmp_path, sleutel.bekend)
    assert verslag.goed, verslag.gebreken
    assert verslag.grootte == 89
