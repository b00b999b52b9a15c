"""Which care counts where and when, in plain Python: rows of csv-nl in, parts of planned care and moments out, one day at a time.

Written from the rules (docs/graafmodel.md, the decisions of the design), not from the derivations, and with nothing of `datastation`.
It is as slow and as plain as can be. Which records the quality rules keep out is given; the rules have a reference of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hulp.naief_rijen import Maatregel, Moment, Organisatie
from hulp.tabellen import Tabellen

DAG = timedelta(days=1)
Geblokkeerd = Mapping[str, Mapping[str, set[str]]]


@dataclass(frozen=True)
class Periode:
    """Both days included."""

    begin: date
    einde: date

    def heeft(self, dag: date) -> bool:
        return self.begin <= dag <= self.einde

    def raakt(self, van: date, tot: date | None) -> bool:
        return van <= self.einde and (tot is None or tot >= self.begin)


@dataclass(frozen=True)
class Deel:
    """Days of planned care at one vestiging."""

    maatregel: Maatregel
    vestiging: str
    ambulant: bool
    van: date
    tot: date | None


@dataclass(frozen=True)
class Keer:
    """A moment at the vestiging where it counts."""

    moment: Moment
    maatregel: Maatregel
    vestiging: str
    ambulant: bool


class Zorg:
    """The care of an organisation.

    Args:
        tabellen: the rows of the nine csv-nl tables.
        geblokkeerd: ``interventie`` and ``moment``: key of what is kept out → the rules that do so.
        gegevens_tot: the last day that the facts cover.
    """

    def __init__(self, tabellen: Tabellen, geblokkeerd: Geblokkeerd, gegevens_tot: date) -> None:
        self.org = Organisatie(tabellen)
        self.dicht = geblokkeerd
        self.gegevens_tot = gegevens_tot
        self._verblijf: dict[tuple[str, date], str | None] = {}
        self.delen = [d for m in self.org.maatregelen.values() if self.telt(m) and m.soort == 1 for d in self._delen(m)]
        self.keren = list(self._keren())

    # Which care, and where

    def telt(self, m: Maatregel) -> bool:
        """Involuntary, and not kept out."""
        return onvrijwillig(m) and m.nummer not in self.dicht["interventie"]

    def verblijf(self, client: str, dag: date) -> str | None:
        """The location that decides that day: main before standard; nothing where the best ones are at different vestigingen."""
        if (client, dag) not in self._verblijf:
            geldig = [p for p in self.org.plaatsingen if p.client == client and p.geldt(dag)]
            besten = [p for p in geldig if p.soort == "hoofd"] or geldig
            een = len({self.org.vestiging_van(p.locatie) for p in besten}) == 1
            self._verblijf[client, dag] = min(p.locatie for p in besten) if een else None
        return self._verblijf[client, dag]

    def _staat(self, m: Maatregel, locatie: str | None) -> tuple[str, bool] | None:
        """Vestiging and ambulant of planned care at a location."""
        vestiging = self.org.vestiging_van(locatie)
        ambulant = m.ambulant if m.ambulant is not None else nee(self.org.intramuraal(locatie))
        return None if vestiging is None or ambulant is None else (vestiging, ambulant)

    def _delen(self, m: Maatregel) -> Iterator[Deel]:
        """Day by day; what holds on the last day of all that is known holds on."""
        if m.begin is None or (m.eind is not None and m.eind < m.begin):
            return
        laatste = max(self.org.laatste_dag, m.begin) + DAG
        if m.locatie:
            if staat := self._staat(m, m.locatie):
                yield Deel(m, *staat, m.begin, m.eind)
            return
        vorige, sinds, dag = None, m.begin, m.begin
        while dag <= laatste and (m.eind is None or dag <= m.eind):
            nu = self._staat(m, self.verblijf(m.client, dag))
            if nu != vorige:
                if vorige:
                    yield Deel(m, *vorige, sinds, dag - DAG)
                vorige, sinds = nu, dag
            dag += DAG
        if vorige:
            yield Deel(m, *vorige, sinds, m.eind)

    def _keren(self) -> Iterator[Keer]:
        for moment in self.org.momenten:
            m = self.org.maatregelen.get(moment.maatregel)
            if m is None or m.soort == 1 or not self.telt(m) or moment.nummer in self.dicht["moment"]:
                continue
            thuis = self.verblijf(m.client, moment.dag)
            vestiging = self.org.vestiging_van(moment.locatie or m.locatie or thuis)
            ambulant = next((a for a in (moment.ambulant, m.ambulant) if a is not None), self._dag_ambulant(m.client, moment.dag, thuis))
            assert vestiging is not None, f"{moment.nummer}: no vestiging, and not kept out"
            assert ambulant is not None, f"{moment.nummer}: ambulant not known, and not kept out"
            yield Keer(moment, m, vestiging, ambulant)

    def _dag_ambulant(self, client: str, dag: date, thuis: str | None) -> bool | None:
        """No intramural stay that day; where nothing decides: no intramural placement at all."""
        if thuis is not None:
            return nee(self.org.intramuraal(thuis))
        return not any(p.client == client and p.geldt(dag) and self.org.intramuraal(p.locatie) is True for p in self.org.plaatsingen)

    def lopend(self, p: Periode, vestigingen: Sequence[str]) -> list[Deel]:
        return [d for d in self.delen if d.vestiging in vestigingen and p.raakt(d.van, d.tot)]

    def gegeven(self, p: Periode, vestigingen: Sequence[str]) -> list[Keer]:
        return [k for k in self.keren if k.vestiging in vestigingen and p.heeft(k.moment.dag)]


def onvrijwillig(m: Maatregel) -> bool:
    """Somebody resists (art. 2 lid 1 Wzd); nothing recorded on resistance: consent refused; soort 3 with nothing recorded at all."""
    if m.verzet_client or m.verzet_vertegenwoordiger:
        return True
    if m.verzet_client is not None or m.verzet_vertegenwoordiger is not None:
        return False
    return m.soort == 3 if m.instemming is None else m.instemming in (1, 3)


def nee(waarde: bool | None) -> bool | None:
    return None if waarde is None else not waarde
