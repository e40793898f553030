"""
What does a look at a poller show?

Its place in the group, the feeds it follows, and what it has sent that the
broker still owes its word for. Whether feeds answer is no sign of the poller's
health: one dead publisher would take the service down (``health.py`` tells of
feeds). Not here: what a look means (``streams/health``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.health.signs import Left, Signs

if TYPE_CHECKING:
    from schemas.heartbeat import Phase
    from streams.sharing import Share

    from .rounds import Rounds
    from .sending import Sending

SENDING = ("publishing", 0)
"""Stands where a worker has topics and partitions."""


def look(share: Share, rounds: Rounds, sending: Sending) -> Signs:
    """Look at the poller that is made of these."""
    phase: Phase = "joining"
    if share.generation:
        phase = "working" if share.is_settled else "rebalancing"
    left = {SENDING: Left(sending.published, sending.unanswered)} if sending.unanswered else {}
    return Signs(
        phase=phase,
        generation=share.generation,
        partitions=len(share.given),
        behind=left,
        handled=sending.published,
        feeds=len(rounds),
    )
