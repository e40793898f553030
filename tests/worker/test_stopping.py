"""How a worker stops: in bounded time, at any moment, and with nothing lost."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from contextlib import AsyncExitStack, aclosing
from time import monotonic

import pytest

from schemas.alert import Alert
from schemas.codec import decode
from schemas.topics import ALERTS
from streams import kafka
from streams.app import GROUP
from streams.kafka_admin import admin
from streams.settings import Settings
from streams.stopping import GRACE_SECONDS
from tests.worker.workshop import handled, until_all_committed, wire, working

pytestmark = pytest.mark.broker

# In the words of Faust and ours: while it starts, while it joins the group, while it takes up
# partitions, while it reads the changelogs.
MOMENTS = (
    "Consumer]: Starting",
    "Tables]: Starting",
    "Executing _on_partitions_assigned",
    "worker.recovering",
    "worker.ready",
)

# It may have asked to join, and knows no name yet to take leave by.
JOINING = MOMENTS[:2]

# What a worker's imports take on two quiet cores, in seconds.
QUIET_SECONDS = 1.5

HOLD_FOLLOWING = {"TOCSIN_TEST_HOLD": "following"}


@pytest.fixture
async def slowness() -> float:
    """How much longer everything takes now than on a quiet machine; 1 there."""
    began = monotonic()
    importing = await asyncio.create_subprocess_exec(sys.executable, "-c", "import streams.worker")
    await importing.wait()
    return max(1.0, (monotonic() - began) / QUIET_SECONDS)


@pytest.fixture
def grace(slowness: float) -> dict[str, str]:
    """Variables of a worker with a grace as long as the machine needs for what takes eight."""
    return {"TOCSIN_TEST_GRACE": str(GRACE_SECONDS * slowness)}


async def alerts(settings: Settings) -> list[Alert]:
    """All alerts so far, those sent twice included."""
    name = kafka.topic_name(settings, ALERTS)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=False)
    async with aclosing(reading) as records:
        return [decode(Alert, record.value or b"") async for record in records]


async def members(settings: Settings) -> int:
    """How many workers the group has; the broker misses one that is gone only after seconds."""
    async with admin(settings.kafka.bootstrap or "") as client:
        [answer] = await client.describe_consumer_groups([settings.kafka.prefix + GROUP])
    [group] = answer.to_object()["groups"]
    return len(group["members"])


@pytest.mark.parametrize("stopped_in", ["reading", "following"])
async def test_a_record_in_hand_is_finished_and_committed(
    settings: Settings, grace: dict[str, str], stopped_in: str
) -> None:
    """
    SIGTERM between output and state: the record is done, remembered and not done again.
    """
    await wire(settings, [0])
    async with handled(settings) as heard:
        async with working(settings, TOCSIN_TEST_HOLD=stopped_in, **grace) as worker:
            await worker.until(f"held by {stopped_in}")
            worker.tell()
            await worker.until("role.stopping")
            worker.release()
            code = await worker.ended()
        await wire(settings, [30])  # the same country: the next revision of its incident
        async with working(settings):
            await heard.all_of([0, 30])
    rung = await alerts(settings)

    assert code == 0
    assert "role.stopped" in worker.said[-1]
    assert "left=0" in worker.said[-1]
    assert [alert.incident_revision for alert in rung] == [1, 2]


async def test_a_record_that_cannot_be_finished_comes_back_under_the_same_id(
    settings: Settings, slowness: float
) -> None:
    """
    After the grace the worker ends whatever hangs; the record is done anew, on the old state.
    """
    await wire(settings, [0])
    async with working(settings, **HOLD_FOLLOWING) as worker:
        await worker.until("held by following")
        worker.tell()
        began = monotonic()
        code = await worker.ended()
        took = monotonic() - began
    async with working(settings), handled(settings) as heard:
        await wire(settings, [30])
        await heard.all_of([0, 30])
    rung = await alerts(settings)

    assert code == 1
    assert GRACE_SECONDS - 1 < took < GRACE_SECONDS + 2 * slowness
    assert "left=1" in worker.said[-1]
    assert Counter(alert.incident_revision for alert in rung) == {1: 2, 2: 1}
    assert len({alert.alert_id for alert in rung}) == 2


async def test_a_second_signal_ends_it_at_once(settings: Settings, grace: dict[str, str]) -> None:
    """
    Who asks twice does not wait; what was in hand is not acknowledged.
    """
    await wire(settings, [0])
    async with working(settings, **HOLD_FOLLOWING, **grace) as worker:
        await worker.until("held by following")
        worker.tell()
        await worker.until("role.stopping")
        worker.tell(signal.SIGINT)
        code = await worker.ended()
    async with working(settings):
        await until_all_committed(settings)
    rung = await alerts(settings)

    assert code == 1
    assert "told a second time" in worker.said[-1]
    assert [alert.incident_revision for alert in rung][:2] == [1, 1]


async def test_a_crash_acknowledges_nothing(settings: Settings) -> None:
    """
    Faust alone would cancel the agents, take their records for done, and commit them.
    """
    await wire(settings, [0])
    async with working(settings, **HOLD_FOLLOWING, TOCSIN_TEST_CRASH_ON_SIGNAL="1") as worker:
        await worker.until("held by following")
        worker.tell(signal.SIGUSR1)
        code = await worker.ended()
    async with working(settings):
        await until_all_committed(settings)
    rung = await alerts(settings)

    assert code == 1
    assert "worker.crashed" in worker.said[-1]
    assert "planted" in worker.said[-1]
    # Twice on the same state; whether `reading` had committed its part before, chance decides.
    assert [alert.incident_revision for alert in rung][:2] == [1, 1]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_sigterm_at_any_moment_loses_nothing(
    settings: Settings, grace: dict[str, str], moment: str
) -> None:
    """
    While it starts, joins, restores: it ends within the grace, and the next one finds all.
    Once it was given partitions, nobody waits until it is missed.
    """
    before, after = range(60), range(60, 120)
    await wire(settings, before)
    async with handled(settings) as heard:
        async with working(settings) as worker:
            await heard.all_of(before)
            await worker.stop()
        await wire(settings, after)
        async with working(settings, until=moment, TOCSIN_TEST_LOUD="1", **grace) as worker:
            worker.tell()
            code = await worker.ended()
        left_behind = await members(settings)
        async with working(settings):
            await heard.all_of(after)
    rung = await alerts(settings)

    assert code == 0, "".join(worker.said)
    assert left_behind == 0 or moment in JOINING
    assert len({alert.alert_id for alert in rung}) == len(set(before) | set(after)) / 5


async def test_the_others_take_over_at_once(settings: Settings, grace: dict[str, str]) -> None:
    """
    A worker that stops leaves the group: nobody waits until it is missed.
    """
    async with handled(settings) as heard, working(settings, **grace) as leaves, working(settings):
        await wire(settings, range(60))
        await heard.all_of(range(60))
        code = await leaves.stop()
        stay = await members(settings)
        await wire(settings, range(60, 120))
        await heard.all_of(range(120))

    assert code == 0
    assert stay == 1


async def test_several_that_stop_together_end_together(
    settings: Settings, grace: dict[str, str]
) -> None:
    """
    The others' leaving begins a rebalance in the middle of each one's stopping.
    """
    numbers = range(300)
    async with handled(settings) as heard:
        async with AsyncExitStack() as stack:
            workers = [
                await stack.enter_async_context(working(settings, **grace)) for _ in range(3)
            ]
            await wire(settings, numbers)
            for worker in workers:
                worker.tell()
            codes = await asyncio.gather(*(worker.ended() for worker in workers))
        left_behind = await members(settings)
        async with working(settings):
            await heard.all_of(numbers)
    rung = await alerts(settings)

    assert codes == [0, 0, 0], "".join("".join(worker.said) for worker in workers)
    assert left_behind == 0
    assert len({alert.alert_id for alert in rung}) == len(numbers) / 5


async def test_sigterm_in_a_rebalance_loses_nothing(
    settings: Settings, grace: dict[str, str]
) -> None:
    """
    Told to stop while another one joins: what is in hand is committed before it is given away.
    """
    numbers = range(300)
    loud = {"TOCSIN_TEST_LOUD": "1"} | grace
    async with handled(settings) as heard, working(settings, **loud) as stops:
        await wire(settings, numbers)
        async with working(settings, until="Consumer]: Starting", **loud) as joins:
            await stops.until("generation id")
            stops.tell()
            code = await stops.ended()
            await joins.until("worker.ready")
            await heard.all_of(numbers)
    rung = await alerts(settings)

    assert code == 0, "".join(stops.said)
    assert len({alert.alert_id for alert in rung}) == len(numbers) / 5
