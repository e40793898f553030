"""What did we know, and what had we sent, at a time: asked of a real Kafka."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition

from schemas.codec import encode, plain
from schemas.control import Tick
from schemas.topics import REVISIONS
from streams.kafka import partition_of, producer, topic_name
from streams.kafka_admin import admin
from streams.outputs import Outbox
from streams.settings import Settings
from tests.following.builders import (
    KIDAL_WATCH,
    MALI_WATCH,
    MENAKA,
    SUNDAY,
    Story,
    claim,
    mention,
    on,
    place,
    reading,
)

pytestmark = pytest.mark.broker

Answer = Callable[..., Coroutine[Any, Any, tuple[int, bytes, bytes]]]
TALHANDAK = place("Talhandak", place_id="x-tocsin:talhandak", lat=19.55, lon=2.5)
DAY = on(SUNDAY.date())
JUNE = SUNDAY - timedelta(days=40)


def at(minutes: float) -> str:
    """So many minutes after the first report, as one writes it."""
    return (SUNDAY + timedelta(minutes=minutes)).isoformat()


@pytest.fixture
def story() -> Story:
    """Two fights that a third report ties, a toll that rises, an archive's report, and two weeks."""
    told = Story(KIDAL_WATCH, MALI_WATCH)
    told.tell(
        reading("afp:1", mention(time=DAY), claims=[claim(17, 17)]),
        reading("b:1", mention(time=DAY, places=(TALHANDAK,)), after=5, publisher_family="b"),
        reading("c:1", mention(time=DAY, places=(place(), TALHANDAK)), after=60,
                publisher_family="c", claims=[claim(31, 31)]),
        reading("old:1", mention(time=on(JUNE.date()), places=(MENAKA,)), intake="backfill",
                published_at=JUNE, received_at=JUNE),
        Tick(at=SUNDAY + timedelta(days=20)),
    )  # fmt: skip
    return told


@pytest.fixture
async def kept(settings: Settings, story: Story) -> Settings:
    """What a worker wrote of the story; it was killed once, and repeated all since the third."""
    async with producer(settings.kafka.bootstrap or "") as sender:
        outbox = Outbox(sender, settings.kafka.prefix)
        for said in (*story.said[:12], *story.said[3:12], *story.said[12:]):
            await outbox.send(said)
    return settings


@pytest.fixture
def tocsin(kept: Settings, tmp_path: Path, environment: dict[str, str]) -> Answer:
    """Runs ``tocsin ARGUMENTS`` on that Kafka."""
    (tmp_path / "watchlist.toml").write_text('[[watch]]\nid = "kidal"\niso3166_2 = "ML-8"\n')

    async def call(*arguments: str) -> tuple[int, bytes, bytes]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "streams", *arguments,
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**environment, "TOCSIN_KAFKA__BOOTSTRAP": kept.kafka.bootstrap or "",
                 "TOCSIN_KAFKA__PREFIX": kept.kafka.prefix},
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), timeout=60)
        return process.returncode or 0, out, err

    return call


def ids(story: Story) -> list[str]:
    """The incidents of the story: the survivor, the one that merged, the archive's."""
    return list(dict.fromkeys(said.key for said in story.said if said.topic is REVISIONS))


async def test_an_incident_is_shown_as_it_was_known(tocsin: Answer, story: Story) -> None:
    """Half an hour on, one report and 17 dead; what came later is not in it."""
    code, out, err = await tocsin("incidents", "show", ids(story)[0], "--as-of", at(30), "--json")
    told = plain(out)

    assert (code, err) == (0, b"")
    assert (told["incident"]["revision"], told["incident"]["toll_summary"]["min"]) == (1, 17)
    assert (told["known_at"], told["newest_revision"]) == ("2024-07-28T09:15:00Z", 3)
    assert [(one["alert"]["watch_id"], one["state"]) for one in told["alerts"]] == [
        ("kidal", "in_force"), ("mali", "in_force"),
    ]  # fmt: skip


async def test_now_is_the_newest(tocsin: Answer, story: Story) -> None:
    """Without a time; for people, with what had been sent."""
    code, out, _ = await tocsin("incidents", "show", ids(story)[0])

    assert code == 0
    assert b"revision 3, known since 2024-08-11 10:15:00 UTC; the newest" in out
    assert out.count(b" ESCALATION ") == 2


async def test_before_it_was_known_is_an_error_that_says_since_when(
    tocsin: Answer, story: Story
) -> None:
    """The archive's fight was in June; in June nobody knew."""
    code, out, err = await tocsin("incidents", "show", ids(story)[2], "--as-of", at(0))

    assert (code, out) == (1, b"")
    assert b"was not known at 2024-07-28 09:15:00 UTC: it is known since 2024-07-28 10:15" in err


async def test_history_tells_each_revision_once_and_where_it_went(
    tocsin: Answer, story: Story
) -> None:
    """Repeats after a crash are folded; the merged one names the survivor, and the survivor it."""
    survivor, merged, _ = ids(story)
    _, out, _ = await tocsin("incidents", "history", survivor, "--json")
    lines = [plain(line) for line in out.splitlines()]
    _, gone, _ = await tocsin("incidents", "history", merged)

    assert [line["incident"]["revision"] for line in lines] == [1, 2, 3]
    assert [len(line["alerts"]) for line in lines] == [2, 2, 0]
    assert lines[2]["cause"] == ["as time went by"]
    assert {"path": "merged", "old": merged, "new": survivor} in [
        {name: change[name] for name in ("path", "old", "new")}
        for change in lines[1]["incident"]["change_set"]
    ]
    assert f"merged into incident {survivor}".encode() in gone


