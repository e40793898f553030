"""
``tocsin feeds add|import|export|pause|resume``: which feeds are there?

They change ``feeds.toml``, which is where feeds are defined, and leave its
comments alone. Not here: how the file is edited (``streams/feeds_file.py``),
and how other readers write lists (``streams/feed_lists.py``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from schemas.feed import Feed

Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="Feeds of feeds.toml.")]

# A poller looks at the file twice a second.
_LATER = "a poller that runs takes it up at once"


def add(
    source: Annotated[str, typer.Argument(metavar="URL|DIR", help="An address, or a drop folder.")],
    feed_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Made from the address when absent.")
    ] = None,
    provider: Annotated[
        str | None, typer.Option(metavar="NAME", help="Agency or outlet; its host when absent.")
    ] = None,
    family: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose text it carries, if another's.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Of every item, such as fr.")
    ] = None,
    interval: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=1, help="Learned when absent.")
    ] = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Do not try it first; needs no network.")
    ] = False,
) -> None:
    """Try a source with one request, show what it brings, and put it into feeds.toml."""
    import asyncio

    from schemas.codec import BadRecord
    from streams.cli.context import settings
    from streams.feed_lists import Entry, feed_of, same_source
    from streams.feeds_file import add as put_in
    from streams.feeds_file import feeds_in
    from streams.trouble import Trouble
    from streams.wires.check import check_source

    chosen = settings()
    said = {
        "url" if "://" in source else "folder": source, "id": feed_id, "provider": provider,
        "publisher_family": family, "language": language,
        "interval_seconds": str(interval) if interval else None,
    }  # fmt: skip
    known = feeds_in(chosen.feeds)
    entry = Entry(source, {name: value for name, value in said.items() if value})
    try:
        feed = feed_of(entry, taken=[one.id for one in known])
    except BadRecord as error:
        raise Trouble(f"{source}: {error}") from error
    for one in known:
        if same_source(one) == same_source(feed):
            raise Trouble(f"{chosen.feeds}: `{one.id}` reads that already")
    if feed.folder and not Path(feed.folder).is_dir():
        hint = "; an address begins with https://" if "." in source else ""
        raise Trouble(f"{source}: there is no such folder{hint}")
    if not unchecked:
        checked = asyncio.run(check_source(feed, chosen.poller))
        print(checked.told())
        if not checked.is_good:
            raise Trouble(f"not added: {checked.outcome}; add --unchecked to add it all the same")
    put_in(chosen.feeds, [feed])
    print(f"added `{feed.id}` to {chosen.feeds}; {_LATER}")


def import_list(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="OPML, CSV, or an address a line; - is stdin.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
) -> None:
    """Put the feeds of another reader's list into feeds.toml; known ones are passed over."""
    from schemas.codec import BadRecord
    from streams.cli.context import settings
    from streams.cli.intake import finish, report
    from streams.feed_lists import entries_in, feed_of, same_source
    from streams.feeds_file import add as put_in
    from streams.feeds_file import feeds_in
    from streams.trouble import Trouble

    path = settings().feeds
    known = feeds_in(path)
    taken, sources = {feed.id for feed in known}, {same_source(feed) for feed in known}
    fresh: list[Feed] = []
    passed = bad = 0
    for entry in entries_in(_bytes_of(file), name=file):
        try:
            feed = feed_of(entry, taken=taken)
        except BadRecord as error:
            bad += 1
            report(entry.where, str(error))
            continue
        if same_source(feed) in sources:
            passed += 1
        elif feed.id in taken:
            bad += 1
            report(entry.where, f"another feed has the id `{feed.id}`")
        else:
            fresh.append(feed)
            taken.add(feed.id)
            sources.add(same_source(feed))
    if bad and not fresh and not passed:
        raise Trouble(f"{file}: nothing usable: {bad} bad, said above")
    if fresh and not dry_run:
        put_in(path, fresh)
    for feed in fresh:
        print(f"{feed.id:30}  {feed.url or feed.folder}")
    verb = "would add" if dry_run else "added"
    print(f"{verb} {len(fresh)} to {path}, {passed} known already, {bad} bad; {_LATER}")
    finish(all_good=not bad)


def export(
    kind: Annotated[
        Literal["opml", "csv"], typer.Option("--format", help="For feed readers, or for tables.")
    ] = "opml",
) -> None:
    """Print feeds.toml as a list for other readers; how feeds are logged into stays here."""
    from schemas.feed import FeedList
    from streams.cli.context import settings
    from streams.config_files import load
    from streams.feed_lists import to_csv, to_opml

    feeds = load(settings().feeds, FeedList).feed
    print(to_csv(feeds) if kind == "csv" else to_opml(feeds), end="")
    _mention(
        "is a folder, which OPML cannot say", feeds, lambda one: not one.url and kind == "opml"
    )
    _mention("logs in, which is not exported", feeds, lambda one: bool(one.auth or one.api))


def pause(ids: Ids) -> None:
    """Ask these feeds nothing from now on; what is remembered of them stays."""
    _switch(ids, enabled=False)


def resume(ids: Ids) -> None:
    """Read these feeds again."""
    _switch(ids, enabled=True)


def _switch(ids: list[str], *, enabled: bool) -> None:
    """Switch feeds on or off in feeds.toml, and say which."""
    from streams.cli.context import settings
    from streams.feeds_file import switch

    path = settings().feeds
    changed = switch(path, ids, enabled=enabled)
    for one in ids:
        if one not in changed:
            print(f"`{one}` is {'not paused' if enabled else 'paused already'}")
    if changed:
        verb = "resumed" if enabled else "paused"
        print(f"{verb} {', '.join(f'`{one}`' for one in changed)} in {path}; {_LATER}")


def _mention(what: str, feeds: Iterable[Feed], test: Callable[[Feed], bool]) -> None:
    """Say on stderr which feeds an export does not carry whole."""
    for feed in feeds:
        if test(feed):
            print(f"tocsin: `{feed.id}` {what}", file=sys.stderr)


def _bytes_of(name: str) -> bytes:
    """Read a file, or standard input; raises ``Trouble`` when it cannot be read."""
    from streams.trouble import Trouble

    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Trouble(f"{name}: {error.strerror}") from error
