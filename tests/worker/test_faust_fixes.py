"""Are the faults of Faust mended, one by one, and only in the versions we know?"""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace

import pytest
from faust.transport.consumer import Consumer
from faust.types import TP

from streams import faust_fixes
from streams.mending import commits
from streams.trouble import Trouble

HERE = TP("dispatches", 0)


class Desk:
    """A consumer's books, kept by Faust's own code."""

    def __init__(self, *, acked: list[int], in_hand: list[int]) -> None:
        self._acked = defaultdict(list, {HERE: acked})
        self._acked_index = defaultdict(set, {HERE: set(acked)})
        self._gap = defaultdict(list)
        self._committed_offset = defaultdict(lambda: None)
        self.unacked = [SimpleNamespace(tp=HERE, offset=one, acked=False) for one in in_hand]
        self.broker_takes = True
        self.app = SimpleNamespace(before_commit=[])

    def assignment(self) -> set[TP]:
        return {HERE}

    async def _commit_offsets(self, offsets: dict[TP, int], _: bool) -> bool:
        self._committed_offset.update(offsets)  # as Faust does, taken or not
        return self.broker_takes


@pytest.fixture(autouse=True)
def unmended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test mends for itself; what it mends is undone."""
    monkeypatch.setattr(Consumer, "_new_offset", Consumer._new_offset)
    monkeypatch.setattr(Consumer, "_commit_offsets", Desk._commit_offsets)


def test_refuses_versions_it_was_not_written_for() -> None:
    """
    Another Faust may have other private methods: better no start than lost records.
    """
    installed = faust_fixes.WRITTEN_FOR | {"faust-streaming": "0.16.0"}

    with pytest.raises(Trouble, match=r"faust-streaming 0\.16\.0 is installed.*0\.15\.3"):
        faust_fixes.check_versions(installed.__getitem__)


def test_stock_faust_commits_past_a_record_in_hand() -> None:
    """
    Without the fix, offset 3 in hand is passed over when nothing was committed before.
    """
    assert Consumer._new_offset(Desk(acked=[4, 5], in_hand=[3]), HERE) == 6


def test_commits_up_to_the_record_in_hand() -> None:
    """
    With the fix, the commit ends before the smallest offset in hand; later ones wait.
    """
    commits.mend_commit_offset()
    desk = Desk(acked=[1, 2, 4, 5], in_hand=[3])

    assert Consumer._new_offset(desk, HERE) == 3
    assert desk._acked[HERE] == [4, 5]


def test_commits_nothing_past_a_first_record_in_hand() -> None:
    """
    When all that is acknowledged lies behind a record in hand, nothing is committed.
    """
    commits.mend_commit_offset()

    assert Consumer._new_offset(Desk(acked=[4, 5], in_hand=[3]), HERE) is None


async def test_asks_again_for_a_commit_that_failed() -> None:
    """
    An offset that the broker did not take is not noted, and comes up at the next commit.
    """
    commits.mend_failed_commit()
    desk = Desk(acked=[], in_hand=[])
    desk.broker_takes = False
    done = await Consumer._commit_offsets(desk, {HERE: 6}, True)

    assert not done
    assert desk._committed_offset[HERE] is None
    assert Consumer._new_offset(desk, HERE) == 6


async def test_publishes_state_before_the_commit() -> None:
    """
    What raises while state is published stops the commit that belongs to it.
    """
    commits.mend_commit_order()
    desk = Desk(acked=[], in_hand=[])

    async def refuse() -> None:
        raise ConnectionError

    desk.app.before_commit.append(refuse)
    with pytest.raises(ConnectionError):
        await Consumer._commit_offsets(desk, {HERE: 6}, True)

    assert desk._committed_offset[HERE] is None
