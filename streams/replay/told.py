"""
What had the poller published of these feeds before?

Documents are kept for a week, dispatches for a year: what a feed showed before its first
document that is kept lies in the live ``dispatches``, and so does which of its documents
was its first contact. What the poller remembers itself is of no use: it is of today. Not
here: what follows from it (``streams/replay/parsing.py``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime

from schemas.codec import BadRecord, decode
from schemas.dispatch import Dispatch
from schemas.feed import Seen
from schemas.topics import DISPATCHES
from streams.kafka import read, topic_name
from streams.settings import Settings
from streams.wires.seen import LONGEST_MEMORY, content_of


class Told:
    """
    What life made of one feed.

    Attributes:
        first: When its first dispatch came in that is kept.
        contacts: When documents came in whose items were there before us.
    """

    def __init__(self, first: datetime) -> None:
        self.first = first
        self.contacts: set[datetime] = set()
        self._seen: deque[tuple[datetime, Seen]] = deque(maxlen=LONGEST_MEMORY)

    def note(self, dispatch: Dispatch, *, before: datetime) -> None:
        """Take in one dispatch of the feed; its words are remembered if it came *before*."""
        at = dispatch.received_at
        self.first = min(self.first, at)
        if dispatch.intake == "baseline":
            self.contacts.add(at)
        if at < before:
            content = content_of(dispatch)
            one = Seen(key=dispatch.key, content=content, revision=dispatch.revision)
            self._seen.append((at, one))

    def seen(self, before: datetime) -> tuple[Seen, ...]:
        """Return what the poller remembered *before*, oldest first."""
        lived = sorted((one for one in self._seen if one[0] < before), key=lambda one: one[0])
        newest: dict[str, Seen] = {}
        for _, one in lived:
            newest.pop(one.key, None)
            newest[one.key] = one
        return tuple(newest.values())


async def told(
    bootstrap: str, settings: Settings, *, before: datetime, is_wanted: Callable[[str], bool]
) -> dict[str, Told]:
    """
    Read what was published of the feeds that are wanted.

    Args:
        bootstrap: ``host:port,…``.
        settings: Ours.
        before: From then on documents are there to tell it.
        is_wanted: Asked for each feed id.

    Returns:
        By feed id; without those of which nothing is kept.

    Raises:
        Trouble: No Kafka answers.
    """
    found: dict[str, Told] = {}
    async with aclosing(read(bootstrap, topic_name(settings, DISPATCHES), follow=False)) as records:
        async for record in records:
            try:
                dispatch = decode(Dispatch, record.value or b"")
            except BadRecord:  # a dead letter in life
                continue
            feed = dispatch.feed
            # A backfill is nothing that the poller brought; a correction lies there twice.
            if feed is None or dispatch.intake == "backfill" or record.key != _key(dispatch):
                continue
            if is_wanted(feed):
                known = found.setdefault(feed, Told(dispatch.received_at))
                known.note(dispatch, before=before)
    return found


def _key(dispatch: Dispatch) -> bytes:
    return dispatch.key.encode()
