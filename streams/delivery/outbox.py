"""
How do messages go out, so that nobody waits for anybody else?

A subscription has one message in flight; all of them are served at the same time. Attempts
have places: many for those that are well, some for the ailing ones (failed last time, or
slow), so that thousands of hanging receivers fill the second kind alone. Before each attempt
the ledger has the row with its number, and we know that it is still ours to send. Not here:
which message is next (``choosing.py``), what is written of it all (``noting.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from agents.notifying.parcels import message_of
from schemas.message import Message
from schemas.subscription import Silence, Subscription, Wish
from streams.settings import Delivery as Limits
from streams.trouble import Trouble

from .book import SLOW, Book
from .channels import Answer, Channel
from .choosing import Choice, choose
from .concluding import begun
from .leaving import DROPS_REPEATS, Patience
from .ledger import Ledger
from .noting import Noting
from .own_messages import own_message

# A wish to be waked is renewed after so long: no timer need be right for weeks.
LONGEST_SLEEP = timedelta(hours=1)
SHORTEST_SLEEP = timedelta(milliseconds=50)

log = structlog.get_logger(__name__)


class Outbox:
    """
    All that goes out from one owner of partitions.

    Args:
        ledger: Keeps the rows.
        channels: By name.
        limits: Places, delays.
        silences: Returns all that there are.
        wishes: Returns what was asked of us, by id.
        tell: Puts a wish for the owner of another subscription.
        now: The clock.

    Attributes:
        concluded: So many have ended.
    """

    def __init__(
        self,
        ledger: Ledger,
        channels: Mapping[str, Channel],
        limits: Limits,
        *,
        silences: Callable[[], Sequence[Silence]],
        wishes: Callable[[], Mapping[str, Wish]],
        tell: Callable[[Wish], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._channels = channels
        self._limits = limits
        self._silences = silences
        self._wishes = wishes
        self._now = now
        self._noting = Noting(ledger, limits, tell=tell, now=now)
        self._well = asyncio.Semaphore(limits.at_once)
        self._ailing = asyncio.Semaphore(limits.ailing_at_once)
        self._served: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._group: asyncio.TaskGroup | None = None
        self._is_ending = False
        # The channels of messages that are on their way, by subscription.
        self._on_their_way: dict[str, str] = {}
        self.concluded = 0

    def open(self, group: asyncio.TaskGroup) -> None:
        """Serve whoever is poked from now on, in *group*, which ends when we fail."""
        self._group = group

    def poke(self, book: Book) -> None:
        """See what is to be done for *book*; comes back by itself when more is due."""
        if self._group is None or self._is_ending:
            return
        if alarm := self._alarms.pop(book.id, None):
            alarm.cancel()
        if book.id in self._served:
            self._again.add(book.id)
            return
        self._served[book.id] = self._group.create_task(self._serve(book))

    @property
    def serving(self) -> int:
        """How many subscriptions are being served."""
        return len(self._served)

    async def end(self, patience: Patience) -> None:
        """Begin no more attempts, and wait for those under way, *patience* long."""
        self._is_ending = True
        for alarm in self._alarms.values():
            alarm.cancel()
        if self._served:
            await asyncio.wait(self._served.values(), timeout=patience.machines)
        people = [
            task
            for name, task in self._served.items()
            if name in self._on_their_way and self._on_their_way[name] not in DROPS_REPEATS
        ]
        if people:
            await asyncio.wait(people, timeout=patience.people - patience.machines)

    async def _serve(self, book: Book) -> None:
        """Do what is due for one subscription, one message after the other."""
        try:
            while not self._is_ending:
                self._again.discard(book.id)
                async with self._ailing if book.is_ailing else self._well:
                    choice = choose(
                        book,
                        silences=self._silences(),
                        delays=self._limits.retry_seconds,
                        now=self._now(),
                    )
                    if choice.rows and not self._is_ending:
                        await self._attempt(book, choice)
                        continue
                if choice.ruled or choice.lost:
                    await self._noting.rule(book, choice)
                elif book.id not in self._again:
                    self._wake(book, choice.wakes_at)
                    return
        finally:
            del self._served[book.id]

    def _wake(self, book: Book, at: datetime | None) -> None:
        """Serve *book* again when it is *at*."""
        if at is not None:
            left = min(max(at - self._now(), SHORTEST_SLEEP), LONGEST_SLEEP)
            loop = asyncio.get_running_loop()
            self._alarms[book.id] = loop.call_later(left.total_seconds(), self.poke, book)

    async def _attempt(self, book: Book, choice: Choice) -> None:
        """Try one message once."""
        wanted = book.subscription
        first = choice.rows[0]
        if wanted is None:  # taken back while it waited for a place
            return
        key = first.idempotency_key if choice.parcel is None else choice.parcel.key
        # Killed while a redriven batch began, some of its rows have the number and some do not.
        known = (row.delivery_seq for row in choice.rows if row.delivery_seq is not None)
        seq = next(known, book.last_seq + 1)
        rows = begun(choice.rows, key=key, delivery_seq=seq, now=self._now())
        changed = [*choice.ruled, *rows]
        for row in changed:
            book.put(row)
        missed = tuple(one for one in book.standing.missed if one.delivery_seq != seq)
        if choice.parcel is not None:
            message: Message | None = message_of(
                choice.parcel, subscription_id=book.id, delivery_seq=seq, missed=missed
            )
        else:
            message = own_message(rows[0], self._wishes(), missed=missed)
        await self._ledger.post(book.partition, *changed)
        await self._ledger.sure()
        if message is None:
            answer = Answer("refused", "what it was to say is no longer there")
        else:
            self._on_their_way[book.id] = wanted.channel
            began = time.monotonic()
            try:
                answer = await self._sent(message, wanted)
            finally:
                del self._on_their_way[book.id]
            book.is_slow = time.monotonic() - began > SLOW.total_seconds()
        await self._noting.note(book, wanted, rows, answer, named=message)
        self.concluded += 1

    async def _sent(self, message: Message, wanted: Subscription) -> Answer:
        """Send it; whatever is wrong with one way out does not concern the others."""
        try:
            return await self._channels[wanted.channel].send(message, wanted, now=self._now())
        except Trouble as trouble:
            return Answer("again", str(trouble))
        except Exception as error:  # a slip of ours in a channel; the message waits for its mending
            log.exception("delivery.channel_failed", subscription=wanted.id, channel=wanted.channel)
            return Answer("again", f"{type(error).__name__} in the channel `{wanted.channel}`")
