"""
How does a stream go on where it broke off?

What a cursor says is looked at before the stream opens: whether it is one, and whether what came
next is still there. Then what was missed is told topic by topic, out of memory or Kafka, each
event with the cursor that a reader would have there. Not here: what happens from now on
(``hub.py``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Iterator

from schemas.topics import TOPICS

from . import cursor
from .cursor import Offsets
from .deep import Busy, Expired
from .hub import Wanted, framed
from .kept import Row
from .knowledge import EVENTS
from .lists import again
from .paging import expired, offsets_of, topics_of
from .problems import bad
from .service import Service

AT_ONCE = 50
"""Missed events of one look."""

STREAMED = tuple(topic for topic in TOPICS if topic.name in EVENTS)


async def begin_at(
    service: Service, words: Iterable[str], topics: Collection[str]
) -> dict[str, Offsets]:
    """
    Return where a reader goes on, by what cursors say.

    One of a stream tells of all topics, one of a list of its own; what is not asked for need not
    be told.

    Raises:
        Problem: 400, 410 when it cannot, 503.
    """
    said = [(word, topics_of(word)) for word in words]
    begin = {}
    for topic in STREAMED:
        kept = service.knowledge.kept[topic.name]
        word = next((word for word, names in said if topic.name in names), None)
        if word is None and topic.name in topics:
            raise bad(f"no cursor here tells of {topic.name}: give one, or ask for other `topics`")
        if word is None or topic.name not in topics:
            begin[topic.name] = tuple(kept.positions)
            continue
        at = begin[topic.name] = offsets_of(word, topic, len(kept.positions))
        is_ahead = any(offset > end for offset, end in zip(at, kept.positions, strict=True))
        if is_ahead or not kept.reaches(at):
            try:
                await service.deep.require_there(topic, at)
            except Expired as error:
                raise expired(str(error)) from error
            except Busy as error:
                raise again(error) from error
    return begin


async def missed_since(
    service: Service, wanted: Wanted, begin: dict[str, Offsets], end: dict[str, Offsets]
) -> AsyncIterator[bytes]:
    """Yield what lies between two cursors, topic by topic, in portions."""
    at = dict(begin)
    for topic in STREAMED:
        name = topic.name
        kept, ends = service.knowledge.kept[name], end[name]
        if name not in wanted.topics:
            at[name] = ends
            continue
        while any(offset < last for offset, last in zip(at[name], ends, strict=True)):
            if kept.reaches(at[name]):
                rows = [
                    row for row in kept.oldest_first(at[name]) if row.offset < ends[row.partition]
                ]
                after = ends
            else:
                found = await service.deep.after(
                    topic, at[name], ends=ends, wanted=lambda _: True, limit=AT_ONCE
                )
                rows, after = found.rows, found.positions
            positions, said = list(at[name]), []
            for row in rows:
                positions[row.partition] = row.offset + 1
                if wanted.filter.lets(row.facets):
                    at[name] = tuple(positions)
                    said.append(framed(EVENTS[name], row.data, cursor=cursor.written(at)))
            at[name] = after or tuple(positions)
            yield b"".join(said)


def _before(rows: Iterator[Row], ends: Offsets) -> Iterator[Row]:
    return (row for row in rows if row.offset < ends[row.partition])
