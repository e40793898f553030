"""
What is one event, over all its coverage?

An incident is what the evidence for it adds up to; each change is a new
revision that says what changed and why. Conflicting words are kept side by
side. Not here: how evidence is joined (``agents/linking/incidents.py``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from .claim import Claim
from .dispatch import AwareTime
from .event import Actor, EventTime, Family, Mention, Place, Territory, Types
from .reading import Sketch
from .record import DispatchRef, Record, Span

Status = Literal[
    "onset", "ongoing", "escalating", "de_escalating", "ceasefire", "ended", "retracted", "merged"
]
Level = Literal["unknown", "minor", "moderate", "severe", "extreme"]
Certainty = Literal["observed", "likely", "possible", "unlikely", "unknown"]


class Evidence(Record, frozen=True, kw_only=True):
    """
    One dispatch that reports the incident.

    Attributes:
        reading_id: The reading it comes from.
        dispatch: Which version of which dispatch.
        mention_idx: Which mention of it.
        provider, publisher_family, origin, language: Of the dispatch.
        published_at, received_at: Of the dispatch; received when its embargo ended, if it had one.
        sentence: The sentence that reports it, at most 280 characters.
        spans: Where that stands.
        duplicate_of: Key of the first dispatch with the same text, if it is another.
    """

    reading_id: str
    dispatch: DispatchRef
    mention_idx: int
    provider: str
    publisher_family: str
    origin: str | None = None
    language: str = "und"
    published_at: AwareTime
    received_at: AwareTime
    sentence: str = ""
    spans: tuple[Span, ...] = ()
    duplicate_of: str | None = None


class Sighting(Record, frozen=True, kw_only=True):
    """
    What one dispatch version adds to an incident: the unit that incidents are fused from.

    Attributes:
        evidence: Who reports it.
        mention: The event as that dispatch tells it.
        claims: The tolls that it gives for this event.
        sketch: What its text is known by.
    """

    evidence: Evidence
    mention: Mention
    claims: tuple[Claim, ...] = ()
    sketch: Sketch | None = None


class TollSummary(Record, frozen=True, kw_only=True):
    """
    The killed, derived from claims and never a sum over speakers.

    Attributes:
        min, max: Persons; ``None`` when unbounded or unstated.
        basis: Claims it rests on.
        disputed: Comparable claims contradict each other.
    """

    min: int | None = None
    max: int | None = None
    basis: tuple[str, ...] = ()
    disputed: bool = False


class Severity(Record, frozen=True, kw_only=True):
    """How bad, and by which rules."""

    level: Level = "unknown"
    rules: tuple[str, ...] = ()


class Truce(Record, frozen=True, kw_only=True):
    """
    A truce that reports tell of.

    Attributes:
        state: ``pending`` when it is agreed for later, ``in_force`` once a report says so.
        since: The first day of it, ``None`` when nobody says.
    """

    state: Literal["pending", "in_force"]
    since: date | None = None


class Independence(Record, frozen=True, kw_only=True):
    """
    How many voices there really are.

    Attributes:
        reports: Dispatches.
        families: Publisher families.
        origins: Agencies whose text it is; all copies of one text are one.
        derives: Pairs of dispatch keys: the first derives from the second.
    """

    reports: int = 0
    families: int = 0
    origins: int = 0
    derives: tuple[tuple[str, str], ...] = ()


class Related(Record, frozen=True, kw_only=True):
    """Another incident, and how it stands to this one."""

    kind: Literal["precedes", "follows", "same_campaign", "retaliation", "corrects"]
    incident_id: str
    score: float
    reason: str


class Change(Record, frozen=True, kw_only=True):
    """
    One thing that a revision changed.

    Attributes:
        path: Field path ("toll_summary.min").
        old, new: Plain JSON values.
        reason: In words.
        reading_id: What caused it, ``None`` for a due time.
    """

    path: str
    old: Any = None
    new: Any = None
    reason: str
    reading_id: str | None = None


class Incident(Record, frozen=True, kw_only=True, tag_field="record", tag="incident"):
    """
    One revision of one incident.

    Attributes:
        incident_id: Hash of the founding dispatch, family, main place and event start.
        revision, supersedes: Counts up; ``None`` supersedes nothing.
        country: Key of its partition.
        change_set: What this revision changed.
        revised_at: When it was made, by its partition's clock: since then we knew. ``None`` on
            those of before this was noted.
        status: Where it is in its life.
        family, types, time, places, actors, territory: Fused from the evidence.
        truce: The newest that is agreed or in force; ``None`` once it is broken.
        claims: Every toll, who said it, and how they stand to each other.
        toll_summary: Derived from them.
        weapons: Heavy kinds that were used, by any report (PLOVER's modes).
        severity, certainty: Two separate scales.
        evidence: Every dispatch that reports it.
        independence: How many voices that is.
        related, merged_into: Other incidents.
        first_seen, last_evidence: Receive times of reports; of an archive's, long before we had them.
        event_to_first_seen_s: From the start of the event's first day.
        sentence: The first report's, on its most precise place.
    """

    incident_id: str
    revision: int = 1
    supersedes: int | None = None
    country: str
    change_set: tuple[Change, ...] = ()
    revised_at: AwareTime | None = None
    status: Status = "onset"
    family: Family
    types: Types = Types()
    time: EventTime = EventTime()
    places: tuple[Place, ...] = ()
    actors: tuple[Actor, ...] = ()
    territory: Territory | None = None
    truce: Truce | None = None
    claims: tuple[Claim, ...] = ()
    toll_summary: TollSummary = TollSummary()
    weapons: tuple[str, ...] = ()
    severity: Severity = Severity()
    certainty: Certainty = "unknown"
    evidence: tuple[Evidence, ...] = ()
    independence: Independence = Independence()
    related: tuple[Related, ...] = ()
    merged_into: str | None = None
    first_seen: AwareTime
    last_evidence: AwareTime
    event_to_first_seen_s: float | None = None
    sentence: str = ""

    @property
    def at(self) -> datetime:
        """When its newest evidence came."""
        return self.last_evidence
