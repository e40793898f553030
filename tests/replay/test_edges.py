"""The bounds of a replay, found again in what life said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schemas.control import Tick
from streams.replay.diff.edges import Edge, edge_after

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=1)


def test_what_was_said_earlier_stands_before_the_edge() -> None:
    """
    A partition's clock never goes back.
    """
    edge = edge_after([Tick(at=NOON)])

    assert edge.is_after(NOON - timedelta(days=1), ["r1"])
    assert not edge.is_after(LATER, [])


def test_at_the_same_time_the_cause_tells() -> None:
    """
    Late reports are all followed at the time of the tick before them.
    """
    edge = Edge(NOON, frozenset({"r1"}))

    assert edge.is_after(NOON, ["r1"])
    assert not edge.is_after(NOON, ["r2"])
    assert edge.is_after(NOON, [])


def test_nothing_stands_before_the_beginning() -> None:
    """
    A replay of everything leaves nothing out.
    """
    assert not Edge().is_after(NOON, [])
