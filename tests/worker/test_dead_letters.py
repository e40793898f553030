"""What becomes of a record that cannot be handled?"""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.errors import KafkaConnectionError
from hypothesis import given
from hypothesis import strategies as st

from schemas import dead_letter
from schemas.codec import BadRecord
from schemas.dead_letter import Coordinates, DeadLetter, Fate, Headers, letter_in
from streams.dead_letters import DeadLetters, letter_for
from streams.dead_limit import DeadLimit
from tests.worker.fakes import FakeEvent, FakeMessage

EVENT = FakeEvent(b"{")
OF = Coordinates(topic="dispatches", partition=3, offset=41, timestamp_ms=1722168000500)


class Stopped(BaseException):
    """Stands for the end of the process."""


class Graveyard:
    """Takes dead letters, unless told to refuse."""

    def __init__(self) -> None:
        self.letters: list[tuple[bytes | None, bytes | None, Headers]] = []
        self.error: Exception | None = None

    async def bury(self, key: bytes | None, value: bytes | None, headers: Headers) -> None:
        if self.error is not None:
            raise self.error
        self.letters.append((key, value, headers))


def stop() -> None:
    raise Stopped


@pytest.fixture
def graveyard() -> Graveyard:
    return Graveyard()


@pytest.fixture
def boundary(graveyard: Graveyard) -> DeadLetters:
    return DeadLetters(graveyard.bury, DeadLimit(run=3, share=1), stop)


async def fail(boundary: DeadLetters, error: BaseException, event: FakeEvent = EVENT) -> None:
    async with boundary.catching(event, stage="reading"):
        raise error


@pytest.mark.parametrize("error", [BadRecord("no `key`"), KeyError("a bug"), StopIteration()])
async def test_buries_what_is_theirs(
    graveyard: Graveyard, boundary: DeadLetters, error: Exception
) -> None:
    """
    The record goes to the dead letters as it came, and the next one is handled.
    """
    await fail(boundary, error)
    [(key, value, headers)] = graveyard.letters
    letter = letter_in(headers)

    assert (key, value) == (EVENT.key, EVENT.value)
    assert isinstance(letter, DeadLetter)
    assert letter.error_class == type(error).__name__


@pytest.mark.parametrize("error", [KafkaConnectionError(), TimeoutError(), MemoryError()])
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


