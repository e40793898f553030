"""
How is shown what a subscription would have got?

Which alerts, when, and of the others why not, for people and for programs. Not here: what would
have come (``streams/delivery/rehearsing.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.delivery import Delivery
    from schemas.subscription import Subscription
    from streams.delivery.rehearsing import Given, Rehearsal

MESSAGES = 12
"""Lines for people; of more, days are counted and the newest shown."""

REASONS = 8
"""Lines of why, for people."""


def summary(
    one: Subscription, rehearsal: Rehearsal, start: datetime, *, alerts: int
) -> dict[str, Any]:
    """
    Return what came of it since *start*.

    Args:
        one: Whose.
        rehearsal: What would have come.
        start: What came before is left out.
        alerts: So many were sent since then, to whomever.
    """
    given = [each for each in rehearsal.given if each.at >= start]
    came = [one for each in given for one in each.parcel.alerts]
    rows = [row for row in rehearsal.rows.values() if row.seen_at >= start]
    days = Counter(each.at.astimezone(ZoneInfo(one.zone)).date().isoformat() for each in given)
    skipped = [row for row in rows if row.state == "skipped"]
    held = [row for row in rows if row.state == "held"]
    why = Counter((row.stopped_by or "", _without_ids(row, rehearsal)) for row in skipped)
    return {
        "subscription": one.id,
        "since": start,
        "zone": one.zone,
        "enabled": one.enabled,
        "alerts": alerts,
        "theirs": len(rows),
        "messages": len(given),
        "alerts_told": len(came),
        "held_from_before": sum(rehearsal.rows[one.alert_id].seen_at < start for one in came),
        "per_day": dict(sorted(days.items())),
        "stopped_by": dict(Counter(row.stopped_by or "other" for row in skipped)),
        "still_held": dict(Counter(row.stopped_by or "other" for row in held)),
        "held_until": min((row.next_attempt for row in held if row.next_attempt), default=None),
        "would_come": [_message(each) for each in given],
        "why": [
            {"check": check, "detail": detail, "count": count}
            for (check, detail), count in why.most_common()
        ],
    }


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a summary for people: what would have come, when, and what not, why."""
    from streams.wording import counted

    zone, alerts, messages = ZoneInfo(told["zone"]), told["alerts"], told["messages"]
    off = ", as if it were switched on" if not told["enabled"] else ""
    since = told["since"].astimezone(zone)
    yield f"{told['subscription']}, since {since:%Y-%m-%d %H:%M} (times of {told['zone']}){off}:"
    if not (alerts or messages):
        yield "  there was no alert in that time: tocsin alerts list"
        return
    before = told["held_from_before"]
    of = f"{told['alerts_told'] - before:,} of the {counted(alerts, 'alert')} of that time"
    of += f" and {before:,} held from before" if before else ""
    yield f"  would have come: {counted(messages, 'message')}, with {of}"
    if messages > MESSAGES:
        for day, count in told["per_day"].items():
            yield f"    {day}  {counted(count, 'message')}"
        yield f"    the newest {MESSAGES}:"
    for each in told["would_come"][-MESSAGES:]:
        yield f"    {each['at'].astimezone(zone):%Y-%m-%d %H:%M}  {_line(each)}"
    yield from _rest(told)


def _rest(told: dict[str, Any]) -> Iterator[str]:
    """Yield what would not have come."""
    from streams.delivery.ledger_words import CHECKS
    from streams.wording import shown

    if told["why"]:
        yield f"  would not have come: {sum(each['count'] for each in told['why']):,}"
    for each in told["why"][:REASONS]:
        check = f"{each['check']}: " if each["check"] else ""
        yield f"    {each['count']:,}×  {check}{shown(each['detail'])}"
    if more := told["why"][REASONS:]:
        yield f"    and {sum(each['count'] for each in more):,} more; --json has all reasons"
    for check, count in told["still_held"].items():
        yield f"  would still wait: {count:,}  ({check}: {CHECKS.get(check, 'held')})"
    if told["held_until"] is not None:
        until = told["held_until"].astimezone(ZoneInfo(told["zone"]))
        yield f"    the first of them would come at {until:%Y-%m-%d %H:%M}"
    if other := told["alerts"] - told["theirs"]:
        yield f"  not for it: {other:,} of other watch entries, or taking back what it never got"


def _message(given: Given) -> dict[str, Any]:
    return {
        "at": given.at,
        "alerts": [
            {"alert_id": one.alert_id, "kind": one.kind, "watch_id": one.watch_id,
             "headline": one.headline}
            for one in given.parcel.alerts
        ],
    }  # fmt: skip


def _line(message: dict[str, Any]) -> str:
    """Write a message as a line: the last of its alerts, and how many more are in it."""
    from streams.wording import counted, cut, shown

    *more, last = message["alerts"]
    said = f"{last['kind']:10}  {shown(last['watch_id']):14}  {cut(shown(last['headline']), 60)}"
    return f"{said}  (and {counted(len(more), 'more alert')} in one message)" if more else said


def _without_ids(row: Delivery, rehearsal: Rehearsal) -> str:
    """Return why *row* did not go out; what was replaced six times has one reason."""
    words = row.detail.split(" ")
    return " ".join(
        "a newer alert" + word[len(word.rstrip(":")) :]
        if word.rstrip(":") in rehearsal.rows
        else word
        for word in words
    )
