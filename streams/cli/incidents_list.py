"""
``tocsin incidents list``: which incidents are known, or were known at a time?

Reads the topic ``incidents`` for now, and ``revisions`` for a time. Not here: one incident
(``streams/cli/incidents.py``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from schemas.incident import Incident
    from streams.cli.incidents_kept import Outline
    from streams.history import Revision

SHOWN = 50
"""Lines for people; ``--limit`` says otherwise."""

TWO_QUESTIONS = (
    "[bold]Then and now[/]  --as-of asks [bold]what we knew then[/]: only what the service had by that time, "
    "mistakes included; what an archive or a late report taught it afterwards is left out. "
    "[bold]What we know now about then[/] is `incidents list --happened DAY`: by the days of the event itself. "
    "Together they ask what we knew on Friday about Tuesday.\n\n"
)
EXIT_CODES = "[bold]Exit codes[/]  0 shown · 1 not known, or no longer kept · 2 wrong usage"

AsJson = Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="TIME|2h", help="What was known then; without it, now."),
]
EPILOG = (
    "[bold]Try[/]  tocsin incidents list --country ML --as-of 2024-07-28T12:00:00Z  ·  "
    "tocsin incidents list --happened 2024-07-01..2024-07-31 --status all\n\n"
    + TWO_QUESTIONS
    + EXIT_CODES
)


def list_(
    as_of: AsOf = None,
    country: Annotated[
        list[str] | None, typer.Option(metavar="ML", help="Only of this country; may be repeated.")
    ] = None,
    watch: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only what this entry of your watchlist covers today."),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATUS",
            help="onset, ongoing, ceasefire, ended, retracted, merged, or all; may be repeated. "
            "Without it, those that stand: neither over nor withdrawn.",
        ),
    ] = None,
    happened: Annotated[
        str | None,
        typer.Option(
            metavar="DAY[..DAY]", help="Only events of these days, whenever we learned of them."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=f"The newest N; without it {SHOWN}.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List incidents, one a line: id, status, what, where, when, how many, and since when it is known."""
    from streams.cli.context import settings
    from streams.cli.country_codes import countries_in
    from streams.cli.incidents_kept import all_as_of
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.times import days, past
    from streams.render import console
    from streams.render_history import row
    from streams.wording import clock_time

    at = past(as_of, now=now(), option="--as-of") if as_of else None
    is_wanted = _chosen(countries_in(country or []), _statuses(status or []))
    is_shown = _covered(watch, days(happened, option="--happened") if happened else None)
    known = asyncio.run(all_as_of(settings(), at, is_wanted))
    found = [one for one in known if is_shown(one.incident)]
    cut = found[-limit:] if limit else found
    if as_json:
        for one in cut:
            put(one._asdict())
        return
    terminal = console()
    for one in cut[-(limit or SHOWN) :]:
        # A pipe gets all of the line, a terminal what fits.
        terminal.print(
            row(one), no_wrap=True, crop=terminal.is_terminal,
            overflow="ellipsis" if terminal.is_terminal else "ignore",
        )  # fmt: skip
    asked = "" if at is None else f", as known at {clock_time(at)}"
    terminal.print(
        _total(found, limit or SHOWN, asked) if found else f"no incident is like that{asked}"
    )


def _total(found: list[Revision], limit: int, asked: str) -> str:
    """Say how many there are, and how many of them are shown."""
    from streams.wording import counted

    newest = f"the newest {limit} of " if len(found) > limit else ""
    return f"{newest}{counted(len(found), 'incident')}{asked}"


def _statuses(named: list[str]) -> frozenset[str]:
    """Read ``--status``; those that stand when none is named."""
    from typing import get_args

    from schemas.incident import Status

    known = frozenset(get_args(Status))
    if not named:
        return known - {"ended", "retracted", "merged"}
    if wrong := sorted(set(named) - known - {"all"}):
        raise typer.BadParameter(
            f"`{wrong[0]}` is none of {', '.join(sorted(known))}, all", param_hint="--status"
        )
    return known if "all" in named else frozenset(named)


def _chosen(codes: frozenset[str], statuses: frozenset[str]) -> Callable[[Outline], bool]:
    """Return what tells whether an incident is asked for, by little of it."""

    def is_wanted(outline: Outline) -> bool:
        return outline.status in statuses and (not codes or outline.country in codes)

    return is_wanted


def _covered(watch: str | None, span: tuple[date, date] | None) -> Callable[[Incident], bool]:
    """Return what tells whether the entry covers an incident, and it was on those days."""
    from agents.telling.watchlist import Touch, touches
    from streams.cli.watch_try import own_list
    from streams.history import happened
    from streams.trouble import Trouble

    entries = [one for one in own_list(None).watch if one.id == watch] if watch else []
    if watch and not entries:
        raise Trouble(f"no entry has the id `{watch}`: tocsin watch list shows them")

    def is_shown(incident: Incident) -> bool:
        if span is not None and not happened(incident, *span):
            return False
        return all(
            isinstance(touches(one, incident.places, incident.actors), Touch) for one in entries
        )

    return is_shown
