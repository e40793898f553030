"""
What came of it, on a page?

For the terminal, and for ``docs/reliability.md`` between two markers. Not here: the figures.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rich.box import SIMPLE
from rich.table import Table

from .scenario import Row

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN = "<!-- made by `make faults` -->"
END = "<!-- end of what is made -->"

COLUMNS = (
    "scenario", "in", "lost", "invented", "repeated", "still p50", "p99", "longest",
    "by itself", "took, s",
)  # fmt: skip


def cells(row: Row) -> tuple[str, ...]:
    """Write *row* down; a name is short enough for a terminal, a page has room for the title."""
    stalled = [f"{row.stalled(part):.1f}" if row.stalls else "–" for part in (0.5, 0.99, 1)]
    return (
        f"{row.records:,}",
        f"{len(row.verdict.lost):,}",
        f"{len(row.verdict.invented):,}",
        f"{row.verdict.repeated:,}",
        *stalled,
        row.recovered,
        f"{row.took:,.0f}",
    )


def shown(rows: Iterable[Row]) -> Table:
    """Return the table for a terminal."""
    table = Table(title="what broke, and what came of it", box=SIMPLE, padding=(0, 1, 0, 0))
    for column in COLUMNS:
        is_words = column in {"scenario", "by itself"}
        table.add_column(column, justify="left" if is_words else "right")
    for row in rows:
        table.add_row(row.name, *cells(row), style=None if row.holds else "bold red")
    return table


def page(text: str, rows: Iterable[Row], *, order: Sequence[str], today: date) -> str:
    """
    Return *text* with the rows of this run put in place of their old ones; others stay.

    *order* has the titles of all scenarios; a row of one that is no more goes.

    Raises:
        ValueError: The markers are not there.
    """
    before, begin, rest = text.partition(BEGIN)
    known, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has no {BEGIN} … {END}")
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in known.splitlines()}
    when = f"{today.isoformat()}, {machine()}"
    for row in rows:
        lines[row.title] = "| " + " | ".join((row.title, *cells(row), when)) + " |"
    made = [
        "",
        "| " + " | ".join((*COLUMNS, "when, and on what")) + " |",
        "|---" + "|---:" * 7 + "|---|---:|---|",
        *(lines[title] for title in order if title in lines),
        "",
    ]
    return before + begin + "\n".join(made) + end + after


def machine() -> str:
    """Say what kind of machine this is: no name, no address."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {pages * size / 2**30:.0f} GB, "
        f"Python {platform.python_version()}"
    )
