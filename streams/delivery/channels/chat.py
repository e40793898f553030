"""
How does a message go out to a chat or a telephone?

By one address that the subscription's reference keeps, in a thread of its own with a time limit
of ours: a service that hangs delays nobody, and is not called again before its call has ended.

No service says that somebody read it, and some (Teams) say yes before anything is shown: the
best answer is ``accepted``. When a service does not answer in time, nobody knows whether it took
the message. Sent again it would be there twice, so that counts as accepted and its detail says
so, unless the service drops repeats by their key, or has not answered for several messages in a
row: then it is down, and what it did not answer is wanted again. Not here: Apprise
(``services.py``), and what is said (``utterance.py``).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final, Self

from schemas.message import Message
from schemas.subscription import Subscription
from streams.aside import aside
from streams.delivery.addressing import is_reference
from streams.secret import KeptSecrets
from streams.trouble import Trouble

from . import Answer
from .letter import PageOf
from .services import Said, UnknownService, say
from .utterance import Utterance, utterance

SECONDS: Final = 30.0
"""For one message, the wait for a thread included; a service has 20 of them to answer."""
AT_ONCE: Final = 64
"""Threads; some ten kilobytes each, and one for each service that hangs."""
SILENT_IN_A_ROW: Final = 3
"""A service that has not answered so many messages is down, not slow."""
BUSY_SECONDS: Final = 10.0
TOO_MANY_SECONDS: Final = 30.0
"""After a 429; how long the service wants is in no answer of Apprise's."""

# Said of the message itself: the same again would be answered alike.
_FINAL: Final = frozenset({400, 413, 414, 422})


class Chat:
    """The channels ``chat`` and ``push``."""

    def __init__(self, page_of: PageOf, *, seconds: float = SECONDS) -> None:
        self._page_of = page_of
        self._secrets = KeptSecrets()
        self._seconds = seconds
        self._threads = asyncio.Semaphore(AT_ONCE)
        self._calling: set[str] = set()
        self._silent: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        """Start nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave what hangs to itself: its thread dies with the process."""

    async def send(self, message: Message, subscription: Subscription, *, now: datetime) -> Answer:  # noqa: ARG002 -- the services date it themselves
        """Try once to say *message* where *subscription* wants it."""
        key = subscription.id
        if key in self._calling:
            told = "its service still keeps our last call waiting"
            return Answer("again", told, BUSY_SECONDS)
        if not is_reference(subscription.target):
            told = "its address holds a secret: name where it is kept, env:NAME or file:PATH"
            return Answer("again", told)
        try:
            url = self._secrets.read(subscription.target)
        except Trouble as error:
            return Answer("again", str(error))
        words = utterance(message, self._page_of(message, subscription))
        self._calling.add(key)
        is_begun = False
        try:
            async with asyncio.timeout(self._seconds):
                await self._threads.acquire()
                is_begun = True
                said = await aside(partial(self._call, asyncio.get_running_loop(), key, url, words))
        except UnknownService as error:
            return Answer("again", f"what `{subscription.target}` names {error}")
        except TimeoutError:
            if not is_begun:
                return Answer("again", "too many services keep us waiting", BUSY_SECONDS)
            said = Said("its service", is_taken=False, is_late=True, code=None, drops_repeats=False)
        finally:
            if not is_begun:
                self._calling.discard(key)
        return self._answer(key, said)

    def _call(self, loop: asyncio.AbstractEventLoop, key: str, url: str, words: Utterance) -> Said:
        """Speak to the service, in a thread; it counts as called until that has ended."""
        try:
            return say(url, words)
        finally:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._ended, key)

    def _ended(self, key: str) -> None:
        self._calling.discard(key)
        self._threads.release()

    def _answer(self, key: str, said: Said) -> Answer:
        """Tell what a service's answer, or its silence, means for the message."""
        if said.is_late and not said.is_taken:
            self._silent[key] = self._silent.get(key, 0) + 1
            told = (
                f"{said.service} did not answer in time; whether it took the message is not known"
            )
            if said.drops_repeats:
                return Answer("again", f"{told}, and it drops a repeat")
            if self._silent[key] >= SILENT_IN_A_ROW:
                return Answer("again", f"{told}, {self._silent[key]} times in a row by now")
            return Answer("accepted", f"{told}, so it is not sent again")
        self._silent.pop(key, None)
        if said.is_taken:
            return Answer("accepted", f"{said.service} took it")
        if said.code is None:
            return Answer("again", f"{said.service} cannot be reached, or says no")
        told = f"{said.service} says {said.code}"
        match said.code:
            case 410:
                return Answer("gone", told)
            case 429:
                return Answer("again", told, TOO_MANY_SECONDS)
            case code if code in _FINAL:
                return Answer("refused", told)
            case _:
                return Answer("again", told)
