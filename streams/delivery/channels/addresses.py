"""
May a webhook have this address?

What it looks like only: letters on which two readers of an address may disagree are refused,
so that what was looked at is what is called. Not here: whether it leads inside
(``streams/outward/guard.py``), which is seen when it is dialled.
"""

from __future__ import annotations

import re
from functools import lru_cache

from yarl import URL

from streams.outward.urls import url_of

LONGEST = 2048

_PARTING = frozenset(' \\<>"{}|^`')
"""Letters that no address has; some programs cut at them, some do not."""

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")
"""A name in ASCII, or a number; other scripts' letters can fold into spaces and signs."""

# As many as there may be subscriptions; reading one costs more than signing a message.
_MOST_KEPT = 20_000


@lru_cache(_MOST_KEPT)
def endpoint(target: str) -> URL:
    """
    Read the address of a webhook.

    Raises:
        ValueError: It is none; says why and repeats nothing of it, for it may hold a token.
    """
    if len(target) > LONGEST:
        raise ValueError(f"the address is longer than {LONGEST} letters")
    if not target.startswith(("https://", "http://")):
        raise ValueError("the address of a webhook begins with https:// or http://")
    if not target.isprintable() or _PARTING & set(target):
        raise ValueError("the address holds a space, a backslash, a quote or a control character")
    try:
        url = url_of(target)
        host, port = url.raw_host, url.port
    except ValueError:
        raise ValueError("the address cannot be read: its host or port is none") from None
    if not host or not port:
        raise ValueError("the address names no host, or port 0")
    if not _HOST.fullmatch(host):
        raise ValueError("the address's host is no name and no number")
    if "@" in target.split("/", 3)[2]:
        raise ValueError(
            "the address holds a user or password (`@`): our signature says who we are"
        )
    if "#" in target:
        raise ValueError("the address has a fragment (`#`), which is never sent")
    return url
