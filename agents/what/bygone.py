"""
Is it long past, and only remembered, tried, to be ended, or the ground of what is told?

Each function returns the words that say so, or ``None``. Not here: an event whose own
time is old (``agents/what/realis.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.governing import NEAR, before, governs, inside
from agents.text.matching import Hit

from .cases import Case
from .company import CERTAIN

WHOLE_CLAUSE: Final = 40  # tokens, of trials: who, where, to how many years, and then for what


def historical(case: Case) -> Hit | None:
    """
    Find words of remembering, in the sentence or over the whole dispatch.

    "Bomb kills ten at anniversary parade" is news: words of remembering behind an event
    that hurt somebody do not reach back to it.
    """
    sentence, trigger = case.sentence, case.trigger
    reaches_back = case.meaning.strength < CERTAIN or not sentence.of("toll")
    found = sentence.any("cue.historical", lambda cue: cue.first < trigger.first or reaches_back)
    return found or (None if case.is_fresh else case.context.past)


def tried(case: Case) -> Hit | None:
    """
    Find words of a trial: what somebody is tried or sought for is past.

    They stand before the trigger, or hold it: "the bombing suspect".
    """
    return case.sentence.any(
        "cue.tried",
        lambda cue: (
            governs(case.sentence, case.trigger, cue, WHOLE_CLAUSE) or inside(cue, case.trigger)
        ),
    )


def ending(case: Case) -> Hit | None:
    """Find "to end the war", "mettre fin aux combats": what is to end has long been so."""
    if case.meaning.strength >= CERTAIN:
        return None
    return case.sentence.any(
        "cue.ending", lambda cue: governs(case.sentence, case.trigger, cue, NEAR)
    )


def background(case: Case) -> Hit | None:
    """Find "years of", "unsettled by": what has long been so."""
    if case.meaning.strength >= CERTAIN and not case.is_old:
        return None
    near = case.sentence.any(
        "cue.background",
        lambda cue: cue.last - cue.first > 1 and before(case.sentence, case.trigger, cue, NEAR),
    )
    return near if case.is_old or case.time.start is None else None
