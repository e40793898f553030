"""Does every item of a feed reach ``dispatches``, once, across restarts?"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from msgspec.structs import replace
from pydantic import BaseModel

from agents.effects import Output
from schemas.codec import decode
from schemas.dispatch import Dispatch
from schemas.feed import Feed, FeedRecord, FeedState
from schemas.topics import DISPATCHES, DOCUMENTS, FEEDS
from streams import kafka
from streams.outputs import Outbox
from streams.settings import Settings
from streams.trouble import Trouble
from streams.wires.poking import poke
from streams.wires.poller import remembered, run_poller
from tests.wires.loopback import Server, serving

pytestmark = pytest.mark.broker

# Generous: a machine that is busy with other tests starts processes slowly.
LONGEST_WAIT = 60

NOW = datetime(2024, 7, 28, 12, tzinfo=UTC)


class Wire:
    """A feed whose items are the test's to add; ``polled`` wakes whoever waits for a request."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self.polls = 0
        self.asked_by = ""
        self.polled = asyncio.Condition()

    async def __call__(self, request: web.Request) -> web.Response:
        items = "".join(
            f"<item><title>{words}</title><guid>{words.split()[0]}</guid></item>"
            for words in reversed(self.items)
        )
        async with self.polled:
            self.polls += 1
            self.asked_by = request.headers["User-Agent"]
            self.polled.notify_all()
        return web.Response(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())

    async def until_polled(self, times: int = 1) -> None:
        """Wait for so many requests from now on."""
        wanted = self.polls + times
        async with asyncio.timeout(LONGEST_WAIT), self.polled:
            await self.polled.wait_for(lambda: self.polls >= wanted)


def configured(settings: Settings, server: Server, tmp_path: Path) -> Settings:
    """Return *settings* with a feeds file for *server* and a drop folder."""
    (tmp_path / "drop").mkdir(exist_ok=True)
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[[feed]]\nid = "wire"\nurl = "{server.url("/")}"\ninterval_seconds = 0.2\n'
        f'[[feed]]\nid = "drop"\nfolder = "{tmp_path / "drop"}"\ninterval_seconds = 0.2\n'
        f'[[feed]]\nid = "dead"\nurl = "http://127.0.0.1:1/"\ninterval_seconds = 0.2\n'
    )
    changed: dict[str, BaseModel | Path] = {
        "feeds": feeds,
        "poller": settings.poller.model_copy(update={"allow": (server.host,)}),
    }
    return settings.model_copy(update=changed)


@asynccontextmanager
async def polling(settings: Settings, bootstrap: str) -> AsyncIterator[None]:
    """Run the poller until the block ends; a poller that ends by itself fails the test."""
    task = asyncio.create_task(run_poller(settings, bootstrap=bootstrap))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def published(settings: Settings, bootstrap: str, count: int) -> list[tuple[str, int, str]]:
    """Wait for *count* dispatches; returns headline or text, revision and intake of each."""
    found = []
    name = kafka.topic_name(settings, DISPATCHES)
    async with (
        asyncio.timeout(LONGEST_WAIT),
        aclosing(kafka.read(bootstrap, name, follow=True)) as records,
    ):
        async for record in records:
            dispatch = decode(Dispatch, record.value)
            assert record.key == dispatch.key.encode()
            found.append((dispatch.headline or dispatch.text, dispatch.revision, dispatch.intake))
            if len(found) == count:
                break
    return sorted(found)


async def test_nothing_is_lost_or_repeated_across_a_restart(
    kafka: str, settings: Settings, tmp_path: Path
) -> None:
    """Baseline, live news, an edit while the poller was away, a file; each exactly once."""
    wire = Wire()
    wire.items = ["a was there", "b was there"]
    async with serving({"/": wire}) as server:
        chosen = configured(settings, server, tmp_path)
        async with polling(chosen, kafka):
            await published(chosen, kafka, 2)
            wire.items.append("c is new")
            await published(chosen, kafka, 3)
            await wire.until_polled(2)  # a later poll follows the state of the earlier one
        wire.items += ["d came while we were away"]
        wire.items[0] = "a was edited"
        async with polling(chosen, kafka):
            await published(chosen, kafka, 5)
            (tmp_path / "drop" / "1.xml").write_bytes(
                (Path(__file__).parent / "golden" / "newsml12_alert.xml").read_bytes()
            )
            found = await published(chosen, kafka, 6)
            await wire.until_polled(3)

    assert found == [
        ("Rebels seize army base in Tin Amala: spokesman", 1, "live"),
        ("a was edited", 2, "live"),
        ("a was there", 1, "baseline"),
        ("b was there", 1, "baseline"),
        ("c is new", 1, "live"),
        ("d came while we were away", 1, "live"),
    ]
    assert await count_of(chosen, kafka) == 6
    records = await remembered(chosen, bootstrap=kafka)
    assert records["wire"].state.contacted
    assert records["dead"].state.outcome == "blocked_ssrf"
    assert records["dead"].state.failures > 0


