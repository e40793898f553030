"""
What do all records have in common?

The base of every record, the small types they share, and the one way an id is
made. Not here: how records become bytes (``schemas/codec.py``).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

import msgspec

Span = tuple[int, int]
"""``(start, end)``, end exclusive, in code points of the canonical text."""

PlaceId = int | str
"""A GeoNames id, or an ``x-tocsin:`` id for a place that GeoNames lacks."""

Precision = Literal[
    "minute", "part_of_day", "day", "range", "week", "month", "quarter", "year", "unknown"
]

Side = Literal["A", "B", "C", "civilian", "unknown"]
"""A and B fight each other; who fights beside them has the same letter."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """
    A frozen record; changed by ``msgspec.structs.replace``.

    Open to releases of ours: a field that a newer one added is passed over, or an older worker
    beside it could read nothing. Closed to people: ``schemas.codec`` refuses what they misspell
    (docs/decisions/0012).

    No record can be part of a cycle, so the garbage collector need not look at any
    (``gc=False``): a worker keeps tens of thousands of them.

    Every record repeats ``frozen`` and ``kw_only``: msgspec does not inherit the one, mypy
    does not see the other.
    """


class DispatchRef(Record, frozen=True, kw_only=True):
    """
    Which version of which dispatch.

    Attributes:
        key: The dispatch key.
        revision: Its revision, 1 or more.
    """

    key: str
    revision: int


def identity(*parts: object, size: int = 12) -> str:
    """
    Make the id of what *parts* describe: the same parts give the same id anywhere, forever.

    The parts are joined by a character that no part should contain (unit separator),
    so ``("a", "bc")`` and ``("ab", "c")`` differ. *size* is in bytes; twelve make a
    collision among a billion ids about one in a hundred billion.
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
