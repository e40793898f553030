"""
Whose subscriptions does a command mean?

Those of the file and of the topic together, or those of one file that need not be saved yet.
Not here: what they mean (``streams/delivery/subscribed.py``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.subscription import Subscription
    from schemas.watch import Watchlist
    from streams.delivery.subscribed import Wanted
    from streams.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")]
OwnFile = Annotated[
    Path | None,
    typer.Option("--file", metavar="S.toml", help="A file to try instead; asks no Kafka."),
]


def wanted(settings: Settings, file: Path | None = None) -> Wanted:
    """
    Return what is wanted now; without a Kafka that runs, what the file says, and tells so.

    Args:
        settings: Where file and Kafka are.
        file: Another file, which counts alone.
    """
    import asyncio

    from streams.broker.embedded import find_bootstrap
    from streams.delivery.subscribed import together, wanted_now
    from streams.subscriptions_file import load_subscriptions

    if file is not None:
        return together({}, load_subscriptions(file).subscription)
    bootstrap = find_bootstrap(settings)
    if bootstrap is not None:
        return asyncio.run(wanted_now(settings, bootstrap))
    listed = load_subscriptions(settings.subscriptions, missing_ok=True)
    print(
        "no tocsin runs here: those made over the API, and silences, are not seen", file=sys.stderr
    )
    return together({}, listed.subscription)


def named(found: Wanted, subscription_id: str) -> Subscription:
    """Return the subscription with that id; raises ``Trouble`` when there is none."""
    import difflib

    from streams.trouble import Trouble

    if (one := found.subscriptions.get(subscription_id)) is not None:
        return one
    close = difflib.get_close_matches(subscription_id, found.subscriptions, n=1)
    meant = f"; did you mean `{close[0]}`?" if close else ": tocsin subscriptions list"
    raise Trouble(f"there is no subscription `{subscription_id}`{meant}")


def switched_on(found: Wanted, subscription_id: str) -> Subscription:
    """Return it as ``named`` does; raises ``Trouble`` also when its owner switched it off."""
    from streams.trouble import Trouble

    one = named(found, subscription_id)
    if not one.enabled:
        raise Trouble(f"`{one.id}` is switched off where it is written: set `enabled = true`")
    return one


def watchlist_if_any(settings: Settings) -> Watchlist | None:
    """Return the watchlist, ``None`` where there is none or it cannot be read."""
    from streams.trouble import Trouble
    from streams.watchlists import load_watchlist

    try:
        return load_watchlist(settings.watchlist)
    except Trouble:
        return None
