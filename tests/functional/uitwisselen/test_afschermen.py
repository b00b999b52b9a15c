"""Disclosure control in the exchange, from the message to the bytes that leave, on a profile about personnel."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hulp.certificaten import https_server
from hulp.netwerk import Netwerk
from hulp.opdracht import hier
from hulp.personeel import (
    AANTALLEN,
    BERK,
    EIK,
    FUNCTIES,
    LINDE,
    OLM,
    TOTAAL,
    VESTIGINGEN,
    Personeelsnet,
    medewerkers,
    personeelsnet,
    rijen,
    vraag,
)
from hulp.personeelsvarianten import met_ruimer_profiel

from datastation import berichten, uitwisselen
from datastation.fouten import InstellingenFout
from datastation.instellingen import lees_station
from datastation.leveren import lever
from datastation.logboek import Gebruiker, Leesfilter
from datastation.onthulling import Regel, Regels, samen
from datastation.store import momentopname
from datastation.store.werker import Werker
from datastation.uitwisselen import Indiening, antwoord_intern, dien_in, haal_antwoord, vrijgavescherm, werk_af

K = 10
GEHEIM = ("werknemer/w", "redenen", "getallen", "berekend", *(Regels().zin(r) for r in Regel))


@pytest.fixture
def maak(tmp_path: Path) -> Iterator[Callable[..., Personeelsnet]]:
    """Stations about personnel, each in a folder of its own."""
    with ExitStack() as stapel:

        def nieuw(**anders: Any) -> Personeelsnet:
            map = tmp_path / str(len(list(tmp_path.iterdir())))
            map.mkdir()
            return stapel.enter_context(personeelsnet(map, stapel.enter_context(https_server(map)), **anders))

        yield nieuw


@pytest.fixture
def net(maak: Callable[..., Personeelsnet]) -> Personeelsnet:
    """One that releases by itself."""
    return maak()


def aantal(vestiging: str, functie: str = TOTAAL) -> int:
    """How many people the generator made."""
    kolommen = [FUNCTIES.index(functie)] if functie != TOTAAL else range(len(FUNCTIES))
    return sum(AANTALLEN[v][i] for v in ([vestiging] if vestiging != TOTAAL else VESTIGINGEN) for i in kolommen)


def codes(net: Netwerk, nummer: str, nr: str, kolom: str) -> dict[tuple[Any, ...], str]:
    """The code of each row in one column."""
    return {rij: cellen[f"{kolom}_code"] for rij, cellen in rijen(net, nummer, nr).items()}


def vormen(net: Netwerk, nummer: str) -> dict[str, bytes]:
    """Every form of an answer, as its requester fetches it."""
    return {v: haal_antwoord(net.inr, nummer, v, toegang=net.toegang)[0].inhoud for v in ("json", "csv", "xlsx", "jws")}


def test_kleine_cel_met_aanvulling(net: Personeelsnet) -> None:
    """A group below ten does not leave, nor what would give it away from the totals; everything that leaves is true."""
    nummer = vraag(net.een, "1")
    assert net.een.zaken() == {nummer: "verzonden"}
    uit = rijen(net.een, nummer, "1")
    assert len(uit) == 5 * 5
    dicht = {rij for rij, cellen in uit.items() if cellen["aantal_code"] == "onderdrukt"}
    assert (BERK, "arts") in dicht
    assert len({r for r in dicht if r[0] == BERK}) > 1
    assert len({r for r in dicht if r[1] == "arts"}) > 1
    for (vestiging, functie), cellen in uit.items():
        if cellen["aantal_code"] in ("waarde", "nul"):
            assert cellen["aantal"] == aantal(vestiging, functie)
            assert cellen["aantal"] == 0 or cellen["aantal"] >= K
        else:
            assert cellen["aantal"] is None
    assert sum(c["aantal_code"] == "waarde" for c in uit.values()) > 12
    assert uit[TOTAAL, TOTAAL]["aantal"] == 316
    assert {c["aantal_code"] for c in uit.values()} == {"waarde", "nul", "onderdrukt"}
    assert "vast" not in uit[BERK, "arts"]


def test_vier_codes_in_elke_vorm(net: Personeelsnet) -> None:
    """Zero, suppressed, missing and not asked are four things, in json, csv, xlsx and in the signed SPARQL results."""
    een, uren, deel = vraag(net.een, "1"), vraag(net.een, "2"), vraag(net.twee, "2", vestiging=EIK)
    assert codes(net.een, een, "1", "aantal")[LINDE, "arts"] == "nul"
    assert codes(net.een, een, "1", "aantal")[BERK, "arts"] == "onderdrukt"
    assert codes(net.een, uren, "2", "uren")[OLM,] == "ontbreekt"
    gevraagd = {(EIK,): "waarde"} | {(v,): "niet gevraagd" for v in (*VESTIGINGEN, TOTAAL) if v != EIK}
    assert codes(net.twee, deel, "2", "medewerkers") == gevraagd
    for net_, nummer, nr in ((net.een, een, "1"), (net.een, uren, "2"), (net.twee, deel, "2")):
        bedoeld = [list(c.values()) for c in rijen(net_, nummer, nr).values()]
        uit = vormen(net_, nummer)
        tekst = [["" if w is None else str(w) for w in rij] for rij in bedoeld]
        assert list(csv.reader(io.StringIO(uit["csv"].decode())))[1:] == tekst
        assert [list(rij.values()) for rij in json.loads(uit["json"])["vragen"][0]["rijen"]] == [
            [w if w is None or isinstance(w, str) else pytest.approx(float(w)) for w in rij] for rij in bedoeld
        ]
        (resultaat,) = net_.geopend(uit["jws"].decode())["resultset"]
        assert [list(rij) for rij in berichten.lees_sparql_json(resultaat["result"])[1]] == bedoeld
        assert _xlsx_teksten(uit["xlsx"]) >= {w for rij in bedoeld for w in rij if isinstance(w, str)}


def _xlsx_teksten(inhoud: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(inhoud)) as boek:
        return set(re.findall(r"<t[^>]*>([^<]*)</t>", boek.read("xl/sharedStrings.xml").decode()))


def test_twee_vragers(net: Personeelsnet) -> None:
    """What one got counts for the other: everybody, and everybody but four hired ones, do not both leave."""
    vraag(net.een, "2")
    nummer = vraag(net.twee, "3")
    gekregen = codes(net.twee, nummer, "3", "eigen")
    assert gekregen == {(BERK,): "waarde", (EIK,): "onderdrukt", (LINDE,): "waarde", (OLM,): "waarde", (TOTAAL,): "onderdrukt"}
    redenen = {tuple(c["rij"]): {r["regel"] for r in c["redenen"]} for c in vrijgavescherm(net.inr, nummer)["3"]["cellen"]}
    assert redenen[EIK,] == {"verschil"}


def test_twee_perioden(net: Personeelsnet, maak: Callable[..., Personeelsnet]) -> None:
    """Three carers began in the second half-year: after the first number the second one stays inside."""
    vraag(net.een, "1", "2025-H2")
    nummer = vraag(net.twee, "1", "2026-H1")
    assert rijen(net.twee, nummer, "1")[BERK, TOTAAL]["aantal_code"] == "onderdrukt"
    redenen = {(*c["rij"], c["kolom"]): {r["regel"] for r in c["redenen"]} for c in vrijgavescherm(net.inr, nummer)["1"]["cellen"]}
    assert redenen[BERK, TOTAAL, "aantal"] == {"verschil"}
    los = maak()
    assert rijen(los.een, vraag(los.een, "1", "2026-H1"), "1")[BERK, TOTAAL]["aantal"] == 70


def test_zelfde_vraag_zelfde_bytes(net: Personeelsnet, maak: Callable[..., Personeelsnet]) -> None:
    """The same question gives the same bytes: to another requester, after other questions, with another key and another snapshot name."""
    een = vraag(net.een, "1")
    vraag(net.twee, "3")
    twee = vraag(net.twee, "1")
    eerste, tweede = vormen(net.een, een), vormen(net.twee, twee)
    for vorm in ("json", "csv", "xlsx"):
        assert eerste[vorm] == tweede[vorm]
    elders = maak()
    assert vormen(elders.een, vraag(elders.een, "1"))["json"] == eerste["json"]


GEDOOD = """
import os, signal, sys
from pathlib import Path
from datastation import uitwisselen
from datastation.instellingen import lees_station
with uitwisselen.richt_in(lees_station(Path(sys.argv[1])), omgeving={}) as inr:
    inr.kluis.bewaar = lambda naam, inhoud: os.kill(os.getpid(), signal.SIGKILL)
    uitwisselen.werk_af(inr)
