"""
Kill delivery at random for as long as wanted, and count.

Usage: ``python -m tests.delivery.acceptance [--quick] [--processes 2]``: eight minutes, or
one. Starts a Kafka of its own; prints the figures; exit 1 when a subscriber lacks something,
got it in the wrong order, twice under two ids, or was made to wait by the others. Not here:
what is done (``ordeal.py``), and the counting (``ordeal_figures.py``).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.settings import Kafka, Settings

from .ordeal import KINDS, Knobs, ordeal
from .ordeal_figures import Figures, not_exceeded

LONG = Knobs(seconds=300, kills=20, patience=300)

MOST_DELAY_SECONDS = 1.0
"""From the record on ``alerts`` until a well receiver has it, for 99 in 100."""

MOST_LINES = 20


async def accept(folder: Path, knobs: Knobs, talk: Console) -> Figures:
    """Run it on a broker of its own."""
    with EmbeddedKafka(folder / "kafka") as broker:
        settings = Settings(state=folder / "state", kafka=Kafka(bootstrap=broker.bootstrap))
        await ensure_topics(broker.bootstrap, settings)
        return await ordeal(settings, folder, knobs, talk.print)


def main(arguments: Sequence[str]) -> int:
    """Run it, print what came of it; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.delivery.acceptance",
        description="Kill delivery at random for minutes, with receivers that fail, and count.",
    )
    parser.add_argument("--quick", action="store_true", help="20 seconds of load, two kills")
    for name, default in LONG._asdict().items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=type(default), metavar="N", help=f"[{default}]"
        )
    said = vars(parser.parse_args(arguments))
    knobs = Knobs() if said.pop("quick") else LONG
    knobs = knobs._replace(**{name: value for name, value in said.items() if value is not None})
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(accept(Path(name), knobs, Console(stderr=True)))
    _tell(found, knobs)
    return (
        0
        if found.is_faultless and not_exceeded(found.delays.at_work, 0.99) < MOST_DELAY_SECONDS
        else 1
    )


def _tell(found: Figures, knobs: Knobs) -> None:
    """Print the figures, each with its bar."""
    lost = sum(len(some) for some in found.lacking.values())
    print(f"{knobs.seconds:.0f} s of load, killed or frozen {found.kills} times")
    print(f"{found.sent} alerts for each of {knobs.each * len(KINDS)} subscribers")
    print(f"  messages taken in  {found.messages}, {found.repeats} of them again under their id")
    print(f"  lost               {lost} (0), by {len(found.lacking)} subscribers")
    print(f"  unasked            {len(found.unasked)} (0)")
    print(f"  in wrong order     {found.disordered} (0)")
    print(f"  gaps in numbers    {found.gaps} (0)")
    print(f"  under a second id  {found.doubled} (0)")
    at_work, caught_up, at_all = (
        f"p50 {not_exceeded(some, 0.5) * 1000:.0f} ms, p99 {not_exceeded(some, 0.99) * 1000:.0f} ms"
        for some in found.delays
    )
    print(f"  delay of the well  {at_work} (1000), while a process is at work")
    print(f"                     {caught_up}, of it what nothing older was waiting before")
    print(f"                     {at_all}, at any time")
    wrong = [*found.problems, *(f"{who} lacks {len(some)}" for who, some in found.lacking.items())]
    for line in wrong[:MOST_LINES]:
        print(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
