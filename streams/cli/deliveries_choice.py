"""
Which deliveries does the user mean?

The options that ``deliveries list`` and ``redrive`` share. Not here: reading the ledger
(``ledger_kept.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

if TYPE_CHECKING:
    from schemas.delivery import Delivery

Whose = Annotated[
    str | None, typer.Option("--subscription", metavar="ID", help="Only to this one.")
]
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state",
        metavar="STATE",
        help="held, queued, sending, accepted, delivered, failed, dead or skipped; may be repeated.",
    ),
]
StoppedBy = Annotated[
    list[str] | None,
    typer.Option(
        "--stopped-by",
        metavar="CHECK",
        help="status, filter, silence, group, cooldown, quiet_hours, digest or cap; may be repeated.",
    ),
]
Incident = Annotated[str | None, typer.Option(metavar="ID", help="Only of this incident.")]
Since = Annotated[
    str | None, typer.Option(metavar="24h|TIME", help="Only what changed then or later.")
]


def choice(
    *,
    states: Iterable[str] | None = None,
    stopped_by: Iterable[str] | None = None,
    incident: str | None = None,
    since: str | None = None,
    alerts: Iterable[str] | None = None,
) -> Callable[[Delivery], bool]:
    """
    Return what tells whether a delivery is meant; all that is said must fit.

    Raises:
        typer.BadParameter: A state, a check or a time is none.
    """
    from schemas.delivery import Check, State
    from streams.cli.subject import now
    from streams.cli.times import past

    wanted = _known(states, get_args(State), option="--state")
    checks = _known(stopped_by, get_args(Check), option="--stopped-by")
    start = past(since, now=now(), option="--since") if since else None
    ids = set(alerts or ())

    def is_meant(row: Delivery) -> bool:
        return (
            (not wanted or row.state in wanted)
            and (not checks or row.stopped_by in checks)
            and incident in (None, row.incident_id)
            and (start is None or row.updated_at >= start)
            and (not ids or row.alert_id in ids)
        )

    return is_meant


def _known(said: Iterable[str] | None, known: tuple[Any, ...], *, option: str) -> set[str]:
    """Return what was *said*, all of which must be *known*."""
    wanted = set(said or ())
    for word in sorted(wanted - set(known)):
        raise typer.BadParameter(f"`{word}` is none of {', '.join(known)}", param_hint=option)
    return wanted
