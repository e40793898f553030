"""
How far does a word's say reach?

A cue governs its own clause and no more: "set to vote when clashes broke out". Most
stand before what they govern; where the verb comes last (German), one that closes the
clause governs all of it.

Not here: which cues there are (the ``[cue]`` table of each language) and what follows
from them (``agents/what/realis.py``).
"""

from __future__ import annotations

import re
from typing import Final

from .matching import Hit
from .sentences import Sentence

REACH: Final = 8  # tokens between a cue and what it governs
NEAR: Final = 3  # for cues that stand right before it: "no new clashes", "foil suicide bombing"
WITH_ZU: Final = re.compile(r"[a-z]{2,6}zu[a-z]+e?n")
CIRCUMSTANCES: Final = frozenset({
    "nach", "bei", "beim", "seit", "trotz", "durch", "infolge", "angesichts", "wahrend", "ungeachtet",
})  # fmt: skip
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
    """
    Tell whether *cue* stands before *trigger*, or where German verbs stand.

    They close the clause ("mit einem Angriff gedroht"), or that before an infinitive
    ("drohte damit, die Stadt anzugreifen"); of what came before ("nach dem Angriff") they
    say nothing.
    """
    if not sentence.page.grammar.is_verb_last:
        return before(sentence, trigger, cue, reach)
    if reach <= REACH and _is_circumstance(sentence, trigger, cue):
        return False
    apart = sentence.clause_of(trigger.first) - sentence.clause_of(cue.first)
    if apart == 1:
        return _is_infinitive(sentence, trigger)
    closes = not apart and cue.first >= trigger.last and sentence.ends_clause(cue.last)
    return closes or before(sentence, trigger, cue, FRAME if reach == REACH else reach)


def is_subject(sentence: Sentence, trigger: Hit) -> bool:
    """Tell whether *trigger* opens its clause, or what is said: "that a new attack on X may …"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    first = sentence.clause_span(trigger.first)[0]
    if first == trigger.first or tokens[first] in grammar.article | grammar.single | grammar.that:
        return True
    return tokens[trigger.first - 1] in grammar.that


def _is_circumstance(sentence: Sentence, trigger: Hit, cue: Hit) -> bool:
    """Tell whether *trigger* only says when: "nach dem schweren Angriff", without *cue* between."""
    text = sentence.page.text
    for at in range(trigger.first, max(trigger.first - 5, sentence.first - 1), -1):
        if cue.first <= at < cue.last:
            return False
        if text.tokens[at] in CIRCUMSTANCES:
            return True
        if at < trigger.first and text.raw[text.starts[at]].isupper():
            return False
    return False


def _is_infinitive(sentence: Sentence, trigger: Hit) -> bool:
    """Tell whether the clause of *trigger* closes with "zu töten" or "anzugreifen"."""
    first, last = sentence.clause_span(trigger.first)
    tokens = sentence.page.text.tokens
    is_parted = last - first > 1 and tokens[last - 2] == "zu"
    return is_parted or WITH_ZU.fullmatch(tokens[last - 1]) is not None


def inside(trigger: Hit, cue: Hit) -> bool:
    """Tell whether *cue* is part of the words of *trigger*."""
    return trigger.first <= cue.first and cue.last <= trigger.last
