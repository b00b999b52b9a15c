"""JSON: one document with all questions, typed values, one row per line. Also the machine-readable copy beside every delivery."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from datastation.aflevering.vorm_csv import als_tekst
from datastation.fouten import GebruiksFout
from datastation.model.antwoord import Antwoord, Bestand, Kolom, Kolomklasse, Resultaat, Waarde

VORM = "https://w3id.org/datastation/def/aflevering/antwoord/1.0"
_SOORTEN = {"tekst": str, "geheel": int, "decimaal": Decimal, "datum": date, "waarheid": bool}


def als_json(antwoord: Antwoord, basis: str) -> tuple[Bestand, ...]:
    """One file of a deliverable answer: ``<basis>.json``. Numbers and truths are JSON's own, dates are ISO text, absent is null."""
    kop = {
        "vorm": VORM,
        "profiel": antwoord.profiel,
        "versie": antwoord.versie,
        "titel": antwoord.titel,
        "afnemer": antwoord.afnemer,
        "organisatie": antwoord.organisatie,
        "kvk": antwoord.kvk,
        "parameters": dict(antwoord.parameters),
        "begin": antwoord.begin.isoformat(),
        "einde": antwoord.einde.isoformat(),
        "gegevens_tot": antwoord.gegevens_tot.isoformat(),
    }
    regels = ["{", *(f"  {_tekst(naam)}: {_tekst(waarde)}," for naam, waarde in kop.items())]
    vragen = ",\n".join(_vraag(nr, resultaat) for nr, resultaat in antwoord.resultaten.items())
    tekst = "\n".join([*regels, '  "vragen": [', vragen, "  ]", "}", ""])
    return (Bestand(f"{basis}.json", tekst.encode("utf-8")),)


def _vraag(nr: str, resultaat: Resultaat) -> str:
    kolommen = [{"naam": k.naam, "titel": k.titel, "klasse": k.klasse, "soort": k.soort} for k in resultaat.kolommen]
    namen = [_tekst(k.naam) for k in resultaat.kolommen]
    rijen = ",\n".join(
        "        {" + ", ".join(f"{n}: {_waarde(w)}" for n, w in zip(namen, rij, strict=True)) + "}" for rij in resultaat.rijen
    )
    kolomregels = ",\n".join(f"        {_tekst(k)}" for k in kolommen)
    return "\n".join(
        [
            "    {",
            f'      "nr": {_tekst(nr)},',
            f'      "titel": {_tekst(resultaat.titel)},',
            '      "kolommen": [',
            kolomregels,
            "      ],",
            '      "rijen": [' + (f"\n{rijen}\n      ]" if rijen else "]"),
            "    }",
        ]
    )


def _tekst(waarde: object) -> str:
    return json.dumps(waarde, ensure_ascii=False)


def _waarde(waarde: Waarde) -> str:
    if waarde is None:
        return "null"
    if isinstance(waarde, str | date):
        return _tekst(als_tekst(waarde))
    return als_tekst(waarde)


def lees_json(pad: Path) -> Antwoord:
    """Read back what `als_json` wrote. ``koppel`` columns hold the running numbers; ``uitgesloten`` stands in the sidecar only.

    Raises:
        GebruiksFout: no such file, or not a delivered answer.
    """
    try:
        return ontleed_json(pad.read_bytes(), waar=str(pad))
    except FileNotFoundError:
        raise GebruiksFout("Dit bestand is er niet.", waar=str(pad), herstel="Wijs het .json-bestand naast de levering aan.") from None


def ontleed_json(ruw: bytes, *, waar: str) -> Antwoord:
    """The same from bytes. Raises GebruiksFout where they are no delivered answer; `waar` says where they came from."""
    try:
        inhoud = json.loads(ruw, parse_float=Decimal)
        if inhoud["vorm"] != VORM:
            raise ValueError("vorm")
        return _antwoord(inhoud)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GebruiksFout(
            "Dit is geen antwoord van een datastation, of het is veranderd.",
            waar=waar,
            herstel="Wijs het .json-bestand aan dat bij de levering hoort.",
        ) from None


def _antwoord(inhoud: Mapping[str, Any]) -> Antwoord:
    return Antwoord(
        profiel=str(inhoud["profiel"]),
        versie=str(inhoud["versie"]),
        titel=str(inhoud["titel"]),
        afnemer=str(inhoud["afnemer"]),
        organisatie=str(inhoud["organisatie"]),
        kvk=str(inhoud["kvk"]),
        parameters={str(naam): str(waarde) for naam, waarde in inhoud["parameters"].items()},
        begin=date.fromisoformat(inhoud["begin"]),
        einde=date.fromisoformat(inhoud["einde"]),
        gegevens_tot=date.fromisoformat(inhoud["gegevens_tot"]),
        resultaten={str(v["nr"]): _resultaat(v) for v in inhoud["vragen"]},
    )


def _resultaat(vraag: Mapping[str, Any]) -> Resultaat:
    kolommen = tuple(Kolom(k["naam"], k["klasse"], k["soort"], k["titel"]) for k in vraag["kolommen"])
    if any(k.klasse not in get_args(Kolomklasse) or k.soort not in _SOORTEN for k in kolommen):
        raise ValueError("kolom")
    rijen = tuple(tuple(_lees_waarde(rij[k.naam], k) for k in kolommen) for rij in vraag["rijen"])
    return Resultaat(str(vraag["nr"]), str(vraag["titel"]), kolommen, rijen)


def _lees_waarde(waarde: Any, kolom: Kolom) -> Waarde:
    if waarde is None:
        return None
    if kolom.soort == "datum":
        return date.fromisoformat(waarde)
    if kolom.soort == "decimaal" and type(waarde) in (int, Decimal):
        return Decimal(waarde)
    if isinstance(waarde, str | int | bool) and type(waarde) is _SOORTEN[kolom.soort]:
        return waarde
    raise ValueError(kolom.naam)
