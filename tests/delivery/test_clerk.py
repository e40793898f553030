"""Is what is asked of delivery written whole, and only what is still true?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.delivery import Standing
from schemas.message import Missed
from streams.cli.ledger_kept import Ledger
from streams.cli.subscriptions_view import last_number
from streams.delivery.book import Book
from streams.delivery.leaving import GROUP_WAITS
from tests.notifying.reader import NOON, alert, cancel

from .clerk_desk import DESK, REFUSED, Desk, carried, redrive
from .shop import AGAIN, GOOD, World


@pytest.mark.parametrize("written", [1, 2, 3])
async def test_a_number_is_never_given_twice(monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """
    Killed after any record of a redrive, the next owner still knows the number that was given up.

    Nobody names it as missed any more: a message with a lower one told of it when it arrived.
    """
    world = World()
    world.answers["desk"] = [AGAIN, REFUSED, GOOD]
    desk = Desk(world, monkeypatch, alert(1), alert(1, incident_id="i2"))
    desk.shop.look()
    await desk.shop.rest()
    await desk.shop.wait(timedelta(minutes=30))
    before = len(world.log)
    tried = [number for _, number in world.tried]
    standing = desk.book.standing
    await desk.shop.outbox.end(GROUP_WAITS)
    await desk.clerk.grant([redrive()])
    await desk.shop.close()
    del world.log[before + written :]
    after = Desk(world, monkeypatch, *desk.alerts.values())
    await after.shop.close()

    assert (tried, standing.missed) == ([1, 2, 1], ())
    assert after.book.last_seq == 2


def test_a_number_that_is_only_missed_was_given() -> None:
    """
    What is still to be told of may be the last that is known of it; of many, the last counts.
    """
    lost = Missed(delivery_seq=4, through=9, alert_ids=(), reason="refused")
    standing = Standing(subscription_id="desk", since=NOON, missed=(lost,), updated_at=NOON)

    assert Book(standing, 0).last_seq == 9
    assert last_number(DESK, Ledger([], {"desk": standing}, {})) == 9


async def test_what_is_taken_back_while_its_alert_is_read_again_stays_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Its row changed under the reading; what was read must not bring the old one back.
    """
    world = World()
    world.answers["desk"] = [REFUSED]
    first = alert(1)
    desk = Desk(world, monkeypatch, first, cancel(2, [first]))
    desk.shop.look(1)
    await desk.shop.rest()
    desk.meanwhile = desk.shop.look
    await desk.ask(redrive())
    await desk.shop.close()

    assert [kind for _, kind in carried(world)] == [["CANCEL"]]
    assert world.rows()[first.alert_id].state in ("skipped", "dead")


async def test_what_is_over_meanwhile_is_not_given_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Even when its alert is no longer there.
    """
    world = World()
    world.answers["desk"] = [REFUSED]
    first = alert(1)
    desk = Desk(world, monkeypatch, first)
    desk.shop.look()
    await desk.shop.rest()

    def arrive() -> None:
        desk.alerts.clear()
        desk.book.put(replace(desk.row(first), state="skipped", detail="replaced"))

    desk.meanwhile = arrive
    await desk.ask(redrive())
    await desk.shop.close()

    assert desk.row(first).detail == "replaced"


async def test_a_number_whose_alert_is_gone_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A message that waits for its retry, and whose alert cannot be read after a start.
    """
    world = World()
    world.answers["desk"] = [AGAIN]
    first = alert(1)
    desk = Desk(world, monkeypatch, first)
    desk.shop.look()
    await desk.shop.rest()
    waiting = desk.row(first)
    desk.alerts.clear()
    await desk.clerk.reread([(desk.book, waiting)])
    await desk.shop.rest()
    await desk.shop.close()

    assert (waiting.state, desk.row(first).state) == ("failed", "dead")
    assert [one.delivery_seq for one in desk.book.standing.missed] == [1]


async def test_many_wishes_are_granted_with_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever waits for something else waits for one, and each wish is taken away.
    """
    world = World()
    world.answers["desk"] = [REFUSED] * 5
    found = [alert(1, incident_id=f"i{number}") for number in range(5)]
    desk = Desk(world, monkeypatch, *found)
    desk.shop.look()
    await desk.shop.rest()
    wishes = [redrive(f"w{number}", alert_ids=(one.alert_id,)) for number, one in enumerate(found)]
    await desk.ask(*wishes)
    await desk.shop.close()

    assert desk.rereads == [set(desk.alerts)]
    assert len(carried(world)) == 5
    assert desk.forgotten == [f"wish/w{number}" for number in range(5)]
