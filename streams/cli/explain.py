"""
``tocsin explain``: why did it ring, or why not?

Shows a dispatch as today's rules read it, with the words that decided, and what
was decided. Given a file it needs no broker. Not here: the rules (``agents``),
and why nothing is told of a region (``explain_region.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.alert import Alert
    from schemas.decision import Decision
    from schemas.dispatch import Dispatch

EPILOG = (
    "[bold]Try[/]  tocsin explain afp:doc-1  ·  tocsin explain dispatch.json --watchlist mine.toml  ·  "
    "tocsin explain --region ML-8\n\n"
    "An ID is a dispatch key, as decisions and evidence name it (tocsin alerts show …).\n\n"
    "Of a region: who told of it, how much is usual, and whether its silence says anything. "
    "[bold]no reports[/]: those who used to tell of it are heard, and tell nothing. "
    "[bold]blind[/]: none of them is heard.\n\n"
    "[bold]Exit codes[/]  0 all explained · 1 nothing readable · 2 wrong usage · 3 some of a file was bad"
)


def explain(
    subject: Annotated[
        str | None,
        typer.Argument(metavar="[ID|FILE]", help="A dispatch key, a JSON or wire file, or -."),
    ] = None,
    watchlist: Annotated[
        Path | None,
        typer.Option(metavar="W.toml", help="For files: what to ring for; without it, yours."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(metavar="ML-8", help="Instead: a country, a region or a gazetteer id."),
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="30d|TIME", help="With --region: how far back to look.")
    ] = "30d",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, one object a line.")] = False,
) -> None:
    """Why a dispatch rang, or why not; or why nothing is told of a region."""
    from streams.cli.subject import is_file

    if (subject is None) == (region is None):
        raise typer.BadParameter("name a dispatch, or give --region", param_hint="ID|FILE")
    if region is not None:
        from streams.cli.explain_region import explain_region
        from streams.cli.subject import now
        from streams.cli.times import since as moment_since

        start = moment_since(since, now=now(), option="--since")
        explain_region(region, since=start, now=now(), as_json=as_json)
    elif subject is not None and is_file(subject):
        _explain_file(subject, watchlist, as_json=as_json)
    elif subject is not None:
        _explain_kept(subject, as_json=as_json)


def _explain_file(name: str, watchlist: Path | None, *, as_json: bool) -> None:
    """Explain each dispatch of a file, in order, as if they arrived now."""
    from schemas.alert import Alert
    from schemas.decision import Decision
    from schemas.watch import Watchlist
    from streams.cli.intake import finish
    from streams.cli.subject import in_file
    from streams.offline import Pipeline
    from streams.watchlists import load_watchlist

    dispatches, all_good = in_file(name)
    path = watchlist or _own_watchlist()
    pipeline = Pipeline(load_watchlist(path) if path else Watchlist())
    for dispatch in dispatches:
        happened = list(pipeline.take(dispatch))
        decisions = [one for one in happened if isinstance(one, Decision)]
        alerts = [one for one in happened if isinstance(one, Alert)]
        _show(dispatch, decisions, alerts, as_json=as_json)
    finish(all_good=all_good)


def _explain_kept(key: str, *, as_json: bool) -> None:
    """Explain the newest version of a dispatch that Kafka keeps."""
    import asyncio

    from streams.trouble import Trouble

    versions, decisions, alerts = asyncio.run(_find(key))
    if not versions:
        raise Trouble(f"no dispatch has the key {key}, and there is no such file")
    newest = max(versions, key=lambda dispatch: dispatch.revision)
    _show(newest, decisions, alerts, as_json=as_json)


async def _find(key: str) -> tuple[list[Dispatch], list[Decision], list[Alert]]:
    """Return all versions of a dispatch, what was decided on them, and what they rang."""
    from schemas.alert import Alert
    from schemas.decision import Decision
    from schemas.dispatch import Dispatch
    from schemas.topics import ALERTS, DECISIONS, DISPATCHES
    from streams.cli.context import settings
    from streams.cli.kept import kept

    ours = settings()

    def is_it(dispatch: Dispatch) -> bool:
        return dispatch.key == key

    # A correction lies where the dispatch lies that it corrects: then all is looked through.
    versions = await kept(ours, DISPATCHES, Dispatch, keys=[key], wanted=is_it)
    versions = versions or await kept(ours, DISPATCHES, Dispatch, wanted=is_it)
    if not versions:
        return [], [], []
    decisions = await kept(ours, DECISIONS, Decision, keys=[key])
    # Decisions name the incidents, which alerts are keyed by; they are kept for a month.
    reached = {one.incident_id for one in decisions if one.incident_id is not None}
    alerts = await kept(
        ours,
        ALERTS,
        Alert,
        keys=reached if decisions else None,
        wanted=lambda alert: alert.caused_by is not None and alert.caused_by.key == key,
    )
    # A record that was sent again after a crash has the same id.
    return (
        versions,
        list({one.decision_id: one for one in decisions}.values()),
        list({one.alert_id: one for one in alerts}.values()),
    )


def _show(
    dispatch: Dispatch, decisions: list[Decision], alerts: list[Alert], *, as_json: bool
) -> None:
    """Print one dispatch with its reading by today's rules and what came of it."""
    from agents.reading import read
    from streams.cli.intake import put
    from streams.marking import explained
    from streams.render import alarm, console, decided

    reading = read(dispatch)
    if as_json:
        put({"dispatch": dispatch, "reading": reading, "decisions": decisions, "alerts": alerts})
        return
    terminal = console()
    in_colour = terminal.color_system is not None and not terminal.no_color
    terminal.print(explained(dispatch, reading, in_colour=in_colour))
    terminal.print("\ndecided" if decisions else "\nnothing was decided on it")
    for decision in decisions:
        terminal.print(decided(decision, in_full=True))
    for alert in alerts:
        terminal.print()
        terminal.print(alarm(alert))


def _own_watchlist() -> Path | None:
    """Return the watchlist of the settings, if there is one."""
    from streams.cli.context import settings

    path = settings().watchlist
    return path if path.exists() else None
