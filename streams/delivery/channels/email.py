"""
How does a message go out by e-mail?

One letter for all addresses of a subscription, in one conversation, in which the server
answers for each of them. Who has got it is not sent it again while the others are tried again;
a process that starts anew has forgotten that and repeats it, under the same Message-ID. After
a broken conversation it is repeated as well, as every mail server does (RFC 5321 §6.1). Not
here: words (``agents/notifying/texts.py``), header and body (``letter.py``), the conversation
(``smtp.py``) and what its end means (``smtp_answers.py``).
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import Final, Self

from aiosmtplib.errors import SMTPException

from schemas.message import Message
from schemas.subscription import Subscription
from streams.email_settings import Email
from streams.mailboxes import addresses
from streams.secret import revealed
from streams.trouble import Trouble

from . import Answer
from .letter import PageOf, letter
from .smtp import Post, Refusal
from .smtp_answers import answer_to, refused_by_all

REMEMBERED: Final = 10_000
"""Messages of which some addresses wait for another attempt."""


class EmailChannel:
    """E-mail through the server of ``[email]``; use as ``async with``."""

    def __init__(self, email: Email, page_of: PageOf) -> None:
        self._email = email
        self._page_of = page_of
        self._post = Post(email)
        self._reached: OrderedDict[str, frozenset[str]] = OrderedDict()

    async def __aenter__(self) -> Self:
        """Open nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Take leave of the server."""
        await self._post.__aexit__()

    async def send(self, message: Message, subscription: Subscription, *, now: datetime) -> Answer:
        """Try once to send *message* to all addresses of *subscription* that have it not yet."""
        if self._email.host is None:
            return Answer("again", "there is no mail server: set email.host")
        try:
            everybody = addresses(revealed(subscription.target))
        except Trouble as error:
            return Answer("again", str(error))
        except ValueError as error:
            return Answer("refused", f"the target of `{subscription.id}`: {error}")
        reached = self._reached.pop(message.id, frozenset())
        left = tuple(one for one in everybody if one not in reached)
        if not left:
            return Answer("accepted", "")
        page = self._page_of(message, subscription)
        text = letter(message, subscription, page, self._email, to=everybody, now=now)
        try:
            refusals = await self._post.carry(text, left)
        except (SMTPException, OSError, Trouble) as error:
            self._remember(message.id, reached)
            return _beside(answer_to(error, self._email), reached, everybody)
        refused = {one.recipient for one in refusals}
        return self._part(message.id, refusals, reached | (set(left) - refused), everybody)

    def _part(
        self, key: str, refusals: list[Refusal], reached: frozenset[str], everybody: tuple[str, ...]
    ) -> Answer:
        """Answer for a letter that some have, and others perhaps later."""
        if not refusals:
            return Answer("accepted", "")
        answer = refused_by_all([one for one in refusals if one.code < 500] or refusals)
        if answer.end == "again":
            self._remember(key, reached)
        return _beside(answer, reached, everybody)

    def _remember(self, key: str, reached: frozenset[str]) -> None:
        if reached:
            self._reached[key] = reached
            if len(self._reached) > REMEMBERED:
                self._reached.popitem(last=False)


def _beside(answer: Answer, reached: frozenset[str], everybody: tuple[str, ...]) -> Answer:
    """Say who has it beside those that *answer* is about; for good, some is enough."""
    if not reached:
        return answer
    detail = f"{len(reached)} of {len(everybody)} have it; {answer.detail}"
    return Answer("again" if answer.end == "again" else "accepted", detail, answer.retry_after)
