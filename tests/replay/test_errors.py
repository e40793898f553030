"""What stops a replay, and in which words? One line each, and nothing half-written."""

from __future__ import annotations

import asyncio
import gc
import resource
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka.admin import NewTopic, RecordsToDelete
from aiokafka.errors import KafkaTimeoutError
from aiokafka.structs import TopicPartition
from typer.testing import CliRunner

from schemas.codec import encode
from schemas.control import Tick
from schemas.replay import Range, Replay
from schemas.topics import ALERTS, READINGS
from streams import kafka
from streams.cli.main import app
from streams.kafka_admin import admin, partition_counts
from streams.replay import book
from streams.replay import bulk as bulky
from streams.replay.bulk import BATCH_BYTES, bulk, take_over
from streams.replay.ordering import ordered
from streams.replay.places import Readings
from streams.replay.running import run
from streams.replay.sources import Partition, Portion, Taken, reading
from streams.settings import Settings
from streams.trouble import Trouble
from tests.keeping import keep_for_ever

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PLENTY = 2_000
SMALL = 64 << 10
"""Bytes that a file may have where the disk is full."""


async def told(settings: Settings, count: int) -> TopicPartition:
    """Tell a partition of ``readings`` the time so often; returns which."""
    tp = TopicPartition(kafka.topic_name(settings, READINGS), 0)
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        for _ in range(count):
            await producer.send(tp.topic, encode(Tick(at=NOON)), partition=0)
        await producer.flush()
    return tp


async def until(settings: Settings, name: str, *, is_there: bool) -> None:
    """Ask the broker for topic *name* until it is there, or gone."""
    async with admin(settings.kafka.bootstrap or "") as client, asyncio.timeout(60):
        while (name in await partition_counts(client)) != is_there:
            pass  # each look is a question to the broker


async def refusal(settings: Settings, tp: TopicPartition, end: int) -> str:
    """Read *tp* up to *end*; returns why that cannot be done."""
    async with reading(settings.kafka.bootstrap or "", tp) as consumer:
        source = Partition(consumer, tp, begin=0, first=0, end=end)
        with pytest.raises(Trouble) as refused:
            _ = [portion async for portion in source.portions(0)]
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def test_what_retention_took_meanwhile(settings: Settings) -> None:
    """A topic that shrank after it was planned is no topic with fewer records."""
    tp = await told(settings, 10)
    async with admin(settings.kafka.bootstrap or "") as client:
        await client.delete_records({tp: RecordsToDelete(before_offset=5)})

    said = await refusal(settings, tp, 10)

    assert f"partition 0 of {tp.topic} now holds offsets 5 to 10" in said
    assert "cancel this replay and plan another" in said


async def test_a_topic_that_was_made_anew(settings: Settings) -> None:
    """What was planned is not there: it is not waited for."""
    tp = await told(settings, 10)
    async with admin(settings.kafka.bootstrap or "") as client:
        await client.delete_topics([tp.topic])
    await until(settings, tp.topic, is_there=False)
    async with admin(settings.kafka.bootstrap or "") as client:
        await client.create_topics([NewTopic(tp.topic, 3, 1)])
    await until(settings, tp.topic, is_there=True)
    await told(settings, 3)

    said = await refusal(settings, tp, 10)

    assert "now holds offsets 0 to 3; the plan was to read on from" in said


async def test_a_topic_that_is_gone(settings: Settings) -> None:
    """To go on with a replay whose topic was deleted says so."""
    name = kafka.topic_name(settings, READINGS)
    replay = Replay(
        replay_id="gone", origin="readings", created_at=NOON,
        ranges=(Range(partition=0, begin=0, first=0, end=10),),
    )  # fmt: skip
    async with admin(settings.kafka.bootstrap or "") as client:
        await client.delete_topics([name])
    await until(settings, name, is_there=False)

    with pytest.raises(Trouble, match=r"there is no topic .*readings at"):
        await run(settings.kafka.bootstrap or "", settings, replay, processes=1)


class Silent:
    """A consumer whose topic was deleted under it."""

    def seek(self, *_: object) -> None:
        """Do nothing."""

    async def getmany(self, *_: object, **__: object) -> dict[TopicPartition, list[object]]:
        """Find nothing."""
        return {}

    async def position(self, _: object) -> int:
        """Stay at the beginning."""
        return 0

    async def end_offsets(self, _: object) -> dict[TopicPartition, int]:
        """Raise what aiokafka does after forty seconds."""
        raise KafkaTimeoutError("no answer")


async def test_a_topic_that_goes_meanwhile() -> None:
    """No broker has it any more: it is said what cannot be read, and nothing of writing."""
    source = Partition(Silent(), TopicPartition("readings", 2), begin=0, first=0, end=9)

    with pytest.raises(Trouble, match=r"partition 2 of readings cannot be read .KafkaTimeoutError"):
        await anext(source.portions(0))


