"""
What is the next message of a subscription?

First what was begun and whose end is unknown, then what is due again, then tests and notices,
then what the checks let go now. While a message waits for its retry nothing later of its
incidents is sent; other incidents go on. A subscription that failed and is reached again need
not wait out its retries: they come after the second delay at the latest, so that an outage of
hours does not become one of a day. Pure: book, silences and time in, a choice out. Not here:
what the checks say (``agents/notifying``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from agents.notifying.caps import capped_until
from agents.notifying.checks import is_critical
from agents.notifying.parcels import parcel_of
from agents.notifying.resting import rests_until
from agents.notifying.rows import ruled
from agents.notifying.turns import turn, wakes_at
from agents.notifying.verdicts import Parcel
from schemas.delivery import Delivery
from schemas.subscription import Silence, Subscription

from .book import OURS_ALONE, Book
from .concluding import expired, taken_back
from .ordering import behind
from .overtaking import busy_with, cancel_past

LOOK_WHILE_SHUT = timedelta(minutes=10)
"""While nothing may be sent, what expires is noted so often: its backlog may be a long one."""


class Choice(NamedTuple):
    """
    What is to be done now.

    Attributes:
        rows: Of the message to attempt; none when nothing is due.
        parcel: What it carries; ``None`` for a test or a notice.
        ruled: Rows to be written besides: what a check stopped, or held on, or a CANCEL took back.
        lost: Messages, by their rows, that are given up unsent.
        wakes_at: When something may be due, if nothing is now.
    """

    rows: Sequence[Delivery] = ()
    parcel: Parcel | None = None
    ruled: Sequence[Delivery] = ()
    lost: Sequence[Sequence[Delivery]] = ()
    wakes_at: datetime | None = None


def choose(
    book: Book, *, silences: Collection[Silence], delays: Sequence[float], now: datetime
) -> Choice:
    """Return what is to be done for the subscription of *book*; *delays* as in ``schedule.py``."""
    stale = [rows for rows in book.attempted() if max(row.expires for row in rows) <= now]
    if stale:
        return Choice(lost=[expired(rows, now=now) for rows in stale])
    wanted = book.subscription
    if book.lacking():
        return Choice()  # whoever reads their alerts comes back
    if over := _taken_back(book, now):
        return over
    if wanted is None or not book.is_reachable:
        return _while_shut(book, now)
    if now < book.not_before:
        return Choice(wakes_at=book.not_before)
    again = {rows[0].idempotency_key: rows for rows in book.attempted()}
    waiting = behind(again)
    due = {
        key: _due(book, rows, delays, wanted, now)
        for key, rows in again.items()
        if key not in waiting
    }
    ready = [rows for key, rows in again.items() if key in due and due[key] <= now]
    if ready:
        rows = min(ready, key=lambda rows: (rows[0].delivery_seq or 0, rows[0].seen_at))
        return Choice(rows, _parcel(book, rows))
    for row in book.own():
        if row.expires <= now:
            return Choice(ruled=expired([row], now=now))
        return Choice([row])
    return _fresh(book, wanted, silences, again, due, now)


def _fresh(
    book: Book,
    wanted: Subscription,
    silences: Collection[Silence],
    again: dict[str, list[Delivery]],
    due: dict[str, datetime],
    now: datetime,
) -> Choice:
    """Return what the checks let go, or when they may."""
    busy = busy_with(again.values())
    if (past := cancel_past(book, wanted, busy, now=now)) is not None:
        return Choice([past], parcel_of([past], book.alerts))
    given = turn(wanted, book.account, book.alerts, silences=silences, now=now, busy=busy)
    rows = {row.alert_id: row for row in book.account.waiting()}
    # Not only of what waits: a message also counts what was dropped while it was held.
    known = ((book.row(name), verdict) for name, verdict in given.verdicts.items())
    written = {row.alert_id: ruled(row, verdict, now=now) for row, verdict in known if row}
    parcel = given.parcel
    if parcel is not None:
        carried = [written.get(one.alert_id, rows[one.alert_id]) for one in parcel.alerts]
        return Choice(carried, parcel, ruled=list(written.values()))
    if written:
        return Choice(ruled=list(written.values()))
    soonest = [*due.values(), wakes_at(book.account, busy=busy)]
    return Choice(wakes_at=min((at for at in soonest if at is not None), default=None))


def _taken_back(book: Book, now: datetime) -> Choice | None:
    """
    Return what waits for a retry and is taken back by a CANCEL that waits; ``None`` for nothing.

    It may have arrived, so the CANCEL has to; it must not wait for hours behind it, nor may
    it ring after the CANCEL. The rest of its message is tried again without it.
    """
    by = {one.alert_id: cancel.alert_id for cancel in book.cancels() for one in cancel.references}
    parts, whole = [], []
    for rows in book.attempted() if by else ():
        if rows[0].state != "failed":
            continue
        named = [row for row in rows if row.alert_id in by]
        over = [taken_back(row, by=by[row.alert_id], now=now) for row in named]
        if len(over) == len(rows):
            whole.append(over)
        else:
            parts.extend(over)
    return Choice(ruled=parts, lost=whole) if parts or whole else None


def _while_shut(book: Book, now: datetime) -> Choice:
    """Return what has expired while nothing may be sent, and when to look again."""
    if now < book.asleep_until:
        return Choice(wakes_at=book.asleep_until)
    waiting = [*book.account.waiting(), *book.own()]
    over = [row for row in waiting if row.expires <= now]
    if over:
        return Choice(ruled=[each for row in over for each in expired([row], now=now)])
    book.asleep_until = now + LOOK_WHILE_SHUT
    return Choice(wakes_at=book.asleep_until if book.waits else None)


def _due(
    book: Book,
    rows: Sequence[Delivery],
    delays: Sequence[float],
    wanted: Subscription,
    now: datetime,
) -> datetime:
    """Return when a message is due again: not while its reader sleeps; redriven, within the cap."""
    alerts = [] if rows[0].kind in OURS_ALONE else [book.alerts[row.alert_id] for row in rows]
    morning = rests_until(alerts, wanted, book.account, now=now) if alerts else None
    due = _due_awake(book, rows, delays)
    is_new = rows[0].delivery_seq is None and rows[0].kind not in (*OURS_ALONE, "CANCEL")
    may_wake = morning is None or wanted.quiet_mode != "nothing"
    if is_new and may_wake and _is_pressed(book, rows, wanted):
        return due
    capped = capped_until(wanted, book.account, now, critical=False) if is_new else None
    return max(at for at in (due, morning, capped) if at is not None)


def _is_pressed(book: Book, rows: Sequence[Delivery], wanted: Subscription) -> bool:
    """Tell whether something critical waits behind what is redriven: that must not wait for hours."""
    return any(
        is_critical(book.alerts[one.alert_id], wanted, book.account.told_of(one.incident_id))
        for incident in {row.incident_id for row in rows}
        for one in book.account.waiting_of(incident)
    )


def _due_awake(book: Book, rows: Sequence[Delivery], delays: Sequence[float]) -> datetime:
    last = rows[0]
    if last.next_attempt is None:
        return last.updated_at  # its end is unknown: at once
    if book.well_since is None or book.well_since < last.updated_at:
        return last.next_attempt
    early = max(book.well_since, last.updated_at + timedelta(seconds=delays[1]))
    return min(last.next_attempt, early)


def _parcel(book: Book, rows: Sequence[Delivery]) -> Parcel | None:
    """Return what a message that was attempted before carries."""
    if rows[0].kind in OURS_ALONE:
        return None
    return parcel_of([*rows, *book.dropped(rows[0].idempotency_key)], book.alerts)
