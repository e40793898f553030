"""
Does the mail server take our messages?

Asked as for a message, with TLS and login, and nothing is sent. Not here: who is written to
(``subscribers.py``).
"""

from __future__ import annotations

from streams.delivery.checking import check_email
from streams.settings import Settings
from streams.subscriptions_file import load_subscriptions
from streams.trouble import Trouble
from streams.wording import counted

from .findings import Finding, failure, ok
from .subscribers import enabled_in

SECONDS = 6.0
"""For all of it: the whole of `tocsin doctor` stays near ten."""


async def server(settings: Settings) -> list[Finding]:
    """Look at the mail server, if there is one or somebody waits for one."""
    email = settings.email
    if email.host is None:
        if not (waiting := _readers(settings)):
            return []
        told = f"{counted(waiting, 'subscription')} by e-mail, and no server to send it by"
        return [failure("mail", told, "set email.host and email.sender")]
    seconds = min(email.timeout_seconds, SECONDS)
    answer = await check_email(email.model_copy(update={"timeout_seconds": seconds}))
    if answer.end == "accepted":
        return [ok("mail", answer.detail)]
    return [failure("mail", answer.detail, "look at [email] in tocsin.toml")]


def _readers(settings: Settings) -> int:
    try:
        listed = load_subscriptions(settings.subscriptions, missing_ok=True)
    except Trouble:  # told where the file is looked at
        return 0
    return sum(one.channel == "email" for one in enabled_in(listed))
