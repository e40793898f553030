"""
Break what a worker stands on, and account for every record: ``make faults``.

Usage: python -m tests.faults [--quick] [--write] [--list] [--keep] [SCENARIO…]

Runs the named scenarios, or all; exit 1 when a record was lost or invented. Progress goes to
stderr, the table to stdout.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from streams.trouble import Trouble

from . import (
    brokers,
    clocks,
    cluster,
    disks,
    killing,
    poisoning,
    recovering,
    table,
    wires,
)  # fmt: skip
from .running import run
from .scenario import Row, Scenario

FAMILIES = (killing, wires, brokers, cluster, disks, recovering, poisoning, clocks)
SCENARIOS = {one.name: one for family in FAMILIES for one in family.SCENARIOS}

# Lines about what is lost or invented; a thousandth tells no more than a tenth.
MOST_LINES = 10


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; returns the exit code."""
    wish = _parser().parse_args(arguments)
    if unknown := [name for name in wish.scenarios if name not in SCENARIOS]:
        print(f"faults: no scenario {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
        return 2
    if wish.list:
        for one in SCENARIOS.values():
            print(f"{one.name:<14} {one.title}")
        return 0
    wanted = [SCENARIOS[name] for name in wish.scenarios or SCENARIOS]
    talk = Console(stderr=True)
    try:
        rows = asyncio.run(_all(wanted, wish, talk))
    except (KeyboardInterrupt, asyncio.CancelledError):
        talk.print("faults: stopped; everything that was started has been ended")
        return 1
    except Trouble as trouble:
        talk.print(f"faults: {trouble}")
        return 1
    Console().print(table.shown(rows))
    if wish.write:
        made = table.page(
            table.PAGE.read_text("utf-8"),
            rows,
            order=[one.title for one in SCENARIOS.values()],
            today=datetime.now(UTC).date(),
        )
        table.PAGE.write_text(made, "utf-8")
        talk.print(f"faults: written to {table.PAGE}")
    return 0 if rows and all(row.holds for row in rows) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="all without")
    parser.add_argument("--quick", action="store_true", help="a small version of each")
    parser.add_argument("--write", action="store_true", help="the table into docs/reliability.md")
    parser.add_argument("--keep", action="store_true", help="leave logs and the broker's data")
    parser.add_argument("--list", action="store_true", help="say which scenarios there are")
    return parser


async def _all(wanted: Sequence[Scenario], wish: argparse.Namespace, talk: Console) -> list[Row]:
    """Run one scenario after the other."""
    task = asyncio.current_task()
    assert task is not None
    # `docker stop` and CI's time limit: end as Ctrl-C does, with everything cleaned up.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    rows = []
    for one in wanted:
        if why := one.needs():
            talk.print(f"{one.name}: left out, {why}")
            continue
        with _folder(talk, stays=wish.keep) as folder:
            row = await _one(one, folder, is_quick=wish.quick, talk=talk)
        rows.append(row)
        _tell(row, talk)
    return rows


@contextmanager
def _folder(talk: Console, *, stays: bool) -> Iterator[Path]:
    """Give a folder that is gone afterwards unless it *stays*."""
    made = Path(tempfile.mkdtemp(prefix="tocsin-faults-"))
    try:
        yield made
    finally:
        if stays:
            talk.print(f"everything of this run is in {made}")
        else:
            shutil.rmtree(made, ignore_errors=True)


async def _one(one: Scenario, folder: Path, *, is_quick: bool, talk: Console) -> Row:
    """Run one scenario in *folder*, and tell how it goes."""
    with talk.status(one.name) as line:

        def say(what: str) -> None:
            line.update(f"{one.name}: {what}")
            if not talk.is_terminal:
                talk.print(f"{one.name}: {what}")

        return await run(one, folder, is_quick=is_quick, say=say)


def _tell(row: Row, talk: Console) -> None:
    """Say what is wrong, if anything."""
    said = (("lost", row.verdict.lost), ("invented", row.verdict.invented), ("note", row.remarks))
    for what, lines in said:
        for line in lines[:MOST_LINES]:
            talk.print(f"{what}: {line}")
        if len(lines) > MOST_LINES:
            talk.print(f"{what}: and {len(lines) - MOST_LINES:,} more")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
