"""
What do people read about one alert?

What happened and where, since when, who claims how many, who reports it, why they are told and
until when it holds: each a line in the reader's language and zone. Not here: subject and what
stands round it, and several alerts in one message (``texts.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from agents.telling.place_words import place_in_words
from agents.telling.wording import Wording, wording
from schemas.alert import Alert
from schemas.watch import TextLanguage

from .change_words import changes_in_words
from .claim_lines import claim_lines
from .letters import apart, plain
from .wording import Phrases, phrases

BULLET: Final = "- {}"


class Reader(NamedTuple):
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


def alert_lines(alert: Alert, reader: Reader) -> Iterator[str]:
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


def _where(alert: Alert, reader: Reader) -> Iterator[str]:
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


def _reported(alert: Alert, reader: Reader) -> Iterator[str]:
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


def _because(alert: Alert, reader: Reader) -> Iterator[str]:
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


def _matched(alert: Alert, reader: Reader) -> str:
    """Name what satisfies the entry: a place, or the party of an entry that names one."""
    place = alert.place
    if place is not None and alert.match.place in (place.name, place.canonical):
        return plain(place_in_words(place, reader.words))
    name = alert.match.place or alert.match.entry.partition(" ")[2]
    return apart(plain(name), reader.language)


def headline_in(alert: Alert, language: str) -> str:
    """Return the headline in *language*; alerts of before it was noted have but their own."""
    if language == alert.text_language:
        return plain(alert.headline)
    return plain(alert.headlines.get(language, alert.headline))


def _time(told: str, reader: Reader) -> str:
    zone = apart(reader.zone, reader.language)
    return reader.says.line["time"].format(apart(told, reader.language), zone)
