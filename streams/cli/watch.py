"""
``tocsin watch``: is the watchlist right, and what is on it?

The other verbs stand beside: ``watch_edit.py`` changes it; ``watch_explain.py``
asks it about a text, ``watch_try.py`` about a file, ``watch_preview.py`` about
the last days. Not here: what
makes an entry match (``agents/telling/watchlist.py``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import watch_edit, watch_explain, watch_preview, watch_try

if TYPE_CHECKING:
    from schemas.watch import Watchlist

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="The watchlist.")

AsJson = Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")]
ListFile = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="A watchlist; without one, yours.")
]


@app.command(
    epilog="[bold]Exit codes[/]  0 all good · 1 not a valid watchlist · 3 valid, with findings"
)
def lint(file: ListFile = None, as_json: AsJson = False) -> None:
    """Check every entry: the file's form, countries, regions, places."""
    from streams.cli.intake import PARTIAL, put
    from streams.watch_checks import findings

    path, watchlist = _load(file)
    found = findings(path, watchlist)
    for finding in found:
        if as_json:
            put(finding)
        else:
            entry = f" watch `{finding.watch}`:" if finding.watch else ""
            print(f"{finding.where}:{entry} {finding.what}")
    print(f"{path}: entries {len(watchlist.watch)}, findings {len(found)}", file=sys.stderr)
    if found:
        raise typer.Exit(PARTIAL)


@app.command("list")
def list_entries(file: ListFile = None, as_json: AsJson = False) -> None:
    """Show the entries, one a line: id, what is watched, title."""
    from agents.telling.watchlist import entry_of
    from streams.cli.intake import put
    from streams.wording import shown

    _, watchlist = _load(file)
    for entry in watchlist.watch:
        if as_json:
            put(entry)
        else:
            print(f"{entry.id:24}  {shown(entry_of(entry)):32}  {shown(entry.title)}".rstrip())


app.command("add", epilog=watch_edit.ADD_EPILOG)(watch_edit.add)
app.command("remove", epilog=watch_edit.REMOVE_EPILOG)(watch_edit.remove)
app.command("explain", epilog=watch_explain.EPILOG)(watch_explain.explain)
app.command("test", epilog=watch_try.EPILOG)(watch_try.try_out)
app.command("preview", epilog=watch_preview.EPILOG)(watch_preview.preview)


def _load(file: Path | None) -> tuple[Path, Watchlist]:
    """Read a watchlist, the one of the settings when none is named."""
    from streams.cli.context import settings
    from streams.watchlists import load_watchlist

    path = file or settings().watchlist
    return path, load_watchlist(path)
