"""
How is AFP's API read without missing a dispatch?

Each poll asks for what was published since the last document that we have, and
a little before: documents are indexed late. Repeats are known by their keys
(``seen.py``). After a break the search goes on where it stopped, page by page,
but no further back than the recovery window. Not here: what is asked and
answered (``afp_search.py``), what a document says (``formats/afp_api.py``).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from schemas.access import AfpSearch
from schemas.feed import Feed, FeedState

from .afp_search import Page, Told, body_of, page_after, status_in, told
from .documents import document_of
from .fetch import Fetched, Fetcher
from .login import Login
from .publishing import Desk
from .sources import Polled

# So many pages belong to one poll; then what was read is remembered before reading on.
MOST_PAGES = 10

_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


class AfpAccount:
    """What the feeds of one account share: how they are let in, and within which budget."""

    def __init__(self, fetcher: Fetcher, login: Login) -> None:
        self._fetcher = fetcher
        self._login = login

    async def search(self, url: str, api: AfpSearch, page: Page) -> Fetched:
        """Ask for *page*; never raises for what a server or the network does."""
        fetched = await self._fetcher.post(
            url, body_of(api, page), headers=_JSON, login=self._login, status_in=status_in
        )
        if fetched.status == 503:
            return fetched._replace(outcome="http_429", detail=f"asked too fast: {fetched.detail}")
        return fetched


class AfpSource:
    """A search of AFP's API."""

    def __init__(self, feed: Feed, api: AfpSearch, account: AfpAccount, desk: Desk) -> None:
        self._feed = feed
        self._api = api
        self._account = account
        self._desk = desk
        self._unread: Page | None = None  # where the last poll stopped, with more to come

    async def poll(self, state: FeedState) -> Polled:
        """Read on, page by page, to the newest document or to ``MOST_PAGES``."""
        now = datetime.now(UTC)
        page, gap = first_page(self._api, state, now=now)
        page, self._unread = self._unread or page, None
        polled = Polled("not_modified", gap, state)
        for _ in range(MOST_PAGES):
            fetched = await self._account.search(self._feed.url or "", self._api, page)
            if fetched.outcome is not None:
                return polled._replace(
                    outcome=fetched.outcome, detail=fetched.detail, retry_after=fetched.retry_after
                )
            said = told(fetched.body, self._api, page)
            polled, was_read = await self._take(fetched, said, polled, now=now)
            if not was_read or not said.has_more:
                return polled
            page = page_after(page, said)
        self._unread = page
        return polled._replace(has_more=True)

    async def acknowledge(self) -> str:
        """Nothing to let go of: the server keeps what it shows."""
        return ""

    async def _take(
        self, fetched: Fetched, said: Told, polled: Polled, *, now: datetime
    ) -> tuple[Polled, bool]:
        """Take one page to the desk; tells what the poll has brought so far, and if it was read."""
        state = polled.state
        document = document_of(fetched)
        # After a failure the same bytes get another chance: the fault may have been ours.
        if document.hash == state.body_hash and not state.failures:
            is_better = polled.outcome == "ok_new"
            return (polled if is_better else polled._replace(outcome="ok_unchanged")), True
        taken = await self._desk.take(document, self._feed, state)
        known = taken.state
        # A feed's empty page is suspicious; a search that finds nothing is a quiet hour.
        outcome = "ok_unchanged" if taken.outcome == "empty" else taken.outcome
        if taken.was_read:
            # What the first search finds, to its last page, was there before us.
            contacted = known.contacted or not said.has_more
            known = replace(known, contacted=contacted, cursor=_later(known, said, now=now))
        is_worse = taken.was_read and polled.outcome == "ok_new"
        return Polled(
            polled.outcome if is_worse else outcome,
            "; ".join(filter(None, (polled.detail, taken.detail)))[:500],
            known,
            polled.items + taken.items,
            polled.new + taken.new,
        ), taken.was_read


def first_page(api: AfpSearch, state: FeedState, *, now: datetime) -> tuple[Page, str]:
    """
    Tell where to begin.

    Returns:
        The page, and what is passed over after too long a break, in words.
    """
    cursor = _time(state.cursor)
    if cursor is None:
        return Page(None), ""
    oldest = now - timedelta(hours=api.recovery_hours)
    if cursor < oldest:
        return Page(None), f"not asked for: what was published from {cursor} to {oldest:%F %T}"
    return Page(cursor - timedelta(seconds=api.overlap_seconds)), ""


def _later(state: FeedState, said: Told, *, now: datetime) -> str | None:
    """Return the cursor after a page; never ahead of time, or it would skip what is to come."""
    times = [t for t in (_time(state.cursor), said.newest and min(said.newest, now)) if t]
    return max(times).isoformat(timespec="seconds") if times else state.cursor


def _time(cursor: str | None) -> datetime | None:
    """Read a cursor; what another kind of source left there is none."""
    try:
        found = datetime.fromisoformat(cursor or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
