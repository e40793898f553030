"""What does a look at a worker show, by Faust's own books?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.structs import TopicPartition

from streams.health.signs import Left
from streams.health.worker_signs import WorkerSigns

READINGS = TopicPartition("x.readings", 1)
CHANGELOG = TopicPartition("x.tocsin-clocks-changelog", 1)


class Assignment:
    """What aiokafka knows of each partition."""

    tps = frozenset({READINGS, CHANGELOG})

    def __init__(self) -> None:
        self.state = SimpleNamespace(_position=7, highwater=12)

    def state_value(self, _: TopicPartition) -> SimpleNamespace:
        return self.state


class App(SimpleNamespace):
    """An app at work: five records unread, two of seven in hand, five committed."""

    def __init__(self) -> None:
        self.assignment = Assignment()
        subscription = SimpleNamespace(subscription=SimpleNamespace(assignment=self.assignment))
        beats: list[Any] = []
        super().__init__(
            should_stop=False, started=True, in_recovery=False, rebalancing=False,
            rebalancing_count=1, beats=beats, assignment=self.assignment,
            topics=SimpleNamespace(acks_enabled_for=lambda _: True),
            tables=SimpleNamespace(recovery=SimpleNamespace(restored=4, to_restore=10)),
            _consumer=SimpleNamespace(
                _thread=SimpleNamespace(
                    _consumer=SimpleNamespace(_subscription=subscription),
                    thread_loop=SimpleNamespace(call_soon_threadsafe=beats.append)),
                unacked=[SimpleNamespace(topic="x.readings", partition=1, offset=offset)
                         for offset in (5, 6)],
                _committed_offset={READINGS: 5}, _n_acked=4,
                _is_changelog_tp=lambda tp: tp == CHANGELOG,
            ),
        )  # fmt: skip


@pytest.fixture
def app() -> App:
    return App()


def look(app: App) -> WorkerSigns:
    return WorkerSigns(app, "x.", lambda: None)  # type: ignore[arg-type]


def test_what_waits_is_told_by_topic_without_prefix(app: App) -> None:
    """What is unread, and what is in hand; a changelog is not worked on."""
    signs = look(app)()

    assert signs.behind == {("readings", 1): Left(done=5, waiting=7)}
    assert (signs.phase, signs.partitions) == ("working", 1)
    assert (signs.restored, signs.to_restore) == (4, 10)


@pytest.mark.parametrize(
    ("change", "phase"),
    [
        ({"should_stop": True}, "stopping"),
        ({"started": False}, "starting"),
        ({"in_recovery": True, "rebalancing": True}, "recovering"),
        ({"rebalancing": True}, "rebalancing"),
        ({"rebalancing_count": 0}, "joining"),
    ],
)
def test_what_it_does_is_its_phase(app: App, change: dict[str, Any], phase: str) -> None:
    """In recovery Faust calls itself rebalancing, too."""
    vars(app).update(change)

    assert look(app)().phase == phase


def test_the_consumers_loop_is_asked_to_count(app: App) -> None:
    """Whether it came round shows at the next look."""
    looking = look(app)
    first = looking()
    for beat in app.beats:
        beat()

    assert (first.consumer_turns, looking().consumer_turns) == (0, 1)


def test_handled_goes_on_when_faust_begins_anew(app: App) -> None:
    """Another consumer counts from nothing."""
    looking = look(app)
    told = []
    for acked in (4, 9_990, 15):
        app._consumer._n_acked = acked
        told.append(looking().handled)

    assert told == [4, 9_990, 10_005]


def test_before_the_consumer_is_there(app: App) -> None:
    """A worker that starts has nothing to tell of."""
    app._consumer = None
    signs = look(app)()

    assert (signs.behind, signs.partitions, signs.handled) == ({}, 0, 0)
