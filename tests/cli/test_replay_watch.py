"""Does ``tocsin replay watch`` show a past day out of a real Kafka?"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition

from agents.effects import Output
from schemas.codec import encode, plain
from schemas.control import Tick
from schemas.topics import ALERTS, READINGS
from schemas.watch import Watch
from streams.kafka import partition_of, producer, read, topic_name
from streams.kafka_admin import admin
from streams.outputs import Outbox
from streams.settings import Settings
from tests.cli.conftest import Tocsin
from tests.following.builders import MENAKA, SUNDAY, mention, place, reading, rules
from tests.keeping import keep_for_ever

Start = Callable[..., Coroutine[Any, Any, asyncio.subprocess.Process]]

BORNO = place("Borno", place_id=2346794, country="NG", iso3166_2="NG-BO", lat=11.8, lon=13.1)
ENTRIES = (Watch(id="mali", country="ML"), Watch(id="nigeria", country="NG"))
SATURDAY = timedelta(days=-1) / timedelta(minutes=1)


@pytest.fixture
async def kept(settings: Settings) -> Settings:
    """A Saturday and a Sunday of two countries, in the partitions of their keys."""
    told = [
        ("ML", rules(*ENTRIES, after=2 * SATURDAY)),
        ("ML", reading("afp:1", mention(), after=SATURDAY)),
        ("ML", reading("b:1", mention(places=(MENAKA,)))),
        ("ML", Tick(at=SUNDAY + timedelta(minutes=400))),
        ("NG", rules(*ENTRIES, after=2 * SATURDAY)),
        ("NG", reading("c:1", mention(places=(BORNO,)), after=300, country="NG")),
        ("NG", Tick(at=SUNDAY + timedelta(minutes=400))),
    ]
    assert partition_of("ML", settings.kafka.partitions) != partition_of(
        "NG", settings.kafka.partitions
    )
    async with producer(settings.kafka.bootstrap or "") as sender:
        outbox = Outbox(sender, settings.kafka.prefix)
        for key, record in told:
            await outbox.send(Output(READINGS, key, record))
    return settings


@pytest.fixture
async def start(
    settings: Settings, tmp_path: Path, environment: dict[str, str]
) -> AsyncIterator[Start]:
    """Starts ``tocsin replay watch ARGUMENTS`` on that Kafka; one that hangs is not left behind."""
    begun: list[asyncio.subprocess.Process] = []

    async def call(*arguments: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "streams", "replay", "watch", *arguments,
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**environment, "TOCSIN_KAFKA__BOOTSTRAP": settings.kafka.bootstrap or "",
                 "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix},
        )  # fmt: skip
        begun.append(process)
        return process

    yield call
    for process in begun:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: asyncio.subprocess.Process) -> tuple[int, bytes, bytes]:
    out, err = await asyncio.wait_for(process.communicate(), timeout=60)
    return process.returncode or 0, out, err


@pytest.mark.broker
async def test_a_day_is_shown_with_what_was_known_before(start: Start, kept: Settings) -> None:
    """Sunday's two alarms, of both countries by time; Saturday's is known, and nothing is sent."""
    code, out, err = await ended(await start("--day", "2024-07-28", "--speed", "max", "--json"))
    *alarms, total = map(plain, out.splitlines())

    assert (code, err) == (0, b"")
    assert [(one["kind"], one["watch_id"]) for one in alarms] == [
        ("ONSET", "mali"), ("ONSET", "nigeria"),
    ]  # fmt: skip
    assert (total["readings"], total["unreadable"], total["interrupted"]) == (2, 0, False)
    assert total["to"] == "2024-07-29T00:00:00Z"
    sent = read(kept.kafka.bootstrap or "", topic_name(kept, ALERTS), follow=False)
    assert [one async for one in sent] == []


@pytest.mark.broker
async def test_a_warm_up_learns_less(start: Start, settings: Settings) -> None:
    """What was written before is not known, so it rings as new; by the rules of the time."""
    told = (
        rules(*ENTRIES, after=2 * SATURDAY),
        reading("afp:1", mention(), after=SATURDAY),
        reading("d:1", mention(), after=30),
    )
    await keep_for_ever(settings, READINGS)
    async with producer(settings.kafka.bootstrap or "") as sender:
        for one in told:
            at = int(one.at.timestamp() * 1000)
            name = topic_name(settings, READINGS)
            await sender.send_and_wait(name, encode(one), b"ML", timestamp_ms=at)
    day = ("--day", "2024-07-28", "--speed", "max", "--json", "--country", "ML")
    whole = await ended(await start(*day))
    part = await ended(await start(*day, "--warm-up", "2024-07-27T23:00:00Z"))
    wrong = await ended(await start(*day, "--warm-up", "2024-07-28T01:00:00Z"))

    assert (whole[0], plain(whole[1].splitlines()[-1])["rang"]) == (0, {})
    assert (part[0], plain(part[1].splitlines()[-1])["rang"]) == (0, {"ONSET mali": 1})
    assert (wrong[0], b"is later than what is to be watched" in wrong[2]) == (2, True)


@pytest.mark.broker
@pytest.mark.usefixtures("kept")
async def test_a_country_and_another_watchlist(start: Start, tmp_path: Path) -> None:
    """For people: what rang is printed, and summed up."""
    (tmp_path / "w.toml").write_text('[[watch]]\nid = "menaka"\niso3166_2 = "ML-9"\n')
    code, out, _ = await ended(await start(
        "--from", "2024-07-27T00:00:00Z", "--speed", "max", "--country", "ml",
        "--watchlist", "w.toml",
    ))  # fmt: skip

    assert code == 0
    assert b" ONSET  menaka" in out
    assert b"2 reports, 1 ONSET menaka" in out


@pytest.mark.broker
@pytest.mark.usefixtures("kept")
async def test_silences_are_skipped_visibly(start: Start) -> None:
    """Hours in which nothing comes would be minutes: they are passed over, and told."""
    code, _, err = await ended(
        await start("--day", "2024-07-28", "--speed", "60x", "--skip-silence")
    )

    assert code == 0
    assert err.decode().splitlines() == ["… 9 h 15 min of silence", "… 5 h 0 min of silence"]


@pytest.mark.broker
@pytest.mark.usefixtures("kept")
async def test_ctrl_c_ends_it_with_what_was_seen(start: Start) -> None:
    """In the middle of a wait of hours."""
    process = await start("--from", "2024-07-28T09:15:00Z", "--speed", "1x", "--json")
    assert process.stdout is not None
    first = await asyncio.wait_for(process.stdout.readline(), timeout=60)
    process.send_signal(signal.SIGINT)
    code, out, err = await ended(process)

    assert plain(first)["watch_id"] == "mali"
    assert (code, err) == (0, b"")
    assert (plain(out)["interrupted"], plain(out)["rang"]) == (True, {"ONSET mali": 1})


@pytest.mark.broker
async def test_what_has_expired_is_said(start: Start, kept: Settings) -> None:
    """Records were written today, so a day of 2024 lies before what is kept."""
    where = TopicPartition(topic_name(kept, READINGS), partition_of("ML", kept.kafka.partitions))
    async with admin(kept.kafka.bootstrap or "") as client:
        await client.delete_records({where: RecordsToDelete(before_offset=1)})
    code, out, err = await ended(await start("--day", "2024-07-28"))

    assert (code, out) == (1, b"")
    assert b"`readings` goes back to 20" in err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--day", "yesterday"), b"is no day"),
        (("--day", "2199-01-01"), b"lies ahead"),
        (("--day", "2024-07-28", "--from", "2h"), b"either a day, or --from and --to"),
        (("--from", "1h", "--to", "2h"), b"is not later than --from"),
        (("--speed", "fast"), b"is no speed"),
        (("--country", "Mali"), b"is no ISO 3166-1 code"),
    ],
)
def test_wrong_usage_is_told(tocsin: Tocsin, asked: tuple[str, ...], said: bytes) -> None:
    """Before any Kafka is asked."""
    done = tocsin("replay", "watch", *asked)

    assert (done.returncode, done.stdout) == (2, b"")
    assert said in b" ".join(done.stderr.replace("│".encode(), b"").split())
