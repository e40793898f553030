"""
Is a request to a receiver really ours, and new?

By Standard Webhooks, as a receiver has to ask it: the time first, so that nothing old can be
shown again, then the signature over id, time and body. Pure: *now* is an argument, which the
library's own verification does not allow. Not here: signing (``signing.py``), repeats and gaps
(``hearing.py``).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from .signing import ID, SIGNATURE, TIMESTAMP, signed

TOLERANCE = 300.0
"""Seconds that a request's time may differ from ours; the reference libraries allow as many."""

_SECONDS = re.compile(r"[0-9]{1,11}")


def fault(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Iterable[str],
    *,
    now: datetime,
    tolerance: float = TOLERANCE,
) -> str | None:
    """
    Say why a request is not to be believed; ``None`` when it is ours and new.

    Args:
        headers: By their names in lower case, or a mapping that does not mind.
        body: As it came, before anybody parsed it.
        secrets: Any of which may have signed.
        now: By the receiver's clock.
        tolerance: Seconds that the clocks may differ, and the request may have been under way.
    """
    missing = [name for name in (ID, TIMESTAMP, SIGNATURE) if not headers.get(name)]
    if missing:
        return f"no header {missing[0]}"
    if not _SECONDS.fullmatch(headers[TIMESTAMP]):
        return f"{TIMESTAMP} is no number of seconds"
    seconds = int(headers[TIMESTAMP])
    age = now.timestamp() - seconds
    if age > tolerance:
        return f"too old: {age:.0f} s"
    if -age > tolerance:
        return f"from the future: {-age:.0f} s ahead"
    try:
        ours = signed(headers[ID], body, secrets, at=datetime.fromtimestamp(seconds, UTC))
    except (UnicodeDecodeError, OverflowError):
        return "the body is no UTF-8"
    except ValueError as error:
        return str(error)
    theirs = [entry.encode() for entry in headers[SIGNATURE].split(" ")]
    expected = [entry.encode() for entry in ours[SIGNATURE].split(" ")]
    # All are compared, each in constant time: how long it takes tells nothing.
    if not sum(hmac.compare_digest(one, other) for one in expected for other in theirs):
        return "wrong signature: by none of the secrets, or the body was changed"
    return None
