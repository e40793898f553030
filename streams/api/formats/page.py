"""
What does a document say of itself?

When it was made and what was heard until then, so that a reader can tell a quiet region from
a stale copy or a dead source; and the addresses and ids that it is made of. Not here: what it
tells of incidents (``entry.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import quote

OWNED_SINCE: Final = "2026"
"""RFC 4151: a tag names a day on which its authority was its owner's; it never changes."""


class Page(NamedTuple):
    """
    One document.

    Attributes:
        generated: When it was made: copies in caches grow old.
        freshness: By source, when it was last read with success; ``None`` is never.
        base: Where the API is: ``https://host`` or ``https://host/path``.
        path: Of this document behind it, with its query.
        authority: A host name that stands in ids, whatever becomes of *base*.
        language: Of titles, ISO 639-1: one of ``agents.telling.wording.LANGUAGES``.
        watermark: Everything received up to here has been judged; ``None`` when no worker says so.
    """

    generated: datetime
    freshness: Mapping[str, datetime | None]
    base: str
    path: str
    authority: str
    language: str = "en"
    watermark: datetime | None = None

    @property
    def here(self) -> str:
        """Where this document is."""
        return self.base + self.path

    def link(self, *names: str) -> str:
        """Return the address of what *names* lead to ("incidents", its id)."""
        return "/".join((self.base, *(quote(name, safe="") for name in names)))

    def tag(self, *names: str) -> str:
        """Return the id of what *names* lead to, for ever the same (a tag URI, RFC 4151)."""
        path = "/".join(quote(name, safe="") for name in names)
        return f"tag:{self.authority},{OWNED_SINCE}:{path}"

    def told(self, last_event: datetime | None) -> dict[str, Any]:
        """Return what a JSON document tells of itself; *last_event*: of what it holds."""
        return {
            "generated": written(self.generated),
            "watermark": None if self.watermark is None else written(self.watermark),
            "last_event": None if last_event is None else written(last_event),
            "freshness": self.heard(),
        }

    def heard(self) -> dict[str, str | None]:
        """Return *freshness* as it is written, by name."""
        return {
            source: None if at is None else written(at)
            for source, at in sorted(self.freshness.items())
        }


def written(at: datetime) -> str:
    """Write a time in UTC as RFC 3339 wants it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
