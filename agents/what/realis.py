"""
Did it happen?

One answer for each mention, with the words that decided it. Reported speech is
a claim and no doubt: "clashes, residents say" happened. How far each kind of
word reaches is in ``_QUESTIONS``: they are asked in order, the first that finds
its words decides, and a mention none of them finds words for is actual.

Not here: how an old or a doubtful event is dealt with (``agents/following.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final, NamedTuple

from agents.lexicon import Trigger
from agents.text.governing import NEAR, REACH, around, before, governs, inside, is_subject
from agents.text.matching import Hit
from agents.text.sentences import Sentence
from schemas.event import EventTime, Family, Realis
from schemas.record import Span

from .company import CERTAIN, LONG_WAR
from .context import Context
from .trades import trade_in

WHOLE_CLAUSE: Final = 40  # for trials: who, where, to how many years, and then for what; denials
# Older than this is history; within it late news of a known event is still told
# (docs/glossary.md, follow-up: MUC-4 allowed two months).
OLD: Final = timedelta(days=60)


DISRUPTED: Final = "Disrupted weapons use"
ARRESTS: Final = "Arrests"
# Talk of these trades alone makes a figure of speech: parliaments see rallies, shares do too.
TRADES: Final[dict[Family, frozenset[str]]] = {
    "protest": frozenset({"sport", "market"}),
    "riot": frozenset({"sport"}),
    "strategic": frozenset({"sport"}),
    "ceasefire": frozenset({"sport", "market"}),
}


class Ruling(NamedTuple):
    """The answer, the words that decided it, the rule, and whether it is only context."""

    realis: Realis
    spans: tuple[Span, ...] = ()
    rule: str = "realis.default@1"
    is_background: bool = False


class Case(NamedTuple):
    """
    What is asked about.

    Attributes:
        sentence: Where the event is mentioned.
        trigger: The words that name it.
        meaning: What they stand for.
        time: When it is said to have been.
        is_old: That is longer than ``OLD`` before the dispatch.
        has_party: An armed party other than police takes part.
        has_enemy: An armed party that is not the state's takes part.
        is_fresh: It is told with a day of its own in the last days.
        context: What the dispatch as a whole is about.
    """

    sentence: Sentence
    trigger: Hit
    meaning: Trigger
    time: EventTime
    is_old: bool
    has_party: bool
    has_enemy: bool
    is_fresh: bool
    context: Context


def realis_of(case: Case) -> Ruling:
    """Tell whether the event of *case* happened."""
    for realis, rule, ask in _QUESTIONS:
        cue = ask(case)
        if cue is not None:
            span = case.sentence.page.text.span(cue.first, cue.last)
            return Ruling(realis, (span,), rule)
    if case.is_old:
        when = case.time.span
        return Ruling("historical", (when,) if when else (), "realis.old@1", is_background=True)
    if case.meaning.strength == LONG_WAR and not case.sentence.of("toll"):
        return Ruling("unclear", rule="realis.long_war@1")
    return Ruling("actual")


def _metaphor(case: Case) -> Hit | None:
    """
    Find talk of another trade, where nobody bears arms.

    Words that name an event by themselves ("ambush") are a figure of speech only where
    nobody is hurt and no weapon is named; sport words never veto a fight: "match
    abandoned as militia opens fire".
    """
    sentence = case.sentence
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


def _exercise(case: Case) -> Hit | None:
    """Find a drill; a named enemy in the sentence means that it was none, or was broken into."""
    if case.has_enemy:
        return None
    return case.sentence.any("cue.exercise") or case.context.drill


def _attempted(case: Case) -> Hit | None:
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


def _negated(case: Case) -> Hit | None:
    """
    Find a "no" for the event itself.

    "No casualties in the clash" denies the casualties: words that count people
    between the two take the negation, unless the killing itself is the event.
    """
    sentence, marks = case.sentence, case.sentence.page.marks
    is_killing = bool(marks.within("toll", case.trigger.first, case.trigger.last))
    evident = {hit.first for hit in sentence.of("cue.evident")}

    def denies(cue: Hit) -> bool:
        if cue.first in evident:
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
        # "Denied that …" is for all that follows; "denied a part in the attack" is not.
        is_whole = cue.last < sentence.last and tokens[cue.last] in that
        reach = WHOLE_CLAUSE if is_whole else REACH
        return governs(sentence, case.trigger, cue, reach)

    return sentence.any("cue.negated", denies) or sentence.any("speech.denied", disowns)


def _historical(case: Case) -> Hit | None:
    """
    Find words of remembering, in the sentence or over the whole dispatch.

    "Bomb kills ten at anniversary parade" is news: words of remembering behind an event
    that hurt somebody do not reach back to it.
    """
    sentence, trigger = case.sentence, case.trigger
    reaches_back = case.meaning.strength < CERTAIN or not sentence.of("toll")
    found = sentence.any("cue.historical", lambda cue: cue.first < trigger.first or reaches_back)
    return found or (None if case.is_fresh else case.context.past)


def _tried(case: Case) -> Hit | None:
    """
    Find words of a trial: what somebody is tried or sought for is past.

    They stand before the trigger, or hold it: "the bombing suspect".
    """
    return case.sentence.any(
        "cue.tried",
        lambda cue: (
            governs(case.sentence, case.trigger, cue, WHOLE_CLAUSE) or inside(cue, case.trigger)
        ),
    )


def _ending(case: Case) -> Hit | None:
    """Find "to end the war", "mettre fin aux combats": what is to end has long been so."""
    if case.meaning.strength >= CERTAIN:
        return None
    return case.sentence.any(
        "cue.ending", lambda cue: governs(case.sentence, case.trigger, cue, NEAR)
    )


def _threatened(case: Case) -> Hit | None:
    return case.sentence.any(
        "cue.threatened", lambda cue: governs(case.sentence, case.trigger, cue, REACH)
    )


def _planned(case: Case) -> Hit | None:
    """Find words of intent before the trigger, or of a coming day in its clause; "will … getötet haben" is none."""
    sentence, trigger = case.sentence, case.trigger
    evident = {hit.first for hit in sentence.of("cue.evident")}
    found = sentence.any(
        "cue.planned",
        lambda cue: (
            cue.first not in evident
            and (governs(case.sentence, case.trigger, cue, REACH) or inside(case.trigger, cue))
        ),
    )
    if found or case.time.start is None:
        return found
    coming = [
        time for time in sentence.times()
        if time.tense == "future" and sentence.same_clause(time.first, trigger.first)
    ]  # fmt: skip
    return Hit(coming[0].first, coming[0].last, "coming") if coming else None


def _hypothetical(case: Case) -> Hit | None:
    """Find a condition; "could be heard" is none."""
    sentence, trigger = case.sentence, case.trigger
    evident = {hit.first for hit in sentence.of("cue.evident")}

    def doubts(cue: Hit) -> bool:
        if cue.first in evident:
            return False
        behind = REACH if is_subject(sentence, trigger) else NEAR - 1
        return governs(sentence, trigger, cue, REACH) or around(sentence, trigger, cue, 0, behind)

    return sentence.any("cue.hypothetical", doubts)


def _background(case: Case) -> Hit | None:
    """Find "years of", "unsettled by": what has long been so."""
    if case.meaning.strength >= CERTAIN and not case.is_old:
        return None
    near = case.sentence.any(
        "cue.background",
        lambda cue: cue.last - cue.first > 1 and before(case.sentence, case.trigger, cue, NEAR),
    )
    return near if case.is_old or case.time.start is None else None


_QUESTIONS: Final[tuple[tuple[Realis, str, Callable[[Case], Hit | None]], ...]] = (
    ("metaphor", "realis.metaphor@1", _metaphor),
    ("exercise", "realis.exercise@1", _exercise),
    ("attempted", "realis.attempted@1", _attempted),
    ("negated", "realis.negated@1", _negated),
    ("historical", "realis.historical@1", _historical),
    ("historical", "realis.tried@1", _tried),
    ("historical", "realis.ending@1", _ending),
    ("threatened", "realis.threatened@1", _threatened),
    ("planned", "realis.planned@1", _planned),
    ("hypothetical", "realis.hypothetical@1", _hypothetical),
    ("historical", "realis.background@1", _background),
)
