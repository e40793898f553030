"""
Which items of this document are new?

A feed shows its last items again at every poll. What we published is
remembered by key and words: an unknown key is new, a known one with other words
was edited, anything else is passed over. Dates are not asked: feeds touch them,
and items arrive late. Pure: state in, state out.

Remembers ``FeedState.seen``, oldest first. A resend after it fell out is caught
by ``agents/versions.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from schemas.dispatch import Dispatch
from schemas.feed import Seen
from schemas.record import identity

# Twice the longest document lets an item leave a feed's page and come back. Ten thousand
# feeds of twenty items then take 120 MB; all with 200 entries would take 590.
SHORTEST_MEMORY = 40

# A drop folder's documents hold one item each, and an API answers with what is new.
SHORTEST_MEMORY_OF_PIECES = 200

# Twice the items that are read of a document; with the longest keys 760 kB, which still
# fit into one record.
LONGEST_MEMORY = 4_000


class Sifted(NamedTuple):
    """
    What a document changed.

    Attributes:
        fresh: Dispatches to publish, oldest first, with their revisions.
        seen: What to remember from now on.
    """

    fresh: tuple[Dispatch, ...]
    seen: tuple[Seen, ...]


def sift(
    seen: tuple[Seen, ...],
    dispatches: Iterable[Dispatch],
    *,
    numbered: bool = False,
    shortest: int = SHORTEST_MEMORY,
) -> Sifted:
    """
    Tell which of *dispatches* were not published yet.

    Args:
        seen: What is remembered of the feed.
        dispatches: A document, in its order.
        numbered: Whether the agency counts its revisions. Else every edit counts one up.
        shortest: How many items to remember in any case.
    """
    remembered = {entry.key: entry for entry in seen}
    fresh: list[Dispatch] = []
    document = tuple(dispatches)
    # Feeds put the newest on top: from below, equal times come out oldest first.
    for dispatch in reversed(document):
        known = remembered.pop(dispatch.key, None)
        content = content_of(dispatch)
        revision = _revision(dispatch, content, known, numbered=numbered)
        if revision is not None:
            fresh.append(msgspec.structs.replace(dispatch, revision=revision))
            known = Seen(key=dispatch.key, content=content, revision=revision)
        if known is not None:
            remembered[dispatch.key] = known  # what the feed still shows is forgotten last
    fresh.sort(key=lambda dispatch: dispatch.published_at)
    room = min(max(shortest, 2 * len(document), len(seen)), LONGEST_MEMORY)
    return Sifted(tuple(fresh), tuple(remembered.values())[-room:])


def content_of(dispatch: Dispatch) -> str:
    """Hash what *dispatch* says; its times are left out, for feeds touch them."""
    return identity(
        dispatch.headline,
        dispatch.text,
        dispatch.pubstatus,
        dispatch.signal,
        dispatch.embargo_until,
        dispatch.corrects,
    )


def _revision(
    dispatch: Dispatch, content: str, known: Seen | None, *, numbered: bool
) -> int | None:
    """Return the revision under which to publish *dispatch*, ``None`` when it is no news."""
    if known is None:
        return dispatch.revision
    if not numbered:
        return known.revision + 1 if content != known.content else None
    # An older revision that comes late must not stand for the newest one.
    if dispatch.revision > known.revision:
        return dispatch.revision
    is_edited = dispatch.revision == known.revision and content != known.content
    return dispatch.revision if is_edited else None
