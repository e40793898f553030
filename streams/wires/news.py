"""
What of a document is news, where does it go, and what is the document called?

Pure. Not here: publishing it (``streams/wires/publishing.py``), and what a feed remembers of
its items (``streams/wires/seen.py``).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from agents.effects import Output
from schemas.dispatch import Dispatch
from schemas.feed import Feed, FeedState, FetchOutcome
from schemas.topics import DISPATCHES

from .formats import Parsed
from .seen import SHORTEST_MEMORY, SHORTEST_MEMORY_OF_PIECES, Sifted, sift


def news_in(parsed: Parsed, feed: Feed, state: FeedState, *, is_older: bool = False) -> Sifted:
    """
    Tell what of a document is published, and what to remember of it.

    Args:
        parsed: The document.
        feed: Whose.
        state: What was remembered before; without contact all is baseline but what the
            operator calls news.
        is_older: Whether it is a further page of the one before.
    """
    is_whole = feed.folder is None and feed.api is None
    sifted = sift(
        state.seen,
        parsed.dispatches,
        numbered=parsed.numbered,
        shortest=SHORTEST_MEMORY if is_whole else SHORTEST_MEMORY_OF_PIECES,
        is_older=is_older,
    )
    if state.contacted:
        return sifted
    return sifted._replace(fresh=_newest_live(sifted.fresh, feed.backfill))


def addressed(dispatches: Iterable[Dispatch]) -> list[Output]:
    """Return *dispatches* as they are sent: a correction under the key of its item, too."""
    return [Output(DISPATCHES, key, one) for one in dispatches for key in one.addresses]


def _newest_live(fresh: tuple[Dispatch, ...], count: int) -> tuple[Dispatch, ...]:
    """Return *fresh*, oldest first, with the last *count* of them as news."""
    first = max(0, len(fresh) - count)
    return fresh[:first] + tuple(replace(dispatch, intake="live") for dispatch in fresh[first:])


def outcome_of(parsed: Parsed, *, new: int) -> FetchOutcome:
    """Name a document that could be parsed, *new* of whose items were not known."""
    if parsed.dispatches and all(one.date_source == "fetched" for one in parsed.dispatches):
        return "undated"
    if new:
        return "ok_new"
    if parsed.dispatches:
        return "ok_unchanged"
    return "parse_error" if parsed.errors else "empty"
