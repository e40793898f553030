"""
``tocsin replay watch``: how did a past day look, as it went by?

Shows alarms as they rang, or as another watchlist would have rung them, at some multiple of
the speed at which the day passed. Not here: what happened (``streams/replay/watch/watching.py``),
and how it is shown
(``streams/cli/replay_show.py``).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.replay_span import WarmUp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streams.cli.progress import Meter
    from streams.cli.replay_show import Show
    from streams.replay.watch.folding import Choice
    from streams.replay.watch.watching import Lane
    from streams.settings import Settings

EPILOG = (
    "[bold]Try[/]  tocsin replay watch --day 2024-07-28 --speed 120x  ·  "
    "tocsin replay watch --from 3d --country ML --watchlist idea.toml --speed max\n\n"
    "Times are the service's own: a report counts from when it was received. What was known "
    "before the span decides what rings in it, so the topic is read from its beginning first, or, "
    "quicker, from --warm-up on. Nothing is sent and nobody is notified.\n\n"
    "[bold]Exit codes[/]  0 watched, to the end or to Ctrl-C · 1 no longer kept, or no Kafka · 2 wrong usage"
)


def watch(
    day: Annotated[
        str | None, typer.Option(metavar="DAY[..DAY]", help="Whole days, in UTC.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME|3h", help="Instead: from here on; without it 24h."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="TIME|1h", help="To here; without it to where the topic ends."
        ),
    ] = None,
    speed: Annotated[
        str, typer.Option(metavar="60x|max", help="How fast the day passes; max waits for nothing.")
    ] = "60x",
    skip_silence: Annotated[
        bool,
        typer.Option("--skip-silence", help="Wait 10 s at most for the next report; say so."),
    ] = False,
    country: Annotated[
        list[str] | None, typer.Option(metavar="ML", help="Only this country; repeat for more.")
    ] = None,
    watchlist: Annotated[
        Path | None,
        typer.Option(metavar="W.toml", help="In place of the watchlists of the time."),
    ] = None,
    warm_up: WarmUp = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="An alert a line, then a summary, as JSON.")
    ] = False,
) -> None:
    """Watch a past day go by: alarms as the service rang them, at their own pace."""
    from streams.cli.context import settings
    from streams.cli.country_codes import countries_in
    from streams.cli.replay_show import Show
    from streams.cli.subject import now
    from streams.cli.times import past
    from streams.replay.watch.folding import Choice
    from streams.replay.watch.pacing import Pace, speed_of
    from streams.watchlists import load_watchlist

    begin, end = _span(day, since, until)
    known_from = past(warm_up, now=now(), option="--warm-up") if warm_up else None
    if known_from is not None and known_from > begin:
        raise typer.BadParameter("is later than what is to be watched", param_hint="--warm-up")
    try:
        pace = Pace(begin, speed_of(speed))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--speed") from error
    rules = load_watchlist(watchlist) if watchlist else None
    codes = countries_in(country or [])
    show = Show(pace, is_skipping=skip_silence, as_json=as_json)
    try:
        asyncio.run(_watch(settings(), Choice(begin, end, codes, rules), known_from, show))
    except KeyboardInterrupt:
        show.was_interrupted = True
    show.sum_up()


def _span(
    day: str | None, since: str | None, until: str | None
) -> tuple[datetime, datetime | None]:
    """Read the options that say which part of the past."""
    from streams.cli.subject import now
    from streams.cli.times import days, past
    from streams.cli.times import since as moment

    at = now()
    if day is not None:
        if since or until:
            raise typer.BadParameter("either a day, or --from and --to", param_hint="--day")
        first, last = days(day, option="--day")
        begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
        if begin > at:
            raise typer.BadParameter(f"`{day}` lies ahead", param_hint="--day")
        return begin, begin + timedelta(days=(last - first).days + 1)
    begin = past(since or "24h", now=at, option="--from")
    end = moment(until, now=at, option="--to") if until else None
    if end is not None and end <= begin:
        raise typer.BadParameter("is not later than --from", param_hint="--to")
    return begin, end


async def _watch(chosen: Settings, choice: Choice, warm_up: datetime | None, show: Show) -> None:
    """Read, follow, and show what happens."""
    from contextlib import AsyncExitStack

    from aiokafka import TopicPartition

    from schemas.topics import READINGS
    from streams.cli.interrupting import until_interrupted
    from streams.cli.kept import bootstrap_of
    from streams.kafka import partition_of, topic_name
    from streams.kafka_admin import admin, partition_counts
    from streams.replay.watch.opening import opened
    from streams.retention import kept_since, require_kept
    from streams.trouble import Trouble
    from streams.wording import clock_time

    bootstrap, name = bootstrap_of(chosen), topic_name(chosen, READINGS)
    async with admin(bootstrap) as client:
        count = (await partition_counts(client)).get(name)
    if count is None:
        raise Trouble(f"there is no topic {name} at {bootstrap}; `tocsin run` makes it")
    oldest = await kept_since(bootstrap, name)
    if oldest is not None:
        require_kept(READINGS, choice.since, oldest)
        show.say(f"nothing before {clock_time(oldest)} is kept: what went on then is not known")
    wanted = sorted({partition_of(code, count) for code in choice.countries}) or range(count)
    async with AsyncExitStack() as stack:
        lanes = [
            await stack.enter_async_context(
                opened(bootstrap, TopicPartition(name, number), choice, warm_up=warm_up)
            )
            for number in wanted
        ]
        if await until_interrupted(_play(show, lanes)):
            show.was_interrupted = True
            return
    show.reach(choice.until)


async def _play(show: Show, lanes: list[Lane]) -> None:
    """Follow *lanes* in silence up to the span, and show what happens in it."""
    from streams.cli.progress import meter
    from streams.replay.watch.watching import happenings

    with meter("learning what was known before") as line:
        for lane in lanes:
            await lane.warm_up(lambda at: _tell(line, lanes, at))
    with meter("replayed") as line:
        await show.play(happenings(lanes), lanes, line)


def _tell(line: Meter, lanes: Sequence[Lane], at: datetime) -> None:
    """Show how far the silence before the span is followed."""
    from streams.wording import clock_time

    line.say(f"{sum(lane.taken for lane in lanes):,} records, up to {clock_time(at)}")
