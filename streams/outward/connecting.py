"""
Why was there no connection, and what can be done about it?

For whoever reads it in a ledger, a log or on a screen and is no network engineer. Not here: who
may be called (``guard.py``), and what a server said once there was a connection.
"""

from __future__ import annotations

import errno
import os
from typing import Final

_WORDS: Final = {
    errno.ECONNREFUSED: "connection refused: nothing listens there (does it run? the right port?)",
    errno.ETIMEDOUT: "nobody answered in time (does a firewall stop it?)",
    errno.EHOSTUNREACH: "no way to that machine (is it on? does a firewall stop it?)",
    errno.ENETUNREACH: "no way to that network (is this machine connected?)",
}


def no_connection(error: BaseException | None) -> str:
    """
    Say why a connection failed; the caller says with whom.

    Args:
        error: As the system raised it. What asyncio writes into it names its own call
            ("Connect call failed"), so the number counts and not the words.
    """
    number = getattr(error, "errno", None)
    if number in _WORDS:
        return _WORDS[number]
    if number is not None and number > 0:
        return os.strerror(number).lower()
    return getattr(error, "strerror", None) or "no way there"
