"""
What stands for the broker and the parsing processes, where neither is the matter?

Both do their work here and now, and keep what they were given.
"""

from __future__ import annotations

import asyncio
from typing import Any

from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata, TopicPartition

from schemas.codec import decode
from schemas.dispatch import Dispatch
from schemas.feed import Format
from streams.wires.formats import Origin, Parsed, parse


class Broker:
    """Stands for a producer: keeps what is sent, and can be told to refuse."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, bytes, dict[str, bytes]]] = []
        self.is_gone = False

    async def send(
        self,
        topic: str,
        value: bytes,
        key: bytes,
        partition: int | None = None,
        headers: list[tuple[str, bytes]] | None = None,
    ) -> asyncio.Future[RecordMetadata]:
        """Keep a record; its acknowledgement is there at once."""
        del partition
        if self.is_gone:
            raise KafkaError("gone")
        self.sent.append((topic, key, value, dict(headers or ())))
        acknowledged: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()
        place = TopicPartition(topic, 0)
        acknowledged.set_result(
            RecordMetadata(
                topic,
                0,
                place,
                len(self.sent) - 1,
                timestamp=0,
                timestamp_type=0,
                log_start_offset=0,
            )
        )
        return acknowledged

    async def send_and_wait(self, *record: Any, **headers: Any) -> RecordMetadata:
        """Send, and wait for the acknowledgement."""
        return await (await self.send(*record, **headers))

    def topics(self) -> list[str]:
        """Return where records went, in order."""
        return [topic for topic, *_ in self.sent]

    def dispatches(self) -> list[Dispatch]:
        """Return the dispatches, in order."""
        return [
            decode(Dispatch, value) for topic, _, value, _ in self.sent if topic == "dispatches"
        ]


class InlineParser:
    """Parses here and now; the process is another test's matter."""

    async def parse(self, data: bytes, origin: Origin, format_: Format = "auto") -> Parsed:
        """Parse."""
        return parse(data, origin, format_)


def rss(*titles: str) -> bytes:
    """Return a feed of items with these titles; the guid is the first word."""
    date = "<pubDate>Sun, 28 Jul 2024 10:00:00 GMT</pubDate>"
    items = "".join(
        f"<item><title>{t}</title><guid>{t.split()[0]}</guid>{date}</item>" for t in titles
    )
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
