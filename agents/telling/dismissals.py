"""
What of a dispatch goes no further, and why?

The decisions that the agent ``reading`` ends with: the item as a whole is no news, or one
of its mentions did not happen or has no place. Not here: what may have happened, which
every watch entry is asked about (``agents/telling/alerting.py``).
"""

from __future__ import annotations

from agents.lexicon import lexicon
from agents.where.scenes import home_countries
from schemas.decision import Decision, Reason
from schemas.dispatch import Dispatch
from schemas.reading import Reading

from .decisions import TAKEN_BACK, decision
from .gates import OF_REALIS, may_join


def judge(dispatch: Dispatch, reading: Reading) -> tuple[list[Decision], set[str]]:
    """Return the decisions that end here, and the countries that the rest goes to."""
    reason = _whole(dispatch, reading)
    if reason is not None:
        return [about(dispatch, reason, reading)], set()
    decisions: list[Decision] = []
    reached: set[str] = set()
    for mention in reading.mentions:
        homes = home_countries(mention)
        is_event = mention.realis == "actual" and bool(homes)
        if is_event or may_join(mention, has_claims=False):
            reached.update(homes)
        if is_event:
            continue
        why = OF_REALIS.get(mention.realis) or _placeless(reading)
        decisions.append(
            decision(
                dispatch.ref,
                outcome="suppress",
                reason=why,
                at=dispatch.received_at,
                reading_id=reading.reading_id,
                mention=mention,
                rules=mention.rules,
            )
        )
    return decisions, reached


def _whole(dispatch: Dispatch, reading: Reading) -> Reason | None:
    """Return why the dispatch as a whole goes no further, if so."""
    if dispatch.pubstatus != "usable":
        return TAKEN_BACK[dispatch.pubstatus]
    if reading.register != "news":
        return "register_excluded"
    if lexicon(reading.dispatch.language) is None:
        return "unsupported_language"
    return None if reading.mentions else "not_event"


def _placeless(reading: Reading) -> Reason:
    roles = {place.role for place in reading.place_mentions}
    if roles == {"dateline"}:
        return "dateline_only"
    return "mention_only" if roles else "no_place"


def about(dispatch: Dispatch, reason: Reason, reading: Reading | None = None) -> Decision:
    """Decide on *dispatch* as a whole that nothing more is made of it."""
    return decision(
        dispatch.ref,
        outcome="suppress",
        reason=reason,
        at=dispatch.received_at,
        reading_id=reading.reading_id if reading else None,
    )
