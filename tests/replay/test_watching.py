"""Is a past day shown as it was lived, from whatever its topic keeps?"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from schemas.codec import encode
from schemas.control import Followed, Tick
from schemas.watch import Watch, Watchlist
from streams.replay.sources import Portion, Taken
from streams.replay.watch.folding import Choice
from streams.replay.watch.watching import Happened, Lane, happenings
from tests.following.builders import (
    KIDAL_WATCH,
    MENAKA,
    SUNDAY,
    Story,
    alerts,
    claim,
    mention,
    on,
    reading,
    rules,
)

BATCHED = Watch(id="mali", country="ML", batch_seconds=600, cooldown_seconds=1800)


def at(minutes: float) -> datetime:
    return SUNDAY + timedelta(minutes=minutes)


def ticks(first: float, last: float, step: float = 1 / 6) -> list[Tick]:
    """Time, told every ten seconds."""
    count = int((last - first) / step)
    return [Tick(at=at(first + number * step)) for number in range(count + 1)]


class Kept:
    """A partition that holds these records, handed out in small portions."""

    begin = 0

    def __init__(self, records: Sequence[Followed | bytes]) -> None:
        self._data = [one if isinstance(one, bytes) else encode(one) for one in records]
        self.end = len(self._data)

    async def portions(self, position: int) -> AsyncGenerator[Portion]:
        for first in range(position, self.end, 7):
            taken = [Taken(b"ML", one, 0, counts=True) for one in self._data[first : first + 7]]
            yield Portion(taken, first + len(taken))


async def seen(*partitions: Sequence[Followed | bytes], **chosen: Any) -> list[Happened]:
    """What is shown of a span, from the first report on if no other is chosen."""
    lanes = [Lane(Kept(one), Choice(**{"since": SUNDAY} | chosen)) for one in partitions]
    for lane in lanes:
        await lane.warm_up(lambda *_: None)
    return [one async for one in happenings(lanes)]


def rang(happened: Sequence[Happened]) -> list[tuple[datetime, str, str]]:
    return [(one.at, alert.kind, alert.watch_id) for one in happened for alert in one.alerts]


DAY: list[Followed] = [
    rules(BATCHED, KIDAL_WATCH),
    *ticks(-50, -1),
    reading("afp:1", mention(), claims=[claim(17, 17)]),
    *ticks(0, 4),
    reading("b:1", mention(), claims=[claim(21, 21)], after=5, publisher_family="b"),
    *ticks(5, 40),
    reading("c:1", mention(places=(MENAKA,)), after=41, publisher_family="c"),
    reading("afp:1", after=42, revision=2, pubstatus="canceled"),
    *ticks(42, 60 * 24 * 20, step=60),
]


async def test_what_rings_is_what_rang_in_life() -> None:
    """
    The same alerts to the last byte, in the same order.
    """
    life = Story()
    lived = alerts(life.tell(*DAY))

    shown = [alert for one in await seen(DAY) for alert in one.alerts]

    assert [encode(one) for one in shown] == [encode(one) for one in lived]
    assert {one.kind for one in lived} >= {"ONSET", "UPDATE"}


async def test_what_falls_due_is_shown_at_its_due_time() -> None:
    """
    The gathered update of ten minutes later, between two reports, as if time had been told.
    """
    few = [record for record in DAY[:-1] if not isinstance(record, Tick)]

    assert [one for one in rang(await seen(few, until=at(30))) if one[1] == "UPDATE"] == [
        (at(5), "UPDATE", "kidal"), (at(15), "UPDATE", "mali"),
    ]  # fmt: skip


async def test_what_was_before_is_known_and_not_shown() -> None:
    """
    A span that begins after the first report shows no ONSET of it, nor what fell due before.
    """
    shown = await seen(DAY, since=at(20))

    assert min(one.at for one in shown) >= at(20)
    assert [line for line in rang(shown) if line[0] < at(42)] == [
        (at(41), "ONSET", "mali"),
    ]  # fmt: skip


async def test_the_span_ends_where_it_is_said() -> None:
    """
    What fell due before the end is shown, though the next record is later.
    """
    shown = await seen(DAY, until=at(15))

    assert rang(shown)[-1] == (at(15), "UPDATE", "mali")
    assert sum(one.reading is not None for one in shown) == 2


async def test_partitions_are_shown_as_one_day() -> None:
    """
    By time over all of them; at one time the lower partition first, every time.
    """
    here = [rules(BATCHED), reading("a:1", mention()), reading("a:2", mention(), after=9)]
    there = [rules(BATCHED), reading("b:1", after=3), reading("b:2", after=9)]
    first, second = await seen(here, there), await seen(here, there)

    assert [one.reading.dispatch.key for one in first if one.reading] == [
        "a:1", "b:1", "a:2", "b:2",
    ]  # fmt: skip
    assert first == second


async def test_a_late_report_comes_when_the_clock_had_it() -> None:
    """
    An archive's report stands where it was learned, not on its own day.
    """
    old = reading("old:1", mention(time=on(at(-9000).date())), intake="backfill",
                  published_at=at(-9000), received_at=at(-9000))  # fmt: skip
    shown = await seen([rules(BATCHED), *ticks(0, 3), old])

    assert [(one.at, one.alerts) for one in shown if one.reading] == [(at(3), ())]


async def test_another_watchlist_rings_in_place_of_that_of_the_time() -> None:
    """
    The changes of rules that stand in the topic are passed over.
    """
    mine = Watchlist(watch=(Watch(id="mine", iso3166_2="ML-9"),))
    shown = await seen([*DAY, rules(KIDAL_WATCH, after=90)], watchlist=mine)

    assert rang(shown) == [(at(41), "ONSET", "mine")]


async def test_other_countries_are_only_time_that_passes() -> None:
    """
    Their reports are neither counted nor followed.
    """
    niger = reading("n:1", mention(), after=1, country="NE")
    shown = await seen([*DAY[:-1], niger], countries={"NE"})

    assert [one.reading.country for one in shown if one.reading] == ["NE"]


async def test_a_record_that_is_none_of_ours_is_counted_and_passed_over() -> None:
    """
    It lies in the dead letters; the day goes on.
    """
    lane = Lane(Kept([rules(BATCHED), b"{}", reading("a:1", mention())]), Choice(SUNDAY))
    await lane.warm_up(lambda *_: None)

    assert [kind for _, kind, _ in rang([one async for one in happenings([lane])])] == ["ONSET"]
    assert lane.unreadable == 1


async def test_an_empty_partition_shows_nothing() -> None:
    """
    Nor one whose last record lies before the span.
    """
    assert await seen([], [rules(BATCHED), reading("a:1", mention(), after=-30)]) == []


async def test_learning_what_was_known_tells_how_far_it_is() -> None:
    """
    Up to which time, and how many records.
    """
    told: list[tuple[datetime, int]] = []
    lane = Lane(Kept(DAY), Choice(at(20)))
    await lane.warm_up(lambda when: told.append((when, lane.taken)))

    assert [when for when, _ in told] == [at(-60), at(0), at(5)]
    assert 0 < told[0][1] < told[1][1] < told[2][1] < len(DAY)


@pytest.mark.parametrize("thinned", [2, 5, 1000])
async def test_seldom_told_time_shows_the_same_day(thinned: int) -> None:
    """
    Of the ticks between two records any may be missing but the last.
    """
    few = [
        record for number, record in enumerate(DAY)
        if not isinstance(record, Tick) or number % thinned == 0
        or not isinstance(DAY[min(number + 1, len(DAY) - 1)], Tick) or number == len(DAY) - 1
    ]  # fmt: skip

    assert await seen(few) == await seen(DAY)
