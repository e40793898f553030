"""
Which days does one phrase mean?

"Thursday", "last week", "ten years ago", "25 July": read by itself, with the few
words beside it that turn it. Not here: which phrases belong together
(``joining.py``), and how far back the words may reach (``agents/when/times.py``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from .counted import of_ago, of_day, of_told, of_weekday
from .periods import period
from .stretch import Setting, Stretch, kept
from .written import of_date, of_day_in_month

WINDOW: Final = (8, 3)  # tokens before and behind a time in which a word of the future counts


def stretch_of(first: int, last: int, kind: str, value: int, setting: Setting) -> Stretch | None:
    """Read the phrase of class *kind* at tokens [first, last), ``None`` when it is no time here."""
    match kind:
        case "month" | "figure":
            return of_date(first, setting)
        case "weekday" | "weekday_part" | "bare_weekday":
            return of_weekday(first, last, kind, value, setting)
        case "unit" | "one_unit" | "two_unit":
            return of_ago(first, last, kind, value, setting)
        case "narrative":
            return of_told(first, last, value, setting)
        case "day":
            return of_day(first, last, value, setting)
        case "overnight" | "night" | "night_into":
            night = setting.anchor - timedelta(days=1)
            return Stretch(
                first, first, last, night, setting.anchor, "part_of_day", kind, relation="overnight"
            )
        case "lately":
            begin = setting.anchor - timedelta(days=value)
            return Stretch(first, first, last, begin, setting.anchor, "range", kind)
        case "month_" if found := of_day_in_month(first, last, value, setting):
            return found
    company = setting.beside.company(first)
    days = period(kind, value, setting.anchor)
    return kept(Stretch(company.first, first, last, *days, kind), company)
