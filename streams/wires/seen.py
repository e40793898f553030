"""
Which items of this document are new?

A feed shows its last items again at every poll. What we published is
remembered by key and words: an unknown key is new, a known one with other words
was edited, anything else is passed over. Dates are not asked: feeds touch them,
and items arrive late. Only where a known id comes with another headline at
another address they are: a desk that corrects does so within days, and what
comes later under an old id is another item (a feed was seen to reuse ids after
three years, and readers hid its news). Pure: state in, state out.

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
# feeds of twenty items then take 165 MB; all with 200 entries would take 810.
SHORTEST_MEMORY = 40

# A drop folder's documents hold one item each, and an API answers with what is new.
SHORTEST_MEMORY_OF_PIECES = 200

# Twice the items that are read of a document; with the longest keys 900 kB, which still
# fit into one record.
LONGEST_MEMORY = 4_000

# After so many days an id with another headline and address is another item's.
REUSED_AFTER_DAYS = 7


# Characters of each of the two hashes in a face.
_HALF = 4


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
    is_older: bool = False,
) -> Sifted:
    """
    Tell which of *dispatches* were not published yet.

    Args:
        seen: What is remembered of the feed.
        dispatches: A document, in its order.
        numbered: Whether the agency counts its revisions. Else every edit counts one up.
        shortest: How many items to remember in any case.
        is_older: Whether it is a further page, of items before those that were just seen.
    """
    remembered = {entry.key: entry for entry in seen}
    shown: dict[str, Seen] = {}
    fresh: list[Dispatch] = []
    document = tuple(dispatches)
    # Feeds put the newest on top: from below, equal times come out oldest first.
    for dispatch in reversed(document):
        known = remembered.pop(dispatch.key, None)
        named = known.named if known else None
        if known is not None and not numbered and _is_another(dispatch, known):
            known, named = None, identity(dispatch.key, dispatch.url, dispatch.headline)
        content = content_of(dispatch)
        revision = _revision(dispatch, content, known, numbered=numbered)
        if revision is not None:
            key = named or dispatch.key
            fresh.append(msgspec.structs.replace(dispatch, key=key, revision=revision))
            known = Seen(
                key=dispatch.key,
                content=content,
                revision=revision,
                face="" if numbered else _face(dispatch),
                since=_day(dispatch) if known is None or known.since is None else known.since,
                named=named,
            )
        if known is not None:
            shown[dispatch.key] = known
    fresh.sort(key=lambda dispatch: dispatch.published_at)
    room = min(max(shortest, 2 * len(document), len(seen)), LONGEST_MEMORY)
    # What the feed still shows on its first page is forgotten last.
    kept = {**shown, **remembered} if is_older else {**remembered, **shown}
    return Sifted(tuple(fresh), tuple(kept.values())[-room:])


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


def _is_another(dispatch: Dispatch, known: Seen) -> bool:
    """Tell whether *dispatch* is no version of what is *known* under its id."""
    if not known.face or known.since is None:
        return False
    face = _face(dispatch)
    has_moved = face[:_HALF] != known.face[:_HALF] and face[_HALF:] != known.face[_HALF:]
    return has_moved and _day(dispatch) - known.since > REUSED_AFTER_DAYS


def _face(dispatch: Dispatch) -> str:
    """Hash link and headline; so shortly that two in 65,000 are taken for one, which is no harm."""
    return identity(dispatch.url, size=_HALF // 2) + identity(dispatch.headline, size=_HALF // 2)


def _day(dispatch: Dispatch) -> int:
    """Return the day on which *dispatch* was published, counted from 1970."""
    return int(dispatch.published_at.timestamp() // 86_400)


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
