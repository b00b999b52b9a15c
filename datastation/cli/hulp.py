"""`--help` and usage errors in Dutch: typer's own words are English and fixed in its code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from datastation.cli.uitvoer import UIT, alinea
from datastation.fouten import GebruiksFout

if TYPE_CHECKING:
    from typer._click.core import Context  # typer's own name for what its overridable methods get; it has no public one

_GEWOON_PANEEL = "Opdrachten"


class Opdracht(TyperCommand):
    """A command that explains itself in Dutch."""

    def get_usage(self, ctx: Context) -> str:
        return gebruik(self, ctx)

    def format_help(self, ctx: Context, formatter: object) -> None:  # noqa: ARG002 - it goes to the screen, not to typer's formatter
        toon_hulp(self, ctx)


class Groep(TyperGroup):
    """A group of commands that explains itself in Dutch, and says in Dutch what is wrong with a request."""

    def get_usage(self, ctx: Context) -> str:
        return gebruik(self, ctx)

    def format_help(self, ctx: Context, formatter: object) -> None:  # noqa: ARG002 - as above
        toon_hulp(self, ctx)

    def make_context(self, *args: Any, **extra: Any) -> Context:
        with in_het_nederlands():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Context) -> Any:
        with in_het_nederlands():
            return super().invoke(ctx)


def gebruik(opdracht: TyperCommand | TyperGroup, ctx: Context) -> str:
    """How to call a command: ``datastation verifieer PAD [opties]``."""
    delen = [ctx.command_path]
    delen += [_spelling(p) for p in opdracht.params if isinstance(p, TyperArgument)]
    if isinstance(opdracht, TyperGroup):
        delen.append("[OPDRACHT]" if opdracht.invoke_without_command and ctx.parent is not None else "OPDRACHT")
    return " ".join([*delen, "[opties]"])


def toon_hulp(opdracht: TyperCommand | TyperGroup, ctx: Context) -> None:
    """Print the help of a command: usage, what it does, arguments, commands, options."""
    UIT.print()
    alinea(gebruik(opdracht, ctx), kop="Gebruik:", hang=4)
    UIT.print()
    alinea(opdracht.help or "", hang=0)
    argumenten = [p for p in opdracht.params if isinstance(p, TyperArgument)]
    _toon_lijst("Argumenten", [(_spelling(p), _uitleg(p)) for p in argumenten])
    if isinstance(opdracht, TyperGroup):
        panelen: dict[str, list[tuple[str, str]]] = {}
        for naam, onder in opdracht.commands.items():
            paneel = getattr(onder, "rich_help_panel", None)
            panelen.setdefault(paneel if isinstance(paneel, str) else _GEWOON_PANEEL, []).append((naam, onder.help or ""))
        breedte = max(len(naam) for naam in opdracht.commands)
        for paneel, rijen in panelen.items():
            _toon_lijst(paneel, rijen, breedte + 2)
    opties = [p for p in opdracht.params if isinstance(p, TyperOption) and not p.hidden]
    _toon_lijst("Opties", [*((_spelling(p), _uitleg(p)) for p in opties), (", ".join(sorted(ctx.help_option_names)), "Toon deze uitleg.")])
    if opdracht.epilog:
        UIT.print()
        alinea(opdracht.epilog)


def _toon_lijst(kop: str, rijen: Sequence[tuple[str, str]], breedte: int = 0) -> None:
    if not rijen:
        return
    UIT.print()
    UIT.print(Text(kop, style="bold"))
    lijst = Table.grid(padding=(0, 2))
    lijst.add_column(no_wrap=True, style="cyan", min_width=breedte)
    lijst.add_column()
    for naam, uitleg in rijen:
        lijst.add_row(Text("  " + naam), Text(uitleg))
    UIT.print(lijst)


def _spelling(veld: TyperArgument | TyperOption) -> str:
    if isinstance(veld, TyperArgument):
        return str(veld.metavar or veld.name)
    return ", ".join(veld.opts) + ("" if veld.is_flag else f" {veld.metavar or 'WAARDE'}")


def _uitleg(veld: TyperArgument | TyperOption) -> str:
    zinnen = [veld.help or ""]
    tonen = getattr(veld, "show_default", None)
    if isinstance(tonen, str):
        zinnen.append(f"Zonder keuze: {tonen}.")
    elif not getattr(veld, "is_flag", False) and veld.default is not None and not callable(veld.default):
        zinnen.append(f"Zonder keuze: {veld.default}.")
    if isinstance(veld.envvar, str):
        zinnen.append(f"Of zet {veld.envvar} in de omgeving.")
    return " ".join(zinnen)


@contextmanager
def in_het_nederlands() -> Iterator[None]:
    """Turn typer's usage errors into ours.

    Raises:
        GebruiksFout: an option or argument is unknown, missing or of the wrong kind.
    """
    try:
        yield
    except TyperException as fout:
        # The class names are typer's; typer gives them no public place to import them from.
        if type(fout).__name__ == "NoArgsIsHelpError":
            raise
        raise _vertaal(fout) from None


def _vertaal(fout: TyperException) -> GebruiksFout:
    ctx = getattr(fout, "ctx", None)
    hulp = f"Kijk hoe het wel kan: {ctx.command_path if ctx else 'datastation'} --help"
    soort, veld, tekst = type(fout).__name__, getattr(fout, "param", None), fout.message
    optie = str(getattr(fout, "option_name", ""))
    if soort == "MissingParameter" and isinstance(veld, TyperArgument | TyperOption):
        return GebruiksFout(f"{_spelling(veld)} ontbreekt.", waar=_waar(ctx), herstel=f"{veld.help or ''} {hulp}".strip())
    if soort == "NoSuchOption":
        lijkt = ", ".join(getattr(fout, "possibilities", None) or ())
        return GebruiksFout(f"De optie {optie} bestaat niet.", waar=_waar(ctx), herstel=f"Bedoelt u {lijkt}? {hulp}" if lijkt else hulp)
    if soort == "BadOptionUsage":
        geen = "does not take" in tekst
        return GebruiksFout(f"Bij de optie {optie} hoort {'geen' if geen else 'een'} waarde.", waar=_waar(ctx), herstel=hulp)
    if soort == "BadParameter" and isinstance(veld, TyperArgument | TyperOption):
        return GebruiksFout(f"De waarde bij {_spelling(veld)} kan niet.", waar=_waar(ctx), herstel=f"{_eis(veld)} {hulp}".strip())
    return _losse_zin(tekst, ctx, hulp)


def _losse_zin(tekst: str, ctx: Context | None, hulp: str) -> GebruiksFout:
    """Errors that typer has no class of their own for."""
    if onbekend := re.fullmatch(r"No such command '(.*)'\.(?: .*)?", tekst):
        bekend = list(getattr(ctx.command, "commands", {})) if ctx else []
        lijkt = difflib.get_close_matches(onbekend[1], bekend, n=1)
        return GebruiksFout(
            f"De opdracht {onbekend[1]} bestaat niet.",
            herstel=f"Bedoelt u {lijkt[0]}? {hulp}" if lijkt else "Kies uit: " + ", ".join(bekend),
        )
    if te_veel := re.fullmatch(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", tekst):
        return GebruiksFout(f"Dit staat er te veel: {te_veel[1]}", waar=_waar(ctx), herstel=hulp)
    if tekst == "Missing command.":
        return GebruiksFout("Er staat geen opdracht bij.", waar=_waar(ctx), herstel=hulp)
    return GebruiksFout("De opdracht is niet te begrijpen.", waar=f"{_waar(ctx)} {tekst}".strip(), herstel=hulp)


def _eis(veld: TyperArgument | TyperOption) -> str:
    """What a value must be, for the kinds that this command line has."""
    soort = getattr(veld.type_descriptor, "annotation", None)
    if soort is not int:
        return ""
    if veld.min is not None and veld.max is not None:
        return f"Geef een heel getal van {veld.min} tot en met {veld.max}."
    return "Geef een heel getal."


def _waar(ctx: Context | None) -> str:
    return ctx.command_path if ctx else ""
