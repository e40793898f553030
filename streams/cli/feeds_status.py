"""
``tocsin feeds status|poke``: how are the feeds, and look at this one now.

Both go through the ``feeds`` topic, where the poller writes what it remembers.
Not here: the judgement (``streams/wires/health.py``), the note that a poke is
(``streams/wires/poking.py``), and what feeds there are (``feeds_edit.py``).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.feed import Feed, FeedState
    from streams.settings import Settings
    from streams.wires.health import Health


class Standing(NamedTuple):
    """A feed of feeds.toml, what is remembered of it, and what that means."""

    feed: Feed
    state: FeedState | None
    health: Health


def status(
    feed_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One feed, with all that is known of it.")
    ] = None,
    failing: Annotated[
        bool, typer.Option("--failing", help="Only those that fail, are late or have gone quiet.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")] = False,
) -> None:
    """Show how the feeds are, those that want looking at first."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.wires.health import ORDER
    from streams.wording import counted

    now = datetime.now(UTC)
    found = _standings(settings(), feed_id, now=now)
    wanted = [one for one in found if not failing or one.health in ("failing", "late", "quiet")]
    wanted.sort(key=lambda one: (ORDER.index(one.health), one.feed.id))
    if as_json:
        for one in wanted:
            put({"id": one.feed.id, "health": one.health, "state": _without_items(one.state)})
    elif feed_id is not None:
        print(_in_full(found[0], now))
    else:
        counts = Counter(one.health for one in found)
        told = ", ".join(f"{counts[word]:,} {word}" for word in ORDER if counts[word])
        print(f"{counted(len(found), 'feed')}: {told or 'none'}")
        if wanted:
            print(f"{'ID':24}  {'HEALTH':7}  {'OUTCOME':14}  {'FAILED':6}  {'ASKED':5}  NEWS   WHY")
        for one in wanted:
            print(_row(one, now))


def poke(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="Feeds.")] = None,
    failing: Annotated[bool, typer.Option("--failing", help="All that fail or are late.")] = False,
) -> None:
    """Have feeds polled at once, however long they would rest; hosts are still spared."""
    from streams.cli.context import settings
    from streams.cli.feeds import feed_named
    from streams.cli.kept import bootstrap_of
    from streams.trouble import Trouble
    from streams.wires.poking import poke as leave_note
    from streams.wording import counted

    chosen, now = settings(), datetime.now(UTC)
    feeds = [feed_named(one, chosen) for one in ids or ()]
    for feed in feeds:
        if not feed.enabled:
            raise Trouble(f"`{feed.id}` is paused: tocsin feeds resume {feed.id}")
    if failing:
        late = (
            one.feed
            for one in _standings(chosen, None, now=now)
            if one.health in ("failing", "late")
        )
        feeds += [feed for feed in late if feed not in feeds]
    elif not feeds:
        raise typer.BadParameter("say which feeds, or --failing", param_hint="ID…")
    asyncio.run(leave_note(chosen, feeds, bootstrap=bootstrap_of(chosen), now=now))
    print(f"{counted(len(feeds), 'feed')} will be polled as soon as the hosts allow it")


def _standings(chosen: Settings, feed_id: str | None, *, now: datetime) -> Sequence[Standing]:
    """Put definitions and memories together, of one feed or of all."""
    from schemas.feed import FeedList
    from streams.cli.feeds import feed_named
    from streams.cli.kept import bootstrap_of
    from streams.config_files import load
    from streams.wires.health import health_of
    from streams.wires.poller import remembered

    feeds = (feed_named(feed_id, chosen),) if feed_id else load(chosen.feeds, FeedList).feed
    records = asyncio.run(remembered(chosen, bootstrap=bootstrap_of(chosen)))
    states = {feed.id: records[feed.id].state if feed.id in records else None for feed in feeds}
    return [
        Standing(feed, states[feed.id], health_of(feed, states[feed.id], now=now)) for feed in feeds
    ]


def _row(one: Standing, now: datetime) -> str:
    """Show a feed on one line."""
    from streams.wording import cut, shown

    state = one.state
    if state is None:
        return f"{one.feed.id:24}  {one.health}"
    return (
        f"{cut(one.feed.id, 24):24}  {one.health:7}  {state.outcome or '':14}  "
        f"{state.failures or '':6}  {_ago(state.last_attempt, now):5}  "
        f"{_ago(state.last_new, now):5}  {cut(shown(state.detail), 60)}"
    ).rstrip()


def _in_full(one: Standing, now: datetime) -> str:
    """Show all that is known of a feed, a line each."""
    from schemas.feed import FeedState
    from streams.wording import clock_time, shown

    lines = [f"{one.feed.id}: {one.health}", f"  source  {one.feed.url or one.feed.folder}"]
    usual = FeedState(feed_id=one.feed.id)
    for name, value in _without_items(one.state).items():
        if value == getattr(usual, name):
            continue
        said = str(value)
        if isinstance(value, datetime):
            said = f"{clock_time(value)} ({_ago(value, now)})"
        lines.append(f"  {name}  {shown(said)}")
    if one.state is not None:
        lines.append(f"  items remembered  {len(one.state.seen)}")
    return "\n".join(lines)


def _without_items(state: FeedState | None) -> dict[str, Any]:
    """Return a state's fields but for its hundreds of items."""
    if state is None:
        return {}
    return {name: getattr(state, name) for name in state.__struct_fields__ if name != "seen"}


def _ago(time: datetime | None, now: datetime) -> str:
    """Say how far off *time* is, in its largest unit: ``5m``, ``3h``, ``in 2m``."""
    if time is None:
        return "never"
    seconds = int((now - time).total_seconds())
    length = abs(seconds)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if length >= size:
            return f"{'in ' * (seconds < 0)}{length // size}{unit}"
    return f"{'in ' * (seconds < 0)}{length}s"
