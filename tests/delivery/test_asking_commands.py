"""The commands ask the role that runs, and wait for what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas.delivery import Standing
from schemas.subscription import Wish
from schemas.topics import DELIVERIES
from streams import kafka
from streams.delivery.receiving import Misbehaviour, receiving
from streams.delivery.run import run_delivery
from streams.delivery.signing import new_secret
from streams.delivery.subscribed import subscribed, wanted_now
from streams.settings import Delivery, Settings

from .commands import NOW, TWO, call, furnished, keep, on, row

pytestmark = pytest.mark.broker


@pytest.fixture
def settings(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of two subscriptions; commands in this process have the same."""
    return furnished(settings, tmp_path, monkeypatch)


@pytest.fixture
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """A producer that is at work."""
    async with kafka.producer(settings.kafka.bootstrap or "") as started:
        yield started


async def test_silence_counts_at_once_and_is_taken_back(settings: Settings) -> None:
    """
    Said by a command, seen by the role, shown with its reason, gone again.
    """
    bootstrap = settings.kafka.bootstrap or ""
    made = await call(
        *("subscriptions", "silence", "hook", "--watch", "kidal", "--for", "2h"),
        *("--reason", "drill", "--author", "me", "--json"),
    )
    (known,) = (await wanted_now(settings, bootstrap)).silences.values()
    shown = await call("subscriptions", "silences")
    back = await call("subscriptions", "unsilence", known.id)

    assert made.lines[0]["id"] == known.id
    assert (known.subscription_id, known.watch_id) == ("hook", "kidal")
    assert known.ends - known.starts == timedelta(hours=2)
    assert "subscription hook watch kidal  drill (me)" in shown.out
    assert back.code == 0
    assert (await wanted_now(settings, bootstrap)).silences == {}
    assert (await call("subscriptions", "unsilence", known.id)).code == 1


async def test_silence_of_nobody_is_said(settings: Settings) -> None:
    """
    It may be meant for a subscription that comes later.
    """
    del settings

    done = await call("subscriptions", "silence", "hok", "--for", "1h", "--reason", "x")

    assert done.code == 0
    assert "careful: subscription_id: there is no subscription `hok`" in done.err


async def grant(settings: Settings, producer: AIOKafkaProducer) -> Wish:
    """Stand in for the role: answer the first wish that comes."""
    came = asyncio.Event()
    async with subscribed(settings, settings.kafka.bootstrap or "") as found:
        keeping = asyncio.ensure_future(found.keep_up(came.set))
        while not found.wanted.wishes:
            await came.wait()
        keeping.cancel()
        (wish,) = found.wanted.wishes.values()
    if wish.do == "test":
        await keep(
            producer, settings,
            row("hook", wish.id, state="sending", kind="TEST"),
            row("hook", wish.id, kind="TEST", detail="204"),
        )  # fmt: skip
    else:
        standing = Standing(subscription_id="hook", since=NOW, wishes=(wish.id,), updated_at=NOW)
        await keep(producer, settings, standing)
    return wish


async def test_test_goes_through_the_role_and_tells_its_end(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    Not the beginning of the attempt: what became of it.
    """
    granting = asyncio.ensure_future(grant(settings, producer))

    done = await call("alerts", "test", "--subscription", "hook")
    off = await call("alerts", "test", "--subscription", "mail")

    assert (off.code, "`mail` is switched off" in off.err) == (1, True)
    assert (await granting).do == "test"
    assert (done.code, done.out) == (0, "hook: delivered: the receiver confirmed it (204)\n")


async def test_test_without_a_role_says_so(settings: Settings) -> None:
    """
    Nobody waits for ever.
    """
    del settings

    done = await call("alerts", "test", "--subscription", "hook", "--wait", "0.1")

    assert done.code == 1
    assert "does `tocsin run delivery` run" in done.err


async def test_enable_waits_until_it_is_done(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    And refuses what is not disabled, or switched off by its owner.
    """
    well = await call("subscriptions", "enable", "hook")
    off = await call("subscriptions", "enable", "mail")
    gone = Standing(subscription_id="hook", since=NOW, disabled="410 Gone", updated_at=NOW)
    await keep(producer, settings, gone)
    granting = asyncio.ensure_future(grant(settings, producer))

    done = await call("subscriptions", "enable", "hook")

    assert (await granting).do == "enable"
    assert (done.code, done.out) == (0, "hook: enabled\n")
    assert "is not disabled" in well.err
    assert "set `enabled = true`" in off.err


async def test_test_from_here_goes_past_the_ledger_and_tells_the_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Twice: it has no number, so the receiver sees neither gap nor repeat.
    """
    secret = new_secret()
    monkeypatch.setenv("HOOK_KEY", secret)
    async with receiving([secret]) as receiver:
        monkeypatch.setenv("TOCSIN_DELIVERY__ALLOW", f'["{receiver.allow}"]')
        settings.subscriptions.write_text(TWO.replace("https://a.example", receiver.url))
        done = [await call("subscriptions", "test", "hook") for _ in range(2)]
    refused = await call("subscriptions", "test", "hook", "--json")

    heard = receiver.hearing["hook"]
    assert [one.code for one in done] == [0, 0]
    assert done[0].out.startswith("hook, by webhook: delivered: ")
    assert [(one.is_test, one.delivery_seq) for one in heard.messages] == [(True, 0)] * 2
    assert (heard.problems, heard.gaps()) == ([], [])
    assert (refused.code, refused.lines[0]["end"]) == (1, "again")
    assert await on(settings, DELIVERIES) == []


async def test_commands_and_the_role_understand_one_another(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A test goes the whole way; one that is gone is disabled, and enabled again by a command.
    """
    secret = new_secret()
    monkeypatch.setenv("HOOK_KEY", secret)
    gone = Misbehaviour(share=1.0, status=410)
    async with receiving([secret]) as well, receiving([secret], misbehaviour=gone) as lost:
        settings.subscriptions.write_text(TWO.replace("https://a.example", well.url))
        ours = settings.model_copy(update={"delivery": Delivery(allow=(well.allow, lost.allow))})
        role = asyncio.ensure_future(run_delivery(ours, bootstrap=ours.kafka.bootstrap or ""))
        try:
            arrived = await call("alerts", "test", "--subscription", "hook")
            settings.subscriptions.write_text(TWO.replace("https://a.example", lost.url))
            while (refused := await call("alerts", "test", "--subscription", "hook")).code == 0:
                pass  # the role has not read the file again yet
            listed = await call("subscriptions", "list")
            enabled = await call("subscriptions", "enable", "hook")
        finally:
            role.cancel()
            await asyncio.gather(role, return_exceptions=True)

    assert (arrived.code, "hook: delivered: " in arrived.out) == (0, True)  # beside the role's log
    assert well.hearing["hook"].messages[0].is_test
    assert "hook: dead: did not arrive" in refused.out
    assert "disabled: " in listed.out
    assert (enabled.code, "hook: enabled" in enabled.out) == (0, True)
