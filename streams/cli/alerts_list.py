"""
``tocsin alerts list``: what had we sent by a time, and what of it still held?

Not here: what is in force, replaced or taken back (``streams/sent.py``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.alert import Alert

SHOWN = 50
"""Lines for people; ``--limit`` says otherwise."""

EPILOG = (
    "[bold]Try[/]  tocsin alerts list --as-of 2024-07-28T12:00:00Z --since 2024-07-28T00:00:00Z\n\n"
    "An alert counts from the service's own time when it was decided. Beside each stands how it stood at the "
    "time that is asked for: [bold]in force[/], [bold]replaced[/] by a later message, [bold]taken back[/] "
    "by a CANCEL, or [bold]expired[/]. Archives send nothing; exercises of a replay carry the time of "
    "the past and were not sent then, so they are left out.\n\n"
    "[bold]Exit codes[/]  0 listed · 1 no longer kept · 2 wrong usage"
)


def list_(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="TIME|2h", help="What had been sent by then."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME|2h", help="Only what was sent then or later.")
    ] = None,
    watch: Annotated[
        str | None, typer.Option(metavar="ID", help="Only to this entry of the watchlist.")
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="ONSET", help="Only of this kind.")] = None,
    in_force: Annotated[
        bool, typer.Option("--in-force", help="Only what still held at that time.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=f"The newest N; without it {SHOWN}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")] = False,
) -> None:
    """List what was sent, oldest first, and how each message stood at that time."""
    from typing import get_args

    from schemas.alert import AlertKind
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.times import past
    from streams.render import console
    from streams.render_history import message_line
    from streams.sent import sent_by
    from streams.wording import clock_time, counted

    kinds = get_args(AlertKind)
    if kind is not None and kind.upper() not in kinds:
        raise typer.BadParameter(f"`{kind}` is none of {', '.join(kinds)}", param_hint="--kind")
    at = past(as_of, now=now(), option="--as-of") if as_of else now()
    start = past(since, now=now(), option="--since") if since else None
    if start is not None and start > at:
        raise typer.BadParameter("is later than --as-of", param_hint="--since")
    alerts, oldest = asyncio.run(_kept(start, at if as_of else None))
    found = [
        one for one in sent_by(alerts, at)
        if (start is None or one.alert.sent >= start)
        and watch in (None, one.alert.watch_id)
        and (kind is None or one.alert.kind == kind.upper())
        and (one.state == "in_force" or not in_force)
    ]  # fmt: skip
    if as_json:
        for one in found[-limit:] if limit else found:
            put(one._asdict())
        return
    terminal = console()
    for one in found[-(limit or SHOWN) :]:
        terminal.print(message_line(one), soft_wrap=not terminal.is_terminal)
    cut = f"the newest {limit or SHOWN} of " if len(found) > (limit or SHOWN) else ""
    asked = f", as of {clock_time(at)}" if as_of else ""
    terminal.print(
        f"{cut}{counted(len(found), 'message')}{asked}" if found else f"nothing was sent{asked}"
    )
    if start is not None and oldest is not None and start < oldest:
        terminal.print(f"nothing older than {clock_time(oldest)} is kept")


async def _kept(start: datetime | None, at: datetime | None) -> tuple[list[Alert], datetime | None]:
    """Return the alerts that were written from *start* on, and since when all are kept: *at* too."""
    from schemas.alert import Alert
    from schemas.topics import ALERTS
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of, kept
    from streams.history import written_since
    from streams.kafka import topic_name
    from streams.retention import kept_since, require_kept

    ours = settings()
    since = await kept_since(bootstrap_of(ours), topic_name(ours, ALERTS))
    if at is not None:
        require_kept(ALERTS, at, since)
    return await kept(
        ours, ALERTS, Alert, start=written_since(start) if start else "beginning"
    ), since
