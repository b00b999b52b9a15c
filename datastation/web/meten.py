"""Counts for whoever keeps watch (Prometheus), on a port of their own that only this machine reaches.

Labels are routes, methods, statuses and states of cases: no requester, no number, no address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

_METHODEN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_EMMERS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Stand = Callable[[], Mapping[str, Mapping[str, float]]]


class Meters:
    """The counters of one station.

    Args:
        stand: looks up, at the moment of asking, what the station has: name of a gauge → value of its label ``soort`` → number.
    """

    def __init__(self, stand: Stand = dict) -> None:
        self.register = CollectorRegistry()
        self._verzoeken = Counter(
            "datastation_verzoeken", "Afgehandelde aanvragen.", ("route", "methode", "status"), registry=self.register
        )
        self._duur = Histogram(
            "datastation_verzoek_seconden", "Duur van een aanvraag.", ("route",), buckets=_EMMERS, registry=self.register
        )
        self._lopend = Gauge("datastation_verzoeken_lopend", "Aanvragen die nu lopen.", registry=self.register)
        ProcessCollector(registry=self.register)
        self.register.register(_Stand(stand))

    def verzoek(self, route: str, methode: str, status: int, seconden: float) -> None:
        """Count a request that ended; status 0 is one whose asker left."""
        self._verzoeken.labels(route, methode if methode in _METHODEN else "ander", str(status)).inc()
        self._duur.labels(route).observe(seconden)

    @contextmanager
    def lopend(self) -> Iterator[None]:
        """Count a request as under way inside the block."""
        with self._lopend.track_inprogress():
            yield


class _Stand(Collector):
    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for naam, per_soort in self._stand().items():
            maat = GaugeMetricFamily(f"datastation_{naam}", naam.replace("_", " "), labels=("soort",))
            for soort, waarde in per_soort.items():
                maat.add_metric((soort,), waarde)
            yield maat


@contextmanager
def luister(meters: Meters, poort: int) -> Iterator[WSGIServer | None]:
    """Serve the counts on 127.0.0.1 while the block runs; not at all where the port is 0."""
    if not poort:
        yield None
        return
    server, draad = start_http_server(poort, addr="127.0.0.1", registry=meters.register)
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        draad.join()
