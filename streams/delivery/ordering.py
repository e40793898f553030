"""
Which message has to wait for another one of its incident?

None does as long as each is begun when the one before it has ended. What is redriven breaks into
that: several messages of an incident, or one beside what waits for its retry. They go out as
they came. Pure. Not here: what was never tried (``agents/notifying/turns.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.delivery import Delivery


def behind(messages: Mapping[str, Sequence[Delivery]]) -> set[str]:
    """
    Return the keys of those that wait for an earlier one.

    Args:
        messages: By key, the rows of all that was begun and is not over.
    """
    first: dict[tuple[str, ...], tuple[tuple[int, int], str]] = {}
    for key, rows in messages.items():
        for row in rows:
            for about in ((row.incident_id,), (row.incident_id, row.watch_id)):
                first[about] = min((row.source, key), first.get(about, (row.source, key)))
    waits_for = {
        key: {first[_about(row)][1] for row in rows} - {key} for key, rows in messages.items()
    }
    goes = {key for key, others in waits_for.items() if not others}
    while more := {key for key in waits_for.keys() - goes if waits_for[key] <= goes}:
        goes |= more
    found = {key for key, others in waits_for.items() if others}
    if stuck := waits_for.keys() - goes:  # batches that wait for one another: the oldest goes first
        found.discard(min(stuck, key=lambda key: min(row.source for row in messages[key])))
    return found


def _about(row: Delivery) -> tuple[str, ...]:
    """Return in what *row* keeps its order; a CANCEL in what it takes back, its watch entry."""
    return (row.incident_id, row.watch_id) if row.kind == "CANCEL" else (row.incident_id,)
