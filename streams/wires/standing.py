"""
Where does a feed stand?

Pure functions over ``FeedState``: what a restart takes over, what an attempt
changes, what of it an operator should hear, and when it is worth a record. Not
here: the items a feed has shown (``seen.py``), when it is due (``schedule.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from schemas.feed import Feed, FeedRecord, FeedState, FetchOutcome

from .habits import is_quiet, lesson, usual_gap
from .moving import GIVEN_UP, is_proven
from .schedule import GONE_FOR_GOOD, next_due

GOOD: frozenset[FetchOutcome] = frozenset(
    {"ok_new", "ok_unchanged", "not_modified", "undated", "empty"}
)
"""Outcomes of a feed that is in order; all others but ``circuit_open`` count as failures."""

# What a feed without dates answers between two changes; said once, it is known.
_AFTER_UNDATED = ("undated", "ok_unchanged", "not_modified", "circuit_open")

# An attempt that changed nothing but times need not be written at once: ten thousand
# feeds would write their whole memory every minute. After a crash a feed is then at
# worst asked this much too early.
STALE = timedelta(seconds=60)

# One empty page is a hiccup, two in a row are a feed that has changed its form.
SILENT_ZERO = 2


def resumed(feed: Feed, record: FeedRecord | None) -> FeedState:
    """
    Return the state that *feed* goes on with: what is remembered, however it was reconfigured.

    What was learned of an address goes when that changes; the items stay known, so that a
    feed that moves does not ring again.
    """
    if record is None:
        return FeedState(feed_id=feed.id)
    if (record.feed.url, record.feed.folder) == (feed.url, feed.folder):
        return record.state
    known = record.state
    return FeedState(
        feed_id=feed.id, contacted=known.contacted, seen=known.seen, last_new=known.last_new,
        gap_seconds=known.gap_seconds, learned_seconds=known.learned_seconds,
        last_success=known.last_success, poked_at=known.poked_at, cursor=known.cursor,
    )  # fmt: skip


def concluded(
    feed: Feed,
    state: FeedState,
    *,
    outcome: FetchOutcome,
    detail: str,
    now: datetime,
    items: int = 0,
    new: int = 0,
    retry_after: timedelta | None = None,
    fresh_for: timedelta | None = None,
) -> FeedState:
    """
    Return *state*, as an attempt at *now* left it, with the attempt itself written down.

    *items* were shown and *new* of them were new; *retry_after* and *fresh_for* are what the
    server said. ``circuit_open`` was no attempt: nobody was asked.
    """
    if outcome == "circuit_open":
        rest = retry_after or timedelta(0)
        return replace(state, outcome=outcome, detail=detail, next_due=now + rest)
    is_good = outcome in GOOD
    after = replace(
        state,
        outcome=outcome,
        # Words of a stranger may hold half a character, which no record can.
        detail=detail.encode("utf-8", "backslashreplace").decode(),
        last_attempt=now,
        failures=0 if is_good else state.failures + 1,
        empties=state.empties + 1 if outcome == "empty" else 0,
        gones=state.gones + 1 if outcome == "gone" else 0,
    )
    if is_good:
        after = replace(
            after,
            last_success=now,
            learned_seconds=lesson(state, items=items, new=new, now=now),
            last_new=now if new else state.last_new,
            gap_seconds=usual_gap(state, now=now) if new else state.gap_seconds,
        )
        after = replace(after, is_quiet=is_quiet(after, now=now))
    elif after.failures >= GIVEN_UP:
        after = replace(after, moved_to=None)
    due = next_due(feed, after, now=now, retry_after=retry_after, fresh_for=fresh_for)
    return replace(after, next_due=due)


def notices(feed: Feed, before: FeedState, after: FeedState) -> tuple[str, ...]:
    """Say what an operator should hear of an attempt, each thing once."""
    said = []
    if after.is_quiet and not before.is_quiet and after.last_new:
        said.append(f"no news since {after.last_new:%Y-%m-%d %H:%M} UTC, unusually long for it")
    if after.empties == SILENT_ZERO:
        said.append("it answers, but shows no items any more")
    if after.outcome == "undated" and before.outcome not in _AFTER_UNDATED:
        said.append("none of its items has a usable date: each counts from when it was fetched")
    if after.gones == GONE_FOR_GOOD != before.gones:
        said.append("suspended: its server says that it is gone for good; asked again in a month")
    if after.distrusted and not before.distrusted:
        said.append("its validators stay the same when there is news; they are not used any more")
    if after.moved_to != before.moved_to:
        said.append(
            f"moved for good to {after.moved_to}, which is now asked"
            if after.moved_to
            else f"the address it moved to fails; asked at {feed.url} again"
        )
    if _waits_for_an_operator(after) and not _waits_for_an_operator(before) and after.move:
        said.append(
            f"moved for good to {after.move.url}, another host: "
            "if that is right, write it into feeds.toml"
        )
    return tuple(said)


def _waits_for_an_operator(state: FeedState) -> bool:
    """Tell whether a proven move was not adopted."""
    if state.move is None or state.last_attempt is None:
        return False
    return is_proven(state.move, now=state.last_attempt)


def is_worth_writing(before: FeedState, after: FeedState, *, written_at: datetime | None) -> bool:
    """Tell whether *after* says more than *before*, last written at *written_at*, but for times."""
    if written_at is None or after.last_attempt is None:
        return True
    if abs(after.last_attempt - written_at) >= STALE:  # either way: clocks are set back, too
        return True
    same_times = replace(
        after,
        last_attempt=before.last_attempt,
        last_success=before.last_success,
        next_due=before.next_due,
        learned_seconds=before.learned_seconds,
        conditional=before.conditional,
    )
    return same_times != before
