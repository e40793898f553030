"""
What does the owner of some partitions do, from being given them to letting them go?

Recall what the ledger says, begin a term, read again the alerts of what is not over, then look
at alerts, serve subscriptions, grant wishes and sweep, all at once. When the partitions go,
no more is begun; what is under way gets a moment to end. Not here: who is given which
partitions (``streams/sharing.py``).
"""

from __future__ import annotations

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import Collection
from contextlib import suppress

import structlog
from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from schemas.subscription import Silence
from schemas.topics import ALERTS, DELIVERIES
from streams import clock, kafka
from streams.sharing import Share

from .books import Books
from .clerk import Clerk
from .leaving import GROUP_WAITS, Patience, ended, until_ended
from .ledger import Ledger
from .lookout import Lookout
from .means import Means
from .outbox import Outbox
from .recalling import Recalled, begin_term, recalled, void_keys
from .rereading import alerts_consumer, stopped
from .subscribed import put

# What the broker owes us its word for.
GOODBYE_SECONDS = 2.0

log = structlog.get_logger(__name__)


class Tenure:
    """
    Our time with one set of partitions.

    Attributes:
        ledger, books, outbox: Of these partitions.
        lookout: Once alerts are looked at.
    """

    def __init__(self, means: Means, share: Share) -> None:
        self._means = means
        self._share = share
        settings = means.settings
        self.ledger = Ledger(means.producer, kafka.topic_name(settings, DELIVERIES), share)
        self.books = Books(lambda name: share.partition_of(name) if share.is_ours(name) else None)
        self.outbox = Outbox(
            self.ledger,
            means.channels,
            settings.delivery,
            silences=self._silences,
            wishes=lambda: means.subscribed.wanted.wishes,
            tell=lambda wish: put(means.producer, settings, wish),
            now=clock.now,
        )
        self.lookout: Lookout | None = None
        self._recalled: Recalled | None = None
        self._is_told = asyncio.Event()
        self._beginning: asyncio.Task[bool] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._work: asyncio.Task[None] | None = None
        self._consumer = alerts_consumer(means.bootstrap)
        self._clerk = Clerk(
            means.settings, means.bootstrap, means.producer, means.subscribed,
            self.ledger, self.books, poke=self.outbox.poke,
        )  # fmt: skip

    async def begin(self) -> bool:
        """Become the owner; tells whether the partitions are ours still."""
        self._sending = asyncio.ensure_future(self.ledger.keep_sending())
        self._beginning = asyncio.ensure_future(self._begin())
        # What cannot be sent is never acknowledged: to wait for it would be for ever.
        await asyncio.wait((self._beginning, self._sending), return_when=FIRST_COMPLETED)
        if not self._beginning.done() or self._beginning.cancelled():
            return False  # failed, and ``end`` raises why; or they went while we were at it
        return self._beginning.result()

    async def _begin(self) -> bool:
        name = kafka.topic_name(self._means.settings, ALERTS)
        await self._consumer.start()
        numbers = await self._means.producer.partitions_for(name)
        self._consumer.assign([TopicPartition(name, number) for number in sorted(numbers)])
        ends = await self._consumer.end_offsets(list(self._consumer.assignment()))
        found = await recalled(self._share)
        if found is None:
            return False
        is_ours = await begin_term(
            self._share, found, self.ledger, self._means.owner,
            ends={tp.partition: offset for tp, offset in ends.items()}, now=clock.now(),
        )  # fmt: skip
        if not is_ours:
            return False
        self._recalled = found
        found.fill(self.books)
        await self._clerk.take_up()
        lacking = [(book, row) for book in self.books for row in book.lacking()]
        await self._clerk.reread(lacking)
        self.lookout = Lookout(
            self._consumer, found.positions(), self.books, self.ledger,
            poke=self.outbox.poke, silences=self._silences, now=clock.now,
        )  # fmt: skip
        await self.lookout.begin()
        log.info(
            "subscriptions.shared", ours=len(self.books), unfinished=len(lacking),
            read=found.read, partitions=sorted(self._share.given),
        )  # fmt: skip
        self._work = asyncio.ensure_future(self._keep_working(self.lookout))
        return True

    def told(self) -> None:
        """Take note that what is wanted has changed."""
        self._is_told.set()

    def hear(self, records: Collection[ConsumerRecord]) -> None:
        """Write our own again over what somebody wrote who is the owner no more."""
        if self._recalled is None:
            return
        for partition, key in void_keys(records, self._recalled.terms):
            log.warning("ledger.void", partition=partition, key=key)
            name, _, alert_id = key.partition("\x1f")
            book = self.books.get(name)
            row = book.row(alert_id) if book and alert_id else None
            known = row or (book.standing if book and not alert_id else None)
            if known is not None:
                self.ledger.post(partition, known)
            elif name:  # the position, which has none, is written every second
                self.ledger.erase(partition, [key])

    @property
    def is_replaced(self) -> bool:
        """Whether somebody began a later term in a partition of ours."""
        if self._recalled is None or self.lookout is None:
            return False
        return any(
            terms.current != self.ledger.terms[partition]
            for partition, terms in self._recalled.terms.items()
        )

    @property
    def recalled_so_far(self) -> int:
        """How many records of the ledger have been read back."""
        return self._recalled.read if self._recalled else 0

    @property
    def has_failed(self) -> bool:
        """Whether something of it has ended by itself; ``end`` raises why."""
        return any(task is not None and task.done() for task in (self._work, self._sending))

    async def end(self, patience: Patience = GROUP_WAITS) -> None:
        """Let go: begin nothing more, wait for what is under way, *patience* long, and end."""
        try:
            if self._beginning is not None and not self._beginning.done():
                await ended(self._beginning)
            if self._work is not None and not self.has_failed:
                await self.outbox.end(patience)
            await ended(self._work)
            if self._sending is not None and not self._sending.done():
                with suppress(TimeoutError):
                    async with asyncio.timeout(GOODBYE_SECONDS):
                        await self.ledger.settled()
            await ended(self._sending)
        finally:
            await stopped(self._consumer)

    async def _keep_working(self, lookout: Lookout) -> None:
        """Do all of it at once, for ever."""
        async with asyncio.TaskGroup() as group:
            self.outbox.open(group)
            for book in self.books:
                self.outbox.poke(book)
            group.create_task(until_ended(lookout.keep_looking()))
            group.create_task(until_ended(self._clerk.keep_granting(self._is_told)))
            group.create_task(self._clerk.keep_sweeping())

    def _silences(self) -> list[Silence]:
        return list(self._means.subscribed.wanted.silences.values())
