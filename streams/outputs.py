"""
How do records reach the broker, and when are they safe there?

All outputs of one record, or of one document of a wire, are handed over together
and awaited together: when ``send`` returns, the broker has every one of them.
Changes of the agents' memory go out before each commit, all of them or none. A producer
of ours carries it all, because Faust only logs a send that failed. Not here: what is sent
(``agents``), which headers alerts have (``streams/cloud_events.py``), and what a failure
means (``streams/dead_letters.py``: it is ours, the process stops).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.producer.message_accumulator import BatchBuilder

from agents.effects import Output
from schemas.codec import encode
from schemas.dead_letter import Headers
from schemas.record import Record
from schemas.topics import DEAD, LARGEST_RECORD, Topic

from .batches import Batches
from .cloud_events import headers_of

if TYPE_CHECKING:
    # Tables load Faust, which pollers and commands do without.
    from .tables import Change

AROUND, AROUND_HEADER = 100, 10
"""Bytes that Kafka puts around a record in a batch of its own, and around a header, at most."""

UNCOMPRESSED = 0
"""As Kafka writes it on a batch."""


class NotSent(KafkaError):
    """Something was handed over and did not arrive, whatever kept it from that."""


class Producer(Protocol):
    """What an aiokafka producer and our fakes have in common."""

    async def send(
        self,
        topic: str,
        value: bytes | None = None,
        key: bytes | None = None,
        partition: int | None = None,
        timestamp_ms: int | None = None,
        headers: Headers | None = None,
    ) -> Awaitable[Any]:
        """Hand over one record; what is returned is awaited for the broker's word, its offset."""

    async def send_batch(
        self, batch: BatchBuilder, topic: str, *, partition: int
    ) -> Awaitable[Any]:
        """Hand over records of one partition; likewise, the offset is that of the first."""

    async def partitions_for(self, topic: str) -> set[int]:
        """Return the partitions of *topic*, and know from then on where they are."""


def itself(topic: Topic) -> Topic:
    """Return *topic*."""
    return topic


class Outbox:
    """
    The one way out.

    Args:
        producer: Carries it all.
        prefix: Stands before the names of our topics.
        instead: Says which topic stands for one that an agent names: a replay has its own.
    """

    def __init__(
        self, producer: Producer, prefix: str, *, instead: Callable[[Topic], Topic] = itself
    ) -> None:
        self._producer = producer
        self._prefix = prefix
        self._instead = instead

    async def send(self, *outputs: Output) -> None:
        """
        Send *outputs* and wait until the broker has acknowledged all of them.

        Raises:
            MessageSizeTooLargeError: One is larger than its topic takes; none was sent.
            KafkaError: At least one did not arrive; others may have.
        """
        # One record may go to two topics (incidents, revisions): it is written once.
        once = {id(output.record): output.record for output in outputs}
        written = {key: encode(record) for key, record in once.items()}
        ready: list[tuple[str, bytes, bytes, Headers | None]] = []
        for output in outputs:
            value, key = written[id(output.record)], output.key.encode()
            headers = headers_of(output.record)
            require_fit(output.topic, key, value, headers)
            ready.append((self._prefix + self._instead(output.topic).name, value, key, headers))
        with _as_not_sent():
            await all_of(
                [
                    await self._producer.send(topic, value, key, headers=headers)
                    for topic, value, key, headers in ready
                ]
            )

    async def publish(self, changes: Iterable[Change]) -> list[int]:
        """
        Send *changes* to their changelogs and wait likewise; raises ``KafkaError``.

        All of them leave at once: a batch for each partition, in one request to each broker.
        So a worker that is killed was heard in full or not at all, and whoever goes on knows
        of no record that an event is gone without knowing why. Only what is more than a record
        may be, in one partition, takes further requests.

        Returns:
            The offset of each on its changelog.
        """
        batches = Batches(lambda: BatchBuilder(LARGEST_RECORD, UNCOMPRESSED))
        places = [
            batches.add(one.topic, one.partition, key=one.key, value=one.value) for one in changes
        ]
        together = batches.take_all()
        with _as_not_sent():
            for topic in {batch.topic for batch in together}:
                await self._producer.partitions_for(topic)  # nothing is asked for in between then
            sent = [
                await self._producer.send_batch(
                    batch.records, batch.topic, partition=batch.partition
                )
                for batch in together
            ]
            arrived = await all_of(sent)
        first = {batch: one.offset for batch, one in zip(together, arrived, strict=True)}
        return [first[place.batch] + place.number for place in places]

    async def bury(self, key: bytes | None, value: bytes | None, headers: Headers) -> None:
        """Send a record to the dead letters and wait likewise; raises as ``send`` does."""
        # A record needs a key or a value; one that came without either is an empty one.
        said = b"" if key is None and value is None else value
        require_fit(DEAD, key, said, headers)
        with _as_not_sent():
            sent = await self._producer.send(self._prefix + DEAD.name, said, key, headers=headers)
            await all_of([sent])

    async def tell(self, topic: str, partitions: Iterable[int], record: Record) -> None:
        """Send *record* to each of *partitions* of *topic* and wait likewise."""
        said = encode(record)
        name = self._prefix + topic
        await all_of(
            [await self._producer.send(name, said, partition=partition) for partition in partitions]
        )


async def all_of(sent: Iterable[Awaitable[Any]]) -> list[Any]:
    """Wait for all of *sent*, then raise the first failure if there was one."""
    results = await asyncio.gather(*sent, return_exceptions=True)
    for result in results:
        if isinstance(result, asyncio.CancelledError):  # not we: the producer gave up
            raise NotSent("the producer was closed before the broker answered")
        if isinstance(result, BaseException):
            raise result
    return results


def require_fit(
    topic: Topic, key: bytes | None, value: bytes | None, headers: Headers | None
) -> None:
    """
    Raise ``MessageSizeTooLargeError`` for a record that *topic* would refuse.

    Before it is handed over: an idempotent producer counts a refused record as sent, and
    from then on the broker refuses that partition's records as out of order (aiokafka
    0.14.0, measured). Should the topic take less than it was made for, just that happens:
    the next send fails, and the process starts again with a new producer.
    """
    said = sum(len(name.encode()) + len(value) + AROUND_HEADER for name, value in headers or ())
    size = len(key or b"") + len(value or b"") + said + AROUND
    if size > topic.max_message_bytes:
        raise MessageSizeTooLargeError(
            f"{size:,} bytes for topic {topic.name}, which takes {topic.max_message_bytes:,}"
        )


@contextmanager
def _as_not_sent() -> Iterator[None]:
    """Turn whatever comes up between us and the broker into a ``KafkaError``."""
    try:
        yield
    except KafkaError:
        raise
    except Exception as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error
