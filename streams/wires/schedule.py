"""
When do we look again?

At the feed's own interval, a little later for each feed by a share that its id
decides, and less and less often while it fails. Pure: the time is an argument.
Not here: limits for each host, and intervals learned from a feed's habits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from schemas.feed import Feed, FeedState

# Feeds with one interval would all be due at once after a restart; hashing spreads
# them, and spreads them the same way every time.
JITTER = 0.1

# A feed that fails is asked half as often each time, down to this, or to its own
# interval when that is longer. Dead feeds come back: none is given up.
LONGEST_BACK_OFF = timedelta(hours=1)

# Servers have asked for days (88 hours seen once); a day is as long as we believe them.
LONGEST_RETRY_AFTER = timedelta(hours=24)


def next_due(
    feed: Feed, *, now: datetime, failures: int, retry_after: timedelta | None = None
) -> datetime:
    """
    Tell when *feed* is to be read next.

    Args:
        feed: The feed.
        now: When it was read last.
        failures: Of its attempts, in a row, the last one included.
        retry_after: What its server asked for, if it did.
    """
    wait = timedelta(seconds=feed.interval_seconds)
    if failures > 1 and feed.folder is None:  # looking into a folder burdens nobody
        # Bounded before it is multiplied: 2 ** 1000 seconds is no timedelta.
        doubled = wait * 2 ** min(failures - 1, 20)
        wait = max(wait, min(doubled, LONGEST_BACK_OFF))
    wait *= 1 + JITTER * _share(feed.id)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + wait


def first_due(feed: Feed, state: FeedState, *, now: datetime) -> datetime:
    """
    Tell when *feed* is due after a start: as planned before it, but never later than that.

    A shorter interval in ``feeds.toml`` counts at once, and a clock that was set back
    does not silence a feed.
    """
    if state.next_due is None or state.last_attempt is None:
        return now
    if state.failures:
        return min(state.next_due, now + LONGEST_RETRY_AFTER)
    return min(state.next_due, next_due(feed, now=min(state.last_attempt, now), failures=0))


def _share(feed_id: str) -> float:
    """Turn an id into a number from 0 to 1, the same on every machine."""
    return blake2b(feed_id.encode(), digest_size=1).digest()[0] / 255
