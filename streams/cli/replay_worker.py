"""
``tocsin replay worker``: take part in a replay, on this machine or another.

Not here: what a worker does (``streams/replay/worker.py``), and replays on one machine
(``streams/cli/replay.py``).
"""

from __future__ import annotations

from typing import Annotated

import typer
from msgspec.structs import replace

from streams.cli.replay_choice import (
    AsOfRules,
    Country,
    Notify,
    OrderOption,
    RulesOption,
    Source,
    WatchlistOption,
    WatchOption,
    name_of,
    order_of,
    origin_of,
    plan_of,
    rules_of,
)
from streams.cli.replay_span import From, Offsets, To, WarmUp, span_of

EPILOG = (
    "[bold]Try[/]  tocsin replay worker year --from 365d --source dispatches  ·  "
    "tocsin replay worker year  (on every other machine)  ·  tocsin replay status year\n\n"
    "The first one plans it. Workers share the partitions of its first stage and end when the last "
    "is done; one that is killed is replaced by starting another. With --rules they are started from "
    "that checkout, and refuse to judge by others. [bold]Then[/] tocsin replay run "
    "year does what is left.\n\n"
    "[bold]Exit codes[/]  0 that stage is done, or it was told to stop · 1 it failed, another start "
    "goes on · 2 wrong usage"
)


def worker(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which; a new one is planned.")],
    since: From = None,
    until: To = None,
    source: Source = "readings",
    offsets: Offsets = None,
    warm_up: WarmUp = None,
    country: Country = None,
    watch: WatchOption = None,
    watchlist: WatchlistOption = None,
    order: OrderOption = "life",
    rules: RulesOption = None,
    as_of_rules: AsOfRules = None,
    notify: Notify = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="At the end how far each partition is, as JSON.")
    ] = False,
) -> None:
    """Take part in a replay that several machines share; ends when its first stage is done."""
    import asyncio

    from streams import logs
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.kept import bootstrap_of
    from streams.replay.book import checkpoints, replays
    from streams.replay.worker import run_replay_worker

    in_order = order_of(order, origin_of(source))
    if rules and as_of_rules:  # before Kafka is asked
        rules_of(rules, as_of_rules)
    ours = settings()
    bootstrap = bootstrap_of(ours)
    span = span_of(since, until, offsets, warm_up)
    known = asyncio.run(replays(bootstrap, ours)).get(name_of(name))
    is_new = any((*span, country, watch, watchlist, rules, as_of_rules, notify, order != "life"))
    if known is not None and (is_new or source not in {"readings", known.origin}):
        raise typer.BadParameter(
            f"replay {name} is planned since {known.created_at:%FT%TZ}: take part in it without "
            "options of what is read",
            param_hint="NAME",
        )
    if known is None:
        chosen = rules_of(rules, as_of_rules)
        known = asyncio.run(plan_of(name, origin_of(source), span, country, watch, watchlist))
        known = replace(known, rules=chosen, order=in_order, notify=notify)
    logs.configure("replay")
    run_replay_worker(ours, known, bootstrap=bootstrap)
    if as_json:
        for reached in asyncio.run(checkpoints(bootstrap, ours, name)).values():
            put(reached)
