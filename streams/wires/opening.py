"""
Which source reads this feed?

The one place that chooses, and that lets feeds of one account share a login and
a budget. Not here: what the sources do (``sources.py``, ``afp.py``).
"""

from __future__ import annotations

from yarl import URL

from schemas.access import AfpSearch, Auth
from schemas.feed import Feed
from streams.settings import Poller

from .afp import AfpAccount, AfpSource
from .afp_search import Page
from .auth import Logins
from .budget import Budget, Metered
from .fetch import Fetched, Fetcher
from .oauth import TokenLogin
from .publishing import Desk
from .sources import FolderSource, HttpSource, Source


class Access:
    """How servers are asked: logins and budgets, one for each account."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher
        self.logins = Logins(fetcher)
        self._budgets: dict[tuple[str | None, Auth | None], Budget] = {}

    def account(self, feed: Feed, api: AfpSearch) -> AfpAccount:
        """Return the account with which *feed* searches; raises ``Trouble`` for a missing secret."""
        key = (URL(feed.url or "").host, feed.auth)
        budget = self._budgets.setdefault(key, Budget(api.requests_per_hour))
        budget.lower(api.requests_per_hour)
        login = self.logins.of(feed)
        if isinstance(login, TokenLogin):
            login.count_in(budget)
        return AfpAccount(self.fetcher, Metered(login, budget))


def opened(feed: Feed, access: Access, desk: Desk, settings: Poller) -> Source:
    """
    Return the source that reads *feed*.

    Raises:
        Trouble: A secret of it is not where it should be.
    """
    if feed.folder is not None:
        return FolderSource(feed, desk, max_bytes=settings.max_bytes)
    if feed.api is not None:
        return AfpSource(feed, feed.api, access.account(feed, feed.api), desk)
    return HttpSource(feed, access.fetcher, desk, login=access.logins.of(feed))


async def asked(feed: Feed, access: Access) -> Fetched:
    """
    Ask the server of *feed* once, as at first contact.

    Raises:
        Trouble: A secret of it is not where it should be.
    """
    url = feed.url or ""
    if feed.api is not None:
        return await access.account(feed, feed.api).search(url, feed.api, Page(None))
    return await access.fetcher.get(url, login=access.logins.of(feed))
