"""
What is one item from a wire?

``Dispatch`` is what every wire format becomes and what the ``dispatches`` topic
carries; ``Draft`` is what a person may write by hand, where nearly everything
may be missing. Not here: how a format is read (``streams/wires/formats``), and
what the words mean (``agents``).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

from .codec import BadRecord
from .record import DispatchRef, Record, identity

AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its offset; a naive time is an error, never taken for UTC."""

Signal = Literal["flash", "alert", "urgent", "lead", "update", "correction", "advisory", "kill"]
PubStatus = Literal["usable", "withheld", "canceled"]
Intake = Literal["live", "baseline", "backfill"]
Urgency = Annotated[int, msgspec.Meta(ge=1, le=9)]
Revision = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
"""Counted, or a time of change as digits; any JSON reader holds it."""

# A time outside is a null date or a typo, and judgement could not count days from it.
FIRST_YEAR, LAST_YEAR = 1800, 2200

STACKED = 30
"""Marks upon one letter that are kept, as in the stream-safe text of Unicode's annex 15, §13."""

# No mark is a word's letter or white space to `re`, and none stands before U+0300.
_STACK = re.compile(rf"[^\w\s\x00-\u02ff]{{{STACKED + 1},}}")


class Dispatch(Record, frozen=True, kw_only=True):
    """
    One version of one item from a news wire.

    Attributes:
        key: Stable over the versions of one item; made by the format that read it.
        revision: Counts up with the versions; a resend keeps it.
        provider: Who delivered it to us ("afp").
        publisher_family: All outlets that carry one origin's text count once.
        headline: ``None`` on the most urgent items: their text is the alert.
        text: Plain text, paragraphs parted by an empty line.
        language: What the item itself declares, ISO 639-1 or BCP 47; ``None`` to detect it.
        published_at: When the wire says it moved.
        received_at: When our poller had it; stamped once, the clock of all judgement.
        urgency: IPTC, 1 highest to 8; an editorial priority, not a severity.
        signal: What the desk called it.
        pubstatus: ``canceled`` is a kill.
        embargo_until: Not to be used before; ``None`` means none.
        corrects: Key of another dispatch that this one corrects or kills.
        origin: The agency that the text credits, when it is not the provider.
        genre: The wire's genre words, as sent.
        subjects: The wire's subject codes, as sent: topics, never a trigger.
        url: Where people read it.
        feed: Id of the feed that brought it.
        date_source: ``fetched`` when the item gave no usable date.
        intake: Anything but ``live`` (first contact with a feed, an import) never notifies.
    """

    key: str
    revision: Revision = 1
    provider: str = "unknown"
    publisher_family: str = "unknown"
    headline: str | None = None
    text: str = ""
    language: str | None = None
    published_at: AwareTime
    received_at: AwareTime
    urgency: Urgency | None = None
    signal: Signal | None = None
    pubstatus: PubStatus = "usable"
    embargo_until: AwareTime | None = None
    corrects: str | None = None
    origin: str | None = None
    genre: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    url: str | None = None
    feed: str | None = None
    date_source: Literal["published", "fetched"] = "published"
    intake: Intake = "live"

    @property
    def ref(self) -> DispatchRef:
        """Which version of which dispatch this is."""
        return DispatchRef(key=self.key, revision=self.revision)

    @property
    def item(self) -> str:
        """
        Key of the item that this is about: the one it corrects, else its own.

        Records of the ``dispatches`` topic are keyed by it, so that a kill or correction
        under a new id meets what it is about in one partition.
        """
        return self.corrects or self.key

    @property
    def addresses(self) -> tuple[str, ...]:
        """
        Return the keys under which it is sent to ``dispatches``: its item's, where it is handled.

        One that corrects another goes under its own key too: who names it in turn must find
        in that partition how far it went.
        """
        return tuple(dict.fromkeys((self.item, self.key)))

    def __post_init__(self) -> None:
        # One instant has one spelling, or equal dispatches would be different bytes.
        for name in ("published_at", "received_at", "embargo_until"):
            time: datetime | None = getattr(self, name)
            if time is None:
                continue
            if not FIRST_YEAR <= time.year <= LAST_YEAR:
                raise ValueError(f"`{name}` lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
            if time.tzinfo is not UTC:
                msgspec.structs.force_setattr(self, name, time.astimezone(UTC))


class Draft(Record, frozen=True, kw_only=True):
    """
    A dispatch as a person writes it: only ``published_at`` and words are required.

    The attributes are those of :class:`Dispatch`; ``None`` stands for "not said".
    """

    key: str | None = None
    revision: Revision | None = None
    provider: str | None = None
    publisher_family: str | None = None
    headline: str | None = None
    text: str | None = None
    language: str | None = None
    published_at: AwareTime
    received_at: AwareTime | None = None
    urgency: Urgency | None = None
    signal: Signal | None = None
    pubstatus: PubStatus | None = None
    embargo_until: AwareTime | None = None
    corrects: str | None = None
    origin: str | None = None
    genre: tuple[str, ...] | None = None
    subjects: tuple[str, ...] | None = None
    url: str | None = None
    feed: str | None = None
    date_source: Literal["published", "fetched"] | None = None
    intake: Intake | None = None


def complete(draft: Draft) -> Dispatch:
    """
    Make the dispatch that *draft* means.

    ``received_at`` defaults to ``published_at``, the key to a hash of provider, url,
    headline and text, the family to the provider.

    Raises:
        BadRecord: There is neither a headline nor a text, or a time is of no year of ours.
    """
    has_words = (draft.headline or "").strip() or (draft.text or "").strip()
    if not has_words and draft.pubstatus in (None, "usable"):  # a kill may say nothing
        raise BadRecord("a dispatch needs `text` or `headline`")
    said = {
        name: value
        for name in draft.__struct_fields__
        if (value := getattr(draft, name)) is not None
    }
    provider = said.setdefault("provider", "unknown")
    said.setdefault("publisher_family", provider)
    said.setdefault("received_at", draft.published_at)
    said.setdefault("key", identity(provider, draft.url, draft.headline, draft.text))
    try:
        return Dispatch(**said)
    except ValueError as error:
        raise BadRecord(str(error)) from error


def canonical_text(dispatch: Dispatch) -> str:
    """
    Return the text that every span points into: headline, empty line, body; NFC.

    A dispatch without a headline is its body alone, so an alert's offsets start at 0.
    """
    if not dispatch.headline:
        return normalised("NFC", dispatch.text)
    return normalised("NFC", f"{dispatch.headline}\n\n{dispatch.text}")


def normalised(form: Literal["NFC", "NFKC"], text: str) -> str:
    """
    Return *text* in a normal form of Unicode, in time linear in its length.

    The marks upon one letter are sorted, for which Python takes their number squared: twelve
    seconds for 100,000. Those beyond ``STACKED`` are dropped; no script piles up ten.
    """
    return unicodedata.normalize(form, _STACK.sub(_low, text))


def _low(stack: re.Match[str]) -> str:
    kept, height = [], 0
    for mark in stack[0]:
        height = height + 1 if unicodedata.combining(mark) else 0
        if height <= STACKED:
            kept.append(mark)
    return "".join(kept)
