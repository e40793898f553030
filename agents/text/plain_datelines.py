"""
Where did the reporter write, when no agency is named?

"Kyiv - Three people", "Киев. 4 марта. Три человека", "ISLAMABAD: Five men": without an
agency nothing but a town and perhaps a date may stand there. Not here: datelines
with an agency or a long dash (``datelines.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from typing import Final

from agents.gazetteer.names import gazetteer
from schemas.reading import Dateline

from .dateline_parts import LONGEST, LONGEST_NAME, DatelineFound, date_in, place_of
from .folding import Text, fold_words

# A colon only behind capitals, a stop only behind a date.
SIGN: Final = re.compile(r"\.?-\s|(?<=\s)-\s|(?P<colon>:\s)|(?P<stop>\.\s)")
DATED: Final = 4  # words of a date: "4 марта 2026 г"
# An agency without brackets behind the stop: "4 марта. ИНТЕРФАКС - Три", "4 березня. УНН. Троє".
AGENCY: Final = re.compile(r"(?:[^\W\d_]{2,12}[ -]){0,2}[^\W\d_]{2,12}(?:\s*[—–-]|\.)\s+")


def plain_dateline(
    text: Text, raw: str, head: int, language: str, published: date
) -> DatelineFound | None:
    """Read the dateline that begins at code point *head*; arguments as in ``dateline_of``."""
    line = raw[head : head + LONGEST].split("\n\n", 1)[0].replace("\n", " ")
    for sign in SIGN.finditer(line):
        first, last = _tokens(text, head, head + sign.start())
        when, begins, _ = date_in(text, first, last, language, published)
        if sign["stop"] and begins is None:
            continue
        where = raw[head : begins if begins is not None else head + sign.start()]
        size = len(fold_words(where))
        is_long = last - first - size > (0 if begins is None else DATED)
        if not 0 < size <= LONGEST_NAME or is_long:
            return None
        place_id, country = place_of(where, gazetteer())
        is_small = any(word[0].islower() for word in where.split())
        if place_id is None or is_small or (sign["colon"] and not where.isupper()):
            return None
        agency = AGENCY.match(line, sign.end()) if sign["stop"] else None
        stop = agency.end() if agency and agency[0].isupper() else sign.end()
        _, after = _tokens(text, head, head + stop)
        if not _opens_a_sentence(text, after):
            return None
        words = line[: sign.start()].strip()
        return DatelineFound(
            Dateline(text=words, place_id=place_id, date=when), range(first, after), country
        )
    return None


def _tokens(text: Text, head: int, stop: int) -> tuple[int, int]:
    """Return the tokens that begin in the code points ``[head, stop)``."""
    first = bisect_left(text.starts, head)
    return first, bisect_left(text.starts, stop, lo=first)


def _opens_a_sentence(text: Text, at: int) -> bool:
    """Tell a report from "London - Paris trains" and from nothing at all."""
    if at >= len(text.tokens) or text.raw[text.starts[at]].islower():
        return False
    return not any(one.is_capital for one in gazetteer().named(text.tokens[at]))
