"""Does what is sent once more come whole, in order, and only if it is still true?"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.notice import Notice
from schemas.subscription import Wish
from streams.delivery.channels import Answer
from streams.delivery.own_messages import own_row
from streams.delivery.redriving import NOTICE, OUTRUN, later, obstacle
from tests.notifying.reader import NOON, alert, cancel

from .clerk_desk import DESK, REFUSED, Desk, carried, redrive
from .shop import AGAIN, GOOD, World


async def test_what_a_later_word_has_outrun_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Who was told of the second revision is not told of the first after it; of another entry he is.
    """
    world = World()
    world.answers["desk"] = [REFUSED, GOOD, REFUSED]
    first, second, other = alert(1), alert(2), alert(1, watch_id="niger")
    desk = Desk(world, monkeypatch, first, second, other)
    desk.shop.look()
    await desk.shop.rest()
    since = later(desk.book.rows())
    await desk.ask(redrive())
    await desk.shop.close()

    assert [kinds for _, kinds in carried(world)] == [["UPDATE"], ["ONSET"]]
    assert desk.row(first).state == "dead"
    assert obstacle(desk.row(first), since, now=NOON) == OUTRUN
    assert desk.row(other).state == "delivered"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("answers", [[], [AGAIN]])
async def test_redriven_revisions_keep_their_order(
    monkeypatch: pytest.MonkeyPatch, order: tuple[int, int], answers: list[Answer]
) -> None:
    """
    However they were asked for, and when the first has to wait for its retry.
    """
    world = World()
    world.answers["desk"] = [REFUSED, REFUSED, *answers]
    both = alert(1), alert(2)
    desk = Desk(world, monkeypatch, *both)
    desk.shop.look()
    await desk.shop.rest()
    wishes = [redrive(f"w{one}", alert_ids=(both[one].alert_id,)) for one in order]
    await desk.ask(*wishes)
    await desk.shop.wait(timedelta(hours=1))
    await desk.shop.close()

    assert [kinds for _, kinds in carried(world)] == [["ONSET"], ["UPDATE"]]
    assert world.heard["desk"].problems == []


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("number", range(1, 18))
async def test_killed_between_any_two_effects(
    monkeypatch: pytest.MonkeyPatch, number: int, done: bool
) -> None:
    """
    All of it arrives after all, in order, and no number is given to two messages.
    """
    world = World()
    world.answers["desk"] = [REFUSED] * 3
    found = [alert(1), alert(2), alert(1, incident_id="i2")]
    desk = Desk(world, monkeypatch, *found)
    desk.shop.look()
    await desk.shop.rest()
    desk.shop.kill_after(number, done=done)
    asking = asyncio.ensure_future(desk.ask(redrive()))
    death = asyncio.ensure_future(desk.shop.is_dead.wait())
    await asyncio.wait((asking, death), return_when=asyncio.FIRST_COMPLETED)
    asking.cancel()
    death.cancel()
    await desk.shop.close()
    again = Desk(world, monkeypatch, *found)
    await again.ask(redrive())
    await again.shop.wait(timedelta(hours=1))
    await again.shop.close()

    kinds = [kind for _, kinds in carried(world) for kind in kinds]
    assert (sorted(kinds), world.heard["desk"].problems) == (["ONSET", "ONSET", "UPDATE"], [])
    assert len({key for key, _ in set(world.tried)}) == 3
    assert len({seq for _, seq in set(world.tried)}) == len(set(world.tried))


async def test_a_batch_comes_again_whole_under_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Asked for one of its alerts, all come, in one message with a new number.
    """
    world = World()
    world.answers["desk"] = [GOOD, REFUSED]
    found = [alert(1, incident_id=f"i{number}") for number in range(3)]
    desk = Desk(world, monkeypatch, *found, wanted=replace(DESK, cap_per_hour=1))
    desk.shop.look()
    await desk.shop.wait(timedelta(hours=2))
    before = list(world.tried)
    await desk.ask(redrive(alert_ids=(found[2].alert_id,)))
    await desk.shop.wait(timedelta(hours=2))
    await desk.shop.close()

    assert len(before) == 2
    assert world.tried[2:] == [(before[1][0], 3)]
    assert carried(world)[-1] == (before[1][0], ["ONSET", "ONSET"])


async def test_what_was_taken_back_of_a_batch_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The rest comes under the id of the whole.
    """
    world = World()
    world.answers["desk"] = [GOOD, REFUSED]
    found = [alert(1, incident_id=f"i{number}") for number in range(3)]
    gone = cancel(2, [found[1]], incident_id="i1")
    desk = Desk(world, monkeypatch, *found, gone, wanted=replace(DESK, cap_per_hour=1))
    desk.shop.look(3)
    await desk.shop.wait(timedelta(hours=2))
    batch = world.tried[-1][0]
    desk.shop.look()
    await desk.shop.rest()
    await desk.shop.wait(timedelta(hours=2))
    await desk.ask(redrive())
    await desk.shop.close()

    assert carried(world)[-1] == (batch, ["ONSET"])
    assert desk.row(found[1]).state == "dead"


async def test_the_cap_holds_what_is_redriven(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Three that were given up come one an hour, when no more may come; what was tried long ago
    begins anew.
    """
    world = World()
    world.answers["desk"] = [REFUSED] * 3
    found = [alert(1, incident_id=f"i{number}") for number in range(3)]
    desk = Desk(world, monkeypatch, *found)
    desk.shop.look()
    await desk.shop.rest()
    desk.book.subscription = replace(DESK, cap_per_hour=1)
    await desk.shop.wait(timedelta(hours=2))
    await desk.ask(redrive())
    at_once = len(carried(world))
    await desk.shop.wait(timedelta(minutes=30))
    soon = len(carried(world))
    await desk.shop.wait(timedelta(hours=3))
    await desk.shop.close()

    assert (at_once, soon, len(carried(world))) == (1, 1, 3)


async def test_what_its_message_went_on_without_gets_an_id_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    We were killed while the end of a batch was written: under the same id nobody would read it.
    """
    world = World()
    found = [alert(1, incident_id=f"i{number}") for number in range(2)]
    desk = Desk(world, monkeypatch, *found)
    desk.shop.look()
    await desk.shop.rest()
    batch = desk.row(found[0]).idempotency_key
    lost = replace(desk.row(found[1]), idempotency_key=batch, state="dead")
    desk.book.put(lost)
    await desk.ask(redrive())
    await desk.shop.close()

    assert desk.row(found[1]).state == "delivered"
    assert desk.row(found[1]).idempotency_key != batch


async def test_a_notice_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What it was to say went with its wish; it would only use up a number.
    """
    world = World()
    desk = Desk(world, monkeypatch)
    asked = Wish(
        id="n1", do="notice", subscription_id="desk", at=NOON,
        notice=Notice(subscription_id="other", channel="email", since=NOON),
    )  # fmt: skip
    lost = replace(own_row(asked, now=NOON), state="dead", delivery_seq=1, attempts=1)
    desk.book.put(lost)
    await desk.ask(redrive())
    await desk.shop.close()

    assert obstacle(lost, later([lost]), now=NOON) == NOTICE
    assert (desk.book.row("n1"), world.tried) == (lost, [])
