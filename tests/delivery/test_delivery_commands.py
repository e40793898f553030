"""The commands read the ledger and ask the role that runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from msgspec.structs import replace

from schemas.codec import encode
from schemas.delivery import Standing
from schemas.subscription import Wish
from schemas.topics import ALERTS, DELIVERIES, SUBSCRIPTIONS
from streams import kafka
from streams.delivery.receiving import Misbehaviour, receiving
from streams.delivery.run import run_delivery
from streams.delivery.signing import new_secret
from streams.delivery.subscribed import subscribed, wanted_now
from streams.settings import Delivery, Settings
from tests.notifying.reader import alert

from .commands import NOW, call, keep, on, row

pytestmark = pytest.mark.broker

TWO = """[[subscription]]
id = "hook"
channel = "webhook"
target = "https://a.example"
secrets = ["env:HOOK_KEY"]

[[subscription]]
id = "mail"
channel = "email"
target = "me@desk.example"
enabled = false
"""


@pytest.fixture
def settings(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of two subscriptions; commands in this process have the same."""
    (tmp_path / "subscriptions.toml").write_text(TWO)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_KAFKA__BOOTSTRAP", settings.kafka.bootstrap or "")
    monkeypatch.setenv("TOCSIN_KAFKA__PREFIX", settings.kafka.prefix)
    monkeypatch.setenv("COLUMNS", "200")
    return settings.model_copy(update={"subscriptions": tmp_path / "subscriptions.toml"})


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


async def test_list_shows_how_each_stands(settings: Settings, producer: AIOKafkaProducer) -> None:
    """
    Who is told nothing any more must not look well.
    """
    gone = Standing(subscription_id="hook", since=NOW, disabled="410 Gone", updated_at=NOW)
    dead = row("hook", "a2", state="dead", delivery_seq=8)
    await keep(producer, settings, gone, row("hook", "a1", delivery_seq=7), dead)

    listed = await call("subscriptions", "list")
    shown = await call("subscriptions", "show", "hook", "--json")

    assert "disabled: 410 Gone" in listed.out
    assert "switched off" in listed.out
    assert shown.lines[0]["deliveries"] == {"delivered": 1, "dead": 1}
    assert shown.lines[0]["last_seq"] == 8


async def test_deliveries_are_found_by_what_is_asked(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    By reader, state, check, incident and time; only the newest state of each.
    """
    await keep(
        producer, settings,
        row("hook", "a1", state="sending"), row("hook", "a1"),
        row("hook", "a2", state="dead", incident_id="i2", detail="404"),
        row("mail", "a1", state="skipped", stopped_by="filter", detail="severity Minor"),
        row("mail", "a3", state="held", stopped_by="quiet_hours", updated_at=NOW - timedelta(days=2)),
    )  # fmt: skip

    async def found(*arguments: str) -> list[tuple[str, str]]:
        done = await call("deliveries", "list", "--json", *arguments)
        return sorted((one["subscription_id"], one["alert_id"]) for one in done.lines)

    assert await found("--subscription", "hook") == [("hook", "a1"), ("hook", "a2")]
    assert await found("--state", "dead", "--state", "held") == [("hook", "a2"), ("mail", "a3")]
    assert await found("--stopped-by", "filter") == [("mail", "a1")]
    assert await found("--incident", "i2") == [("hook", "a2")]
    assert len(await found("--since", "1d")) == 3
    assert (
        "filter: the subscription does not ask for such (severity Minor)"
        in (await call("deliveries", "list")).out
    )


async def test_show_tells_each_state_and_why(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    The whole story of one delivery.
    """
    await keep(
        producer, settings,
        row("hook", "a1", state="held", stopped_by="group"),
        row("hook", "a1", state="sending", attempts=1, delivery_seq=7),
        row("hook", "a1", state="failed", attempts=1, delivery_seq=7, detail="503"),
        row("hook", "a1", attempts=2, delivery_seq=7),
        row("mail", "a1", state="skipped", stopped_by="silence", detail="drill"),
    )  # fmt: skip

    done = await call("deliveries", "show", "a1")
    one = await call("deliveries", "show", "a1", "--subscription", "hook", "--json")

    told = [" ".join(line.split()[3:5]) for line in done.out.splitlines() if " UTC  " in line]
    assert told == [
        "held waits",
        "sending attempt",
        "failed attempt",
        "delivered attempt",
        "skipped was",
    ]
    assert "number    7, message msg_a1" in done.out
    assert [each["state"] for each in one.lines] == ["held", "sending", "failed", "delivered"]
    assert (await call("deliveries", "show", "nothing")).code == 1


async def test_redrive_asks_for_what_can_still_come(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    First only said; then one wish each, the same when asked twice; never what has expired.
    """
    await keep(
        producer, settings,
        row("hook", "a1", state="dead"), row("hook", "a2"),
        row("hook", "a3", state="dead", expires=NOW - timedelta(hours=1)),
    )  # fmt: skip

    dry = await call("deliveries", "redrive")
    before = await on(settings, SUBSCRIPTIONS)
    done = await call("deliveries", "redrive", "--yes", "--json")
    await call("deliveries", "redrive", "--yes")
    wishes = (await wanted_now(settings, settings.kafka.bootstrap or "")).wishes.values()

    assert (dry.code, before) == (3, [])
    assert "would redrive 1; --yes does it" in dry.err
    assert {one["alert"]: one["refused"] for one in done.lines} == {
        "a1": None,
        "a3": "it has expired",
    }
    assert [(one.do, one.subscription_id, one.alert_id) for one in wishes] == [
        ("redrive", "hook", "a1")
    ]
    assert (await call("deliveries", "redrive", "a2")).code == 1


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


async def test_preview_counts_what_would_have_come_and_sends_nothing(
    settings: Settings, producer: AIOKafkaProducer, tmp_path: Path
) -> None:
    """
    Of a file that is not saved as ours yet, by day, with the check that stopped the rest.
    """
    found = [alert(), alert(incident_id="i2", severity="Minor")]
    for one in found:
        sent = replace(one, sent=NOW, expires=NOW + timedelta(days=1))
        await producer.send_and_wait(
            kafka.topic_name(settings, ALERTS), encode(sent), sent.incident_id.encode()
        )
    idea = 'id = "idea"\nmin_severity = "Moderate"\ngroup_wait_seconds = 0\n'
    (tmp_path / "idea.toml").write_text(
        f'[[subscription]]\n{idea}channel = "email"\ntarget = "me@desk.example"\n'
    )

    done = await call("subscriptions", "preview", "--file", "idea.toml", "--json")
    shown = await call("subscriptions", "preview", "--file", "idea.toml")

    (said,) = done.lines
    assert (said["messages"], said["theirs"], said["alerts"]) == (1, 2, 2)
    assert said["stopped_by"] == {"filter": 1}
    assert sum(said["per_day"].values()) == 1
    assert "idea: 1 message with 1 alert, of 2 of theirs and 2 in all" in shown.out
    assert "severity Minor" in shown.out
    assert await on(settings, DELIVERIES) == []


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
