"""
What goes wrong when it is noted how far we have read?

A commit says: all before this is done. So it may not pass a record in hand, nor come
before what was learned from those records is safe, nor be noted when it failed, nor be
left out when partitions are given away. In which order these wrap Faust's own methods,
``streams/faust_fixes.py`` says. Not here: what is published before a commit
(``streams/topology.py``).
"""

# ruff: noqa: SLF001  # what has to be mended is private

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faust.transport.consumer import Consumer
from faust.types import TP

from streams import membership

from . import replace


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

    replace(Consumer, "_new_offset", offset_before_the_unacknowledged)


def mend_failed_commit() -> None:
    """
    Forget a commit that did not succeed, and ask for it again (faust #316, #611).

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

    replace(Consumer, "_commit_offsets", commit_or_forget)


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

    replace(Consumer, "_commit_offsets", publish_then_commit)


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

    replace(Consumer, "_commit_offsets", commit_as_member)


def mend_revocation() -> None:
    """
    Commit what is done before partitions are given away (faust #502).

    Faust forgets what was acknowledged, then waits for what is in hand, then commits what it
    has just forgotten; and that commit is left out when the clock's is being made. Whoever
    has the partitions next does up to a second of work again.
    """
    commit_last = Consumer.commit_and_end_transactions
    revoke = Consumer.on_partitions_revoked

    async def commit_after_others(self: Consumer) -> None:
        while await self.maybe_wait_for_commit_to_finish():
            pass
        await commit_last(self)

    async def finish_then_revoke(self: Consumer, revoked: set[TP]) -> None:
        app: Any = self.app
        if app.should_stop:
            await app.drained.wait()  # stopping does the same
        elif self.assignment():
            self.stop_flow()
            app.flow_control.suspend()
            app.flow_control.clear()
            await self.wait_empty()
        await revoke(self, revoked)

    replace(Consumer, "commit_and_end_transactions", commit_after_others)
    replace(Consumer, "on_partitions_revoked", finish_then_revoke)
