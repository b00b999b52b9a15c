"""YAML nodes with their place: every error of a mapping names file, line and column."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from datastation.fouten import MappingFout


@dataclass(frozen=True)
class Plek:
    """A place in a mapping file; line and column count from 1."""

    bestand: str
    regel: int = 1
    kolom: int = 1

    def __str__(self) -> str:
        return f"{self.bestand}, regel {self.regel}, kolom {self.kolom}"

    def fout(self, wat: str, herstel: str = "") -> MappingFout:
        """The error to raise for something wrong at this place."""
        return MappingFout(wat, waar=str(self), herstel=herstel)


def lijkt_op(naam: str, bekend: Iterable[str]) -> str:
    """Repair text that names the nearest known name, or all of them."""
    namen = sorted(bekend)
    dichtbij = difflib.get_close_matches(naam, namen, n=1, cutoff=0.6)
    if dichtbij:
        return f"Bedoelt u '{dichtbij[0]}'?"
    return f"Kies uit: {', '.join(namen)}." if namen else ""


class Document:
    """One YAML file as nodes."""

    def __init__(self, pad: Path) -> None:
        self.naam = str(pad)
        try:
            tekst = pad.read_text(encoding="utf-8-sig")
            if any(isinstance(teken, yaml.AliasToken | yaml.AnchorToken) for teken in yaml.scan(tekst, Loader=yaml.SafeLoader)):
                raise Plek(self.naam).fout("Ankers en aliassen van YAML (& en *) kunnen niet in een mapping.", "Schrijf de waarde uit.")
            wortel = yaml.compose(tekst, Loader=yaml.SafeLoader)
        except FileNotFoundError:
            raise MappingFout("De mapping bestaat niet.", waar=self.naam, herstel="Een mapping is een map met mapping.yml erin.") from None
        except UnicodeDecodeError:
            raise MappingFout("De mapping is geen UTF-8.", waar=self.naam, herstel="Sla het bestand op als UTF-8.") from None
        except (yaml.YAMLError, RecursionError) as fout:
            merk = getattr(fout, "problem_mark", None)
            plek = Plek(self.naam, merk.line + 1, merk.column + 1) if merk else Plek(self.naam)
            raise plek.fout("Dit is geen geldige YAML.", str(getattr(fout, "problem", "") or "Kijk naar de inspringing.")) from None
        if not isinstance(wortel, MappingNode):
            raise Plek(self.naam).fout("De mapping is leeg of geen YAML-object.", "Begin met prefixes: en mappings:.")
        self.wortel = wortel

    def plek(self, knoop: Node) -> Plek:
        """Line and column where a node begins, for messages."""
        return Plek(self.naam, knoop.start_mark.line + 1, knoop.start_mark.column + 1)

    def velden(self, knoop: Node, wat: str, toegestaan: dict[str, str] | None = None) -> dict[str, tuple[Node, Node]]:
        """Fields of an object as canonical name → (key node, value node).

        Args:
            knoop: must be an object.
            wat: what it is, for the message.
            toegestaan: every accepted spelling → canonical name; None = any name is fine.

        Raises:
            MappingFout: no object, an unknown field, or a field twice.
        """
        if not isinstance(knoop, MappingNode):
            raise self.plek(knoop).fout(f"Hier hoort een YAML-object: {wat}.", "Schrijf naam: waarde.")
        gevonden: dict[str, tuple[Node, Node]] = {}
        for sleutel, waarde in knoop.value:
            naam = self.tekst(sleutel, f"een veldnaam van {wat}")
            if toegestaan is not None:
                if "=" in naam or "(" in naam:
                    raise self.plek(sleutel).fout(
                        f"'{naam}' hoort bij een functie, maar de komma ervoor brak die af.", "Zet de hele functie tussen aanhalingstekens."
                    )
                if naam not in toegestaan:
                    raise self.plek(sleutel).fout(
                        f"'{naam}' kan niet bij {wat}; het datastation kent dit niet.", lijkt_op(naam, toegestaan) or "Haal het weg."
                    )
                naam = toegestaan[naam]
            if naam in gevonden:
                raise self.plek(sleutel).fout(f"'{naam}' staat twee keer bij {wat}.", "Laat er één staan.")
            gevonden[naam] = (sleutel, waarde)
        return gevonden

    def tekst(self, knoop: Node, wat: str) -> str:
        """The text of a scalar, as it is written (no YAML types: ``no`` stays ``no``)."""
        if not isinstance(knoop, ScalarNode):
            raise self.plek(knoop).fout(f"Hier hoort tekst: {wat}.", "Schrijf één waarde, zo nodig tussen aanhalingstekens.")
        return str(knoop.value)

    def lijst(self, knoop: Node) -> list[Node]:
        """The items of a list; anything else is a list of one."""
        return list(knoop.value) if isinstance(knoop, SequenceNode) else [knoop]

    def teksten(self, knoop: Node, wat: str) -> tuple[str, ...]:
        """The texts of a list; a single text is a list of one."""
        return tuple(self.tekst(deel, wat) for deel in self.lijst(knoop))

    def waarheid(self, knoop: Node, wat: str) -> bool:
        """``true`` or ``false`` as YAML writes them; yes, no, on and off are refused: they mean one thing to YAML 1.1 and another to a reader."""
        tekst = self.tekst(knoop, wat)
        if tekst not in ("true", "false"):
            raise self.plek(knoop).fout(f"Hier hoort true of false: {wat}.", "Schrijf true of false.")
        return tekst == "true"
