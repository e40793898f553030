"""
How does a dead letter go back to where it came from?

Key, bytes and headers return to the same topic and partition, with the letter's
coordinates and the number of attempts. When the broker has them, the letters' fates
are written beside the letters. Killed between the two, the letters are still open: a
second redrive sends them again, under the same coordinates. What was handled meanwhile
is a repeat to its agent, and what failed again is the same letter. Not here: documents
that were none (``streams/wires/reparsing.py``), and the command (``streams/cli/dead.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Collection, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Literal

from aiokafka.errors import KafkaError

from schemas.dead_letter import ATTEMPT, Coordinates, Fate, Headers
from schemas.topics import DEAD, DISPATCHES, DOCUMENTS, READINGS
from streams.kafka import read, topic_name
from streams.letters import Buried
from streams.outputs import Producer, all_of
from streams.trouble import Trouble

if TYPE_CHECKING:
    from streams.settings import Settings

MOST_ATTEMPTS = 3
"""After so many, trying again teaches nothing: its cause has to be found first."""

# Sent, acknowledged and noted together: a kill between repeats no more than these.
PORTION = 500
PORTION_BYTES = 16 << 20

# A broker that moves a partition to another node is away for some seconds.
PATIENCE_SECONDS = 30.0

Found = tuple[Buried, bytes | None]
"""A letter and its bytes."""


def refused(
    buried: Buried, settings: Settings, partitions: Mapping[str, int], *, force: bool
) -> str | None:
    """
    Say why *buried* is not sent back, ``None`` when nothing is against it.

    Args:
        buried: The letter.
        settings: Ours.
        partitions: Of each topic on the cluster.
        force: Whether somebody wants it all the same: only what can do harm is refused then.
    """
    letter, prefix = buried.letter, settings.kafka.prefix
    topic = letter.topic.removeprefix(prefix) if letter.topic.startswith(prefix) else None
    if topic not in {DISPATCHES.name, READINGS.name, DOCUMENTS.name}:
        return f"nobody handles the topic {letter.topic}"
    if letter.partition >= partitions.get(letter.topic, 0):
        return f"{letter.topic} has no partition {letter.partition} here"
    if topic == READINGS.name and buried.key is None:
        return "time and rules are told anew by themselves, and old ones would be wrong: drop it"
    if force:
        return None
    if buried.fate is not None:
        return f"it was {buried.fate.done} already; --force sends it once more"
    if letter.attempt >= MOST_ATTEMPTS:
        return f"it failed {letter.attempt} times: find out why first; --force tries it again"
    return None


def headers_back(buried: Buried) -> Headers:
    """Return the headers that a letter is sent back with: its own, then who it is."""
    letter = buried.letter
    return [
        *buried.headers,
        *place_of(buried).headers(),
        (ATTEMPT, str(letter.attempt).encode()),
    ]


def place_of(buried: Buried) -> Coordinates:
    """Return where the letter's record lay first, and only that."""
    letter = buried.letter
    return Coordinates(
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.offset,
        timestamp_ms=letter.timestamp_ms,
    )


async def bodies(
    chosen: Collection[Buried], settings: Settings, *, bootstrap: str
) -> AsyncIterator[list[Found]]:
    """
    Read the bytes of *chosen* letters again, a portion at a time, in the order of ``dead``.

    Raises:
        Trouble: Some of them expired meanwhile; the others were yielded.
    """
    wanted = {(one.partition, one.offset): one for one in chosen}
    portion: list[Found] = []
    size = 0
    reading = read(bootstrap, topic_name(settings, DEAD), follow=False)
    async with aclosing(reading) as records:
        async for record in records:
            one = wanted.pop((record.partition, record.offset), None)
            if one is None:
                continue
            portion.append((one, record.value))
            size += one.size
            if len(portion) >= PORTION or size > PORTION_BYTES:
                yield portion
                portion, size = [], 0
            if not wanted:
                break
    if portion:
        yield portion
    if wanted:
        gone = ", ".join(sorted(one.letter.id for one in wanted.values())[:3])
        raise Trouble(f"{len(wanted)} letters expired before they were read: {gone}", code=3)


async def send_back(portion: Sequence[Found], producer: Producer, settings: Settings) -> None:
    """
    Send letters back, wait for the broker's word, and only then note it.

    Raises:
        Trouble: The broker did not take all of it.
    """
    await _acknowledged(
        producer.send(
            one.letter.topic,
            # A record needs a key or a value, as when it was buried.
            b"" if one.key is None and value is None else value,
            one.key,
            partition=one.letter.partition,
            headers=headers_back(one),
        )
        for one, value in portion
    )
    await note([one for one, _ in portion], "redriven", producer, settings)


async def note(
    letters: Iterable[Buried],
    done: Literal["redriven", "dropped"],
    producer: Producer,
    settings: Settings,
    *,
    why: str = "",
) -> None:
    """
    Write beside each of *letters* what was *done* with it, under its id and without a value.

    Raises:
        Trouble: The broker did not take all of it.
    """
    name = topic_name(settings, DEAD)
    at_ms = int(time.time() * 1000)
    fates = [
        (one, Fate(of=place_of(one), attempt=one.letter.attempt, done=done, at_ms=at_ms, why=why))
        for one in letters
    ]
    await _acknowledged(
        producer.send(
            name, None, fate.of.id.encode(), partition=one.partition, headers=fate.headers()
        )
        for one, fate in fates
    )


async def _acknowledged(sending: Iterable[Awaitable[Awaitable[object]]]) -> None:
    """Hand all of it over, and wait for the broker's word."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await all_of([await one for one in sending])
    except (KafkaError, TimeoutError) as error:
        why = str(error) or f"no answer in {PATIENCE_SECONDS:g} s"
        raise Trouble(
            f"the broker does not take what is sent: {why}; run the same command again, "
            "what was sent already does no harm"
        ) from error
