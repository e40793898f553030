"""
``tocsin incidents``: what do we know, what did we know then, and how did we come to know it?

Reads the topics ``revisions``, ``incidents`` and ``alerts``; joins no group and sends nothing.
Not here: what was known when (``streams/history.py``), and how it looks
(``streams/render_history.py``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import incidents_list
from streams.cli.incidents_list import EXIT_CODES, TWO_QUESTIONS, AsJson, AsOf

if TYPE_CHECKING:
    from datetime import datetime

    from streams.history import Revision
    from streams.sent import Sent

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="What is known, what was known at a time, and how it came to be known.",
)

IncidentId = Annotated[str, typer.Argument(metavar="ID", help="As alarms and decisions name it.")]


@app.command(
    epilog="[bold]Try[/]  tocsin incidents show ID --as-of 2024-07-28T12:00:00Z\n\n"
    + TWO_QUESTIONS
    + EXIT_CODES
)
def show(incident_id: IncidentId, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show an incident as it was known at a time, with the messages that had gone out by then."""
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.times import past
    from streams.history import as_of as known_as_of
    from streams.history import begins_late
    from streams.render import console
    from streams.render_history import known_words, message_line
    from streams.render_incident import dossier

    at = past(as_of, now=now(), option="--as-of") if as_of else None
    known, alerts = asyncio.run(_all_about(incident_id, at or now()))
    found = known[-1] if at is None else known_as_of(known, at)
    if at is not None and found is None:
        raise _not_known(known, at)
    assert found is not None  # noqa: S101 -- without a time, the newest
    if as_json:
        is_whole = not begins_late(known)
        put({
            "as_of": at, "known_at": found.known_at, "replay": found.replay,
            "first_known_at": known[0].known_at if is_whole else None,
            "newest_revision": known[-1].incident.revision,
            "incident": found.incident, "alerts": [one._asdict() for one in alerts],
        })  # fmt: skip
        return
    terminal = console()
    for line in known_words(known, found, at):
        terminal.print(line)
    terminal.print(dossier(found.incident))
    terminal.print(
        "sent" if at is None else "sent by then" if alerts else "nothing was sent by then"
    )
    for one in alerts:
        terminal.print(message_line(one))


@app.command(
    epilog="[bold]Try[/]  tocsin incidents history ID --json | jq .incident.change_set\n\n"
    "Each revision has the service's own time when it made it. A report that an archive brought has its "
    "old time beside it: we did not know then.\n\n" + EXIT_CODES
)
def history(incident_id: IncidentId, as_json: AsJson = False) -> None:
    """Show every revision: since when it was known, by which reports, and what it changed."""
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.history import steps
    from streams.render import console
    from streams.render_history import cause_words, life

    known, alerts = asyncio.run(_all_about(incident_id, now()))
    if not as_json:
        console().print(life(known, alerts))
        return
    sent: dict[int, list[str]] = {}
    for message in alerts:
        sent.setdefault(message.alert.incident_revision, []).append(message.alert.alert_id)
    for step in steps(known):
        revision, known_at, replay = step.revision
        put({
            "known_at": known_at, "replay": replay, "cause": list(cause_words(step)),
            "alerts": sent.get(revision.revision, []), "incident": revision,
        })  # fmt: skip


app.command("list", epilog=incidents_list.EPILOG)(incidents_list.list_)


async def _all_about(incident_id: str, at: datetime) -> tuple[list[Revision], list[Sent]]:
    """Return its revisions and the messages sent by that time; ``Trouble`` when there are none."""
    from schemas.alert import Alert
    from schemas.topics import ALERTS
    from streams.cli.context import settings
    from streams.cli.incidents_kept import history_of
    from streams.cli.kept import kept
    from streams.history import written_since
    from streams.sent import sent_by
    from streams.trouble import Trouble

    ours = settings()
    recalled = await history_of(ours, incident_id)
    if not recalled:
        raise Trouble(f"no incident has the id {incident_id}; `tocsin incidents list` shows them")
    first = min(one.incident.first_seen for one in recalled)
    alerts = await kept(ours, ALERTS, Alert, keys=[incident_id], start=written_since(first))
    return recalled, sent_by(alerts, at)


def _not_known(known: list[Revision], at: datetime) -> Exception:
    """Say why nothing can be told of that time: not known yet, or no longer kept."""
    from streams.history import begins_late
    from streams.trouble import Trouble
    from streams.wording import clock_time

    first = known[0]
    name, since = f"incident {first.incident.incident_id}", clock_time(first.known_at)
    if begins_late(known):
        return Trouble(
            f"what was known of {name} at {clock_time(at)} is no longer kept: "
            f"the oldest revision left is {first.incident.revision}, of {since}"
        )
    return Trouble(f"{name} was not known at {clock_time(at)}: it is known since {since}")
