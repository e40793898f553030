"""
Is everybody told who should be?

The subscriptions as they are written, and what the ledger says of them: who was disabled, who
fails, whether ``alerts`` has been looked through. Not here: single messages (``tocsin
deliveries``), and what a subscription may say (``streams/delivery/linting.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from aiokafka.structs import ConsumerRecord, TopicPartition

from schemas.delivery import Position, Standing
from schemas.subscription import Subscription, SubscriptionList
from streams.delivery.ledger_rows import row_in
from streams.delivery.subscription_findings import in_file
from streams.settings import Settings
from streams.subscriptions_file import load_subscriptions
from streams.trouble import Trouble
from streams.watchlists import load_watchlist
from streams.wording import clock_time, counted, shown

from .findings import Finding, failure, ok, warning

MOST_LAG = 1_000
"""Alerts that may wait to be looked at: a region at war makes some hundred a day."""

FORGIVEN = timedelta(minutes=5)
"""One attempt that failed is made again after 5 s, the next after 5 min: that is no news yet."""

LINT = "tocsin subscriptions lint"


def subscriptions(settings: Settings) -> list[Finding]:
    """Look at the file, if there is one: a tocsin may live without."""
    path = settings.subscriptions
    if not path.exists():
        return []
    try:
        listed = load_subscriptions(path)
        watchlist = load_watchlist(settings.watchlist) if settings.watchlist.exists() else None
    except Trouble as trouble:
        return [failure("subscriptions", str(trouble), "mend it: what was known before counts")]
    enabled = SubscriptionList(subscription=tuple(enabled_in(listed)))
    found = [
        one for one in in_file(path, listed, watchlist, ()) if _counts(one.subscription, enabled)
    ]
    if not found:
        told = f"{path}: {counted(len(enabled.subscription), 'subscription')} enabled"
        return [ok("subscriptions", f"{told} of {len(listed.subscription)}")]
    worst = next((one for one in found if one.grave), found[0])
    first = f"{len(found)} findings, such as " if len(found) > 1 else ""
    told = f"{first}{worst.where}: {worst.what}"
    make = failure if worst.grave else warning
    return [make("subscriptions", told, LINT)]


def roles(settings: Settings) -> tuple[str, ...]:
    """Return which roles are missed when they are silent: none without anybody to tell."""
    try:
        listed = load_subscriptions(settings.subscriptions, missing_ok=True)
    except Trouble:  # told where the file is looked at
        return ()
    return ("delivery",) if enabled_in(listed) else ()


def enabled_in(listed: SubscriptionList) -> list[Subscription]:
    """Return those that are switched on."""
    return [one for one in listed.subscription if one.enabled]


def _counts(name: str | None, enabled: SubscriptionList) -> bool:
    return name in {one.id for one in enabled.subscription}


def ledger(
    records: Iterable[ConsumerRecord], ends: Mapping[TopicPartition, int], *, now: datetime
) -> list[Finding]:
    """
    Judge what the ledger says.

    Args:
        records: All of it, in order.
        ends: Of the partitions of ``alerts``.
        now: Now.
    """
    newest = {record.key: row_in(record) for record in records}
    known = [row for row in newest.values() if row is not None]
    standings = [row for row in known if isinstance(row, Standing)]
    positions = [row for row in known if isinstance(row, Position)]
    return [*_standings(standings, now), *_positions(positions, ends)]


def _standings(standings: Collection[Standing], now: datetime) -> Iterator[Finding]:
    """Tell who is told nothing any more, and who may soon be."""
    for one in standings:
        who = f"`{shown(one.subscription_id)}`"
        if one.disabled is not None:
            told = f"{who} is disabled: {shown(one.disabled)}"
            yield warning("delivery", told, f"tocsin subscriptions enable {one.subscription_id}")
        elif one.failing_since is not None and now - one.failing_since > FORGIVEN:
            hours = (now - one.failing_since).total_seconds() / 3600
            told = f"nothing reaches {who} since {clock_time(one.failing_since)} ({hours:.1f} h)"
            yield warning("delivery", told, f"tocsin subscriptions test {one.subscription_id}")


def _positions(
    positions: Collection[Position], ends: Mapping[TopicPartition, int]
) -> Iterator[Finding]:
    """Tell how many alerts wait to be looked at, for the partition that is furthest behind."""
    if not positions:
        return
    lag = max(
        sum(max(0, end - one.offsets.get(str(tp.partition), 0)) for tp, end in ends.items())
        for one in positions
    )
    told = f"{counted(lag, 'alert')} to be looked at"
    if lag > MOST_LAG:
        yield warning("delivery", told, "tocsin run delivery; its log tells why it ended")
    else:
        yield ok("delivery", told)
