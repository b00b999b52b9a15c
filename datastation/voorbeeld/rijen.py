"""The records of the synthetic organisation while it grows, and the Arrow schema in which it is handed over.

Fields of a record that a source table has come first, by the column's name; what the generator only needs for itself comes last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

_T, _D, _M, _B, _G = pa.string(), pa.date32(), pa.timestamp("s"), pa.bool_(), pa.int32()


def _schema(**kolommen: pa.DataType) -> pa.Schema:
    return pa.schema(list(kolommen.items()))


SCHEMAS: dict[str, pa.Schema] = {
    "vestigingen": _schema(vestigingsnummer=_T, naam=_T, accommodatie=_B),
    "locaties": _schema(
        locatiecode=_T, naam=_T, bovenliggend=_T, vestigingsnummer=_T, vestiging_naam=_T, accommodatie=_B, intramuraal=_B,
        begindatum=_D, einddatum=_D,
    ),
    "clienten": _schema(
        clientnummer=_T, bsn=_T, geboortedatum=_D, overlijdensdatum=_D, geslacht=_T, voornamen=_T, voorvoegsel=_T, achternaam=_T,
        straat=_T, huisnummer=_T, postcode=_T, woonplaats=_T, land=_T, geboorteland=_T, in_zorg_vanaf=_D, uit_zorg_per=_D,
    ),
    "plaatsingen": _schema(plaatsingnummer=_T, clientnummer=_T, locatiecode=_T, soort=_T, begindatum=_D, einddatum=_D),
    "zorgplannen": _schema(
        plannummer=_T, clientnummer=_T, begindatum=_D, einddatum=_D, stap=_G, oordeel_functionaris=_T, arts_akkoord=_B,
    ),
    "evaluaties": _schema(evaluatienummer=_T, plannummer=_T, datum=_D),
    "maatregelen": _schema(
        maatregelnummer=_T, plannummer=_T, clientnummer=_T, wet=_T, status=_T, soort_zorg=_G, interventie=_T, begindatum=_D, begin=_M,
        einddatum=_D, einde=_M, frequentie_aantal=_G, frequentie_eenheid=_G, duur_minuten=_G, ambulant=_B, locatiecode=_T,
        wilsbekwaam=_B, instemming=_G, verzet_client=_B, verzet_vertegenwoordiger=_B, ernstig_nadeel=_T, reden=_T, besluit_op=_M,
        vervangt=_T, reden_einde=_T,
    ),
    "registraties": _schema(
        registratienummer=_T, clientnummer=_T, maatregelnummer=_T, datum=_D, begintijd=_M, eindtijd=_M, duur_minuten=_G, aantal=_G,
        locatiecode=_T, ambulant=_B, wet=_T, toelichting=_T,
    ),
    "titels": _schema(titelnummer=_T, clientnummer=_T, status=_T, begindatum=_D, einddatum=_D, geldig_tot=_D),
    "vertegenwoordigers": _schema(nummer=_T, clientnummer=_T, soort=_G, begindatum=_D, einddatum=_D),
}  # fmt: skip


@dataclass(slots=True)
class Vestiging:
    """An entry of the trade register, ``accommodatie`` as in the Wzd location register."""

    vestigingsnummer: str
    naam: str
    accommodatie: bool


@dataclass(slots=True)
class Locatie:
    """A place: a registered location, a ward of it, or a room of that."""

    locatiecode: str
    naam: str
    bovenliggend: str | None
    vestigingsnummer: str | None
    vestiging_naam: str | None
    accommodatie: bool | None
    intramuraal: bool
    begindatum: date
    einddatum: date | None = None


@dataclass(slots=True)
class Plaatsing:
    """A stay, both days included."""

    plaatsingnummer: str
    clientnummer: str
    locatiecode: str
    soort: str
    begindatum: date
    einddatum: date | None


@dataclass(slots=True)
class Client:
    """A client, with the stays that decide where care is given."""

    clientnummer: str
    bsn: str | None
    geboortedatum: date | None
    overlijdensdatum: date | None
    geslacht: str
    voornamen: str | None
    voorvoegsel: str | None
    achternaam: str | None
    straat: str | None
    huisnummer: str | None
    postcode: str | None
    woonplaats: str | None
    land: str | None
    geboorteland: str | None
    in_zorg_vanaf: date
    uit_zorg_per: date | None
    doelgroep: str = ""
    vestiging: int = 0
    verhuist_naar: int | None = None
    geboren: date = date.min
    hoofd: list[Plaatsing] = field(default_factory=list)


@dataclass(slots=True)
class Zorgplan:
    """A plan of art. 7 Wzd."""

    plannummer: str
    clientnummer: str
    begindatum: date
    einddatum: date | None
    stap: int
    oordeel_functionaris: str | None
    arts_akkoord: bool | None


@dataclass(slots=True)
class Evaluatie:
    """One evaluation of a plan (art. 8 Wzd)."""

    evaluatienummer: str
    plannummer: str
    datum: date


@dataclass(slots=True)
class Maatregel:
    """One measure. ``aard``: ``onvrijwillig``, ``vrijwillig`` or ``art2lid2``; ``venster``: the days on which it may really be given."""

    maatregelnummer: str
    plannummer: str | None
    clientnummer: str
    wet: str
    status: str
    soort_zorg: int | None
    interventie: str | None
    begindatum: date | None
    begin: datetime | None = None
    einddatum: date | None = None
    einde: datetime | None = None
    frequentie_aantal: int | None = None
    frequentie_eenheid: int | None = None
    duur_minuten: int | None = None
    ambulant: bool | None = None
    locatiecode: str | None = None
    wilsbekwaam: bool | None = None
    instemming: int | None = None
    verzet_client: bool | None = None
    verzet_vertegenwoordiger: bool | None = None
    ernstig_nadeel: str | None = None
    reden: str | None = None
    besluit_op: datetime | None = None
    vervangt: str | None = None
    reden_einde: str | None = None
    aard: str = "onvrijwillig"
    venster: tuple[date, date] = (date.min, date.min)
    vast: bool = False


@dataclass(slots=True)
class Titel:
    """A legal title; ``geldig_tot`` is the last day that the decision allows, ``einddatum`` the day it really ended."""

    titelnummer: str
    clientnummer: str
    status: str
    begindatum: date | None
    einddatum: date | None
    geldig_tot: date | None


@dataclass(slots=True)
class Vertegenwoordiger:
    """A representative, by zib code 6 .. 10."""

    nummer: str
    clientnummer: str
    soort: int
    begindatum: date | None
    einddatum: date | None


def tabel(naam: str, records: Iterable[object]) -> pa.Table:
    """The records as the Arrow table of that name."""
    rijen, schema = list(records), SCHEMAS[naam]
    kolommen = [pa.array([getattr(rij, veld.name) for rij in rijen], type=veld.type) for veld in schema]
    return pa.Table.from_arrays(kolommen, schema=schema)
