"""
When does the wire say that it moved?

Dates of feeds, as aware UTC. Libraries get zone names wrong by hours
(feedparser takes CET, EET and MSK for UTC), lose offsets (``email.utils`` drops
``+02:00``) or read ``06/01`` as June, so the raw text is read here: ISO 8601
first, then days and months in words (``written_dates.py``). A date that cannot
be placed is ``None``: a wrong time is worse than the time of fetching.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from schemas.feed import DateOrder

from .written_dates import Written, dissected

# Only names that mean one thing. RFC 822 defines the American ones. IST (India, Israel,
# Ireland) and BST (Britain, Bangladesh) are left out on purpose: only the feed's own
# zone tells, if its operator gave one.
ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "WEST": 1, "EET": 2, "EEST": 3, "MSK": 3,
    "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "PKT": 5, "JST": 9, "KST": 9,
}  # fmt: skip

_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_ONE_DIGIT_HOUR = re.compile(r"(?<=[T\s])(?=\d:)")
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
# "2024-07-28 10:00:00 +0200" is ISO 8601 but for the second space.
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_ZONE_NAME = re.compile(r"(?<=[\d\s])[A-Za-z]{1,5}$")
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?\s*([+-])(\d{1,2}):?(\d\d)?(?!\d)")

# News on a wire is of our days; an older or later year is a null date (0001, 1970) or a typo.
FIRST_YEAR, LAST_YEAR = 1980, 2100


def instant(
    written: str | None, zone: tzinfo | None = None, order: DateOrder | None = None
) -> datetime | None:
    """
    Read a date as feeds write it.

    Args:
        written: ISO 8601, W3C, RFC 822, or a date in words of the languages of
            ``written_dates.py``.
        zone: Where the publisher is, when the operator knows: for times without a zone and
            for names that mean several.
        order: Whether the publisher writes the day or the month first, when the operator
            knows: for ``06/01/2026``.

    Returns:
        The time in UTC; a date alone is its midnight, a time without a zone is taken for
        *zone*, else for UTC. ``None`` when there is no date or it has no single meaning.
    """
    written = (written or "").strip()
    try:
        time = _iso(written, zone) if written[:4].isdigit() else _in_words(written, zone, order)
        in_utc = time.astimezone(UTC) if time else None
    except (ValueError, OverflowError):
        return None
    return in_utc if in_utc and FIRST_YEAR <= in_utc.year <= LAST_YEAR else None


def is_date_alone(written: str) -> bool:
    """Tell whether *written* is an ISO 8601 day without a time of day."""
    return _DAY.fullmatch(written.strip()) is not None


def _iso(written: str, zone: tzinfo | None) -> datetime | None:
    """Read ISO 8601, basic (``20240728T091500+0000``) or extended, and slips like ``2024/7/28``."""
    whole = _YEAR_FIRST.sub(lambda day: f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}", written, count=1)
    whole = _SPACED_OFFSET.sub("", _ONE_DIGIT_HOUR.sub("0", whole))
    name = _ZONE_NAME.search(whole)
    time = datetime.fromisoformat(whole[: name.start()].rstrip() if name else whole)
    return time if time.tzinfo else _placed(time, name[0] if name else "", zone)


def _in_words(written: str, zone: tzinfo | None, order: DateOrder | None) -> datetime | None:
    """Read ``Sun, 28 Jul 2024 10:00:00 +0200`` and what people make of it."""
    found: Written | None = dissected(written, order)
    return _placed(found.time, found.zone, zone) if found else None


def _placed(time: datetime, written: str, zone: tzinfo | None) -> datetime | None:
    """
    Give a naive *time* the zone that is *written* beside it.

    A numeric offset beats a name. A name that *zone* itself goes by means that zone: CST is
    Shanghai's on a feed from Shanghai. ``None`` for a name that nothing explains.
    """
    if not written:
        return time.replace(tzinfo=zone or UTC)
    if offset := _OFFSET.match(written):
        sign, hours, minutes = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return time.replace(tzinfo=timezone(ahead if sign == "+" else -ahead))
    name = written.strip("() ").upper()
    here = time.replace(tzinfo=zone) if zone else None
    if here and (here.tzname() == name or name not in ZONES):
        return here
    return time.replace(tzinfo=timezone(timedelta(hours=ZONES[name]))) if name in ZONES else None
