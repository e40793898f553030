"""
What happens where no single word says so?

"Drones struck a market", "gunmen killed 12", "rebels took the town": a weapon and
what is done with it, an armed party and the dead or the ground, an explosion and the
hurt name an event together. The weapon says which kind of event it is, and a crowd
that it is none of two armies.

Not here: words that name an event by themselves (``agents/triggers.py``), and
whether it happened (``agents/realis.py``).
"""

from __future__ import annotations

from typing import Final

from .actors import ARMED, ENEMIES, FoundActor
from .lexicon import Trigger
from .matching import Hit
from .sentences import Sentence

IMPLIED: Final = 2  # strength of "soldiers killed 12 rebels"
WEAK: Final = 1  # of "a strike killed six": anything may strike
NEAR: Final = 7  # tokens between a weapon and what is done with it
HURT: Final = frozenset({"killed", "wounded", "killed_or_wounded"})
CLOSE: Final = 5  # tokens between taking and what is taken
FORCE: Final = frozenset({"fight", "one_sided"})
VIOLENT: Final = FORCE | {"remote"}
FOES: Final = ENEMIES - {"communal", "criminal"}
UNARMED: Final = frozenset({"civilian", "child", "aid worker"})
CLASH: Final = "Armed clash"
REGAINED: Final = "Government regains territory"
OVERTAKEN: Final = "Non-state actor overtakes territory"
TRANSFER: Final = Trigger("strategic", "Non-violent transfer of territory", IMPLIED)
ATTACK: Final = Trigger("one_sided", "Attack", IMPLIED)
# What is fired or laid and works at range, by ACLED's coding rules (docs/glossary.md).
OF_WEAPON: Final[dict[str, str]] = {
    "aerial": "Air/drone strike",
    "artillery": "Shelling/artillery/missile attack",
    "bomb": "Remote explosive/landmine/IED",
    "mine": "Remote explosive/landmine/IED",
    "grenade": "Grenade",
    "chemical": "Chemical weapon",
    "suicide": "Suicide bomb",
}
# Of several weapons in one act the first here is what the event is called by: a drone that
# drops a bomb is an air strike, a vest of explosives a suicide bomb.
FIRST: Final = ("suicide", "chemical", "aerial", "artillery", "grenade", "mine", "bomb")


