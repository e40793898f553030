"""A worker that was stopped while another took over: what it does when it wakes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from schemas.codec import decode
from schemas.state import Dossier
from streams import kafka
from streams.app import GROUP
from streams.membership import Membership
from streams.settings import Settings
from tests.worker.severed import lacking, severed
from tests.worker.workshop import Worker, handled, until_all_committed, wire, working

# Dispatches about one country: each makes a revision of its one incident.
MALI = (0, 30, 60, 90, 120)


def test_nobody_is_a_member_before_the_group_said_so() -> None:
    """
    What was never confirmed does not hold.
    """
    assert not Membership(clock=lambda: 0.0).holds()


def test_a_membership_holds_for_one_session_from_the_question() -> None:
    """
    It counts from when we asked: the answer may have lain in a stopped process.
    """
    now = [100.0]
    membership = Membership(clock=lambda: now[0])
    membership.confirmed(asked_at=100.0, session=6.0)
    now[0] = 105.9
    before = membership.holds()
    now[0] = 106.0

    assert before
    assert not membership.holds()


def test_it_holds_again_when_the_group_knows_us_still() -> None:
    """
    A coordinator that was only away ends nothing.
    """
    now = [100.0]
    membership = Membership(clock=lambda: now[0])
    membership.confirmed(asked_at=90.0, session=6.0)
    held = membership.holds()
    membership.confirmed(asked_at=100.0, session=6.0)

    assert not held
    assert membership.holds()


def test_it_publishes_only_while_what_it_sends_has_time_to_arrive() -> None:
    """
    Half a session; the other half is for the way.
    """
    now = [100.0]
    membership = Membership(clock=lambda: now[0])
    membership.confirmed(asked_at=100.0, session=6.0)
    now[0] = 102.9
    before = membership.may_publish()
    now[0] = 103.0

    assert before
    assert not membership.may_publish()


def test_being_unknown_ends_only_who_was_known() -> None:
    """
    A first attempt to join that fails costs nothing: nothing was ours yet.
    """
    ends: list[str] = []
    membership = Membership(clock=lambda: 0.0, end=lambda: ends.append("ended"))
    membership.ended()
    at_first = list(ends)
    membership.confirmed(asked_at=0.0, session=6.0)
    membership.ended()

    assert at_first == []
    assert ends == ["ended"]


@pytest.mark.broker
@pytest.mark.parametrize("skipped", ["", "stale_member,late_publishing"])
async def test_what_it_remembers_does_not_stand_above_the_newer(
    settings: Settings, skipped: str
) -> None:
    """
    With the fix it ends and publishes nothing; without, what the other worker learned is gone.
    """
    sleepy = {"TOCSIN_TEST_COMMIT_ON_SIGNAL": "yes", "TOCSIN_TEST_SKIP_FIX": skipped}
    async with handled(settings) as heard:
        async with working(settings, **sleepy) as sleeper:
            await wire(settings, MALI[:2])
            await heard.all_of(MALI[:2])
            sleeper.process.send_signal(signal.SIGSTOP)
            async with working(settings) as other:
                await wire(settings, MALI[2:4])
                await heard.all_of(MALI[:4])
                await other.showing(until_all_committed(settings))
                sleeper.process.send_signal(signal.SIGUSR1)  # when it wakes, it commits at once
                sleeper.process.send_signal(signal.SIGCONT)
                if skipped:
                    await sleeper.until("worker.ready")  # once more: it has joined again
                    await sleeper.stop()
                else:
                    await sleeper.until("worker.expelled")
                    assert await sleeper.process.wait() == 1
                await other.stop()
        async with working(settings):
            await wire(settings, MALI[4:])
            await heard.all_of(MALI)

    assert await went_back(settings) is bool(skipped)


@pytest.mark.broker
@pytest.mark.parametrize("skipped", ["", "late_publishing"])
async def test_what_it_was_publishing_does_not_arrive_late(
    kafka: str, settings: Settings, skipped: str
) -> None:
    """
    The network of one that was publishing comes back when another has taken over: with the fix
    all of that is gone; without, it stands above what the other learned.
    """
    if why := lacking():
        pytest.skip(why)
    # Nothing else is on its way when the network is cut: what is published would wait behind it.
    calm = settings.worker.model_copy(update={"tick_seconds": 3600})
    settings = settings.model_copy(update={"worker": calm})
    variables = {"TOCSIN_TEST_COMMIT_ON_SIGNAL": "yes", "TOCSIN_TEST_SKIP_FIX": skipped}
    variables["TOCSIN_TEST_PLANT"] = "hold_publishing"
    async with severed(kafka) as network, handled(settings) as heard:
        variables["TOCSIN_TEST_VIA"] = network.via
        async with working(settings, within=network.within, **variables) as away:
            async with telling(away):
                await wire(settings, MALI[:1])
                await away.until("publishes incidents")
                away.release()
                await away.showing(until_all_committed(settings))
                await wire(settings, MALI[1:2])
                await away.until("publishes incidents")
            network.cut()
            away.release()  # it is a member still
            async with working(settings) as other:
                await wire(settings, MALI[2:4])
                await heard.all_of(MALI[:4])
                await other.showing(until_all_committed(settings))
                network.mend()
                code = await away.ended()
                await network.delivered()
                await other.stop()
        async with working(settings):
            await wire(settings, MALI[4:])
            await heard.all_of(MALI)

    assert code == 1
    assert await went_back(settings) is bool(skipped)


@asynccontextmanager
async def telling(worker: Worker) -> AsyncIterator[None]:
    """Have *worker* commit what it has, again and again until the block ends."""

    async def tell() -> None:
        while True:
            worker.tell(signal.SIGUSR1)
            await asyncio.sleep(0.1)

    told = asyncio.ensure_future(tell())
    try:
        yield
    finally:
        told.cancel()


async def went_back(settings: Settings) -> bool:
    """Tell whether in the changelog of the one incident an older state stands above a newer."""
    changelog = f"{settings.kafka.prefix}{GROUP}-incidents-changelog"
    reading = kafka.read(settings.kafka.bootstrap or "", changelog, follow=False)
    async with aclosing(reading) as records:
        said = [decode(Dossier, one.value or b"").incident.revision async for one in records]
    return said != sorted(said)
