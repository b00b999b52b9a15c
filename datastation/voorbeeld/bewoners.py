"""Clients of the synthetic organisation, where they stay, their legal titles and representatives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from datastation.voorbeeld.bsn import geldige_bsns
from datastation.voorbeeld.gebouw import AMBULANT, KLEINSCHALIG, ZONDER_ONVRIJWILLIG, Gebouw
from datastation.voorbeeld.namen import maak_naam
from datastation.voorbeeld.rijen import Client, Plaatsing, Titel, Vertegenwoordiger
from datastation.voorbeeld.toeval import Toeval

DAG = timedelta(days=1)
INWERKINGTREDING = date(2020, 1, 1)  # of the Wzd: no measure and no title under it is older

# The first clients of every organisation, so that the smallest one holds each construct: target group, what happens, vestiging.
_VOORAAN = (
    ("kind", "", 0), ("kind", "", 1), ("kind", "", 0), ("jeugd", "", 0), ("jeugd", "", 1),
    ("ouderen", "overleden", 1), ("ouderen", "overleden", 0), ("ouderen", "overleden", 1), ("vg", "vertrokken", 0), ("vg", "vertrokken", 2), ("vg", "vertrokken", 1),
    ("vg", "verhuisd", 0), ("ouderen", "verhuisd", 1), ("ouderen", "opgenomen", AMBULANT), ("vg", "zonder-bsn", 0), ("ouderen", "zonder-bsn", 1),
    ("ouderen", "", AMBULANT), ("vg", "", AMBULANT), ("vg", "", 2), ("ouderen", "", 2), ("ouderen", "", ZONDER_ONVRIJWILLIG),
    ("vg", "", KLEINSCHALIG), ("ouderen", "", KLEINSCHALIG),
)  # fmt: skip
VASTE_CLIENTEN = len(_VOORAAN)
_DOELGROEPEN = (("ouderen", 48), ("vg", 45), ("jeugd", 5), ("kind", 2))
_GEBEURTENISSEN = (("", 76), ("overleden", 9), ("vertrokken", 6), ("verhuisd", 6), ("opgenomen", 2), ("zonder-bsn", 1))
_LEEFTIJD = {"kind": (4, 9), "jeugd": (14, 15), "vg": (20, 68), "ouderen": (71, 96)}


def leeftijd(geboren: date, op: date) -> int:
    """Whole years on that day."""
    return op.year - geboren.year - ((op.month, op.day) < (geboren.month, geboren.day))


def maak_clienten(toeval: Toeval, aantal: int, gebouw: Gebouw, peildatum: date) -> list[Client]:
    """``aantal`` clients; the first ones are of fixed kinds, the rest are drawn."""
    bsns = geldige_bsns(aantal)
    return [_client(toeval, nummer, gebouw, peildatum, bsns) for nummer in range(aantal)]


def _client(toeval: Toeval, nummer: int, gebouw: Gebouw, peildatum: date, bsns: Iterator[str]) -> Client:
    if nummer < len(_VOORAAN):
        doelgroep, gebeurtenis, vestiging = _VOORAAN[nummer]
    else:
        doelgroep = toeval.kies([d for d, _ in _DOELGROEPEN], [g for _, g in _DOELGROEPEN])
        gebeurtenis = toeval.kies([d for d, _ in _GEBEURTENISSEN], [g for _, g in _GEBEURTENISSEN])
        vestiging = toeval.geheel(0, len(gebouw.vestigingen) - 1)
    if doelgroep in ("kind", "jeugd") and vestiging == ZONDER_ONVRIJWILLIG:
        vestiging = 0
    jongste, oudste = _LEEFTIJD[doelgroep]
    # Minors came lately, so that they were of the same age group on every day that counts.
    minderjarig = doelgroep in ("kind", "jeugd")
    vanaf = peildatum - timedelta(days=toeval.geheel(200, 300) if minderjarig else toeval.geheel(420, 3000))
    geboren = toeval.dag(date(peildatum.year - oudste, 1, 1), date(peildatum.year - jongste - (doelgroep != "jeugd"), 12, 28))
    if not minderjarig:
        vanaf = max(vanaf, geboren + timedelta(days=18 * 366))
    weg = gebeurtenis in ("overleden", "vertrokken")
    tot = toeval.dag(max(vanaf + timedelta(days=300), peildatum - timedelta(days=540)), peildatum - timedelta(days=3)) if weg else None
    geslacht = toeval.kies("VMO", (55, 43, 2))
    naam = maak_naam(toeval, geslacht)
    bsn = next(bsns)
    client = Client(
        f"C{nummer + 1:05d}", None if gebeurtenis == "zonder-bsn" else bsn, geboren, tot if gebeurtenis == "overleden" else None, geslacht,
        naam.voornamen, naam.voorvoegsel, naam.achternaam, naam.straat, naam.huisnummer, naam.postcode, naam.woonplaats, "NL",
        naam.geboorteland, vanaf, tot, doelgroep, vestiging, geboren=geboren,
    )  # fmt: skip
    if gebeurtenis == "opgenomen":
        client.vestiging = AMBULANT
    if gebeurtenis in ("verhuisd", "opgenomen") and vestiging not in (ZONDER_ONVRIJWILLIG, KLEINSCHALIG) and doelgroep in ("vg", "ouderen"):
        client.verhuist_naar = 1 if client.vestiging == 0 else 0
    return client


def maak_plaatsingen(toeval: Toeval, clienten: list[Client], gebouw: Gebouw, peildatum: date) -> list[Plaatsing]:
    """The stays: one main assignment, two where a client moves, some with a standard one beside it, some with only a standard one."""
    alle: list[Plaatsing] = []

    def plaats(client: Client, locatie: str, soort: str, begin: date, einde: date | None) -> Plaatsing:
        alle.append(Plaatsing(f"P{len(alle) + 1:06d}", client.clientnummer, locatie, soort, begin, einde))
        return alle[-1]

    for client in clienten:
        eerste, laatste = client.in_zorg_vanaf, client.uit_zorg_per
        kamer = toeval.kies(gebouw.kamers[client.vestiging])
        soort = "standaard" if client.verhuist_naar is None and toeval.kans(0.05) else "hoofd"
        if client.verhuist_naar is None:
            client.hoofd.append(plaats(client, kamer, soort, eerste, laatste))
        else:
            # Half-way the latest complete half-year for the fixed movers, on any day for the others.
            op = toeval.dag(max(eerste + timedelta(days=120), peildatum - timedelta(days=150)), peildatum - timedelta(days=60))
            client.hoofd.append(plaats(client, kamer, "hoofd", eerste, op - DAG))
            client.hoofd.append(plaats(client, toeval.kies(gebouw.kamers[client.verhuist_naar]), "hoofd", op, laatste))
        if soort == "hoofd" and toeval.kans(0.15):
            plaats(client, gebouw.dagbesteding, "standaard", toeval.dag(eerste, eerste + timedelta(days=60)), laatste)
    return alle


def in_accommodatie(client: Client, gebouw: Gebouw) -> list[Plaatsing]:
    """The main stays of this client that are in an accommodatie, in order."""
    paren = zip(client.hoofd, (client.vestiging, client.verhuist_naar), strict=False)
    return [stay for stay, vestiging in paren if vestiging is not None and gebouw.vestigingen[vestiging].accommodatie]


def maak_titels(toeval: Toeval, clienten: list[Client], gebouw: Gebouw, peildatum: date) -> list[Titel]:
    """Titles that follow each other without a gap over the whole stay in an accommodatie.

    Elsewhere only a voluntary stay is possible; who lives at home has none.
    """
    titels: list[Titel] = []
    for client in clienten:
        stays = in_accommodatie(client, gebouw)
        kleinschalig = client.vestiging == KLEINSCHALIG
        if not stays and not kleinschalig:
            continue
        begin = max((stays or client.hoofd)[0].begindatum, INWERKINGTREDING)
        for status, dagen in _reeks(toeval, client, begin, vrijwillig=kleinschalig):
            laatste = begin + timedelta(days=dagen - 1) if dagen else None
            weg = client.uit_zorg_per
            einde = min(weg, laatste) if weg and laatste else weg or (laatste if laatste and laatste < peildatum else None)
            onbekend = status == "VRIJWILLIG" and toeval.kans(0.3)
            titels.append(Titel(f"T{len(titels) + 1:06d}", client.clientnummer, status, None if onbekend else begin, einde, laatste))
            if laatste is None or laatste >= peildatum or (weg and laatste >= weg):
                break
            begin = laatste + DAG
    return titels


def _reeks(toeval: Toeval, client: Client, begin: date, *, vrijwillig: bool) -> Iterator[tuple[str, int]]:
    """Status and longest term in days, one after another, without end (wzd.md section 5); 0 = no term."""
    jaren = leeftijd(client.geboren, begin)
    soort = toeval.kies(("VRIJWILLIG", "OPM", "RM", "IBS", "WFZ"), (25, 30, 30, 12, 3)) if jaren >= 12 and not vrijwillig else "VRIJWILLIG"
    if 18 <= jaren <= 21 and client.doelgroep == "vg" and not vrijwillig and toeval.kans(0.5):
        yield "VMM", 365
        soort = "RM"
    if soort == "VRIJWILLIG":
        yield soort, 0
    if soort == "IBS":
        yield "IBS", 3
        yield toeval.kies(("IBS-V", "VM"), (9, 1)), 42
        soort = "RM"
    if soort in ("RM", "WFZ"):
        yield soort, 180
        yield "RM", 730
    while True:
        yield ("OPM" if soort == "OPM" else "RM"), 5 * 365


def maak_vertegenwoordigers(toeval: Toeval, clienten: list[Client]) -> list[Vertegenwoordiger]:
    """Guardians for minors, mentors and others for about two thirds of the adults."""
    alle: list[Vertegenwoordiger] = []
    for client in clienten:
        minderjarig = client.doelgroep in ("kind", "jeugd")
        if not minderjarig and not toeval.kans(0.66):
            continue
        soorten = (6,) if minderjarig else toeval.kies(((8,), (9,), (10,), (7, 8)), (45, 15, 20, 20))
        begin = client.in_zorg_vanaf - timedelta(days=toeval.geheel(0, 900)) if toeval.kans(0.9) else None
        for soort in soorten:
            alle.append(Vertegenwoordiger(f"V{len(alle) + 1:06d}", client.clientnummer, soort, begin, client.uit_zorg_per))
    return alle
