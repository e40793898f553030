"""
Which channels are there?

Each is opened when the first message goes out by it: whoever has webhooks only loads no library
for mail or chats. Not here: how one works (its own module).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime

from schemas.message import Message
from schemas.subscription import Subscription
from streams.settings import Settings

from . import Answer, Channel

Opening = Callable[[], AbstractAsyncContextManager[Channel]]


class Late:
    """A channel that is opened by its first message, and closed with *stack*."""

    def __init__(self, opening: Opening, stack: AsyncExitStack) -> None:
        self._opening = opening
        self._stack = stack
        self._opened: Channel | None = None
        self._lock = asyncio.Lock()

    async def send(self, message: Message, subscription: Subscription, *, now: datetime) -> Answer:
        """As of the channel itself."""
        if self._opened is None:
            async with self._lock:
                if self._opened is None:
                    self._opened = await self._stack.enter_async_context(self._opening())
        return await self._opened.send(message, subscription, now=now)


@asynccontextmanager
async def open_channels(settings: Settings) -> AsyncIterator[Mapping[str, Channel]]:
    """Give every channel by its name; what was opened is closed at the end."""

    def webhook() -> AbstractAsyncContextManager[Channel]:
        from .webhook import Webhook

        return Webhook(settings.delivery)

    def email() -> AbstractAsyncContextManager[Channel]:
        from .email import EmailChannel
        from .pages import page_of

        return EmailChannel(settings.email, page_of)

    def chat() -> AbstractAsyncContextManager[Channel]:
        from .chat import Chat
        from .pages import page_of

        return Chat(page_of)

    async with AsyncExitStack() as stack:
        rooms = Late(chat, stack)
        yield {
            "webhook": Late(webhook, stack),
            "email": Late(email, stack),
            "chat": rooms,
            "push": rooms,
        }
