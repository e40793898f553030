"""What a replay found becomes what is known: all of it or nothing, and nobody is woken."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.alert import Alert
from schemas.codec import plain
from schemas.incident import Incident
from schemas.replay import Replay
from schemas.topics import ALERTS, INCIDENTS, REVISIONS
from streams import kafka
from streams.kafka_admin import admin
from streams.replay.book import replay_named
from streams.replay.diff.differing import difference
from streams.replay.diff.sides import Side
from streams.replay.promotion.promoting import promote, settle
from streams.settings import Settings
from streams.trouble import Trouble
from tests.worker.workshop import ROOT, until_all_committed

from .lived import (
    FASHER,
    KIDAL,
    WORSE,
    let_time_pass,
    living,
    other_rules,
    records,
    replayed,
    report,
    send,
    tocsin,
    with_watchlist,
)

pytestmark = pytest.mark.broker

# Nothing is founded in Sudan, and whatever happened is doubtful.
RULES = {
    "telling/gates.py": (
        "may_found", "reading, mention, **more",
        'return reading.country != "SD" and _as_it_was(reading, mention, **more)',
    ),
    "linking/fusing.py": (
        "fuse", "*what, **more",
        'return replace(_as_it_was(*what, **more), certainty="unlikely")',
    ),
}  # fmt: skip


async def newest(settings: Settings) -> dict[str, Incident]:
    """The newest state of each incident, by country."""
    return {one.country: one for one in await records(settings, INCIDENTS, Incident)}


async def promoted(settings: Settings, name: str) -> None:
    bootstrap = settings.kafka.bootstrap or ""
    replay = await replay_named(bootstrap, settings, name)
    await promote(bootstrap, settings, replay, at=datetime.now(UTC), show=lambda *_: None)


async def state_of(settings: Settings, name: str) -> str:
    return (await replay_named(settings.kafka.bootstrap or "", settings, name)).state


@asynccontextmanager
async def promoter(
    settings: Settings, name: str, where: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that promotes, and waits just before or after it commits."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.replay.promoter", settings.model_dump_json(), name, where,
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"here\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def lived(settings: Settings, tmp_path: Path, **variables: str) -> Settings:
    """A service that told of two incidents, and a replay of it by other rules."""
    life = with_watchlist(settings)
    await send(life, [report("wire:1", KIDAL), report("wire:2", FASHER)])
    async with living(life, **variables):
        pass
    await replayed(life, "other", rules=other_rules(tmp_path / "rules", RULES))
    return life


@pytest.mark.parametrize("store", ["memory", "rocksdb"])
async def test_the_service_goes_on_from_what_was_promoted(
    settings: Settings, tmp_path: Path, store: str
) -> None:
    """
    No alert comes out by itself, the next report is judged on the promoted state, and commands
    tell it; what readers were told before is replaced by what they are told next.
    """
    if store == "rocksdb":
        pytest.importorskip("rocksdict", reason="tables on disk need the extra `rocksdb`")
    life = await lived(settings, tmp_path, TOCSIN_WORKER__STORE=store)
    told = await records(life, ALERTS, Alert)
    dry = await tocsin(life, "replay", "promote", "other")
    before = await newest(life)
    done = await tocsin(life, "replay", "promote", "other", "--yes")
    promoted_state = await newest(life)
    revisions = [one for one in await records(life, REVISIONS, Incident) if one.country == "ML"]
    async with living(life, TOCSIN_WORKER__STORE=store):
        await let_time_pass(life, datetime.now(UTC) + timedelta(minutes=1))
    by_itself = await records(life, ALERTS, Alert)
    await send(life, [report("wire:3", WORSE)])
    async with living(life, TOCSIN_WORKER__STORE=store):
        pass
    *_, last = await records(life, ALERTS, Alert)
    shown = await tocsin(life, "alerts", "show", promoted_state["SD"].incident_id, "--json")

    assert len(told) == 2
    assert (dry.code, "--yes" in dry.out) == (0, True), dry
    assert (done.code, "2 incidents are told anew" in done.out) == (0, True), done
    assert {one.status for one in before.values()} == {"onset"}
    assert promoted_state["SD"].status == "retracted"
    assert promoted_state["ML"].certainty == "unlikely"
    assert [one.revision for one in revisions] == [1, 2]
    assert by_itself == told
    assert last.caused_by is not None
    assert (last.caused_by.key, last.incident_revision, last.kind) == ("wire:3", 3, "ESCALATION")
    assert [one.alert_id for one in last.references] == [
        one.alert_id for one in told if one.watch_id == "mali"
    ]
    assert plain(shown.out.splitlines()[-1].encode())["status"] == "retracted"
    assert await state_of(life, "other") == "promoted"


async def test_killed_anywhere_it_leaves_all_or_nothing(settings: Settings, tmp_path: Path) -> None:
    """
    Killed before the commit nothing is changed, and the same command does it; killed after it
    all is changed. The next worker need not wait for either.
    """
    life = await lived(settings, tmp_path)
    was = await newest(life)
    async with promoter(life, "other", "before") as process:
        process.kill()
        await process.wait()
    nothing = await newest(life)
    async with promoter(life, "other", "after") as process:
        process.kill()
        await process.wait()
    everything = await newest(life)
    async with living(life):
        await send(life, [report("wire:3", WORSE)])

    assert nothing == was
    assert (everything["SD"].status, everything["ML"].certainty) == ("retracted", "unlikely")
    assert await state_of(life, "other") == "promoted"
    assert (await newest(life))["ML"].revision == everything["ML"].revision + 1


async def test_a_worker_that_starts_meanwhile_ends_it(settings: Settings, tmp_path: Path) -> None:
    """
    Nothing changes under a worker.
    """
    life = await lived(settings, tmp_path)
    was = await newest(life)
    async with promoter(life, "other", "before") as process:
        async with living(life):
            await let_time_pass(life, datetime.now(UTC))
        said, _ = await process.communicate(b"\n")

    assert said.startswith(b"nothing was promoted: ")
    assert await newest(life) == was
    assert await state_of(life, "other") == "done"


async def test_what_kafka_refuses_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    """
    A topic that takes only small records refuses one of many; the others are dropped with it.
    """
    life = await lived(settings, tmp_path)
    was = await newest(life)
    changelog = f"{life.kafka.prefix}{kafka.GROUP}-incidents-changelog"
    async with admin(life.kafka.bootstrap or "") as client:
        for size in ("100", None):
            configs = {} if size is None else {"max.message.bytes": size}
            resource = ConfigResource(ConfigResourceType.TOPIC, changelog, configs)
            await client.alter_configs([resource])
            if size is not None:
                with pytest.raises(Trouble, match="nothing was promoted"):
                    await promoted(life, "other")

    assert await newest(life) == was
    assert await state_of(life, "other") == "done"
    await promoted(life, "other")
    assert (await newest(life))["SD"].status == "retracted"


async def test_only_a_replay_of_everything_is_promoted(settings: Settings, tmp_path: Path) -> None:
    """
    Each thing that is in the way is named: a part, a worker at work, what came since, and
    another that was promoted since.
    """
    life = await lived(settings, tmp_path)
    await replayed(life, "entry", watches=("mali",))
    await replayed(life, "second")
    async with living(life):
        await let_time_pass(life, datetime.now(UTC))
        await until_all_committed(life)  # by then it is a member
        with pytest.raises(Trouble, match="1 worker at work"):
            await promoted(life, "second")
    with pytest.raises(Trouble, match="what came since is missing"):
        await promoted(life, "second")
    with pytest.raises(Trouble, match="--watch mali"):
        await promoted(life, "entry")
    await replayed(life, "third")
    await replayed(life, "fourth", countries=("SD",), rules=tmp_path / "rules")
    await promoted(life, "fourth")

    assert {c: one.status for c, one in (await newest(life)).items()} == {
        "ML": "onset", "SD": "retracted",
    }  # fmt: skip
    with pytest.raises(Trouble, match="fourth was promoted"):
        await promoted(life, "third")
    with pytest.raises(Trouble, match="promoted already"):
        await promoted(life, "fourth")


async def test_after_it_life_and_the_same_replay_agree(settings: Settings, tmp_path: Path) -> None:
    """
    What was promoted is found again: only what was sent to readers stays different.
    """
    life = await lived(settings, tmp_path, TOCSIN_WORKER__STORE="memory")
    await promoted(life, "other")
    bootstrap = life.kafka.bootstrap or ""
    replay: Replay = await replay_named(bootstrap, life, "other")
    found = await difference(Side(bootstrap, life, None), Side(bootstrap, life, replay))
    await settle(bootstrap, life)

    assert found.incidents == ()
    assert [one.alert.watch_id for one in found.alerts if one.how == "lost"] == ["sudan"]
