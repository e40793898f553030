"""
How does an alarm look on a terminal?

Shared by ``alerts tail``, ``run`` and ``demo``. Words from the wire stay data:
they are put into ``rich`` texts and never parsed as markup. Not here: how the
parts are worded (``streams/wording.py``), and what is in an alarm
(``agents/telling/alerting.py``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console, Group, OverflowMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.alert import Alert
from schemas.decision import Decision
from schemas.incident import Incident

from .wording import bounds, claim_words, clock_time, cut, place_words, shown, sides

KIND_STYLES = {
    "ONSET": "bold white on red",
    "ESCALATION": "bold white on dark_orange3",
    "SPREAD": "bold black on yellow",
    "UPDATE": "bold black on yellow",
    "CEASEFIRE": "bold black on green",
    "CANCEL": "bold white on grey37",
}


class OpenConsole(Console):
    """A console that leaves a closed pipe to whoever runs the command; rich itself exits with 1."""

    def on_broken_pipe(self) -> None:
        """Pass the error on that is being handled."""
        raise  # noqa: PLE0704  # rich calls this inside its handler


def console(*, stderr: bool = False) -> Console:
    """Return the console for our output: plain when it is no terminal, nothing interpreted."""
    stream = sys.stderr if stderr else sys.stdout
    return OpenConsole(file=stream, highlight=False, markup=False, emoji=False)


def alarm(alert: Alert, *, latency_ms: float | None = None) -> RenderableType:
    """
    Show one alert: what, where, who, how many by whose word, and the words that set it off.

    Args:
        alert: What rang.
        latency_ms: From the wire to here, when it is known.
    """
    head = Text.assemble(
        (f" {alert.kind} ", KIND_STYLES.get(alert.kind, "bold")), " ", (shown(alert.watch_id), "bold"),
        (f"  {clock_time(alert.sent)}", "dim"),
        (f"  {latency_ms:,.0f} ms from wire to here" if latency_ms is not None else "", "dim"),
    )  # fmt: skip
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for label, value in _facts(alert):
        rows.add_row(label, value)
    return Group(head, Text(shown(alert.headline), style="bold"), Padding(rows, (0, 0, 1, 2)))


def alarm_line(alert: Alert) -> RenderableType:
    """Show one alert in a line: when, what kind, for whom, and its headline."""
    parts = (
        (f" {alert.kind} ", KIND_STYLES.get(alert.kind, "bold")), " ",
        (shown(alert.watch_id), "bold"), (f"  {clock_time(alert.sent)}  ", "dim"),
        shown(alert.headline),
    )  # fmt: skip
    return Group(Text.assemble(*parts, no_wrap=True, overflow="ellipsis"))


def _facts(alert: Alert) -> Iterable[tuple[str, Text]]:
    """Give the labelled lines of an alarm; what is unknown has no line."""
    if alert.place:
        yield "where", Text.assemble(place_words(alert.place), (f"  ({_match(alert)})", "dim"))
    if alert.onset:
        yield "since", Text(f"{alert.onset:%Y-%m-%d}")
    if alert.actors:
        yield "who", Text(sides(alert.actors))
    for number, claim in enumerate(alert.claims):
        yield ("tolls" if number == 0 else ""), Text(claim_words(claim))
    if alert.sentence:
        language = f"  {alert.language}" if alert.language not in {"en", "und"} else ""
        yield "words", Text.assemble((f"“{shown(alert.sentence)}”", "italic"), (language, "dim"))
    yield (
        "how sure",
        Text(
            f"{alert.certainty.lower()}, {alert.severity.lower()} severity; "
            f"{_count(alert.reports, 'report', 'reports')} "
            f"from {_count(alert.families, 'publisher', 'publishers')}"
        ),
    )
    if alert.reasons:
        yield "why", Text("; ".join(shown(reason) for reason in alert.reasons))
    yield "ids", Text(f"alert {alert.alert_id}  incident {alert.incident_id}", style="dim")


def near_miss(decision: Decision, *, in_full: bool = False) -> RenderableType:
    """Show in one line what stayed quiet, and why; *in_full* in as many as it takes."""
    why, sentence = shown(decision.detail), shown(decision.sentence)
    line = Text.assemble(
        ("· quiet  ", "dim"), (decision.reason, "yellow"), "  ",
        (f"‘{sentence if in_full else cut(sentence)}’  " if sentence else "", "italic"),
        (f"{shown(decision.watch_id)}: " if decision.watch_id else "", "dim"), (why, "dim"),
        no_wrap=not in_full, overflow="fold" if in_full else "ellipsis",
    )  # fmt: skip
    return Group(line)  # alone, `print` would join it to others and lose its no_wrap


def decided(decision: Decision, *, in_full: bool = False) -> RenderableType:
    """Show any decision in one line, whatever came of it; *in_full* in as many as it takes."""
    if decision.outcome == "suppress":
        return near_miss(decision, in_full=in_full)
    parts = (
        ("· ", "dim"), (f"{decision.outcome:6} ", "bold"), (decision.reason, "green"), "  ",
        (f"{shown(decision.watch_id)}: " if decision.watch_id else "", "dim"),
        (shown(decision.detail), "dim"),
    )  # fmt: skip
    overflow: OverflowMethod = "fold" if in_full else "ellipsis"
    return Group(Text.assemble(*parts, no_wrap=not in_full, overflow=overflow))


def incident_line(incident: Incident) -> RenderableType:
    """Show an incident's newest state in one line."""
    toll = incident.toll_summary
    places = ", ".join(place_words(place) for place in incident.places[:2])
    parts = (
        ("· ", "dim"), (f"{incident.status} ", "bold"), f"{incident.family} {places}",
        f"  {bounds(toll.min, toll.max)} killed" if (toll.min, toll.max) != (None, None) else "",
        (f"  incident {incident.incident_id} revision {incident.revision}", "dim"),
    )  # fmt: skip
    return Group(Text.assemble(*parts, no_wrap=True, overflow="ellipsis"))


def _match(alert: Alert) -> str:
    """Say how the place satisfies the watch entry."""
    distance = alert.match.distance_km
    far = f", {distance:.0f} km" if distance is not None else ""
    rule, entry = alert.match.rule.replace("_", " "), shown(alert.match.entry)
    return (entry if entry.startswith(f"{rule} ") else f"{rule} {entry}") + far


def _count(number: int, one: str, many: str) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"