"""


def test_een_crash_na_het_boek(net: Personeelsnet) -> None:
    """Killed between ledger and state: the case is treated again, gets the decision that stands in the ledger, and nobody got past it."""
    net.een.stuur(net.een.verzoek(nrs=("2",), parameters={"periode": "2026-H1"}))
    gedood = subprocess.run([sys.executable, "-c", GEDOOD, str(net.een.map)], check=False, timeout=60)
    assert gedood.returncode == -signal.SIGKILL
    assert set(net.een.zaken().values()) == {"toegelaten"}
    assert net.inr.kluis.namen() == ()
    tussen = vraag(net.twee, "3")
    assert codes(net.twee, tussen, "3", "eigen")[EIK,] == "onderdrukt"
    net.een.klok.verder(hours=2)  # another process would begin by taking it up at once (`Dienst.start`)
    with uitwisselen.richt_in(net.inr.station, omgeving={}, klok=net.inr.klok) as opnieuw:
        werk_af(opnieuw)
    ((nummer, toestand),) = net.een.zaken().items()
    assert toestand == "verzonden"
    assert codes(net.een, nummer, "2", "medewerkers") == dict.fromkeys([(v,) for v in (*VESTIGINGEN, TOTAAL)], "waarde")


def test_mens_ziet_redenen_en_afnemer_niet(maak: Callable[..., Personeelsnet]) -> None:
    """Who releases sees per suppressed cell what was computed and why; no byte that leaves says more than the decision."""
    net = maak(besluit="mens")
    for wie, rol in (("kim", "kwaliteitsfunctionaris"), ("bo", "bestuurder")):
        assert hier("gebruiker", "voeg-toe", wie, "--rol", rol, "--station", str(net.een.map)).code == 0
    nummer = vraag(net.een, "1")
    assert net.een.zaken() == {nummer: "beantwoord"}
    gezien = hier("zaak", "inzien", nummer, "--als", "bo", "--station", str(net.een.map))
    assert gezien.code == 0, gezien.fout
    assert Regels().zin(Regel.KLEIN)[:40] in gezien.uit
    inhoud = json.loads(hier("zaak", "inzien", nummer, "--als", "bo", "--json", "--station", str(net.een.map)).uit)
    cellen = {(*c["rij"], c["kolom"]): c for c in inhoud["onderdrukt"]["1"]["cellen"]}
    assert cellen[BERK, "arts", "aantal"]["berekend"] == "3"
    assert {
        (*r, k) for r, c in rijen(net.een, nummer, "1").items() for k in ("aantal", "deel_vast") if c[f"{k}_code"] == "onderdrukt"
    } == set(cellen)
    correctie = ("zaak", "corrigeer", nummer, "--als", "kim", "--cel", "1/aantal", "--waarde", "3", "--reden", "x")
    assert hier(*correctie, "--station", str(net.een.map)).code == 4
    for stap, als in (("inzien", "kim"), ("klaarzetten", "kim"), ("vrijgeven", "bo")):
        assert hier("zaak", stap, nummer, "--als", als, "--station", str(net.een.map)).code == 0
    net.een.klok.verder(minutes=5)
    werk_af(net.inr)
    (bericht,) = [ruw for pad, _, ruw in net.een.server.ontvangen if pad == "/postbus"]
    uit = vormen(net.een, nummer)
    payload = json.dumps(net.een.geopend(uit["jws"].decode()), ensure_ascii=False)
    post = json.dumps(net.een.geopend(net.een.post()[0].jws), ensure_ascii=False)
    for stuk in (bericht.decode(), payload, post, *(uit[v].decode() for v in ("json", "csv", "jws"))):
        assert [g for g in GEHEIM if g in stuk] == []


def test_niemand_is_te_vinden_op_schijf(net: Personeelsnet) -> None:
    """Outside the snapshots and the source no file of the station holds who contributed; out of the worker comes a keyed hash only."""
    for nr in ("1", "2", "3"):
        vraag(net.een, nr)
    werk_af(net.inr)
    wie = [f"werknemer/w{m.nummer}".encode() for m in medewerkers()]
    for pad in net.een.map.rglob("*"):
        if pad.is_file() and not {"momentopnamen", "export"} & set(pad.relative_to(net.een.map).parts):
            ruw = pad.read_bytes()
            assert not any(w in ruw for w in wie), pad
    with Werker(momentopname.huidige(net.inr.station.momentopnamen).store) as werker:
        tekst = "SELECT ?wie ?functie WHERE { ?wie <https://w3id.org/datastation/proef/personeel#functie> ?functie }"
        open_, een, twee = (werker.vraag(tekst, verhul=v) for v in (None, ("wie", b"1" * 32), ("wie", b"2" * 32)))
    assert len({r[0] for r in een.rijen}) == len({r[0] for r in open_.rijen}) == 316
    assert all(len(str(r[0].python)) == 32 for r in een.rijen if r[0] is not None)
    assert not {r[0] for r in een.rijen} & ({r[0] for r in twee.rijen} | {r[0] for r in open_.rijen})
    assert [r[1] for r in een.rijen] == [r[1] for r in open_.rijen]


def test_al_bekend_gaat_nooit_vanzelf(maak: Callable[..., Personeelsnet], tmp_path: Path) -> None:
    """Where earlier answers, under wider rules, give a small cell away already, a person decides, whatever the policy says."""
    net = maak(profielen=met_ruimer_profiel(tmp_path / "profielen"), regel='"k10", "k3"')
    ruim = next(p for (naam, _), p in net.inr.profielen.items() if naam == "personeel-ruim")
    net.een.profiel = ruim
    eerder = {vraag(net.een, nr) for nr in ("1", "2")}
    assert net.een.zaken() == dict.fromkeys(eerder, "verzonden")
    nummer = vraag(net.twee, "1")
    assert net.twee.zaken() == {nummer: "beantwoord"}
    assert {"rij": [BERK, "arts"], "kolom": "aantal"} in vrijgavescherm(net.inr, nummer)["1"]["al_bekend"]
    werk_af(net.inr)  # nor after a restart
    assert net.twee.zaken() == {nummer: "beantwoord"}
    (regel,) = _regels(net, nummer, "beantwoord")
    assert "Eerdere antwoorden" in (regel.omschrijving or "")


def test_niet_nagerekend_gaat_nooit_vanzelf(net: Personeelsnet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is too much to work out, a person decides too."""
    vraag(net.een, "2")
    monkeypatch.setattr(samen, "MEESTE_ATOMEN", 1)
    nummer = vraag(net.twee, "1")
    assert net.twee.zaken() == {nummer: "beantwoord"}
    assert vrijgavescherm(net.inr, nummer)["1"]["niet_nagerekend"] == ["aantal"]


