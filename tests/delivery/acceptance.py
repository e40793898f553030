"""
Kill delivery at random for as long as wanted, and count.

Usage: ``python -m tests.delivery.acceptance --seconds 300 --kills 20``. Starts a Kafka of its
own; prints the figures; exit 1 when a subscriber lacks something, got it in the wrong order,
twice under two ids, or was made to wait by the others. Not here: what is done
(``ordeal.py``).
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

from .ordeal import Figures, Knobs, ordeal

MOST_LINES = 20


async def accept(folder: Path, knobs: Knobs, talk: Console) -> Figures:
    """Run it on a broker of its own."""
    with EmbeddedKafka(folder / "kafka") as broker:
        settings = Settings(state=folder / "state", kafka=Kafka(bootstrap=broker.bootstrap))
        await ensure_topics(broker.bootstrap, settings)
        return await ordeal(settings, folder, knobs, talk.print)


def main(arguments: Sequence[str]) -> int:
    """Run it, print what came of it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.delivery.acceptance")
    for name, default in Knobs()._asdict().items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    knobs = Knobs(**vars(parser.parse_args(arguments)))
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(accept(Path(name), knobs, Console(stderr=True)))
    worst = found.delays_at_all[-1] if found.delays_at_all else 0.0
    print(f"alerts for everyone: {found.sent}; messages taken in: {found.messages}")
    print(f"killed: {found.kills} times; repeats, under the same id: {found.repeats}")
    print(f"subscribers that lack something: {len(found.lacking)}; unasked: {len(found.unasked)}")
    print(
        f"the well ones, while we were at work: p50 {found.delay(0.5) * 1000:.0f} ms, "
        f"p99 {found.delay(0.99) * 1000:.0f} ms"
    )
    print(f"the same, ourselves killed and not back included: worst {worst:.1f} s")
    wrong = [*found.problems, *(f"{who} lacks {len(some)}" for who, some in found.lacking.items())]
    for line in wrong[:MOST_LINES]:
        print(line)
    is_good = not (found.lacking or found.unasked or found.problems) and found.delay(0.99) < 1
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
