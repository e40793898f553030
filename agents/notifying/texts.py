"""
What do people read?

Subject and plain text of a message, in the reader's language, from the fields alone: what
happened, who claims how many, why they are told, how exactly the place is known, what has
changed. Of a report's own words only the one short sentence that the alert quotes. Not here:
headlines (``agents/telling/headlines.py``), notices of failure (``notices.py``), markup and what
a channel can carry (``streams/delivery/channels``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from agents.telling.place_words import place_in_words
from agents.telling.wording import LANGUAGES, Wording, wording
from schemas.alert import Alert
from schemas.message import Message
from schemas.watch import TextLanguage

from .change_words import changes_in_words
from .claim_lines import claim_lines
from .letters import apart, plain
from .notices import notice_words
from .wording import Phrases, phrases

MOST_ITEMS: Final = 20  # of a batch: what is read on a telephone in the morning
BULLET: Final = "- {}"


class Words(NamedTuple):
    """
    What people read.

    Attributes:
        subject: One line.
        body: Lines of plain text, no markup; directions are kept apart by Unicode isolates.
    """

    subject: str
    body: str


class _Reader(NamedTuple):
    """Whom it is written for."""

    language: TextLanguage
    zone: str

    @property
    def says(self) -> Phrases:
        """The words round the headline."""
        return phrases(self.language)

    @property
    def words(self) -> Wording:
        """The words of headlines."""
        return wording(self.language)


def words_of(message: Message, *, language: TextLanguage | None = None, zone: str = "UTC") -> Words:
    """
    Put *message* into words.

    Args:
        message: With alerts, or a notice.
        language: Of the reader; ``None`` for that of the first alert.
        zone: IANA name; times are told in it.
    """
    first = message.alerts[0].text_language if message.alerts else LANGUAGES[0]
    reader = _Reader(language or first, zone)
    if message.notice is not None:
        return Words(*notice_words(message.notice, reader.language, zone))
    line = reader.says.line
    if len(message.alerts) == 1:
        subject = headline_in(message.alerts[0], reader.language)
        body = list(_told(message.alerts[0], reader))
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


def headline_in(alert: Alert, language: str) -> str:
    """Return the headline in *language*; alerts of before it was noted have but their own."""
    if language == alert.text_language:
        return plain(alert.headline)
    return plain(alert.headlines.get(language, alert.headline))


def _marks(message: Message) -> list[str]:
    """Return why it is no live alert, as the word files call that."""
    marks = {alert.status for alert in message.alerts} - {"Actual"}
    found: set[str] = {*marks, *(["Test"] if message.is_test else [])}
    if not found and any(alert.replay for alert in message.alerts):
        found.add("replay")
    return sorted(found)


def _told(alert: Alert, reader: _Reader) -> Iterator[str]:
    """Yield the lines about one alert."""
    says, line = reader.says, reader.says.line
    is_taken_back = alert.kind == "CANCEL"
    if is_taken_back:
        yield says.notice["CANCEL"]
    yield headline_in(alert, reader.language)
    yield ""
    if is_taken_back and reader.language == "en":  # reasons are English
        yield from (line["reason"].format(plain(reason)) for reason in alert.reasons)
    yield from _where(alert, reader)
    if alert.onset is not None:
        yield line["since"].format(alert.onset.date().isoformat())
    if not is_taken_back:
        yield from _reported(alert, reader)
    yield ""
    yield from _because(alert, reader)


def _where(alert: Alert, reader: _Reader) -> Iterator[str]:
    place, says = alert.place, reader.says
    if place is None:
        return
    name = plain(place_in_words(place, reader.words))
    precision = says.precision[str(place.precision)]
    if place.radius_km:
        told = says.line["within"].format(name, precision, f"{place.radius_km:.0f}")
    else:
        told = says.line["precise"].format(name, precision)
    yield says.line["where"].format(told)


def _reported(alert: Alert, reader: _Reader) -> Iterator[str]:
    """Yield what changed, who claims what, who reports it and one report's sentence."""
    says, line = reader.says, reader.says.line
    changes = changes_in_words(alert, says, reader.words)
    if changes and alert.msg_type == "Update":
        yield line["changed"]
        yield from map(BULLET.format, changes)
    claims = claim_lines(alert, says, reader.words)
    if claims:
        yield line["says"]
        yield from map(BULLET.format, claims)
    if alert.toll_summary.disputed:
        yield line["disputed"]
    yield line["rated"].format(says.severity[alert.severity], says.certainty[alert.certainty])
    if alert.reports:
        yield line["sources"].format(alert.families, alert.reports)
    if alert.sentence:
        quoted = apart(f"“{plain(alert.sentence)}”", reader.language)
        yield line["quoted"].format(apart(alert.language, reader.language), quoted)


def _because(alert: Alert, reader: _Reader) -> Iterator[str]:
    """Yield why they are told, what it replaces, and how long it holds."""
    says, line = reader.says, reader.says.line
    told = "ended" if alert.response_type == "AllClear" else alert.kind
    yield line["why"].format(says.why[told])
    watch = apart(alert.watch_id, reader.language)
    yield line["watch"].format(watch, says.rule[alert.match.rule].format(_matched(alert, reader)))
    if alert.msg_type == "Update" and alert.references:
        yield line["replaces"].format(len(alert.references))
    if alert.msg_type != "Cancel":
        until = alert.expires.astimezone(ZoneInfo(reader.zone))
        yield line["expires"].format(_time(f"{until:%Y-%m-%d %H:%M}", reader))


def _matched(alert: Alert, reader: _Reader) -> str:
    """Name what satisfies the entry: a place, or the party of an entry that names one."""
    place = alert.place
    if place is not None and alert.match.place in (place.name, place.canonical):
        return plain(place_in_words(place, reader.words))
    name = alert.match.place or alert.match.entry.partition(" ")[2]
    return apart(plain(name), reader.language)


def _listed(message: Message, reader: _Reader) -> Iterator[str]:
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


def _time(told: str, reader: _Reader) -> str:
    zone = apart(reader.zone, reader.language)
    return reader.says.line["time"].format(apart(told, reader.language), zone)
