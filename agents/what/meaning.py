"""
What do the words of an event stand for in their sentence?

A word file gives each one meaning. A fight with one side in it is what its weapon makes it or
an attack, an aircraft with a crew that is shot down a fight, and police with a crowd a riot.

Not here: which words there are in a sentence, and which of them count (``agents/what/triggers.py``),
and who did it to whom (``agents/what/aims.py``).
"""

from __future__ import annotations

from agents.lexicon import Trigger
from agents.text.matching import Hit
from agents.text.sentences import Sentence
from agents.who.actors import ARMED, ENEMIES, FoundActor

from .company import CERTAIN, Candidate
from .composed import CLASH, FLOWN, IMPLIED, UNARMED
from .crowds import LOOTING, of_crowd
from .unreal import DISRUPTED
from .weapons import CHEMICAL, NEAR, weapon_near


def candidate_of(
    sentence: Sentence, hit: Hit, acting: list[FoundActor], present: list[FoundActor]
) -> Candidate:
    """Make a candidate of the words *hit*, given who does more than speak and all who are present."""
    trigger: Trigger = hit.payload
    is_armed = any(one.actor.type in ARMED for one in acting)
    # Of a fight that only an army tells of the army is a side; a bombing it only tells of.
    parties = present if trigger.family == "fight" and not is_armed else acting
    rules = [f"events.{trigger.sub_event.lower().replace(' ', '_')}@1"]
    candidate = Candidate(sentence, hit, trigger, parties, rules=rules)
    is_clash = trigger.family == "fight" and trigger.sub_event == CLASH
    if is_clash and trigger.strength < CERTAIN and not _has_two_sides(candidate):
        candidate.trigger = _one_way(candidate, trigger)
    if trigger.family == "remote" and weapon_near(sentence, hit) == CHEMICAL:
        candidate.trigger = Trigger("remote", CHEMICAL, trigger.strength)
    if trigger.sub_event == DISRUPTED and _has_a_crew(sentence, hit):
        candidate.trigger = Trigger("fight", CLASH, IMPLIED)
    if trigger.sub_event == LOOTING:
        # "Drones set a depot ablaze": what set it on fire flew.
        flown = weapon_near(sentence, hit)
        if flown in FLOWN:
            candidate.trigger = Trigger("remote", flown, IMPLIED)
    if is_clash and not candidate.has_armed and _is_unrest(candidate):
        candidate.trigger = Trigger("riot", "Violent demonstration", trigger.strength)
    candidate.trigger = of_crowd(sentence, candidate.trigger, parties)
    return candidate


def _is_unrest(candidate: Candidate) -> bool:
    """Tell whether police clash with a crowd, with others who bear no arms, or fans."""
    kinds = {one.actor.type for one in candidate.parties}
    has_police = any(one.is_police for one in candidate.parties)
    is_unarmed = not kinds.isdisjoint(("protester", "civilian"))
    return has_police and (is_unarmed or bool(candidate.sentence.of("talk")))


def _has_two_sides(candidate: Candidate) -> bool:
    armed = {p.actor.type == "state" for p in candidate.parties if p.actor.type in ARMED}
    return len(armed) > 1


def _one_way(candidate: Candidate, trigger: Trigger) -> Trigger:
    """Call force from one side what its weapon makes it, or an attack when it is on the unarmed."""
    sub_event = weapon_near(candidate.sentence, candidate.hit)
    if sub_event is not None:
        return Trigger("remote", sub_event, trigger.strength)
    if _is_on_civilians(candidate):
        return Trigger("one_sided", "Attack", trigger.strength)
    return trigger


def _is_on_civilians(candidate: Candidate) -> bool:
    """Tell whether armed men of one kind face only people without arms."""
    kinds = {one.actor.type for one in candidate.parties}
    victims = {hit.payload for hit in candidate.sentence.of("people")}
    is_unarmed = "civilian" in kinds or (bool(victims & UNARMED) and victims <= UNARMED)
    return is_unarmed and bool(kinds & ENEMIES) and len(kinds & ARMED) == 1


def _has_a_crew(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether only what flies with a crew is shot down beside *hit*, and no drone."""
    aircraft = [
        one for one in sentence.of("place.aircraft")
        if sentence.same_clause(one.first, hit.first)
        and max(one.first - hit.last, hit.first - one.last) <= NEAR
    ]  # fmt: skip
    crewed = {at for one in aircraft for at in range(one.first, one.last)}
    return bool(aircraft) and all(one.first in crewed for one in sentence.longest("weapon"))
