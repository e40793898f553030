"""
What do people read?

Subject and plain text of a message, in the reader's language, from the fields alone: what
happened, who claims how many, why they are told, how exactly the place is known, what has
changed. Of a report's own words only the one short sentence that the alert quotes. Not here:
the lines about one alert (``alert_lines.py``), headlines (``agents/telling/headlines.py``),
notices of failure (``notices.py``), markup and what a channel can carry
(``streams/delivery/channels``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from agents.telling.wording import LANGUAGES
from schemas.message import Message
from schemas.watch import TextLanguage

from .alert_lines import BULLET, Reader, alert_lines, headline_in
from .letters import apart
from .notices import notice_words

MOST_ITEMS: Final = 20  # of a batch: what is read on a telephone in the morning


class Words(NamedTuple):
    """
    What people read.

    Attributes:
        subject: One line.
        body: Lines of plain text, no markup; directions are kept apart by Unicode isolates.
    """

    subject: str
    body: str


def words_of(message: Message, *, language: TextLanguage | None = None, zone: str = "UTC") -> Words:
    """
    Put *message* into words.

    Args:
        message: With alerts, or a notice.
        language: Of the reader; ``None`` for that of the first alert.
        zone: IANA name; times are told in it.
    """
    first = message.alerts[0].text_language if message.alerts else LANGUAGES[0]
    reader = Reader(language or first, zone)
    if message.notice is not None:
        return Words(*notice_words(message.notice, reader.language, zone))
    line = reader.says.line
    if len(message.alerts) == 1:
        subject = headline_in(message.alerts[0], reader.language)
        body = list(alert_lines(message.alerts[0], reader))
    else:
        subject = line["batch"].format(
            len(message.alerts), headline_in(message.alerts[0], reader.language)
        )
        body = list(_listed(message, reader))
    because = [reader.says.because[message.because]] if message.because else []
    after = [
        line[part].format(count)
        for part, count in (("dropped", message.dropped), ("missed", len(message.missed)))
        if count
    ]
    marks = _marks(message)
    notices = [reader.says.notice[mark] for mark in marks]
    for mark in marks:
        subject = reader.says.mark[mark].format(subject)
    return Words(subject, "\n".join([*notices, *because, *body, *after, line["automatic"]]))


def _marks(message: Message) -> list[str]:
    """Return why it is no live alert, as the word files call that."""
    marks = {alert.status for alert in message.alerts} - {"Actual"}
    found: set[str] = {*marks, *(["Test"] if message.is_test else [])}
    if not found and any(alert.replay for alert in message.alerts):
        found.add("replay")
    return sorted(found)


def _listed(message: Message, reader: Reader) -> Iterator[str]:
    """Yield a line for each alert of a batch, in the order in which they were sent."""
    says, line = reader.says, reader.says.line
    for alert in message.alerts[:MOST_ITEMS]:
        at = alert.sent.astimezone(ZoneInfo(reader.zone))
        yield BULLET.format(
            line["item"].format(
                apart(f"{at:%Y-%m-%d %H:%M}", reader.language),
                headline_in(alert, reader.language),
                says.severity[alert.severity],
                says.certainty[alert.certainty],
            )
        )
    more = len(message.alerts) - MOST_ITEMS
    if more > 0:
        yield line["more"].format(more)
