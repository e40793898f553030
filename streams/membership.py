"""
Are we still a member of the group, or has another worker taken over?

A worker that was stopped for longer than its session (a frozen machine, a network
that was cut) wakes up with records in hand and memory that another worker has gone
on from. What it sends is the same as the other sent, under the same ids. But what
it remembers is older, and on a changelog it would stand above the newer: the next
recovery would forget what the other had learned. So two things hold here:

- Nothing is published or committed while the broker's last word, that we are a
  member, is older than the session (``Membership.holds``). It may only have been
  away: when it answers again, all goes on.
- When it says that it knows us no more, the process ends, and starts again from the
  changelogs (``ended``). Faust would keep the memory of whatever partitions come back.

What was begun in time may be late as well: cut off while it publishes, our client sends
again when the network is back, and so does the system what lies in its buffers, even
when the process is gone. So bytes for a changelog leave us only in the first half of a
session (``may_publish``), and our system throws away what it cannot deliver within the
second (``streams/mending/sending.py: mend_late_publishing``).

Between the last look and the system's receipt lie microseconds; a worker stopped in just
these can still overwrite, and so can bytes that something between us and the broker held
back for a session. Kafka could refuse them only by transactions, at a round trip for each
record. Not here: which partitions are ours.
"""

# ruff: noqa: SLF001  # what has to be heard is private

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from aiokafka.consumer.group_coordinator import GroupCoordinator

from .stopping import end_now

log = structlog.get_logger(__name__)


class Membership:
    """
    What the group's coordinator last said of us; written by Faust's consumer thread.

    Attributes:
        session: Seconds after which the group goes on without a member that says nothing.

    Args:
        clock: Seconds that also pass while this process is stopped.
        end: Ends the process when we are a member no more.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, end: Callable[[], object] = end_now
    ) -> None:
        self._clock = clock
        self._end = end
        self._asked_at = float("-inf")
        self.session = 0.0

    def confirmed(self, *, asked_at: float, session: float) -> None:
        """Note that the coordinator knew us when it was *asked_at*; *session* in seconds."""
        self._asked_at, self.session = asked_at, session

    def holds(self) -> bool:
        """Tell whether no other worker can have been given our partitions."""
        return self._clock() - self._asked_at < self.session

    def may_publish(self) -> bool:
        """Tell whether what is sent now has half a session to arrive in."""
        return self._clock() - self._asked_at < self.session / 2

    def ended(self) -> None:
        """End the process: the group went on without us. Who never was a member lost nothing."""
        if self._asked_at == float("-inf"):
            return
        log.critical(
            "worker.expelled",
            reason="the group went on without this worker; another may have taken its partitions",
            silent_seconds=round(self._clock() - self._asked_at, 1),
            advice="it starts again from what is published; what was in hand comes back",
        )
        self._end()


OURS = Membership()
"""That of this process: a worker is a member of one group."""


def listen(membership: Membership = OURS) -> None:
    """Have aiokafka's coordinator tell *membership* what it hears."""
    heartbeat = GroupCoordinator._do_heartbeat
    joined = GroupCoordinator._start_heartbeat_task
    reset = GroupCoordinator.reset_generation

    def session_of(coordinator: Any) -> float:
        return float(coordinator._session_timeout_ms) / 1000

    async def hear_heartbeat(self: Any) -> bool:
        asked_at = time.monotonic()
        known: bool = await heartbeat(self)
        if known:
            membership.confirmed(asked_at=asked_at, session=session_of(self))
        return known

    def hear_joined(self: Any) -> None:
        membership.confirmed(asked_at=time.monotonic(), session=session_of(self))
        joined(self)

    def hear_reset(self: Any) -> None:
        # Leaving of our own will resets too, while closing.
        was_member = self.generation > 0 and not self._closing.done()
        reset(self)
        if was_member:
            membership.ended()

    GroupCoordinator._do_heartbeat = hear_heartbeat
    GroupCoordinator._start_heartbeat_task = hear_joined
    GroupCoordinator.reset_generation = hear_reset
