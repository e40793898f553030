"""
Was ground taken by force?

An enemy held it, the clause or what follows speaks of fighting, or those who came in are
rebels or a foreign army, whom nobody lets in unasked.

Not here: who took what (``agents/what/ground.py``).
"""

from __future__ import annotations

from typing import Final

from agents.text.governing import NEAR, before
from agents.text.matching import Hit
from agents.text.sentences import Sentence
from agents.who.actors import FoundActor

from .composed import HURT

AROUND: Final = 2  # sentences behind the taking that may say it was yielded
HELD: Final = 8  # tokens behind the taking in which its holder stands: "the last base of the army"
OF_FORCE: Final = frozenset({"fight", "one_sided", "remote"})
TAKERS: Final = frozenset({"rebel", "militia"})  # nobody hands them a town unasked


def is_a_foes(sentence: Sentence, act: Hit, taker: FoundActor, armed: list[FoundActor]) -> bool:
    """Tell whether an enemy held it: "took the army's last base", "seized from the rebels"."""
    return any(
        act.last <= one.first < act.last + HELD
        and (one.actor.type == "state") != (taker.actor.type == "state")
        and sentence.same_clause(one.first, act.first)
        and not _is_denied(sentence, Hit(one.first, one.last, None))
        for one in armed
    )


def comes_in_arms(sentence: Sentence, act: Hit, taker: FoundActor) -> bool:
    """Tell whether rebels or a foreign army come in and nobody is said to have let them in."""
    page, number = sentence.page, sentence.number
    in_order = taker.last <= act.first or page.grammar.is_verb_first or page.grammar.is_verb_last
    is_denied = sentence.any("cue.negated", lambda cue: cue.first >= act.last) is not None
    if not in_order or is_denied or not (taker.actor.type in TAKERS or _is_abroad(sentence, taker)):
        return False
    near = page.text.sentences[max(number - 1, 0) : number + AROUND + 1]
    return sentence.same_clause(taker.first, act.first) and not any(
        page.marks.within(name, first, last)
        for first, last in near
        for name in ("act.leave", "talk")
    )


def _is_abroad(sentence: Sentence, taker: FoundActor) -> bool:
    """Tell whether an army is in a country that is not its own."""
    spots = [one.place for one in sentence.places() if one.place.role != "origin_of_actor"]
    home = taker.actor.country
    return home is not None and bool(spots) and all(
        one.country not in (None, home) for one in spots
    )  # fmt: skip


def states_force(sentence: Sentence, act: Hit) -> bool:
    """
    Tell whether the clause, or what follows it, speaks of force: "took it after fighting".

    Of what is told before it the fighting may be another: "fighting broke out after the
    army had taken" some other town.
    """
    fights = [hit for hit in sentence.of("trigger") if hit.payload.family in OF_FORCE]
    hurt = [hit for hit in sentence.of("toll") if hit.payload in HURT]
    told = [
        hit for hit in [*fights, *hurt]
        if hit.first >= act.last and not _is_denied(sentence, hit)
    ]  # fmt: skip
    used = [hit for name in ("weapon", "act.force") for hit in sentence.of(name)]
    here = [hit for hit in [*fights, *hurt, *used] if sentence.same_clause(hit.first, act.first)]
    return bool(told) or any(not _is_denied(sentence, hit) for hit in here)


def _is_denied(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether a "no" or a word of yielding holds it: "without a fight" is both."""
    yields = sentence.page.marks.within("act.leave", hit.first - 2, hit.last)
    denies = sentence.any("cue.negated", lambda cue: before(sentence, hit, cue, NEAR))
    return denies is not None or any(one.last >= hit.last for one in yields)
