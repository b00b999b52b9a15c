"""From an answer to the files that leave: xml, csv, json, xlsx and html, each byte for byte the same for the same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from datastation.aflevering.levering import basisnaam, leverbaar
from datastation.aflevering.pagina import Html, el
from datastation.aflevering.rapport import Rapportgegevens, als_html
from datastation.aflevering.verschil import Verschil, Wijziging, verschil, verschil_bestand
from datastation.aflevering.vorm_csv import als_csv, als_tekst, met_apostrof
from datastation.aflevering.vorm_json import als_json, lees_json, ontleed_json
from datastation.aflevering.vorm_xlsx import als_xlsx
from datastation.aflevering.vorm_xml import als_xml
from datastation.aflevering.zijspoor import Zijspoor, controleer_hashes, lees_zijspoor, vind_zijspoor, zelfde_antwoord, zijspoor
from datastation.fouten import GebruiksFout
from datastation.model.antwoord import Antwoord, Bestand, Herkomst

__all__ = [
    "FORMATEN",
    "Html",
    "Rapportgegevens",
    "Verschil",
    "Wijziging",
    "Zijspoor",
    "als_tekst",
    "basisnaam",
    "controleer_hashes",
    "el",
    "lees_json",
    "lees_zijspoor",
    "leverbaar",
    "maak",
    "met_apostrof",
    "ontleed_json",
    "verschil",
    "verschil_bestand",
    "vind_zijspoor",
    "zelfde_antwoord",
    "zijspoor",
]

_VORMEN: Mapping[str, Callable[[Antwoord, str], tuple[Bestand, ...]]] = {"xml": als_xml, "csv": als_csv, "json": als_json, "xlsx": als_xlsx}
FORMATEN = (*_VORMEN, "html")


def maak(
    antwoord: Antwoord,
    herkomst: Herkomst,
    formaat: str,
    *,
    vraag: str | None = None,
    rapport: Rapportgegevens | None = None,
    volgnummer: int = 1,
) -> tuple[Bestand, ...]:
    """The files of an answer in one form.

    Args:
        antwoord: what the worker answered.
        herkomst: shown in the report (html); the data files never hold it.
        formaat: one of `FORMATEN`; which of them a profile offers stands in the profile.
        vraag: this question only; not for xml and html, which are about the whole answer.
        rapport: what the report tells beside the answer.
        volgnummer: 2 for a second delivery of the same question, which must not overwrite the first.

    Raises:
        GebruiksFout: no such form, or not for this profile or for one question.
        Geweigerd: a text or a size that the form cannot hold.
        AfleveringFout: the file does not meet its own schema or rules.
    """
    if formaat not in FORMATEN:
        raise GebruiksFout(f"Het formaat {formaat} bestaat niet.", waar=f"--formaat {formaat}", herstel=f"Kies uit: {', '.join(FORMATEN)}.")
    if vraag is not None and formaat in ("xml", "html"):
        raise GebruiksFout(
            f"Het formaat {formaat} gaat over het hele antwoord, niet over één vraag.",
            waar=f"--formaat {formaat} --vraag {vraag}",
            herstel="Laat --vraag weg, of kies csv, json of xlsx.",
        )
    geleverd = leverbaar(antwoord, vraag)
    basis = basisnaam(antwoord, vraag, volgnummer)
    if formaat == "html":
        return als_html(geleverd, herkomst, basis, rapport or Rapportgegevens())
    return _VORMEN[formaat](geleverd, basis)
