"""
What in Faust must be mended before it may carry news?

Faults of faust-streaming 0.15.3 that lose records, or hold them up. Each is mended by one small function below, with the upstream issue and why.
They replace private methods, so only the exact versions they were written for
are accepted. Not here: what we do differently by choosing settings
(``streams/app.py``), and which faults we stay clear of by how agents are
written (docs/invariants.md).
"""

# ruff: noqa: SLF001  # what has to be mended is private

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from aiokafka import TopicPartition
from faust.tables.recovery import Recovery
from faust.transport.consumer import Consumer
from faust.types import TP

from . import membership
from .trouble import Trouble

WRITTEN_FOR = {"faust-streaming": "0.15.3", "mode-streaming": "0.7.1", "aiokafka": "0.14.0"}


def check_versions(installed: Callable[[str], str] = version) -> None:
    """Raise ``Trouble`` unless exactly the versions that the fixes were written for are there."""
    for package, wanted in WRITTEN_FOR.items():
        found = installed(package)
        if found != wanted:
            raise Trouble(
                f"{package} {found} is installed, but streams/faust_fixes.py mends {wanted} only:"
                f" records could be lost; run `make install`"
            )


check_versions()


def mend_recovery() -> None:
    """
    Park the loop that hands out fetched records before recovery ends (faust #596).

    After a table is restored, Faust resumes the stream partitions, seeks them back to the
    committed offsets and clears the agents' queues while that loop is still running. What
    it fetches in between counts as read, is cleared away, and the next commit passes over
    it: silently lost, 48 of 27,200 records over 34 restarts with a backlog.
    """
    wait_next_records = Consumer._wait_next_records
    on_recovery_completed = Recovery.on_recovery_completed

    async def park_when_stopped(self: Consumer, timeout: float) -> Any:
        parked = _parked(self)
        while not self.flow_active and not self.should_stop:
            parked.set()
            try:
                await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # any event will do
            finally:
                parked.clear()
        return await wait_next_records(self, timeout)

    async def complete_when_parked(self: Recovery, generation_id: int = 0) -> None:
        app: Any = self.app
        app.consumer.stop_flow()
        app.flow_control.suspend()
        fetcher = app._fetcher
        if fetcher.started and not fetcher.should_stop:
            # It parks within a second. Never doing so raises, which ends the process.
            await asyncio.wait_for(_parked(app.consumer).wait(), app.conf.broker_request_timeout)
        await on_recovery_completed(self, generation_id)

    _replace(Consumer, "_wait_next_records", park_when_stopped)
    _replace(Recovery, "on_recovery_completed", complete_when_parked)


def mend_commit_offset() -> None:
    """
    Never commit past a record that was read but is not acknowledged (faust #606).

    Faust commits the end of the first run of acknowledged offsets without asking whether
    a smaller one is still in hand; when it knows no earlier commit, it jumps past that one.
    """
    new_offset = Consumer._new_offset

    def offset_before_the_unacknowledged(self: Consumer, tp: TP) -> int | None:
        in_hand = [m.offset for m in self.unacked if m.tp == tp and not m.acked]
        if not in_hand:
            return new_offset(self, tp)
        smallest = min(in_hand)
        acked = self._acked[tp]
        later = [offset for offset in acked if offset >= smallest]
        acked[:] = [offset for offset in acked if offset < smallest]
        try:
            offset = new_offset(self, tp)
        finally:
            acked.extend(later)
        return None if offset is None else min(offset, smallest)

    _replace(Consumer, "_new_offset", offset_before_the_unacknowledged)


def mend_failed_commit() -> None:
    """
    Forget a commit that did not succeed, and ask for it again (faust #316).

    Faust notes an offset as committed whether or not the broker took it, so it is never
    committed again: a partition that then falls silent repeats its last records at the
    next restart.
    """
    commit_offsets = Consumer._commit_offsets

    async def commit_or_forget(
        self: Consumer, offsets: Mapping[TP, int], start_new_transaction: bool = True
    ) -> bool:
        done = await commit_offsets(self, offsets, start_new_transaction)
        if not done:
            ours = self.assignment()
            for tp, offset in offsets.items():
                self._committed_offset.pop(tp, None)
                if tp in ours:
                    self._acked[tp].append(offset - 1)
                    self._acked_index[tp].add(offset - 1)
        return done

    _replace(Consumer, "_commit_offsets", commit_or_forget)


