"""
``tocsin deliveries redrive``: send again what was given up.

Without ``--yes`` it only says what it would do. It asks the delivery role, which grants each
wish once. Not here: sending, and what may be sent again (``streams/delivery/redriving.py``).
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.deliveries_choice import Incident, Since, States, Whose, choice
from streams.cli.subscriptions_kept import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from schemas.delivery import Delivery
    from schemas.subscription import Wish

EPILOG = (
    "[bold]What happens[/]  A message that was given up is sent again with all that it held, under "
    "the id that it had and a new number; what waits for its next attempt is tried at once. What has "
    "expired, was taken back, or was followed by a later one of its incident is not sent any more: "
    "it is left out, counted, and stands in `--json` with the reason in `refused`. What a check "
    "stopped was not meant to be sent.\n\n"
    "[bold]Try[/]  tocsin deliveries redrive --subscription newsdesk-hook  ·  "
    "tocsin deliveries redrive 0a1b2c… --yes  ·  tocsin deliveries redrive --state dead --since 6h --yes\n\n"
    "[bold]Exit codes[/]  0 asked for (or would be) · 1 nothing to redrive · 2 wrong usage · "
    "3 some are left out"
)


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
    from streams.delivery.redriving import REDRIVABLE, later, obstacle, with_mates
    from streams.trouble import Trouble

    is_meant = choice(states=state, incident=incident, since=since, alerts=alert_ids)
    ours, at = settings(), now()
    rows = asyncio.run(ledger(ours, subscription=subscription)).deliveries
    meant = [row for row in rows if is_meant(row) and (row.state in REDRIVABLE or alert_ids)]
    meant = with_mates(meant, rows)
    if not meant:
        raise Trouble("nothing to redrive: tocsin deliveries list --state dead --state failed")
    since_then = later(rows)
    refused = {
        row.key: why for row in meant if (why := obstacle(row, since_then, now=at)) is not None
    }
    fit = [row for row in meant if row.key not in refused]
    if yes and fit:
        _ask(_wishes(fit, at))
    if as_json:
        for row in meant:
            put({
                "subscription": row.subscription_id, "alert": row.alert_id, "state": row.state,
                "redriven": yes and row.key not in refused, "refused": refused.get(row.key),
            })  # fmt: skip
    else:
        for row in meant if alert_ids else fit:
            _tell(row, refused.get(row.key))
    _sum_up(len(fit), refused.values(), yes=yes)
    if refused:
        raise typer.Exit(PARTIAL if fit else 1)


def _wishes(rows: Iterable[Delivery], at: datetime) -> list[Wish]:
    """Ask for *rows*, of each subscription at once; asked twice in the same state it is one wish."""
    from collections import defaultdict

    from schemas.record import identity
    from schemas.subscription import Wish

    asked: defaultdict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        asked[row.subscription_id].append(row)
    return [
        Wish(
            id=identity("redrive", name, *(f"{row.key} {row.updated_at}" for row in some)),
            do="redrive",
            subscription_id=name,
            alert_ids=tuple(row.alert_id for row in some),
            at=at,
        )
        for name, some in asked.items()
    ]


def _ask(wishes: list[Wish]) -> None:
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.delivery.asking import ask

    ours = settings()
    asyncio.run(ask(ours, bootstrap_of(ours), wishes))


def _tell(row: Delivery, refused: str | None) -> None:
    """Say what was, or would be, done with one that was named or may come."""
    why = f"not: {refused}" if refused else row.detail
    print(f"{row.subscription_id:20}  {row.kind:10}  {row.alert_id}  {row.state:6}  {why}")


def _sum_up(fit: int, refused: Iterable[str], *, yes: bool) -> None:
    """Say how many come, and how many do not and why; beside what a program reads."""
    from collections import Counter

    for why, count in Counter(refused).most_common():
        print(f"left out {count}: {why}", file=sys.stderr)
    if yes and fit:
        print(
            f"asked for {fit}: tocsin deliveries list shows what becomes of them", file=sys.stderr
        )
    elif fit:
        print(f"would redrive {fit}; --yes does it", file=sys.stderr)
