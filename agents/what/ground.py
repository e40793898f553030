"""
Who took which ground, and by force?

An armed party that takes or leaves a place: by force it is a battle that somebody
won, without it a mere transfer. Words of force may stand anywhere in the sentence
("took the town after heavy fighting") unless they are denied ("without fighting").

Not here: what counts as force (``agents/what/by_force.py``), words that name an event by
themselves (``agents/what/triggers.py``), and weapons
with what is done with them (``agents/what/composed.py``).
"""

from __future__ import annotations

from typing import Final

from agents.lexicon import Trigger
from agents.text.matching import Hit
from agents.text.numbers import is_joined
from agents.text.sentences import Sentence
from agents.who.actors import ARMED, FoundActor

from .by_force import comes_in_arms, is_a_foes, states_force
from .composed import IMPLIED

CLOSE: Final = 5  # tokens between taking and what is taken
STEP: Final = 1  # token between the verb, who took it, and when
PHRASE: Final = 2  # tokens of a phrase that says by itself that ground is taken
PASSIVE: Final = 3  # tokens between what is taken and the verb: "the town has been taken"
ALLIED: Final = 3  # tokens between "backed by" and the ally's name
REGAINED: Final = "Government regains territory"
OVERTAKEN: Final = "Non-state actor overtakes territory"
TERRITORY: Final = frozenset({REGAINED, OVERTAKEN})
TRANSFER: Final = Trigger("strategic", "Non-violent transfer of territory", IMPLIED)
TAKEN: Final = "events.ground@1"
LEFT: Final = "events.ground_left@1"
INSIDE: Final = frozenset({"in", "near", "from", "toward"})  # of where it was, not what was taken


def ground(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Find an armed party that takes or leaves a place; left or yielded ground is no battle."""
    armed = [one for one in parties if one.actor.type in ARMED and not one.is_police]
    if not armed:
        return None
    left = next(
        (one for one in sentence.longest("act.leave") if _is_ground(sentence, one, parties)), None
    )
    by_force = sentence.longest("act.conquer")
    for act in [*by_force, *sentence.longest("act.take")]:
        if not _is_ground(sentence, act, parties):
            continue
        is_yielded = left is not None and sentence.same_clause(left.first, act.first)
        taker = _taker(sentence, act, armed)
        is_forced = (
            act in by_force
            or taker.is_deed  # a country takes no town abroad by agreement
            or states_force(sentence, act)
            or is_a_foes(sentence, act, taker, armed)
            or comes_in_arms(sentence, act, taker)
        )
        if is_yielded or not is_forced:
            return act, TRANSFER, TAKEN
        sub_event = REGAINED if taker.actor.type == "state" else OVERTAKEN
        return act, Trigger("fight", sub_event, IMPLIED), TAKEN
    if left is None:
        return None
    return left, TRANSFER, LEFT if _is_left(sentence, left, armed) else TAKEN


def holder(sentence: Sentence, act: Hit, parties: list[FoundActor]) -> FoundActor | None:
    """Return which of the armed *parties* takes or leaves ground by *act*, if there is one."""
    armed = [one for one in parties if one.actor.type in ARMED and not one.is_police]
    return _taker(sentence, act, armed) if armed else None


def _is_left(sentence: Sentence, act: Hit, armed: list[FoundActor]) -> bool:
    """
    Tell whether *act* is of leaving, and not of how somebody came in.

    "Without a fight" denies, and "moved into Bara after an agreement" has the place
    behind who came and before the words; "Bara was handed over" has it first.
    """
    if sentence.any("cue.negated", lambda cue: act.first <= cue.first < act.last):
        return False
    here = [one for one in sentence.places() if sentence.same_clause(one.first, act.first)]
    if sentence.page.grammar.is_verb_last or any(one.first >= act.last for one in here):
        return True
    return not any(one.last <= spot.first for spot in here for one in armed
                   if sentence.same_clause(one.first, act.first))  # fmt: skip


def _taker(sentence: Sentence, act: Hit, armed: list[FoundActor]) -> FoundActor:
    """Return who took it: the first of the clause before the verb, else the last before it."""
    allies = sentence.page.marks.within("party.ally", sentence.first, act.first)
    ahead = [
        one for one in armed
        if one.last <= act.first
        and not any(0 <= one.first - ally.last <= ALLIED for ally in allies)
    ]  # fmt: skip
    here = [one for one in ahead if sentence.same_clause(one.first, act.first)]
    return (here or ahead[-1:] or armed)[0]


def _object_from(sentence: Sentence, act: Hit, parties: list[FoundActor]) -> int:
    """
    Return where the object of *act* may begin.

    A verb that opens its clause has who took it and when behind it (Arabic).
    """
    opens = sentence.clause_span(act.first)[0] == act.first or is_joined(sentence, act.first)
    if not opens:
        return act.last
    spans = [(one.first, one.last) for one in parties]
    spans += [(time.first, time.last) for time in sentence.times()]
    start = act.last
    for begin, end in sorted(spans):
        if start <= begin <= start + STEP:
            start = end
    return start


def _is_ground(sentence: Sentence, act: Hit, parties: list[FoundActor]) -> bool:
    """
    Tell whether a place, or a word for one, stands right behind *act*, or before a passive.

    "Captured eleven suspects in Adana" took people, and "seized in Goma" something else.
    "Azawad Liberation Front" took nothing.
    """
    if any(one.first <= act.first < one.last for one in parties):
        return False
    is_whole = act.last - act.first > PHRASE and act.last < sentence.last
    if is_whole and sentence.page.text.tokens[act.last - 1] in sentence.page.grammar.of:
        return True  # "took control of": of ground, whatever its name
    marks, grammar = sentence.page.marks, sentence.page.grammar
    tokens, is_verb_last = sentence.page.text.tokens, grammar.is_verb_last
    ahead = CLOSE if is_verb_last else PASSIVE
    first = max(act.first - ahead, sentence.first)
    start = _object_from(sentence, act, parties)
    last = min(start + CLOSE, sentence.last)
    if is_verb_last and sentence.ends_clause(act.last):
        first = sentence.clause_span(act.first)[0]
    spots = [
        (one.first, one.last) for one in sentence.places()
        if first <= one.first < last
        and (
            is_verb_last or one.cue not in INSIDE or one.first == act.last
            # "سيطرت الحركة على واليكالي": what the verb takes, not where
            or tokens[one.first - 1] in grammar.beside
        )
    ]  # fmt: skip
    spots += [
        (hit.first, hit.last) for hit in marks.within("place.ground", first, last)
        # "seized a motorbike in the village": where, not what was taken
        if hit.first < act.first
        or not (set(tokens[start : hit.first]) & grammar.no_name - grammar.of - grammar.beside)
    ]  # fmt: skip
    return any(
        sentence.same_clause(begin, act.first)
        and (end <= act.first or not marks.within("people", start, begin))
        for begin, end in spots
    )
