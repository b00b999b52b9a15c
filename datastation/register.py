"""The story *what is registered*: exchange profiles become the registrations by which the gate knows a question, and nothing else does.

Each question goes through the gate and its trial (`keuren`) once. That it passed is remembered under a hash of everything that the verdict follows from.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

from datastation import besloten, keuren
from datastation.fouten import InstellingenFout
from datastation.instellingen import Station
from datastation.invullen import Invulling, parameters_voor, parametervorm, profielversie, verwijzing, vul_in
from datastation.keuren import Concept, Vraagkeuring
from datastation.poort import Register, Registratie, sha256_van
from datastation.proef import maaksel
from datastation.uitwisselprofiel import Profiel, Vraag

__all__ = ["Invulling", "kas_van", "parametervorm", "profielversie", "registreer_profielen", "verwijzing", "vul_in"]

_KAS = "keuringen.json"
_MEESTE = 1000  # verdicts of older code and older profiles go when there are so many
# Within one process a verdict is never worked out twice: remarks by the same key as in the folder.
_GEZIEN: dict[str, tuple[str, ...]] = {}


def registreer_profielen(profielen: Iterable[Profiel], *, kas: Path | None = None) -> Register:
    """All questions of some profiles, each through the gate.

    Args:
        kas: folder that remembers what passed (`kas_van`), and keeps the synthetic snapshot. What it holds is used only where profile, text and
            the station's own code are byte for byte what they were; text and hashes never come from it. None = nothing is kept.

    Raises:
        InstellingenFout: a question does not pass, names the question and why; a text is missing or not the published one.
        MotorFout: the process of parsers does not start.
    """
    gekozen = [(profiel, vraag) for profiel in profielen for vraag in profiel.vragen]
    # A companion passes the gate as any question, and is registered as none: nobody can ask for it.
    alle = gekozen + [(profiel, vraag.begeleidend) for profiel, vraag in gekozen if vraag.begeleidend is not None]
    sleutels = [_sleutel(profiel, vraag) for profiel, vraag in alle]
    bewaard = {} if kas is None else _lees_kas(kas)
    onthouden = bewaard | _GEZIEN
    nieuw = {sleutel: Concept.van_profiel(*paar) for paar, sleutel in zip(alle, sleutels, strict=True) if sleutel not in onthouden}
    for sleutel, keuring in zip(nieuw, keuren.keur_alle(tuple(nieuw.values()), kas=kas), strict=True):
        onthouden[sleutel] = _GEZIEN[sleutel] = _bevindingen(keuring)
    if kas is not None and not set(sleutels) <= set(bewaard):
        gevraagd = {sleutel: onthouden[sleutel] for sleutel in sleutels}
        _schrijf_kas(kas, bewaard | gevraagd if len(bewaard) < _MEESTE else gevraagd)
    eigen = sleutels[: len(gekozen)]
    return Register(tuple(_registratie(*paar, onthouden[sleutel]) for paar, sleutel in zip(gekozen, eigen, strict=True)))


def kas_van(station: Station) -> Path:
    """Where a station remembers what passed the gate."""
    return station.map / "register"


def _registratie(profiel: Profiel, vraag: Vraag, bevindingen: tuple[str, ...]) -> Registratie:
    tekst = profiel.tekst(vraag)
    return Registratie(
        profielversie(profiel),
        vraag.nr,
        tekst,
        vraag.sha256,
        parameters_voor(profiel.parameters, tekst, profiel.naam),
        sha256_van(parametervorm(profiel)),
        {k.naam: k.klasse for k in vraag.kolommen},
        bevindingen,
    )


def _bevindingen(keuring: Vraagkeuring) -> tuple[str, ...]:
    """What a person should weigh of a question that passed."""
    verslag, proef = keuring.verslag, keuring.proef
    if verslag.registratie is not None and proef is not None and proef.geslaagd:
        return (*verslag.registratie.bevindingen, *proef.aandacht)
    bezwaren = [f"  {b.wat} ({b.waar})" for b in verslag.bezwaren] if proef is None else [f"  {bezwaar}" for bezwaar in proef.bezwaren]
    raise InstellingenFout(
        f"Vraag {verslag.nr} van {verslag.profiel} komt niet door de poort.",
        waar="\n".join([verslag.profiel, *bezwaren]),
        herstel="Neem het profiel niet op, of vraag de beheerorganisatie om een verbeterde versie.",
    )


# What passed the gate, remembered.


def _sleutel(profiel: Profiel, vraag: Vraag) -> str:
    """Everything that the gate's verdict follows from, as one hash."""
    delen = (maaksel(), profiel.naam, profiel.model_dump_json(), vraag.nr, profiel.tekst(vraag))
    return hashlib.sha256(orjson.dumps(delen)).hexdigest()


def _lees_kas(kas: Path) -> dict[str, tuple[str, ...]]:
    """Remarks per key. What cannot be read is not remembered: the gate looks again."""
    try:
        inhoud = orjson.loads((kas / _KAS).read_bytes())
        return {str(sleutel): tuple(map(str, regels)) for sleutel, regels in inhoud["keuringen"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _schrijf_kas(kas: Path, keuringen: Mapping[str, tuple[str, ...]]) -> None:
    inhoud = orjson.dumps({"keuringen": keuringen}, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    # Where nothing can be written the gate looks again the next time; that is slower, and no less safe.
    with contextlib.suppress(OSError):
        besloten.maak_map(kas)
        tijdelijk = kas / f".{_KAS}.{os.getpid()}"
        besloten.schrijf(tijdelijk, inhoud)
        tijdelijk.replace(kas / _KAS)
