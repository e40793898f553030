"""A desk whose clerk can be asked: the shop of ``shop.py``, with what goes on beside."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from schemas.alert import Alert
from schemas.delivery import Delivery
from schemas.subscription import Subscription, Wish
from streams.delivery import clerk as clerks
from streams.delivery.book import Book
from streams.delivery.channels import Answer
from streams.delivery.clerk import Clerk
from tests.notifying.reader import NOON

from .shop import Shop, World

REFUSED = Answer("refused", "no")
DESK = Subscription(id="desk", channel="webhook", target="https://desk.example")


class Desk:
    """
    One process whose clerk can be asked.

    Attributes:
        rereads: Where alerts were read again, time by time.
        meanwhile: Happens while they are.
        forgotten: Wishes that were taken away.
    """

    def __init__(
        self,
        world: World,
        monkeypatch: pytest.MonkeyPatch,
        *alerts: Alert,
        wanted: Subscription = DESK,
    ) -> None:
        self.alerts = {(0, offset): one for offset, one in enumerate(alerts)}
        self.shop = Shop(world, wanted, alerts=self.alerts)
        self.rereads: list[set[Any]] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.forgotten: list[str] = []
        monkeypatch.setattr(clerks, "alerts_at", self._alerts_at)
        monkeypatch.setattr(clerks, "forget", self._forget)
        monkeypatch.setattr(clerks, "clock", SimpleNamespace(now=lambda: world.now))
        settings: Any = SimpleNamespace(
            delivery=SimpleNamespace(keep_days=31), kafka=SimpleNamespace(prefix="")
        )
        self.clerk = Clerk(
            settings, "", SimpleNamespace(), SimpleNamespace(),  # type: ignore[arg-type]  # unused
            self.shop.ledger, self.shop.books, poke=self.shop.outbox.poke,
        )  # fmt: skip

    async def _alerts_at(self, _: str, __: str, sources: set[Any]) -> dict[Any, Alert]:
        self.rereads.append(sources)
        self.meanwhile()
        return {one: self.alerts[one] for one in sources if one in self.alerts}

    async def _forget(self, _: Any, __: Any, key: str) -> None:
        self.forgotten.append(key)

    @property
    def book(self) -> Book:
        """The desk's."""
        found = self.shop.books.get("desk")
        assert found is not None
        return found

    def row(self, one: Alert) -> Delivery:
        """Return how *one* stands."""
        found = self.book.row(one.alert_id)
        assert found is not None
        return found

    async def ask(self, *wishes: Wish) -> None:
        """Let *wishes* be granted, and all that comes of them happen."""
        await self.clerk.grant(wishes)
        await self.shop.rest()


def redrive(name: str = "w1", **more: Any) -> Wish:
    """Return the wish that the desk be sent again what was given up."""
    return Wish(id=name, do="redrive", subscription_id="desk", at=NOON, **more)


def carried(world: World) -> list[tuple[str, list[str]]]:
    """Return what the desk took in: ids, and the kinds of the alerts."""
    heard = world.heard.get("desk")
    messages = heard.messages if heard else []
    return [(one.id, [each.kind for each in one.alerts]) for one in messages]
