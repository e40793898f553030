"""
For which record of life does one stand that was made anew, and which does none replace?

A reading stands for that of the same dispatch version and country, a dispatch for the same
version under the same key. What life knew from before the span is not made anew: it stays
as it was, and so do dispatches that came from no document that was parsed again. Not here:
the order that follows (``ordering.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol, cast

from schemas.codec import BadRecord, decode
from schemas.control import Followed
from schemas.dispatch import Dispatch
from schemas.reading import Reading
from schemas.replay import Reparsed

from .sources import Taken


class Standing(NamedTuple):
    """
    What a record says of its place.

    Attributes:
        at: Its time.
        name: What a record made anew must be called to take its place; ``""`` if none can.
        is_kept: Whether it stays if none takes it.
        tie: What parts it from others of the same time, where it has no place in life.
    """

    at: datetime
    name: str
    is_kept: bool = False
    tie: str = ""


class Places(Protocol):
    """The topic that is put in order."""

    def of(self, record: Taken) -> Standing | None:
        """Return where *record* stands; ``None`` for what is a dead letter in life."""


class Readings:
    """
    The topic ``readings``.

    Args:
        since: Readings of dispatches that came before are not made anew; ``None``: all are.
        by_time: What is made anew stands by its receive time, wherever it stood in life.
    """

    def __init__(self, since: datetime | None, *, by_time: bool = False) -> None:
        self._since = since
        self._by_time = by_time

    def of(self, record: Taken) -> Standing | None:
        """Return where *record* stands: time and rules stay in any case."""
        try:
            said = decode(cast("type[Followed]", Followed), record.value or b"")
        except BadRecord:
            return None
        if not isinstance(said, Reading):
            return Standing(said.at, "", is_kept=True)
        ref = said.dispatch
        name = f"{ref.key}\x1f{ref.revision}\x1f{said.country}"
        # The times of an archive do not tell when it came.
        is_older = said.dispatch.intake != "backfill" and said.at < (self._since or said.at)
        is_kept = not record.counts or is_older
        # Without a name nothing takes a place of life, or keeps one.
        return Standing(said.at, "" if self._by_time else name, is_kept=is_kept, tie=name)


class Dispatches:
    """
    The topic ``dispatches``.

    Args:
        sources: Which documents of each feed were parsed again.
    """

    def __init__(self, sources: Mapping[str, Reparsed]) -> None:
        self._sources = sources

    def of(self, record: Taken) -> Standing | None:
        """Return where *record* stands; of one document they follow each other as they were made."""
        try:
            said = decode(Dispatch, record.value or b"")
        except BadRecord:
            return None
        name = f"{(record.key or b'').decode()}\x1f{said.key}\x1f{said.revision}"
        is_kept = said.intake == "backfill" or not self._is_parsed_again(said)
        return Standing(said.received_at, name, is_kept=is_kept, tie=said.feed or "")

    def _is_parsed_again(self, dispatch: Dispatch) -> bool:
        """Tell whether its document was."""
        source = self._sources.get(dispatch.feed or "")
        if source is None or source.since is None or source.until is None:
            return False
        return source.since <= dispatch.received_at <= source.until
