"""
What may be said about e-mail?

The table ``[email]``: which server takes our messages, how we get in, and what stands on every
message. What does not fit together is refused here, so that no password goes over an open line.
Not here: the conversation (``streams/delivery/channels/smtp.py``), and to whom it goes
(``subscriptions.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from schemas.access import REFERENCE

from .kafka_settings import Section
from .mailboxes import address, mailbox

Security = Literal["starttls", "tls", "none"]

PORTS: Final[dict[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}
"""RFC 8314 §3; 25 for a server of our own beside us."""

# An address without blanks, brackets and quotes, which would end or split the header.
_UNSUBSCRIBE = re.compile(r"(https://|mailto:)[!#-;=?-~]{1,900}")
_HERE = ("localhost", "127.0.0.1", "::1")


class Email(Section):
    """Which mail server takes our messages, how we get in, and what they bear."""

    host: str | None = None
    """Of the server; without one no e-mail is sent."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Without it 587 for starttls, 465 for tls, 25 for none."""
    security: Security = "starttls"
    """``starttls``, ``tls`` from the first byte, or ``none``; the first two never fall back."""
    user: str | None = None
    """Of the login; ``env:NAME`` and ``file:PATH`` are looked up."""
    password: str | None = None
    """Where it is kept: ``env:NAME``, or ``file:PATH``, whose first line counts."""
    ca_file: Path | None = None
    """Certificates (PEM) whose signature on the server's is trusted; else this machine's."""
    sender: str | None = None
    """Who writes: an address, or ``Name <address>``; bounces go there too."""
    reply_to: str | None = None
    """Where answers go, if not to the sender."""
    domain: str | None = None
    """Ours, in Message-ID and List-Id and as a greeting; the sender's without it."""
    unsubscribe: tuple[str, ...] = ()
    """``https:`` and ``mailto:`` addresses for List-Unsubscribe; ``{subscription}`` in them
    becomes its id."""
    timeout_seconds: float = Field(default=30, gt=0, le=300)
    """For one attempt, the login included."""

    @field_validator("password")
    @classmethod
    def _is_reference(cls, value: str | None) -> str | None:
        """Refuse a secret itself; the message does not repeat it."""
        if value is not None and not re.match(REFERENCE, value):
            raise ValueError(
                "a secret is named, not written: env:NAME for a variable, file:PATH for a file"
            )
        return value

    @field_validator("sender", "reply_to")
    @classmethod
    def _is_mailbox(cls, value: str | None) -> str | None:
        if value is not None:
            mailbox(value)
        return value

    @field_validator("domain")
    @classmethod
    def _is_domain(cls, value: str | None) -> str | None:
        if value is not None:
            address(f"tocsin@{value}")
        return value

    @field_validator("unsubscribe")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not _UNSUBSCRIBE.fullmatch(one):
                raise ValueError("an address begins with https:// or mailto: and has no blanks")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Refuse what contradicts itself."""
        if self.host is not None and self.sender is None:
            raise ValueError("there is a host and nobody who writes: set email.sender")
        if (self.user is None) != (self.password is None):
            raise ValueError("a login is a user and a password: set both or none")
        if self.security == "none" and self.user is not None and self.host not in _HERE:
            raise ValueError(
                "the password would go over an open line: set security to starttls or tls"
            )
        if self.security == "none" and self.ca_file is not None:
            raise ValueError("there is a ca_file, and nothing would be encrypted: set security")
        return self

    @property
    def where(self) -> str:
        """The server, as ``host:port``."""
        return f"{self.host}:{self.port or PORTS[self.security]}"

    @property
    def own_domain(self) -> str:
        """What ids of ours end in."""
        return self.domain or address(mailbox(self.sender or "")[1]).rpartition("@")[2]


def ca_beside(email: Email, folder: Path, *, apart_from: Collection[str]) -> Email:
    """Return *email* with its file looked for in *folder*, unless a variable named it."""
    if email.ca_file is None or "ca_file" in apart_from:
        return email
    return email.model_copy(update={"ca_file": folder / email.ca_file})
