"""Measures: the mix of kinds, who consents and who resists, successors after a significant change, other laws, drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from datastation.voorbeeld import keuzes
from datastation.voorbeeld.bewoners import DAG, INWERKINGTREDING, VASTE_CLIENTEN
from datastation.voorbeeld.gebouw import ALLEEN_STRUCTUREEL, AMBULANT, KLEINSCHALIG, ZONDER_ONVRIJWILLIG
from datastation.voorbeeld.rijen import Client, Maatregel, Zorgplan
from datastation.voorbeeld.toeval import Toeval

_VAST_ONVOORZIEN = 14  # so many of the first clients have an unforeseen measure, so that the smallest organisation has enough of them
_VAST_WVGGZ, _VAST_CONCEPT = (8, 17), (9, 15)


@dataclass(slots=True)
class Werkplaats:
    """What making measures needs at hand."""

    toeval: Toeval
    peildatum: date
    alleen_structureel: bool
    alle: list[Maatregel]

    def nummer(self) -> str:
        """Key of the next measure."""
        return f"M{len(self.alle) + 1:06d}"


def maak_maatregelen(
    toeval: Toeval, clienten: list[Client], plannen: list[Zorgplan], peildatum: date, *, alleen_structureel: bool
) -> list[Maatregel]:
    """All measures. ``alleen_structureel``: one vestiging registers structural care only (rule 15 should see that)."""
    werk = Werkplaats(toeval, peildatum, alleen_structureel, [])
    per_client: dict[str, list[Zorgplan]] = {}
    for plan in plannen:
        per_client.setdefault(plan.clientnummer, []).append(plan)
    for volgnummer, client in enumerate(clienten):
        eigen = per_client.get(client.clientnummer, [])
        gebruikt: set[str] = set()
        for plan in eigen:
            _van_plan(werk, client, plan, gebruikt, vast=volgnummer < _VAST_ONVOORZIEN)
        if eigen and _mag_ongepland(werk, client) and (volgnummer < _VAST_ONVOORZIEN or toeval.kans(0.08)):
            _onvoorzien(werk, client, gebruikt)
        if volgnummer in _VAST_WVGGZ or (volgnummer >= VASTE_CLIENTEN and client.doelgroep == "vg" and toeval.kans(0.02)):
            _wvggz(werk, client)
        if eigen and (volgnummer in _VAST_CONCEPT or (volgnummer > _VAST_CONCEPT[-1] and toeval.kans(0.04))):
            _concept(werk, client, eigen[-1], gebruikt)
    return werk.alle


def _mag_ongepland(werk: Werkplaats, client: Client) -> bool:
    return client.vestiging != ZONDER_ONVRIJWILLIG and not (werk.alleen_structureel and client.vestiging == ALLEEN_STRUCTUREEL)


def _kies_interventie(werk: Werkplaats, client: Client, soort: int, gebruikt: set[str], *, lid2: bool = False) -> str | None:
    """A form of care that this client does not have yet: two at once of the same form would be a double registration."""
    thuis = client.vestiging in (AMBULANT, KLEINSCHALIG)
    vrij = [
        code
        for code, (_, *_gewichten, overal) in keuzes.INTERVENTIES.items()
        if code not in gebruikt and (overal or not thuis) and (not lid2 or keuzes.artikel_2_lid_2(code))
    ]
    if not vrij:
        return None
    keus = werk.toeval.kies(vrij, [int(keuzes.INTERVENTIES[code][soort]) for code in vrij])
    gebruikt.add(keus)
    return keus


def _van_plan(werk: Werkplaats, client: Client, plan: Zorgplan, gebruikt: set[str], *, vast: bool) -> None:
    """The structural and the 'zo nodig' measures of one plan, then what the plan says about doctor and Wzd-functionaris."""
    toeval = werk.toeval
    soorten = [1] * toeval.geheel(2 if vast else 1, 4)
    if _mag_ongepland(werk, client):
        soorten += [2] * (1 if vast else toeval.kies((0, 1, 2), (50, 40, 10)))
    eerste = len(werk.alle)
    for plek, soort in enumerate(soorten):
        aard = toeval.kies(("onvrijwillig", "vrijwillig", "art2lid2"), (72, 14, 14)) if plek or not vast else "onvrijwillig"
        if client.vestiging == ZONDER_ONVRIJWILLIG:
            aard = "vrijwillig"
        elif client.doelgroep in ("kind", "jeugd"):
            aard = "onvrijwillig"
        interventie = _kies_interventie(werk, client, soort, gebruikt, lid2=aard == "art2lid2")
        if interventie is not None:
            _gepland(werk, client, plan, soort=soort, interventie=interventie, aard=aard)
    eigen = werk.alle[eerste:]
    onvrijwillig = any(m.aard == "onvrijwillig" for m in eigen)
    arts = any(m.aard != "vrijwillig" and m.interventie is not None and keuzes.vraagt_arts(m.interventie) for m in eigen)
    plan.arts_akkoord = True if arts else toeval.kies((True, False, None), (50, 10, 40))
    plan.oordeel_functionaris = (
        toeval.kies(("akkoord", "niet-akkoord"), (94, 6)) if onvrijwillig else toeval.kies((None, "in-voorbereiding"))
    )


def _gepland(werk: Werkplaats, client: Client, plan: Zorgplan, *, soort: int, interventie: str, aard: str) -> None:
    toeval, laatste = werk.toeval, min(plan.einddatum or werk.peildatum, werk.peildatum)
    begin = plan.begindatum + timedelta(days=toeval.geheel(0, 20))
    if toeval.kans(0.5):
        begin = toeval.dag(begin, laatste - timedelta(days=30))
    einde, reden = plan.einddatum, None
    if einde is not None:
        reden = "client-weg" if einde == client.uit_zorg_per else toeval.kies(("afgebouwd", "overig"))
    elif toeval.kans(0.25):
        einde, reden = toeval.dag(begin + timedelta(days=20), laatste), toeval.kies(("afgebouwd", "overig"), (65, 35))
    maatregel = Maatregel(
        werk.nummer(), plan.plannummer, client.clientnummer, "Wzd", "gearchiveerd" if einde else "actief", soort, interventie, begin,
        einddatum=einde, reden_einde=reden, aard=aard,
    )  # fmt: skip
    if soort == 1:
        _frequentie(toeval, maatregel)
    elif toeval.kans(0.4):
        maatregel.duur_minuten = toeval.kies(keuzes.DUREN_MOMENT)
    _omstandigheden(werk, client, maatregel)
    for deel in _met_wijzigingen(werk, maatregel):
        _tijden(toeval, deel)
        deel.venster = (deel.begindatum or begin, min(deel.einddatum or werk.peildatum, werk.peildatum))
        werk.alle.append(deel)


def _frequentie(toeval: Toeval, maatregel: Maatregel) -> None:
    """How often, and how long each time: never longer than the time until the next."""
    eenheid = toeval.kies([e for e, _ in keuzes.EENHEDEN], [g for _, g in keuzes.EENHEDEN])
    aantal = toeval.geheel(1, keuzes.HOOGSTE_AANTAL[eenheid])
    maatregel.frequentie_eenheid, maatregel.frequentie_aantal = eenheid, aantal
    past = [duur for duur in keuzes.DUREN if duur * aantal <= keuzes.MINUTEN_PER_EENHEID[eenheid]]
    maatregel.duur_minuten = toeval.kies(past) if toeval.kans(0.75) else None


def _met_wijzigingen(werk: Werkplaats, maatregel: Maatregel) -> Iterator[Maatregel]:
    """The measure itself, and a successor for each significant change of duration or frequency (the pilot: a new entry)."""
    toeval, laatste = werk.toeval, min(maatregel.einddatum or werk.peildatum, werk.peildatum)
    ruimte = maatregel.begindatum is not None and (laatste - maatregel.begindatum).days > 150
    if maatregel.soort_zorg != 1 or not ruimte or not toeval.kans(0.2):
        yield maatregel
        return
    assert maatregel.begindatum is not None
    wissel = toeval.dag(maatregel.begindatum + timedelta(days=40), laatste - timedelta(days=40))
    opvolger = replace(maatregel, begindatum=wissel, vervangt=maatregel.maatregelnummer, vast=True)
    opvolger.maatregelnummer = f"M{len(werk.alle) + 2:06d}"
    minder = toeval.kans(0.7)
    if opvolger.duur_minuten is not None and opvolger.duur_minuten >= 10:
        opvolger.duur_minuten = opvolger.duur_minuten // 2 if minder else opvolger.duur_minuten * 3 // 4
    else:
        opvolger.frequentie_aantal = 1 if opvolger.frequentie_aantal != 1 else 2
    maatregel.einddatum, maatregel.reden_einde, maatregel.status, maatregel.vast = wissel - DAG, "vervangen", "gearchiveerd", True
    yield maatregel
    yield opvolger


def _tijden(toeval: Toeval, maatregel: Maatregel) -> None:
    """A clock time with begin and end for about half: the other half knows the day only."""
    assert maatregel.begindatum is not None
    if toeval.kans(0.5):
        maatregel.begin = datetime.combine(maatregel.begindatum, time(toeval.geheel(8, 13), toeval.kies((0, 15, 30, 45))))
        if maatregel.einddatum is not None and toeval.kans(0.7):
            maatregel.einde = datetime.combine(maatregel.einddatum, time(toeval.geheel(14, 20), toeval.kies((0, 15, 30, 45))))


def _omstandigheden(werk: Werkplaats, client: Client, maatregel: Maatregel) -> None:
    """Setting, reason, harm, consent and resistance."""
    toeval = werk.toeval
    if client.verhuist_naar is None:
        maatregel.ambulant = (client.vestiging == AMBULANT) if toeval.kans(0.7) else None
        maatregel.locatiecode = client.hoofd[0].locatiecode if toeval.kans(0.25) else None
    elif client.vestiging != AMBULANT:
        maatregel.ambulant = False
    maatregel.reden = toeval.kies([r for r, _ in keuzes.REDENEN], [g for _, g in keuzes.REDENEN])
    maatregel.ernstig_nadeel = toeval.kies([n for n, _ in keuzes.ERNSTIG_NADEEL], [g for _, g in keuzes.ERNSTIG_NADEEL])
    _toestemming(toeval, client, maatregel)


def _toestemming(toeval: Toeval, client: Client, maatregel: Maatregel) -> None:
    """Who consents and who resists, so that ``aard`` follows from it (graafmodel.md, how an interventie is counted)."""
    if maatregel.aard == "vrijwillig":
        keus: tuple[bool, int | None, bool | None, bool | None] = (True, 2, False, False)
    elif maatregel.aard == "art2lid2":
        keus = (False, 4, False, False)
    elif client.doelgroep == "kind":  # art. 3: the parents decide
        keus = (False, 3, toeval.kans(0.5), True)
    elif client.doelgroep == "jeugd":  # 12 to 15: both
        keus = (toeval.kans(0.5), toeval.kies((1, 3)), True, toeval.kans(0.3))
    else:
        keus = toeval.kies(
            (
                (False, 4, True, False), (False, 1, True, None), (True, 1, True, None), (False, 3, False, True),
                (False, None, True, True), (False, 1, None, None), (False, 3, None, None),
            ),
            (44, 16, 8, 8, 8, 8, 8),
        )  # fmt: skip
    maatregel.wilsbekwaam, maatregel.instemming, maatregel.verzet_client, maatregel.verzet_vertegenwoordiger = keus


def _onvoorzien(werk: Werkplaats, client: Client, gebruikt: set[str]) -> None:
    """Art. 15: a written decision within 48 hours, two weeks at most."""
    toeval, interventie = werk.toeval, _kies_interventie(werk, client, 3, gebruikt)
    if interventie is None:
        return
    laatste = min(client.uit_zorg_per or werk.peildatum, werk.peildatum) - timedelta(days=16)
    eerste = max(client.in_zorg_vanaf, INWERKINGTREDING, laatste - timedelta(days=700))
    begin = datetime.combine(toeval.dag(eerste, laatste), time(toeval.geheel(8, 18), toeval.geheel(0, 59)))
    einde = begin + timedelta(days=toeval.geheel(0, 13), hours=toeval.geheel(1, 3))
    maatregel = Maatregel(
        werk.nummer(), None, client.clientnummer, "Wzd", "gearchiveerd", 3, interventie, begin.date(), begin, einde.date(), einde,
        duur_minuten=toeval.kies(keuzes.DUREN_MOMENT), reden_einde="overig", venster=(begin.date(), einde.date()),
    )  # fmt: skip
    volgende_dag = datetime.combine(begin.date() + DAG, time(toeval.geheel(9, 17), 30))
    maatregel.besluit_op = begin + timedelta(hours=toeval.geheel(1, 4)) if toeval.kans(0.6) else volgende_dag
    _omstandigheden(werk, client, maatregel)
    if client.doelgroep in ("vg", "ouderen") and toeval.kans(0.15):  # art. 15 is only about involuntary care: often nothing is filled in
        maatregel.instemming = maatregel.verzet_client = maatregel.verzet_vertegenwoordiger = None
    werk.alle.append(maatregel)


def _wvggz(werk: Werkplaats, client: Client) -> None:
    """A measure under the other law: counted as out of scope (decision 16)."""
    laatste = min(client.uit_zorg_per or werk.peildatum, werk.peildatum)
    begin = werk.toeval.dag(max(client.in_zorg_vanaf, INWERKINGTREDING), laatste - timedelta(days=60))
    maatregel = Maatregel(
        werk.nummer(),
        None,
        client.clientnummer,
        "Wvggz",
        "actief",
        2,
        werk.toeval.kies(keuzes.WVGGZ_INTERVENTIES),
        begin,
        verzet_client=True,
        wilsbekwaam=False,
        aard="wvggz",
        venster=(begin, laatste),
        vast=True,
    )
    werk.alle.append(maatregel)


def _concept(werk: Werkplaats, client: Client, plan: Zorgplan, gebruikt: set[str]) -> None:
    """A draft: not in force, so out of scope."""
    interventie = _kies_interventie(werk, client, 1, gebruikt)
    if interventie is None:
        return
    begin = max(plan.begindatum, werk.peildatum - timedelta(days=20))
    maatregel = Maatregel(
        werk.nummer(), plan.plannummer, client.clientnummer, "Wzd", "concept", 1, interventie, begin, aard="concept", vast=True,
        venster=(begin, begin),
    )  # fmt: skip
    _frequentie(werk.toeval, maatregel)
    werk.alle.append(maatregel)
