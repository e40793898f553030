"""
``tocsin follow``: what would have rung?

The whole pipeline over files, in the order of arrival, without a broker. Not
here: the judgement (``agents``) and the running of it (``streams/offline.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.dispatch import Dispatch

if TYPE_CHECKING:
    from streams.offline import Happening

KINDS = {"alerts": "alert", "incidents": "incident", "decisions": "decision"}
EPILOG = (
    "[bold]Try[/]  tocsin follow --watchlist watchlist.toml --emit alerts --json dispatches.jsonl\n\n"
    "[bold]Exit codes[/]  0 all followed · 1 nothing readable · 2 wrong usage · "
    "3 some lines were bad"
)


def follow(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="JSON Lines of dispatches in order of arrival; - is standard input.",
        ),
    ],
    watchlist: Annotated[Path, typer.Option(metavar="W.toml", help="What to ring for.")],
    emit: Annotated[
        str, typer.Option(metavar="KINDS", help="Which records, with commas between.")
    ] = ",".join(KINDS),
    until: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Stop the clock there (RFC 3339) instead of when nothing is due."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One record a line, as JSON.")] = False,
) -> None:
    """Dispatches to alerts, incidents and decisions, in the order in which they happened."""
    from streams.cli.intake import each_dispatch, finish, put
    from streams.cli.times import moment
    from streams.watchlists import load_watchlist

    wanted = _kinds(emit)
    end = moment(until, option="--until") if until else None
    entries = load_watchlist(watchlist)
    # After the cheap mistakes: this loads the gazetteer.
    from streams.offline import Pipeline

    pipeline = Pipeline(entries)
    show = put if as_json else _printer()

    def take(dispatch: Dispatch) -> None:
        for record in pipeline.take(dispatch):
            if _name(record) in wanted:
                show(record)

    all_good = each_dispatch(files, take)
    for record in pipeline.wait(end) if end else pipeline.wait():
        if _name(record) in wanted:
            show(record)
    finish(all_good=all_good)


def _kinds(emit: str) -> set[str]:
    """Read ``--emit``; returns the records' own names."""
    words = {word.strip() for word in emit.split(",") if word.strip()}
    if not words or (unknown := words - KINDS.keys()):
        said = f"{', '.join(sorted(unknown))} is none of them" if words else "nothing is named"
        raise typer.BadParameter(f"{said}: {', '.join(KINDS)}", param_hint="--emit")
    return {KINDS[word] for word in words}


def _name(record: Happening) -> str:
    """Return what the record calls itself in its ``record`` field."""
    return str(record.__struct_config__.tag)


def _printer() -> Callable[[Happening], None]:
    """Return what shows a record to people: alarms in full, the rest in a line each."""
    from schemas.alert import Alert
    from schemas.incident import Incident
    from streams.render import alarm, console, decided, incident_line

    terminal = console()

    def show(record: Happening) -> None:
        if isinstance(record, Alert):
            terminal.print(alarm(record))
        elif isinstance(record, Incident):
            terminal.print(incident_line(record))
        else:
            terminal.print(decided(record))

    return show
