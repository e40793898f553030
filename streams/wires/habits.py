"""
What is usual for this feed?

How often it pays to look, learned from what each look finds, and how long it
usually stays without news, so that an unusual silence can be told to somebody.
Pure: the time is an argument. Not here: what an operator or a server says about
the interval, which wins (``schedule.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from schemas.feed import FeedState

# What is learned stays between these: nobody is asked more often unless an operator
# says so, and an alarm that comes later than a quarter of an hour is a newspaper.
SHORTEST = timedelta(minutes=1)
FIRST = timedelta(minutes=5)
LONGEST = timedelta(minutes=15)

# News shortens the interval more than silence lengthens it: it settles where about one
# look in five finds something. A page that is mostly new may have lost items between.
AFTER_NEWS = 0.7
AFTER_SILENCE = 1.1
AFTER_FLOOD = 0.25
FLOOD = 2 / 3

# A look that came much later than planned (the machine slept, the host was busy) found
# more than its interval would have brought, and teaches nothing.
LATE = 0.5

# A feed is quiet after three times its longest usual gap; nights and Sundays are in that
# gap after a week, for it is forgotten slowly. Before it is known, a day stands for it.
QUIET_AFTER = 3
UNKNOWN_GAP = timedelta(days=1)
SHORTEST_GAP = timedelta(hours=1)
FORGOTTEN = 0.02


def learned_interval(state: FeedState) -> timedelta:
    """Return the interval that was learned, within its bounds; the first one before that."""
    if state.learned_seconds is None:
        return FIRST
    return min(max(timedelta(seconds=state.learned_seconds), SHORTEST), LONGEST)


def lesson(state: FeedState, *, items: int, new: int, now: datetime) -> float | None:
    """
    Return what a good look teaches about the interval, in seconds.

    Args:
        state: From before the look.
        items: How many items the document showed; 0 for "not modified".
        new: How many of them were new.
        now: When it was asked.
    """
    is_late = state.next_due is not None and now - state.next_due > learned_interval(state) * LATE
    is_first = state.last_success is None  # everything it showed was new to us
    if is_first or state.failures or is_late:
        return state.learned_seconds
    factor = AFTER_SILENCE
    if new:
        factor = AFTER_FLOOD if new > max(1.0, FLOOD * items) else AFTER_NEWS
    return min(max(learned_interval(state) * factor, SHORTEST), LONGEST).total_seconds()


def usual_gap(state: FeedState, *, now: datetime) -> float | None:
    """Return the longest gap between news that is usual, in seconds, as of news at *now*."""
    if state.last_new is None:
        return state.gap_seconds
    gap = max((now - state.last_new).total_seconds(), 0.0)
    if state.gap_seconds is None:
        return gap
    return max(gap, state.gap_seconds + FORGOTTEN * (gap - state.gap_seconds))


def is_quiet(state: FeedState, *, now: datetime) -> bool:
    """Tell whether a feed that answers has been without news for unusually long."""
    if state.last_new is None:
        return False
    known = None if state.gap_seconds is None else timedelta(seconds=state.gap_seconds)
    return now - state.last_new > QUIET_AFTER * max(known or UNKNOWN_GAP, SHORTEST_GAP)
