"""Print the figures, each beside its bar; exit 1 when one misses it. Name parts to run only those."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console

from . import reading, wires, worker
from .card import Row, table_of


def reading_rows() -> list[Row]:
    """Measure the reading on one core."""
    whole, steady = reading.command_rate()
    figures = reading.judgement()
    return [
        Row("tocsin read --json, demo's items, start included, dispatches/s", whole),
        Row("the same, after its start", steady, at_least=1000),
        Row("read(), mixed corpus, dispatches/s", figures["ours"]),
        Row("the obvious path, dispatches/s", figures["obvious"]),
        Row("ratio of the two", figures["ratio"], at_least=8, places=1),
        Row("read(), slowest in a hundred, ms", figures["p99_ms"], at_most=3, places=2),
    ]


def worker_rows() -> list[Row]:
    """Measure one worker over an embedded Kafka."""
    load, pace = worker.measure()
    return [
        Row("one worker, end to end, dispatches/s", load["per_second"], at_least=800),
        Row("its CPU for each, µs", load["cpu_us"]),
        Row("dispatches to alerts at 20/s, p50 ms", pace["p50_ms"], at_most=25),
        Row("the same, p99 ms", pace["p99_ms"], at_most=100),
        Row("received to alarm shown, p99 ms", pace["shown_p99_ms"], at_most=1000),
        Row("alarms measured", pace["alarms"], at_least=100),
    ]


def wires_rows() -> list[Row]:
    """Measure the poller over ten thousand feeds."""
    feeds = wires.measure()
    memory = feeds["poller_peak_mb"] + feeds["parsers_mb"]
    return [
        Row("feeds due in a minute, of 10,000", feeds["due"]),
        Row("of these polled", feeds["polled"], at_least=feeds["due"]),
        Row("start delay at 30 requests/s, p95 ms", feeds["delay_p95_ms"], at_most=2000),
        Row("the poller's loop stands still, p99 ms", feeds["stall_p99_ms"], at_most=50, places=1),
        Row("the same, worst ms", feeds["stall_max_ms"]),
        Row("memory of the poller and its parsers, MB", memory, at_most=400),
    ]


PARTS: dict[str, tuple[str, Callable[[], list[Row]]]] = {
    "reading": ("the reading, and the obvious path beside it, half a minute", reading_rows),
    "worker": ("one worker over an embedded Kafka, a minute and a half", worker_rows),
    "wires": ("ten thousand feeds, two minutes", wires_rows),
}


def main(wanted: list[str]) -> int:
    """Measure the *wanted* parts, or all; progress on stderr."""
    if unknown := set(wanted) - set(PARTS):
        print(f"bench: no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    talk = Console(stderr=True)
    rows: list[Row] = []
    for name in wanted or PARTS:
        words, measure = PARTS[name]
        talk.print(f"{name}: {words} …")
        rows += measure()
    Console().print(table_of(rows))
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
