"""
``tocsin parse``: which dispatches does a wire document hold?

Needs no broker, no network and no configuration, and asks no clock: the same
bytes print the same lines. Not here: the formats (``streams/wires/formats``).
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.dispatch import FIRST_YEAR, LAST_YEAR, Dispatch
from schemas.feed import Format
from streams.dispatch_files import STDIN

EPILOG = (
    "[bold]Times[/]  Without --received-at every dispatch counts as received when it was published. "
    "One without a usable date then takes the newest time that its document states, or "
    "1970-01-01 when it states none; its date_source is `fetched`.\n\n"
    "[bold]Try[/]  tocsin parse --json feed.xml | tocsin read --json -\n\n"
    "[bold]Exit codes[/]  0 all read · 1 nothing readable · 2 wrong usage · 3 some items were bad"
)


def parse(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Wire documents; - is standard input.")
    ],
    format_: Annotated[
        Format, typer.Option("--format", help="How they are written; auto looks at the bytes.")
    ] = "auto",
    provider: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Agency or outlet, when the document does not say."),
    ] = None,
    received_at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When the documents came in (RFC 3339)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One Dispatch a line, as JSON.")] = False,
) -> None:
    """Wire documents to dispatches, in document order."""
    from streams.cli.intake import finish, put, report
    from streams.trouble import Trouble
    from streams.wires import formats

    origin = formats.Origin(
        provider=provider,
        received_at=_received(received_at) if received_at else None,
    )
    if not as_json:
        print(HEADING)
    width = page_width()
    readable = bad = 0
    for name in files:
        try:
            parsed = formats.parse(_bytes_of(name), origin, format_)
        except OSError as error:
            bad += 1
            report(name, error.strerror or str(error))
            continue
        except formats.NotADispatch as error:
            bad += 1
            report(name, str(error))
            continue
        readable += 1 if parsed.dispatches or not parsed.errors else 0
        bad += len(parsed.errors)
        for dispatch in parsed.dispatches:
            if as_json:
                put(dispatch)
            else:
                print(row(dispatch, width), flush=True)
        for fault in parsed.errors:
            report(f"{name}: {fault.where}", fault.what)
    if not readable:
        raise Trouble(f"nothing readable in {', '.join(files)}: {bad} bad, said above")
    finish(all_good=not bad)


HEADING = f"{'PUBLISHED':16}  {'SIGNAL':10}  {'LANG':5}  {'KEY':24}  REV  WORDS"


def row(dispatch: Dispatch, width: int | None) -> str:
    """Show a dispatch on one line, cut to *width* columns."""
    from streams.wording import cut, shown

    signal = "kill" if dispatch.pubstatus == "canceled" else (dispatch.signal or "")
    line = (
        f"{_minute(dispatch.published_at)}  {signal:10}  {shown(dispatch.language) or '?':5}  "
        f"{cut(shown(dispatch.key), 24):24}  {dispatch.revision:3}  "
        f"{shown(dispatch.headline or dispatch.text)}"
    )
    return line[:width]


def page_width() -> int | None:
    """Return the columns of the terminal; ``None`` for a pipe, which is not a page."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _received(written: str) -> datetime:
    """Read ``--received-at``; a year that no dispatch can have is wrong usage."""
    from streams.cli.times import moment

    at = moment(written, option="--received-at")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        said = f"`{written}` lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise typer.BadParameter(said, param_hint="--received-at")
    return at


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _bytes_of(name: str) -> bytes:
    """Read a file, or standard input."""
    return sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
