"""
Are roles at work, and do they keep up?

What Kafka knows of their groups (members, lag), and what they say of themselves
(heartbeats): Kafka sees a worker that hangs as a member, a heartbeat does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from aiokafka.structs import TopicPartition

from schemas.heartbeat import Heartbeat
from streams.kafka_groups import Group
from streams.wording import counted

from .findings import Finding, failure, ok, warning

ROLES = ("worker", "poller")
"""Whose silence is news in every tocsin."""

OTHERS = ("delivery", "api")
"""Which a tocsin may live without."""

# Ticks move it each ten seconds; a worker that judges is never this far behind them.
STALE_WATERMARK = timedelta(minutes=5)

MISSED = 3
"""So many heartbeats left out are silence."""


class Heard(NamedTuple):
    """A heartbeat, and when the broker had it, by the broker's clock."""

    heartbeat: Heartbeat
    stamped_at: datetime


def workers(found: Group, ends: Mapping[TopicPartition, int], *, most_lag: int) -> list[Finding]:
    """Judge the workers' group by what it still has to handle; *ends* are those of its topics."""
    lag: dict[str, int] = {}
    for tp, end in ends.items():
        left = max(0, end - found.committed.get(tp, 0))
        lag[tp.topic] = lag.get(tp.topic, 0) + left
    waiting = sum(lag.values())
    each = ", ".join(f"{topic} {count:,}" for topic, count in sorted(lag.items()))
    told = f"{counted(found.members, 'member')}, {found.state}; waiting: {each or 'nothing'}"
    if not found.members:
        return [warning("workers", told, "nobody judges: tocsin run worker")]
    if waiting > most_lag:
        return [warning("workers", told, "it catches up, or more workers are needed")]
    return [ok("workers", told)]


def pollers(found: Group) -> list[Finding]:
    """Judge the pollers' group."""
    told = f"{counted(found.members, 'member')}, {found.state}"
    if not found.members:
        return [warning("pollers", told, "no feed is read: tocsin run poller")]
    return [ok("pollers", told)]


def heartbeats(
    heard: Iterable[Heard], *, now: datetime, more: Collection[str] = ()
) -> list[Finding]:
    """
    Judge what roles said of themselves.

    Args:
        heard: Heartbeats of the last hour at least, oldest first.
        now: By the broker's clock, as far as it is known.
        more: Roles besides those of every tocsin that are missed here; one that nobody misses
            is spoken of when it was heard.
    """
    newest = {one.heartbeat.key: one for one in heard}
    spoken = [role for role in OTHERS if any(one.heartbeat.role == role for one in newest.values())]
    roles = dict.fromkeys((*ROLES, *more, *spoken))
    return [one for role in roles for one in _role(role, newest.values(), now)]


def _role(role: str, newest: Iterable[Heard], now: datetime) -> Iterator[Finding]:
    """Judge one role by the newest heartbeat of each of its processes."""
    check = "heartbeats"
    ours = [one for one in newest if one.heartbeat.role == role]
    alive = [one for one in ours if not _is_silent(one, now) and one.heartbeat.phase != "stopping"]
    if not alive:
        told = f"no {role} was heard of in the last hour"
        if ours:
            last = max(ours, key=lambda one: one.stamped_at)
            how = "ended in order" if last.heartbeat.phase == "stopping" else "fell silent"
            told = f"the last {role}, {last.heartbeat.instance}, {how} {_ago(last, now)} ago"
        yield warning(check, told, f"tocsin run {role}; its log tells why it ended")
    for one in alive:
        yield _living(check, one, now)
    for one in ours:
        if _is_silent(one, now) and one.heartbeat.phase != "stopping" and alive:
            told = f"{role} {one.heartbeat.instance} fell silent {_ago(one, now)} ago"
            yield warning(check, told, "it was killed or hangs; others took over what it had")


def _living(check: str, one: Heard, now: datetime) -> Finding:
    """Judge one process that is heard of."""
    beat = one.heartbeat
    told = f"{beat.role} {beat.instance}, {beat.version}: heard {_ago(one, now)} ago"
    if not beat.ready:
        advice = f"wait, or see {beat.pages}/readyz there" if beat.pages else "wait, or see its log"
        return warning(check, f"{told}, not ready: {'; '.join(beat.reasons)}", advice)
    if beat.watermark is not None:
        age = now - beat.watermark
        told += f", has judged up to {_length(age)} ago"
        if age > STALE_WATERMARK:
            return failure(check, told, "silence of its regions means nothing: look at its log")
    return ok(check, told)


def _is_silent(one: Heard, now: datetime) -> bool:
    return (now - one.stamped_at).total_seconds() > MISSED * one.heartbeat.every_seconds


def _ago(one: Heard, now: datetime) -> str:
    return _length(now - one.stamped_at)


def _length(time: timedelta) -> str:
    """Write a length of time in its largest unit."""
    seconds = max(0, int(time.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
