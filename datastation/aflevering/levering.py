"""From an answer to what may leave: rows in their fixed order, and running numbers where the station has keys.

A ``koppel`` column may hold a pseudonym, so it never leaves (decision 1). Without it the questions of one answer could not be
read together, so a running number takes its place: ``client`` becomes ``client_nr``. The number follows from the delivered
facts alone, never from the key that it replaces: another pseudonym key gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from datastation.fouten import AfleveringFout, GebruiksFout, Geweigerd
from datastation.model.antwoord import Antwoord, Kolom, Resultaat, Waarde, sorteersleutel

# What XML 1.0 (section 2.2, Char) cannot hold. One rule for every form, so that no form delivers what another refuses.
_ONLEVERBAAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def leverbaar(antwoord: Antwoord, vraag: str | None = None) -> Antwoord:
    """The answer as it may leave: ``koppel`` keys numbered, rows sorted, every text fit for every form.

    Args:
        antwoord: the answer of a profile, or one that was made deliverable before (then it comes back equal).
        vraag: keep this question only.

    Raises:
        GebruiksFout: there is no such question.
        Geweigerd: a text holds a character that no delivery can carry.
    """
    if vraag is not None and vraag not in antwoord.resultaten:
        raise GebruiksFout(
            f"Profiel {antwoord.profiel} heeft geen vraag {vraag}.",
            waar=f"--vraag {vraag}",
            herstel=f"Kies uit: {', '.join(antwoord.resultaten)}.",
        )
    _eis_leesbare_tekst(antwoord)
    nummers = _nummer(antwoord.resultaten)
    resultaten = {nr: _genummerd(r, nummers) for nr, r in antwoord.resultaten.items() if vraag in (None, nr)}
    return replace(antwoord, resultaten=resultaten)


def _genummerd(resultaat: Resultaat, nummers: Mapping[str, Mapping[Waarde, int]]) -> Resultaat:
    kolommen = tuple(_nummerkolom(k) if k.klasse == "koppel" else k for k in resultaat.kolommen)
    per_kolom = [nummers[k.naam] if k.klasse == "koppel" else None for k in resultaat.kolommen]
    rijen = tuple(tuple(w if n is None or w is None else n[w] for w, n in zip(rij, per_kolom, strict=True)) for rij in resultaat.rijen)
    return replace(resultaat, kolommen=kolommen, rijen=rijen).gesorteerd()


def _nummerkolom(kolom: Kolom) -> Kolom:
    if kolom.naam.endswith("_nr"):
        return kolom
    # A profile's own heading may say that the key is not delivered; the number is.
    titel = re.sub(r"\s*\(.*\)$", "", kolom.titel or kolom.naam)
    return replace(kolom, naam=f"{kolom.naam}_nr", soort="geheel", titel=f"Volgnummer {titel.lower()}")


@dataclass(frozen=True)
class _Rij:
    """A row for numbering: the rank of its delivered part within its question, and the keys that it joins."""

    plek: tuple[int, int]
    koppels: tuple[tuple[str, Waarde], ...]


def _nummer(resultaten: Mapping[str, Resultaat]) -> dict[str, dict[Waarde, int]]:
    """A number per key, from the rows that it stands in.

    Colour refinement: keys that stand in equal rows share a label, and labels are refined by those of the keys beside them until
    nothing changes. Clients, their care and its moments form a forest, for which this is exact: what still shares a label then
    differs in nothing that is delivered, so which of them comes first cannot be seen.
    """
    rijen = _rijen(resultaten)
    namen = list(dict.fromkeys(k.naam for r in resultaten.values() for k in r.kolommen if k.klasse == "koppel"))
    labels: dict[str, dict[Waarde, int]] = {naam: {} for naam in namen}
    for rij in rijen:
        for naam, waarde in rij.koppels:
            labels[naam][waarde] = 0
    for naam in namen:
        labels = _verfijn(rijen, labels)
        labels[naam] = _splits(labels[naam])
    return {naam: _splits(eigen) for naam, eigen in labels.items()}


def _splits(labels: Mapping[Waarde, int]) -> dict[Waarde, int]:
    """Numbers from 1, in order of label; keys that share a label follow one another."""
    volgorde = sorted(labels, key=lambda waarde: (labels[waarde], sorteersleutel([waarde])))
    return {waarde: nr for nr, waarde in enumerate(volgorde, start=1)}


def _rijen(resultaten: Mapping[str, Resultaat]) -> list[_Rij]:
    uit = []
    for nr, resultaat in enumerate(resultaten.values()):
        koppels = [(i, k.naam) for i, k in enumerate(resultaat.kolommen) if k.klasse == "koppel"]
        if not koppels:
            continue
        sleutels = [sorteersleutel([rij[i] for i in resultaat.geleverd]) for rij in resultaat.rijen]
        rang = {sleutel: r for r, sleutel in enumerate(sorted(set(sleutels)))}
        for rij, sleutel in zip(resultaat.rijen, sleutels, strict=True):
            uit.append(_Rij((nr, rang[sleutel]), tuple((naam, rij[i]) for i, naam in koppels if rij[i] is not None)))
    return uit


def _verfijn(rijen: Sequence[_Rij], labels: dict[str, dict[Waarde, int]]) -> dict[str, dict[Waarde, int]]:
    sleutels = sum(map(len, labels.values()))
    klassen = -1
    # Stops where a round tells no more keys apart, or where all are told apart.
    while klassen < (nu := sum(len(set(eigen.values())) for eigen in labels.values())) < sleutels:
        klassen = nu
        tekens: dict[str, dict[Waarde, list[tuple[object, ...]]]] = {naam: {} for naam in labels}
        for rij in rijen:
            for naam, waarde in rij.koppels:
                buren = tuple(labels[n][w] for n, w in rij.koppels if n != naam)
                tekens[naam].setdefault(waarde, []).append((*rij.plek, buren))
        labels = {naam: _rangschik(labels[naam], tekens[naam]) for naam in labels}
    return labels


def _rangschik(oud: Mapping[Waarde, int], tekens: Mapping[Waarde, list[tuple[object, ...]]]) -> dict[Waarde, int]:
    vol = {waarde: (oud[waarde], tuple(sorted(t))) for waarde, t in tekens.items()}
    rang = {teken: nr for nr, teken in enumerate(sorted(set(vol.values())))}
    return {waarde: rang[teken] for waarde, teken in vol.items()}


def _eis_leesbare_tekst(antwoord: Antwoord) -> None:
    """No control characters, no half surrogates: XML cannot hold them and nobody means them."""
    for veld, tekst in {"organisatie": antwoord.organisatie, **antwoord.parameters}.items():
        if _ONLEVERBAAR.search(tekst):
            raise _onleverbaar(veld)
    for nr, resultaat in antwoord.resultaten.items():
        for rijnr, rij in enumerate(resultaat.rijen, start=1):
            for kolom, waarde in zip(resultaat.kolommen, rij, strict=True):
                if isinstance(waarde, str) and kolom.klasse != "koppel" and _ONLEVERBAAR.search(waarde):
                    raise _onleverbaar(f"vraag {nr}, kolom {kolom.naam}, rij {rijnr} van het antwoord")


def _onleverbaar(waar: str) -> Geweigerd:
    return Geweigerd(
        "Een tekst bevat een stuurteken of een half teken dat geen enkel bestand mag dragen.",
        waar=waar,
        herstel="Haal het teken weg in het bronsysteem en ververs daarna het datastation.",
    )


def rijen_als_dict(antwoord: Antwoord, vraag: str, *nodig: str) -> list[dict[str, Waarde]]:
    """Rows of a question by column name.

    Raises:
        AfleveringFout: the question, or a column that the delivery needs, is not in the answer.
    """
    resultaat = antwoord.resultaten.get(vraag)
    if resultaat is None:
        raise AfleveringFout(
            f"Het antwoord mist vraag {vraag}, die deze aflevering nodig heeft.",
            waar="het antwoord",
            herstel="Maak het antwoord opnieuw, met alle vragen.",
        )
    namen = [k.naam for k in resultaat.kolommen]
    ontbreekt = [naam for naam in nodig if naam not in namen]
    if ontbreekt:
        raise AfleveringFout(f"Vraag {vraag} mist een kolom die deze aflevering nodig heeft.", waar=", ".join(ontbreekt))
    return [dict(zip(namen, rij, strict=True)) for rij in resultaat.rijen]


def basisnaam(antwoord: Antwoord, vraag: str | None = None, volgnummer: int = 1) -> str:
    """File name without extension: profile, parameter values, question where there is one only, ``v2`` for a second delivery."""
    delen = [antwoord.profiel, *antwoord.parameters.values()]
    if vraag is not None:
        delen.append(vraag)
    if volgnummer > 1:
        delen.append(f"v{volgnummer}")
    return "_".join(re.sub(r"[^A-Za-z0-9.-]+", "-", deel).strip(".-") or "leeg" for deel in delen)


def slug(tekst: str, lengte: int = 40) -> str:
    """Lower-case ASCII words joined by hyphens, for a file name."""
    ascii_tekst = unicodedata.normalize("NFKD", tekst).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_tekst.lower()).strip("-")[:lengte].rstrip("-") or "vraag"
