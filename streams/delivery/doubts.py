"""
What should the owner of a subscription know?

Not here: what is looked for (``linting.py``, ``addressing.py``).
"""

from __future__ import annotations

from typing import NamedTuple


class Doubt(NamedTuple):
    """
    One thing.

    Attributes:
        key: Which key says it.
        grave: It can never work, or gives a secret away.
        what: In words, without any secret.
    """

    key: str
    grave: bool
    what: str


def doubt(key: str, what: str) -> Doubt:
    """Find what wants looking at."""
    return Doubt(key, grave=False, what=what)


def grave(key: str, what: str) -> Doubt:
    """Find what can never work."""
    return Doubt(key, grave=True, what=what)
