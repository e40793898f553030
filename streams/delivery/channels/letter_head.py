"""
What stands in the header of an e-mail?

What clients thread, sort and unsubscribe by, and what filters can tell apart without reading.
Every value is made here of characters that cannot end a line. Not here: the body
(``letter.py``).
"""

from __future__ import annotations

import re
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from schemas.message import Message
from schemas.record import identity
from schemas.subscription import Subscription
from streams.email_settings import Email
from streams.mailboxes import mailbox, written

from .cleaning import one_line

# Clients show some 70 characters of a subject, phones fewer; RFC 5322 knows no limit.
LONGEST_SUBJECT: Final = 200
MOST_IDS: Final = 30
"""Alerts named in the header; a digest can hold hundreds."""

_NO_ID = re.compile(r"[^!-~]")


def headers(
    message: Message, subscription: Subscription, email: Email,
    *, subject: str, language: str, to: tuple[str, ...], now: datetime,
) -> list[tuple[str, str]]:  # fmt: skip
    """Return names and values, folded, in the order in which they are written."""
    domain, title = email.own_domain, one_line(subscription.title or subscription.id, 80)
    found = [
        ("From", written(*mailbox(email.sender or ""))),
        ("To", to[0] if len(to) == 1 else "undisclosed-recipients:;"),
        ("Subject", _encoded(one_line(subject, LONGEST_SUBJECT))),
        ("Date", format_datetime(now)),
        ("Message-ID", message_id(message, domain)),
    ]
    if email.reply_to is not None:
        found.append(("Reply-To", written(*mailbox(email.reply_to))))
    if (thread := thread_id(message, domain)) is not None:
        found += [("In-Reply-To", thread), ("References", thread)]
    found += [
        ("List-Id", f"{_encoded(title, quoted=True)} <{subscription.id}.{domain}>"),
        *_ways_out(email.unsubscribe, subscription.id),
        # RFC 3834: nobody's absence note answers; the second is what Exchange heeds.
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Tocsin-Subscription", subscription.id),
        ("X-Tocsin-Delivery-Seq", str(message.delivery_seq)),
        *_about(message),
        ("Content-Language", language),
        ("MIME-Version", "1.0"),
    ]
    return found


def message_id(message: Message, domain: str) -> str:
    """Return the Message-ID of *message*: the same for every attempt."""
    return f"<{message.id}@{domain}>"


def thread_id(message: Message, domain: str) -> str | None:
    """
    Return what all messages about one incident to one subscription answer to.

    Nobody was ever sent the message of this id: clients put together what refers to the same
    one (RFC 5256, the REFERENCES algorithm). ``None`` for several incidents and for none: a
    reference to each would join their threads for good.
    """
    incidents = {alert.incident_id for alert in message.alerts}
    if len(incidents) != 1:
        return None
    return f"<thread_{identity(*incidents, message.subscription_id)}@{domain}>"


def _about(message: Message) -> list[tuple[str, str]]:
    """Tell filters what it is about."""
    if message.is_test:
        return [("X-Tocsin-Test", "yes")]
    if message.notice is not None:
        return [("X-Tocsin-Notice", message.notice.subscription_id)]
    if not message.alerts:
        return []
    newest = message.alerts[-1]
    named = message.alerts[:MOST_IDS]
    ids = [_NO_ID.sub("?", alert.alert_id)[:100] for alert in named]
    incidents = dict.fromkeys(_NO_ID.sub("?", alert.incident_id)[:100] for alert in named)
    return [
        ("X-Tocsin-Kind", newest.kind),
        ("X-Tocsin-Severity", newest.severity),
        ("X-Tocsin-Status", newest.status),
        ("X-Tocsin-Incident", "\r\n ".join(incidents)),
        ("X-Tocsin-Alert", "\r\n ".join(ids)),
        # RFC 4021 §2.1.50; clients that know it grey the message out.
        ("Expires", format_datetime(max(alert.expires for alert in message.alerts))),
    ]


def _ways_out(addresses: tuple[str, ...], subscription_id: str) -> list[tuple[str, str]]:
    """RFC 2369; the button of one click (RFC 8058) needs an address of https."""
    own = [one.replace("{subscription}", quote(subscription_id, safe="")) for one in addresses]
    if not own:
        return []
    found = [("List-Unsubscribe", ",\r\n ".join(f"<{one}>" for one in own))]
    if any(one.startswith("https:") for one in own):
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return found


def _encoded(line: str, *, quoted: bool = False) -> str:
    """
    Write one line of any letters for a header, folded.

    What looks encoded is encoded too, and a word that no line has room for.
    """
    if line.isascii() and "=?" not in line and max(map(len, line.split()), default=0) < 60:
        if quoted:
            return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return Header(line, "us-ascii", maxlinelen=76, header_name="Subject").encode(linesep="\r\n")
    return Header(line, "utf-8", maxlinelen=75, header_name="Subject").encode(linesep="\r\n")
