"""
Does a counting word without a number count one person, or some by name?

"The mayor was killed", "the murder of Senator X", "X and Y were shot dead": a
singular verb says one, and so does each person named. A death that nobody caused
is no toll: for "died" the sentence must tell of force.

Not here: words with a number (``agents/said/tolls.py``), whose man it was
(``agents/said/claims.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.matching import Hit
from agents.text.numbers import Number
from agents.text.sentences import Sentence
from agents.what.composed import VIOLENT

from .doing import closes, is_active
from .persons import LONGEST, listed_after, listed_before, person_before, run_first
from .uncounted import uncounted

KINDS: Final = frozenset({"killed", "wounded", "captured"})  # what is done to one at a time
POSSESSIVE: Final = "s"
DOUBT: Final = 3  # tokens before the word in which "attempted" or "would" takes it back
AGENCIES: Final = ("weapon", "act.shoot", "act.explosion")  # what tells of force beside triggers
THINGS: Final = ("party", "name", "weapon", "trigger", "place.ground", "talk")
DOUBTS: Final = tuple(
    f"cue.{kind}" for kind in ("hypothetical", "planned", "threatened", "attempted", "negated")
)


def victims_of(sentence: Sentence, word: Hit) -> list[Number]:
    """
    Return a number of one for each single person that *word* counts, or one for bare plurals.

    Args:
        sentence: Where it stands.
        word: A counting word without a number of its own.
    """
    if _is_doubted(sentence, word):
        return []
    some = uncounted(sentence, word)
    if some is not None and (some.max or 0) > 1:
        return [some]  # "father, son killed"
    found = _persons(sentence, word)
    if found:
        return found
    return [some] if some else []


def _persons(sentence: Sentence, word: Hit) -> list[Number]:
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    if word.payload not in KINDS or _is_natural(sentence, word):
        return []
    first = _verb_first(sentence, word)
    verb = [token for token in tokens[first : word.first] if token in grammar.auxiliary]
    if not grammar.passive.isdisjoint(verb):
        if verb[0] not in grammar.singular:
            return listed_before(sentence, first)
        one = _subject(sentence, first, word)
        return [one] if one else []
    after = [] if _lacks_of(sentence, word) else listed_after(sentence, word.last)
    if after:
        return after
    is_deed = tokens[word.last - 1] in grammar.deed
    if is_deed and first > sentence.first and tokens[first - 1] == POSSESSIVE:
        first -= 1  # "the mayor's murder"
    elif is_deed or is_active(sentence, word) or not closes(sentence, word):
        return []
    before = person_before(sentence, first)
    return [before] if before else []


def companions_of(sentence: Sentence, number: Number) -> list[Number]:
    """Return the persons of "the mayor and two bodyguards were killed", where *number* is two."""
    joint = number.first - 1
    if joint <= sentence.first or sentence.page.text.tokens[joint] not in (
        sentence.page.grammar.number_joint
    ):
        return []
    return listed_before(sentence, joint)


def is_singular(sentence: Sentence, word: Hit) -> bool:
    """Tell whether a passive of one person stands right before *word*: "was", "has been"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    first = _verb_first(sentence, word)
    verb = [token for token in tokens[first : word.first] if token in grammar.auxiliary]
    return bool(verb) and verb[0] in grammar.singular and not grammar.passive.isdisjoint(verb)


def _is_doubted(sentence: Sentence, word: Hit) -> bool:
    """Tell whether it is only planned, tried or denied: "to kill", "attempted murder of"."""
    start = max(word.first - DOUBT, sentence.first)
    marks, tokens = sentence.page.marks, sentence.page.text.tokens
    if word.first > sentence.first and tokens[word.first - 1] in sentence.page.grammar.range_to:
        return True
    return any(marks.within(name, start, word.last) for name in DOUBTS)


def _is_natural(sentence: Sentence, word: Hit) -> bool:
    """Tell whether somebody merely died, for all that the sentence tells."""
    if sentence.page.text.tokens[word.last - 1] not in sentence.page.grammar.natural:
        return False
    return not _tells_of_force(sentence)


def _tells_of_force(sentence: Sentence) -> bool:
    if sentence.any("trigger", lambda hit: hit.payload.family in VIOLENT):
        return True
    return any(sentence.of(name) for name in AGENCIES)


def _verb_first(sentence: Sentence, word: Hit) -> int:
    """Return the first token of the auxiliaries before *word*; "was also seriously"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    first = word.first
    small = grammar.auxiliary | grammar.manner
    while first > sentence.first:
        if tokens[first - 1] in small:
            first -= 1
        elif (
            tokens[first - 1] in grammar.number_joint
            and first - 3 >= sentence.first
            and tokens[first - 3] in grammar.passive
        ):
            first -= 2  # "was kidnapped and murdered"
        else:
            break
    return first


def _subject(sentence: Sentence, first: int, word: Hit) -> Number | None:
    """Return the one who "was killed": the person before, or the verb itself that says one."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    end = first
    while end > sentence.first and tokens[end - 1] in grammar.connective:
        end -= 1  # "the mayor, who was killed"
    person = person_before(sentence, end)
    if person is not None:
        return person
    if end > sentence.first and tokens[end - 1] in grammar.pronoun:
        return Number(end - 1, end, 1, 1, is_vague=False, is_person=True)
    start = sentence.clause_span(first)[0]
    if any(tokens[t] in grammar.group for t in range(start, first)):
        return None  # "a family of peasants was killed"
    is_human = any(
        tokens[t] in grammar.title or tokens[t] in grammar.pronoun
        for t in range(max(start, first - LONGEST), min(word.last + LONGEST, sentence.last))
    )
    if word.payload == "captured" or (not is_human and not _tells_of_force(sentence)):
        return None  # towns and posts are captured too
    subject = run_first(sentence, end)
    before = tokens[subject - 1] if subject > sentence.first else ""
    if subject == end or before in grammar.no_name | grammar.of:
        subject, end = first, first + 1  # "the mayor of X, …, was killed"
    elif _is_thing(sentence, subject, end):
        return None
    return Number(subject, end, 1, 1, is_vague=False, is_person=True)


def _is_thing(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether tokens ``[first, last)`` name no person: a place, an army, a truce."""
    if any(sentence.page.marks.within(name, first, last) for name in THINGS):
        return True
    return any(place.first >= first and place.last == last for place in sentence.places())


def members_of(sentence: Sentence, number: Number) -> list[Number]:
    """Return the persons of "killed six people, including the mayor and a guard"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    end = min(number.last + LONGEST, sentence.last - 1)
    at = next((t for t in range(number.last, end) if tokens[t] in grammar.including), None)
    if at is None or sentence.page.marks.within("toll", number.last, at):
        return []
    return listed_after(sentence, at + 1)


def _lacks_of(sentence: Sentence, word: Hit) -> bool:
    """Tell whether a noun of killing stands alone: "a murder trial" counts nobody."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    if tokens[word.last - 1] not in grammar.deed or word.last >= sentence.last:
        return False
    return tokens[word.last] not in grammar.of | grammar.article
