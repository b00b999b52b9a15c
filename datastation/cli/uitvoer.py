"""What the command line shows: to stdout what a script reads, to stderr what a person reads along the way."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
from rich.console import Console
from rich.table import Table

from datastation.fouten import DatastationFout

# NO_COLOR and a missing terminal are honoured by rich itself.
UIT = Console(highlight=False, soft_wrap=False)
FOUT = Console(stderr=True, highlight=False)


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


def meld(tekst: str) -> None:
    """A line for the person who waits."""
    FOUT.print(tekst)


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
    """Print an error: what, where, what to do."""
    FOUT.print(f"[bold red]Fout:[/] {_veilig(fout.wat)}")
    if fout.waar:
        FOUT.print(f"[bold]Waar:[/] {_veilig(fout.waar)}")
    if fout.herstel:
        FOUT.print(f"[bold]Wat u kunt doen:[/] {_veilig(fout.herstel)}")


def _veilig(tekst: str) -> str:
    return tekst.replace("[", r"\[")


def schrijf(pad: Path, inhoud: bytes) -> None:
    """Write a file whole or not at all."""
    pad.parent.mkdir(parents=True, exist_ok=True)
    tijdelijk = pad.with_name(f".{pad.name}.deel")
    tijdelijk.write_bytes(inhoud)
    tijdelijk.replace(pad)