async def test_a_killed_poller_loses_nothing(
    kafka: str, settings: Settings, tmp_path: Path
) -> None:
    """Killed at no particular moment: every item is there, repeats are the same record."""
    wire = Wire()
    wire.items = ["i0 was there"]
    async with serving({"/": wire}) as server:
        chosen = configured(settings, server, tmp_path)
        for turn in range(1, 4):
            process = await started(chosen, kafka)
            await wire.until_polled(turn + 1)
            wire.items.append(f"i{turn} is new")
            await wire.until_polled()
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with polling(chosen, kafka):
            await wire.until_polled(3)

    name = chosen.kafka.prefix + DISPATCHES.name
    said = {}
    async for record in reading(kafka, name):
        dispatch = decode(Dispatch, record)
        assert dispatch.revision == 1
        said[dispatch.headline] = dispatch.key
    assert set(said) == {"i0 was there", "i1 is new", "i2 is new", "i3 is new"}


async def test_two_pollers_share_and_one_can_die(
    kafka: str, settings: Settings, tmp_path: Path
) -> None:
    """Each reads its part; killed, its part is taken up: nothing is lost, no key is another's."""
    wires = {f"/{name}": Wire() for name in "abcdefgh"}
    for path, wire in wires.items():
        wire.items = [f"{path}1 was there"]
    async with serving(dict(wires)) as server:
        chosen = configured(settings, server, tmp_path)
        chosen.feeds.write_text(
            "".join(
                f'[[feed]]\nid = "{path[1:]}"\nurl = "{server.url(path)}"\ninterval_seconds = 0.2\n'
                for path in wires
            )
        )
        processes = [await started(named(chosen, name), kafka) for name in ("one", "two")]
        while {wire.asked_by for wire in wires.values()} != {"one", "two"}:
            await asyncio.gather(*(wire.until_polled() for wire in wires.values()))
        await published(chosen, kafka, len(wires))
        for number in (2, 3, 4):
            for path, wire in wires.items():
                wire.items.append(f"{path}{number} is new")
            if number == 3:
                processes[0].send_signal(signal.SIGKILL)
            for wire in wires.values():
                await wire.until_polled(2)
        await published(chosen, kafka, 4 * len(wires))
        processes[1].terminate()
        await asyncio.gather(*(process.wait() for process in processes))

    keys: dict[str | None, str] = {}
    async for record in reading(kafka, chosen.kafka.prefix + DISPATCHES.name):
        dispatch = decode(Dispatch, record)
        assert dispatch.revision == 1
        assert keys.setdefault(dispatch.headline, dispatch.key) == dispatch.key
    wanted = {f"{path}{number}" for path in wires for number in (1, 2, 3, 4)}
    assert {str(headline).split()[0] for headline in keys} == wanted
    assert len(set(keys.values())) == len(wanted)


def named(settings: Settings, name: str) -> Settings:
    """Return *settings* for a poller that says its name."""
    poller = settings.poller.model_copy(update={"user_agent": name})
    return settings.model_copy(update={"poller": poller})


async def test_a_poke_and_a_new_feed_are_heard(
    kafka: str, settings: Settings, tmp_path: Path
) -> None:
    """By the running poller: a feed that rests for an hour is polled, another is added."""
    wire, other = Wire(), Wire()
    wire.items, other.items = ["a was there"], ["b was there"]
    async with serving({"/": wire, "/b": other}) as server:
        chosen = configured(settings, server, tmp_path)
        entry = f'[[feed]]\nid = "wire"\nurl = "{server.url("/")}"\ninterval_seconds = 3600\n'
        chosen.feeds.write_text(entry)
        async with polling(chosen, kafka):
            await published(chosen, kafka, 1)
            wire.items.append("a2 is new")
            feed = (await until_remembered(chosen, kafka, "wire")).feed
            await poke(chosen, [feed], bootstrap=kafka, now=datetime.now(UTC))
            await published(chosen, kafka, 2)
            chosen.feeds.write_text("[[feed")  # an editor saves half of it: nothing stops
            chosen.feeds.write_text(entry + entry.replace("wire", "b").replace('/"', '/b"'))
            found = await published(chosen, kafka, 3)

    assert [headline for headline, _, _ in found] == ["a was there", "a2 is new", "b was there"]
    assert wire.polls == 2


