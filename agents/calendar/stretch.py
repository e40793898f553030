"""
What is a time in a text, before it becomes a record?

Its tokens, its days and what was said beside it. Not here: how it is read
(``written.py``, ``counted.py``).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from schemas.record import Precision

from .beside import Beside, Company, Relation


class Stretch(NamedTuple):
    """
    What a phrase means.

    Attributes:
        first: Its first token, with "since" and "last".
        core: The first token of the time itself.
        last: The token past it.
        start, end: Inclusive days.
        precision: How exactly they are meant.
        kind: The class of its words; "date", "month" or "year" for what is written out.
        is_explicit: Written out, not counted from the anchor.
        relation: "since", "overnight" and the like.
        between: Where "between" or "from" stands before it.
    """

    first: int
    core: int
    last: int
    start: date
    end: date
    precision: Precision
    kind: str
    is_explicit: bool = False
    relation: Relation = "on"
    between: int | None = None


class Setting(NamedTuple):
    """
    What a phrase is read against.

    Attributes:
        beside: The words of its sentence.
        anchor: The day of the dispatch.
        told: The day that was told before, for "the next day".
        is_future: The words near it speak of what is to come.
    """

    beside: Beside
    anchor: date
    told: date | None
    is_future: bool


def kept(found: Stretch, company: Company) -> Stretch:
    """Give *found* what its company says of it: a part of the day, a relation."""
    if not company.said:
        return found
    precision = found.precision
    if precision == "day" and company.said & {"part_of", "early", "late"}:
        precision = "part_of_day"
    is_whole = found.precision == "range" and company.between is not None
    return found._replace(
        first=company.first,
        precision=precision,
        # "From 3 to 5 May" ends; only "from 3 May" may go on.
        relation="on" if is_whole else company.relation,
        between=company.between,
    )


def with_part_behind(found: Stretch, setting: Setting) -> Stretch:
    """Take a part of the day behind *found* along: "Tuesday morning"."""
    width = setting.beside.behind(found.last, "part_of")
    return found._replace(last=found.last + width, precision="part_of_day") if width else found
