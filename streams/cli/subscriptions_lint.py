"""
``tocsin subscriptions lint``: is what is written there right?

Not here: what is looked for (``streams/delivery/linting.py``, ``subscription_findings.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.subscriptions_kept import AsJson

if TYPE_CHECKING:
    from streams.delivery.subscription_findings import Finding
    from streams.settings import Settings

EPILOG = (
    "[bold]Try[/]  tocsin subscriptions lint  ·  tocsin subscriptions lint idea.toml --json\n\n"
    "What is [bold]grave[/] can never work or gives a secret away. Secrets are looked for on this "
    "machine, as this user, and never shown. Of what is switched off only what is grave is told.\n\n"
    "[bold]Exit codes[/]  0 all good · 1 not a valid file, or something grave · 3 valid, with findings"
)


def lint(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A file; without one, yours.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every subscription: filters, hours, addresses, secrets, who is told of failures."""
    import sys

    from streams.cli.context import settings
    from streams.cli.intake import PARTIAL, put
    from streams.cli.subscriptions_view import switched_off

    ours = settings()
    path = file or ours.subscriptions
    found = _findings(ours, path, is_own=file is None)
    for finding in found:
        if as_json:
            put(finding)
        else:
            whose = (
                f"silence `{finding.silence}`" if finding.silence else f"`{finding.subscription}`"
            )
            mark = "grave: " if finding.grave else ""
            print(f"{finding.where}: {whose}: {mark}{finding.what}")
    print(f"{path}: findings {len(found)}", file=sys.stderr)
    if (off := switched_off(path)) and not as_json:
        print(
            f"switched off, so looked at only for what can never work: {', '.join(off)}; "
            "take out `enabled = false` and lint again",
            file=sys.stderr,
        )
    if found:
        raise typer.Exit(1 if any(finding.grave for finding in found) else PARTIAL)


def _findings(settings: Settings, path: Path, *, is_own: bool) -> list[Finding]:
    """Look at the file and, when it is the one that counts, at what was made beside it."""
    from streams.cli.subject import now
    from streams.cli.subscriptions_kept import wanted, watchlist_if_any
    from streams.delivery.subscription_findings import in_file, of_topic
    from streams.subscriptions_file import load_subscriptions

    listed = load_subscriptions(path)
    watchlist = watchlist_if_any(settings)
    if not is_own:
        return in_file(path, listed, watchlist, ())
    counts = wanted(settings)
    made = [one for one in counts.subscriptions.values() if one.id not in counts.of_file]
    return in_file(path, listed, watchlist, made) + of_topic(
        made, counts.silences.values(), others=counts.subscriptions, watchlist=watchlist, now=now()
    )
