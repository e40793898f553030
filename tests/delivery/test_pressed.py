"""Does what is held, redriven or taken back ever stand in the way of what is new?"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from schemas.delivery import Delivery
from streams.delivery.ordering import behind
from tests.notifying.reader import NOON, alert, cancel

from .clerk_desk import DESK, REFUSED, Desk, carried, redrive
from .shop import GOOD, World

HOUR = timedelta(hours=1)


async def test_what_was_taken_back_while_it_was_held_ends_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    The batch counts what was dropped since; those rows wait no more.
    """
    world = World()
    first, gone, kept = (alert(1, incident_id=f"i{number}") for number in range(3))
    retraction = cancel(2, [gone], incident_id="i1")
    desk = Desk(
        world, monkeypatch, first, gone, kept, retraction, wanted=replace(DESK, cap_per_hour=1)
    )
    desk.shop.look(3)
    await desk.shop.rest()
    desk.shop.look()
    await desk.shop.wait(3 * HOUR)
    await desk.shop.close()

    assert (desk.row(gone).state, desk.row(kept).state) == ("skipped", "delivered")


@pytest.mark.parametrize(
    ("wishes", "begins"),
    [
        ({"cap_per_hour": 1}, NOON + timedelta(minutes=2)),
        ({"quiet_hours": ("13:00", "23:00"), "zone": "UTC"}, NOON + timedelta(minutes=70)),
    ],
)
async def test_what_is_redriven_does_not_hold_up_what_is_critical(
    monkeypatch: pytest.MonkeyPatch, wishes: dict[str, Any], begins: datetime
) -> None:
    """
    The older word of an incident goes first, and does not wait for the cap or the morning then.
    """
    world = World()
    world.answers["desk"] = [REFUSED]
    older, critical = alert(1), alert(2, severity="Extreme", at=begins)
    desk = Desk(world, monkeypatch, older, critical, wanted=replace(DESK, **wishes))
    desk.shop.look(1)
    await desk.shop.rest()
    world.now = begins - timedelta(minutes=1)
    await desk.ask(redrive())
    world.now = begins
    desk.shop.look()
    await desk.shop.rest()
    await desk.shop.close()

    assert [kinds for _, kinds in carried(world)] == [["ONSET"], ["UPDATE"]]


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("number", range(1, 12))
async def test_a_redriven_batch_that_is_killed_burns_no_number(
    monkeypatch: pytest.MonkeyPatch, number: int, done: bool
) -> None:
    """
    Killed while it begins, and read again from what the broker keeps of each key, in any order.
    """
    world = World()
    world.answers["desk"] = [GOOD, REFUSED]
    found = [
        alert(1, incident_id="i0"),
        alert(1, incident_id="i1", at=NOON + timedelta(minutes=1)),
        alert(1, incident_id="i2"),
    ]
    wanted = replace(DESK, cap_per_hour=1)
    desk = Desk(world, monkeypatch, *found, wanted=wanted)
    desk.shop.look()
    await desk.shop.wait(4 * HOUR)
    newest = {key: place for place, (key, *_) in enumerate(world.log)}
    world.log[:] = [world.log[place] for place in sorted(newest.values())]
    desk.shop.kill_after(number, done=done)
    asking = asyncio.ensure_future(desk.ask(redrive()))
    await desk.shop.rest()
    asking.cancel()
    await desk.shop.close()
    desk = Desk(world, monkeypatch, *found, wanted=wanted)
    await desk.shop.rest()
    await desk.ask(redrive())
    await desk.shop.wait(3 * HOUR)
    await desk.shop.close()

    assert world.heard["desk"].gaps() == []
    assert world.heard["desk"].problems == []


def row(incident: str, offset: int, name: str) -> Delivery:
    """Return one of a message that waits for its retry."""
    return Delivery(
        alert_id=name, incident_id=incident, source=(0, offset), subscription_id="desk",
        kind="UPDATE", watch_id="mali", idempotency_key="", state="failed", seen_at=NOON,
        expires=NOON, updated_at=NOON, incident_revision=1,
    )  # fmt: skip


def test_batches_that_wait_for_one_another_do_not_wait_for_ever() -> None:
    """
    The one with the oldest alert goes first, whatever else is under way.
    """
    crossed = {
        "a": [row("i1", 5, "1"), row("i2", 1, "2")],
        "b": [row("i1", 2, "3"), row("i2", 7, "4")],
        "other": [row("i3", 9, "5")],
    }

    assert behind(crossed) == {"b"}


def test_a_batch_waits_for_what_is_older_of_any_of_its_incidents() -> None:
    """
    That it holds the oldest alert of all does not let it pass.
    """
    assert behind({"a": [row("i1", 1, "1"), row("i2", 9, "2")], "b": [row("i2", 5, "3")]}) == {"a"}
