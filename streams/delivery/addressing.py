"""
May a message be sent to what stands under ``target``?

What can be seen of an address without asking anybody, and without repeating it: addresses of
chats and of many machines hold a secret. Not here: what an address looks like
(``channels/addresses.py``), where it leads (``streams/outward/guard.py``), and whether anybody
answers (``tocsin subscriptions test``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.access import REFERENCE
from schemas.subscription import Subscription
from streams.mailboxes import addresses

from .channels.addresses import endpoint
from .doubts import Doubt, doubt, grave

_REFERENCE = re.compile(REFERENCE)
_LOOPBACK = re.compile(r"^(localhost|127(\.\d+){3}|::1)$")


def is_reference(text: str) -> bool:
    """Tell whether *text* says where a secret is kept."""
    return _REFERENCE.match(text) is not None


def about_target(one: Subscription) -> Iterator[Doubt]:
    """Yield what is doubtful about where *one* goes, and how it shows that it comes from us."""
    if one.channel == "webhook" and not one.secrets:
        yield grave("secrets", "a webhook has at least one: nothing is sent unsigned")
    if is_reference(one.target):
        return
    if one.channel in ("chat", "push"):
        told = "such an address holds a secret: name where it is kept, env:NAME or file:PATH"
        yield grave("target", told)
    elif one.channel == "email":
        try:
            addresses(one.target)
        except ValueError as error:
            yield grave("target", str(error))
    else:
        yield from _of_webhook(one.target)


def _of_webhook(target: str) -> Iterator[Doubt]:
    try:
        url = endpoint(target)
    except ValueError as error:
        yield grave("target", str(error))
        return
    if url.scheme == "http" and not _LOOPBACK.match(url.host or ""):
        yield doubt("target", "http:// can be read and changed on the way: use https://")
    if url.query_string:
        yield doubt("target", "if what follows the `?` is secret, name where it is kept: file:PATH")
