"""
``tocsin subscriptions test``: does it arrive?

Sends a test message from this process, past the ledger: is the address right, are we let in?
``tocsin alerts test`` sends one through the role that runs. Not here: the channels
(``streams/delivery/channels``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.subscriptions_kept import AsJson, OwnFile

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.subscription import Subscription
    from streams.delivery.channels import Answer
    from streams.settings import Settings

EPILOG = (
    "[bold]Try[/]  tocsin subscriptions test duty-editor  ·  "
    "tocsin subscriptions test newsdesk-hook --file idea.toml\n\n"
    "The message says that it is a test, carries no number of the sequence and stands in no ledger. "
    "Secrets are read on this machine, as this user. `tocsin alerts test` goes the whole way, "
    "through the role that runs.\n\n"
    "[bold]Exit codes[/]  0 it was taken · 1 it was not · 2 wrong usage"
)

ENDS = {
    "delivered": "delivered", "accepted": "accepted", "again": "did not arrive",
    "refused": "refused", "gone": "gone for good",
}  # fmt: skip
"""What an answer means, in words."""


def try_out(
    subscription_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")],
    file: OwnFile = None,
    as_json: AsJson = False,
) -> None:
    """Send a test message at once, from here, and tell what the receiver answered."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import named, wanted
    from streams.wording import shown

    ours = settings()
    one = named(wanted(ours, file), subscription_id)
    answer = asyncio.run(_send(ours, one, now()))
    if as_json:
        put({"subscription": one.id, "end": answer.end, "detail": answer.detail})
    else:
        print(f"{one.id}, by {one.channel}: {ENDS[answer.end]}: {shown(answer.detail)}")
    if answer.end not in ("delivered", "accepted"):
        raise typer.Exit(1)


async def _send(settings: Settings, one: Subscription, now: datetime) -> Answer:
    """Try once."""
    from schemas.record import identity
    from schemas.subscription import Wish
    from streams.delivery.channels.opening import open_channels
    from streams.delivery.own_messages import own_message, own_row

    wish = Wish(id=identity("try", one.id, now), do="test", subscription_id=one.id, at=now)
    message = own_message(own_row(wish, now=now), {}, missed=())
    if message is None:
        raise ValueError("a test that says nothing")  # only a notice can lack its words
    async with open_channels(settings) as channels:
        return await channels[one.channel].send(message, one, now=now)
