"""What if several are at one replay: a second run, workers, whoever gives it up?"""

from __future__ import annotations

from contextlib import aclosing
from datetime import UTC, datetime

import pytest
from aiokafka import AIOKafkaConsumer
from msgspec.structs import replace

from agents.effects import Output
from schemas.replay import Range, Replay, shadow
from schemas.topics import ALERTS, READINGS, Topic
from schemas.watch import Watch
from streams import kafka
from streams.brokers import client_options
from streams.outputs import Outbox
from streams.replay.book import note, replay_named
from streams.replay.ending import cancel, topics_left
from streams.replay.names import group
from streams.replay.planning import Span, planned
from streams.replay.running import run
from streams.settings import Settings
from streams.trouble import Trouble
from tests.following.builders import mention, reading, rules

pytestmark = pytest.mark.broker


@pytest.fixture
async def drill(settings: Settings) -> Replay:
    """A replay of one report, which rings; its alerts are to be sent as exercises."""
    async with kafka.producer(settings.kafka.bootstrap or "") as sender:
        outbox = Outbox(sender, settings.kafka.prefix)
        told = (rules(Watch(id="mali", country="ML")), reading("afp:1", mention()))
        await outbox.send(*(Output(READINGS, "ML", one) for one in told))
    ranges, _ = await planned(settings.kafka.bootstrap or "", settings, "readings", Span())
    return Replay(
        replay_id="drill", origin="readings", created_at=datetime.now(UTC), ranges=ranges,
        notify=True,
    )  # fmt: skip


async def headers(settings: Settings, topic: Topic) -> list[dict[str, bytes]]:
    """Return the headers of each record of *topic*."""
    name = kafka.topic_name(settings, topic)
    async with aclosing(kafka.read(settings.kafka.bootstrap or "", name, follow=False)) as records:
        return [dict(record.headers) async for record in records]


async def test_what_was_finished_a_moment_ago_stays_so(settings: Settings, drill: Replay) -> None:
    """Whoever read `running` just before runs it again: no exercise goes out twice."""
    bootstrap = settings.kafka.bootstrap or ""
    first = await run(bootstrap, settings, drill, processes=1)
    again = await run(bootstrap, settings, drill, processes=1)

    assert (first.state, again.state) == ("done", "done")
    assert (await replay_named(bootstrap, settings, "drill")).state == "done"
    assert len(await headers(settings, shadow(ALERTS, "drill"))) == 1
    (exercise,) = await headers(settings, ALERTS)
    assert exercise["ce_status"] == b"Exercise"
    assert datetime.fromisoformat(exercise["ce_recordedtime"].decode()) == drill.created_at


async def test_workers_that_are_at_it_are_not_overtaken(settings: Settings, drill: Replay) -> None:
    """Neither is it run nor cancelled under them, and nothing of it changes."""
    bootstrap = settings.kafka.bootstrap or ""
    await note(bootstrap, settings, drill)
    member = AIOKafkaConsumer(
        kafka.topic_name(settings, READINGS), **client_options(bootstrap),
        group_id=settings.kafka.prefix + group("drill"),
    )  # fmt: skip
    async with member:
        with pytest.raises(Trouble, match="1 worker at work on drill"):
            await run(bootstrap, settings, drill, processes=1)
        with pytest.raises(Trouble, match="1 worker at work on drill"):
            await cancel(bootstrap, settings, drill)

    assert (await replay_named(bootstrap, settings, "drill")).state == "running"
    assert (await cancel(bootstrap, settings, drill)).state == "cancelled"


async def test_one_that_failed_says_how_it_goes_on_and_how_it_ends(
    settings: Settings, drill: Replay
) -> None:
    """What it should read is gone: it is begun, and neither lost nor in the way."""
    replay = replace(drill, ranges=(Range(partition=0, begin=10, first=10, end=20),))
    with pytest.raises(Trouble) as failed:
        await run(settings.kafka.bootstrap or "", settings, replay, processes=1)

    assert "drill is begun: `tocsin replay run drill` goes on with it" in str(failed.value)
    assert "`tocsin replay cancel drill --yes` ends it" in str(failed.value)


async def test_one_that_was_cancelled_meanwhile_is_not_begun_anew(
    settings: Settings, drill: Replay
) -> None:
    """Its topics are not made again."""
    bootstrap = settings.kafka.bootstrap or ""
    await note(bootstrap, settings, drill)
    await cancel(bootstrap, settings, drill)

    with pytest.raises(Trouble, match="drill was cancelled"):
        await run(bootstrap, settings, drill, processes=1)
    assert await topics_left(bootstrap, settings, drill) == []
