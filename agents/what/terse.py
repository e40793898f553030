"""
Which event do those who take part tell, with a plain verb or with none?

"Ukraine strikes a refinery in Saratov" has a country and what it strikes, "the army
drove off the rebels" two who fight, "shells on Mogadishu" what fell and where, "two
policemen shot dead on patrol" who fell and how, "twelve soldiers dead in Djibo" nothing
but a toll: soldiers who die together of something else die of what the sentence names.

Not here: a weapon or an armed party with what is done (``agents/what/composed.py``), and
when a country is a party (``agents/who/deeds.py``).
"""

from __future__ import annotations

from typing import Final

from agents.lexicon import Trigger
from agents.said.no_people import counts_no_people
from agents.text.matching import Hit
from agents.text.numbers import Number, numbers_in
from agents.text.sentences import Page, Sentence
from agents.who.actors import ARMED, ENEMIES, FoundActor
from agents.who.deeds import RANGED, strikes_ground

from .composed import CLASH, IMPLIED, WEAK

SEVERAL: Final = 3  # soldiers killed together; two may have died of anything
HELD: Final = 3  # tokens between what flies "against" and the post
COUNTED: Final = 2  # tokens between a number and those it counts: "12 young soldiers"
STEP: Final = 1  # token between a country and what it does, or that and to whom
BRIEF: Final = 10  # tokens of a headline without a verb
STRIKE: Final = Trigger("remote", "Air/drone strike", WEAK)
SHELLED: Final = Trigger("remote", "Shelling/artillery/missile attack", IMPLIED)
CLASHED: Final = Trigger("fight", CLASH, IMPLIED)
SLAIN: Final = 6  # shot together where nobody is named who did it: more than one gunman's quarrel
ATTACKED: Final = Trigger("one_sided", "Attack", WEAK)
LOSS: Final = Trigger("fight", CLASH, WEAK)


