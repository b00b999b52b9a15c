"""What holds in every synthetic organisation without planted errors: it must be clean where it is not made dirty on purpose."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datastation.voorbeeld import maak_organisatie
from datastation.voorbeeld.bewoners import leeftijd
from datastation.voorbeeld.keuzes import INTERVENTIES, MINUTEN_PER_EENHEID, vraagt_arts

EIND = date(9999, 12, 31)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
seeds = st.integers(0, 10_000)


class Boek:
    """The tables of an organisation as rows by key."""

    def __init__(self, organisatie):
        self.organisatie = organisatie
        for naam in ("locaties", "clienten", "zorgplannen", "maatregelen"):
            tabel = getattr(organisatie, naam)
            setattr(self, naam, {rij[tabel.column_names[0]]: rij for rij in tabel.to_pylist()})
        self.plaatsingen = self._per_client(organisatie.plaatsingen)
        self.titels = self._per_client(organisatie.titels)
        self.momenten = [rij for blok in organisatie.registraties() for rij in blok.to_pylist()]
        self.wzd = [m for m in self.maatregelen.values() if m["wet"] == "Wzd" and m["status"] != "concept"]

    def _per_client(self, tabel):
        rijen = defaultdict(list)
        for rij in tabel.to_pylist():
            rijen[rij["clientnummer"]].append(rij)
        return rijen

    def vestiging(self, code):
        while code and not self.locaties[code]["vestigingsnummer"]:
            code = self.locaties[code]["bovenliggend"]
        return self.locaties[code] if code else None


def _schoon(seed, clienten=60):
    return Boek(maak_organisatie(clienten, seed=seed, fouten=0))


def _onvrijwillig(maatregel):
    if maatregel["verzet_client"] or maatregel["verzet_vertegenwoordiger"]:
        return True
    zwijgt = maatregel["verzet_client"] is None and maatregel["verzet_vertegenwoordiger"] is None
    return zwijgt and (maatregel["instemming"] in (1, 3) or (maatregel["soort_zorg"] == 3 and maatregel["instemming"] is None))


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_maatregelen_passen_in_het_leven_van_de_client(seed):
    """A measure begins after birth and in care, ends not before it begins, and not after the client left or died."""
    boek = _schoon(seed)
    for m in boek.wzd:
        client = boek.clienten[m["clientnummer"]]
        laatste = client["uit_zorg_per"] or EIND
        assert client["geboortedatum"] < client["in_zorg_vanaf"] <= m["begindatum"] <= (m["einddatum"] or m["begindatum"])
        assert m["begindatum"] <= boek.organisatie.peildatum
        assert (m["einddatum"] or laatste) <= laatste
        assert (m["einddatum"] is None) == (m["reden_einde"] is None)
        assert m["begin"] is None or m["begin"].date() == m["begindatum"]
        assert m["einde"] is None or (m["begin"] < m["einde"] and m["einde"].date() == m["einddatum"])


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_elke_soort_zorg_heeft_wat_de_wet_vraagt(seed):
    """Planned care has a plan and a frequency; 'zo nodig' a plan and moments; unforeseen a decision in 48 hours and two weeks at most."""
    boek = _schoon(seed)
    met_momenten = {moment["maatregelnummer"] for moment in boek.momenten}
    for m in boek.wzd:
        if m["soort_zorg"] == 1:
            assert m["plannummer"]
            minuten = MINUTEN_PER_EENHEID[m["frequentie_eenheid"]]
            assert m["frequentie_aantal"] >= 1
            assert (m["duur_minuten"] or 1) * m["frequentie_aantal"] <= minuten
        elif m["soort_zorg"] == 2:
            assert m["plannummer"]
            assert m["maatregelnummer"] in met_momenten
        else:
            assert m["plannummer"] is None
            assert m["maatregelnummer"] in met_momenten
            assert timedelta() <= m["besluit_op"] - m["begin"] <= timedelta(hours=48)
            assert (m["einddatum"] - m["begindatum"]).days <= 13
        assert m["duur_minuten"] is None or m["duur_minuten"] > 0
        assert m["interventie"] in INTERVENTIES


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_geen_vorm_van_zorg_loopt_dubbel(seed):
    """A client never has the same form twice at a time; a successor begins the day after the one it replaces, in another form of duration."""
    boek = _schoon(seed)
    per_vorm = defaultdict(list)
    for m in boek.wzd:
        per_vorm[m["clientnummer"], m["interventie"]].append((m["begindatum"], m["einddatum"] or EIND))
    for tijden in per_vorm.values():
        tijden.sort()
        assert all(eerder[1] < later[0] for eerder, later in itertools.pairwise(tijden))
    for m in boek.wzd:
        if m["vervangt"]:
            oud = boek.maatregelen[m["vervangt"]]
            assert oud["reden_einde"] == "vervangen"
            assert oud["einddatum"] + timedelta(days=1) == m["begindatum"]
            assert (oud["duur_minuten"], oud["frequentie_aantal"]) != (m["duur_minuten"], m["frequentie_aantal"])


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_momenten_liggen_binnen_hun_maatregel(seed):
    """A moment lies within its measure, not after the day that the data end, and its times exist and agree."""
    boek = _schoon(seed)
    for moment in boek.momenten:
        m = boek.maatregelen[moment["maatregelnummer"]]
        assert m["clientnummer"] == moment["clientnummer"]
        assert m["begindatum"] <= moment["datum"] <= min(m["einddatum"] or EIND, boek.organisatie.peildatum)
        assert moment["begintijd"].date() == moment["datum"]
        assert moment["aantal"] >= 1
        for tijd in (moment["begintijd"], moment["eindtijd"]):
            assert tijd is None or _bestaat(tijd)
        if moment["eindtijd"] and moment["duur_minuten"]:
            assert moment["eindtijd"] - moment["begintijd"] == timedelta(minutes=moment["duur_minuten"])


def _bestaat(tijd: datetime) -> bool:
    return tijd.replace(tzinfo=AMSTERDAM).astimezone(ZoneInfo("UTC")).astimezone(AMSTERDAM).replace(tzinfo=None) == tijd


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_elke_dag_zorg_heeft_precies_een_plek(seed):
    """On every day in care a client has one deciding stay, at an open location; stays follow each other without a gap."""
    boek = _schoon(seed)
    for nummer, client in boek.clienten.items():
        hoofd = [p for p in boek.plaatsingen[nummer] if p["soort"] == "hoofd"] or boek.plaatsingen[nummer]
        hoofd.sort(key=lambda p: p["begindatum"])
        assert hoofd[0]["begindatum"] == client["in_zorg_vanaf"]
        assert hoofd[-1]["einddatum"] == client["uit_zorg_per"]
        for eerder, later in itertools.pairwise(hoofd):
            assert eerder["einddatum"] + timedelta(days=1) == later["begindatum"]
        for stay in hoofd:
            plek = boek.locaties[stay["locatiecode"]]
            assert plek["begindatum"] <= stay["begindatum"]
            assert (plek["einddatum"] or EIND) >= (stay["einddatum"] or EIND)
            assert boek.vestiging(stay["locatiecode"])["vestigingsnummer"].startswith("0000")


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_wie_in_een_accommodatie_woont_heeft_altijd_een_titel(seed):
    """Titles follow each other over the whole stay in an accommodatie; only a voluntary stay is possible elsewhere."""
    boek = _schoon(seed)
    for m in boek.wzd:
        if not _onvrijwillig(m):
            continue
        dag = min(m["einddatum"] or EIND, boek.organisatie.peildatum)
        (stay, *_) = [p for p in boek.plaatsingen[m["clientnummer"]] if p["begindatum"] <= dag <= (p["einddatum"] or EIND)]
        vestiging = boek.vestiging(stay["locatiecode"])
        titels = [
            t["status"]
            for t in boek.titels[m["clientnummer"]]
            if (t["begindatum"] or date.min) <= dag <= (t["einddatum"] or t["geldig_tot"] or EIND)
        ]
        if vestiging and vestiging["intramuraal"]:
            assert len(titels) == 1
            assert vestiging["accommodatie"] or titels == ["VRIJWILLIG"]
        assert not m["ambulant"] or not boek.locaties[stay["locatiecode"]]["intramuraal"]


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_plannen_zijn_beoordeeld_en_op_tijd_geevalueerd(seed):
    """A plan with involuntary care has a judgement, with form a, b or c the doctor's agreement, and is evaluated every half year."""
    boek = _schoon(seed)
    evaluaties = defaultdict(list)
    for e in boek.organisatie.evaluaties.to_pylist():
        evaluaties[e["plannummer"]].append(e["datum"])
    for m in boek.wzd:
        if m["plannummer"] and _onvrijwillig(m):
            plan = boek.zorgplannen[m["plannummer"]]
            assert plan["oordeel_functionaris"] in ("akkoord", "niet-akkoord")
            assert plan["arts_akkoord"] or not vraagt_arts(m["interventie"])
    for nummer, plan in boek.zorgplannen.items():
        dagen = [plan["begindatum"], *evaluaties[nummer], min(plan["einddatum"] or EIND, boek.organisatie.peildatum)]
        assert (dagen[1] - dagen[0]).days <= 28
        assert all((later - eerder).days <= 180 for eerder, later in itertools.pairwise(dagen))


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_bij_minderjarigen_beslist_de_goede_persoon(seed):
    """Under twelve the representative speaks, from twelve to fifteen both do (art. 3a)."""
    boek = _schoon(seed)
    for m in boek.wzd:
        jaren = leeftijd(boek.clienten[m["clientnummer"]]["geboortedatum"], m["begindatum"])
        if jaren < 12:
            assert m["verzet_vertegenwoordiger"] is not None
            assert m["instemming"] in (3, 4)
        elif jaren < 16:
            assert m["verzet_client"] is not None
            assert m["verzet_vertegenwoordiger"] is not None


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_elke_bijzonderheid_komt_voor(seed):
    """Each organisation, however small, holds every construct that a question or a rule is about."""
    boek = _schoon(seed, clienten=30)
    peildatum, clienten = boek.organisatie.peildatum, boek.clienten.values()
    assert {m["soort_zorg"] for m in boek.wzd} == {1, 2, 3}
    assert {m["wet"] for m in boek.maatregelen.values()} == {"Wzd", "Wvggz"}
    assert any(m["status"] == "concept" for m in boek.maatregelen.values())
    assert any(not _onvrijwillig(m) for m in boek.wzd)
    assert any(m["begindatum"] < peildatum - timedelta(days=365) and m["einddatum"] is None for m in boek.wzd)
    assert sum(c["bsn"] is None and c["achternaam"] is not None for c in clienten) >= 2
    assert sum(c["overlijdensdatum"] is not None for c in clienten) >= 3
    assert sum(leeftijd(c["geboortedatum"], peildatum) < 18 for c in clienten) >= 5
    verhuisd = [
        p
        for p in boek.plaatsingen.values()
        if len({boek.vestiging(s["locatiecode"])["locatiecode"] for s in p if s["soort"] == "hoofd"}) > 1
    ]
    assert len(verhuisd) >= 3
    vestigingen = [loc for loc in boek.locaties.values() if loc["vestigingsnummer"]]
    assert any(not v["intramuraal"] for v in vestigingen)
    met_zorg = {
        boek.vestiging(p["locatiecode"])["locatiecode"]
        for m in boek.wzd
        if _onvrijwillig(m)
        for p in boek.plaatsingen[m["clientnummer"]]
        if boek.vestiging(p["locatiecode"])
    }
    assert len(vestigingen) - len(met_zorg) >= 1, "one vestiging gives no involuntary care"


