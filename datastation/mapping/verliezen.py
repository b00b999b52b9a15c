"""The ledger while a source is being mapped: losses by file, column and reason, with row numbers and never a value."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from datastation.mapping.kolom import Masker, Vector
from datastation.model.verlies import VOORBEELDEN_PER_REGEL, Verliesregel


@dataclass(frozen=True)
class Reden:
    """A reason of a loss.

    Attributes:
        betekenis: what it means, plain Dutch.
        herstel: what to do in the source system, plain Dutch.
    """

    betekenis: str
    herstel: str


REDENEN: dict[str, Reden] = {
    "ontbreekt": Reden("Een verplichte waarde is leeg.", "Vul de waarde in het bronsysteem in."),
    "dubbele_sleutel": Reden(
        "Een rij met dezelfde sleutel kwam al eerder voor.", "Haal de dubbele rij weg, of geef haar een eigen nummer."
    ),
    "geen_onderwerp": Reden(
        "Uit de rij is geen enkel record te maken: de sleutel ontbreekt of is onbruikbaar.", "Vul het nummer van het record in."
    ),
    "ongeldige_datum": Reden("De waarde is geen datum die bestaat, of staat anders geschreven dan de mapping zegt.", "Verbeter de datum."),
    "ongeldig_tijdstip": Reden(
        "De waarde is geen datum met tijd die bestaat, staat anders geschreven dan de mapping zegt, of het einde ligt voor het begin.",
        "Verbeter de datum of de tijd.",
    ),
    "tijd_bestaat_niet": Reden(
        "Deze kloktijd is bij het ingaan van de zomertijd overgeslagen.", "Verbeter de tijd: tussen 02:00 en 03:00 was er die nacht niets."
    ),
    "onbekende_code": Reden("De code staat niet in de codelijst van de mapping.", "Verbeter de code, of voeg haar toe aan de codelijst."),
    "code_zonder_doel": Reden(
        "De codelijst kent de code, maar zegt dat er geen tegenhanger voor is.",
        "Kies in het bronsysteem een code die wel een tegenhanger heeft.",
    ),
    "geen_ja_of_nee": Reden("De waarde is geen ja en geen nee.", "Vul ja of nee in, zoals de mapping het schrijft."),
    "geen_geheel_getal": Reden("De waarde is geen geheel getal.", "Vul een geheel getal in, zonder punten of woorden."),
    "getal_te_groot": Reden(
        "Het getal heeft meer dan zeven cijfers; dat kan hier niet kloppen.",
        "Vul het juiste getal in, en controleer of er geen ander nummer in de kolom staat.",
    ),
    "geen_getal": Reden("De waarde is geen getal.", "Vul een getal in, zonder woorden."),
    "bsn_ongeldig": Reden("Het BSN heeft geen negen cijfers of doorstaat de elfproef niet.", "Verbeter het BSN."),
    "vestigingsnummer_ongeldig": Reden("Het vestigingsnummer heeft geen twaalf cijfers.", "Neem het nummer over uit het Handelsregister."),
    "kvk_ongeldig": Reden("Het KvK-nummer heeft geen acht cijfers.", "Neem het nummer over uit het Handelsregister."),
    "ongeldige_iri": Reden("De waarde is geen volledig webadres (IRI).", "Verbeter het adres; schrijf het volledig, zonder spaties."),
    "geen_ouder": Reden(
        "Het record waarnaar wordt verwezen, komt niet voor of is geweigerd.", "Verbeter het nummer, of herstel dat record."
    ),
}
BUITEN_BEREIK = Reden("De mapping rekent deze rijen niet tot deze aanlevering.", "Niets te doen, tenzij deze rijen er wel bij horen.")


@dataclass
class _Telling:
    aantal: int = 0
    voorbeelden: list[int] = field(default_factory=list)


@dataclass
class Boekhouding:
    """Losses of one table of one source."""

    bron: str
    tabel: str
    _tellingen: dict[tuple[str, str, str, str, str], _Telling] = field(default_factory=dict)

    def noteer(self, wat: tuple[str, str, str, str], rijen: Masker, nummers: Vector, herstel: str = "") -> None:
        """Count the rows of a mask.

        Args:
            wat: file, column, kind (``rij``, ``eigenschap``, ``buiten_bereik``) and reason.
            rijen: which of ``nummers`` are lost.
            nummers: row numbers as a person counts them.
            herstel: repair text where it is not the reason's own.
        """
        _, _, soort, reden = wat
        aantal = int(np.count_nonzero(rijen))
        if not aantal:
            return
        tekst = herstel or (BUITEN_BEREIK if soort == "buiten_bereik" else REDENEN[reden]).herstel
        telling = self._tellingen.setdefault((*wat, tekst), _Telling())
        telling.aantal += aantal
        over = VOORBEELDEN_PER_REGEL - len(telling.voorbeelden)
        if over > 0:
            telling.voorbeelden.extend(int(nummer) for nummer in nummers[np.flatnonzero(rijen)[:over]])

    def regels(self) -> tuple[Verliesregel, ...]:
        """What was lost of this table, in the order in which it was first met."""
        return tuple(
            Verliesregel(self.bron, self.tabel, bestand, kolom, soort, reden, herstel, telling.aantal, tuple(telling.voorbeelden))
            for (bestand, kolom, soort, reden, herstel), telling in self._tellingen.items()
        )