def terse(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Return the event that *sentence* tells in so few words: where, what, by which rule."""
    return (
        _by_country(sentence, parties)
        or _by_foes(sentence, parties)
        or _by_fire(sentence)
        or _by_shots(sentence)
        or _by_loss(sentence)
        or _by_slaughter(sentence)
    )


def _by_country(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Find a country that strikes what is held, or an armed group, or kills some: "kills 40 in"."""
    for verb in (*sentence.of("force.attack"), *sentence.of("force.struck")):
        is_done = any(
            one.is_deed
            and 0 <= verb.first - one.last <= STEP
            and sentence.same_clause(one.first, verb.first)
            for one in parties
        )
        is_on_armed = any(
            one.actor.type in ENEMIES and 0 <= one.first - verb.last <= STEP for one in parties
        )
        is_deadly = bool(sentence.page.marks.within("toll", verb.first, verb.last)) and any(
            one.first == verb.last and not counts_no_people(sentence, one)
            for one in numbers_in(sentence)
        )
        if is_done and (is_on_armed or is_deadly or strikes_ground(sentence, verb)):
            return Hit(verb.first, verb.last, STRIKE), STRIKE, "events.country@1"
    return None


def _by_foes(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Find what two who bear arms do to each other in one clause."""
    armed = [one for one in parties if one.actor.type in ARMED and not one.is_police]
    for act in sentence.of("act.repel"):
        here = [one for one in armed if sentence.same_clause(one.first, act.first)]
        kinds = {one.actor.type == "state" for one in here}
        if len(kinds) > 1 or len({one.actor.actor_id for one in here} - {None}) > 1:
            return Hit(act.first, act.last, CLASHED), CLASHED, "events.foes@1"
    return None


def _by_fire(sentence: Sentence) -> tuple[Hit, Trigger, str] | None:
    """Find shells "on" a place, or what flies "against" a post, in so few words that it hits."""
    places = {one.first for one in sentence.places()}
    if sentence.last - sentence.first > BRIEF:
        return None
    for shell in sentence.longest("weapon"):
        behind = range(shell.last + 1, shell.last + 1 + STEP + 1)
        if not is_aimed(sentence.page, shell):
            continue
        if shell.payload == "artillery" and not places.isdisjoint(behind):
            return Hit(shell.first, shell.last, SHELLED), SHELLED, "events.fire@1"
        held = any(
            sentence.page.marks.within(f"place.{name}", shell.last, shell.last + HELD)
            for name in ("post", "ground", "target")
        )
        if places and held:
            meaning = STRIKE if shell.payload == "aerial" else SHELLED
            return Hit(shell.first, shell.last, meaning), meaning, "events.fire@1"
    return None


def is_aimed(page: Page, weapon: Hit) -> bool:
    """Tell whether *weapon* flies, and the word behind it says "on"."""
    at, tokens = weapon.last, page.text.tokens
    is_fired = weapon.payload in RANGED
    return is_fired and at < len(tokens) and tokens[at] in page.grammar.target


def _by_shots(sentence: Sentence) -> tuple[Hit, Trigger, str] | None:
    """Find soldiers or police who are shot, on patrol or several: "two policemen shot dead in"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    if grammar.is_verb_last or grammar.is_verb_first or sentence.of("talk"):
        return None
    ones = {(hit.first, hit.last) for hit in sentence.longest("person")}
    people = [*sentence.longest("people"), *sentence.longest("person")]
    for act in sentence.longest("act.shoot"):
        victim = max(
            (hit for hit in people if hit.last <= act.first), key=lambda hit: hit.last, default=None
        )
        is_object_behind = act.last < sentence.last and tokens[act.last] not in (
            grammar.no_name | grammar.clause | grammar.number_joint
        )
        if victim is None or victim.payload != "soldier" or is_object_behind:
            continue
        is_beside = set(tokens[victim.last : act.first]) <= grammar.auxiliary
        is_on_duty = bool(sentence.page.marks.within("place.post", act.last, sentence.last))
        if is_beside and (is_on_duty or (victim.first, victim.last) not in ones):
            return Hit(act.first, act.last, CLASHED), CLASHED, "events.shots@1"
    return None


def _by_slaughter(sentence: Sentence) -> tuple[Hit, Trigger, str] | None:
    """Find many people shot or slain at a place, in a sentence that talks of nothing else."""
    if not sentence.places() or sentence.of("talk") or sentence.of("cue.exercise"):
        return None
    ones = {(hit.first, hit.last) for hit in sentence.longest("person")}
    people = [
        one for one in sentence.longest("people")
        if one.payload != "soldier" and (one.first, one.last) not in ones
    ]  # fmt: skip
    for act in sentence.longest("act.shoot"):
        ahead = [one for one in people if one.last <= act.first]  # "the heat killed 40 people"
        for count in numbers_in(sentence):
            is_theirs = any(0 <= one.first - count.last <= COUNTED for one in ahead)
            if (count.min or 0) >= SLAIN and is_theirs:
                return Hit(act.first, act.last, ATTACKED), ATTACKED, "events.slaughter@1"
    return None


def _by_loss(sentence: Sentence) -> tuple[Hit, Trigger, str] | None:
    """Find soldiers killed at a place, in a sentence that has no word for anything else."""
    hurt = next((hit for hit in sentence.longest("toll") if hit.payload == "killed"), None)
    if hurt is None or not sentence.places():
        return None
    counts = [
        one for one in numbers_in(sentence)
        if (one.min or 0) >= SEVERAL and not counts_no_people(sentence, one)
    ]  # fmt: skip
    soldiers = [
        one for one in sentence.longest("people")
        if one.payload == "soldier"
        and any(0 <= one.first - count.last <= COUNTED for count in counts)
    ]  # fmt: skip
    if not soldiers or not _says_nothing_else(sentence, counts):
        return None
    return Hit(hurt.first, hurt.last, LOSS), LOSS, "events.loss@1"


def _says_nothing_else(sentence: Sentence, counts: list[Number]) -> bool:
    """Tell whether only a toll, times, places and small words stand in it: no cause of death."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    told = [(one.first, one.last) for one in counts]
    told += [(one.first, one.last) for one in sentence.places()]
    told += [(one.first, one.last) for one in sentence.times()]
    for name in ("people", "toll", "hedge", "party", "speech.said", "place.called"):
        told += [(one.first, one.last) for one in sentence.of(name)]
    known = {at for first, last in told for at in range(first, last)}
    small = grammar.no_name | grammar.beside | grammar.article | grammar.auxiliary | grammar.of
    return all(at in known or tokens[at] in small for at in range(sentence.first, sentence.last))
