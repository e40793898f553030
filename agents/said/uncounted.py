"""
How many died where no number says so?

"A soldier was killed" is one, "father, son killed" are two, and "soldiers were killed"
two or more.

Not here: numbers and the words they belong to (``agents/said/tolls.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.numbers import Number, numbers_in
from agents.text.sentences import Sentence

from .doing import closes, is_active

AWAY: Final = 3  # tokens between people and their counting word: "soldiers have been killed"
AGE: Final = 2  # digits of "girl, 9, killed"


def uncounted(sentence: Sentence, word: Hit) -> Number | None:
    """Read the people beside a counting word that has no number; ``None`` if there are none."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    named = sentence.longest("people")
    people = [
        hit for hit in named
        if tokens[hit.first] not in grammar.others and _is_beside(sentence, word, hit)
    ]  # fmt: skip
    if not people:
        return None
    who = people[-1]
    if not _is_one(sentence, who):
        return Number(_start(sentence, who), who.last, 2, None, is_vague=True)
    listed = [who]
    for one in reversed([hit for hit in named if hit.last <= who.first]):
        if not (_is_one(sentence, one) and _is_next(sentence, one, listed[0])):
            break
        listed.insert(0, one)
    first = _start(sentence, listed[0])
    is_person = len(listed) == 1
    return Number(first, who.last, len(listed), len(listed), is_vague=False, is_person=is_person)


def _is_one(sentence: Sentence, people: Hit) -> bool:
    return bool(sentence.page.marks.within("person", people.first, people.last))


def _is_next(sentence: Sentence, one: Hit, other: Hit) -> bool:
    """Tell whether only a comma or "and" parts two people, and an article: "a monk and his driver"."""
    grammar = sentence.page.grammar
    start = _start(sentence, other)
    between = sentence.page.text.tokens[one.last : start]
    if between:
        return all(token in grammar.number_joint for token in between)
    return start in sentence.breaks


def _start(sentence: Sentence, people: Hit) -> int:
    """Return the token at which people with their articles begin."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    first = people.first
    # In "denied that rebels" the word only opens what was denied.
    small = (grammar.article | grammar.single) - grammar.that
    while first > sentence.first and tokens[first - 1] in small:
        first -= 1
    return first


def _is_beside(sentence: Sentence, word: Hit, people: Hit) -> bool:
    """
    Tell whether *people* stand right before "were killed", or right behind "killing of a".

    One of them needs no verb ("soldier killed"); of many, "dead soldiers" may be said of anybody.
    """
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    between = tokens[people.last : word.first]
    is_one = _is_one(sentence, people)
    if is_one and len(between) == 1 and between[0].isdecimal() and len(between[0]) <= AGE:
        return (people.last in sentence.breaks) == (word.first in sentence.breaks)
    if not sentence.same_clause(people.first, word.first):
        return False
    if people.last <= word.first:
        if is_active(sentence, word):
            return False
        is_verb = all(t in grammar.auxiliary for t in between)
        if not is_verb or (word.payload == "captured" and _is_active(sentence, people, word)):
            return False
        is_plain = bool(between) or _is_headline(sentence, people, word)
        return len(between) <= AWAY and (is_one or is_plain)
    between = tokens[word.last : people.first]
    if is_active(sentence, word):
        is_near = len(between) <= AWAY and people.first not in sentence.breaks
        return is_near and grammar.no_name.isdisjoint(between)
    small = grammar.article | grammar.single | grammar.toll_link
    # "A murder suspect" was not murdered.
    is_noun = tokens[word.last - 1] in grammar.deed and not grammar.is_verb_first
    is_joined = bool(between) or not is_noun
    return is_one and is_joined and all(t in small for t in between)


def _is_headline(sentence: Sentence, people: Hit, word: Hit) -> bool:
    """Tell whether *word* is a verb that leaves out its "were": "Soldiers killed in ambush"."""
    grammar, last = sentence.page.grammar, sentence.page.text.tokens[word.last - 1]
    before = sentence.page.text.tokens[people.first - 1] if people.first > sentence.first else ""
    if before in grammar.of or any(one.last == people.first for one in numbers_in(sentence)):
        return False  # "bodies of people killed", "four women killed"
    is_noun = last in grammar.deed or (word.last - word.first == 1 and last in grammar.natural)
    return not (is_noun or grammar.is_verb_first) and closes(sentence, word)


def _is_active(sentence: Sentence, people: Hit, word: Hit) -> bool:
    """Tell whether *people* did it to whom or what stands behind: "rebels had captured Goma"."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    if not grammar.passive or not grammar.passive.isdisjoint(tokens[people.last : word.first]):
        return False
    return not closes(sentence, word)
