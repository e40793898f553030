"""
Could a message go out?

What can be seen before there is one, and without sending any: whether the mail server lets us
in, and whether an address that is kept as a secret is one. Nothing here repeats it. Not here:
what stands in ``subscriptions.toml`` itself (``linting.py``), and a test message
(``tocsin subscriptions test``).
"""

from __future__ import annotations

from collections.abc import Iterator

from schemas.subscription import Channel
from streams.email_settings import Email
from streams.mailboxes import addresses
from streams.trouble import Trouble

from .channels import Answer
from .doubts import Doubt, doubt, grave


async def check_email(email: Email) -> Answer:
    """
    Connect to the mail server, encrypt and log in as for a message, and leave.

    Returns:
        ``accepted``, or why not in *detail*; within ``email.timeout_seconds``.
    """
    # With the first letter, not with the first look at a list of subscriptions.
    from aiosmtplib import SMTPException

    from .channels.smtp import Post
    from .channels.smtp_answers import answer_to

    if email.host is None:
        return Answer("again", "there is no mail server: set email.host")
    try:
        await Post(email).knock()
    except (SMTPException, OSError, Trouble) as error:
        return answer_to(error, email)
    return Answer("accepted", f"{email.where} lets us in")


def about_kept(channel: Channel, found: str) -> Iterator[Doubt]:
    """Yield what is doubtful about an address of *channel* that was *found* where it is kept."""
    if channel == "email":
        try:
            addresses(found)
        except ValueError:
            yield grave("target", "what it names are no e-mail addresses with commas between")
    elif channel in ("chat", "push"):
        from .channels.services import UnknownService, targets_of

        try:
            service, count = targets_of(found)
        except UnknownService as error:
            yield grave("target", f"what it names {error}")
            return
        if count > 1:
            told = f"it leads to {count} rooms or people of {service}, and when one is not reached"
            yield doubt("target", f"{told} all are told again: make a subscription for each")
