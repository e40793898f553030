"""
What did we do with a dispatch, and why?

Every dispatch ends in at least one decision, silence included. What fails
before any watch entry is asked is written once, with no ``watch_id``.
"""

from __future__ import annotations

from typing import Literal

from .alert import AlertKind
from .dispatch import AwareTime
from .record import DispatchRef, Record, Span

Outcome = Literal["alert", "update", "attach", "suppress"]
Reason = Literal[
    "not_event", "historical", "planned", "threatened", "hypothetical", "negated", "exercise",
    "metaphor_or_sport", "attempted_only", "unclear", "not_organised", "summary_only",
    "register_excluded", "stale", "no_place", "place_too_coarse", "outside_watch",
    "dateline_only", "mention_only", "duplicate_dispatch", "follow_up", "reaction_only",
    "quiet_period", "below_threshold", "unsupported_language", "low_confidence", "embargoed",
    "withheld", "killed", "replaced", "not_live",
    # for outcomes alert and update
    "opened", "updated", "batched",
]  # fmt: skip


class Decision(Record, frozen=True, kw_only=True, tag_field="record", tag="decision"):
    """
    One outcome for one mention and one watch entry.

    Attributes:
        decision_id: Hash of dispatch version, mention, watch, outcome and reason; of what was
            followed also of the country, and of the incident where no mention is named.
        dispatch: Which version of which dispatch.
        reading_id: ``None`` when it was never read (a repeat).
        mention_idx: ``None`` when it is about the whole dispatch.
        watch_id: ``None`` when no entry was asked, or for all that are not near together.
        outcome, reason: What, and the first gate that decided it.
        kind: The alert's kind, for outcome ``alert`` and ``update``.
        spans: The words that decided: a hedge, a day, the place that lies elsewhere.
        sentence: The sentence, at most 280 characters.
        detail: The reason in words, for people.
        rules: What fired, the gate first (``gate.watch@1``).
        incident_id: Where it was attached.
        at: Receive time of the dispatch, or the due time.
    """

    decision_id: str
    dispatch: DispatchRef
    reading_id: str | None = None
    mention_idx: int | None = None
    watch_id: str | None = None
    outcome: Outcome
    reason: Reason
    kind: AlertKind | None = None
    spans: tuple[Span, ...] = ()
    sentence: str = ""
    detail: str = ""
    rules: tuple[str, ...] = ()
    incident_id: str | None = None
    at: AwareTime
