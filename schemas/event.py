"""
What happened, where, when, and who took part?

A ``Mention`` is one candidate event, read from one clause, with the words that
it was read from; incidents carry the same parts, fused. Tolls are claims, not
facts, and live in ``schemas/claim.py``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from .record import PlaceId, Precision, Record, Side, Span

Realis = Literal[
    "actual", "attempted", "threatened", "planned", "hypothetical",
    "negated", "historical", "exercise", "metaphor", "unclear",
]  # fmt: skip
Family = Literal["fight", "one_sided", "remote", "riot", "protest", "strategic", "ceasefire"]
PlaceRole = Literal[
    "main", "toward", "from", "near", "between", "border",
    "origin_of_actor", "dateline", "mention",
]  # fmt: skip
ActorType = Literal[
    "state", "rebel", "militia", "communal", "rioter", "protester",
    "civilian", "external", "criminal", "unidentified",
]  # fmt: skip
ActorRole = Literal["initiator", "recipient", "both", "ally", "victim", "claimant", "mediator"]

LOCATING: frozenset[PlaceRole] = frozenset({"main", "near", "between", "border"})
"""The roles that say where an event was; a dateline, a direction or an origin never does."""


class Place(Record, frozen=True, kw_only=True):
    """
    A place as written, and where it is.

    Attributes:
        name: As written.
        role: What it says about the event; only those in ``LOCATING`` locate it.
        place_id: Gazetteer id, ``None`` when the name could not be resolved.
        canonical: The gazetteer's own name for it.
        country, iso3166_2, adm1, adm2: Codes and names, ``None`` when unknown.
        lat, lon: Only ever a gazetteer's or the text's own, never guessed.
        radius_km: How far the event may be from that point.
        bearing: For "40 km south of": degrees from north.
        precision: UCDP ``where_prec``: 1 the place itself, 2 near it, 3 ADM2, 4 ADM1,
            5 line or area, 6 country, 7 international.
        method: How the point was found.
        score: How sure the choice among homonyms is.
        runner_up: The place that lost to it, for homonyms.
        group: Equal for the two ends of one "between".
        span: Where it stands.
    """

    name: str
    role: PlaceRole
    place_id: PlaceId | None = None
    canonical: str | None = None
    country: str | None = None
    iso3166_2: str | None = None
    adm1: str | None = None
    adm2: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    bearing: float | None = None
    precision: Annotated[int, msgspec.Meta(ge=1, le=7)] = 6
    method: Literal["gazetteer", "supplement", "offset", "segment", "centroid", "none"] = "none"
    score: float = 0.0
    runner_up: PlaceId | None = None
    group: int | None = None
    span: Span = (0, 0)


class Actor(Record, frozen=True, kw_only=True):
    """
    A party, as written.

    Attributes:
        name: As written.
        actor_id: Alias set ("wagner"), ``None`` for "unknown gunmen".
        side: A and B fight each other; who fights beside them has the same letter.
        role: What the text says it did.
        type: What it is, never what its enemy calls it.
        sector: PLOVER sector ("MIL", "REB").
        country: Whose it is, for states; it never locates an event.
        labels_used: A belligerent's words for it ("terrorists").
        span: Where it stands.
    """

    name: str
    actor_id: str | None = None
    side: Side = "unknown"
    role: ActorRole = "both"
    type: ActorType = "unidentified"
    sector: str | None = None
    country: str | None = None
    labels_used: tuple[str, ...] = ()
    span: Span = (0, 0)


class EventTime(Record, frozen=True, kw_only=True):
    """
    When it happened.

    Attributes:
        text: The words it was read from, ``None`` when none said so.
        start, end: Inclusive days; ``end`` is ``None`` while it goes on.
        precision: ``unknown`` when no time was given.
        anchor: What a relative word was counted from.
        relation: "since Thursday" has no known end.
        span: Where the words stand.
    """

    text: str | None = None
    start: date | None = None
    end: date | None = None
    precision: Precision = "unknown"
    anchor: Literal["explicit", "dateline", "published"] = "published"
    relation: Literal["on", "since", "until", "before", "after", "overnight"] = "on"
    span: Span | None = None


class Territory(Record, frozen=True, kw_only=True):
    """
    Ground that changed hands, or is said to have.

    Attributes:
        place_id: Which ground.
        change: What happened to it, seen from ``by``.
        by, from_: Actor ids or names.
        held_over_1_day: ``None`` when unsaid.
        contested: The other side denies it.
    """

    place_id: PlaceId | None = None
    change: Literal["gained", "lost", "contested", "none"] = "none"
    by: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    held_over_1_day: bool | None = None
    contested: bool = False


class Acled(Record, frozen=True, kw_only=True):
    """ACLED event type and sub-event type, in ACLED's words."""

    event: str
    sub_event: str


class Plover(Record, frozen=True, kw_only=True):
    """PLOVER 2.0 event type with its modes."""

    event: str
    modes: tuple[str, ...] = ()


class Types(Record, frozen=True, kw_only=True):
    """
    The same event in five code systems; ``None`` where a system has no code for it.

    Attributes:
        acled: Event and sub-event type.
        plover: Event and modes.
        cameo: CAMEO code.
        ucdp: 1 state-based, 2 non-state, 3 one-sided.
        iptc: ``medtop:`` id.
    """

    acled: Acled | None = None
    plover: Plover | None = None
    cameo: str | None = None
    ucdp: int | None = None
    iptc: str | None = None


class Mention(Record, frozen=True, kw_only=True):
    """
    One candidate event, read from one clause.

    Attributes:
        idx: Its number in the reading; claims point to it.
        realis: Did it happen?
        realis_spans: The words that decided that; empty for a plain statement.
        trigger: The words that name the event, as written.
        trigger_span, sentence_span: Where they stand.
        sentence: The sentence, cut at 280 characters.
        family: Kind of event.
        types: The same in five code systems.
        time, places, actors, territory: When, where, who, and what ground.
        scope: ``summary`` for a count over weeks or a country-wide overview.
        background: Context, not the news of this dispatch.
        reaction: Somebody's words about an event, not a report of it.
        confidence: How much of this is rule and how much default.
        rules: Ids of the rules that decided, ``name@version``.
    """

    idx: int
    realis: Realis
    realis_spans: tuple[Span, ...] = ()
    trigger: str
    trigger_span: Span
    sentence: str
    sentence_span: Span
    family: Family
    types: Types = Types()
    time: EventTime = EventTime()
    places: tuple[Place, ...] = ()
    actors: tuple[Actor, ...] = ()
    territory: Territory | None = None
    scope: Literal["single", "summary"] = "single"
    background: bool = False
    reaction: bool = False
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
