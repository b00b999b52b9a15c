"""Primary suppression: cells that may not leave for what they are themselves."""

from __future__ import annotations

from datastation.onthulling.regels import Regel, Regels
from datastation.onthulling.tabel import Cel, Kolom, Plek, Tabel

Getallen = dict[str, int | str]
Redenen = dict[Plek, list[tuple[Regel, Getallen]]]


def eerste_redenen(tabel: Tabel, regels: Regels) -> Redenen:
    """Per cell the rules that it breaks by itself; a cell that breaks none is absent. Cells that nobody asked are judged too."""
    redenen: Redenen = {}
    for plek in tabel.plekken:
        if gevonden := _van_cel(tabel.cellen[plek], tabel.kolom(plek[1]), regels):
            redenen[plek] = gevonden
    if regels.vol == "beschermd":
        for deel, geheel in _volle_cellen(tabel):
            getallen: Getallen = {"inzenders": len(tabel.cellen[deel].inzenders), "groep": len(tabel.cellen[geheel].inzenders)}
            redenen.setdefault(deel, []).append((Regel.VOL, getallen))
    return redenen


def _van_cel(cel: Cel, kolom: Kolom, regels: Regels) -> list[tuple[Regel, Getallen]]:
    if kolom.klasse == "verboden":
        return [(Regel.VERBODEN, {})]
    if cel.waarde is None:
        return []
    inzenders = len(cel.inzenders)
    gevonden: list[tuple[Regel, Getallen]] = []
    if cel.waarde == 0 and regels.nul == "beschermd":
        gevonden.append((Regel.NUL, {"inzenders": inzenders}))
    if 0 < inzenders < regels.k:
        gevonden.append((Regel.KLEIN, {"inzenders": inzenders, "grens": regels.k}))
    if kolom.klasse == "omvang" and cel.waarde:
        samen = sum(cel.grootste[: regels.n])
        if samen * 100 >= regels.aandeel * cel.waarde:
            # The share is rounded down to whole percents: the exact one beside the value would give the largest contributions away.
            gevonden.append((Regel.DOMINANTIE, {"aandeel": int(samen * 100 // cel.waarde), "grens": regels.aandeel}))
    return gevonden


def _volle_cellen(tabel: Tabel) -> list[tuple[Plek, Plek]]:
    """Cells that hold their whole group, with that group. A total with one part only is that part under another name."""
    paren = [(deel, v.totaal) for v in tabel.verbanden() if len(v.delen) > 1 for deel in v.delen] + list(tabel.deelparen())
    vol = [
        (deel, geheel) for deel, geheel in paren if tabel.cellen[deel].waarde == tabel.cellen[geheel].waarde and tabel.cellen[deel].waarde
    ]
    return list(dict(vol).items())
