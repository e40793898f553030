"""
Which words of a feed belong to its pictures?

Media RSS puts titles and descriptions of pictures into the items that they go with, and
feedparser takes the last description that it meets for the item's own: a caption of 2012
would be the news of today. Where an item has words of its own, those of its media are given
another name before feedparser sees them; where it has none, they are all that it says. Not
here: captions within HTML (``markup.py``).
"""

from __future__ import annotations

import re

_ITEMS = re.compile(rb"(?=<(?:item|entry)[\s>])")
_OWN_WORDS = re.compile(rb"<(?:description|summary|content(?::encoded)?)[\s>]")


def set_apart(data: bytes) -> bytes:
    """Rename the descriptions of media in those items of the feed *data* that have their own."""
    if b"<media:description" not in data:
        return data
    return b"".join(
        _renamed(item) if _OWN_WORDS.search(item) else item for item in _ITEMS.split(data)
    )


def _renamed(item: bytes) -> bytes:
    opened = item.replace(b"<media:description", b"<media:caption")
    return opened.replace(b"</media:description", b"</media:caption")
