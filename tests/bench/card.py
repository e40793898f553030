"""What was measured, what is it held against, and does it hold?"""

from __future__ import annotations

from typing import NamedTuple

from rich.table import Table


class Row(NamedTuple):
    """
    One figure.

    Attributes:
        what: In words, with its unit.
        value: As measured.
        at_least, at_most: The bar; both ``None`` for a figure that is only told.
        places: Digits after the point.
    """

    what: str
    value: float
    at_least: float | None = None
    at_most: float | None = None
    places: int = 0

    @property
    def holds(self) -> bool:
        """Tell whether the figure is on the right side of its bar."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def bar(self) -> str:
        """The bar in words."""
        if self.at_least is not None:
            return f"≥ {self.at_least:,g}"
        return "" if self.at_most is None else f"≤ {self.at_most:,g}"


def table_of(rows: list[Row]) -> Table:
    """Show *rows*, with a mark on what misses its bar."""
    table = Table("what", "measured", "bar", "", title="tocsin, this machine, this run")
    for row in rows:
        mark = "" if not row.bar else "ok" if row.holds else "MISSED"
        table.add_row(row.what, f"{row.value:,.{row.places}f}", row.bar, mark)
    return table
