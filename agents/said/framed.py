"""
Whom does a number count that stands far from its verb, or is the word for one?

"Drei Menschen wurden bei dem Angriff am Freitag nahe der Stadt verletzt", "starben nach
Angaben der Polizei zwölf Bauern": where the verb or a part of it closes the clause
(German), those counted are told by the people who stand beside a number, not by
nearness. Where the verb opens it (Arabic), who did it stands before them.

Not here: numbers and counting words that stand side by side (``agents/said/tolls.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.numbers import Number, is_joined
from agents.text.sentences import Sentence

from .hedges import start_of

DOER: Final = 9  # tokens of who did it, with a day
BESIDE: Final = 3  # tokens behind a number in which the people stand: "zwei ausländische Helfer"


def framed(sentence: Sentence, word: Hit, free: list[Number]) -> Number | None:
    """Return the number of people that the counting *word* of a German clause counts, if any."""
    grammar = sentence.page.grammar
    if not grammar.is_verb_last:
        return None
    here = [
        one for one in free
        if one.max != 0 and _counts(sentence, one)
        and (sentence.same_clause(one.first, word.first) or _is_quoted(sentence, one, word))
    ]  # fmt: skip
    before = [one for one in here if one.last <= word.first]
    behind = [one for one in here if one.first >= word.last]
    if before or behind:
        return before[-1] if before else behind[0]
    return _plural(sentence, word)


def follows_doer(sentence: Sentence, word: Hit, number: Number) -> bool:
    """Tell whether only who did it parts the two: "قتلت القوات الإسرائيلية 12 فلسطينيا"."""
    grammar, marks = sentence.page.grammar, sentence.page.marks
    between = range(word.last, number.first)
    if not grammar.is_verb_first or not 0 < len(between) <= DOER or not _counts(sentence, number):
        return False
    if is_joined(sentence, start_of(sentence, word.last, number)):
        return False  # "مقتل ضابط وخمسة جنود"
    doers = [hit for name in ("party", "name") for hit in marks.within(name, *_ends(between))]
    if not any(hit.first == word.last and hit.payload != "civilian" for hit in doers):
        return False
    times = {t for time in sentence.times() for t in range(time.first, time.last)}
    apart = times | {t for hit in sentence.of("hedge") for t in range(hit.first, hit.last)}
    parted = [t for t in (*between, number.first) if t in sentence.breaks]
    if any(t not in apart and t != number.first for t in parted):
        return False
    # "قتل جنود في هجوم شنه 20 مسلحا": the twenty did it.
    tokens = [sentence.page.text.tokens[t] for t in between if t not in apart]
    is_plain = grammar.connective.isdisjoint(tokens) and grammar.that.isdisjoint(tokens)
    return is_plain and not marks.within("toll", *_ends(between))


def _ends(tokens: range) -> tuple[int, int]:
    return tokens.start, tokens.stop


def is_counted(sentence: Sentence, word: Hit) -> bool:
    """Tell whether a counting *word* names people whom another one counts: "captives were killed"."""
    marks = sentence.page.marks
    if not any(hit[:2] == word[:2] for hit in marks.within("people", word.first, word.last)):
        return False
    return any(
        hit.payload != word.payload and sentence.same_clause(word.first, hit.first)
        for hit in marks.within("toll", word.last, sentence.last)
    )


def is_article(sentence: Sentence, number: Number) -> bool:
    """
    Tell whether the word for one is an article: "un ataque".

    It counts before people ("un presunto soldado") and before its counting word ("un muerto").
    """
    tokens, marks = sentence.page.text.tokens, sentence.page.marks
    if number.max != 1 or tokens[number.first] not in sentence.page.grammar.single:
        return False
    first = next(
        (hit.last for hit in sentence.of("cue.claimed") if hit.first == number.last), number.last
    )
    counted = (
        *marks.within("toll", first, sentence.last),
        *marks.within("people", first, sentence.last),
    )
    starts = {first, _behind_adjective(sentence, first)}
    return all(hit.first not in starts for hit in counted)


def _behind_adjective(sentence: Sentence, at: int) -> int:
    """Return the token behind the adjective at token *at*, or *at*: adjectives are written small."""
    text = sentence.page.text
    if not sentence.page.grammar.is_verb_last or at + 1 >= sentence.last:
        return at
    return at + 1 if text.raw[text.starts[at]].islower() else at


def _counts(sentence: Sentence, number: Number) -> bool:
    """Tell whether people, or "weitere", stand right behind *number*."""
    last = min(number.last + BESIDE, sentence.last)
    is_others = (
        number.last < last
        and sentence.page.text.tokens[number.last] in sentence.page.grammar.others
    )
    return is_others or bool(sentence.page.marks.within("people", number.last, last))


def _is_quoted(sentence: Sentence, number: Number, word: Hit) -> bool:
    """Tell whether only people in quotation marks part the two: 20 "Terroristen" getötet."""
    between = sentence.page.marks.within("people", number.last, word.first)
    return any(hit.first == number.last and hit.last == word.first for hit in between)


def _plural(sentence: Sentence, word: Hit) -> Number | None:
    """Read "Frauen und Kinder seien gestern mit Macheten getötet worden" as two or more."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    if not sentence.ends_clause(word.last):
        return None
    start = sentence.clause_span(word.first)[0]
    for people in sentence.page.marks.longest("people", start, word.first):
        is_many = not sentence.page.marks.within("person", people.first, people.last)
        if is_many and people.last < word.first and tokens[people.last] in grammar.auxiliary:
            return Number(people.first, people.last, 2, None, is_vague=True)
    return None