async def test_what_a_replay_put_there_is_known_since_then(
    tocsin: Answer, kept: Settings, story: Story
) -> None:
    """Its clock is of the past that it played; the service did not know it in that past."""
    survivor = ids(story)[0]
    found = next(said.record for said in story.said if said.topic is REVISIONS)
    async with producer(kept.kafka.bootstrap or "") as sender:
        await sender.send_and_wait(
            topic_name(kept, REVISIONS), encode(found), survivor.encode(),
            headers=[("replay", b"r1")],
        )  # fmt: skip
    _, out, _ = await tocsin("incidents", "history", survivor, "--json")
    _, then, _ = await tocsin("incidents", "show", survivor, "--as-of", at(5), "--json")
    last = plain(out.splitlines()[-1])

    assert (last["replay"], last["incident"]["revision"]) == ("r1", 1)
    assert last["known_at"] > "2025"
    assert plain(then)["replay"] is None


async def test_history_of_an_archive_says_both_times(tocsin: Answer, story: Story) -> None:
    """Since when we know, and the report's own date beside it."""
    _, out, _ = await tocsin("incidents", "history", ids(story)[2])

    assert b"2024-07-28 10:15:00 UTC  revision 1  onset" in out
    assert b"by afp old:1 revision 1, dated 2024-06-18 09:15:00 UTC" in out


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ((), []),  # all are over by now
        (("--status", "ended"), [(2, 2), (0, 3)]),
        (("--as-of", "30"), [(0, 1), (1, 1)]),
        (("--as-of", "70"), [(0, 2)]),
        (("--as-of", "70", "--status", "merged"), [(1, 2)]),
        (("--as-of", "70", "--status", "all", "--watch", "kidal"), [(0, 2), (1, 2)]),
        (("--as-of", "70", "--country", "NE", "--status", "all"), []),
        # Then, nobody knew of June; now we do.
        (("--as-of", "30", "--happened", "2024-06-01..2024-06-30", "--status", "all"), []),
        (("--happened", "2024-06-18", "--status", "all"), [(2, 2)]),
    ],
)
async def test_list_tells_what_stood_at_a_time(
    tocsin: Answer, story: Story, asked: tuple[str, ...], shown: list[tuple[int, int]]
) -> None:
    """By what was known, by how it stood, by the days of the event itself."""
    words = [at(float(word)) if word in {"30", "70"} else word for word in asked]
    code, out, err = await tocsin("incidents", "list", *words, "--json")
    found = [plain(line)["incident"] for line in out.splitlines()]

    assert (code, err) == (0, b"")
    assert {(one["incident_id"], one["revision"]) for one in found} == {
        (ids(story)[number], revision) for number, revision in shown
    }


async def test_alerts_as_of_a_time_tell_what_still_held(tocsin: Answer) -> None:
    """After the toll rose, the first messages are replaced; a repeat is no further message."""
    _, then, _ = await tocsin("alerts", "list", "--as-of", at(30), "--json")
    _, later, _ = await tocsin("alerts", "list", "--as-of", at(70), "--watch", "kidal", "--json")
    _, left, _ = await tocsin("alerts", "list", "--as-of", at(70), "--in-force", "--since", at(50))

    assert [plain(line)["state"] for line in then.splitlines()] == ["in_force", "in_force"]
    assert [(one["alert"]["kind"], one["state"]) for one in map(plain, later.splitlines())] == [
        ("ONSET", "replaced"), ("ESCALATION", "in_force"),
    ]  # fmt: skip
    assert b"2 messages, as of 2024-07-28 10:25:00 UTC" in left


async def test_what_has_expired_is_an_error_that_says_since_when(
    tocsin: Answer, kept: Settings, story: Story
) -> None:
    """Kafka has dropped the first revision: nothing is made up in its place."""
    survivor = ids(story)[0]
    name = topic_name(kept, REVISIONS)
    async with admin(kept.kafka.bootstrap or "") as client:
        where = TopicPartition(name, partition_of(survivor, kept.kafka.partitions))
        await client.delete_records({where: RecordsToDelete(before_offset=1)})
    one = await tocsin("incidents", "show", survivor, "--as-of", at(30))
    every = await tocsin("incidents", "list", "--as-of", at(30))
    history = await tocsin("incidents", "history", survivor)

    assert one[:2] == (1, b"")
    assert b"is no longer kept: the oldest revision left is 2, of 2024-07-28 10:15:00" in one[2]
    assert every[:2] == (1, b"")
    assert b"`revisions` goes back to 20" in every[2]
    assert b"the revision before this one is no longer kept" in history[1]


@pytest.mark.parametrize("verb", ["show", "history"])
async def test_an_unknown_id_is_one_line(tocsin: Answer, verb: str) -> None:
    """A wrong id is a failure that says so."""
    code, out, err = await tocsin("incidents", verb, "nope")

    assert (code, out) == (1, b"")
    assert err == b"tocsin: no incident has the id nope; `tocsin incidents list` shows them\n"
