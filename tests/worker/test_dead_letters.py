"""Whose fault is it when a record cannot be handled, and what becomes of it?"""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.errors import KafkaConnectionError, MessageSizeTooLargeError

from schemas import dead_letter
from schemas.codec import BadRecord
from schemas.dead_letter import DeadLetter
from streams.dead_letters import DeadLetters, letter_for
from tests.worker.fakes import FakeEvent, FakeMessage

EVENT = FakeEvent(b"{")


class Stopped(BaseException):
    """Stands for the end of the process."""


class Graveyard:
    """Takes dead letters, unless told to refuse."""

    def __init__(self) -> None:
        self.letters: list[tuple[bytes | None, bytes | None, DeadLetter]] = []
        self.error: Exception | None = None

    async def bury(self, key: bytes | None, value: bytes | None, letter: DeadLetter) -> None:
        if self.error is not None:
            raise self.error
        self.letters.append((key, value, letter))


def stop() -> None:
    raise Stopped


@pytest.fixture
def graveyard() -> Graveyard:
    return Graveyard()


@pytest.fixture
def boundary(graveyard: Graveyard) -> DeadLetters:
    return DeadLetters(graveyard.bury, 3, stop)


async def fail(boundary: DeadLetters, error: BaseException, stage: str = "reading") -> None:
    async with boundary.catching(EVENT, stage=stage):
        raise error


@pytest.mark.parametrize(
    "error", [BadRecord("no `key`"), KeyError("a bug"), MessageSizeTooLargeError("9 MB")]
)
async def test_buries_what_is_theirs(
    graveyard: Graveyard, boundary: DeadLetters, error: Exception
) -> None:
    """
    Malformed, oversized, or a record that our judgement trips over: buried, and on.
    """
    await fail(boundary, error)
    [(key, value, letter)] = graveyard.letters

    assert (key, value) == (EVENT.key, EVENT.value)
    assert letter.error_class == type(error).__name__


@pytest.mark.parametrize("error", [KafkaConnectionError(), OSError("disk"), MemoryError()])
async def test_stops_for_what_is_ours(
    graveyard: Graveyard, boundary: DeadLetters, error: Exception
) -> None:
    """
    A broken broker or machine is no record's fault: stop, and bury nothing.
    """
    with pytest.raises(Stopped):
        await fail(boundary, error)

    assert not graveyard.letters


async def test_stops_when_a_dead_letter_cannot_be_sent(
    graveyard: Graveyard, boundary: DeadLetters
) -> None:
    """
    A record that is neither handled nor buried must not be acknowledged.
    """
    graveyard.error = KafkaConnectionError()

    with pytest.raises(Stopped):
        await fail(boundary, BadRecord())


async def test_stops_on_a_run_of_bad_records(graveyard: Graveyard, boundary: DeadLetters) -> None:
    """
    So many bad records in a row are our deploy, not their mistake.
    """
    await fail(boundary, BadRecord())
    await fail(boundary, BadRecord())
    with pytest.raises(Stopped):
        await fail(boundary, BadRecord())

    assert len(graveyard.letters) == 3


async def test_a_good_record_ends_the_run(boundary: DeadLetters, graveyard: Graveyard) -> None:
    """
    Bad records among good ones never stop a worker.
    """
    for _ in range(5):
        await fail(boundary, BadRecord())
        async with boundary.catching(EVENT, stage="reading"):
            pass

    assert len(graveyard.letters) == 5


async def test_stages_have_runs_of_their_own(boundary: DeadLetters, graveyard: Graveyard) -> None:
    """
    One stage that handles everything does not hide that another handles nothing.
    """
    for _ in range(2):
        await fail(boundary, BadRecord(), stage="following")
        async with boundary.catching(EVENT, stage="reading"):
            pass
    with pytest.raises(Stopped):
        await fail(boundary, BadRecord(), stage="following")

    assert len(graveyard.letters) == 3


async def test_cancellation_passes(graveyard: Graveyard, boundary: DeadLetters) -> None:
    """
    A worker that is being stopped buries nothing.
    """
    with pytest.raises(asyncio.CancelledError):
        await fail(boundary, asyncio.CancelledError())

    assert not graveyard.letters


def test_a_letter_says_who_when_where_and_what() -> None:
    """
    Stage, reason and coordinates stand in the headers, under names that consoles know.
    """
    letter = letter_for(EVENT, "reading", BadRecord("no `key`"), dead_at_ms=7)
    headers = {name: value.decode() for name, value in letter.headers()}

    assert headers == {
        dead_letter.TOPIC: "dispatches",
        dead_letter.PARTITION: "3",
        dead_letter.OFFSET: "41",
        dead_letter.TIMESTAMP: "1722168000500",
        dead_letter.STAGE: "reading",
        dead_letter.ERROR_CLASS: "BadRecord",
        dead_letter.ERROR_TEXT: "no `key`",
        dead_letter.ATTEMPT: "1",
        dead_letter.WHEN: "7",
    }


def test_a_redriven_record_counts_its_attempts() -> None:
    """
    What was given up twice says so the third time.
    """
    message = FakeMessage(headers=[(dead_letter.ATTEMPT, b"2")])
    letter = letter_for(EVENT._replace(message=message), "reading", BadRecord(), dead_at_ms=7)

    assert letter.attempt == 3
