"""Every error of the datastation, with its exit code.

    DatastationFout
    ├── GebruiksFout        2   the user asked for something that cannot be (wrong option, unknown profile, period beyond the data)
    │   └── InstellingenFout    2   station.toml, a profile or a key file is wrong
    ├── BronFout            3   a source is unreadable, empty, or loses more than `verlies_max`
    │   └── MappingFout         3   a mapping is wrong, or does not fit its source
    ├── Geweigerd           4   the guard, the gate or a safety check says no
    ├── GrensBereikt        5   a limit of the worker was reached, or the disk is full
    ├── MotorFout           6   the engine fails its self-test, or a snapshot is damaged
    └── AfleveringFout      70  a delivery that we made fails its own check: our fault, so nothing is delivered

Anything else that reaches the command line is our fault: exit code 70, with a traceback.

A message is for people: what is wrong, where, what to do. It never holds a value of a personal field: a row number, a
column and a rule are enough.
"""

from __future__ import annotations

KLAAR, BEVINDINGEN, ONZE_FOUT = 0, 1, 70
ONDERBROKEN = 130  # Ctrl-C: 128 + SIGINT, as every shell has it


class DatastationFout(Exception):
    """Base of all errors that a user may see.

    Args:
        wat: what is wrong, one sentence, Dutch.
        waar: file, row, column or field; no personal values.
        herstel: what the reader can do about it, one sentence, Dutch; without it the ``zonder_herstel`` of the class.

    Attributes:
        code: exit code of the command line.
        anker: heading of docs/fouten.md that explains the class; see `uitleg`.
    """

    code = ONZE_FOUT
    anker = "fout"
    zonder_herstel = ""

    def __init__(self, wat: str, *, waar: str = "", herstel: str = "") -> None:
        self.wat, self.waar, self.herstel = wat, waar, herstel or self.zonder_herstel
        super().__init__(wat)

    @property
    def uitleg(self) -> str:
        """Where the documentation explains this kind of error."""
        return f"docs/fouten.md#{self.anker}"

    def __str__(self) -> str:
        delen = [self.wat]
        if self.waar:
            delen.append(f"Waar: {self.waar}")
        if self.herstel:
            delen.append(f"Herstel: {self.herstel}")
        return "\n".join(delen)


class GebruiksFout(DatastationFout):
    """The request itself is wrong."""

    code = 2
    anker = "gebruik"


class InstellingenFout(GebruiksFout):
    """A settings file, a profile or a key is wrong."""

    anker = "instellingen"


class BronFout(DatastationFout):
    """A source cannot be read, is empty, or loses too much."""

    code = 3
    anker = "bron"


class MappingFout(BronFout):
    """A mapping is wrong in itself, or does not fit the source it reads."""

    anker = "mapping"


class Geweigerd(DatastationFout):
    """A guard, a gate or a safety check refuses."""

    code = 4
    anker = "geweigerd"


class GrensBereikt(DatastationFout):
    """A question ran into a limit: time, memory, rows or bytes; or a refresh or delivery into a full disk.

    Args:
        grens: name of the limit, one of ``wandtijd``, ``cpu``, ``geheugen``, ``rijen``, ``bytes``,
            or ``schijf``.
    """

    code = 5
    anker = "grens"

    def __init__(self, wat: str, *, grens: str, waar: str = "", herstel: str = "") -> None:
        self.grens = grens
        super().__init__(wat, waar=waar, herstel=herstel)


class MotorFout(DatastationFout):
    """The engine gives wrong answers, or a snapshot is damaged."""

    code = 6
    anker = "motor"


class AfleveringFout(DatastationFout):
    """A delivery does not meet its own schema or its own rules. Nothing leaves; the fault is ours, not the reader's."""

    anker = "aflevering"
    zonder_herstel = "Dit is een fout in het datastation of in het profiel. Meld dit; er staan geen gegevens van cliënten in dit bericht."
