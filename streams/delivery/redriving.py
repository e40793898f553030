"""
What that did not arrive may be sent once more?

The role, which sends it, and the command, which says beforehand what would come, ask the same.
A message comes whole, under the id that it had: receivers know by that what they have already.
What was taken back since must not ring again: its receiver was told that it was wrong, and an
alarm after that would be a new one to him. Nor may the older word follow the newer one. Pure.
Not here: who may ask (``wishing.py``), and when it is sent (``choosing.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, NamedTuple

from schemas.delivery import Delivery, State

REDRIVABLE: Final[frozenset[State]] = frozenset({"dead", "failed"})
"""What an attempt did not bring; ``failed`` would come by itself, later."""

ARRIVES: Final[frozenset[State]] = frozenset({"sending", "accepted", "delivered"})
"""What its receiver has, or may have in a moment."""

TAKEN_BACK: Final = "it was taken back since"
OUTRUN: Final = "a later one of its incident was told since"
EXPIRED: Final = "it has expired"
NOTICE: Final = "it is a notice: what it was to say is no longer there"

Place = tuple[str, str, str]
"""Subscription, incident and watch entry."""


class Later(NamedTuple):
    """
    What came of an incident after a delivery.

    Attributes:
        taken_back: The revision at which it was last taken back, whether that arrived or not.
        told: The last revision that arrived, or may.
    """

    taken_back: dict[Place, int]
    told: dict[Place, int]


def later(rows: Iterable[Delivery]) -> Later:
    """
    Return what *rows* say came last, by place.

    A CANCEL takes back all that was told for its watch entry until then. For another entry the
    incident may stand: "it was not in Mali, it was in Niger".
    """
    found = Later({}, {})
    for row in rows:
        place = _place(row)
        if row.kind == "CANCEL":
            before = found.taken_back.get(place, row.incident_revision)
            found.taken_back[place] = max(row.incident_revision, before)
        if row.state in ARRIVES:
            before = found.told.get(place, row.incident_revision)
            found.told[place] = max(row.incident_revision, before)
    return found


def obstacle(row: Delivery, since: Later, *, now: datetime) -> str | None:
    """
    Say why *row* is not sent again; ``None`` when it may be.

    Args:
        row: Of any state.
        since: What :func:`later` says of all rows of its subscription.
        now: The time.
    """
    if row.state not in REDRIVABLE:
        return f"it is {row.state}"
    if row.kind == "NOTICE":
        return NOTICE
    if row.kind != "CANCEL" and row.incident_revision < since.taken_back.get(_place(row), 0):
        return TAKEN_BACK
    if row.incident_revision < since.told.get(_place(row), 0):
        return OUTRUN
    return EXPIRED if row.expires <= now else None


def with_mates(meant: Collection[Delivery], rows: Iterable[Delivery]) -> list[Delivery]:
    """Return of *rows* the *meant*, and what did not arrive with them in the same message."""
    names = {row.key for row in meant}
    messages = {_message(row) for row in meant if row.state in REDRIVABLE}
    return [
        row
        for row in rows
        if row.key in names or (row.state in REDRIVABLE and _message(row) in messages)
    ]


def _place(row: Delivery) -> Place:
    return row.subscription_id, row.incident_id, row.watch_id


def _message(row: Delivery) -> tuple[str, str]:
    return row.subscription_id, row.idempotency_key
