"""
Which records are on this page?

Newest first, page by page into the past; or what came after a cursor, oldest first. From memory
where it reaches, else from Kafka. The first page names the cursor at which what comes later
begins, so whoever takes it and follows misses nothing. Not here: how a page is written
(``lists.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import starmap
from typing import NamedTuple

from schemas.topics import Topic

from . import cursor
from .cursor import BadCursor, Offsets
from .deep import Deep, Expired
from .filters import Filter
from .kept import Kept, Row
from .problems import Problem, bad

# A record is written soon after the time it tells; no two clocks of ours differ by more.
MARGIN = timedelta(hours=1)


class Page(NamedTuple):
    """
    A page.

    Attributes:
        rows: Its records.
        tail: Cursor of what comes after all of this.
        older: Cursor of the next page into the past; ``None`` at its end.
        is_up_to_date: Nothing after *tail* was there yet.
    """

    rows: list[Row]
    tail: str
    older: str | None = None
    is_up_to_date: bool = True


class Paging:
    """Pages of one topic."""

    def __init__(
        self, topic: Topic, kept: Kept, deep: Deep, *, lets: Callable[[Row, Filter], bool]
    ) -> None:
        self._topic = topic
        self._kept = kept
        self._deep = deep
        self._lets = lets

    def newest(self, wanted: Filter, *, limit: int) -> Page:
        """Return the newest that are *wanted*, from memory alone."""
        return self._from_memory(list(self._kept.positions), wanted, limit=limit)

    async def before(self, word: str, wanted: Filter, *, limit: int) -> Page:
        """Return the newest *wanted* before a cursor; raises ``Problem`` for one that is none."""
        bounds = self._offsets(word)
        if next(self._kept.newest_first(bounds), None) is not None:
            return self._from_memory(list(bounds), wanted, limit=limit)
        low = [min(pair) for pair in zip(bounds, self._kept.horizon, strict=True)]
        seen: set[str] = set()

        def is_new(row: Row) -> bool:
            known = self._kept.find(row.facets.id)
            is_newest = known is None or known.offset <= row.offset
            if not is_newest or row.facets.id in seen or not self._lets(row, wanted):
                return False
            seen.add(row.facets.id)
            return True

        found = await self._deep.before(self._topic, low, wanted=is_new, limit=limit)
        is_end = found.is_all or self._is_before(found.rows, wanted)
        return Page(found.rows, self._tail(), None if is_end else self._word(found.positions))

    async def after(self, word: str, wanted: Filter, *, limit: int) -> Page:
        """
        Return the oldest *wanted* after a cursor.

        Raises:
            Problem: 410 when what came next is not kept any more; 400 for no cursor.
        """
        at = self._offsets(word)
        ends = tuple(self._kept.positions)
        try:
            if any(offset > end for offset, end in zip(at, ends, strict=True)):
                # Another process of ours may be ahead of us; that is no other Kafka.
                await self._deep.require_there(self._topic, at)
            if self._kept.reaches(at):
                return self._after_in_memory(at, wanted, limit=limit)
            found = await self._deep.after(
                self._topic, at, ends=ends, wanted=lambda row: self._lets(row, wanted), limit=limit
            )
        except Expired as error:
            raise expired(str(error)) from error
        return Page(found.rows, self._word(found.positions), None, found.is_all)

    def _from_memory(self, bounds: list[int], wanted: Filter, *, limit: int) -> Page:
        rows: list[Row] = []
        is_end = False
        for row in self._kept.newest_first(tuple(bounds)):
            if len(rows) == limit:
                break
            bounds[row.partition] = row.offset
            if self._lets(row, wanted):
                rows.append(row)
        else:
            bounds = [min(pair) for pair in zip(bounds, self._kept.horizon, strict=True)]
            pairs = zip(self._kept.horizon, self._kept.begins, strict=True)
            is_end = all(horizon <= begin for horizon, begin in pairs)
        is_end = is_end or self._is_before(rows, wanted)
        return Page(rows, self._tail(), None if is_end else self._word(bounds))

    def _after_in_memory(self, at: Offsets, wanted: Filter, *, limit: int) -> Page:
        positions = list(at)
        rows: list[Row] = []
        for row in self._kept.oldest_first(at):
            if len(rows) == limit:
                return Page(rows, self._word(positions), None, is_up_to_date=False)
            positions[row.partition] = row.offset + 1
            if self._lets(row, wanted):
                rows.append(row)
        ends = starmap(max, zip(positions, self._kept.positions, strict=True))
        return Page(rows, self._word(tuple(ends)))

    @staticmethod
    def _is_before(rows: Sequence[Row], wanted: Filter) -> bool:
        """Tell whether older pages are all before what is wanted."""
        if wanted.since is None or not rows:
            return False
        return rows[-1].written_at < (wanted.since - MARGIN).timestamp() * 1000

    def _offsets(self, word: str) -> Offsets:
        return offsets_of(word, self._topic, len(self._kept.positions))

    def _tail(self) -> str:
        return self._word(self._kept.positions)

    def _word(self, offsets: Sequence[int]) -> str:
        return cursor.written({self._topic.name: tuple(offsets)})


def offsets_of(word: str, topic: Topic, count: int) -> Offsets:
    """
    Return where a cursor stands in *topic*.

    One of a stream has it too. A partition that was added since has only what came since.

    Raises:
        Problem: 400, when it is no cursor, or none of this topic.
    """
    offsets = topics_of(word).get(topic.name)
    if offsets is None or len(offsets) > count:
        raise bad("this cursor is of another list")
    return (*offsets, *(0,) * (count - len(offsets)))


def topics_of(word: str) -> dict[str, Offsets]:
    """Read a cursor; raises ``Problem`` (400) when it is none."""
    try:
        return cursor.read(word)
    except BadCursor as error:
        raise bad(str(error)) from error


def expired(why: str) -> Problem:
    """Say that a cursor cannot be gone on from, and what to do."""
    return Problem(
        410, f"{why}; take the list without a cursor, and go on from its `tail`",
        kind="cursor-expired",
    )  # fmt: skip
