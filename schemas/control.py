"""
What reaches `following` beside readings?

Time and rules are records too: they stand in the ``readings`` topic, in order
with the readings, so that this topic alone determines what was said.
"""

from __future__ import annotations

from .dispatch import AwareTime
from .reading import Reading
from .record import Record
from .watch import Watchlist


class Tick(Record, frozen=True, kw_only=True, tag_field="record", tag="tick"):
    """
    Time passes, also where nothing is reported; sent to every partition.

    Attributes:
        at: The time.
    """

    at: AwareTime


class WatchlistChanged(
    Record, frozen=True, kw_only=True, tag_field="record", tag="watchlist_changed"
):
    """
    The rules from here on; sent to every partition.

    Attributes:
        at: When it was changed.
        watchlist: All entries, not only those that changed.
    """

    at: AwareTime
    watchlist: Watchlist


Followed = Reading | Tick | WatchlistChanged
"""Whatever stands in the ``readings`` topic."""
