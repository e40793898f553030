"""
What of the past does a replay follow?

Only some countries, only some entries of the watchlist, or another watchlist in place of
those of the time: then the rules of the time only tell the time. Pure. Not here: which
records are read at all (``planning.py``).
"""

from __future__ import annotations

from datetime import datetime

from schemas.control import Followed, Tick, WatchlistChanged
from schemas.reading import Reading
from schemas.replay import Replay
from schemas.watch import Watchlist


class Choice:
    """What *replay* follows."""

    def __init__(self, replay: Replay) -> None:
        self.countries = frozenset(replay.countries)
        self._watches = frozenset(replay.watches)
        self._watchlist = replay.watchlist

    def opening(self, at: datetime) -> WatchlistChanged | None:
        """Return the rules that hold from the first record on, *at*; ``None``: those of the time."""
        if self._watchlist is None:
            return None
        return WatchlistChanged(at=at, watchlist=self._chosen(self._watchlist))

    def of(self, record: Followed) -> Followed:
        """Return what of *record* is followed; of what is not asked for, only that time passed."""
        match record:
            case Reading() if self.countries and record.country not in self.countries:
                # In life it moved the partition's clock, by which a later one of ours was dated.
                return Tick(at=record.at)
            case WatchlistChanged() if self._watchlist is not None:
                return Tick(at=record.at)
            case WatchlistChanged() if self._watches:
                return WatchlistChanged(at=record.at, watchlist=self._chosen(record.watchlist))
        return record

    def _chosen(self, watchlist: Watchlist) -> Watchlist:
        """Leave only the entries that are asked for."""
        if not self._watches:
            return watchlist
        return Watchlist(watch=tuple(one for one in watchlist.watch if one.id in self._watches))
