"""What of a stream does a replay's worker take, and what does it say of how far it is?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from agents.effects import Output
from agents.linking.world import World
from schemas.codec import decode, encode
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.decision import Decision
from schemas.replay import Checkpoint, Range, Replay
from schemas.topics import DECISIONS
from schemas.watch import Watch, Watchlist
from streams.replay.choice import Choice
from streams.replay.passage import Followings, Passage

NOON = datetime(2024, 7, 28, 12, tzinfo=UTC)
RANGE = Range(partition=0, begin=2, first=4, end=6)
TICK = encode(Tick(at=NOON))


class Stream:
    """Ticks at all offsets from 0 on, of one partition."""

    def __init__(self, count: int) -> None:
        self._count = count

    async def events(self) -> AsyncIterator[Any]:
        """Yield them."""
        for offset in range(self._count):
            message = SimpleNamespace(partition=0, offset=offset)
            yield SimpleNamespace(key=None, value=TICK, message=message)


class Worker:
    """A passage whose outputs and checkpoints are kept here."""

    def __init__(self, known: Checkpoint | None = None) -> None:
        self.sent: list[Output] = []
        self.told: list[Checkpoint] = []
        self._known = {} if known is None else {known.key: known}
        self.passage = Passage(
            "follow", {0: RANGE}, reached=self._reached, send=self._send, tell=self._tell
        )

    async def _reached(self) -> Mapping[str, Checkpoint]:
        return self._known

    async def _send(self, *outputs: Output) -> None:
        self.sent += outputs

    async def _tell(self, reports: list[Checkpoint]) -> None:
        self.told += reports


def output() -> Output:
    """Something that an agent says."""
    return Output(DECISIONS, "k", cast("Decision", None))


async def test_only_its_range_is_taken_and_only_what_counts_is_sent() -> None:
    """
    Offsets 2 to 5 of nine; what comes of the first two is kept to itself. Told once it is done.
    """
    worker = Worker()
    offsets = []
    async for event in worker.passage.events(Stream(9)):
        offsets.append(event.message.offset)
        await worker.passage.send(output())
        await worker.passage.publish()
    await worker.passage.publish()
    await worker.passage.publish()

    assert offsets == [2, 3, 4, 5]
    assert len(worker.sent) == 2
    last = worker.told[-1]
    assert (last.position, last.taken, last.written, last.done) == (6, 4, {"decisions": 2}, True)
    assert sum(one.done for one in worker.told) == 1


async def test_what_comes_again_is_counted_once() -> None:
    """
    Another had it before and got to offset 4 without committing it.
    """
    known = Checkpoint(stage="follow", partition=0, position=4, end=6, taken=2)
    worker = Worker(known)
    async for _ in worker.passage.events(Stream(9)):
        pass
    await worker.passage.publish()

    assert (worker.told[-1].position, worker.told[-1].taken) == (6, 4)


async def test_a_range_without_records_is_done() -> None:
    """
    Nobody would ever say so otherwise.
    """
    nothing = Range(partition=1, begin=7, first=7, end=7)

    assert Worker().passage.fresh(nothing).done
    assert not Worker().passage.fresh(RANGE).done


async def test_following_begins_with_the_rules_of_the_time() -> None:
    """
    Once, while nothing is known; only the entries that were chosen, told under no key.
    """
    entries = tuple(Watch(id=name, country="ML") for name in ("mali", "other"))
    rules = WatchlistChanged(at=NOON, watchlist=Watchlist(watch=entries))
    replay = Replay(
        replay_id="r", origin="readings", created_at=NOON, ranges=(RANGE,), watches=("mali",)
    )
    world = cast("World", SimpleNamespace(now=None))
    given = Followings(Worker().passage, Choice(replay), {0: rules}, lambda _: world)
    said = []
    async for event in given.events(Stream(9)):
        said.append(decode(cast("type[Followed]", Followed), event.value))
        cast("Any", world).now = NOON

    first, *rest = said
    assert isinstance(first, WatchlistChanged)
    assert [one.id for one in first.watchlist.watch] == ["mali"]
    assert rest == [Tick(at=NOON)] * 4
