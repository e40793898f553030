"""
Where and when did the reporter write?

The head of the body: "CITY, Country, Jul 28, 2024 (Agency) -", "Ville, 28 juil
2024 (Agence) -", "date 2024-07-28 Dakar, Senegal —". It is never where the event
is, and its words must not be read as part of the first sentence.

Not here: places and dates inside the text (``places.py``, ``times.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import UTC, date, datetime
from typing import Final

from agents.gazetteer.names import gazetteer
from schemas.reading import Dateline

from .dateline_parts import LONGEST, LONGEST_NAME, DatelineFound, date_in, place_of
from .folding import Text
from .plain_datelines import plain_dateline

# A dateline is short, and ends in a dash with a space behind it. A hyphen or a
# colon counts only behind the agency: "Mali - an overview" is a sentence. Behind a
# date the agency may stand without one: "/TASS/.", "(Agency) The".
AGENCY: Final = re.compile(
    r"(?:\([^()\n]{2,45}\)|/[^()/\n]{2,30}/)(?P<mark>\.?\s*(?:—|–|ـ|-{1,2}|:)(?=\s)|\.?)\s"
)
DASH: Final = re.compile(r"\s*[—–]\s|\s--\s")
LONGEST_HOUR: Final = 3  # words between date and agency: "27 MAR 90 at 10 GMT (TASS)"
NOTE_AHEAD: Final = 10  # characters between the last word and the first note
# What monitors write behind it, and no sentence begins with: "[REPORT] [TEXT]".
NOTES: Final = re.compile(r"(?:\s*\[[^\]\[]{1,200}\])+\s*")
UNDATED: Final = re.compile(r",\s*no date\s*$", re.IGNORECASE)
FIELD: Final = re.compile(r"\s*(?:date\s+)?(\d{4}-\d\d-\d\d)\s+", re.IGNORECASE)


def dateline_of(text: Text, raw: str, language: str, published: datetime) -> DatelineFound:
    """
    Read the dateline at the head of the body, or of a text without a headline.

    Args:
        text: Folded canonical text.
        raw: The same text, unfolded.
        language: Its language, for the months.
        published: When the wire moved it: gives the year, and refuses a date after it.
    """
    heads = [0]
    if "\n\n" in raw:
        heads.insert(0, raw.index("\n\n") + 2)
    # A note above the dateline has been blanked.
    heads = [head + len(raw[head:]) - len(raw[head:].lstrip()) for head in heads]
    day = published.astimezone(UTC).date()
    for head in heads:
        found = _at(text, raw, head, language, day) or (
            # "Mali - an overview" is a headline, and so is "Kyiv: three dead".
            plain_dateline(text, raw, head, language, day) if head == heads[0] else None
        )
        if found:
            return _with_notes(text, raw, found, language, day)
    return DatelineFound(None, range(0))


def _with_notes(
    text: Text, raw: str, found: DatelineFound, language: str, published: date, *, depth: int = 1
) -> DatelineFound:
    """Take the monitor's notes along, and the dateline of the report that they quote."""
    after = found.tokens.stop
    start = text.ends[after - 1] if after else 0
    notes = NOTES.match(raw, raw.find("[", start, start + NOTE_AHEAD))
    if not notes:
        return found
    while after < len(text.starts) and text.starts[after] < notes.end():
        after += 1
    tokens = range(found.tokens.start, after)
    quoted = _at(text, raw, notes.end(), language, published) if depth else None
    if quoted and quoted.dateline and quoted.dateline.date:
        quoted = quoted._replace(tokens=range(tokens.start, quoted.tokens.stop))
        return _with_notes(text, raw, quoted, language, published, depth=depth - 1)
    return found._replace(tokens=tokens)


def _at(text: Text, raw: str, head: int, language: str, published: date) -> DatelineFound | None:
    """Read a dateline on one line, else on two, where wire copy breaks its lines at 70 letters."""
    whole = raw[head : head + LONGEST].split("\n\n", 1)[0]
    line = whole.split("\n", 1)[0]
    found = _in_line(text, raw, head, line, language, published)
    if found or line == whole:
        return found
    wrapped = _in_line(text, raw, head, whole.replace("\n", " "), language, published)
    is_dated = wrapped and wrapped.dateline and wrapped.dateline.date
    return wrapped if is_dated else None


def _in_line(
    text: Text, raw: str, head: int, line: str, language: str, published: date
) -> DatelineFound | None:
    field = FIELD.match(line)
    begin = field.end() if field else 0
    signed = list(AGENCY.finditer(line, begin))
    agency = next((one for one in signed if one["mark"].strip(". ")), None)
    dash = DASH.search(line, begin)
    is_bare = not agency and not dash and bool(signed)
    end = agency or dash or (signed[0] if is_bare else None)
    if not end or (agency and dash and dash.end() < agency.start()):
        return None
    stop = head + end.start()
    first = bisect_left(text.starts, head)
    last = bisect_left(text.starts, stop, first)
    when, begins, behind = date_in(text, first, last, language, published)
    if begins is not None and head + begin < begins and last - behind > LONGEST_HOUR:
        return None  # "On 5 May, clashes broke out near Gaya (Niger)." is a sentence
    where = raw[head + begin : begins if begins is not None and begins > head + begin else stop]
    place_id, country = place_of(where, gazetteer())
    is_titled = all(word[0].isupper() for word in re.findall(r"[^\W\d]+", where))
    # "MOSCOW (USSR), 27 MAR 90 --": the comma before the date makes it no sentence.
    is_set_off = (when and where.rstrip().endswith((",", "."))) or UNDATED.search(where)
    is_signed = bool(agency or (is_set_off and where.count(" ") <= LONGEST_NAME))
    if (is_bare and not when) or not (place_id or country or (is_signed and is_titled)):
        return None
    after = bisect_left(text.starts, head + end.end(), last)
    if after == len(text.starts):
        return None  # with nothing below it, it is the report
    words = raw[head : head + end.end()].strip().rstrip("-—–: ").strip()
    return DatelineFound(
        Dateline(text=words, place_id=place_id, date=when), range(first, after), country
    )
