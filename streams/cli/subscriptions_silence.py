"""
``tocsin subscriptions silence|unsilence|silences``: who is to hear nothing of what, until when?

A silence is a record on the topic ``subscriptions`` and counts at once. What it stops is
recorded; a CANCEL passes it. Not here: what it stops (``agents/notifying``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.subscriptions_kept import AsJson

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.subscription import Silence

EPILOG = (
    "[bold]Try[/]  tocsin subscriptions silence --watch kidal --for 2h --reason 'drill at the border'  ·  "
    "tocsin subscriptions silence duty-editor --for 3d --reason leave  ·  "
    "tocsin subscriptions silence --incident 0a1b… --for 1d --reason 'known, being covered'\n\n"
    "All that is named must fit. What a silence stops stands in the ledger with its reason, and is "
    "not sent afterwards; whoever was told is still told when it is taken back.\n\n"
    "[bold]Exit codes[/]  0 silenced · 1 refused, nothing was changed · 2 wrong usage"
)

BACK_EPILOG = (
    "[bold]Try[/]  tocsin subscriptions silences  ·  tocsin subscriptions unsilence 0a1b…\n\n"
    "[bold]Exit codes[/]  0 taken back · 1 there is none of that id, or no Kafka · 2 wrong usage"
)
ALL_EPILOG = (
    "[bold]Try[/]  tocsin subscriptions silences --all\n\n"
    "What one has stopped: tocsin deliveries list --stopped-by silence\n\n"
    "[bold]Exit codes[/]  0 shown · 1 no Kafka · 2 wrong usage"
)


def silence(
    subscription_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Whom; without it, everybody.")
    ] = None,
    watch: Annotated[str | None, typer.Option(metavar="ID", help="Of this watch entry.")] = None,
    incident: Annotated[str | None, typer.Option(metavar="ID", help="Of this incident.")] = None,
    region: Annotated[str | None, typer.Option(metavar="ML-8", help="Of places within.")] = None,
    length: Annotated[
        str | None, typer.Option("--for", metavar="2h", help="For so long: 90s, 15m, 2h, 3d.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Until then.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="From then on; now without it.")
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="WORDS", help="Why; stands with all it stops.")
    ] = "",
    author: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who says so; you without it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell nobody, or one, of a watch entry, an incident or a region for a while; say why."""
    import getpass

    from schemas.codec import BadRecord, convert
    from schemas.record import identity
    from schemas.subscription import Silence
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.times import moment
    from streams.config_files import in_words
    from streams.trouble import Trouble

    at = now()
    starts = moment(start, option="--from") if start else at
    ends = _end(length, until, starts=starts)
    if until is not None and ends <= starts:
        raise typer.BadParameter(
            "it ends before it starts: name a later time", param_hint="--until"
        )
    what = {
        "subscription_id": subscription_id, "watch_id": watch, "incident_id": incident,
        "region": region,
    }  # fmt: skip
    if not reason.strip():
        raise typer.BadParameter("say why, in a few words", param_hint="--reason")
    said = {key: value for key, value in what.items() if value is not None}
    named = identity("silence", *what.values(), starts, ends)
    written = {"id": named, "starts": starts, "ends": ends, "reason": reason}
    try:
        made = convert(Silence, {**said, **written, "author": author or getpass.getuser()})
    except BadRecord as error:
        raise Trouble(in_words(str(error)), code=2) from error
    _write(made, at)
    if as_json:
        put(made)
    else:
        print(f"silenced: {_line(made, at)}")


def unsilence(
    silence_id: Annotated[str, typer.Argument(metavar="ID", help="As `silences` shows it.")],
) -> None:
    """Take a silence back; what it has stopped stays unsent."""
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.delivery.asking import take_back
    from streams.delivery.subscribed import wanted_now
    from streams.trouble import Trouble

    ours = settings()
    bootstrap = bootstrap_of(ours)

    async def run() -> None:
        known = (await wanted_now(ours, bootstrap)).silences
        if silence_id not in known:
            raise Trouble(f"there is no silence `{silence_id}`: tocsin subscriptions silences")
        await take_back(ours, bootstrap, f"silence/{silence_id}")

    asyncio.run(run())
    print(f"taken back: silence {silence_id}")


def silences(
    every: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is silenced, one a line, the next to end first."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.kept import bootstrap_of
    from streams.cli.subject import now
    from streams.delivery.subscribed import wanted_now

    ours, at = settings(), now()
    known = asyncio.run(wanted_now(ours, bootstrap_of(ours))).silences.values()
    found = sorted((one for one in known if every or one.ends > at), key=lambda one: one.ends)
    for one in found:
        if as_json:
            put(one)
        else:
            print(_line(one, at))
    if not found and not as_json:
        print("nothing is silenced")


def _end(length: str | None, until: str | None, *, starts: datetime) -> datetime:
    """Return when it ends, by whichever way it was said."""
    from streams.cli.times import moment, since

    if (length is None) == (until is None):
        raise typer.BadParameter("say one of --for and --until", param_hint="--for")
    if until is not None:
        return moment(until, option="--until")
    # "so long ago", turned round
    return starts + (starts - since(length or "", now=starts, option="--for"))


def _write(made: Silence, at: datetime) -> None:
    """Refuse what can silence nothing, tell what is doubtful, then write it."""
    import sys

    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.cli.subscriptions_kept import watchlist_if_any
    from streams.delivery.asking import ask
    from streams.delivery.linting import about_silence
    from streams.delivery.subscribed import wanted_now
    from streams.trouble import Trouble

    ours = settings()
    bootstrap = bootstrap_of(ours)

    async def run() -> None:
        known = (await wanted_now(ours, bootstrap)).subscriptions
        watchlist = watchlist_if_any(ours)
        for told in about_silence(made, now=at, subscriptions=known, watchlist=watchlist):
            if told.grave:
                raise Trouble(f"{told.key}: {told.what}")
            print(f"careful: {told.key}: {told.what}", file=sys.stderr)
        await ask(ours, bootstrap, [made])

    asyncio.run(run())


def _line(one: Silence, at: datetime) -> str:
    """Write one silence as a line."""
    from streams.wording import clock_time, shown

    parts = {
        "subscription": one.subscription_id, "watch": one.watch_id,
        "incident": one.incident_id, "region": one.region,
    }  # fmt: skip
    what = " ".join(f"{key} {shown(value)}" for key, value in parts.items() if value)
    when = "ended" if one.ends <= at else "until" if one.starts <= at else "later, until"
    return f"{one.id}  {when} {clock_time(one.ends)}  {what}  {shown(one.reason)} ({shown(one.author)})"
