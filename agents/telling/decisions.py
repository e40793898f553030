"""
How is an outcome written down?

The one maker of ``Decision`` records, so that the same outcome of the same
dispatch version has the same id, whichever agent decided and however often.
Not here: deciding.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from agents.effects import Output
from schemas.alert import AlertKind
from schemas.decision import Decision, Outcome, Reason
from schemas.dispatch import PubStatus
from schemas.event import Mention
from schemas.record import DispatchRef, identity
from schemas.topics import DECISIONS

from .deciding import deciding_rules, deciding_spans

IN_WORDS: Final[dict[Reason, str]] = {
    "not_event": "no fighting is reported",
    "historical": "it lies in the past and is told as background",
    "planned": "it is planned and has not happened",
    "threatened": "it is threatened and has not happened",
    "hypothetical": "it is only imagined",
    "negated": "it is said not to have happened",
    "exercise": "it is an exercise",
    "metaphor_or_sport": "it is a figure of speech, or sport",
    "attempted_only": "it was foiled or failed",
    "unclear": "the words do not say whether it happened",
    "not_organised": "no organised armed group takes part",
    "summary_only": "it counts many events over a longer time",
    "register_excluded": "the item is no news report",
    "stale": "it happened too long ago to be news",
    "no_place": "no place says where it happened",
    "place_too_coarse": "the place is too coarse for this watch entry",
    "outside_watch": "no watch entry covers the place",
    "dateline_only": "the only place is where the reporter is",
    "mention_only": "the only places have no part in the event",
    "duplicate_dispatch": "it repeats what is known word for word",
    "follow_up": "it adds nothing new to a known incident",
    "reaction_only": "it reacts to a known incident",
    "quiet_period": "this spot has been reported shortly before",
    "below_threshold": "it is less than the watch entry asks for",
    "unsupported_language": "the language is not read yet",
    "low_confidence": "the reading is too unsure",
    "embargoed": "the item is under embargo",
    "withheld": "the agency withholds the item",
    "killed": "the agency has withdrawn the item",
    "replaced": "a newer version or a correction took its place before it counted",
    "not_live": "the item was not live news when it came in",
    "opened": "first news of it for this watch entry",
    "updated": "something changed that its readers care about",
    "batched": "something changed; it is told with the next gathered update",
}


TAKEN_BACK: Final[dict[PubStatus, Reason]] = {
    "usable": "replaced", "withheld": "withheld", "canceled": "killed",
}  # fmt: skip
"""Why a version does not count, by the status of the one that took its place."""


def decision(
    dispatch: DispatchRef,
    *,
    outcome: Outcome,
    reason: Reason,
    at: datetime,
    reading_id: str | None = None,
    mention: Mention | None = None,
    watch_id: str | None = None,
    kind: AlertKind | None = None,
    detail: str | None = None,
    rules: tuple[str, ...] = (),
    incident_id: str | None = None,
    country: str | None = None,
    place: str | None = None,
) -> Decision:
    """
    Write down one outcome; *detail* defaults to the reason in words.

    *rules* are those that fired, beside the gate that the reason stands for; *country* is that
    of the reading's copy that it is about, *place* the name of the place that decided. The
    others are as in ``Decision``.
    """
    idx = None if mention is None else mention.idx
    about = [dispatch.key, dispatch.revision, idx, watch_id, outcome, reason]
    if country is not None:
        # One dispatch may be decided on in two countries, a kill on two incidents.
        about += [country, incident_id if idx is None else None]
    return Decision(
        decision_id=identity(*about),
        dispatch=dispatch,
        reading_id=reading_id,
        mention_idx=idx,
        watch_id=watch_id,
        outcome=outcome,
        reason=reason,
        kind=kind,
        spans=deciding_spans(reason, mention, place=place),
        sentence="" if mention is None else mention.sentence,
        detail=detail or IN_WORDS[reason],
        rules=deciding_rules(reason, () if mention is None else mention.rules, rules),
        incident_id=incident_id,
        at=at,
    )


def decided(one: Decision) -> Output:
    """Address *one* to its topic."""
    return Output(DECISIONS, one.dispatch.key, one)
