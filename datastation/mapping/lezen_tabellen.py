"""``x-tabellen``: our addition to YARRRML, the fate of a row."""

from __future__ import annotations

import re

from yaml.nodes import Node

from datastation.mapping.knopen import Document
from datastation.mapping.model import BuitenBereik, Tabelregels

_TABEL = {naam: naam for naam in ("buiten_bereik", "verplicht", "uniek", "optioneel", "afwezig_mag")}
_REGEL = {naam: naam for naam in ("reden", "kolom", "een_van", "niet_een_van", "afwezig", "herstel")}
_REDEN = re.compile(r"[a-z][a-z0-9_]*")


def lees_tabellen(document: Document, knoop: Node) -> dict[str, Tabelregels]:
    """Every table of ``x-tabellen``.

    Raises:
        MappingFout: an unknown field, or a rule without exactly one test.
    """
    uit = {}
    for naam, (sleutel, deel) in document.velden(knoop, "x-tabellen").items():
        velden = document.velden(deel, f"de tabel '{naam}'", _TABEL)
        regels = document.lijst(velden["buiten_bereik"][1]) if "buiten_bereik" in velden else []
        uit[naam] = Tabelregels(
            tabel=naam,
            buiten_bereik=tuple(_regel(document, regel) for regel in regels),
            verplicht=document.teksten(velden["verplicht"][1], "een kolom") if "verplicht" in velden else (),
            uniek=document.teksten(velden["uniek"][1], "een kolom") if "uniek" in velden else (),
            optioneel=frozenset(document.teksten(velden["optioneel"][1], "een kolom")) if "optioneel" in velden else frozenset(),
            afwezig_mag=document.waarheid(velden["afwezig_mag"][1], "afwezig_mag") if "afwezig_mag" in velden else False,
            plek=document.plek(sleutel),
        )
    return uit


def _regel(document: Document, knoop: Node) -> BuitenBereik:
    velden, plek = document.velden(knoop, "een regel van buiten_bereik", _REGEL), document.plek(knoop)
    for nodig in ("reden", "kolom"):
        if nodig not in velden:
            raise plek.fout(f"Bij deze regel ontbreekt {nodig}.", f"Voeg {nodig}: toe.")
    reden = document.tekst(velden["reden"][1], "reden")
    if not _REDEN.fullmatch(reden):
        raise plek.fout(f"De reden '{reden}' is geen korte naam.", "Gebruik kleine letters en _, bijvoorbeeld andere_wet.")
    toetsen = [naam for naam in ("een_van", "niet_een_van", "afwezig") if naam in velden]
    if len(toetsen) != 1:
        raise plek.fout("Een regel van buiten_bereik heeft één toets.", "Kies een_van, niet_een_van of afwezig: true.")
    if toetsen == ["afwezig"] and not document.waarheid(velden["afwezig"][1], "afwezig"):
        raise plek.fout("afwezig: false heeft geen betekenis.", "Schrijf afwezig: true.")
    return BuitenBereik(
        reden=reden,
        kolom=document.tekst(velden["kolom"][1], "kolom"),
        een_van=tuple(w.strip() for w in document.teksten(velden["een_van"][1], "een waarde")) if "een_van" in velden else None,
        niet_een_van=tuple(w.strip() for w in document.teksten(velden["niet_een_van"][1], "een waarde"))
        if "niet_een_van" in velden
        else None,
        afwezig="afwezig" in velden,
        herstel=document.tekst(velden["herstel"][1], "herstel") if "herstel" in velden else "",
    )
