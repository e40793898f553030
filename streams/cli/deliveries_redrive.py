"""
``tocsin deliveries redrive``: send again what was given up.

Without ``--yes`` it only says what it would do. It asks the delivery role, which grants each
wish once. Not here: sending (``streams/delivery``).
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.deliveries_choice import Incident, Since, States, Whose, choice
from streams.cli.subscriptions_kept import AsJson

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.delivery import Delivery
    from schemas.subscription import Wish

EPILOG = (
    "[bold]What happens[/]  What was given up is queued again, as a new message with a new number; "
    "what waits for its next attempt is tried at once. Receivers know an alert by its id. What has "
    "expired is not sent any more, and what a check stopped was not meant to be sent.\n\n"
    "[bold]Try[/]  tocsin deliveries redrive --subscription newsdesk-hook  ·  "
    "tocsin deliveries redrive 0a1b2c… --yes  ·  tocsin deliveries redrive --state dead --since 6h --yes\n\n"
    "[bold]Exit codes[/]  0 asked for (or would be) · 1 nothing to redrive · 2 wrong usage · "
    "3 some cannot be"
)

REDRIVABLE = ("dead", "failed")
"""What an attempt did not bring; ``failed`` would come by itself, later."""


def redrive(
    alert_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ALERT_ID…]", help="As `list` shows them.")
    ] = None,
    subscription: Whose = None,
    state: States = None,
    incident: Incident = None,
    since: Since = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without it, only say what would be done.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Queue what failed or was given up once more; first says what it would do."""
    from streams.cli.context import settings
    from streams.cli.intake import PARTIAL, put
    from streams.cli.ledger_kept import ledger
    from streams.cli.subject import now
    from streams.trouble import Trouble

    is_meant = choice(states=state, incident=incident, since=since, alerts=alert_ids)
    ours, at = settings(), now()
    rows = asyncio.run(ledger(ours, subscription=subscription)).deliveries
    meant = [row for row in rows if is_meant(row) and (row.state in REDRIVABLE or alert_ids)]
    if not meant:
        raise Trouble("nothing to redrive: tocsin deliveries list --state dead --state failed")
    fit = [row for row in meant if _obstacle(row, at) is None]
    refused = {row.key: why for row in meant if (why := _obstacle(row, at)) is not None}
    if yes and fit:
        _ask([_wish(row, at) for row in fit])
    if as_json:
        for row in meant:
            put({
                "subscription": row.subscription_id, "alert": row.alert_id, "state": row.state,
                "redriven": yes and row.key not in refused, "refused": refused.get(row.key),
            })  # fmt: skip
    else:
        _tell(meant, refused, yes=yes)
    if refused:
        raise typer.Exit(PARTIAL if fit else 1)


def _obstacle(row: Delivery, now: datetime) -> str | None:
    """Say why *row* cannot be sent again; ``None`` when it can."""
    if row.state not in REDRIVABLE:
        return f"it is {row.state}"
    if row.expires <= now:
        return "it has expired"
    return None


def _wish(row: Delivery, at: datetime) -> Wish:
    """Ask for one row; asked twice in the same state it is one wish."""
    from schemas.record import identity
    from schemas.subscription import Wish

    return Wish(
        id=identity("redrive", row.key, row.updated_at),
        do="redrive",
        subscription_id=row.subscription_id,
        alert_id=row.alert_id,
        at=at,
    )


def _ask(wishes: list[Wish]) -> None:
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.delivery.asking import ask

    ours = settings()
    asyncio.run(ask(ours, bootstrap_of(ours), wishes))


def _tell(meant: list[Delivery], refused: dict[str, str], *, yes: bool) -> None:
    """Say what was, or would be, done."""
    for row in meant:
        why = f"not: {refused[row.key]}" if row.key in refused else row.detail
        print(f"{row.subscription_id:20}  {row.kind:10}  {row.alert_id}  {row.state:6}  {why}")
    fit = len(meant) - len(refused)
    if yes:
        print(
            f"asked for {fit}: tocsin deliveries list shows what becomes of them", file=sys.stderr
        )
    elif fit:
        print(f"would redrive {fit}; --yes does it", file=sys.stderr)
