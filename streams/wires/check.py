"""
What would this source bring?

One look at a feed, a folder or a file, for ``tocsin feeds check``: nothing is
stored, moved or remembered. Not here: polling (``poller.py``).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from schemas.dispatch import Dispatch
from schemas.feed import Feed, FetchOutcome
from streams.settings import Poller
from streams.wording import counted

from .documents import Document, document_of, origin_of
from .fetch import Fetched, fetcher
from .folder import look, written
from .formats import Fault, NotADispatch
from .news import outcome_of
from .opening import Access, asked
from .parsing import Parser, parser
from .standing import GOOD


class Checked(NamedTuple):
    """
    What a source brought.

    Attributes:
        source: Address, folder or file.
        outcome, detail: As the poller would write them down.
        dispatches: What would be stored.
        errors: What could not be read.
        answer: Of the server, for an address.
    """

    source: str
    outcome: FetchOutcome
    detail: str = ""
    dispatches: tuple[Dispatch, ...] = ()
    errors: tuple[Fault, ...] = ()
    answer: Fetched | None = None

    @property
    def is_good(self) -> bool:
        """Whether the source is in order."""
        return self.outcome in GOOD

    def summary(self) -> dict[str, Any]:
        """Return all but the dispatches, as plain values."""
        said: dict[str, Any] = {
            "source": self.source,
            "outcome": self.outcome,
            "detail": self.detail,
            "items": len(self.dispatches),
            "errors": [error._asdict() for error in self.errors],
        }
        if self.answer is not None:
            kept = ("url", "status", "content_type", "etag", "last_modified")
            said |= {name: getattr(self.answer, name) for name in kept}
            said["bytes"] = len(self.answer.body)
        return said

    def told(self) -> str:
        """Say in lines how it went."""
        lines = [f"{self.source}: {self.outcome}, {counted(len(self.dispatches), 'dispatch')}"]
        if self.answer is not None and self.answer.status is not None:
            says = "yes" if self.answer.etag or self.answer.last_modified else "no"
            lines.append(
                f"  HTTP {self.answer.status}, {len(self.answer.body)} bytes, "
                f"{self.answer.content_type}; tells when nothing changed: {says}"
            )
        if self.detail:
            lines.append(f"  {self.detail}")
        lines += [f"  {error.where}: {error.what}" for error in self.errors]
        return "\n".join(lines)


async def check_source(feed: Feed, settings: Poller) -> Checked:
    """Read *feed* once; a ``folder`` may also be a single file."""
    async with parser() as parsing:
        if feed.url is not None:
            async with fetcher(settings) as fetching:
                answer = await asked(feed, Access(fetching))
            if answer.outcome is not None:
                return Checked(feed.url, answer.outcome, answer.detail, answer=answer)
            checked = await _read(parsing, feed, document_of(answer))
            detail = "; ".join(filter(None, (answer.detail, checked.detail)))
            return checked._replace(source=feed.url, answer=answer, detail=detail)
        return await _in_files(parsing, feed, Path(feed.folder or ""))


async def _in_files(parsing: Parser, feed: Feed, place: Path) -> Checked:
    """Read a file, or all files of a folder, which stay where they are."""
    now = datetime.now(UTC)
    try:
        files = await asyncio.to_thread(_files_of, place, now)
    except OSError as error:
        return Checked(str(place), "unreachable", str(error.strerror))
    found = []
    for path in files:
        try:
            body = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            found.append(Checked(written(path.name), "unreadable", str(error.strerror)))
        else:
            document = Document(body, fetched_at=now, url=written(path.name))
            found.append(await _read(parsing, feed, document))
    if len(found) == 1:
        return found[0]._replace(source=str(place))
    good = [one for one in found if one.is_good]
    outcome: FetchOutcome = "ok_new" if any(one.dispatches for one in good) else "empty"
    if found and not good:
        outcome = found[0].outcome
    return Checked(
        str(place),
        outcome,
        "",
        tuple(dispatch for one in found for dispatch in one.dispatches),
        tuple(error for one in found for error in (*_faults(one), *one.errors)),
    )


def _files_of(place: Path, now: datetime) -> list[Path]:
    """Return a file, or the files of a folder that the poller would read."""
    if place.is_file():
        return [place]
    return [place / name for name in sorted(look(place, {}, now=now).sights)]


def _faults(checked: Checked) -> tuple[Fault, ...]:
    """Tell of a file among others that could not be read as a whole."""
    return () if checked.is_good else (Fault(checked.source, checked.detail or checked.outcome),)


async def _read(parsing: Parser, feed: Feed, document: Document) -> Checked:
    """Parse one document."""
    origin = origin_of(
        feed,
        received_at=document.fetched_at,
        is_first=True,
        base=document.url if feed.url else None,
        charset=document.told_charset,
    )
    try:
        parsed = await parsing.parse(document.body, origin, feed.format)
    except NotADispatch as error:
        return Checked(document.url, error.outcome, str(error))
    outcome = outcome_of(parsed, new=len(parsed.dispatches))
    return Checked(document.url, outcome, "", parsed.dispatches, parsed.errors)
