"""
Which address is meant?

The one place where text from outside becomes an address: redirects, feeds, webhooks. Not here:
whether it may be called (``guard.py``).
"""

from __future__ import annotations

from yarl import URL


def url_of(text: str) -> URL:
    """
    Read an address; raises ``ValueError`` when it is none.

    yarl 1.25 raises ``IndexError`` for one with a bracket before an ``@`` and no host
    ("http://[]@"), which no caller expects.
    """
    try:
        return URL(text)
    except IndexError:
        raise ValueError("the address has brackets where no host is") from None