async def test_a_poke_and_a_memory_do_not_write_over_each_other(
    kafka: str, settings: Settings
) -> None:
    """Left between two records of its feed, under a key of its own in the same partition."""
    feed = Feed(id="wire", url="https://wire.example/")
    state = FeedState(feed_id="wire", etag='"1"', last_attempt=NOW, next_due=NOW)
    newer = replace(state, etag='"2"')
    await tell(settings, kafka, FeedRecord(feed=feed, state=state))
    await poke(settings, [feed], bootstrap=kafka, now=NOW + timedelta(minutes=1))
    await tell(settings, kafka, FeedRecord(feed=feed, state=newer))
    found = (await remembered(settings, bootstrap=kafka))["wire"].state

    assert found == replace(newer, poked_at=NOW + timedelta(minutes=1))
    assert await placed(settings, kafka) == {b"wire": 1, b"poke:wire": 1}


async def tell(settings: Settings, bootstrap: str, record: FeedRecord) -> None:
    """Write *record* as a poller does."""
    async with kafka.producer(bootstrap) as producer:
        await Outbox(producer, settings.kafka.prefix).send(Output(FEEDS, record.feed.id, record))


async def placed(settings: Settings, bootstrap: str) -> dict[bytes, int]:
    """Count the partitions that all records lie in, for each key."""
    keys: set[bytes] = set()
    partitions: set[int] = set()
    name = settings.kafka.prefix + FEEDS.name
    async with aclosing(kafka.read(bootstrap, name, follow=False)) as records:
        async for record in records:
            keys.add(record.key)
            partitions.add(record.partition)
    return dict.fromkeys(keys, len(partitions))


async def until_remembered(settings: Settings, bootstrap: str, feed_id: str) -> FeedRecord:
    """Wait for the first record of a feed."""
    name = settings.kafka.prefix + FEEDS.name
    async with (
        asyncio.timeout(LONGEST_WAIT),
        aclosing(kafka.read(bootstrap, name, follow=True)) as records,
    ):
        async for record in records:
            if record.key == feed_id.encode():
                return decode(FeedRecord, record.value)
    raise AssertionError


async def test_documents_keep_the_bytes(kafka: str, settings: Settings, tmp_path: Path) -> None:
    """One record for each change of the body, not for each poll."""
    wire = Wire()
    wire.items = ["a"]
    async with serving({"/": wire}) as server:
        chosen = configured(settings, server, tmp_path)
        async with polling(chosen, kafka):
            await wire.until_polled(4)

    bodies = [body async for body in reading(kafka, chosen.kafka.prefix + DOCUMENTS.name)]
    assert len(bodies) == 1
    assert b"<title>a</title>" in bodies[0]


async def test_a_wrong_feeds_file_is_said(kafka: str, settings: Settings, tmp_path: Path) -> None:
    """Before anything is polled."""
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "a"\nurl = "ftp://a.example/"\n')
    chosen = settings.model_copy(update={"feeds": tmp_path / "feeds.toml"})

    with pytest.raises(Trouble, match=r"feeds\.toml, line 3"):
        await run_poller(chosen, bootstrap=kafka)


async def started(settings: Settings, bootstrap: str) -> asyncio.subprocess.Process:
    """Start a poller as a process of its own."""
    code = (
        "import asyncio, sys\n"
        "from streams.settings import Settings\n"
        "from streams.wires.poller import run_poller\n"
        "if __name__ == '__main__':\n"
        "    settings = Settings.model_validate_json(sys.argv[1])\n"
        "    asyncio.run(run_poller(settings, bootstrap=sys.argv[2]))\n"
    )
    script = settings.feeds.with_name("poller.py")
    script.write_text(code)
    return await asyncio.create_subprocess_exec(
        sys.executable, str(script), settings.model_dump_json(), bootstrap,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def reading(bootstrap: str, name: str) -> AsyncIterator[bytes]:
    """Yield the values of a topic."""
    async with aclosing(kafka.read(bootstrap, name, follow=False)) as records:
        async for record in records:
            yield record.value


async def count_of(settings: Settings, bootstrap: str) -> int:
    """Count the dispatches."""
    return len([one async for one in reading(bootstrap, settings.kafka.prefix + DISPATCHES.name)])
