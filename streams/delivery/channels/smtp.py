"""
How does a letter get to the mail server?

Over one of a few connections, which are kept for the next letter and given up when they are
old, much used, or in doubt. Encryption and login are as settings say, or there is no
connection: nothing falls back. Not here: what a letter holds (``letter.py``), and what an
answer means (``smtp_answers.py``).
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final, NamedTuple, Self

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from streams.email_settings import PORTS, Email
from streams.mailboxes import mailbox
from streams.secret import revealed, secret
from streams.trouble import Trouble

AT_ONCE: Final = 4
"""Connections; public servers allow from five to twenty of one account."""
KEPT_SECONDS: Final = 30.0
"""Unused; servers hang up after one to five minutes."""
DOUBTED_SECONDS: Final = 2.0
"""Unused for so long, a connection is asked whether it is still there."""
LETTERS: Final = 50
"""On one connection; Postfix and Exchange begin to delay or refuse at a hundred."""


class _Line(NamedTuple):
    """An open connection: letters it has carried, and when it last did (monotonic seconds)."""

    smtp: SMTP
    letters: int = 0
    used: float = 0.0


class Refusal(NamedTuple):
    """What the server said of one recipient."""

    recipient: str
    code: int
    said: str


class Post:
    """The way to the mail server of ``[email]``; use as ``async with``."""

    def __init__(self, email: Email) -> None:
        self._email = email
        self._idle: list[_Line] = []
        self._lines = asyncio.Semaphore(AT_ONCE)
        self._context: ssl.SSLContext | None = None

    async def __aenter__(self) -> Self:
        """Open nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Take leave of the server; one that does not answer is left as it is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await asyncio.gather(*(self._leave(line.smtp) for line in self._idle))
        for line in self._idle:
            line.smtp.close()
        self._idle.clear()

    async def carry(self, letter: bytes, recipients: tuple[str, ...]) -> list[Refusal]:
        """
        Hand *letter* over for *recipients*, each of whom is answered for by itself.

        Returns:
            Who was refused while others were taken; they have it for certain, or for none.

        Raises:
            SMTPException, OSError, Trouble: As of aiosmtplib; of nobody's letter it is known
                whether it was taken. All refused is ``SMTPRecipientsRefused``.
            TimeoutError: It took longer than settings allow.
        """
        sender = mailbox(self._email.sender or "")[1]
        async with asyncio.timeout(self._email.timeout_seconds), self._line() as smtp:
            refused, _ = await smtp.sendmail(sender, list(recipients), letter)
        return [Refusal(who, answer.code, answer.message) for who, answer in refused.items()]

    async def knock(self) -> None:
        """Get in as for a letter, and leave; raises as ``carry`` does."""
        async with asyncio.timeout(self._email.timeout_seconds):
            smtp = await self._opened()
            try:
                await smtp.noop()
            finally:
                await self._leave(smtp)

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[SMTP]:
        """Give a connection away for one letter, and keep it if it is good for another."""
        async with self._lines:
            line = await self._kept() or _Line(await self._opened())
            try:
                yield line.smtp
            except (SMTPResponseException, SMTPRecipientsRefused):
                self._keep(line)  # a plain no: the connection is as it was
                raise
            except BaseException:
                # Half of a command may be under way: its answer would be taken for the next's.
                line.smtp.close()
                raise
            self._keep(line)

    def _keep(self, line: _Line) -> None:
        if line.smtp.is_connected and line.letters + 1 < LETTERS:
            self._idle.append(_Line(line.smtp, line.letters + 1, time.monotonic()))
        else:
            line.smtp.close()

    async def _kept(self) -> _Line | None:
        """Return an idle connection that is still good."""
        while self._idle:
            line = self._idle.pop()
            idle = time.monotonic() - line.used
            if line.smtp.is_connected and idle < KEPT_SECONDS:
                if idle < DOUBTED_SECONDS:
                    return line
                with suppress(SMTPException, OSError):
                    await line.smtp.noop()
                    return line
            line.smtp.close()
        return None

    async def _opened(self) -> SMTP:
        """Connect, encrypt and log in, all or nothing."""
        email = self._email
        smtp = SMTP(
            hostname=email.host,
            port=email.port or PORTS[email.security],
            username=None if email.user is None else revealed(email.user),
            password=None if email.password is None else secret(email.password),
            # Else the machine's name is asked of a name server, which may take its time.
            local_hostname=email.own_domain,
            timeout=email.timeout_seconds,
            use_tls=email.security == "tls",
            start_tls=email.security == "starttls",
            tls_context=self._tls() if email.security != "none" else None,
        )
        await smtp.connect()
        return smtp

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            file = self._email.ca_file
            try:
                self._context = ssl.create_default_context(cafile=file)
            except OSError as error:
                reason = error.strerror or error.args[-1]
                raise Trouble(f"email.ca_file {file} cannot be read: {reason}") from error
        return self._context

    @staticmethod
    async def _leave(smtp: SMTP) -> None:
        with suppress(SMTPException, OSError):
            await smtp.quit()
        smtp.close()
