"""
Was the file written since we last looked, and what does it say now?

For what people edit while a role runs: the watchlist and the subscriptions, each with the
files that it names. Not here: what the file means (``watchlists.py``, ``subscriptions_file.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")

Noted = Callable[[Path], None]
"""To be told of each file before it is opened: what is written meanwhile is read again later."""


class Edited(Generic[T]):
    """
    What a file says, as it was last read and could be.

    Attributes:
        held: It.
    """

    def __init__(self, read: Callable[[Noted], T]) -> None:
        """
        Read it for the first time; raises what *read* does.

        Args:
            read: Reads the file and what it names, and notes each of them.
        """
        self._read = read
        self._stamps: dict[Path, tuple[int, int] | None] = {}
        self.held = read(self._note)

    def reread(self) -> T | None:
        """
        Return what the file says if it, or a file it names, was written and says something else.

        Raises:
            Trouble: It was written and cannot be read; what is held stands, and nothing is
                complained of again until it is written once more.
        """
        if all(_stamp(file) == known for file, known in self._stamps.items()):
            return None
        self._stamps = {}
        before, self.held = self.held, self._read(self._note)
        return None if self.held == before else self.held

    def _note(self, file: Path) -> None:
        self._stamps[file] = _stamp(file)


def _stamp(file: Path) -> tuple[int, int] | None:
    """Return when *file* was written, and its size; ``None`` when it is missing."""
    with suppress(OSError, ValueError):  # a NUL in the path
        status = file.stat()
        return status.st_mtime_ns, status.st_size
    return None
