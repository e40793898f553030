"""
How far does a word's say reach?

A cue governs its own clause and no more: "set to vote when clashes broke out". Most
stand before what they govern; where the verb comes last (German), one that closes the
clause governs all of it.

Not here: which cues there are (the ``[cue]`` table of each language) and what follows
from them (``agents/realis.py``).
"""

from __future__ import annotations

from typing import Final

from .matching import Hit
from .sentences import Sentence

REACH: Final = 8  # tokens between a cue and what it governs
NEAR: Final = 3  # for cues that stand right before it: "no new clashes", "foil suicide bombing"
FRAME: Final = 20  # where the verb closes the clause: "will nach den Worten … eine Offensive"


def before(sentence: Sentence, trigger: Hit, cue: Hit, reach: int) -> bool:
    """
    Tell whether *cue* stands before *trigger*, within *reach* tokens and its clause.

    It may end in a word of the trigger: "ready for | for an attack" in one Arabic word.
    """
    gap = trigger.first - cue.last
    is_ahead = cue.first < trigger.first and gap <= reach
    return is_ahead and sentence.same_clause(cue.first, trigger.first)


def around(sentence: Sentence, trigger: Hit, cue: Hit, ahead: int, behind: int) -> bool:
    """Tell whether *cue* stands before *trigger* or behind it: "attack foiled"."""
    gap = cue.first - trigger.last
    follows = 0 <= gap <= behind and sentence.same_clause(cue.first, trigger.first)
    return follows or before(sentence, trigger, cue, ahead)


def governs(sentence: Sentence, trigger: Hit, cue: Hit, reach: int) -> bool:
    """Tell whether *cue* stands before *trigger*, or closes its clause as German verbs do."""
    if not sentence.page.grammar.is_verb_last:
        return before(sentence, trigger, cue, reach)
    follows = cue.first >= trigger.last and sentence.same_clause(trigger.first, cue.first)
    closes = follows and sentence.ends_clause(cue.last)
    return closes or before(sentence, trigger, cue, FRAME if reach == REACH else reach)


def inside(trigger: Hit, cue: Hit) -> bool:
    """Tell whether *cue* is part of the words of *trigger*."""
    return trigger.first <= cue.first and cue.last <= trigger.last
