"""Does ``tocsin replay`` do what it says, and say what is wrong?"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agents.reading import handle
from schemas.alert import Alert
from schemas.codec import decode, encode, plain
from schemas.control import WatchlistChanged
from schemas.reading import Reading
from schemas.replay import shadow
from schemas.topics import ALERTS, READINGS
from schemas.watch import Watch, Watchlist
from streams.first_run import CHECKOUT
from streams.kafka import producer, read, topic_name
from streams.kafka_admin import admin, partition_counts
from streams.settings import Settings
from tests.bench.corpus import WARS, stream
from tests.cli.conftest import Tocsin

Answer = Callable[..., Coroutine[Any, Any, tuple[int, str, str]]]

BEGIN = datetime(2026, 3, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("plan", "--from", "2024-07-28"), "needs its offset"),
        (("plan", "--to", "2199-07-28T00:00:00Z"), "lies ahead"),
        (("plan", "--source", "alerts"), "is none of readings, dispatches, documents"),
        (("plan", "--offsets", "3"), "write 3:100-200"),
        (("plan", "--offsets", "3:1-2", "--offsets", "3:5-9"), "partition 3 is named twice"),
        (("plan", "--offsets", "3:1-2", "--from", "7d"), "either times or offsets"),
        (("run", "--order", "received"), "--source dispatches makes them anew"),
        (("run", "--order", "best", "--source", "dispatches"), "is none of life, received"),
        (("run", "a name", "--from", "7d"), "is no name for topics"),
        (("run", "x" * 41), "is no name for topics"),
        (("run", "--rules", "a", "--as-of-rules", "b"), "either a checkout or a version"),
        (("run", "--processes", "0"), "han or equal to 1"),
        (("worker", "x", "--order", "received"), "--source dispatches makes them anew"),
        (("worker", "x", "--rules", "a", "--as-of-rules", "b"), "either a checkout or a version"),
    ],
)
def test_a_wrong_wish_is_wrong_usage(tocsin: Tocsin, asked: tuple[str, ...], said: str) -> None:
    """It says which word, and what would be right; no Kafka is asked."""
    done = tocsin("replay", *asked)

    assert (done.returncode, done.stdout) == (2, b"")
    assert said in " ".join(done.stderr.decode().replace("│", "").split())


@pytest.fixture
def replay(settings: Settings, tmp_path: Path, environment: dict[str, str]) -> Answer:
    """Runs ``tocsin replay`` against this test's topics."""
    outside = {
        **environment,
        "TOCSIN_KAFKA__BOOTSTRAP": settings.kafka.bootstrap or "",
        "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix,
        "TOCSIN_STATE": str(settings.state),
    }

    async def call(*arguments: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "streams", "replay", *arguments),
            cwd=tmp_path, env=outside, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), timeout=120)
        return process.returncode or 0, out.decode(), err.decode()

    return call


@pytest.fixture
async def past(settings: Settings) -> None:
    """Two hundred dispatches of a morning, as they stand in ``readings``."""
    name = topic_name(settings, READINGS)
    watched = Watchlist(watch=tuple(Watch(id=code.lower(), country=code) for code in WARS))
    rules = encode(WatchlistChanged(at=BEGIN, watchlist=watched))
    async with producer(settings.kafka.bootstrap or "") as sender:
        for partition in range(settings.kafka.partitions):
            await sender.send_and_wait(name, rules, partition=partition)
        for dispatch in stream(200, BEGIN):
            for output in handle(dispatch, {}).outputs:
                if isinstance(output.record, Reading):
                    await sender.send_and_wait(name, encode(output.record), output.key.encode())


async def alerts(settings: Settings, replay_id: str | None = None) -> list[Alert]:
    """What a replay would have sent, or what was sent; by id, for partitions come in any order."""
    topic = shadow(ALERTS, replay_id) if replay_id else ALERTS
    reading = read(settings.kafka.bootstrap or "", topic_name(settings, topic), follow=False)
    async with aclosing(reading) as records:
        found = [decode(Alert, record.value or b"") async for record in records]
    return sorted(found, key=lambda one: one.alert_id)


