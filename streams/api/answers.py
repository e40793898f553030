"""
How does a document go out?

With a strong ETag made from its bytes, so that who has it is told in a line (304) that nothing
changed; with how long it may be kept, which is less than an alarm may be late; and with what it
varies by. What was made is kept while nothing it tells has changed, or each request would make a
new one with another time in it. Not here: what is in a document.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp.hdrs import METH_HEAD

MAX_AGE_SECONDS = 5
"""An alarm is to be seen a minute after its dispatch was fetched."""

LONGEST_SECONDS = 15
"""After so long a document is made anew though nothing came: its freshness is younger."""

SHORTEST_SECONDS = 1
"""However much comes, one document is made no more often."""

MOST_DOCUMENTS = 64
MOST_BYTES = 16 << 20


class Document(NamedTuple):
    """
    What goes out.

    Attributes:
        body: Its bytes.
        media_type: What they are.
        generated: When it was made; also said inside.
        max_age: Seconds that it may be kept.
    """

    body: bytes
    media_type: str
    generated: datetime
    max_age: int = MAX_AGE_SECONDS

    @property
    def etag(self) -> str:
        """Return what stands for exactly these bytes."""
        return blake2b(self.body, digest_size=16).hexdigest()


def sent(request: web.Request, document: Document, *, is_private: bool) -> web.Response:
    """Answer *request* with *document*, or say that it has not changed."""
    etag = document.etag
    headers = {
        "ETag": f'"{etag}"',
        "Cache-Control": f"{'private' if is_private else 'public'}, max-age={document.max_age}",
        "Vary": "Accept, Authorization" if is_private else "Accept",
    }
    # For If-None-Match weak and strong tags are alike (RFC 9110 §13.1.2).
    known = {one.value for one in request.if_none_match or ()}
    if etag in known or "*" in known:
        return web.Response(status=304, headers=headers)
    response = web.Response(body=document.body, headers=headers)
    response.headers["Content-Type"] = document.media_type
    if request.method == METH_HEAD:
        response.body = None
        response.headers["Content-Length"] = str(len(document.body))
    return response


class _Made(NamedTuple):
    document: Document
    version: int


class Shelf:
    """Documents that were made, while they hold."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, _Made] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Document]] = {}
        self._bytes = 0

    def get(
        self, name: Hashable, *, version: int, now: datetime, make: Callable[[], Document]
    ) -> Document:
        """Return the document of that *name*, made anew when what it tells has changed."""
        known = self._known(name, version=version, now=now)
        return known or self._put(name, make(), version)

    async def get_slow(
        self,
        name: Hashable,
        *,
        version: int,
        now: datetime,
        make: Callable[[], Coroutine[Any, Any, Document]],
    ) -> Document:
        """Do the same with one that takes a while; who asks meanwhile waits for the same one."""
        known = self._known(name, version=version, now=now)
        if known is not None:
            return known
        making = self._making.get(name)
        if making is None:
            making = self._making[name] = asyncio.ensure_future(make())
            making.add_done_callback(lambda _: self._making.pop(name))
        # Who asked first may leave; the others have waited as long.
        return self._put(name, await asyncio.shield(making), version)

    def _known(self, name: Hashable, *, version: int, now: datetime) -> Document | None:
        made = self._made.get(name)
        if made is None:
            return None
        age = (now - made.document.generated).total_seconds()
        longest = LONGEST_SECONDS if made.version == version else SHORTEST_SECONDS
        if 0 <= age < longest:
            self._made.move_to_end(name)
            return made.document
        self._forget(name)
        return None

    def _put(self, name: Hashable, document: Document, version: int) -> Document:
        if name in self._made:
            self._forget(name)
        self._made[name] = _Made(document, version)
        self._bytes += len(document.body)
        while len(self._made) > MOST_DOCUMENTS or self._bytes > MOST_BYTES:
            self._forget(next(iter(self._made)))
        return document

    def _forget(self, name: Hashable) -> None:
        self._bytes -= len(self._made.pop(name).document.body)


def chosen(accept: str, offers: tuple[str, ...]) -> str | None:
    """
    Return which of *offers* an ``Accept`` header likes best; the first of equals.

    Returns:
        ``None`` when it takes none of them (RFC 9110 §12.5.1).
    """
    if not accept.strip():
        return offers[0]
    likes: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        likes[name.lower()] = _quality(parameters)
    best, liked = None, 0.0
    for offer in offers:
        kind = offer.partition("/")[0]
        quality = next(
            (likes[name] for name in (offer, f"{kind}/*", "*/*") if name in likes), 0.0
        )  # fmt: skip
        if quality > liked:
            best, liked = offer, quality
    return best


def _quality(parameters: list[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
