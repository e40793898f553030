"""
When do we look again?

An operator's ``interval_seconds`` wins over everything but a server that asks to
be left alone. Without one, the interval is learned from the feed's habits, never
shorter than what the feed and its server say of themselves. Each feed comes a
little later by a share that its id decides, and less and less often while it
fails; none is given up. Pure: the time is an argument. Not here: how an interval
is learned (``habits.py``), what feeds of one host owe it together (``hosts.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from schemas.feed import Feed, FeedState, Pace

from .habits import learned_interval

# Feeds with one interval would all be due at once after a restart; hashing spreads
# them, and spreads them the same way every time.
JITTER = 0.1

# A feed that fails is asked half as often each time, down to this, or to its own
# interval when that is longer. Dead feeds come back (Media Cloud saw 404s do so).
LONGEST_BACK_OFF = timedelta(hours=1)

# Servers have asked for days (88 hours seen once); a day is as long as we believe them.
LONGEST_RETRY_AFTER = timedelta(hours=24)

# "Gone" is said by mistake, too: three answers make it true, and even then we ask
# now and then, for feeds have come back from that.
GONE_FOR_GOOD = 3
LONGEST_SUSPENSION = timedelta(days=30)

# A feed may ask for more than we would learn, but ttl and max-age are often defaults
# of some software (a day has been seen on a site that changes every minute).
LONGEST_PACE = timedelta(hours=1)

# Looking into a folder burdens nobody, and its next file may be an alert.
FOLDER = timedelta(seconds=5)

_WEEK = timedelta(days=7)


def interval_of(feed: Feed, state: FeedState, *, fresh_for: timedelta | None = None) -> timedelta:
    """
    Tell how long *feed* rests between two looks while all is well.

    Args:
        feed: The feed.
        state: What is remembered of it.
        fresh_for: How long its server called the last answer fresh.
    """
    if feed.interval_seconds is not None:
        return timedelta(seconds=feed.interval_seconds)
    if feed.folder is not None:
        return FOLDER
    asked = max(timedelta(seconds=state.pace.seconds or 0), fresh_for or timedelta(0))
    return max(learned_interval(state), min(asked, LONGEST_PACE))


def next_due(
    feed: Feed,
    state: FeedState,
    *,
    now: datetime,
    retry_after: timedelta | None = None,
    fresh_for: timedelta | None = None,
) -> datetime:
    """
    Tell when *feed* is to be read next.

    Args:
        feed: The feed.
        state: With the last attempt's failures counted in.
        now: When it was read last.
        retry_after: What its server asked for, if it did.
        fresh_for: How long its server called the answer fresh.
    """
    if state.gones >= GONE_FOR_GOOD:
        return now + LONGEST_SUSPENSION * (1 - JITTER * _share(feed.id))
    wait = interval_of(feed, state, fresh_for=fresh_for)
    if state.failures > 1 and feed.folder is None:
        # Bounded before it is multiplied: 2 ** 1000 seconds is no timedelta.
        doubled = wait * 2 ** min(state.failures - 1, 20)
        wait = max(wait, min(doubled, LONGEST_BACK_OFF))
    wait *= 1 + JITTER * _share(feed.id)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    due = now + wait
    if feed.interval_seconds is None:
        return awake(state.pace, due)
    return due


def first_due(feed: Feed, state: FeedState, *, now: datetime) -> datetime:
    """
    Tell when *feed* is due after a start: as planned before it, but never later than that.

    A shorter interval in ``feeds.toml`` counts at once, a clock that was set back does not
    silence a feed, and a poke that nobody answered yet is answered now.
    """
    if state.next_due is None or state.last_attempt is None or is_poked(state):
        return now
    if state.gones >= GONE_FOR_GOOD:
        return min(state.next_due, now + LONGEST_SUSPENSION)
    if state.failures:
        return min(state.next_due, now + LONGEST_RETRY_AFTER)
    if feed.interval_seconds is None and feed.folder is None:
        longest = LONGEST_PACE if not (state.pace.skip_hours or state.pace.skip_days) else _WEEK
        return min(state.next_due, now + longest * (1 + JITTER))
    return min(state.next_due, next_due(feed, state, now=min(state.last_attempt, now)))


def is_poked(state: FeedState) -> bool:
    """Tell whether somebody asked for a look since the last one."""
    if state.poked_at is None:
        return False
    return state.last_attempt is None or state.poked_at > state.last_attempt


def awake(pace: Pace, due: datetime) -> datetime:
    """Move *due* out of the hours and days in which, as the feed says, nothing comes."""
    found = due
    # A whole week of hours: a feed that skips all of them means none.
    for _ in range(7 * 24):
        if found.hour not in pace.skip_hours and found.weekday() not in pace.skip_days:
            # At the same minute, not all feeds of the world on the hour.
            return found
        found += timedelta(hours=1)
    return due


def _share(feed_id: str) -> float:
    """Turn an id into a number from 0 to 1, the same on every machine."""
    return blake2b(feed_id.encode(), digest_size=1).digest()[0] / 255
