"""What do tests of the doctor share: heartbeats of given ages, and how findings are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from schemas.heartbeat import Heartbeat
from streams.doctor.findings import Finding
from streams.doctor.groups import Heard

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def said(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Level and words of all that is not well."""
    return [(one.level, one.found) for one in findings if one.level != "ok"]


def beat(seconds_ago: float, **others: object) -> Heard:
    """A worker's heartbeat of so many seconds ago."""
    at = NOW - timedelta(seconds=seconds_ago)
    known: dict[str, object] = {
        "role": "worker", "instance": "a-1", "version": "0.1.0", "started": at, "at": at,
        "every_seconds": 30.0, "phase": "working", "ready": True, "pages": "http://127.0.0.1:9",
    }  # fmt: skip
    return Heard(Heartbeat(**{**known, **others}), at)
