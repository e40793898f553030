"""
What does the terminal show while tocsin runs?

Alarms as they go off, and on a real terminal one line below them that says how
much was read. Not here: who runs (``streams/supervisor.py``).
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition
from rich.console import Console
from rich.live import Live
from rich.text import Text

from schemas.alert import Alert
from schemas.codec import BadRecord, decode
from schemas.topics import ALERTS, DISPATCHES

from .brokers import client_options
from .kafka import read, topic_name
from .kafka_admin import admin, partition_counts
from .render import alarm
from .settings import Settings

COUNT_SECONDS = 2.0

# An alarm that is older when it is shown was not held up on its way: it is about old news.
LIVE_MS = 60_000.0


async def watch(terminal: Console, settings: Settings, bootstrap: str, *, about: str) -> None:
    """
    Show what happens from now on, until cancelled.

    Args:
        terminal: Where.
        settings: Ours.
        bootstrap: The brokers.
        about: What the status line says besides numbers.
    """
    status = Text(about, style="dim", no_wrap=True, overflow="ellipsis")
    rung = asyncio.create_task(_show_alarms(terminal, settings, bootstrap))
    if not terminal.is_terminal:
        await rung
        return
    with Live(status, console=terminal, auto_refresh=False, transient=True) as line:
        counting = asyncio.create_task(_count(line, status, settings, bootstrap, about))
        try:
            await asyncio.gather(rung, counting)
        finally:
            for task in (rung, counting):
                task.cancel()


async def _show_alarms(terminal: Console, settings: Settings, bootstrap: str) -> None:
    """Print every alert that is sent from now on."""
    start = datetime.now(UTC)
    name = topic_name(settings, ALERTS)
    async with aclosing(read(bootstrap, name, start=start, follow=True)) as records:
        async for record in records:
            with suppress(BadRecord):
                alert = decode(Alert, record.value or b"")
                age = (datetime.now(UTC) - alert.sent).total_seconds() * 1000
                terminal.print(alarm(alert, latency_ms=age if 0 <= age < LIVE_MS else None))


async def _count(line: Live, status: Text, settings: Settings, bootstrap: str, about: str) -> None:
    """Keep the number of dispatches in the status line up to date."""
    name = topic_name(settings, DISPATCHES)
    consumer = AIOKafkaConsumer(**client_options(bootstrap), enable_auto_commit=False)
    await consumer.start()
    try:
        async with admin(bootstrap) as client:
            count = (await partition_counts(client))[name]
        partitions = [TopicPartition(name, number) for number in range(count)]
        first = sum((await consumer.end_offsets(partitions)).values())
        while True:
            now = sum((await consumer.end_offsets(partitions)).values())
            status.plain = f"{now - first:,} new dispatches · {about}"
            line.refresh()
            await asyncio.sleep(COUNT_SECONDS)
    finally:
        await consumer.stop()
