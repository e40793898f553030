"""
``tocsin subscriptions``: who is told, and is that as it should be?

The other verbs stand beside: ``subscriptions_lint.py`` checks, ``subscriptions_preview.py`` asks
the last days, ``subscriptions_try.py`` sends a test, ``subscriptions_silence.py`` silences,
``subscriptions_enable.py`` lets one that failed try again. Not here: what a subscription may say
(``schemas/subscription.py``), and what became of a message (``deliveries.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import (
    subscriptions_enable,
    subscriptions_lint,
    subscriptions_preview,
    subscriptions_silence,
    subscriptions_try,
)
from streams.cli.subscriptions_kept import AsJson, OwnFile

if TYPE_CHECKING:
    from streams.cli.ledger_kept import Ledger
    from streams.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Who is told of what rings, people and machines: is it right, would it come, not now.",
    epilog="[bold]To begin[/]  write an entry into subscriptions.toml (every key is explained there) or "
    "take out `enabled = false` of one; it counts as soon as it is saved. Then: tocsin subscriptions "
    "lint  ·  tocsin subscriptions test ID  ·  tocsin subscriptions preview --subscription ID\n\n"
    "Nothing came? tocsin deliveries list --subscription ID. More: docs/delivering.md",
)

LIST_EPILOG = (
    "[bold]Try[/]  tocsin subscriptions list  ·  tocsin subscriptions list --json | jq -r "
    "'select(.disabled).id'\n\n"
    "How it stands: on, switched off where it is written (`enabled`), failing since its last success, "
    "or disabled after failures (tocsin subscriptions enable ID). Then how much waits, and when the "
    "next attempt, message or digest is due.\n\n"
    "[bold]Exit codes[/]  0 listed · 1 the file cannot be read · 2 wrong usage"
)

SHOW_EPILOG = (
    "[bold]Try[/]  tocsin subscriptions show duty-editor\n\n"
    "Settings that are the default are left out; --json has all. What became of single alerts: "
    "tocsin deliveries list --subscription ID\n\n"
    "[bold]Exit codes[/]  0 shown · 1 there is none of that id · 2 wrong usage"
)


@app.command("list", epilog=LIST_EPILOG)
def list_subscriptions(file: OwnFile = None, as_json: AsJson = False) -> None:
    """Show who is told, one a line: id, channel, from where, how it stands, what comes next."""
    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import wanted
    from streams.cli.subscriptions_view import coming, due, plain_of, state_of
    from streams.wording import shown

    ours, at = settings(), now()
    found = wanted(ours, file)
    ledger = _ledger(ours) if file is None else None
    for one in found.subscriptions.values():
        standing = ledger.standings.get(one.id) if ledger else None
        if as_json:
            put(plain_of(one, found, ledger, now=at))
        else:
            made = "file" if one.id in found.of_file else "API "
            parts = (state_of(one, standing), coming(due(one, ledger, now=at)), shown(one.title))
            how = "  ·  ".join(part for part in parts if part)
            print(f"{one.id:24}  {one.channel:7}  {made}  {how}")
    if not found.subscriptions and not as_json:
        print(f"nobody is told: copy subscriptions.example.toml to {file or ours.subscriptions}")


@app.command(epilog=SHOW_EPILOG)
def show(
    subscription_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")],
    file: OwnFile = None,
    as_json: AsJson = False,
) -> None:
    """Show one subscription: its settings as they count, and how it stands."""
    from collections import Counter

    from streams.cli.context import settings
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import named, wanted
    from streams.cli.subscriptions_view import (
        coming,
        due,
        last_number,
        plain_of,
        settings_of,
        state_of,
    )
    from streams.wording import clock_time, shown

    ours, at = settings(), now()
    found = wanted(ours, file)
    one = named(found, subscription_id)
    ledger = _ledger(ours, subscription_id) if file is None else None
    standing = ledger.standings.get(one.id) if ledger else None
    states = Counter(row.state for row in ledger.deliveries) if ledger else Counter()
    if as_json:
        put({**plain_of(one, found, ledger, now=at), "deliveries": dict(states)})
        return
    for key, value in settings_of(one).items():
        words = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        print(f"{key:20} {shown(words)}")
    print(f"{'state':20} {state_of(one, standing)}")
    print(f"{'next':20} {coming(due(one, ledger, now=at)) or 'nothing is waiting'}")
    if standing is not None:
        print(f"{'since':20} {clock_time(standing.since)}")
        print(f"{'messages so far':20} {last_number(one, ledger)}")
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    print(f"{'deliveries':20} {told or 'none'}")


app.command("lint", epilog=subscriptions_lint.EPILOG)(subscriptions_lint.lint)
app.command("preview", epilog=subscriptions_preview.EPILOG)(subscriptions_preview.preview)
app.command("test", epilog=subscriptions_try.EPILOG)(subscriptions_try.try_out)
app.command("enable", epilog=subscriptions_enable.EPILOG)(subscriptions_enable.enable)
app.command("silence", epilog=subscriptions_silence.EPILOG)(subscriptions_silence.silence)
app.command("unsilence", epilog=subscriptions_silence.BACK_EPILOG)(subscriptions_silence.unsilence)
app.command("silences", epilog=subscriptions_silence.ALL_EPILOG)(subscriptions_silence.silences)


def _ledger(settings: Settings, subscription: str | None = None) -> Ledger | None:
    """Return the ledger, if a Kafka runs."""
    import asyncio

    from streams.broker.embedded import find_bootstrap
    from streams.cli.ledger_kept import ledger

    if find_bootstrap(settings) is None:
        return None
    return asyncio.run(ledger(settings, subscription=subscription))
