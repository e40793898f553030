"""
How many bad records are too many?

A lone bad record is its sender's fault. A long run of them, or a great share of
the last ones, is our deploy: dead-lettering on would empty a topic into ``dead``
before anybody looks. Counted for each stage, in this process, since its start. Not
here: what happens then (``streams/dead_letters.py``: the process stops).
"""

from __future__ import annotations

from collections import defaultdict, deque

WINDOW = 500
"""Records over which the share is taken: some seconds of a full wire, an hour of a thin one."""


class DeadLimit:
    """
    Counts what was handled and what could not be.

    Args:
        run: So many bad records in a row are too many.
        share: Of the last ``WINDOW`` records, handled or not, more than this share is; from 0
            to 1. Before so many have come, the count is what that share of all of them would be.
    """

    def __init__(self, run: int, share: float) -> None:
        self._run = run
        self._most = int(share * WINDOW)
        self._share = share
        self._stages: defaultdict[str, _Stage] = defaultdict(_Stage)

    def good(self, stage: str) -> None:
        """Count a record that *stage* handled."""
        self._stages[stage].add(is_bad=False)

    def bad(self, stage: str) -> str | None:
        """Count one that it could not handle; returns why that is too many, if it is."""
        seen = self._stages[stage]
        seen.add(is_bad=True)
        if seen.run >= self._run:
            return f"{seen.run} bad records in a row (worker.dead_limit)"
        if seen.bad > self._most:
            last = f"{seen.bad} of the last {len(seen.last)} records are bad"
            return f"{last}, more than {self._share:.0%} of {WINDOW} (worker.dead_share)"
        return None


class _Stage:
    """What the last records at one stage came to."""

    def __init__(self) -> None:
        self.run = 0
        self.bad = 0
        self.last: deque[bool] = deque(maxlen=WINDOW)

    def add(self, *, is_bad: bool) -> None:
        """Take in one more; the oldest falls out."""
        if len(self.last) == WINDOW:
            self.bad -= self.last[0]
        self.last.append(is_bad)
        self.bad += is_bad
        self.run = self.run + 1 if is_bad else 0
