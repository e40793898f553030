"""
What was found, how bad is it, and what is to be done?

One line each. A failure stops work or loses records; a warning does so one day,
or makes something less than it could be. Not here: what is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from schemas.record import Record

Level = Literal["ok", "warning", "failure"]

EXIT_CODES: dict[Level, int] = {"ok": 0, "warning": 3, "failure": 1}
ORDER: tuple[Level, ...] = ("ok", "warning", "failure")


class Finding(Record, frozen=True, kw_only=True):
    """
    One line.

    Attributes:
        check: What was looked at ("topics").
        level: How bad it is.
        found: What is the case, with figures.
        advice: What to do; empty where nothing is to be done.
    """

    check: str
    level: Level
    found: str
    advice: str = ""


def ok(check: str, found: str) -> Finding:
    """Find that all is well."""
    return Finding(check=check, level="ok", found=found)


def warning(check: str, found: str, advice: str) -> Finding:
    """Find what wants looking at."""
    return Finding(check=check, level="warning", found=found, advice=advice)


def failure(check: str, found: str, advice: str) -> Finding:
    """Find what is broken."""
    return Finding(check=check, level="failure", found=found, advice=advice)


def worst(findings: Iterable[Finding]) -> Level:
    """Return the gravest level of all."""
    return max((one.level for one in findings), key=ORDER.index, default="ok")
