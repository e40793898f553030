"""
How do records reach the broker, and when are they safe there?

All outputs of one record, or of one document of a wire, are handed over together
and awaited together: when ``send`` returns, the broker has every one of them.
Changes of the agents' memory go out the same way before each commit. A producer
of ours carries it all, because Faust only logs a send that failed. Not here: what is sent
(``agents``), and what a failure means (``streams/dead_letters.py``: it is
ours, the process stops).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Protocol

from agents.effects import Output
from schemas.alert import Alert
from schemas.codec import encode
from schemas.dead_letter import DeadLetter
from schemas.record import Record
from schemas.topics import DEAD

if TYPE_CHECKING:
    # Tables load Faust, which pollers and commands do without.
    from .tables import Change

Headers = list[tuple[str, bytes]]

SOURCE = "/tocsin/following"
"""CloudEvents: who says so; together with the id it is unique."""


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
    ) -> Awaitable[object]:
        """Hand over one record; what is returned is awaited for the broker's word."""


class Outbox:
    """The one way out; *prefix* stands before the names of our topics."""

    def __init__(self, producer: Producer, prefix: str) -> None:
        self._producer = producer
        self._prefix = prefix

    async def send(self, *outputs: Output) -> None:
        """
        Send *outputs* and wait until the broker has acknowledged all of them.

        Raises:
            KafkaError: At least one did not arrive; others may have.
        """
        # One record may go to two topics (incidents, revisions): it is written once.
        once = {id(output.record): output.record for output in outputs}
        written = {key: encode(record) for key, record in once.items()}
        await all_of(
            [
                await self._producer.send(
                    self._prefix + output.topic.name,
                    written[id(output.record)],
                    output.key.encode(),
                    headers=headers_of(output.record),
                )
                for output in outputs
            ]
        )

    async def publish(self, changes: Iterable[Change]) -> None:
        """Send *changes* to their changelogs and wait likewise; raises ``KafkaError``."""
        await all_of(
            [
                await self._producer.send(
                    change.topic, change.value, change.key, partition=change.partition
                )
                for change in changes
            ]
        )

    async def bury(self, key: bytes | None, value: bytes | None, letter: DeadLetter) -> None:
        """Send a record to the dead letters and wait likewise; raises ``KafkaError``."""
        # A record needs a key or a value; one that came without either is an empty one.
        empty = b"" if key is None else None
        sent = await self._producer.send(
            self._prefix + DEAD.name,
            empty if value is None else value,
            key,
            headers=letter.headers(),
        )
        await sent

    async def tell(self, topic: str, partitions: Iterable[int], record: Record) -> None:
        """Send *record* to each of *partitions* of *topic* and wait likewise."""
        said = encode(record)
        name = self._prefix + topic
        await all_of(
            [await self._producer.send(name, said, partition=partition) for partition in partitions]
        )


async def all_of(sent: Iterable[Awaitable[object]]) -> None:
    """Wait for all of *sent*, then raise the first failure if there was one."""
    results = await asyncio.gather(*sent, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


def headers_of(record: Record) -> Headers | None:
    """Return the headers of an alert (CloudEvents 1.0, Kafka binding, binary mode), else none."""
    if not isinstance(record, Alert):
        return None
    said = {
        "ce_specversion": "1.0",
        "ce_id": record.alert_id,
        "ce_source": SOURCE,
        "ce_type": f"tocsin.alert.{record.kind.lower()}",
        "ce_time": record.sent.isoformat().replace("+00:00", "Z"),
        "ce_subject": record.incident_id,
        "content-type": "application/json",
    }
    return [(name, value.encode()) for name, value in said.items()]
