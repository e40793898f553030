"""
Mail servers on loopback, for tests.

``mail_server`` is a real one (aiosmtpd) that keeps what it is given and answers as told;
``script`` is one that goes wrong in the middle of a conversation. Not here: our side.
"""

from __future__ import annotations

import asyncio
import email.policy
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "wire-desk", "correct horse battery"


class Letter(NamedTuple):
    """What came in: envelope, and the message as any client reads it."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return BytesParser(policy=email.policy.default).parsebytes(self.raw)  # type: ignore[return-value]  # of the default policy

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()  # type: ignore[union-attr]  # it has one


class Office:
    """
    Behind the counter.

    Attributes:
        letters: What was taken.
        answers: What is said instead of 250, by recipient, or "MAIL" or "DATA".
        callers: How many have connected.
    """

    def __init__(self) -> None:
        self.port = 0
        self.letters: list[Letter] = []
        self.answers: dict[str, str] = {}
        self.callers = 0
        self._came = asyncio.Event()

    async def taken(self, count: int) -> list[Letter]:
        """Wait for so many letters; returns all there are."""
        while len(self.letters) < count:
            self._came.clear()
            await self._came.wait()
        return self.letters

    async def greet(
        self, server: SMTP, session: Session, _: Envelope, hostname: str, said: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.callers += server.session.ssl is None or not server.require_starttls
        return said

    async def take_sender(self, *said: Any) -> str:
        _, _, envelope, address, _ = said
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def take_recipient(self, *said: Any) -> str:
        _, _, envelope, address, _ = said
        if address not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def take_letter(self, *said: Any) -> str:
        envelope = said[-1]
        if "DATA" not in self.answers:
            taken = (envelope.mail_from, tuple(envelope.rcpt_tos), envelope.original_content)
            self.letters.append(Letter(*taken))
            self._came.set()
        return self.answers.get("DATA", "250 OK")

    # As aiosmtpd wants them called.
    handle_EHLO = greet  # noqa: N815 -- their name
    handle_MAIL = take_sender  # noqa: N815 -- their name
    handle_RCPT = take_recipient  # noqa: N815 -- their name
    handle_DATA = take_letter  # noqa: N815 -- their name


class Papers(NamedTuple):
    """A certificate for 127.0.0.1 that is its own authority, and its key."""

    certificate: Path
    key: Path

    @classmethod
    def new(cls, folder: Path) -> Papers:
        made = cls(folder / "mail.pem", folder / "mail.key")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "1", "-subj", "/CN=mail", "-keyout", made.key, "-out",
             made.certificate, "-addext", "subjectAltName=IP:127.0.0.1"],
            check=True, capture_output=True,
        )  # fmt: skip
        return made

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        return context


@asynccontextmanager
async def mail_server(
    papers: Papers | None = None, *, wrapped: bool = False, login: bool = False
) -> AsyncIterator[Office]:
    """
    Take mail on a free port.

    Args:
        papers: For TLS; by STARTTLS, which is then demanded, or *wrapped* from the first byte.
        login: Only who knows USER and PASSWORD.
    """
    office, loop = Office(), asyncio.get_running_loop()
    context = papers.context() if papers else None
    starts = context is not None and not wrapped
    protocols: list[SMTP] = []

    def protocol() -> SMTP:
        made = SMTP(
            office, hostname="mail.example", loop=loop, tls_context=context if starts else None,
            require_starttls=starts, auth_required=login, auth_require_tls=starts,
            authenticator=_authenticate,
        )  # fmt: skip
        protocols.append(made)
        return made

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if wrapped else None)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        for made in protocols:
            if made.transport is not None:
                made.transport.close()
        await server.wait_closed()


def _authenticate(*asked: Any) -> AuthResult:
    data = asked[-1]
    is_right = isinstance(data, LoginPassword) and data == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=is_right, handled=False)


Turn = Callable[[str, asyncio.StreamReader, asyncio.StreamWriter], Any]


@asynccontextmanager
async def script(answers: dict[str, str | None]) -> AsyncIterator[int]:
    """
    Answer by the book of *answers*, on the port that is given.

    Each is what is said to a command; ``""`` is nothing for ever, ``None`` hangs up. "hello" is
    the greeting, "." the answer to a letter; "DATA…" is hung up on in the middle of one.
    """
    book: dict[str, str | None] = {
        "hello": "220 mail.example", "EHLO": "250 mail.example", "MAIL": "250 OK",
        "RCPT": "250 OK", "DATA": "354 go on", ".": "250 taken", "RSET": "250 OK",
        "NOOP": "250 OK", "QUIT": "221 bye", **answers,
    }  # fmt: skip

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        word, in_letter = "hello", False
        while (said := book[word]) is not None:
            if said:
                writer.write(f"{said}\r\n".encode())
            in_letter = word == "DATA"
            if in_letter and "DATA…" in book:
                await reader.readline()
                break
            line = await reader.readline()
            while in_letter and line not in (b".\r\n", b""):
                line = await reader.readline()
            if not line:
                break
            word = line.split()[0].decode().upper()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
