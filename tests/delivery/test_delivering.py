"""Does each subscriber get what it asked for, once, in order?"""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.delivery import Delivery
from schemas.subscription import Wish
from streams import kafka
from streams.delivery.receiving import Misbehaviour, receiving
from streams.delivery.subscribed import put
from streams.settings import Delivery as Limits
from streams.settings import Settings
from tests.notifying.reader import cancel

from .desk import (
    PATIENCE_SECONDS,
    SECRET,
    SECRET_VARIABLE,
    delivering,
    hook,
    kept,
    news,
    until_over,
    wire,
)

pytestmark = pytest.mark.broker


def listing(
    settings: Settings, tmp_path: Path, *entries: str, allow: str, also: str = ""
) -> Settings:
    """Settings with these subscriptions, whose receivers may be called."""
    file = tmp_path / "subscriptions.toml"
    file.write_text("\n".join(entries))
    called = tuple(filter(None, (allow, also)))
    limits = Limits(allow=called, retry_seconds=(0.2, 0.4, 0.8, 1.6, 3.2, 6.4))
    return settings.model_copy(update={"subscriptions": file, "delivery": limits})


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret of all webhooks."""
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)


async def test_an_alert_reaches_those_who_asked_for_it(settings: Settings, tmp_path: Path) -> None:
    """
    Signed, numbered from one, in order; what was sent before they came is not for them.
    """
    async with receiving([SECRET]) as receiver, wire(settings) as alerts:
        settings = listing(
            settings, tmp_path, hook("desk", receiver.url), hook("peer", receiver.url),
            hook("elsewhere", receiver.url, watches=["niger"]), allow=receiver.allow,
        )  # fmt: skip
        await alerts.send(news("before"))
        async with delivering(settings):
            first, second = news("i1"), news("i1", 2)
            await alerts.send(first, second, news("i2"))
            await asyncio.wait_for(receiver.taken(6), PATIENCE_SECONDS)
            rows = await until_over(
                settings,
                [f"{who}\x1f{one.alert_id}" for who in ("desk", "peer") for one in (first, second)],
            )

    assert receiver.hearing.is_clean
    assert set(receiver.hearing) == {"desk", "peer"}
    assert [one.delivery_seq for one in receiver.hearing["desk"].messages] == [1, 2, 3]
    assert {row.state for row in rows.values()} == {"delivered"}


async def test_a_retraction_reaches_whoever_was_told(settings: Settings, tmp_path: Path) -> None:
    """
    Past a filter that has come since; and nobody else.
    """
    async with receiving([SECRET]) as receiver, wire(settings) as alerts:
        settings = listing(settings, tmp_path, hook("desk", receiver.url), allow=receiver.allow)
        onset = news("i1")
        async with delivering(settings):
            await alerts.send(onset)
            await asyncio.wait_for(receiver.taken(1), PATIENCE_SECONDS)
        settings = listing(
            settings, tmp_path, hook("desk", receiver.url, min_severity="Extreme"),
            hook("new", receiver.url), allow=receiver.allow,
        )  # fmt: skip
        async with delivering(settings):
            await alerts.send(cancel(2, [onset], at=news("i1").sent))
            await asyncio.wait_for(receiver.taken(2), PATIENCE_SECONDS)

    assert receiver.hearing.is_clean
    assert [one.alerts[0].kind for one in receiver.hearing["desk"].messages] == ["ONSET", "CANCEL"]
    assert set(receiver.hearing) == {"desk"}
    assert len(await kept(settings, Delivery)) == 2


async def test_who_is_gone_is_told_of_and_comes_back(settings: Settings, tmp_path: Path) -> None:
    """
    410: nothing is tried, its owner hears of it; enabled and redriven, it gets what it missed.
    """
    gone, well = Misbehaviour(share=1, status=410), Misbehaviour()
    async with (
        receiving([SECRET], misbehaviour=gone) as lost,
        receiving([SECRET]) as boss,
        wire(settings) as alerts,
    ):
        settings = listing(
            settings, tmp_path, hook("desk", lost.url, on_failure="boss"),
            hook("boss", boss.url, watches=["none"]), allow=lost.allow, also=boss.allow,
        )  # fmt: skip
        async with delivering(settings):
            await alerts.send(news("i1"), news("i2"))
            async with asyncio.timeout(PATIENCE_SECONDS):
                await boss.taken(1)
            lost.behave(well)
            await ask(settings, "enable", "redrive")
            async with asyncio.timeout(PATIENCE_SECONDS):
                await lost.taken(2)
            (test,) = await ask(settings, "test")
            rows = await until_over(settings, [f"desk\x1f{test}"])
    (told,) = boss.hearing["boss"].messages

    assert told.notice is not None
    assert (told.notice.subscription_id, told.notice.disabled) == ("desk", True)
    assert lost.hearing.is_clean
    assert lost.hearing["desk"].messages[-1].is_test
    assert {row.state for row in rows.values()} == {"delivered"}


async def ask(settings: Settings, *wishes: Any) -> list[str]:
    """Ask this of the desk's subscription; returns the wishes' ids."""
    made = [
        Wish(id=uuid.uuid4().hex, do=do, subscription_id="desk", at=datetime.now(UTC))
        for do in wishes
    ]
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for one in made:
            await put(producer, settings, one)
    return [one.id for one in made]
