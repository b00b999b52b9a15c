"""The command line. Each command parses, calls one story and shows what came of it; logic lives below."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from typing import NoReturn

import typer

from datastation import __version__, besloten
from datastation.cli import aanbod, antwoorden, gebruikers, kwaliteit, logboek, poort, sleutels, start, station, uitvragen, wissen, zaken
from datastation.cli.hulp import Groep
from datastation.cli.uitvoer import FOUT, UIT, toon_fout
from datastation.fouten import ONDERBROKEN, ONZE_FOUT, DatastationFout

app = typer.Typer(
    name="datastation",
    cls=Groep,
    help="Beantwoordt gevalideerde vragen waar de gegevens zijn. Alleen het antwoord gaat naar buiten.",
    epilog="Begin met: datastation demo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _versie(toon: bool) -> None:
    if toon:
        UIT.print(f"datastation {__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    versie: bool = typer.Option(False, "--versie", callback=_versie, is_eager=True, help="Toon de versie."),
) -> None:
    """Beantwoordt gevalideerde vragen waar de gegevens zijn. Alleen het antwoord gaat naar buiten."""


station.voeg_toe(app)
antwoorden.voeg_toe(app)
kwaliteit.voeg_toe(app)
aanbod.voeg_toe(app)
poort.voeg_toe(app)
zaken.voeg_toe(app)
gebruikers.voeg_toe(app)
logboek.voeg_toe(app)
sleutels.voeg_toe(app)
wissen.voeg_toe(app)
start.voeg_toe(app)
uitvragen.voeg_toe(app)


def hoofd() -> None:
    """Entry point: run a command; an error becomes a message for people and the exit code of its class (docs/opdrachten.md)."""
    besloten.sluit_umask()
    try:
        app()
    except SystemExit as einde:
        # typer ends the program in its own words; what it met on the way stands behind the SystemExit.
        oorzaken = set(_oorzaken(einde))
        if KeyboardInterrupt in oorzaken:
            FOUT.print("Afgebroken. Er is niets half blijven staan.")
            sys.exit(ONDERBROKEN)
        if BrokenPipeError in oorzaken or not _spoel():
            _lezer_is_weg()
        raise
    except DatastationFout as fout:
        toon_fout(fout)
        if fout.code == ONZE_FOUT:
            _toon_onze_fout()
        sys.exit(fout.code)
    except BrokenPipeError:
        _lezer_is_weg()
    except KeyboardInterrupt:
        sys.exit(ONDERBROKEN)
    except Exception:  # noqa: BLE001 - the last resort: our fault, said so, with the trace a helpdesk needs
        _toon_onze_fout()
        sys.exit(ONZE_FOUT)


def _oorzaken(fout: BaseException) -> Iterator[type[BaseException]]:
    volgende: BaseException | None = fout
    while volgende is not None:
        yield type(volgende)
        volgende = volgende.__cause__ or volgende.__context__


def _spoel() -> bool:
    """Hand over what is still in the buffer; False where nobody reads any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return False
    return True


def _lezer_is_weg() -> NoReturn:
    """`datastation … | head`: the reader has seen enough. What is left goes nowhere, without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(0)


def _toon_onze_fout() -> None:
    """Where it went wrong, without the message of the exception: that could hold a value from a source."""
    soort, _, spoor = sys.exc_info()
    FOUT.print(
        "[bold red]Dit is een fout van het datastation zelf.[/] Meld hem met de regels hieronder; er staan geen gegevens van cliënten in."
    )
    FOUT.print("".join(traceback.format_tb(spoor)) + (soort.__name__ if soort else ""), markup=False)
