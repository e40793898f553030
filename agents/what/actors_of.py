"""
Who takes part in one event, and as what?

The parties of its sentence, each once; those of the whole dispatch where none of them
bears arms. Each has its role: who acts, who is acted upon, who claims it.

Not here: finding parties (``agents/who/actors.py``), their sides (``agents/who/siding.py``), and
what words tell of roles (``agents/who/roles.py``, ``agents/said/own_words.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from agents.said.own_words import claims_responsibility, denies_part, tells_its_deed
from agents.said.speech import Attribution
from agents.said.tolls import tolls_in
from agents.text.numbers import Number
from agents.text.sentences import Sentence
from agents.who.actors import ARMED, FoundActor
from agents.who.roles import CLAIMED, FIXED, OWN_WORD, Roles, roles_in, with_roles
from schemas.event import Actor, ActorRole

from .company import Candidate

BESIDE: Final = 3  # tokens behind a number in which those counted stand: "12 government soldiers"


def actors_of(
    candidate: Candidate, parties: Sequence[FoundActor], attributions: Sequence[Attribution]
) -> tuple[tuple[Actor, ...], tuple[str, ...]]:
    """
    Return the parties of *candidate* with their roles, and the rules that gave those.

    Args:
        candidate: The event.
        parties: Those of the whole dispatch, with their sides.
        attributions: Who speaks.
    """
    sentence = candidate.sentence
    present = _present(candidate, parties)
    kept = _once_each(present)
    roles = roles_in(sentence, candidate.hit, candidate.parties, _counted(sentence))
    words = [_told_of(one, present, roles) for one in kept]
    told = with_roles([one.actor for one in kept], words, candidate.trigger.family)
    actors, rules = [], set(roles.rules)
    for one, role in zip(kept, told, strict=True):
        claim = _claim(one, sentence, attributions) if role not in FIXED else None
        rules |= {claim} if claim else set()
        actors.append(replace(one.actor, role="claimant" if claim else role))
    ordered = sorted(actors, key=lambda actor: (actor.side, actor.span))
    return tuple(ordered), tuple(sorted(rules))


def _present(candidate: Candidate, parties: Sequence[FoundActor]) -> list[FoundActor]:
    """Return the sentence's parties; the whole dispatch's too when none of them is armed."""
    places = {(one.first, one.last) for one in candidate.parties}
    here = [one for one in parties if (one.first, one.last) in places]
    if not any(one.actor.type in ARMED for one in here):
        here += [
            one for one in parties
            if one.actor.type in ARMED and not denies_part(candidate.sentence, one)
        ]  # fmt: skip
    return here


def _once_each(here: list[FoundActor]) -> list[FoundActor]:
    named_sides = {(one.actor.side, one.actor.type) for one in here if one.is_named}
    kept: dict[str, FoundActor] = {}
    for one in sorted(here, key=lambda one: (not one.is_named, one.first)):
        actor = one.actor
        is_generic = not one.is_named and actor.type in ARMED
        if is_generic and (actor.side, actor.type) in named_sides:
            continue
        kept.setdefault(_who(one), one)
    return list(kept.values())


def _who(one: FoundActor) -> str:
    return one.actor.actor_id or one.actor.name.casefold()


def _told_of(one: FoundActor, present: Sequence[FoundActor], roles: Roles) -> ActorRole | None:
    """Return what the words tell of *one*, by whichever of its names they tell it."""
    spans = ((other.first, other.last) for other in present if _who(other) == _who(one))
    return next((roles.of[span] for span in spans if span in roles.of), None)


def _counted(sentence: Sentence) -> list[tuple[int, int]]:
    """Return the tokens of those whom the sentence's tolls count."""
    return [
        _people_at(sentence, toll.number, toll.word.first)
        for toll in tolls_in(sentence)
        if toll.number is not None
    ]


def _people_at(sentence: Sentence, number: Number, word: int) -> tuple[int, int]:
    """Return *number* with the tokens behind it up to its counting *word*, "by" or "in"."""
    tokens, grammar = sentence.page.text.tokens, sentence.page.grammar
    last = number.last
    while (
        last < min(number.last + BESIDE, sentence.last) and last != word
        and tokens[last] not in grammar.agent and tokens[last] not in grammar.target
    ):  # fmt: skip
        last += 1
    return number.first, last


def _claim(one: FoundActor, sentence: Sentence, attributions: Sequence[Attribution]) -> str | None:
    """Return the rule by which *one* took part by its own word, in this sentence or in its own."""
    if one.actor.type not in ARMED:
        return None
    own = sentence.page.sentence(sentence.page.text.sentence_of(one.first))
    if claims_responsibility(own, one):
        return CLAIMED
    return OWN_WORD if tells_its_deed(own, one, attributions) else None
