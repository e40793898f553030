"""
Can these words name an event, in the company they keep?

"Attack" and "battle" are as often figures of speech: weak words need an armed party or
a weapon beside them, or a place and the hurt; middling ones a place or the hurt; the
nouns of a long war somebody hurt, or a word that says it did not happen. A party that
is part of the words themselves ("terrorist attack") is no company.

Not here: which words there are (the ``[[trigger]]`` tables), and whether it happened
(``agents/what/realis.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agents.lexicon import Trigger
from agents.said.no_people import counts_no_people
from agents.said.tolls import tolls_in
from agents.text.matching import Hit
from agents.text.numbers import numbers_in
from agents.text.sentences import Sentence
from agents.where.places import Found
from agents.who.actors import ARMED, ENEMIES, FoundActor
from schemas.event import Place

from .composed import ATTACK, HURT, IMPLIED
from .trades import trade_in
from .weapons import is_of_weapon

if TYPE_CHECKING:
    from .realis import Ruling  # which asks about the company

LOCATING: Final = frozenset({"in", "near", "between", "border", "toward"})
BESIDE: Final = 4  # tokens between an event's word and a bare name: "Goma clashes"
CERTAIN: Final = 3  # strength of words that name an event by themselves
SEVERAL: Final = 3  # hurt, for a weak word with nobody armed beside it to be an event
MANY: Final = 4  # taken together: more than a family's child
COUNTED: Final = 2  # tokens between a number and those it counts
ABDUCTION: Final = "Abduction/forced disappearance"
LONG_WAR: Final = 0  # strength of nouns for a long conflict
CROWDS: Final = frozenset({"riot", "protest"})
# Cues by which realis will say that it did not happen, which is worth telling.
UNREAL: Final = (
    "negated", "threatened", "planned", "hypothetical", "historical", "background", "exercise",
)  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """
    A possible event in one sentence.

    Attributes:
        sentence, hit: Where, and the words that name it.
        trigger: What they stand for.
        parties: Those of the sentence who do not merely speak.
        places: Where it was, with roles; filled by ``agents/where/event_places.py``.
        rules: How it was found.
        weighed: What all words together say of it, if they were asked (``agents/what/weighing.py``).
    """

    sentence: Sentence
    hit: Hit
    trigger: Trigger
    parties: list[FoundActor]
    places: list[Place] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    weighed: Ruling | None = None

    @property
    def has_armed(self) -> bool:
        """
        An armed party other than police takes part, named by more than the event's own words.

        Farmers and herders bear arms against each other, or against somebody else.
        """
        armed = [one for one in self.parties if one.actor.type in ARMED and not one.is_police]
        if not armed or all(self._is_own_word(one) for one in armed):
            return False
        names = {one.actor.name.casefold() for one in armed}
        return len(names) > 1 or any(one.actor.type != "communal" for one in armed)

    @property
    def has_enemy(self) -> bool:
        """An armed party that is not the state's takes part: more than "a mock terrorist attack"."""
        enemies = [one for one in self.parties if one.actor.type in ENEMIES]
        return any(not self._is_own_word(one) for one in enemies)

    def _is_own_word(self, party: FoundActor) -> bool:
        return self.hit.first <= party.first and party.last <= self.hit.last


def is_event(candidate: Candidate) -> bool:
    """Tell whether the words can name an event in their company."""
    sentence, strength = candidate.sentence, candidate.trigger.strength
    if is_of_weapon(sentence, candidate.hit) or _are_let_go(candidate) or _is_robbery(candidate):
        return False
    if trade_in(sentence, candidate.hit) is not None:
        return True  # agents/what/realis.py will call it a figure of speech, and say by which word
    hurt = any(hit.payload in HURT for hit in sentence.of("toll"))
    if strength == LONG_WAR:
        return (hurt and bool(sentence.places())) or _is_unreal(candidate)
    if strength >= CERTAIN or candidate.has_armed:
        return True
    if candidate.trigger.family in CROWDS and strength >= IMPLIED:
        return True
    if sentence.of("weapon"):
        return True
    if _is_homicide(candidate):
        return False
    if candidate.trigger.family == "strategic" and strength >= IMPLIED and candidate.parties:
        return True
    if strength < IMPLIED:
        # "Attack in X kills 12", or a judge; one man attacked and hurt is the police's.
        is_grave = hurt and (_hurts_several(sentence) or _kills_an_official(sentence))
        return bool(sentence.places()) and (is_grave or _takes_many(candidate))
    return hurt or any(_may_locate(candidate, place) for place in sentence.places())


