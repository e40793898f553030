"""
Does a counting word tell what those before it did, or what was done to them?

"Two gunmen kill mayor" counts no gunmen, "two gunmen killed" does.

Not here: whom the word counts (``agents/said/tolls.py``, ``victims.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.sentences import Sentence

SENTENCE: Final = 6  # tokens between "sentenced" and "to death"


def closes(sentence: Sentence, word: Hit) -> bool:
    """Tell whether nobody can follow *word* as its object: "Mayor killed in X", "he died"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    return (
        word.last >= sentence.last
        or word.last in sentence.breaks
        or tokens[word.last] in grammar.no_name
        or any(time.first == word.last for time in sentence.times())
    )


def is_active(sentence: Sentence, word: Hit) -> bool:
    """Tell whether those before *word* did it: "gunmen kill", "two men shot dead a judge"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    before = tokens[word.first - 1] if word.first > sentence.first else ""
    if before in grammar.auxiliary:
        return False
    if tokens[word.last - 1] in grammar.active:
        return True  # but "kills himself" counts who stands before it
    if word.last >= sentence.last or word.last in sentence.breaks:
        return False
    if tokens[word.last - 1] in grammar.deed:
        return False
    return tokens[word.last] in grammar.single or _parts_people(sentence, word)


def _parts_people(sentence: Sentence, word: Hit) -> bool:
    """Tell whether people stand right before *word* and right behind: "rebels killed soldiers"."""
    if sentence.page.grammar.is_verb_last:
        return False
    marks = sentence.page.marks
    before = marks.within("people", sentence.first, word.first)
    behind = marks.within("people", word.last, sentence.last)
    return any(hit.last == word.first for hit in before) and any(
        hit.first == word.last for hit in behind
    )


def is_punishment(sentence: Sentence, word: Hit) -> bool:
    """Tell whether a court did it, and nobody is dead: "sentences 14 to death"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    if tokens[word.last - 1] not in grammar.natural:
        return False
    near = tokens[max(word.first - SENTENCE, sentence.first) : word.first]
    return not grammar.doomed.isdisjoint(near)
