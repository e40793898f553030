"""
``tocsin watch test``: what would the watchlist do with these dispatches?

Follows a file and says what rang, what did not and why, and whether that is what
was expected. Not here: how an entry stands to one text (``watch_explain.py``),
and the running of it (``streams/offline.py``).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from schemas.dispatch import Dispatch
    from schemas.watch import Watchlist
    from streams.offline import Happening

EPILOG = (
    "[bold]Try[/]  tocsin watch test yesterday.jsonl --expect ONSET:kidal --expect quiet:niger\n\n"
    "[bold]Exit codes[/]  0 all followed, all as expected · 1 nothing readable · 2 wrong usage · "
    "3 something expected did not happen, or some lines were bad"
)
QUIET = "quiet"

OwnList = Annotated[
    Path | None,
    typer.Option("--watchlist", metavar="W.toml", help="A watchlist; without one, yours."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One object for each dispatch, as JSON.")]


def try_out(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Dispatches in order of arrival; - is stdin.")
    ],
    watchlist: OwnList = None,
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND:ID",
            help="What must ring, as ONSET:kidal; quiet:ID must not at all. Repeatable.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Follow a file of dispatches: which entries each one rings, and why the others stay quiet."""
    from schemas.alert import Alert
    from streams.cli.intake import finish, put
    from streams.cli.subject import in_file
    from streams.offline import Pipeline
    from streams.wording import counted

    entries = own_list(watchlist)
    wanted = _expectations(expect or [], entries)
    dispatches, all_good = in_file(file)
    pipeline, rang = Pipeline(entries), Counter[str]()
    for dispatch in [*dispatches, None]:  # at last, what only falls due later
        happened = list(pipeline.take(dispatch) if dispatch else pipeline.wait())
        rang.update(f"{one.kind}:{one.watch_id}" for one in happened if isinstance(one, Alert))
        if as_json:
            put({"dispatch": dispatch.ref if dispatch else None, **outcome(happened)})
        else:
            _show_followed(dispatch, happened)
    missed = _missed(wanted, rang)
    if as_json:
        put({"dispatches": len(dispatches), "rang": dict(rang), "not_as_expected": missed})
    else:
        told = (
            ", ".join(f"{count} {name}" for name, count in sorted(rang.items())) or "nothing rang"
        )
        print(f"{counted(len(dispatches), 'dispatch')}: {told}")
        for one in missed:
            print(f"not as expected: {one}")
        if wanted and not missed:
            print(f"all {len(wanted)} as expected")
    finish(all_good=all_good and not missed)


def own_list(named: Path | None) -> Watchlist:
    """Read a watchlist, that of the settings when none is named."""
    from streams.cli.context import settings
    from streams.watchlists import load_watchlist

    return load_watchlist(named or settings().watchlist)


def _expectations(said: list[str], entries: Watchlist) -> list[str]:
    """Check each ``KIND:ID``; a slip of the pen would never be met."""
    from typing import get_args

    from schemas.alert import AlertKind

    kinds, known = (*get_args(AlertKind), QUIET), {entry.id for entry in entries.watch}
    for one in said:
        kind, _, watch_id = one.partition(":")
        if kind not in kinds:
            why = f"`{one}` does not begin with one of {', '.join(kinds)}"
            raise typer.BadParameter(why, param_hint="--expect")
        if watch_id not in known:
            why = f"`{one}`: no entry has the id `{watch_id}`"
            raise typer.BadParameter(why, param_hint="--expect")
    return said


def _missed(wanted: list[str], rang: Counter[str]) -> list[str]:
    """Return which of *wanted* did not come true, in words."""
    missed = []
    for one in wanted:
        kind, _, watch_id = one.partition(":")
        heard = sorted(name for name in rang if name.endswith(f":{watch_id}"))
        if kind != QUIET and not rang[one]:
            missed.append(f"{one} did not ring; {', '.join(heard) or 'nothing'} did")
        elif kind == QUIET and heard:
            missed.append(f"{one}: {', '.join(heard)} rang")
    return missed


def outcome(happened: list[Happening]) -> dict[str, Any]:
    """Sort what happened: which entries ring, and why others do not."""
    from schemas.alert import Alert
    from schemas.decision import Decision

    return {
        "alerts": [one for one in happened if isinstance(one, Alert)],
        "decisions": [one for one in happened if isinstance(one, Decision)],
    }


def _show_followed(dispatch: Dispatch | None, happened: list[Happening]) -> None:
    """Print what came of one dispatch, or of time alone."""
    from schemas.alert import Alert
    from streams.wording import clock_time, cut, shown

    if dispatch is not None:
        words = cut(shown(dispatch.headline or dispatch.text), 70)
        print(f"{clock_time(dispatch.received_at)}  {shown(dispatch.key)}  {words}")
    elif any(isinstance(one, Alert) for one in happened):
        print("later")
    show(happened, in_short=True)


def show(happened: list[Happening], *, in_short: bool = False) -> None:
    """Print decisions and alarms; *in_short* an alarm is one line."""
    from msgspec.structs import replace

    from schemas.alert import Alert
    from schemas.decision import Decision
    from streams.render import alarm, alarm_line, console, decided

    terminal = console()
    for record in happened:
        if isinstance(record, Alert):
            terminal.print(alarm_line(record) if in_short else alarm(record))
        elif isinstance(record, Decision) and not in_short:
            terminal.print(decided(record))
        elif isinstance(record, Decision) and record.outcome != "alert":
            # The dispatch stands above it.
            terminal.print(decided(replace(record, sentence=""), in_full=True))
