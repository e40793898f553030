"""What would an entry have raised, from the readings that a real Kafka keeps?"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from agents.effects import Output
from schemas.codec import plain
from schemas.control import Tick
from schemas.reading import Reading
from schemas.topics import ALERTS, READINGS
from schemas.watch import Circle, Watch, Watchlist
from streams.kafka import partition_of, producer, read, topic_name
from streams.outputs import Outbox
from streams.previewing import keys_of, preview_kept
from streams.settings import Settings
from tests.following.builders import MENAKA, mention, on, reading, rules

pytestmark = pytest.mark.broker

WATCHLIST = Watchlist(
    watch=(Watch(id="mali", country="ML"), Watch(id="kidal", iso3166_2="ML-8"))
)  # fmt: skip


def before(ago: timedelta) -> datetime:
    """The time so long before now."""
    return datetime.now(UTC) - ago


def told(key: str, *, ago: timedelta, **more: Any) -> Reading:
    """A report on a fight of that day."""
    at = before(ago)
    seen = reading(key, mention(time=on(at.date()), **more), published_at=at, received_at=at)
    return replace(seen, country="ML")


@pytest.fixture
async def kept(settings: Settings) -> Settings:
    """Reports of ten days and of an hour ago, with ticks and other rules between them."""
    records = [
        replace(rules(Watch(id="other", country="ML")), at=before(timedelta(days=11))),
        told("afp:1", ago=timedelta(days=10)),
        Tick(at=before(timedelta(days=9))),
        told("afp:2", ago=timedelta(hours=1), places=(MENAKA,)),
        told("afp:3", ago=timedelta(minutes=50)),
        Tick(at=datetime.now(UTC)),
    ]
    async with producer(settings.kafka.bootstrap or "") as sender:
        await Outbox(sender, settings.kafka.prefix).send(
            *(Output(READINGS, "ML", record) for record in records)
        )
    return settings


async def test_what_rang_before_the_time_asked_for_is_known_and_not_told(kept: Settings) -> None:
    """A spot of ten days ago is quiet still; a fight elsewhere in the country rings."""
    found = await preview_kept(
        kept, kept.kafka.bootstrap or "", WATCHLIST, since=before(timedelta(days=7))
    )

    assert [(one.kind, one.watch_id) for one in found.alerts] == [("ONSET", "mali")]
    assert found.alerts[0].caused_by is not None
    assert found.alerts[0].caused_by.key == "afp:2"
    assert found.readings == 2
    assert found.quiet["kidal", "outside_watch"] == 1
    assert found.quiet["kidal", "quiet_period"] == 1


async def test_a_preview_sends_nothing(kept: Settings) -> None:
    """The topic of alarms is as empty as it was."""
    await preview_kept(
        kept, kept.kafka.bootstrap or "", WATCHLIST, since=before(timedelta(days=30))
    )

    name = topic_name(kept, ALERTS)
    assert [one async for one in read(kept.kafka.bootstrap or "", name, follow=False)] == []


async def test_keys_bound_what_is_read(kept: Settings) -> None:
    """Only the partition of a country is read, and how far it is, is told."""
    behind: list[tuple[int, int]] = []
    name, bootstrap = topic_name(kept, READINGS), kept.kafka.bootstrap or ""
    here = read(bootstrap, name, follow=False, keys=["ML"],
                progress=lambda done, total: behind.append((done, total)))  # fmt: skip
    elsewhere = [
        key for key in ("NE", "SN", "FR", "DZ") if partition_of(key, 3) != partition_of("ML", 3)
    ]

    assert len([one async for one in here]) == 6
    assert behind[-1] == (6, 6)
    assert [one async for one in read(bootstrap, name, follow=False, keys=elsewhere)] == []


Answer = Callable[..., Coroutine[Any, Any, tuple[int, bytes, bytes]]]


async def test_the_command_tells_what_would_have_rung(
    kept: Settings, tmp_path: Path, environment: dict[str, str]
) -> None:
    """For one entry, as JSON, and that older records are not kept."""
    (tmp_path / "w.toml").write_text('[[watch]]\nid = "mali"\ncountry = "ML"\n')
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", "watch", "preview", "mali"),
        *("--watchlist", "w.toml", "--since", "30d", "--json"),
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**environment, "TOCSIN_KAFKA__BOOTSTRAP": kept.kafka.bootstrap or "",
             "TOCSIN_KAFKA__PREFIX": kept.kafka.prefix},
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), timeout=60)

    *alerts, total = map(plain, out.splitlines())
    assert (process.returncode, err) == (0, b"")
    assert [alert["kind"] for alert in alerts] == ["ONSET", "ONSET"]
    assert total["rang"] == {"ONSET mali": 2}
    assert total["oldest"] > total["since"]


@pytest.mark.parametrize(
    ("entry", "keys"),
    [
        (Watch(id="a", country="ML"), {"ML"}),
        (Watch(id="a", iso3166_2="ML-8"), {"ML"}),
        (Watch(id="a", border=("NE", "NG")), {"NE", "NG"}),
        (Watch(id="a", country="ML", include_toward=True), None),
        (Watch(id="a", actor="wagner"), None),
        (Watch(id="a", circle=Circle(lat=16, lon=2, radius_km=9)), None),
    ],
)
def test_only_countries_that_can_ring_it_are_read(entry: Watch, keys: set[str] | None) -> None:
    """A region lies in one country; a shape, a group and a direction may be told from anywhere."""
    assert keys_of([entry]) == keys


def test_the_far_side_of_a_border_is_read_too() -> None:
    """Fighting on it may be told by the neighbour's name."""
    assert keys_of([Watch(id="a", country="DZ", include_border=True)]) >= {"DZ", "ML", "NE"}
