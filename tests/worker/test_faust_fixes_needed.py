"""
Is each fix of Faust needed, and does it hold, on a real Kafka?

Each fault is planted where it now and then happens by itself (``planted.py``). With
the fix the claim holds; without it the test shows what would be lost. When a test
without its fix fails, Faust has mended the fault: the fix can go.
"""

from __future__ import annotations

import asyncio
import signal

import pytest
from aiokafka.admin import NewTopic

from streams.kafka_admin import admin
from streams.settings import Settings
from tests.worker.planted import SMALL
from tests.worker.workshop import PATIENCE_SECONDS, committed, handled, wire, working

pytestmark = pytest.mark.broker

MENDED, STOCK = "mended", "stock"


def variables(planted: str, fix: str, faust: str, **others: str) -> dict[str, str]:
    """Variables of a worker with this fault *planted*; a *stock* Faust goes without *fix*."""
    skipped = fix if faust == STOCK else ""
    return {"TOCSIN_TEST_PLANT": planted, "TOCSIN_TEST_SKIP_FIX": skipped, **others}


async def until_committed(settings: Settings, partition: int, offset: int) -> None:
    """Wait until *partition* is committed up to *offset*."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await committed(settings)).get(partition, -1) < offset:
            pass  # each look is a question to the broker


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_no_commit_passes_a_record_in_hand(settings: Settings, faust: str) -> None:
    """
    One dispatch in hand, later ones done: a worker that is killed now must find it again.
    """
    await wire(settings, [1, 2, 3], partition=0)
    plant = variables("keep_in_hand", "commit_offset", faust)
    async with working(settings, **plant), handled(settings) as heard:
        await heard.all_of([2, 3])
        await wire(settings, [4], partition=1)
        await until_committed(settings, 1, 1)

    assert (await committed(settings)).get(0) == (None if faust == MENDED else 3)


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_what_was_fetched_of_a_new_partition_is_fetched_again(
    settings: Settings, faust: str
) -> None:
    """
    A rebalance throws it away; in a partition without a commit nothing brought it back.
    """
    await wire(settings, [1], partition=0)
    plant = variables("stop_in_a_fetch", "seeking", faust)
    async with working(settings, **plant) as worker, handled(settings) as heard:
        await wire(settings, [2], partition=0)  # behind it: what is skipped by then is lost
        await heard.all_of([2])
        await worker.stop()

    assert heard.numbers == ({1, 2} if faust == MENDED else {2})
    assert (await committed(settings)).get(0) == 2


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_a_commit_that_failed_is_made_again(settings: Settings, faust: str) -> None:
    """
    Even when the partition falls silent: else its last records are done again at each start.
    """
    await wire(settings, [1], partition=0)
    plant = variables("refuse_first_commit", "failed_commit", faust)
    async with working(settings, **plant) as worker, handled(settings) as heard:
        await heard.all_of([1])
        await worker.until("refused to commit")
        code = await worker.stop()

    assert code == 0
    assert (await committed(settings)).get(0) == (1 if faust == MENDED else None)


@pytest.mark.parametrize("wish", [signal.SIGUSR1, signal.SIGTERM], ids=["commit", "stop"])
@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_nothing_is_committed_that_is_not_remembered(
    settings: Settings, faust: str, wish: signal.Signals
) -> None:
    """
    When no changelog takes what was learned, the worker ends at once and commits nothing.
    """
    await wire(settings, [1], partition=0)
    plant = variables("refuse_to_publish", "commit_order", faust)
    plant |= {"TOCSIN_TEST_COMMIT_ON_SIGNAL": "yes"}
    async with working(settings, **plant) as worker, handled(settings) as heard:
        await heard.all_of([1])
        worker.tell(wish)
        if faust == STOCK and wish == signal.SIGUSR1:
            await until_committed(settings, 0, 1)
            worker.tell()
        code = await worker.ended()

    assert code == (1 if faust == MENDED else 0), "".join(worker.said)
    assert (await committed(settings)).get(0) == (None if faust == MENDED else 1)


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_what_is_done_is_committed_before_it_is_given_away(
    settings: Settings, faust: str
) -> None:
    """
    Another worker joins: Faust forgets what was acknowledged, and it is done again elsewhere.
    """
    await wire(settings, [1], partition=0)
    plant = variables("", "revocation", faust) | {"TOCSIN_TEST_COMMIT_ON_SIGNAL": "yes"}
    async with working(settings, **plant), handled(settings) as heard:
        await heard.all_of([1])
        async with working(settings, **plant):
            so_far = await committed(settings)

    assert so_far.get(0) == (1 if faust == MENDED else None)


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_what_is_given_to_fausts_producer_is_refused(settings: Settings, faust: str) -> None:
    """
    Faust would log that the broker did not take it, and commit: here the worker stops first.
    """
    async with admin(settings.kafka.bootstrap or "") as client:
        tiny = {"max.message.bytes": "100"}
        await client.create_topics(
            [NewTopic(settings.kafka.prefix + SMALL, 1, 1, topic_configs=tiny)]
        )
    await wire(settings, [1], partition=0)
    plant = variables("send_by_faust", "sending", faust)
    if faust == STOCK:
        async with working(settings, **plant) as worker, handled(settings) as heard:
            await heard.all_of([1])
            code = await worker.stop()
    else:
        async with working(settings, until="worker.stop", **plant) as worker:
            code = await worker.ended()

    assert code == (1 if faust == MENDED else 0)
    assert (await committed(settings)).get(0) == (None if faust == MENDED else 1)


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_a_partition_whose_end_is_unknown_is_read(settings: Settings, faust: str) -> None:
    """
    A monitor that counts with what nobody knows yet must not end the worker.
    """
    plant = variables("forget_highwaters", "unknown_highwater", faust)
    async with working(settings, **plant) as worker, handled(settings) as heard:
        await wire(settings, [1])
        if faust == MENDED:
            await heard.all_of([1])
            code = await worker.stop()
        else:
            code = await worker.ended()

    assert code == (0 if faust == MENDED else 1), "".join(worker.said)


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_changelogs_are_not_fetched_while_working(settings: Settings, faust: str) -> None:
    """
    What we write there ourselves would hold up the next fetch of dispatches.
    """
    plant = variables("tell_of_fetches", "changelog_fetching", faust)
    async with working(settings, **plant) as worker, handled(settings) as heard:
        for number in range(3):  # what was asked for before the pause has been answered then
            await wire(settings, [number])
            await heard.all_of([number])
        await worker.stop()
    asked = [line for line in "".join(worker.said).splitlines() if line.startswith("fetching")]

    assert ("-changelog" in asked[-1]) is (faust == STOCK)


@pytest.mark.parametrize("faust", [MENDED, STOCK])
async def test_a_crash_ends_the_worker_before_anything_else(settings: Settings, faust: str) -> None:
    """
    Faust would stop in good order: cancel the agents in the middle of a record, acknowledge what
    they had in hand, and at times start them again before it comes to that.
    """
    await wire(settings, [1], partition=0)
    plant = variables("", "crash", faust)
    plant |= {"TOCSIN_TEST_CRASH_ON_SIGNAL": "yes", "TOCSIN_TEST_HOLD": "reading"}
    plant |= {"TOCSIN_TEST_LOUD": "yes"}
    async with working(settings, **plant) as worker:
        await worker.until("held by reading")
        worker.tell(signal.SIGUSR1)
        if faust == MENDED:
            assert await worker.ended() == 1
        else:
            await worker.until("[^App]: Stopping")

    assert ("Stopping" in "".join(worker.said)) is (faust == STOCK)
    assert await committed(settings) == {}
