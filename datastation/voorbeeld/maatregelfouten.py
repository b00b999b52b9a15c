"""Errors in a single measure, as a table: rule and kind, who may get it, what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from datastation.voorbeeld import keuzes
from datastation.voorbeeld.bak import Bak
from datastation.voorbeeld.bewoners import in_accommodatie
from datastation.voorbeeld.gebouw import SLUITING
from datastation.voorbeeld.rijen import Client, Maatregel

Kies = Callable[[Bak, Maatregel], bool]
Doe = Callable[[Bak, Maatregel], None]


def _zet(**waarden: object) -> Doe:
    def doe(_bak: Bak, m: Maatregel) -> None:
        for naam, waarde in waarden.items():
            setattr(m, naam, waarde)

    return doe


def _soort(*soorten: int) -> Kies:
    return lambda _bak, m: m.soort_zorg in soorten


def _client(bak: Bak, m: Maatregel) -> Client:
    return bak.per_client[m.clientnummer]


def _begin_op(bepaal: Callable[[Bak, Maatregel], date], dagen: int | None = None) -> Doe:
    """Let the measure begin on another day, and end ``dagen`` later (None: leave the end as it is)."""

    def doe(bak: Bak, m: Maatregel) -> None:
        m.begindatum, m.begin, m.einde = bepaal(bak, m), None, None
        if dagen is not None:
            m.einddatum = m.begindatum + timedelta(days=dagen)

    return doe


def _einde_voor_begin(_bak: Bak, m: Maatregel) -> None:
    assert m.begindatum is not None
    m.einddatum, m.einde, m.status, m.reden_einde = m.begindatum - timedelta(days=5), None, "gearchiveerd", "overig"


def _besluit_te_laat(_bak: Bak, m: Maatregel) -> None:
    assert m.begin is not None
    m.besluit_op = m.begin + timedelta(days=3)


def _termijn_te_lang(_bak: Bak, m: Maatregel) -> None:
    assert m.begin is not None
    m.einde = m.begin + timedelta(days=16)
    m.einddatum = m.einde.date()


def _blijft_open(_bak: Bak, m: Maatregel) -> None:
    m.einddatum, m.einde, m.reden_einde, m.status = None, None, None, "actief"


def _te_lang(_bak: Bak, m: Maatregel) -> None:
    m.frequentie_eenheid, m.frequentie_aantal, m.duur_minuten = 1, 3, 600


def _is_dood(bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and _client(bak, m).overlijdensdatum is not None


def _is_weg(bak: Bak, m: Maatregel) -> bool:
    client = _client(bak, m)
    return m.soort_zorg == 1 and client.overlijdensdatum is None and client.uit_zorg_per is not None and m.einddatum is not None


def _is_minderjarig(bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and _client(bak, m).doelgroep == "kind"


def _woont_in_accommodatie(bak: Bak, m: Maatregel) -> bool:
    client = _client(bak, m)
    return m.soort_zorg == 1 and client.verhuist_naar is None and bool(in_accommodatie(client, bak.gebouw))


def _na_sluiting(_bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and m.begindatum is not None and m.begindatum > SLUITING


def _loopt(bak: Bak, m: Maatregel) -> bool:
    return m.soort_zorg == 1 and m.einddatum is None and _client(bak, m).uit_zorg_per is None


_GEPLAND = _soort(1)
# Rule and kind, who may get it, what is done to it. Scarce records first.
MAATREGELFOUTEN: tuple[tuple[str, Kies, Doe], ...] = (
    ("03:onvoorzien-zonder-besluit", _soort(3), _zet(besluit_op=None)),
    ("03:besluit-te-laat", _soort(3), _besluit_te_laat),
    ("03:termijn-te-lang", _soort(3), _termijn_te_lang),
    ("10:verkeerde-persoon", _is_minderjarig, _zet(instemming=1, verzet_client=True, verzet_vertegenwoordiger=None)),
    ("02:begin-na-overlijden", _is_dood, _begin_op(lambda bak, m: (_client(bak, m).overlijdensdatum or date.min) + timedelta(days=1), 1)),
    ("08:client-overleden", _is_dood, _blijft_open),
    ("08:client-uit-zorg", _is_weg, _blijft_open),
    ("03:zonodig-zonder-plan", _soort(2), _zet(plannummer=None)),
    ("12:ambulant-in-accommodatie", _woont_in_accommodatie, _zet(ambulant=True)),
    ("02:begin-in-toekomst", _loopt, _begin_op(lambda bak, _m: bak.peildatum + timedelta(days=20))),
    ("02:begin-voor-geboorte", _loopt, _begin_op(lambda bak, m: _client(bak, m).geboren - timedelta(days=30))),
    ("05:locatie-gesloten", _na_sluiting, lambda bak, m: setattr(m, "locatiecode", bak.gebouw.gesloten)),
    ("05:locatie-onbekend", _GEPLAND, _zet(locatiecode="L99-ONBEKEND")),
    ("01:wvggz-code", _GEPLAND, _zet(interventie=keuzes.WVGGZ_OPNAME)),
    ("01:onbekende-code", _GEPLAND, _zet(interventie=keuzes.BUITEN_DE_LIJST[0])),
    ("01:code-zonder-doel", _GEPLAND, _zet(interventie=keuzes.BUITEN_DE_LIJST[1])),
    ("02:begin-ontbreekt", _GEPLAND, _zet(begindatum=None, begin=None)),
    ("02:einde-voor-begin", _GEPLAND, _einde_voor_begin),
    ("03:soort-zorg-ontbreekt", _GEPLAND, _zet(soort_zorg=None)),
    ("03:gepland-zonder-frequentie", _GEPLAND, _zet(frequentie_aantal=None, frequentie_eenheid=None)),
    ("03:gepland-zonder-plan", _GEPLAND, _zet(plannummer=None)),
    ("03:zonodig-zonder-momenten", _GEPLAND, _zet(soort_zorg=2, frequentie_aantal=None, frequentie_eenheid=None)),
    ("04:aantal-zonder-eenheid", _GEPLAND, _zet(frequentie_eenheid=None)),
    ("04:eenheid-zonder-aantal", _GEPLAND, _zet(frequentie_aantal=None)),
    ("04:aantal-nul", _GEPLAND, _zet(frequentie_aantal=0)),
    ("16:duur-nul", _GEPLAND, _zet(duur_minuten=0)),
    ("16:duur-negatief", _GEPLAND, _zet(duur_minuten=-15)),
    ("16:duur-langer-dan-interval", _GEPLAND, _te_lang),
)
SCHAARS = 7  # so many kinds need records that are rare: they go before everything else
