"""
Is this feed all right?

One word for each feed, from what the poller wrote down, so that thousands can
be looked over. Pure: the time is an argument. Not here: the outcomes themselves
(``standing.py``), and when a feed is due (``schedule.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from schemas.feed import Feed, FeedState

from .standing import GOOD

Health = Literal["ok", "quiet", "late", "failing", "new", "paused"]
"""``late``: due, and nobody asks it; ``quiet``: no news for much longer than usual."""

ORDER: tuple[Health, ...] = ("failing", "late", "quiet", "new", "paused", "ok")
"""What wants looking at stands first."""

# Where nothing changes, the poller writes a feed's times down once a minute, and a
# host that is asked by turns may make a feed wait some more.
PATIENCE = timedelta(minutes=5)


def health_of(feed: Feed, state: FeedState | None, *, now: datetime) -> Health:
    """Tell how *feed* is; *state* is ``None`` when nothing is remembered of it."""
    if not feed.enabled:
        return "paused"
    if state is None or state.outcome is None:
        return "new"
    if state.outcome not in GOOD and state.failures:
        return "failing"
    if state.next_due is not None and now - state.next_due > PATIENCE:
        return "late"
    return "quiet" if state.is_quiet else "ok"