async def test_stops_when_it_cannot_even_say_so(
    boundary: DeadLetters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A log on a full disk raises inside the boundary, and nothing may leave it.
    """

    class FullDisk:
        def warning(self, *_: object, **__: object) -> None:
            raise OSError("no space left")

    monkeypatch.setattr("streams.dead_letters.log", FullDisk())

    with pytest.raises(Stopped):
        await fail(boundary, BadRecord())


async def test_the_record_that_crosses_the_limit_is_not_buried(
    graveyard: Graveyard, boundary: DeadLetters
) -> None:
    """
    It comes back, and a mended worker handles it as if nothing had been.
    """
    await fail(boundary, BadRecord())
    await fail(boundary, BadRecord())
    with pytest.raises(Stopped):
        await fail(boundary, BadRecord())

    assert len(graveyard.letters) == 2


async def test_a_good_record_ends_the_run(boundary: DeadLetters, graveyard: Graveyard) -> None:
    """
    Bad records among good ones never stop a worker.
    """
    for _ in range(5):
        await fail(boundary, BadRecord())
        async with boundary.catching(EVENT, stage="reading"):
            pass

    assert len(graveyard.letters) == 5


async def test_a_tick_does_not_end_the_run(boundary: DeadLetters) -> None:
    """
    Time goes on being told when no news can be handled; it is told without a key.
    """
    for _ in range(2):
        await fail(boundary, BadRecord())
        async with boundary.catching(EVENT._replace(key=None), stage="reading"):
            pass

    with pytest.raises(Stopped):
        await fail(boundary, BadRecord())


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

    assert letter.id == "dispatches-3-41"
    assert headers == {
        "x-original-topic": "dispatches",
        "x-original-partition": "3",
        "x-original-offset": "41",
        "x-original-timestamp": "1722168000500",
        "x-stage": "reading",
        "x-exception-class": "BadRecord",
        "x-exception-fqcn": "schemas.codec.BadRecord",
        "x-exception-message": "no `key`",
        "x-attempt": "1",
        "x-dead-at": "7",
    }


def test_a_record_without_value_says_so() -> None:
    """
    Its error would speak of types.
    """
    assert letter_for(FakeEvent(None), "reading", TypeError("bytes"), dead_at_ms=7).error_text == (
        "the record has no value"
    )


async def test_what_came_with_a_record_goes_with_it(
    graveyard: Graveyard, boundary: DeadLetters
) -> None:
    """
    Headers of others stay; what a record says under our names about itself does not.
    """
    said = [("trace", b"\xff\x00"), ("x-stage", b"forged"), ("empty", None)]
    await fail(boundary, BadRecord(), EVENT._replace(message=FakeMessage(headers=said)))
    [(_, _, headers)] = graveyard.letters

    assert headers[:2] == [("trace", b"\xff\x00"), ("empty", b"")]
    assert [value for name, value in headers if name == "x-stage"] == [b"reading"]


def redriven(offset: bytes = b"40", attempt: bytes | None = b"2", topic: bytes = b"dispatches"):
    """Headers of a record that was sent back, and fails again at offset 41."""
    return [
        (dead_letter.TOPIC, topic), (dead_letter.PARTITION, b"3"),
        (dead_letter.OFFSET, offset), (dead_letter.ATTEMPT, attempt),
    ]  # fmt: skip


def test_a_redriven_record_is_the_same_letter_tried_once_more() -> None:
    """
    It keeps the coordinates it had first: sent back twice and failed twice, it is one letter.
    """
    message = FakeMessage(headers=redriven())
    letter = letter_for(EVENT._replace(message=message), "reading", BadRecord(), dead_at_ms=7)

    assert (letter.id, letter.attempt) == ("dispatches-3-40", 3)


@pytest.mark.parametrize(
    "headers",
    [
        redriven(offset=b"41"), redriven(offset=b"-1"), redriven(offset=b"9" * 5000),
        redriven(attempt=b"9" * 5000), redriven(attempt=b"\xff\xfe"), redriven(attempt=None),
        redriven(attempt=b"0"), redriven(topic=b"alerts"), redriven()[1:], [("x-attempt", b"2")],
        {"x-attempt": b"2"}, None, [],
    ],
    ids=str,
)  # fmt: skip
def test_nonsense_in_headers_is_no_earlier_attempt(headers: object) -> None:
    """
    What a record says of its own past is believed only when it can be true.
    """
    message = FakeMessage(headers=headers)
    letter = letter_for(EVENT._replace(message=message), "reading", BadRecord(), dead_at_ms=7)

    assert (letter.id, letter.attempt) == ("dispatches-3-41", 1)


NUMBERS = st.integers(0, 2**59)
COORDINATES = st.builds(
    Coordinates, topic=st.text(min_size=1).filter(lambda text: text.isprintable()),
    partition=NUMBERS, offset=NUMBERS, timestamp_ms=NUMBERS,
)  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8"))


@given(COORDINATES, WORDS, WORDS, st.integers(1, 99), NUMBERS)
def test_a_letter_is_read_back_as_it_was_written(
    of: Coordinates, stage: str, words: str, attempt: int, at_ms: int
) -> None:
    """
    In whatever order its headers come.
    """
    letter = DeadLetter(
        topic=of.topic, partition=of.partition, offset=of.offset, timestamp_ms=of.timestamp_ms,
        stage=stage, error_class="E", error_type="a.E", error_text=words, attempt=attempt,
        dead_at_ms=at_ms,
    )  # fmt: skip

    assert letter_in(reversed(letter.headers())) == letter


@given(COORDINATES, WORDS, st.integers(1, 99), NUMBERS, st.sampled_from(["redriven", "dropped"]))
def test_a_fate_is_read_back_as_it_was_written(
    of: Coordinates, why: str, attempt: int, at_ms: int, done: str
) -> None:
    """
    And never taken for a letter.
    """
    fate = Fate(of=of, attempt=attempt, done=done, at_ms=at_ms, why=why)

    assert letter_in(fate.headers()) == fate


@given(
    st.lists(
        st.tuples(st.sampled_from([*dead_letter.NAMES, "other"]), st.none() | st.binary()),
        max_size=12,
    )
)
def test_no_header_is_an_error(headers: list[tuple[str, bytes | None]]) -> None:
    """
    Anybody may write anything to the topic; reading it never raises.
    """
    said = letter_in([*OF.headers(), *headers])

    assert said is None or isinstance(said, DeadLetter | Fate)
    assert letter_in([each for each in headers if each[0] != dead_letter.TOPIC]) is None
