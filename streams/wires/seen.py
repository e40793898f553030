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
# feeds of twenty items then take 120 MB; all with 200 entries would take 590.
SHORTEST_MEMORY = 40

# A drop folder's documents hold one item each, and an API answers with what is new.
SHORTEST_MEMORY_OF_PIECES = 200

# Twice the items that are read of a document; with the longest keys 780 kB, which still
# fit into one record.
LONGEST_MEMORY = 4_000

# After so many days an id with another headline and address is another item's.
REUSED_AFTER_DAYS = 7


# Hexadecimal digits in ``Seen.content``: of the words, of the link, of the headline, of the day
# since 1970. Two links or headlines in 65,000 are taken for one, which does no harm.
_WORDS, _LINK, _HEADLINE, _DAY = slice(0, 16), slice(16, 20), slice(20, 24), slice(24, 28)


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
        known = shown.pop(dispatch.key, None) or remembered.pop(dispatch.key, None)
        named = known.named if known else None
        content = content_of(dispatch)
        if known is not None:
            if not numbered and _is_another(content, known.content):
                known, named = None, identity(dispatch.key, dispatch.url, dispatch.headline)
            else:
                content = content[: _DAY.start] + known.content[_DAY]
        revision = _revision(dispatch, content, known, numbered=numbered)
        if revision is not None:
            key = named or dispatch.key
            fresh.append(msgspec.structs.replace(dispatch, key=key, revision=revision))
            known = Seen(key=dispatch.key, content=content, revision=revision, named=named)
        if known is not None:
            shown[dispatch.key] = known
    fresh.sort(key=lambda dispatch: dispatch.published_at)
    room = min(max(shortest, 2 * len(document), len(seen)), LONGEST_MEMORY)
    # What the feed still shows on its first page is forgotten last.
    kept = {**shown, **remembered} if is_older else {**remembered, **shown}
    return Sifted(tuple(fresh), tuple(kept.values())[-room:])


def content_of(dispatch: Dispatch) -> str:
    """Hash what *dispatch* says, for ``Seen``; only its first day counts, for feeds touch times."""
    words = identity(
        dispatch.headline,
        dispatch.text,
        dispatch.pubstatus,
        dispatch.signal,
        dispatch.embargo_until,
        dispatch.corrects,
        size=8,
    )
    link, headline = identity(dispatch.url, size=2), identity(dispatch.headline, size=2)
    return f"{words}{link}{headline}{_day(dispatch)}"


def _is_another(here: str, there: str) -> bool:
    """Tell whether what is *here* under an id is no version of what was *there*."""
    if here[_LINK] == there[_LINK] or here[_HEADLINE] == there[_HEADLINE] or not there[_DAY]:
        return False
    return int(here[_DAY], 16) - int(there[_DAY], 16) > REUSED_AFTER_DAYS


def _day(dispatch: Dispatch) -> str:
    """Write the day on which *dispatch* was published; there are digits enough until 2149."""
    return f"{max(0, int(dispatch.published_at.timestamp() // 86_400)):04x}"


def _revision(
    dispatch: Dispatch, content: str, known: Seen | None, *, numbered: bool
) -> int | None:
    """Return the revision under which to publish *dispatch*, ``None`` when it is no news."""
    if known is None:
        return dispatch.revision
    is_edited = content[_WORDS] != known.content[_WORDS]
    if not numbered:
        return known.revision + 1 if is_edited else None
    # An older revision that comes late must not stand for the newest one.
    if dispatch.revision > known.revision:
        return dispatch.revision
    return dispatch.revision if dispatch.revision == known.revision and is_edited else None
