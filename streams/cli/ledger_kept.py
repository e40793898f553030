"""
What does the ledger of deliveries hold?

Reads the topic ``deliveries`` as it stands: of one subscription its partition alone. Not here:
how the ledger is kept (``streams/delivery``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import aclosing
from typing import TYPE_CHECKING, NamedTuple

from schemas.delivery import Delivery, Position, Row, Standing
from schemas.topics import DELIVERIES
from streams.delivery.ledger_rows import row_in
from streams.kafka import read, topic_name

if TYPE_CHECKING:
    from streams.settings import Settings


class Ledger(NamedTuple):
    """
    The ledger as it stands.

    Attributes:
        deliveries: The newest state of each, in the order in which they were first looked at.
        standings: What is counted for each subscription, by its id.
        positions: How far ``alerts`` has been looked through, by partition of the ledger.
    """

    deliveries: list[Delivery]
    standings: dict[str, Standing]
    positions: dict[int, Position]


async def ledger(settings: Settings, *, subscription: str | None = None) -> Ledger:
    """Return what stands in the ledger, of one *subscription* if it is named; says how far it is."""
    newest: dict[bytes, Row] = {}

    def take(key: bytes, row: Row | None) -> None:
        if row is None:
            newest.pop(key, None)
        else:
            newest[key] = row

    await _each(settings, subscription, take)
    return _ledger(newest.values(), subscription)


async def story(settings: Settings, *, alert: str, subscription: str | None) -> list[Delivery]:
    """
    Return every state of the deliveries of one alert that the topic still has, oldest first.

    The newest state of each is always there; older ones go when the topic is compacted.
    """
    found: list[Delivery] = []

    def take(_: bytes, row: Row | None) -> None:
        if isinstance(row, Delivery) and row.alert_id == alert:
            found.append(row)

    await _each(settings, subscription, take)
    return [row for row in found if subscription in (None, row.subscription_id)]


async def _each(
    settings: Settings, subscription: str | None, take: Callable[[bytes, Row | None], None]
) -> None:
    """Hand each record to *take*; ``None`` for one that takes its key back."""
    from streams.cli.kept import bootstrap_of
    from streams.cli.progress import meter

    keys: Collection[str] | None = None if subscription is None else [subscription]
    with meter("reading deliveries") as line:
        reading = read(
            bootstrap_of(settings), topic_name(settings, DELIVERIES),
            follow=False, keys=keys, progress=line.show,
        )  # fmt: skip
        async with aclosing(reading) as records:
            async for record in records:
                row = row_in(record)
                if row is not None or not record.value:
                    take(record.key or b"", row)


def _ledger(rows: Collection[Row], subscription: str | None) -> Ledger:
    deliveries = [
        row
        for row in rows
        if isinstance(row, Delivery) and subscription in (None, row.subscription_id)
    ]
    return Ledger(
        deliveries=sorted(deliveries, key=lambda row: (row.seen_at, row.source)),
        standings={row.subscription_id: row for row in rows if isinstance(row, Standing)},
        positions={row.partition: row for row in rows if isinstance(row, Position)},
    )
