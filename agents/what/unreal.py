"""
Was it no fight at all: a figure of speech, a private quarrel, a drill, foiled, or denied?

Each function returns the words that say so, or ``None``. Not here: what is past
(``agents/what/bygone.py``) or yet to come (``coming.py``), which is asked after these.
"""

from __future__ import annotations

from typing import Final

from agents.text.governing import NEAR, REACH, around, before, governs
from agents.text.matching import Hit
from schemas.event import Family

from .cases import Case
from .company import CERTAIN
from .trades import quarrel_in, trade_in

WHOLE_CLAUSE: Final = 40  # tokens: "denied that …" is for all that follows
DISRUPTED: Final = "Disrupted weapons use"
ARRESTS: Final = "Arrests"
# Talk of these trades alone makes a figure of speech: parliaments see rallies, shares do too.
TRADES: Final[dict[Family, frozenset[str]]] = {
    "protest": frozenset({"sport", "market"}),
    "riot": frozenset({"sport"}),
    "strategic": frozenset({"sport"}),
    "ceasefire": frozenset({"sport", "market"}),
}


def metaphor(case: Case) -> Hit | None:
    """
    Find talk of another trade, where nobody bears arms.

    Words that name an event by themselves ("ambush") are a figure of speech only where
    nobody is hurt and no weapon is named; sport words never veto a fight: "match
    abandoned as militia opens fire".
    """
    sentence = case.sentence
    called = sentence.any("talk", lambda talk: _holds(talk, case.trigger))
    cause = sentence.any("cue.struggle", lambda cue: _is_fought(case, cue))
    if called is not None or cause is not None:
        return called or cause
    is_hurting, about = sentence.of("toll"), case.context.trade
    is_match = about is not None and about.payload == "sport"
    is_certain = case.meaning.strength >= CERTAIN and (
        is_hurting or (sentence.of("weapon") and not is_match)
    )
    # "Rangers" are a club where the talk is of a match and nobody is hurt.
    is_bloodless = case.context.is_bloodless or (is_match and not is_hurting)
    bears_arms = case.has_party and not (is_bloodless and about)
    if bears_arms or is_certain:
        return None
    trades = TRADES.get(case.meaning.family)
    found = trade_in(sentence, case.trigger, trades)
    return found or (about if about and (trades is None or about.payload in trades) else None)


def _holds(talk: Hit, trigger: Hit) -> bool:
    """Tell whether the event's words are part of *talk*: a "price war", whoever bears arms."""
    is_longer = talk.last - talk.first > trigger.last - trigger.first
    return is_longer and talk.first <= trigger.first and trigger.last <= talk.last


def _is_fought(case: Case, cause: Hit) -> bool:
    """Tell whether *cause* is what is fought, and bears no arms: "police fighting the virus"."""
    if case.meaning.family != "fight" or case.meaning.strength >= CERTAIN:
        return False
    page, trigger = case.sentence.page, case.trigger
    if cause.last == trigger.first:
        return True  # "the coronavirus fight"
    small = page.grammar.beside | page.grammar.article | page.grammar.single
    is_behind = cause.first >= trigger.last and cause.first not in case.sentence.breaks
    return is_behind and small.issuperset(page.text.tokens[trigger.last : cause.first])


def private(case: Case) -> Hit | None:
    """Find a quarrel in the family, over money or love, where nobody bears arms for a cause."""
    is_war = case.meaning.family == "remote" and case.meaning.strength >= CERTAIN
    return None if case.has_party or is_war else quarrel_in(case.sentence)


def exercise(case: Case) -> Hit | None:
    """Find a drill; a named enemy in the sentence means that it was none, or was broken into."""
    if case.has_enemy:
        return None
    return case.sentence.any("cue.exercise") or case.context.drill


def attempted(case: Case) -> Hit | None:
    """Find what stopped it: before it, right behind it, or its own word ("defused")."""
    if case.meaning.sub_event == DISRUPTED:
        return case.trigger
    if case.meaning.sub_event == ARRESTS:
        return None  # "arrested two who were plotting an attack" did happen
    if case.meaning.family == "remote" and case.meaning.strength < CERTAIN:
        # A bomb that is found or made safe is so wherever the sentence says it.
        return case.sentence.any("cue.attempted")
    return case.sentence.any(
        "cue.attempted",
        lambda cue: (
            around(case.sentence, case.trigger, cue, NEAR + 2, REACH)
            or governs(case.sentence, case.trigger, cue, NEAR + 2)
        ),
    )


def negated(case: Case) -> Hit | None:
    """
    Find a "no" for the event itself.

    "No casualties in the clash" denies the casualties: words that count people
    between the two take the negation, unless the killing itself is the event.
    """
    sentence, marks = case.sentence, case.sentence.page.marks
    is_killing = bool(marks.within("toll", case.trigger.first, case.trigger.last))
    evident = {hit.first for hit in sentence.of("cue.evident")}
    uninvolved = sentence.of("speech.uninvolved")

    def is_of_a_part(cue: Hit) -> bool:
        """Tell whether it is a part in the event that is denied, not the event."""
        return any(cue.first < one.last <= case.trigger.first for one in uninvolved)

    def denies(cue: Hit) -> bool:
        if cue.first in evident or is_of_a_part(cue):
            return False  # "hombres no identificados", "not only"
        between = (cue.last, case.trigger.first)
        if is_killing:
            return before(case.sentence, case.trigger, cue, REACH) and not marks.within(
                "toll", *between
            )
        is_verb = cue.last - cue.first > 1 and sentence.page.grammar.denies_behind
        if is_verb and around(sentence, case.trigger, cue, 0, REACH):
            return True  # "столкновений не зафиксировано"
        if not governs(case.sentence, case.trigger, cue, NEAR):
            return False
        return not marks.within("toll", *between) and not marks.within("people", *between)

    tokens, that = sentence.page.text.tokens, sentence.page.grammar.that

    def disowns(cue: Hit) -> bool:
        if is_of_a_part(cue):
            return False
        # "Denied that …" is for all that follows; "denied a part in the attack" is not.
        is_whole = cue.last < sentence.last and tokens[cue.last] in that
        reach = WHOLE_CLAUSE if is_whole else REACH
        return governs(sentence, case.trigger, cue, reach)

    return sentence.any("cue.negated", denies) or sentence.any("speech.denied", disowns)
