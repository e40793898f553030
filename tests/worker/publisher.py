"""
A process that publishes what is remembered and is killed before its second request to a changelog.

Usage: ``python -m tests.worker.publisher BOOTSTRAP PREFIX``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from itertools import product

from aiokafka.conn import AIOKafkaConnection
from aiokafka.protocol.produce import ProduceRequest

from streams import kafka
from streams.outputs import Outbox
from streams.tables import Change

PARTITIONS = 4
TABLES = ("incidents", "clocks", "held")
ENTRIES = 30
SIZE = 4_000


def changes(prefix: str) -> list[Change]:
    """More than aiokafka would put into one batch of a partition."""
    return [
        Change(f"{prefix}{table}-changelog", partition, b"%d" % number, b"x" * SIZE)
        for table, partition, number in product(TABLES, range(PARTITIONS), range(ENTRIES))
    ]


def killed_at_the_second() -> None:
    """Let one request with records go out, and no other."""
    send = AIOKafkaConnection.send
    sent: list[object] = []

    def send_once(self: AIOKafkaConnection, request: object, **more: object) -> object:
        if isinstance(request, ProduceRequest):
            sent.append(request)
            if len(sent) > 1:
                os.kill(os.getpid(), signal.SIGKILL)
        return send(self, request, **more)

    AIOKafkaConnection.send = send_once


async def main(bootstrap: str, prefix: str) -> None:
    """Publish, and be killed afterwards at the latest."""
    killed_at_the_second()
    async with kafka.producer(bootstrap, compression=None) as producer:
        offsets = await Outbox(producer, prefix).publish(changes(prefix))
        print(*offsets, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
