"""Does the command find dead letters, and do with them what it says?"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from aiokafka.structs import ConsumerRecord

from schemas.codec import plain
from schemas.dead_letter import DeadLetter
from schemas.topics import DISPATCHES, Topic
from streams.kafka import producer, read, topic_name
from streams.outputs import Outbox
from streams.settings import Settings

pytestmark = pytest.mark.broker

HOUR_MS = 3_600_000
VALUE = b'{"headline": "\x1b[2Jr\xc3\xa9union"}\xff'
Answer = Callable[..., Coroutine[Any, Any, tuple[int, str, str]]]


def letter(settings: Settings, offset: int, **changed: Any) -> DeadLetter:
    """A letter of two hours ago, like any other."""
    said: dict[str, Any] = {
        "topic": topic_name(settings, DISPATCHES), "partition": 1, "offset": offset,
        "timestamp_ms": 1722168000500, "stage": "reading", "error_class": "BadRecord",
        "error_text": "no `key`", "dead_at_ms": int(time.time() * 1000) - 2 * HOUR_MS, **changed,
    }  # fmt: skip
    return DeadLetter(**said)


async def bury(settings: Settings, *letters: DeadLetter, value: bytes = VALUE) -> None:
    """Put letters among the dead."""
    async with producer(settings.kafka.bootstrap or "") as sender:
        outbox = Outbox(sender, settings.kafka.prefix)
        for one in letters:
            await outbox.bury(f"k{one.offset}".encode(), value, one.headers())


async def on(settings: Settings, topic: Topic) -> list[ConsumerRecord]:
    """All records of a topic."""
    reading = read(settings.kafka.bootstrap or "", topic_name(settings, topic), follow=False)
    async with aclosing(reading) as records:
        return [record async for record in records]


@pytest.fixture
def tocsin(settings: Settings, tmp_path: Path, environment: dict[str, str]) -> Answer:
    """Runs a command against this test's topics."""
    outside = {
        **environment,
        "TOCSIN_KAFKA__BOOTSTRAP": settings.kafka.bootstrap or "",
        "TOCSIN_KAFKA__PREFIX": settings.kafka.prefix,
    }

    async def call(*arguments: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "streams", "dead", *arguments),
            cwd=tmp_path, env=outside, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), timeout=60)
        return process.returncode or 0, out.decode("utf-8", "replace"), err.decode()

    return call


async def ids(tocsin: Answer, *arguments: str) -> dict[str, str]:
    """State by id of what ``list`` shows, without the prefix."""
    code, out, err = await tocsin("list", "--json", *arguments)

    assert (code, err) == (0, "")
    rows = [plain(line.encode()) for line in out.splitlines()]
    return {row["id"].split(".", 1)[1]: row["state"] for row in rows}


async def test_an_empty_topic_is_no_trouble(tocsin: Answer) -> None:
    """Nothing dead is the usual case, and good news."""
    assert await tocsin("list") == (0, "no dead letters are open\n", "")
    assert await tocsin("list", "--json") == (0, "", "")
    _, told, _ = await tocsin("list", "--stage", "readng")
    code, out, err = await tocsin("redrive", "--stage", "reading")

    assert told == "no dead letters of that kind are open\n"
    assert (code, out) == (1, "")
    assert err.startswith("tocsin: no open dead letter is like that")


async def test_without_a_broker_one_line_says_so(tocsin_process: Any) -> None:
    """Whatever the verb."""
    for verb in (
        ["list"],
        ["show", "a-0-1"],
        ["redrive", "a-0-1"],
        ["drop", "a-0-1", "--because", "x"],
    ):
        done = tocsin_process("dead", *verb)

        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr == (
            b"tocsin: no tocsin is running here: start `tocsin run`, or set kafka.bootstrap\n"
        )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["redrive"], "say which"),
        (["redrive", "--yes"], "say which"),
        (["drop", "--stage", "reading"], "--because"),
        (["drop", "--stage", "reading", "--because", " "], "say why"),
        (["list", "--since", "yesterday"], "`yesterday` is no time"),
        (["show", "nonsense"], "`nonsense` is no id"),
        (["redrive", "dispatches-3"], "`dispatches-3` is no id"),
    ],
)
async def test_wrong_usage_says_what_is_missing(
    tocsin: Answer, arguments: list[str], said: str
) -> None:
    """Exit code 2, and nothing done: redriving everything there is must be meant."""
    code, _, err = await tocsin(*arguments)

    assert code == 2
    assert said in err


async def test_an_unknown_id_is_one_line(settings: Settings, tocsin: Answer) -> None:
    """For each verb that takes one."""
    await bury(settings, letter(settings, 41))
    for verb in (["show"], ["redrive"], ["drop", "--because", "x"]):
        code, out, err = await tocsin(*verb, "dispatches-1-42")

        assert (code, out) == (1, "")
        assert err.startswith("tocsin: no dead letter has the id dispatches-1-42; ")


