"""Print the figures, each beside its bar; exit 1 when one misses it. Name parts to run only those."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from . import (
    delivery,
    following,
    reading,
    recovery,
    replay,
    sse,
    suite,
    webhooks,
    wires,
    worker,
)  # fmt: skip
from .card import Row, table_of


def reading_rows() -> list[Row]:
    """Measure the reading on one core."""
    whole, steady = reading.command_rate(reading.demo_items)
    _, mixed = reading.command_rate(reading.mixed_items)
    figures = reading.judgement()
    return [
        Row("tocsin read --json, demo's items, start included, dispatches/s", whole),
        Row("the same, after its start", steady, at_least=1000),
        Row("the same, on a stream mixed as in life", mixed, at_least=1000),
        Row("read(), mixed corpus, dispatches/s", figures["ours"]),
        Row("the obvious path, dispatches/s", figures["obvious"]),
        Row("ratio of the two", figures["ratio"], at_least=8, places=1),
        Row("read(), slowest in a hundred, ms", figures["p99_ms"], at_most=3, places=2),
    ]


def suite_rows() -> list[Row]:
    """Read the labelled suite: each language, the seen part and the one set aside."""
    rows: list[Row] = []
    found = {
        f"{language} {part}": suite.score(language, part)
        for language in suite.languages()
        for part in suite.PARTS
        if suite.items(language, part)
    }
    for name, score in found.items():
        rows += [
            Row(f"{name}: fighting, precision", score.precision, at_least=0.97, places=3),
            Row(f"{name}: fighting, recall", score.recall, at_least=0.97, places=3),
        ]
    scores = found.values()
    rows += [
        Row("located by what must not locate", sum(one.leaks for one in scores), at_most=0),
        Row("coordinates without a source", sum(one.unsourced for one in scores), at_most=0),
        Row("compound claims summed", sum(one.summed for one in scores), at_most=0),
    ]
    _print_shares(found)
    _print_confusion(sum((one.confusion for one in scores), Counter()))
    return rows


def _print_shares(found: dict[str, suite.Score]) -> None:
    """Show how often each question was answered right, of those that are labelled."""
    questions = sorted({question for one in found.values() for question in one.pairs})
    table = Table("part", *questions, title="answered right, of those labelled")
    for name, score in found.items():
        table.add_row(name, *(f"{score.share(question):.2f}" for question in questions))
    Console().print(table)


def _print_confusion(confusion: Counter[tuple[str, str]]) -> None:
    """Show how each labelled realis was read, all languages and parts together."""
    kinds = sorted({kind for pair in confusion for kind in pair})
    table = Table("labelled", *kinds, title="realis: labelled, and as read")
    for labelled in kinds:
        row = [str(confusion[labelled, read] or "") for read in kinds]
        if any(row):
            table.add_row(labelled, *row)
    Console().print(table)


def following_rows() -> list[Row]:
    """Measure following over ten thousand open incidents."""
    figures = following.measure()
    return [
        Row("follow, 10,000 open incidents, readings/s", figures["per_second"], at_least=2000),
        Row("the same, slowest in a hundred, ms", figures["p99_ms"], places=2),
        Row("with 100 open, how many times as fast", figures["flatness"], at_most=1.5, places=2),
        Row("memory of an open incident, KB", figures["kb_each"], at_most=5, places=1),
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


def recovery_rows() -> list[Row]:
    """Measure how a worker comes back to a million entries."""
    rows = []
    for name, start in recovery.measure().items():
        rows += [
            Row(f"{name}: a million keys, s", start.seconds, at_most=60, places=1),
            Row(f"{name}: entries read", start.read),
            Row(f"{name}: the worker's memory when ready, MB", start.resident_mb),
        ]
    return rows


def replay_rows() -> list[Row]:
    """Measure replays of what a live worker did, beside that worker."""
    found = replay.measure()
    growth = found["long_mb"] - found["short_mb"]
    return [
        Row("the live worker, dispatches/s", found["live"]),
        Row("the same, for each of its core's seconds", found["live_core"]),
        Row("replay of dispatches, read and followed, a core's second", found["dispatches_core"],
            at_least=1000),
        Row("the same, by the clock", found["dispatches"]),
        Row("the same by two processes, times as fast", found["dispatches_ratio"], at_least=1.8,
            places=2),
        Row("replay of readings, a core's second", found["readings_core"], at_least=3000),
        Row("the same, by the clock", found["readings"]),
        Row("the same by two processes, times as fast", found["readings_ratio"], at_least=1.8,
            places=2),
        Row("its memory over 100,000 records, MB", found["short_mb"]),
        Row("the same over 1,000,000, MB more", growth, at_most=20),
        Row("the same, seconds", found["long_seconds"]),
    ]  # fmt: skip


def webhooks_rows() -> list[Row]:
    """Measure the channel of webhooks, without the ledger around it."""
    found = webhooks.measure()
    return [
        Row("webhooks over kept connections, each second", found["kept"].per_second, at_least=2000),
        Row("CPU for each, µs", found["kept"].cpu_us, at_most=300),
        Row("the same over a new connection each", found["new"].cpu_us, at_most=800),
        Row("the same over TLS", found["tls"].cpu_us, at_most=2000),
    ]


def delivery_rows() -> list[Row]:
    """Measure one delivery process with five thousand webhooks."""
    found = delivery.measure()
    return [
        Row("deliveries to 5,000 webhooks at 500/s, wanted", found["wanted"]),
        Row("of these arrived", found["arrived"], at_least=found["wanted"]),
        Row("from the alert's record to its arrival, p50 ms", found["p50_ms"]),
        Row("the same, p99 ms", found["p99_ms"], at_most=1000),
        Row("5,000 at once, deliveries/s", found["burst_per_second"], at_least=500),
        Row("CPU of the process for each, µs", found["cpu_us"]),
        Row("its memory, MB", found["memory_mb"]),
        Row("until it is ready, s", found["start_s"], places=1),
    ]


def sse_rows() -> list[Row]:
    """Measure an API process with a thousand streams."""
    told = sse.measure()
    return [
        Row("streams on one API process", told["readers"], at_least=1000),
        Row(
            "of the alerts, so many came", told["told"], at_least=told["readers"] * sse.ALERTS_SENT
        ),
        Row("handed over to read off the line, p50 ms", told["p50_ms"]),
        Row("the same, p99 ms", told["p99_ms"], at_most=250),
        Row("the server's memory at most, MB", told["server_mb"], at_most=150),
    ]


PARTS: dict[str, tuple[str, Callable[[], list[Row]]]] = {
    "reading": ("the reading, and the obvious path beside it, half a minute", reading_rows),
    "suite": ("the labelled suite, eight languages, a minute", suite_rows),
    "following": ("incidents, alerts and decisions, without a broker, a minute", following_rows),
    "worker": ("one worker over an embedded Kafka, a minute and a half", worker_rows),
    "replay": ("replays of what a worker did, and of a million records, six minutes", replay_rows),
    "delivery": ("five thousand webhooks, ledger and all, a minute and a half", delivery_rows),
    "sse": ("a thousand readers of one stream, a minute", sse_rows),
    "recovery": ("a worker that comes back to a million keys, three minutes", recovery_rows),
    "webhooks": ("signed and sent to a receiver on loopback, half a minute", webhooks_rows),
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
