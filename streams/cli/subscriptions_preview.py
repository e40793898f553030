"""
``tocsin subscriptions preview``: what would have come in the last days?

Goes through what ``alerts`` keeps with the checks of life; nothing is sent. Not here: the
checks (``streams/delivery/rehearsing.py``), and how it is shown
(``subscriptions_preview_view.py``).
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.subscriptions_kept import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from schemas.subscription import Subscription
    from streams.delivery.rehearsing import Written
    from streams.settings import Settings

EPILOG = (
    "[bold]Try[/]  tocsin subscriptions preview --subscription duty-editor  ·  "
    "tocsin subscriptions preview --file idea.toml --since 30d\n\n"
    "Takes the alerts that were sent and asks what this subscription, as it is written now, would "
    "have made of them. Each goes through the checks as in life (filter, silence, cooldown, quiet "
    "hours, cap), and the receiver is taken to be well; nothing is sent. The day before --since, or "
    "as long as the cooldown is, is gone through without being counted, so that what was being told "
    "by then is known. Times are the reader's (`zone`).\n\n"
    "[bold]Exit codes[/]  0 previewed, whatever would have come · 1 no Kafka, or no such "
    "subscription · 2 wrong usage"
)

PreviewedFile = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="S.toml", help="A file that is not yours yet, or not saved there."
    ),
]

BEFORE = timedelta(days=1)
"""A hold of quiet hours and a digest are over by then."""


def preview(
    subscription: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this one; without it all of them.")
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="7d|TIME", help="From when on, in what Kafka keeps.")
    ] = "7d",
    file: PreviewedFile = None,
    as_json: AsJson = False,
) -> None:
    """Show which alerts of the last days each would have got, when, and why not the others."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import named, wanted
    from streams.cli.subscriptions_preview_view import lines, summary
    from streams.cli.times import past
    from streams.delivery.rehearsing import rehearse

    ours, at = settings(), now()
    start = past(since, now=at, option="--since")
    found = wanted(ours, file)
    chosen = [named(found, subscription)] if subscription else list(found.subscriptions.values())
    alerts = asyncio.run(_alerts(ours, start - warm_up(chosen)))
    sent = sum(one.at >= start for one in alerts)
    for one in chosen:
        rehearsal = rehearse(one, alerts, found.silences.values(), until=at)
        told = summary(one, rehearsal, start, alerts=sent)
        if as_json:
            put(told)
        else:
            print("\n".join(lines(told)))
    if not chosen and not as_json:
        print("nobody is told: no subscription")


def warm_up(chosen: Iterable[Subscription]) -> timedelta:
    """Return for how long before what is asked for something may hold back what comes in it."""
    from agents.notifying.wishes import cooldown_of, group_wait_of

    holds = [hold for one in chosen for hold in (cooldown_of(one), group_wait_of(one))]
    return max([BEFORE, *holds])


async def _alerts(settings: Settings, since: datetime) -> list[Written]:
    """Return what was written to ``alerts`` since then, in order."""
    from schemas.alert import Alert
    from schemas.topics import ALERTS
    from streams.cli.kept import stored
    from streams.delivery.rehearsing import Written

    async with aclosing(stored(settings, ALERTS, Alert, start=since)) as records:
        found = [
            Written(one.record, one.written_at) async for one in records if one.record is not None
        ]
    return sorted(found, key=lambda one: one.at)