async def test_list_shows_what_is_open(settings: Settings, tocsin: Answer) -> None:
    """Id, age, stage, attempt, reason; chosen by stage, reason and time."""
    await bury(
        settings,
        letter(settings, 41),
        letter(
            settings, 42, stage="following", error_class="KeyError", error_text="'x'", attempt=2
        ),
    )
    code, out, err = await tocsin("list")

    assert (code, err) == (0, "")
    assert out.splitlines()[1].split()[1:] == ["2h", "reading", "1", "BadRecord:", "no", "`key`"]
    assert list(await ids(tocsin, "--stage", "following")) == ["dispatches-1-42"]
    assert list(await ids(tocsin, "--reason", "NO `key`")) == ["dispatches-1-41"]
    assert await ids(tocsin, "--since", "1h") == {}
    assert len(await ids(tocsin, "--since", "3h", "--until", "1h")) == 2


async def test_many_are_told_by_stage_and_reason(settings: Settings, tocsin: Answer) -> None:
    """The newest fifty, then how many there are of what; or the counts alone."""
    many = [letter(settings, offset) for offset in range(60)]
    await bury(settings, *many, letter(settings, 99, stage="following", dead_at_ms=0), value=b"x")
    _, out, _ = await tocsin("list")
    _, summary, _ = await tocsin("list", "--summary")
    _, counts, _ = await tocsin("list", "--summary", "--json")
    lines = out.splitlines()

    assert len(lines) == 1 + 50 + 1 + 2
    assert lines[51] == "… the newest of 61. By stage and reason:"
    assert lines[52].split()[:3] == ["60", "reading", "BadRecord"]
    assert summary.splitlines() == lines[52:]
    assert [plain(line.encode())["letters"] for line in counts.splitlines()] == [60, 1]


async def test_show_tells_all_and_harms_no_terminal(settings: Settings, tocsin: Answer) -> None:
    """Reason, coordinates and bytes; control characters escaped, the raw value on demand."""
    await bury(settings, letter(settings, 41))
    code, out, _ = await tocsin("show", "dispatches-1-41")
    _, told, _ = await tocsin("show", f"{settings.kafka.prefix}dispatches-1-41", "--json")

    assert code == 0
    assert "BadRecord: no `key`" in out
    assert "partition 1, offset 41, written 2024-07-28 12:00:00 UTC" in out
    assert '{"headline": "\\x1b[2Jréunion"}\\xff' in out
    assert plain(told.encode())["value"].endswith('réunion"}\\xff')


async def test_show_cuts_what_is_long(settings: Settings, tocsin: Answer) -> None:
    """A screen is small; ``--raw`` writes all of it and nothing else."""
    await bury(settings, letter(settings, 41), value=b"x" * 3_000)
    _, out, _ = await tocsin("show", "dispatches-1-41")
    _, raw, _ = await tocsin("show", "dispatches-1-41", "--raw")

    assert out.endswith("\n… 1,000 bytes more: --raw writes them all\n")
    assert raw == "x" * 3_000


async def test_redrive_says_first_what_it_would_do(settings: Settings, tocsin: Answer) -> None:
    """Then does it with ``--yes``, once: the record is back, and the letter no longer open."""
    await bury(settings, letter(settings, 41), letter(settings, 42))
    dry = await tocsin("redrive", "dispatches-1-41")
    before = await on(settings, DISPATCHES)
    done = await tocsin("redrive", "dispatches-1-41", "--yes")
    again = await tocsin("redrive", "dispatches-1-41", "--yes")
    [back] = await on(settings, DISPATCHES)

    assert dry == (0, "would redrive 1 dead letter; add --yes to do it\n", "")
    assert before == []
    assert done == (0, "redriven 1 dead letter\n", "")
    assert again[0] == 1
    assert "it was redriven already; --force sends it once more" in again[2]
    assert (back.partition, back.key, back.value) == (1, b"k41", VALUE)
    assert await ids(tocsin, "--all") == {
        "dispatches-1-41": "redriven", "dispatches-1-42": "open"
    }  # fmt: skip


async def test_redrive_refuses_what_failed_too_often(settings: Settings, tocsin: Answer) -> None:
    """Those without a reason against them go all the same, and the exit code says partial."""
    await bury(settings, letter(settings, 41, attempt=3), letter(settings, 42))
    code, out, err = await tocsin("redrive", "--stage", "reading", "--yes", "--json")
    forced = await tocsin("redrive", "dispatches-1-41", "--force", "--yes")

    assert code == 3
    assert plain(out.encode())["redriven"] == 1
    assert "dispatches-1-41: it failed 3 times: find out why first" in err
    assert forced[:2] == (0, "redriven 1 dead letter\n")


async def test_drop_closes_with_a_reason(settings: Settings, tocsin: Answer) -> None:
    """Only what is open, by what it is; the reason stays with it."""
    await bury(settings, letter(settings, 41), letter(settings, 42, stage="following"))
    dry = await tocsin("drop", "--stage", "reading", "--because", "a test")
    done = await tocsin("drop", "--stage", "reading", "--because", "a test", "--yes")
    _, listed, _ = await tocsin("list", "--all")
    twice = await tocsin("drop", "dispatches-1-41", "--because", "a test", "--yes")
    redriven = await tocsin("redrive", "dispatches-1-41")

    assert dry == (0, "would drop 1 dead letter; add --yes to do it\n", "")
    assert done == (0, "dropped 1 dead letter\n", "")
    assert "[dropped: a test] BadRecord" in listed
    assert await ids(tocsin) == {"dispatches-1-42": "open"}
    assert twice[0] == redriven[0] == 1
    assert "it was dropped already" in redriven[2]
