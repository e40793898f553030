"""
Which channels are open?

One of each kind for the whole process. Not here: what each of them does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from streams.settings import Settings

from . import Channel
from .webhook import Webhook


@asynccontextmanager
async def open_channels(settings: Settings) -> AsyncIterator[Mapping[str, Channel]]:
    """Give the channels by name until the block ends."""
    async with Webhook(settings.delivery) as webhook:
        yield {"webhook": webhook}
