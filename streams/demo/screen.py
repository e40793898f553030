"""
What does one see while the demo runs?

One line for each step of starting, each alarm in full, each near miss in a
line, and a summary. Plain lines when the output is no terminal. Not here: how
one alarm looks (``streams/render.py``), and what was expected (``score.py``).
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from msgspec.structs import replace
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.alert import Alert
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.watch import Watchlist
from streams.render import alarm, near_miss
from streams.wording import shown

from .score import Delays, Score
from .story import expected, story, wires

# Columns from which on a near miss has room for its detail beside headline and reason.
WIDE = 120


class Screen:
    """
    The demo's side of the terminal.

    Attributes:
        began: When the command started, on the monotonic clock.
    """

    def __init__(self, console: Console, *, began: float) -> None:
        self._console = console
        self.began = began
        self._shown: set[tuple[str, int, str]] = set()

    def step(self, words: str) -> None:
        """Say what has just been done, and how many seconds after the command."""
        line = Text.assemble((f"{time.monotonic() - self.began:6.1f} s  ", "dim"), words)
        self._console.print(line)

    def opening(self, watchlist: Watchlist) -> None:
        """Say what is about to be seen."""
        live = [item for item in story() if not item.old]
        watched = ", ".join(entry.title or entry.id for entry in watchlist.watch)
        self._console.print()
        self._console.print(
            f"{len(live)} invented items on {len(wires())} wires, {live[-1].at:.0f} seconds of them."
        )
        self._console.print(f"Watched: {watched}.")
        self._console.print()

    def alarm(self, alert: Alert, *, latency_ms: float | None) -> None:
        """Show *alert*; in one line when its incident has just been shown for another watch."""
        same = (alert.incident_id, alert.incident_revision, alert.kind)
        if same in self._shown:
            line = Text.assemble(
                ("  the same for ", "dim"), (shown(alert.watch_id), "bold"),
                (f"  ({alert.match.rule} {shown(alert.match.entry)})", "dim"),
            )  # fmt: skip
            self._console.print(line)
            self._console.print()
        else:
            self._shown.add(same)
            self._console.print(alarm(alert, latency_ms=latency_ms))

    def near_miss(self, dispatch: Dispatch, decision: Decision) -> None:
        """Show why *dispatch* did not ring, by its headline: the reader saw no other part of it."""
        words = dispatch.headline or dispatch.text
        if self._console.width < WIDE:
            # Cut off in the middle, the detail says less than the reason does.
            decision = replace(decision, detail="", watch_id=None)
        self._console.print(near_miss(replace(decision, sentence=words)))

    def summary(self, score: Score, *, first_alarm: float | None) -> bool:
        """
        Show what happened, and whether that was right; returns the latter.

        Args:
            score: What was seen.
            first_alarm: Seconds from the command to the first alarm.
        """
        rows = Table.grid(padding=(0, 2))
        rows.add_column(style="dim", no_wrap=True)
        rows.add_column(overflow="fold")
        old = sum(item.old for item in story())
        rows.add_row("items", f"{len(story())} on the wires, {old} of them old at first contact")
        rows.add_row("dispatches", f"{len(score.dispatches)} read")
        kinds = Counter(f"{each.alert.kind} {each.alert.watch_id}" for each in score.alarms)
        rows.add_row("alarms", _counted(kinds))
        rows.add_row("kept quiet", _counted(score.quiet_reasons()))
        rows.add_row("topic to topic", _delays(score.record_to_record(), "dispatches to alerts"))
        rows.add_row("wire to screen", _delays(score.fetched_to_screen(), "fetched to shown"))
        if first_alarm is not None:
            rows.add_row("first alarm", f"{first_alarm:.1f} s after the command")
        self._console.print()
        self._console.print(rows)
        self._console.print()
        return self._verdict(score)

    def staying(self, config: Path) -> None:
        """Say what can be tried while everything stays up."""
        self._console.print()
        self._console.print("Everything stays up until Ctrl-C. In another terminal:")
        self._console.print(f"  tocsin --config {config} alerts tail --since 1h", soft_wrap=True)

    def _verdict(self, score: Score) -> bool:
        """Say what was missing or wrong, line by line, and the result."""
        missing, false = score.missing(), score.false()
        undecided = score.undecided(story())
        for ring in missing:
            self._console.print(f"missing: {ring.kind} for {ring.watch}, by item {ring.item}")
        for ring in false:
            self._console.print(f"false: {ring.kind} for {ring.watch}, by item {ring.item}")
        for item in undecided:
            self._console.print(f"undecided: item {item} never got a decision")
        if score.dead:
            self._console.print(f"dead letters: {score.dead}")
        wanted = len(list(expected()))
        right = not (missing or false or undecided or score.dead)
        words = f"expected {wanted} alarms, {wanted - len(missing)} rang; {len(false)} false"
        self._console.print(Text(words, style="bold green" if right else "bold red"))
        return right


def _counted(counts: Counter[str]) -> str:
    """Write counts, the most frequent first: "5 UPDATE mali, 1 ONSET mali"."""
    if not counts:
        return "none"
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return f"{counts.total()}: " + ", ".join(f"{count} {name}" for name, count in ranked)


def _delays(delays: Delays | None, what: str) -> str:
    """Write percentiles in milliseconds."""
    if delays is None:
        return "nothing rang"
    p50, p99, longest = delays
    return f"p50 {p50:,.0f} ms, p99 {p99:,.0f} ms, longest {longest:,.0f} ms ({what})"
