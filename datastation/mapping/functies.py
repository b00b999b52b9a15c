"""The fixed set of functions: names, parameters, what they give. How they compute is in ``rekenen.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datastation.vocabulaire import XSD

FUNCTIES_IRI = "https://w3id.org/datastation/def/functie#"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function.

    Attributes:
        naam: as in docs/mapping.md.
        vast: a constant in the mapping file, the same for each row.
        standaard: value where it is left out; None = it must be given, unless ``optioneel``.
    """

    naam: str
    vast: bool = False
    standaard: str | None = None
    optioneel: bool = False


@dataclass(frozen=True)
class Functie:
    """A function.

    Attributes:
        parameters: in the order of docs/mapping.md.
        geeft: ``iri``, ``literal`` or ``beide`` (as its arguments).
        datatypes: datatypes that its result may get; empty = any.
        redenen: reasons for which a value can be lost.
    """

    naam: str
    parameters: tuple[Parameter, ...]
    geeft: Literal["iri", "literal", "beide"] = "literal"
    datatypes: tuple[str, ...] = ()
    redenen: tuple[str, ...] = ()

    def parameter(self, naam: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((p for p in self.parameters if p.naam == naam), None)


_WAARDE = Parameter("waarde")
_FORMAAT = Parameter("formaat", vast=True)
_EEN_VAN = Parameter("een_van", vast=True)
_STRING = f"{XSD}string"
_GETAL = tuple(XSD + naam for naam in ("decimal", "double", "float", "string"))
_GEHEEL = tuple(
    XSD + naam for naam in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "decimal", "string", "double")
)
_TIJD = ("ongeldig_tijdstip", "tijd_bestaat_niet")

FUNCTIES: dict[str, Functie] = {
    f.naam: f
    for f in (
        Functie("datum", (_WAARDE, _FORMAAT), datatypes=(f"{XSD}date", _STRING), redenen=("ongeldige_datum",)),
        Functie("tijdstip", (_WAARDE, _FORMAAT), datatypes=(f"{XSD}dateTime", f"{XSD}dateTimeStamp", _STRING), redenen=_TIJD),
        Functie(
            "tijdstip_van",
            (Parameter("datum"), Parameter("tijd"), _FORMAAT),
            datatypes=(f"{XSD}dateTime", f"{XSD}dateTimeStamp", _STRING),
            redenen=_TIJD,
        ),
        Functie("lokale_datum", (_WAARDE, _FORMAAT), datatypes=(f"{XSD}date", _STRING), redenen=_TIJD),
        Functie("halfjaar", (_WAARDE, _FORMAAT), datatypes=(_STRING,), redenen=_TIJD),
        Functie("minuten_tussen", (Parameter("begin"), Parameter("einde"), _FORMAAT), datatypes=_GEHEEL, redenen=_TIJD),
        Functie("code", (_WAARDE, Parameter("lijst", vast=True)), geeft="iri", redenen=("onbekende_code", "code_zonder_doel")),
        Functie(
            "waarheid",
            (_WAARDE, Parameter("ja", vast=True, standaard="J|ja|1|true"), Parameter("nee", vast=True, standaard="N|nee|0|false")),
            datatypes=(f"{XSD}boolean", _STRING),
            redenen=("geen_ja_of_nee",),
        ),
        Functie(
            "geheel",
            (_WAARDE, Parameter("maal", vast=True, standaard="1")),
            datatypes=_GEHEEL,
            redenen=("geen_geheel_getal", "getal_te_groot"),
        ),
        Functie("decimaal", (_WAARDE,), datatypes=_GETAL, redenen=("geen_getal",)),
        Functie("bsn", (_WAARDE,), datatypes=(_STRING,), redenen=("bsn_ongeldig",)),
        Functie("bsn_ongeldig", (_WAARDE,), datatypes=(f"{XSD}boolean", _STRING)),
        Functie("vestigingsnummer", (_WAARDE,), datatypes=(_STRING,), redenen=("vestigingsnummer_ongeldig",)),
        Functie("kvk", (_WAARDE,), datatypes=(_STRING,), redenen=("kvk_ongeldig",)),
        Functie("tekst", (_WAARDE,)),
        Functie("eerste", (Parameter("a"), Parameter("b", optioneel=True), Parameter("c", optioneel=True)), geeft="beide"),
        Functie("pseudoniem", (Parameter("soort", vast=True), Parameter("sleutel")), geeft="iri"),
        Functie("gelijk", (_WAARDE, _EEN_VAN), datatypes=(f"{XSD}boolean", _STRING)),
        Functie("ongelijk", (_WAARDE, _EEN_VAN), datatypes=(f"{XSD}boolean", _STRING)),
        Functie("aanwezig", (_WAARDE,), datatypes=(f"{XSD}boolean", _STRING)),
        Functie("afwezig", (_WAARDE,), datatypes=(f"{XSD}boolean", _STRING)),
    )
}
