"""The slow, exact reading of a CSV file: it runs only where the fast one stumbled, and names the row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from datastation.bronnen.bestanden import Bestand
from datastation.bronnen.blokken import CEL_MAX
from datastation.bronnen.tekst import Tekststroom
from datastation.fouten import BronFout


@dataclass(frozen=True)
class Csvbestand:
    """One CSV file with what is known of it once its header is read; ``begin`` is the byte behind the header, counted in UTF-8."""

    bestand: Bestand
    codering: str
    scheiding: str
    koprij: int
    kolommen: tuple[str, ...]
    begin: int

    def open(self, bij_twijfel: Callable[[], None]) -> Tekststroom:
        """The checked stream behind the header."""
        return Tekststroom(self.bestand, self.codering, overslaan=self.begin, bij_twijfel=bij_twijfel, scheiding=self.scheiding)


def eis_welgevormd(deel: Csvbestand) -> int:
    """Read the whole file record by record.

    Returns:
        the number of records behind the header, blank lines included.

    Raises:
        BronFout: bytes that are not of this encoding, a NUL, a row with too many or too few fields, an unbalanced quote.
    """
    rij = deel.koprij
    ruw = Tekststroom(deel.bestand, deel.codering, overslaan=deel.begin, fouten="surrogateescape")
    with _ruime_cellen(), io.TextIOWrapper(io.BufferedReader(ruw), encoding="utf-8", errors="surrogateescape", newline="") as tekst:
        rijen = csv.reader(tekst, delimiter=deel.scheiding, strict=True)
        try:
            for cellen in rijen:
                rij += 1
                _eis_rij(cellen, deel, rij)
        except csv.Error as fout:
            raise _leesfout(fout, deel, rij + 1) from None
    return rij - deel.koprij


@contextmanager
def _ruime_cellen() -> Iterator[None]:
    oud = csv.field_size_limit(CEL_MAX)
    try:
        yield
    finally:
        csv.field_size_limit(oud)


def _eis_rij(cellen: list[str], deel: Csvbestand, rij: int) -> None:
    waar = f"{deel.bestand.naam}, rij {rij}"
    verwacht = len(deel.kolommen)
    # Separators and quotes are the same bytes in every encoding here, so a wrong encoding shows before a wrong count.
    for plaats, cel in enumerate(cellen):
        if cel.isascii():
            if "\0" in cel:
                raise BronFout("Er staat een NUL-teken in een cel.", waar=_met_kolom(waar, deel, plaats), herstel=_HERSTEL_NUL)
        elif any("\udc80" <= teken <= "\udcff" for teken in cel):
            raise verkeerde_codering(deel.codering, _met_kolom(waar, deel, plaats))
    if cellen and len(cellen) != verwacht:
        raise BronFout(
            f"De rij heeft {len(cellen)} velden, de kop heeft er {verwacht}.",
            waar=waar,
            herstel=f"Zet tekst waarin {_teken(deel.scheiding)} of een nieuwe regel voorkomt tussen aanhalingstekens, of herstel de export.",
        )


_HERSTEL_NUL = 'Is het bestand utf-16? Zet dan codering = "utf-16" bij deze bron. Herstel anders de export.'


def verkeerde_codering(codering: str, waar: str) -> BronFout:
    """The error for bytes that are not of the declared encoding."""
    anders = '"cp1252" (Windows)' if codering == "utf-8" else '"utf-8"'
    return BronFout(
        f"Hier staan tekens die geen {codering} zijn.", waar=waar, herstel=f"Exporteer als utf-8, of zet codering = {anders} bij deze bron."
    )


def _leesfout(fout: csv.Error, deel: Csvbestand, rij: int) -> BronFout:
    waar = f"{deel.bestand.naam}, rij {rij}"
    if "field limit" in str(fout):
        return BronFout(
            "Een cel is groter dan 4 MB.", waar=waar, herstel="Kijk of er een aanhalingsteken ontbreekt, of laat bijlagen buiten de export."
        )
    if "unexpected end" in str(fout):
        return BronFout("Een aanhalingsteken dat hier opent, sluit nergens.", waar=waar, herstel="Herstel de export vanaf deze rij.")
    return BronFout(
        "Een aanhalingsteken sluit midden in een cel.",
        waar=waar,
        herstel="Verdubbel een aanhalingsteken dat bij de tekst hoort, of zet er een bij dat ontbreekt.",
    )


def _met_kolom(waar: str, deel: Csvbestand, plaats: int) -> str:
    return f"{waar}, kolom {deel.kolommen[plaats].strip() or plaats + 1}" if plaats < len(deel.kolommen) else waar


def _teken(scheiding: str) -> str:
    return "een tab" if scheiding == "\t" else scheiding
