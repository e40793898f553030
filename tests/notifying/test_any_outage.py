"""Laws that hold while a receiver fails: what is tried again keeps nobody else's place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.notifying.resting import rests_until
from schemas.message import Message
from tests.notifying.reader import NOON, Got, Reader
from tests.notifying.sequences import is_cancel, is_quiet, reported, steps, wanted

AGAIN = timedelta(minutes=5)


class Unlucky(Reader):
    """
    A subscriber whom some attempts do not reach; each is made again five minutes later.

    Args:
        luck: Whether the next attempt arrives.

    Attributes:
        attempts: All, whether they arrived or not.
    """

    def __init__(self, luck: Iterator[bool], **wants: Any) -> None:
        super().__init__(**wants)
        self.attempts: list[Got] = []
        self._luck = luck
        self._failed: dict[str, tuple[Message, datetime]] = {}

    def _due(self) -> datetime | None:
        ends = [due for _, due in self._failed.values()]
        held = [row.next_attempt for row in self.account.waiting() if self._is_held(row)]
        return min((*ends, *held), default=None)

    def _is_held(self, row: Any) -> bool:
        return row.next_attempt is not None and row.incident_id not in self.busy

    def _waits(self) -> object:
        return super()._waits(), dict(self._failed)

    def _send(self) -> None:
        for message, due in list(self._failed.values()):
            if due <= self._now:
                self._end(message, state="delivered" if next(self._luck) else "failed")
        super()._send()

    def _attempt(self, message: Message) -> None:
        self._note(message, "sending")
        self._end(message, state="delivered" if next(self._luck) else "failed")

    def _end(self, message: Message, *, state: Any) -> None:
        self.attempts.append(Got(self._now, message))
        for one in message.alerts:
            self.account.put(replace(self.row(one), state=state))
        self._failed.pop(message.id, None)
        if state == "failed":
            again = self._now + AGAIN
            morning = rests_until(message.alerts, self.wanted, self.account, now=again)
            self._failed[message.id] = message, morning or again
        else:
            self.got.append(Got(self._now, message))
        self.busy = {
            one.incident_id for failed, _ in self._failed.values() for one in failed.alerts
        }


@settings(max_examples=150, deadline=None)
@given(steps, wanted, st.lists(st.booleans(), max_size=60))
def test_a_receiver_that_fails_gets_all_in_order_and_nothing_twice(
    said: Any, wants: dict[str, Any], luck: list[bool]
) -> None:
    """
    Whatever is tried again: order by incident, each alert once, no number left out, and a CANCEL
    for whatever was begun to be told.
    """
    told = reported(said)
    reader = Unlucky(chain(luck, repeat(True)), **wants).hear(*told)
    reader.wait((told[-1].sent if told else NOON) + timedelta(days=4))
    came = [one for got in reader.got for one in got.message.alerts]
    ids = {one.alert_id for one in came}

    assert not list(reader.account.waiting())
    assert len(ids) == len(came)
    numbers = sorted(got.message.delivery_seq for got in reader.got)
    assert numbers == list(range(1, len(numbers) + 1))
    for incident, watch in {(one.incident_id, one.watch_id) for one in told}:
        mine = [one for one in came if (one.incident_id, one.watch_id) == (incident, watch)]
        assert mine == sorted(mine, key=lambda one: one.incident_revision)
    for one in told:
        if one.kind == "CANCEL":
            was_told = any(ref.alert_id in ids for ref in one.references)
            assert (one.alert_id in ids) == was_told


@settings(max_examples=150, deadline=None)
@given(steps, wanted, st.lists(st.booleans(), max_size=60))
def test_what_failed_is_not_tried_again_at_night(
    said: Any, wants: dict[str, Any], luck: list[bool]
) -> None:
    """
    Where nothing may ring, no attempt is made in quiet hours, the first or a later one.
    """
    told = reported(said)
    reader = Unlucky(chain(luck, repeat(True)), **(wants | {"quiet_mode": "nothing"}))
    reader.hear(*told).wait((told[-1].sent if told else NOON) + timedelta(days=4))
    hours, zone = reader.wanted.quiet_hours, reader.wanted.zone

    for one in reader.attempts:
        assert hours is None or is_cancel(one) or not is_quiet(hours, zone, one.at)
