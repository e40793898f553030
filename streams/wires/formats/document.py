"""
What goes into a format, and what comes out?

``Origin`` is what we know about a document besides its bytes, ``Parsed`` what
its format made of it. ``finished`` is the one place where a dispatch is put
together, so that limits and defaults hold for every format. Not here: how any
one format is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from schemas.dispatch import Dispatch, Intake
from schemas.feed import DateOrder, FetchOutcome, Pace
from schemas.record import Record, identity

from .origins import origin_of
from .signals import is_held
from .times import instant

# Publishers schedule pages ahead and clocks run fast; a wire's item that claims to be
# from later than this has a wrong date.
AHEAD = timedelta(minutes=5)

# Kafka takes records of 1 MiB. The longest wire texts have some 20,000 characters;
# 150,000 of three bytes each, and JSON around them, stay well below.
LONGEST_TEXT = 150_000
LONGEST_LINE = 2_000
LONGEST_NAME = 200
MOST_CODES = 100
HIGHEST_REVISION = 2**31 - 1

# What XML 1.0 forbids, and lone surrogates, which UTF-8 forbids.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where neither the document nor whoever received it says when: plainly no real time."""

# Printable ASCII that JSON writes as it is: thousands of keys stand in one record.
_PLAIN_KEY = re.compile(r"[ !#-\[\]-~]{1,128}")


class Origin(Record, frozen=True, kw_only=True):
    """
    Where a document comes from.

    Attributes:
        feed: Id of the feed, ``None`` for a file that somebody hands us.
        provider: Agency or outlet; ``None`` to believe the document.
        publisher_family: Whose text it carries; the provider when ``None``.
        language: Of every item, when the operator knows better than the items.
        received_at: When we had it, aware. ``None`` offline: each item then counts as
            received when it was published.
        intake: How it reached us.
        base: Address of the document, for links that are relative to it.
        assume_timezone: IANA zone of times that name none, or a name that means several.
        charset: What its server says it is written in.
        date_order: How it writes days in numbers; ``None`` when nobody knows.
    """

    feed: str | None = None
    provider: str | None = None
    publisher_family: str | None = None
    language: str | None = None
    received_at: datetime | None = None
    intake: Intake = "live"
    base: str | None = None
    assume_timezone: str | None = None
    charset: str | None = None
    date_order: DateOrder | None = None

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of times that name none, if the operator knows it."""
        return ZoneInfo(self.assume_timezone) if self.assume_timezone else None

    def instant_of(self, written: str | None) -> datetime | None:
        """Read a date as this publisher writes it; ``None`` when it has no single meaning."""
        return instant(written, self.zone, self.date_order)


class Fault(NamedTuple):
    """One item, or one part of a document, that could not be read: where, and what is wrong."""

    where: str
    what: str


class Parsed(NamedTuple):
    """
    What a document holds.

    Attributes:
        dispatches: In document order.
        errors: What could not be read; the dispatches are good all the same.
        numbered: Whether the format counts revisions itself. RSS and Atom do not: their
            items are edited in place, and ``seen`` does the counting.
        pace: How often the document says that it changes.
        next_url: Where its older items stand, if it says so; never its own address.
    """

    dispatches: tuple[Dispatch, ...]
    errors: tuple[Fault, ...] = ()
    numbered: bool = False
    pace: Pace = Pace()
    next_url: str | None = None


class NotADispatch(ValueError):
    """
    The document, or one item of it, is no dispatch.

    Attributes:
        outcome: What to call it in the feed's state.
    """

    def __init__(self, message: str, *, outcome: FetchOutcome = "parse_error") -> None:
        super().__init__(message)
        self.outcome: FetchOutcome = outcome

    def __reduce__(self) -> tuple[Callable[..., NotADispatch], tuple[str, FetchOutcome]]:
        # It crosses from the parsing process to ours, and `outcome` is keyword-only.
        return _not_a_dispatch, (str(self), self.outcome)


def _not_a_dispatch(message: str, outcome: FetchOutcome) -> NotADispatch:
    return NotADispatch(message, outcome=outcome)


def finished(
    origin: Origin,
    /,
    *,
    key: str,
    headline: str,
    text: str,
    published_at: datetime | None,
    otherwise: datetime,
    provider: str = "unknown",
    language: str | None = None,
    genre: tuple[str, ...] = (),
    subjects: tuple[str, ...] = (),
    credits: tuple[str, ...] = (),  # noqa: A002 -- the word of the trade; the built-in is a banner
    **said: Any,
) -> Dispatch:
    """
    Put a dispatch together from what *origin* and the item say.

    Args:
        origin: Wins over the item where the operator said something.
        key: The dispatch key; a very long one becomes its hash.
        headline: ``""`` for none.
        text: Plain text; cut at ``LONGEST_TEXT``.
        published_at: ``None`` when the item gives no usable date.
        otherwise: Stands for a missing date.
        provider: What the item says.
        language: What the item says.
        genre: As sent, repeats left out.
        subjects: As sent, repeats left out.
        credits: Names that fields of the item give as its source; else the text is asked.
        said: Further fields of the dispatch, as they are.

    Raises:
        NotADispatch: It has no words, and is no kill either.
    """
    headline, text = _CONTROL.sub("", headline).strip(), _CONTROL.sub("", text).strip()
    if not headline and not text and said.get("pubstatus") != "canceled":
        raise NotADispatch("no words: neither a headline nor a text")
    if is_held(headline) and said.get("pubstatus", "usable") == "usable":
        said["pubstatus"] = "withheld"
    latest = origin.received_at + AHEAD if origin.received_at else None
    dated = published_at is not None and (latest is None or published_at <= latest)
    published = published_at if published_at is not None and dated else otherwise
    named = origin.provider or _name(provider) or "unknown"
    family = origin.publisher_family or named
    said["origin"] = said.get("origin") or origin_of(text, credits, own=(named, family))
    _bound(said)
    return Dispatch(
        key=_key(key),
        provider=named,
        publisher_family=family,
        headline=headline[:LONGEST_LINE] or None,
        text=text[:LONGEST_TEXT],
        language=origin.language or _name(language or "") or None,
        published_at=published,
        received_at=origin.received_at or published,
        feed=origin.feed,
        date_source="published" if dated else "fetched",
        intake=origin.intake,
        genre=_codes(genre),
        subjects=_codes(subjects),
        **said,
    )


def _bound(said: dict[str, Any]) -> None:
    """Keep what an item says within what a record may hold; what makes no sense is not said."""
    if said.get("origin"):
        said["origin"] = _name(said["origin"]) or None
    if said.get("corrects"):
        said["corrects"] = _key(said["corrects"])
    if said.get("url") and _CONTROL.search(said["url"]):
        said["url"] = None
    if said.get("urgency") is not None and not 1 <= said["urgency"] <= 9:
        said["urgency"] = None
    if "revision" in said:
        said["revision"] = min(max(1, said["revision"]), HIGHEST_REVISION)


def _key(key: str) -> str:
    """Return a key that fits; a very long one, or one that cannot be printed, is its hash."""
    return key if _PLAIN_KEY.fullmatch(key) else identity(key)


def _name(written: str) -> str:
    return _CONTROL.sub("", written).strip()[:LONGEST_NAME]


def _codes(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out blanks and repeats, keep the order, and stay within bounds."""
    clean = (_name(word) for word in words)
    return tuple(dict.fromkeys(word for word in clean if word))[:MOST_CODES]
