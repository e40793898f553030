"""
What came of an ordeal, counted at the receivers?

From what they took in and from nothing that delivery says of itself; its rows only tell why
something is lacking. Not here: the ordeal (``ordeal.py``).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from schemas.alert import Alert
from schemas.delivery import Delivery
from streams.delivery.hearing import Heard
from streams.delivery.receiving import Request


class Delays(NamedTuple):
    """
    From the record on ``alerts`` until a well receiver has it, in seconds, ascending.

    Attributes:
        at_work: While a process was at work, that it had to catch up included.
        caught_up: Of those what was sent when nothing was left of what had gathered before.
        at_all: At any time, a process that was killed and is not back included.
    """

    at_work: list[float]
    caught_up: list[float]
    at_all: list[float]


def not_exceeded(delays: Sequence[float], share: float) -> float:
    """Return what so great a *share* of ascending *delays* did not exceed; no bar without any."""
    return delays[min(int(len(delays) * share), len(delays) - 1)] if delays else math.inf


class Figures(NamedTuple):
    """
    What came of it.

    Attributes:
        sent: Alerts that were for everyone who was reached.
        lacking: By subscriber the alerts that it never got; empty when all is well.
        unasked: Alerts that came and should not have.
        disordered: Alerts that came after a later one of their incident.
        gaps: Numbers that never came, and of which nobody was told that they will not.
        doubled: Alerts that came under a second id.
        problems: What must not happen, in words, and what is missing.
        repeats: Messages that came again, under their id.
        messages: That came, each once.
        delays: Of the well ones.
        kills: So many.
    """

    sent: int
    lacking: dict[str, list[str]]
    unasked: list[str]
    disordered: int
    gaps: int
    doubled: int
    problems: list[str]
    repeats: int
    messages: int
    delays: Delays
    kills: int

    @property
    def is_faultless(self) -> bool:
        """Whether everyone has everything, once and in order."""
        wrong = (self.lacking, self.unasked, self.problems)
        return not any((*wrong, self.disordered, self.gaps, self.doubled))


class Outages:
    """When no process was at work."""

    def __init__(self) -> None:
        self._spans: list[list[datetime]] = []

    def begin(self) -> None:
        """From now on."""
        self._spans.append([datetime.now(UTC)])

    def end(self) -> None:
        """Until now."""
        self._spans[-1].append(datetime.now(UTC))

    def touch(self, begin: datetime, end: datetime) -> bool:
        """Tell whether one of them lay between."""
        return any(span[0] <= end and (len(span) < 2 or begin <= span[1]) for span in self._spans)

    def weigh_on(self, sent: datetime, waited: Collection[tuple[datetime, datetime]]) -> bool:
        """Tell whether, when it was *sent*, something older of an outage was still to come."""
        return any(
            before < span[1] and span[0] < at and span[1] <= sent < at
            for span in self._spans
            if len(span) > 1
            for before, at in waited
        )


def counted(
    wanted: Mapping[str, Collection[Alert]],
    hearings: Mapping[str, Heard],
    refused: Mapping[str, int],
    came: Collection[tuple[str, Request]],
    outages: Outages,
    rows: Mapping[str, Delivery],
    *,
    kills: int,
) -> Figures:
    """
    Count what came.

    Args:
        wanted: By subscriber what it should have.
        hearings: By subscriber what it heard.
        refused: Why receivers did not believe a request, and how many.
        came: Each request, with the kind it came to.
        outages: When no process was at work.
        rows: The ledger at the end.
        kills: How often a process was killed or frozen.
    """
    everything = {one.alert_id for some in wanted.values() for one in some}
    lacking: dict[str, list[str]] = {}
    unasked: list[str] = []
    problems = [f"{count} refused: {why}" for why, count in refused.items()]
    for name, heard in hearings.items():
        got = {one.alert_id for message in heard.messages for one in message.alerts}
        if missing := {one.alert_id for one in wanted[name]} - got:
            lacking[name] = sorted(missing)
        unasked += sorted(got - everything)
        problems += [f"{name}: {problem}" for problem in heard.problems]
        problems += [f"{name}: number {number} is missing" for number in heard.gaps()]
    problems += [
        f"{row.subscription_id} lacks {row.alert_id}: {row.state}: {row.detail}"
        for row in rows.values()
        if row.alert_id in lacking.get(row.subscription_id, ())
    ]
    every = hearings.values()
    return Figures(
        sent=max(len(some) for some in wanted.values()),
        lacking=lacking,
        unasked=unasked,
        disordered=sum(_disordered(heard) for heard in every),
        gaps=sum(len(heard.gaps()) for heard in every),
        doubled=sum(_doubled(heard) for heard in every),
        problems=problems,
        repeats=sum(heard.repeats.total() for heard in every),
        messages=sum(len(heard.messages) for heard in every),
        delays=_delays(came, outages),
        kills=kills,
    )


def _disordered(heard: Heard) -> int:
    """Count alerts that came after one of a later revision of their incident."""
    newest: Counter[str] = Counter()
    found = 0
    for message in heard.messages:
        for one in message.alerts:
            found += one.incident_revision < newest[one.incident_id]
            newest[one.incident_id] = max(newest[one.incident_id], one.incident_revision)
    return found


def _doubled(heard: Heard) -> int:
    """Count alerts that came in more than one message."""
    times = Counter(one.alert_id for message in heard.messages for one in message.alerts)
    return sum(count - 1 for count in times.values())


def _delays(came: Collection[tuple[str, Request]], outages: Outages) -> Delays:
    """Return how long the well ones waited."""
    waited: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for kind, request in came:
        if kind == "well" and request.end == "new" and request.envelope is not None:
            message = request.envelope.data
            waited[message.subscription_id].append((message.alerts[-1].sent, request.at))
    at_all, at_work, caught_up = [], [], []
    for each in waited.values():
        for sent, at in each:
            delay = (at - sent).total_seconds()
            at_all.append(delay)
            if not outages.touch(sent, at):
                at_work.append(delay)
                if not outages.weigh_on(sent, each):
                    caught_up.append(delay)
    return Delays(sorted(at_work), sorted(caught_up), sorted(at_all))
