"""
When does what fall due?

A heap of times over ids that have one each. An id whose time changed leaves its old
entry in the heap; such entries are passed over and thrown out when they outnumber
the others. Not here: what falls due (``agents/linking/turn.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Final

# Stale entries of the heap are thrown out when they outnumber the live ones by this much.
SLACK: Final = 64


class Dues:
    """What falls due when; nothing costs one comparison, however many wait."""

    def __init__(self) -> None:
        self._due: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def set(self, one: str, due: datetime) -> None:
        """Let *one* fall due at *due*, and no longer at any other time."""
        self._due[one] = due
        heappush(self._heap, (due, one))

    def drop(self, one: str) -> None:
        """Let *one* fall due no more."""
        self._due.pop(one, None)

    def replace(self, dues: Mapping[str, datetime]) -> None:
        """Give everything other times."""
        self._due = dict(dues)
        self._heap = []

    def until(self, at: datetime) -> list[tuple[datetime, str]]:
        """
        Return what is due at *at* or before, unordered.

        The heap is walked only as far down as its entries are due.
        """
        if not self._heap or self._heap[0][0] > at:  # as mostly, and asked twice a record
            return []
        found, ahead = [], [0]
        while ahead:
            place = ahead.pop()
            if place < len(self._heap) and self._heap[place][0] <= at:
                due, one = self._heap[place]
                if self._due.get(one) == due:
                    found.append((due, one))
                ahead += (2 * place + 1, 2 * place + 2)
        return list(dict.fromkeys(found))

    def tidy(self) -> None:
        """Keep the head of the heap live, so that the next look at it is one comparison."""
        if not self._heap or len(self._heap) > 2 * len(self._due) + SLACK:
            self._heap = [(due, one) for one, due in self._due.items()]
            heapify(self._heap)
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)
