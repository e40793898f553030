"""
Does an alert still hold?

A later message names those that it replaces, one that takes back ends them, and each has an end
of its own. That changes without the alert, so it is kept beside the records. The words are those
of ``tocsin alerts list`` (``streams/sent.py``), which asks the same of the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from .facets import Facets

State = Literal["in_force", "replaced", "taken_back", "expired"]
STATES: tuple[str, ...] = get_args(State)

ACTIVE = "active"
"""Asked for, it means what is in force and is no CANCEL: nobody need heed the others."""


class Ended(NamedTuple):
    """What ended an alert."""

    by: str
    is_taken_back: bool


class Standings:
    """Which alerts were replaced or taken back, by those that are kept."""

    def __init__(self) -> None:
        self._ended: dict[str, Ended] = {}

    def note(self, alert: Facets) -> None:
        """Note what *alert* replaces; of several that name one, the first ended it."""
        for reference in alert.references:
            self._ended.setdefault(reference, Ended(alert.id, alert.kind == "CANCEL"))

    def forget_but(self, alerts: Iterable[str]) -> None:
        """Forget all but these."""
        left = set(alerts)
        self._ended = {one: how for one, how in self._ended.items() if one in left}

    def __len__(self) -> int:
        return len(self._ended)

    def state(self, alert: Facets, *, now: datetime) -> tuple[State, str | None]:
        """Return how *alert* stands, and what ended it."""
        ended = self._ended.get(alert.id)
        if ended is not None:
            return "taken_back" if ended.is_taken_back else "replaced", ended.by
        if alert.expires is not None and alert.expires <= now:
            return "expired", None
        return "in_force", None

    def is_asked(self, alert: Facets, wanted: frozenset[str], *, now: datetime) -> bool:
        """Tell whether *alert* stands as one of *wanted*; nothing wanted is everything."""
        if not wanted:
            return True
        state, _ = self.state(alert, now=now)
        return state in wanted or (
            ACTIVE in wanted and state == "in_force" and alert.kind != "CANCEL"
        )
