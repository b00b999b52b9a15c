"""What a mapping made of a tiny source, and the way there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from datastation.instellingen import Bron
from datastation.mapping import Context, lees_mapping, voer_uit
from datastation.model.verlies import Balans, Verliesregel
from datastation.verversen import open_tabellen
from datastation.vocabulaire import ID, PREFIXEN

KVK = "99990001"


@dataclass(frozen=True)
class Uitkomst:
    """Quads, balances and losses."""

    quads: tuple[ox.Quad, ...]
    balansen: dict[str, Balans]
    verliezen: tuple[Verliesregel, ...]

    def waarden(self, onderwerp: str, eigenschap: str) -> set[str]:
        """Objects of one property of ``interventie/ecd.M1``: the text of a literal, the last part of an IRI."""
        prefix, naam = eigenschap.split(":")
        iri, predicaat = ox.NamedNode(f"{ID}{KVK}/{onderwerp}"), ox.NamedNode(PREFIXEN[prefix] + naam)
        gevonden = [q.object for q in self.quads if q.subject == iri and q.predicate == predicaat]
        return {o.value if isinstance(o, ox.Literal) else o.value.rsplit("/", 1)[-1] for o in gevonden}

    def alle_waarden(self, soort: str, eigenschap: str) -> set[str]:
        """Objects of one property of every record of a kind, such as ``titel``: for records whose key is a pseudonym."""
        onderwerpen = {q.subject.value.removeprefix(f"{ID}{KVK}/") for q in self.quads}
        return {w for o in onderwerpen if o.startswith(f"{soort}/") for w in self.waarden(o, eigenschap)}

    def bestaat(self, onderwerp: str) -> bool:
        """Anything is said about this record."""
        return any(q.subject == ox.NamedNode(f"{ID}{KVK}/{onderwerp}") for q in self.quads)

    def lotgevallen(self, tabel: str) -> set[tuple[str, str]]:
        """(fate, reason) of every loss in a table."""
        return {(v.soort, v.reden) for v in self.verliezen if v.tabel == tabel}

    def redenen(self, tabel: str) -> set[tuple[str, str]]:
        """(column, reason) of every loss in a table."""
        return {(v.kolom, v.reden) for v in self.verliezen if v.tabel == tabel}


def voer(map: Path, bron: Bron) -> Uitkomst:
    """Map a source that stands in ``map``."""
    uit = map / "delen"
    uit.mkdir()
    assert bron.mapping is not None
    kaart = lees_mapping(bron.mapping, map)
    uitslag = voer_uit(kaart, open_tabellen(bron, map, kaart), Context(KVK, "ecd", "ecd", bytes(range(32))), uit)
    quads = [quad for deel in uitslag.delen for quad in ox.parse(path=deel.pad, format=ox.RdfFormat.N_QUADS)]
    return Uitkomst(tuple(quads), {b.tabel: b for b in uitslag.balansen}, uitslag.regels)
