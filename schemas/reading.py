"""
What did we understand of one version of a dispatch?

Candidate events, tolls and places, each with the words that it was read from
(``schemas/event.py``, ``schemas/claim.py``). A reading judges nothing about
watchlists or alarms: that is the matter of ``agents/following.py``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from .claim import Claim
from .dispatch import AwareTime, Intake, PubStatus, Revision, Signal, Urgency
from .event import Mention, Place
from .record import DispatchRef, PlaceId, Record, Span

Register = Literal[
    "news", "analysis", "opinion", "interview", "chronology", "factcheck",
    "agenda", "sport", "market", "obituary", "other",
]  # fmt: skip


class Dateline(Record, frozen=True, kw_only=True):
    """Where and when the reporter wrote; it never locates an event."""

    text: str
    place_id: PlaceId | None = None
    date: date | None = None


class Source(Record, frozen=True, kw_only=True):
    """
    What following and people need to know of the dispatch itself.

    Attributes:
        language: As declared or detected, ``und`` when unknown.

    The other attributes are those of ``schemas.dispatch.Dispatch``.
    """

    key: str
    revision: Revision
    corrects: str | None = None
    provider: str
    publisher_family: str
    origin: str | None = None
    language: str
    published_at: AwareTime
    received_at: AwareTime
    urgency: Urgency | None = None
    signal: Signal | None = None
    pubstatus: PubStatus = "usable"
    embargo_until: AwareTime | None = None
    headline: str | None = None
    subjects: tuple[str, ...] = ()
    url: str | None = None
    intake: Intake = "live"

    @property
    def ref(self) -> DispatchRef:
        """Which version of which dispatch this is."""
        return DispatchRef(key=self.key, revision=self.revision)


class Noted(Record, frozen=True, kw_only=True):
    """
    A name or a number in a text whose language is not read: seen, and not understood.

    Attributes:
        kind: Which of the two.
        text: As written.
        value: What the digits of a number say; a word that scales it is not read.
        actor_id: Alias set, for the name of a party that is known.
        span: Where it stands.
    """

    kind: Literal["name", "number"]
    text: str
    value: int | None = None
    actor_id: str | None = None
    span: Span = (0, 0)


class Provenance(Record, frozen=True, kw_only=True):
    """Where the record came from and what judged it."""

    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    ruleset: str = ""
    replay: str | None = None


class Sketch(Record, frozen=True, kw_only=True):
    """
    What a text is known by, so that another copy of it is recognised.

    Attributes:
        version: Of the scheme; sketches of two versions are not compared.
        body: Hash of the folded body.
        whole, lead: 64 bins of two bytes each, of all words and of the first fifty.
        words: Of the body.
        figures: The distinct numbers near the head, as written.
    """

    version: int
    body: str
    whole: bytes
    lead: bytes
    words: int
    figures: tuple[str, ...] = ()


class Reading(Record, frozen=True, kw_only=True, tag_field="record", tag="reading"):
    """
    One dispatch version as understood.

    Attributes:
        reading_id: Hash of dispatch key, revision and ruleset.
        dispatch: The dispatch, without its text.
        country: On the ``readings`` topic, the country this copy is for (its key).
        dateline: Where the reporter is.
        register: Is it news?
        late: Published longer than the freshness window before it arrived.
        cut: The text is longer than the 100,000 characters that are read; the rest was not.
        mentions, claims: What happened, and who says how many; the first 40 and 100.
        place_mentions: The first 500 places found, also those with no part in an event.
        noted: The first 100 names and numbers, only where the language is not read in full.
        fighting: Gates 1 to 4 hold for at least one mention (docs/glossary.md, *gates*).
        countries: Of the locating places of those mentions, sorted.
        sketch: What its text is known by; only on the ``readings`` topic.
        replaces: Keys of the other dispatches of its item, which no longer count.
        provenance: Where it came from.
    """

    reading_id: str
    dispatch: Source
    country: str | None = None
    dateline: Dateline | None = None
    register: Register = "news"
    late: bool = False
    cut: bool = False
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    place_mentions: tuple[Place, ...] = ()
    noted: tuple[Noted, ...] = ()
    fighting: bool = False
    countries: tuple[str, ...] = ()
    sketch: Sketch | None = None
    replaces: tuple[str, ...] = ()
    provenance: Provenance = Provenance()

    @property
    def at(self) -> datetime:
        """The time this record carries to its partition's clock."""
        return self.dispatch.received_at
