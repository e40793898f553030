"""
``tocsin dead redrive`` and ``drop``: what is done about dead letters?

Without ``--yes`` both say only what they would do. Not here: how a letter goes back
(``streams/redriving.py``, ``streams/wires/reparsing.py``), and looking at letters
(``streams/cli/dead.py``).
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from streams.cli.context import settings
from streams.cli.dead_choice import AsJson, Reason, Since, Stage, Until, choice, chosen, narrowed
from streams.cli.kept import bootstrap_of

if TYPE_CHECKING:
    from streams.letters import Buried, Choice

REDRIVE_EPILOG = (
    "[bold]What happens[/]  The record goes back to its topic and partition as it came, and is "
    "handled as if it were new; what was handled already is passed over. If it fails again it is the "
    "same letter, tried once more. Documents (stage parsing) are parsed by today's parser; what is in "
    "them wakes nobody.\n\n"
    "[bold]Try[/]  tocsin dead redrive dispatches-3-1042  ·  "
    "tocsin dead redrive --stage reading --reason BadRecord --since 2h --yes\n\n"
    "[bold]Exit codes[/]  0 all redriven (or would be) · 1 none · 2 wrong usage · 3 some refused"
)
DROP_EPILOG = (
    "[bold]What happens[/]  A note is written beside each letter; the letter itself stays until the "
    "topic forgets it, after 30 days.\n\n"
    "[bold]Try[/]  tocsin dead drop --stage parsing --reason html --because 'login pages' --yes"
)

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="[ID…]", help="As `dead list` shows them.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without it, only say what would be done.")]
Force = Annotated[
    bool, typer.Option("--force", help="Also what failed too often, or was redriven or dropped.")
]

EXAMPLES = 3
"""Ids that are named where there may be thousands."""


class Outcome(NamedTuple):
    """What a command came to: letters done, and the ids of the others by why they were not."""

    done: int
    refused: dict[str, list[str]]


def redrive(
    ids: Ids = None,
    stage: Stage = None,
    reason: Reason = None,
    since: Since = None,
    until: Until = None,
    yes: Yes = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Send letters back to where they came from; first says what it would do."""
    wanted = narrowed(choice(ids=ids or (), stage=stage, reason=reason, since=since, until=until))
    outcome = asyncio.run(_redrive(wanted, yes=yes, force=force))
    _conclude(outcome, "redrive", "redriven", yes=yes, as_json=as_json)


def drop(
    because: Annotated[
        str, typer.Option("--because", metavar="WORDS", help="Why; kept with each letter.")
    ],
    ids: Ids = None,
    stage: Stage = None,
    reason: Reason = None,
    since: Since = None,
    until: Until = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Close letters that nobody will redrive; first says what it would do."""
    if not because.strip():
        raise typer.BadParameter("say why", param_hint="--because")
    wanted = narrowed(choice(ids=ids or (), stage=stage, reason=reason, since=since, until=until))
    outcome = asyncio.run(_drop(wanted, because.strip(), yes=yes))
    _conclude(outcome, "drop", "dropped", yes=yes, as_json=as_json)


async def _redrive(wanted: Choice, *, yes: bool, force: bool) -> Outcome:
    """Send letters back, a portion at a time."""
    from streams import kafka
    from streams.cli.progress import meter
    from streams.kafka_admin import admin, partition_counts
    from streams.redriving import bodies, refused
    from streams.wires.parsing import parser
    from streams.wires.reparsing import Documents

    ours = settings()
    bootstrap = bootstrap_of(ours)
    letters = await chosen(wanted, force=force)
    async with admin(bootstrap) as client:
        partitions = await partition_counts(client)
    documents = await Documents.among(letters, ours, bootstrap=bootstrap)
    good: list[Buried] = []
    against: dict[str, list[str]] = {}
    for one in letters:
        why = refused(one, ours, partitions, force=force) or documents.waits(one)
        if why is None:
            good.append(one)
        else:
            against.setdefault(why, []).append(one.letter.id)
    if not yes or not good:
        return Outcome(len(good), against)
    passed = failed = 0
    async with kafka.producer(bootstrap) as producer, parser() as parsing:
        with meter("redriving") as line:
            async for portion in bodies(good, ours, bootstrap=bootstrap):
                bad = await documents.send_back(portion, producer, parsing)
                for id_, why in bad.items():
                    against.setdefault(why, []).append(id_)
                passed, failed = passed + len(portion), failed + len(bad)
                line.show(passed, len(good))
    return Outcome(passed - failed, against)


async def _drop(wanted: Choice, because: str, *, yes: bool) -> Outcome:
    """Note letters as dropped."""
    from streams import kafka
    from streams.cli.progress import meter
    from streams.redriving import PORTION, note

    ours = settings()
    letters = await chosen(wanted, force=False)
    good = [one for one in letters if one.is_open]
    against: dict[str, list[str]] = {}
    for one in letters:
        if one.fate is not None:
            against.setdefault(f"it was {one.fate.done} already", []).append(one.letter.id)
    if yes and good:
        async with kafka.producer(bootstrap_of(ours)) as producer:
            with meter("dropping") as line:
                for start in range(0, len(good), PORTION):
                    portion = good[start : start + PORTION]
                    await note(portion, "dropped", producer, ours, why=because)
                    line.show(start + len(portion), len(good))
    return Outcome(len(good), against)


def _conclude(outcome: Outcome, verb: str, past: str, *, yes: bool, as_json: bool) -> None:
    """Say what was or would be done, and end with its exit code."""
    from streams.cli.intake import PARTIAL, put
    from streams.trouble import Trouble
    from streams.wording import counted, shown

    for why, ids in outcome.refused.items():
        named = ", ".join(ids[:EXAMPLES]) + (", …" if len(ids) > EXAMPLES else "")
        print(f"tocsin: not {past}: {shown(named)}: {shown(why)}", file=sys.stderr)
    not_done = sum(map(len, outcome.refused.values()))
    if as_json:
        put({past: outcome.done, "refused": outcome.refused, "dry_run": not yes})
    elif outcome.done:
        letters = counted(outcome.done, "dead letter")
        print(f"{past} {letters}" if yes else f"would {verb} {letters}; add --yes to do it")
    if not outcome.done:
        raise Trouble(
            f"none of {counted(not_done, 'dead letter')} {'was' if yes else 'would be'} {past}"
        )
    if not_done:
        raise typer.Exit(PARTIAL)
