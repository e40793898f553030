"""
``tocsin replay``: what would have rung, and how does it differ from what did?

The verbs, and the options by which ``plan`` and ``run`` are told what is meant. Not
here: how a plan looks (``streams/cli/replay_view.py``), and replays themselves
(``streams/replay``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.replay import Origin, Replay
    from streams.replay.planning import Span

HELP = (
    "The past again, by today's rules or others. Nobody is notified, and what rang stays as it is "
    "until you promote what a replay found."
)
app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help=HELP)

From = Annotated[
    str | None,
    typer.Option("--from", metavar="TIME|7d", help="What was written since counts; else all."),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="TIME|1d", help="Stop there; else where it ends now.")
]
Source = Annotated[
    str,
    typer.Option(
        "--source",
        metavar="readings|dispatches|documents",
        help="What is read again. readings: rules of following and watchlists, exact and quick. "
        "dispatches: all rules. documents: parsers too, a week at most.",
    ),
]
Offsets = Annotated[
    list[str] | None,
    typer.Option(
        "--offsets", metavar="P:FIRST-END", help="Instead of times: these of partition P; repeat."
    ),
]
WarmUp = Annotated[
    str | None,
    typer.Option(
        metavar="TIME|30d",
        help="Learn what was known from here on; without it from the beginning, which is exact.",
    ),
]
Country = Annotated[
    list[str] | None, typer.Option(metavar="ML", help="Only this country; repeat for more.")
]
WatchOption = Annotated[
    list[str] | None,
    typer.Option("--watch", metavar="ID", help="Only this entry; repeat for more."),
]
WatchlistOption = Annotated[
    Path | None,
    typer.Option("--watchlist", metavar="W.toml", help="In place of the watchlists of the time."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One object, as JSON.")]


@app.command(epilog="[bold]Try[/]  tocsin replay plan --from 7d --country ML")
def plan(
    since: From = None,
    until: To = None,
    source: Source = "readings",
    offsets: Offsets = None,
    warm_up: WarmUp = None,
    country: Country = None,
    watch: WatchOption = None,
    watchlist: WatchlistOption = None,
    as_json: AsJson = False,
) -> None:
    """Tell what would be read of each partition, and how long it would take; write nothing."""
    import asyncio

    from streams.cli.intake import put
    from streams.cli.replay_view import plan_told

    chosen = _span(since, until, offsets, warm_up)
    made = asyncio.run(_planned("plan", _origin(source), chosen, country, watch, watchlist))
    if as_json:
        put(made)
    else:
        print(plan_told(made))


async def _planned(
    replay_id: str,
    origin: Origin,
    span: Span,
    country: list[str] | None,
    watch: list[str] | None,
    watchlist: Path | None,
) -> Replay:
    """Resolve what the options mean."""
    from datetime import UTC, datetime

    from schemas.replay import Replay
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.replay.planning import planned
    from streams.watchlists import load_watchlist

    ours = settings()
    rules = load_watchlist(watchlist) if watchlist else None
    ranges, guide = await planned(bootstrap_of(ours), ours, origin, span)
    return Replay(
        replay_id=replay_id,
        origin=origin,
        created_at=datetime.now(UTC),
        since=span.since,
        until=span.until,
        countries=tuple(sorted(code.upper() for code in country or ())),
        watches=tuple(sorted(watch or ())),
        watchlist=rules,
        ranges=ranges,
        guide=guide,
    )


def _origin(source: str) -> Origin:
    """Read ``--source``."""
    from streams.replay.planning import ORIGINS

    for origin in ORIGINS:
        if source == origin:
            return origin
    raise typer.BadParameter(f"`{source}` is none of {', '.join(ORIGINS)}", param_hint="--source")


def _span(
    since: str | None, until: str | None, offsets: list[str] | None, warm_up: str | None
) -> Span:
    """Read the options that say which part of the past."""
    from streams.cli.subject import now
    from streams.cli.times import since as moment
    from streams.replay.planning import Span

    if offsets and (since or until):
        raise typer.BadParameter("either times or offsets", param_hint="--offsets")
    at = now()
    return Span(
        since=moment(since, now=at, option="--from") if since else None,
        until=moment(until, now=at, option="--to") if until else None,
        offsets=dict(map(_offsets, offsets)) if offsets else None,
        warm_up=moment(warm_up, now=at, option="--warm-up") if warm_up else None,
    )


def _offsets(text: str) -> tuple[int, tuple[int, int | None]]:
    """Read ``3:100-200``, or ``3:100-`` for all from there on."""
    import re

    found = re.fullmatch(r"(\d{1,6}):(\d{1,18})-(\d{1,18})?", text)
    if found is None:
        said = f"`{text}` is no range: write 3:100-200 for offsets 100 to 199 of partition 3"
        raise typer.BadParameter(said, param_hint="--offsets")
    return int(found[1]), (int(found[2]), int(found[3]) if found[3] else None)
