"""
Who says how many?

A toll is somebody's word: whom it counts, between which bounds, how it is
softened, who says so and as of when. Never here: adding claims up.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from .record import PlaceId, Precision, Record, Side, Span

ClaimKind = Literal[
    "killed", "wounded", "captured", "missing", "displaced",
    "killed_or_wounded", "killed_and_captured", "losses", "equipment",
]  # fmt: skip
ClaimStatus = Literal["asserted", "claimed", "admitted", "denied", "suspected", "possible"]
Hedge = Literal[
    "at_least", "at_most", "more_than", "about", "nearly",
    "provisional", "unconfirmed", "vague_word", "range",
]  # fmt: skip


class Of(Record, frozen=True, kw_only=True):
    """
    Whom a toll counts.

    Attributes:
        side: Of the mention it belongs to.
        actor_id: Whose.
        category: "soldier", "fighter", "civilian", "child", "aid worker" or "unknown".
        words: As written.
    """

    side: Side = "unknown"
    actor_id: str | None = None
    category: str = "unknown"
    words: str = ""


class Speaker(Record, frozen=True, kw_only=True):
    """
    Who says so; anonymous is allowed, and no speaker at all means the agency itself.

    Attributes:
        name: Person or body, ``None`` when unnamed.
        role: "spokesman", "local politician", "authority" and so on, as written.
        affiliation: Actor id or words.
        side: Whose side it is on.
        span: Where it stands.
    """

    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    side: Side = "unknown"
    span: Span | None = None


class Window(Record, frozen=True, kw_only=True):
    """
    What stretch of time a toll counts; a toll "since January" is not one event's.

    Attributes:
        since, until: Inclusive days.
        cumulative: More than this one event.
    """

    since: date | None = None
    until: date | None = None
    cumulative: bool = False


class AsOf(Record, frozen=True, kw_only=True):
    """The day a figure held, and how exactly we know it."""

    date: date
    precision: Precision = "day"


RelationKind = Literal["agrees", "refines", "raises", "lowers", "contradicts", "supersedes"]


class Relation(Record, frozen=True, kw_only=True):
    """How a claim stands to another one."""

    kind: RelationKind
    claim_id: str


class Claim(Record, frozen=True, kw_only=True):
    """
    A toll as somebody's word.

    Attributes:
        claim_id: Hash of the dispatch version and the span.
        kind: What is counted; a compound is one kind and is never split.
        of: Whom it counts.
        min, max: Persons; ``None`` is unbounded or unstated, 0/0 says "none".
        words: The number phrase as written.
        hedge: How the figure is softened, sorted.
        status: How it is put forward. ``suspected`` is said of who did it, not of how many, and
            no rule sets it; ``possible`` is what is only feared.
        by: Who says so, ``None`` for the agency itself.
        as_of: When it held.
        window: What stretch it counts.
        mention_idx: The event it belongs to; ``None`` when the dispatch names none, or only
            newer ones than an old toll.
        place_id: Where, when a sentence gives each of its tolls a place of its own.
        span: Where it stands.
        rules: What decided.
        relation: To other claims of the same incident.
    """

    claim_id: str
    kind: ClaimKind
    of: Of = Of()
    min: int | None = None
    max: int | None = None
    words: str = ""
    hedge: tuple[Hedge, ...] = ()
    status: ClaimStatus = "asserted"
    by: Speaker | None = None
    as_of: AsOf | None = None
    window: Window = Window()
    mention_idx: int | None = None
    place_id: PlaceId | None = None
    span: Span = (0, 0)
    rules: tuple[str, ...] = ()
    relation: tuple[Relation, ...] = ()
