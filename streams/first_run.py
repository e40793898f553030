"""
What does a newcomer's folder need before anything can run?

``watchlist.toml``, ``feeds.toml`` and ``subscriptions.toml``, made from the explained
examples when they are missing and never touched again. Not here: what is in them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from schemas.feed import FeedList
from schemas.subscription import SubscriptionList
from schemas.watch import Watchlist

from .config_files import EXAMPLES
from .settings import Settings

CHECKOUT = Path(__file__).parents[1]


def make_missing_files(settings: Settings) -> list[str]:
    """Make the files that are missing; returns one line about each that was made."""
    told = []
    for path, kind in (
        (settings.watchlist, Watchlist),
        (settings.feeds, FeedList),
        (settings.subscriptions, SubscriptionList),
    ):
        example = CHECKOUT / EXAMPLES[kind]
        if not path.exists() and example.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(example, path)
            told.append(f"made {path} from {example.name}: change it to what you want")
    return told
