"""
``tocsin alerts``: what rang, and what is known about it?

Reads the ``alerts`` and ``incidents`` topics of the tocsin that runs. Not here:
how an alarm looks (``streams/render.py``), what had been sent by a time
(``streams/cli/alerts_list.py``), and a test (``streams/cli/alerts_try.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import alerts_list, alerts_try

if TYPE_CHECKING:
    from schemas.alert import Alert
    from schemas.incident import Incident
    from streams.kafka import Start

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="What rang.")

AsJson = Annotated[bool, typer.Option("--json", help="One object a line, as JSON.")]


@app.command(epilog="[bold]Try[/]  tocsin alerts tail --since 2h --watch kidal --json --no-follow")
def tail(
    since: Annotated[
        str | None,
        typer.Option(metavar="2h|TIME", help="Start there; without it, with what comes next."),
    ] = None,
    as_json: AsJson = False,
    watch: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this entry of the watchlist.")
    ] = None,
    follow: Annotated[
        bool,
        typer.Option("--follow/--no-follow", help="Go on until Ctrl-C, or end with the newest."),
    ] = True,
) -> None:
    """Show alarms as they go off."""
    import asyncio

    from streams.cli.subject import now
    from streams.cli.times import since as moment_since

    # To look and not to wait means to look at everything.
    start: Start = "end" if follow else "beginning"
    if since:
        start = moment_since(since, now=now(), option="--since")
    asyncio.run(_tail(start, watch=watch, follow=follow, as_json=as_json))


@app.command()
def show(
    wanted: Annotated[str, typer.Argument(metavar="ALERT_ID|INCIDENT_ID")],
    as_json: AsJson = False,
) -> None:
    """Show all about one alarm or incident: who says what, the evidence, earlier messages."""
    import asyncio

    from streams.cli.intake import put
    from streams.render import alarm, console
    from streams.render_incident import dossier
    from streams.trouble import Trouble

    alerts, incidents = asyncio.run(_find(wanted))
    if not alerts and not incidents:
        raise Trouble(f"no alert and no incident has the id {wanted}")
    if as_json:
        for record in (*alerts, *incidents):
            put(record)
        return
    terminal = console()
    for alert in alerts:
        terminal.print(alarm(alert))
    for incident in incidents:
        terminal.print(dossier(incident))


app.command("list", epilog=alerts_list.EPILOG)(alerts_list.list_)
app.command("test", epilog=alerts_try.EPILOG)(alerts_try.try_out)


async def _tail(start: Start, *, watch: str | None, follow: bool, as_json: bool) -> None:
    """Print alerts from *start* on."""
    from contextlib import aclosing

    from schemas.alert import Alert
    from schemas.topics import ALERTS
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.kept import tailed
    from streams.render import alarm, console

    terminal = console()
    records = tailed(settings(), ALERTS, Alert, start=start, follow=follow)
    async with aclosing(records) as alerts:
        async for alert in alerts:
            if watch is not None and alert.watch_id != watch:
                continue
            if as_json:
                put(alert)
            else:
                terminal.print(alarm(alert))


async def _find(wanted: str) -> tuple[list[Alert], list[Incident]]:
    """Return the alerts that *wanted* names, by either id, and the newest state of their incident."""
    from schemas.alert import Alert
    from schemas.incident import Incident
    from schemas.topics import ALERTS, INCIDENTS
    from streams.cli.context import settings
    from streams.cli.kept import kept

    ours = settings()
    # Both topics are keyed by incident: its id is quick, an alert's own id costs one whole scan.
    incidents = await kept(ours, INCIDENTS, Incident, keys=[wanted])
    alerts = await kept(
        ours, ALERTS, Alert,
        keys=[wanted] if incidents else None,
        wanted=lambda alert: wanted in (alert.alert_id, alert.incident_id),
    )  # fmt: skip
    if alerts and not incidents:
        incidents = await kept(ours, INCIDENTS, Incident, keys=[alerts[0].incident_id])
    # An id may be sent again after a crash; compaction keeps old revisions for a while.
    once = {alert.alert_id: alert for alert in sorted(alerts, key=lambda alert: alert.sent)}
    return list(once.values()), incidents[-1:]
