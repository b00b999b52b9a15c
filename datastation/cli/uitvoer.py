"""What the command line shows: to stdout what a script reads, to stderr what a person reads along the way."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from datastation import besloten
from datastation.fouten import DatastationFout

# NO_COLOR and a missing terminal are honoured by rich itself.
UIT = Console(highlight=False, soft_wrap=False)
FOUT = Console(stderr=True, highlight=False)
VAST = "\N{NO-BREAK SPACE}"  # between words that stay together on a line; printed as a plain space


def vandaag() -> datetime:
    """Now, in the local time of every judgement (decision 5)."""
    return datetime.now(ZoneInfo("Europe/Amsterdam"))


def json_uit(waarde: object) -> None:
    """Print a value as JSON for a script."""
    sys.stdout.write(
        orjson.dumps(waarde, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE, default=str).decode()
    )


def tabel(titel: str, koppen: Sequence[str], rijen: Iterable[Sequence[object]], *, rechts: Sequence[int] = ()) -> None:
    """Print a table; columns named by position in `rechts` hold numbers."""
    weergave = Table(title=titel or None, title_justify="left", title_style="bold", header_style="bold", pad_edge=False, box=None)
    for nummer, kop in enumerate(koppen):
        weergave.add_column(kop, justify="right" if nummer in rechts else "left", overflow="fold")
    for rij in rijen:
        weergave.add_row(*("" if cel is None else str(cel) for cel in rij))
    UIT.print(weergave)


def alinea(tekst: str, *, kop: str = "", stijl: str = "bold", inspring: int = 0, hang: int = 2, naar: Console | None = None) -> None:
    """Print a text within the width of the screen; what goes on on a next line stands `hang` further in.

    Words are never cut, so that a path can be copied. Lines that the text breaks itself stay lines of their own.
    """
    scherm = naar or UIT
    for nummer, regel in enumerate(tekst.split("\n")):
        voor = f"{kop} " if kop and nummer == 0 else ""
        marge = " " * inspring if nummer == 0 else " " * (inspring + hang)
        regels = textwrap.wrap(
            voor + regel.strip(" "),
            width=max(40, scherm.width),
            initial_indent=marge,
            subsequent_indent=" " * (inspring + hang),
            break_long_words=False,
            break_on_hyphens=False,
        )
        opgemaakt = Text("\n".join(regels).replace(VAST, " "))
        if voor:
            opgemaakt.stylize(stijl, len(marge), len(marge) + len(kop))
        scherm.print(opgemaakt, soft_wrap=True)


def getal(aantal: int) -> str:
    """A number as a Dutch reader writes it: 5.635."""
    return f"{aantal:,}".replace(",", ".")


def kort(pad: Path) -> str:
    """A path as seen from here, where it lies below the current folder."""
    try:
        return str(pad.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(pad)


def eigen_naam() -> str:
    """How to call this program from here: by name, or by its path where the name is not found (`make demo` without an activated .venv)."""
    return "datastation" if shutil.which("datastation") else kort(Path(sys.argv[0]).absolute())


def meld(tekst: str) -> None:
    """A line for the person who waits."""
    alinea(tekst, naar=FOUT)


@contextmanager
def voortgang(aan: bool = True) -> Iterator[_Voortgang]:
    """A progress line on a terminal; nothing elsewhere, so that logs stay clean."""
    if not (aan and FOUT.is_terminal):
        yield _Voortgang(None)
        return
    with FOUT.status("bezig …", spinner="dots") as status:
        yield _Voortgang(status)


class _Voortgang:
    def __init__(self, status: object) -> None:
        self._status = status

    def __call__(self, fase: str) -> None:
        if self._status is not None:
            self._status.update(f"{fase} …")  # type: ignore[attr-defined]


def toon_fout(fout: DatastationFout) -> None:
    """Print an error: what, where, what to do, and where more is said about its kind."""
    alinea(fout.wat, kop="Fout:", stijl="bold red", naar=FOUT)
    if fout.waar:
        alinea(fout.waar, kop="Waar:", naar=FOUT)
    if fout.herstel:
        alinea(fout.herstel, kop="Wat u kunt doen:", naar=FOUT)
    alinea(fout.uitleg, kop="Meer uitleg:", stijl="dim", naar=FOUT)


def schrijf(pad: Path, inhoud: bytes) -> None:
    """Write a file whole or not at all."""
    besloten.maak_map(pad.parent)
    tijdelijk = pad.with_name(f".{pad.name}.deel")
    besloten.schrijf(tijdelijk, inhoud)
    tijdelijk.replace(pad)
