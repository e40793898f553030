"""Does a document that is too much for the parser cost only itself?"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from streams.wires.confined import Limits
from streams.wires.formats import NotADispatch, Origin
from streams.wires.parsing import Parser, parser

ROOT = Path(__file__).parents[2]
FEED = b"<rss version='2.0'><channel><item><title>Shelling</title></item></channel></rss>"
# Unclosed tags by the hundred thousand take feedparser's fallback some seconds.
SLOW = b"<rss version='2.0'><channel><item><description>" + b"&lt;b " * 400_000
# Seconds for a document whose time by the clock is not in question, on however busy a machine.
PATIENCE = 300
# A hundred thousand items, each a dictionary of many fields.
WIDE = b"<rss version='2.0'><channel>" + b"<item><title>a</title></item>" * 100_000


@asynccontextmanager
async def limited(limits: Limits, processes: int = 1) -> AsyncIterator[Parser]:
    """Give a parser with these limits."""
    parsing = Parser(limits, processes=processes)
    try:
        yield parsing
    finally:
        parsing.end()


async def test_a_document_is_parsed_in_another_process() -> None:
    """The event loop is not held, and the result comes whole."""
    async with parser() as parsing:
        parsed = await parsing.parse(FEED, Origin())

        assert parsed.dispatches[0].headline == "Shelling"
        assert os.getpid() not in parsing.pids


async def test_what_is_wrong_with_a_document_comes_back() -> None:
    """As it would from the function itself."""
    async with parser() as parsing:
        with pytest.raises(NotADispatch) as caught:
            await parsing.parse(b"<html>", Origin())

        assert caught.value.outcome == "html_instead"


async def test_after_a_death_the_next_document_is_parsed() -> None:
    """Whatever killed the process, it is started anew."""
    async with limited(Limits()) as parsing:
        await parsing.parse(FEED, Origin())
        os.kill(parsing.pids[0], signal.SIGKILL)
        with pytest.raises(NotADispatch, match="died"):
            await parsing.parse(FEED, Origin())
        parsed = await parsing.parse(FEED, Origin())

        assert len(parsed.dispatches) == 1


@pytest.mark.parametrize(
    ("document", "limits", "reason"),
    [
        (SLOW * 5, Limits(seconds=2), "more than 2 s"),
        (SLOW * 5, Limits(seconds=PATIENCE, cpu_seconds=1), "more than 1 s of computing"),
        (WIDE, Limits(seconds=PATIENCE, memory_bytes=100 << 20), "more than 100 MB"),
    ],
    ids=["clock", "processor", "memory"],
)
async def test_a_document_that_takes_too_much_is_given_up(
    document: bytes, limits: Limits, reason: str
) -> None:
    """And the process with it; the next document meets a fresh one."""
    async with limited(limits) as parsing:
        with pytest.raises(NotADispatch, match=reason) as caught:
            await parsing.parse(document, Origin())

        assert caught.value.outcome == "parse_error"
        assert parsing.pids == ()


async def test_a_slow_document_does_not_hold_up_the_others() -> None:
    """The second process reads them."""
    async with limited(Limits(), processes=2) as parsing:
        slow = asyncio.create_task(parsing.parse(SLOW * 3, Origin()))
        await asyncio.sleep(0)  # it is the first to ask
        parsed = await parsing.parse(FEED, Origin())

        assert len(parsed.dispatches) == 1
        assert not slow.done()
        slow.cancel()


async def test_what_nobody_waits_for_is_not_parsed_on() -> None:
    """A poller that is told to stop leaves no process that computes."""
    async with limited(Limits()) as parsing:
        await parsing.parse(FEED, Origin())
        before = parsing.pids
        slow = asyncio.create_task(parsing.parse(SLOW, Origin()))
        await asyncio.sleep(0)
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        await parsing.parse(FEED, Origin())

        assert parsing.pids != before


async def test_memory_that_a_document_took_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that grew is replaced."""
    monkeypatch.setattr("streams.wires.parsing.ROOMY_BYTES", 1)
    async with limited(Limits()) as parsing:
        await parsing.parse(FEED, Origin())

        assert parsing.pids == ()


# A process stops, and is killed while a document of megabytes is on its way to it.
LEAVING = """
import asyncio, os, signal
from streams.wires.formats import NotADispatch, Origin
from streams.wires.parsing import Parser

async def main():
    parsing = Parser(processes=1)
    await parsing.parse(b"<rss version='2.0'><channel/></rss>", Origin())
    (pid,) = parsing.pids
    os.kill(pid, signal.SIGSTOP)
    asyncio.get_running_loop().call_later(1, os.kill, pid, signal.SIGKILL)
    try:
        await parsing.parse(bytes(8 << 20), Origin())
    except NotADispatch as error:
        print(error)

asyncio.run(main())
"""


async def test_a_document_that_nobody_reads_does_not_keep_us() -> None:
    """Its process is gone and can take no more of it: we hear of that, and end as well."""
    us = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LEAVING), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await asyncio.wait_for(us.communicate(), 60)
    finally:
        if us.returncode is None:
            us.kill()

    assert us.returncode == 0
    assert b"the parser died of it" in said


async def test_documents_wait_for_each_other() -> None:
    """Many feeds at once share the processes."""
    async with parser() as parsing:
        parsed = await asyncio.gather(*(parsing.parse(FEED, Origin()) for _ in range(10)))

        assert [len(one.dispatches) for one in parsed] == [1] * 10
        assert len(parsing.pids) <= 2
