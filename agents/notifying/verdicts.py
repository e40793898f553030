"""
What do the checks say of an alert?

The answers that the ledger writes down, and what goes out together. Not here: how they are
found (``checks.py``, ``turns.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from schemas.alert import Alert
from schemas.delivery import Check

Because = Literal["quiet_hours", "cap", "digest"]

TOGETHER: Final[dict[Check | None, Because]] = {
    "quiet_hours": "quiet_hours", "digest": "digest", "cap": "cap",
}  # fmt: skip
"""The checks whose holds end in one message for all that they held."""


class Verdict(NamedTuple):
    """
    How a row is to stand.

    Attributes:
        state: ``queued``: it may go out; ``held`` until *until*; ``skipped`` for good.
        stopped_by: The check that stops it, or the last one that held it.
        detail: Why, in words.
        until: When a hold ends. Of a skipped one: when its hold would have ended, as long as
            no message has told that it was dropped.
        key: Idempotency key of the message that it belongs to; empty leaves it as it is.
    """

    state: Literal["queued", "held", "skipped"]
    stopped_by: Check | None = None
    detail: str = ""
    until: datetime | None = None
    key: str = ""


def in_utc(at: datetime) -> str:
    """Write a time as the ledger tells it, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


class Looked(NamedTuple):
    """
    What comes of a new alert.

    Attributes:
        verdict: Its own; ``None`` when it has nothing to do with the subscription.
        others: By alert id, those that wait no longer because of it.
    """

    verdict: Verdict | None
    others: Mapping[str, Verdict]


class Parcel(NamedTuple):
    """
    What goes out as one message.

    Attributes:
        key: Its idempotency key.
        alerts: In the order in which they were sent.
        because: Why several come together.
        dropped: So many more were held with them, and taken back or expired.
    """

    key: str
    alerts: tuple[Alert, ...]
    because: Because | None = None
    dropped: int = 0


class Turn(NamedTuple):
    """
    What a subscription may send now.

    Attributes:
        verdicts: By alert id, rows that are to stand otherwise than they do.
        parcel: What to try now; ``None`` when nothing may go out.
    """

    verdicts: Mapping[str, Verdict]
    parcel: Parcel | None = None
