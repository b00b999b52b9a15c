"""The rules of kik-commons' ValidationService (kikv.md 3.4) that are about messages: one breach each, refused with its number.

Rules 1-3 (token) and 11-14 (proof of the presentation, holder, subjects) are proven where tokens and presentations are verified: tests/*/vertrouwen
and tests/*/poort.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hulp import berichten as v

from datastation.berichten import (
    Antwoordbericht,
    BerichtFout,
    Generatie,
    Reden,
    Verzoek,
    keur_reactie,
    keur_verzoek,
    lees_reactie,
    lees_verzoek,
    open_antwoord,
)

G1 = Generatie.KIKV_1
Wijzig = Callable[[dict[str, Any]], None]


def zonder(pad: str) -> Wijzig:
    """Takes a field out."""
    return zet(pad, None)


def zet(pad: str, waarde: Any) -> Wijzig:
    """Puts another value in a field."""
    *namen, laatste = pad.split(".")

    def doe(bericht: dict[str, Any]) -> None:
        for naam in namen:
            bericht = bericht[naam]
        bericht[laatste] = waarde

    return doe


def ontvangen(naam: str, wijzig: Wijzig, verzoek: Verzoek | None = None, vragen: tuple[str, ...] = (v.VRAAG_ID,)) -> None:
    """A message of 1.x, changed, through reading and judging."""
    _, ruw = v.berichten(G1)[naam]
    bericht = v.als_object(ruw)
    wijzig(bericht)
    if naam == "verzoek":
        keur_verzoek(lees_verzoek(v.ruw(bericht), koppen={}), houder=v.AFNEMER, ons=v.STATION, nu=v.NU)
        return
    reactie = lees_reactie(v.ruw(bericht))
    if isinstance(reactie, Antwoordbericht):
        payload = bericht.get("payload_voor_toets", v.antwoordset(G1))
        reactie = open_antwoord(reactie, json.dumps(payload).encode())
    keur_reactie(reactie, verzoek or v.verzoek(G1), vragen)


def met_resultaat(**leden: Any) -> Wijzig:
    """Another result in what was signed."""
    deel = v.antwoordset(G1)["resultset"][0] | leden
    return zet("payload_voor_toets", {"resultset": [{n: w for n, w in deel.items() if w is not None}]})


REGELS: list[tuple[int, str, Wijzig, Reden]] = [
    (4, "verzoek", zonder("id"), Reden.VELD_ONTBREEKT),
    (4, "antwoord", zet("id", " "), Reden.VELD_ONTBREEKT),
    (4, "fout", zonder("id"), Reden.VELD_ONTBREEKT),
    (5, "verzoek", zonder("from"), Reden.VELD_ONTBREEKT),
    (5, "antwoord", zonder("from"), Reden.VELD_ONTBREEKT),
    (5, "fout", zonder("from"), Reden.VELD_ONTBREEKT),
    (6, "verzoek", zonder("to"), Reden.VELD_ONTBREEKT),
    (6, "verzoek", zet("to", []), Reden.VELD_ONTBREEKT),
    (6, "antwoord", zonder("to"), Reden.VELD_ONTBREEKT),
    (6, "fout", zet("to", ""), Reden.VELD_ONTBREEKT),
    (7, "verzoek", zet("from", v.ANDER), Reden.ANDERE_AFZENDER),
    (8, "verzoek", zet("to", [v.ANDER, v.AFNEMER]), Reden.ANDERE_GEADRESSEERDE),
    (9, "verzoek", zonder("body"), Reden.VELD_ONTBREEKT),
    (10, "verzoek", zonder("body.vp"), Reden.VELD_ONTBREEKT),
    (10, "verzoek", zet("body.vp", ""), Reden.VELD_ONTBREEKT),
    (15, "antwoord", zonder("body"), Reden.VELD_ONTBREEKT),
    (16, "antwoord", zonder("body.response"), Reden.VELD_ONTBREEKT),
    (16, "antwoord", zet("payload_voor_toets", {}), Reden.VELD_ONTBREEKT),
    (17, "antwoord", met_resultaat(id=f"een-ander#{v.VRAAG_ID}"), Reden.ANDER_VERZOEK),
    (17, "antwoord", met_resultaat(id=v.VRAAG_ID), Reden.ANDER_VERZOEK),
    (18, "antwoord", met_resultaat(id=f"{v.verzoek(G1).id}# "), Reden.VELD_ONTBREEKT),
    (18, "antwoord", met_resultaat(id=f"{v.verzoek(G1).id}"), Reden.VELD_ONTBREEKT),
    (19, "antwoord", met_resultaat(result=None), Reden.VELD_ONTBREEKT),
    (20, "antwoord", zet("thid", "een-ander"), Reden.ANDER_VERZOEK),
    (20, "antwoord", zonder("thid"), Reden.ANDER_VERZOEK),
    (21, "antwoord", zet("from", v.ANDER), Reden.ANDERE_AFZENDER),
    (22, "antwoord", zet("to", [v.ANDER]), Reden.ANDERE_GEADRESSEERDE),
    (23, "antwoord", met_resultaat(id=f"{v.verzoek(G1).id}#urn:uuid:nooit-gevraagd"), Reden.ANDERE_VRAAG),
    (24, "fout", zonder("body"), Reden.VELD_ONTBREEKT),
    (25, "fout", zonder("body.code"), Reden.VELD_ONTBREEKT),
    (26, "fout", zet("body.code", "w.p.req"), Reden.PROBLEEMCODE),
    (27, "fout", zet("body.code", "e.m.req"), Reden.PROBLEEMCODE),
    (27, "fout", zet("body.code", "e"), Reden.PROBLEEMCODE),
    (28, "fout", zet("pthid", "een-ander"), Reden.ANDER_VERZOEK),
    (28, "fout", zonder("pthid"), Reden.ANDER_VERZOEK),
    (29, "fout", zet("from", v.ANDER), Reden.ANDERE_AFZENDER),
    (30, "fout", zet("to", v.ANDER), Reden.ANDERE_GEADRESSEERDE),
]


@pytest.mark.parametrize(("regel", "naam", "wijzig", "reden"), REGELS, ids=[f"{r[0]}-{r[1]}-{i}" for i, r in enumerate(REGELS)])
def test_regel(regel: int, naam: str, wijzig: Wijzig, reden: Reden) -> None:
    """A message that breaks one rule is refused by the number of that rule."""
    with pytest.raises(BerichtFout) as fout:
        ontvangen(naam, wijzig)
    assert (fout.value.regel, fout.value.reden) == (regel, reden)


@pytest.mark.parametrize("naam", ["verzoek", "antwoord", "fout"])
def test_ongewijzigd_bericht_mag_door(naam: str) -> None:
    """The messages that the table above changes pass as they are: each refusal is due to its own change."""
    ontvangen(naam, lambda _: None)


@pytest.mark.parametrize("generatie", Generatie)
@pytest.mark.parametrize(("naam", "regel"), [("antwoord", 31), ("fout", 32)])
def test_antwoord_zonder_verzoek(generatie: Generatie, naam: str, regel: int) -> None:
    """Rules 31 and 32: an answer or an error report where a request belongs is refused, in every generation."""
    koppen, ruw = v.berichten(generatie)[naam]
    with pytest.raises(BerichtFout) as fout:
        lees_verzoek(ruw, koppen=koppen)
    assert (fout.value.reden, fout.value.regel) == (Reden.GEEN_VERZOEK, regel)


@pytest.mark.parametrize("generatie", Generatie)
def test_verzoek_als_antwoord(generatie: Generatie) -> None:
    """Rule 33: a request in reply to a request is refused, in every generation."""
    koppen, ruw = v.berichten(generatie)["verzoek"]
    with pytest.raises(BerichtFout) as fout:
        lees_reactie(ruw, koppen=koppen)
    assert (fout.value.reden, fout.value.regel) == (Reden.GEEN_REACTIE, 33)


@pytest.mark.parametrize("generatie", [Generatie.KIKV_2021, Generatie.NUTS_2022])
def test_regels_in_de_oudere_generaties(generatie: Generatie) -> None:
    """Before 1.x the conversation does the work of ``thid`` and ``pthid``; sender, addressee and question are judged the same."""
    verzoek = v.verzoek(generatie)
    antwoord, fout = (
        lees_reactie(v.berichten(generatie)[naam][1], koppen=v.berichten(generatie)[naam][0]) for naam in ("antwoord", "fout")
    )
    assert isinstance(antwoord, Antwoordbericht)
    gevallen = [
        (replace(antwoord, gesprek="een-ander"), {v.VRAAG_ID}, 20),
        (replace(antwoord, verzoek_id="een-ander"), {v.VRAAG_ID}, 20),
        (replace(antwoord, van=v.ANDER), {v.VRAAG_ID}, 21),
        (replace(antwoord, aan=(v.ANDER,)), {v.VRAAG_ID}, 22),
        (antwoord, {"een andere vraag"}, 23),
        (replace(antwoord, resultset={"resultset": [{"id": "", "result": {}}]}), {v.VRAAG_ID}, 18),
        (replace(fout, gesprek="een-ander"), (), 28),
        (replace(fout, van=v.ANDER), (), 29),
        (replace(fout, aan=(v.ANDER,)), (), 30),
    ]
    for reactie, vragen, regel in gevallen:
        with pytest.raises(BerichtFout) as weigering:
            keur_reactie(reactie, verzoek, vragen)
        assert weigering.value.regel == regel


def test_reactie_in_een_andere_generatie() -> None:
    """S20: an answer comes by the protocol of its question; another generation is refused."""
    antwoord = lees_reactie(v.berichten(Generatie.KIKV_2021)["antwoord"][1])
    with pytest.raises(BerichtFout) as fout:
        keur_reactie(antwoord, v.verzoek(G1), {v.VRAAG_ID})
    assert fout.value.reden is Reden.ANDERE_GENERATIE


def test_dezelfde_vraag_twee_keer_beantwoord() -> None:
    """Two results for one question contradict each other, whichever is right."""
    antwoord = lees_reactie(v.berichten(Generatie.KIKV_2021)["antwoord"][1])
    assert isinstance(antwoord, Antwoordbericht)
    deel = v.antwoordset(Generatie.KIKV_2021)["resultset"][0]
    with pytest.raises(BerichtFout) as fout:
        keur_reactie(replace(antwoord, resultset={"resultset": [deel, deel]}), v.verzoek(Generatie.KIKV_2021), {v.VRAAG_ID})
    assert fout.value.reden is Reden.TEGENSTRIJDIG


@pytest.mark.parametrize("code", ["e.p", "e.p.", "e.p.Req", "e.p.req time"])
def test_code_zonder_omschrijving(code: str) -> None:
    """A problem code has at least one descriptor, in small letters: kik-commons refuses to read another."""
    with pytest.raises(BerichtFout) as fout:
        ontvangen("fout", zet("body.code", code))
    assert fout.value.reden is Reden.PROBLEEMCODE


def test_foutrapport_van_2021_heeft_geen_code_nodig() -> None:
    """P11: the error report of 2021 is plain text; a code beside it is ours, and judged only where it is given."""
    bericht = v.als_object(v.berichten(Generatie.KIKV_2021)["fout"][1])
    del bericht["body"]["code"]
    fout = lees_reactie(v.ruw(bericht))
    keur_reactie(fout, v.verzoek(Generatie.KIKV_2021), ())
    bericht["body"]["code"] = "fout"
    with pytest.raises(BerichtFout):
        keur_reactie(lees_reactie(v.ruw(bericht)), v.verzoek(Generatie.KIKV_2021), ())


TIJDEN = [
    # created, expires (minutes from now), refused
    (0, 60, None),
    (5, 60, None),
    (6, 60, Reden.BERICHT_TE_VROEG),
    (-600, -4, None),
    (-600, -5, Reden.BERICHT_VERLOPEN),
    (-600, None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("gemaakt", "vervalt", "reden"), TIJDEN)
def test_tijden_van_een_verzoek(gemaakt: int | None, vervalt: int | None, reden: Reden | None) -> None:
    """A clock may be five minutes off: beyond that a request of tomorrow and one that has expired are refused."""
    moment = [None if m is None else v.NU + timedelta(minutes=m) for m in (gemaakt, vervalt)]
    verzoek = v.verzoek(G1, gemaakt=moment[0], vervalt=moment[1])
    if reden is None:
        keur_verzoek(verzoek, houder=v.AFNEMER, ons=v.STATION, nu=v.NU)
        return
    with pytest.raises(BerichtFout) as fout:
        keur_verzoek(verzoek, houder=v.AFNEMER, ons=v.STATION, nu=v.NU)
    assert fout.value.reden is reden


@pytest.mark.parametrize("generatie", Generatie)
def test_antwoord_dat_anders_is_dan_getekend(generatie: Generatie) -> None:
    """What stands in the open must be what was signed; where nothing stands in the open, what was signed counts."""
    koppen, ruw = v.berichten(generatie)["antwoord"]
    antwoord = lees_reactie(ruw, koppen=koppen)
    assert isinstance(antwoord, Antwoordbericht)
    anders = {"resultset": [{"id": "1", "result": {}}]}
    if generatie is G1:
        assert open_antwoord(antwoord, json.dumps(anders).encode()).resultset == anders
        return
    with pytest.raises(BerichtFout) as fout:
        open_antwoord(antwoord, json.dumps(anders).encode())
    assert fout.value.reden is Reden.TEGENSTRIJDIG


def test_antwoord_zonder_open_handtekening_is_niet_te_keuren() -> None:
    """An answer of 1.x has no resultset until its signature was verified: judging it before is refused by rule 16."""
    antwoord = lees_reactie(v.berichten(G1)["antwoord"][1])
    with pytest.raises(BerichtFout) as fout:
        keur_reactie(antwoord, v.verzoek(G1), {v.VRAAG_ID})
    assert fout.value.regel == 16
