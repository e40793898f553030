"""
Whom does the text set against whom, and beside whom?

Two parties that follow each other are enemies when "between" opens the pair or
"clashed with" parts it; they fight together when "backed by" joins them. Not here:
what follows for their sides (``agents/who/siding.py``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from agents.text.sentences import Page, Sentence

from .named_parties import is_of
from .parties import ARMED, FoundActor, key_of

# "Supplétifs de l'armée" fight beside the army.
AUXILIARY: Final = {"militia", "state"}
APART: Final = 8  # tokens between two parties that one verb sets against each other
PAIRED: Final = 4  # tokens between the two of "between the army and the rebels"
OPENED: Final = 6  # tokens between "between" and the first of them
BROKERED: Final = 3  # tokens between "brokered by" and who did


def with_relations(page: Page, found: list[FoundActor]) -> list[FoundActor]:
    """Return *found*, in order, with ``against`` and ``along`` filled and mediators known."""
    if page.marks.of("force.broker"):
        found = [_mediating(page, one) for one in found]
    armed = [at for at, one in enumerate(found) if one.actor.type in ARMED]
    before = 0
    for left, right in pairwise(armed):
        one, other, begin = found[left], found[right], before
        before = one.last
        number = page.text.sentence_of(one.first)
        if number != page.text.sentence_of(other.first) or one.last > other.first:
            continue
        relation = _relation(page.sentence(number), one, other, begin)
        if relation and key_of(one) != key_of(other):
            found[left] = one._replace(**{relation: getattr(one, relation) | {key_of(other)}})
            found[right] = other._replace(**{relation: getattr(other, relation) | {key_of(one)}})
    return found


def _relation(sentence: Sentence, one: FoundActor, other: FoundActor, begin: int) -> str | None:
    """Return how the text relates the two; *begin* is where the party before them ends."""
    gap = other.first - one.last
    if {one.actor.type, other.actor.type} == AUXILIARY and is_of(
        sentence.page, one.last, other.first
    ):
        return "along"
    allies = sentence.page.marks.within("party.ally", one.last, other.last)
    if gap <= APART and allies:
        return "along"
    if gap <= APART and sentence.page.marks.within("force.against", one.last, other.first):
        return "against"
    opened = sentence.page.marks.within("force.between", max(begin, sentence.first), one.first)
    is_opened = any(one.first - hit.last <= OPENED for hit in opened)
    return "against" if is_opened and gap <= PAIRED else None


def _mediating(page: Page, one: FoundActor) -> FoundActor:
    brokers = page.marks.within("force.broker", max(one.first - BROKERED - 3, 0), one.first)
    if not any(one.first - hit.last <= BROKERED for hit in brokers):
        return one
    return one._replace(actor=replace(one.actor, role="mediator"))
