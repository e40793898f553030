"""
Can this server's "nothing changed" be believed?

Some keep their ETag when the feed changes (Media Cloud asks none of its 180,000
feeds with validators for that). So now and then the whole document is fetched
all the same, and a server that had news under an old validator is not asked
with one again. Pure: state in, state out.
"""

from __future__ import annotations

from msgspec.structs import replace

from schemas.feed import FeedState

# One whole document for so many questions: a twentieth of the traffic that is saved.
MOST_CONDITIONAL = 20


def to_send(state: FeedState) -> dict[str, str | None]:
    """Return the validators for the next request, both ``None`` when the whole document is due."""
    is_whole = state.distrusted or state.conditional >= MOST_CONDITIONAL
    if is_whole:
        return {"etag": None, "last_modified": None}
    return {"etag": state.etag, "last_modified": state.last_modified}


def unmodified(state: FeedState) -> FeedState:
    """Return *state* after a server said that nothing changed."""
    return replace(state, conditional=state.conditional + 1)


def modified(
    state: FeedState, *, etag: str | None, last_modified: str | None, is_news: bool
) -> FeedState:
    """
    Return *state* after a whole document came with these validators.

    Args:
        state: With the validators from before.
        etag: As it came.
        last_modified: As it came.
        is_news: Whether the document held anything that the one before did not.
    """
    # ETags are compared first, as servers do; a lastBuildDate that changes is no news.
    is_same = etag == state.etag if etag or state.etag else last_modified == state.last_modified
    is_lie = is_news and is_same and bool(etag or last_modified)
    return replace(
        state,
        etag=etag,
        last_modified=last_modified,
        conditional=0,
        distrusted=state.distrusted or is_lie,
    )
