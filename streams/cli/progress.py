"""
How far are we?

One line on stderr while a command reads many records, on a terminal only: a pipe
gets none of it. Not here: what is read.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Often enough to see it move, too seldom to cost anything.
EVERY_SECONDS = 0.2


class Meter:
    """
    The line.

    Attributes:
        what: What is read.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._is_on = sys.stderr.isatty()
        # What is done within a moment needs no line.
        self._shown_at = time.monotonic()

    def show(self, done: int, total: int) -> None:
        """Write how much of *total* is done over what stood there, unless that was just now."""
        self.say(f"{done:,} of {total:,}")

    def say(self, words: str) -> None:
        """Write *words* over what stood there, unless something was written just now."""
        now = time.monotonic()
        if self._is_on and now - self._shown_at > EVERY_SECONDS:
            self._shown_at = now
            print(f"\r{self.what}: {words}\x1b[K", end="", file=sys.stderr, flush=True)

    def wipe(self) -> None:
        """Leave the line empty for what is said next."""
        if self._is_on:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def meter(what: str) -> Iterator[Meter]:
    """Give a line that is gone afterwards."""
    line = Meter(what)
    try:
        yield line
    finally:
        line.wipe()
