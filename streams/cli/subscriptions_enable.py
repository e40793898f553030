"""
``tocsin subscriptions enable``: may what was disabled after failures try again?

Asks the delivery role, and waits until it is done. Not here: why it was disabled
(``streams/delivery``), and what its owner switched off (``enabled`` where it is written).
"""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

EPILOG = (
    "[bold]Try[/]  tocsin subscriptions enable newsdesk-hook\n\n"
    "A subscription is disabled when its receiver said that it is gone, or nothing arrived for days. "
    "What was given up meanwhile stays so: `tocsin deliveries redrive` sends it again.\n\n"
    "[bold]Exit codes[/]  0 enabled · 1 it is not, or nobody answers · 2 wrong usage"
)
WAIT_SECONDS = 30.0
"""A role that runs grants a wish within a second or two; after so long none does."""


def enable(
    subscription_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")],
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for the role.")
    ] = WAIT_SECONDS,
) -> None:
    """Let a subscription that was disabled after failures try again."""
    from schemas.delivery import Row, Standing
    from schemas.record import identity
    from schemas.subscription import Wish
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.cli.ledger_kept import ledger
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import switched_on
    from streams.delivery.asking import ask, granted
    from streams.delivery.subscribed import wanted_now
    from streams.trouble import Trouble

    ours, at = settings(), now()
    bootstrap = bootstrap_of(ours)
    wish = Wish(
        id=identity("enable", subscription_id, at), do="enable",
        subscription_id=subscription_id, at=at,
    )  # fmt: skip

    def is_answer(row: Row) -> bool:
        return isinstance(row, Standing) and wish.id in row.wishes

    async def run() -> Row | None:
        one = switched_on(await wanted_now(ours, bootstrap), subscription_id)
        standing = (await ledger(ours, subscription=one.id)).standings.get(one.id)
        if standing is None or standing.disabled is None:
            raise Trouble(f"`{one.id}` is not disabled: tocsin subscriptions show {one.id}")
        await ask(ours, bootstrap, [wish])
        return await granted(ours, bootstrap, wish, is_answer, seconds=wait)

    if asyncio.run(run()) is None:
        raise Trouble(
            "nobody has answered yet: does `tocsin run delivery` run? It will be done then"
        )
    print(f"{subscription_id}: enabled")
