"""
What of the past does the user want followed, and by which rules?

The options that ``replay plan``, ``run`` and ``worker`` share, and what they come to. Not
here: the verbs (``streams/cli/replay.py``), and times (``streams/cli/replay_span.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Collection

    from schemas.replay import Ordering, Origin, Replay
    from streams.replay.planning import Span

Source = Annotated[
    str,
    typer.Option(
        "--source",
        metavar="readings|dispatches|documents",
        help="What is read again. readings: rules of following and watchlists, exact and quick. "
        "dispatches: all rules. documents: parsers too, a week at most.",
    ),
]
Country = Annotated[
    list[str] | None, typer.Option(metavar="ML", help="Only this country; repeat for more.")
]
WatchOption = Annotated[
    list[str] | None,
    typer.Option("--watch", metavar="ID", help="Only this entry; repeat for more."),
]
OrderOption = Annotated[
    str,
    typer.Option(
        "--order",
        metavar="life|received",
        help="In which order dispatches are followed. life: as the service did. received: by the "
        "times they bear, for archives that were imported later.",
    ),
]
WatchlistOption = Annotated[
    Path | None,
    typer.Option("--watchlist", metavar="W.toml", help="In place of the watchlists of the time."),
]
RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="Judge by the rules of this checkout."),
]
AsOfRules = Annotated[
    str | None, typer.Option(metavar="VERSION", help="Judge by the rules of this tag or commit.")
]
Notify = Annotated[
    bool,
    typer.Option("--notify", help="Send its alerts to subscribers, as exercises, when done."),
]


async def plan_of(
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
    from streams.cli.country_codes import countries_in
    from streams.cli.kept import bootstrap_of
    from streams.replay.planning import planned
    from streams.replay.rules import entries_known
    from streams.watchlists import load_watchlist

    ours = settings()
    countries = countries_in(country or ())
    rules = load_watchlist(watchlist) if watchlist else None
    if watch and rules is not None:
        _require_entries(watch, {one.id for one in rules.watch}, str(watchlist))
    ranges, guide = await planned(bootstrap_of(ours), ours, origin, span)
    if watch and rules is None:
        known = await entries_known(bootstrap_of(ours), ours, guide or ranges)
        place = "the watchlists where this span begins and ends; another one takes --watchlist"
        _require_entries(watch, known, place)
    return Replay(
        replay_id=replay_id,
        origin=origin,
        created_at=datetime.now(UTC),
        since=span.since,
        until=span.until,
        countries=tuple(sorted(countries)),
        watches=tuple(sorted(watch or ())),
        watchlist=rules,
        ranges=ranges,
        guide=guide,
    )


def _require_entries(asked: list[str], known: Collection[str], place: str) -> None:
    """Refuse ids that no entry has."""
    for one in sorted({*asked} - {*known}):
        said = f"`{one}` is no entry ({', '.join(sorted(known)) or 'there is none'}) of {place}"
        raise typer.BadParameter(said, param_hint="--watch")


def name_of(text: str | None) -> str:
    """Read the name of a replay, or make one of the time."""
    import re

    from streams.cli.subject import now

    if text is None:
        return f"{now():%Y%m%d-%H%M%S}"
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", text):
        said = f"`{text}` is no name for topics: letters, digits, - and _, at most 40"
        raise typer.BadParameter(said, param_hint="NAME")
    return text


def rules_of(checkout: Path | None, version: str | None) -> str:
    """Return which rules are meant, as ``Replay.rules`` has them; raises ``Trouble``."""
    if checkout and version:
        raise typer.BadParameter("either a checkout or a version", param_hint="--as-of-rules")
    from streams.cli.context import settings
    from streams.replay.checkouts import commit_of, tree_of

    rules = str(checkout.resolve()) if checkout else commit_of(version) if version else ""
    tree_of(rules, settings())
    return rules


def origin_of(source: str) -> Origin:
    """Read ``--source``."""
    from streams.replay.planning import ORIGINS

    for origin in ORIGINS:
        if source == origin:
            return origin
    raise typer.BadParameter(f"`{source}` is none of {', '.join(ORIGINS)}", param_hint="--source")


def order_of(order: str, origin: Origin) -> Ordering:
    """Read ``--order``."""
    if origin == "readings" and order != "life":
        said = "readings are followed as they stand: --source dispatches makes them anew"
        raise typer.BadParameter(said, param_hint="--order")
    match order:
        case "life" | "received":
            return order
    raise typer.BadParameter(f"`{order}` is none of life, received", param_hint="--order")
