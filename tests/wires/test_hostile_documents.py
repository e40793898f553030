"""Does each document that means harm end in its named outcome, cheaply, and tell nothing?"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.wires.formats import READERS, NotADispatch, Origin, Parsed
from streams.wires.parsing import Parser
from tests.wires.hostile_documents import FEEDS, HOSTILE, XML, laughs, with_dtd
from tests.wires.loopback import serving
from tests.wires.soundness import check
from tests.wires.strain import peak_of, restart_peak, strained
from tests.wires.test_fetch import says

ORIGIN = Origin(feed="hostile", received_at=datetime(2024, 7, 28, 12, tzinfo=UTC))

MOST_MEGABYTES = 50
LONGEST_STALL = 0.05
LONGEST_SECONDS = 3.0
SECRET = "what-only-this-machine-knows"

OURS = [name for name in XML if name in READERS]


@pytest.fixture
async def parsing() -> AsyncIterator[Parser]:
    """Give a parser of one process, started."""
    made = Parser(processes=1)
    await made.parse(XML["rss"].format("").encode(), ORIGIN)
    yield made
    made.end()


async def result(parsing: Parser, data: bytes) -> Parsed | str:
    """Parse, and return what came out or the outcome; it must come cheaply."""
    pid = parsing.pids[0]
    before, began = restart_peak(pid), _computed(pid)
    async with strained() as strain:
        found = await _outcome(parsing, data)
    if before and peak_of(pid):  # it is still there, and the system tells
        assert peak_of(pid) - before <= MOST_MEGABYTES
        assert _computed(pid) - began <= LONGEST_SECONDS
    assert strain.megabytes <= MOST_MEGABYTES
    assert strain.worst_stall <= LONGEST_STALL
    return found


async def _outcome(parsing: Parser, data: bytes) -> Parsed | str:
    try:
        parsed = await parsing.parse(data, ORIGIN)
    except NotADispatch as refused:
        return refused.outcome
    # As the poller has it: nothing but errors is no success.
    return "parse_error" if parsed.errors and not parsed.dispatches else parsed


def _computed(pid: int) -> float:
    """Return the seconds for which a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_ends_in_its_outcome(parsing: Parser, name: str) -> None:
    """What can be read of it is sound, and the process lives."""
    before = parsing.pids
    found = await result(parsing, HOSTILE[name].data)

    assert (found if isinstance(found, str) else "read") in HOSTILE[name].outcomes
    assert parsing.pids in (before, ())
    if isinstance(found, Parsed):
        check(found)


@pytest.mark.parametrize("format_", OURS)
async def test_no_file_of_ours_is_shown(parsing: Parser, format_: str, tmp_path: Path) -> None:
    """XXE: an entity that names a file is not followed, whatever way it is declared."""
    secret, dtd = tmp_path / "secret", tmp_path / "x.dtd"
    secret.write_text(SECRET)
    dtd.write_text(f"<!ENTITY e '{SECRET}'>")
    for declarations in (
        f"<!ENTITY e SYSTEM '{secret.as_uri()}'>",
        f"<!ENTITY e PUBLIC 'x' '{secret}'>",
        f"<!ENTITY % d SYSTEM '{dtd.as_uri()}'> %d;",
    ):
        found = await result(parsing, with_dtd(XML[format_], declarations, "&e;"))

        assert SECRET not in str(found)
        assert format_ in FEEDS or found == "parse_error"


@pytest.mark.parametrize("format_", OURS)
async def test_nothing_is_called_from_within_a_document(parsing: Parser, format_: str) -> None:
    """Neither its DTD nor an entity, a stylesheet, a schema or an inclusion is fetched."""
    async with serving({"/x": says(b"<!ENTITY e 'x'>")}) as server:
        called = server.url("/x")
        xml = XML[format_]
        attributes = (
            f" xmlns:xi='http://www.w3.org/2001/XInclude' "
            f"xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='u {called}'>"
        )
        for data in (
            with_dtd(xml, f"<!ENTITY % d SYSTEM '{called}'> %d;", "&e;"),
            with_dtd(xml, f"<!ENTITY e SYSTEM '{called}'>", "&e;"),
            f"<!DOCTYPE x SYSTEM '{called}'>{xml.format('b')}".encode(),
            f"<?xml-stylesheet href='{called}' type='text/xsl'?>{xml.format('b')}".encode(),
            xml.format(f"<xi:include href='{called}'/>").replace(">", attributes, 1).encode(),
        ):
            await result(parsing, data)

        assert server.requests == []


@pytest.mark.parametrize("format_", OURS)
async def test_entities_do_not_multiply(parsing: Parser, format_: str) -> None:
    """Billion laughs, and one long entity many times over."""
    long = f"<!ENTITY e '{'a' * 50_000}'>"
    for data in (
        with_dtd(XML[format_], laughs(), "&l9;"),
        with_dtd(XML[format_], laughs(2), "&l2;"),
        with_dtd(XML[format_], long, "&e;" * 20_000),
    ):
        began = time.monotonic()
        found = await result(parsing, data)

        assert time.monotonic() - began < 2 * LONGEST_SECONDS
        assert format_ in FEEDS or found == "parse_error"
        assert isinstance(found, str) or len(str(found)) < 10_000
