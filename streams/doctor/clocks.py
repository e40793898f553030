"""
Do the clocks agree?

Kafka tells nobody the time, but it stamps what is written to ``heartbeats`` by
its own clock. So this machine writes one record there and compares; a machine
with a role on it has written some already, which takes no right to write. A
poller whose clock is wrong dates dispatches wrongly, and a worker's ticks would
end incidents too early or too late. Pure, but for ``stamp``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from schemas.heartbeat import Heartbeat

from .findings import Finding, failure, ok, warning
from .groups import Heard

CHECK = "clocks"

DOCTOR = "doctor"
"""The role of the record that is written only to be stamped."""

# Ticks come each ten seconds, and heartbeats wait for an acknowledgement.
TOLERATED = timedelta(seconds=5)

# Incidents end after hours; a minute begins to change what is told.
HARMFUL = timedelta(seconds=60)

ADVICE = "set up NTP on that machine"


class Stamp(NamedTuple):
    """When we wrote a record and had the answer, by our clock, and when the broker stamped it."""

    before: datetime
    after: datetime
    broker: datetime


def skew(stamp: Stamp) -> timedelta:
    """Return by how much our clock is ahead of the broker's, at least; nothing within the trip."""
    if stamp.broker < stamp.before:
        return stamp.before - stamp.broker
    if stamp.broker > stamp.after:
        return stamp.after - stamp.broker
    return timedelta(0)


def this_machine(stamp: Stamp) -> Finding:
    """Judge our own clock."""
    trip = (stamp.after - stamp.before).total_seconds()
    return _judged("this machine", skew(stamp), f"within a trip of {trip:.2f} s")


def untold(reason: str) -> Finding:
    """Say that our own clock could not be compared."""
    return warning(
        CHECK,
        f"this machine's clock is not known to be right: {reason}",
        "allow writing to `heartbeats`, or compare it yourself (timedatectl)",
    )


def of_roles(heard: Iterable[Heard]) -> list[Finding]:
    """Judge the clocks of the machines that roles run on, by their newest heartbeats."""
    newest = {one.heartbeat.key: one for one in heard if one.heartbeat.role != DOCTOR}
    findings = []
    for one in newest.values():
        beat = one.heartbeat
        # Between writing and stamping lies the sending, which only makes it look behind.
        ahead = beat.at - one.stamped_at
        if ahead > TOLERATED or ahead < -TOLERATED - timedelta(seconds=beat.every_seconds):
            findings.append(_judged(f"{beat.role} {beat.instance}", ahead, ""))
    return findings


def _judged(whose: str, ahead: timedelta, trip: str) -> Finding:
    """Judge one clock."""
    if abs(ahead) <= TOLERATED:
        return ok(CHECK, f"{whose} agrees with the broker {trip}".rstrip())
    way = "ahead of" if ahead > timedelta(0) else "behind"
    told = f"{whose} is {abs(ahead).total_seconds():.1f} s {way} the broker"
    return (failure if abs(ahead) > HARMFUL else warning)(CHECK, told, ADVICE)


def note(machine: str, version: str, *, at: datetime) -> Heartbeat:
    """Return the record that is written to be stamped; one is kept for each machine."""
    return Heartbeat(
        role=DOCTOR, instance=machine, version=version, started=at, at=at,
        every_seconds=0, phase="working", ready=True,
    )  # fmt: skip
