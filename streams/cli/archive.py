"""
``tocsin import``: archives into ``dispatches``, which wake nobody.

Reads files, tells how far it is, and sends. Not here: what is in them and how
it is marked (``streams/wires/archive.py``).
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.feed import Format
from schemas.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.dispatch import Dispatch
    from streams.settings import Settings
    from streams.wires.archive import Archive

EPILOG = (
    "[bold]Files[/]  Wire documents of any format, folders of them, and dispatches in JSON Lines "
    "(NAME.jsonl, or - for standard input). Oldest files first: incidents are built in that order.\n\n"
    "[bold]Times[/]  What says no other time counts as received when it was published.\n\n"
    "[bold]Try[/]  tocsin import --dry-run archive/  ·  tocsin import --feed afp archive/2024-07/\n\n"
    "[bold]Exit codes[/]  0 all stored · 1 nothing stored · 2 wrong usage · 3 some items were bad"
)


class Count(Record, frozen=True, kw_only=True):
    """How far an import is: files opened, dispatches taken, items that were bad."""

    files: int = 0
    dispatches: int = 0
    bad: int = 0


def import_files(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files and folders.")],
    feed: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The feed of feeds.toml that brought them: the same keys."),
    ] = None,
    provider: Annotated[
        str | None, typer.Option(metavar="NAME", help="Agency or outlet, when they do not say.")
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="How they are written; auto looks at the bytes.")
    ] = "auto",
    received_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="When they came in (RFC 3339).")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read all and count; store nothing, need no Kafka.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The counts, as JSON.")] = False,
) -> None:
    """Bring archives into `dispatches` as backfill: the past is learned, nobody is notified."""
    from streams.cli.context import settings
    from streams.cli.intake import finish, put
    from streams.trouble import Trouble

    chosen = settings()
    archive = _archive(
        chosen, feed=feed, provider=provider, format_=format_, received_at=received_at
    )
    count = asyncio.run(_import(files, archive, chosen, dry_run=dry_run))
    if not count.dispatches:
        why = f"{count.bad} bad, said above" if count.bad else "no dispatches in it"
        raise Trouble(f"nothing readable in {', '.join(files)}: {why}")
    if as_json:
        put(count)
    else:
        print(_told(count, "would store" if dry_run else "stored"))
    finish(all_good=not count.bad)


def _archive(
    chosen: Settings,
    *,
    feed: str | None,
    provider: str | None,
    format_: Format,
    received_at: str | None,
) -> Archive:
    """Put together what the options and the feed's entry say."""
    from datetime import UTC, datetime

    from msgspec.structs import replace

    from streams.cli.feeds import feed_named
    from streams.cli.times import moment
    from streams.wires.archive import Archive
    from streams.wires.documents import origin_of
    from streams.wires.formats import Origin

    now = datetime.now(UTC)
    origin = Origin()
    if feed is not None:
        entry = feed_named(feed, chosen)
        origin = origin_of(entry, received_at=now, is_first=True)
        provider = provider or entry.provider
        format_ = entry.format if format_ == "auto" else format_
    at = moment(received_at, option="--received-at") if received_at else None
    origin = replace(origin, provider=provider, received_at=at, intake="backfill")
    return Archive(origin, format_, chosen.poller.max_bytes, now)


async def _import(
    files: Sequence[str], archive: Archive, chosen: Settings, *, dry_run: bool
) -> Count:
    """Read and send, a portion at a time."""
    from streams import kafka
    from streams.cli.intake import report
    from streams.cli.kept import bootstrap_of
    from streams.dispatch_files import Bad
    from streams.kafka_admin import reachable
    from streams.wires.archive import PORTION, archived, files_in, store
    from streams.wires.parsing import parser

    files_read = taken = bad = 0
    portion: list[Dispatch] = []
    async with AsyncExitStack() as stack:
        producer = None
        if not dry_run:
            bootstrap = bootstrap_of(chosen)
            await reachable(bootstrap)
            producer = await stack.enter_async_context(kafka.producer(bootstrap))
        parsing = await stack.enter_async_context(parser())
        meter = _Meter()
        for name in files_in(files):
            files_read += 1
            async for found in archived(name, archive, parsing):
                if isinstance(found, Bad):
                    bad += 1
                    report(found.where, found.what)
                    continue
                taken += 1
                portion.append(found.dispatch)
                if len(portion) >= PORTION:
                    if producer is not None:
                        await store(portion, producer, chosen)
                    portion.clear()
                    meter.show(Count(files=files_read, dispatches=taken, bad=bad))
        if producer is not None:
            await store(portion, producer, chosen)
        meter.wipe()
    return Count(files=files_read, dispatches=taken, bad=bad)


class _Meter:
    """One line that shows how far we are, on a terminal only, a few times a second."""

    def __init__(self) -> None:
        self._shown_at = 0.0
        self._is_on = sys.stderr.isatty()

    def show(self, count: Count) -> None:
        """Write *count* over what stood there, unless that was just now."""
        if self._is_on and time.monotonic() - self._shown_at > 0.2:
            self._shown_at = time.monotonic()
            print(f"\r{_told(count, 'so far')}", end="", file=sys.stderr, flush=True)

    def wipe(self) -> None:
        """Leave the line empty for what is said next."""
        if self._is_on:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _told(count: Count, word: str) -> str:
    """Say in words how far we are."""
    from streams.wording import counted

    dispatches, files = counted(count.dispatches, "dispatch"), counted(count.files, "file")
    return f"{word} {dispatches} from {files}, {count.bad:,} bad"
