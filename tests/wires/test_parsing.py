"""Does a document that is too much for the parser cost only itself?"""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from streams.wires.formats import NotADispatch, Origin
from streams.wires.parsing import Parser, parser

FEED = b"<rss version='2.0'><channel><item><title>Shelling</title></item></channel></rss>"
# Unclosed tags by the hundred thousand take feedparser's fallback some seconds.
SLOW = b"<rss version='2.0'><channel><item><description>" + b"&lt;b " * 400_000


async def test_a_document_is_parsed_in_another_process() -> None:
    """The event loop is not held, and the result comes whole."""
    async with parser() as parsing:
        parsed = await parsing.parse(FEED, Origin())

        assert parsed.dispatches[0].headline == "Shelling"


async def test_what_is_wrong_with_a_document_comes_back() -> None:
    """As it would from the function itself."""
    async with parser() as parsing:
        with pytest.raises(NotADispatch) as caught:
            await parsing.parse(b"<html>", Origin())

        assert caught.value.outcome == "html_instead"


async def test_after_a_death_the_next_document_is_parsed() -> None:
    """Whatever killed the process, it is started anew."""
    async with parser() as parsing:
        await parsing.parse(FEED, Origin())
        os.kill(parsing._pid, signal.SIGKILL)
        with pytest.raises(NotADispatch, match="died"):
            await parsing.parse(FEED, Origin())
        parsed = await parsing.parse(FEED, Origin())

        assert len(parsed.dispatches) == 1


async def test_a_document_that_takes_too_long_is_given_up() -> None:
    """And the process with it, at once."""
    parsing = Parser(limit_seconds=0.1)
    try:
        with pytest.raises(NotADispatch, match="more than"):
            await parsing.parse(SLOW, Origin())
    finally:
        parsing.end()


async def test_documents_wait_for_each_other() -> None:
    """Many feeds at once share one process."""
    async with parser() as parsing:
        parsed = await asyncio.gather(*(parsing.parse(FEED, Origin()) for _ in range(10)))

        assert [len(one.dispatches) for one in parsed] == [1] * 10
