"""
What does somebody ask for?

A few values that a record must have one of. Not here: the record's own (``facets.py``), and
whether an alert still holds (``standing.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from .facets import Facets


class Filter(NamedTuple):
    """
    What somebody asks for. What is empty lets everything pass.

    Attributes:
        watch, country, region, kind, status, reason: Any of these; *status* of an alert is
            left to ``standing.py``.
        incident: About this one.
        severity: At least; place in ``SEVERITIES``.
        since: At or after.
        exercises: Also what tells of nothing that happens now.
    """

    watch: frozenset[str] = frozenset()
    country: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    status: frozenset[str] = frozenset()
    reason: frozenset[str] = frozenset()
    incident: str | None = None
    severity: int = 0
    since: datetime | None = None
    exercises: bool = False

    def lets(self, one: Facets) -> bool:
        """Tell whether *one* is asked for."""
        return (
            (self.exercises or not one.is_exercise)
            and one.severity >= self.severity
            and (not self.watch or one.watch in self.watch)
            and (not self.kind or one.kind in self.kind)
            and (not self.status or one.status is None or one.status in self.status)
            and (not self.reason or one.reason in self.reason)
            and (not self.country or not self.country.isdisjoint(one.countries))
            and (not self.region or not self.region.isdisjoint(one.regions))
            and (self.incident is None or one.incident == self.incident)
            and (self.since is None or one.at >= self.since)
        )
