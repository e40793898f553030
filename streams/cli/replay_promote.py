"""
``tocsin replay promote``: may what a replay found be what is known?

Without ``--yes`` it says only what would change. Not here: doing it
(``streams/replay/promotion/promoting.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from streams.replay.diff.differences import Difference
    from streams.replay.promotion.changes import Written

EPILOG: Final = (
    "[bold]Before[/]  Stop the workers, run a replay of everything (without --from, --to, --offsets, "
    "--watch), look at `tocsin replay diff`, promote it, start the workers.\n\n"
    "[bold]What happens[/]  Incidents and what is remembered of them become what the replay found, "
    "all at once or not at all. No alert is sent, and none is taken back: readers keep what they were "
    "told, and hear of what is different with the next report.\n\n"
    "[bold]Exit codes[/]  0 promoted (or would be) · 1 not, and nothing is changed · 2 wrong usage"
)


def promote(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A replay of everything.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object, as JSON.")] = False,
) -> None:
    """Let what a replay found be what is known; first says what would change."""
    import asyncio

    from streams.cli.intake import put
    from streams.cli.replay_diff_view import summary

    written, found = asyncio.run(_promote(name, is_meant=yes))
    if as_json:
        alerts = [] if found is None else [one.alert.alert_id for one in found.alerts]
        put({"replay": name, "promoted": yes, **written._asdict(), "alerts_that_differ": alerts})
        return
    if found is not None:
        print(summary(found))
    entries = ", ".join(f"{count:,} of {table}" for table, count in written.entries.items())
    print(
        f"{name} {'is promoted' if yes else 'may be promoted'}: {written.incidents:,} incidents "
        f"{'are' if yes else 'would be'} told anew; entries of memory: {entries or 'none'}; no alert"
    )
    if not yes:
        print("add --yes to do it")


async def _promote(name: str, *, is_meant: bool) -> tuple[Written, Difference | None]:
    """Promote a replay, or tell what that would do."""
    from streams.cli.context import settings
    from streams.cli.kept import bootstrap_of
    from streams.cli.progress import meter
    from streams.cli.subject import now
    from streams.replay.book import replay_named
    from streams.replay.diff.differing import difference
    from streams.replay.diff.sides import Side
    from streams.replay.promotion import promoting

    ours = settings()
    bootstrap = bootstrap_of(ours)
    replay = await replay_named(bootstrap, ours, name)
    with meter("partitions") as line:
        do = promoting.promote if is_meant else promoting.survey
        written = await do(bootstrap, ours, replay, at=now(), show=line.show)
        if is_meant:
            return written, None
        life, side = Side(bootstrap, ours, None), Side(bootstrap, ours, replay)
        return written, await difference(life, side, show=line.show)
