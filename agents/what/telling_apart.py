"""
Which words of one sentence tell the same event?

Fire and air raids inside a battle are the battle; the strongest words stand for it, and
of a protest the worst. Two triggers tell two events only when each has a place of its own.

Not here: which words name an event (``agents/what/triggers.py``).
"""

from __future__ import annotations

from typing import Final

from agents.lexicon import Trigger
from agents.where.places import Found

from .company import CROWDS, Candidate
from .composed import ATTACK, HURT, VIOLENT
from .crowds import LOOTING, WORST
from .ground import TERRITORY

DONE: Final = ("Abduction/forced disappearance", "Sexual violence")  # the worse behind
HARM: Final = HURT | {"captured"}


def distinct(found: list[Candidate]) -> list[Candidate]:
    """
    Keep one candidate for each thing that a sentence tells.

    Fire and air raids inside a battle are the battle; the strongest words stand for
    it, and of a protest the worst. Ground that was taken names the fight for it; ground
    that was yielded is told apart.
    """
    kept: list[Candidate] = []
    places = found[0].sentence.places() if len(found) > 1 else []
    for one in found:
        for i, other in enumerate(kept):
            is_alike = _sort_of(one) == _sort_of(other)
            if is_alike and _tell_the_same(one, other, places):
                if _weight(one) > _weight(other):
                    kept[i] = one
                break
        else:
            kept.append(one)
    violent = [one for one in kept if one.trigger.family in VIOLENT]
    looting = [one for one in kept if one.trigger.sub_event == LOOTING]
    if violent and looting and not _hurts(looting[0]):
        # Who attacks a village, harms nobody and burns it down has looted it.
        for one in violent:
            if one.trigger.sub_event == ATTACK.sub_event:
                one.trigger = Trigger("one_sided", LOOTING, one.trigger.strength)
    # Otherwise it is told as the attack (ACLED codes no second event).
    return [one for one in kept if not violent or one not in looting]


def _hurts(one: Candidate) -> bool:
    """Tell whether the sentence says that anybody was killed, wounded or taken."""
    return any(hit.payload in HARM for hit in one.sentence.of("toll"))


def _weight(one: Candidate) -> tuple[bool, int, int, int]:
    """
    Rank what tells the same: ground taken, the worst of a crowd, then the surest words.

    What was done to people in an attack that killed nobody is what it is called by.
    """
    sub_event = one.trigger.sub_event
    worst = len(WORST) - WORST.index(sub_event) if sub_event in WORST else 0
    has_killed = any(hit.payload == "killed" for hit in one.sentence.of("toll"))
    done = DONE.index(sub_event) + 1 if sub_event in DONE and not has_killed else 0
    return sub_event in TERRITORY, worst, done, one.trigger.strength


def _sort_of(one: Candidate) -> str:
    family = one.trigger.family
    if family in CROWDS:
        return "crowd"
    return "strategic" if family in ("strategic", "ceasefire") else "force"


def _tell_the_same(one: Candidate, other: Candidate, places: list[Found]) -> bool:
    """Two triggers tell two events only when each has a place of its own after it."""
    between = [p for p in places if other.hit.last <= p.first < one.hit.first]
    after = [p for p in places if p.first >= one.hit.last]
    return not (between and after)
