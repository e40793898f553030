"""
Which of ACLED's sub-events do all words at the head of a text tell of?

A trigger names what its own words name: "seized" is ground taken, or arms. What stands
beside it in the head tells which, and as for fighting (``agents/what/weighing.py``) each
fact adds its weight for each sub-event, learned from notes written for it. What the rules
say themselves counts once more. Only languages that have such notes ask.

Not here: whether it happened, and whether it is fighting: what surely is stays with the
violent sub-events, what surely is not with the others.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from msgspec.structs import replace

from agents.lexicon import Trigger
from agents.linking.incidents import VIOLENT
from agents.text.matching import Hit
from agents.text.sentences import Page
from schemas.event import Family, Mention

from . import weights
from .codes import TABLE, types_of
from .composed import IMPLIED
from .evidence import words_of
from .weighing import FOR, HAPPENED, Spot, against

# Hundredths of log odds.
RULES_SAY: Final = 200  # added for what the rules say
SURE: Final = 200  # odds of fighting that no sub-event overrules
CLEAR: Final = 200  # by which another kind must lead where the text tells of fighting
NONE: Final = "none"
RULE: Final = "events.sub_event_by_words@1"
FAMILIES: Final[dict[str, Family]] = {
    "Battles": "fight", "Explosions/Remote violence": "remote",
    "Violence against civilians": "one_sided", "Protests": "protest", "Riots": "riot",
    "Strategic developments": "strategic",
}  # fmt: skip
TRUCE: Final = "Agreement"


def renamed(
    mention: Mention, language: str, evidence: frozenset[str], weight: int, *, is_told: bool
) -> Mention:
    """
    Return *mention* under the sub-event that its head speaks for.

    Args:
        mention: The first of the text.
        language: Of the text.
        evidence: The facts of its head (``agents/what/evidence.py``).
        weight: Log odds of fighting, in hundredths.
        is_told: It is fighting to be told.
    """
    said = mention.types.acled.sub_event if mention.types.acled else None
    best = sub_event_of(language, evidence, said, weight, is_told=is_told)
    if best in (said, None, NONE):
        return mention
    return replace(
        mention,
        family=family_of(best),
        types=types_of(best, mention.actors),
        rules=(*mention.rules[:-1], RULE, *mention.rules[-1:]),
    )


def named(page: Page, evidence: frozenset[str], weight: int) -> str | None:
    """Return the sub-event that a text in which no rule found anything speaks of, if of one."""
    best = sub_event_of(page.language, evidence, None, weight, is_told=False)
    return best if best != NONE and page.answer(words_of) else None


def named_spot(page: Page, evidence: frozenset[str], weight: int) -> Spot | None:
    """Return where such a text speaks of one, and of which."""
    learned, best = weights.sub_events(page.language), named(page, evidence, weight)
    if learned is None or best is None:
        return None
    place = learned.names.index(best)
    worth = [learned.of(word)[place] for word in page.answer(words_of)]
    at = worth.index(max(worth))
    trigger = Trigger(family_of(best), best, IMPLIED)
    # Words alone name it; below the bar neither they nor a rule say that it happened.
    ruling = HAPPENED if weight >= FOR else against(page)
    return Spot(Hit(at, at + 1, trigger), trigger, RULE, ruling)


def sub_event_of(
    language: str, evidence: frozenset[str], said: str | None, weight: int, *, is_told: bool
) -> str | None:
    """Return the sub-event that *evidence* speaks for most, ``none`` where for no event at all."""
    learned = weights.sub_events(language)
    if learned is None:
        return None
    sums = dict(zip(learned.names, learned.add(evidence), strict=True))
    if said in sums:
        sums[said] += RULES_SAY
    if is_told:
        kept = {said, *filter(is_violent, sums)}
        sums = {name: more - CLEAR * (name not in kept) for name, more in sums.items()}
    open_to = (name for name in sums if name == said or _may_be(name, weight))
    return max(open_to, key=sums.__getitem__)


def family_of(sub_event: str) -> Family:
    """Return the family of an ACLED sub-event."""
    return "ceasefire" if sub_event == TRUCE else FAMILIES[TABLE[sub_event].event]


@cache
def is_violent(sub_event: str) -> bool:
    """Tell whether a sub-event is of those that alarms are about."""
    return sub_event != NONE and family_of(sub_event) in VIOLENT


def _may_be(sub_event: str, weight: int) -> bool:
    return weight > -SURE if is_violent(sub_event) else weight < SURE
