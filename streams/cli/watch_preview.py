"""
``tocsin watch preview``: what would this entry have raised in the last days?

Follows what the ``readings`` topic keeps, or a file of dispatches, through a
fresh memory with the watchlist at hand. It sends nothing and joins no group.
Not here: the following itself (``streams/previewing.py``).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.watch import Watchlist
    from streams.previewing import Previewed
    from streams.settings import Settings

EPILOG = (
    "[bold]Try[/]  tocsin watch preview kidal --since 7d  ·  "
    "tocsin watch preview --watchlist idea.toml --since 30d  ·  "
    "tocsin watch preview kidal --file dispatches.jsonl\n\n"
    "Before --since it follows as many days in silence as an entry keeps a spot quiet, so that what "
    "went on by then does not ring as new.\n\n"
    "[bold]Exit codes[/]  0 previewed, whatever rang · 1 nothing readable, or no Kafka · "
    "2 wrong usage · 3 some lines of a file were bad"
)


def preview(
    watch_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One entry; without it, all of them.")
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="7d|TIME", help="From when on, in what Kafka keeps.")
    ] = "7d",
    watchlist: Annotated[
        Path | None,
        typer.Option(metavar="W.toml", help="A watchlist to try; without one, yours."),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Dispatches instead of Kafka; - is stdin."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="An alert a line, then a summary, as JSON.")
    ] = False,
) -> None:
    """Show what the watchlist, or one entry, would have raised; nothing is sent."""
    from streams.cli.context import settings
    from streams.cli.intake import finish
    from streams.cli.subject import in_file, now
    from streams.cli.times import since as moment_since
    from streams.cli.watch_try import own_list
    from streams.previewing import preview_files

    entries = _only(own_list(watchlist), watch_id)
    if file is not None:
        dispatches, all_good = in_file(file)
        found = preview_files(dispatches, entries)
    else:
        start, all_good = moment_since(since, now=now(), option="--since"), True
        found = asyncio.run(_kept(settings(), entries, start))
    _show(found, as_json=as_json)
    finish(all_good=all_good)


async def _kept(chosen: Settings, entries: Watchlist, since: datetime) -> Previewed:
    """Follow what Kafka keeps, and say how far it is."""
    from streams.cli.kept import bootstrap_of
    from streams.cli.progress import meter
    from streams.previewing import preview_kept

    with meter("following readings") as line:
        return await preview_kept(
            chosen, bootstrap_of(chosen), entries, since=since, progress=line.show
        )


def _only(entries: Watchlist, watch_id: str | None) -> Watchlist:
    """Return the list with that entry alone, or as it is."""
    from msgspec.structs import replace

    from streams.trouble import Trouble

    if watch_id is None:
        return entries
    found = tuple(entry for entry in entries.watch if entry.id == watch_id)
    if not found:
        raise Trouble(f"no entry has the id `{watch_id}`: tocsin watch list shows them")
    return replace(entries, watch=found)


def _show(found: Previewed, *, as_json: bool) -> None:
    """Print the alarms, then how many, and how often an entry came near and stayed quiet."""
    from streams.cli.intake import put
    from streams.render import alarm_line, console
    from streams.wording import clock_time, counted

    rang = Counter(f"{one.kind} {one.watch_id}" for one in found.alerts)
    if as_json:
        for alert in found.alerts:
            put(alert)
        quiet = [
            {"watch": watch, "reason": reason, "count": count}
            for (watch, reason), count in found.quiet.most_common()
        ]
        put({
            "since": found.since, "oldest": found.oldest, "readings": found.readings,
            "rang": dict(rang), "quiet": quiet,
        })  # fmt: skip
        return
    terminal = console()
    for alert in found.alerts:
        terminal.print(alarm_line(alert))
    told = ", ".join(f"{count} {name}" for name, count in sorted(rang.items()))
    print(f"{counted(found.readings, 'report')}: {told or 'nothing would have rung'}")
    for (watch, reason), count in found.quiet.most_common():
        print(f"  {watch} came near and stayed quiet {count}×: {reason}")
    if found.oldest is None:
        print("Kafka keeps nothing of that time")
    elif found.since is not None and found.oldest > found.since:
        print(
            f"nothing older than {clock_time(found.oldest)} is kept: the time before was not seen"
        )
