"""Has an undisturbed run of the load only one outcome, and is it worth losing?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from agents.reading import prepare
from schemas.dispatch import Dispatch
from schemas.watch import Watchlist
from streams.kafka import partition_of
from streams.watchlists import load_watchlist
from tests.faults import load
from tests.faults.undisturbed import Calm, undisturbed

PARTITIONS = 12
COUNT = 1_500
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Watchlist:
    prepare()
    file = tmp_path_factory.mktemp("rules") / "watchlist.toml"
    file.write_text(load.WATCHLIST)
    return load_watchlist(file)


@pytest.fixture(scope="module")
def partitions() -> list[list[Dispatch]]:
    filled: list[list[Dispatch]] = [[] for _ in range(PARTITIONS)]
    for one in islice(load.dispatches(PARTITIONS, NOON), COUNT):
        filled[partition_of(one.key, PARTITIONS)].append(one)
    return filled


def followed(partitions: Sequence[list[Dispatch]], rules: Watchlist) -> Calm:
    return undisturbed(
        partitions, rules, began=NOON - timedelta(hours=1), closed=NOON + timedelta(days=3)
    )


def test_every_dispatch_is_decided_on_and_some_ring(
    partitions: list[list[Dispatch]], rules: Watchlist
) -> None:
    """A load that rings nothing would lose nothing; some of it waits for its due time."""
    calm = followed(partitions, rules)

    assert len({ref.key for ref in calm.decisions}) == COUNT
    assert len(calm.alerts) > COUNT // 20
    assert None in calm.alerts.values()


def test_a_record_that_comes_again_changes_nothing(
    partitions: list[list[Dispatch]], rules: Watchlist
) -> None:
    """What a worker repeats after a crash rings under the same ids, and nothing else."""
    again = [[*one, *one[-20:]] for one in partitions]

    assert followed(again, rules).alerts == followed(partitions, rules).alerts
