"""Does a replay remember what life would have remembered?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from aiokafka.errors import MessageSizeTooLargeError

from agents.effects import Output
from agents.reading import handle
from schemas.codec import encode
from schemas.replay import Replay
from streams.replay.choice import Choice
from streams.replay.judges import Follower, Reader
from streams.replay.sources import Taken
from tests.bench.corpus import stream

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def refuse(*_: Output) -> None:
    """Take no output: one of them is too large."""
    raise MessageSizeTooLargeError("too large")


@pytest.mark.parametrize("stage", ["read", "follow"])
async def test_what_could_not_be_sent_changed_nothing(stage: str) -> None:
    """
    In life it is a dead letter, and what is known stays as it was; the next one is judged on that.
    """
    (dispatch,) = stream(1, NOON)
    reading = handle(dispatch, {}).outputs[0].record
    record = Taken(None, encode(dispatch if stage == "read" else reading), 0, counts=True)
    replay = Replay(replay_id="x", origin="dispatches", created_at=NOON, ranges=())
    judge: Reader | Follower = Reader() if stage == "read" else Follower(Choice(replay))
    judge.ready()
    sent: list[Output] = []

    with pytest.raises(MessageSizeTooLargeError):
        await judge.take(record, refuse)
    assert not any(shelf.changes() for shelf in judge.shelves.values())
    await judge.take(record, lambda *outputs: sent.extend(outputs))
    assert sent
    assert any(shelf.changes() for shelf in judge.shelves.values())
