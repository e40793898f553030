"""
Which day and time does this date in words name?

``Sun, 28 Jul 2024 10:00:00 +0200``, ``28 de julio de 2024``, ``July 28, 2024
10:00 am``, ``28.07.2024``: the parts of a date, its zone still as written. Not
here: ISO 8601, and what a zone means (``times.py``).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

from schemas.feed import DateOrder

# A line a month: the beginnings of its names, accents gone, in English, French, German,
# Spanish, Portuguese, Italian, Russian and Arabic (Egypt's and the Gulf's names, the Levant's
# of one word, the Maghreb's). The first that fits counts: June before the French July.
_NAMES = """
1 jan ene gen янв يناير جانفي
2 feb fev фев فبراير فيفري شباط
3 mar мар مارس اذار
4 apr avr abr апр ابريل افريل نيسان
5 may mai mag маи мая مايو ماي ايار
7 juil jul lug июл يوليو جويلية تموز
6 jui jun giu июн يونيو جوان حزيران
8 aug aou ago авг اغسطس اوت اب
9 sep set сен سبتمبر ايلول
10 oct okt out ott окт اكتوبر
11 nov ноя نوفمبر
12 dec dez dic дек ديسمبر
"""
MONTHS = {
    name: int(number)
    for number, *names in (line.split() for line in _NAMES.split("\n") if line)
    for name in names
}
# The Levant's August begins the word for April elsewhere.
_WHOLE = frozenset(["اب"])

_CLOCK = (
    r"(?:,?\s*(?:at\s+|um\s+|à\s+|T)?(?P<hour>\d{1,2})[:h](?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.\d+)?)?(?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?)?)?"
)
_DAY_NAME = r"(?:[^\W\d]+\.?,?\s+)?"
_WORD = r"(?P<month>[^\W\d_]{2,})\.?,?"
_YEAR = r"(?P<year>\d{4}|\d\d)"
_DAY_FIRST = (
    rf"{_DAY_NAME}(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?[\s-]*(?:de\s+)?{_WORD}"
    rf"[\s-]*(?:de\s+)?{_YEAR}{_CLOCK}\s*(?P<zone>.*)"
)
_MONTH_FIRST = rf"{_DAY_NAME}{_WORD}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!:){_CLOCK}\s*(?P<zone>.*)"
# As the C library writes it.
_YEAR_LAST = (
    rf"{_DAY_NAME}{_WORD}\s*(?P<day>\d{{1,2}})\s+{_CLOCK}\s*(?P<zone>[A-Z]*)\s*(?P<year>\d{{4}})"
)
_NUMBERS = (
    rf"{_DAY_NAME}(?P<first>\d{{1,2}})(?P<mark>[./])(?P<other>\d{{1,2}})(?P=mark)"
    rf"(?P<year>\d{{4}}){_CLOCK}\s*(?P<zone>.*)"
)
_SHAPES = tuple(map(re.compile, (_DAY_FIRST, _MONTH_FIRST, _YEAR_LAST, _NUMBERS)))

# A date has some forty characters; what is longer is no date, and costs time to try.
_LONGEST = 80


class Written(NamedTuple):
    """
    The parts of a date.

    Attributes:
        time: Naive, as written.
        zone: What stands behind it, as written.
    """

    time: datetime
    zone: str


def dissected(written: str, order: DateOrder | None = None) -> Written | None:
    """
    Take a date in words apart.

    Args:
        written: The date.
        order: Of day and month where both are numbers and nothing else tells.

    Returns:
        Its parts; ``None`` when it is none, or could mean two days (``06/01/2026``).

    Raises:
        ValueError: It names a day or hour that does not exist.
    """
    if len(written) > _LONGEST:
        return None
    for shape in _SHAPES:
        if (found := shape.fullmatch(written)) and (day := _day_andmonth_of(found, order)):
            year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
            time = datetime(year, day[1], day[0], *_clock(found))  # noqa: DTZ001 -- naive until its zone is known
            return Written(time, found["zone"].strip())
    return None


def _day_andmonth_of(found: re.Match[str], order: DateOrder | None) -> tuple[int, int] | None:
    """Return day and month of a date, ``None`` when the month is none or ambiguous."""
    parts = found.groupdict()
    if "mark" not in parts:
        month = month_of(parts["month"])
        return (int(parts["day"]), month) if month else None
    first, second = int(parts["first"]), int(parts["other"])
    # With points the day is first wherever people write so; with strokes a number above
    # twelve tells, else only the operator.
    if parts["mark"] == "." or first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    return {"dmy": (first, second), "mdy": (second, first)}[order] if order else None


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    """Return hour, minute and second; midnight when none are written."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    # A leap second is written 60 and Python knows none.
    return hour, minute, min(second, 59)


def month_of(word: str) -> int | None:
    """Return the number of the month that *word* begins like."""
    folded = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", word.lower())
        if not unicodedata.combining(letter)
    )
    return next(
        (
            number
            for name, number in MONTHS.items()
            if (folded == name if name in _WHOLE else folded.startswith(name))
        ),
        None,
    )
