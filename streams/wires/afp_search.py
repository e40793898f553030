"""
What does one search of AFP's API ask, and what does its answer tell?

The request as the API wants it, and of the answer only what reading on takes:
whether it is one at all, when its documents were published, and whether there
are more. Pure. Not here: the documents themselves (``formats/afp_api.py``), and
how far we have read (``afp.py``).

The API answers 200 with an error in the body, and says 503 when asked too fast.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from schemas.access import AfpSearch
from schemas.codec import BadRecord, decode, encode

# Pictures and videos have captions, not news; alerts come as text.
_TEXTS = {"name": "class", "in": ["text"]}


class Page(NamedTuple):
    """
    One page of what was published.

    Attributes:
        since: The first second, included; ``None`` for as far back as we ever look.
        start_at: Documents to pass over, where one second fills more than a page.
    """

    since: datetime | None
    start_at: int = 0


class Told(NamedTuple):
    """
    What an answer tells.

    Attributes:
        documents: How many it holds.
        newest: When the last of them was published, in whole seconds.
        has_more: Whether the search finds more than this page.
    """

    documents: int
    newest: datetime | None
    has_more: bool


class _Document(msgspec.Struct):
    published: Any = None  # a text, or a list of one; whatever else must not cost the page


class _Status(msgspec.Struct):
    code: float | str | None = None


class _Found(msgspec.Struct):
    docs: list[_Document] = msgspec.field(default_factory=list)
    total: float | None = msgspec.field(default=None, name="numFound")


class _Page(msgspec.Struct):
    response: _Found | None = None


class _Standing(msgspec.Struct):
    status: _Status | None = None


class _Answer(msgspec.Struct):
    response: _Standing | None = None
    error: _Status | None = None


def body_of(api: AfpSearch, page: Page) -> bytes:
    """Write the request for *page*, oldest first."""
    since = f"{page.since:%Y-%m-%dT%H:%M:%SZ}" if page.since else _back(api)
    wanted: list[dict[str, Any]] = [api.query or _TEXTS]
    if api.languages:
        wanted.append({"name": "lang", "in": list(api.languages)})
    return encode(
        {
            "dateRange": {"from": since, "to": "now"},
            "sortField": "published",
            "sortOrder": "asc",
            "maxRows": api.rows,
            "startAt": page.start_at,
            "query": {"and": wanted},
        }
    )


def status_in(body: bytes) -> int:
    """
    Read the true status of a 200.

    Returns:
        200 when there is no error in it; one that is no HTTP status counts as 400. What is
        no answer of the API at all is left to the parser, which says what it is instead.
    """
    try:
        answer = decode(_Answer, body)
    except BadRecord:
        return 200
    said = answer.error or (answer.response.status if answer.response else None)
    code = _whole(said.code) if said else 0
    if code in (0, 200) and answer.error is None:
        return 200
    return code if 400 <= code < 600 else 400


def told(body: bytes, api: AfpSearch, page: Page) -> Told:
    """Look at an answer without error; one that cannot be read tells nothing."""
    try:
        found = decode(_Page, body).response or _Found()
    except BadRecord:
        return Told(0, None, has_more=False)
    times = [time for doc in found.docs if (time := _time(doc.published))]
    count = len(found.docs)
    # What was found counts, if it is told: a server may give fewer rows than were asked for.
    has_more = count >= api.rows if found.total is None else page.start_at + count < found.total
    return Told(count, max(times, default=None), has_more=has_more and count > 0)


def page_after(page: Page, told: Told) -> Page:
    """
    Return the next page: from the newest second on, which comes again in part.

    Searches reach 10,000 documents deep and no further, so the window moves; only within
    one second, where it cannot, documents are passed over.
    """
    if told.newest is not None and (page.since is None or told.newest > page.since):
        return Page(told.newest)
    return page._replace(start_at=page.start_at + told.documents)


def _back(api: AfpSearch) -> str:
    """Say how far back we ever look, by the server's own clock."""
    return f"now-{max(1, round(timedelta(hours=api.recovery_hours) / timedelta(minutes=1)))}m"


def _time(published: Any) -> datetime | None:
    """Read a time; the API writes some fields now as a text, now as a list of one."""
    first = published[0] if isinstance(published, list) and published else published
    try:
        time = datetime.fromisoformat(first) if isinstance(first, str) else None
    except ValueError:
        return None
    if time is None:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def _whole(code: float | str | None) -> int:
    """Read a code; numbers of this API may come with a fraction, or as text."""
    try:
        return int(float(code or 0))
    except (ValueError, OverflowError):
        return 0
