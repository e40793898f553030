"""
What does a subscriber receive?

An alert says that a watched region changed, why it was sent, and which earlier
messages it replaces. Not here: which channel carries it, or when
(``schemas/subscription.py``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .claim import Claim
from .dispatch import AwareTime
from .event import Actor, Family, Place
from .incident import Change, TollSummary
from .record import DispatchRef, Record
from .watch import TextLanguage

AlertKind = Literal["ONSET", "ESCALATION", "SPREAD", "UPDATE", "CEASEFIRE", "CANCEL"]
MatchRule = Literal[
    "inside", "near", "toward", "between", "border", "adjacent", "country_only", "actor"
]


class Match(Record, frozen=True, kw_only=True):
    """
    Why this watch entry.

    Attributes:
        entry: The entry's kind and value ("iso3166_2 ML-8").
        rule: How the place satisfies it.
        place: Name of the place that does.
        distance_km: For circles, corridors and "near".
    """

    entry: str
    rule: MatchRule
    place: str | None = None
    distance_km: float | None = None


ResponseType = Literal[
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"
]


class Reference(Record, frozen=True, kw_only=True):
    """
    An earlier message that this one replaces.

    Attributes:
        alert_id, sent: Of that message.
        expires: Of that message; ``None`` for those of before this was noted.
    """

    alert_id: str
    sent: AwareTime
    expires: AwareTime | None = None


class Alert(Record, frozen=True, kw_only=True, tag_field="record", tag="alert"):
    """
    One message about one incident to the readers of one watch entry.

    Attributes:
        alert_id: Hash of incident, watch, kind and incident revision.
        kind: What happened to the incident.
        msg_type, references: CAP 1.2: Update and Cancel list every message they replace.
        status: CAP 1.2 status; ``Actual`` for live ones.
        severity, urgency, certainty: CAP 1.2, three separate axes.
        response_type: CAP 1.2: ``AllClear`` for an incident that ended; ``None`` advises nothing.
        incident_id, incident_revision: What it is about.
        watch_id: Whose it is.
        match: Why it is theirs.
        sent: The partition's clock when it was decided.
        effective, onset, expires: ``onset`` is the event's start, not the report's time.
        headline, text_language: Made from the fields, never the wire's own; ISO 639-1.
        headlines: The same line in the other languages that messages are written in.
        sentence, language: The sentence that set it off, and its language.
        event: Kind of event; ``None`` on those of before this was noted.
        provider: Who delivered the dispatch that caused it; for a due time the one whose sentence
            it quotes.
        place, actors, claims, toll_summary: What a reader needs without asking further.
        reports, families: How many dispatches and publisher families report it.
        change_set, reasons, rules: What changed, why this was sent, which rules fired.
        caused_by: The dispatch; ``None`` when a due time caused it.
        delivery_seq: Set at delivery, gap-free for each subscriber.
        replay: Made by a replay.
    """

    alert_id: str
    kind: AlertKind
    msg_type: Literal["Alert", "Update", "Cancel"]
    status: Literal["Actual", "Exercise", "System", "Test", "Draft"] = "Actual"
    severity: Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"] = "Unknown"
    urgency: Literal["Immediate", "Expected", "Future", "Past", "Unknown"] = "Unknown"
    certainty: Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"] = "Unknown"
    response_type: ResponseType | None = None
    incident_id: str
    incident_revision: int
    watch_id: str
    match: Match
    sent: AwareTime
    effective: AwareTime
    onset: AwareTime | None = None
    expires: AwareTime
    headline: str
    text_language: TextLanguage = "en"
    headlines: dict[str, str] = msgspec.field(default_factory=dict)
    sentence: str = ""
    language: str = "und"
    place: Place | None = None
    actors: tuple[Actor, ...] = ()
    claims: tuple[Claim, ...] = ()
    toll_summary: TollSummary = TollSummary()
    reports: int = 0
    families: int = 0
    change_set: tuple[Change, ...] = ()
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    caused_by: DispatchRef | None = None
    delivery_seq: int | None = None
    replay: bool = False
    event: Family | None = None
    provider: str | None = None
