"""
What does an archive hold, and how does it get into ``dispatches``?

Files and folders of wire documents, and dispatches in JSON Lines, are read one
by one and marked as backfill: the past is learned and nobody is woken. An
import that was broken off is simply run again: the keys are the same, and what
is known already is dropped downstream. Not here: the command
(``streams/cli/archive.py``), and what is live (``poller.py``).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from msgspec.structs import replace

from agents.effects import Output
from schemas.dispatch import Dispatch
from schemas.feed import Format
from schemas.topics import DISPATCHES
from streams.dispatch_files import STDIN, Bad, Located, dispatches_in
from streams.outputs import Outbox
from streams.settings import Settings
from streams.trouble import Trouble

from .formats import NotADispatch, Origin
from .formats.document import AHEAD, NO_TIME
from .parsing import Parser

# Sent and acknowledged together: enough to fill Kafka's batches, and little to hold.
PORTION = 200

_LINES = (".jsonl", ".ndjson")


class Archive(NamedTuple):
    """
    How files are to be read.

    Attributes:
        origin: What the operator knows of them; its intake is ``backfill``.
        format: Of the wire documents among them.
        max_bytes: Of one wire document.
        now: What claims to have been received later is refused: it would set the clocks ahead.
    """

    origin: Origin
    format: Format
    max_bytes: int
    now: datetime


def files_in(names: Iterable[str]) -> Iterator[str]:
    """Yield each file of *names*, and all files in the folders among them, sorted by name."""
    for name in names:
        if not Path(name).is_dir():
            yield name
            continue
        for folder, below, files in os.walk(name):
            below[:] = sorted(one for one in below if not one.startswith("."))
            yield from (str(Path(folder, one)) for one in sorted(files) if not one.startswith("."))


async def archived(name: str, archive: Archive, parsing: Parser) -> AsyncIterator[Located | Bad]:
    """
    Yield what the file *name* holds, as backfill, oldest first; ``-`` is standard input.

    A name that ends in ``.jsonl`` or ``.ndjson``, and standard input, hold dispatches as
    ``tocsin parse --json`` prints them. Everything else is a wire document.
    """
    if name == STDIN or name.lower().endswith(_LINES):
        for found in dispatches_in([name]):
            yield found if isinstance(found, Bad) else _as_backfill(found, archive)
        return
    try:
        body = await asyncio.to_thread(_bytes_of, Path(name), archive.max_bytes)
        parsed = await parsing.parse(body, archive.origin, archive.format)
    except OSError as error:
        yield Bad(where=name, what=error.strerror or str(error))
    except NotADispatch as error:
        yield Bad(where=name, what=str(error))
    else:
        # Feeds put the newest on top; what follows wants to see the beginning first.
        oldest_first = list(parsed.dispatches)[::-1]
        oldest_first.sort(key=lambda dispatch: dispatch.published_at)
        for dispatch in oldest_first:
            yield _as_backfill(Located(name, dispatch), archive)
        for fault in parsed.errors:
            yield Bad(where=f"{name}: {fault.where}", what=fault.what)


async def store(
    dispatches: Iterable[Dispatch], producer: AIOKafkaProducer, settings: Settings
) -> None:
    """
    Send *dispatches* and wait for the broker's word.

    Raises:
        Trouble: It did not take all of them.
    """
    try:
        await Outbox(producer, settings.kafka.prefix).send(
            *(Output(DISPATCHES, key, one) for one in dispatches for key in one.addresses)
        )
    except KafkaError as error:
        raise Trouble(
            f"the broker does not take what is imported: {error}; "
            "run the same command again, what is stored already does no harm"
        ) from error


def _as_backfill(found: Located, archive: Archive) -> Located | Bad:
    """Mark a dispatch as one that wakes nobody; bad when its times would do harm."""
    dispatch = found.dispatch
    if dispatch.received_at > archive.now + AHEAD:
        return Bad(where=found.where, what=f"received_at {dispatch.received_at} lies ahead")
    if dispatch.published_at == NO_TIME:
        return Bad(where=found.where, what="says no time; say when it came in: --received-at")
    return found._replace(dispatch=replace(dispatch, intake="backfill"))


def _bytes_of(path: Path, most: int) -> bytes:
    """Read a file; raises ``NotADispatch`` when it is larger than any document."""
    if path.stat().st_size > most:
        raise NotADispatch(f"more than {most} bytes (poller.max_bytes)", outcome="oversize")
    return path.read_bytes()