def _is_robbery(candidate: Candidate) -> bool:
    """Tell whether only criminals bear arms, and of crime more is said: "robbers shot" at a bank."""
    armed = [one for one in candidate.parties if one.actor.type in ARMED and not one.is_police]
    inside = {at for one in armed for at in range(one.first, one.last)}
    return (
        bool(armed)
        and all(one.actor.type == "criminal" for one in armed)
        and candidate.sentence.any(
            "talk", lambda hit: hit.payload == "crime" and hit.first not in inside
        ) is not None
    )  # fmt: skip


def _is_homicide(candidate: Candidate) -> bool:
    """Tell whether nobody bears arms and one or two were harmed, of no office: the police's affair."""
    sentence = candidate.sentence
    is_armed = any(hit.payload in ENEMIES for hit in sentence.of("party"))
    if candidate.trigger.sub_event != ATTACK.sub_event or is_armed or _kills_an_official(sentence):
        return False
    counted = [toll.number for toll in tolls_in(sentence) if toll.number is not None]
    if counted:
        return all(one.max is not None and one.max < SEVERAL for one in counted)
    return bool(sentence.of("person")) and not sentence.of("people")


def _hurts_several(sentence: Sentence) -> bool:
    """Tell whether at least ``SEVERAL`` may be counted, or they are not counted at all."""
    counted = [toll.number for toll in tolls_in(sentence) if toll.number is not None]
    return not counted or any(one.max is None or one.max >= SEVERAL for one in counted)


def _are_let_go(candidate: Candidate) -> bool:
    """Tell whether those who were taken come free: "rebels release 30 hostages"."""
    is_weak = candidate.trigger.sub_event == ABDUCTION and candidate.trigger.strength < IMPLIED
    return is_weak and bool(candidate.sentence.of("act.free"))


def _takes_many(candidate: Candidate) -> bool:
    """Tell whether those taken are many, whoever took them: "40 worshippers abducted in"."""
    sentence = candidate.sentence
    people = [one.first for one in sentence.of("people")]
    return candidate.trigger.sub_event == ABDUCTION and any(
        (one.min or 0) >= MANY
        and not counts_no_people(sentence, one)
        and any(0 <= first - one.last <= COUNTED for first in people)
        for one in numbers_in(sentence)
    )


def _kills_an_official(sentence: Sentence) -> bool:
    """Tell whether somebody with an office was killed: "senator killed in an attack"."""
    tokens, title = sentence.page.text.tokens, sentence.page.grammar.title
    has_office = not title.isdisjoint(tokens[sentence.first : sentence.last])
    return has_office and sentence.any("toll", lambda hit: hit.payload == "killed") is not None


def _is_unreal(candidate: Candidate) -> bool:
    cued = any(candidate.sentence.of(f"cue.{name}") for name in UNREAL)
    return cued and (candidate.has_armed or bool(candidate.sentence.places()))


def _may_locate(candidate: Candidate, found: Found) -> bool:
    """Tell whether a place is one "in" which, or close to whose name, it may have been."""
    if found.cue in LOCATING:
        return True
    gap = max(found.first - candidate.hit.last, candidate.hit.first - found.last)
    return found.place.role == "mention" and gap <= BESIDE


def is_an_arrest(candidate: Candidate) -> bool:
    """Tell whether the "raid" or the "attack" is police work: they arrest, and nobody is hurt."""
    is_weak = candidate.trigger.family == "fight" and candidate.trigger.strength <= 1
    if not is_weak or not any(one.actor.type == "state" for one in candidate.parties):
        return False
    arrests = candidate.sentence.any("trigger", lambda hit: hit.payload.sub_event == "Arrests")
    return arrests is not None and not candidate.sentence.of("toll")
