"""
``tocsin feeds``: which wires are read, how are they, and what would one bring?

``list`` shows the operator's file beside what the poller remembers; ``check``
tries one source and stores nothing. The other verbs stand in ``feeds_edit.py``
and ``feeds_status.py``. Not here: polling (``streams/wires``).
"""

from __future__ import annotations

import asyncio
import difflib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import feeds_edit, feeds_status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.feed import Feed, FeedRecord, FeedState
    from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="The wires.")

AsJson = Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")]


@app.command("list")
def list_feeds(as_json: AsJson = False) -> None:
    """Show every feed of feeds.toml, and how its last attempt went."""
    from schemas.feed import FeedList
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.config_files import load

    chosen = settings()
    feeds = load(chosen.feeds, FeedList).feed
    records = _records(chosen)
    if not as_json:
        print(f"{'ID':20}  {'LAST ATTEMPT':16}  {'OUTCOME':14}  {'FAILED':6}  SOURCE")
    for feed in feeds:
        state = records[feed.id].state if feed.id in records else None
        if as_json:
            put({"feed": feed, "state": state})
        else:
            print(_row(feed, state))


@app.command(
    epilog="[bold]Exit codes[/]  0 all read · 1 nothing readable · 2 wrong usage · 3 some items were bad"
)
def check(
    target: Annotated[
        str, typer.Argument(metavar="URL|ID|FILE", help="An address, a feed of feeds.toml, a file.")
    ],
    as_json: AsJson = False,
) -> None:
    """Read one source once and show what would be stored; one GET, and nothing is kept."""
    from streams.cli.context import settings
    from streams.cli.intake import PARTIAL, put
    from streams.cli.parse import HEADING, page_width, row
    from streams.wires.check import check_source
    from streams.wording import harmless

    checked = asyncio.run(check_source(_feed_of(target), settings().poller))
    if as_json:
        put({"record": "check", **checked.summary()})
        for dispatch in checked.dispatches:
            put({"record": "dispatch", "dispatch": dispatch})
    else:
        print(harmless(checked.told()))
        if checked.dispatches:
            print(HEADING)
        for dispatch in checked.dispatches:
            print(row(dispatch, page_width()))
    if not checked.is_good:
        raise typer.Exit(1)
    if checked.errors:
        raise typer.Exit(PARTIAL)


app.command("add")(feeds_edit.add)
app.command("import")(feeds_edit.import_list)
app.command("export")(feeds_edit.export)
app.command("pause")(feeds_edit.pause)
app.command("resume")(feeds_edit.resume)
app.command("status")(feeds_status.status)
app.command("poke")(feeds_status.poke)


def _feed_of(target: str) -> Feed:
    """Return the feed that *target* means; raises ``Trouble`` when it means none."""
    from schemas.codec import BadRecord, convert
    from schemas.feed import Feed
    from streams.cli.context import settings
    from streams.config_files import in_words
    from streams.trouble import Trouble

    if "://" in target:
        try:
            return convert(Feed, {"id": "check", "url": target})
        except BadRecord as error:
            raise Trouble(f"{target}: {in_words(str(error))}") from error
    if Path(target).exists():
        return Feed(id="check", folder=target)
    try:
        return feed_named(target, settings())
    except Trouble as trouble:
        raise Trouble(f"{trouble}; and it is no file, nor an address (https://…)") from trouble


def feed_named(feed_id: str, chosen: Settings) -> Feed:
    """Return the entry of feeds.toml with that id; raises ``Trouble`` when there is none."""
    from schemas.feed import FeedList
    from streams.config_files import load
    from streams.trouble import Trouble

    found = {feed.id: feed for feed in load(chosen.feeds, FeedList).feed}
    if feed_id not in found:
        close = difflib.get_close_matches(feed_id, found, n=1)
        meant = f"; did you mean `{close[0]}`?" if close else ""
        raise Trouble(f"{chosen.feeds}: no feed has the id `{feed_id}`{meant}")
    return found[feed_id]


def _records(chosen: Settings) -> Mapping[str, FeedRecord]:
    """Return what the poller remembers; nothing, with a word about it, when no Kafka answers."""
    from streams.broker.embedded import find_bootstrap
    from streams.trouble import Trouble
    from streams.wires.poller import remembered

    bootstrap = find_bootstrap(chosen)
    if bootstrap is None:
        print("tocsin: no broker runs here, so how the feeds are is not known", file=sys.stderr)
        return {}
    try:
        return asyncio.run(remembered(chosen, bootstrap=bootstrap))
    except Trouble as trouble:
        print(f"tocsin: how the feeds are is not known: {trouble}", file=sys.stderr)
        return {}


def _row(feed: Feed, state: FeedState | None) -> str:
    """Show a feed on one line."""
    from streams.wording import shown

    last, outcome, failures = "", "never asked", ""
    if state is not None and state.last_attempt is not None:
        minutes = int((datetime.now(UTC) - state.last_attempt).total_seconds() // 60)
        last = f"{state.last_attempt:%m-%d %H:%M} ({minutes}m)"
        outcome, failures = state.outcome or "", str(state.failures or "")
    if not feed.enabled:
        outcome = "paused"
    detail = f"  {shown(state.detail)}" if state and state.detail else ""
    source = shown(feed.url or feed.folder)
    return f"{feed.id:20}  {last:16}  {outcome:14}  {failures:6}  {source}{detail}"