@pytest.mark.broker
@pytest.mark.usefixtures("past")
async def test_from_the_plan_to_the_end(replay: Answer, settings: Settings) -> None:
    """Nothing is written by a plan; a run notifies nobody, is done once, and goes without a trace."""
    planned = await replay("plan", "--json")
    before = await replay("status")
    ran = await replay("run", "one", "--processes", "2")
    again = await replay("run", "one")
    other = await replay("run", "one", "--country", "ML")
    listed = await replay("status")
    would = await replay("cancel", "one")
    cancelled = await replay("cancel", "one", "--yes")
    anew = await replay("run", "one")
    async with admin(settings.kafka.bootstrap or "") as client:
        left = [name for name in await partition_counts(client) if ".one" in name]

    assert sum(one["end"] for one in plain(planned[1].encode())["ranges"]) == 43
    assert before[1].startswith("no replay was ever begun")
    assert (ran[0], ran[2]) == (0, "")
    assert "nobody was notified" in ran[1]
    assert again[1] == "one is done already: tocsin replay diff one\n"
    assert other[0] == 2
    assert listed[1].startswith("one ")
    assert "--yes would end it and delete 8 topics" in would[1]
    assert cancelled[1] == "one is cancelled; its topics are deleted\n"
    assert (anew[0], "give another name" in " ".join(anew[2].split())) == (2, True)
    assert left == []
    assert await alerts(settings) == []


@pytest.mark.broker
@pytest.mark.usefixtures("past")
async def test_exercises_are_told_apart(replay: Answer, settings: Settings) -> None:
    """Alerts of a replay reach subscribers when they are asked for: as exercises, with other ids."""
    await replay("run", "drill", "--notify")
    await replay("run", "drill")
    sent, found = await alerts(settings), await alerts(settings, "drill")

    assert len(sent) == len(found) > 10
    assert {(one.status, one.replay) for one in sent} == {("Exercise", True)}
    assert {(one.status, one.replay) for one in found} == {("Actual", False)}
    assert not {one.alert_id for one in sent} & {one.alert_id for one in found}
    assert {old.alert_id for one in sent for old in one.references} <= {o.alert_id for o in sent}


@pytest.mark.broker
@pytest.mark.usefixtures("past")
async def test_workers_judge_by_their_own_checkout(replay: Answer, tmp_path: Path) -> None:
    """Asked to judge by another they refuse, and nothing is begun."""
    tree = tmp_path / "checkout"
    for part in ("streams", "agents", "schemas"):
        shutil.copytree(CHECKOUT / part, tree / part)
    shutil.copy(CHECKOUT / "pyproject.toml", tree)
    refused = await replay("worker", "theirs", "--rules", str(tree))
    begun = await replay("status")

    assert refused[0] == 1
    assert "run its workers from there" in refused[2]
    assert begun[1].startswith("no replay was ever begun")


@pytest.mark.broker
@pytest.mark.usefixtures("past")
async def test_narrower(replay: Answer, settings: Settings, tmp_path: Path) -> None:
    """A country, an entry, another watchlist: each gives a part, or something else."""
    (tmp_path / "w.toml").write_text('[[watch]]\nid = "north"\niso3166_2 = "ML-6"\n')
    await replay("run", "all")
    await replay("run", "mali", "--country", "ml")
    await replay("run", "sudan", "--watch", "sd")
    await replay("run", "north", "--watchlist", "w.toml")
    unknown = await replay("plan", "--watch", "nosuch")
    whole = await alerts(settings, "all")

    assert (unknown[0], unknown[1]) == (2, "")
    assert "`nosuch` is no entry (" in " ".join(unknown[2].replace("│", "").split())
    assert await alerts(settings, "mali") == [one for one in whole if one.watch_id == "ml"] != []
    assert await alerts(settings, "sudan") == [one for one in whole if one.watch_id == "sd"] != []
    assert {one.watch_id for one in await alerts(settings, "north")} <= {"north"}


@pytest.mark.broker
@pytest.mark.usefixtures("past")
async def test_another_checkout_judges(replay: Answer, settings: Settings, tmp_path: Path) -> None:
    """Its rules, not ours; a folder or a version that cannot judge is said."""
    tree = tmp_path / "checkout"
    for part in ("streams", "agents", "schemas"):
        shutil.copytree(CHECKOUT / part, tree / part)
    shutil.copy(CHECKOUT / "pyproject.toml", tree)
    rule = tree / "agents" / "telling" / "messages.py"
    days = "watch.end_days if watch"
    changed = rule.read_text("utf-8").replace(days, "99 if watch")
    rule.write_text(changed, "utf-8")
    await replay("run", "ours")
    await replay("run", "theirs", "--rules", str(tree))
    nowhere = await replay("run", "none", "--rules", str(tmp_path))
    unknown = await replay("run", "none", "--as-of-rules", "no-such-version")
    ours, theirs = await alerts(settings, "ours"), await alerts(settings, "theirs")

    assert "99 if watch" in changed
    assert {(one.expires - one.sent).days for one in theirs} == {99}
    assert 99 not in {(one.expires - one.sent).days for one in ours}
    assert {one.alert_id for one in ours} == {one.alert_id for one in theirs}
    assert (nowhere[0], unknown[0]) == (1, 1)
    assert "cannot judge a replay" in nowhere[2]
    assert "knows no version no-such-version" in unknown[2]
