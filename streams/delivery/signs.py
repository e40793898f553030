"""
What does a look at delivery show?

Its place in the group, how far it is behind on ``alerts``, and what the broker still owes its
word for. Whether receivers answer is no sign of our health: one dead receiver would take the
service down. Not here: what a look means (``streams/health``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.topics import ALERTS
from streams.health.signs import Left, Signs

if TYPE_CHECKING:
    from schemas.heartbeat import Phase
    from streams.sharing import Share

    from .tenure import Tenure

SENDING = ("deliveries", 0)
"""Stands where a worker has topics and partitions."""


def look(share: Share, tenure: Tenure | None) -> Signs:
    """Look at the delivery that is made of these; *tenure* while it has partitions."""
    phase: Phase = "joining"
    if share.generation:
        phase = "working" if share.is_settled else "rebalancing"
    if tenure is None:
        is_spare = phase == "working" and not share.given
        return Signs(
            phase="working" if is_spare else ("recovering" if share.given else phase),
            generation=share.generation,
            partitions=len(share.given),
        )
    behind: dict[tuple[str, int], Left] = {}
    if tenure.lookout is None:
        phase = "recovering"
    else:
        for partition, (done, waiting) in tenure.lookout.left().items():
            behind[ALERTS.name, partition] = Left(done, waiting)
    ledger = tenure.ledger
    if ledger.unanswered:
        behind[SENDING] = Left(ledger.written, ledger.unanswered)
    return Signs(
        phase=phase,
        generation=share.generation,
        partitions=len(share.given),
        behind=behind,
        handled=tenure.outbox.concluded,
        restored=tenure.recalled_so_far,
    )
