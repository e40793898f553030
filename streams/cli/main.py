"""
What happens when somebody types ``tocsin``?

What holds for all commands: troubles become one line on stderr, a closed pipe is no
error, Ctrl-C is quiet. A command's module is imported when it is called, not to list
it. Not here: which there are (``commands.py``), and what they do.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from streams.cli.commands import COMMANDS, Listed
from streams.cli.context import config_file
from streams.trouble import Trouble

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that takes no more."""


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in the order of the table."""
        del ctx
        return [listed.name for listed in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """Return what ``--help`` shows of a command: its line, without importing it."""
        del ctx
        found = [listed for listed in COMMANDS if listed.name == cmd_name]
        return next(
            (TyperCommand(row.name, help=row.says, rich_help_panel=row.panel) for row in found),
            None,
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import the command that was called."""
        self.commands = {name: TyperCommand(name) for name in self.list_commands(ctx)}
        name, _, rest = super().resolve_command(ctx, args)
        return name, _imported(next(row for row in COMMANDS if row.name == name)), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a trouble is one line and its exit code, a closed pipe is silence."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except Trouble as trouble:
            _tell(str(trouble))
            raise typer.Exit(trouble.code) from trouble
        except BrokenPipeError as error:
            _write_no_more()  # whoever read us has seen enough (`| head`)
            raise typer.Exit(0) from error
        except OSError as error:
            if error.errno not in FULL:
                raise
            _write_no_more()
            _tell(f"the output cannot be written: {error.strerror}")
            raise typer.Exit(1) from error
        return result


def _tell(message: str) -> None:
    """Say what went wrong, in one line; a file name in it may hold anything."""
    from streams.wording import shown

    print(f"tocsin: {shown(message)}", file=sys.stderr)


def _write_no_more() -> None:
    """Let what Python still holds for standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _imported(listed: Listed) -> Any:
    """Make the command from the function or app that *listed* points to."""
    module, _, attribute = listed.place.partition(":")
    source = importlib.import_module(module)
    target = getattr(source, attribute)
    if isinstance(target, typer.Typer):
        return get_group(target)
    alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
    alone.command(listed.name, epilog=getattr(source, "EPILOG", None))(target)
    return get_command(alone)


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,  # a fault of ours shows its plain trace
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "[bold]Try[/]  tocsin demo  ·  tocsin parse feed.xml | tocsin read --json -  ·  "
        "tocsin alerts tail --since 2h\n\n"
        "[bold]Exit codes[/]  0 all good · 1 it failed · 2 wrong usage · 3 partial: some input was bad, or warnings"
    ),
)


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        from streams.release import release

        print(f"tocsin {release()}")
        raise typer.Exit


@app.callback()
def tocsin(
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="TOCSIN_CONFIG",
            help="Settings; without it tocsin.toml, if there is one here.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Rings when fighting breaks out in a region somebody watches: news wires to alerts."""
    del version
    config_file.set(config)


def main() -> None:
    """Run the command line of this process."""
    _ready_streams()
    app(prog_name="tocsin")


def _ready_streams() -> None:
    """Make the standard streams exist and take any text: a shell may close or narrow them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # for as long as we run
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a Latin-1 terminal shows "?" for what it lacks
