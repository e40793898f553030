"""What does a look at a poller show, and is it counted what the broker owes us?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from agents.effects import Output
from schemas.feed import Feed, FeedRecord, FeedState
from schemas.topics import FEEDS
from streams.health.signs import Left
from streams.sharing import Given, Membership
from streams.trouble import Trouble
from streams.wires.poller_signs import SENDING, look
from streams.wires.publishing import Desk
from tests.wires.standins import Broker

FEED = Feed(id="a", url="https://a.example/")


async def nothing() -> None:
    """Let go of nothing."""


def seen(membership: Membership, sending: Any = None) -> Any:
    """Look at a poller with this place in the group, which follows three feeds."""
    sending = sending or SimpleNamespace(published=0, unanswered=0)
    return look(cast("Any", membership), cast("Any", "abc"), sending)


async def test_its_place_in_the_group_is_its_phase() -> None:
    """Joining until it was given something for the first time, be it nothing."""
    membership = Membership(nothing)
    before = seen(membership)
    await membership.on_partitions_assigned([])
    spare = seen(membership)
    await membership.on_partitions_revoked([])
    between = seen(membership)
    membership.is_settled, membership.given = True, Given({1, 2})
    after = seen(membership)

    assert [one.phase for one in (before, spare, between, after)] == [
        "joining", "working", "rebalancing", "working"
    ]  # fmt: skip
    assert (after.partitions, after.feeds) == (2, 3)


async def test_what_was_acknowledged_is_counted(desk: Desk) -> None:
    """Once for each thing sent, when the broker has given its word."""
    await desk.remember(FEED, FeedState(feed_id="a"))
    await desk.remember(FEED, FeedState(feed_id="a"))

    assert (desk.sending.published, desk.sending.unanswered) == (2, 0)
    assert seen(Membership(nothing), desk.sending).handled == 2


async def test_what_was_refused_is_not(desk: Desk, broker: Broker) -> None:
    """Nor does it wait any more: the poller stops for it."""
    broker.is_gone = True
    with pytest.raises(Trouble):
        await desk.remember(FEED, FeedState(feed_id="a"))

    assert (desk.sending.published, desk.sending.unanswered) == (0, 0)


async def test_what_waits_for_the_brokers_word_is_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a worker's partition would be: how far it has got, and how much waits."""
    shown = []

    async def send(*outputs: Output) -> None:
        assert outputs == (Output(FEEDS, "a", FeedRecord(feed=FEED, state=FeedState(feed_id="a"))),)
        shown.append(seen(Membership(nothing), desk.sending))

    monkeypatch.setattr(desk.sending._outbox, "send", send)
    await desk.remember(FEED, FeedState(feed_id="a"))

    assert shown[0].behind == {SENDING: Left(done=0, waiting=1)}
    assert seen(Membership(nothing), desk.sending).behind == {}
