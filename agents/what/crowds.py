"""
What does a crowd do, and what is done to it?

Police and crowds make no battle. A protest is called by the worst that happened to
it or came of it: shots, a riot, its dispersal, nothing; the sentence behind it may be
the one that says so.

Not here: fights between armed men (``agents/what/triggers.py``), and whether a riot is
worth an alarm (``agents/telling/gates.py``).
"""

from __future__ import annotations

from typing import Final

from agents.lexicon import Trigger
from agents.text.governing import NEAR, before
from agents.text.matching import Hit
from agents.text.sentences import Sentence
from agents.who.actors import ENEMIES, FoundActor

from .composed import HURT, IMPLIED

FOES: Final = ENEMIES - {"communal", "criminal"}
FORCE: Final = frozenset({"fight", "one_sided"})
SHOT: Final = "Excessive force against protesters"
RIOT: Final = "Violent demonstration"
MOB: Final = "Mob violence"
STOPPED: Final = "Protest with intervention"
PEACEFUL: Final = "Peaceful protest"
ATTACK: Final = "Attack"
LOOTING: Final = "Looting/property destruction"
CAUSE: Final = 7  # tokens between "against" and what is protested against
# The worst first: what a protest that saw several of them is called.
WORST: Final = (SHOT, MOB, RIOT, STOPPED, PEACEFUL)


def of_crowd(sentence: Sentence, trigger: Trigger, parties: list[FoundActor]) -> Trigger:
    """Return what *trigger* is where a crowd takes part; anything else stays as it is."""
    if not _may_be_a_crowds(trigger):
        return trigger
    kinds = {one.actor.type for one in parties}
    throws = sentence.any("weapon", lambda hit: hit.payload == "crowd") is not None
    protests = sentence.any("trigger", lambda hit: hit.payload.family == "protest") is not None
    is_crowd = "protester" in kinds or throws or protests
    if not is_crowd or kinds & FOES:
        return trigger
    is_riot = trigger.sub_event == RIOT or (trigger.family in FORCE and "state" not in kinds)
    if is_riot:
        # Rival supporters and villagers who fight each other are no armed groups.
        return of_unarmed(sentence)
    if throws and trigger.family in FORCE:
        # Stones against gendarmes are a crowd's, whatever the crowd is called.
        return of_unarmed(sentence)
    outcome = _outcome(sentence, parties, is_forced=trigger.family in FORCE)
    if outcome is None:
        return trigger
    is_army = any(one.actor.type == "state" and not one.is_police for one in parties)
    if is_army and trigger.family in FORCE and not protests:
        # Soldiers who shoot at people are an attack, whatever those people had come for.
        return Trigger("one_sided", outcome if outcome == SHOT else ATTACK, trigger.strength)
    return worse(trigger, outcome)


def is_cause_of_protest(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether *hit* only says what those of an earlier word protest against."""
    protests = [one for one in sentence.of("trigger") if one.payload.family == "protest"]
    is_behind = any(one.first < hit.first for one in protests)
    return is_behind and _is_cause(sentence, hit)


def of_unarmed(sentence: Sentence) -> Trigger:
    """Call violence of the unarmed a riot where the text speaks of a protest, else a mob's."""
    return Trigger("riot", RIOT if wants(sentence) else MOB, IMPLIED)


def wants(sentence: Sentence) -> bool:
    """Tell whether the text around *sentence* speaks of a protest."""
    marks = sentence.page.marks
    protests = any(hit.payload.family == "protest" for hit in marks.of("trigger"))
    return protests or bool(marks.of("act.demand"))


def after_crowd(sentence: Sentence, trigger: Trigger, parties: list[FoundActor]) -> Trigger:
    """Return what a protest is, given the sentence behind the one that names it."""
    if trigger.family != "protest" or {one.actor.type for one in parties} & FOES:
        return trigger
    outcome = _outcome(sentence, parties, is_forced=False)
    return trigger if outcome is None else worse(trigger, outcome)


def _may_be_a_crowds(trigger: Trigger) -> bool:
    is_mobs = trigger.sub_event == MOB
    is_strategic = trigger.family in ("strategic", "ceasefire") and trigger.sub_event != LOOTING
    return not (is_mobs or is_strategic or trigger.family == "remote")


def _riot(sub_event: str, trigger: Trigger) -> Trigger:
    return Trigger("riot", sub_event, trigger.strength)


def worse(trigger: Trigger, outcome: str) -> Trigger:
    """Return the worse of what *trigger* is called and *outcome*."""
    if trigger.sub_event in WORST and WORST.index(trigger.sub_event) <= WORST.index(outcome):
        return trigger
    if outcome in (RIOT, MOB):
        return _riot(outcome, trigger)
    return Trigger("protest", outcome, trigger.strength)


def _outcome(sentence: Sentence, parties: list[FoundActor], *, is_forced: bool) -> str | None:
    """Tell what came of a protest by the words of one sentence, the worst first."""
    has_state = any(one.actor.type == "state" for one in parties)
    killed = any(
        hit.payload == "killed" and not _is_cause(sentence, hit) for hit in sentence.of("toll")
    )
    hurt = any(hit.payload in HURT for hit in sentence.of("toll"))
    live = sentence.any("weapon", lambda hit: hit.payload == "gun")
    shot = any(not _is_cause(sentence, hit) for hit in sentence.of("act.shoot"))
    is_riotous = any(not _is_cause(sentence, hit) for hit in sentence.of("act.riot"))
    by_force = killed or (hurt and (is_forced or live)) or (live and sentence.of("act.force"))
    if has_state and (shot or (by_force and not is_riotous)):
        return SHOT
    if is_riotous:
        return RIOT
    stops = sentence.any(
        "act.disperse",
        lambda act: (
            not _is_cause(sentence, act)
            and sentence.any("cue.negated", lambda cue: before(sentence, act, cue, NEAR)) is None
        ),
    )
    return STOPPED if stops is not None else None


def _is_cause(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether the words say what a protest is about: "over the killing of a student"."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    if hit.last < sentence.last and tokens[hit.last] in grammar.of:
        return True
    return any(
        one.first < hit.first
        and 0 <= hit.first - one.last <= CAUSE
        and sentence.same_clause(one.last - 1, hit.first)
        and grammar.number_joint.isdisjoint(tokens[one.last : hit.first])
        for one in sentence.of("act.cause")
    )
