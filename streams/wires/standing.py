"""
Where does a feed stand?

Pure functions over ``FeedState``: what a restart takes over, what an attempt
changes, and when that is worth a record. Not here: the items a feed has shown
(``seen.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from schemas.feed import Feed, FeedRecord, FeedState, FetchOutcome

from .schedule import next_due

GOOD: frozenset[FetchOutcome] = frozenset({"ok_new", "ok_unchanged", "not_modified", "empty"})
"""Outcomes of a feed that is in order; all others count as failures."""

# An attempt that changed nothing but times need not be written at once: ten thousand
# feeds would write their whole memory every minute. After a crash a feed is then at
# worst asked this much too early.
STALE = timedelta(seconds=60)


def resumed(feed: Feed, record: FeedRecord | None) -> FeedState:
    """
    Return the state that *feed* goes on with: what is remembered, however it was reconfigured.

    Validators and body belong to an address, and go when that changes; the items stay
    known, so that a feed that moves does not ring again.
    """
    if record is None:
        return FeedState(feed_id=feed.id)
    if (record.feed.url, record.feed.folder) == (feed.url, feed.folder):
        return record.state
    return replace(record.state, etag=None, last_modified=None, body_hash=None)


def concluded(
    feed: Feed,
    state: FeedState,
    *,
    outcome: FetchOutcome,
    detail: str,
    now: datetime,
    retry_after: timedelta | None = None,
) -> FeedState:
    """Return *state* after an attempt at *now* that ended with *outcome*."""
    is_good = outcome in GOOD
    failures = 0 if is_good else state.failures + 1
    return replace(
        state,
        outcome=outcome,
        detail=detail,
        last_attempt=now,
        last_success=now if is_good else state.last_success,
        next_due=next_due(feed, now=now, failures=failures, retry_after=retry_after),
        failures=failures,
        empties=state.empties + 1 if outcome == "empty" else 0,
    )


def is_worth_writing(before: FeedState, after: FeedState, *, written_at: datetime | None) -> bool:
    """Tell whether *after* says more than *before*, last written at *written_at*, but for times."""
    if written_at is None or after.last_attempt is None or after.last_attempt - written_at >= STALE:
        return True
    same_times = replace(
        after,
        last_attempt=before.last_attempt,
        last_success=before.last_success,
        next_due=before.next_due,
    )
    return same_times != before
