"""Print the figures, each beside what it is held against."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from . import reading, wires, worker


def main() -> None:
    """Measure all and print one table; progress on stderr."""
    talk = Console(stderr=True)
    table = Table("what", "measured", "bar", title="tocsin, this machine, this run")
    talk.print("reading: `tocsin read` over the demo's items repeated …")
    whole, steady = reading.command_rate()
    table.add_row("tocsin read --json, dispatches/s, start included", f"{whole:,.0f}", "")
    table.add_row("the same, after its start", f"{steady:,.0f}", "≥ 1,000")
    talk.print("reading: the mixed corpus, and the obvious path beside it …")
    figures = reading.judgement()
    table.add_row("read(), mixed corpus, dispatches/s", f"{figures['ours']:,.0f}", "")
    table.add_row("the obvious path, dispatches/s", f"{figures['obvious']:,.0f}", "")
    table.add_row("ratio", f"{figures['ratio']:.1f}", "≥ 8")
    table.add_row("read(), slowest in a hundred, ms", f"{figures['p99_ms']:.2f}", "≤ 3")
    talk.print("worker: a backlog and a steady pace over an embedded Kafka, about two minutes …")
    load, pace = worker.measure()
    table.add_row("one worker, end to end, dispatches/s", f"{load['per_second']:,.0f}", "≥ 800")
    table.add_row("its CPU for each, µs", f"{load['cpu_us']:,.0f}", "")
    table.add_row("dispatches to alerts at 20/s, p50 ms", f"{pace['p50_ms']:.0f}", "≤ 25")
    table.add_row("the same, p99 ms", f"{pace['p99_ms']:.0f}", "≤ 100")
    table.add_row("alarms measured", f"{pace['alarms']:.0f}", "")
    talk.print("wires: ten thousand feeds, a server and an embedded Kafka, two minutes …")
    feeds = wires.measure()
    table.add_row("feeds due in a minute, of 10,000", f"{feeds['due']:,.0f}", "")
    table.add_row("of these polled", f"{feeds['polled']:,.0f}", f"{feeds['due']:,.0f}")
    table.add_row("start delay at 30 requests/s, p95 ms", f"{feeds['delay_p95_ms']:.0f}", "< 2,000")
    table.add_row("the poller's loop stands still, p99 ms", f"{feeds['stall_p99_ms']:.1f}", "≤ 50")
    table.add_row("the same, worst ms", f"{feeds['stall_max_ms']:.0f}", "")
    memory = feeds["poller_peak_mb"] + feeds["parsers_mb"]
    table.add_row("memory of the poller and its parsers, MB", f"{memory:.0f}", "≤ 400")
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
