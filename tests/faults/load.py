"""
What is sent while things break?

The bench's invented stream, made so that an undisturbed run of it has only one outcome
(``tests/faults/undisturbed.py``), however long anything stands still:

- All dispatches about one country lie in one partition of ``dispatches``, the one of the
  same number as its partition of ``readings``. So their order in both is the same, and
  nothing depends on which partition was held up.
- They are received an hour from now. The worker's own ticks are then behind the clock of
  every partition and change nothing: time is told by the dispatches alone, and what is due
  falls due between the same two of them. ``closing`` is the last word on time. No run may
  take that hour.

Not here: how it is sent (``tests/faults/sending.py``), what the agents make of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

from msgspec.structs import replace

from schemas.codec import encode
from schemas.control import Tick
from schemas.dispatch import Dispatch
from schemas.topics import READINGS
from streams import kafka
from streams.settings import Settings
from tests.bench.corpus import EVERY, WARS, fronts, stream

AHEAD = timedelta(hours=1)


class Sent(NamedTuple):
    """One record for ``dispatches``: its key and bytes; *is_poison* when nobody can read it."""

    key: str
    value: bytes
    is_poison: bool = False


# Every country of the stream. Half of them gather updates for 20 s of it and are told every
# 30 s at most, some four hundred dispatches: what they wait for falls due under way.
WATCHLIST = "\n".join(
    f'[[watch]]\nid = "{code.lower()}"\ncountry = "{code}"\n'
    f"batch_seconds = {20 * (number % 2)}\ncooldown_seconds = {30 * (number % 2)}\n"
    for number, code in enumerate(WARS)
)


# In a long run a town would see more reports than any war has. So the stream comes in
# chapters, far enough apart for all incidents to end; whole weeks, or its weekdays were wrong.
CHAPTER = 5_000
APART = timedelta(weeks=10)


def dispatches(partitions: int, start: datetime) -> Iterator[Dispatch]:
    """Yield the stream, for ever, each under a key that lies in its country's partition."""
    for number, one in enumerate(stream(10**9, start)):
        at = one.received_at + number // CHAPTER * APART
        yield replace(one, key=_key(number, partitions), published_at=at, received_at=at)


def _key(number: int, partitions: int) -> str:
    """Return a key for the dispatch *number* of the stream; ordinary news may lie anywhere."""
    if number % EVERY:
        return f"fault:{number}"
    country = fronts()[(number // EVERY) % len(fronts())][1]
    wanted = kafka.partition_of(country, partitions)
    keys = (f"fault:{number}.{salt}" for salt in count())
    return next(key for key in keys if kafka.partition_of(key, partitions) == wanted)


def told(dispatched: Iterable[Dispatch], *, poison_every: int = 0) -> Iterator[Sent]:
    """Write *dispatched* down; before every so many of them, something that nobody can read."""
    for number, one in enumerate(dispatched, 1):
        if poison_every and number % poison_every == 0:
            yield poison(f"odd-{number}")
        yield Sent(one.key, encode(one))


def poison(name: str) -> Sent:
    """Return what says it is a dispatch, and is none."""
    return Sent(f"poison:{name}", b'{"key": 7}', is_poison=True)


def end_of(records: int) -> datetime:
    """Return a time after all that the first *records* of the stream can make due."""
    return start_of_stream() + timedelta(days=3) + (records // CHAPTER + 1) * APART


async def closing(settings: Settings, at: datetime) -> None:
    """Tell every partition of ``readings`` that it is *at*: what is due happens now."""
    tick = encode(Tick(at=at))
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for partition in range(settings.kafka.partitions):
            topic = kafka.topic_name(settings, READINGS)
            await producer.send_and_wait(topic, tick, partition=partition)


def start_of_stream() -> datetime:
    """Return when the first dispatch of a run is received: some time ahead, on a full second."""
    return datetime.now(UTC).replace(microsecond=0) + AHEAD
