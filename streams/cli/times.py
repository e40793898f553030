"""
How does one write a time on the command line?

RFC 3339 with its offset, or for "since" a length of time ago: ``90s``, ``15m``,
``2h``, ``3d`` (a leading ``-`` is allowed).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import typer

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_AGO = re.compile(r"-?(\d{1,6})([smhd])")


def moment(text: str, *, option: str) -> datetime:
    """
    Read an RFC 3339 time.

    Raises:
        typer.BadParameter: It is none, or says no offset; names *option*.
    """
    try:
        at = datetime.fromisoformat(text.strip())
        in_utc = at.astimezone(UTC)  # of a time without offset, what is said below
    except (ValueError, OverflowError) as error:
        said = f"`{text}` is no time: write 2024-07-28T09:15:00Z"
        raise typer.BadParameter(said, param_hint=option) from error
    if at.tzinfo is None:
        raise typer.BadParameter(f"`{text}` needs its offset: add Z for UTC", param_hint=option)
    return in_utc


def since(text: str, *, now: datetime, option: str) -> datetime:
    """Read a time or a length of time before *now*; raises as ``moment`` does."""
    ago = _AGO.fullmatch(text.strip())
    if ago is None:
        return moment(text, option=option)
    return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})


def past(text: str, *, now: datetime, option: str) -> datetime:
    """Read a time as ``since`` does, of which something is known; also raises when it lies ahead."""
    at = since(text, now=now, option=option)
    if at > now:
        raise typer.BadParameter(f"`{text}` lies ahead: nothing is known of it", param_hint=option)
    return at


def days(text: str, *, option: str) -> tuple[date, date]:
    """Read a day or two with dots between (``2024-07-01..2024-07-31``); raises as ``moment``."""
    first, _, last = text.strip().partition("..")
    try:
        found = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        said = f"`{text}` is no day: write 2024-07-28, or 2024-07-01..2024-07-31"
        raise typer.BadParameter(said, param_hint=option) from error
    if found[1] < found[0]:
        raise typer.BadParameter(f"`{text}` ends before it begins", param_hint=option)
    return found
