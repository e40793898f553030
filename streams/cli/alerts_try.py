"""
``tocsin alerts test``: does an alert reach this subscription, the whole way?

Asks the delivery role that runs for a test message and shows what the ledger says of it: role,
ledger, channel and receiver in one. Not here: sending it (``streams/delivery``).
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.delivery import Delivery
    from streams.settings import Settings

EPILOG = (
    "[bold]Try[/]  tocsin alerts test --subscription duty-editor\n\n"
    "The message says that it is a test; it goes past filters, silences and quiet hours, and takes "
    "a number of the sequence like any other. `tocsin subscriptions test` sends one without the role.\n\n"
    "[bold]Exit codes[/]  0 it was taken · 1 it was not, or no role answers · 2 wrong usage"
)

ENDS = ("accepted", "delivered", "failed", "dead", "skipped")


def try_out(
    subscription: Annotated[str, typer.Option(metavar="ID", help="Whom to send it.")],
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for its end.")
    ] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="The ledger's row, as JSON.")] = False,
) -> None:
    """Send a test through the delivery role that runs, and wait for what became of it."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.delivery.ledger_words import in_words
    from streams.trouble import Trouble
    from streams.wording import shown

    ours = settings()
    row = asyncio.run(_sent(ours, subscription, wait))
    if row is None:
        raise Trouble(
            f"nothing was heard of it in {wait:g} s: does `tocsin run delivery` run (tocsin doctor)? "
            "Else it waits there behind other messages"
        )
    if as_json:
        put(row)
    else:
        print(f"{subscription}: {row.state}: {shown(in_words(row))}")
    if row.state not in ("accepted", "delivered"):
        print(
            "this is what the delivery role says: its own variables and files count, not those of "
            f"this terminal; tocsin deliveries show {row.alert_id} has what becomes of it",
            file=sys.stderr,
        )
        raise typer.Exit(1)


async def _sent(settings: Settings, subscription: str, seconds: float) -> Delivery | None:
    """Ask for a test; returns the row that says how its first attempt ended."""
    from schemas.delivery import Delivery, Row
    from schemas.record import identity
    from schemas.subscription import Wish
    from streams.cli.kept import bootstrap_of
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import switched_on
    from streams.delivery.asking import ask, granted
    from streams.delivery.subscribed import wanted_now

    bootstrap, at = bootstrap_of(settings), now()
    one = switched_on(await wanted_now(settings, bootstrap), subscription)
    wish = Wish(id=identity("test", one.id, at), do="test", subscription_id=one.id, at=at)

    def is_answer(row: Row) -> bool:
        return isinstance(row, Delivery) and row.alert_id == wish.id and row.state in ENDS

    await ask(settings, bootstrap, [wish])
    found = await granted(settings, bootstrap, wish, is_answer, seconds=seconds)
    return found if isinstance(found, Delivery) else None
