"""
Which words speak of one person?

A person is told by a word for one ("a peasant"), a title ("Mayor X") or a full
name, alone or in a list. In capitals a name is any words that are none of ours.

Not here: what befell them (``agents/said/victims.py``), and parties
(``agents/who/actors.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.numbers import Number, is_joined
from agents.text.sentences import Sentence

LONGEST: Final = 9  # tokens of one person: "retired army general", first names, surnames
MOST: Final = 8  # persons named in one list
NAMES: Final = range(2, 6)  # tokens of a name that no title introduces
COMMON: Final = ("people", "party", "weapon", "toll", "trigger", "number", "vague", "name")
"""Classes whose words are part of no person's name."""


def listed_before(sentence: Sentence, end: int) -> list[Number]:
    """Return the persons of "the mayor, Senator X and Y Z" before token *end*, a number each."""
    tokens, joints = sentence.page.text.tokens, sentence.page.grammar.number_joint
    found: list[Number] = []
    for _ in range(MOST):
        first = run_first(sentence, end)
        person = _person(sentence, first, end)
        if person is not None:
            found.insert(0, person)
        has_joint = first - 1 > sentence.first and tokens[first - 1] in joints
        if not has_joint and (first not in sentence.breaks or not found):
            break
        end = first - 1 if has_joint else first
    return found


def listed_after(sentence: Sentence, start: int) -> list[Number]:
    """Return the persons of "the mayor and Y Z" from token *start* on."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    small = grammar.of | grammar.article | grammar.single
    behind = start
    found: list[Number] = []
    for _ in range(MOST):
        begin = start
        while start < sentence.last and tokens[start] in small and start not in sentence.breaks:
            start += 1
        end = _run_last(sentence, start)
        person = _person(sentence, start, end)
        if person is None:
            break
        found.append(person._replace(first=begin) if begin > behind else person)
        start = end
        if start >= sentence.last:
            break
        if tokens[start] in grammar.number_joint:
            start += 1
        elif not _joins_person(sentence, start):
            break
    return found


def person_before(sentence: Sentence, end: int) -> Number | None:
    """Return the person told right before token *end*."""
    return _person(sentence, run_first(sentence, end), end)


def run_first(sentence: Sentence, end: int) -> int:
    """Return the first of the words before *end* that may all speak of one person."""
    first = end
    while (
        first > sentence.first
        and end - first < LONGEST
        and not _parts(sentence, first - 1)
        and (first == end or first not in sentence.breaks)
    ):
        first -= 1
    return first


def _run_last(sentence: Sentence, first: int) -> int:
    last = first
    while (
        last < sentence.last
        and last - first < LONGEST
        and not _parts(sentence, last)
        and (last == first or not (last in sentence.breaks or _joins_person(sentence, last)))
    ):
        last += 1
    return last


def _joins_person(sentence: Sentence, token: int) -> bool:
    """Tell whether "and" is written onto one more person: "ضابط وجندي"."""
    is_person = bool(sentence.page.marks.within("person", token, token + 1))
    return is_person and is_joined(sentence, token)


def _parts(sentence: Sentence, token: int) -> bool:
    """Tell whether *token* ends the words for a person: "in", "and", a verb of ours, a figure."""
    grammar, marks = sentence.page.grammar, sentence.page.marks
    word = sentence.page.text.tokens[token]
    return (
        word in grammar.no_name
        or word in grammar.number_joint
        or word in grammar.auxiliary
        or word in grammar.of
        or word in grammar.connective
        or word.isdecimal()
        or any(marks.within(name, token, token + 1) for name in ("toll", "speech.said"))
    )


def _person(sentence: Sentence, first: int, last: int) -> Number | None:
    """Read tokens ``[first, last)`` as one person: by a title, a word for one, or a full name."""
    if first >= last:
        return None
    page = sentence.page
    tokens, grammar, marks = page.text.tokens, page.grammar, page.marks
    words = tokens[first:last]
    ones = marks.within("person", first, last)
    many = [hit for hit in marks.within("people", first, last) if hit not in ones]
    if many or marks.within("vague", first, last) or not grammar.group.isdisjoint(words):
        return None
    if not grammar.others.isdisjoint(words) or _is_numbered(sentence, first, last):
        return None
    if ones or not grammar.title.isdisjoint(words) or _is_name(sentence, first, last):
        return Number(first, last, 1, 1, is_vague=False, is_person=True)
    return None


def _is_numbered(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether a figure counts them: Arabic says "12 soldier"."""
    before = sentence.page.text.tokens[first - 1] if first > sentence.first else ""
    words = sentence.page.marks.within("number", first, last)
    return before[-1:].isdecimal() or any(hit.payload > 1 for hit in words)


def _is_name(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether the words are a first name and a surname, for all we know."""
    page = sentence.page
    text, articles = page.text, page.grammar.article | page.grammar.single
    if not articles.isdisjoint(text.tokens[first:last]):
        return False
    if last - first not in NAMES or page.grammar.is_verb_last:
        return False
    if any(page.marks.within(name, first, last) for name in COMMON):
        return False
    if any(place.first < last and first < place.last for place in sentence.places()):
        return False
    written = [text.words(t, t + 1) for t in range(first, last)]
    if not all(one[:1].isupper() and one.isalpha() for one in written):
        return False
    # In capitals a plural noun looks like a surname: "UNION LEADERS".
    return not (all(map(str.isupper, written)) and text.tokens[last - 1].endswith("s"))