class Unheard:
    """A producer whose broker is gone: aiokafka's own waits for it without end."""

    def __init__(self, *, starts: bool) -> None:
        self._starts = starts

    async def start(self) -> None:
        """Look for the coordinator."""
        if not self._starts:
            await asyncio.Event().wait()

    def create_batch(self) -> None:
        """Nothing is put into it."""

    async def send_and_wait(self, *_: object) -> None:
        """Send it again and again."""
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Flush."""
        await asyncio.Event().wait()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for hardly anything."""
    monkeypatch.setattr(bulky, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(bulky, "PARTING_SECONDS", 0.01)
    monkeypatch.setattr(book, "PATIENCE_SECONDS", 0.01)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("starts", "said"), [(True, "did not carry out a transaction"), (False, "let nobody write")]
)
async def test_a_broker_that_is_gone_is_not_waited_for_without_end(
    starts: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither to begin, nor to part from it."""
    monkeypatch.setattr(bulky, "AIOKafkaProducer", lambda **_: Unheard(starts=starts))

    async with asyncio.timeout(60):
        with pytest.raises(Trouble, match=said):
            async with bulk("broker:9092", "x", partitions=1):
                raise TimeoutError  # as `commit` does


async def test_a_broker_that_has_ended_is_said() -> None:
    """In one line, and at once: nobody listens there."""
    with pytest.raises(Trouble, match="cannot be reached"):
        await take_over("127.0.0.1:1", "x")


@pytest.mark.usefixtures("impatient")
async def test_a_note_that_is_not_taken_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes it is told, and does not wait for ever."""
    monkeypatch.setattr(book, "producer", lambda *_: Unheard(starts=True))
    replay = Replay(replay_id="x", origin="readings", created_at=NOON, ranges=())

    async with asyncio.timeout(60):
        with pytest.raises(Trouble, match=r"did not take .* that the replay is running"):
            await book.note("broker:9092", Settings(), replay)


async def test_reading_from_a_broker_that_is_gone_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what of; a follower goes on asking."""
    monkeypatch.setattr(kafka, "SILENCE_SECONDS", 0.0)
    tp = TopicPartition("readings", 2)

    async with asyncio.timeout(60):
        with pytest.raises(Trouble, match="nothing more of readings"):
            async for _ in kafka._until(Silent(), {tp: 0}, {tp: 9}, None):
                pass


async def test_a_second_run_ends_the_first(settings: Settings) -> None:
    """The older one is told so, and nothing of what it had begun is seen."""
    bootstrap, name = settings.kafka.bootstrap or "", kafka.topic_name(settings, ALERTS)
    await keep_for_ever(settings, ALERTS)

    async def twice() -> None:
        async with bulk(bootstrap, f"{name}.x", partitions=3) as older:
            older.add(name, b"a", b"never", timestamp_ms=0)
            await older.send()
            async with bulk(bootstrap, f"{name}.x", partitions=3) as newer:
                newer.add(name, b"a", b"once", timestamp_ms=0)
                await newer.commit()
            await older.commit()

    with pytest.raises(Trouble, match="was taken over: it is run a second time, or was cancelled"):
        await twice()

    async with aclosing(kafka.read(bootstrap, name, follow=False)) as records:
        assert [record.value async for record in records] == [b"once"]


async def test_who_is_overtaken_says_it_once(settings: Settings) -> None:
    """No future of a library is left with an error that nobody heard."""
    bootstrap, name = settings.kafka.bootstrap or "", kafka.topic_name(settings, ALERTS)
    unheard: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, said: unheard.append(said))

    async def overtaken() -> None:
        async with bulk(bootstrap, f"{name}.y", partitions=3) as older:
            async with bulk(bootstrap, f"{name}.y", partitions=3):
                pass
            for number in range(30):
                value = bytes(BATCH_BYTES - 200)
                older.add(name, b"a", value, timestamp_ms=0, partition=number % 3)
            await older.commit()

    with pytest.raises(Trouble, match="was taken over"):
        await overtaken()
    gc.collect()

    assert unheard == []


class Lived:
    """A source of so many ticks."""

    begin = 0

    def __init__(self, end: int) -> None:
        self.end = end

    async def portions(self, position: int) -> AsyncGenerator[Portion]:
        """Yield them at once."""
        tick = Taken(None, encode(Tick(at=NOON)), 0, counts=True)
        yield Portion([tick] * (self.end - position), self.end)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of ours grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """The file of the order is named, and is gone afterwards."""
    file = tmp_path / "order" / "0.sqlite"

    with pytest.raises(Trouble, match=r"0\.sqlite: the order cannot be kept there"), full_disk():
        async with ordered(file, Readings(None), lived=Lived(PLENTY), made=Lived(0), since_ms=None):
            pass

    assert not file.exists()


async def test_what_fails_elsewhere_is_not_the_disk(tmp_path: Path) -> None:
    """A transaction that takes too long while the order is read is told as what it is."""
    file = tmp_path / "order" / "0.sqlite"

    with pytest.raises(TimeoutError):
        async with ordered(file, Readings(None), lived=Lived(1), made=Lived(0), since_ms=None):
            raise TimeoutError


async def test_a_folder_that_nobody_may_write(tmp_path: Path) -> None:
    """What stands where the folder should be is named."""
    (tmp_path / "order").write_text("a file")

    with pytest.raises(Trouble, match="cannot be made"):
        async with ordered(
            tmp_path / "order" / "0.sqlite",
            Readings(None),
            lived=Lived(PLENTY),
            made=Lived(0),
            since_ms=None,
        ):
            pass


@pytest.mark.parametrize("name", ["no good", "../x", "", "a.b", "x" * 41])
def test_a_name_that_is_none_of_a_topic(name: str) -> None:
    """Wrong usage, before anything is asked of Kafka."""
    done = CliRunner().invoke(app, ["replay", "run", name])

    assert done.exit_code == 2
    assert "is no name for topics" in " ".join(done.output.replace("│", "").split())
