"""
What that did not arrive may be sent once more?

The role, which sends it, and the command, which says beforehand what would come, ask the same.
What was taken back since must not ring again: its receiver was told that it was wrong, and an
alarm after that would be a new one to him. Pure. Not here: who may ask (``wishing.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from schemas.delivery import Delivery, State

REDRIVABLE: Final[frozenset[State]] = frozenset({"dead", "failed"})
"""What an attempt did not bring; ``failed`` would come by itself, later."""

TAKEN_BACK: Final = "it was taken back since"
EXPIRED: Final = "it has expired"

Retracted = dict[tuple[str, str, str], int]
"""By subscription, incident and watch entry the revision at which it was last taken back."""


def retracted(rows: Iterable[Delivery]) -> Retracted:
    """
    Return what *rows* say was taken back, whether the CANCEL itself arrived or not.

    A CANCEL takes back all that was told for its watch entry until then. For another entry the
    incident may stand: "it was not in Mali, it was in Niger".
    """
    found: Retracted = {}
    for row in rows:
        if row.kind == "CANCEL":
            place = _place(row)
            found[place] = max(row.incident_revision, found.get(place, row.incident_revision))
    return found


def obstacle(row: Delivery, gone: Retracted, *, now: datetime) -> str | None:
    """
    Say why *row* is not sent again; ``None`` when it may be.

    Args:
        row: Of any state.
        gone: What :func:`retracted` says of all rows of its subscription.
        now: The time.
    """
    if row.state not in REDRIVABLE:
        return f"it is {row.state}"
    if row.kind != "CANCEL" and row.incident_revision < gone.get(_place(row), 0):
        return TAKEN_BACK
    return EXPIRED if row.expires <= now else None


def _place(row: Delivery) -> tuple[str, str, str]:
    return row.subscription_id, row.incident_id, row.watch_id
