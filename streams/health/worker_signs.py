"""
What does a look at a worker show?

All of it is known already: the offsets that Faust committed, the records that
its agents have in hand, and the end of each partition, which comes with every
answer to a fetch. Nothing is counted for each record, and nobody is asked. What
is read is private to Faust 0.15.3 and aiokafka 0.14, the versions that
``streams/faust_fixes.py`` insists on.
"""

# ruff: noqa: SLF001  # there is no public way to a partition's position

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from schemas.heartbeat import Phase
from streams.app import App

from .signs import Left, Signs


class Standing(NamedTuple):
    """Where we are in one partition: what is committed, read and there; -1 when unknown."""

    committed: int
    position: int
    end: int
    in_hand: int
    oldest_in_hand: int

    def left(self) -> Left | None:
        """
        Return what waits, if anything does.

        An end beyond what is committed is not work by itself: transactions leave markers
        that nobody is handed. Work is what is not read yet, or was handed out and is not
        done.
        """
        if self.position >= self.end and not self.in_hand:
            return None
        known = (self.committed, self.oldest_in_hand, self.position)
        begin = next((offset for offset in known if offset >= 0), self.end)
        return Left(self.committed, max(self.end - begin, self.in_hand))


class WorkerSigns:
    """
    Looks at *app*.

    Args:
        app: The worker's, made and perhaps not started.
        prefix: Of our topics; it is left out of what is told.
        watermark: Returns up to where all partitions have judged.
    """

    def __init__(self, app: App, prefix: str, watermark: Callable[[], datetime | None]) -> None:
        self._app: Any = app
        self._prefix = prefix
        self._watermark = watermark
        self._consumer_turns = 0
        self._acked = 0
        self._handled = 0

    def __call__(self) -> Signs:
        """Look; called in the worker's event loop."""
        self._beat()
        standings = dict(self._standings())
        restored, to_restore = self._recovery()
        return Signs(
            phase=self._phase(),
            consumer_turns=self._consumer_turns,
            generation=self._app.rebalancing_count,
            partitions=len(standings),
            behind={
                (tp.topic.removeprefix(self._prefix), tp.partition): left
                for tp, one in standings.items()
                if (left := one.left()) is not None
            },
            handled=self._count(),
            restored=restored,
            to_restore=to_restore,
            watermark=self._watermark(),
        )

    def _phase(self) -> Phase:
        """Return what the worker is doing."""
        app = self._app
        if app.should_stop:
            return "stopping"
        if not app.started:
            return "starting"
        if app.in_recovery:
            return "recovering"
        if app.rebalancing:
            return "rebalancing"
        return "working" if app.rebalancing_count else "joining"

    def _recovery(self) -> tuple[int, int]:
        """Return how many entries of the tables are read back, and of how many."""
        recovery = self._app.tables.recovery
        return recovery.restored, recovery.to_restore

    def _beat(self) -> None:
        """Have the consumer's own loop count that it came round."""
        thread = getattr(self._app._consumer, "_thread", None)
        loop = getattr(thread, "thread_loop", None)
        if loop is not None:
            with suppress(RuntimeError):  # it has ended, or not begun
                loop.call_soon_threadsafe(self._turned)

    def _turned(self) -> None:
        self._consumer_turns += 1

    def _count(self) -> int:
        """Count what was acknowledged; a consumer that begins anew counts from nothing."""
        acked = getattr(self._app._consumer, "_n_acked", 0)
        self._handled += acked - self._acked if acked >= self._acked else acked
        self._acked = acked
        return self._handled

    def _standings(self) -> Iterator[tuple[Any, Standing]]:
        """Yield where we are in each partition of a stream; changelogs are not worked on."""
        consumer = self._app._consumer
        client = getattr(getattr(consumer, "_thread", None), "_consumer", None)
        subscription = getattr(getattr(client, "_subscription", None), "subscription", None)
        assignment = getattr(subscription, "assignment", None)
        if assignment is None:
            return
        in_hand: dict[Any, list[int]] = {}
        for message in list(consumer.unacked):
            in_hand.setdefault((message.topic, message.partition), []).append(message.offset)
        for tp in assignment.tps:
            if consumer._is_changelog_tp(tp) or not self._app.topics.acks_enabled_for(tp.topic):
                continue
            state = assignment.state_value(tp)
            offsets = in_hand.get((tp.topic, tp.partition), [])
            yield (
                tp,
                Standing(
                    committed=_known(consumer._committed_offset.get(tp)),
                    position=_known(state._position),
                    end=_known(state.highwater),
                    in_hand=len(offsets),
                    oldest_in_hand=min(offsets, default=-1),
                ),
            )


def _known(offset: int | None) -> int:
    """Return *offset*, -1 for one that is not known."""
    return -1 if offset is None else offset
