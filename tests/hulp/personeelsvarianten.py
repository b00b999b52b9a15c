"""A second profile about the same personnel, with wider rules, made on the spot."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from hulp.personeel import PROFIELEN


def met_ruimer_profiel(map: Path) -> Path:
    """The folder of profiles with ``personeel-ruim`` beside the other: groups of three leave, doctors are not asked, totals are."""
    shutil.copytree(PROFIELEN, map)
    shutil.copytree(PROFIELEN.parent / "vragen", map.parent / "vragen")
    vragen = map.parent / "vragen"
    hoofd = (vragen / "1-per-functie.rq").read_text()
    (vragen / "r-per-functie.rq").write_text(
        re.sub(r'\("totaal" "\w+"\)|\("arts" "arts"\)', "", hoofd).replace("VALUES ?alles { false true }", "VALUES ?alles { false }")
    )
    begeleidend = (vragen / "1-inzenders.rq").read_text()
    (vragen / "r-inzenders.rq").write_text(
        begeleidend.replace("?wie p:functie ?functie .", '?wie p:functie ?functie . FILTER(?functie != "arts")')
    )
    tekst = (PROFIELEN / "personeel-aantallen" / "1.0.0.toml").read_text().replace("personeel-aantallen", "personeel-ruim")
    tekst = tekst.replace("k = 10", "k = 3").replace("vragen/1-per-functie.rq", "vragen/r-per-functie.rq")
    tekst = tekst.replace("vragen/1-inzenders.rq", "vragen/r-inzenders.rq").replace(', "arts"], totaal = "totaal"', "]")
    tekst = tekst.replace('vestiging = { codes = "vestigingen", totaal = "totaal" }', 'vestiging = { codes = "vestigingen" }', 1)
    tekst = re.sub(r"niet_geleverd.*\nverhoudingen.*\n", 'niet_geleverd = ["vast"]\n', tekst)
    tekst = re.sub(
        r'pad = "([^"]+)"(\n|, )sha256 = "\w+"',
        lambda m: f'pad = "{m[1]}"{m[2]}sha256 = "{hashlib.sha256((map.parent / m[1]).read_bytes()).hexdigest()}"',
        tekst,
    )
    (map / "personeel-ruim").mkdir()
    (map / "personeel-ruim" / "1.0.0.toml").write_text(tekst)
    return map
