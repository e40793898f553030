"""
``tocsin dead``: what could not be handled, and why?

Reads the topic ``dead`` of the tocsin that runs. Not here: what is done about it
(``streams/cli/dead_redrive.py``), and which letters are open (``streams/letters.py``).
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import dead_redrive
from streams.cli.dead_choice import AsJson, Reason, Since, Stage, Until, choice, found

if TYPE_CHECKING:
    from streams.letters import Buried

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Dead letters: records that could not be handled. None of them is lost; redrive sends "
    "them back when their cause is mended.",
)

SHOWN = 50
"""Lines of a list for people; of more there are counts, and ``--limit`` says otherwise."""

SHOWN_BYTES = 2_000
"""Of a record's value: enough to see what it is."""


@app.command(
    "list",
    epilog="[bold]Try[/]  tocsin dead list --summary  ·  tocsin dead list --stage reading --since 2h",
)
def list_(
    stage: Stage = None,
    reason: Reason = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what was redriven or dropped, and what came of it.")
    ] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="Only how many, by stage and reason.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=f"The newest N; without it {SHOWN}.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what is open, newest last: id, age, stage, attempt, reason."""
    from streams.cli.dead_view import HEADING, group_line, groups_of, line
    from streams.cli.intake import put
    from streams.cli.parse import page_width
    from streams.cli.subject import now

    wanted = choice(stage=stage, reason=reason, since=since, until=until)
    letters = [one for one in asyncio.run(found(wanted)) if everything or one.is_open]
    groups = groups_of(letters)
    if as_json:
        cut = letters[-limit:] if limit else letters
        for row in (
            [group._asdict() for group in groups] if summary else [one.summary() for one in cut]
        ):
            put(row)
        return
    if not letters:
        kind = "" if wanted.is_all else " of that kind"
        print(f"no dead letters{kind}" + ("" if everything else " are open"))
        return
    at, width = now(), page_width()
    if not summary:
        print(HEADING)
        for one in letters[-(limit or SHOWN) :]:
            print(line(one, now=at, width=width))
        if len(letters) <= (limit or SHOWN):
            return
        print(f"… the newest of {len(letters):,}. By stage and reason:")
    for group in groups:
        print(group_line(group, now=at))


@app.command(epilog="[bold]Try[/]  tocsin dead show dispatches-3-1042 --raw > record.json")
def show(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="As `dead list` shows it.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Write the record's value as it came, and nothing else.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one letter: why, from where, what became of it, and its bytes."""
    from streams.cli.dead_view import details, escaped
    from streams.cli.intake import put
    from streams.cli.subject import now

    one, value = asyncio.run(_with_bytes(wanted))
    if raw:
        sys.stdout.buffer.write(value)
        return
    if as_json:
        put({**one.summary(), "value": value.decode("utf-8", "backslashreplace")})
        return
    for label, said in details(one, now=now()):
        print(f"{label:9} {said}")
    print()
    print(escaped(value, SHOWN_BYTES))
    if len(value) > SHOWN_BYTES:
        print(f"… {len(value) - SHOWN_BYTES:,} bytes more: --raw writes them all")


app.command("redrive", epilog=dead_redrive.REDRIVE_EPILOG)(dead_redrive.redrive)
app.command("drop", epilog=dead_redrive.DROP_EPILOG)(dead_redrive.drop)


async def _with_bytes(wanted: str) -> tuple[Buried, bytes]:
    """Return the letter with that id and its value; raises ``Trouble`` when there is none."""
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.redriving import bodies

    ours = settings()
    [letter] = await found(choice(ids=[wanted]))
    [[(one, value)]] = [got async for got in bodies([letter], ours, bootstrap=bootstrap_of(ours))]
    return one, value or b""
