"""What errors are planted in: the records of an organisation that is being made, and which of them have an error already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from datastation.voorbeeld.gebouw import Gebouw
from datastation.voorbeeld.momenten import Momentenplan
from datastation.voorbeeld.rijen import Client, Evaluatie, Maatregel, Plaatsing, Titel, Zorgplan

Geplant = dict[str, tuple[str, ...]]


@dataclass
class Bak:
    """Everything that can get an error."""

    gebouw: Gebouw
    clienten: list[Client]
    plaatsingen: list[Plaatsing]
    zorgplannen: list[Zorgplan]
    evaluaties: list[Evaluatie]
    maatregelen: list[Maatregel]
    titels: list[Titel]
    momentenplan: Momentenplan
    peildatum: date
    per_client: dict[str, Client] = field(init=False)
    van_plan: dict[str, list[Maatregel]] = field(init=False)
    van_client: dict[str, list[Maatregel]] = field(init=False)
    op_slot: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.per_client = {c.clientnummer: c for c in self.clienten}
        self.van_plan, self.van_client, self.op_slot = {}, {}, set()
        for m in self.maatregelen:
            if m.plannummer is not None and m.status != "concept":
                self.van_plan.setdefault(m.plannummer, []).append(m)
            if m.aard == "onvrijwillig":
                self.van_client.setdefault(m.clientnummer, []).append(m)

    def na(self, maatregelen: list[Maatregel], dag: date) -> list[Maatregel]:
        """The structural measures among these that went on after that day and have no error yet."""
        return [
            m
            for m in maatregelen
            if m.soort_zorg == 1 and (m.einddatum is None or m.einddatum > dag) and m.maatregelnummer not in self.op_slot
        ]

    def vrij(self, m: Maatregel) -> bool:
        """May this measure still get an error of its own?"""
        return m.aard == "onvrijwillig" and not m.vast and m.maatregelnummer not in self.op_slot

    def noteer(self, geplant: Geplant, naam: str, *sleutels: str) -> None:
        """Write in the manifest which records have this error."""
        geplant[naam] = (*geplant.get(naam, ()), *sleutels)
