"""
How does one message go out by one channel?

The shape that all channels share. Not here: whether and when it goes out, and what becomes of
an answer (``streams/delivery``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from schemas.message import Message
from schemas.subscription import Subscription


class Answer(NamedTuple):
    """
    What came of one attempt.

    Attributes:
        end: ``delivered``: the receiver confirmed; ``accepted``: a service took it and will say
            no more; ``again``: it may work later; ``refused``: this message never will, others
            may; ``gone``: nothing will ever arrive there, the subscription is to be disabled.
        detail: In words, with no secret in it.
        retry_after: Seconds that the receiver asked us to wait, for whatever we send it.
        to_owner: What the owner of the subscription is told in place of *detail*, where that
            says more of our network than he may know.
    """

    end: Literal["delivered", "accepted", "again", "refused", "gone"]
    detail: str
    retry_after: float | None = None
    to_owner: str = ""


class Channel(Protocol):
    """A way out. It keeps to a time limit of its own, and raises for our own faults only."""

    async def send(self, message: Message, subscription: Subscription, *, now: datetime) -> Answer:
        """Try once to send *message* to *subscription*."""
