"""From findings to blockades: what a delivery leaves out (decision 2).

The record that a blocking rule points at gets ``wzd:geblokkeerdDoor``; the facts stay. How far a blockade reaches:

| blocked record | what is left out of a delivery |
|---|---|
| interventie | it, its zorgdelen and its moments: every question asks the intervention first, so moments need no line of their own |
| moment | that moment |
| client | all interventions of the client: written here, under the same rule |
| vestiging | nothing here: one that cannot be delivered is no vestiging for ``wzd:opVestiging``, so its records are caught by ``vestiging-onbepaald`` |
| naam, adres | nothing: where there is no BSN, ``bsn-of-persoonsgegevens`` asks for what a delivery needs and blocks the client |
| zorgplan, evaluatie, plaatsing, locatie, titel, vertegenwoordiging | nothing: they are not delivered themselves, and an intervention that depends on them has rules of its own |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from datastation.model.bevinding import Bevinding
from datastation.vocabulaire import REGEL, WZD, ZIB

Vraag = Callable[[str], Iterable[Mapping[str, str]]]

INTERVENTIES = f"SELECT ?client ?interventie WHERE {{ ?interventie <{ZIB}soortInterventie> ?vorm ; <{WZD}client> ?client }}"


def blokkades(bevindingen: Iterable[Bevinding], vraag: Vraag) -> Iterator[str]:
    """Lines of N-Quads, sorted, each once.

    Args:
        bevindingen: findings of rules that block.
        vraag: runs a SELECT on the snapshot that is being built; rows of variable name → text.
    """
    regels_per_record: dict[str, set[str]] = {}
    for b in bevindingen:
        regels_per_record.setdefault(b.record, set()).add(b.regel)
    if not regels_per_record:
        return
    van_client = {
        (rij["interventie"], regel)
        for rij in vraag(INTERVENTIES)
        if rij["client"] in regels_per_record
        for regel in regels_per_record[rij["client"]]
    }
    direct = {(record, regel) for record, regels in regels_per_record.items() for regel in regels}
    for record, regel in sorted(direct | van_client):
        yield f"<{record}> <{WZD}geblokkeerdDoor> <{REGEL}{regel}> .\n"
