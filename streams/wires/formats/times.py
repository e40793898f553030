"""
When does the wire say that it moved?

Dates of feeds, as aware UTC. Libraries get zone names wrong by hours
(feedparser takes CET, EET and MSK for UTC) or lose offsets (``email.utils``
drops ``+02:00``), so the raw text is read here. A date that cannot be placed is
``None``: a wrong time is worse than the time of fetching.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

# Only names that mean one thing. RFC 822 defines the American ones. IST (India, Israel,
# Ireland) and BST (Britain, Bangladesh) are left out on purpose: nothing in the text tells.
ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "WEST": 1, "EET": 2, "EEST": 3, "MSK": 3,
    "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "PKT": 5, "JST": 9, "KST": 9,
}  # fmt: skip

# By their first letters, accents gone; French June and July differ in the fourth.
MONTHS = {
    "jan": 1, "feb": 2, "fev": 2, "mar": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5, "jun": 6,
    "juin": 6, "jul": 7, "juil": 7, "aug": 8, "aou": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_RFC822 = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?"  # a day's name, in any language
    r"(?P<day>\d{1,2})[\s-]+(?P<month>[^\W\d]{3,})\.?,?[\s-]+(?P<year>\d{4}|\d\d)"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?)?"
    r"\s*(?P<zone>.*)"
)
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?\s*([+-])(\d{1,2}):?(\d\d)?(?!\d)")
# "2024-07-28 10:00:00 +0200" is ISO 8601 but for the second space.
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$|Z$|UTC$|GMT$)")

# News on a wire is of our days; an older or later year is a null date (0001, 1970) or a typo.
FIRST_YEAR, LAST_YEAR = 1980, 2100


def instant(written: str | None) -> datetime | None:
    """
    Read a date as feeds write it: ISO 8601, W3C, RFC 822 in English or French.

    Returns:
        The time in UTC; a date alone is its midnight, a time without a zone is taken for
        UTC. ``None`` when there is no date or it has no single meaning.
    """
    written = (written or "").strip()
    try:
        time = _iso(written) if written[:4].isdigit() else _rfc822(written)
        in_utc = time.astimezone(UTC) if time else None
    except (ValueError, OverflowError):
        return None
    return in_utc if in_utc and FIRST_YEAR <= in_utc.year <= LAST_YEAR else None


def _iso(written: str) -> datetime:
    """Read ISO 8601, basic (``20240728T091500+0000``) or extended."""
    joined = _SPACED_OFFSET.sub("", written)
    if joined.endswith(("UTC", "GMT")):
        joined = joined[:-3] + "Z"
    time = datetime.fromisoformat(joined)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _rfc822(written: str) -> datetime | None:
    """Read ``Sun, 28 Jul 2024 10:00:00 +0200`` and what people make of it."""
    found = _RFC822.fullmatch(written)
    if found is None:
        return None
    plain = unicodedata.normalize("NFKD", found["month"]).encode("ascii", "ignore").decode().lower()
    month = MONTHS.get(plain[:3]) or MONTHS.get(plain[:4])
    zone = _zone(found["zone"])
    if month is None or zone is None:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000
    clock = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    hour, minute, second = clock
    # A leap second is written 60 and Python knows none.
    return datetime(year, month, int(found["day"]), hour, minute, min(second, 59), tzinfo=zone)


def _zone(written: str) -> timezone | None:
    """Read a zone: a numeric offset beats a name beside it; an ambiguous name is ``None``."""
    if not written:
        return UTC
    if offset := _OFFSET.match(written):
        sign, hours, minutes = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(ahead if sign == "+" else -ahead)
    hours_ahead = ZONES.get(written.strip("() ").upper())
    return None if hours_ahead is None else timezone(timedelta(hours=hours_ahead))
