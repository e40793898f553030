"""
``tocsin subscriptions preview``: what would have come in the last days?

Goes through what ``alerts`` keeps with the checks of life; nothing is sent. Not here: the
checks (``streams/delivery/rehearsing.py``).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from streams.cli.subscriptions_kept import AsJson

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.subscription import Subscription
    from streams.delivery.rehearsing import Rehearsal, Written
    from streams.settings import Settings

EPILOG = (
    "[bold]Try[/]  tocsin subscriptions preview --subscription duty-editor  ·  "
    "tocsin subscriptions preview --file idea.toml --since 30d\n\n"
    "Each alert goes through the checks as in life: filter, silence, cooldown, quiet hours, cap. The "
    "receiver is taken to be well. The day before --since is gone through without being counted, so "
    "that what was being told by then is known. Days are the reader's.\n\n"
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
"""A cooldown, a group and a hold of quiet hours are over by then."""

REASONS = 5
"""Lines of why, for people."""


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
    """Show what each subscription would have got, day by day, and which check stopped the rest."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import named, wanted
    from streams.cli.times import past
    from streams.delivery.rehearsing import rehearse

    ours, at = settings(), now()
    start = past(since, now=at, option="--since")
    found = wanted(ours, file)
    chosen = [named(found, subscription)] if subscription else list(found.subscriptions.values())
    alerts = asyncio.run(_alerts(ours, start - BEFORE))
    counted = sum(one.at >= start for one in alerts)
    for one in chosen:
        rehearsal = rehearse(one, alerts, found.silences.values(), until=at)
        told = _summary(one, rehearsal, start, alerts=counted)
        if as_json:
            put(told)
        else:
            _show(told)
    if not chosen and not as_json:
        print("nobody is told: no subscription")


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


def _summary(
    one: Subscription, rehearsal: Rehearsal, start: datetime, *, alerts: int
) -> dict[str, Any]:
    """Count what came of it since *start*."""
    given = [each for each in rehearsal.given if each.at >= start]
    rows = [row for row in rehearsal.rows.values() if row.seen_at >= start]
    days = Counter(each.at.astimezone(ZoneInfo(one.zone)).date().isoformat() for each in given)
    skipped = [row for row in rows if row.state == "skipped"]
    why = Counter((row.stopped_by or "", row.detail) for row in skipped)
    return {
        "subscription": one.id,
        "since": start,
        "alerts": alerts,
        "theirs": len(rows),
        "messages": len(given),
        "alerts_told": sum(len(each.parcel.alerts) for each in given),
        "per_day": dict(sorted(days.items())),
        "stopped_by": dict(Counter(row.stopped_by or "other" for row in skipped)),
        "still_held": dict(
            Counter(row.stopped_by or "other" for row in rows if row.state == "held")
        ),
        "why": [
            {"check": check, "detail": detail, "count": count}
            for (check, detail), count in why.most_common()
        ],
    }


def _show(told: dict[str, Any]) -> None:
    """Print a summary for people."""
    from streams.wording import counted, shown

    messages, per_day = told["messages"], told["per_day"]
    print(
        f"{told['subscription']}: {counted(messages, 'message')} with "
        f"{counted(told['alerts_told'], 'alert')}, of {told['theirs']:,} of theirs and "
        f"{told['alerts']:,} in all"
    )
    for day, count in per_day.items():
        print(f"  {day}  {counted(count, 'message')}")
    for check, count in told["stopped_by"].items():
        print(f"  stopped by {check}: {count:,}")
    for each in told["why"][:REASONS]:
        print(f"    {each['count']:,}× {shown(each['detail'])}")
    for check, count in told["still_held"].items():
        print(f"  still held by {check}: {count:,}")
