"""What must hold for every document, whoever made it?"""

from __future__ import annotations

from schemas.codec import decode, encode
from schemas.dispatch import Dispatch
from schemas.feed import FeedState
from schemas.topics import DISPATCHES
from streams.wires.formats import NotADispatch, Origin, Parsed, parse
from streams.wires.seen import sift

# Kafka counts a record with its key, headers and batch.
LARGEST_RECORD = DISPATCHES.max_message_bytes - 4096

# What a terminal, a log or a JSON reader trips over.
FORBIDDEN = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), 127)))


def outcome_of(data: bytes, origin: Origin) -> Parsed | str:
    """
    Parse *data* and check what comes out; returns it, or the outcome of a refusal.

    Any other exception is a find. So is a dispatch that Kafka would refuse, that does not
    come back as it was written, or that differs from one run to the next.
    """
    try:
        parsed = parse(data, origin)
    except NotADispatch as refused:
        str(refused).encode()
        return refused.outcome
    check(parsed)
    assert parse(data, origin) == parsed
    return parsed


def check(parsed: Parsed) -> None:
    """Fail when *parsed* holds something that could hurt further on."""
    for error in parsed.errors:
        f"{error.where}: {error.what}".encode()  # a lone surrogate fails here
    for dispatch in parsed.dispatches:
        written = encode(dispatch)

        assert decode(Dispatch, written) == dispatch
        assert len(written) <= LARGEST_RECORD
        assert not FORBIDDEN & set(f"{dispatch.key}{dispatch.headline}{dispatch.text}")
        assert dispatch.headline or dispatch.text or dispatch.pubstatus == "canceled"
    shown = sift((), parsed.dispatches, numbered=parsed.numbered).seen
    remembered = FeedState(feed_id="feed", seen=shown)

    assert len(encode(remembered)) <= LARGEST_RECORD