def composed(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Return the event that the words of *sentence* name together: where, what, by which rule."""
    if sentence.any("talk", lambda hit: hit.payload == "accident"):
        return None
    hurt = next((hit for hit in sentence.longest("toll") if hit.payload in HURT), None)
    return (
        _by_weapon(sentence, hurt)
        or _by_party(sentence, hurt, parties)
        or _by_effect(sentence, hurt)
    )


def of_crowd(sentence: Sentence, trigger: Trigger, parties: list[FoundActor]) -> Trigger:
    """
    Return what *trigger* is where a crowd takes part: police and crowds make no battle.

    Soldiers and armed men who shoot at a crowd attack it; that stays as it is.
    """
    kinds = {one.actor.type for one in parties}
    throws = sentence.any("weapon", lambda hit: hit.payload == "crowd")
    protests = sentence.any("trigger", lambda hit: hit.payload.family == "protest")
    is_crowd = "protester" in kinds or throws or protests
    if not is_crowd or kinds & FOES or trigger.family == "remote":
        return trigger
    if throws and trigger.family in FORCE:
        # Stones against gendarmes are a crowd's, whatever the crowd is called.
        return Trigger("riot", "Violent demonstration", trigger.strength)
    hurt = any(hit.payload in HURT for hit in sentence.of("toll"))
    has_army = any(one.actor.type == "state" and not one.is_police for one in parties)
    if has_army and trigger.family in FORCE:
        return trigger
    if "state" in kinds and (sentence.of("act.shoot") or (hurt and trigger.family in FORCE)):
        return Trigger("protest", "Excessive force against protesters", trigger.strength)
    if sentence.of("act.riot"):
        return Trigger("riot", "Violent demonstration", trigger.strength)
    if sentence.of("act.disperse"):
        return Trigger("protest", "Protest with intervention", trigger.strength)
    return trigger


def weapon_near(sentence: Sentence, at: Hit) -> str | None:
    """Return the sub-event of the weapon that stands near *at* in its clause, if one does."""
    kinds = {
        weapon.payload
        for weapon in sentence.of("weapon")
        if _is_near(sentence, weapon, at) and weapon.payload in OF_WEAPON
    }
    return next((OF_WEAPON[kind] for kind in FIRST if kind in kinds), None)


def _is_near(sentence: Sentence, one: Hit, other: Hit) -> bool:
    gap = max(one.first - other.last, other.first - one.last)
    return gap <= NEAR and sentence.same_clause(one.first, other.first)


def ground(sentence: Sentence, parties: list[FoundActor]) -> tuple[Hit, Trigger, str] | None:
    """Find an armed party that takes or leaves a place; left or yielded ground is no battle."""
    armed = [one for one in parties if one.actor.type in ARMED and not one.is_police]
    if not armed:
        return None
    left = next((one for one in sentence.longest("act.leave") if _is_ground(sentence, one)), None)
    by_force = sentence.longest("act.conquer")
    for act in [*by_force, *sentence.longest("act.take")]:
        if not _is_ground(sentence, act):
            continue
        is_yielded = left is not None and sentence.same_clause(left.first, act.first)
        if is_yielded or not (act in by_force or _states_force(sentence, act)):
            return act, TRANSFER, "events.ground@1"
        before = [one for one in armed if one.last <= act.first]
        taker = before[-1] if before else armed[0]
        sub_event = REGAINED if taker.actor.type == "state" else OVERTAKEN
        return act, Trigger("fight", sub_event, IMPLIED), "events.ground@1"
    return None if left is None else (left, TRANSFER, "events.ground@1")


def _states_force(sentence: Sentence, act: Hit) -> bool:
    """Tell whether the clause speaks of force: ground taken without is a mere transfer."""
    fights = [hit for hit in sentence.of("trigger") if hit.payload.family in VIOLENT]
    others = [hit for name in ("weapon", "toll", "act.force") for hit in sentence.of(name)]
    return any(sentence.same_clause(hit.first, act.first) for hit in [*fights, *others])


def _is_ground(sentence: Sentence, act: Hit) -> bool:
    """Tell whether a place, or a word for one, stands right behind *act*, or before a passive."""
    first, last = max(act.first - CLOSE, sentence.first), min(act.last + CLOSE, sentence.last)
    starts = [one.first for one in sentence.places() if first <= one.first < last]
    starts += [hit.first for hit in sentence.page.marks.within("place.ground", first, last)]
    return any(sentence.same_clause(start, act.first) for start in starts)


def _by_weapon(sentence: Sentence, hurt: Hit | None) -> tuple[Hit, Trigger, str] | None:
    """Find a weapon with what is done with it, or with those it hurt, in one clause."""
    acts = [*sentence.longest("act.force"), *([hurt] if hurt else [])]
    for act in acts:
        sub_event = weapon_near(sentence, act)
        if sub_event is not None:
            trigger = Trigger("remote", sub_event, IMPLIED)
            return Hit(act.first, act.last, trigger), trigger, "events.weapon@1"
    return None


def _by_party(
    sentence: Sentence, hurt: Hit | None, parties: list[FoundActor]
) -> tuple[Hit, Trigger, str] | None:
    """Find an armed party with those it shot or killed."""
    shots = sentence.longest("act.shoot")
    act = shots[0] if shots else hurt
    armed = [one for one in parties if one.actor.type in ARMED and not one.is_police]
    if act is None or not armed:
        return None
    if len({one.actor.type == "state" for one in armed}) > 1 or sentence.of("cue.exercise"):
        # Of a drill it is only told why it is none: agents/realis.py.
        trigger = Trigger("fight", CLASH, IMPLIED)
    elif all(one.actor.type == "state" for one in armed):
        if not UNARMED & {hit.payload for hit in sentence.of("people")}:
            return None  # soldiers who died, of whatever
        trigger = ATTACK
    else:
        trigger = ATTACK
    return Hit(act.first, act.last, trigger), trigger, "events.implied@1"


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