def test_de_mengeling_is_plausibel():
    """Mostly structural plannable, few unforeseen; some voluntary, some art. 2 lid 2; a few moments on the borders of time."""
    boek = _schoon(1, clienten=1_000)
    soorten = [m["soort_zorg"] for m in boek.wzd]
    assert 0.6 < soorten.count(1) / len(soorten) < 0.9
    assert soorten.count(3) / len(soorten) < 0.06
    assert 0.55 < sum(map(_onvrijwillig, boek.wzd)) / len(boek.wzd) < 0.85
    assert sum(m["vervangt"] is not None for m in boek.wzd) > 50
    assert sum(m["reden_einde"] == "afgebouwd" for m in boek.wzd) > 50
    tijden = [moment["begintijd"] for moment in boek.momenten]
    assert any((t.month, t.day, t.hour, t.minute) == (6, 30, 23, 59) for t in tijden)
    assert any((t.month, t.day, t.hour, t.minute) == (12, 31, 23, 59) for t in tijden)
    assert any(t.replace(tzinfo=AMSTERDAM).utcoffset() != t.replace(tzinfo=AMSTERDAM, fold=1).utcoffset() for t in tijden)
    assert len({(t.year, t.month > 6) for t in tijden}) >= 6


@pytest.mark.parametrize("seed", [1, 2])
def test_geplante_fouten_raken_de_rest_niet(seed):
    """Planting changes only what the manifest names: other measures are the same as in the clean organisation of that seed."""
    vies, schoon = Boek(maak_organisatie(400, seed=seed)), _schoon(seed, clienten=400)
    geraakt = {sleutel for sleutels in vies.organisatie.geplant.values() for sleutel in sleutels}
    # One vestiging registers structural care only when errors are planted, so that numbers shift: compare what the row says.
    anders = [nr for nr, m in vies.maatregelen.items() if m["interventie"] not in INTERVENTIES and m["wet"] == "Wzd"]
    assert set(anders) <= geraakt
    assert vies.clienten.keys() == schoon.clienten.keys()
    assert {nr for nr, c in vies.clienten.items() if c != schoon.clienten[nr]} <= geraakt