def _regels(net: Personeelsnet, nummer: str, gebeurtenis: str) -> list[Any]:
    gelezen = net.inr.logboek.lees(Leesfilter(zaaknummer=nummer), Gebruiker(id="auditor", rol="auditor"))
    return [r.regel for r in gelezen if r.regel.gebeurtenis.value == gebeurtenis]


def test_het_logboek_telt(net: Personeelsnet) -> None:
    """The entry of the answer has the numbers of cells and the rules that held some back, and no cell."""
    nummer = vraag(net.een, "1")
    (regel,) = _regels(net, nummer, "beantwoord")
    alle = [c[f"{k}_code"] for c in rijen(net.een, nummer, "1").values() for k in ("aantal", "deel_vast")]
    assert regel.resultaat.cellen_vrijgegeven == sum(c in ("waarde", "nul") for c in alle)
    assert regel.resultaat.cellen_onderdrukt == alle.count("onderdrukt")
    assert {"klein-aantal", "aanvullend", "verhouding"} <= set(regel.resultaat.regels)


@pytest.mark.parametrize("regel", ['"geen"', '"k5"', ""])
def test_beleid_noemt_de_regels(maak: Callable[..., Personeelsnet], regel: str) -> None:
    """The policy names the rules by their smallest group; where it names others, the gate refuses."""
    net = maak(regel=regel)
    vraag(net.een, "1")
    assert net.een.post()[0].code == berichten.probleemcode("onthulling")


