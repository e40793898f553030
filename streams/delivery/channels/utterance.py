"""
What is said in a chat or on a telephone?

The words of a message, within what the service takes, with the message's number and key at the
end: a repeat is known for one by its reader. Pure. Not here: which words
(``agents/notifying/texts.py``), and how they get there (``services.py``).
"""

from __future__ import annotations

import json
from typing import Final, Literal, NamedTuple

from schemas.message import Message

from .cleaning import calling_nobody, cut, one_line, plain
from .letter import Page

Colour = Literal["info", "success", "warning", "failure"]
"""As Apprise calls them; services show blue, green, yellow and red."""

_COLOURS: Final[dict[str, Colour]] = {
    "Extreme": "failure", "Severe": "failure", "Moderate": "warning",
}  # fmt: skip
_GRAVITY: Final = ("Unknown", "Minor", "Moderate", "Severe", "Extreme")

# Telegram and Slack count a little more than what they are given, for what they write around it.
SPARE: Final = 60
LONGEST: Final = 8_000
"""Characters; more is for e-mail, whatever a service takes."""


class Utterance(NamedTuple):
    """
    What is to be said.

    Attributes:
        title, body: Plain text.
        tail: Number and key, which stay when the body is cut.
        key: The idempotency key.
        severity: The gravest of its alerts.
        colour: For services that show one.
    """

    title: str
    body: str
    tail: str
    key: str
    severity: str
    colour: Colour

    def within(self, title_most: int, body_most: int, bytes_most: int | None) -> tuple[str, str]:
        """
        Return title and body as a service takes them.

        Args:
            title_most: Characters; of a service without titles 0, whose body begins with it.
            body_most: Characters, in some services those of the title among them.
            bytes_most: Of both as JSON, where other letters than ASCII take six.
        """
        title = cut(self.title, title_most or 250)
        room = min(body_most, LONGEST) - len(title) - len(self.tail) - SPARE
        body = cut(self.body, max(room, 1))
        while bytes_most and body and len(json.dumps(title + body + self.tail)) > bytes_most:
            body = cut(body, len(body) * 9 // 10) if len(body) > 10 else ""
        return title, f"{body}\n\n{self.tail}".strip()


def utterance(message: Message, page: Page) -> Utterance:
    """Say *message* in the words of *page*."""
    live = [alert for alert in message.alerts if alert.msg_type != "Cancel"]
    severity = max((alert.severity for alert in live), key=_GRAVITY.index, default="Unknown")
    is_over = bool(live) and all(alert.response_type == "AllClear" for alert in live)
    # A letter begins with its headline, which is the title here.
    body = plain(page.body).removeprefix(plain(page.subject)).strip("\n")
    return Utterance(
        title=calling_nobody(one_line(page.subject, 250)),
        body=calling_nobody(body),
        tail=f"{message.delivery_seq} · {message.id}",
        key=message.id,
        severity="Unknown" if message.is_test or is_over else severity,
        colour="success" if is_over else _COLOURS.get(severity, "info"),
    )
