"""
``tocsin replay``: what would have rung, and how does it differ from what did?

The verbs, and the options by which ``plan`` and ``run`` are told what is meant. Not
here: how a plan looks (``streams/cli/replay_view.py``), and replays themselves
(``streams/replay``).
"""

from __future__ import annotations

from typing import Annotated

import typer
from msgspec.structs import replace

from streams.cli import replay_diff, replay_promote, replay_watch, replay_worker
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

HELP = (
    "The past again, by today's rules or others. Nobody is notified, and what rang stays as it is "
    "until you promote what a replay found."
)
app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help=HELP)
app.command("watch", epilog=replay_watch.EPILOG)(replay_watch.watch)
app.command("worker", epilog=replay_worker.EPILOG)(replay_worker.worker)

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

    chosen = span_of(since, until, offsets, warm_up)
    made = asyncio.run(plan_of("plan", origin_of(source), chosen, country, watch, watchlist))
    if as_json:
        put(made)
    else:
        print(plan_told(made))


@app.command(
    epilog=(
        "[bold]Try[/]  tocsin replay run fix-kidal --from 30d --country ML  ·  "
        "tocsin replay run fix-kidal  (goes on with it after whatever cut it off)\n\n"
        "[bold]Then[/]  tocsin replay diff fix-kidal\n\n"
        "[bold]Exit codes[/]  0 done · 1 it failed, and goes on from its checkpoints · 2 wrong usage"
    )
)
def run(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="What to call it, or which to go on with.")
    ] = None,
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
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="That share the work; else one for each core."),
    ] = None,
    rate: Annotated[
        float,
        typer.Option(
            min=0, help="Records a second at most, to leave Kafka to others; 0: no bound."
        ),
    ] = 0,
    notify: Notify = False,
    as_json: AsJson = False,
) -> None:
    """Judge the past again, into topics of its own; goes on where it was cut off."""
    import asyncio
    import os
    import sys

    from streams.cli.intake import put
    from streams.cli.replay_view import done_told
    from streams.cli.replay_work import replay_if_any, run_to_end

    span = span_of(since, until, offsets, warm_up)
    if rules and as_of_rules:  # before Kafka is asked
        rules_of(rules, as_of_rules)
    is_new = any((*span, country, watch, watchlist, rules, as_of_rules, notify, order != "life"))
    known = asyncio.run(replay_if_any(name_of(name))) if name else None
    if known is not None and known.state == "cancelled":
        said = f"replay {known.replay_id} was cancelled: give another name"
        raise typer.BadParameter(said, param_hint="NAME")
    if known is not None and (is_new or source not in {"readings", known.origin}):
        raise typer.BadParameter(
            f"replay {known.replay_id} is planned since {known.created_at:%FT%TZ}: `tocsin "
            f"replay run {known.replay_id}` goes on with it, `tocsin replay cancel {known.replay_id} "
            "--yes` ends it; or give another name",
            param_hint="NAME",
        )
    if known is None:
        in_order = order_of(order, origin_of(source))
        chosen = rules_of(rules, as_of_rules)
        known = asyncio.run(
            plan_of(name_of(name), origin_of(source), span, country, watch, watchlist)
        )
        known = replace(known, rules=chosen, order=in_order, notify=notify)
        if name is None:
            print(f"this is replay {known.replay_id}", file=sys.stderr)
    count = processes or os.cpu_count() or 1
    ended, reached = asyncio.run(run_to_end(known, processes=count, rate=rate))
    if as_json:
        put(ended)
    else:
        print(done_told(ended, reached))


@app.command(epilog="[bold]Try[/]  tocsin replay status  ·  tocsin replay status fix-kidal --json")
def status(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One of them, whole.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show which replays there are, or how far one is in each partition."""
    import asyncio

    from streams.cli.intake import put
    from streams.cli.replay_view import listed, status_told
    from streams.cli.replay_work import states

    known, reached = asyncio.run(states(name))
    if as_json:
        for record in (*known, *reached):
            put(record)
    else:
        print(status_told(known[0], reached) if name else listed(known))


@app.command(epilog="[bold]Try[/]  tocsin replay cancel fix-kidal --yes")
def cancel(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what.")] = False,
    as_json: AsJson = False,
) -> None:
    """End a replay and delete its topics; what was promoted stays in force."""
    import asyncio

    from streams.cli.intake import put
    from streams.cli.replay_view import cancelled_told
    from streams.cli.replay_work import cancelled

    known, topics = asyncio.run(cancelled(name, is_meant=yes))
    if as_json:
        put({"replay": name, "state": known.state, "cancelled": yes, "topics": topics})
    else:
        print(cancelled_told(known, topics, is_done=yes))


app.command(epilog=replay_diff.EPILOG)(replay_diff.diff)
app.command(epilog=replay_promote.EPILOG)(replay_promote.promote)