def mend_commit_order() -> None:
    """
    Publish what the tables remember before the records that made it are committed.

    Faust hands changes to its producer at once, but its flush before a commit gives up
    after a tenth of a second of silence, and takes a failed batch for a finished one: a
    commit can overtake the state it belongs to. Ours waits for the broker's word
    (``streams/app.py: App.before_commit``); what fails there ends the process.
    """
    commit_offsets = Consumer._commit_offsets

    async def publish_then_commit(
        self: Consumer, offsets: Mapping[TP, int], start_new_transaction: bool = True
    ) -> bool:
        for publish in getattr(self.app, "before_commit", ()):
            await publish()
        return await commit_offsets(self, offsets, start_new_transaction)

    _replace(Consumer, "_commit_offsets", publish_then_commit)


def mend_stale_member() -> None:
    """
    Publish and commit nothing once another worker may have our partitions.

    Kafka refuses the commit of a worker that was stopped for longer than its session, but
    not what it writes to a changelog (``streams/membership.py``).
    """
    commit_offsets = Consumer._commit_offsets
    membership.listen()

    async def commit_as_member(
        self: Consumer, offsets: Mapping[TP, int], start_new_transaction: bool = True
    ) -> bool:
        if not membership.OURS.holds():
            return False
        return await commit_offsets(self, offsets, start_new_transaction)

    _replace(Consumer, "_commit_offsets", commit_as_member)


def mend_changelog_fetching() -> None:
    """
    Stop fetching the changelogs once the tables are restored.

    Faust then hands out nothing from them, yet its client goes on fetching what we write
    there ourselves. Each such record lies unclaimed, and aiokafka sends that broker no
    other fetch for 100 ms: one in ten dispatches was late by that much. A rebalance
    forgets the pause, so the next recovery reads again.
    """
    on_recovery_completed = Recovery.on_recovery_completed

    async def complete_and_pause(self: Recovery, generation_id: int = 0) -> None:
        await on_recovery_completed(self, generation_id)
        consumer: Any = self.app.consumer
        changelogs = [
            TopicPartition(*tp) for tp in consumer.assignment() if self._is_changelog_tp(tp)
        ]
        thread = consumer._thread
        thread.thread_loop.call_soon_threadsafe(thread._consumer.pause, *changelogs)

    _replace(Recovery, "on_recovery_completed", complete_and_pause)


FIXES: Mapping[str, Callable[[], None]] = {
    "recovery": mend_recovery,
    "commit_offset": mend_commit_offset,
    # Each of the next three wraps the one before: asked last, who is a member publishes, then
    # commits; what comes of that is noted by the outermost.
    "commit_order": mend_commit_order,
    "stale_member": mend_stale_member,
    "failed_commit": mend_failed_commit,
    "changelog_fetching": mend_changelog_fetching,
}

_applied: set[str] = set()


def apply(skip: frozenset[str] = frozenset()) -> None:
    """
    Mend Faust in this process, once.

    Args:
        skip: Names in ``FIXES`` to leave out, for the tests that show what each is worth.
    """
    for name, mend in FIXES.items():
        if name not in skip and name not in _applied:
            mend()
            _applied.add(name)


def _parked(consumer: Any) -> asyncio.Event:
    """Return the event that is set while *consumer* hands out nothing."""
    event: asyncio.Event = consumer.__dict__.setdefault("_parked", asyncio.Event())
    return event


def _replace(owner: type, name: str, function: object) -> None:
    """Put *function* in the place of a method; mypy rightly refuses the plain assignment."""
    setattr(owner, name, function)
