"""
What is a dateline made of: a town and a day?

Not here: which words are one, signed by an agency (``datelines.py``) or not
(``plain_datelines.py``).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from agents.calendar.beside import Beside
from agents.calendar.dates import month_at, numeric_at, resolve, written_at, year_of
from agents.calendar.vocabulary import vocabulary_of
from agents.gazetteer.entries import Entry
from agents.gazetteer.names import Gazetteer
from schemas.reading import Dateline
from schemas.record import PlaceId

from .folding import Text, fold_words

LONGEST: Final = 130  # characters of a dateline
LONGEST_NAME: Final = 6  # spaces in "NO CITY (EL SALVADOR), "
# A reporter's morning is still yesterday elsewhere; a dateline further ahead of
# the wire is misread. One far behind is real: feeds re-date old stories.
AHEAD: Final = timedelta(days=3)


class DatelineFound(NamedTuple):
    """
    A dateline and where it stands.

    Attributes:
        dateline: City and date; both may be unknown.
        tokens: Its tokens; empty when there is no dateline.
        country: Of the city.
    """

    dateline: Dateline | None
    tokens: range
    country: str | None = None


def date_in(
    text: Text, first: int, last: int, language: str, published: date
) -> tuple[date | None, int | None, int]:
    """Return the date among the tokens, unless it lies ahead, where it begins, and its last token."""
    for code in dict.fromkeys((language, "en")):
        beside = Beside(text, (first, last), vocabulary_of(code))
        for at in range(first, last):
            if not (month_at(beside, at)[0] or year_of(text.tokens[at])):
                continue
            written = written_at(beside, at, short_years=True) or numeric_at(beside, at, published)
            day = resolve(written, published) if written and written.day else None
            if written and day:
                is_past = day <= published + AHEAD
                return (day if is_past else None), text.starts[written.first], written.last
    return None, None, last


def place_of(where: str, names: Gazetteer) -> tuple[PlaceId | None, str | None]:
    """Resolve "City, Country" or "City": the country first, else the one best known by that name."""
    parts = [" ".join(fold_words(part)) for part in re.split(r"[/,()]", where)]
    parts = [part for part in parts if part]
    if not parts or len(parts) > 4 or len(parts[0].split()) > 5:
        return None, None
    countries = {
        entry.country
        for part in parts[1:]
        for entry in names.named(part)
        if entry.kind in {"country", "region"}
    }
    cities = [entry for entry in names.named(parts[0]) if entry.kind == "place"]
    inside = [entry for entry in cities if entry.country in countries]
    if inside or cities:
        best = max(inside or cities, key=_prominence)
        return best.id, best.country
    named = [entry for entry in names.named(parts[0]) if entry.kind in {"country", "region"}]
    return None, named[0].country if named else min(countries, default=None)


def _prominence(entry: Entry) -> tuple[bool, bool, int, str]:
    """Rank bearers of a town's name: Islamabad is also an old name of a larger one."""
    return entry.is_capital, not entry.is_alternate, entry.population, str(entry.id)
