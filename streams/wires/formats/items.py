"""
Which items of a document can be read?

One bad item costs itself and is named; the others go through. Not here: what an
item is in any one format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from schemas.dispatch import Dispatch

from .document import Fault, NotADispatch, Parsed

T = TypeVar("T")

# The longest documents of agencies are archives of a day; feeds have the same limit.
MOST_ITEMS = 2_000


def read_each(
    items: Iterable[T],
    dispatch_of: Callable[[T], Dispatch],
    name_of: Callable[[T], str],
    *,
    numbered: bool,
) -> Parsed:
    """
    Read every one of *items*.

    Args:
        items: As they stand in the document; no more than ``MOST_ITEMS`` are read.
        dispatch_of: Reads one; raises ``NotADispatch`` or ``ValueError``.
        name_of: Names one for people, ``""`` when it has no name.
        numbered: Whether the document counts revisions.
    """
    dispatches: list[Dispatch] = []
    errors: list[Fault] = []
    for position, item in enumerate(items, 1):
        if position > MOST_ITEMS:
            errors.append(Fault("document", f"more than {MOST_ITEMS} items; read the first ones"))
            break
        try:
            dispatches.append(dispatch_of(item))
        except (NotADispatch, ValueError) as error:
            name = name_of(item)[:200]
            errors.append(Fault(f"item {position}{f' ({name})' if name else ''}", str(error)))
    return Parsed(tuple(dispatches), tuple(errors), numbered=numbered)
