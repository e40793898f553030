"""
What do we tell the user when something is wrong on their side?

One exception that carries one clear line; the command line prints it and exits
with its code, without a stack trace. Faults of our own are not this: they stop
loudly, with their trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

WRONG_SETUP = 2
"""Exit code of a process that would end the same way however often it were started."""


class Trouble(Exception):
    """
    Something the user can mend: says what, where, and what to do.

    Attributes:
        code: Exit code: 1 failure, 2 usage or wrong setup, 3 partial.
    """

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def settling() -> Iterator[None]:
    """Read what the user set up: no restart mends a ``Trouble`` with that."""
    try:
        yield
    except Trouble as trouble:
        trouble.code = WRONG_SETUP
        raise
