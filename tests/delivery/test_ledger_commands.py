"""The commands tell what the ledger holds, and what would have come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from msgspec.structs import replace

from schemas.codec import encode
from schemas.delivery import Standing
from schemas.topics import ALERTS, DELIVERIES, SUBSCRIPTIONS
from streams import kafka
from streams.delivery.subscribed import wanted_now
from streams.settings import Settings
from tests.notifying.reader import alert

from .commands import NOW, call, furnished, keep, on, row

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


async def test_list_says_when_the_next_message_comes(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    What did not arrive, and what a check holds, each has its time.
    """
    later = datetime(2030, 1, 1, 6, 30, tzinfo=UTC)
    await keep(
        producer, settings,
        row("hook", "a1", state="failed", next_attempt=later),
        row("hook", "a2", state="held", stopped_by="cap", next_attempt=later + timedelta(minutes=9)),
    )  # fmt: skip

    listed = await call("subscriptions", "list")
    shown = await call("subscriptions", "show", "hook", "--json")

    when = "next attempt 2030-01-01 06:30:00 UTC, next message 2030-01-01 06:39:00 UTC"
    assert f"2 waiting, {when}" in listed.out
    assert shown.lines[0]["due"]["attempt"] == "2030-01-01T06:30:00Z"


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
    assert await found("--limit", "3") == await found("--since", "1d")
    assert "filter: severity Minor" in (await call("deliveries", "list")).out


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
    assert "number    7\n  message   msg_a1" in done.out
    assert "number    none: it was never tried" in done.out
    assert [each["state"] for each in one.lines] == ["held", "sending", "failed", "delivered"]
    assert (await call("deliveries", "show", "nothing")).code == 1


async def test_redrive_asks_for_what_can_still_come(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    First only said; then one wish, the same when asked twice; never what has expired.
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
    assert [(one.do, one.subscription_id, one.alert_ids) for one in wishes] == [
        ("redrive", "hook", ("a1",))
    ]
    assert (await call("deliveries", "redrive", "a2")).code == 1


async def test_redrive_leaves_out_what_was_taken_back(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    It is counted with the reason, not promised and not asked for; its CANCEL may come again.
    """
    await keep(
        producer, settings,
        row("hook", "onset", state="dead"),
        row("hook", "cancel", state="dead", kind="CANCEL", incident_revision=2),
        row("mail", "onset", state="dead"),
    )  # fmt: skip

    dry = await call("deliveries", "redrive")
    named = await call("deliveries", "redrive", "onset", "--subscription", "hook")
    done = await call("deliveries", "redrive", "--subscription", "hook", "--yes", "--json")
    wishes = (await wanted_now(settings, settings.kafka.bootstrap or "")).wishes.values()

    assert sorted(line.split()[:3:2] for line in dry.out.splitlines()) == [
        ["hook", "cancel"],
        ["mail", "onset"],
    ]
    assert "left out 1: it was taken back since" in dry.err
    assert "would redrive 2; --yes does it" in dry.err
    assert (named.code, "not: it was taken back since" in named.out) == (1, True)
    assert {one["alert"]: (one["redriven"], one["refused"]) for one in done.lines} == {
        "onset": (False, "it was taken back since"),
        "cancel": (True, None),
    }
    assert (done.code, "left out 1: it was taken back since" in done.err) == (3, True)
    assert [one.alert_ids for one in wishes] == [("cancel",)]


async def test_redrive_asks_for_whole_messages_of_one_at_once(
    settings: Settings, producer: AIOKafkaProducer
) -> None:
    """
    Named by one of its alerts, a message comes with all; a subscription's are one wish.
    """
    batch = {"state": "dead", "idempotency_key": "msg_batch"}
    await keep(
        producer, settings,
        row("hook", "a1", **batch), row("hook", "a2", **batch, incident_id="i2"),
        row("hook", "a3", state="dead", incident_id="i3"),
        row("hook", "b1", state="dead", incident_id="i4"),
        row("hook", "b2", incident_id="i4", incident_revision=2),
    )  # fmt: skip

    done = await call("deliveries", "redrive", "a2", "a3", "b1", "--yes", "--json")
    wishes = (await wanted_now(settings, settings.kafka.bootstrap or "")).wishes.values()

    assert {one["alert"]: one["refused"] for one in done.lines} == {
        "a1": None, "a2": None, "a3": None, "b1": "a later one of its incident was told since",
    }  # fmt: skip
    assert [one.alert_ids for one in wishes] == [("a1", "a2", "a3")]


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
    first, came, _, stopped, why = shown.out.splitlines()
    assert first.startswith("idea, since ")
    assert came == "  would have come: 1 message, with 1 of the 2 alerts of that time"
    assert stopped == "  would not have come: 1"
    assert why == "    1×  filter: severity Minor; asked for: Moderate or worse"
    assert await on(settings, DELIVERIES) == []
