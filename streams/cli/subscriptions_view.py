"""
How is one subscription shown?

Not here: which ones (``subscriptions.py``), and messages (``deliveries.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from schemas.delivery import Standing
    from schemas.subscription import Subscription
    from streams.cli.ledger_kept import Ledger
    from streams.delivery.subscribed import Wanted


def state_of(one: Subscription, standing: Standing | None) -> str:
    """Say in a word or two whether it is told anything now."""
    from streams.wording import clock_time, shown

    if not one.enabled:
        return "switched off"
    if standing is None:
        return "on"
    if standing.disabled is not None:
        return f"disabled: {shown(standing.disabled)}"
    if standing.failing_since is not None:
        return f"failing since {clock_time(standing.failing_since)}"
    return "on"


def switched_off(file: Path) -> list[str]:
    """Return the ids in *file* that are told nothing because their owner says so."""
    from streams.subscriptions_file import load_subscriptions

    return [one.id for one in load_subscriptions(file).subscription if not one.enabled]


def settings_of(one: Subscription) -> dict[str, object]:
    """Return what it says that is no default; of a polygon only how many areas it has."""
    from schemas.subscription import Subscription
    from schemas.watch import Polygon

    plain = Subscription(id=one.id, channel=one.channel, target=one.target)
    said = {
        key: getattr(one, key)
        for key in one.__struct_fields__
        if key in ("id", "channel", "target") or getattr(one, key) != getattr(plain, key)
    }
    if isinstance(one.polygon, Polygon):
        said["polygon"] = f"{len(one.polygon.areas)} areas"
    return said


def last_number(one: Subscription, ledger: Ledger | None) -> int:
    """Return the last number that was given away: rows tell sooner than what is counted."""
    from streams.delivery.book import last_seq_of

    if ledger is None:
        return 0
    standing = ledger.standings.get(one.id)
    rows = [row.delivery_seq or 0 for row in ledger.deliveries if row.subscription_id == one.id]
    return max([last_seq_of(standing) if standing else 0, *rows])


class Due(NamedTuple):
    """
    What comes by itself, without another alert.

    Attributes:
        waiting: So many deliveries are not over.
        attempt: When the first that did not arrive is tried again.
        message: When the first that a check holds may go out.
        digest: When the next digest is due, whether or not anything waits for it.
    """

    waiting: int = 0
    attempt: datetime | None = None
    message: datetime | None = None
    digest: datetime | None = None


def due(one: Subscription, ledger: Ledger | None, *, now: datetime) -> Due:
    """Return what comes to *one* by itself: nothing while it is off or disabled."""
    from agents.notifying.hours import next_at
    from schemas.delivery import OVER

    standing = ledger.standings.get(one.id) if ledger is not None else None
    if not one.enabled or (standing is not None and standing.disabled is not None):
        return Due()
    rows = ledger.deliveries if ledger is not None else []
    waiting = [row for row in rows if row.subscription_id == one.id and row.state not in OVER]

    def first(state: str) -> datetime | None:
        times = (row.next_attempt for row in waiting if row.state == state)
        return min((at for at in times if at is not None), default=None)

    digest = next_at(one.digest, one.zone, now) if one.digest is not None else None
    return Due(len(waiting), first("failed"), first("held"), digest)


def coming(found: Due) -> str:
    """Say how much waits, and when the next message or digest comes; "" when nothing is due."""
    from streams.wording import clock_time

    times = {"attempt": found.attempt, "message": found.message, "digest": found.digest}
    if found.digest is not None:
        del times["message"]  # it is what the digest will hold
    return ", ".join([
        *([f"{found.waiting:,} waiting"] if found.waiting else []),
        *(f"next {what} {clock_time(at)}" for what, at in times.items() if at is not None),
    ])  # fmt: skip


def plain_of(
    one: Subscription, found: Wanted, ledger: Ledger | None, *, now: datetime
) -> dict[str, object]:
    """Return all that is known of it, for programs."""
    import msgspec

    standing = ledger.standings.get(one.id) if ledger else None
    return {
        **msgspec.to_builtins(one),
        "made": "file" if one.id in found.of_file else "api",
        "disabled": standing.disabled if standing else None,
        "failing_since": standing.failing_since if standing else None,
        "last_seq": last_number(one, ledger),
        "due": due(one, ledger, now=now)._asdict(),
    }
