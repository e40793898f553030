"""Is what was replayed what was lived? Twenty thousand dispatches: ``tests/replay/acceptance.py``."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from tests.replay.acceptance import Row, accept

DISPATCHES = 1_200
FAULTS = 4
KILLS = 2


@pytest.fixture(scope="module")
def rows(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """A life with kills, restarts and other watchlists, and its replays, compared."""
    done = asyncio.run(
        accept(
            kafka, tmp_path_factory.mktemp("life"), prefix=f"test-{uuid.uuid4().hex[:12]}.",
            dispatches=DISPATCHES, faults=FAULTS, kills=KILLS, seed=8, say=print,
        )
    )  # fmt: skip
    return {row.name: row for row in done}


def test_readings_give_what_life_gave(rows: dict[str, Row]) -> None:
    """Incidents with their change sets, alerts and decisions: byte for byte, in order."""
    row = rows["life"]

    assert row.differ == []
    assert all(row.counts.values())


def test_any_number_of_processes_gives_the_same(rows: dict[str, Row]) -> None:
    """One, two and four processes write the same bytes."""
    assert rows["two"].differ == []
    assert rows["four"].differ == []


def test_it_does_not_matter_how_often_time_is_told(rows: dict[str, Row]) -> None:
    """Of ticks in a row only the last counts."""
    row = rows["few ticks"]

    assert row.differ == []
    assert not row.note.startswith("0 ")


def test_a_replay_that_is_killed_goes_on_without_gap_or_repeat(rows: dict[str, Row]) -> None:
    """A process, or the whole run: what is visible is what an undisturbed run wrote, once."""
    for name in ("cut readings", "cut dispatches"):
        assert rows[name].differ == []
        assert rows[name].note != "killed 0 times"


def test_dispatches_give_the_same_incidents_and_alerts(rows: dict[str, Row]) -> None:
    """Read anew, they ring under the same ids."""
    assert rows["dispatches"].differ == []


def test_an_archive_alarms_nobody(rows: dict[str, Row]) -> None:
    """What is dated in the past is known under its own time, in life and in a replay."""
    for name in ("archive", "archive again"):
        assert rows[name].differ == []
        assert not rows[name].note.startswith("0 ")