def test_begeleidende_vraag_is_niet_te_stellen(net: Personeelsnet) -> None:
    """The text of a companion, signed by whoever, is no question here."""
    begeleidend = net.een.profiel.vraag("1").begeleidend
    assert begeleidend is not None
    sparql = net.een.profiel.tekst(begeleidend).encode()
    net.een.stuur(net.een.verzoek(presentatie=net.een.presentatie(net.een.verklaring(sparql=sparql))))
    werk_af(net.inr)
    assert net.een.post()[0].code == berichten.probleemcode("vraag-onbekend")


def test_niet_langs_een_andere_deur(net: Personeelsnet) -> None:
    """On the command line of the organisation such an answer is not delivered: it would not be decided about, nor count."""
    with pytest.raises(InstellingenFout, match="regels voor onthulling"):
        lever(lees_station(net.een.map), "personeel-aantallen", {"periode": "2026-H1"}, vandaag=net.een.klok.nu.date(), vraag="3")
    assert not (net.een.map / "antwoorden").exists()


def test_alle_vragen_in_een_zaak(net: Personeelsnet) -> None:
    """All questions of a profile in one case: each is decided about in its turn, and each counts for the next."""
    profiel = net.een.profiel
    presentatie = net.een.presentatie(*(net.een.verklaring(v.nr) for v in profiel.vragen))
    indiening = Indiening(profiel.id, profiel.versie, "*", {"periode": "2026-H1"}, "sleutel-1", presentatie=presentatie)
    zaak = dien_in(net.inr, indiening, toegang=net.een.toegang).zaak
    werk_af(net.inr)
    assert antwoord_intern(net.inr, zaak.zaaknummer).resultaten.keys() == {"1", "2", "3"}
    assert codes(net.een, zaak.zaaknummer, "3", "eigen")[EIK,] == "onderdrukt"
    assert set(vrijgavescherm(net.inr, zaak.zaaknummer)) == {"1", "2", "3"}
