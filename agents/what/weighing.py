"""
Do the words at the head of a text, weighed together, speak for fighting?

Rules know the wordings that somebody thought of. What the head of a text holds, taken
together, tells more than any one wording: each fact has a weight that was learned from
dispatches written for it (``agents/what/weights``), and their sum speaks for fighting, against
it, or not clearly. Where it is clear it overrules the rules: it tells of fighting that no
rule found, and doubts figures of speech that a rule took for it. Between, the rules stand.

Not here: the facts (``agents/what/evidence.py``), what comes of the answer
(``agents/what/judged.py``), and gates that no word moves: age, register, summary.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from agents.lexicon import Trigger
from agents.linking.incidents import VIOLENT
from agents.text.matching import Hit
from agents.text.sentences import Page
from schemas.event import Mention

from . import weights
from .composed import ATTACK, CLASH, IMPLIED
from .evidence import head_of, words_of
from .realis import Ruling
from .weapons import FIRST, OF_WEAPON

# Hundredths of log odds. The first was chosen between fighting that is found and false alarms
# in ordinary news: a lower one has more of both.
FOR: Final = -30  # from here on the words alone make it fighting
AGAINST: Final = -200  # up to here no rule makes it fighting
WEIGHED: Final = "realis.words@1"  # the rule of what all words together say happened
DOUBTED: Final = "realis.doubted_by_words"  # of what they speak against, or not enough for
CLASSES: Final = "@"  # stands in a rule id where no word weighs anything, only classes
LONGEST: Final = 30  # letters of a word in a rule id
NAMED: Final = 3  # words that a rule id names: those that weigh most
SHELLING: Final = "Shelling/artillery/missile attack"
BY_FAMILY: Final = {"fight": CLASH, "remote": SHELLING, "one_sided": ATTACK.sub_event}

Weigher = Callable[[str, frozenset[str]], int]


HAPPENED: Final = Ruling("actual", (), WEIGHED)


class Spot(NamedTuple):
    """Where the words tell of an event, of what kind, by which rule, and whether it happened."""

    hit: Hit
    trigger: Trigger
    rule: str
    ruling: Ruling = HAPPENED


def weigh(language: str, evidence: frozenset[str]) -> int:
    """Return the log odds that a head with this *evidence* tells of fighting, in hundredths."""
    return weights.fighting(language).add_first(evidence)


def spot_of(page: Page, evidence: frozenset[str]) -> Spot:
    """Return the words that weigh most in the sentence of the head that weighs most."""
    worth = _worth(page, 1)
    parts = [(a, min(b, len(worth))) for a, b in page.text.sentences if a < len(worth)]
    first, last = max(parts, key=lambda part: sum(worth[part[0] : part[1]]))
    at = max(range(first, last), key=worth.__getitem__)
    trigger = _trigger(page, evidence)
    return Spot(Hit(at, at + 1, trigger), trigger, f"events.words({_named(page, worth)})@1")


def doubted(page: Page, mentions: Sequence[Mention], unclear: Container[int]) -> list[Mention]:
    """Call the fights of *mentions* whose number is *unclear* so: the words speak against them."""
    realis, spans, rule, _ = against(page)
    return [
        replace(one, realis=realis, realis_spans=spans, rules=(*one.rules, rule))
        if one.idx in unclear and one.family in VIOLENT and one.realis == "actual"
        else one
        for one in mentions
    ]


def against(page: Page) -> Ruling:
    """Return what the words make of a fight that they speak against, or not enough for."""
    worth = _worth(page, -1)
    spans = tuple(page.text.span(at, at + 1) for at in _heaviest(worth))
    return Ruling("unclear", spans, f"{DOUBTED}({_named(page, worth)})@1")


def _trigger(page: Page, evidence: frozenset[str]) -> Trigger:
    """Return the likeliest kind of event: by the weapon that is named, else by all words."""
    learned = weights.fighting(page.language)
    _, *odds = learned.add(evidence)
    family = learned.names[1 + odds.index(max(odds))]
    if family == "remote":
        used = {hit.payload for hit in page.marks.within("weapon", 0, page.answer(head_of))}
        weapon = next((kind for kind in FIRST if kind in used), None)
        return Trigger("remote", OF_WEAPON[weapon] if weapon else SHELLING, IMPLIED)
    return Trigger("fight" if family == "fight" else "one_sided", BY_FAMILY[family], IMPLIED)


def _worth(page: Page, sign: int) -> list[int]:
    """Return what each word of the head adds by itself, or with *sign* -1 takes away."""
    first = weights.fighting(page.language).first
    return [sign * first.get(word, 0) for word in page.answer(words_of)]


def _heaviest(worth: list[int]) -> list[int]:
    """Return the tokens that weigh most, in their order."""
    known = [at for at, weight in enumerate(worth) if weight > 0]
    return sorted(sorted(known, key=lambda at: -worth[at])[:NAMED])


def _named(page: Page, worth: list[int]) -> str:
    words = [page.text.tokens[at] for at in _heaviest(worth)]
    kept = dict.fromkeys(word[:LONGEST] for word in words if word.isalnum())
    return ",".join(kept) or CLASSES
