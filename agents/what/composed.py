"""
What happens where no single word says so?

"Drones struck a market", "gunmen killed 12": a weapon and what is done with it, an
armed party and the dead, an explosion and the hurt name an event together. The weapon
says which kind of event it is.

Not here: words that name an event by themselves (``agents/what/triggers.py``), ground that
changes hands (``agents/what/ground.py``), and whether it happened (``agents/what/realis.py``).
"""

from __future__ import annotations

from typing import Final

from agents.lexicon import Trigger
from agents.said.no_people import counts_no_people
from agents.text.matching import Hit
from agents.text.numbers import numbers_in
from agents.text.sentences import Sentence
from agents.who.actors import ARMED, ENEMIES, FoundActor

from .weapons import in_two_words, is_of_weapon, weapon_near

IMPLIED: Final = 2  # strength of "soldiers killed 12 rebels"
WEAK: Final = 1  # of "a strike killed six": anything may strike
HURT: Final = frozenset({"killed", "wounded", "killed_or_wounded"})
VIOLENT: Final = frozenset({"fight", "one_sided", "remote"})
UNARMED: Final = frozenset({"civilian", "child", "aid worker"})
CLASH: Final = "Armed clash"
FLOWN: Final = frozenset({"Air/drone strike", "Shelling/artillery/missile attack"})
ATTACK: Final = Trigger("one_sided", "Attack", IMPLIED)
FOES: Final = ENEMIES - {"external", "communal", "criminal"}


def composed(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Return the event that the words of *sentence* name together: where, what, by which rule."""
    hurt = next((hit for hit in sentence.longest("toll") if hit.payload in HURT), None)
    if sentence.any("talk", lambda hit: hit.payload == "accident"):
        # "Separatists kill eleven miners": foes who stand before the deed did it.
        is_done = hurt is not None and any(
            one.actor.type in FOES and one.last <= hurt.first for one in parties
        )
        return _by_party(sentence, hurt, parties) if is_done else None
    return (
        _by_weapon(sentence, hurt)
        or _by_party(sentence, hurt, parties)
        or _by_effect(sentence, hurt)
    )


def _by_weapon(sentence: Sentence, hurt: Hit | None) -> tuple[Hit, Trigger, str] | None:
    """Find a weapon with what is done with it, or with those it hurt, in one clause."""
    acts = [*sentence.longest("act.force"), *([hurt] if hurt else [])]
    for act in acts:
        sub_event = weapon_near(sentence, act) or (in_two_words(sentence, act, hurt))
        if sub_event is not None and not is_of_weapon(sentence, act):
            trigger = Trigger("remote", sub_event, IMPLIED)
            return Hit(act.first, act.last, trigger), trigger, "events.weapon@1"
    return None


def _by_party(
    sentence: Sentence, hurt: Hit | None, parties: list[FoundActor]
) -> tuple[Hit, Trigger, str] | None:
    """Find an armed party with those it shot or killed."""
    shots = sentence.longest("act.shoot")
    act = shots[0] if shots else hurt
    if not shots and hurt is not None and _merely_dies(sentence, hurt):
        return None
    armed = [one for one in parties if one.actor.type in ARMED and not one.is_police]
    if act is None or not armed:
        return None
    if sentence.of("cue.exercise"):
        # Of a drill it is only told why it is none: agents/what/realis.py.
        trigger = Trigger("fight", CLASH, IMPLIED)
    elif len({one.actor.type == "state" for one in armed}) > 1:
        is_joint = _only_the_unarmed_face(sentence, act, armed)
        trigger = ATTACK if is_joint else Trigger("fight", CLASH, IMPLIED)
    elif _face_each_other(sentence, act, armed):
        trigger = Trigger("fight", CLASH, IMPLIED)
    elif all(one.actor.type == "state" for one in armed):
        if not _has_unarmed(sentence, armed):
            return None  # soldiers who died, of whatever
        trigger = ATTACK
    else:
        trigger = ATTACK
    return Hit(act.first, act.last, trigger), trigger, "events.implied@1"


def _merely_dies(sentence: Sentence, hurt: Hit) -> bool:
    """Tell whether one of the party's own died, by nobody's hand: "a rebel leader died in prison"."""
    grammar, tokens = sentence.page.grammar, sentence.page.text.tokens
    if tokens[hurt.last - 1] not in grammar.natural:
        return False
    own = grammar.title | grammar.group  # "leader", "family"
    is_of_others = any(
        hit.payload in UNARMED and own.isdisjoint(tokens[hit.first : hit.last])
        for hit in sentence.of("people")
    )
    counts = [one for one in numbers_in(sentence) if not counts_no_people(sentence, one)]
    return not is_of_others and all(one.max == 1 for one in counts)


def _has_unarmed(sentence: Sentence, armed: list[FoundActor]) -> bool:
    """Tell whether people without arms are named, by more than whose soldiers: "soldats maliens"."""
    return any(
        hit.payload in UNARMED
        and not _speaks(sentence, hit)
        and not any(one.first <= hit.first and hit.last <= one.last for one in armed)
        for hit in sentence.of("people")
    )


def _speaks(sentence: Sentence, people: Hit) -> bool:
    """Tell whether they are only who tells it: "the army has retreated, a politician said"."""
    return any(
        one.first == people.last or one.last == people.first for one in sentence.of("speech.said")
    )


def _only_the_unarmed_face(sentence: Sentence, act: Hit, armed: list[FoundActor]) -> bool:
    """Tell whether all who bear arms do the killing: "soldiers and militiamen shot villagers"."""
    sides = {one.first < act.first for one in armed}
    if len(sides) > 1:
        return False
    before = sides.pop()
    facing = [one for one in sentence.of("people") if (one.first < act.first) != before]
    return bool(facing) and {one.payload for one in facing} <= UNARMED


def _face_each_other(sentence: Sentence, act: Hit, armed: list[FoundActor]) -> bool:
    """
    Tell whether two countries stand on both sides of the killing: "killed by Azeri fire".

    Whose fire it was and who fell of it may also stand behind the verb together.
    """
    here = [
        one for one in armed
        if one.actor.country is not None and sentence.same_clause(one.first, act.first)
    ]  # fmt: skip
    ahead = {one.actor.country for one in here if one.last <= act.first}
    behind = {one.actor.country for one in here if one.first >= act.last}
    firing = {one.actor.country for one in here if one.is_deed}
    falling = {one.actor.country for one in here if not one.is_deed}
    return any(
        one and other and one.isdisjoint(other)
        for one, other in ((ahead, behind), (firing, falling))
    )


def _by_effect(sentence: Sentence, hurt: Hit | None) -> tuple[Hit, Trigger, str] | None:
    """Find a blast or a strike that hurt somebody, where no talk of another trade explains it."""
    if hurt is None or sentence.of("talk"):
        return None
    for name, sub_event in (
        ("act.explosion", "Remote explosive/landmine/IED"), ("act.strike", "Air/drone strike"),
    ):  # fmt: skip
        for act in sentence.longest(name):
            if sentence.same_clause(act.first, hurt.first):
                trigger = Trigger("remote", sub_event, WEAK)
                return Hit(act.first, act.last, trigger), trigger, "events.effect@1"
    return None
