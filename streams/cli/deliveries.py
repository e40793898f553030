"""
``tocsin deliveries``: what became of each alert on its way to each subscription, and why?

Reads the ledger, topic ``deliveries``. ``deliveries_redrive.py`` sends again. Not here: who is
told (``streams/cli/subscriptions.py``), and how the ledger is kept (``streams/delivery``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import deliveries_redrive
from streams.cli.deliveries_choice import Incident, Since, States, StoppedBy, Whose, choice
from streams.cli.subscriptions_kept import AsJson

if TYPE_CHECKING:
    from schemas.alert import Alert
    from schemas.delivery import Delivery
    from streams.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="What became of each alert on its way to each subscription, and why it did not come.",
    epilog="[bold]To begin[/]  tocsin deliveries list --subscription ID --since 24h  ·  tocsin deliveries "
    "show ALERT_ID\n\nIt never became an alert: tocsin explain. More: docs/delivering.md",
)

SHOWN = 50
"""Lines for people; programs get all. ``--limit`` says otherwise to both."""

LIST_EPILOG = (
    "[bold]Try[/]  tocsin deliveries list --subscription duty-editor --since 24h  ·  "
    "tocsin deliveries list --state dead --state failed  ·  "
    "tocsin deliveries list --stopped-by quiet_hours --json\n\n"
    "docs/delivering.md says what each state and each check means. An alert of another watch "
    "entry than a subscription names leaves no row; one that is switched off has rows of what takes "
    "back what it was told, and no others.\n\n"
    "[bold]Exit codes[/]  0 listed · 1 no Kafka · 2 wrong usage"
)


@app.command("list", epilog=LIST_EPILOG)
def list_deliveries(
    subscription: Whose = None,
    state: States = None,
    stopped_by: StoppedBy = None,
    incident: Incident = None,
    since: Since = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help=f"The newest N; without it {SHOWN}, as JSON all."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List deliveries, what changed last at the end: when, how it stands, to whom, of what, why."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.ledger_kept import ledger
    from streams.wording import counted

    is_wanted = choice(states=state, stopped_by=stopped_by, incident=incident, since=since)
    kept = asyncio.run(ledger(settings(), subscription=subscription)).deliveries
    found = sorted((row for row in kept if is_wanted(row)), key=lambda row: row.updated_at)
    if as_json:
        for row in found[-(limit or len(found)) :]:
            put(row)
        return
    for row in found[-(limit or SHOWN) :]:
        print(_line(row))
    cut = f"the newest {limit or SHOWN} of " if len(found) > (limit or SHOWN) else ""
    told = f"{len(found):,} deliveries" if len(found) != 1 else counted(1, "delivery")
    print(f"{cut}{told}" if found else "no such delivery; who there is: tocsin subscriptions list")


SHOW_EPILOG = (
    "[bold]Try[/]  tocsin deliveries show 0a1b2c… --subscription duty-editor\n\n"
    "The newest state is always there; older ones go when the topic is compacted.\n\n"
    "[bold]Exit codes[/]  0 shown · 1 there is none, or no Kafka · 2 wrong usage"
)


@app.command(epilog=SHOW_EPILOG)
def show(
    alert_id: Annotated[
        str, typer.Argument(metavar="ALERT_ID", help="As `list` and `alerts list --json` show it.")
    ],
    subscription: Whose = None,
    as_json: AsJson = False,
) -> None:
    """Tell the whole story of an alert's deliveries: which check, which attempts, why."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.ledger_kept import story
    from streams.trouble import Trouble

    ours = settings()
    rows = asyncio.run(story(ours, alert=alert_id, subscription=subscription))
    if not rows:
        whose = f" to `{subscription}`" if subscription else ""
        raise Trouble(
            f"no delivery of {alert_id}{whose}: it is of no watch entry of theirs, they are switched "
            "off, or delivery has not looked at it (tocsin doctor)"
        )
    if as_json:
        for row in rows:
            put(row)
        return
    _head(rows[0], asyncio.run(_alert(ours, rows[0])))
    for each in sorted({row.subscription_id for row in rows}):
        _tell([row for row in rows if row.subscription_id == each])


app.command("redrive", epilog=deliveries_redrive.EPILOG)(deliveries_redrive.redrive)


async def _alert(settings: Settings, row: Delivery) -> Alert | None:
    """Return the alert that *row* is about, if the topic still has it."""
    from schemas.alert import Alert
    from schemas.topics import ALERTS
    from streams.cli.kept import kept

    found = await kept(
        settings, ALERTS, Alert,
        keys=[row.incident_id], wanted=lambda alert: alert.alert_id == row.alert_id,
    )  # fmt: skip
    return found[-1] if found else None


def _head(row: Delivery, alert: Alert | None) -> None:
    """Print what all of its deliveries have in common."""
    from streams.wording import clock_time, shown

    print(f"{row.alert_id}: {row.kind} of {row.watch_id}, incident {row.incident_id}")
    if alert is not None:
        print(f"  {shown(alert.headline)}")
        print(f"  sent      {clock_time(alert.sent)}")
    print(f"  expires   {clock_time(row.expires)}; nothing is tried afterwards")


def _tell(rows: list[Delivery]) -> None:
    """Print what happened to one delivery, state by state."""
    from streams.delivery.ledger_words import in_words
    from streams.wording import clock_time, shown

    newest = rows[-1]
    print(f"to {newest.subscription_id}: {newest.state}")
    for row in rows:
        attempt = f" attempt {row.attempts}:" if row.attempts else ""
        print(f"  {clock_time(row.updated_at)}  {row.state:9}{attempt} {shown(in_words(row))}")
    print(f"  number    {_number(newest)}")
    print(f"  message   {newest.idempotency_key}")
    if newest.tried_before:
        print(f"  redriven  after {newest.tried_before} attempts")


def _number(row: Delivery) -> str:
    """Say which of the subscription's messages it is."""
    from schemas.delivery import OVER

    if row.delivery_seq is not None:
        return str(row.delivery_seq)
    return "none: it was never tried" if row.state in OVER else "given at the first attempt"


def _line(row: Delivery) -> str:
    """Write one delivery as a line."""
    from streams.delivery.ledger_words import in_short
    from streams.wording import clock_time, shown

    return (
        f"{clock_time(row.updated_at)}  {row.state:9}  {row.subscription_id:20}  {row.kind:10}  "
        f"{row.alert_id}  {shown(in_short(row))}"
    )
