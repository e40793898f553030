"""
How does a receiver of webhooks answer?

A small server on loopback that does what ours tells others to do: verifies, takes each message
in once, answers 204. It can also misbehave on purpose, the same way each time, to show what a
sender makes of it. For ``tocsin listen`` and tests. Not here: what is a repeat or a gap
(``hearing.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from random import Random
from typing import Literal, NamedTuple

from aiohttp import web

from schemas.codec import BadRecord, decode
from schemas.message import Envelope
from streams.listening import cannot_listen
from streams.trouble import WRONG_SETUP, Trouble

from .hearing import Hearing
from .signing import ID
from .verifying import TOLERANCE, fault

# A batch of a night's alerts has some hundred kilobytes.
MOST_BYTES = 8 << 20


class Misbehaviour(NamedTuple):
    """
    How often a receiver fails on purpose, and how.

    Attributes:
        share: Of the requests that are ours, 0 to 1.
        status: What it answers then.
        hang: It does not answer at all then.
        seed: The same one lets the same requests fail, counted from the first.
    """

    share: float = 0.0
    status: int = 500
    hang: bool = False
    seed: int = 0


class Request(NamedTuple):
    """
    One request, and what became of it.

    Attributes:
        at: When it came.
        end: ``new`` and ``repeat`` were taken in, ``failed`` on purpose, ``refused``.
        status: What was answered; ``None`` when nothing is.
        webhook_id: By its header.
        why: It was refused.
        problems: What must not happen, in words.
        waiting_for: Numbers that are missing now.
        envelope: What it carried, when it was ours.
    """

    at: datetime
    end: Literal["new", "repeat", "failed", "refused"]
    status: int | None
    webhook_id: str
    why: str = ""
    problems: Sequence[str] = ()
    waiting_for: Sequence[int] = ()
    envelope: Envelope | None = None


class Receiver:
    """
    A receiver while it listens; made by ``receiving``.

    Attributes:
        url: Where it listens.
        allow: Its entry in ``delivery.allow``.
        hearing: What it has taken in.
    """

    def __init__(
        self,
        secrets: Sequence[str],
        misbehaviour: Misbehaviour,
        tolerance: float,
        told: Callable[[Request], None] | None,
    ) -> None:
        self.url = self.allow = ""
        self.hearing = Hearing()
        self._secrets = secrets
        self._misbehaviour = misbehaviour
        self._tolerance = tolerance
        self._told = told
        self._chance = Random(misbehaviour.seed)  # noqa: S311  # no secret: the same each time
        self._changed = asyncio.Condition()

    def behave(self, misbehaviour: Misbehaviour) -> None:
        """Misbehave like this from now on."""
        self._misbehaviour = misbehaviour

    async def taken(self, count: int) -> None:
        """Wait until so many messages were taken in, each once."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.hearing.count >= count)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request."""
        body = await request.read()
        found = self._judged(request, body, datetime.now(UTC))
        response = web.Response(status=found.status or 500, text=found.why)
        if found.status is not None:
            # Written before anybody hears of it: whoever has heard enough ends the server.
            with suppress(ConnectionError):
                await response.prepare(request)
                await response.write_eof()
        if self._told is not None:
            self._told(found)
        async with self._changed:
            self._changed.notify_all()
        if found.status is None:
            await asyncio.Event().wait()  # until the sender hangs up, or we end
        return response

    def _judged(self, request: web.Request, body: bytes, now: datetime) -> Request:
        """Verify, fail when it is time to, or take in."""
        name = request.headers.get(ID, "")
        why = fault(request.headers, body, self._secrets, now=now, tolerance=self._tolerance)
        envelope = None
        if why is None:
            try:
                envelope = decode(Envelope, body)
            except BadRecord as error:
                why = f"no message of ours: {error}"
        if envelope is None:
            self.hearing.refused[why or ""] += 1
            return Request(now, "refused", 400, name, why or "")
        if self._chance.random() < self._misbehaviour.share:
            status = None if self._misbehaviour.hang else self._misbehaviour.status
            return Request(now, "failed", status, name, "on purpose", envelope=envelope)
        message = envelope.data
        heard = self.hearing[message.subscription_id]
        before = len(heard.messages)
        wrong = heard.take(message)
        if message.id != name:
            wrong.append(f"{ID} is {name}, the message {message.id}")
            heard.problems.append(wrong[-1])
        end: Literal["new", "repeat"] = "new" if len(heard.messages) > before else "repeat"
        return Request(
            now, end, 204, name, problems=wrong, waiting_for=heard.gaps(), envelope=envelope
        )


@asynccontextmanager
async def receiving(
    secrets: Sequence[str],
    *,
    port: int = 0,
    misbehaviour: Misbehaviour = Misbehaviour(),  # noqa: B008  # cannot be changed
    tolerance: float = TOLERANCE,
    told: Callable[[Request], None] | None = None,
) -> AsyncIterator[Receiver]:
    """
    Listen on loopback until the block ends.

    Args:
        secrets: ``whsec_`` secrets, any of which may have signed.
        port: Where; 0 takes any that is free.
        misbehaviour: How it fails on purpose.
        tolerance: Seconds that a request's time may differ from ours.
        told: Hears of each request as it is answered.

    Raises:
        Trouble: The port cannot be listened on.
    """
    receiver = Receiver(secrets, misbehaviour, tolerance, told)
    application = web.Application(client_max_size=MOST_BYTES)
    application.router.add_post("/{path:.*}", receiver.answer)
    runner = web.AppRunner(
        application, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError as error:
            said = f"{cannot_listen('127.0.0.1', port, error)}; --port 0 takes any that is free"
            raise Trouble(said, code=WRONG_SETUP) from error
        receiver.allow = f"127.0.0.1:{runner.addresses[0][1]}"
        receiver.url = f"http://{receiver.allow}/"
        yield receiver
    finally:
        await runner.cleanup()
