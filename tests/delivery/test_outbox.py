"""Does what goes out go out once, in order, and is it known what became of it?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from schemas.alert import Alert
from schemas.codec import encode
from schemas.delivery import Standing
from schemas.message import Message
from schemas.subscription import Subscription, Wish
from streams.delivery.channels import Answer
from streams.delivery.concluding import arrived, given_up
from streams.delivery.hearing import Heard
from streams.delivery.leaving import Patience
from streams.delivery.wishing import granted
from tests.notifying.reader import NOON, alert, cancel

from .commands import row as delivered
from .shop import AGAIN, GOOD, Shop, World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Enough for all effects of the story; beyond it nothing is killed.
MOST_EFFECTS = 24


def desk(**more: Any) -> Subscription:
    """A webhook."""
    return Subscription(id="desk", channel="webhook", target="https://desk.example", **more)


def wired(*alerts: Alert) -> dict[tuple[int, int], Alert]:
    """Return *alerts* where they lie on their topic."""
    return {(0, offset): one for offset, one in enumerate(alerts)}


def kills() -> Iterator[Any]:
    """Yield every moment to be killed at: before and after each effect."""
    for number in range(1, MOST_EFFECTS + 1):
        yield pytest.param(number, False, id=f"before-{number}")
        yield pytest.param(number, True, id=f"after-{number}")


@pytest.mark.parametrize(("kill_at", "done"), kills())
async def test_killed_between_any_two_effects(kill_at: int, done: bool) -> None:
    """
    Everything arrives, in order, each number once, and what comes twice has the same id.
    """
    world = World()
    world.answers["desk"] = [AGAIN, GOOD, AGAIN]
    first, second, other = alert(1), alert(2), alert(1, incident_id="i2")
    alerts = wired(first, second, other, cancel(3, [first, second]))
    for one in (Shop(world, desk(), alerts=alerts, kill_at=kill_at, done=done), None):
        shop = one or Shop(world, desk(), alerts=alerts)
        shop.look(3)
        await shop.rest()
        await shop.wait(3 * HOUR)
        shop.look()
        await shop.rest()
        await shop.wait(DAY)
        await shop.close()
    heard = world.heard["desk"]

    assert (heard.gaps(), heard.problems) == ([], [])
    assert {one.alerts[0].alert_id for one in heard.messages} == {
        alert.alert_id for alert in alerts.values()
    }
    assert {row.state for row in world.rows().values()} == {"delivered"}


async def test_other_incidents_go_on_while_one_waits() -> None:
    """
    Its own later news waits behind it, and comes after it.
    """
    world = World()
    world.answers["desk"] = [AGAIN, GOOD]
    alerts = wired(alert(1), alert(2), alert(1, incident_id="i2"))
    shop = Shop(world, desk(), alerts=alerts)
    shop.look()
    await shop.rest()
    before = [one.alerts[0].incident_id for one in world.heard["desk"].messages]
    await shop.wait(HOUR)
    await shop.close()

    assert before == ["i2"]
    assert [one.alerts[0].incident_id for one in world.heard["desk"].messages] == ["i2", "i1", "i1"]
    assert [number for _, number in world.tried] == [1, 2, 1, 3]


async def test_what_failed_lets_its_reader_sleep() -> None:
    """
    A retry that falls into quiet hours comes when they end.
    """
    world = World()
    world.answers["desk"] = [AGAIN, GOOD]
    wanted = desk(quiet_hours=("12:04", "14:00"), quiet_mode="nothing")
    shop = Shop(world, wanted, alerts=wired(alert(1)))
    shop.look()
    await shop.rest()
    await shop.wait(HOUR)
    tried = len(world.tried)
    await shop.wait(2 * HOUR)
    await shop.close()

    assert tried == 1
    assert len(world.heard["desk"].messages) == 1


async def test_nothing_is_tried_after_it_has_expired() -> None:
    """
    It is given up, and the next message names its number.
    """
    world = World()
    world.answers["desk"] = [AGAIN] * 20
    soon = alert(1, expires=alert(1).sent + 3 * HOUR)
    alerts = wired(soon, alert(1, incident_id="i2", expires=alert(1).sent + 5 * DAY))
    shop = Shop(world, desk(), alerts=alerts)
    shop.look(1)
    await shop.rest()
    await shop.wait(DAY)
    tried = len(world.tried)
    world.answers["desk"] = []
    shop.look()
    await shop.rest()
    await shop.close()
    (message,) = world.heard["desk"].messages

    assert tried < 6
    assert world.rows()[soon.alert_id].state == "dead"
    assert [one.delivery_seq for one in message.missed] == [1]
    assert message.delivery_seq == 2
    assert world.heard["desk"].gaps() == []


async def test_a_cancel_does_not_wait_behind_what_it_takes_back() -> None:
    """
    What failed so far may have arrived: it is given up, and the CANCEL goes at once.
    """
    world = World()
    world.answers["desk"] = [AGAIN]
    first = alert(1)
    shop = Shop(world, desk(), alerts=wired(first, cancel(2, [first])))
    shop.look(1)
    await shop.rest()
    shop.look()
    await shop.rest()
    await shop.close()
    (message,) = world.heard["desk"].messages

    assert message.alerts[0].kind == "CANCEL"
    assert [one.delivery_seq for one in message.missed] == [1]


def batch_and_cancel(**entry: Any) -> tuple[dict[tuple[int, int], Alert], Alert]:
    """Return what makes a batch of two after an hour, then a CANCEL of its first alone; and it."""
    first, second = alert(1), alert(1, **({"incident_id": "i2"} | entry))
    taken = cancel(2, [first])
    return wired(alert(1, incident_id="i0"), first, second, taken), taken


@pytest.mark.parametrize(("kill_at", "done"), kills())
async def test_a_cancel_does_not_wait_behind_a_batch(kill_at: int, done: bool) -> None:
    """
    What it names is given up and never rings again; the rest keeps its id and its number.
    """
    world = World()
    alerts, taken = batch_and_cancel()
    world.answers["desk"] = [GOOD, AGAIN]
    wanted = desk(cap_per_hour=1)
    for one in (Shop(world, wanted, alerts=alerts, kill_at=kill_at, done=done), None):
        shop = one or Shop(world, wanted, alerts=alerts)
        shop.look(3)
        await shop.rest()
        await shop.wait(1.1 * HOUR)
        shop.look()
        await shop.rest()
        await shop.wait(3 * HOUR)
        await shop.close()
    heard = world.heard["desk"]
    told = [one.alert_id for message in heard.messages for one in message.alerts]

    assert (heard.gaps(), heard.problems) == ([], [])
    assert set(told) >= {"i0-mali-ONSET-1", "i2-mali-ONSET-1", taken.alert_id}
    assert "i1-mali-ONSET-1" not in told[told.index(taken.alert_id) :]


@pytest.mark.parametrize("entry", [{}, {"incident_id": "i1", "watch_id": "niger"}])
async def test_a_cancel_goes_at_once_past_the_rest_of_a_batch(entry: dict[str, Any]) -> None:
    """
    Be the rest about another incident, or about the same for another watch entry.
    """
    world = World()
    alerts, taken = batch_and_cancel(**entry)
    world.answers["desk"] = [GOOD, AGAIN]
    shop = Shop(world, desk(cap_per_hour=1), alerts=alerts)
    shop.look(3)
    await shop.rest()
    await shop.wait(HOUR)
    failed = [row.state for row in world.rows().values()]
    shop.look()
    await shop.rest()
    _, at_once = world.heard["desk"].messages
    await shop.wait(3 * HOUR)
    await shop.close()
    *_, rest = world.heard["desk"].messages
    left = alerts[0, 2].alert_id

    assert failed.count("failed") == 2
    assert [one.alert_id for one in at_once.alerts] == [taken.alert_id]
    assert [one.alert_id for one in rest.alerts] == [left]
    assert (rest.id, rest.delivery_seq) == world.tried[1]
    assert world.rows()["i1-mali-ONSET-1"].detail.startswith("taken back by")
    assert world.heard["desk"].gaps() == []


async def test_two_cancels_take_a_whole_batch_back() -> None:
    """
    Its number is named as missed when nothing is left of it.
    """
    world = World()
    first, second = alert(1), alert(1, incident_id="i2")
    alerts = wired(
        alert(1, incident_id="i0"), first, second, cancel(2, [first]),
        cancel(2, [second], incident_id="i2"),
    )  # fmt: skip
    world.answers["desk"] = [GOOD, AGAIN]
    shop = Shop(world, desk(cap_per_hour=1), alerts=alerts)
    shop.look(3)
    await shop.rest()
    await shop.wait(HOUR)
    shop.look()
    await shop.wait(HOUR)
    await shop.close()
    heard = world.heard["desk"]

    assert [one.alerts[0].kind for one in heard.messages] == ["ONSET", "CANCEL", "CANCEL"]
    assert [one.delivery_seq for one in heard.messages[1].missed] == [2]
    assert heard.gaps() == []


async def test_an_end_that_is_gone_is_disabled_and_told_of() -> None:
    """
    Nothing is tried any more, whoever its owner named hears of it once, and what comes waits.
    """
    world = World()
    world.answers["desk"] = [Answer("gone", "410")]
    alerts = wired(alert(1), alert(1, incident_id="i2"))
    shop = Shop(world, desk(on_failure="boss"), alerts=alerts)
    shop.look()
    await shop.rest()
    await shop.wait(HOUR)
    await shop.close()
    (wish,) = world.wishes.values()

    assert len(world.tried) == 1
    assert (wish.do, wish.subscription_id) == ("notice", "boss")
    assert wish.notice is not None
    assert wish.notice.disabled
    assert {row.state for row in world.rows().values()} == {"dead", "queued"}


@pytest.mark.parametrize("kill_at", range(1, 12))
async def test_a_first_410_is_told_under_one_id(kill_at: int) -> None:
    """
    Killed when it was told and not yet noted, seconds before it is told again.
    """
    world = World()
    world.answers["desk"] = [Answer("gone", "410")] * 2
    for until in (kill_at, 0):
        shop = Shop(world, desk(on_failure="boss"), alerts=wired(alert(1)), kill_at=until)
        shop.look()
        await shop.rest()
        await shop.close()
        world.now += timedelta(seconds=7)

    assert len(world.wishes) == 1


async def test_a_notice_does_not_tell_what_there_is_inside() -> None:
    """
    How to let an address inside be called is in the ledger, for operators.
    """
    world = World()
    world.answers["desk"] = [Answer("again", "10.0.0.1: allow it", to_owner="not called")] * 9
    shop = Shop(world, desk(on_failure="boss"), alerts=wired(alert(1)))
    shop.look()
    await shop.rest()
    await shop.wait(3 * HOUR)
    await shop.close()
    (wish,) = world.wishes.values()

    assert wish.notice is not None
    assert wish.notice.detail == "not called"
    assert world.rows()[alert(1).alert_id].detail == "10.0.0.1: allow it"


async def test_a_long_failure_is_told_then_ends_it() -> None:
    """
    After an hour a notice, after as long as all retries last another, and no more attempts.
    """
    world = World()
    world.answers["desk"] = [AGAIN] * 100
    far = alert(1).sent + 9 * DAY
    incidents = [alert(1, incident_id=f"i{number}", expires=far) for number in range(3)]
    shop = Shop(world, desk(on_failure="boss"), alerts=wired(*incidents))
    shop.look()
    await shop.rest()
    await shop.wait(2 * HOUR)
    warned = [wish.notice.disabled for wish in world.wishes.values() if wish.notice]
    await shop.wait(4 * DAY)
    tried = len(world.tried)
    await shop.wait(4 * DAY)
    await shop.close()

    assert warned == [False]
    assert sorted(one.notice.disabled for one in world.wishes.values() if one.notice) == [
        False, True
    ]  # fmt: skip
    assert len(world.tried) == tried


async def test_who_is_asked_to_wait_is_let_alone() -> None:
    """
    Retry-After counts for whatever goes there.
    """
    world = World()
    world.answers["desk"] = [Answer("again", "429", retry_after=7200.0)]
    alerts = wired(alert(1), alert(1, incident_id="i2"))
    shop = Shop(world, desk(), alerts=alerts)
    shop.look()
    await shop.rest()
    await shop.wait(1.5 * HOUR)
    during = len(world.tried)
    await shop.wait(HOUR)
    await shop.close()

    assert during == 1
    assert len(world.heard["desk"].messages) == 2


async def test_what_is_missed_for_days_is_told_in_one_message() -> None:
    """
    Five thousand numbers take no more room than a hundred, and none of them is a gap.
    """
    standing = Standing(subscription_id="desk", since=NOON, updated_at=NOON)
    for number in range(2, 5001):
        row = delivered("desk", f"a{number}", state="dead", delivery_seq=number, detail="x" * 500)
        standing = given_up(standing, [row], now=NOON)
    heard = Heard()
    heard.take(message_of_number(1))
    heard.take(message_of_number(5001, missed=standing.missed))

    assert len(encode(standing)) < 50_000
    assert heard.gaps() == []
    assert arrived(standing, 5001, standing.missed, now=NOON).missed == ()


def message_of_number(number: int, **more: Any) -> Message:
    """Return a message of which only its number matters."""
    name = f"m{number}"
    return Message(id=name, subscription_id="desk", delivery_seq=number, alerts=(), **more)


async def test_a_test_that_nobody_could_send_ends() -> None:
    """
    Its time is over: whoever waits for it is told so.
    """
    world = World()
    world.answers["desk"] = [Answer("again", "429", retry_after=10_000.0)]
    asked = Wish(id="w", do="test", subscription_id="desk", at=NOON)
    shop = Shop(world, desk(), alerts=wired(alert(1)))
    shop.look()
    await shop.rest()
    for book in shop.books:
        for row in granted(asked, book, now=NOON).rows:
            book.put(row)
            shop.ledger.post(0, row)
    await shop.wait(DAY)
    await shop.close()

    assert (world.rows()["w"].state, world.rows()["w"].attempts) == ("skipped", 0)


class Slow(Shop):
    """Whose receivers answer when they may."""

    def __init__(self, *said: Any, **more: Any) -> None:
        self.is_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        super().__init__(*said, **more)

    async def _receive(self, message: Message) -> Answer:
        self.is_asked.set()
        await self.may_answer.wait()
        return await super()._receive(message)


async def test_who_cannot_drop_a_repeat_is_waited_for() -> None:
    """
    When partitions go, an e-mail that is on its way is heard out; a webhook comes again.
    """
    states = {}
    for channel in ("email", "webhook"):
        world = World()
        wanted = Subscription(id="desk", channel=channel, target="anna@desk.example")  # type: ignore[arg-type]  # one of those that there are
        shop = Slow(world, wanted, alerts=wired(alert(1)))
        shop.look()
        world.now += HOUR / 60  # for people what belongs together is waited for
        async with asyncio.timeout(60):
            await shop.is_asked.wait()
            ending = asyncio.ensure_future(shop.outbox.end(Patience(0.01, 60.0)))
            if channel == "email":
                await asyncio.wait([ending], timeout=0.05)
                shop.may_answer.set()
            await ending
            await shop.ledger.settled()
        states[channel] = world.rows()[alert(1).alert_id].state
        await shop.close()

    assert states == {"email": "delivered", "webhook": "sending"}
