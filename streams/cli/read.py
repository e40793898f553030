"""
``tocsin read``: what does each dispatch say happened?

Needs no broker, no network and no configuration. Not here: the reading itself
(``agents/reading.py``); a reading with its words marked is ``tocsin explain``.
"""

from __future__ import annotations

from typing import Annotated

import typer

from schemas.dispatch import Dispatch
from schemas.reading import Reading

EPILOG = (
    "[bold]Try[/]  tocsin parse feed.xml | tocsin read --json -\n\n"
    "A line needs [bold]text[/] (or headline) and [bold]published_at[/]:\n\n"
    '{"text": "Fighting broke out …", "published_at": "2024-07-28T09:15:00Z"}\n\n'
    "[bold]Exit codes[/]  0 all read · 1 nothing readable · 2 wrong usage · 3 some lines were bad"
)

SHOWN = 5
"""Names and numbers in one line."""


def read(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="JSON Lines of dispatches; - is standard input."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One Reading a line, as JSON.")] = False,
) -> None:
    """Dispatches to readings: what happened, did it, where, who says how many."""
    from agents.reading import read as reading_of
    from streams.cli.intake import each_dispatch, finish, put
    from streams.cli.parse import page_width

    def show(dispatch: Dispatch) -> None:
        reading = reading_of(dispatch)
        if as_json:
            put(reading)
        else:
            print(row(reading, width), flush=True)

    width = page_width()
    if not as_json:
        print(f"{'PUBLISHED':16}  {'FIGHTING':10}  {'LANG':4}  {'MENTIONS':8}  WORDS")
    finish(all_good=each_dispatch(files, show))


def row(reading: Reading, width: int | None) -> str:
    """Say in one line what was understood; cut to *width* columns."""
    from streams.wording import shown

    source = reading.dispatch
    fighting = " ".join(("yes", *reading.countries)) if reading.fighting else "no"
    telling = [m for m in reading.mentions if m.realis == "actual" and not m.background]
    first = next(iter(telling or reading.mentions), None)
    words = shown(first.sentence if first else source.headline or source.key)
    realis = f"[{first.realis}] " if first else _noted(reading)
    line = (
        f"{source.published_at:%Y-%m-%d %H:%M}  {fighting:10}  {source.language:4}  "
        f"{len(reading.mentions):8}  {realis}{words}"
    )
    return line[:width]


def _noted(reading: Reading) -> str:
    """Say what was seen of a language that is not read in full."""
    if not reading.noted:
        return ""
    return "[not read; " + ", ".join(one.text for one in reading.noted[:SHOWN]) + "] "
