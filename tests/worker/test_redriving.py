"""How does a dead letter go back, and what is against it?"""

from __future__ import annotations

from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from schemas.codec import BadRecord
from schemas.dead_letter import Fate, letter_in
from streams.dead_letters import letter_for
from streams.letters import Buried
from streams.redriving import MOST_ATTEMPTS, note, place_of, refused, send_back
from streams.settings import Kafka, Settings
from streams.trouble import Trouble
from tests.worker.fakes import FakeEvent, FakeMessage, FakeProducer
from tests.worker.test_letters import buried

OURS = Settings(kafka=Kafka(prefix="t."))
PARTITIONS = {"t.dispatches": 12, "t.readings": 12, "t.documents": 12, "t.alerts": 12}


def against(one: Buried, *, force: bool = False) -> str | None:
    return refused(one, OURS, PARTITIONS, force=force)


def test_nothing_is_against_an_open_letter() -> None:
    """
    Of either agent, or of the poller.
    """
    for topic in ("t.dispatches", "t.readings", "t.documents"):
        assert against(buried(topic=topic)) is None


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    ("topic", "partition", "why"),
    [
        ("t.alerts", 3, "nobody handles the topic t.alerts"),
        ("dispatches", 3, "nobody handles the topic dispatches"),
        ("other.dispatches", 3, "nobody handles"),
        ("t.dispatches", 12, "t.dispatches has no partition 12 here"),
    ],
)
def test_nothing_goes_where_nobody_handles_it(
    topic: str, partition: int, why: str, *, force: bool
) -> None:
    """
    A header is no reason to write to any topic there is.
    """
    assert (against(buried(topic=topic, partition=partition), force=force) or "").startswith(why)


@pytest.mark.parametrize("force", [False, True])
def test_old_rules_never_come_back(*, force: bool) -> None:
    """
    A watchlist of last week, sent back today, would be in force again.
    """
    rules = buried(topic="t.readings")._replace(key=None)

    assert "drop it" in (against(rules, force=force) or "")


def test_too_many_attempts_need_a_word() -> None:
    """
    An endless loop is somebody's explicit wish, or none.
    """
    assert against(buried(attempt=MOST_ATTEMPTS - 1)) is None
    assert "failed 3 times" in (against(buried(attempt=MOST_ATTEMPTS)) or "")
    assert against(buried(attempt=MOST_ATTEMPTS), force=True) is None


def test_what_is_done_is_not_done_twice() -> None:
    """
    Unless that is asked for.
    """
    one = buried()
    done = one._replace(fate=Fate(of=place_of(one), attempt=1, done="redriven", at_ms=7))

    assert against(done) == "it was redriven already; --force sends it once more"
    assert against(done, force=True) is None


async def test_goes_back_as_it_came_and_is_noted_then() -> None:
    """
    To its partition, with what it came with and who it is; its fate lies beside the letter.
    """
    producer = FakeProducer()
    one = buried()._replace(headers=[("trace", b"7")], partition=5)
    await send_back([(one, b"{")], producer, OURS)
    back, fate = producer.sent

    assert (back.topic, back.partition, back.key, back.value) == ("t.dispatches", 3, b"k", b"{")
    assert back.headers == {
        "trace": b"7", "x-attempt": b"1",
        "x-original-topic": b"t.dispatches", "x-original-partition": b"3",
        "x-original-offset": b"41", "x-original-timestamp": b"0",
    }  # fmt: skip
    assert (fate.topic, fate.partition, fate.value) == ("t.dead", 5, None)
    assert fate.key == b"t.dispatches-3-41"
    read = letter_in(list(fate.headers.items()))
    assert isinstance(read, Fate)
    assert (read.of.id, read.attempt, read.done) == ("t.dispatches-3-41", 1, "redriven")


async def test_a_record_that_fails_again_is_the_same_letter() -> None:
    """
    Sent back and dead again, however often: one id, one attempt more.
    """
    producer = FakeProducer()
    await send_back([(buried(), b"{")], producer, OURS)
    message: Any = FakeMessage(
        "t.dispatches", 3, 99, headers=list(producer.sent[0].headers.items())
    )
    again = letter_for(FakeEvent(b"{", b"k", message), "reading", BadRecord(), dead_at_ms=9)

    assert (again.id, again.attempt) == ("t.dispatches-3-41", 2)


async def test_a_record_of_nothing_goes_back_as_it_was_buried() -> None:
    """
    Kafka takes none without key and value.
    """
    producer = FakeProducer()
    await send_back([(buried()._replace(key=None), None)], producer, OURS)

    assert producer.sent[0].value == b""


@pytest.mark.parametrize("failure", [KafkaConnectionError(), TimeoutError()])
async def test_what_did_not_arrive_is_not_noted(failure: Exception) -> None:
    """
    The letter stays open, and the operator hears what to do.
    """
    producer = FakeProducer()
    producer.refuse(failure)
    with pytest.raises(Trouble, match="run the same command again"):
        await send_back([(buried(), b"{")], producer, OURS)

    assert [sent.topic for sent in producer.sent] == ["t.dispatches"]


async def test_a_drop_says_why() -> None:
    """
    In the operator's words, whatever letters they have.
    """
    producer = FakeProducer()
    await note([buried()], "dropped", producer, OURS, why="Kein Alarm — Prüfung \ud800")
    [sent] = producer.sent
    read = letter_in(list(sent.headers.items()))

    assert isinstance(read, Fate)
    assert (read.done, read.why) == ("dropped", "Kein Alarm — Prüfung ?")
