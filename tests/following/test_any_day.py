"""
Whatever a desk sends, in whatever order it arrives: what stands at last.

The machine writes random items with revisions, corrections, kills, embargoes and resends
and delivers them in any order. Incidents and alerts that stand at last are those that
the newest version of each item alone would have made.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from msgspec.structs import replace

from schemas.dispatch import Dispatch
from schemas.incident import Incident
from tests.following.desks import NOON, WORDS, Desk, dispatch, later


class AnyDay(RuleBasedStateMachine):
    """A desk that changes its mind, and wires that deliver in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.written: list[Dispatch] = []
        self.under_way: list[Dispatch] = []
        self.arrived: list[Dispatch] = []

    def _write(self, family: str, **more: Any) -> None:
        """Write the next item of *family*: published a minute later, one more killed."""
        number = len(self.written)
        one = dispatch(after=number, dead=3 + number, **({"key": f"{family}:1"} | more))
        self.written.append(one)
        self.under_way.append(one)

    def _count(self, key: str) -> int:
        return sum(one.key == key for one in self.written)

    @rule(
        family=st.sampled_from(list(WORDS)),
        place=st.sampled_from([0, 1, 2]),
        embargo=st.sampled_from([None, None, None, 20, 90]),
        status=st.sampled_from(["usable", "usable", "usable", "withheld", "canceled"]),
    )
    def version(self, family: str, place: int, embargo: int | None, status: Any) -> None:
        """A new item, or a new version of it."""
        self._write(
            family,
            place=place,
            revision=1 + self._count(f"{family}:1"),
            pubstatus=status,
            embargo_until=None if embargo is None else later(len(self.written) + embargo),
        )

    @precondition(lambda self: self.written)
    @rule(
        data=st.data(),
        place=st.sampled_from([0, 1, 2]),
        status=st.sampled_from(["usable", "usable", "canceled"]),
    )
    def correction(self, data: Any, place: int, status: Any) -> None:
        """Another id that names an item, or a correction of it, and changes or kills it."""
        named = data.draw(st.sampled_from([one.key for one in self.written]))
        family = named.partition(":")[0]
        key = f"{family}:{2 + sum(one.corrects is not None for one in self.written)}"
        signal = "kill" if status == "canceled" else "correction"
        self._write(family, key=key, place=place, corrects=named, pubstatus=status, signal=signal)

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def resend(self, data: Any) -> None:
        """Something that was sent before goes out once more."""
        self.under_way.append(data.draw(st.sampled_from(self.written)))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def arrival(self, data: Any) -> None:
        """One of those under way comes in, whichever was sent first."""
        at = data.draw(st.integers(0, len(self.under_way) - 1))
        self._arrive(self.under_way.pop(at))

    def _arrive(self, one: Dispatch) -> None:
        came = replace(one, received_at=later(60 + 3 * len(self.arrived)))
        self.arrived.append(came)
        self.desk.take(came)

    def newest(self) -> list[Dispatch]:
        """Return the newest version of each item that may be used, as it first came."""
        first_of: dict[str, str] = {}
        for one in self.written:
            first_of[one.key] = first_of.get(one.corrects or "", one.corrects or one.key)
        last: dict[str, Dispatch] = {}
        for one in self.written:  # within an item each is published after the one before
            last[first_of[one.key]] = one
        came = {(one.key, one.revision): one for one in reversed(self.arrived)}
        usable = [one for one in last.values() if one.pubstatus == "usable"]
        return sorted((came[one.key, one.revision] for one in usable), key=_arrived)

    def teardown(self) -> None:
        """Deliver what is still under way; then the newest versions alone are what stands."""
        while self.under_way:
            self._arrive(self.under_way.pop())
        fresh = Desk()
        fresh.take(*self.newest())
        for desk in (self.desk, fresh):
            desk.wait(24 * 60)

        assert seen(self.desk) == seen(fresh)
        assert told(self.desk) == told(fresh)


def _arrived(one: Dispatch) -> datetime:
    return one.received_at


def seen(desk: Desk) -> list[Incident]:
    """Return the incidents that stand, without what tells in which order they came to be."""
    nameless = {"incident_id": "", "revision": 1, "supersedes": None, "change_set": (),
                "revised_at": None, "first_seen": NOON, "event_to_first_seen_s": None}  # fmt: skip
    return sorted((replace(one, **nameless) for one in desk.standing().values()), key=repr)


def told(desk: Desk) -> list[tuple[str, list[str]]]:
    """Return, for each watch entry, the reports behind every alert that no CANCEL refers to."""
    alerts, standing = desk.alerts(), desk.standing()
    taken_back = {
        line.alert_id for one in alerts if one.kind == "CANCEL" for line in one.references
    }
    left = {
        (one.watch_id, one.incident_id)
        for one in alerts
        if one.kind != "CANCEL" and one.alert_id not in taken_back
    }
    return sorted(
        (watch, sorted(line.dispatch.key for line in standing[incident].evidence))
        for watch, incident in left
    )


AnyDay.TestCase.settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
TestAnyDay = AnyDay.TestCase
