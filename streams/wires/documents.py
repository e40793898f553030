"""
What came in, and from where?

The bytes of a wire with their provenance, as they go to the ``documents``
topic, so that they can be parsed again. Not here: bringing them
(``sources.py``), and what is in them (``publishing.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from schemas.feed import Feed

from .fetch import Fetched
from .formats import Origin
from .formats.charsets import Charset, charset_of

# Bytes enough to tell a login page from a broken feed.
SAMPLE = 80

# Bytes enough to tell a charset; a whole document of 8 MB would hold the loop for 150 ms.
ENOUGH = 256 << 10

# Clocks of machines that are looked after differ by less; incidents go by hours.
AHEAD = timedelta(minutes=5)


class Document(NamedTuple):
    """
    Bytes from a wire, and where they came from.

    Attributes:
        body: As they came, decompressed.
        fetched_at: When we had them; their dispatches' ``received_at``.
        url: Address, or name of a file.
        status: HTTP status.
        content_type, etag: As sent.
    """

    body: bytes
    fetched_at: datetime
    url: str
    status: int | None = None
    content_type: str | None = None
    etag: str | None = None

    @property
    def hash(self) -> str:
        """Hash of the body."""
        return blake2b(self.body, digest_size=16).hexdigest()

    @property
    def sample(self) -> str:
        """What it begins with, for people; whatever it is written in."""
        return " ".join(self.body[:SAMPLE].decode("utf-8", "replace").split())

    @property
    def told_charset(self) -> str | None:
        """What its server says that it is written in."""
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", self.content_type or "")
        return found[1] if found else None

    @property
    def charset(self) -> Charset:
        """What it is written in, and what told, by its first part up to a tag."""
        end = len(self.body)
        if end > ENOUGH:
            end = max(self.body.rfind(b"<", 0, ENOUGH), 0) or ENOUGH
        return charset_of(self.body[:end], self.told_charset)

    def headers(self) -> list[tuple[str, bytes]]:
        """Return the provenance, as Kafka headers."""
        charset = self.charset
        said = {
            "url": self.url,
            "status": self.status,
            "fetched_at": self.fetched_at.isoformat(),
            "content-type": self.content_type,
            "etag": self.etag,
            "charset": charset.name or None,
            "charset-from": charset.evidence if charset.name else None,
        }
        return [(name, str(value).encode()) for name, value in said.items() if value is not None]

    def dated(self, stamp_ms: int) -> Document:
        """
        Return it as fetched when the broker stamped it, if that was long before it says.

        A poller whose clock is ahead would else move the clock of whole countries ahead, for
        time in judgement never goes back. One that is behind moves none.

        Args:
            stamp_ms: By the broker's clock, Unix milliseconds.
        """
        stamped = datetime.fromtimestamp(stamp_ms / 1000, UTC)
        return self if self.fetched_at - stamped < AHEAD else self._replace(fetched_at=stamped)

    @classmethod
    def kept(cls, body: bytes, headers: Iterable[tuple[str, bytes]]) -> Document:
        """
        Return a document as it lies on the topic, with what ``headers`` wrote beside it.

        Raises:
            ValueError: Nothing says when we had it.
        """
        said = {name: value.decode("utf-8", "replace") for name, value in headers}
        status = said.get("status")
        return cls(
            body,
            fetched_at=_aware(said.get("fetched_at", "")),
            url=said.get("url", ""),
            status=int(status) if status else None,
            content_type=said.get("content-type"),
            etag=said.get("etag"),
        )


def _aware(written: str) -> datetime:
    """Read the time of fetching; raises ``ValueError`` for one that is none, or has no offset."""
    time = datetime.fromisoformat(written)
    if time.tzinfo is None:
        raise ValueError(f"fetched_at {written} names no offset")
    return time


def document_of(fetched: Fetched) -> Document:
    """Return what a request that was answered brought, as of now."""
    return Document(
        fetched.body,
        fetched_at=datetime.now(UTC),
        url=fetched.url,
        status=fetched.status,
        content_type=fetched.content_type,
        etag=fetched.etag,
    )


def origin_of(
    feed: Feed,
    *,
    received_at: datetime,
    is_first: bool,
    base: str | None = None,
    charset: str | None = None,
) -> Origin:
    """
    Tell what the operator's entry says about a document of *feed*, and its server.

    Args:
        feed: The entry.
        received_at: When we had it.
        is_first: Whether it is the feed's first.
        base: Where it came from in the end; what is relative in it is so to that.
        charset: What the server says it is written in.
    """
    return Origin(
        feed=feed.id,
        # An agency's own format names the agency; of an RSS feed only its operator knows.
        provider=feed.provider,
        publisher_family=feed.publisher_family,
        language=feed.language,
        received_at=received_at,
        intake="baseline" if is_first else "live",
        base=base or feed.url,
        assume_timezone=feed.assume_timezone,
        date_order=feed.date_order,
        charset=charset,
    )
