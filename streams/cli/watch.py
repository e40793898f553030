"""
``tocsin watch``: is the watchlist right, what is on it, and what would it do?

Works on files alone. Not here: what makes an entry match
(``agents/telling/watchlist.py``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.event import Mention
    from schemas.watch import Watch, Watchlist

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


@app.command(
    epilog='[bold]Try[/]  tocsin watch explain "Fighting broke out in Kidal on Monday, officials said."'
)
def explain(
    subject: Annotated[
        str, typer.Argument(metavar="FILE|TEXT", help="Dispatches as JSON, - , or plain words.")
    ],
    watchlist: Annotated[
        Path | None, typer.Option(metavar="W.toml", help="A watchlist; without one, yours.")
    ] = None,
) -> None:
    """Say for each entry whether a dispatch would ring it: by which rule and place, or why not."""
    from agents.reading import read
    from schemas.alert import Alert
    from schemas.decision import Decision
    from streams.cli.intake import finish
    from streams.cli.subject import in_file, is_file, spoken
    from streams.offline import Pipeline
    from streams.render import alarm, console, decided

    _, entries = _load(watchlist)
    dispatches, all_good = in_file(subject) if is_file(subject) else ([spoken(subject)], True)
    terminal = console()
    pipeline = Pipeline(entries)
    for dispatch in dispatches:
        mentions = read(dispatch).mentions
        for mention in mentions:
            _show_mention(mention, entries)
        if not mentions:
            print("no event is mentioned")
        for record in pipeline.take(dispatch):
            if isinstance(record, Decision):
                terminal.print(decided(record))
            elif isinstance(record, Alert):
                terminal.print(alarm(record))
    finish(all_good=all_good)


def _show_mention(mention: Mention, entries: Watchlist) -> None:
    """Print one mention, and how each entry stands to its places."""
    from streams.wording import shown

    print(f"{mention.realis} {mention.family}: “{shown(mention.sentence)}”")
    for entry in entries.watch:
        print(f"  {entry.id:24}  {_answer(entry, mention)}")


def _answer(entry: Watch, mention: Mention) -> str:
    """Say by which rule and place *mention* matches *entry*, or why it does not."""
    from agents.telling.watchlist import Touch, touches
    from streams.wording import shown

    found = touches(entry, mention.places, mention.actors)
    if not isinstance(found, Touch):
        return f"no match: {shown(found.detail)}"
    far = f", {found.distance_km:g} km away" if found.distance_km is not None else ""
    return f"matches: {found.rule.replace('_', ' ')} {shown(found.place)}{far}".rstrip()


def _load(file: Path | None) -> tuple[Path, Watchlist]:
    """Read a watchlist, the one of the settings when none is named."""
    from streams.cli.context import settings
    from streams.watchlists import load_watchlist

    path = file or settings().watchlist
    return path, load_watchlist(path)
