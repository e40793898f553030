"""
Is it yet to come: threatened, planned, or only possible?

Each function returns the words that say so, or ``None``. Not here: how far a word's say
reaches (``agents/text/governing.py``).
"""

from __future__ import annotations

from agents.text.governing import NEAR, REACH, around, governs, inside, is_subject
from agents.text.matching import Hit

from .cases import Case


def threatened(case: Case) -> Hit | None:
    """Find a threat before the trigger."""
    return case.sentence.any(
        "cue.threatened", lambda cue: governs(case.sentence, case.trigger, cue, REACH)
    )


def planned(case: Case) -> Hit | None:
    """
    Find words of intent before the trigger, or of a coming day in its clause.

    "Will … getötet haben" is none. Where verbs decide behind the event, one may open its
    clause and its future follow: "наступление на город начнется осенью".
    """
    sentence, trigger = case.sentence, case.trigger
    evident = {hit.first for hit in sentence.of("cue.evident")}
    opens = sentence.page.grammar.denies_behind and is_subject(sentence, trigger)

    def intends(cue: Hit) -> bool:
        if cue.first in evident:
            return False
        is_behind = opens and around(sentence, trigger, cue, 0, REACH)
        return is_behind or governs(sentence, trigger, cue, REACH) or inside(trigger, cue)

    found = sentence.any("cue.planned", intends)
    if found or case.time.start is None:
        return found
    coming = [
        time for time in sentence.times()
        if time.tense == "future" and sentence.same_clause(time.first, trigger.first)
    ]  # fmt: skip
    return Hit(coming[0].first, coming[0].last, "coming") if coming else None


def hypothetical(case: Case) -> Hit | None:
    """Find a condition; "could be heard" is none."""
    sentence, trigger = case.sentence, case.trigger
    evident = {hit.first for hit in sentence.of("cue.evident")}

    def doubts(cue: Hit) -> bool:
        if cue.first in evident:
            return False
        behind = REACH if is_subject(sentence, trigger) else NEAR - 1
        return governs(sentence, trigger, cue, REACH) or around(sentence, trigger, cue, 0, behind)

    return sentence.any("cue.hypothetical", doubts)
