"""
What is written down of messages, and who is told?

What came of an attempt goes to the book and the ledger in one breath, for its message and for
its subscription, and so does what needs none; the notice of a failure is on its way before it is noted that it was told. Not
here: what an answer means (``concluding.py``), and when a failure is told (``failing.py``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from schemas.delivery import Delivery, Standing
from schemas.message import Message
from schemas.subscription import Subscription, Wish
from streams.settings import Delivery as Limits

from . import failing
from .book import OURS_ALONE, Book
from .channels import Answer
from .choosing import Choice
from .concluding import arrived, concluded, failed, given_up
from .ledger import Ledger
from .schedule import LONGEST_WAIT

log = structlog.get_logger(__name__)


class Noting:
    """
    Keeps books and ledger alike.

    Args:
        ledger: Keeps the rows.
        limits: Delays.
        tell: Puts a wish for the owner of another subscription.
        now: The clock.
    """

    def __init__(
        self,
        ledger: Ledger,
        limits: Limits,
        *,
        tell: Callable[[Wish], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._limits = limits
        self._tell = tell
        self._now = now

    async def rule(self, book: Book, choice: Choice) -> None:
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

    async def note(
        self,
        book: Book,
        wanted: Subscription,
        rows: Sequence[Delivery],
        answer: Answer,
        *,
        named: Message | None,
    ) -> None:
        """
        Write what came of an attempt, of message and subscription; tell who is to know.

        Args:
            book: Whose.
            wanted: The subscription as it was then.
            rows: Those of the message, as they were while it was attempted.
            answer: What came.
            named: The message, which names numbers as missed; ``None`` when there was none.
        """
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
                seq = after[0].delivery_seq
                mates = [row for row in book.rows() if row.delivery_seq == seq]
                lost = {row.alert_id: row for row in (*after, *mates)}
                book.standing = given_up(book.standing, [*lost.values()], now=now)
        standing = [book.standing] if book.standing is not before else []
        for row in after:
            book.put(row)
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
        detail = answer.to_owner or answer.detail
        notice = failing.notice_of(
            before, standing, wanted, detail, began_at=began_at, waiting=book.waits
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
