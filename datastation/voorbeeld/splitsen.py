"""One organisation over several source systems: each client in one of them, the locations in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pyarrow as pa
import pyarrow.compute as pc

from datastation.voorbeeld.organisatie import Organisatie

_PER_CLIENT = ("clienten", "plaatsingen", "zorgplannen", "maatregelen", "titels", "vertegenwoordigers")


@dataclass(frozen=True)
class Deelorganisatie(Organisatie):
    """The clients of one source system, with everything that hangs on them."""

    nummers: pa.Array

    @property
    def aantal_registraties(self) -> int:
        """Counted by generating them: a part does not know beforehand which are its own."""
        return sum(blok.num_rows for blok in self.registraties())

    def registraties(self) -> Iterator[pa.RecordBatch]:
        """The registrations of the clients of this part, block by block."""
        for blok in super().registraties():
            eigen = blok.filter(pc.is_in(blok.column("clientnummer"), value_set=self.nummers))
            if eigen.num_rows:
                yield eigen


def splits(organisatie: Organisatie, delen: int) -> tuple[Deelorganisatie, ...]:
    """Divide the clients over `delen` source systems, in turn. Together they hold what the whole held."""
    alle = organisatie.clienten.column("clientnummer").combine_chunks()
    return tuple(_deel(organisatie, alle.take(pa.array(range(nummer, len(alle), delen)))) for nummer in range(delen))


def _deel(organisatie: Organisatie, nummers: pa.Array) -> Deelorganisatie:
    velden = {veld.name: getattr(organisatie, veld.name) for veld in fields(organisatie)}
    for naam in _PER_CLIENT:
        velden[naam] = velden[naam].filter(pc.is_in(velden[naam].column("clientnummer"), value_set=nummers))
    plannen = velden["zorgplannen"].column("plannummer").combine_chunks()
    velden["evaluaties"] = velden["evaluaties"].filter(pc.is_in(velden["evaluaties"].column("plannummer"), value_set=plannen))
    return Deelorganisatie(**velden, nummers=nummers)
