"""Which watchlist is in force where a replay begins?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition

from schemas.codec import encode
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.topics import READINGS
from schemas.watch import Watch, Watchlist
from streams import kafka
from streams.kafka_admin import admin
from streams.replay.rules import rules_before
from streams.replay.sources import reading
from streams.settings import Settings
from streams.trouble import Trouble

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TICK = Tick(at=NOON)


def rules(country: str) -> WatchlistChanged:
    """A watchlist of one country."""
    return WatchlistChanged(at=NOON, watchlist=Watchlist(watch=(Watch(id="one", country=country),)))


async def in_force(
    settings: Settings, *told: Followed, at: int, first: int, forgotten: int = 0
) -> WatchlistChanged | None:
    """Tell a partition these, forget the first of them, and ask."""
    bootstrap = settings.kafka.bootstrap or ""
    tp = TopicPartition(kafka.topic_name(settings, READINGS), 0)
    async with kafka.producer(bootstrap) as producer:
        for one in told:
            await producer.send_and_wait(tp.topic, encode(one), partition=0)
    if forgotten:
        async with admin(bootstrap) as client:
            await client.delete_records({tp: RecordsToDelete(before_offset=forgotten)})
    async with reading(bootstrap, tp) as consumer:
        return await rules_before(consumer, tp, at, first=first)


async def test_the_last_one_before(settings: Settings) -> None:
    """Of several the newest, and none that came later."""
    told = (rules("ML"), rules("NE"), TICK, TICK, rules("SD"))

    assert await in_force(settings, *told, at=4, first=4) == rules("NE")


async def test_none_at_the_birth_of_a_topic(settings: Settings) -> None:
    """What begins with its first record begins without rules, as life did."""

    assert await in_force(settings, TICK, rules("ML"), at=0, first=0) is None


async def test_one_that_is_told_in_time(settings: Settings) -> None:
    """What retention took is not needed when another was told before it counts."""
    told = (rules("ML"), TICK, rules("NE"), TICK)

    assert await in_force(settings, *told, at=1, first=3, forgotten=1) is None


async def test_one_that_is_not_kept(settings: Settings) -> None:
    """It says what to do, and guesses nothing."""
    told = (rules("ML"), TICK, TICK, rules("NE"))

    with pytest.raises(Trouble, match=r"told before 1, .* begin later with --from, or say which"):
        await in_force(settings, *told, at=1, first=2, forgotten=1)
