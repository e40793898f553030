"""
How do messages go out, so that nobody waits for anybody else?

A subscription has one message in flight; all of them are served at the same time. Attempts
have places: many for those that are well, some for the ailing ones (failed last time, or
slow), so that thousands of hanging receivers fill the second kind alone. Before each attempt
the ledger has the row with its number, and we know that it is still ours to send. Not here:
which message is next (``choosing.py``), what an answer means (``concluding.py``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from agents.notifying.parcels import message_of
from schemas.delivery import Delivery, Standing
from schemas.message import Message
from schemas.subscription import Silence, Subscription, Wish
from streams.settings import Delivery as Limits
from streams.trouble import Trouble

from . import failing
from .book import OURS_ALONE, SLOW, Book
from .channels import Answer, Channel
from .choosing import Choice, choose
from .concluding import arrived, begun, concluded, failed, given_up
from .ledger import Ledger
from .own_messages import own_message
from .schedule import LONGEST_WAIT

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
        in_flight: So many attempts are being made.
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
        self._tell = tell
        self._now = now
        self._well = asyncio.Semaphore(limits.at_once)
        self._ailing = asyncio.Semaphore(limits.ailing_at_once)
        self._served: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._group: asyncio.TaskGroup | None = None
        self._is_ending = False
        self.in_flight = 0
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

    async def end(self, *, within: float) -> None:
        """Begin no more attempts, and wait *within* so many seconds for those under way."""
        self._is_ending = True
        for alarm in self._alarms.values():
            alarm.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._served:
                    await asyncio.wait(self._served.values())

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
                    await self._write_down(book, choice)
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

    async def _write_down(self, book: Book, choice: Choice) -> None:
        """Write what the checks say, and what was given up."""
        for row in choice.ruled:
            book.put(row)
        for rows in choice.lost:
            book.standing = given_up(book.standing, rows, now=self._now())
            for row in rows:
                book.put(row)
        lost = [row for rows in choice.lost for row in rows]
        standing = [book.standing] if lost else []
        await self._ledger.post(book.partition, *standing, *choice.ruled, *lost)

    async def _attempt(self, book: Book, choice: Choice) -> None:
        """Try one message once."""
        wanted = book.subscription
        first = choice.rows[0]
        if wanted is None:  # taken back while it waited for a place
            return
        key = first.idempotency_key if choice.parcel is None else choice.parcel.key
        seq = first.delivery_seq or book.last_seq + 1
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
            self.in_flight += 1
            began = time.monotonic()
            try:
                answer = await self._sent(message, wanted)
            finally:
                self.in_flight -= 1
            book.is_slow = time.monotonic() - began > SLOW.total_seconds()
        await self._conclude(book, wanted, rows, answer, named=message)

    async def _sent(self, message: Message, wanted: Subscription) -> Answer:
        """Send it; whatever is wrong with one way out does not concern the others."""
        try:
            return await self._channels[wanted.channel].send(message, wanted, now=self._now())
        except Trouble as trouble:
            return Answer("again", str(trouble))
        except Exception as error:  # a slip of ours in a channel; the message waits for its mending
            log.exception("delivery.channel_failed", subscription=wanted.id, channel=wanted.channel)
            return Answer("again", f"{type(error).__name__} in the channel `{wanted.channel}`")

    async def _conclude(
        self,
        book: Book,
        wanted: Subscription,
        rows: Sequence[Delivery],
        answer: Answer,
        *,
        named: Message | None,
    ) -> None:
        """Write what came of an attempt, of message and subscription; tell who is to know."""
        now = self._now()
        before = book.standing
        after = concluded(rows, answer, delays=self._limits.retry_seconds, now=now)
        if answer.retry_after is not None:
            book.not_before = now + min(timedelta(seconds=answer.retry_after), LONGEST_WAIT)
        if answer.end in ("delivered", "accepted"):
            if before.failing_since is not None:
                book.well_since = now
            seq = rows[0].delivery_seq
            book.standing = arrived(before, seq, named.missed if named else (), now=now)
        else:
            began_at = rows[0].began_at or now
            await self._note_failure(book, wanted, answer, began_at=began_at, now=now)
            if after[0].state == "dead":
                book.standing = given_up(book.standing, after, now=now)
        standing = [book.standing] if book.standing is not before else []
        for row in after:
            book.put(row)
        self.concluded += 1
        kept = self._ledger.post(book.partition, *standing, *after)
        if answer.end not in ("delivered", "accepted") or rows[0].kind in OURS_ALONE:
            await kept  # a success need not wait: the next row cannot arrive before it

    async def _note_failure(
        self,
        book: Book,
        wanted: Subscription,
        answer: Answer,
        *,
        began_at: datetime,
        now: datetime,
    ) -> None:
        """Count a failure; the notice is on its way before it is noted that it was told."""
        if answer.end == "refused":  # the receiver answers: this message was the trouble
            return
        before, standing = book.standing, self._failing(book, answer, now)
        notice = failing.notice_of(
            before, standing, wanted, answer.detail, began_at=began_at, waiting=book.waits
        )
        if notice is not None:
            await self._tell(notice)
            standing = self._failing(book, answer, now)  # somebody may have enabled it meanwhile
        if standing.disabled is not None and before.disabled is None:
            log.warning("subscription.disabled", subscription=book.id, reason=standing.disabled)
        book.standing = standing

    def _failing(self, book: Book, answer: Answer, now: datetime) -> Standing:
        """Return the standing of *book* with one failure more."""
        return failing.judged(
            failed(book.standing, now=now),
            answer,
            warn_after=timedelta(seconds=self._limits.warn_seconds),
            disable_after=timedelta(seconds=self._limits.disable_seconds),
            now=now,
        )
